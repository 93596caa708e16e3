import type { APIRoute } from 'astro';
import { signOf } from '#src/components/catalogue/sign.ts';
import { isAlcohol, sectorOf } from '#src/domain/catalogue/product-set.ts';
import { pictureFile } from '#src/domain/media/pictures.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { statusSentence } from '#src/i18n/statuses.ts';
import { words } from '#src/i18n/ui.ts';
import { publicPage } from '#src/web/page.ts';
import { placeSteps } from '#src/web/place-line.ts';
import { shareCardPng } from '#src/web/share-card.ts';

/** What other sites show of the product. Of alcohol there is none: previews ask nobody's age. */
export const GET: APIRoute = async ({ params, locals }) => {
  const { ctx, site, today } = locals;
  const page = await productPage(site.sql, site.places, params['slug'] ?? '', today, site.config.lastDay);
  if (!page || isAlcohol(page.product.set)) return new Response(null, { status: 404 });
  const { product, producer, standing } = page;
  const stars = standing.stars ?? standing.pastStars;
  const past = standing.stars === null;
  const bytes =
    product.picture &&
    (await pictureFile(ctx, site.files, {
      hash: product.picture.hash,
      width: product.picture.width,
      format: 'jpeg',
    }));
  const png = await shareCardPng({
    picture: bytes && { bytes, focusX: product.picture!.focusX, focusY: product.picture!.focusY },
    name: product.name,
    lines: [
      ...(producer ? [producer.name] : []),
      placeSteps(site.places, product.provinceCode, product.communeCode)
        .map(({ name }) => name)
        .join(', '),
    ].filter((line) => line !== ''),
    sector: sectorOf(product.set),
    sign: signOf(sectorOf(product.set), product.set),
    seal: stars && { stars, past, words: past ? words.vi.once(stars) : words.vi.ocop(stars) },
    // A preview lives on elsewhere: it gives the day, not the days left.
    status: statusSentence(
      'vi',
      standing.status === 'expiring' ? 'valid' : standing.status,
      standing.until,
      today,
    ),
  });
  const headers = new Headers({ 'content-type': 'image/png' });
  publicPage({ response: { headers }, locals }, [
    `product:${product.id}`,
    ...(producer ? [`producer:${producer.id}`] : []),
  ]);
  return new Response(new Uint8Array(png), { headers });
};
