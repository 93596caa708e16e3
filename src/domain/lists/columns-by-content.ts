/** What columns hold, told from the cells below where the headings do not tell. */

import { foldedWords, fold } from '#src/domain/shared/text.ts';
import type { Field } from './headings.ts';
import type { SheetKind } from './list-row.ts';
import { decisionInText } from './read-decision.ts';
import { readPoints } from './read-number.ts';
import { starsInText } from './read-stars.ts';
import type { Cell } from './sheet.ts';

type Column = { index: number; cells: readonly Cell[] };

const share = ({ cells }: Column, fits: (cell: Cell) => boolean): number =>
  cells.length === 0 ? 0 : cells.filter(fits).length / cells.length;

const FORM =
  /^(htx|hop tac xa|tht|to hop tac|cong ty|cty|cty|doanh nghiep|dntn|ho kinh doanh|hkd|ho san xuat|ho gia dinh|ho ong|ho ba|co so|cssx|trang trai|hoi |ong |ba )/;
const PLACE = /\b(xa|phuong|thi tran|huyen|thi xa|tp|thanh pho|tinh|thon|xom|ap|khu pho)\b/;
const LEAST = 3;
/** Headings of columns of firms that make none of the goods. */
const NOT_MAKERS =
  /ho tro|phoi hop|tu van|lien ket|tieu thu|phan phoi|kiem dinh|ghi chu|noi dung|ten (san pham|diem|cua hang)/;
/** Headings of columns of words that are no names of goods. */
const NEVER_NAMES =
  /^(ghi chu|noi dung|mo ta|hinh anh|tinh trang|trang thai|ly do|y kien|so luong|dien tich|tieu chuan)/;

/**
 * Columns for important fields that no heading names.
 *
 * @param given fields that a person has set: they are left as they are.
 */
export function assignByContent(
  rows: readonly (readonly Cell[])[],
  known: ReadonlyMap<Field, number>,
  headings: readonly string[],
  given: ReadonlySet<Field>,
): [Field, number][] {
  const columns = columnsOf(rows);
  const taken = new Set(known.values());
  const free = () =>
    columns.filter(({ index, cells }) => !taken.has(index) && cells.length >= Math.min(LEAST, rows.length));
  const found: [Field, number][] = [];
  const take = (
    field: Field,
    least: number,
    fits: (cell: Cell) => boolean,
    mayHave: (heading: string) => boolean = () => true,
  ) => {
    if (known.has(field) || given.has(field)) return;
    const best = free()
      .filter(({ index }) => mayHave(foldedWords(headings[index] ?? '')))
      .map((column) => ({ index: column.index, share: share(column, fits) }))
      .filter((column) => column.share >= least)
      .sort((a, b) => b.share - a.share)[0];
    if (!best) return;
    taken.add(best.index);
    found.push([field, best.index]);
  };
  const hasStars = (['stars', 'stars3', 'stars4', 'stars5'] as const).some((field) => known.has(field));
  const isHeadless = known.size === 0;
  if (!hasStars) take('stars', 0.7, ({ text }) => starsInText(text) !== null && text.length < 30);
  if (!known.has('decisionNumber'))
    take('decisionNumber', 0.7, ({ text }) => decisionInText(text).number !== null);
  if (isHeadless) {
    take('index', 0.9, ({ text, number }) =>
      number !== null ? Number.isInteger(number) : /^\d{1,4}$/.test(text),
    );
    take(
      'decisionDate',
      0.8,
      ({ day, text }) => day !== null || /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(text),
    );
    take('link', 0.7, ({ text }) => /^https?:\/\//.test(text));
    take('price', 0.8, ({ text }) => /^\d{1,3}([.,]000)+\s*(đ|vnd|vnđ|đồng)?$/i.test(text));
    take('phone', 0.8, ({ text }) => /^(\+84|0)[\d .]{8,13}$/.test(text));
    take('points', 0.8, (cell) => {
      const { value } = readPoints(cell);
      return value !== null && value >= 30;
    });
    if (!hasStars && !found.some(([field]) => field === 'stars'))
      take('stars', 0.9, ({ text }) => /^[345]$/.test(text));
  }
  take(
    'producer',
    0.6,
    ({ text }) => FORM.test(fold(text)),
    (heading) => !NOT_MAKERS.test(heading),
  );
  if (!known.has('commune') && !known.has('district'))
    take(
      'address',
      0.6,
      ({ text }) => PLACE.test(foldedWords(text)),
      (heading) => isHeadless || heading === '',
    );
  // A list has some sign of being one before any column of words is taken for names of goods.
  const isList = known.size > 0 || found.some(([field]) => field !== 'index' && field !== 'address');
  if (isList && !known.has('name')) {
    const names = free().filter(
      (column) =>
        share(column, ({ text, number }) => number === null && text.length >= 3 && text.length <= 160) >= 0.8,
    );
    const best = names
      .filter(({ index }) => isHeadless || !NEVER_NAMES.test(foldedWords(headings[index] ?? '')))
      .sort((a, b) => distinct(b) - distinct(a) || a.index - b.index)[0];
    if (!known.has('product') && !given.has('product') && best) found.push(['product', best.index]);
  }
  return found;
}

function columnsOf(rows: readonly (readonly Cell[])[]): Column[] {
  const columns: Cell[][] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) if (cell.text !== '') (columns[index] ??= []).push(cell);
  return columns.flatMap((cells, index) => (cells ? [{ index, cells }] : []));
}

/** Names differ from row to row; sorted, most different first. */
function distinct({ cells }: Column): number {
  return new Set(cells.map(({ text }) => text)).size;
}

/** What the sheet lists. */
export function kindOfSheet(
  columns: ReadonlyMap<Field, number>,
  titles: readonly string[],
  name: string,
  usual: 'decision' | 'points_of_sale',
): SheetKind {
  const has = (...fields: readonly Field[]) => fields.some((field) => columns.has(field));
  const title = fold([...titles, name].join(' '));
  const aboutPlaces = /diem ban|diem gioi thieu|cua hang|diem trung bay|points? of sale/.test(title);
  if (has('latitude', 'position', 'hours')) return 'points_of_sale';
  if (has('name') && !has('product')) return 'points_of_sale';
  if (!has('product')) return aboutPlaces ? 'points_of_sale' : usual;
  const decided = has('decisionNumber', 'decisionDate', 'points', 'issuer', 'producer');
  if (!decided && (has('price', 'seller', 'link') || /gian hang|dang ban|bao gia|hang hoa/.test(title)))
    return 'goods';
  if (has('price') && has('seller', 'link') && !has('decisionNumber', 'decisionDate', 'points'))
    return 'goods';
  return aboutPlaces &&
    usual === 'points_of_sale' &&
    !has('stars', 'stars3', 'stars4', 'producer', 'decisionNumber')
    ? 'points_of_sale'
    : 'decision';
}
