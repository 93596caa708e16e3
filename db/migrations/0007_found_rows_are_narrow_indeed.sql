-- PostgreSQL moves columns out of line only from rows beyond 2 kB: cards are padded beyond it, and compressed.
-- Documents are made again in this shape by way of the outbox.
TRUNCATE "search_documents";--> statement-breakpoint
ALTER TABLE "search_documents"
  ALTER COLUMN "card" SET STORAGE EXTENDED,
  ALTER COLUMN "codes" SET STORAGE MAIN;--> statement-breakpoint
INSERT INTO "changed_products" ("product_id") SELECT "id" FROM "products";
