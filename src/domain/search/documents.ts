import { createHash } from 'node:crypto';
import type postgres from 'postgres';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import { isAlcohol, productSet } from '#src/domain/catalogue/product-set.ts';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import { PRODUCT_PICTURE, type ShownPicture } from '#src/domain/media/picture.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { dong } from '#src/domain/shared/dong.ts';
import type { ExpiredRule } from '#src/domain/shop/offer.ts';
import { codeKey } from './code.ts';
import { placeLexeme, type PlaceNames } from './place-names.ts';
import {
  codeOf,
  dayNumber,
  lastDayOfStretch,
  NO_CERTIFICATE,
  pastStarsOf,
  readCode,
  sellable,
  starsOf,
  stretchOn,
  type StandingCode,
} from './standing-code.ts';
import { UNLICENSED } from '#src/domain/shop/offer.ts';
import { inStockOn, stockDays, type Selling } from './stock-days.ts';
import { foldWord, orderKey, searchWords } from './words.ts';

/** Rises when documents are made differently, so that the next rebuild writes them all. */
const MAKE = 5;

/** What of a card does not depend on the day. */
export type StillCard = Omit<ProductCard, 'stars' | 'pastStars' | 'status' | 'until' | 'stock'> & {
  /** `null`: it is not offered here. */
  stockDays: readonly number[] | null;
};

/** One product as engines index it. */
export type SearchDocument = {
  id: string;
  producerId: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  set: number | null;
  price: number | null;
  isAlcohol: boolean;
  newest: Day;
  /** Stretches without gaps: their first days, and how the product stands in them. */
  standingDays: number[];
  standingCodes: StandingCode[];
  /** Days on which it begins to be there and stops to be, by turns. */
  stockDays: number[];
  nameOrder: string;
  /** `searchWords`, in their order. */
  nameWords: string[];
  englishWords: string[];
  placeWords: string[];
  producerWords: string[];
  /** Lexemes of places by every name they have or had. */
  placeLexemes: string[];
  /** Capital letters and digits only. */
  codes: string[];
  card: StillCard;
};

type Row = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  producerId: string | null;
  producerSlug: string | null;
  producerName: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  placeAsPrinted: string | null;
  set: number | null;
  price: number | null;
  pack: string | null;
  gtin: string | null;
  legacyCode: string | null;
  picture: ShownPicture | null;
  isExample: boolean;
  created: Day;
  newest: Day | null;
  numbers: (string | null)[] | null;
  standings: [from: Day, status: CertificateStatus, stars: Stars][] | null;
  /** `null`: nothing of it is offered here. */
  selling: Selling | null;
};

/** Before any decision: the first stretch of every product begins here. */
const BEGINNING: Day = '2000-01-01';

/**
 * Reads products as they are now and makes their documents. Ids that are unknown or withdrawn are left out.
 * Nothing in a document depends on the day on which it is made.
 */
export async function documentsOf(
  sql: postgres.Sql | postgres.TransactionSql,
  ids: readonly string[],
  places: PlaceNames,
): Promise<SearchDocument[]> {
  if (ids.length === 0) return [];
  const rows = await sql<Row[]>`
    select p.id, p.slug, p.name, p.name_en as "nameEn", p.producer_id as "producerId",
      m.slug as "producerSlug", m.name as "producerName",
      coalesce(p.province_code, m.province_code) as "provinceCode",
      case when p.province_code is null then m.commune_code else p.commune_code end as "communeCode",
      coalesce(p.place_as_printed, m.address_as_printed) as "placeAsPrinted",
      p.product_set as "set", p.price, p.pack, p.gtin, p.legacy_code as "legacyCode",
      ${sql.unsafe(PRODUCT_PICTURE)} as picture,
      p.is_example or coalesce(m.is_example, false) as "isExample",
      to_char(p.created_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') as created,
      (select to_char(max(c.issued_on), 'YYYY-MM-DD') from certificates c where c.product_id = p.id and c.annulled_on is null) as newest,
      (select array_agg(distinct n.number)
         from certificates c left join decisions d on d.id = c.decision_id
         cross join lateral (values (c.number), (c.id::text), (d.number)) n (number)
        where c.product_id = p.id and n.number is not null) as numbers,
      (select jsonb_agg(jsonb_build_array(to_char(s.from_day, 'YYYY-MM-DD'), s.status, s.stars) order by s.from_day)
         from standings s where s.product_id = p.id and s.governs) as standings,
      case when h.producer_id is null or not exists (select 1 from offers o where o.product_id = p.id and o.state = 'open') then null
      else jsonb_build_object('ceasedOn', m.ceased_on,
        'pause', case when h.paused_from is null then null else jsonb_build_object('from', h.paused_from, 'until', h.paused_until) end,
        'offers', (select jsonb_agg(jsonb_build_object('sellsFrom', o.sells_from, 'sellsUntil', o.sells_until,
            'shortDatedDays', o.short_dated_days,
            'lots', coalesce((select jsonb_agg(jsonb_build_object('useBy', t.use_by, 'recalledOn', t.recalled_on) order by t.use_by, t.recalled_on)
              from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id and k.on_hand > k.held and not ${sql.unsafe(UNLICENSED)}), '[]'::jsonb)) order by o.id)
          from offers o where o.product_id = p.id and o.state = 'open')) end as selling
    from products p left join producers m on m.id = p.producer_id left join producer_shops h on h.producer_id = p.producer_id
    where p.id = any(${ids as string[]}::char(12)[]) and p.withdrawn_on is null and p.merged_into is null`;
  return rows.map((row) => documentOf(row, places));
}

