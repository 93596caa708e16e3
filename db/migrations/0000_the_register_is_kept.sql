CREATE TABLE "audit_facts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "changed_products" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "product_links" (
	"product_id" char(12) NOT NULL,
	"url" text NOT NULL,
	"seller" text,
	"price" integer,
	"seen_on" date,
	CONSTRAINT "product_links_url" UNIQUE("product_id","url")
);
--> statement-breakpoint
CREATE TABLE "product_papers" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"number" text,
	"issuer" text,
	"issued_on" date,
	"valid_until" date,
	"source" text
);
--> statement-breakpoint
CREATE TABLE "product_slugs" (
	"slug" text PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "products" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"producer_id" char(12),
	"product_set" smallint,
	"set_basis" text,
	"province_code" char(2),
	"commune_code" char(5),
	"place_as_printed" text,
	"price" integer,
	"pack" text,
	"alcohol_degree" numeric(4, 1),
	"gtin" char(14),
	"legacy_code" text,
	"label" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"summary_vi" text,
	"summary_en" text,
	"story_vi" text,
	"story_en" text,
	"name_en" text,
	"withdrawn_on" date,
	"withdrawn_reason" text,
	"source" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "products_slug_unique" UNIQUE("slug"),
	CONSTRAINT "products_gtin_unique" UNIQUE("gtin"),
	CONSTRAINT "products_name_of_producer" UNIQUE("producer_id","name_key"),
	CONSTRAINT "products_set" CHECK ("products"."product_set" between 1 and 26),
	CONSTRAINT "products_set_basis" CHECK (("products"."product_set" is null) = ("products"."set_basis" is null)),
	CONSTRAINT "products_price" CHECK ("products"."price" >= 0)
);
--> statement-breakpoint
CREATE TABLE "certificate_events" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"certificate_id" char(12) NOT NULL,
	"kind" text NOT NULL,
	"effective_on" date NOT NULL,
	"until" date,
	"ground" text,
	"reason" text,
	"decision_number" text,
	"decided_on" date,
	"issuer" text,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "certificate_events_extension" CHECK (("certificate_events"."kind" = 'extended') = ("certificate_events"."until" is not null)),
	CONSTRAINT "certificate_events_revocation" CHECK (("certificate_events"."kind" = 'revoked') = ("certificate_events"."ground" is not null))
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL,
	"decision_id" char(12),
	"number" text,
	"kind" text,
	"stars" smallint NOT NULL,
	"points" numeric(5, 2),
	"rule_set" text,
	"issued_on" date,
	"issued_year" smallint,
	"stated_until" date,
	"source" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "certificates_decision_product" UNIQUE NULLS NOT DISTINCT("product_id","decision_id"),
	CONSTRAINT "certificates_stars" CHECK ("certificates"."stars" between 3 and 5),
	CONSTRAINT "certificates_points" CHECK ("certificates"."points" between 0 and 100),
	CONSTRAINT "certificates_rule_set" CHECK ("certificates"."issued_on" is null or "certificates"."rule_set" is not null)
);
--> statement-breakpoint
CREATE TABLE "decisions" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"number_key" text NOT NULL,
	"issuer" text NOT NULL,
	"issuer_key" text NOT NULL,
	"issuer_level" text,
	"issued_on" date,
	"issued_year" smallint,
	"rule_set" text,
	"province_code" char(2),
	"title" text,
	"source" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "decisions_number_issuer_day" UNIQUE NULLS NOT DISTINCT("number_key","issuer_key","issued_on")
);
--> statement-breakpoint
CREATE TABLE "standings" (
	"certificate_id" char(12) NOT NULL,
	"product_id" char(12) NOT NULL,
	"from_day" date NOT NULL,
	"until_day" date NOT NULL,
	"status" text NOT NULL,
	"stars" smallint NOT NULL,
	"governs" boolean NOT NULL,
	CONSTRAINT "standings_stretch" UNIQUE("certificate_id","from_day"),
	CONSTRAINT "standings_order" CHECK ("standings"."from_day" <= "standings"."until_day")
);
--> statement-breakpoint
CREATE TABLE "producers" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"kind" text,
	"tax_code" text,
	"phone" text,
	"email" text,
	"website" text,
	"street" text,
	"province_code" char(2),
	"commune_code" char(5),
	"address_as_printed" text,
	"latitude" double precision,
	"longitude" double precision,
	"about" text,
	"ceased_on" date,
	"source" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "producers_slug_unique" UNIQUE("slug"),
	CONSTRAINT "producers_commune_in_province" CHECK ("producers"."commune_code" is null or "producers"."province_code" is not null)
);
--> statement-breakpoint
CREATE TABLE "points_of_sale" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"kind" text NOT NULL,
	"operator" text,
	"street" text,
	"address_as_printed" text,
	"province_code" char(2),
	"commune_code" char(5),
	"phone" text,
	"hours" text,
	"opening_hours" jsonb,
	"latitude" double precision,
	"longitude" double precision,
	"confirmed_on" date,
	"closed_on" date,
	"source" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "points_of_sale_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "product_links" ADD CONSTRAINT "product_links_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_papers" ADD CONSTRAINT "product_papers_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "product_slugs" ADD CONSTRAINT "product_slugs_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_events" ADD CONSTRAINT "certificate_events_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_decision_id_decisions_id_fk" FOREIGN KEY ("decision_id") REFERENCES "public"."decisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standings" ADD CONSTRAINT "standings_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standings" ADD CONSTRAINT "standings_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_facts_subject" ON "audit_facts" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "product_papers_product" ON "product_papers" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "products_name" ON "products" USING btree ("name_key");--> statement-breakpoint
CREATE INDEX "products_place" ON "products" USING btree ("province_code","commune_code");--> statement-breakpoint
CREATE INDEX "certificate_events_certificate" ON "certificate_events" USING btree ("certificate_id","effective_on");--> statement-breakpoint
CREATE INDEX "certificates_decision" ON "certificates" USING btree ("decision_id");--> statement-breakpoint
CREATE INDEX "decisions_issued" ON "decisions" USING btree ("issued_on");--> statement-breakpoint
CREATE INDEX "standings_product" ON "standings" USING btree ("product_id","from_day") WHERE governs;--> statement-breakpoint
CREATE INDEX "producers_name" ON "producers" USING btree ("name_key","province_code");--> statement-breakpoint
CREATE INDEX "producers_place" ON "producers" USING btree ("province_code","commune_code");--> statement-breakpoint
CREATE INDEX "points_of_sale_place" ON "points_of_sale" USING btree ("province_code","commune_code");--> statement-breakpoint
CREATE INDEX "points_of_sale_name" ON "points_of_sale" USING btree ("name_key");--> statement-breakpoint
-- Histories are only ever added to; a correction is a new fact.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_facts_append_only" BEFORE UPDATE OR DELETE ON "audit_facts" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
CREATE TRIGGER "certificate_events_append_only" BEFORE UPDATE OR DELETE ON "certificate_events" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
