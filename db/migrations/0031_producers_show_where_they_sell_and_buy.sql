CREATE TABLE "evidence" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"product_id" char(12),
	"kind" text NOT NULL,
	"partner" text NOT NULL,
	"paper_number" text,
	"paper_sha256" char(64),
	"paper_name" text,
	"holds_from" date NOT NULL,
	"holds_until" date,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_reason" text,
	CONSTRAINT "evidence_days" CHECK ("evidence"."holds_until" >= "evidence"."holds_from"),
	CONSTRAINT "evidence_has_a_paper" CHECK ("evidence"."paper_number" is not null or "evidence"."paper_sha256" is not null),
	CONSTRAINT "evidence_file" CHECK (("evidence"."paper_sha256" is null) = ("evidence"."paper_name" is null)),
	CONSTRAINT "evidence_withdrawn" CHECK (("evidence"."withdrawn_at" is null) = ("evidence"."withdrawn_reason" is null))
);
--> statement-breakpoint
ALTER TABLE "product_links" ADD COLUMN "first_seen_on" date;--> statement-breakpoint
ALTER TABLE "targets" ADD COLUMN "value_to" numeric(8, 1);--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_paper_sha256_decision_papers_sha256_fk" FOREIGN KEY ("paper_sha256") REFERENCES "public"."decision_papers"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evidence_producer" ON "evidence" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "evidence_product" ON "evidence" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "evidence_paper" ON "evidence" USING btree ("paper_sha256");--> statement-breakpoint
ALTER TABLE "targets" ADD CONSTRAINT "targets_range" CHECK ("targets"."value_to" > "targets"."value");