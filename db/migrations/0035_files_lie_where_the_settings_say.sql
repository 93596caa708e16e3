CREATE TABLE "recording_upload_parts" (
	"upload_id" char(12) NOT NULL,
	"number" smallint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "recording_upload_parts_upload_id_number_pk" PRIMARY KEY("upload_id","number")
);
--> statement-breakpoint
CREATE TABLE "recording_uploads" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"sent_by" text NOT NULL,
	"mark" text NOT NULL,
	"size" integer NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	CONSTRAINT "recording_uploads_mark" UNIQUE("producer_id","sent_by","mark","size")
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "recordings_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"producer_id" char(12) NOT NULL,
	"title" text NOT NULL,
	"type" text NOT NULL,
	"sha256" char(64) NOT NULL,
	"hidden_at" timestamp with time zone,
	"hidden_reason" text,
	"sent_by" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "recordings_number" UNIQUE("number"),
	CONSTRAINT "recordings_hidden" CHECK (("recordings"."hidden_at" is null) = ("recordings"."hidden_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "stored_file_parts" (
	"sha256" char(64) NOT NULL,
	"number" smallint NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "stored_file_parts_sha256_number_pk" PRIMARY KEY("sha256","number")
);
--> statement-breakpoint
CREATE TABLE "stored_files" (
	"sha256" char(64) PRIMARY KEY NOT NULL,
	"size" integer NOT NULL,
	"place" text NOT NULL,
	"kept_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stored_files_place" CHECK ("stored_files"."place" in ('database', 'folder', 's3'))
);
--> statement-breakpoint
ALTER TABLE "picture_files" ADD COLUMN "sha256" char(64);--> statement-breakpoint
UPDATE "picture_files" SET "sha256" = encode(sha256("bytes"), 'hex');--> statement-breakpoint
INSERT INTO "stored_files" ("sha256", "size", "place", "kept_at")
	SELECT "sha256", length("bytes"), 'database', "kept_at" FROM "decision_papers"
	UNION ALL SELECT "sha256", length("bytes"), 'database', now() FROM "picture_files"
	ON CONFLICT DO NOTHING;--> statement-breakpoint
INSERT INTO "stored_file_parts" ("sha256", "number", "bytes")
	SELECT f."sha256", n, substring(f."bytes" from n * 524288 + 1 for 524288)
	FROM (SELECT "sha256", "bytes" FROM "decision_papers" UNION ALL SELECT "sha256", "bytes" FROM "picture_files") f
	CROSS JOIN LATERAL generate_series(0, (length(f."bytes") - 1) / 524288) AS n
	ON CONFLICT DO NOTHING;--> statement-breakpoint
ALTER TABLE "picture_files" ALTER COLUMN "sha256" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "recording_upload_parts" ADD CONSTRAINT "recording_upload_parts_upload_id_recording_uploads_id_fk" FOREIGN KEY ("upload_id") REFERENCES "public"."recording_uploads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_uploads" ADD CONSTRAINT "recording_uploads_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_sha256_stored_files_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."stored_files"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stored_file_parts" ADD CONSTRAINT "stored_file_parts_sha256_stored_files_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."stored_files"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recording_uploads_begun" ON "recording_uploads" USING btree ("begun_at");--> statement-breakpoint
CREATE INDEX "recordings_producer" ON "recordings" USING btree ("producer_id","number");--> statement-breakpoint
CREATE INDEX "recordings_file" ON "recordings" USING btree ("sha256");--> statement-breakpoint
CREATE INDEX "stored_files_kept" ON "stored_files" USING btree ("kept_at");--> statement-breakpoint
ALTER TABLE "decision_papers" ADD CONSTRAINT "decision_papers_sha256_stored_files_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."stored_files"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture_files" ADD CONSTRAINT "picture_files_sha256_stored_files_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "public"."stored_files"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "picture_files_file" ON "picture_files" USING btree ("sha256");--> statement-breakpoint
ALTER TABLE "decision_papers" DROP COLUMN "bytes";--> statement-breakpoint
ALTER TABLE "picture_files" DROP COLUMN "bytes";