CREATE TABLE "field_origins" (
	"subject" text NOT NULL,
	"field" text NOT NULL,
	"source_id" char(12) NOT NULL,
	"run_id" char(12) NOT NULL,
	"value" jsonb,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "field_origins_subject_field_pk" PRIMARY KEY("subject","field")
);
--> statement-breakpoint
CREATE TABLE "source_answers" (
	"run_id" char(12) NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "source_answers_run_id_position_pk" PRIMARY KEY("run_id","position")
);
--> statement-breakpoint
CREATE TABLE "source_items" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run_id" char(12) NOT NULL,
	"part" text NOT NULL,
	"line" integer NOT NULL,
	"name" text NOT NULL,
	"outcome" text NOT NULL,
	"findings" jsonb NOT NULL,
	"subject" text,
	"province_code" char(2),
	"commune_code" char(5)
);
--> statement-breakpoint
CREATE TABLE "source_proposals" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"source_id" char(12) NOT NULL,
	"slot" text NOT NULL,
	"subject" text NOT NULL,
	"name" text NOT NULL,
	"what" text NOT NULL,
	"risks" jsonb NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"facts" jsonb NOT NULL,
	"state" text NOT NULL,
	"province_code" char(2),
	"commune_code" char(5),
	"run_id" char(12) NOT NULL,
	"last_run_id" char(12) NOT NULL,
	"is_over" boolean DEFAULT false NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "source_records" (
	"source_id" char(12) NOT NULL,
	"key" text NOT NULL,
	"subject" text,
	"run_id" char(12) NOT NULL,
	"is_gone" boolean DEFAULT false NOT NULL,
	CONSTRAINT "source_records_source_id_key_pk" PRIMARY KEY("source_id","key")
);
--> statement-breakpoint
CREATE TABLE "source_runs" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"n" bigserial NOT NULL,
	"source_id" char(12) NOT NULL,
	"state" text NOT NULL,
	"is_full" boolean NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"claimed_by" text,
	"claimed_until" timestamp with time zone,
	"parts" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"answered" integer DEFAULT 0 NOT NULL,
	"known" integer DEFAULT 0 NOT NULL,
	"seen" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"refused" integer DEFAULT 0 NOT NULL,
	"waiting" integer DEFAULT 0 NOT NULL,
	"fault" jsonb,
	"next" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "sources" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"address" text NOT NULL,
	"is_folder" boolean NOT NULL,
	"schedule" text NOT NULL,
	"token_variable" text,
	"province_code" char(2),
	"commune_code" char(5),
	"is_on" boolean NOT NULL,
	"state" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sources_kind" CHECK ("sources"."kind" in ('decisions', 'shops', 'register', 'points', 'ministry')),
	CONSTRAINT "sources_schedule" CHECK ("sources"."schedule" in ('hourly', 'daily', 'weekly', 'by_hand'))
);
--> statement-breakpoint
ALTER TABLE "field_origins" ADD CONSTRAINT "field_origins_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_answers" ADD CONSTRAINT "source_answers_run_id_source_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."source_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_items" ADD CONSTRAINT "source_items_run_id_source_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."source_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_proposals" ADD CONSTRAINT "source_proposals_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_records" ADD CONSTRAINT "source_records_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "source_runs" ADD CONSTRAINT "source_runs_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "public"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "source_items_run" ON "source_items" USING btree ("run_id","outcome","id");--> statement-breakpoint
CREATE INDEX "source_proposals_slot" ON "source_proposals" USING btree ("source_id","slot");--> statement-breakpoint
CREATE INDEX "source_proposals_run" ON "source_proposals" USING btree ("last_run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "source_proposals_waiting" ON "source_proposals" USING btree ("source_id","slot") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "source_runs_source" ON "source_runs" USING btree ("source_id","n");--> statement-breakpoint
CREATE UNIQUE INDEX "source_runs_one_at_a_time" ON "source_runs" USING btree ("source_id") WHERE state in ('asked', 'fetching', 'applying', 'short');