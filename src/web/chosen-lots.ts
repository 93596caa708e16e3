import type { Taken } from '#src/domain/shop/stock.ts';

/** Which lots went into the parcel, by line, as the form says: `lo-LINE-SHELF` with a number. */
export function chosenLots(form: FormData): Record<string, Taken[]> {
  const chosen: Record<string, Taken[]> = {};
  for (const [name, value] of form) {
    const [, line, stockId] = /^lo-(\w{12})-(\w{12})$/.exec(name) ?? [];
    if (line === undefined || stockId === undefined || typeof value !== 'string') continue;
    const typed = value.trim();
    // What is no number is not taken for none: the sum will not be right, and is asked for again.
    const quantity = typed === '' ? 0 : /^\d{1,3}$/.test(typed) ? Number(typed) : -1;
    (chosen[line] ??= []).push({ stockId, quantity });
  }
  return chosen;
}
