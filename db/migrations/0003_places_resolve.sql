CREATE TABLE "former_units" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "former_units_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"level" text NOT NULL,
	"code" text,
	"full_name" text NOT NULL,
	"district" text,
	"province" text,
	"successor_code" text NOT NULL,
	"split" boolean NOT NULL,
	"how" text NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "former_units_key" UNIQUE NULLS NOT DISTINCT("level","full_name","district","province","successor_code"),
	CONSTRAINT "former_units_level" CHECK ("former_units"."level" in ('province', 'district', 'commune')),
	CONSTRAINT "former_units_how" CHECK ("former_units"."how" in ('whole', 'part'))
);
--> statement-breakpoint
CREATE TABLE "units" (
	"code" text NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"level" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"full_name" text NOT NULL,
	"province_code" char(2) NOT NULL,
	"latitude" double precision,
	"longitude" double precision,
	"slug" text NOT NULL,
	CONSTRAINT "units_code_valid_from_pk" PRIMARY KEY("code","valid_from"),
	CONSTRAINT "units_level" CHECK ("units"."level" in ('province', 'commune')),
	CONSTRAINT "units_kind" CHECK ("units"."kind" in ('thanh_pho', 'tinh', 'xa', 'phuong', 'dac_khu')),
	CONSTRAINT "units_days" CHECK ("units"."valid_to" is null or "units"."valid_to" >= "units"."valid_from"),
	CONSTRAINT "units_code" CHECK ("units"."code" ~ '^([0-9]{2}|[0-9]{5})$')
);
--> statement-breakpoint
CREATE INDEX "former_units_successor" ON "former_units" USING btree ("successor_code");--> statement-breakpoint
CREATE INDEX "units_province" ON "units" USING btree ("province_code","level");