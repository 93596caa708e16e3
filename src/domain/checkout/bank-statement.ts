import { readDay } from '#src/domain/lists/read-day.ts';
import { NO_CELL, type Cell, type Sheet, type SheetRow } from '#src/domain/lists/sheet.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { fold, foldedWords } from '#src/domain/shared/text.ts';
import type { PaymentState } from '#src/domain/payments/payment.ts';

/** Money that came into an account. */
export type StatementLine = {
  line: number;
  on: Day;
  amount: Dong;
  words: string;
  /** The same line of the bank has the same one, in whatever file it stands. */
  reference: string;
};
export type StatementFinding = { line: number; what: 'day_unreadable' | 'amount_unreadable'; typed: string };
export type ReadStatement = { lines: StatementLine[]; findings: StatementFinding[]; outgoing: number };

type Column = 'day' | 'amount' | 'in' | 'out' | 'balance' | 'words' | 'reference';
const HEADINGS: readonly (readonly [Column, RegExp])[] = [
  ['balance', /^(so du|balance|running balance)/],
  ['out', /^((so tien )?(ghi )?no\b|phat sinh no|tien ra|so tien ra|rut ra|debit|withdrawal|chi\b)/],
  ['in', /^((so tien )?(ghi )?co\b|phat sinh co|tien vao|so tien vao|gui vao|credit|deposit|thu\b)/],
  [
    'reference',
    /(so|ma) (tham chieu|giao dich|gd|but toan|ct|chung tu)|^(ref|reference|transaction (id|no|number)|doc no)/,
  ],
  ['words', /noi dung|dien giai|mo ta|description|details|remark|narrative/],
  ['day', /ngay|^(date|transaction date|posting date|thoi gian)/],
  ['amount', /^(so tien|amount|gia tri)/],
];
const HEADING_WITHIN = 60;

/**
 * The money that came in, from a sheet as banks export it: titles above, columns in any order and under any names,
 * totals below. `null`: no columns of day, amount and words can be made out.
 */
export function readStatement({ rows }: Pick<Sheet, 'rows'>): ReadStatement | null {
  const at = rows.slice(0, HEADING_WITHIN).findIndex((row) => {
    const kinds = new Set(headingsOf(row).keys());
    return kinds.size >= 3 && (kinds.has('day') || kinds.has('words'));
  });
  const body = rows.slice(at + 1);
  const columns = at === -1 ? new Map<Column, number>() : headingsOf(rows[at]!);
  assignByContent(body, columns);
  const [day, words] = [columns.get('day'), columns.get('words')];
  const money = columns.get('in') ?? columns.get('amount');
  if (day === undefined || words === undefined || money === undefined) return null;
  const read: ReadStatement = { lines: [], findings: [], outgoing: 0 };
  const seen = new Map<string, number>();
  for (const { line, cells } of body) {
    const cell = (index: number | undefined): Cell =>
      index === undefined ? NO_CELL : (cells[index] ?? NO_CELL);
    const [dayCell, moneyCell] = [cell(day), cell(money)];
    // Totals and remarks below have no day.
    if (dayCell.text === '' && dayCell.day === null) continue;
    const amount = readAmount(moneyCell);
    const { day: on } = readDay(dayCell);
    if (on === null) {
      if (amount !== null && amount !== 0)
        read.findings.push({ line, what: 'day_unreadable', typed: dayCell.text.slice(0, 60) });
      continue;
    }
    if (amount === null) {
      read.findings.push({ line, what: 'amount_unreadable', typed: moneyCell.text.slice(0, 60) });
      continue;
    }
    if (amount <= 0) {
      read.outgoing += 1;
      continue;
    }
    const said = cell(words).text.slice(0, 500);
    const given = cell(columns.get('reference')).text.slice(0, 60);
    // A bank without numbers of its own: the second line alike in one file is another payment.
    const alike = `${given}|${on}|${amount}|${given ? '' : squashed(said)}`;
    const times = (seen.get(alike) ?? 0) + 1;
    seen.set(alike, times);
    if (given && times > 1) continue;
    read.lines.push({
      line,
      on,
      amount: amount as Dong,
      words: said,
      reference: given ? alike : `${alike}|${times}`,
    });
  }
  return read;
}

function headingsOf({ cells }: SheetRow): Map<Column, number> {
  const found = new Map<Column, number>();
  for (const [index, { text, number }] of cells.entries()) {
    if (number !== null || text === '' || text.length > 60) continue;
    const folded = foldedWords(text);
    const kind = HEADINGS.find(([column, pattern]) => pattern.test(folded) && !found.has(column))?.[0];
    if (kind) found.set(kind, index);
  }
  return found;
}

