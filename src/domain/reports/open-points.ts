import type { Sql } from 'postgres';
import { producerKindOf } from '#src/domain/producers/producer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ExceptionalDay, OpeningHours, PointOfSaleKind } from '#src/domain/shop/point-of-sale.ts';
import type { OpenRegisterQuery } from './open-register.ts';
import type { NameOfPlace, Table } from './register-table.ts';

/** One point of sale of the open data: a place that the public goes to. Never a telephone, mail or name of a person. */
export type OpenPoint = {
  id: string;
  slug: string;
  name: string;
  kind: PointOfSaleKind;
  /** Where it is an organisation by its name. */
  operator: string | null;
  street: string | null;
  place: { province: string | null; commune: string | null; asPrinted: string | null };
  hours: string | null;
  openingHours: OpeningHours | null;
  exceptionalDays: ExceptionalDay[];
  latitude: number | null;
  longitude: number | null;
  confirmedOn: Day | null;
  closedOn: Day | null;
  source: string | null;
  isExample: boolean;
  changedAt: string;
};

const ROWS_AT_ONCE = 500;

/** All points of sale in a fixed order, closed ones too, with the day on which they closed. */
export async function* openPoints(
  sql: Sql,
  { changedSince }: Pick<OpenRegisterQuery, 'changedSince'>,
): AsyncGenerator<OpenPoint> {
  const since = changedSince === null ? sql`` : sql`where o.updated_at >= ${changedSince}`;
  const parts = sql<{ point: Omit<OpenPoint, 'changedAt'>; changed: Date }[]>`
    select o.updated_at as changed, jsonb_build_object(
      'id', o.id, 'slug', o.slug, 'name', o.name, 'kind', o.kind, 'operator', o.operator, 'street', o.street,
      'place', jsonb_build_object(
        'province', o.province_code, 'commune', o.commune_code, 'asPrinted', o.address_as_printed),
      'hours', o.hours, 'openingHours', o.opening_hours, 'exceptionalDays', o.exceptional_days,
      'latitude', o.latitude, 'longitude', o.longitude, 'confirmedOn', o.confirmed_on, 'closedOn', o.closed_on,
      'source', o.source, 'isExample', o.is_example) as point
    from points_of_sale o ${since} order by o.id`.cursor(ROWS_AT_ONCE);
  for await (const rows of parts)
    for (const { point, changed } of rows) {
      const kind = producerKindOf(point.operator ?? '');
      yield {
        ...point,
        operator: kind === null || kind === 'household' ? null : point.operator,
        changedAt: changed.toISOString(),
      };
    }
}

/** The names of columns are a contract: added to, never changed. */
export function pointColumns(nameOf: NameOfPlace): Table<OpenPoint> {
  return [
    { name: 'ma_diem_ban', value: ({ id }) => id },
    { name: 'ten_diem_ban', value: ({ name }) => name },
    { name: 'loai', value: ({ kind }) => kind },
    { name: 'don_vi_quan_ly', value: ({ operator }) => operator },
    { name: 'dia_chi', value: ({ street, place }) => street ?? place.asPrinted },
    { name: 'ma_tinh', value: ({ place }) => place.province },
    { name: 'tinh', value: ({ place }) => nameOf(place.province) },
    { name: 'ma_xa', value: ({ place }) => place.commune },
    { name: 'xa', value: ({ place }) => nameOf(place.commune) },
    { name: 'gio_mo_cua', value: ({ hours }) => hours },
    { name: 'vi_do', value: ({ latitude }) => latitude },
    { name: 'kinh_do', value: ({ longitude }) => longitude },
    { name: 'xac_nhan_ngay', value: ({ confirmedOn }) => confirmedOn },
    { name: 'dong_cua_tu', value: ({ closedOn }) => closedOn },
    { name: 'nguon', value: ({ source }) => source },
    { name: 'vi_du', value: ({ isExample }) => isExample },
    { name: 'sua_luc', value: ({ changedAt }) => changedAt },
  ];
}
