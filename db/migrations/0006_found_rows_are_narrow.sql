-- Documents are made from the register: the outbox has them made again in their new shape.
TRUNCATE "search_documents";--> statement-breakpoint
INSERT INTO "changed_products" ("product_id") SELECT "id" FROM "products";--> statement-breakpoint
DROP INDEX "search_documents_words";--> statement-breakpoint
CREATE INDEX "search_documents_words" ON "search_documents" USING gin ("words");--> statement-breakpoint
ALTER TABLE "search_documents" DROP COLUMN "name_words";--> statement-breakpoint
ALTER TABLE "search_documents" DROP COLUMN "other_words";--> statement-breakpoint
-- Lexemes are tested by the index alone, and the card is read for a page: both lie out of line, so that the rows
-- that are counted and sorted stay narrow.
ALTER TABLE "search_documents" SET (toast_tuple_target = 128);--> statement-breakpoint
ALTER TABLE "search_documents"
  ALTER COLUMN "words" SET STORAGE EXTERNAL,
  ALTER COLUMN "card" SET STORAGE EXTERNAL,
  ALTER COLUMN "codes" SET STORAGE EXTERNAL,
  ALTER COLUMN "standing_days" SET STORAGE PLAIN,
  ALTER COLUMN "standing_codes" SET STORAGE PLAIN,
  ALTER COLUMN "name_order" SET STORAGE PLAIN;
