import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import type { ParcelOnPaper } from '#src/domain/checkout/packing.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { fairDays, stallRoom } from '#src/i18n/fair-stalls.ts';
import { day, number, price } from '#src/i18n/format.ts';
import { parcels } from '#src/i18n/parcels.ts';
import { MM } from './paper.ts';
import { makePdf, type PaperSize, type Sheet } from './pdf-sheet.ts';

/** A5: half of what every printer has, the size of the wallet on a parcel. */
const NOTE: PaperSize = {
  width: 148 * MM,
  height: 210 * MM,
  left: 10 * MM,
  right: 10 * MM,
  top: 9 * MM,
  bottom: 9 * MM,
};
/** A4, to lie on the packing table. */
const LIST: PaperSize = {
  width: 210 * MM,
  height: 297 * MM,
  left: 15 * MM,
  right: 15 * MM,
  top: 14 * MM,
  bottom: 14 * MM,
};

type Lot = ParcelOnPaper['lines'][number]['lots'][number];

/** Where the buyer comes for it; `null`: it is sent. */
const fetchedAt = ({ pickUp, fair }: ParcelOnPaper): string | null =>
  fair
    ? `${stallRoom.at(fair.name)}${fair.spot ? `, ${fair.spot}` : ''} (${fairDays('vi', fair)})`
    : (pickUp?.name ?? null);

/** A page more, when so much does not fit on this one. */
function room(sheet: Sheet, y: number, height: number): number {
  if (y + height <= sheet.page.height - sheet.page.bottom) return y;
  sheet.doc.addPage();
  return sheet.page.top;
}

/**
 * A delivery note for each order. Of the buyer it holds what a carrier needs and no more: it lies open on the parcel.
 *
 * @param linkOf where the producer opens the order; whoever else scans it is asked to sign in.
 */
export async function deliveryNotesPdf(
  orders: readonly ParcelOnPaper[],
  linkOf: (order: ParcelOnPaper) => string,
  placeOf: (code: string) => string | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const said = parcels.note;
  return makePdf(said.title, NOTE, (sheet) => {
    for (const order of orders) drawNote(sheet, order, linkOf(order), placeOf);
  });
}

