import { officesFor, reaches } from '#src/domain/accounts/deeds.ts';
import type { Letter } from '#src/domain/notifications/letters.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import type { Person } from '#src/domain/shared/actor.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { paper } from '#src/i18n/letters-room.ts';
import type { PaperLetter } from './letter-pdf.ts';
import type { Site } from './site.ts';

/** Number and day that the office gives a letter, from the address; the day is today where none is given. */
export function numberAndDay(url: URL, today: Day): { number: string; day: Day } {
  const day = url.searchParams.get('ngay') ?? '';
  return {
    number: tidy(url.searchParams.get('so') ?? '').slice(0, 60),
    day: isDay(day) ? day : today,
  };
}

/**
 * The letter as the office of this person sends it: a commune's officer for the commune, a province's for the
 * province; who keeps the whole country prints it for the unit that it belongs to. What is written to officers of a
 * unit goes out from the province.
 */
export function paperLetter(
  { places }: Pick<Site, 'places'>,
  person: Pick<Person, 'assignments'>,
  letter: Letter,
  { number, day }: { number: string; day: Day },
): PaperLetter {
  const scopes = officesFor(person, 'notice.send')
    .map(({ scope }) => scope)
    .filter((scope) => reaches(scope, letter));
  const isCommune =
    letter.kind !== 'notice_digest' &&
    scopes.some(({ kind }) => kind === 'commune' || kind === 'country') &&
    letter.communeCode;
  const unit = places.unit((isCommune ? letter.communeCode : letter.provinceCode) ?? '');
  return {
    issuer: [paper.council, ...(unit ? [unit.fullName.toLocaleUpperCase('vi')] : [])],
    number,
    place: unit?.name ?? '\u2026\u2026\u2026\u2026',
    day,
    subject: letter.title,
    to: letter.toName ?? '\u2026\u2026\u2026\u2026',
    words: letter.words,
    copies: [paper.asAbove, paper.file],
    signed: paper.signed,
  };
}

export function asPdf(body: Uint8Array<ArrayBuffer>, name: string): Response {
  return new Response(body, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  });
}
