import { placeName } from '#src/components/places/place-name.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { calendarFile } from '#src/domain/shared/calendar-file.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { isClosedOn } from '#src/domain/tourism/day-plan.ts';
import type { Tour, TourStop } from '#src/domain/tourism/tours.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { kilometres, timeOf, tourWords } from '#src/i18n/tours.ts';
import { at, paths } from './paths.ts';
import { anchorOfStop, planOfTour, stopName, titleIn } from './tour-page.ts';
import { xml } from './xml.ts';

type Located = TourStop & { latitude: number; longitude: number };
const isLocated = (stop: TourStop): stop is Located => stop.latitude !== null && stop.longitude !== null;

const whatIn = (lang: Lang, stop: TourStop): string => (lang === 'en' && stop.whatEn) || stop.what || '';
const summaryIn = (lang: Lang, tour: Tour): string => (lang === 'en' && tour.summaryEn) || tour.summary || '';
const linkTo = (origin: string, lang: Lang, tour: Tour, stop?: TourStop): string =>
  origin + at(lang, paths.tour(tour.slug)) + (stop ? anchorOfStop(stop.key) : '');

/**
 * Stops as points and their order as a route. Roads between are not ours to tell: whoever walks lets the device find them.
 *
 * @source GPX 1.1, https://www.topografix.com/GPX/1/1/
 */
export function gpxOf(origin: string, lang: Lang, tour: Tour): string {
  const said = tourWords[lang];
  const stops = tour.stops.filter(isLocated);
  const point = (tag: 'wpt' | 'rtept', stop: Located) =>
    `<${tag} lat="${stop.latitude}" lon="${stop.longitude}"><name>${xml(stopName(lang, stop))}</name>` +
    (tag === 'wpt' && whatIn(lang, stop) ? `<desc>${xml(whatIn(lang, stop))}</desc>` : '') +
    (tag === 'wpt' ? `<link href="${xml(linkTo(origin, lang, tour, stop))}"></link>` : '') +
    `<type>${xml(said.kinds[stop.kind])}</type></${tag}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Sao Làng" xmlns="http://www.topografix.com/GPX/1/1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd">
<metadata><name>${xml(titleIn(lang, tour))}</name>${summaryIn(lang, tour) ? `<desc>${xml(summaryIn(lang, tour))}</desc>` : ''}<link href="${xml(linkTo(origin, lang, tour))}"></link><time>${new Date(tour.publishedAt ?? tour.writtenAt).toISOString()}</time></metadata>
${stops.map((stop) => point('wpt', stop)).join('\n')}
<rte><name>${xml(titleIn(lang, tour))}</name>
${stops.map((stop) => point('rtept', stop)).join('\n')}
</rte>
</gpx>
`;
}

/** @source RFC 7946: longitude first, no other reference system than WGS 84. */
export function geojsonOf(origin: string, lang: Lang, places: Places, tour: Tour): string {
  const plan = planOfTour(tour);
  const located = tour.stops.flatMap((stop, index) => (isLocated(stop) ? [{ stop, index }] : []));
  const points = located.map(({ stop, index }) => {
    const planned = plan[index]!;
    return {
      type: 'Feature',
      id: stop.key,
      geometry: { type: 'Point', coordinates: [stop.longitude, stop.latitude] },
      properties: {
        number: index + 1,
        kind: stop.kind,
        name: stopName(lang, stop),
        place: placeName(places, stop, stop.street),
        day: planned.day + 1,
        arrives: timeOf(planned.arrives),
        minutes: stop.minutes,
        products: stop.products.map(({ name }) => name),
        url: linkTo(origin, lang, tour, stop),
      },
    };
  });
  const way = {
    type: 'Feature',
    id: 'way',
    geometry: {
      type: 'LineString',
      coordinates: located.map(({ stop }) => [stop.longitude, stop.latitude]),
    },
    properties: { name: titleIn(lang, tour), straight: true, url: linkTo(origin, lang, tour) },
  };
  return JSON.stringify({
    type: 'FeatureCollection',
    features: [...points, ...(located.length > 1 ? [way] : [])],
  });
}

/** The stops of a route that begins on the day, hour by hour. */
export function icsOf(origin: string, lang: Lang, places: Places, tour: Tour, first: Day): string {
  const said = tourWords[lang];
  const plan = planOfTour(tour);
  const updatedAt = new Date(tour.publishedAt ?? tour.writtenAt);
  const host = new URL(origin).host;
  return calendarFile(
    titleIn(lang, tour),
    lang,
    tour.stops.map((stop, index) => {
      const { arrives, leaves, day, way } = plan[index]!;
      const isBed = stop.kind === 'bed';
      const comes = way
        ? [
            said.way(said.modes[way.mode], way.minutes),
            way.metres === null
              ? null
              : way.isStraight
                ? said.straight(kilometres(way.metres, lang))
                : said.measured(kilometres(way.metres, lang)),
          ]
            .filter(Boolean)
            .join(', ')
        : null;
      const on = addDays(first, day);
      return {
        uid: `${tour.id}-${stop.key}-${first}@${host}`,
        updatedAt,
        revision: tour.number,
        firstOn: on,
        lastOn: on,
        // A bed is left when the next day of the route begins.
        hours: {
          from: arrives,
          until: isBed ? 1_440 + tour.startsAt : Math.max(leaves, arrives + 5),
        },
        summary: `${index + 1}. ${stopName(lang, stop)}`,
        place: [stop.name, placeName(places, stop, stop.street)].filter(Boolean).join(', '),
        point: isLocated(stop) ? { latitude: stop.latitude, longitude: stop.longitude } : null,
        about: [whatIn(lang, stop), comes, stop.phone].filter(Boolean).join('\n'),
        address: linkTo(origin, lang, tour, stop),
        cancelled: isClosedOn(on, tour),
      };
    }),
  );
}
