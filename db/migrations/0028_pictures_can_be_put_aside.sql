ALTER TABLE "pictures" ADD COLUMN "hidden_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "pictures" ADD COLUMN "hidden_reason" text;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_hidden" CHECK (("pictures"."hidden_at" is null) = ("pictures"."hidden_reason" is null));