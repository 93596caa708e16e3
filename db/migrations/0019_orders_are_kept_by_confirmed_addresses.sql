CREATE TABLE "purchases_awaited" (
	"user_id" text NOT NULL,
	"purchase_id" char(12) NOT NULL,
	CONSTRAINT "purchases_awaited_user_id_purchase_id_pk" PRIMARY KEY("user_id","purchase_id")
);
--> statement-breakpoint
ALTER TABLE "purchases_awaited" ADD CONSTRAINT "purchases_awaited_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases_awaited" ADD CONSTRAINT "purchases_awaited_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "purchases_guest_email" ON "purchases" USING btree (lower(buyer->>'email')) WHERE user_id is null;