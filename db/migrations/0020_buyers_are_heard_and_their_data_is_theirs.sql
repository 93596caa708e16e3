CREATE TABLE "incident_notes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"incident_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"words" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"learned_at" timestamp with time zone NOT NULL,
	"what" text NOT NULL,
	"data" text NOT NULL,
	"people" integer,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	"notified_at" timestamp with time zone,
	"notified_to" text,
	"closed_at" timestamp with time zone,
	"conclusion" text,
	CONSTRAINT "incidents_notified" CHECK (("incidents"."notified_at" is null) = ("incidents"."notified_to" is null)),
	CONSTRAINT "incidents_closed" CHECK (("incidents"."closed_at" is null) = ("incidents"."conclusion" is null)),
	CONSTRAINT "incidents_people" CHECK ("incidents"."people" >= 0)
);
--> statement-breakpoint
CREATE TABLE "rights_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rights_requests" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"token_hash" text NOT NULL,
	"right" text NOT NULL,
	"purchase_id" char(12),
	"user_id" text,
	"email" text,
	"contact" text,
	"words" text NOT NULL,
	"language" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"acknowledge_by" date NOT NULL,
	"acknowledged_at" timestamp with time zone,
	"answer_by" date NOT NULL,
	"extended_to" date,
	"extension_reason" text,
	"closed_at" timestamp with time zone,
	"outcome" text,
	"answer" text,
	CONSTRAINT "rights_requests_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "rights_requests_closed" CHECK (("rights_requests"."closed_at" is null) = ("rights_requests"."outcome" is null)),
	CONSTRAINT "rights_requests_extended" CHECK (("rights_requests"."extended_to" is null) = ("rights_requests"."extension_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "review_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"review_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"deed" text NOT NULL,
	"reason" text,
	"before" jsonb
);
--> statement-breakpoint
CREATE TABLE "review_reports" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"review_id" char(12) NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"words" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "reviews" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"order_line_id" char(12) NOT NULL,
	"product_id" char(12) NOT NULL,
	"answer" text NOT NULL,
	"words" text NOT NULL,
	"given_name" text,
	"commune_code" char(5),
	"consents" jsonb NOT NULL,
	"language" text NOT NULL,
	"state" text NOT NULL,
	"written_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone,
	"hidden_at" timestamp with time zone,
	"asked_at" timestamp with time zone,
	"reply" text,
	"replied_at" timestamp with time zone,
	"replied_by" text,
	CONSTRAINT "reviews_line_once" UNIQUE("order_line_id"),
	CONSTRAINT "reviews_answer" CHECK ("reviews"."answer" in ('yes', 'with_reservation', 'no')),
	CONSTRAINT "reviews_state" CHECK ("reviews"."state" in ('shown', 'hidden', 'taken_back')),
	CONSTRAINT "reviews_name" CHECK (("reviews"."given_name" is null) = ("reviews"."commune_code" is null)),
	CONSTRAINT "reviews_reply" CHECK (("reviews"."reply" is null) = ("reviews"."replied_at" is null)),
	CONSTRAINT "reviews_taken_back" CHECK ("reviews"."state" <> 'taken_back' or ("reviews"."words" = '' and "reviews"."given_name" is null and "reviews"."reply" is null))
);
--> statement-breakpoint
ALTER TABLE "purchases" ADD COLUMN "restricted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "purchases" ADD COLUMN "forgotten_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "incident_notes" ADD CONSTRAINT "incident_notes_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rights_requests" ADD CONSTRAINT "rights_requests_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_events" ADD CONSTRAINT "review_events_review_id_reviews_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."reviews"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_reports" ADD CONSTRAINT "review_reports_review_id_reviews_id_fk" FOREIGN KEY ("review_id") REFERENCES "public"."reviews"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reviews" ADD CONSTRAINT "reviews_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_notes_incident" ON "incident_notes" USING btree ("incident_id","id");--> statement-breakpoint
CREATE INDEX "incidents_learned" ON "incidents" USING btree ("learned_at");--> statement-breakpoint
CREATE INDEX "rights_links_expire" ON "rights_links" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "rights_requests_open" ON "rights_requests" USING btree ("right",coalesce("purchase_id", "user_id", "email")) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX "rights_requests_received" ON "rights_requests" USING btree ("received_at");--> statement-breakpoint
CREATE INDEX "review_events_review" ON "review_events" USING btree ("review_id","id");--> statement-breakpoint
CREATE INDEX "review_reports_review" ON "review_reports" USING btree ("review_id","at");--> statement-breakpoint
CREATE INDEX "reviews_product" ON "reviews" USING btree ("product_id","written_at");--> statement-breakpoint
CREATE INDEX "reviews_asked" ON "reviews" USING btree ("asked_at") WHERE asked_at is not null;