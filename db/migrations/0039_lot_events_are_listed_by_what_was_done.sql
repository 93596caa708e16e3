DROP INDEX "epcis_things_lot";--> statement-breakpoint
ALTER TABLE "epcis_events" ADD COLUMN "deed" text GENERATED ALWAYS AS (case
  when disposition like '%recalled' then case when event ? 'saolang:stampRun' then 'stamps_recalled' else 'recalled' end
  when type = 'TransformationEvent' then 'process'
  else coalesce(
    case when event ? 'saolang:stampRun' then case substring(biz_step from '[a-z_]+$') when 'encoding' then 'stamps_ordered' when 'commissioning' then 'stamps_active'
      when 'decommissioning' then 'stamps_spoilt' when 'other' then 'stamps_closed' end end,
    case substring(biz_step from '[a-z_]+$') when 'creating_class_instance' then 'harvest' when 'packing' then 'pack' when 'inspecting' then 'test'
      when 'sampling' then 'test' when 'shipping' then 'dispatch' when 'departing' then 'dispatch' end,
    'other') end) STORED;--> statement-breakpoint
CREATE INDEX "epcis_events_seq" ON "epcis_events" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "epcis_events_deed" ON "epcis_events" USING btree ("deed","seq");--> statement-breakpoint
CREATE INDEX "epcis_events_listed" ON "epcis_events" USING btree ("id","seq","deed") WHERE "epcis_events"."declaration" = '';--> statement-breakpoint
CREATE INDEX "epcis_events_declared" ON "epcis_events" USING btree ("producer_id") WHERE "epcis_events"."declaration" <> '';--> statement-breakpoint
CREATE INDEX "epcis_things_lot_event" ON "epcis_things" USING btree ("lot_id","event_id") WHERE "epcis_things"."lot_id" is not null;