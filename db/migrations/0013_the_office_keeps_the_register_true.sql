CREATE TABLE "decision_papers" (
	"sha256" char(64) PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"size" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	"kept_by" text NOT NULL,
	"kept_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "point_of_sale_goods" (
	"point_of_sale_id" char(12) NOT NULL,
	"product_id" char(12) NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "point_of_sale_goods_once" UNIQUE("point_of_sale_id","product_id")
);
--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "merged_into" char(12);--> statement-breakpoint
ALTER TABLE "certificate_events" ADD COLUMN "paper_sha256" char(64);--> statement-breakpoint
ALTER TABLE "certificate_events" ADD COLUMN "paper_name" text;--> statement-breakpoint
ALTER TABLE "certificates" ADD COLUMN "paper_sha256" char(64);--> statement-breakpoint
ALTER TABLE "certificates" ADD COLUMN "paper_name" text;--> statement-breakpoint
ALTER TABLE "producers" ADD COLUMN "merged_into" char(12);--> statement-breakpoint
ALTER TABLE "points_of_sale" ADD COLUMN "exceptional_days" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "points_of_sale" ADD COLUMN "closed_reason" text;--> statement-breakpoint
ALTER TABLE "points_of_sale" ADD COLUMN "keeper" text;--> statement-breakpoint
ALTER TABLE "point_of_sale_goods" ADD CONSTRAINT "point_of_sale_goods_point_of_sale_id_points_of_sale_id_fk" FOREIGN KEY ("point_of_sale_id") REFERENCES "public"."points_of_sale"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "point_of_sale_goods" ADD CONSTRAINT "point_of_sale_goods_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "point_of_sale_goods_product" ON "point_of_sale_goods" USING btree ("product_id");--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_merged_into_products_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_events" ADD CONSTRAINT "certificate_events_paper_sha256_decision_papers_sha256_fk" FOREIGN KEY ("paper_sha256") REFERENCES "public"."decision_papers"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_paper_sha256_decision_papers_sha256_fk" FOREIGN KEY ("paper_sha256") REFERENCES "public"."decision_papers"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "producers" ADD CONSTRAINT "producers_merged_into_producers_id_fk" FOREIGN KEY ("merged_into") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "products_merged" ON "products" USING btree ("merged_into");--> statement-breakpoint
CREATE INDEX "producers_merged" ON "producers" USING btree ("merged_into");--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_merged_elsewhere" CHECK ("products"."merged_into" <> "products"."id");--> statement-breakpoint
ALTER TABLE "producers" ADD CONSTRAINT "producers_merged_elsewhere" CHECK ("producers"."merged_into" <> "producers"."id");