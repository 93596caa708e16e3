import { decisionKey } from '#src/domain/certification/decision.ts';
import { foldedWords, tidy } from '#src/domain/shared/text.ts';
import { gtin14 } from './gtin.ts';
import { stampCodeOf } from './stamp-code.ts';

/** What something printed on a pack, a stamp or a paper may be; more than one reading may be right. */
export type Reading =
  /** An address of this site, without host and language. */
  | { kind: 'address'; path: string }
  /** An address of another site. */
  | { kind: 'foreign'; host: string }
  | { kind: 'stamp'; code: string }
  | { kind: 'gtin'; gtin: string }
  /** Digits of the length of a GTIN with a wrong last digit: one of them was misread. */
  | { kind: 'gtin_misread'; digits: string }
  /** Twelve letters and digits: the number of a certificate in this register. One in ninety has no digit. */
  | { kind: 'certificate'; id: string }
  /** Key of a decision's number; without letters when only the number was typed. */
  | { kind: 'decision'; key: string }
  | { kind: 'words'; text: string };

const MOST_CHARACTERS = 300;

/**
 * What the text may be, most likely first; always ends with its words, so that a name falls to the search.
 * Empty for an empty text.
 *
 * @param ownHosts hosts of this site, in lower case, with their port.
 * @param isOurs whether a code was made with our keys.
 */
export function readPrinted(
  typed: string,
  ownHosts: readonly string[],
  isOurs: (code: string) => boolean = () => false,
): Reading[] {
  const text = tidy(typed).slice(0, MOST_CHARACTERS);
  if (text === '') return [];
  const address = readAddress(text, ownHosts);
  if (address) return [address];

  const readings: Reading[] = [];
  const compact = text.replace(/[\s.-]/g, '');
  const digits = /^\d+$/.test(compact) ? compact : null;
  const gtin = digits === null ? null : gtin14(digits);
  if (gtin) readings.push({ kind: 'gtin', gtin });

  const code = stampCodeOf(text);
  // A name of 18 letters is a name, unless it is a code that happens to have no digit.
  if (code && (/\d/.test(text) || isOurs(code))) readings.push({ kind: 'stamp', code });

  const id = compact.toLowerCase();
  if (/^[0-9a-hjkmnp-tv-z]{12}$/.test(id) && gtin === null) {
    readings.push({ kind: 'certificate', id });
  }

  const decision = decisionIn(text);
  if (decision !== null) readings.push({ kind: 'decision', key: decision });

  if (digits !== null && gtin === null && [8, 12, 13, 14].includes(digits.length)) {
    readings.push({ kind: 'gtin_misread', digits });
  }
  return [...readings, { kind: 'words', text }];
}

/** The key of the decision number in the text; `null` when it does not read like one. */
function decisionIn(text: string): string | null {
  const words = foldedWords(text.replaceAll(/[Ðð]/g, 'đ'));
  const named = /^(?:theo |can cu )?(?:so |quyet dinh |qd )+\d/.test(words);
  const formed = /^\d+ ?(?:\d{4} )?qd/.test(words) || /^\d+ (?:\d{4} )?(?:ubnd|bnn|bnnmt|ttg)\b/.test(words);
  const bare = /^\d{1,6}(?: (?:19|20)\d{2})?$/.test(words);
  return named || formed || bare ? decisionKey(text) || null : null;
}

function readAddress(text: string, ownHosts: readonly string[]): Reading | null {
  const candidate = /^https?:\/\//i.test(text)
    ? text
    : /^[\w-]+(\.[\w-]+)*(:\d+)?\/\S*$/.test(text) && ownHosts.includes(text.split('/')[0]!.toLowerCase())
      ? `https://${text}`
      : /^\/(01|t|v|san-pham|so-dang-ky|chu-the|dia-phuong|diem-ban)\/\S+$/.test(text)
        ? `https://${ownHosts[0] ?? 'localhost'}${text}`
        : null;
  if (candidate === null || !URL.canParse(candidate)) return null;
  const url = new URL(candidate);
  if (!ownHosts.includes(url.host.toLowerCase())) return { kind: 'foreign', host: url.host };
  const path = url.pathname.replace(/^\/en(?=\/|$)/, '').replace(/\/{2,}/g, '/') || '/';
  return { kind: 'address', path };
}
