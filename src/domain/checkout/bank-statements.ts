import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { readFile } from '#src/domain/lists/read-file.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import {
  matchOf,
  readStatement,
  squashed,
  type Awaited,
  type Match,
  type StatementFinding,
} from './bank-statement.ts';
import { settleDirect, type Settled } from './settle-checkout.ts';

export const MOST_STATEMENT_BYTES = 5 * 1024 * 1024;
/** A transfer that comes later than that is looked up by hand. */
const LOOK_BACK_DAYS = 180;

const mustKeep = (ctx: Context, producerId: string): void =>
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });

/**
 * Takes in a statement as the bank exports it. A line that was read before is not read again.
 *
 * @returns how many lines are new, how many were known, what could not be read.
 * @throws Refusal `not_found`, `decision_list.unreadable` (details: why), `statement.columns_missing`, `list.too_large`.
 */
export async function takeStatement(
  ctx: Context,
  producerId: string,
  file: { bytes: Uint8Array; name: string },
): Promise<{ added: number; known: number; findings: StatementFinding[] }> {
  mustKeep(ctx, producerId);
  if (file.bytes.length > MOST_STATEMENT_BYTES) throw new Refusal('list.too_large');
  const sheets = await readFile(file.bytes, file.name);
  const read = sheets.map(readStatement).find((one) => one !== null);
  if (!read) throw new Refusal('statement.columns_missing');
  const rows = read.lines.map(({ on, amount, words, reference }) => ({
    id: newId(),
    on,
    amount,
    words,
    reference,
  }));
  const added = await inTransaction(ctx, async (ctx) => {
    const made = await ctx.db.execute(sql`
      insert into statement_lines (id, producer_id, "on", amount, words, reference, created_at)
      select l.id, ${producerId}, l."on", l.amount, l.words, l.reference, ${ctx.now.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as l(id text, "on" date, amount int, words text, reference text)
      on conflict (producer_id, reference) do nothing returning id`);
    if (made.length > 0)
      await writeDown(ctx, [
        { kind: 'statement.read', subject: `producer:${producerId}`, after: { lines: made.length } },
      ]);
    return made.length;
  });
  return { added, known: rows.length - added, findings: read.findings };
}

export type OpenLine = { id: string; on: Day; amount: Dong; words: string; match: Match };
export type SettledLine = {
  id: string;
  on: Day;
  amount: Dong;
  words: string;
  note: string | null;
  order: { id: string; code: string } | null;
};

/** Lines that nobody has said anything about, each with what it seems to be; and the last that are settled. */
export async function statementOf(
  ctx: Context,
  producerId: string,
): Promise<{ open: OpenLine[]; settled: SettledLine[] }> {
  mustKeep(ctx, producerId);
  const lines = await ctx.db.execute<Omit<OpenLine, 'match'>>(sql`
    select id, "on"::text as on, amount, words from statement_lines
    where producer_id = ${producerId} and payment_id is null and settled_by is null order by "on", id limit 500`);
  const awaited = await awaitedBy(ctx, producerId);
  const settled = await ctx.db.execute<SettledLine>(sql`
    select l.id, l."on"::text as on, l.amount, l.words, l.note,
      (select jsonb_build_object('id', o.id, 'code', o.code) from payments y join orders o on o.id = y.order_id
        where y.id = l.payment_id) as "order"
    from statement_lines l where l.producer_id = ${producerId} and l.settled_by is not null
    order by l."on" desc, l.id limit 50`);
  return { open: lines.map((line) => ({ ...line, match: matchOf(line, awaited) })), settled };
}

async function awaitedBy(ctx: Context, producerId: string): Promise<Awaited[]> {
  const since = new Date(ctx.now.getTime() - LOOK_BACK_DAYS * 86_400_000).toISOString();
  return ctx.db.execute<Awaited>(sql`
    select y.id as "paymentId", o.id as "orderId", o.code, y.message, y.amount, y.state,
      coalesce((select sum(l.amount) from statement_lines l where l.payment_id = y.id), 0)::float8 as received
    from payments y join orders o on o.id = y.order_id
    where o.producer_id = ${producerId} and y.method = 'transfer' and y.message is not null and y.created_at > ${since}`);
}

