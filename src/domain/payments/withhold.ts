import { sql } from 'drizzle-orm';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { dong } from '#src/domain/shared/dong.ts';
import { withholdingKept } from '#src/domain/shared/site-settings.ts';
import { enter, producerAccount, TAX_ACCOUNTS } from './ledger.ts';
import {
  isWithheldFrom,
  RATE_EDITIONS,
  ratesFor,
  taxOf,
  type LegalForm,
  type TaxCategory,
  type TaxRates,
} from './withholding.ts';

type Paid = {
  producerId: string;
  method: 'card' | 'transfer' | 'cash';
  base: number;
  legalForm: LegalForm | null;
  category: TaxCategory | null;
};

/**
 * Withholds what the law wants of an order that was delivered and paid; once, and nothing where it is switched off. The
 * base is all that the buyer paid and did not get back, sending included. In the transaction that delivers it.
 *
 * @source Decree 252/2026/NĐ-CP, articles 43 and 44 (read in secondary copies): for each transaction that is completed
 *   and paid.
 */
export async function withholdTax(ctx: Context, orderId: string): Promise<void> {
  const setting = await withholdingKept(ctx);
  if (setting === null || dayInVietnam(ctx.now) < setting.from) return;
  const [paid] = await ctx.db.execute<Paid>(sql`
    select o.producer_id as "producerId", y.method, f.legal_form as "legalForm", f.category,
      s.amount - coalesce((select sum(r.amount) from refunds r where r.order_id = o.id and r.state = 'done'), 0)::int as base
    from orders o join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id
    left join seller_tax_facts f on f.producer_id = o.producer_id
    where o.id = ${orderId} and y.state = 'paid'`);
  if (!paid || paid.legalForm === null || !isWithheldFrom(paid.legalForm)) return;
  if (setting.covers === 'card' && paid.method !== 'card') return;
  const edition = RATE_EDITIONS.find(({ from }) => from === setting.edition);
  if (!edition) throw new Error(`no rates from ${setting.edition}`);
  const rates = ratesFor(edition, paid.category);
  const made = await ctx.db.execute(sql`
    insert into order_taxes (order_id, producer_id, legal_form, category, rates_from, vat_rate, pit_rate, base, vat, pit, withheld_at)
    values (${orderId}, ${paid.producerId}, ${paid.legalForm}, ${paid.category}, ${edition.from}, ${rates.vat}, ${rates.pit},
      0, 0, 0, ${ctx.now.toISOString()})
    on conflict do nothing returning 1`);
  if (made.length > 0)
    await bringTo(
      ctx,
      { orderId, producerId: paid.producerId, ...before, rates },
      paid.base,
      `tax:${orderId}`,
    );
}

/** Money of an order went back: less was earned, and less is withheld, by the rates of then. */
export async function correctTax(ctx: Context, orderId: string, refundId: string): Promise<void> {
  const [held] = await ctx.db.execute<{
    producerId: string;
    base: number;
    vat: number;
    pit: number;
    vatRate: number;
    pitRate: number;
    now: number;
  }>(sql`
    select t.producer_id as "producerId", t.base, t.vat, t.pit, t.vat_rate as "vatRate", t.pit_rate as "pitRate",
      s.amount - coalesce((select sum(r.amount) from refunds r where r.order_id = t.order_id and r.state = 'done'), 0)::int as now
    from order_taxes t join payment_shares s on s.order_id = t.order_id
    where t.order_id = ${orderId} for update of t`);
  if (!held) return;
  const { now, vatRate, pitRate, ...stands } = held;
  await bringTo(
    ctx,
    { orderId, ...stands, rates: { vat: vatRate, pit: pitRate } },
    now,
    `tax_back:${orderId}:${refundId}`,
  );
}

const before = { base: 0, vat: 0, pit: 0 };
type Standing = typeof before & { orderId: string; producerId: string; rates: TaxRates };

/** What is withheld becomes what this base asks for; the difference is a line, and a movement of the ledger. */
async function bringTo(
  ctx: Context,
  { orderId, producerId, base, vat, pit, rates }: Standing,
  wanted: number,
  cause: string,
): Promise<void> {
  const after = {
    base: dong(wanted),
    vat: taxOf(dong(wanted), rates.vat),
    pit: taxOf(dong(wanted), rates.pit),
  };
  const by = { base: after.base - base, vat: after.vat - vat, pit: after.pit - pit };
  const written = await ctx.db.execute(sql`
    insert into tax_movements (cause, order_id, producer_id, at, base, vat, pit)
    values (${cause}, ${orderId}, ${producerId}, ${ctx.now.toISOString()}, ${by.base}, ${by.vat}, ${by.pit})
    on conflict (cause) do nothing returning 1`);
  if (written.length === 0) return;
  await ctx.db.execute(sql`update order_taxes set base = ${after.base}, vat = ${after.vat}, pit = ${after.pit}
    where order_id = ${orderId}`);
  await enter(ctx, cause, [
    { account: producerAccount(producerId), amount: by.vat + by.pit, orderId },
    { account: TAX_ACCOUNTS.vat, amount: -by.vat, orderId },
    { account: TAX_ACCOUNTS.pit, amount: -by.pit, orderId },
  ]);
}
