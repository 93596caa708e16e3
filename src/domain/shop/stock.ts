import type { Day } from '#src/domain/shared/calendar.ts';
import { isSellable } from './offer.ts';

/** `held` for a buyer; `sold`: gone; `freed`: back on the shelf. */
export type HoldState = 'held' | 'sold' | 'freed';

/** Packs of one lot in one place. */
export type StockRow = {
  id: string;
  offerId: string;
  onHand: number;
  held: number;
  useBy: Day | null;
  recalledOn: Day | null;
};

export type Taken = { stockId: string; quantity: number };

/** How many packs can be promised on `day`. */
export function availableOn(day: Day, rows: readonly StockRow[], shortDatedDays: number): number {
  return rows
    .filter((row) => isSellable(day, row, shortDatedDays))
    .reduce((sum, { onHand, held }) => sum + onHand - held, 0);
}

/**
 * From which lots `quantity` packs are taken: what has to be eaten first goes first, what does not spoil last;
 * `null`: there are not so many.
 */
export function takeFirstExpired(
  day: Day,
  rows: readonly StockRow[],
  quantity: number,
  shortDatedDays: number,
): Taken[] | null {
  const inOrder = rows
    .filter((row) => isSellable(day, row, shortDatedDays))
    .toSorted((a, b) => (a.useBy ?? '9999').localeCompare(b.useBy ?? '9999') || (a.id < b.id ? -1 : 1));
  const taken: Taken[] = [];
  let left = quantity;
  for (const { id, onHand, held } of inOrder) {
    const some = Math.min(left, onHand - held);
    if (some <= 0) continue;
    taken.push({ stockId: id, quantity: some });
    left -= some;
  }
  return left === 0 ? taken : null;
}
