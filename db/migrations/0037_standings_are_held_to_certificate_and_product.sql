ALTER TABLE "certificates" ADD CONSTRAINT "certificates_id_product" UNIQUE("id","product_id");--> statement-breakpoint
ALTER TABLE "standings" DROP CONSTRAINT "standings_certificate_id_certificates_id_fk";
--> statement-breakpoint
ALTER TABLE "standings" DROP CONSTRAINT "standings_product_id_products_id_fk";
--> statement-breakpoint
ALTER TABLE "standings" ADD CONSTRAINT "standings_certificate" FOREIGN KEY ("certificate_id","product_id") REFERENCES "public"."certificates"("id","product_id") ON DELETE cascade ON UPDATE cascade;
