CREATE TABLE "public_report_steps" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"report_id" char(12) NOT NULL,
	"state" text NOT NULL,
	"outcome" text,
	"note" text,
	"answer" text,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "public_reports" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"token_hash" char(64) NOT NULL,
	"kind" text NOT NULL,
	"product_id" char(12),
	"seen_at" text,
	"words" text NOT NULL,
	"picture" "bytea",
	"contact" text,
	"is_english" boolean DEFAULT false NOT NULL,
	"province_code" char(2),
	"commune_code" char(5),
	"state" text NOT NULL,
	"outcome" text,
	"received_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	CONSTRAINT "public_reports_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "public_reports_state_known" CHECK ("public_reports"."state" in ('received', 'checking', 'closed')),
	CONSTRAINT "public_reports_closed" CHECK (("public_reports"."state" = 'closed') = ("public_reports"."outcome" is not null))
);
--> statement-breakpoint
ALTER TABLE "public_report_steps" ADD CONSTRAINT "public_report_steps_report_id_public_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."public_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "public_reports" ADD CONSTRAINT "public_reports_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "public_report_steps_report" ON "public_report_steps" USING btree ("report_id","id");--> statement-breakpoint
CREATE INDEX "public_reports_state" ON "public_reports" USING btree ("state","received_at");--> statement-breakpoint
CREATE INDEX "public_reports_place" ON "public_reports" USING btree ("province_code","commune_code","received_at");--> statement-breakpoint
CREATE INDEX "public_reports_product" ON "public_reports" USING btree ("product_id");