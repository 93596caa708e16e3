ALTER TABLE "tour_slots" DROP CONSTRAINT "tour_slots_once";--> statement-breakpoint
ALTER TABLE "orders" DROP CONSTRAINT "orders_pick_up";--> statement-breakpoint
ALTER TABLE "tour_slots" ALTER COLUMN "tour_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "fair_goods" ADD COLUMN "is_reservable" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "fairs" ADD COLUMN "name_en" text;--> statement-breakpoint
ALTER TABLE "fairs" ADD COLUMN "spot_en" text;--> statement-breakpoint
ALTER TABLE "fairs" ADD COLUMN "about_en" text;--> statement-breakpoint
ALTER TABLE "fairs" ADD COLUMN "results_en" text;--> statement-breakpoint
ALTER TABLE "news" ADD COLUMN "title_en" text;--> statement-breakpoint
ALTER TABLE "news" ADD COLUMN "lead_en" text;--> statement-breakpoint
ALTER TABLE "news" ADD COLUMN "body_en" text;--> statement-breakpoint
ALTER TABLE "news_pictures" ADD COLUMN "alt_en" text;--> statement-breakpoint
ALTER TABLE "cart_lines" ADD COLUMN "fair_id" char(12);--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "fair_id" char(12);--> statement-breakpoint
ALTER TABLE "tour_slots" ADD COLUMN "producer_id" char(12);--> statement-breakpoint
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_fair_id_fairs_id_fk" FOREIGN KEY ("fair_id") REFERENCES "public"."fairs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_fair_id_fairs_id_fk" FOREIGN KEY ("fair_id") REFERENCES "public"."fairs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tour_slots" ADD CONSTRAINT "tour_slots_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "orders_fair" ON "orders" USING btree ("fair_id") WHERE fair_id is not null;--> statement-breakpoint
CREATE INDEX "tour_slots_producer" ON "tour_slots" USING btree ("producer_id","day") WHERE producer_id is not null;--> statement-breakpoint
ALTER TABLE "tour_slots" ADD CONSTRAINT "tour_slots_once" UNIQUE NULLS NOT DISTINCT("tour_id","producer_id","stop_key","day","minute");--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_pick_up" CHECK (num_nonnulls("orders"."pick_up_point_id", "orders"."fair_id") = case "orders"."delivery" when 'pick_up' then 1 else 0 end);--> statement-breakpoint
ALTER TABLE "tour_slots" ADD CONSTRAINT "tour_slots_host" CHECK (num_nonnulls("tour_slots"."tour_id", "tour_slots"."producer_id") = 1);--> statement-breakpoint
ALTER TABLE "tour_slots" ADD CONSTRAINT "tour_slots_stop" CHECK ("tour_slots"."stop_key" is null or "tour_slots"."tour_id" is not null);