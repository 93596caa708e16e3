import type { APIRoute } from 'astro';
import { publicNewsPicture } from '#src/domain/news/news.ts';
import { secondsToKeep, TAGS_HEADER } from '#src/web/page.ts';

/** The picture of a piece of news; `ma` names its bytes, so that another one has another address. */
export const GET: APIRoute = async ({ params, url, locals: { site, ctx } }) => {
  const mark = url.searchParams.get('ma') ?? '';
  const picture = await publicNewsPicture(site.sql, params['slug'] ?? '', mark);
  if (!picture) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  return new Response(Buffer.from(picture), {
    headers: {
      'content-type': 'image/jpeg',
      // What is withdrawn is to be gone soon: not kept for ever, though these bytes never change.
      'cache-control': `public, max-age=${secondsToKeep(ctx.now)}, must-revalidate`,
      [TAGS_HEADER]: 'news',
    },
  });
};
