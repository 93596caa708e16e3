import { fillLocked, wordsOf } from '#src/domain/stories/story.ts';
import { lockedNeutral } from '#src/i18n/stories.ts';
import { createHash } from 'node:crypto';
import type { APIContext } from 'astro';
import { goodsForSale, goodsVersion, type GoodsForSale } from '#src/domain/shop/goods-for-sale.ts';
import { feedWords } from '#src/i18n/goods-feed.ts';
import { isKnown } from './api/answer-json.ts';
import { paths } from './paths.ts';
import { xml } from './xml.ts';

const BYTES_AT_ONCE = 64 * 1024;
/** Words alone: marks of a story mean nothing to whoever reads the feed. */
const told = (text: string): string => wordsOf(fillLocked(text, lockedNeutral)).replace(/\n+/g, ' ');

/** @source Google Merchant Center, product data specification: title 150, description 5,000, brand 70 characters. */
const LONGEST = { title: 150, description: 5_000, brand: 70 };

const cut = (text: string, most: number): string => [...text].slice(0, most).join('');

function item(goods: GoodsForSale, origin: string): string {
  const { shipsFrom } = goods;
  const title = `${goods.name}, ${goods.pack}`;
  const availability = !goods.isInStock ? 'out_of_stock' : shipsFrom === null ? 'in_stock' : 'preorder';
  return `<item>
<g:id>${xml(goods.id)}</g:id>
<title>${xml(cut(title, LONGEST.title))}</title>
<description>${xml(cut(goods.description ? told(goods.description) : title, LONGEST.description))}</description>
<link>${xml(origin + paths.product(goods.slug))}</link>
<g:price>${goods.price} VND</g:price>
<g:availability>${availability}</g:availability>
${availability === 'preorder' ? `<g:availability_date>${shipsFrom}T00:00:00+07:00</g:availability_date>\n` : ''}<g:condition>new</g:condition>
<g:brand>${xml(cut(goods.producer, LONGEST.brand))}</g:brand>
${goods.gtin === null ? '' : `<g:gtin>${xml(goods.gtin)}</g:gtin>\n`}<g:identifier_exists>${goods.gtin === null ? 'no' : 'yes'}</g:identifier_exists>
<g:shipping_weight>${goods.weight} g</g:shipping_weight>
</item>
`;
}

/**
 * RSS 2.0 with Google's fields, sent as it is read. The ETag names the state of what is for sale, so that nothing is
 * sent to say that nothing has changed; a copy is asked about each time, since stock moves by the minute.
 */
export async function goodsFeed({
  request,
  url,
  locals,
}: Pick<APIContext, 'request' | 'url' | 'locals'>): Promise<Response> {
  const { site, today } = locals;
  const origin = site.config.siteUrl ?? url.origin;
  const state = [await goodsVersion(site.sql, today), today, site.selling.expired, site.isDemo, origin].join(
    '\n',
  );
  const headers = new Headers({
    'cache-control': 'public, no-cache',
    etag: `W/"${createHash('sha256').update(state).digest('base64url').slice(0, 22)}"`,
    'access-control-allow-origin': '*',
  });
  if (isKnown(request.headers.get('if-none-match'), headers.get('etag')!))
    return new Response(null, { status: 304, headers });
  headers.set('content-type', 'application/rss+xml; charset=utf-8');
  const goods = goodsForSale(site.sql, { today, rules: site.selling, withExamples: site.isDemo });
  const head = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
<title>${xml(feedWords.title)}</title>
<link>${xml(origin + paths.products)}</link>
<description>${xml(site.isDemo ? feedWords.example : feedWords.description)}</description>
`;
  return new Response(
    streamOf(head, goods, (one) => item(one, origin)),
    { headers },
  );
}

/** Pulled by the reader: a slow one holds the query back instead of filling the memory. */
function streamOf(
  head: string,
  goods: AsyncGenerator<GoodsForSale>,
  write: (one: GoodsForSale) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let waiting = head;
  return new ReadableStream({
    async pull(controller) {
      while (waiting.length < BYTES_AT_ONCE) {
        const { done, value } = await goods.next();
        if (done) {
          controller.enqueue(encoder.encode(`${waiting}</channel>\n</rss>\n`));
          controller.close();
          return;
        }
        waiting += write(value);
      }
      controller.enqueue(encoder.encode(waiting));
      waiting = '';
    },
    async cancel() {
      await goods.return(undefined);
    },
  });
}
