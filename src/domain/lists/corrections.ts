import { tidy } from '#src/domain/shared/text.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { ListRow, PlaceText, ReadSheet, ShopRow } from './list-row.ts';
import { dayInText } from './read-day.ts';
import { readDecisionNumber } from './read-decision.ts';
import { readDegree, readGtin, readPoints, readPrice } from './read-number.ts';
import { readPhone } from './read-phone.ts';
import { readStars } from './read-stars.ts';
import { NO_CELL } from './sheet.ts';

/** What can be put right in a row of products. */
export const ROW_FIELDS = [
  'product',
  'producer',
  'place',
  'stars',
  'points',
  'decisionNumber',
  'decisionDate',
  'issuer',
  'validUntil',
  'certificateNumber',
  'degree',
  'price',
  'gtin',
] as const;

/** And in a row of places to sell. */
export const SHOP_FIELDS = ['name', 'operator', 'place', 'phone', 'hours'] as const;

export type RowField = (typeof ROW_FIELDS)[number];
export type ShopField = (typeof SHOP_FIELDS)[number];

/** One value of one row, put right by somebody who knows. The file itself stays as it was sent. */
export type Correction = {
  sheet: string;
  line: number;
  field: RowField | ShopField;
  /** As typed; of a place, its words or the code of a commune. Empty: nothing is to stand there. */
  value: string;
};

/** The sheet with the corrections made; what was found in a field that is corrected is found anew. */
export function corrected(sheet: ReadSheet, corrections: readonly Correction[]): ReadSheet {
  const own = Map.groupBy(
    corrections.filter((one) => one.sheet === sheet.name),
    ({ line }) => line,
  );
  if (own.size === 0) return sheet;
  for (const row of sheet.rows)
    for (const { field, value } of own.get(row.line) ?? [])
      if (isOneOf(ROW_FIELDS, field)) correctRow(row, field, tidy(value));
  for (const shop of sheet.shops)
    for (const { field, value } of own.get(shop.line) ?? [])
      if (isOneOf(SHOP_FIELDS, field)) correctShop(shop, field, tidy(value));
  return sheet;
}

const isOneOf = <Name extends string>(names: readonly Name[], name: string): name is Name =>
  (names as readonly string[]).includes(name);

function without(findings: readonly Finding[], field: string): Finding[] {
  return findings.filter((one) => one.field !== field);
}

function correctRow(row: ListRow, field: RowField, text: string): void {
  row.findings = without(row.findings, field);
  const note = (...found: Parameters<typeof finding>) => row.findings.push(finding(...found));
  const cell = { ...NO_CELL, text };
  switch (field) {
    case 'product':
      row.product = text || null;
      if (text === '') note('product_missing', 'product');
      break;
    case 'producer':
    case 'issuer':
    case 'certificateNumber':
      row[field] = text || null;
      break;
    case 'place':
      row.place = placeText(text);
      break;
    case 'stars': {
      const stars = readStars(cell);
      row.stars = stars.kind === 'stars' ? stars.stars : null;
      if (stars.kind === 'unreadable') note('stars_unreadable', 'stars', { text });
      if (stars.kind === 'not_recognised' || (row.stars !== null && row.stars < 3))
        note('stars_not_certified', 'stars', { text });
      break;
    }
    case 'points': {
      const points = readPoints(cell);
      row.points = points.value;
      if (points.unreadable) note('points_unreadable', 'points', { text });
      break;
    }
    case 'decisionNumber': {
      const number = readDecisionNumber(text);
      row.decisionNumber = number ?? null;
      if (number === undefined) note('decision_number_unreadable', 'decisionNumber', { text });
      break;
    }
    case 'decisionDate': {
      const { day, year } = dayInText(text);
      row.decisionDate = day;
      row.decisionYear = day === null ? year : null;
      if (text !== '' && day === null && year === null)
        note('decision_date_unreadable', 'decisionDate', { text });
      break;
    }
    case 'validUntil': {
      const { day } = dayInText(text);
      row.validUntil = day;
      if (text !== '' && day === null) note('valid_until_unreadable', 'validUntil', { text });
      break;
    }
    case 'degree':
      row.degree = readDegree(text);
      break;
    case 'price': {
      const price = readPrice(cell);
      row.price = price.value;
      if (price.unreadable) note('price_unreadable', 'price', { text });
      break;
    }
    case 'gtin': {
      const gtin = readGtin(text);
      row.gtin = gtin ?? null;
      if (gtin === undefined) note('gtin_unreadable', 'gtin', { text });
      break;
    }
  }
}

function correctShop(shop: ShopRow, field: ShopField, text: string): void {
  shop.findings = without(shop.findings, field);
  const note = (...found: Parameters<typeof finding>) => shop.findings.push(finding(...found));
  switch (field) {
    case 'name':
      shop.name = text || null;
      if (text === '') note('name_missing', 'name');
      break;
    case 'operator':
    case 'hours':
      shop[field] = text || null;
      break;
    case 'place':
      shop.place = placeText(text);
      break;
    case 'phone': {
      const { phone, unreadable } = readPhone({ ...NO_CELL, text });
      shop.phone = phone;
      if (unreadable) note('phone_unreadable', 'phone', { text });
      break;
    }
  }
}

function placeText(text: string): PlaceText {
  const nothing = { address: null, hamlet: null, commune: null, district: null, province: null };
  return /^\d{5}$/.test(text) ? { ...nothing, code: text } : { ...nothing, address: text || null };
}
