ALTER TABLE "points_of_sale" ADD COLUMN "taken_back_on" date;--> statement-breakpoint
CREATE INDEX "list_rows_point" ON "list_rows" USING btree ("point_of_sale_id");--> statement-breakpoint
ALTER TABLE "points_of_sale" ADD CONSTRAINT "points_of_sale_taken_back" CHECK ("points_of_sale"."taken_back_on" is null or "points_of_sale"."closed_on" is not null);