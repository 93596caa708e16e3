CREATE TABLE "fair_goods" (
	"fair_id" char(12) NOT NULL,
	"product_id" char(12) NOT NULL,
	CONSTRAINT "fair_goods_fair_id_product_id_pk" PRIMARY KEY("fair_id","product_id")
);
--> statement-breakpoint
CREATE TABLE "fair_stalls" (
	"fair_id" char(12) NOT NULL,
	"producer_id" char(12) NOT NULL,
	"brings" text,
	CONSTRAINT "fair_stalls_fair_id_producer_id_pk" PRIMARY KEY("fair_id","producer_id")
);
--> statement-breakpoint
CREATE TABLE "fairs" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"first_on" date NOT NULL,
	"last_on" date NOT NULL,
	"opens_at" smallint,
	"closes_at" smallint,
	"province_code" char(2) NOT NULL,
	"commune_code" char(5),
	"spot" text,
	"latitude" double precision,
	"longitude" double precision,
	"organiser" text NOT NULL,
	"about" text,
	"results" text,
	"published_at" timestamp with time zone,
	"cancelled_on" date,
	"cancelled_reason" text,
	"revision" integer DEFAULT 0 NOT NULL,
	"source" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "fairs_slug_unique" UNIQUE("slug"),
	CONSTRAINT "fairs_kind" CHECK ("fairs"."kind" in ('fair', 'festival', 'market', 'training')),
	CONSTRAINT "fairs_days" CHECK ("fairs"."last_on" >= "fairs"."first_on"),
	CONSTRAINT "fairs_hours" CHECK (("fairs"."opens_at" is null) = ("fairs"."closes_at" is null) and "fairs"."opens_at" >= 0 and "fairs"."closes_at" > "fairs"."opens_at"),
	CONSTRAINT "fairs_position" CHECK (("fairs"."latitude" is null) = ("fairs"."longitude" is null)),
	CONSTRAINT "fairs_cancelled" CHECK (("fairs"."cancelled_on" is null) = ("fairs"."cancelled_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "news" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"lead" text NOT NULL,
	"body" text NOT NULL,
	"province_code" char(2),
	"commune_code" char(5),
	"byline" text NOT NULL,
	"published_at" timestamp with time zone,
	"withdrawn_on" date,
	"withdrawn_reason" text,
	"source" text,
	"is_example" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "news_slug_unique" UNIQUE("slug"),
	CONSTRAINT "news_place" CHECK ("news"."commune_code" is null or "news"."province_code" is not null),
	CONSTRAINT "news_withdrawn" CHECK (("news"."withdrawn_on" is null) = ("news"."withdrawn_reason" is null)),
	CONSTRAINT "news_withdrawn_published" CHECK ("news"."withdrawn_on" is null or "news"."published_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "news_pictures" (
	"news_id" char(12) PRIMARY KEY NOT NULL,
	"picture" "bytea" NOT NULL,
	"mark" char(12) NOT NULL,
	"width" smallint NOT NULL,
	"height" smallint NOT NULL,
	"alt" text NOT NULL,
	"credit" text
);
--> statement-breakpoint
ALTER TABLE "fair_goods" ADD CONSTRAINT "fair_goods_fair_id_fairs_id_fk" FOREIGN KEY ("fair_id") REFERENCES "public"."fairs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fair_goods" ADD CONSTRAINT "fair_goods_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fair_stalls" ADD CONSTRAINT "fair_stalls_fair_id_fairs_id_fk" FOREIGN KEY ("fair_id") REFERENCES "public"."fairs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "fair_stalls" ADD CONSTRAINT "fair_stalls_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "news_pictures" ADD CONSTRAINT "news_pictures_news_id_news_id_fk" FOREIGN KEY ("news_id") REFERENCES "public"."news"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fair_goods_by_product" ON "fair_goods" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "fair_stalls_by_producer" ON "fair_stalls" USING btree ("producer_id");--> statement-breakpoint
CREATE INDEX "fairs_by_place" ON "fairs" USING btree ("province_code","commune_code","last_on");--> statement-breakpoint
CREATE INDEX "fairs_by_day" ON "fairs" USING btree ("last_on");--> statement-breakpoint
CREATE INDEX "news_by_place" ON "news" USING btree ("province_code","commune_code","published_at");--> statement-breakpoint
CREATE INDEX "news_by_day" ON "news" USING btree ("published_at");