function drawNote(
  sheet: Sheet,
  order: ParcelOnPaper,
  link: string,
  placeOf: (code: string) => string | null,
): void {
  const said = parcels.note;
  const { left: x, top, width: paper, right } = sheet.page;
  const width = paper - x - right;
  sheet.doc.addPage();
  const side = 27 * MM;
  const beside = width - side - 4 * MM;
  sheet.qr(link, x + width - side, top, side);
  sheet.paragraph(said.handOver, {
    x: x + width - side,
    width: side,
    y: top + side,
    size: 6.5,
    align: 'center',
  });
  let y = sheet.paragraph(said.title, { y: top, width: beside, size: 11 });
  y = sheet.paragraph(order.code, { y, width: beside, style: 'bold', size: 21 });
  y += 2 * MM;
  y = sheet.paragraph(said.from, { y, width: beside, size: 8 });
  y = sheet.paragraph(order.producer.name, { y, width: beside, style: 'bold', size: 10.5 });
  for (const line of [order.producer.phone, order.producer.address])
    if (line) y = sheet.paragraph(line, { y, width: beside, size: 9.5 });
  y = Math.max(y, top + side + 6 * MM) + 1 * MM;
  sheet.rule(x, y, width);
  y += 2 * MM;

  const fetched = fetchedAt(order);
  y = sheet.paragraph(fetched ? said.pickUp : said.to, { y, size: 8 });
  if (fetched) y = sheet.paragraph(fetched, { y, style: 'bold', size: 12 });
  y = sheet.paragraph(`${order.buyer.name}, ${order.buyer.phone}`, { y, style: 'bold', size: 13.5 });
  if (!fetched) {
    const place = [order.buyer.street, placeOf(order.buyer.communeCode), placeOf(order.buyer.provinceCode)];
    y = sheet.paragraph(place.filter(Boolean).join(', '), { y, size: 11.5 });
    if (order.buyer.oldAddress)
      y = sheet.paragraph(`(${said.before}: ${order.buyer.oldAddress})`, { y, size: 9.5, style: 'italic' });
    if (order.buyer.note)
      y = sheet.paragraph(`${said.carrierNote}: ${order.buyer.note}`, { y, size: 10, style: 'italic' });
  }
  y += 2 * MM;

  // What has to be collected is what the carrier looks for: in a frame.
  const collects = order.method === 'cash' && !order.isPaid;
  sheet.doc
    .rect(x, y, width, 11 * MM)
    .lineWidth(collects ? 1.6 : 0.6)
    .stroke('#000');
  const middle = y + (11 * MM - 13 * 1.42) / 2;
  sheet.paragraph(collects ? `${said.collect}:` : `${said.nothing} (${said.paid})`, {
    x: x + 3 * MM,
    width: width - 6 * MM,
    y: collects ? middle + 1 : middle,
    size: collects ? 11 : 12,
  });
  if (collects)
    sheet.paragraph(price(order.total), {
      x: x + 3 * MM,
      width: width - 6 * MM,
      y: middle - 2,
      size: 16,
      style: 'bold',
      align: 'right',
    });
  y += 11 * MM + 2 * MM;
  if (order.lines.some(({ set }) => isAlcohol(set))) {
    y = sheet.paragraph(said.adults, { y, size: 10.5, style: 'bold' }) + 1.5 * MM;
  }

  y = sheet.paragraph(said.goods, { y, size: 8 });
  for (const line of order.lines) {
    const words = `${line.name}, ${line.pack}`;
    y = room(sheet, y, sheet.heightOf(words, width - 14 * MM, 10.5) + line.lots.length * 13);
    sheet.paragraph(`${number(line.quantity)} ×`, { y, width: 12 * MM, size: 10.5, style: 'bold' });
    y = sheet.paragraph(words, { x: x + 14 * MM, width: width - 14 * MM, y, size: 10.5 });
    for (const lot of line.lots)
      if (lot.code !== null)
        y = sheet.paragraph(lotWords(lot, line.lots.length > 1), {
          x: x + 14 * MM,
          width: width - 14 * MM,
          y,
          size: 9,
        });
    y += 1 * MM;
  }
  y = room(sheet, y, 24 * MM);
  sheet.rule(x, y + 1 * MM, width);
  sheet.paragraph(said.signed, { y: y + 2.5 * MM, size: 8, style: 'italic', align: 'right' });
}

const lotWords = ({ code, useBy, quantity }: Lot, several: boolean): string =>
  parcels.note.lot(code ?? '', useBy && day(useBy), several ? number(quantity) : null);

type Total = { name: string; pack: string; lot: string | null; useBy: Day | null; quantity: number };

/** How many of each product, pack and lot are needed, in the order of their names. */
export function totalsOf(orders: readonly ParcelOnPaper[]): Total[] {
  const sums = new Map<string, Total>();
  for (const { lines } of orders)
    for (const { name, pack, lots } of lines)
      for (const { code, useBy, quantity } of lots) {
        const key = JSON.stringify([name, pack, code, useBy]);
        const known = sums.get(key);
        if (known) known.quantity += quantity;
        else sums.set(key, { name, pack, lot: code, useBy, quantity });
      }
  const order = new Intl.Collator('vi');
  return [...sums.values()].sort(
    (a, b) =>
      order.compare(`${a.name} ${a.pack}`, `${b.name} ${b.pack}`) ||
      (a.useBy ?? '9999').localeCompare(b.useBy ?? '9999'),
  );
}

