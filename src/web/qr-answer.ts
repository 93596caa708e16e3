import type { APIContext } from 'astro';
import { presentSlugOf } from '#src/domain/traceability/trace.ts';
import { printedOrigin } from './origin.ts';
import { secondsToKeep, TAGS_HEADER } from './page.ts';
import { paths } from './paths.ts';

/**
 * Answers with a picture of the address that leads to a product's trace: its GTIN where it has one, so
 * that a till reads it too, else the trace page. The address of a renamed product leads on for ever.
 */
export async function qrAnswer(
  astro: Pick<APIContext, 'params' | 'locals' | 'url'>,
  kind: 'svg' | 'png',
  draw: (address: string) => Promise<BodyInit> | BodyInit,
): Promise<Response> {
  const { site, ctx } = astro.locals;
  const slug = astro.params['slug'] ?? '';
  const [found] = await site.sql<{ id: string; gtin: string | null }[]>`
    select id, gtin from products where slug = ${slug} and merged_into is null`;
  if (!found) {
    const present = await presentSlugOf(site.sql, slug);
    return present
      ? new Response(null, { status: 301, headers: { location: paths.qr(present, kind) + astro.url.search } })
      : new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  }
  const address = printedOrigin(site, astro.url) + (found.gtin ? paths.gtin(found.gtin) : paths.trace(slug));
  return new Response(await draw(address), {
    headers: {
      'content-type': kind === 'svg' ? 'image/svg+xml' : 'image/png',
      'content-disposition': `inline; filename="qr-${slug}.${kind}"`,
      'cache-control': `public, max-age=${secondsToKeep(ctx.now)}, must-revalidate`,
      [TAGS_HEADER]: `product:${found.id}`,
    },
  });
}
