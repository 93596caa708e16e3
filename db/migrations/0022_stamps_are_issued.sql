CREATE TABLE "spoilt_stamps" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"run_id" char(12) NOT NULL,
	"from_place" integer NOT NULL,
	"until_place" integer NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"by" text NOT NULL,
	CONSTRAINT "spoilt_stamps_order" CHECK ("spoilt_stamps"."from_place" between 1 and "spoilt_stamps"."until_place")
);
--> statement-breakpoint
CREATE TABLE "stamp_epochs" (
	"epoch" smallint PRIMARY KEY NOT NULL,
	"root_mark" text NOT NULL,
	"next" bigint DEFAULT 0 NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"begun_by" text NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "stamp_epochs_of_five_bits" CHECK ("stamp_epochs"."epoch" between 0 and 31)
);
--> statement-breakpoint
CREATE TABLE "stamp_runs" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"product_id" char(12) NOT NULL,
	"lot_id" char(12) NOT NULL,
	"epoch" smallint NOT NULL,
	"first" bigint NOT NULL,
	"count" integer NOT NULL,
	"length" smallint NOT NULL,
	"state" text NOT NULL,
	"ordered_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "stamp_runs_number_unique" UNIQUE("number"),
	CONSTRAINT "stamp_runs_range" UNIQUE("epoch","first"),
	CONSTRAINT "stamp_runs_some" CHECK ("stamp_runs"."count" > 0)
);
--> statement-breakpoint
ALTER TABLE "spoilt_stamps" ADD CONSTRAINT "spoilt_stamps_run_id_stamp_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."stamp_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD CONSTRAINT "stamp_runs_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD CONSTRAINT "stamp_runs_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD CONSTRAINT "stamp_runs_epoch_stamp_epochs_epoch_fk" FOREIGN KEY ("epoch") REFERENCES "public"."stamp_epochs"("epoch") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "spoilt_stamps_run" ON "spoilt_stamps" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "stamp_runs_product" ON "stamp_runs" USING btree ("product_id","ordered_at");