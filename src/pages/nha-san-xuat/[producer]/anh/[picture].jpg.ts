import type { APIRoute } from 'astro';
import { pictureOfProducer } from '#src/domain/checkout/claims.ts';
import { answering } from '#src/web/answer.ts';

/** A photograph of a claim, for whoever handles the orders of its producer. */
export const GET: APIRoute = ({ locals, params }) =>
  answering(async () => {
    const picture = await pictureOfProducer(locals.ctx, params['producer'] ?? '', params['picture'] ?? '');
    return new Response(Buffer.from(picture), {
      headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' },
    });
  });
