import type { APIRoute } from 'astro';
import { packed } from '#src/components/map/map-data.ts';
import { POINT_OF_SALE_KINDS } from '#src/domain/shop/point-of-sale.ts';
import { pointsOnMap } from '#src/domain/shop/points-on-map.ts';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { baseOf, mapPoints } from '#src/web/map-points.ts';
import { publicText } from '#src/web/xml.ts';

/** All points of the list with the same query, for the map's script. */
export const GET: APIRoute = async (astro) => {
  const { lang, site, today } = astro.locals;
  const search = astro.url.searchParams;
  const kind = POINT_OF_SALE_KINDS.find((one) => one === search.get('loai'));
  const unit = (name: string, level: string) => {
    const code = search.get(name);
    return code && site.places.unit(code)?.level === level ? code : null;
  };
  const found = await pointsOnMap(site.sql, {
    q: (search.get('q') ?? '').trim().slice(0, 200),
    kinds: kind ? [kind] : [],
    province: unit('tinh', 'province'),
    commune: unit('xa', 'commune'),
    day: today,
  });
  return publicText(
    astro,
    'application/json; charset=utf-8',
    JSON.stringify(packed(mapPoints(site.places, lang, found), baseOf(lang))),
    ['points-of-sale', 'places', 'site'],
  );
};
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
