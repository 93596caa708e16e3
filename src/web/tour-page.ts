import type { MapPoint } from '#src/components/map/map-data.ts';
import { placeName } from '#src/components/places/place-name.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { addDays, isDay, type Day } from '#src/domain/shared/calendar.ts';
import { withStock } from '#src/domain/shop/card-stock.ts';
import { monthOf, planOf, type PlannedStop } from '#src/domain/tourism/day-plan.ts';
import type { Tour, TourStop } from '#src/domain/tourism/tours.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { tourWords } from '#src/i18n/tours.ts';
import { at, paths } from './paths.ts';
import type { Site } from './site.ts';

/** How far ahead a day may be asked for: hours of shops are not known for longer. */
const DAYS_AHEAD = 400;

/** The day that was asked for, if it lies ahead of us and is one; else `null`. */
export function dayAsked(url: URL, today: Day): Day | null {
  const typed = url.searchParams.get('ngay') ?? '';
  return isDay(typed) && typed >= today && typed <= addDays(today, DAYS_AHEAD) ? typed : null;
}

/** The next day, from tomorrow on, in a month in which the route is walked. */
export function nextDayOf({ months }: Pick<Tour, 'months'>, today: Day): Day {
  for (let ahead = 1; ahead <= 366; ahead += 1) {
    const day = addDays(today, ahead);
    if (months.length === 0 || months.includes(monthOf(day))) return day;
  }
  return addDays(today, 1);
}

export const planOfTour = (tour: Tour): PlannedStop[] => planOf(tour.startsAt, tour.stops);

export const titleIn = (lang: Lang, tour: { title: string; titleEn: string | null }): string =>
  (lang === 'en' && tour.titleEn) || tour.title;

/** In which language a text is: that asked for where it was translated, else Vietnamese. */
export const langOf = (lang: Lang, english: string | null): Lang => (lang === 'en' && english ? 'en' : 'vi');

export const stopName = (lang: Lang, stop: TourStop): string => (lang === 'en' && stop.nameEn) || stop.name;

export const anchorOfStop = (key: string): string => `#diem-${key}`;

/** Stops with a position, as the map has them: numbers are those of the list. */
export function stopPoints(places: Places, lang: Lang, tour: Tour): MapPoint[] {
  return tour.stops.flatMap((stop, index) =>
    stop.latitude === null || stop.longitude === null
      ? []
      : [
          {
            number: index + 1,
            name: stopName(lang, stop),
            href: anchorOfStop(stop.key),
            position: [stop.latitude, stop.longitude] as const,
            kind: tourWords[lang].kinds[stop.kind],
            where: placeName(places, stop),
          },
        ],
  );
}

/** The record behind a stop has a page of its own. */
export function recordPath({ record }: TourStop): string | null {
  if (record === null) return null;
  if (record.kind === 'producer') return paths.producer(record.slug);
  return record.kind === 'product' ? paths.product(record.slug) : paths.pointOfSale(record.slug);
}

/** Which goods on the route can be ordered here on the day; none where nothing is sold. */
export async function orderable(site: Site, tour: Tour, day: Day): Promise<ReadonlySet<string>> {
  if (site.mode !== 'marketplace') return new Set();
  const goods = tour.stops.flatMap(({ products }) => products);
  const cards = goods.map((one) => ({
    ...one,
    producer: null,
    place: { provinceCode: null, provinceName: null, communeCode: null, communeName: null },
    price: null,
    pack: null,
    stock: null,
    picture: null,
    isAlcohol: false,
    isExample: false,
  }));
  const found = await withStock(site.sql, cards, day, site.selling);
  return new Set(found.filter(({ stock }) => stock === 'in').map(({ id }) => id));
}

/** What a search engine is told of a route. @source https://schema.org/TouristTrip */
export function tripLd(origin: string, lang: Lang, places: Places, tour: Tour): object {
  return {
    '@type': 'TouristTrip',
    name: titleIn(lang, tour),
    url: origin + at(lang, paths.tour(tour.slug)),
    ...((tour.summary || tour.summaryEn) && {
      description: (lang === 'en' && tour.summaryEn) || tour.summary,
    }),
    ...(tour.contactName && { provider: { '@type': 'Organization', name: tour.contactName } }),
    itinerary: {
      '@type': 'ItemList',
      numberOfItems: tour.stops.length,
      itemListElement: tour.stops.map((stop, index) => ({
        '@type': 'ListItem',
        position: index + 1,
        item: {
          '@type': stop.kind === 'point_of_sale' ? 'Store' : 'TouristAttraction',
          name: stopName(lang, stop),
          url: origin + at(lang, paths.tour(tour.slug)) + anchorOfStop(stop.key),
          ...(stop.latitude !== null &&
            stop.longitude !== null && {
              geo: { '@type': 'GeoCoordinates', latitude: stop.latitude, longitude: stop.longitude },
            }),
          ...(stop.provinceCode !== null && {
            address: {
              '@type': 'PostalAddress',
              streetAddress: placeName(places, stop, stop.street),
              addressCountry: 'VN',
            },
          }),
        },
      })),
    },
  };
}
