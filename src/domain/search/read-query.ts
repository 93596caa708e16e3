import type { Stars } from '#src/domain/certification/rule-set.ts';
import { accentKey, fold, tidy } from '#src/domain/shared/text.ts';
import { codeKey } from './code.ts';
import { readTelex, readVni } from './keyboard.ts';
import type { Lexicon } from './lexicon.ts';
import { placeLexeme, type PlaceName, type PlaceNames } from './place-names.ts';
import type { PlaceAnswer } from './product-search.ts';
import { CLASSIFIERS, LITTLE_WORDS, longestPhrase, meaningsOf, UNITS, type Phrase } from './synonyms.ts';
import { agreement, foldWord, searchWords } from './words.ts';

/** A word that is looked for. */
export type Wanted = {
  /** As `searchWords` writes it, with the accents that were typed. */
  word: string;
  folded: string;
  /** Whether the accents are known: typed with some, or from our own tables. */
  hasMarks: boolean;
  /** Whether longer words will do. */
  prefix: boolean;
};

/**
 * One way to have what a group asks for: these words. `strict`: with these accents and side by side;
 * `together`: side by side.
 */
export type Alternative = { words: readonly Wanted[]; strict: boolean; together?: boolean };

/** What has to be found; any of the alternatives or lexemes will do. */
export type Group = {
  kind: 'goods' | 'place';
  alternatives: readonly Alternative[];
  /** Lexemes of kinds of goods or of places. */
  lexemes: readonly string[];
  /** Without it goods are found too, further down. */
  isOptional: boolean;
};

/** One way to read the query. */
export type Attempt = {
  groups: readonly Group[];
  /** The words as read, for showing; `null` when they are as typed. */
  corrected: readonly string[] | null;
  /** Products in whose names a word put right stands beside its neighbour. */
  evidence: number;
  /** Points that the best answer must have; see `rank`. Above 0 where a word was left out: what is left may mean anything. */
  least: number;
};

export type Understood = {
  stars: readonly Stars[];
  provinces: readonly string[];
  priceFrom: number | null;
  priceTo: number | null;
  groups: readonly number[];
};

export type Reading = {
  /** Likeliest first; the next is for when nothing is found, or little where `evidence` promises much. Empty: no words. */
  attempts: readonly Attempt[];
  understood: Understood;
  places: readonly PlaceAnswer[];
  /** `codeKey` of what may be a code; `null` when it cannot be. */
  code: string | null;
  /** Nothing but a code looks so: near misses must not be shown for it. */
  isSurelyCode: boolean;
  /** The text of the filters that were read out of the words. */
  filterText: string;
};

export type QueryKnowledge = { lexicon: Lexicon; places: PlaceNames };

const LONGEST_QUERY = 200;
const MOST_WORDS = 16;

/**
 * What a visitor means by what they typed. Pure: the same words, lexicon and places give the same reading.
 *
 * @param exactly take the words as they stand: no repair, no other keyboard, no synonyms.
 */
export function readQuery(typed: string, { lexicon, places }: QueryKnowledge, exactly = false): Reading {
  const text = accentKey([...typed].slice(0, LONGEST_QUERY).join(''));
  const code = readCode(typed, lexicon);
  const isOpenEnded = /\p{L}$/u.test(tidy(typed));

  const price = takePrice(text);
  const stars = takeStars(price.rest);
  const filterText = [...price.taken, ...stars.taken].join(' ');
  const chunks = stars.rest.split(/[^\p{L}\p{M}\p{N}]+/u).filter((chunk) => chunk !== '');
  let tokens = chunks.flatMap((chunk) => tokensOf(chunk, lexicon, exactly)).slice(0, MOST_WORDS);

  const kinds = takePhrases(tokens, 'filter');
  tokens = withoutNoise(
    kinds.rest,
    kinds.groups.length > 0 || stars.stars.length > 0 || price.from !== null || price.to !== null,
    { lexicon, places },
    exactly,
  );
  if (isOpenEnded && tokens.length > 0 && !exactly)
    tokens = tokens.with(-1, { ...tokens.at(-1)!, isLast: true });

  const knowledge = { lexicon, places };
  const literal = attemptOf(tokens, knowledge, exactly);
  // Nothing but a province of today: a filter, and no words.
  const isProvince =
    literal !== null &&
    literal.attempt.groups.every(({ kind, alternatives }) => kind === 'place' && alternatives.length === 0);
  const attempts: Attempt[] = literal === null || isProvince ? [] : [literal.attempt];
  let spots = literal?.spots ?? [];
  if (!exactly && literal !== null && !isProvince) {
    const repair = repaired(tokens, literal, lexicon);
    if (repair) {
      const again = attemptOf(repair.tokens, knowledge, false);
      if (again) {
        const attempt = {
          ...again.attempt,
          corrected: repair.tokens.map(({ raw }) => raw),
          evidence: repair.evidence,
        };
        if (repair.isCertain) {
          attempts.unshift(attempt);
          spots = again.spots;
        } else attempts.push(attempt);
      }
    }
    attempts.push(...looser(tokens, literal.locked, knowledge));
  }

  const provinces = provincesRead(spots);
  return {
    attempts,
    understood: {
      stars: stars.stars,
      provinces,
      priceFrom: price.from,
      priceTo: price.to,
      groups: kinds.groups,
    },
    places: spots.flatMap(({ names }) => placeAnswers(names, places, lexicon)).slice(0, 3),
    code: code?.key ?? null,
    isSurelyCode: code?.isSure ?? false,
    filterText,
  };
}

