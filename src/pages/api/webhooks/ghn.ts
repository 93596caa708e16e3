import type { APIRoute } from 'astro';
import { takeParcelNotice } from '#src/domain/checkout/follow-shipments.ts';

/** What GHN writes is a few hundred bytes. */
const MOST_BYTES = 16 * 1024;

const answer = (status: number): Response =>
  new Response(null, { status, headers: { 'cache-control': 'no-store' } });

/**
 * GHN writes that something has happened to a parcel. Nobody has signed it, so nothing of it is believed: GHN itself
 * is asked, and whoever wrote learns nothing of what it said. Any answer but 200 makes GHN write again.
 */
export const POST: APIRoute = async ({ request, locals }) => {
  const { carrier, secret } = locals.site;
  if (carrier === null) return answer(404);
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return answer(415);
  if (Number(request.headers.get('content-length') ?? 0) > MOST_BYTES) return answer(413);
  const body = await request.text().catch(() => null);
  if (body === null || body === '' || body.length > MOST_BYTES) return answer(413);
  const trackingNumber = carrier.readNotice(body);
  const ctx = { ...locals.ctx, actor: { kind: 'system', task: 'parcel_notice' } } as const;
  if (trackingNumber !== null) await takeParcelNotice(ctx, carrier, secret, trackingNumber);
  return answer(200);
};
