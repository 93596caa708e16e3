import type { APIRoute } from 'astro';
import { purchaseByToken } from '#src/domain/orders/purchases.ts';
import { vietQr } from '#src/domain/payments/viet-qr.ts';
import { qrSvg } from '#src/domain/traceability/qr.ts';

/** The transfer code of one payment, for whoever has the link of its purchase. */
export const GET: APIRoute = async ({ params, locals }) => {
  const purchase = await purchaseByToken(locals.ctx, params['token'] ?? '');
  const payment = purchase?.orders.find((order) => order.payment.id === params['payment'])?.payment;
  if (!payment?.account || payment.message === null)
    return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  return new Response(qrSvg(vietQr(payment.account, payment.amount, payment.message)), {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'private, no-store' },
  });
};
