CREATE TABLE "search_backlog" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_documents" (
	"product_id" char(12) PRIMARY KEY NOT NULL,
	"version" bigint NOT NULL,
	"fingerprint" char(22) NOT NULL,
	"producer_id" char(12),
	"province_code" char(2),
	"commune_code" char(5),
	"product_set" smallint,
	"price" integer,
	"is_alcohol" boolean NOT NULL,
	"newest" date NOT NULL,
	"standing_days" integer[] NOT NULL,
	"standing_codes" smallint[] NOT NULL,
	"name_order" text NOT NULL,
	"name_words" text NOT NULL,
	"other_words" text NOT NULL,
	"words" "tsvector" NOT NULL,
	"codes" text[] NOT NULL,
	"card" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_state" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"version" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "search_documents_words" ON "search_documents" USING gin ("words") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "search_documents_codes" ON "search_documents" USING gin ("codes");--> statement-breakpoint
CREATE INDEX "search_documents_version" ON "search_documents" USING btree ("version");--> statement-breakpoint
CREATE INDEX "search_documents_producer" ON "search_documents" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "search_documents_place" ON "search_documents" USING btree ("province_code","commune_code");--> statement-breakpoint
CREATE INDEX "search_documents_set" ON "search_documents" USING btree ("product_set");--> statement-breakpoint
CREATE INDEX "search_documents_name" ON "search_documents" USING btree ("name_order");--> statement-breakpoint
CREATE INDEX "search_documents_newest" ON "search_documents" USING btree ("newest");--> statement-breakpoint
CREATE INDEX "search_documents_price" ON "search_documents" USING btree ("price");--> statement-breakpoint
INSERT INTO "search_state" ("version") VALUES (0);