function documentOf(row: Row, places: PlaceNames): SearchDocument {
  const province = row.provinceCode === null ? null : places.province(row.provinceCode);
  const commune = row.communeCode === null ? null : places.commune(row.communeCode);
  const names = places.namesOf(row.provinceCode, row.communeCode);
  const printed = searchWords(row.placeAsPrinted ?? '');
  const standings = row.standings ?? [];
  const days = row.selling === null ? null : stockDays(row.selling);
  const placeLexemes = new Set(names.map((place) => placeLexeme(place.level, foldPhrase(place.accentWords))));
  // A list often prints the old province or district and no commune: then the name itself says where.
  for (const place of printedPlaces(printed, places, row.provinceCode)) placeLexemes.add(place);
  return {
    id: row.id,
    producerId: row.producerId,
    provinceCode: row.provinceCode,
    communeCode: row.communeCode,
    set: row.set,
    price: row.price,
    isAlcohol: isAlcohol(row.set),
    newest: row.newest ?? row.created,
    standingDays:
      standings.length === 0 ? [dayNumber(BEGINNING)] : standings.map(([from]) => dayNumber(from)),
    standingCodes:
      standings.length === 0 ? [NO_CERTIFICATE] : standings.map(([, status, stars]) => codeOf(status, stars)),
    stockDays: days ?? [],
    nameOrder: orderKey(row.name),
    nameWords: searchWords(row.name),
    englishWords: searchWords(row.nameEn ?? ''),
    placeWords: [...searchWords([commune?.name, province?.name].filter(Boolean).join(' ')), ...printed],
    producerWords: searchWords(row.producerName ?? ''),
    placeLexemes: [...placeLexemes],
    codes: codesOf(row),
    card: {
      id: row.id,
      slug: row.slug,
      name: row.name,
      nameEn: row.nameEn,
      producer:
        row.producerId === null
          ? null
          : { id: row.producerId, slug: row.producerSlug!, name: row.producerName! },
      place: {
        provinceCode: row.provinceCode,
        provinceName: province?.name ?? null,
        communeCode: row.communeCode,
        communeName: commune?.name ?? null,
      },
      set: row.set,
      price: row.price === null ? null : dong(row.price),
      pack: row.pack,
      picture: row.picture,
      isAlcohol: isAlcohol(row.set),
      isExample: row.isExample,
      stockDays: days,
    },
  };
}

function foldPhrase(accentWords: string): string {
  return accentWords.split(' ').map(foldWord).join(' ');
}

function printedPlaces(
  printed: readonly string[],
  places: PlaceNames,
  provinceCode: string | null,
): string[] {
  const found: string[] = [];
  for (let start = 0; start < printed.length; start += 1) {
    for (let end = start + 1; end <= Math.min(printed.length, start + 5); end += 1) {
      const phrase = printed.slice(start, end);
      const accents = phrase.join(' ');
      for (const place of places.named(phrase.map(foldWord).join(' '))) {
        if (place.accentWords === accents && place.provinceCode === provinceCode) {
          found.push(placeLexeme(place.level, foldPhrase(accents)));
        }
      }
    }
  }
  return found;
}

function codesOf({ numbers, gtin, legacyCode, id }: Row): string[] {
  const codes = [...(numbers ?? []), legacyCode, id, gtin, gtin?.replace(/^0+/, '') ?? null];
  return [...new Set(codes.flatMap((code) => (code === null ? [] : [codeKey(code)])))].filter(
    (code) => code !== '',
  );
}

