import { placeName } from '#src/components/places/place-name.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { PointOfSaleForm } from '#src/domain/shop/keep-point-of-sale.ts';
import { clock } from '#src/domain/shop/opening-hours.ts';
import type { PointOfSale } from '#src/domain/shop/points-of-sale.ts';
import { day } from '#src/i18n/format.ts';
import { field } from './forms.ts';

/** `7:30-11:30, 13:00-17:00`, as an officer types it. */
export function spansTyped(spans: readonly (readonly [number, number])[]): string {
  return spans.map(([from, to]) => `${clock(from)}-${clock(to > 1440 ? to - 1440 : to)}`).join(', ');
}

/** What was sent. */
export function sentPointOfSale(form: FormData): PointOfSaleForm {
  return {
    name: field(form, 'ten', 160),
    kind: field(form, 'loai', 30),
    operator: field(form, 'don-vi', 160),
    street: field(form, 'duong', 200),
    commune: field(form, 'xa', 200),
    phone: field(form, 'dien-thoai', 60),
    position: field(form, 'vi-tri', 400),
    week: Array.from({ length: 7 }, (_, weekday) => field(form, `gio-${weekday}`, 80)),
    exceptions: field(form, 'ngay-dac-biet', 3000),
    keeper: field(form, 'phu-trach', 160),
  };
}

/** What is kept, as it would have been typed: sent back unchanged, nothing changes. */
export function keptPointOfSale(
  places: Places,
  shop: Pick<
    PointOfSale,
    | 'name'
    | 'kind'
    | 'operator'
    | 'street'
    | 'provinceCode'
    | 'communeCode'
    | 'phone'
    | 'latitude'
    | 'longitude'
    | 'openingHours'
    | 'exceptionalDays'
    | 'keeper'
  >,
): PointOfSaleForm {
  return {
    name: shop.name,
    kind: shop.kind,
    operator: shop.operator ?? '',
    street: shop.street ?? '',
    commune: placeName(places, shop),
    phone: shop.phone ?? '',
    position:
      shop.latitude === null || shop.longitude === null ? '' : positionTyped(shop.latitude, shop.longitude),
    week: (shop.openingHours ?? []).map((spans) => spansTyped(spans)),
    exceptions: shop.exceptionalDays
      .map((one) =>
        [day(one.day), one.spans.length === 0 ? 'nghỉ' : spansTyped(one.spans), one.note]
          .filter(Boolean)
          .join(' '),
      )
      .join('\n'),
    keeper: shop.keeper ?? '',
  };
}

/** Two decimals at least: so it is read again. */
export function positionTyped(latitude: number, longitude: number): string {
  const written = (degrees: number) => {
    const plain = String(degrees);
    return (plain.split('.')[1] ?? '').length >= 2 ? plain : degrees.toFixed(2);
  };
  return `${written(latitude)}, ${written(longitude)}`;
}
