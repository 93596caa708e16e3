import type { APIRoute } from 'astro';
import { newsPictureOfOffice } from '#src/domain/news/keep-news.ts';
import { answering } from '#src/web/answer.ts';

/** The picture of a piece of news that may still be a draft, for who keeps it. */
export const GET: APIRoute = ({ locals, params }) =>
  answering(async () => {
    const picture = await newsPictureOfOffice(locals.ctx, params['id'] ?? '');
    return new Response(Buffer.from(picture), {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' },
    });
  });