// Words

type Token = { raw: string; word: string; folded: string; hasMarks: boolean; isLast: boolean };

function tokenOf(word: string, raw: string): Token {
  const folded = foldWord(word);
  return { raw, word, folded, hasMarks: folded !== word, isLast: false };
}

/** The words of a piece without spaces, put through the keyboard that was not switched on. */
function tokensOf(chunk: string, lexicon: Lexicon, exactly: boolean): Token[] {
  if (!exactly) {
    const vni = readVni(chunk);
    if (vni !== null && isForm(vni, lexicon)) return [tokenOf(searchWords(vni)[0]!, vni)];
    if (lexicon.count(foldWord(searchWords(chunk)[0] ?? '')) === 0) {
      const telex = readTelex(chunk);
      if (telex !== null && lexicon.count(foldWord(searchWords(telex)[0] ?? '')) > 0)
        return [tokenOf(searchWords(telex)[0]!, telex)];
    }
  }
  const parts = chunk.match(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu) ?? [];
  return searchWords(chunk).map((word, index) => tokenOf(word, parts[index] ?? word));
}

function isForm(word: string, lexicon: Lexicon): boolean {
  const written = searchWords(word)[0] ?? '';
  return lexicon.forms(foldWord(written)).some((form) => form.word === written);
}

/** Whether what was typed can be the phrase: alike when folded, and no typed accent against it. */
function canBe(tokens: readonly Token[], phrase: Phrase): boolean {
  return (
    tokens.length === phrase.length &&
    tokens.every(({ word, hasMarks }, index) => !hasMarks || agreement(word, phrase[index]!) !== 'other')
  );
}

/** Takes the phrases that are filters out of the words. */
function takePhrases(tokens: readonly Token[], role: 'filter'): { rest: Token[]; groups: number[] } {
  const rest: Token[] = [];
  const groups = new Set<number>();
  for (let at = 0; at < tokens.length;) {
    const found = phraseAt(tokens, at, (meaning) => meaning.role === role);
    if (found) {
      for (const group of found.meanings.flatMap((meaning) => meaning.groups)) groups.add(group);
      at += found.length;
    } else {
      rest.push(tokens[at]!);
      at += 1;
    }
  }
  return { rest, groups: [...groups] };
}

type Meanings = ReturnType<typeof meaningsOf>;

/** The longest phrase of the tables at a place, with all it can mean. */
function phraseAt(
  tokens: readonly Token[],
  at: number,
  fits: (meaning: Meanings[number]) => boolean,
): { length: number; meanings: Meanings } | null {
  for (let length = Math.min(longestPhrase, tokens.length - at); length > 0; length -= 1) {
    const slice = tokens.slice(at, at + length);
    const meanings = meaningsOf(slice.map(({ folded }) => folded).join(' ')).filter(
      (meaning) => fits(meaning) && canBe(slice, meaning.phrase),
    );
    if (meanings.length > 0) return { length, meanings };
  }
  return null;
}

function withoutNoise(
  tokens: readonly Token[],
  hasFilters: boolean,
  knowledge: QueryKnowledge,
  exactly: boolean,
): Token[] {
  const kept: Token[] = [];
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]!;
    const found = phraseAt(
      tokens,
      at,
      ({ role, phrase }) =>
        role === 'noise' &&
        (phrase.length > 1 || phrase[0] === token.word || (!token.hasMarks && !exactly)) &&
        (phrase.length > 1 || !isMeant(tokens, at, knowledge)),
    );
    // "gia vị" is no price of something.
    const goods = phraseAt(tokens, at, ({ role, phrase }) => role === 'goods' && phrase.length > 1);
    if (goods && goods.length > (found?.length ?? 0)) {
      kept.push(...tokens.slice(at, at + goods.length));
      at += goods.length;
      continue;
    }
    if (found) {
      at += found.length;
      continue;
    }
    // "của" joins, and nothing begins or ends with it; without accents it may be a crab.
    const isLittle =
      tokens.length > 1 &&
      (LITTLE_WORDS.has(token.raw) ||
        (!exactly &&
          !token.hasMarks &&
          LITTLE_FOLDED.has(token.folded) &&
          at > 0 &&
          at < tokens.length - 1 &&
          !isMeant(tokens, at, knowledge)));
    if (!isLittle) kept.push(token);
    at += 1;
  }
  // "đặc sản" alone is looked for as it stands; beside a filter it says nothing.
  return kept.length === 0 && !hasFilters ? [...tokens].filter(({ folded }) => folded !== 'ocop') : kept;
}

