import { placeName } from '#src/components/places/place-name.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { lengthOf } from '#src/domain/tourism/day-plan.ts';
import type { Tour } from '#src/domain/tourism/tours.ts';
import { day as dayWords, price } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { kilometres, lengthIn, seasonOf, timeOf, tourWords } from '#src/i18n/tours.ts';
import { words as ui } from '#src/i18n/ui.ts';
import { printedOrigin } from './origin.ts';
import { MM } from './paper.ts';
import { at, paths } from './paths.ts';
import { makePdf, type PaperSize, type Sheet } from './pdf-sheet.ts';
import type { Site } from './site.ts';
import { planOfTour, stopName, titleIn } from './tour-page.ts';

/** A5: half a sheet of what every printer has, the size of a pocket. */
const LEAFLET: PaperSize = {
  width: 148 * MM,
  height: 210 * MM,
  left: 11 * MM,
  right: 11 * MM,
  top: 9 * MM,
  bottom: 8 * MM,
};
const QR_SIDE = 30 * MM;
const TIME = 15 * MM;

/** A leaflet: the day on paper, with a code that opens the same on a telephone. Stars are not printed: they come and go. */
export function tourPdf(
  site: Site,
  url: URL,
  lang: Lang,
  tour: Tour,
  today: Day,
): Promise<Uint8Array<ArrayBuffer>> {
  const address = printedOrigin(site, url) + at(lang, paths.tour(tour.slug));
  return makePdf(titleIn(lang, tour), LEAFLET, (sheet) => draw(sheet, site, lang, tour, today, address));
}

function draw(sheet: Sheet, site: Site, lang: Lang, tour: Tour, today: Day, address: string): void {
  const said = tourWords[lang];
  const plan = planOfTour(tour);
  const { page } = sheet;
  const whole = page.width - page.left - page.right;
  sheet.doc.addPage();
  const beside = whole - QR_SIDE - 4 * MM;
  let y = sheet.paragraph(titleIn(lang, tour), {
    y: page.top,
    width: beside,
    style: 'bold',
    size: 17,
  });
  y = sheet.paragraph(placeName(site.places, tour), { y: y + 1 * MM, width: beside, size: 9 });
  y = sheet.paragraph(
    [
      lengthIn(lang, lengthOf(tour.startsAt, plan)),
      said.stops(tour.stops.length),
      seasonOf(lang, tour.months),
      tour.price === null ? null : said.from(price(tour.price)),
    ]
      .filter(Boolean)
      .join(' · '),
    { y, width: beside, style: 'bold', size: 9 },
  );
  sheet.qr(address, page.width - page.right - QR_SIDE, page.top - 3 * MM, QR_SIDE);
  y = Math.max(y, page.top + QR_SIDE - 2 * MM);
  const summary = (lang === 'en' && tour.summaryEn) || tour.summary;
  if (summary) y = sheet.paragraph(summary, { y: y + 2 * MM, size: 10 });
  for (const [index, stop] of tour.stops.entries()) {
    const { arrives, day, way } = plan[index]!;
    const what = (lang === 'en' && stop.whatEn) || stop.what;
    const goods = stop.products.map((one) => (lang === 'en' && one.nameEn) || one.name).join(', ');
    const width = whole - TIME;
    const rows: { text: string; size: number; style?: 'bold' }[] = [
      { text: `${index + 1}. ${stopName(lang, stop)}`, size: 11, style: 'bold' },
      {
        text: [said.kinds[stop.kind], stop.kind === 'bed' ? said.night : said.stay(stop.minutes)].join(' · '),
        size: 8.5,
      },
      ...(what ? [{ text: what, size: 9.5 }] : []),
      ...(goods ? [{ text: `${said.taste}: ${goods}`, size: 9.5 }] : []),
      ...(stop.provinceCode || stop.phone
        ? [
            {
              text: [placeName(site.places, stop, stop.street), stop.phone].filter(Boolean).join(' · '),
              size: 8.5,
            },
          ]
        : []),
    ];
    const comes = way
      ? [
          said.way(said.modes[way.mode], way.minutes),
          way.metres === null
            ? null
            : (way.isStraight ? said.straight : said.measured)(kilometres(way.metres, lang)),
        ]
          .filter(Boolean)
          .join(' · ')
      : null;
    const height = rows.reduce(
      (sum, { text, size, style }) => sum + sheet.heightOf(text, width, size, style ?? 'regular'),
      comes ? sheet.heightOf(comes, width, 8.5) : 0,
    );
    // A stop is not torn in two, unless it is longer than a page.
    if (
      y + height + 5 * MM > page.height - page.bottom &&
      height < page.height - page.top - page.bottom - 10 * MM
    ) {
      sheet.doc.addPage();
      y = page.top;
    }
    const isNewDay = index > 0 && day > plan[index - 1]!.day;
    if (isNewDay) y = sheet.paragraph(said.dayOf(day + 1), { y: y + 3 * MM, style: 'bold', size: 11 });
    if (comes) y = sheet.paragraph(comes, { x: page.left + TIME, width, y: y + 1 * MM, size: 8.5 });
    sheet.rule(page.left, y + 1 * MM, whole);
    const top = y + 2 * MM;
    sheet.paragraph(timeOf(arrives), { x: page.left, width: TIME, y: top, style: 'bold', size: 11 });
    y = top;
    for (const { text, size, style } of rows)
      y = sheet.paragraph(text, { x: page.left + TIME, width, y, size, style: style ?? 'regular' });
  }
  sheet.rule(page.left, y + 1 * MM, whole);
  const contact = [tour.contactName, tour.contactPhone, tour.contactEmail].filter(Boolean).join(' · ');
  if (contact) y = sheet.paragraph(`${said.facts.contact}: ${contact}`, { y: y + 2 * MM, size: 9.5 });
  y = sheet.paragraph(said.honest, { y: y + 1 * MM, size: 7.5 });
  sheet.paragraph(`${ui[lang].brand}, ${dayWords(today)} · ${address.replace(/^https?:\/\//, '')}`, {
    y,
    size: 7.5,
  });
}
