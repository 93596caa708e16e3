import { paragraphsOf } from './story.ts';

export type Piece = { kind: 'same' | 'gone' | 'new'; text: string };
/** `changed`: its words are told one by one. */
export type ParagraphChange = { kind: 'same' | 'gone' | 'new' | 'changed'; pieces: Piece[] };

/** Beyond this many comparisons words are not matched one by one. */
const MOST_CELLS = 4_000_000;
/** Two paragraphs with less in common are another one, not the same one changed. */
const LEAST_ALIKE = 0.35;

/** Places of a longest common subsequence, in order. */
export function common(a: readonly string[], b: readonly string[]): [number, number][] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  const found: [number, number][] = Array.from({ length: start }, (_, at) => [at, at]);
  if (rows > 0 && columns > 0 && rows * columns <= MOST_CELLS) {
    const width = columns + 1;
    const longest = new Uint16Array((rows + 1) * width);
    for (let row = rows - 1; row >= 0; row -= 1)
      for (let column = columns - 1; column >= 0; column -= 1)
        longest[row * width + column] =
          a[start + row] === b[start + column]
            ? longest[(row + 1) * width + column + 1]! + 1
            : Math.max(longest[(row + 1) * width + column]!, longest[row * width + column + 1]!);
    for (let row = 0, column = 0; row < rows && column < columns;) {
      if (a[start + row] === b[start + column]) found.push([start + row++, start + column++]);
      else if (longest[(row + 1) * width + column]! >= longest[row * width + column + 1]!) row += 1;
      else column += 1;
    }
  }
  for (let at = end; at > 0; at -= 1) found.push([a.length - at, b.length - at]);
  return found;
}

const tokensOf = (text: string): string[] =>
  text.match(/\s+|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu) ?? [];

/** What became of the words of one paragraph. */
export function wordChanges(before: string, after: string): Piece[] {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  const pieces: Piece[] = [];
  const put = (kind: Piece['kind'], tokens: readonly string[]): void => {
    const text = tokens.join('');
    const last = pieces.at(-1);
    if (text === '') return;
    if (last?.kind === kind) last.text += text;
    else pieces.push({ kind, text });
  };
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(a, b), [a.length, b.length] as [number, number]]) {
    put('gone', a.slice(i, x));
    put('new', b.slice(j, y));
    if (x < a.length) put('same', [a[x]!]);
    [i, j] = [x + 1, y + 1];
  }
  return pieces;
}

function alike(pieces: readonly Piece[]): number {
  const letters = (kinds: readonly Piece['kind'][]) =>
    pieces.reduce(
      (sum, { kind, text }) => sum + (kinds.includes(kind) ? text.replace(/\s/g, '').length : 0),
      0,
    );
  return letters(['same']) / Math.max(1, letters(['same', 'gone']), letters(['same', 'new']));
}

/** What became of a text, paragraph by paragraph. */
export function storyChanges(before: string, after: string): ParagraphChange[] {
  const [a, b] = [paragraphsOf(before), paragraphsOf(after)];
  const changes: ParagraphChange[] = [];
  const whole = (kind: 'same' | 'gone' | 'new', text: string): void => {
    changes.push({ kind, pieces: [{ kind, text }] });
  };
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(a, b), [a.length, b.length] as [number, number]]) {
    while (i < x || j < y) {
      const pieces = i < x && j < y ? wordChanges(a[i]!, b[j]!) : [];
      if (pieces.length > 0 && alike(pieces) >= LEAST_ALIKE) {
        changes.push({ kind: 'changed', pieces });
        [i, j] = [i + 1, j + 1];
      } else if (i < x && (j >= y || x - i >= y - j)) whole('gone', a[i++]!);
      else whole('new', b[j++]!);
    }
    if (x < a.length) whole('same', a[x]!);
    [i, j] = [x + 1, y + 1];
  }
  return changes;
}
