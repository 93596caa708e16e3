import type { Day } from '#src/domain/shared/calendar.ts';
import { isDay } from '#src/domain/shared/calendar.ts';
import { accentKey, withoutControls } from '#src/domain/shared/text.ts';
import { decisionKey } from '#src/domain/certification/decision.ts';

export type StoryText = { vi: string; en: string };

/** `auto`: saved by itself while somebody wrote; `back`: an earlier text taken again; `register`: stood there before. */
export type VersionKind = 'saved' | 'auto' | 'back' | 'register';
export type ReviewOutcome = 'published' | 'returned';
/** What the office says of one paragraph of the Vietnamese text, counted from 1, with its beginning as it was. */
export type Comment = { paragraph: number; about: string; words: string };

/** Of one language. A page has room for so much, and nobody reads more. */
export const MOST_STORY = 20_000;
export const MOST_NOTE = 1_000;
export const MOST_RADIO = 3_000;

/** Text as it is kept: no unseen marks, one kind of line end, at most one empty line between two paragraphs. */
export function tidyStory(text: string): string {
  return withoutControls(text)
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Parts between empty lines, as comments and differences count them. */
export const paragraphsOf = (text: string): string[] => (text === '' ? [] : text.split(/\n{2,}/));

/** Numbers of the pictures that the text shows, in their order, each once. */
export function picturesIn({ vi, en }: StoryText): number[] {
  const found = [...`${vi}\n${en}`.matchAll(/!\[[^\]\n]*\]\(\s*anh:(\d{1,9})\s*\)/g)];
  return [...new Set(found.map(([, number]) => Number(number)))];
}

/** Number of a recording that is kept here, of the address that a text calls it by; `null`: it lies elsewhere. */
export function recordingNumber(address: string): number | null {
  const [, number] = /^tep:(\d{1,9})$/i.exec(address) ?? [];
  return number === undefined ? null : Number(number);
}

/** Numbers of the recordings that the text plays, in their order, each once. */
export function recordingsIn({ vi, en }: StoryText): number[] {
  const found = [...`${vi}\n${en}`.matchAll(/\]\(\s*(tep:\d{1,9})\s*\)/gi)];
  return [...new Set(found.map(([, address]) => recordingNumber(address!)!))];
}

/** For where pictures cannot stand. */
export const withoutPictures = (text: string): string =>
  tidyStory(text.replace(/!\[[^\]\n]*\]\(\s*anh:\d{1,9}\s*\)/g, ''));

export type Block =
  | { kind: 'heading' | 'text' | 'quote'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'picture'; number: number; caption: string }
  | { kind: 'recording'; how: 'listen' | 'watch'; title: string; address: string };

const RECORDING = /^\[(nghe|xem|listen|watch):\s*([^\]\n]+)\]\(\s*(https?:\/\/[^\s)]+|tep:\d{1,9})\s*\)$/i;
const PICTURE = /^!\[([^\]\n]*)\]\(\s*anh:(\d{1,9})\s*\)$/;
const ITEM = /^(?:[-*+]|\d{1,3}[.)])\s+/;

