import type { APIContext } from 'astro';
import { placeName } from '#src/components/places/place-name.ts';
import type { Fair } from '#src/domain/fairs/fair.ts';
import { fairsFrom } from '#src/domain/fairs/fairs.ts';
import { placeAt } from '#src/domain/places/place-at.ts';
import { calendarFile, type CalendarEvent } from '#src/domain/shared/calendar-file.ts';
import { addDays } from '#src/domain/shared/calendar.ts';
import { fairWords } from '#src/i18n/fairs.ts';
import { fairIn } from '#src/i18n/in-language.ts';
import { movedTo } from './place-answer.ts';
import { at, paths } from './paths.ts';
import { publicText } from './xml.ts';

/** Who follows a calendar keeps what has been for so long. */
const KEPT_DAYS = 365;
const MOST = 2_000;

type Asking = Pick<APIContext, 'request' | 'locals' | 'url'>;

/** A fair as calendars of other programs take it. */
export function eventOf({ locals, url }: Pick<Asking, 'locals' | 'url'>, kept: Fair): CalendarEvent {
  const { lang, site } = locals;
  const fair = fairIn(lang, kept);
  const said = fairWords[lang];
  const origin = site.config.siteUrl ?? url.origin;
  return {
    uid: `${fair.id}.fair@sao-lang`,
    updatedAt: fair.updatedAt,
    revision: fair.revision,
    firstOn: fair.firstOn,
    lastOn: fair.lastOn,
    hours:
      fair.opensAt === null || fair.closesAt === null ? null : { from: fair.opensAt, until: fair.closesAt },
    summary: fair.cancelledOn === null ? fair.name : `${said.cancelledShort}: ${fair.name}`,
    place: placeName(site.places, fair, fair.spot),
    point:
      fair.latitude === null || fair.longitude === null
        ? null
        : { latitude: fair.latitude, longitude: fair.longitude },
    about: [
      fair.cancelledOn === null ? null : `${said.cancelled(fair.cancelledOn)}: ${fair.cancelledReason}`,
      `${said.kinds[fair.kind]} · ${said.organiser}: ${fair.organiser}`,
      fair.about,
    ]
      .filter(Boolean)
      .join('\n'),
    address: origin + at(lang, paths.fair(fair.slug)),
    cancelled: fair.cancelledOn !== null,
  };
}

const TYPE = 'text/calendar; charset=utf-8';

/** One fair to put into a calendar. */
export function fairCalendar(asking: Asking, fair: Fair): Response {
  const event = eventOf(asking, fair);
  const file = calendarFile(fairIn(asking.locals.lang, fair).name, asking.locals.lang, [event]);
  return publicText(asking, TYPE, file, ['fairs', 'places', 'site']);
}

/** All fairs of a province, a commune or, with nothing asked, the country; old addresses of units lead on. */
export async function unitCalendar(
  asking: Asking & Pick<APIContext, 'redirect'>,
  first: string | null,
  second: string | null,
): Promise<Response> {
  const { lang, site, today } = asking.locals;
  const said = fairWords[lang];
  const place = first === null ? null : placeAt(site.places, first, second);
  const moved = place && movedTo(place);
  if (moved) return asking.redirect(at(lang, `${moved}/hoi-cho.ics`), 301);
  if (place && place.kind !== 'province' && place.kind !== 'commune')
    return new Response(null, { status: 404 });
  const commune = place?.kind === 'commune' ? place.commune : null;
  const found = await fairsFrom(
    site.sql,
    { province: place?.province.code ?? null, commune: commune?.code ?? null },
    addDays(today, -KEPT_DAYS),
    MOST,
  );
  const name = said.feedName((commune ?? place?.province)?.fullName ?? said.everywhere);
  const file = calendarFile(
    name,
    lang,
    found.map((fair) => eventOf(asking, fair)),
  );
  return publicText(asking, TYPE, file, ['fairs', 'places', 'site']);
}
