CREATE TABLE "inspection_findings" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"inspection_id" char(12) NOT NULL,
	"kind" text NOT NULL,
	"gravity" text NOT NULL,
	"words" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"withdrawn_by" text,
	"withdrawn_at" timestamp with time zone,
	"withdrawn_reason" text,
	CONSTRAINT "inspection_findings_withdrawn" CHECK (("inspection_findings"."withdrawn_at" is null) = ("inspection_findings"."withdrawn_reason" is null))
);
--> statement-breakpoint
CREATE TABLE "inspection_follow_up_steps" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"follow_up_id" char(12) NOT NULL,
	"step" text NOT NULL,
	"note" text NOT NULL,
	"due_on" date,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inspection_follow_ups" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"inspection_id" char(12) NOT NULL,
	"words" text NOT NULL,
	"days" smallint NOT NULL,
	"day_kind" text NOT NULL,
	"due_on" date NOT NULL,
	"state" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "inspection_follow_ups_state" CHECK ("inspection_follow_ups"."state" in ('open', 'said_done', 'closed'))
);
--> statement-breakpoint
CREATE TABLE "inspection_lines" (
	"inspection_id" char(12) NOT NULL,
	"key" text NOT NULL,
	"position" smallint NOT NULL,
	"about" text,
	"registered" text,
	"answer" text,
	"note" text,
	"version" integer DEFAULT 0 NOT NULL,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	CONSTRAINT "inspection_lines_inspection_id_key_pk" PRIMARY KEY("inspection_id","key")
);
--> statement-breakpoint
CREATE TABLE "inspection_notes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"inspection_id" char(12) NOT NULL,
	"words" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inspection_photographs" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"inspection_id" char(12) NOT NULL,
	"finding_id" char(12),
	"words" text,
	"picture" "bytea" NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inspection_plans" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"province_code" char(2) NOT NULL,
	"year" smallint NOT NULL,
	"quarter" smallint NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"fixed_by" text,
	"fixed_at" timestamp with time zone,
	CONSTRAINT "inspection_plans_quarter" UNIQUE("province_code","year","quarter"),
	CONSTRAINT "inspection_plans_quarter_known" CHECK ("inspection_plans"."quarter" between 1 and 4),
	CONSTRAINT "inspection_plans_fixed" CHECK (("inspection_plans"."fixed_at" is null) = ("inspection_plans"."fixed_by" is null))
);
--> statement-breakpoint
CREATE TABLE "inspections" (
	"id" char(12) PRIMARY KEY NOT NULL,
	"plan_id" char(12),
	"product_id" char(12) NOT NULL,
	"province_code" char(2),
	"commune_code" char(5),
	"reasons" jsonb NOT NULL,
	"added_reason" text,
	"report_id" char(12),
	"inspector_id" text,
	"due_on" date NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"cancelled_by" text,
	"cancelled_at" timestamp with time zone,
	"cancelled_reason" text,
	"started_by" text,
	"started_at" timestamp with time zone,
	"held_on" date,
	"certificate_id" char(12),
	"held_at" text,
	"held_where" text,
	"present" text,
	"team" jsonb,
	"number" text,
	"conclusion" text,
	"outcome" text,
	"closed_by" text,
	"closed_at" timestamp with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "inspections_cancelled" CHECK (("inspections"."cancelled_at" is null) = ("inspections"."cancelled_reason" is null) and ("inspections"."cancelled_at" is null or "inspections"."closed_at" is null)),
	CONSTRAINT "inspections_closed" CHECK (("inspections"."closed_at" is null) = ("inspections"."outcome" is null) and ("inspections"."closed_at" is null or "inspections"."started_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "inspection_findings" ADD CONSTRAINT "inspection_findings_inspection_id_inspections_id_fk" FOREIGN KEY ("inspection_id") REFERENCES "public"."inspections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_follow_up_steps" ADD CONSTRAINT "inspection_follow_up_steps_follow_up_id_inspection_follow_ups_id_fk" FOREIGN KEY ("follow_up_id") REFERENCES "public"."inspection_follow_ups"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_follow_ups" ADD CONSTRAINT "inspection_follow_ups_inspection_id_inspections_id_fk" FOREIGN KEY ("inspection_id") REFERENCES "public"."inspections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_lines" ADD CONSTRAINT "inspection_lines_inspection_id_inspections_id_fk" FOREIGN KEY ("inspection_id") REFERENCES "public"."inspections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_notes" ADD CONSTRAINT "inspection_notes_inspection_id_inspections_id_fk" FOREIGN KEY ("inspection_id") REFERENCES "public"."inspections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_photographs" ADD CONSTRAINT "inspection_photographs_inspection_id_inspections_id_fk" FOREIGN KEY ("inspection_id") REFERENCES "public"."inspections"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspection_photographs" ADD CONSTRAINT "inspection_photographs_finding_id_inspection_findings_id_fk" FOREIGN KEY ("finding_id") REFERENCES "public"."inspection_findings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspections" ADD CONSTRAINT "inspections_plan_id_inspection_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."inspection_plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspections" ADD CONSTRAINT "inspections_product_id_products_id_fk" FOREIGN KEY ("product_id") REFERENCES "public"."products"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspections" ADD CONSTRAINT "inspections_report_id_public_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."public_reports"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inspections" ADD CONSTRAINT "inspections_inspector_id_users_id_fk" FOREIGN KEY ("inspector_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inspection_findings_inspection" ON "inspection_findings" USING btree ("inspection_id","at");--> statement-breakpoint
CREATE INDEX "inspection_follow_up_steps_follow_up" ON "inspection_follow_up_steps" USING btree ("follow_up_id","id");--> statement-breakpoint
CREATE INDEX "inspection_follow_ups_inspection" ON "inspection_follow_ups" USING btree ("inspection_id","at");--> statement-breakpoint
CREATE INDEX "inspection_follow_ups_due" ON "inspection_follow_ups" USING btree ("due_on") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "inspection_notes_inspection" ON "inspection_notes" USING btree ("inspection_id","id");--> statement-breakpoint
CREATE INDEX "inspection_photographs_inspection" ON "inspection_photographs" USING btree ("inspection_id","at");--> statement-breakpoint
CREATE INDEX "inspections_plan" ON "inspections" USING btree ("plan_id");--> statement-breakpoint
CREATE UNIQUE INDEX "inspections_once" ON "inspections" USING btree ("plan_id","product_id") WHERE cancelled_at is null;--> statement-breakpoint
CREATE INDEX "inspections_product" ON "inspections" USING btree ("product_id","closed_at");--> statement-breakpoint
CREATE INDEX "inspections_place" ON "inspections" USING btree ("province_code","commune_code","due_on");--> statement-breakpoint
CREATE INDEX "inspections_report" ON "inspections" USING btree ("report_id");