const LITTLE_FOLDED: ReadonlySet<string> = new Set([...LITTLE_WORDS].map(foldWord));

/** Whether names or places have the word beside one of its neighbours, with the accents that were typed. */
function isMeant(tokens: readonly Token[], at: number, { lexicon, places }: QueryKnowledge): boolean {
  const { word, folded, hasMarks } = tokens[at]!;
  const before = tokens[at - 1]?.folded;
  const after = tokens[at + 1]?.folded;
  if (hasMarks && !lexicon.forms(folded).some((form) => agreement(word, form.word) !== 'other')) return false;
  if (before !== undefined && lexicon.pair(before, folded) > 0) return true;
  if (after !== undefined && lexicon.pair(folded, after) > 0) return true;
  for (let from = Math.max(0, at - 2); from <= at; from += 1) {
    for (let to = Math.max(at + 1, from + 2); to <= Math.min(tokens.length, from + 3); to += 1) {
      if (spotAt(tokens, from, to, places).length > 0) return true;
    }
  }
  return false;
}

// Places

/** Words that name a place. */
type Spot = { from: number; to: number; names: readonly PlaceName[]; isForced: boolean };

const PLACE_KINDS = new Map([
  ['tinh', 1],
  ['xa', 1],
  ['phuong', 1],
  ['huyen', 1],
  ['quan', 1],
  ['tp', 1],
  ['tx', 1],
  ['tt', 1],
  ['thanh pho', 2],
  ['thi xa', 2],
  ['thi tran', 2],
  ['dac khu', 2],
]);

function spotAt(
  tokens: readonly Token[],
  from: number,
  to: number,
  places: PlaceNames,
): readonly PlaceName[] {
  const slice = tokens.slice(from, to);
  return places
    .named(slice.map(({ folded }) => folded).join(' '))
    .filter((name) => canBe(slice, name.accentWords.split(' ')));
}

/** Places that the last or the first words name; goods are named in between. */
function spotsOf(tokens: readonly Token[], { lexicon, places }: QueryKnowledge): Spot[] {
  const spots: Spot[] = [];
  let start = 0;
  let end = tokens.length;
  const crosses = (first: number, second: number) =>
    first >= 0 && second < tokens.length && lexicon.pair(tokens[first]!.folded, tokens[second]!.folded) > 0;
  const tryAt = (from: number, to: number): Spot | null => {
    const names = spotAt(tokens, from, to, places);
    if (names.length === 0) return null;
    let kindFrom = from;
    for (const length of [2, 1]) {
      const before = tokens.slice(Math.max(start, from - length), from);
      if (
        before.length === length &&
        PLACE_KINDS.get(before.map(({ folded }) => folded).join(' ')) === length
      ) {
        kindFrom = from - length;
        break;
      }
    }
    const isForced = kindFrom < from;
    // A single syllable names a place only alone: "Hồ" is a commune, and a surname.
    const isWhole = from === 0 && to === tokens.length;
    const isProvince = names.some(({ level }) => level === 'province');
    if (!isForced && !isWhole && to - from < 2 && !(isProvince && tokens[from]!.folded === 'hue'))
      return null;
    return { from: kindFrom, to, names: isForced && kindFrom === from - 1 ? names : names, isForced };
  };
  const longest = Math.min(places.longest, 5);
  for (let again = true; again && end > start;) {
    again = false;
    for (let length = Math.min(longest, end - start); length > 0 && !again; length -= 1) {
      const spot = tryAt(end - length, end);
      // "trà hoa vàng" is no tea of Hòa Vang: its words stand together in names.
      const isWithin = !spot?.isForced && crosses(end - length - 1, end - length) && length + start < end;
      if (spot && (!isWithin || spot.names.some(({ level }) => level === 'province'))) {
        spots.push(spot);
        end = spot.from;
        again = true;
      }
    }
  }
  for (let length = Math.min(longest, end - start); length > 1; length -= 1) {
    const spot = tryAt(start, start + length);
    if (spot && !crosses(start + length - 1, start + length)) {
      spots.push(spot);
      start += length;
      break;
    }
  }
  return spots;
}

function provincesRead(spots: readonly Spot[]): string[] {
  const codes = spots.flatMap(({ names }) =>
    names
      .filter(({ level, isFormer }) => level === 'province' && !isFormer)
      .map(({ provinceCode }) => provinceCode),
  );
  return [...new Set(codes)];
}

