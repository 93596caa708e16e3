import { ALCOHOL_SETS } from '#src/domain/catalogue/product-cards.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { addWorkingDays } from '#src/domain/shared/working-days.ts';

/** A fair as whoever collects goods there has to know it. */
export type FairFacts = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  firstOn: Day;
  lastOn: Day;
  /** Minutes of the day, the same on each; `null`: whole days. */
  opensAt: number | null;
  closesAt: number | null;
  provinceCode: string;
  communeCode: string | null;
  spot: string | null;
  spotEn: string | null;
};

/** A producer's stall there, with identifiers of the products that can be ordered ahead for it. */
export type StallToFetchAt = FairFacts & { goods: readonly string[] };

/** Of the fair `f`, for `jsonb_build_object`. */
export const FAIR_FACTS = `'id', f.id, 'slug', f.slug, 'name', f.name, 'nameEn', f.name_en, 'firstOn', f.first_on, 'lastOn', f.last_on,
  'opensAt', f.opens_at, 'closesAt', f.closes_at, 'provinceCode', f.province_code, 'communeCode', f.commune_code,
  'spot', f.spot, 'spotEn', f.spot_en`;

/** Goods of alcohol are told of at no fair, and ordered for none. */
const GOODS = `array(select g.product_id from fair_goods g join products b on b.id = g.product_id
    where g.fair_id = s.fair_id and g.is_reservable and b.producer_id = s.producer_id and b.merged_into is null
      and (b.product_set is null or b.product_set not in (${ALCOHOL_SETS.join(', ')})))`;

/** Stalls `s` of fairs `f` that take place, where goods `x.goods` can be collected; their last day aside. */
export const STALLS_TO_FETCH_AT = `from fair_stalls s join fairs f on f.id = s.fair_id
  cross join lateral (select ${GOODS} as goods) x
  where f.published_at is not null and f.cancelled_on is null and cardinality(x.goods) > 0`;

/** The first day on which goods ordered on `today` are ready. @param shipsFrom of goods that are sold ahead. */
export function readyOn(today: Day, leadDays: number, shipsFrom: readonly (Day | null)[] = []): Day {
  return shipsFrom.reduce<Day>(
    (latest, from) => (from !== null && from > latest ? from : latest),
    addWorkingDays(today, leadDays),
  );
}
