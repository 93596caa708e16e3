import type { APIContext } from 'astro';
import { lotValue } from '#src/domain/traceability/digital-link/lot-value.ts';
import { identifiedGoods, identifiedLot } from '#src/domain/traceability/identified.ts';
import { qrOf, qrPng, qrSvg, QUIET_ZONE } from '#src/domain/traceability/qr.ts';
import { presentSlugOf } from '#src/domain/traceability/trace.ts';
import { pointOfSale } from '#src/domain/shop/points-of-sale.ts';
import { printedOrigin } from './origin.ts';
import { secondsToKeep, TAGS_HEADER } from './page.ts';
import { MM } from './paper.ts';
import { paths } from './paths.ts';
import { makePdf } from './pdf-sheet.ts';

/** In what a symbol can be had: for a page, for a picture, for paper in true size. */
const KINDS = {
  svg: 'image/svg+xml',
  png: 'image/png',
  pdf: 'application/pdf',
} as const;
export type QrKind = keyof typeof KINDS;

const PIXELS = { least: 120, most: 4_000, otherwise: 600 };
/** A side of the symbol with its light border; the least is what telephones read. */
const MILLIMETRES = { least: 15, most: 250, otherwise: 50 };
const CAPTION = 6;

type Asking = Pick<APIContext, 'params' | 'locals' | 'url'>;

function asked(url: URL, name: string, { least, most, otherwise }: typeof PIXELS): number {
  const given = Number(url.searchParams.get(name) ?? otherwise);
  return Number.isFinite(given) ? Math.min(most, Math.max(least, given)) : otherwise;
}

/** A page as large as the symbol, with the host below it, since false stamps lead to false sites. */
function qrPdf(address: string, millimetres: number): Promise<Uint8Array<ArrayBuffer>> {
  const side = millimetres * MM;
  const page = { width: side, height: side + CAPTION * MM, left: 0, right: 0, top: 0, bottom: 0 };
  return makePdf(address, page, (sheet) => {
    sheet.doc.addPage();
    const { modules } = qrOf(address);
    const module = side / (modules.size + 2 * QUIET_ZONE);
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column))
          sheet.doc.rect((column + QUIET_ZONE) * module, (row + QUIET_ZONE) * module, module, module);
    sheet.doc.fill('#000');
    sheet.paragraph(new URL(address).host, { y: side, size: Math.min(9, millimetres / 4), align: 'center' });
  });
}

/**
 * A symbol that leads to a path of this site. Query: `px`, about how many pixels a side of a PNG; `mm`, the side of a PDF.
 *
 * @param tags facts on which the address depends.
 * @param pixels of a PNG, where the query does not say.
 */
export async function qrFile(
  { locals: { site, ctx }, url }: Asking,
  kind: string | undefined,
  { path, name, tags, pixels }: { path: string; name: string; tags: string; pixels?: number },
): Promise<Response> {
  if (kind !== 'svg' && kind !== 'png' && kind !== 'pdf') return noSymbol();
  const address = printedOrigin(site, url) + path;
  const body =
    kind === 'svg'
      ? qrSvg(address)
      : kind === 'png'
        ? new Uint8Array(
            await qrPng(address, asked(url, 'px', pixels ? { ...PIXELS, otherwise: pixels } : PIXELS)),
          )
        : await qrPdf(address, asked(url, 'mm', MILLIMETRES));
  return new Response(body, {
    headers: {
      'content-type': KINDS[kind],
      'content-disposition': `inline; filename="qr-${name}.${kind}"`,
      'cache-control': `public, max-age=${secondsToKeep(ctx.now)}, must-revalidate`,
      [TAGS_HEADER]: tags,
    },
  });
}

const noSymbol = (): Response =>
  new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });

/**
 * The symbol that leads to a product's trace: its GTIN where it has one, so that a till reads it too, else the trace page.
 * The address of a renamed product leads on for ever.
 */
export async function productQr(astro: Asking): Promise<Response> {
  const { slug = '', kind } = astro.params;
  const { sql } = astro.locals.site;
  const [found] = await sql<{ id: string; gtin: string | null }[]>`
    select id, gtin from products where slug = ${slug} and merged_into is null`;
  if (!found) {
    const present = await presentSlugOf(sql, slug);
    return present && kind && kind in KINDS
      ? new Response(null, {
          status: 301,
          headers: { location: paths.qr(present, kind as QrKind) + astro.url.search },
        })
      : noSymbol();
  }
  const path = found.gtin ? paths.gtin(found.gtin) : paths.trace(slug);
  return qrFile(astro, kind, { path, name: slug, tags: `product:${found.id}` });
}

/** The symbol that all packs of a lot may carry: with the GTIN of its goods where it has one. */
export async function lotQr(astro: Asking): Promise<Response> {
  const { id = '', kind } = astro.params;
  const { site, today } = astro.locals;
  const lot = await identifiedLot(site.sql, { id });
  const goods = lot && (await identifiedGoods(site.sql, { id: lot.productId }, today));
  if (!goods) return noSymbol();
  const value = lotValue(lot.code);
  const path = goods.gtin && value ? paths.gtinLot(goods.gtin, value) : paths.lot(lot.id);
  return qrFile(astro, kind, { path, name: `lo-${lot.id}`, tags: `product:${goods.id}` });
}

/** The symbol for the door of a point of sale. */
export async function pointOfSaleQr(astro: Asking): Promise<Response> {
  const { slug = '', kind } = astro.params;
  const shop = await pointOfSale(astro.locals.site.sql, slug);
  return shop
    ? qrFile(astro, kind, { path: paths.pointOfSale(shop.slug), name: shop.slug, tags: 'points-of-sale' })
    : noSymbol();
}
