CREATE TABLE "scan_counts" (
	"product_id" char(12) NOT NULL,
	"lot_id" char(12) NOT NULL,
	"province" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "scan_counts_product_id_lot_id_province_hour_pk" PRIMARY KEY("product_id","lot_id","province","hour")
);
--> statement-breakpoint
CREATE TABLE "scan_keys" (
	"day" date PRIMARY KEY NOT NULL,
	"key" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "scanned_stamps" (
	"run_id" char(12) NOT NULL,
	"place" integer NOT NULL,
	"first_at" timestamp with time zone,
	"first_province" char(2),
	"count" integer DEFAULT 0 NOT NULL,
	"devices" "bytea" DEFAULT ''::bytea NOT NULL,
	"more_devices" integer DEFAULT 0 NOT NULL,
	"provinces" bigint DEFAULT 0 NOT NULL,
	"last_at" timestamp with time zone,
	"last_province" char(2),
	"points" smallint DEFAULT 0 NOT NULL,
	"fired" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"rules_of" date,
	"told_points" smallint DEFAULT 0 NOT NULL,
	"reset_at" timestamp with time zone,
	"reset_reason" text,
	"reset_by" text,
	"pin_tries" smallint DEFAULT 0 NOT NULL,
	"pin_tried_at" timestamp with time zone,
	"pin_used_at" timestamp with time zone,
	"pin_device" bigint,
	CONSTRAINT "scanned_stamps_run_id_place_pk" PRIMARY KEY("run_id","place"),
	CONSTRAINT "scanned_stamps_reset" CHECK (("scanned_stamps"."reset_at" is null) = ("scanned_stamps"."reset_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "scans" (
	"id" char(16) PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"run_id" char(12) NOT NULL,
	"place" integer NOT NULL,
	"province" char(2),
	"device" bigint NOT NULL,
	"network" bigint NOT NULL,
	"counts" boolean NOT NULL,
	"cluster" integer
);
--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD COLUMN "is_on_display" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "stamp_runs" ADD COLUMN "market" char(2);--> statement-breakpoint
ALTER TABLE "scan_counts" ADD CONSTRAINT "scan_counts_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scan_counts" ADD CONSTRAINT "scan_counts_lot_id_lots_id_fk" FOREIGN KEY ("lot_id") REFERENCES "public"."lots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scanned_stamps" ADD CONSTRAINT "scanned_stamps_run_id_stamp_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."stamp_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scanned_stamps_points" ON "scanned_stamps" USING btree ("points") WHERE points >= 30;--> statement-breakpoint
CREATE INDEX "scans_stamp" ON "scans" USING btree ("run_id","place","at");--> statement-breakpoint
CREATE INDEX "scans_network" ON "scans" USING btree ("run_id","network","at") WHERE cluster is null;--> statement-breakpoint
CREATE INDEX "scans_cluster" ON "scans" USING btree ("run_id","network","at") WHERE cluster is not null;--> statement-breakpoint
CREATE INDEX "scans_at" ON "scans" USING btree ("at");