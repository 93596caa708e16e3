import type { APIContext } from 'astro';
import { payoutOf, type PayoutLine } from '#src/domain/checkout/payouts.ts';
import { money } from '#src/i18n/shop-money.ts';
import { tableFile } from './money-file.ts';
import { orNull } from './not-found.ts';

/** What a bank reads to send a payout: one transfer a row. Account numbers are texts: their first zero counts. */
export async function payoutFile({ locals, params }: APIContext, kind: 'csv' | 'xlsx'): Promise<Response> {
  const payout = await orNull(payoutOf(locals.ctx, params['id'] ?? ''));
  // Only what a second person approved is sent.
  if (!payout || (payout.state !== 'approved' && payout.state !== 'paid'))
    return new Response(null, { status: 404 });
  return tableFile<PayoutLine>(
    [
      { name: 'ma_ngan_hang', value: ({ bin }) => bin },
      { name: 'so_tai_khoan', value: ({ account }) => account },
      { name: 'ten_nguoi_nhan', value: ({ holder }) => holder },
      { name: 'so_tien', value: ({ amount }) => amount },
      { name: 'noi_dung', value: ({ message }) => message },
    ],
    payout.lines,
    { name: `dot-tra-${payout.id}`, kind, sheet: money.payouts.batchName },
  );
}
