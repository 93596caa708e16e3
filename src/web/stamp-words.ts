import type { ScanFacts } from '#src/domain/scans/scan-history.ts';
import type { StampReading } from '#src/domain/scans/stamp-reading.ts';
import { printedStampCode } from '#src/domain/traceability/stamp-code.ts';
import { moment, number } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { scanWords } from '#src/i18n/scans.ts';
import { pinWords } from '#src/i18n/scratch-pin.ts';
import { at, paths } from './paths.ts';
import type { Site } from './site.ts';
import { xml } from './xml.ts';

/** What differs from one stamp of a run to the next; all else on its page is the same. */
export type StampWords = {
  /** In addresses. */
  code: string;
  printed: string;
  place: string;
  /** When the page was made. */
  checked: string;
  /** Markup: what is known of its scans, and how to tell of one more. */
  scans: string;
};

/** What the front has rendered beforehand: marks stand where a page of a stamp differs from the next. */
export type StampTemplate =
  | { kind: 'known'; reading: StampReading; words: StampWords }
  | { kind: 'stamp'; printed: string }
  | { kind: 'misprint'; typed: string };

/** Whether a scan that was told of by a form was noted. */
export type ToldBefore = 'told' | 'late' | null;

type Given = {
  code: string;
  place: number;
  pinUsedAt: Date | null;
  scans: ScanFacts;
  now: Date;
  /** `null`: whoever asks only looks ahead. */
  token: string | null;
  before: ToldBefore;
};

export function stampWords(site: Pick<Site, 'places'>, lang: Lang, given: Given): StampWords {
  const { code, place, now } = given;
  return {
    code,
    printed: printedStampCode(code),
    place: number(place, lang),
    checked: moment(now),
    scans: scanFactsHtml(site, lang, given.scans) + pinHtml(lang, given) + tellHtml(lang, given),
  };
}

function scanFactsHtml({ places }: Pick<Site, 'places'>, lang: Lang, scans: ScanFacts): string {
  const said = scanWords[lang];
  if (scans.firstAt === null) return `<p>${xml(said.none)}</p>`;
  const nameOf = (code: string) => `<span lang="vi">${xml(places.unit(code)?.name ?? code)}</span>`;
  const first = scans.firstProvince
    ? ` ${said.in('\u0001').split('\u0001').map(xml).join(nameOf(scans.firstProvince))}`
    : '';
  const fact = (name: string, value: string) => `<dt>${xml(name)}</dt><dd>${value}</dd>`;
  return `<dl class="facts">${fact(said.first, `<span class="num">${xml(moment(scans.firstAt))}</span>${first}`)}${fact(
    said.all,
    xml(said.counted(number(scans.count, lang), number(scans.devices, lang))),
  )}${scans.provinces.length === 0 ? '' : fact(said.where, scans.provinces.map(nameOf).join(', '))}</dl>`;
}

const pinHtml = (lang: Lang, { pinUsedAt }: Given): string =>
  pinUsedAt === null ? '' : `<p>${xml(pinWords[lang].used(moment(pinUsedAt)))}</p>`;

function tellHtml(lang: Lang, { code, token, before }: Given): string {
  const said = scanWords[lang];
  if (before === 'told') return `<p class="told" role="status">${xml(said.told)}</p>`;
  if (token === null) return '';
  const late = before === 'late' ? `<p role="alert">${xml(said.late)}</p>` : '';
  return `<scan-told><form method="post" action="${at(lang, paths.scans)}">${late}<input type="hidden" name="ma" value="${code}"><input type="hidden" name="ve" value="${token}"><p><button class="btn plain">${xml(said.tell)}</button></p><p class="small muted">${xml(said.tellWhy)}</p></form></scan-told>`;
}
