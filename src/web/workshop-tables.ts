import { writeXlsx } from 'hucre/xlsx';
import {
  claimsToTake,
  linesToTake,
  moneyToTake,
  noteTaken,
  ordersToTake,
  refundsToTake,
  type Pages,
} from '#src/domain/checkout/producer-data.ts';
import { reviewsOfWorkshop } from '#src/domain/reviews/moderate.ts';
import { ordersOfProducer } from '#src/domain/orders/purchases.ts';
import { startOf, type Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { productsToSell, shopToKeep } from '#src/domain/shop/kept-offers.ts';
import { words as buying } from '#src/i18n/buying.ts';
import { claimWords } from '#src/i18n/claims.ts';
import { reviewWords, reviewDesk } from '#src/i18n/reviews.ts';
import { workshopFiles as said } from '#src/i18n/shop-files.ts';
import { desk } from '#src/i18n/shop-desk.ts';
import { money } from '#src/i18n/shop-money.ts';
import { workshop } from '#src/i18n/workshop.ts';
import { asFile, tableFile, XLSX, type FileKind, type TableColumn } from './table-file.ts';

type Asking = { url: URL; locals: App.Locals; producerId: string };

type Read<Row> = (asked: Asking, pages: Pages) => Promise<readonly Row[]>;
type Table = {
  title: string;
  open: (asked: Asking, file: string, kind: FileKind) => Promise<Response>;
  sheet: (
    asked: Asking,
  ) => Promise<{ columns: readonly TableColumn<never>[]; rows: (string | number | Date | null)[][] }>;
};

const PART = 2_000;

async function* parts<Row>(asked: Asking, read: Read<Row>): AsyncGenerator<readonly Row[]> {
  for (let page = 1; ; page += 1) {
    const rows = await read(asked, { page, perPage: PART });
    yield rows;
    if (rows.length < PART) return;
  }
}

const VIETNAM_MS = 7 * 3_600_000;

function cellOf<Row>(column: TableColumn<Row>, row: Row): string | number | Date | null {
  if (column.kind === 'moment') {
    const instant = column.value(row);
    return instant && new Date(instant.getTime() + VIETNAM_MS);
  }
  if (column.kind === 'day') {
    const day = column.value(row);
    return day && new Date(startOf(day).getTime() + VIETNAM_MS);
  }
  return column.value(row);
}

function table<Row>(
  title: string,
  read: Read<Row>,
  columns: (asked: Asking) => readonly TableColumn<Row>[],
): Table {
  return {
    title,
    open: (asked, file, kind) =>
      tableFile(kind, { file, title, columns: columns(asked) }, parts(asked, read)),
    sheet: async (asked) => {
      const these = columns(asked);
      const rows: (string | number | Date | null)[][] = [];
      for await (const part of parts(asked, read))
        for (const row of part) rows.push(these.map((column) => cellOf(column, row)));
      return { columns: these as readonly TableColumn<never>[], rows };
    },
  };
}

const states = buying.vi.purchase.states;
const when = (instant: string): Date => new Date(instant);
const placeOf = ({ locals: { site } }: Asking, ...codes: string[]): string =>
  codes
    .map((code) => site.places.unit(code)?.fullName)
    .filter(Boolean)
    .join(', ');

type OfferRow = {
  product: string;
  pack: string;
  price: number;
  state: string;
  lot: string | null;
  useBy: Day | null;
  onHand: number;
  held: number;
};

/** Everything of a producer, list by list. */
const TABLES = {
  'don-hang': table(
    said.lists['don-hang'],
    ({ locals: { ctx }, producerId }, pages) => ordersToTake(ctx, producerId, pages),
    (asked) => [
      { name: said.order, value: (row) => row.code },
      { name: said.placed, kind: 'moment', value: (row) => when(row.startedAt) },
      { name: said.state, value: (row) => states[row.state] },
      { name: said.buyer, value: (row) => row.buyer },
      { name: said.phone, value: (row) => row.phone },
      {
        name: said.address,
        value: (row) =>
          [row.street, placeOf(asked, row.communeCode, row.provinceCode)].filter(Boolean).join(', '),
      },
      { name: said.method, value: (row) => desk.methods[row.method] },
      { name: said.payment, value: (row) => desk.paymentStates[row.paymentState] },
      { name: said.goodsTotal, kind: 'number', value: (row) => row.goodsTotal },
      { name: said.shipping, kind: 'number', value: (row) => row.shippingTotal },
      { name: said.total, kind: 'number', value: (row) => row.total },
      { name: said.refunded, kind: 'number', value: (row) => row.refunded },
      { name: said.due, kind: 'day', value: (row) => row.dueOn },
      { name: said.carrier, value: (row) => row.carrier },
      { name: said.tracking, value: (row) => row.trackingNumber },
      { name: said.reason, value: (row) => row.reason },
      { name: said.invoice, value: (row) => row.invoice },
    ],
  ),
  'mon-hang': table(
    said.lists['mon-hang'],
    ({ locals: { ctx }, producerId }, pages) => linesToTake(ctx, producerId, pages),
    () => [
      { name: said.order, value: (row) => row.order },
      { name: said.placed, kind: 'moment', value: (row) => when(row.startedAt) },
      { name: said.goods, value: (row) => row.goods },
      { name: said.pack, value: (row) => row.pack },
      { name: said.stars, kind: 'number', value: (row) => row.stars },
      { name: said.quantity, kind: 'number', value: (row) => row.quantity },
      { name: said.price, kind: 'number', value: (row) => row.price },
      { name: said.total, kind: 'number', value: (row) => row.total },
      { name: said.lots, value: (row) => row.lots },
    ],
  ),
  tien: table(
    said.lists.tien,
    ({ locals: { ctx }, producerId }, pages) => moneyToTake(ctx, producerId, pages),
    () => [
      { name: said.at, kind: 'moment', value: (row) => when(row.at) },
      { name: said.account, value: (row) => said.accounts[row.account] },
      { name: said.kind, value: (row) => money.account.kinds[row.kind] ?? row.kind },
      { name: said.order, value: (row) => row.order },
      { name: said.amount, kind: 'number', value: (row) => row.amount },
    ],
  ),
  'hoan-tien': table(
    said.lists['hoan-tien'],
    ({ locals: { ctx }, producerId }, pages) => refundsToTake(ctx, producerId, pages),
    () => [
      { name: said.order, value: (row) => row.order },
      { name: said.at, kind: 'moment', value: (row) => when(row.at) },
      { name: said.method, value: (row) => desk.methods[row.method] },
      { name: said.amount, kind: 'number', value: (row) => row.amount },
      { name: said.reason, value: (row) => desk.refundReasons[row.reason] ?? row.reason },
      { name: said.state, value: (row) => desk.refundStates[row.state] },
      { name: said.reference, value: (row) => row.reference },
    ],
  ),
  'doi-tra': table(
    said.lists['doi-tra'],
    ({ locals: { ctx }, producerId }, pages) => claimsToTake(ctx, producerId, pages),
    () => [
      { name: said.order, value: (row) => row.order },
      { name: said.at, kind: 'moment', value: (row) => when(row.askedAt) },
      { name: said.reason, value: (row) => claimWords.vi.reasons[row.reason] },
      { name: said.goods, value: (row) => row.goods },
      { name: said.words, value: (row) => row.words },
      { name: said.state, value: (row) => claimWords.vi.states[row.state] },
      { name: said.answerBy, kind: 'day', value: (row) => row.answerBy },
      { name: said.amount, kind: 'number', value: (row) => row.amount },
      { name: said.answer, value: (row) => row.answer },
    ],
  ),
  'nhan-xet': table(
    said.lists['nhan-xet'],
    async ({ locals: { ctx }, producerId }, pages) =>
      (await reviewsOfWorkshop(ctx, producerId, pages)).reviews,
    () => [
      { name: said.order, value: (row) => row.order },
      { name: said.at, kind: 'moment', value: (row) => when(row.writtenAt) },
      { name: said.goods, value: (row) => row.goods },
      { name: reviewDesk.answer, value: (row) => reviewWords.vi.answers[row.answer] },
      { name: said.words, value: (row) => row.words },
      { name: said.state, value: (row) => reviewDesk.states[row.state] },
      { name: said.answer, value: (row) => row.reply },
    ],
  ),
  'hang-ban': table(
    said.lists['hang-ban'],
    async ({ locals: { ctx }, producerId }, { page }): Promise<OfferRow[]> =>
      page > 1
        ? []
        : (await productsToSell(ctx, producerId)).flatMap((product) =>
            product.offers.flatMap((offer) => {
              const of = {
                product: product.name,
                pack: offer.pack,
                price: offer.price,
                state: workshop.offers.states[offer.state],
              };
              const shelves = offer.shelves.map((shelf) => ({
                ...of,
                lot: shelf.lotCode,
                useBy: shelf.useBy,
                onHand: shelf.onHand,
                held: shelf.held,
              }));
              return shelves.length > 0 ? shelves : [{ ...of, lot: null, useBy: null, onHand: 0, held: 0 }];
            }),
          ),
    () => [
      { name: said.product, value: (row) => row.product },
      { name: said.pack, value: (row) => row.pack },
      { name: said.price, kind: 'number', value: (row) => row.price },
      { name: said.state, value: (row) => row.state },
      { name: said.lot, value: (row) => row.lot },
      { name: said.useBy, kind: 'day', value: (row) => row.useBy },
      { name: said.onHand, kind: 'number', value: (row) => row.onHand },
      { name: said.held, kind: 'number', value: (row) => row.held },
    ],
  ),
} satisfies Record<keyof typeof said.lists, Table>;

export type WorkshopTableName = keyof typeof TABLES;
export const WORKSHOP_TABLES: Readonly<Record<WorkshopTableName, Table>> = TABLES;

/** The list of orders as it stands on the screen, with what was typed. */
const SCREEN = table(
  said.lists['don-hang'],
  async ({ url, locals: { ctx }, producerId }, { page, perPage }) => {
    const typed = (url.searchParams.get('q') ?? '').slice(0, 80);
    const open = url.searchParams.get('tat-ca') !== '1';
    return (await ordersOfProducer(ctx, producerId, { typed, open, page, perPage })).orders;
  },
  () => [
    { name: said.order, value: (row) => row.code },
    { name: said.state, value: (row) => states[row.state] },
    { name: said.goods, value: (row) => row.goods },
    { name: said.buyer, value: (row) => row.buyerName },
    { name: said.phone, value: (row) => row.phone },
    { name: said.total, kind: 'number', value: (row) => row.total },
    { name: said.method, value: (row) => desk.methods[row.method] },
    { name: said.payment, value: (row) => desk.paymentStates[row.paymentState] },
    { name: said.due, kind: 'day', value: (row) => row.dueOn },
  ],
);

const WIDTHS = { words: 28, number: 12, day: 12, moment: 17 } as const;
/** `@`: text, also after somebody has edited the cell. */
const FORMATS = { words: '@', number: 'General', day: 'dd/mm/yyyy', moment: 'dd/mm/yyyy hh:mm' } as const;

/**
 * A list of a producer as a file, or all lists as one workbook (`tat-ca`). No text is ever worked out as a formula.
 *
 * @throws Refusal `not_found`: no such list, or not theirs.
 */
export async function workshopFile(asked: Asking, list: string, kind: string): Promise<Response> {
  if (kind !== 'csv' && kind !== 'xlsx') throw new Refusal('not_found');
  // Whose it is, before anything is read.
  await shopToKeep(asked.locals.ctx, asked.producerId);
  if (list === 'danh-sach-don') return SCREEN.open(asked, list, kind);
  if (list === 'tat-ca' && kind === 'xlsx') {
    await noteTaken(asked.locals.ctx, asked.producerId);
    const sheets = [];
    for (const { title, sheet } of Object.values(WORKSHOP_TABLES)) {
      const { columns, rows } = await sheet(asked);
      sheets.push({
        name: title.slice(0, 31),
        freezePane: { rows: 1 },
        columns: columns.map(({ kind: of = 'words' }) => ({ width: WIDTHS[of], numFmt: FORMATS[of] })),
        rows: [columns.map((column) => column.name), ...rows],
      });
    }
    return asFile(new Uint8Array(await writeXlsx({ sheets })), 'tat-ca.xlsx', XLSX);
  }
  if (!Object.hasOwn(WORKSHOP_TABLES, list)) throw new Refusal('not_found');
  return WORKSHOP_TABLES[list as WorkshopTableName].open(asked, list, kind);
}