/** The places that a spot can mean, likeliest first: a province alone if it is one, else where goods come from. */
function placeAnswers(names: readonly PlaceName[], places: PlaceNames, lexicon: Lexicon): PlaceAnswer[] {
  const provinces = names.filter(({ level }) => level === 'province');
  const current = provinces.filter(({ isFormer }) => !isFormer);
  const meant = current.length > 0 ? current : provinces.length > 0 ? provinces : names;
  const known = meant.map((name) => {
    const commune =
      name.level === 'commune' && name.communeCodes.length === 1
        ? places.commune(name.communeCodes[0]!)
        : null;
    return {
      name,
      commune,
      goods:
        name.level === 'province'
          ? lexicon.lexemes(`@@${name.provinceCode}`)
          : name.communeCodes.reduce((sum, code) => sum + lexicon.lexemes(`@@${code}`), 0),
    };
  });
  const withGoods = known.filter(({ goods }) => goods > 0);
  const told = withGoods.length > 0 ? withGoods : known;
  // A commune of today stands for the old district or commune whose name it has.
  const today = new Set(told.filter(({ name }) => !name.isFormer).map(({ name }) => name.provinceCode));
  return told
    .filter(({ name }) => !name.isFormer || name.level === 'province' || !today.has(name.provinceCode))
    .sort((a, b) => Number(a.name.isFormer) - Number(b.name.isFormer) || b.goods - a.goods)
    .map(({ name, commune }) => {
      const provinceName = places.province(name.provinceCode)?.fullName ?? '';
      return {
        provinceCode: name.provinceCode,
        communeCode: commune?.code ?? null,
        name: commune?.fullName ?? provinceName,
        provinceName,
        formerName: name.isFormer ? name.name : null,
      };
    });
}

// Groups

function wantedOf({ word, folded, hasMarks }: Token, prefix = false): Wanted {
  return { word, folded, hasMarks, prefix };
}

function wantedPhrase(phrase: Phrase): Alternative {
  return {
    words: phrase.map((word) => ({ word, folded: foldWord(word), hasMarks: true, prefix: false })),
    strict: true,
  };
}

function attemptOf(
  tokens: readonly Token[],
  knowledge: QueryKnowledge,
  exactly: boolean,
  longest = longestPhrase,
): { attempt: Attempt; spots: Spot[]; locked: boolean[]; known: boolean[] } | null {
  if (tokens.length === 0) return null;
  const { lexicon } = knowledge;
  const spots = exactly ? [] : spotsOf(tokens, knowledge);
  const locked = tokens.map((_, index) => spots.some(({ from, to }) => from <= index && index < to));
  const known = [...locked];
  const hasGoods = locked.includes(false);
  const groups: Group[] = [];
  for (let at = 0; at < tokens.length;) {
    const spot = spots.find(({ from }) => from === at);
    if (spot) {
      groups.push(placeGroup(tokens.slice(spot.from, spot.to), spot, hasGoods));
      at = spot.to;
      continue;
    }
    const found = exactly
      ? null
      : phraseAt(
          unlocked(tokens, locked, at),
          0,
          ({ role, phrase }) => role === 'goods' && phrase.length <= longest,
        );
    const isAmount = !exactly && found === null && isAmountAt(tokens, at);
    const length = found?.length ?? (isAmount ? 2 : 1);
    if (found) known.fill(true, at, at + length);
    const slice = tokens.slice(at, at + length);
    const literal: Alternative = {
      words: slice.map((token, index) =>
        wantedOf(token, !exactly && isOpen(slice, index, tokens, at, lexicon)),
      ),
      strict: false,
    };
    const meant = found?.meanings ?? [];
    const classifier = slice.length === 1 && hasGoods && isClassifier(tokens, at, lexicon);
    groups.push({
      kind: 'goods',
      alternatives: [literal, ...meant.flatMap(({ others }) => others).map(wantedPhrase)],
      lexemes: meant.flatMap((meaning) => meaning.kinds),
      isOptional: (classifier && !exactly) || (isAmount && tokens.length > 2),
    });
    at += length;
  }
  return { attempt: { groups, corrected: null, evidence: 0, least: 0 }, spots, locked, known };
}

/** The words from a place on, up to the next that names a place. */
function unlocked(tokens: readonly Token[], locked: readonly boolean[], at: number): readonly Token[] {
  const end = locked.indexOf(true, at);
  return tokens.slice(at, end === -1 ? tokens.length : end);
}

/** Whether the word may be the beginning of a longer one: the last, and not surely whole. */
function isOpen(
  slice: readonly Token[],
  index: number,
  tokens: readonly Token[],
  at: number,
  lexicon: Lexicon,
): boolean {
  const token = slice[index]!;
  if (!token.isLast || index !== slice.length - 1) return false;
  if (lexicon.count(token.folded) === 0) return true;
  const before = tokens[at + index - 1];
  return (
    before !== undefined &&
    lexicon.pair(before.folded, token.folded) === 0 &&
    lexicon.following(before.folded, token.folded, 1, true).length > 0
  );
}

/** "5kg": so much of it. */
function isAmountAt(tokens: readonly Token[], at: number): boolean {
  const unit = tokens[at + 1];
  return unit !== undefined && /^\p{N}+$/u.test(tokens[at]!.word) && UNITS.has(unit.word);
}

