CREATE TABLE "epcis_captures" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"producer_id" char(12) NOT NULL,
	"token_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"is_taken" boolean NOT NULL,
	"count" integer NOT NULL,
	"faults" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "epcis_events" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"seq" bigserial NOT NULL,
	"hash" text NOT NULL,
	"declaration" text DEFAULT '' NOT NULL,
	"event_id" text NOT NULL,
	"producer_id" char(12) NOT NULL,
	"source" text NOT NULL,
	"type" text NOT NULL,
	"event_time" timestamp with time zone NOT NULL,
	"time_zone_offset" text NOT NULL,
	"record_time" timestamp with time zone NOT NULL,
	"action" text,
	"biz_step" text,
	"disposition" text,
	"read_point" text,
	"biz_location" text,
	"transformation_id" text,
	"event" jsonb NOT NULL,
	"context" jsonb NOT NULL,
	"capture_id" char(12),
	"kept_by" text NOT NULL,
	CONSTRAINT "epcis_events_hash" UNIQUE("hash","producer_id","declaration")
);
--> statement-breakpoint
CREATE TABLE "epcis_evidence" (
	"event_id" char(12) NOT NULL,
	"picture_id" char(12) NOT NULL,
	CONSTRAINT "epcis_evidence_event_id_picture_id_pk" PRIMARY KEY("event_id","picture_id")
);
--> statement-breakpoint
CREATE TABLE "epcis_names" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"kind" text NOT NULL,
	"name" text,
	"name_key" text,
	"made_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "epcis_names_both" CHECK (("epcis_names"."name" is null) = ("epcis_names"."name_key" is null))
);
--> statement-breakpoint
CREATE TABLE "epcis_things" (
	"event_id" char(12) NOT NULL,
	"place" integer NOT NULL,
	"role" text NOT NULL,
	"uri" text NOT NULL,
	"lot_id" char(12),
	"quantity" numeric,
	"unit" text,
	CONSTRAINT "epcis_things_event_id_place_pk" PRIMARY KEY("event_id","place")
);
--> statement-breakpoint
CREATE TABLE "epcis_tokens" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"name" text NOT NULL,
	"hash" char(64) NOT NULL,
	"scopes" text[] NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" text NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "epcis_tokens_hash_unique" UNIQUE("hash"),
	CONSTRAINT "epcis_tokens_scopes" CHECK (cardinality("epcis_tokens"."scopes") > 0)
);
--> statement-breakpoint
ALTER TABLE "epcis_captures" ADD CONSTRAINT "epcis_captures_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_captures" ADD CONSTRAINT "epcis_captures_token_id_epcis_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."epcis_tokens"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_events" ADD CONSTRAINT "epcis_events_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_events" ADD CONSTRAINT "epcis_events_capture_id_epcis_captures_id_fk" FOREIGN KEY ("capture_id") REFERENCES "public"."epcis_captures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_evidence" ADD CONSTRAINT "epcis_evidence_event_id_epcis_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."epcis_events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_evidence" ADD CONSTRAINT "epcis_evidence_picture_id_pictures_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."pictures"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_names" ADD CONSTRAINT "epcis_names_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_things" ADD CONSTRAINT "epcis_things_event_id_epcis_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."epcis_events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_things" ADD CONSTRAINT "epcis_things_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "epcis_tokens" ADD CONSTRAINT "epcis_tokens_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "epcis_captures_producer" ON "epcis_captures" USING btree ("producer_id","seq");--> statement-breakpoint
CREATE INDEX "epcis_events_id" ON "epcis_events" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "epcis_events_recorded" ON "epcis_events" USING btree ("producer_id","seq");--> statement-breakpoint
CREATE INDEX "epcis_events_happened" ON "epcis_events" USING btree ("producer_id","event_time");--> statement-breakpoint
CREATE UNIQUE INDEX "epcis_names_once" ON "epcis_names" USING btree ("producer_id","kind","name_key") WHERE "epcis_names"."name_key" is not null;--> statement-breakpoint
CREATE INDEX "epcis_things_uri" ON "epcis_things" USING btree ("uri");--> statement-breakpoint
CREATE INDEX "epcis_things_lot" ON "epcis_things" USING btree ("lot_id");--> statement-breakpoint
CREATE INDEX "epcis_tokens_producer" ON "epcis_tokens" USING btree ("producer_id","made_at");