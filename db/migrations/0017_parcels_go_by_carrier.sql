CREATE TABLE "carrier_accounts" (
	"producer_id" char(12) PRIMARY KEY NOT NULL,
	"carrier" text NOT NULL,
	"shop_id" text NOT NULL,
	"shop_name" text NOT NULL,
	"sealed_token" text NOT NULL,
	"connected_at" timestamp with time zone NOT NULL,
	"connected_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "carrier_quotes" (
	"cart_id" char(12) NOT NULL,
	"producer_id" char(12) NOT NULL,
	"parcel" text NOT NULL,
	"fee" integer,
	"days" smallint,
	"asked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "carrier_quotes_cart_id_producer_id_pk" PRIMARY KEY("cart_id","producer_id"),
	CONSTRAINT "carrier_quotes_said" CHECK (("carrier_quotes"."fee" is null) = ("carrier_quotes"."days" is null) and "carrier_quotes"."fee" >= 0)
);
--> statement-breakpoint
CREATE TABLE "shipments" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"order_id" char(12) NOT NULL,
	"carrier" text NOT NULL,
	"reference" text NOT NULL,
	"state" text NOT NULL,
	"tracking_number" text,
	"weight" integer NOT NULL,
	"cash" integer NOT NULL,
	"fee" integer,
	"said" text,
	"step" text,
	"refusal" text,
	"asked_by" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"made_at" timestamp with time zone,
	"said_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"look_at" timestamp with time zone,
	"looks_failed" smallint DEFAULT 0 NOT NULL,
	CONSTRAINT "shipments_reference_unique" UNIQUE("reference"),
	CONSTRAINT "shipments_tracking_number_unique" UNIQUE("tracking_number"),
	CONSTRAINT "shipments_state" CHECK ("shipments"."state" in ('asked', 'refused', 'made', 'cancelled', 'over')),
	CONSTRAINT "shipments_made" CHECK ("shipments"."state" not in ('made', 'over') or "shipments"."tracking_number" is not null),
	CONSTRAINT "shipments_weight" CHECK ("shipments"."weight" > 0 and "shipments"."cash" >= 0)
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "quoted_by" text DEFAULT 'manual' NOT NULL;--> statement-breakpoint
ALTER TABLE "carrier_accounts" ADD CONSTRAINT "carrier_accounts_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_quotes" ADD CONSTRAINT "carrier_quotes_cart_id_carts_id_fk" FOREIGN KEY ("cart_id") REFERENCES "public"."carts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carrier_quotes" ADD CONSTRAINT "carrier_quotes_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shipments_order" ON "shipments" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "shipments_open" ON "shipments" USING btree ("order_id") WHERE state in ('asked', 'refused', 'made');--> statement-breakpoint
CREATE INDEX "shipments_look" ON "shipments" USING btree ("look_at") WHERE look_at is not null;