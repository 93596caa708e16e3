CREATE TABLE "list_rows" (
	"list_id" char(12) NOT NULL,
	"sheet" text NOT NULL,
	"line" integer NOT NULL,
	"understood" jsonb NOT NULL,
	"findings" jsonb NOT NULL,
	"outcome" text NOT NULL,
	"product_id" char(12),
	"certificate_id" char(12),
	"point_of_sale_id" char(12),
	CONSTRAINT "list_rows_line" UNIQUE("list_id","sheet","line"),
	CONSTRAINT "list_rows_outcome" CHECK ("list_rows"."outcome" in ('published', 'kept'))
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"sha256" char(64) NOT NULL,
	"bytes" "bytea" NOT NULL,
	"options" jsonb NOT NULL,
	"options_key" text NOT NULL,
	"sheets" jsonb NOT NULL,
	"rows_published" integer NOT NULL,
	"rows_kept" integer NOT NULL,
	"sent_by" text NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "lists_file" UNIQUE("sha256","kind","options_key"),
	CONSTRAINT "lists_kind" CHECK ("lists"."kind" in ('decisions', 'shops'))
);
--> statement-breakpoint
ALTER TABLE "list_rows" ADD CONSTRAINT "list_rows_list_id_lists_id_fk" FOREIGN KEY ("list_id") REFERENCES "public"."lists"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "list_rows_product" ON "list_rows" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "lists_sent" ON "lists" USING btree ("sent_at");