/** "quả" in "quả na": not in "hoa quả", nor where the next word follows it in names. */
function isClassifier(tokens: readonly Token[], at: number, lexicon: Lexicon): boolean {
  const token = tokens[at]!;
  const next = tokens[at + 1];
  if (at !== 0 || next === undefined || !next.folded) return false;
  const is = token.hasMarks
    ? CLASSIFIERS.has(token.word)
    : [...CLASSIFIERS].some((word) => foldWord(word) === token.folded);
  return is && (token.hasMarks || lexicon.pair(token.folded, next.folded) === 0);
}

function placeGroup(slice: readonly Token[], { names, isForced }: Spot, hasGoods: boolean): Group {
  const provinces = names.filter(({ level }) => level === 'province');
  const current = provinces.filter(({ isFormer }) => !isFormer);
  // A province of today is meant rather than a commune or a district that has its name.
  const meant = current.length > 0 ? current : provinces.length > 0 ? provinces : names;
  const lexemes = new Set(
    meant.map(({ level, accentWords }) => placeLexeme(level, accentWords.split(' ').map(foldWord).join(' '))),
  );
  const literal = isForced
    ? slice.slice(slice.length - Math.min(...names.map(({ accentWords }) => accentWords.split(' ').length)))
    : slice;
  return {
    kind: 'place',
    alternatives:
      current.length > 0 && !hasGoods
        ? []
        : [{ words: literal.map((token) => wantedOf(token)), strict: false, together: true }],
    lexemes: [...lexemes],
    isOptional: hasGoods && provinces.length === 0,
  };
}

// Repair

type Repair = { tokens: Token[]; evidence: number; isCertain: boolean };

/** The words put right by what the index knows; `null` when nothing is wrong, or nothing better is known. */
function repaired(
  tokens: readonly Token[],
  { known, locked }: { known: readonly boolean[]; locked: readonly boolean[] },
  lexicon: Lexicon,
): Repair | null {
  let isChanged = false;
  let isCertain = false;
  let evidence = 0;
  const read: Token[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = read.at(-1)?.folded ?? null;
    const after = tokens[index + 1]?.folded ?? null;
    if (known[index] || /^\p{N}/u.test(token.word)) {
      read.push(token);
      continue;
    }
    const count = lexicon.count(token.folded);
    const next = tokens[index + 1];
    const withNext = (word: string) => {
      if (next === undefined) return 0;
      const whole = lexicon.pair(word, next.folded);
      // The last word may be a beginning: "tân cươ" is all right.
      return whole > 0 || !next.isLast
        ? whole
        : (lexicon.following(word, next.folded, 1, true)[0]?.count ?? 0);
    };
    const together = (word: string) => (before === null ? 0 : lexicon.pair(before, word)) + withNext(word);
    // A place beside it says nothing against a word that goods have: "gốm hà nội".
    const isAlone =
      (before === null || (locked[index - 1] ?? false)) && (after === null || (locked[index + 1] ?? false));
    // What it is stands first, and was typed as goods are written: "khăn lụa" is no slip for "nhãn lụa".
    const isSaid =
      index === 0 &&
      token.hasMarks &&
      lexicon.lexemes(`^${token.folded}`) > 0 &&
      lexicon.forms(token.folded).some(({ word }) => word === token.word);
    // "đậu sị": the next word is the slip.
    const isNextHeard =
      next !== undefined &&
      spokenAs(next.folded, lexicon).some((heardNext) => lexicon.pair(token.folded, heardNext) > 0);
    if (count > 0 && (isAlone || isSaid || isNextHeard || together(token.folded) > 0)) {
      read.push(token);
      continue;
    }
    // The word as it stands goes on, so that it is not taken for wrong while it is being typed.
    const isBegun = token.isLast && (count === 0 ? lexicon.beginning(token.folded, 1).length > 0 : false);
    const isFollowing =
      token.isLast && before !== null && lexicon.following(before, token.folded, 1, true).length > 0;
    if (isFollowing) {
      read.push(token);
      continue;
    }
    const parts = count === 0 ? split(token.folded, lexicon) : null;
    if (parts !== null) {
      read.push(...parts.map((part) => shown(part, null, lexicon)));
      isChanged = true;
      isCertain = true;
      continue;
    }
    const joined = count === 0 && after !== null ? token.folded + after : null;
    if (joined !== null && lexicon.count(joined) > 0) {
      read.push(token);
      continue;
    }
    const heard = spokenAs(token.folded, lexicon);
    const candidates = [...new Set([...heard, ...lexicon.near(token.folded)])]
      .filter((word) => /^\p{L}+$/u.test(word))
      .map((word) => {
        const likelihood = (heard.includes(word) ? 3 : 1) * (hasMarksOf(token, word, lexicon) ? 10 : 1);
        return { word, beside: together(word), count: lexicon.count(word), likelihood };
      })
      .filter(({ word, beside, count: found }) =>
        count > 0 ? beside > 0 : beside > 0 || (word.length >= 4 && token.folded.length >= 4 && found > 0),
      )
      .sort((a, b) => b.beside * b.likelihood - a.beside * a.likelihood || b.count - a.count);
    const best = candidates[0];
    if (!best || (isBegun && best.beside === 0)) {
      read.push(token);
      continue;
    }
    isChanged = true;
    if (count === 0 && !isBegun) isCertain = true;
    evidence = Math.max(evidence, best.beside > 0 ? best.beside : best.count);
    read.push(shown(best.word, token, lexicon));
  }
  return isChanged ? { tokens: read, evidence, isCertain } : null;
}