/**
 * A line is the money of an order: of the one it seems to be, or of the one whose code is given. All lines of one
 * order count together. May be repeated: a line is taken once.
 *
 * @returns how the payment stands after it: `mismatch` when the sum is another.
 * @throws Refusal `not_found`, `statement.line_settled`, `statement.order_unknown`.
 */
export async function takeLine(
  ctx: Context,
  producerId: string,
  lineId: string,
  code: string | null = null,
): Promise<Settled> {
  mustKeep(ctx, producerId);
  return inTransaction(ctx, async (ctx) => {
    const line = await lineToSettle(ctx, producerId, lineId);
    const awaited = await awaitedBy(ctx, producerId);
    const meant =
      code === null
        ? matchOf(line, awaited)
        : {
            kind: 'other_sum' as const,
            payment: awaited.find((one) => squashed(one.code) === squashed(code)),
          };
    const payment = meant.kind === 'none' ? undefined : meant.payment;
    if (!payment || payment.state === 'paid' || payment.state === 'late')
      throw new Refusal('statement.order_unknown');
    await ctx.db
      .execute(sql`update statement_lines set payment_id = ${payment.paymentId}, settled_by = ${actorName(ctx.actor)}
      where id = ${lineId}`);
    const [{ came } = { came: 0 }] = await ctx.db.execute<{ came: number }>(
      sql`select sum(amount)::float8 as came from statement_lines where payment_id = ${payment.paymentId}`,
    );
    const settled = await settleDirect(ctx, payment.paymentId, { amount: came, currency: 'vnd' });
    await writeDown(ctx, [
      {
        kind: 'statement.line_settled',
        subject: `order:${payment.orderId}`,
        after: { code: payment.code, amount: line.amount, settled },
      },
    ]);
    return settled;
  });
}

/** Takes every line whose code and sum fit. @returns how many orders are paid by it. */
export async function takeExactLines(ctx: Context, producerId: string): Promise<number> {
  const { open } = await statementOf(ctx, producerId);
  let paid = 0;
  for (const { id, match } of open) {
    if (match.kind !== 'exact') continue;
    try {
      if ((await takeLine(ctx, producerId, id)) === 'paid_now') paid += 1;
    } catch (error) {
      // Somebody else has just settled it, or another line has paid the order.
      if (!(error instanceof Refusal && error.code.startsWith('statement.'))) throw error;
    }
  }
  return paid;
}

/** A line is the money of no order. @throws Refusal `reason_missing`, `not_found`, `statement.line_settled`. */
export async function explainLine(
  ctx: Context,
  producerId: string,
  lineId: string,
  note: string,
): Promise<void> {
  mustKeep(ctx, producerId);
  const words = note.trim().slice(0, 300);
  if (!words) throw new Refusal('reason_missing');
  await inTransaction(ctx, async (ctx) => {
    await lineToSettle(ctx, producerId, lineId);
    await ctx.db.execute(
      sql`update statement_lines set note = ${words}, settled_by = ${actorName(ctx.actor)} where id = ${lineId}`,
    );
  });
}

async function lineToSettle(
  ctx: Context,
  producerId: string,
  lineId: string,
): Promise<{ amount: Dong; words: string }> {
  const [line] = await ctx.db.execute<{ amount: Dong; words: string; is_settled: boolean }>(sql`
    select amount, words, settled_by is not null as is_settled from statement_lines
    where id = ${lineId} and producer_id = ${producerId} for update`);
  if (!line) throw new Refusal('not_found');
  if (line.is_settled) throw new Refusal('statement.line_settled');
  return line;
}
