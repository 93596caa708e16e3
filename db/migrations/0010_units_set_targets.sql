CREATE TABLE "targets" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"year" smallint NOT NULL,
	"province_code" char(2),
	"commune_code" char(5),
	"measure" text NOT NULL,
	"value" numeric(8, 1) NOT NULL,
	"source" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "targets_of_unit" UNIQUE NULLS NOT DISTINCT("year","province_code","commune_code","measure"),
	CONSTRAINT "targets_value" CHECK ("targets"."value" >= 0)
);