/** Written as it is heard in one part of the country, or as it is typed on a telephone. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/^f/, 'ph'],
  [/^z/, 'd'],
  [/^j/, 'gi'],
  [/^k(?=[aou])/, 'c'],
  [/^c(?=[iey])/, 'k'],
  [/^w/, 'qu'],
  [/^ch/, 'tr'],
  [/^tr/, 'ch'],
  [/^x/, 's'],
  [/^s/, 'x'],
  [/^l/, 'n'],
  [/^n(?![gh])/, 'l'],
  [/^gi(?=[aeiouy])/, 'd'],
  [/^gi(?=[aeiouy])/, 'r'],
  [/^d/, 'gi'],
  [/^r/, 'gi'],
  [/^ng(?=[iey])/, 'ngh'],
  [/^g(?=[iey])/, 'gh'],
];

function spokenAs(folded: string, lexicon: Lexicon): string[] {
  return SPOKEN.map(([heard, written]) => folded.replace(heard, written)).filter(
    (word) => word !== folded && lexicon.count(word) > 0,
  );
}

/** Whether the other word is written with the marks that were typed: "châu" is nearer to "trâu" than to "chua". */
function hasMarksOf({ word, hasMarks }: Token, other: string, lexicon: Lexicon): boolean {
  if (!hasMarks) return false;
  const marks = marksIn(word);
  return lexicon.forms(other).some((form) => marksIn(form.word) === marks);
}

function marksIn(word: string): string {
  return [...word.normalize('NFD').matchAll(/\p{M}|đ/gu)]
    .map(([mark]) => mark)
    .sort()
    .join('');
}

/** A word as read, with the accents that it mostly has; with those typed, if the letters stayed. */
function shown(folded: string, typed: Token | null, lexicon: Lexicon): Token {
  const form = lexicon.forms(folded)[0]?.word ?? folded;
  const isLast = typed?.isLast ?? false;
  return { raw: form, word: folded, folded, hasMarks: false, isLast };
}

/** Words written together, parted: each is known, and each follows the one before in names. `null`: cannot be. */
function split(folded: string, lexicon: Lexicon): string[] | null {
  if (folded.length < 4 || folded.length > 40) return null;
  // Best way to part each beginning, by its weakest link.
  const ways: ({ parts: string[]; link: number } | null)[] = [{ parts: [], link: Infinity }];
  for (let end = 1; end <= folded.length; end += 1) {
    ways[end] = null;
    for (let start = Math.max(0, end - 8); start < end; start += 1) {
      const way = ways[start];
      const part = folded.slice(start, end);
      if (!way || lexicon.count(part) === 0) continue;
      const last = way.parts.at(-1);
      const link = last === undefined ? way.link : Math.min(way.link, lexicon.pair(last, part));
      if (link > 0 && link > (ways[end]?.link ?? 0)) ways[end] = { parts: [...way.parts, part], link };
    }
  }
  const whole = ways[folded.length];
  return whole && whole.parts.length > 1 ? whole.parts : null;
}

/** Points below which what is left of the words has been found by chance. */
const ALMOST_ALL = 90;

/** The same where a place was let go: the goods themselves, not their words in somebody's name. */
const SOME = 40;

