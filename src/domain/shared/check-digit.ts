/**
 * The check digit of a GTIN, GLN or SSCC: weights 3 and 1 from the right.
 *
 * @source GS1 General Specifications, section 7.9.
 */
export function checkDigitOf(digitsWithoutIt: string): number {
  let sum = 0;
  for (const [index, digit] of [...digitsWithoutIt].reverse().entries()) {
    sum += Number(digit) * (index % 2 === 0 ? 3 : 1);
  }
  return (10 - (sum % 10)) % 10;
}
