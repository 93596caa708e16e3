/**
 * Vietnamese typed with a keyboard that did not translate it: Telex ("nuowcs mawms") and VNI ("nuoc71 mam81").
 * Decoding is cheap and says nothing of whether it was meant; whoever asks compares with words that exist.
 */

const TELEX_TONES: Readonly<Record<string, string>> = {
  f: '\u0300',
  s: '\u0301',
  x: '\u0303',
  r: '\u0309',
  j: '\u0323',
};
const VNI_TONES: Readonly<Record<string, string>> = {
  2: '\u0300',
  1: '\u0301',
  4: '\u0303',
  3: '\u0309',
  5: '\u0323',
};

/** The word that the Telex keys would have given; `null` when they would have given the word as it stands. */
export function readTelex(typed: string): string | null {
  if (!/^[a-z]{2,12}$/.test(typed)) return null;
  let letters = typed;
  let tone = '';
  const vowel = letters.search(/[aeiouyw]/);
  if (vowel === -1) return null;
  for (let at = letters.length - 1; at > vowel; at -= 1) {
    const mark = TELEX_TONES[letters[at]!];
    // The r of "tr" and the s of a foreign word come before the vowel and stay.
    if (mark) {
      tone = mark;
      letters = letters.slice(0, at) + letters.slice(at + 1);
      break;
    }
  }
  let shaped = letters
    .replace(/^dd/, 'đ')
    .replace(/^d(.*)d$/, 'đ$1')
    .replace('aa', 'â')
    .replace('ee', 'ê')
    .replace('oo', 'ô');
  if (shaped.includes('w')) shaped = hookAndBreve(shaped.replaceAll('w', ''), shaped.indexOf('w'));
  const read = withTone(shaped, tone);
  return read === typed ? null : read;
}

/** The word that the VNI keys would have given; `null` when the digits mean nothing. */
export function readVni(typed: string): string | null {
  if (!/^[a-z]+[1-9][a-z1-9]*$/.test(typed) || typed.length > 14) return null;
  let tone = '';
  let letters = '';
  for (const key of typed) {
    if (VNI_TONES[key]) {
      if (tone !== '') return null;
      tone = VNI_TONES[key];
    } else if (key === '6') {
      const shaped = replaceLast(letters, /[aeo](?!.*[aeo])/, { a: 'â', e: 'ê', o: 'ô' });
      if (shaped === null) return null;
      letters = shaped;
    } else if (key === '7') {
      const hooked = hookAndBreve(letters, letters.length, false);
      if (hooked === letters) return null;
      letters = hooked;
    } else if (key === '8') {
      const shaped = replaceLast(letters, /a(?!.*a)/, { a: 'ă' });
      if (shaped === null) return null;
      letters = shaped;
    } else if (key === '9') {
      if (!letters.startsWith('d')) return null;
      letters = `đ${letters.slice(1)}`;
    } else letters += key;
  }
  return /[aeiouyâăêôơư]/.test(letters) ? withTone(letters, tone) : null;
}

function replaceLast(text: string, pattern: RegExp, by: Readonly<Record<string, string>>): string | null {
  const at = text.search(pattern);
  return at === -1 ? null : text.slice(0, at) + by[text[at]!] + text.slice(at + 1);
}

/** What w or 7 does: "uo" becomes ươ, u becomes ư, o becomes ơ, a becomes ă; alone it is an ư. */
function hookAndBreve(letters: string, at: number, breve = true): string {
  if (/uo(?!$)|uo$/.test(letters) && !letters.startsWith('quo')) return letters.replace('uo', 'ươ');
  // "ưo" typed as u7o, the second key still to come.
  if (letters.includes('ưo')) return letters.replace('ưo', 'ươ');
  const before = letters.slice(0, at);
  const place = Math.max(
    before.lastIndexOf('u'),
    before.lastIndexOf('o'),
    breve ? before.lastIndexOf('a') : -1,
  );
  // "ua" with a hook is ưa, not uă, unless q goes before.
  const moved =
    breve && letters[place] === 'a' && letters[place - 1] === 'u' && letters[place - 2] !== 'q'
      ? place - 1
      : place;
  if (moved === -1) return breve ? `${letters.slice(0, at)}ư${letters.slice(at)}` : letters;
  const shaped = { u: 'ư', o: 'ơ', a: 'ă' }[letters[moved]!]!;
  return letters.slice(0, moved) + shaped + letters.slice(moved + 1);
}

/** The tone where it belongs: on the vowel with a shape of its own, else by the place in the rhyme. */
function withTone(letters: string, tone: string): string {
  if (tone === '') return letters;
  const onset = /^(qu|gi(?=[aeiouyâăêôơư]))/.exec(letters)?.[0].length ?? 0;
  const shaped = [...letters].findLastIndex((letter, at) => at >= onset && 'âăêôơư'.includes(letter));
  let at = shaped;
  if (at === -1) {
    const vowels = /[aeiouy]+/.exec(letters.slice(onset));
    if (!vowels) return letters;
    const start = onset + vowels.index;
    const isClosed = start + vowels[0].length < letters.length;
    at = start + (vowels[0].length >= 3 || (vowels[0].length === 2 && isClosed) ? 1 : 0);
  }
  return (letters.slice(0, at + 1) + tone + letters.slice(at + 1)).normalize('NFC');
}
