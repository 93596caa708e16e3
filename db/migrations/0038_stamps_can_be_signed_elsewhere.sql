CREATE TABLE "sign_keys" (
	"number" smallint PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"begun_by" text NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "sign_keys_public_key_unique" UNIQUE("public_key"),
	CONSTRAINT "sign_keys_of_four_bits" CHECK ("sign_keys"."number" between 0 and 15)
);
--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD COLUMN "sign_key" smallint;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD COLUMN "signed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD COLUMN "signed_made_on" date;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD COLUMN "signed_certified_until" date;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD CONSTRAINT "stamp_runs_sign_key_sign_keys_number_fk" FOREIGN KEY ("sign_key") REFERENCES "public"."sign_keys"("number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "log_checkpoints_at" ON "log_checkpoints" USING btree ("at","size");--> statement-breakpoint
CREATE INDEX "stamp_runs_ordered" ON "stamp_runs" USING btree ("ordered_at");--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD CONSTRAINT "stamp_runs_signed" CHECK (("stamp_runs"."sign_key" is null) = ("stamp_runs"."signed_at" is null));