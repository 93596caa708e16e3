import type { APIRoute } from 'astro';
import { accountOf } from '#src/domain/checkout/payouts.ts';
import { shopToKeep } from '#src/domain/shop/kept-offers.ts';
import { daysAsked, within } from '#src/web/account-file.ts';
import { orNull } from '#src/web/not-found.ts';
import { asPdf } from '#src/web/paper-letter.ts';
import { statementPdf } from '#src/web/statement-pdf.ts';

export const GET: APIRoute = async ({ locals, params, url }) => {
  const { ctx, site, today } = locals;
  const id = params['producer'] ?? '';
  const days = daysAsked(url.searchParams, today);
  const kept = await orNull(shopToKeep(ctx, id));
  if (!kept) return new Response(null, { status: 404 });
  const account = await accountOf(ctx, id, within(days));
  const body = await statementPdf({
    keeper: site.owner,
    producer: kept.producer.name,
    ...days,
    madeOn: today,
    account,
  });
  return asPdf(body, `tien-${days.from}-${days.until}.pdf`);
};
