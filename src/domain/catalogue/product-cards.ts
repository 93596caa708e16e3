import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import { isAlcohol, PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';
import { inForce, NO_END, type CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { PRODUCT_PICTURE, type ShownPicture } from '#src/domain/media/picture.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';

export const ALCOHOL_SETS: readonly number[] = PRODUCT_SETS.map(({ number }) => number).filter(isAlcohol);

/** How a product stands on the day it was asked for. */
export type ProductStanding = Pick<ProductCard, 'stars' | 'pastStars' | 'status' | 'until'>;

/** The standing that speaks for a product, as SQL reads it; `null` for a product without certificates. */
export type StandingRow = {
  certificateId: string;
  status: CertificateStatus;
  held: Stars;
  until: Day;
} | null;

/** Stars show from a certificate in force; those once held, in grey, never from one that was revoked or has no day. */
export function productStanding(row: StandingRow): ProductStanding {
  if (row === null) return { stars: null, pastStars: null, status: 'unknown', until: null };
  const { status, held, until } = row;
  const past = status === 'expired' || status === 'suspended' || status === 'superseded';
  return {
    stars: inForce(status) ? held : null,
    pastStars: past ? held : null,
    status,
    until: until === NO_END ? null : until,
  };
}

/**
 * SQL that makes a `StandingRow` of the row `s` of `standings`, which may be absent. A certificate in force ends
 * where it stops being in force, not where it begins to run out.
 */
export const STANDING_JSON = `case when s.certificate_id is null then null else jsonb_build_object(
    'certificateId', s.certificate_id, 'status', s.status, 'held', s.stars,
    'until', case when s.status not in ('valid', 'expiring', 'extended') then s.until_day else coalesce((
      select min(t.from_day) - 1 from standings t
      where t.certificate_id = s.certificate_id and t.from_day > s.from_day
        and t.status not in ('valid', 'expiring', 'extended')), s.until_day) end) end`;

/** What SQL hands over of one card; place names come from `Places`. */
export type CardRow = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  producer: { id: string; slug: string; name: string } | null;
  provinceCode: string | null;
  communeCode: string | null;
  set: number | null;
  price: Dong | null;
  pack: string | null;
  picture: ShownPicture | null;
  isExample: boolean;
  standing: StandingRow;
};

/** SQL that makes a `CardRow` of the rows `p` of `products`, `m` of `producers` and `s` of `standings`. */
export const CARD_JSON = `jsonb_build_object(
    'id', p.id, 'slug', p.slug, 'name', p.name, 'nameEn', p.name_en,
    'producer', case when m.id is null then null
      else jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name) end,
    'provinceCode', coalesce(p.province_code, m.province_code),
    'communeCode', case when p.province_code is null then m.commune_code else p.commune_code end,
    'set', p.product_set, 'price', p.price, 'pack', p.pack, 'picture', ${PRODUCT_PICTURE},
    'isExample', p.is_example or coalesce(m.is_example, false), 'standing', ${STANDING_JSON})`;

export function cardOf(row: CardRow, places: Places): ProductCard {
  const { standing, provinceCode, communeCode, ...rest } = row;
  return {
    ...rest,
    ...productStanding(standing),
    place: {
      provinceCode,
      provinceName: provinceCode === null ? null : (places.unit(provinceCode)?.name ?? null),
      communeCode,
      communeName: communeCode === null ? null : (places.unit(communeCode)?.name ?? null),
    },
    stock: null,
    isAlcohol: isAlcohol(row.set),
  };
}
