import type { APIRoute } from 'astro';
import { reportPicture } from '#src/domain/inspections/public-reports.ts';
import { answering } from '#src/web/answer.ts';

/** The picture of a report, for who may handle it. */
export const GET: APIRoute = ({ locals, params }) =>
  answering(async () => {
    const picture = await reportPicture(locals.ctx, params['id'] ?? '');
    return new Response(Buffer.from(picture), {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' },
    });
  });