/** Place of the last stretch through which the stars of this one stay in force; the same place when none are. */
function endOfForce(at: number, codes: readonly StandingCode[]): number {
  const stars = starsOf(codes[at] ?? NO_CERTIFICATE);
  let last = at;
  while (stars !== null && last + 1 < codes.length && starsOf(codes[last + 1]!) === stars) last += 1;
  return last;
}

/** The card as it is on a day. */
export function cardOn(
  day: Day,
  { stockDays: turns, ...card }: StillCard,
  days: readonly number[],
  codes: readonly StandingCode[],
  expired: ExpiredRule,
): ProductCard {
  const at = stretchOn(dayNumber(day), days);
  const code = codes[at] ?? NO_CERTIFICATE;
  return {
    ...card,
    stars: starsOf(code),
    pastStars: pastStarsOf(code),
    status: readCode(code).status,
    stock: turns == null ? null : sellable(code, expired) && inStockOn(dayNumber(day), turns) ? 'in' : 'out',
    until: code === NO_CERTIFICATE ? null : lastDayOfStretch(endOfForce(at, codes), days),
  };
}

/**
 * The lexemes of a document. Without positions: the index alone has to answer, and what
 * stands where is ranked by `rank.ts`. All words are there folded. `~` stands before a folded word of the name
 * (English too), `=` before a word of the name with its accents, `+` before two folded words that follow each
 * other, `^` before the folded word that the name begins with, `@p`, `@c`, `@d` before names of provinces,
 * communes and districts, `@@` before codes of places, `#g` and `#s` before group and set.
 */
export function lexemesOf(document: SearchDocument): string[] {
  const lexemes = new Set<string>();
  for (const word of document.nameWords) lexemes.add(`=${word}`);
  for (const words of [document.nameWords, document.englishWords, document.producerWords]) {
    const folded = words.map(foldWord);
    for (const [index, word] of folded.entries()) {
      lexemes.add(word);
      if (words !== document.producerWords) lexemes.add(`~${word}`);
      const next = folded[index + 1];
      if (next !== undefined) lexemes.add(`+${word} ${next}`);
    }
  }
  for (const word of document.placeWords) lexemes.add(foldWord(word));
  const first = document.nameWords[0];
  if (first !== undefined) lexemes.add(`^${foldWord(first)}`);
  for (const lexeme of document.placeLexemes) lexemes.add(lexeme);
  for (const code of [document.provinceCode, document.communeCode])
    if (code !== null) lexemes.add(`@@${code}`);
  if (document.set !== null) lexemes.add(`#s${document.set}`).add(`#g${productSet(document.set).group}`);
  return [...lexemes];
}

/** The lexemes as text of a tsvector. */
export function tsvectorOf(document: SearchDocument): string {
  return lexemesOf(document).map(quoteLexeme).join(' ');
}

/** What is kept of a document for ranking and showing; `readShown` reads it. */
export function shownOf(document: SearchDocument): string {
  return [
    document.newest,
    document.nameOrder,
    document.standingDays.join(' '),
    document.standingCodes.join(' '),
    ...[document.nameWords, document.placeWords, document.producerWords, document.englishWords].map((words) =>
      words.join(' '),
    ),
    JSON.stringify(document.card),
  ].join('\n');
}

/** Its parts; the card is left as JSON, for only a page of those that are ranked is shown. */
export type Shown = Pick<
  SearchDocument,
  | 'newest'
  | 'nameOrder'
  | 'standingDays'
  | 'standingCodes'
  | 'nameWords'
  | 'placeWords'
  | 'producerWords'
  | 'englishWords'
> & {
  card: string;
  readonly standingDays: number[];
  readonly standingCodes: number[];
};

export function readShown(text: string): Shown {
  const [
    newest = '',
    nameOrder = '',
    days = '',
    codes = '',
    name = '',
    place = '',
    producer = '',
    english = '',
    card = '',
  ] = text.split('\n');
  return {
    newest: newest as Day,
    nameOrder,
    get standingDays() {
      return wordsIn(days).map(Number);
    },
    get standingCodes() {
      return wordsIn(codes).map(Number);
    },
    nameWords: wordsIn(name),
    // Words beside the name are looked at only where the name has not all.
    get placeWords() {
      return wordsIn(place);
    },
    get producerWords() {
      return wordsIn(producer);
    },
    get englishWords() {
      return wordsIn(english);
    },
    card,
  };
}

function wordsIn(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}

export function quoteLexeme(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

/** Short, and another one as soon as anything in the document is another. */
export function fingerprintOf(document: SearchDocument): string {
  return createHash('sha256')
    .update(`${MAKE}${JSON.stringify(document)}`)
    .digest('base64url')
    .slice(0, 22);
}
