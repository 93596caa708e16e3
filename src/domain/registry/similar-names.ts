import { accentWords } from '#src/domain/shared/text.ts';

/** Whether two names are most likely one, typed differently: a slip of a letter or two, other word order. */
export function isSimilar(a: string, b: string): boolean {
  const first = accentWords(a);
  const second = accentWords(b);
  if (first === second) return false;
  // ST24 is not ST25.
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).join(' ');
  if (numbers(first) !== numbers(second)) return false;
  const sorted = (text: string) => text.split(' ').sort().join(' ');
  if (sorted(first) === sorted(second)) return true;
  const length = Math.min(first.length, second.length);
  if (length < 8 || Math.abs(first.length - second.length) > 2) return false;
  return distanceUpTo(first, second, 2) <= (length < 16 ? 1 : 2);
}

/** Letters to change, add or drop to make one of the other; anything above `most` is `most + 1`. */
function distanceUpTo(a: string, b: string, most: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      const value = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + cost);
      current.push(value);
      if (value < least) least = value;
    }
    if (least > most) return most + 1;
    previous = current;
  }
  return previous[b.length]!;
}