/** For when nothing is found: places let go, the last word left open, and at last one word left out. */
function looser(tokens: readonly Token[], locked: readonly boolean[], knowledge: QueryKnowledge): Attempt[] {
  const { lexicon } = knowledge;
  const attempts: Attempt[] = [];
  const plain = attemptOf(tokens, knowledge, false)!.attempt;
  if (
    plain.groups.some(({ kind, isOptional }) => kind === 'place' && !isOptional) &&
    locked.includes(false)
  ) {
    attempts.push({
      ...plain,
      groups: plain.groups.map((group) => (group.kind === 'place' ? { ...group, isOptional: true } : group)),
      least: SOME,
    });
  }
  const last = tokens.at(-1)!;
  if (last.isLast && !locked.at(-1)) {
    const groups = plain.groups.map((group, index) =>
      index < plain.groups.length - 1 ? group : { ...group, alternatives: group.alternatives.map(openLast) },
    );
    attempts.push({ ...plain, groups });
  }
  // A phrase of our tables word by word: "lotus tea" is any tea of lotus.
  const byWord = attemptOf(tokens, knowledge, false, 1)!.attempt;
  if (byWord.groups.length > plain.groups.length) attempts.push(byWord);
  // One word left out: one that nothing has, among words that stand together in names; or all but what it is.
  const goods = tokens.filter((_, index) => !locked[index]);
  const without = (dropped: Token) => {
    const kept = tokens.filter((token) => token !== dropped);
    const again = attemptOf(kept, knowledge, false);
    if (again) attempts.push({ ...again.attempt, corrected: kept.map(({ raw }) => raw), least: ALMOST_ALL });
  };
  if (goods.length >= 3) {
    // What it is stands first, and is never left out.
    // What stands beside no neighbour in any name is the likeliest to be too much.
    const links = new Map(goods.map((token, at) => [token, linkOf(goods, at, lexicon)]));
    for (const dropped of goods
      .slice(1)
      .toSorted((a, b) => links.get(a)! - links.get(b)! || lexicon.count(a.folded) - lexicon.count(b.folded))
      .slice(0, 2)) {
      const kept = tokens.filter((token) => token !== dropped);
      if (
        lexicon.lexemes(`^${goods[0]!.folded}`) > 0 ||
        kept.some(
          (token, at) => kept[at + 1] !== undefined && lexicon.pair(token.folded, kept[at + 1]!.folded) > 0,
        )
      ) {
        without(dropped);
      }
    }
  } else if (goods.length === 2 && lexicon.lexemes(`^${goods[0]!.folded}`) > 0) without(goods[1]!);
  const run = longestRun(tokens, locked, lexicon);
  if (run !== null) {
    const again = attemptOf(run, knowledge, false);
    if (again) attempts.push({ ...again.attempt, corrected: run.map(({ raw }) => raw), least: ALMOST_ALL });
  }
  return attempts;
}

/** The share of its neighbours that names have the word beside. */
function linkOf(tokens: readonly Token[], at: number, lexicon: Lexicon): number {
  const { folded } = tokens[at]!;
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  const links = [
    ...(before ? [lexicon.pair(before.folded, folded)] : []),
    ...(after ? [lexicon.pair(folded, after.folded)] : []),
  ];
  return links.filter((count) => count > 0).length / links.length;
}

/** The most words in a row that stand side by side in names, with the places named; `null`: no two, or all. */
function longestRun(
  tokens: readonly Token[],
  locked: readonly boolean[],
  lexicon: Lexicon,
): readonly Token[] | null {
  let best: readonly number[] = [];
  let run: number[] = [];
  for (const [at, token] of tokens.entries()) {
    const before = run.at(-1);
    const follows =
      before !== undefined && !locked[at] && lexicon.pair(tokens[before]!.folded, token.folded) > 0;
    run = follows ? [...run, at] : locked[at] ? [] : [at];
    if (run.length > best.length) best = run;
  }
  if (best.length < 2) return null;
  const kept = tokens.filter((_, at) => locked[at] || best.includes(at));
  return kept.length === tokens.length ? null : kept;
}

function openLast(alternative: Alternative): Alternative {
  if (alternative.strict) return alternative;
  return {
    ...alternative,
    words: alternative.words.with(-1, { ...alternative.words.at(-1)!, prefix: true }),
  };
}

// Filters in words

const NUMBER = String.raw`(\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)`;
const UNIT = String.raw`\s*(k|nghin|ngan|ng|trieu|tr|d|dong|vnd)?(?![a-z0-9])(?:\s*(?:dong|vnd|d)(?![a-z0-9]))?`;

type PriceRead = { rest: string; taken: string[]; from: number | null; to: number | null };

/** Prices in words: "dưới 200k", "từ 100k đến 300 nghìn", "trên 1,5 triệu", "100k-200k". */
function takePrice(text: string): PriceRead {
  const plain = fold(text);
  // Folding keeps the number of letters of any Vietnamese text; where it does not, no price is read.
  if (plain.length !== text.length) return { rest: text, taken: [], from: null, to: null };
  const patterns: readonly (readonly [
    RegExp,
    (amounts: (number | null)[]) => { from: number | null; to: number | null } | null,
  ])[] = [
    [
      new RegExp(String.raw`(?:\b(?:gia|tu|khoang)\s+)*${NUMBER}${UNIT}\s*(?:-|den|toi)\s*${NUMBER}${UNIT}`),
      ([from = null, to = null]) => (from !== null && to !== null && from <= to ? { from, to } : null),
    ],
    [
      new RegExp(
        String.raw`(?:\bgia\s+)?(?:\b(?:duoi|nho hon|it hon|khong qua|toi da|re hon|under|below)\b|<=?)\s*${NUMBER}${UNIT}`,
      ),
      ([to = null]) => (to === null ? null : { from: null, to }),
    ],
    [
      new RegExp(
        String.raw`(?:\bgia\s+)?(?:\b(?:tren|tu|lon hon|hon|toi thieu|over|above)\b|>=?)\s*${NUMBER}${UNIT}(?:\s*tro len)?`,
      ),
      ([from = null]) => (from === null ? null : { from, to: null }),
    ],
  ];
  for (const [pattern, meaning] of patterns) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const units = [match[2], match[4]];
    const amounts = [match[1], match[3]].map((number, index) =>
      // "từ 100 đến 300 nghìn": the first number has the unit of the second.
      number === undefined ? null : amountOf(number, units[index] ?? units[1]),
    );
    // "từ 4 sao" is no price.
    if (/^\s*(sao|star|\*|★)/.test(plain.slice(match.index + match[0].length))) continue;
    const read = meaning(amounts);
    if (!read) continue;
    return {
      ...read,
      taken: [text.slice(match.index, match.index + match[0].length).trim()],
      rest: `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`,
    };
  }
  return { rest: text, taken: [], from: null, to: null };
}

