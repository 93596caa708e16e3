import { sql } from 'drizzle-orm';
import type { Buyer } from '#src/domain/orders/purchase.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { recallLot, type RecalledLot } from '#src/domain/traceability/kept-lots.ts';
import { spoilStamps } from '#src/domain/traceability/stamp-runs.ts';
import { writeLetter } from './letters.ts';

export type RecallNews = {
  product: string;
  lot: string;
  reason: string;
  /** Only packs with these stamps are called back; `null`: the whole lot. */
  packs: { run: string; from: number; until: number } | null;
  producer: { name: string; phone: string | null };
  code: string;
  buyer: string;
  language: 'vi' | 'en';
};

/** How many buyers have packs of the lot: those who were written to, and those who have only a telephone. */
export type Recalled = { written: number; toCall: number };

/**
 * Calls a lot back and tells all who have packs of it, in one: nobody is told of a recall that did not come to be, and
 * none comes to be untold. Asked again, everything stays as it is.
 *
 * @throws Refusal as `recallLot`.
 */
export async function recallAndTell(
  ctx: Context,
  lotId: string,
  reason: string,
  letter: (news: RecallNews) => { title: string; words: string },
): Promise<Recalled | null> {
  return inTransaction(ctx, async (ctx) => {
    const lot = await recallLot(ctx, lotId, reason);
    return lot && tellBuyers(ctx, lot, { id: lot.id, reason, packs: null }, letter);
  });
}

/**
 * Calls back the packs that carry some stamps of a run. Which stamp went out in which parcel nobody writes down: all who
 * have packs of the lot are told, and how to see whether theirs is one of them. Nobody is told twice where the whole lot was
 * called back before.
 *
 * @throws Refusal as `spoilStamps`.
 */
export async function recallStampsAndTell(
  ctx: Context,
  runId: string,
  form: { from: number; until: number; reason: string; version: number },
  letter: (news: RecallNews) => { title: string; words: string },
): Promise<Recalled> {
  return inTransaction(ctx, async (ctx) => {
    const range = await spoilStamps(ctx, runId, { ...form, kind: 'recalled' });
    if (range.isLotRecalled) return { written: 0, toCall: 0 };
    const { id, run, from, until, lot } = range;
    return tellBuyers(ctx, lot, { id, reason: form.reason, packs: { run, from, until } }, letter);
  });
}

async function tellBuyers(
  ctx: Context,
  lot: RecalledLot,
  { id, reason, packs }: { id: string; reason: string; packs: RecallNews['packs'] },
  letter: (news: RecallNews) => { title: string; words: string },
): Promise<Recalled> {
  const rows = await ctx.db.execute<{
    order_id: string;
    code: string;
    buyer: Buyer | null;
    language: 'vi' | 'en';
    forgotten: boolean;
    producer: string;
    phone: string | null;
  }>(sql`
    select distinct on (o.id) o.id as order_id, o.code, u.buyer, u.language, u.forgotten_at is not null as forgotten,
      m.name as producer, m.phone
    from order_line_lots g join order_lines i on i.id = g.order_line_id join orders o on o.id = i.order_id
    join purchases u on u.id = o.purchase_id join producers m on m.id = o.producer_id
    where g.lot_id = ${lot.id} order by o.id`);
  let written = 0;
  let toCall = 0;
  for (const row of rows) {
    // Who asked to be forgotten cannot be told any more.
    if (row.forgotten || !row.buyer) continue;
    if (!row.buyer.email) {
      toCall += 1;
      continue;
    }
    await writeLetter(ctx, {
      key: `recall:${id}:${row.order_id}`,
      kind: 'order',
      to: { address: row.buyer.email, name: row.buyer.name },
      ...letter({
        product: lot.product,
        lot: lot.code,
        reason,
        packs,
        producer: { name: row.producer, phone: row.phone },
        code: row.code,
        buyer: row.buyer.name,
        language: row.language,
      }),
      about: `order:${row.order_id}`,
    });
    written += 1;
  }
  return { written, toCall };
}
