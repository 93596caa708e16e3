import type { pointsOfSale } from '#db/schema/shop.ts';
import { foldedWords } from '#src/domain/shared/text.ts';

export type KindOfPoint = (typeof pointsOfSale.$inferInsert)['kind'];

const WORDS: readonly (readonly [RegExp, KindOfPoint])[] = [
  [/sieu thi|mart\b|trung tam thuong mai|bach hoa/, 'supermarket'],
  [/tram dung|diem dung chan|nghi chan|tram dung nghi/, 'rest_stop'],
  [/san bay|nha ga|ben xe|ben cang|ben tau/, 'airport_station'],
  [/khach san|nha hang|resort|homestay|nha nghi/, 'hotel_restaurant'],
  [/\bcho\b/, 'market'],
  [/trung bay|showroom|gioi thieu/, 'showroom'],
  [/trung tam/, 'centre'],
  [/co so san xuat|noi san xuat|xuong|production/, 'production_site'],
  [
    /(diem ban|gian|quay)( hang)?( ocop)?( cua)? xa|ubnd xa|nha van hoa|buu dien( van hoa)?( xa)?/,
    'commune_point',
  ],
  [/cua hang|shop|gian hang|quay|diem ban|dai ly|kiot|kios/, 'shop'],
  [/hop tac xa|htx|co so|cong ty/, 'production_site'],
];

/** The kind of a place that sells, by the words of the list or, failing them, by its name. */
export function pointOfSaleKind(kind: string | null, name: string): KindOfPoint {
  for (const text of [kind, name]) {
    const words = foldedWords(text ?? '');
    const found = WORDS.find(([pattern]) => pattern.test(words));
    if (found) return found[1];
  }
  return 'other';
}