/** Columns that no heading names: by what stands in them. */
function assignByContent(rows: readonly SheetRow[], known: Map<Column, number>): void {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const dated = rows.filter(({ cells }) => cells.some((cell) => isDayCell(cell)));
  if (dated.length === 0) return;
  const taken = new Set(known.values());
  const share = (index: number, fits: (cell: Cell) => boolean): number =>
    dated.filter(({ cells }) => fits(cells[index] ?? NO_CELL)).length / dated.length;
  const free = (): number[] =>
    Array.from({ length: width }, (_, index) => index).filter((index) => !taken.has(index));
  const take = (column: Column, index: number | undefined): void => {
    if (known.has(column) || index === undefined) return;
    known.set(column, index);
    taken.add(index);
  };
  take(
    'day',
    free().find((index) => share(index, isDayCell) >= 0.8),
  );
  take(
    'words',
    free()
      .map((index) => ({
        index,
        length: dated.reduce(
          (sum, { cells }) => sum + (isMoney(cells[index] ?? NO_CELL) ? 0 : (cells[index]?.text.length ?? 0)),
          0,
        ),
      }))
      .filter(({ length }) => length / dated.length >= 8)
      .sort((a, b) => b.length - a.length)[0]?.index,
  );
  if (known.has('in') || known.has('amount')) return;
  const sums = free().filter(
    (index) => share(index, (cell) => isMoney(cell) || cell.text === '') === 1 && share(index, isMoney) > 0,
  );
  const balance = sums.find((index) => isBalance(dated, index, sums));
  // Of what is left, what raises the balance is what came in; without a balance the first.
  const moved = sums.filter((index) => index !== balance);
  take(
    'in',
    (balance === undefined ? undefined : moved.find((index) => raises(dated, index, balance))) ?? moved[0],
  );
}

const isDayCell = (cell: Cell): boolean =>
  cell.day !== null || (/\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}/.test(cell.text) && readDay(cell).day !== null);
const isMoney = (cell: Cell): boolean => !isDayCell(cell) && cell.text !== '' && readAmount(cell) !== null;

const amountAt = ({ cells }: SheetRow, index: number): number => readAmount(cells[index] ?? NO_CELL) ?? 0;

/** Pairs of rows in which the balance differs by exactly what one column says, either way round. */
function steps(rows: readonly SheetRow[], balance: number): { row: SheetRow; by: number }[] {
  return rows.slice(1).flatMap((row, index) => {
    const by = amountAt(row, balance) - amountAt(rows[index]!, balance);
    return [
      { row, by },
      { row: rows[index]!, by: -by },
    ];
  });
}

const isBalance = (rows: readonly SheetRow[], balance: number, sums: readonly number[]): boolean =>
  rows.length > 1 &&
  steps(rows, balance).filter(
    ({ row, by }) =>
      by !== 0 && sums.some((index) => index !== balance && Math.abs(amountAt(row, index)) === Math.abs(by)),
  ).length >=
    (rows.length - 1) * 0.8;

const raises = (rows: readonly SheetRow[], index: number, balance: number): boolean =>
  steps(rows, balance).some(({ row, by }) => by > 0 && amountAt(row, index) === by);

/** `+1.250.000 VND`, `1,250,000.00`, `1250000`; nothing there: 0; `null`: something else. */
export function readAmount({ number, text }: Pick<Cell, 'number' | 'text'>): number | null {
  if (number !== null) return Number.isFinite(number) ? Math.round(number) : null;
  const written = fold(text)
    .replace(/\s|vnd|dong|₫|(?<=\d)d$/g, '')
    .replace(/^\((.*)\)$/, '-$1');
  if (written === '' || /^[-–—]$/.test(written)) return 0;
  const found = /^([+-]?)(\d{1,3}(?:([.,])\d{3})*|\d+)(?:([.,])\d{1,2})?$/.exec(written);
  if (!found || (found[3] !== undefined && found[3] === found[4])) return null;
  const value = Number(found[2]!.replace(/[.,]/g, ''));
  return Number.isSafeInteger(value) && value <= 2_000_000_000 ? (found[1] === '-' ? -value : value) : null;
}

/** Upper case, letters and digits only: what is left of words after a bank has been at them. */
export const squashed = (text: string): string =>
  fold(text)
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');

export type Awaited = {
  paymentId: string;
  orderId: string;
  code: string;
  message: string;
  amount: Dong;
  state: PaymentState;
  /** By other lines that are taken for it already. */
  received: number;
};
/** `exact`; `other_sum`: the code fits and the sum does not; `paid_before`: the order had its money; `none`. */
export type Match = { kind: 'exact' | 'other_sum' | 'paid_before'; payment: Awaited } | { kind: 'none' };

/** Letters of a code that are enough when the bank has cut the rest. */
const ENOUGH = 8;

/** Which awaited transfer a line is. */
export function matchOf(
  { words, amount }: Pick<StatementLine, 'words' | 'amount'>,
  awaited: readonly Awaited[],
): Match {
  const said = squashed(words);
  const named = awaited
    .map((payment) => ({ payment, code: squashed(payment.message) }))
    .filter(({ code }) => code.length >= ENOUGH && said.includes(code))
    // The order "…1" is in the words of "…10" too: the longest is meant.
    .sort((a, b) => b.code.length - a.code.length);
  const payment = named[0]?.payment ?? cutOff(said, amount, awaited);
  if (!payment) return { kind: 'none' };
  if (payment.state === 'paid' || payment.state === 'late') return { kind: 'paid_before', payment };
  return { kind: payment.received + amount === payment.amount ? 'exact' : 'other_sum', payment };
}

/** The words end within the code: only with the right sum, and when it can be no other. */
function cutOff(said: string, amount: Dong, awaited: readonly Awaited[]): Awaited | null {
  const fits = awaited.filter(({ message, amount: asked, state }) => {
    const code = squashed(message);
    if (state === 'paid' || state === 'late' || asked !== amount) return false;
    for (let length = code.length - 1; length >= ENOUGH; length -= 1)
      if (said.endsWith(code.slice(0, length))) return true;
    return false;
  });
  return fits.length === 1 ? fits[0]! : null;
}
