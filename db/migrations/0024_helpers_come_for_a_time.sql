CREATE TABLE "producer_claims" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"producer_id" char(12) NOT NULL,
	"relation" text NOT NULL,
	"phone" text NOT NULL,
	"words" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_at" timestamp with time zone,
	"decided_by" text,
	"reason" text
);
--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "behalf" text;--> statement-breakpoint
ALTER TABLE "assignments" ADD COLUMN "until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "behalf" text;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "producer_claims" ADD CONSTRAINT "producer_claims_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "producer_claims" ADD CONSTRAINT "producer_claims_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "producer_claims_open" ON "producer_claims" USING btree ("user_id","producer_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "producer_claims_producer" ON "producer_claims" USING btree ("producer_id","state");