CREATE TABLE "claim_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"claim_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"state" text NOT NULL,
	"told_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "claim_lines" (
	"claim_id" char(12) NOT NULL,
	"order_line_id" char(12) NOT NULL,
	"quantity" smallint NOT NULL,
	CONSTRAINT "claim_lines_claim_id_order_line_id_pk" PRIMARY KEY("claim_id","order_line_id"),
	CONSTRAINT "claim_lines_quantity" CHECK ("claim_lines"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "claim_pictures" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"claim_id" char(12) NOT NULL,
	"picture" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"order_id" char(12) NOT NULL,
	"reason" text NOT NULL,
	"words" text NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"answer_by" date NOT NULL,
	"amount" integer,
	"wants_return" boolean DEFAULT false NOT NULL,
	"answer" text,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "claims_state" CHECK ("claims"."state" in ('asked', 'accepted', 'refused', 'closed')),
	CONSTRAINT "claims_amount" CHECK (("claims"."state" in ('accepted', 'closed')) = ("claims"."amount" is not null)),
	CONSTRAINT "claims_amount_some" CHECK ("claims"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "cart_lines" (
	"cart_id" char(12) NOT NULL,
	"offer_id" char(12) NOT NULL,
	"quantity" integer NOT NULL,
	"price_seen" integer NOT NULL,
	"stars_seen" smallint,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cart_lines_cart_id_offer_id_pk" PRIMARY KEY("cart_id","offer_id"),
	CONSTRAINT "cart_lines_quantity" CHECK ("cart_lines"."quantity" between 1 and 999)
);
--> statement-breakpoint
CREATE TABLE "carts" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"token_hash" text,
	"user_id" text,
	"purchase_id" char(12),
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "carts_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "carts_owner" CHECK (("carts"."token_hash" is null) <> ("carts"."user_id" is null))
);
--> statement-breakpoint
CREATE TABLE "holds" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"stock_id" char(12) NOT NULL,
	"purchase_id" char(12) NOT NULL,
	"order_line_id" char(12) NOT NULL,
	"quantity" integer NOT NULL,
	"state" text NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "holds_quantity" CHECK ("holds"."quantity" > 0),
	CONSTRAINT "holds_state" CHECK ("holds"."state" in ('held', 'sold', 'freed'))
);
--> statement-breakpoint
CREATE TABLE "offer_prices" (
	"offer_id" char(12) NOT NULL,
	"price" integer NOT NULL,
	"from" timestamp with time zone NOT NULL,
	"set_by" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL,
	"pack" text NOT NULL,
	"pack_key" text NOT NULL,
	"quantity" integer,
	"unit" text,
	"price" integer NOT NULL,
	"weight" integer NOT NULL,
	"state" text NOT NULL,
	"most_per_order" smallint DEFAULT 99 NOT NULL,
	"sells_from" date,
	"sells_until" date,
	"ships_from" date,
	"short_dated_days" smallint DEFAULT 7 NOT NULL,
	"sent_to" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "offers_pack" UNIQUE("product_id","pack_key"),
	CONSTRAINT "offers_price" CHECK ("offers"."price" > 0),
	CONSTRAINT "offers_weight" CHECK ("offers"."weight" > 0),
	CONSTRAINT "offers_most" CHECK ("offers"."most_per_order" between 1 and 999),
	CONSTRAINT "offers_quantity" CHECK (("offers"."quantity" is null) = ("offers"."unit" is null) and "offers"."quantity" > 0),
	CONSTRAINT "offers_state" CHECK ("offers"."state" in ('draft', 'open', 'closed')),
	CONSTRAINT "offers_window" CHECK ("offers"."sells_from" <= "offers"."sells_until")
);
--> statement-breakpoint
CREATE TABLE "pick_up_points" (
	"producer_id" char(12) NOT NULL,
	"point_of_sale_id" char(12) NOT NULL,
	CONSTRAINT "pick_up_points_producer_id_point_of_sale_id_pk" PRIMARY KEY("producer_id","point_of_sale_id")
);
--> statement-breakpoint
CREATE TABLE "producer_shops" (
	"producer_id" char(12) PRIMARY KEY NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"paused_from" date,
	"paused_until" date,
	"pause_note" text,
	"lead_days" smallint DEFAULT 2 NOT NULL,
	"cash_up_to" integer,
	"bank_bin" char(6),
	"bank_account" text,
	"bank_holder" text,
	"takes_cards" boolean DEFAULT true NOT NULL,
	"alcohol_licence" text,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "producer_shops_bank" CHECK (("producer_shops"."bank_bin" is null) = ("producer_shops"."bank_account" is null) and ("producer_shops"."bank_bin" is null) = ("producer_shops"."bank_holder" is null)),
	CONSTRAINT "producer_shops_pause" CHECK ("producer_shops"."paused_until" is null or "producer_shops"."paused_from" <= "producer_shops"."paused_until"),
	CONSTRAINT "producer_shops_lead" CHECK ("producer_shops"."lead_days" between 0 and 60)
);
--> statement-breakpoint
CREATE TABLE "shipping_rates" (
	"producer_id" char(12) NOT NULL,
	"zone" text NOT NULL,
	"fee" integer NOT NULL,
	"fee_per_kilogram" integer DEFAULT 0 NOT NULL,
	"free_from" integer,
	"days" smallint NOT NULL,
	CONSTRAINT "shipping_rates_producer_id_zone_pk" PRIMARY KEY("producer_id","zone"),
	CONSTRAINT "shipping_rates_fee" CHECK ("shipping_rates"."fee" >= 0 and "shipping_rates"."fee_per_kilogram" >= 0)
);
--> statement-breakpoint
CREATE TABLE "stock" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"offer_id" char(12) NOT NULL,
	"lot_id" char(12),
	"point_of_sale_id" char(12),
	"on_hand" integer NOT NULL,
	"held" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "stock_once" UNIQUE NULLS NOT DISTINCT("offer_id","lot_id","point_of_sale_id"),
	CONSTRAINT "stock_never_negative" CHECK ("stock"."on_hand" >= 0),
	CONSTRAINT "stock_held" CHECK ("stock"."held" between 0 and "stock"."on_hand")
);
--> statement-breakpoint
CREATE TABLE "stock_moves" (
	"stock_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"kind" text NOT NULL,
	"quantity" integer NOT NULL,
	"order_line_id" char(12),
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"order_id" char(12) NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"is_public" boolean DEFAULT true NOT NULL,
	"told_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "order_line_lots" (
	"order_line_id" char(12) NOT NULL,
	"stock_id" char(12) NOT NULL,
	"lot_id" char(12),
	"quantity" smallint NOT NULL,
	CONSTRAINT "order_line_lots_order_line_id_stock_id_pk" PRIMARY KEY("order_line_id","stock_id")
);
--> statement-breakpoint
CREATE TABLE "order_lines" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"order_id" char(12) NOT NULL,
	"offer_id" char(12) NOT NULL,
	"quantity" smallint NOT NULL,
	"price" integer NOT NULL,
	"total" integer NOT NULL,
	"goods" jsonb NOT NULL,
	CONSTRAINT "order_lines_offer" UNIQUE("order_id","offer_id"),
	CONSTRAINT "order_lines_total" CHECK ("order_lines"."total" = "order_lines"."price" * "order_lines"."quantity" and "order_lines"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"purchase_id" char(12) NOT NULL,
	"producer_id" char(12) NOT NULL,
	"code" text NOT NULL,
	"state" text NOT NULL,
	"goods_total" integer NOT NULL,
	"shipping_total" integer NOT NULL,
	"total" integer NOT NULL,
	"delivery" text NOT NULL,
	"pick_up_point_id" char(12),
	"pick_up_code" text,
	"due_on" date NOT NULL,
	"carrier" text,
	"tracking_number" text,
	"cancelled_by" text,
	"reason" text,
	"placed_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "orders_code_unique" UNIQUE("code"),
	CONSTRAINT "orders_producer_once" UNIQUE("purchase_id","producer_id"),
	CONSTRAINT "orders_total" CHECK ("orders"."total" = "orders"."goods_total" + "orders"."shipping_total"),
	CONSTRAINT "orders_pick_up" CHECK (("orders"."delivery" = 'pick_up') = ("orders"."pick_up_point_id" is not null)),
	CONSTRAINT "orders_cancelled" CHECK (("orders"."state" = 'cancelled') = ("orders"."cancelled_by" is not null))
);
--> statement-breakpoint
CREATE TABLE "purchase_keys" (
	"cart_id" char(12) NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"purchase_id" char(12) NOT NULL,
	CONSTRAINT "purchase_keys_cart_id_key_pk" PRIMARY KEY("cart_id","key")
);
--> statement-breakpoint
CREATE TABLE "purchases" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"cart_id" char(12) NOT NULL,
	"user_id" text,
	"token_hash" text NOT NULL,
	"method" text NOT NULL,
	"buyer" jsonb NOT NULL,
	"phone" text NOT NULL,
	"invoice" jsonb,
	"consents" jsonb NOT NULL,
	"language" text NOT NULL,
	"goods_total" integer NOT NULL,
	"shipping_total" integer NOT NULL,
	"total" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"placed_at" timestamp with time zone,
	"lapsed_at" timestamp with time zone,
	CONSTRAINT "purchases_code_unique" UNIQUE("code"),
	CONSTRAINT "purchases_cart_id_unique" UNIQUE("cart_id"),
	CONSTRAINT "purchases_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "purchases_total" CHECK ("purchases"."total" = "purchases"."goods_total" + "purchases"."shipping_total"),
	CONSTRAINT "purchases_end" CHECK ("purchases"."placed_at" is null or "purchases"."lapsed_at" is null or "purchases"."placed_at" <= "purchases"."lapsed_at")
);
--> statement-breakpoint
CREATE TABLE "card_findings" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"on" date NOT NULL,
	"kind" text NOT NULL,
	"session" text NOT NULL,
	"payment_id" char(12),
	"there" jsonb,
	"here" jsonb,
	"found_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	"note" text,
	CONSTRAINT "card_findings_key_unique" UNIQUE("key"),
	CONSTRAINT "card_findings_settled" CHECK (("card_findings"."settled_at" is null) = ("card_findings"."settled_by" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"transfer_id" char(12) NOT NULL,
	"account" text NOT NULL,
	"order_id" char(12),
	"amount" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_transfers" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"cause" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_transfers_cause_unique" UNIQUE("cause")
);
--> statement-breakpoint
CREATE TABLE "payment_notices" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"session" text,
	"received_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "payment_shares" (
	"payment_id" char(12) NOT NULL,
	"order_id" char(12) NOT NULL,
	"amount" integer NOT NULL,
	"refunded" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "payment_shares_payment_id_order_id_pk" PRIMARY KEY("payment_id","order_id"),
	CONSTRAINT "payment_shares_refunded" CHECK ("payment_shares"."refunded" between 0 and "payment_shares"."amount")
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"purchase_id" char(12) NOT NULL,
	"order_id" char(12),
	"method" text NOT NULL,
	"amount" integer NOT NULL,
	"state" text NOT NULL,
	"message" text,
	"asked" jsonb,
	"session" text,
	"pay_url" text,
	"until" timestamp with time zone,
	"paid_at" timestamp with time zone,
	"received" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payments_message_unique" UNIQUE("message"),
	CONSTRAINT "payments_session_unique" UNIQUE("session"),
	CONSTRAINT "payments_amount" CHECK ("payments"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "payout_lines" (
	"payout_id" char(12) NOT NULL,
	"producer_id" char(12) NOT NULL,
	"amount" integer NOT NULL,
	"bank_bin" char(6) NOT NULL,
	"bank_account" text NOT NULL,
	"bank_holder" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "payout_lines_payout_id_producer_id_pk" PRIMARY KEY("payout_id","producer_id"),
	CONSTRAINT "payout_lines_amount" CHECK ("payout_lines"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"delivered_until" timestamp with time zone NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"made_by" text NOT NULL,
	"approved_at" timestamp with time zone,
	"approved_by" text,
	"paid_at" timestamp with time zone,
	"paid_by" text,
	"reference" text,
	CONSTRAINT "payouts_two_people" CHECK ("payouts"."approved_by" is null or "payouts"."approved_by" <> "payouts"."made_by"),
	CONSTRAINT "payouts_paid" CHECK (("payouts"."state" = 'paid') = ("payouts"."paid_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"payment_id" char(12) NOT NULL,
	"order_id" char(12) NOT NULL,
	"key" text NOT NULL,
	"amount" integer NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"reference" text,
	"asks" integer DEFAULT 0 NOT NULL,
	"by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "refunds_key_unique" UNIQUE("key"),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount" > 0)
);
--> statement-breakpoint
CREATE TABLE "statement_lines" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12) NOT NULL,
	"on" date NOT NULL,
	"amount" integer NOT NULL,
	"words" text NOT NULL,
	"reference" text NOT NULL,
	"payment_id" char(12),
	"settled_by" text,
	"note" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_lines_once" UNIQUE("producer_id","reference")
);
--> statement-breakpoint
CREATE TABLE "lots" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"product_id" char(12) NOT NULL,
	"code" text NOT NULL,
	"made_on" date,
	"use_by" date,
	"recalled_on" date,
	"recall_reason" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lots_code" UNIQUE("product_id","code")
);
--> statement-breakpoint
ALTER TABLE "search_documents" ADD COLUMN "stock_days" integer[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "claim_events" ADD CONSTRAINT "claim_events_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_lines" ADD CONSTRAINT "claim_lines_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_lines" ADD CONSTRAINT "claim_lines_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim_pictures" ADD CONSTRAINT "claim_pictures_claim_id_claims_id_fk" FOREIGN KEY ("claim_id") REFERENCES "public"."claims"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_cart_id_carts_id_fk" FOREIGN KEY ("cart_id") REFERENCES "public"."carts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "carts" ADD CONSTRAINT "carts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "holds" ADD CONSTRAINT "holds_stock_id_stock_id_fk" FOREIGN KEY ("stock_id") REFERENCES "public"."stock"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_prices" ADD CONSTRAINT "offer_prices_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pick_up_points" ADD CONSTRAINT "pick_up_points_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pick_up_points" ADD CONSTRAINT "pick_up_points_point_of_sale_id_points_of_sale_id_fk" FOREIGN KEY ("point_of_sale_id") REFERENCES "public"."points_of_sale"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "producer_shops" ADD CONSTRAINT "producer_shops_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipping_rates" ADD CONSTRAINT "shipping_rates_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock" ADD CONSTRAINT "stock_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock" ADD CONSTRAINT "stock_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock" ADD CONSTRAINT "stock_point_of_sale_id_points_of_sale_id_fk" FOREIGN KEY ("point_of_sale_id") REFERENCES "public"."points_of_sale"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_moves" ADD CONSTRAINT "stock_moves_stock_id_stock_id_fk" FOREIGN KEY ("stock_id") REFERENCES "public"."stock"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_line_lots" ADD CONSTRAINT "order_line_lots_order_line_id_order_lines_id_fk" FOREIGN KEY ("order_line_id") REFERENCES "public"."order_lines"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_line_lots" ADD CONSTRAINT "order_line_lots_stock_id_stock_id_fk" FOREIGN KEY ("stock_id") REFERENCES "public"."stock"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_line_lots" ADD CONSTRAINT "order_line_lots_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_offer_id_offers_id_fk" FOREIGN KEY ("offer_id") REFERENCES "public"."offers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_pick_up_point_id_points_of_sale_id_fk" FOREIGN KEY ("pick_up_point_id") REFERENCES "public"."points_of_sale"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_keys" ADD CONSTRAINT "purchase_keys_cart_id_carts_id_fk" FOREIGN KEY ("cart_id") REFERENCES "public"."carts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchase_keys" ADD CONSTRAINT "purchase_keys_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_cart_id_carts_id_fk" FOREIGN KEY ("cart_id") REFERENCES "public"."carts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "purchases" ADD CONSTRAINT "purchases_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "card_findings" ADD CONSTRAINT "card_findings_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_transfer_id_ledger_transfers_id_fk" FOREIGN KEY ("transfer_id") REFERENCES "public"."ledger_transfers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_shares" ADD CONSTRAINT "payment_shares_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_shares" ADD CONSTRAINT "payment_shares_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_purchase_id_purchases_id_fk" FOREIGN KEY ("purchase_id") REFERENCES "public"."purchases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_payout_id_payouts_id_fk" FOREIGN KEY ("payout_id") REFERENCES "public"."payouts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payout_lines" ADD CONSTRAINT "payout_lines_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lots" ADD CONSTRAINT "lots_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "claim_events_claim" ON "claim_events" USING btree ("claim_id","id");--> statement-breakpoint
CREATE INDEX "claim_events_untold" ON "claim_events" USING btree ("id") WHERE told_at is null;--> statement-breakpoint
CREATE INDEX "claim_pictures_claim" ON "claim_pictures" USING btree ("claim_id");--> statement-breakpoint
CREATE INDEX "claims_order" ON "claims" USING btree ("order_id","asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "claims_open" ON "claims" USING btree ("order_id") WHERE state in ('asked', 'accepted');--> statement-breakpoint
CREATE INDEX "carts_user" ON "carts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "carts_updated" ON "carts" USING btree ("updated_at");--> statement-breakpoint
CREATE INDEX "holds_purchase" ON "holds" USING btree ("purchase_id");--> statement-breakpoint
CREATE INDEX "holds_open" ON "holds" USING btree ("until") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "offer_prices_offer" ON "offer_prices" USING btree ("offer_id","from");--> statement-breakpoint
CREATE INDEX "stock_moves_stock" ON "stock_moves" USING btree ("stock_id","at");--> statement-breakpoint
CREATE INDEX "order_events_order" ON "order_events" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_events_untold" ON "order_events" USING btree ("id") WHERE told_at is null;--> statement-breakpoint
CREATE INDEX "order_line_lots_lot" ON "order_line_lots" USING btree ("lot_id");--> statement-breakpoint
CREATE INDEX "orders_producer" ON "orders" USING btree ("producer_id","state","changed_at");--> statement-breakpoint
CREATE INDEX "purchases_phone" ON "purchases" USING btree ("phone");--> statement-breakpoint
CREATE INDEX "purchases_user" ON "purchases" USING btree ("user_id","started_at");--> statement-breakpoint
CREATE INDEX "purchases_waiting" ON "purchases" USING btree ("started_at") WHERE placed_at is null and lapsed_at is null;--> statement-breakpoint
CREATE INDEX "card_findings_open" ON "card_findings" USING btree ("found_at") WHERE settled_at is null;--> statement-breakpoint
CREATE INDEX "ledger_entries_account" ON "ledger_entries" USING btree ("account","id");--> statement-breakpoint
CREATE INDEX "ledger_entries_order" ON "ledger_entries" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "payments_purchase" ON "payments" USING btree ("purchase_id");--> statement-breakpoint
CREATE INDEX "payments_waiting" ON "payments" USING btree ("until") WHERE state = 'awaited';--> statement-breakpoint
CREATE INDEX "payout_lines_producer" ON "payout_lines" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "refunds_order" ON "refunds" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "refunds_open" ON "refunds" USING btree ("created_at") WHERE state in ('asked', 'failed');--> statement-breakpoint
CREATE INDEX "statement_lines_open" ON "statement_lines" USING btree ("producer_id") WHERE payment_id is null and settled_by is null;--> statement-breakpoint
CREATE INDEX "lots_use_by" ON "lots" USING btree ("product_id","use_by");