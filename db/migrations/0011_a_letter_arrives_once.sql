CREATE TABLE "notices" (
	"certificate_id" char(12) NOT NULL,
	"milestone" text NOT NULL,
	"receiver" text NOT NULL,
	"due_on" date NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	CONSTRAINT "notices_certificate_id_milestone_receiver_pk" PRIMARY KEY("certificate_id","milestone","receiver")
);
--> statement-breakpoint
ALTER TABLE "letters" ALTER COLUMN "to_address" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "next_try_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "claimed_by" text;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "claimed_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "handed_on" date;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "settled_by" text;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "letters_about" ON "letters" USING btree ("about");--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_handed" CHECK (("letters"."state" = 'handed_over') = ("letters"."handed_on" is not null));--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_address" CHECK ("letters"."to_address" is not null or "letters"."state" in ('to_hand_over', 'handed_over'));