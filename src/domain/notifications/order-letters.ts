import { sql } from 'drizzle-orm';
import type { OrderState } from '#src/domain/orders/order.ts';
import type { FrozenGoods, PaymentMethod } from '#src/domain/orders/purchase.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { FAIR_FACTS, type FairFacts } from '#src/domain/shop/fair-stall.ts';
import { isDemo } from '#src/domain/shared/site-settings.ts';
import { writeLetter } from './letters.ts';

/** What happened to an order, with all that has to be told of it. */
export type OrderNews = {
  eventId: number;
  state: OrderState;
  reason: string | null;
  cancelledBy: string | null;
  orderId: string;
  code: string;
  purchaseId: string;
  purchaseCode: string;
  language: 'vi' | 'en';
  method: PaymentMethod;
  isPaid: boolean;
  buyer: { name: string; email: string | null };
  producer: { id: string; name: string; phone: string | null; email: string | null };
  lines: { quantity: number; total: Dong; goods: Pick<FrozenGoods, 'name' | 'pack'> }[];
  shippingTotal: Dong;
  total: Dong;
  isPickUp: boolean;
  pickUp: { name: string; code: string } | null;
  /** Collected at the producer's stall there. */
  fair: (FairFacts & { cancelledReason: string | null; code: string }) | null;
  carrier: string | null;
  trackingNumber: string | null;
  dueOn: Day;
};

export type OrderWords = {
  /** `null`: of this step the buyer is not written to. */
  toBuyer: (news: OrderNews) => { title: string; words: string } | null;
  toProducer: (news: OrderNews) => { title: string; words: string } | null;
};

const A_TRANSACTION = 50;

/**
 * Writes to buyers and producers what has happened to orders since it was called last. Each step is told once,
 * whoever asks how often and whenever it is killed: the letters and the mark that they were written come together.
 */
export async function writeOrderNews(
  ctx: Context,
  words: OrderWords,
  goOn: () => boolean = () => true,
): Promise<{ letters: number }> {
  const mayMailProducers = !(await isDemo(ctx));
  let letters = 0;
  while (goOn()) {
    const written = await inTransaction(ctx, (ctx) => writeSome(ctx, words, mayMailProducers));
    if (written === null) break;
    letters += written;
  }
  return { letters };
}

async function writeSome(ctx: Context, words: OrderWords, mayMailProducers: boolean): Promise<number | null> {
  const news = await ctx.db.execute<OrderNews>(sql`
    with these as (
      select id from order_events where told_at is null order by id limit ${A_TRANSACTION} for update skip locked),
    told as (
      update order_events e set told_at = ${ctx.now.toISOString()} from these t where e.id = t.id
      returning e.id, e.order_id, e.state, e.reason)
    select e.id::float8 as "eventId", e.state, e.reason, o.cancelled_by as "cancelledBy", o.id as "orderId", o.code,
      p.id as "purchaseId", p.code as "purchaseCode", p.language, y.method, y.state = 'paid' as "isPaid",
      jsonb_build_object('name', p.buyer->'name', 'email', p.buyer->'email') as buyer,
      jsonb_build_object('id', m.id, 'name', m.name, 'phone', m.phone, 'email', m.email) as producer,
      (select jsonb_agg(jsonb_build_object('quantity', l.quantity, 'total', l.total, 'goods', l.goods) order by l.goods->>'name')
        from order_lines l where l.order_id = o.id) as lines,
      o.shipping_total as "shippingTotal", o.total, o.delivery = 'pick_up' as "isPickUp",
      case when u.id is null then null else jsonb_build_object('name', u.name, 'code', o.pick_up_code) end as "pickUp",
      case when f.id is null then null else jsonb_build_object(${sql.raw(FAIR_FACTS)}, 'code', o.pick_up_code,
        'cancelledReason', f.cancelled_reason) end as fair,
      o.carrier, o.tracking_number as "trackingNumber", o.due_on::text as "dueOn"
    from told e join orders o on o.id = e.order_id join purchases p on p.id = o.purchase_id
    join producers m on m.id = o.producer_id
    join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id
    left join points_of_sale u on u.id = o.pick_up_point_id left join fairs f on f.id = o.fair_id
    order by e.id`);
  if (news.length === 0) return null;
  let written = 0;
  for (const each of news) {
    const about = `order:${each.orderId}`;
    const buyer = each.buyer.email === null ? null : words.toBuyer(each);
    if (buyer) {
      const to = { address: each.buyer.email, name: each.buyer.name };
      await writeLetter(ctx, {
        key: `order:${each.eventId}:buyer`,
        kind: 'order',
        to,
        ...buyer,
        isPrivate: true,
        about,
      });
      written += 1;
    }
    const producer = each.producer.email !== null && mayMailProducers ? words.toProducer(each) : null;
    if (producer) {
      const to = { address: each.producer.email, name: each.producer.name };
      await writeLetter(ctx, {
        key: `order:${each.eventId}:producer`,
        kind: 'order',
        to,
        ...producer,
        isPrivate: true,
        about,
      });
      written += 1;
    }
  }
  return written;
}
