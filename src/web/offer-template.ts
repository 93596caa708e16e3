import { writeXlsx } from 'hucre/xlsx';
import type { KeptProduct } from '#src/domain/shop/kept-offers.ts';
import { day } from '#src/i18n/format.ts';
import { offerFields } from '#src/i18n/offer-lists.ts';
import { workshop } from '#src/i18n/workshop.ts';
import { harmless } from './annotated-list.ts';

const COLUMNS = [
  'code',
  'product',
  'pack',
  'quantity',
  'unit',
  'price',
  'weight',
  'state',
  'lot',
  'madeOn',
  'useBy',
  'stock',
] as const;

/**
 * The goods of a producer as a workbook to be filled in and sent back: a row for each pack and lot, and one for
 * goods that are not sold yet. Sent back as it is, it changes nothing.
 */
export async function offerTemplate(products: readonly KeptProduct[]): Promise<Uint8Array> {
  const rows = products.flatMap((product) => {
    const names = [product.id, harmless(product.name)];
    if (product.offers.length === 0) return [names];
    return product.offers.flatMap((offer) => {
      const start = [
        ...names,
        harmless(offer.pack),
        offer.quantity,
        offer.unit && workshop.offers.units[offer.unit],
        offer.price,
        offer.weight,
        workshop.offers.states[offer.state],
      ];
      if (offer.shelves.length === 0) return [start];
      return offer.shelves.map((shelf) => [
        ...start,
        shelf.lotCode && harmless(shelf.lotCode),
        shelf.madeOn && day(shelf.madeOn),
        shelf.useBy && day(shelf.useBy),
        shelf.onHand,
      ]);
    });
  });
  const heading = (field: (typeof COLUMNS)[number]) =>
    offerFields[field].replace(/^./, (letter) => letter.toLocaleUpperCase('vi')) + (UNITS[field] ?? '');
  return writeXlsx({
    sheets: [
      {
        name: workshop.nav.offers,
        rows: [COLUMNS.map(heading), ...rows],
        columns: COLUMNS.map((field) => ({ width: field === 'product' ? 32 : 16 })),
      },
    ],
  });
}

const UNITS: Partial<Record<(typeof COLUMNS)[number], string>> = { price: ' (đồng)', weight: ' (g)' };
