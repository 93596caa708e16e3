import type { APIRoute } from 'astro';
import { takeNotice } from '#src/domain/checkout/take-notice.ts';
import { ForgedNotice, GatewayDown } from '#src/domain/payments/payment.ts';

const answer = (status: number): Response =>
  new Response(null, { status, headers: { 'cache-control': 'no-store' } });

/** Any answer but 2xx makes Stripe send the notice again. What is in it is believed only once its signature fits. */
export const POST: APIRoute = async ({ request, locals }) => {
  const { cards } = locals.site;
  if (cards === null) return answer(404);
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return answer(415);
  const body = await request.text().catch(() => null);
  // Longer than what is taken in here: the front left it out.
  if (body === null || body === '') return answer(413);
  const ctx = { ...locals.ctx, actor: { kind: 'system', task: 'card_notice' } } as const;
  try {
    const notice = cards.readNotice(body, request.headers.get('stripe-signature'), ctx.now);
    if (notice) await takeNotice(ctx, cards, notice);
    return answer(204);
  } catch (error) {
    if (error instanceof ForgedNotice) return answer(400);
    // The notice is kept, and the sweeper goes on.
    if (error instanceof GatewayDown) return answer(202);
    throw error;
  }
};
