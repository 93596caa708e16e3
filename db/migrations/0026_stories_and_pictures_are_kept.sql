CREATE TABLE "picture_files" (
	"hash" char(24) NOT NULL,
	"width" smallint NOT NULL,
	"format" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "picture_files_hash_width_format_pk" PRIMARY KEY("hash","width","format")
);
--> statement-breakpoint
CREATE TABLE "pictures" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "pictures_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"producer_id" char(12) NOT NULL,
	"hash" char(24) NOT NULL,
	"width" smallint NOT NULL,
	"height" smallint NOT NULL,
	"alt" text,
	"alt_en" text,
	"credit" text,
	"focus_x" smallint DEFAULT 50 NOT NULL,
	"focus_y" smallint DEFAULT 50 NOT NULL,
	"sent_by" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "pictures_number" UNIQUE("number"),
	CONSTRAINT "pictures_alt" CHECK ("pictures"."alt" <> ''),
	CONSTRAINT "pictures_focus" CHECK ("pictures"."focus_x" between 0 and 100 and "pictures"."focus_y" between 0 and 100),
	CONSTRAINT "pictures_size" CHECK ("pictures"."width" > 0 and "pictures"."height" > 0)
);
--> statement-breakpoint
CREATE TABLE "stories" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"producer_id" char(12),
	"product_id" char(12),
	"revision" integer DEFAULT 0 NOT NULL,
	"sent_version" integer,
	"sent_at" timestamp with time zone,
	"sent_by" text,
	"published_version" integer,
	"published_at" timestamp with time zone,
	"prints" integer[] DEFAULT '{}'::integer[] NOT NULL,
	"radio" text,
	CONSTRAINT "stories_producer" UNIQUE("producer_id"),
	CONSTRAINT "stories_product" UNIQUE("product_id"),
	CONSTRAINT "stories_of_one" CHECK (num_nonnulls("stories"."producer_id", "stories"."product_id") = 1),
	CONSTRAINT "stories_sent_whole" CHECK (num_nulls("stories"."sent_version", "stories"."sent_at", "stories"."sent_by") in (0, 3))
);
--> statement-breakpoint
CREATE TABLE "story_reviews" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"story_id" char(12) NOT NULL,
	"version" integer NOT NULL,
	"outcome" text NOT NULL,
	"note" text NOT NULL,
	"comments" jsonb NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "story_versions" (
	"story_id" char(12) NOT NULL,
	"number" integer NOT NULL,
	"vi" text NOT NULL,
	"en" text NOT NULL,
	"kind" text NOT NULL,
	"from_number" integer,
	"author" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "story_versions_story_id_number_pk" PRIMARY KEY("story_id","number")
);
--> statement-breakpoint
ALTER TABLE "products" ADD COLUMN "picture_id" char(12);--> statement-breakpoint
ALTER TABLE "producers" ADD COLUMN "story_vi" text;--> statement-breakpoint
ALTER TABLE "producers" ADD COLUMN "story_en" text;--> statement-breakpoint
ALTER TABLE "pictures" ADD CONSTRAINT "pictures_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_producer_id_producers_id_fk" FOREIGN KEY ("producer_id") REFERENCES "public"."producers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stories" ADD CONSTRAINT "stories_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_reviews" ADD CONSTRAINT "story_reviews_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "story_versions" ADD CONSTRAINT "story_versions_story_id_stories_id_fk" FOREIGN KEY ("story_id") REFERENCES "public"."stories"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pictures_producer" ON "pictures" USING btree ("producer_id","number");--> statement-breakpoint
CREATE INDEX "pictures_hash" ON "pictures" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "stories_sent" ON "stories" USING btree ("sent_at");--> statement-breakpoint
CREATE INDEX "stories_prints" ON "stories" USING gin ("prints");--> statement-breakpoint
CREATE INDEX "story_reviews_story" ON "story_reviews" USING btree ("story_id","at");--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_picture_id_pictures_id_fk" FOREIGN KEY ("picture_id") REFERENCES "public"."pictures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "products_picture" ON "products" USING btree ("picture_id");