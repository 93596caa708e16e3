CREATE TABLE "credential_places" (
	"certificate_id" char(12) PRIMARY KEY NOT NULL,
	"place" integer NOT NULL,
	CONSTRAINT "credential_places_place" UNIQUE("place"),
	CONSTRAINT "credential_places_positive" CHECK ("credential_places"."place" >= 0)
);
--> statement-breakpoint
CREATE TABLE "log_checkpoints" (
	"size" bigint PRIMARY KEY NOT NULL,
	"note" text NOT NULL,
	"cosignatures" text DEFAULT '' NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_entries" (
	"index" bigint PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"entry" text NOT NULL,
	"leaf" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_pending" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"subject" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_salts" (
	"subject" text PRIMARY KEY NOT NULL,
	"salt" text
);
--> statement-breakpoint
CREATE TABLE "log_state" (
	"only" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"origin" text NOT NULL,
	"key" text NOT NULL,
	"size" bigint DEFAULT 0 NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"audited_at" timestamp with time zone,
	"differences" integer,
	CONSTRAINT "log_state_only" CHECK ("log_state"."only" = 1)
);
--> statement-breakpoint
CREATE TABLE "log_subjects" (
	"subject" text PRIMARY KEY NOT NULL,
	"index" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "log_tiles" (
	"level" smallint NOT NULL,
	"n" bigint NOT NULL,
	"bytes" "bytea" NOT NULL,
	"root" "bytea" NOT NULL,
	CONSTRAINT "log_tiles_level_n_pk" PRIMARY KEY("level","n")
);
--> statement-breakpoint
CREATE TABLE "log_witnesses" (
	"name" text PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"fault" text
);
--> statement-breakpoint
CREATE TABLE "status_lists" (
	"purpose" text NOT NULL,
	"list" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"sha256" text NOT NULL,
	"encoded" text NOT NULL,
	CONSTRAINT "status_lists_purpose_list_at_pk" PRIMARY KEY("purpose","list","at")
);
--> statement-breakpoint
ALTER TABLE "credential_places" ADD CONSTRAINT "credential_places_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "log_subjects" ADD CONSTRAINT "log_subjects_index_log_entries_index_fk" FOREIGN KEY ("index") REFERENCES "public"."log_entries"("index") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "log_entries_subject" ON "log_entries" USING btree ("subject","index");--> statement-breakpoint
CREATE INDEX "log_entries_leaf" ON "log_entries" USING btree ("leaf");--> statement-breakpoint
CREATE TRIGGER "log_entries_append_only" BEFORE UPDATE OR DELETE ON "log_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
CREATE TRIGGER "log_tiles_append_only" BEFORE UPDATE OR DELETE ON "log_tiles" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();--> statement-breakpoint
INSERT INTO "log_pending" ("subject") SELECT 'product:' || "id" FROM "products" UNION ALL SELECT 'stamp_run:' || "id" FROM "stamp_runs";
