CREATE TABLE "tour_revisions" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"tour_id" char(12) NOT NULL,
	"number" smallint NOT NULL,
	"state" text NOT NULL,
	"title_vi" text NOT NULL,
	"title_en" text,
	"summary_vi" text,
	"summary_en" text,
	"story_vi" text,
	"story_en" text,
	"starts_at" smallint NOT NULL,
	"months" smallint[] DEFAULT '{}' NOT NULL,
	"people" smallint,
	"price" integer,
	"price_note_vi" text,
	"price_note_en" text,
	"contact_name" text,
	"contact_phone" text,
	"contact_email" text,
	"source" text,
	"edits" integer DEFAULT 1 NOT NULL,
	"written_by" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"sent_by" text,
	"sent_at" timestamp with time zone,
	"published_by" text,
	"published_at" timestamp with time zone,
	"review_note" text,
	CONSTRAINT "tour_revisions_number" UNIQUE("tour_id","number"),
	CONSTRAINT "tour_revisions_price" CHECK ("tour_revisions"."price" >= 0),
	CONSTRAINT "tour_revisions_starts_at" CHECK ("tour_revisions"."starts_at" between 0 and 1439),
	CONSTRAINT "tour_revisions_published" CHECK (("tour_revisions"."state" in ('published', 'replaced')) = ("tour_revisions"."published_at" is not null)),
	CONSTRAINT "tour_revisions_sent" CHECK ("tour_revisions"."state" <> 'in_review' or "tour_revisions"."sent_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "tour_slots" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"tour_id" char(12) NOT NULL,
	"stop_key" text,
	"day" date NOT NULL,
	"minute" smallint NOT NULL,
	"capacity" smallint NOT NULL,
	"held" smallint DEFAULT 0 NOT NULL,
	"called_off_at" timestamp with time zone,
	"called_off_reason" text,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tour_slots_once" UNIQUE NULLS NOT DISTINCT("tour_id","stop_key","day","minute"),
	CONSTRAINT "tour_slots_held" CHECK ("tour_slots"."held" between 0 and "tour_slots"."capacity"),
	CONSTRAINT "tour_slots_minute" CHECK ("tour_slots"."minute" between 0 and 1439),
	CONSTRAINT "tour_slots_called_off" CHECK (("tour_slots"."called_off_at" is null) = ("tour_slots"."called_off_reason" is null) and ("tour_slots"."called_off_at" is null or "tour_slots"."held" = 0))
);
--> statement-breakpoint
CREATE TABLE "tour_stop_products" (
	"stop_id" char(12) NOT NULL,
	"product_id" char(12) NOT NULL,
	CONSTRAINT "tour_stop_products_once" UNIQUE("stop_id","product_id")
);
--> statement-breakpoint
CREATE TABLE "tour_stops" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"revision_id" char(12) NOT NULL,
	"position" smallint NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"producer_id" char(12),
	"point_of_sale_id" char(12),
	"product_id" char(12),
	"name_vi" text,
	"name_en" text,
	"what_vi" text,
	"what_en" text,
	"latitude" double precision,
	"longitude" double precision,
	"arrives_at" smallint,
	"minutes" smallint NOT NULL,
	"months" smallint[] DEFAULT '{}' NOT NULL,
	"price" integer,
	"phone" text,
	"people" smallint,
	"way_mode" text,
	"way_metres" integer,
	"way_minutes" smallint,
	CONSTRAINT "tour_stops_position" UNIQUE("revision_id","position"),
	CONSTRAINT "tour_stops_key" UNIQUE("revision_id","key"),
	CONSTRAINT "tour_stops_one_record" CHECK (num_nonnulls("tour_stops"."producer_id", "tour_stops"."point_of_sale_id", "tour_stops"."product_id") <= 1),
	CONSTRAINT "tour_stops_named" CHECK ("tour_stops"."name_vi" is not null or num_nonnulls("tour_stops"."producer_id", "tour_stops"."point_of_sale_id", "tour_stops"."product_id") = 1),
	CONSTRAINT "tour_stops_place" CHECK (("tour_stops"."latitude" is null) = ("tour_stops"."longitude" is null)),
	CONSTRAINT "tour_stops_minutes" CHECK ("tour_stops"."minutes" between 0 and 1440),
	CONSTRAINT "tour_stops_arrives" CHECK ("tour_stops"."arrives_at" between 0 and 1439)
);
--> statement-breakpoint
CREATE TABLE "tours" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"province_code" char(2) NOT NULL,
	"commune_code" char(5),
	"closed_from" date,
	"closed_until" date,
	"closed_reason" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tours_slug_unique" UNIQUE("slug"),
	CONSTRAINT "tours_closed" CHECK (("tours"."closed_from" is null) = ("tours"."closed_reason" is null)),
	CONSTRAINT "tours_closed_days" CHECK ("tours"."closed_until" is null or ("tours"."closed_from" is not null and "tours"."closed_until" >= "tours"."closed_from"))
);
--> statement-breakpoint
CREATE TABLE "visit_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"request_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"state" text NOT NULL,
	"told_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "visit_requests" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slot_id" char(12) NOT NULL,
	"places" smallint NOT NULL,
	"name" text NOT NULL,
	"phone" text NOT NULL,
	"email" text,
	"language" text NOT NULL,
	"token_hash" text NOT NULL,
	"state" text NOT NULL,
	"answer" text,
	"consented_at" timestamp with time zone NOT NULL,
	"consent_edition" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"forgotten_at" timestamp with time zone,
	CONSTRAINT "visit_requests_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "visit_requests_places" CHECK ("visit_requests"."places" between 1 and 500)
);
--> statement-breakpoint
ALTER TABLE "tour_revisions" ADD CONSTRAINT "tour_revisions_tour_id_tours_id_fk" FOREIGN KEY ("tour_id") REFERENCES "public"."tours"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_slots" ADD CONSTRAINT "tour_slots_tour_id_tours_id_fk" FOREIGN KEY ("tour_id") REFERENCES "public"."tours"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_stop_products" ADD CONSTRAINT "tour_stop_products_stop_id_tour_stops_id_fk" FOREIGN KEY ("stop_id") REFERENCES "public"."tour_stops"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_stop_products" ADD CONSTRAINT "tour_stop_products_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_stops" ADD CONSTRAINT "tour_stops_revision_id_tour_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."tour_revisions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_stops" ADD CONSTRAINT "tour_stops_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_stops" ADD CONSTRAINT "tour_stops_point_of_sale_id_points_of_sale_id_fk" FOREIGN KEY ("point_of_sale_id") REFERENCES "public"."points_of_sale"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_stops" ADD CONSTRAINT "tour_stops_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_events" ADD CONSTRAINT "visit_events_request_id_visit_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."visit_requests"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_requests" ADD CONSTRAINT "visit_requests_slot_id_tour_slots_id_fk" FOREIGN KEY ("slot_id") REFERENCES "public"."tour_slots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "tour_revisions_open" ON "tour_revisions" USING btree ("tour_id") WHERE state in ('draft', 'in_review');--> statement-breakpoint
CREATE UNIQUE INDEX "tour_revisions_public" ON "tour_revisions" USING btree ("tour_id") WHERE state = 'published';--> statement-breakpoint
CREATE INDEX "tour_stop_products_product" ON "tour_stop_products" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "tour_stops_producer" ON "tour_stops" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "tour_stops_point_of_sale" ON "tour_stops" USING btree ("point_of_sale_id");--> statement-breakpoint
CREATE INDEX "tour_stops_product" ON "tour_stops" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "tours_place" ON "tours" USING btree ("province_code","commune_code");--> statement-breakpoint
CREATE INDEX "visit_events_request" ON "visit_events" USING btree ("request_id","id");--> statement-breakpoint
CREATE INDEX "visit_events_untold" ON "visit_events" USING btree ("id") WHERE told_at is null;--> statement-breakpoint
CREATE INDEX "visit_requests_slot" ON "visit_requests" USING btree ("slot_id");