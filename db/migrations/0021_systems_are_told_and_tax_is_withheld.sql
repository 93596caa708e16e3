CREATE TABLE "hook_deliveries" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"seq" bigserial NOT NULL,
	"receiver_id" char(12) NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"data" jsonb,
	"happened_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"next_try_at" timestamp with time zone,
	"claimed_by" text,
	"claimed_until" timestamp with time zone,
	"tried_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"last_status" smallint,
	"last_ms" integer,
	"last_fault" text,
	CONSTRAINT "hook_deliveries_state" CHECK ("hook_deliveries"."state" in ('waiting', 'delivered', 'failed', 'dropped'))
);
--> statement-breakpoint
CREATE TABLE "hook_receivers" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12),
	"address" text NOT NULL,
	"topics" text[] NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	"previous_until" timestamp with time zone,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" text NOT NULL,
	"paused_at" timestamp with time zone,
	"paused_because" text,
	"rests_until" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "hook_receivers_paused" CHECK (("hook_receivers"."paused_at" is null) = ("hook_receivers"."paused_because" is null)),
	CONSTRAINT "hook_receivers_topics" CHECK (cardinality("hook_receivers"."topics") > 0)
);
--> statement-breakpoint
CREATE TABLE "order_taxes" (
	"order_id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"legal_form" text NOT NULL,
	"category" text,
	"rates_from" date NOT NULL,
	"vat_rate" smallint NOT NULL,
	"pit_rate" smallint NOT NULL,
	"base" integer NOT NULL,
	"vat" integer NOT NULL,
	"pit" integer NOT NULL,
	"withheld_at" timestamp with time zone NOT NULL,
	CONSTRAINT "order_taxes_whole" CHECK ("order_taxes"."base" >= 0 and "order_taxes"."vat" >= 0 and "order_taxes"."pit" >= 0)
);
--> statement-breakpoint
CREATE TABLE "seller_tax_facts" (
	"producer_id" char(12) PRIMARY KEY NOT NULL,
	"legal_form" text NOT NULL,
	"category" text,
	"tax_number" text,
	"personal_id_sealed" text,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tax_movements" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"order_id" char(12) NOT NULL,
	"producer_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"base" integer NOT NULL,
	"vat" integer NOT NULL,
	"pit" integer NOT NULL,
	CONSTRAINT "tax_movements_cause_unique" UNIQUE("cause")
);
--> statement-breakpoint
ALTER TABLE "hook_deliveries" ADD CONSTRAINT "hook_deliveries_receiver_id_hook_receivers_id_fk" FOREIGN KEY ("receiver_id") REFERENCES "public"."hook_receivers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hook_receivers" ADD CONSTRAINT "hook_receivers_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_taxes" ADD CONSTRAINT "order_taxes_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_taxes" ADD CONSTRAINT "order_taxes_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "seller_tax_facts" ADD CONSTRAINT "seller_tax_facts_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_movements" ADD CONSTRAINT "tax_movements_order_id_order_taxes_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."order_taxes"("order_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "hook_deliveries_seq" ON "hook_deliveries" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "hook_deliveries_receiver" ON "hook_deliveries" USING btree ("receiver_id","seq");--> statement-breakpoint
CREATE INDEX "hook_deliveries_waiting" ON "hook_deliveries" USING btree ("receiver_id","subject","seq") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "hook_receivers_producer" ON "hook_receivers" USING btree ("producer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "hook_receivers_once" ON "hook_receivers" USING btree (coalesce("producer_id", ''),"address") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "order_taxes_producer" ON "order_taxes" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "tax_movements_at" ON "tax_movements" USING btree ("at","producer_id");--> statement-breakpoint
CREATE INDEX "tax_movements_order" ON "tax_movements" USING btree ("order_id");