/** Words without their marks. */
export function plainOf(markdown: string): string {
  return markdown
    .replace(/!\[[^\]\n]*\]\([^)\n]*\)/g, '')
    .replace(/\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(?<![\p{L}\p{N}])[*_](?=\S)|(?<=\S)[*_](?![\p{L}\p{N}])/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text as paper and loudspeaker take it: what kind each part is, without marks. */
export function blocksOf(text: string): Block[] {
  return paragraphsOf(text).flatMap((paragraph): Block[] => {
    const lines = paragraph.split('\n');
    const [, caption, number] = PICTURE.exec(paragraph.trim()) ?? [];
    if (number !== undefined)
      return [{ kind: 'picture', number: Number(number), caption: plainOf(caption ?? '') }];
    const [, how = '', title = '', address] = RECORDING.exec(paragraph.trim()) ?? [];
    if (address !== undefined)
      return [
        {
          kind: 'recording',
          how: /^(nghe|listen)$/i.test(how) ? 'listen' : 'watch',
          title: plainOf(title),
          address,
        },
      ];
    const heading = /^#{1,6}\s+(.*)$/.exec(lines[0] ?? '');
    if (heading)
      return [
        { kind: 'heading', text: plainOf(heading[1]!.replace(/\s#+$/, '')) },
        ...blocksOf(lines.slice(1).join('\n')),
      ];
    if (lines.every((line) => line.startsWith('>')))
      return [{ kind: 'quote', text: plainOf(lines.map((line) => line.replace(/^>\s?/, '')).join(' ')) }];
    if (lines.every((line) => ITEM.test(line)))
      return [{ kind: 'list', items: lines.map((line) => plainOf(line.replace(ITEM, ''))) }];
    const words = plainOf(paragraph);
    return words === '' ? [] : [{ kind: 'text', text: words }];
  });
}

/** Recordings after which nobody wrote down what is said: who cannot hear has nothing of them. */
export function recordingsWithoutWords(text: string): string[] {
  const blocks = blocksOf(text);
  return blocks.flatMap((block, at) =>
    block.kind === 'recording' && blocks[at + 1]?.kind !== 'quote' ? [block.title] : [],
  );
}

/** All words of a text, joined. */
export function wordsOf(text: string): string {
  return blocksOf(text)
    .map((block) => {
      if (block.kind === 'list') return block.items.join('. ');
      if (block.kind === 'picture') return block.caption;
      return block.kind === 'recording' ? block.title : block.text;
    })
    .join('\n');
}

/** In Vietnamese a syllable is a word on paper. */
export const countWords = (text: string): number => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;

/**
 * What only the register says of a certificate. In a text it stands as `{sao}`, `{quyet-dinh}`, `{han}`, and each page
 * writes there what is so on its day.
 */
export const LOCKED = ['sao', 'quyet-dinh', 'han'] as const;
export type LockedFacts = Readonly<Record<(typeof LOCKED)[number], string>>;

export function fillLocked(text: string, facts: LockedFacts): string {
  return text.replace(/\{(sao|quyet-dinh|han)\}/g, (_, name: keyof LockedFacts) => facts[name]);
}

/** What the register holds of the certificates that a story may speak of. */
export type CertificateKnown = {
  /** In force today; several for a producer with several goods. */
  stars: readonly number[];
  /** Numbers of decisions, as `decisionKey` writes them. */
  decisions: readonly string[];
  days: readonly Day[];
};

/** Something that a text says of a certificate by itself. `agrees`: the register says the same today. */
export type Claim = { kind: 'stars' | 'decision' | 'day'; said: string; agrees: boolean };

const NUMERALS: Readonly<Record<string, number>> = {
  một: 1,
  hai: 2,
  ba: 3,
  bốn: 4,
  tư: 4,
  năm: 5,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
};

/** What the texts say of stars, decisions and terms beside the locked facts. */
export function claimsIn({ vi, en }: StoryText, known: CertificateKnown): Claim[] {
  const text = `${vi}\n${en}`.normalize('NFC');
  const lower = accentKey(text.replace(/\n/g, ' ')).replace(/[*_]/g, '');
  const claims: Claim[] = [];
  for (const [said, word] of lower.matchAll(
    /(?<![\p{L}\p{N}/])(?<!(?:lần|mẻ|đợt) )(\d{1,2}|một|hai|ba|bốn|tư|năm|one|two|three|four|five)[ -]?(?:sao|stars?)(?![\p{L}\p{N}])/gu,
  ))
    claims.push({
      kind: 'stars',
      said,
      agrees: known.stars.includes(NUMERALS[word!] ?? Number(word)),
    });
  for (const [said] of text.matchAll(/[★⭐]+/gu))
    claims.push({ kind: 'stars', said, agrees: known.stars.includes([...said].length) });
  for (const [said] of text.matchAll(/\d{1,6}\s*\/\s*(?:\d{4}\s*\/\s*)?Q[ĐÐD][-–—\p{L}\d&]*/giu))
    claims.push({ kind: 'decision', said, agrees: known.decisions.includes(decisionKey(said)) });
  for (const [said, day, month, year] of lower.matchAll(
    /(?:hiệu lực|giá trị|thời hạn|hết hạn|hạn đến|công nhận|cấp ngày|valid)[^.;\d]{0,40}(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/gu,
  )) {
    const found = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
    claims.push({ kind: 'day', said, agrees: isDay(found) && known.days.includes(found) });
  }
  return claims;
}

const SENTENCE = /[^.!?…]+[.!?…]+["”’»)]*\s*|[^.!?…]+$/gu;
const sentencesOf = (text: string): string[] =>
  (text.match(SENTENCE) ?? []).map((one) => one.trim()).filter((one) => one !== '');
const ended = (text: string): string => (/[.!?…]["”’»)]*$/.test(text) ? text : `${text}.`);

/** So many words are read out in sixty to ninety seconds. */
export const RADIO_WORDS = { least: 160, most: 260 };
/** A speaker who is understood across a field reads about as many a minute. */
const WORDS_A_MINUTE = 175;

export const radioSeconds = (text: string): number => Math.round((countWords(text) / WORDS_A_MINUTE) * 60);

/**
 * A script of sixty to ninety seconds from the story's own sentences: headings and the first sentence of each
 * paragraph, then the second ones, as far as there is time.
 *
 * @param frame what is said before and after.
 */
export function radioScript(text: string, frame: { before: string; after: string }): string {
  const parts = blocksOf(text).flatMap((block): { sentences: string[]; isHeading: boolean }[] => {
    if (block.kind === 'heading') return [{ sentences: [ended(block.text)], isHeading: true }];
    return block.kind === 'text' || block.kind === 'quote'
      ? [{ sentences: sentencesOf(block.text), isHeading: false }]
      : [];
  });
  const taken = parts.map(() => 0);
  let room = RADIO_WORDS.most - countWords(frame.before) - countWords(frame.after);
  let spoken = RADIO_WORDS.most - room;
  for (let turn = 0; turn < 6 && (turn === 0 || spoken < RADIO_WORDS.least); turn += 1)
    for (const [at, { sentences }] of parts.entries()) {
      const next = sentences[turn];
      if (next === undefined || taken[at] !== turn) continue;
      const words = countWords(next);
      if (words > room) continue;
      taken[at] = turn + 1;
      room -= words;
      spoken += words;
    }
  const body = parts
    .flatMap(({ sentences }, at) =>
      taken[at]! > 0 ? [sentences.slice(0, taken[at]).map(ended).join(' ')] : [],
    )
    .join('\n');
  return [frame.before, body, frame.after].filter((part) => part !== '').join('\n\n');
}

/** The first paragraphs of a text, as whole ones, in at most so many characters; `null`: it fits whole. */
export function beginningOf(text: string, most: number): string | null {
  if (text.length <= most) return null;
  const kept: string[] = [];
  let length = 0;
  for (const paragraph of paragraphsOf(text)) {
    length += paragraph.length + 2;
    if (length > most) break;
    kept.push(paragraph);
  }
  return kept.join('\n\n');
}