/** Whole đồng; `null` when it cannot be a price. A small number without a unit counts thousands. */
function amountOf(number: string, unit: string | undefined): number | null {
  const isGrouped = /^\d{1,3}([.,]\d{3})+$/.test(number);
  const value = isGrouped ? Number(number.replace(/[.,]/g, '')) : Number(number.replace(',', '.'));
  const factor =
    unit === 'trieu' || unit === 'tr'
      ? 1_000_000
      : unit === 'k' || unit === 'nghin' || unit === 'ngan' || unit === 'ng'
        ? 1_000
        : null;
  const amount =
    factor !== null ? value * factor : value >= 1_000 ? value : unit === undefined ? value * 1_000 : null;
  if (amount === null || !Number.isFinite(amount) || amount <= 0) return null;
  return Math.min(Math.round(amount), 2_147_483_647);
}

const STAR_WORDS: Readonly<Record<string, Stars>> = {
  '3': 3,
  '4': 4,
  '5': 5,
  ba: 3,
  bon: 4,
  nam: 5,
  three: 3,
  four: 4,
  five: 5,
};

/** Stars in words: "4 sao", "bốn sao", "5*", "★★★★", "từ 4 sao", "4 sao trở lên". */
function takeStars(text: string): { rest: string; taken: string[]; stars: Stars[] } {
  const plain = fold(text);
  if (plain.length !== text.length) return { rest: text, taken: [], stars: [] };
  const stars = new Set<Stars>();
  const taken: string[] = [];
  let rest = text;
  const pattern =
    /(?:(?<![a-z0-9])(?:hang|dat|tu)\s+)*(?<![\p{L}\p{N}])(?:(3|4|5|ba|bon|nam|three|four|five)[\s-]*(?:sao|stars?|\*|★|⭐)(?![a-z])|(★{3,5}|⭐{3,5}|\*{3,5}))(?:\s*(tro len))?/gu;
  for (const match of plain.matchAll(pattern)) {
    const written = text.slice(match.index, match.index + match[0].length);
    // "năm sao" is five; "nấm sao" is not.
    if (match[1] === 'nam' && !/n(a|ă)m/.test(written)) continue;
    const least = match[1] ? STAR_WORDS[match[1]]! : ([...match[2]!].length as Stars);
    const isFrom = match[3] !== undefined || /^(?:hang\s+|dat\s+)*tu\s/.test(match[0]);
    for (const star of isFrom ? ([3, 4, 5] as const).filter((each) => each >= least) : [least])
      stars.add(star);
    taken.push(written.trim());
    rest = rest.replace(written, ' '.repeat(written.length));
  }
  return { rest, taken, stars: [...stars].sort() };
}

// Codes

const CODE_WORDS = /^(so|qd|ubnd|ttg|gcn|ocop|ma|hd|bnn|bnnmt|bnnptnt|tem|gtin|no)$/;

/** What may be the number of a certificate or decision, a GTIN or another code. */
function readCode(typed: string, lexicon: Lexicon): { key: string; isSure: boolean } | null {
  const text = tidy(typed);
  const key = codeKey(text.replace(/^(số|mã|mã số|gtin|qđ số)[:\s]+/iu, ''));
  const digits = key.replace(/\D/g, '').length;
  if (key.length < 4 || key.length > 40 || digits < 2) return null;
  const pieces = text.split(/[\s./_:,–—-]+/).filter(Boolean);
  const letters = pieces.flatMap((piece) => fold(piece).match(/[a-z]+/g) ?? []);
  const areCodeWords = letters.every(
    (word) =>
      CODE_WORDS.test(word) ||
      (lexicon.count(word) === 0 && lexicon.beginning(word, 1).length === 0) ||
      word.length === 1,
  );
  const isDecision = /\d+\s*\/\s*qđ/iu.test(text) || /\d+\/qd-/i.test(text);
  const isLongNumber = letters.length === 0 && digits >= 8 && digits <= 20;
  const isMixed = digits >= 4 && areCodeWords && letters.length > 0 && key.length >= 8;
  // Our own identifiers: twelve letters and digits, none of them i, l, o, u.
  const isOwn =
    /^[0-9A-HJKMNP-TV-Z]{12}$/.test(key) &&
    digits >= 2 &&
    pieces.every((piece) => /\d/.test(piece) || piece.length <= 6) &&
    areCodeWords;
  return { key, isSure: isDecision || isLongNumber || isMixed || isOwn };
}
