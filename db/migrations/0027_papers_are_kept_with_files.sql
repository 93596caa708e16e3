CREATE TABLE "producer_documents" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"product_id" char(12),
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"number" text,
	"issuer" text,
	"issued_on" date,
	"valid_until" date,
	"is_confidential" boolean DEFAULT true NOT NULL,
	"paper_sha256" char(64) NOT NULL,
	"paper_name" text NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_reason" text,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "producer_documents_ended" CHECK (("producer_documents"."ended_at" is null) = ("producer_documents"."ended_reason" is null)),
	CONSTRAINT "producer_documents_days" CHECK ("producer_documents"."valid_until" >= "producer_documents"."issued_on")
);
--> statement-breakpoint
ALTER TABLE "producer_documents" ADD CONSTRAINT "producer_documents_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "producer_documents" ADD CONSTRAINT "producer_documents_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "producer_documents" ADD CONSTRAINT "producer_documents_paper_sha256_decision_papers_sha256_fk" FOREIGN KEY ("paper_sha256") REFERENCES "public"."decision_papers"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "producer_documents_producer" ON "producer_documents" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "producer_documents_file" ON "producer_documents" USING btree ("paper_sha256");