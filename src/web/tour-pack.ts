import { flat, inPicture, viewOf, type Position } from '#src/components/map/projection.ts';
import { placeName } from '#src/components/places/place-name.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { closedWeekdays, lengthOf, type PlannedStop } from '#src/domain/tourism/day-plan.ts';
import { weekOf } from '#src/domain/shop/opening-hours.ts';
import type { Tour, TourStop } from '#src/domain/tourism/tours.ts';
import { day as dayWords, number, price } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { weekday } from '#src/i18n/shop.ts';
import { statusSentence } from '#src/i18n/statuses.ts';
import { kilometres, lengthIn, seasonOf, timeOf, tourWords, weekdaysIn } from '#src/i18n/tours.ts';
import { words as ui } from '#src/i18n/ui.ts';
import { storyHtml } from './markdown.ts';
import { at, paths } from './paths.ts';
import type { Site } from './site.ts';
import { planOfTour, stopName, titleIn } from './tour-page.ts';
import { xml } from './xml.ts';

/** What it looks like, in the page itself: nothing is fetched. */
const STYLE = `:root{color-scheme:light dark;--paper:#fbf7ee;--card:#fffdf8;--ink:#2a211c;--ink-2:#5d5147;--line:#e0d4bc;--son:#b5302a;--cham:#1f4576}
@media(prefers-color-scheme:dark){:root{--paper:#1c1714;--card:#2a221d;--ink:#f5ecdd;--ink-2:#cdbfae;--line:#463a31;--son:#ee7a6c;--cham:#9fc0ea}}
*{box-sizing:border-box}body{margin:0 auto;max-width:44rem;padding:1rem;background:var(--paper);color:var(--ink);font:400 1rem/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;overflow-wrap:break-word}
h1,h2,h3{line-height:1.25;margin:1.5rem 0 .5rem}h1{font-size:1.7rem;margin-top:.5rem}h2{font-size:1.3rem}h3{font-size:1.1rem;margin:0}p,ul{margin:.35rem 0}a{color:var(--cham)}.s{font-size:.85rem;color:var(--ink-2)}
ol{list-style:none;margin:0;padding:0}ol>li{border-top:1px solid var(--line);padding:.8rem 0}.t{font-weight:700;font-variant-numeric:tabular-nums}.saved{border-left:4px solid var(--cham);padding-left:.8rem}
svg{width:100%;height:auto;background:var(--card);border:2px solid var(--ink);border-radius:10px}svg path{fill:none;stroke:var(--cham);stroke-width:3}svg circle{fill:var(--son)}svg text{font:700 14px system-ui,sans-serif;fill:var(--paper);text-anchor:middle}`;

const SIZE = { width: 400, height: 260 };

/** Where the stops lie to each other, numbered as in the list. */
function picture(tour: Tour, title: string): string {
  const spots = tour.stops.flatMap(({ latitude, longitude }, index) =>
    latitude === null || longitude === null
      ? []
      : [{ number: index + 1, position: [latitude, longitude] satisfies Position as Position }],
  );
  if (spots.length < 2) return '';
  const view = viewOf(
    spots.map(({ position }) => position),
    SIZE,
    0.02,
  );
  const points = spots.map(({ number: text, position }) => ({
    text,
    ...inPicture(flat(position), view, SIZE),
  }));
  const way = points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
  const marks = points
    .map(
      ({ x, y, text }) =>
        `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="14"/><text x="${x.toFixed(1)}" y="${(y + 5).toFixed(1)}">${text}</text>`,
    )
    .join('');
  return `<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${xml(title)}"><path d="${way}"/>${marks}</svg>`;
}

function hoursOf(lang: Lang, stop: TourStop): string {
  if (!stop.openingHours) return stop.hoursWritten ? xml(stop.hoursWritten) : '';
  return weekOf(stop.openingHours)
    .map(({ from, to, spans }) => {
      const days = to > from ? `${weekday(lang, from)} – ${weekday(lang, to)}` : weekday(lang, from);
      const times = spans.map(([opens, closes]) => `${timeOf(opens)}–${timeOf(closes)}`).join(', ');
      return xml(`${days}: ${times || tourWords[lang].warnings.closed_day}`);
    })
    .join('<br>');
}

