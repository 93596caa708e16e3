import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { may, mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { readFile } from '#src/domain/lists/read-file.ts';
import { unreadable } from '#src/domain/lists/unreadable.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { accentWords, foldedWords } from '#src/domain/shared/text.ts';
import { countStock, keepOffer, type OfferForm } from './keep-offers.ts';
import { productsNamed, type KeptOffer, type NamedProduct } from './kept-offers.ts';
import {
  codeOf,
  offerFinding,
  readOfferSheets,
  type OfferField,
  type OfferFinding,
  type OfferFindingCode,
  type OfferRow,
  type ReadOfferSheet,
} from './offer-list.ts';

export type OfferListOptions = {
  /** Only goods of this producer; those of others are not found. */
  producerId?: string;
  /** Only the sheet of this name. */
  sheet?: string;
};

/** What a row changes: how it stands and how it would. */
export type RowChange = { field: OfferField; before: string | number | null; after: string | number | null };

export type CheckedOfferRow = OfferRow & {
  productId: string | null;
  productName: string | null;
  /** `null`: the row has an error. */
  match: 'new' | 'changed' | 'same' | null;
  changes: RowChange[];
};

export type CheckedOfferSheet = Omit<ReadOfferSheet, 'rows'> & { rows: CheckedOfferRow[] };

export type CheckedOfferList = {
  sheets: CheckedOfferSheet[];
  summary: { rows: number; good: number; errors: number; doubts: number; changed: number };
  /** Names all that would change: published only when it is still so. */
  fingerprint: string;
};

type Step =
  | {
      kind: 'offer';
      row: CheckedOfferRow;
      product: NamedProduct;
      form: OfferForm;
      before: KeptOffer | null;
      key: string;
    }
  | { kind: 'stock'; row: CheckedOfferRow; key: string; counted: number };

export type OfferChanges = { made: number; changed: number; counted: number };

export type PublishedOffers =
  | { outcome: 'refused'; list: CheckedOfferList }
  | { outcome: 'published'; list: CheckedOfferList; changes: OfferChanges };

/** As much as a workbook of some thousand rows weighs. */
export const MOST_OFFER_LIST_BYTES = 2 * 1024 * 1024;

/** Up or down by more than half: somebody may have typed a nought too many. */
const JUMP = 0.5;

/**
 * Reads a list of prices and stock and says what would change, beside what stands; writes nothing.
 *
 * @throws Refusal `decision_list.unreadable` (details: why), `not_found`: not a producer of theirs.
 */
export async function checkOfferList(
  ctx: Context,
  bytes: Uint8Array,
  name: string,
  options: OfferListOptions = {},
): Promise<CheckedOfferList> {
  return (await plan(ctx, await readOffers(bytes, name, options), options)).list;
}

/**
 * Publishes such a list, all of it or nothing; with `onlyGood` its rows without errors. The rules are asked again
 * inside the transaction. May be repeated: the same list again changes nothing.
 *
 * @param seen `fingerprint` of the list that was looked at; `null`: nobody has looked.
 * @throws Refusal `decision_list.unreadable`, `list.changed_meanwhile`, `not_found`.
 */
export async function publishOfferList(
  ctx: Context,
  bytes: Uint8Array,
  name: string,
  {
    onlyGood = false,
    seen = null,
    ...options
  }: OfferListOptions & { onlyGood?: boolean; seen?: string | null } = {},
): Promise<PublishedOffers> {
  const sheets = await readOffers(bytes, name, options);
  return inTransaction(ctx, async (ctx) => {
    const first = await plan(ctx, sheets, options);
    // Products, then shelves, each in their order: who sells or counts meanwhile waits, and nobody waits for ever.
    const goods = JSON.stringify([...new Set(first.products)]);
    await ctx.db.execute(sql`select 1 from products
      where id in (select value from jsonb_array_elements_text(${goods}::jsonb)) order by id for update`);
    await ctx.db.execute(sql`select 1 from stock where offer_id in (select id from offers
      where product_id in (select value from jsonb_array_elements_text(${goods}::jsonb))) order by id for update`);
    const { list, steps } = await plan(ctx, sheets, options);
    if (seen !== null && seen !== list.fingerprint) throw new Refusal('list.changed_meanwhile');
    const { rows, good } = list.summary;
    if (good === 0 || (!onlyGood && good < rows)) return { outcome: 'refused', list };
    return { outcome: 'published', list, changes: await carryOut(ctx, steps) };
  });
}

async function carryOut(ctx: Context, steps: readonly Step[]): Promise<OfferChanges> {
  const changes = { made: 0, changed: 0, counted: 0 };
  const made = new Map<string, string>();
  for (const step of steps) {
    if (step.kind === 'offer') {
      const { before } = step;
      const id = await keepOffer(
        ctx,
        step.product.id,
        step.form,
        before && { offerId: before.id, version: before.version },
      );
      made.set(step.key, id);
      changes[before ? 'changed' : 'made'] += 1;
    } else {
      const { lot, madeOn, useBy } = step.row;
      const offerId = made.get(step.key) ?? step.key;
      await countStock(ctx, offerId, { lotCode: lot ?? '', madeOn, useBy, counted: step.counted });
      changes.counted += 1;
    }
  }
  return changes;
}

async function readOffers(
  bytes: Uint8Array,
  name: string,
  { sheet }: OfferListOptions,
): Promise<ReadOfferSheet[]> {
  if (bytes.length > MOST_OFFER_LIST_BYTES) throw unreadable('too_large');
  const sheets = await readFile(bytes, name);
  if (sheet !== undefined && !sheets.some((each) => each.name === sheet)) throw unreadable('no_such_sheet');
  return readOfferSheets(sheets, sheet);
}

async function plan(
  ctx: Context,
  sheets: readonly ReadOfferSheet[],
  { producerId }: OfferListOptions,
): Promise<{ list: CheckedOfferList; steps: Step[]; products: string[] }> {
  if (producerId !== undefined)
    mustBeAllowed(ctx, 'shop.keep', { provinceCode: null, communeCode: null, producerId });
  const named = await productsNamed(ctx, producerId ?? null, wordsOf(sheets.flatMap(({ rows }) => rows)));
  const found = named.filter((product) =>
    may(ctx.actor, 'shop.keep', { provinceCode: null, communeCode: null, producerId: product.producer.id }),
  );
  const today = dayInVietnam(ctx.now);
  const offers = new Map<string, OfferPlan>();
  const checked = sheets.map((sheet): CheckedOfferSheet => ({
    ...sheet,
    rows: sheet.rows.map((row) => checkRow(row, sheet.name, found, today, offers)),
  }));
  const steps = [...offers.values()].flatMap(stepsOf);
  const rows = checked.flatMap((sheet) => sheet.rows);
  const findings = [...checked.flatMap((sheet) => sheet.findings), ...rows.flatMap((row) => row.findings)];
  const good = rows.filter(({ match }) => match !== null);
  const list = {
    sheets: checked,
    summary: {
      rows: rows.length,
      good: good.length,
      errors: findings.filter(({ weight }) => weight === 'error').length,
      doubts: findings.filter(({ weight }) => weight === 'doubt').length,
      changed: good.filter(({ match }) => match !== 'same').length,
    },
    fingerprint: createHash('sha256')
      .update(JSON.stringify(rows.map(({ productId, match, changes }) => [productId, match, changes])))
      .digest('base64url')
      .slice(0, 22),
  };
  return { list, steps, products: found.map(({ id }) => id) };
}

function wordsOf(rows: readonly OfferRow[]): { codes: string[]; names: string[] } {
  return {
    codes: [
      ...new Set(
        rows.flatMap(({ code, product }) =>
          [code, product].flatMap((text) => {
            const read = text === null ? null : codeOf(text);
            return read === null ? [] : Object.values(read);
          }),
        ),
      ),
    ],
    names: [...new Set(rows.flatMap(({ product }) => (product === null ? [] : [foldedWords(product)])))],
  };
}

/** One offer of the list, with all its rows: each lot has a row of its own. */
type OfferPlan = {
  key: string;
  product: NamedProduct;
  before: KeptOffer | null;
  form: OfferForm;
  first: CheckedOfferRow;
  rows: CheckedOfferRow[];
  shelves: Map<string, { row: CheckedOfferRow; counted: number; moves: boolean }>;
  /** Which row said what of the offer itself. */
  said: Map<string, CheckedOfferRow>;
};

function checkRow(
  row: OfferRow,
  sheet: string,
  products: readonly NamedProduct[],
  today: Day,
  offers: Map<string, OfferPlan>,
): CheckedOfferRow {
  const checked: CheckedOfferRow = {
    ...row,
    findings: [...row.findings],
    productId: null,
    productName: null,
    match: null,
    changes: [],
  };
  const note = (
    code: OfferFindingCode,
    field: OfferField | null = null,
    details?: OfferFinding['details'],
  ): void => void checked.findings.push(offerFinding(code, field, details));
  const product = productOf(row, products, note);
  if (!product) return checked;
  checked.productId = product.id;
  checked.productName = product.name;
  if (!product.hasShop) {
    note('shop_not_open', 'product', { text: product.producer.name });
    return checked;
  }
  // The only pack there is may go without saying.
  const pack = row.pack ?? (product.offers.length === 1 ? product.offers[0]!.pack : null);
  if (pack === null) {
    note('pack_missing', 'pack');
    return checked;
  }
  const packKey = foldedWords(pack);
  const planKey = `${product.id} ${packKey}`;
  const before = product.offers.find((offer) => foldedWords(offer.pack) === packKey) ?? null;
  const known = offers.get(planKey);
  if (known) agree(known, checked, note);
  const form = known?.form ?? formOf(row, pack, before);
  if (!known) checkForm(product, form, before, row, note);
  const shelf = checkShelf(known, before, row, today, sheet, note);
  if (checked.findings.some(({ weight }) => weight === 'error')) return checked;
  const offer: OfferPlan = known ?? {
    key: before?.id ?? planKey,
    product,
    before,
    form,
    first: checked,
    rows: [],
    shelves: new Map(),
    said: new Map(),
  };
  offers.set(planKey, offer);
  offer.rows.push(checked);
  for (const field of SAID) if (row[field] !== null && !offer.said.has(field)) offer.said.set(field, checked);
  if (!known) checked.changes.push(...formChanges(form, before));
  if (shelf) {
    offer.shelves.set(lotKey(row.lot), {
      row: checked,
      counted: shelf.counted,
      moves: shelf.changes.length > 0,
    });
    checked.changes.push(...shelf.changes);
  }
  checked.match =
    before === null && !known ? 'new' : checked.changes.length > 0 || before === null ? 'changed' : 'same';
  return checked;
}

type Note = (code: OfferFindingCode, field?: OfferField | null, details?: OfferFinding['details']) => void;

function productOf(row: OfferRow, products: readonly NamedProduct[], note: Note): NamedProduct | null {
  const { code, product: name } = row;
  if (code === null && name === null) return null;
  for (const text of [code, name]) {
    const read = text === null ? null : codeOf(text);
    if (read === null) continue;
    const [[what, value]] = Object.entries(read) as [[string, string]];
    const found = products.find((each) => each[what as 'id' | 'slug' | 'gtin'] === value);
    if (!found) continue;
    if (text === code && name !== null && foldedWords(name) !== foldedWords(found.name))
      note('name_differs', 'product', { text: name, name: found.name });
    return found;
  }
  if (code !== null) {
    note('product_not_found', 'code', { text: code });
    return null;
  }
  const alike = products.filter(
    (each) =>
      foldedWords(each.name) === foldedWords(name!) &&
      (row.producer === null || foldedWords(each.producer.name) === foldedWords(row.producer)),
  );
  const same = alike.filter((each) => accentWords(each.name) === accentWords(name!));
  const found = same.length > 0 ? same : alike;
  if (found.length === 1) return found[0]!;
  if (found.length === 0) note('product_not_found', 'product', { text: name! });
  else note('product_several', 'product', { text: name!, count: found.length });
  return null;
}

const SAID = ['price', 'quantity', 'unit', 'weight', 'state'] as const;

/** A further row of an offer may say again what the first said, or nothing; not something else. */
function agree(known: OfferPlan, row: CheckedOfferRow, note: Note): void {
  for (const field of SAID) {
    if (row[field] === null || row[field] === known.form[field]) continue;
    const first = known.said.get(field);
    note('rows_differ', field, { line: (first ?? known.first).line });
  }
}

function formOf(row: OfferRow, pack: string, before: KeptOffer | null): OfferForm {
  const { id: _, version: __, shelves: ___, ...kept } = before ?? NEW_OFFER;
  return {
    ...kept,
    pack: before && row.pack === null ? before.pack : pack,
    price: row.price ?? kept.price,
    quantity: row.quantity ?? kept.quantity,
    unit: row.unit ?? kept.unit,
    weight: row.weight ?? kept.weight,
    state: row.state ?? kept.state,
  };
}

const NEW_OFFER: KeptOffer = {
  id: '',
  version: 0,
  shelves: [],
  pack: '',
  quantity: null,
  unit: null,
  price: 0 as KeptOffer['price'],
  weight: 0,
  state: 'open',
  mostPerOrder: 99,
  sellsFrom: null,
  sellsUntil: null,
  shipsFrom: null,
  shortDatedDays: 7,
  sentTo: null,
};

function checkForm(
  product: NamedProduct,
  form: OfferForm,
  before: KeptOffer | null,
  row: OfferRow,
  note: Note,
): void {
  const has = (field: OfferField) => row.findings.some((each) => each.field === field);
  if (form.price === 0 && !has('price')) note('price_missing', 'price');
  if (form.weight === 0 && !has('weight')) note('weight_missing', 'weight');
  if (before && Math.abs(form.price - before.price) > before.price * JUMP)
    note('price_jump', 'price', { before: before.price, after: form.price });
  if (form.state === 'open' && product.gaps.length > 0 && formChanges(form, before).length > 0)
    note('label_missing', 'product', { gaps: product.gaps.join(',') });
}

const FORM_FIELDS = ['pack', 'price', 'quantity', 'unit', 'weight', 'state'] as const;

function formChanges(form: OfferForm, before: KeptOffer | null): RowChange[] {
  return FORM_FIELDS.filter((field) => form[field] !== (before?.[field] ?? null)).map((field) => ({
    field,
    before: before?.[field] ?? null,
    after: form[field],
  }));
}

const lotKey = (lot: string | null): string => (lot ?? '').trim();

function checkShelf(
  known: OfferPlan | undefined,
  before: KeptOffer | null,
  row: OfferRow,
  today: Day,
  sheet: string,
  note: Note,
): { counted: number; changes: RowChange[] } | null {
  if (row.stock === null && row.lot === null) return null;
  const earlier = known?.shelves.get(lotKey(row.lot));
  if (earlier) {
    note('row_repeated', row.lot === null ? 'stock' : 'lot', { line: earlier.row.line, sheet });
    return null;
  }
  const shelf = before?.shelves.find(({ lotCode }) => (lotCode ?? '') === lotKey(row.lot)) ?? null;
  if (row.stock === null && !shelf) {
    if (!row.findings.some(({ field }) => field === 'stock')) note('stock_missing', 'stock');
    return null;
  }
  const counted = row.stock ?? shelf!.onHand;
  if (shelf && counted < shelf.held) note('stock_fewer_than_held', 'stock', { least: shelf.held });
  const madeOn = row.madeOn ?? shelf?.madeOn ?? null;
  const useBy = row.useBy ?? shelf?.useBy ?? null;
  if (madeOn !== null && useBy !== null && madeOn > useBy && !(row.madeOn !== null && row.useBy !== null))
    note('lot_days_wrong', 'useBy');
  if (useBy !== null && useBy < today && counted > 0) note('lot_past', 'useBy', { day: useBy });
  const changes: RowChange[] = [];
  if (!shelf && row.lot !== null) changes.push({ field: 'lot', before: null, after: row.lot });
  if (madeOn !== (shelf?.madeOn ?? null))
    changes.push({ field: 'madeOn', before: shelf?.madeOn ?? null, after: madeOn });
  if (useBy !== (shelf?.useBy ?? null))
    changes.push({ field: 'useBy', before: shelf?.useBy ?? null, after: useBy });
  if (!shelf || counted !== shelf.onHand)
    changes.push({ field: 'stock', before: shelf?.onHand ?? null, after: counted });
  return { counted, changes };
}

function stepsOf({ key, product, before, form, first, shelves }: OfferPlan): Step[] {
  const offer: Step[] =
    formChanges(form, before).length > 0 ? [{ kind: 'offer', row: first, product, form, before, key }] : [];
  return [
    ...offer,
    ...[...shelves.values()]
      .filter(({ moves }) => moves)
      .map(({ row, counted }): Step => ({ kind: 'stock', row, key, counted })),
  ];
}
