ALTER TABLE "refunds" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "try_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "refunds" ADD COLUMN "told_at" timestamp with time zone;--> statement-breakpoint
-- Who was given money back before this was kept is not written to about it now.
UPDATE "refunds" SET "told_at" = "changed_at" WHERE "state" = 'done';--> statement-breakpoint
CREATE INDEX "refunds_untold" ON "refunds" USING btree ("id") WHERE state = 'done' and told_at is null;