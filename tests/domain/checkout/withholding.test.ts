import { sql } from 'drizzle-orm';
import {
  confirmOrder,
  deliverOrder,
  handOverOrder,
  packOrder,
  refundByHand,
  startReturn,
  receiveReturn,
} from '#src/domain/checkout/handle-order.ts';
import { openPayment } from '#src/domain/checkout/open-payment.ts';
import { accountOf, payoutsDue } from '#src/domain/checkout/payouts.ts';
import { confirmTransfer } from '#src/domain/checkout/handle-order.ts';
import { settleCheckout } from '#src/domain/checkout/settle-checkout.ts';
import {
  keepTaxFacts,
  switchWithholdingOff,
  switchWithholdingOn,
  taxFactsOf,
  taxLines,
  taxSums,
} from '#src/domain/checkout/tax-desk.ts';
import { balanceOf, producerAccount, TAX_ACCOUNTS } from '#src/domain/payments/ledger.ts';
import type { PaymentGateway } from '#src/domain/payments/payment.ts';
import { carryOutRefunds } from '#src/domain/payments/refunds.ts';
import { RATE_EDITIONS, ratesFor, ratesOn, taxOf } from '#src/domain/payments/withholding.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { standInSettings, stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { expect, NOW, test as base, TODAY } from '#tests/support/test.ts';

const SECRET = 'the secret of a site of the tests';
const test = base.extend<'cards', { gateway: PaymentGateway; standIn: StripeStandIn }>(
  'cards',
  async ({}, { onCleanup }) => {
    const standIn = await stripeStandIn({ clock: () => NOW });
    onCleanup(standIn.close);
    return { standIn, gateway: stripePayments(standInSettings(standIn)) };
  },
);
type Cards = { gateway: PaymentGateway; standIn: StripeStandIn };
const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000),
});
const facts = (ctx: Context, producerId: string, given: Partial<Parameters<typeof keepTaxFacts>[2]> = {}) =>
  keepTaxFacts(
    ctx,
    producerId,
    { legalForm: 'household', category: 'production', taxNumber: '', personalId: '', ...given },
    SECRET,
  );
const switchOn = (ctx: Context, given: Partial<Parameters<typeof switchWithholdingOn>[1]> = {}) =>
  switchWithholdingOn(ctx, {
    from: TODAY,
    covers: 'card',
    basis: 'Công văn 12/CT-HDT của cơ quan thuế',
    isConfirmed: true,
    ...given,
  });

async function handed(ctx: Context, id: string): Promise<string> {
  await confirmOrder(ctx, id);
  await packOrder(ctx, id);
  await handOverOrder(ctx, id, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, id);
  return id;
}
async function delivered(ctx: Context, { gateway, standIn }: Cards, offerId: string, quantity = 1) {
  const { purchaseId, token } = await order(ctx, [[offerId, quantity]], { method: 'card' });
  await openPayment(ctx, gateway, purchaseId, token);
  const [row] = await ctx.db.execute<{ session: string; order_id: string }>(sql`
    select y.session, o.id as order_id from payments y join orders o on o.purchase_id = y.purchase_id
    where y.purchase_id = ${purchaseId}`);
  standIn.pay(row!.session);
  await settleCheckout(ctx, gateway, row!.session);
  return handed(ctx, row!.order_id);
}
const owed = async (ctx: Context, producerId: string) =>
  0 - (await balanceOf(ctx, producerAccount(producerId)));
const state = async (ctx: Context) => [
  0 - (await balanceOf(ctx, TAX_ACCOUNTS.vat)),
  0 - (await balanceOf(ctx, TAX_ACCOUNTS.pit)),
];
const refund = async (ctx: Context, { gateway }: Cards, id: string, more: number, key: string) => {
  await refundByHand(ctx, id, { lines: {}, more, reason: 'Vỡ', key });
  await carryOutRefunds(ctx, gateway);
};

test.each([
  ['2026-11-28', 'production', 300, 150],
  ['2026-07-01', 'goods', 100, 50],
  ['2026-06-30', 'services', 500, 200],
  ['2026-11-28', null, 500, 200],
] as const)('on %s of %s so much is withheld: %i and %i hundredths', (day, category, vat, pit) => {
  expect(ratesFor(ratesOn(day)!, category)).toEqual({ vat, pit });
});

test('no rates are made up for days before the first that we hold, and none is called certain', () => {
  expect(ratesOn('2025-06-30')).toBeNull();
  expect(RATE_EDITIONS.filter(({ certainty }) => certainty === 'V')).toEqual([]);
});

test('a tax is rounded to the nearest đồng, half a đồng up', () => {
  expect(taxOf(150_050 as Dong, 100)).toBe(1_501);
  expect(taxOf(150_049 as Dong, 100)).toBe(1_500);
  expect(taxOf(0 as Dong, 500)).toBe(0);
});

