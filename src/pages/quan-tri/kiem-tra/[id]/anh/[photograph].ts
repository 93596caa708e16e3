import type { APIRoute } from 'astro';
import { photographOf } from '#src/domain/inspections/inspections.ts';
import { answering } from '#src/web/answer.ts';

/** A photograph of an inspection, for who may read it. */
export const GET: APIRoute = ({ locals, params }) =>
  answering(async () => {
    const picture = await photographOf(locals.ctx, params['id'] ?? '', params['photograph'] ?? '');
    return new Response(Buffer.from(picture), {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' },
    });
  });
