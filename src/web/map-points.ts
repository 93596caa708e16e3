import type { MapPoint } from '#src/components/map/map-data.ts';
import { placeName } from '#src/components/places/place-name.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { PointOfSaleKind } from '#src/domain/shop/point-of-sale.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { words } from '#src/i18n/shop.ts';
import { at, paths } from './paths.ts';

type OnMap = {
  slug: string;
  name: string;
  kind: PointOfSaleKind;
  provinceCode: string | null;
  communeCode: string | null;
  latitude: number | null;
  longitude: number | null;
};

/** What stands before the slugs of points of sale. */
export const baseOf = (lang: Lang): string => at(lang, paths.pointOfSale(''));

/** The name by which a number of the map finds its entry in the list. */
export const anchorOf = ({ number }: { number: number }): string => `#diem-${number}`;

/** Points of sale of a list as the map has them; those without coordinates are left out, and keep their number. */
export function mapPoints(
  places: Places,
  lang: Lang,
  shops: readonly (OnMap & { number?: number })[],
  first = 1,
): MapPoint[] {
  return shops.flatMap((shop, index) =>
    shop.latitude === null || shop.longitude === null
      ? []
      : [
          {
            number: shop.number ?? first + index,
            name: shop.name,
            href: at(lang, paths.pointOfSale(shop.slug)),
            position: [shop.latitude, shop.longitude] as const,
            kind: words[lang].kinds[shop.kind],
            where: placeName(places, shop),
          },
        ],
  );
}