test('where it is switched off nothing changes at all', async ({ ctx, cards }) => {
  const offer = await anOffer(ctx);
  await facts(ctx, offer.producerId);
  const id = await delivered(ctx, cards, offer.id);
  await refund(ctx, cards, id, 10_000, 'mot-phan-1');
  const accounts = await ctx.db.execute<{ account: string }>(
    sql`select distinct split_part(account, ':', 1) as account from ledger_entries order by 1`,
  );
  expect(accounts.map(({ account }) => account)).toEqual(['card', 'producer']);
  expect(await ctx.db.execute(sql`select 1 from order_taxes`)).toEqual([]);
  expect(await owed(ctx, offer.producerId)).toBe(170_000);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('it is switched on only by whoever confirmed the rates, when it is known who all sellers are', async ({
  ctx,
}) => {
  const offer = await anOffer(ctx);
  await expect(switchOn(ctx)).rejects.toThrow('tax.sellers_unknown');
  await facts(ctx, offer.producerId);
  await expect(switchOn(ctx, { isConfirmed: false })).rejects.toThrow('tax.not_confirmed');
  await expect(switchOn(ctx, { basis: 'ừ' })).rejects.toThrow('tax.not_confirmed');
  await expect(switchOn(ctx, { from: '2026-03-14' })).rejects.toThrow('tax.day_wrong');
  const owner: Context = {
    ...ctx,
    actor: {
      kind: 'person',
      id: 'p',
      name: 'P',
      isStrong: true,
      assignments: [
        { id: '1', role: 'producer_owner', scope: { kind: 'producer', producerId: offer.producerId } },
      ],
    },
  };
  await expect(switchOn(owner)).rejects.toThrow('not_allowed');
  await switchOn(ctx);
});

test('of a household it is withheld when the order is delivered, nets what is paid out, and shows in the statement', async ({
  ctx,
  cards,
}) => {
  const offer = await anOffer(ctx, { price: 150_050 as Dong });
  await facts(ctx, offer.producerId, { personalId: '031090001234' });
  await switchOn(ctx);
  await delivered(ctx, cards, offer.id);
  // 180,050 with sending: 3 % is 5,401.5 and 1.5 % is 2,700.75.
  expect(await state(ctx)).toEqual([5_402, 2_701]);
  expect(await owed(ctx, offer.producerId)).toBe(180_050 - 5_402 - 2_701);
  const due = await payoutsDue(later(ctx, 9));
  expect(due.due).toMatchObject([{ producerId: offer.producerId, sum: 171_947, standing: 'pay' }]);
  const account = await accountOf(ctx, offer.producerId, {
    from: new Date(NOW.getTime() - 1_000),
    until: new Date(NOW.getTime() + 1_000),
  });
  expect(account.lines.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['payment', 180_050],
    ['tax', -8_103],
  ]);
  expect(account.opening + account.lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(account.closing);
  expect(await taxSums(ctx, '2026-03', SECRET)).toMatchObject([
    { base: 180_050, vat: 5_402, pit: 2_701, orders: 1, personalId: '031090001234' },
  ]);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('what goes back takes its tax back, by the rates of then, to nothing when all goes back', async ({
  ctx,
  cards,
}) => {
  const offer = await anOffer(ctx);
  await facts(ctx, offer.producerId, { category: 'goods' });
  await switchOn(ctx);
  const id = await delivered(ctx, cards, offer.id);
  expect(await state(ctx)).toEqual([1_800, 900]);
  await facts(ctx, offer.producerId, { category: 'services' });
  const next = later(ctx, 20);
  await refund(next, cards, id, 33_333, 'mot-phan-1');
  expect(await state(ctx), '146,667 are left').toEqual([1_467, 733]);
  await startReturn(next, id, 'Khách trả');
  await receiveReturn(next, id, true, 'Đã nhận lại');
  await carryOutRefunds(next, cards.gateway);
  expect(await state(ctx)).toEqual([0, 0]);
  expect(await owed(ctx, offer.producerId)).toBe(0);
  const lines = await taxLines(ctx, '2026-04', null);
  expect(lines.map(({ kind, base, vat, pit }) => [kind, base, vat, pit])).toEqual([
    ['corrected', -33_333, -333, -167],
    ['corrected', -146_667, -1_467, -733],
  ]);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('of a cooperative nothing is withheld, nor of what a producer takes themselves unless the setting says so', async ({
  ctx,
  cards,
}) => {
  const [htx, ho] = [await anOffer(ctx), await anOffer(ctx)];
  await facts(ctx, htx.producerId, { legalForm: 'cooperative' });
  await facts(ctx, ho.producerId);
  await switchOn(ctx);
  await delivered(ctx, cards, htx.id);
  const byTransfer = async () => {
    const { purchaseId } = await order(ctx, [[ho.id, 1]], { method: 'transfer' });
    const [row] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId}`,
    );
    await confirmTransfer(ctx, row!.id);
    return handed(ctx, row!.id);
  };
  await byTransfer();
  expect(await state(ctx)).toEqual([0, 0]);
  await switchOn(ctx, { covers: 'all' });
  await byTransfer();
  expect(await state(ctx)).toEqual([5_400, 2_700]);
  expect(await owed(ctx, ho.producerId), 'the producer owes it').toBe(-8_100);
  await switchWithholdingOff(ctx, 'Cơ quan thuế trả lời không thuộc diện');
  await byTransfer();
  expect(await state(ctx)).toEqual([5_400, 2_700]);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('the number of an identity card is read by nobody in the database, the audit or the workshop', async ({
  ctx,
}) => {
  const offer = await anOffer(ctx);
  await expect(facts(ctx, offer.producerId, { personalId: '123' })).rejects.toThrow('tax.number_wrong');
  await facts(ctx, offer.producerId, { personalId: '031 090 001 234', taxNumber: '0201234567' });
  await facts(ctx, offer.producerId, { taxNumber: '0201234567' });
  expect(await taxFactsOf(ctx, offer.producerId)).toEqual({
    legalForm: 'household',
    category: 'production',
    taxNumber: '0201234567',
    hasPersonalId: true,
  });
  const [everything] = await ctx.db.execute<{ text: string }>(sql`
    select (select string_agg(f::text, ' ') from seller_tax_facts f) ||
      (select string_agg(a::text, ' ') from audit_facts a) as text`);
  expect(everything!.text).not.toContain('031090001234');
});
