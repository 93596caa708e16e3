import type { Day } from '#src/domain/shared/calendar.ts';
import { lastSellingDay } from '#src/domain/shop/offer.ts';
import { dayNumber } from './standing-code.ts';

/** What is on the shelf for one open offer, lots that can be promised only. */
export type StockedOffer = {
  sellsFrom: Day | null;
  sellsUntil: Day | null;
  shortDatedDays: number;
  lots: readonly { useBy: Day | null; recalledOn: Day | null }[];
};

export type Selling = {
  offers: readonly StockedOffer[];
  pause: { from: Day; until: Day | null } | null;
  ceasedOn: Day | null;
};

type Span = readonly [from: number, end: number];

/** Later than any day that is asked for. */
const NEVER = 10_000_000;

/**
 * Days, rising, on which goods begin to be there and stop to be, by turns; empty: they never are. What the
 * certificate says of selling is asked apart, for it has stretches of its own.
 */
export function stockDays({ offers, pause, ceasedOn }: Selling): number[] {
  const spans = offers.flatMap(({ sellsFrom, sellsUntil, shortDatedDays, lots }) =>
    lots.map(({ useBy, recalledOn }): Span => [
      sellsFrom === null ? 0 : dayNumber(sellsFrom),
      Math.min(
        after(sellsUntil),
        after(useBy === null ? null : lastSellingDay(useBy, shortDatedDays)),
        recalledOn === null ? NEVER : dayNumber(recalledOn),
        ceasedOn === null ? NEVER : dayNumber(ceasedOn),
      ),
    ]),
  );
  const rest: Span | null = pause && [dayNumber(pause.from), after(pause.until)];
  const open = spans.flatMap(([from, end]): Span[] =>
    rest === null
      ? [[from, end]]
      : [
          [from, Math.min(end, rest[0])],
          [Math.max(from, rest[1]), end],
        ],
  );
  const days: number[] = [];
  for (const [from, end] of open.filter((span) => span[0] < span[1]).toSorted((a, b) => a[0] - b[0])) {
    const last = days.at(-1);
    if (last !== undefined && from <= last) days[days.length - 1] = Math.max(last, end);
    else days.push(from, end);
  }
  return days;
}

const after = (day: Day | null): number => (day === null ? NEVER : dayNumber(day) + 1);

/** Whether goods are there on the day. */
export function inStockOn(day: number, days: readonly number[]): boolean {
  return days.filter((turn) => turn <= day).length % 2 === 1;
}
