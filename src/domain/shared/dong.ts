declare const unit: unique symbol;

/** Whole Vietnamese đồng. Never fractional, never multiplied by 100. */
export type Dong = number & { readonly [unit]: 'đồng' };

/** @throws RangeError when the amount is fractional, negative or too large to add exactly. */
export function dong(amount: number): Dong {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`not an amount of đồng: ${amount}`);
  return amount as Dong;
}

export function sumOf(amounts: readonly Dong[]): Dong {
  return dong(amounts.reduce((sum, amount) => sum + amount, 0));
}

/**
 * Splits `total` in proportion to `weights`. The parts always add up to `total`: the đồng left over by rounding
 * down go one each to the largest remainders, earliest first.
 *
 * @param weights whole numbers, none negative, not all zero; amounts of đồng will do.
 */
export function share(total: Dong, weights: readonly number[]): Dong[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole <= 0n) throw new RangeError('weights add up to nothing');
  // Big integers: the product of two amounts is soon beyond what a number holds exactly.
  const parts = weights.map((weight) => {
    const exact = BigInt(total) * BigInt(weight);
    return { amount: Number(exact / whole), remainder: exact % whole };
  });
  const left = total - parts.reduce((sum, { amount }) => sum + amount, 0);
  const largestFirst = parts.toSorted((a, b) =>
    a.remainder < b.remainder ? 1 : a.remainder > b.remainder ? -1 : 0,
  );
  for (const part of largestFirst.slice(0, left)) part.amount += 1;
  return parts.map(({ amount }) => dong(amount));
}
