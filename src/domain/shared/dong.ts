declare const unit: unique symbol;

/** Whole Vietnamese đồng. Never fractional, never multiplied by 100. */
export type Dong = number & { readonly [unit]: 'đồng' };

/** @throws RangeError when the amount is fractional, negative or too large to add exactly. */
export function dong(amount: number): Dong {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`not an amount of đồng: ${amount}`);
  return amount as Dong;
}
