import type { APIContext } from 'astro';
import { accountOf, monthOf, type AccountLine } from '#src/domain/checkout/payouts.ts';
import { addDays, dayInVietnam, isDay, startOf, type Day } from '#src/domain/shared/calendar.ts';
import { money } from '#src/i18n/shop-money.ts';
import { orNull } from './not-found.ts';
import { tableFile } from './money-file.ts';

/** The days that were asked for; this month by default. */
export function daysAsked(query: URLSearchParams, today: Day): { from: Day; until: Day } {
  const usual = monthOf(today);
  const [from, until] = [query.get('tu') ?? '', query.get('den') ?? ''];
  const asked = { from: isDay(from) ? from : usual.from, until: isDay(until) ? until : usual.until };
  return asked.from <= asked.until ? asked : { from: asked.until, until: asked.from };
}

export const within = ({ from, until }: { from: Day; until: Day }) => ({
  from: startOf(from),
  until: startOf(addDays(until, 1)),
});

/** A producer's account as a file: opening and closing balance are rows of it, so that it adds up in a spreadsheet. */
export async function accountFile(
  { locals, params, url }: APIContext,
  kind: 'csv' | 'xlsx',
): Promise<Response> {
  const said = money.account;
  const days = daysAsked(url.searchParams, locals.today);
  const account = await orNull(accountOf(locals.ctx, params['producer'] ?? '', within(days)));
  if (!account) return new Response(null, { status: 404 });
  type Row = Pick<AccountLine, 'order' | 'balance'> & { on: string; what: string; amount: number | null };
  const rows: Row[] = [
    { on: days.from, what: said.opening, order: null, amount: null, balance: account.opening },
    ...account.lines.map((line) => ({
      ...line,
      on: dayInVietnam(new Date(line.at)),
      what: said.kinds[line.kind] ?? line.kind,
    })),
    { on: days.until, what: said.closing, order: null, amount: null, balance: account.closing },
  ];
  return tableFile<Row>(
    [
      { name: said.day, value: ({ on }) => on },
      { name: said.what, value: ({ what }) => what },
      { name: said.order, value: ({ order }) => order },
      { name: said.amount, value: ({ amount }) => amount },
      { name: said.balance, value: ({ balance }) => balance },
    ],
    rows,
    { name: `tien-${days.from}-${days.until}`, kind, sheet: said.sheet },
  );
}