function stepOf(
  site: Pick<Site, 'places'>,
  origin: string,
  lang: Lang,
  today: Day,
  stop: TourStop,
  index: number,
  planned: PlannedStop,
): string {
  const said = tourWords[lang];
  const { way } = planned;
  const small = (text: string | null | false) => (text ? `<p class="s">${text}</p>` : '');
  const what = (lang === 'en' && stop.whatEn) || stop.what;
  const weekdays = closedWeekdays(stop, planned);
  const comes =
    way &&
    [
      said.way(said.modes[way.mode], way.minutes),
      way.metres !== null && (way.isStraight ? said.straight : said.measured)(kilometres(way.metres, lang)),
    ]
      .filter(Boolean)
      .join(' · ');
  const goods = stop.products
    .map((one) => {
      const standing =
        one.stars !== null
          ? `${ui[lang].ocop(one.stars)} (${dayWords(today)})`
          : statusSentence(lang, one.status, one.until, today);
      const name = (lang === 'en' && one.nameEn) || one.name;
      return `<li><a href="${xml(origin + at(lang, paths.product(one.slug)))}">${xml(name)}</a>: ${xml(standing)}</li>`;
    })
    .join('');
  return `<li id="diem-${xml(stop.key)}">${small(comes ? `↓ ${xml(comes)}` : null)}
<h3>${index + 1}. ${xml(stopName(lang, stop))}</h3>
${small(`<span class="t">${timeOf(planned.arrives)}</span> · ` + xml([said.kinds[stop.kind], stop.kind === 'bed' ? said.night : said.stay(stop.minutes)].join(' · ')))}
${what ? `<p>${xml(what).replaceAll('\n', '<br>')}</p>` : ''}
${small(stop.provinceCode !== null && xml(placeName(site.places, stop, stop.street)))}
${small(hoursOf(lang, stop))}${small(weekdays.length > 0 && xml(said.closedOn(weekdaysIn(lang, weekdays))))}
${small(stop.price !== null && xml(said.priceAt(price(stop.price))))}
${goods ? `<p class="s">${xml(said.taste)}</p><ul>${goods}</ul>` : ''}
<p>${stop.phone ? `<a href="tel:${xml(stop.phone.replace(/[^\d+]/g, ''))}">${xml(stop.phone)}</a> ` : ''}${
    stop.latitude === null
      ? ''
      : `<a href="geo:${stop.latitude},${stop.longitude}">${xml(said.openMap)}</a> <span class="s">${stop.latitude}, ${stop.longitude}</span>`
  }</p></li>`;
}

/** A route as one file that needs no network: words, plan, telephone numbers and a picture of where the stops lie. */
export function tourPack(
  site: Pick<Site, 'places'>,
  origin: string,
  lang: Lang,
  tour: Tour,
  today: Day,
): string {
  const said = tourWords[lang];
  const plan = planOfTour(tour);
  const title = titleIn(lang, tour);
  const summary = (lang === 'en' && tour.summaryEn) || tour.summary;
  const story = (lang === 'en' && tour.storyEn) || tour.story;
  const address = origin + at(lang, paths.tour(tour.slug));
  const facts = [
    lengthIn(lang, lengthOf(tour.startsAt, plan)),
    said.stops(tour.stops.length),
    seasonOf(lang, tour.months),
    tour.price !== null && said.from(price(tour.price)),
    tour.people !== null && `${said.facts.people}: ${number(tour.people, lang)}`,
  ];
  const contact = [tour.contactName, tour.contactPhone, tour.contactEmail].filter(Boolean).join(' · ');
  let last = -1;
  const steps = tour.stops
    .map((stop, index) => {
      const planned = plan[index]!;
      const head =
        planned.day > last && plan.at(-1)!.day > 0 ? `<li><h2>${said.dayOf(planned.day + 1)}</h2></li>` : '';
      last = planned.day;
      return head + stepOf(site, origin, lang, today, stop, index, planned);
    })
    .join('\n');
  const closed =
    tour.closedFrom &&
    `${said.closed(dayWords(tour.closedFrom), tour.closedUntil && dayWords(tour.closedUntil))}: ${tour.closedReason}`;
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${xml(title)}</title><style>${STYLE}</style></head><body>
<p class="s saved">${xml(said.packed(dayWords(today)))} <a href="${xml(address)}">${xml(address)}</a></p>
<h1>${xml(title)}</h1>
<p class="s">${xml(placeName(site.places, tour))}${tour.isExample ? ` · ${xml(ui[lang].example)}` : ''}</p>
${closed ? `<p><b>${xml(closed)}</b></p>` : ''}${summary ? `<p>${xml(summary)}</p>` : ''}
<p>${xml(facts.filter(Boolean).join(' · '))}</p>
${contact ? `<p>${xml(said.facts.contact)}: ${xml(contact)}</p>` : ''}
${picture(tour, title)}
<h2>${xml(said.plan)}</h2>
<ol>
${steps}
</ol>
${story ? storyHtml(story).replaceAll('href="/', `href="${xml(origin)}/`) : ''}
<p class="s">${xml(said.honest)}</p>
</body></html>
`;
}