/** What to fetch from the shelves: for each day and pick-up point the sums, and the orders below. */
export async function pickListPdf(
  orders: readonly ParcelOnPaper[],
  producerName: string,
  today: Day,
): Promise<Uint8Array<ArrayBuffer>> {
  const said = parcels.pickList;
  const groups = new Map<string, ParcelOnPaper[]>();
  for (const order of orders) {
    const key = `${order.dueOn} ${order.pickUp?.id ?? order.fair?.id ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), order]);
  }
  return makePdf(said.title, LIST, (sheet) => {
    const { left: x, top, width: paper, right } = sheet.page;
    const width = paper - x - right;
    sheet.doc.addPage();
    let y = sheet.paragraph(said.title, { y: top, style: 'bold', size: 18 });
    y = sheet.paragraph(`${producerName}. ${said.made(day(today), number(orders.length))}`, {
      y,
      size: 10.5,
    });
    y += 3 * MM;
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      y = room(sheet, y, 40 * MM);
      sheet.rule(x, y, width);
      y += 2 * MM;
      const fetched = fetchedAt(first);
      const where = fetched ? said.pickUp(fetched) : said.toSend;
      y = sheet.paragraph(`${said.due(day(first.dueOn))}. ${where}`, { y, style: 'bold', size: 12.5 });
      y += 1.5 * MM;
      y = drawTotals(sheet, group, y);
      y = room(sheet, y + 2 * MM, 16 * MM);
      y = sheet.paragraph(said.orders, { y, size: 9 });
      for (const order of group) y = drawOrder(sheet, order, y);
      y += 4 * MM;
    }
  });
}

function drawTotals(sheet: Sheet, group: readonly ParcelOnPaper[], y: number): number {
  const said = parcels.pickList;
  const { left: x, width: paper, right } = sheet.page;
  const width = paper - x - right;
  const [box, goods, lot, count] = [8 * MM, width * 0.52, width * 0.3, width * 0.18 - 8 * MM];
  sheet.paragraph(said.totals, { x, y, width: box + goods, size: 9 });
  sheet.paragraph(said.lot, { x: x + box + goods, y, width: lot, size: 9 });
  y = sheet.paragraph(said.count, { x: x + box + goods + lot, y, width: count, size: 9, align: 'right' });
  for (const total of totalsOf(group)) {
    const words = `${total.name}, ${total.pack}`;
    const lotSaid =
      total.lot === null
        ? said.noLot
        : `${total.lot}${total.useBy ? `, ${parcels.pack.useBy(day(total.useBy))}` : ''}`;
    const height = Math.max(
      sheet.heightOf(words, goods - 3 * MM, 11),
      sheet.heightOf(lotSaid, lot - 2 * MM, 10),
    );
    y = room(sheet, y, height + 2 * MM);
    sheet.doc
      .rect(x + 0.5, y + 2.5, 4 * MM, 4 * MM)
      .lineWidth(0.8)
      .stroke('#000');
    sheet.paragraph(words, { x: x + box, width: goods - 3 * MM, y, size: 11 });
    sheet.paragraph(lotSaid, { x: x + box + goods, width: lot - 2 * MM, y: y + 0.8, size: 10 });
    sheet.paragraph(number(total.quantity), {
      x: x + box + goods + lot,
      width: count,
      y: y - 1,
      size: 13,
      style: 'bold',
      align: 'right',
    });
    y += height + 1 * MM;
  }
  return y;
}

function drawOrder(sheet: Sheet, order: ParcelOnPaper, y: number): number {
  const { left: x, width: paper, right } = sheet.page;
  const width = paper - x - right;
  const words = order.lines
    .map(({ quantity, name, pack, lots }) => {
      const codes = lots.flatMap(({ code }) => (code === null ? [] : [code])).join(', ');
      return `${number(quantity)} × ${name}, ${pack}${codes ? ` (${codes})` : ''}`;
    })
    .join('; ');
  const height = sheet.heightOf(words, width - 42 * MM, 10);
  y = room(sheet, y, height + 2 * MM);
  sheet.paragraph(order.code, { x, width: 40 * MM, y, size: 10, style: 'bold' });
  sheet.paragraph(words, { x: x + 42 * MM, width: width - 42 * MM, y, size: 10 });
  return y + height + 1 * MM;
}
