CREATE TABLE "list_draft_views" (
	"draft_id" char(12) NOT NULL,
	"user_id" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "list_draft_views_draft_id_user_id_pk" PRIMARY KEY("draft_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "list_drafts" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"size" integer NOT NULL,
	"options" jsonb NOT NULL,
	"province_code" char(2),
	"commune_code" char(5),
	"version" integer DEFAULT 1 NOT NULL,
	"sent_by" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"put_aside_at" timestamp with time zone,
	"published_by" text,
	"published_at" timestamp with time zone,
	"list_id" char(12),
	"changes" jsonb,
	"only_good" boolean,
	"facts_after" bigint,
	"facts_up_to" bigint,
	"undone_by" text,
	"undone_at" timestamp with time zone,
	"undone_reason" text,
	CONSTRAINT "list_drafts_kind" CHECK ("list_drafts"."kind" in ('decisions', 'shops')),
	CONSTRAINT "list_drafts_published" CHECK (("list_drafts"."published_at" is null) = ("list_drafts"."list_id" is null)),
	CONSTRAINT "list_drafts_undone" CHECK ("list_drafts"."undone_at" is null or ("list_drafts"."published_at" is not null and "list_drafts"."undone_reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "certificates" ADD COLUMN "annulled_on" date;--> statement-breakpoint
ALTER TABLE "certificates" ADD COLUMN "annulled_reason" text;--> statement-breakpoint
ALTER TABLE "list_draft_views" ADD CONSTRAINT "list_draft_views_draft_id_list_drafts_id_fk" FOREIGN KEY ("draft_id") REFERENCES "public"."list_drafts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_draft_views" ADD CONSTRAINT "list_draft_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_drafts_place" ON "list_drafts" USING btree ("province_code","commune_code","changed_at");--> statement-breakpoint
CREATE INDEX "list_drafts_changed" ON "list_drafts" USING btree ("changed_at");--> statement-breakpoint
CREATE INDEX "list_drafts_list" ON "list_drafts" USING btree ("list_id");