import type postgres from 'postgres';
import { isAlcohol, PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ExpiredRule } from '#src/domain/shop/offer.ts';
import {
  cardOn,
  documentsOf,
  fingerprintOf,
  quoteLexeme,
  readShown,
  shownOf,
  tsvectorOf,
  type SearchDocument,
  type StillCard,
} from './documents.ts';
import {
  correctedText,
  emptyAnswer,
  isGoodEnough,
  ordered,
  windowOf,
  withUnderstood,
  type Hit,
} from './answer.ts';
import { countFacets, type CubeCell } from './facets.ts';
import { lexiconOf, type LexemeCount, type Lexicon } from './lexicon.ts';
import { placeNamesOf, type PlaceNames } from './place-names.ts';
import type {
  ProductAnswer,
  ProductFilters,
  ProductQuery,
  ProductSearch,
  ProductSort,
  Suggestion,
} from './product-search.ts';
import { readQuery, type Attempt, type Reading } from './read-query.ts';
import { ALL_CODES, dayNumber, filtersOf, NO_CERTIFICATE, starsOf, sellable } from './standing-code.ts';
import { RANKED_BY, textQueries, type TextQueries } from './tsquery.ts';
import { foldWord, searchWords } from './words.ts';

const ALCOHOL_SETS = PRODUCT_SETS.filter(({ number }) => isAlcohol(number)).map(({ number }) => number);
/** So few that nobody who searches meanwhile waits long for the thread or for a lock. */
const DOCUMENTS_A_WRITE = 150;

/** Another process's change is seen by the next question after so long. */
const VERSION_IS_FRESH_MS = 250;
const LEXICON_IS_FRESH_MS = 2_000;
const ANSWERS_KEPT = 500;
/** Products of a list whose order is kept, and how many such lists. */
const LISTED = 1_000;
const LISTS_KEPT = 60;
/** Everybody's first letters are the same few. */
const SUGGESTIONS_KEPT = 2_000;

type Row = {
  /** As `shownOf` wrote it; `null` in the row that holds the cube. */
  card: string | null;
  code: number;
  score: number;
  cube: string | null;
};

type Found = { hits: Hit[]; cells: CubeCell[] };

/** The lexicon as far as the index has been read. */
type KnownWords = {
  version: number;
  lexicon: Lexicon;
  all: Map<string, number>;
  alcohol: Map<string, number>;
  documents: number;
};

export type PostgresSearch = ProductSearch & {
  /** What the index knows of words, for engines that read the query with it. */
  lexicon(): Promise<Lexicon>;
};

/** The engine that every installation has: nothing beside PostgreSQL. */
export function postgresSearch({
  sql,
  places,
  expired = 'without_stars',
}: {
  sql: postgres.Sql;
  places: () => Places;
  /** By which rule goods without a certificate in force are sold here. */
  expired?: ExpiredRule;
}): PostgresSearch {
  let version = { number: -1, readAt: 0 };
  let words: KnownWords | null = null;
  let wordsReadAt = 0;
  let mustReadWords = false;
  let reading: Promise<KnownWords> | null = null;
  /** The whole register by what facets count, for one version of the index and one day. */
  const wholes = new Map<string, Promise<Whole>>();
  const answers = new Map<string, ProductAnswer>();
  const lists = new Map<string, Promise<string[]>>();
  const suggested = new Map<string, Promise<Suggestion[]>>();

  async function currentVersion(): Promise<number> {
    const now = performance.now();
    if (version.number >= 0 && now - version.readAt < VERSION_IS_FRESH_MS) return version.number;
    const [row] = await sql<{ version: number }[]>`select version::float8 as version from search_state`;
    version = { number: row?.version ?? 0, readAt: now };
    return version.number;
  }

  /** What this process has changed is read before it answers; what others change, while it answers. */
  async function knownWords(now: number): Promise<KnownWords> {
    const isOld = words === null || words.version !== now;
    if (isOld && (words === null || mustReadWords || performance.now() - wordsReadAt > LEXICON_IS_FRESH_MS)) {
      reading ??= readWords(sql, words)
        .then((read) => {
          words = read;
          mustReadWords = false;
          wordsReadAt = performance.now();
          return read;
        })
        .finally(() => (reading = null));
      if (words === null || mustReadWords) return reading;
      reading.catch(() => {});
    }
    return words!;
  }

  async function whole(day: Day, now: number): Promise<Whole> {
    const key = `${now} ${day}`;
    let kept = wholes.get(key);
    if (!kept) {
      if (wholes.size > 3) wholes.clear();
      const cube = `select string_agg(concat(province_code, ',', commune_code, ',', product_set, ',', code, ',', count), ';') as cube
        from (select province_code, commune_code, product_set, ${STANDING} as code, count(*) as count from search_documents group by 1, 2, 3, 4) cube`;
      kept = sql
        .unsafe<{ cube: string | null }[]>(cube, [dayNumber(day)], { prepare: true })
        .then(([row]) => wholeOf(readCube(row?.cube ?? null, true)));
      kept.catch(() => wholes.delete(key));
      wholes.set(key, kept);
    }
    return kept;
  }

  /** A page without words. The order of the first thousand is read once for all pages and page lengths. */
  async function listed(query: ProductQuery, now: number): Promise<Found> {
    const { filters, sort, day, withAlcohol, page, perPage } = query;
    if (page * perPage > LISTED) return find(sql, query, { isWhole: true, expired });
    const key = JSON.stringify([now, day, sort, withAlcohol, filters]);
    let kept = lists.get(key);
    if (!kept) {
      if (lists.size >= LISTS_KEPT) lists.delete(lists.keys().next().value!);
      kept = listIds(sql, query, expired);
      kept.catch(() => lists.delete(key));
      lists.set(key, kept);
    }
    const ids = (await kept).slice((page - 1) * perPage, page * perPage);
    const rows = await sql.unsafe<{ id: string; card: string }[]>(
      `select product_id as id, ${cardOf('card')} as card from search_documents where product_id = any($1::char(12)[])`,
      [ids],
      { prepare: true },
    );
    const cards = new Map(rows.map(({ id, card }) => [id, card]));
    const hits = ids.flatMap((id) => {
      const card = cards.get(id);
      return card === undefined ? [] : [{ shown: readShown(card), code: NO_CERTIFICATE, score: 0 }];
    });
    return { hits, cells: [] };
  }

  async function search(query: ProductQuery): Promise<ProductAnswer> {
    const now = await currentVersion();
    const key = JSON.stringify([now, query]);
    const kept = answers.get(key);
    if (kept) {
      // Moved to the end: the one not asked for the longest is the first to go.
      answers.delete(key);
      answers.set(key, kept);
      return { ...kept };
    }
    const answer = await freshAnswer(query, now);
    if (answers.size >= ANSWERS_KEPT) answers.delete(answers.keys().next().value!);
    answers.set(key, answer);
    return { ...answer };
  }

  async function freshAnswer(query: ProductQuery, now: number): Promise<ProductAnswer> {
    const page = Math.max(1, Math.trunc(query.page) || 1);
    const perPage = Math.min(100, Math.max(1, Math.trunc(query.perPage) || 24));
    const asked = { ...query, page, perPage };
    const { lexicon } = await knownWords(now);
    const read = readQuery(query.q, { lexicon, places: placeNamesOf(places()) }, query.exactly);

    if (read.code !== null) {
      const found = await find(sql, asked, { code: read.code, expired });
      if (found.cells.length > 0) return answerOf(asked, read, query.filters, found, found.cells, null);
      if (read.isSurelyCode)
        return { ...emptyAnswer(asked), code: { typed: query.q.trim(), isKnown: false } };
    }

    const filters = withUnderstood(query.filters, read);
    if (read.attempts.length === 0) {
      const isWhole =
        filters.producerId === null &&
        filters.priceFrom === null &&
        filters.priceTo === null &&
        !filters.inStock;
      const [found, cells] = await Promise.all([
        isWhole ? listed({ ...asked, filters }, now) : find(sql, { ...asked, filters }, { expired }),
        isWhole ? whole(query.day, now) : null,
      ]);
      const counted = cells === null ? found.cells : cellsFor(cells, filters);
      return answerOf(asked, read, filters, found, counted, null);
    }

    for (const [index, attempt] of read.attempts.entries()) {
      const text = textQueries(attempt, lexicon);
      if (text === null) continue;
      const found = await find(sql, { ...asked, filters }, { text, expired });
      const next = read.attempts[index + 1];
      const isLast = next === undefined;
      if (found.cells.length === 0 && !isLast) continue;
      // Little was found as typed, and a word put right has much: that is what was meant.
      const inName = found.hits.filter(({ score }) => score >= RANKED_BY.inName).length;
      if (next && next.evidence > 0 && inName * EVIDENCE_NEEDED < next.evidence) continue;
      if (found.cells.length === 0) break;
      if (!isGoodEnough(found.hits, attempt)) continue;
      return answerOf(asked, read, filters, found, found.cells, attempt);
    }
    return { ...emptyAnswer(asked), understood: read.understood, places: [...read.places] };
  }

  function answerOf(
    { page, perPage, sort, withAlcohol, q, day }: ProductQuery,
    read: Reading,
    filters: ProductFilters,
    { hits }: Found,
    cells: readonly CubeCell[],
    attempt: Attempt | null,
  ): ProductAnswer {
    const { total, facets, alcoholHidden } = countFacets(cells, filters, withAlcohol);
    if (filters.provinces.length === 0) facets.communes = [];
    const window = windowOf(page, perPage, sort, attempt !== null);
    const inOrder = attempt !== null && window.isRanked ? ordered(hits, attempt) : hits;
    const shown = window.isRanked ? inOrder.slice((page - 1) * perPage, page * perPage) : inOrder;
    return {
      total,
      page,
      items: shown.map(({ shown: { card, standingDays, standingCodes } }) =>
        cardOn(day, JSON.parse(card) as StillCard, standingDays, standingCodes, expired),
      ),
      facets,
      corrected: attempt?.corrected ? correctedText(attempt.corrected, inOrder[0], read, q) : null,
      understood: read.understood,
      places: [...read.places],
      note: null,
      alcoholHidden,
      code: null,
    };
  }

  async function suggest(
    typed: string,
    { withAlcohol, most }: { day: Day; withAlcohol: boolean; most: number },
  ): Promise<Suggestion[]> {
    const now = await currentVersion();
    const asked = typed.normalize('NFC').toLocaleLowerCase('vi').trimStart();
    const few = Math.min(20, Math.max(1, most));
    const key = JSON.stringify([now, asked, withAlcohol, few]);
    let kept = suggested.get(key);
    if (!kept) {
      const { lexicon } = await knownWords(now);
      if (suggested.size >= SUGGESTIONS_KEPT) suggested.delete(suggested.keys().next().value!);
      kept = suggestions(sql, asked, lexicon, placeNamesOf(places()), withAlcohol, few);
      kept.catch(() => suggested.delete(key));
      suggested.set(key, kept);
    }
    return [...(await kept)];
  }

  async function index(ids: readonly string[]): Promise<void> {
    const all = [...new Set(ids)];
    for (let start = 0; start < all.length; start += DOCUMENTS_A_WRITE) {
      await writeDocuments(sql, all.slice(start, start + DOCUMENTS_A_WRITE), placeNamesOf(places()));
    }
    forget();
  }

  async function rebuild(progress: (done: number, total: number) => void = () => {}): Promise<void> {
    const rows = await sql<{ id: string }[]>`
      select id from products union select product_id from search_documents order by id`;
    const ids = rows.map(({ id }) => id);
    for (let start = 0; start < ids.length; start += DOCUMENTS_A_WRITE) {
      await writeDocuments(sql, ids.slice(start, start + DOCUMENTS_A_WRITE), placeNamesOf(places()));
      progress(Math.min(start + DOCUMENTS_A_WRITE, ids.length), ids.length);
    }
    await sql`analyze search_documents`;
    words = null;
    forget();
  }

  /** The next question reads again what this process has changed. */
  function forget(): void {
    version = { number: -1, readAt: 0 };
    mustReadWords = true;
  }

  return {
    search,
    suggest,
    index,
    changed: () => void (version.readAt = Number.NEGATIVE_INFINITY),
    rebuild,
    lexicon: async () => (await knownWords(await currentVersion())).lexicon,
    health: () =>
      sql`select 1 from search_state`.then(
        () => 'ok' as const,
        () => 'down' as const,
      ),
    stats: async () => {
      const [row] = await sql<
        { documents: number }[]
      >`select count(*)::int as documents from search_documents`;
      return { documents: row!.documents };
    },
  };
}

/** The whole register as facets count it; communes are looked at only within chosen provinces. */
type Whole = { coarse: readonly CubeCell[]; fine: ReadonlyMap<string | null, readonly CubeCell[]> };

function wholeOf(cells: readonly CubeCell[]): Whole {
  const coarse = new Map<string, CubeCell>();
  const fine = new Map<string | null, CubeCell[]>();
  for (const cell of cells) {
    const key = `${cell.province} ${cell.set} ${cell.code}`;
    const known = coarse.get(key);
    if (known) known.count += cell.count;
    else coarse.set(key, { ...cell, commune: null });
    const within = fine.get(cell.province);
    if (within) within.push(cell);
    else fine.set(cell.province, [cell]);
  }
  return { coarse: [...coarse.values()], fine };
}

function cellsFor({ coarse, fine }: Whole, { provinces, communes }: ProductFilters): readonly CubeCell[] {
  if (communes.length > 0) return [...fine.values()].flat();
  if (provinces.length === 0) return coarse;
  const chosen = new Set<string | null>(provinces);
  return [
    ...coarse.filter(({ province }) => !chosen.has(province)),
    ...provinces.flatMap((province) => fine.get(province) ?? []),
  ];
}

/** A word put right is taken when it has so many times more products than what was typed. */
const EVIDENCE_NEEDED = 5;

/** How the product stands on the day that is the first parameter. */
const STANDING = 'standing_codes[width_bucket($1::int, standing_days)]';
const IN_FORCE = ALL_CODES.filter((code) => starsOf(code) !== null);
const STARS = `case when code in (${IN_FORCE.join(', ')}) then code % 10 else 0 end`;

type Wanted = { text?: TextQueries; code?: string; isWhole?: boolean };

/**
 * What is asked of the columns that stay as they are; a parameter that is null leaves its question out, so that
 * few statements serve all questions and each is planned once. $1 is the day.
 */
const ALWAYS = `($2::char(12) is null or producer_id = $2) and ($3::bigint is null or price >= $3) and ($4::bigint is null or price <= $4)
  and ($12::smallint[] is null or (width_bucket($1::int, stock_days) % 2 = 1 and ${STANDING} = any($12)))`;
const CHOSEN = `($5::smallint[] is null or product_set = any($5)) and ($6::boolean or product_set is null or product_set not in (${ALCOHOL_SETS.join(', ')}))
  and ($7::char(2)[] is null or province_code = any($7)) and ($8::char(5)[] is null or commune_code = any($8)) and ($9::smallint[] is null or code = any($9))`;
const LIMIT = `limit $10::int offset $11::int`;

/**
 * A parameter that the planner does not see. Else it would plan each question anew for its words, which takes
 * longer than to answer most; so it settles on one plan for all.
 */
function unseen(parameter: string): string {
  return `(select ${parameter})`;
}

/** A card without its blanks. `rtrim` would look at each letter: it took longer than to find the goods. */
function cardOf(column: string): string {
  return `split_part(${column}, E'\\t', 1)`;
}

/** What a page shows of the rows chosen. */
const SHOWN = `select ${cardOf('d.card')} as card, page.code, page.score, null as cube`;

/** A whole page without words: counted elsewhere, once for all. */
function wholeStatement(sort: ProductSort): string {
  return `${SHOWN} from (
      select product_id, code, newest, name_order, price, 0 as score from (
        select *, ${STANDING} as code from search_documents where ${ALWAYS}) every
      where ${CHOSEN} order by ${ORDERS[sort]}, product_id ${LIMIT}) page
    join search_documents d using (product_id)
    order by ${paged(ORDERS[sort])}, product_id`;
}

/** All that a condition finds, with what is counted and ordered by. */
function hitsOf(condition: string): string {
  return `(
    select product_id, province_code, commune_code, product_set, newest, name_order, price, ${STANDING} as code
    from search_documents where ${condition} and ${ALWAYS})`;
}

function cubeOf(withCommunes: boolean): string {
  const commune = withCommunes ? 'commune_code, ' : '';
  return `select null as card, null as code, null as score,
    (select string_agg(concat(province_code, ',', ${withCommunes ? `commune_code, ',', ` : ''}product_set, ',', code, ',', count), ';')
       from (select province_code, ${commune}product_set, code, count(*) as count
             from hits group by province_code, ${commune}product_set, code) cube) as cube`;
}

/** What a condition finds, counted and in an order of its columns. */
function plainStatement(condition: string, sort: ProductSort, withCommunes: boolean): string {
  return `with hits as materialized ${hitsOf(condition)} ${cubeOf(withCommunes)} union all (
    ${SHOWN} from (select *, 0 as score from hits where ${CHOSEN} order by ${ORDERS[sort]}, product_id ${LIMIT}) page
    join search_documents d using (product_id)
    order by ${paged(ORDERS[sort])}, product_id)`;
}

const STARS_FIRST = `${STARS} desc, newest desc, product_id`;

/**
 * What the words find, counted, the best first. Those that pass every test ($15) fill the window most of the
 * time; only when they do not is every found product tested.
 */
function rankedStatement(withCommunes: boolean): string {
  const [find, strict] = [unseen('$13::tsquery'), unseen('$15::tsquery')];
  // Tested are only those that are found: what else passes is never read.
  const tests = Object.values(RANKED_BY)
    .map(
      (adds, index) =>
        `select product_id, null, null, ${adds} from search_documents where words @@ (${find} && ${unseen(`$${16 + index}::tsquery`)})`,
    )
    .join(' union all ');
  return `with hits as not materialized ${hitsOf(`words @@ ${find}`)},
    best as materialized (
      select product_id, code, newest, $14::int as score from (
        select *, ${STANDING} as code from search_documents where words @@ ${strict} and ${ALWAYS}) strict
      where ${CHOSEN} order by ${STARS_FIRST} ${LIMIT}),
    page as materialized (
      select product_id, code, newest, score from best where (select count(*) from best) >= $10::int
      union all
      (select * from (
         select product_id, max(code) as code, max(newest) as newest, sum(adds)::int as score from (
           select product_id, code, newest, 0 as adds from hits where ${CHOSEN} union all ${tests}) tested
         where (select count(*) from best) < $10::int
         group by product_id having count(newest) > 0) scored
       order by score desc, ${STARS_FIRST} ${LIMIT}))
    ${cubeOf(withCommunes)} union all (
    ${SHOWN} from page join search_documents d using (product_id)
    order by page.score desc, ${paged(STARS_FIRST)})`;
}

function paged(order: string): string {
  return order.replace(/\b(newest|name_order|price|code|score|product_id)\b/g, 'page.$1');
}

/** Finds nothing: what a test is that says nothing. */
const NO_LEXEME = quoteLexeme('-');

type Parameter = number | string | boolean | number[] | string[] | null;

/** $1 to $12 of every statement. */
function parametersOf(
  { day, filters, withAlcohol }: ProductQuery,
  expired: ExpiredRule,
  limit: number,
  offset: number,
): Parameter[] {
  return [
    dayNumber(day),
    filters.producerId,
    filters.priceFrom === null ? null : Math.round(filters.priceFrom),
    filters.priceTo === null ? null : Math.round(filters.priceTo),
    setsOf(filters),
    withAlcohol,
    filters.provinces.length > 0 ? [...filters.provinces] : null,
    filters.communes.length > 0 ? [...filters.communes] : null,
    codesFor(filters),
    limit,
    offset,
    filters.inStock ? ALL_CODES.filter((code) => sellable(code, expired)) : null,
  ];
}

/** The first of a list without words, in its order. */
async function listIds(sql: postgres.Sql, query: ProductQuery, expired: ExpiredRule): Promise<string[]> {
  const rows = await sql.unsafe<{ id: string }[]>(
    `select product_id as id from (select *, ${STANDING} as code from search_documents where ${ALWAYS}) every
     where ${CHOSEN} order by ${ORDERS[query.sort]}, product_id ${LIMIT}`,
    parametersOf(query, expired, LISTED, 0),
    { prepare: true },
  );
  return rows.map(({ id }) => id);
}

/** One statement: all that the words and the price find, counted by what facets count; and the rows of the page. */
async function find(
  sql: postgres.Sql,
  query: ProductQuery,
  wanted: Wanted & { expired: ExpiredRule },
): Promise<Found> {
  const { expired } = wanted;
  const { filters, sort, page, perPage } = query;
  const { limit, offset, isRanked } = windowOf(page, perPage, sort, wanted.text !== undefined);
  const withCommunes = filters.provinces.length > 0;
  const parameters = parametersOf(query, expired, limit, offset);
  let statement: string;
  if (wanted.isWhole) statement = wholeStatement(sort);
  else if (wanted.code !== undefined) {
    statement = plainStatement('codes @> array[$13::text]', sort, withCommunes);
    parameters.push(wanted.code);
  } else if (!wanted.text) statement = plainStatement('true', sort, withCommunes);
  else if (sort !== 'relevance') {
    statement = plainStatement(`words @@ ${unseen('$13::tsquery')}`, sort, withCommunes);
    parameters.push(wanted.text.find);
  } else {
    const { find, strict, tests } = wanted.text;
    const points = Object.values(RANKED_BY).reduce(
      (sum, adds, index) => sum + (tests[index] === null ? 0 : adds),
      0,
    );
    statement = rankedStatement(withCommunes);
    // Behind the window the order of all has to be known: nothing passes the test that would shorten it.
    parameters.push(
      find,
      points,
      isRanked ? (strict ?? find) : NO_LEXEME,
      ...tests.map((test) => test ?? NO_LEXEME),
    );
  }
  const rows = await sql.unsafe<Row[]>(statement, parameters, { prepare: true });
  const hits: Hit[] = [];
  let cube: string | null = null;
  for (const { card, code, score, cube: counted } of rows) {
    if (card === null) cube = counted;
    else hits.push({ shown: readShown(card), code, score });
  }
  return { hits, cells: readCube(cube, withCommunes) };
}

const ORDERS: Readonly<Record<ProductSort, string>> = {
  relevance: `${STARS} desc, newest desc, name_order`,
  stars: `${STARS} desc, newest desc, name_order`,
  newest: 'newest desc, name_order',
  name: 'name_order',
  price_up: 'price asc nulls last, name_order',
  price_down: 'price desc nulls last, name_order',
};

function readCube(cube: string | null, withCommunes: boolean): CubeCell[] {
  if (cube === null || cube === '') return [];
  return cube.split(';').map((cell) => {
    const parts = cell.split(',') as [string, string, string, string, string];
    const [province, commune, set, code, count] = withCommunes
      ? parts
      : ([parts[0], '', parts[1], parts[2], parts[3]] as const);
    return {
      province: province || null,
      commune: commune || null,
      set: set === '' ? null : Number(set),
      code: Number(code),
      count: Number(count),
    };
  });
}

/** Sets that groups and sets leave; `null`: all. */
function setsOf({ groups, sets }: ProductFilters): number[] | null {
  if (groups.length === 0 && sets.length === 0) return null;
  return PRODUCT_SETS.filter(
    ({ number, group }) =>
      (groups.length === 0 || groups.includes(group)) && (sets.length === 0 || sets.includes(number)),
  ).map(({ number }) => number);
}

/** Standings that stars and validity leave; `null`: all. */
function codesFor({ stars, standings }: ProductFilters): number[] | null {
  if (stars.length === 0 && standings.length === 0) return null;
  return ALL_CODES.filter((code) => {
    const held = starsOf(code);
    return (
      (stars.length === 0 || (held !== null && stars.includes(held))) &&
      (standings.length === 0 || filtersOf(code).some((filter) => standings.includes(filter)))
    );
  });
}

/**
 * Reads the words of the index: all of them, or those of documents written since. A document written anew
 * counts twice until the next whole reading, which comes when a tenth has changed: counts only rank guesses.
 */
async function readWords(sql: postgres.Sql, known: KnownWords | null): Promise<KnownWords> {
  const [state] = await sql<{ version: number; changed: number; documents: number }[]>`
    select (select version::float8 from search_state) as version,
      (select count(*)::int from search_documents where version > ${known?.version ?? -1}) as changed,
      (select count(*)::int from search_documents) as documents`;
  const { version, changed, documents } = state!;
  const isGrown = known !== null && changed < documents / 10;
  const since = isGrown ? ` where version > ${known.version}` : ' where true';
  const all = new Map(isGrown ? known.all : []);
  const alcohol = new Map(isGrown ? known.alcohol : []);
  for (const [counts, condition] of [
    [all, since],
    [alcohol, `${since} and is_alcohol`],
  ] as const) {
    const rows = await sql<LexemeCount[]>`
      select word, ndoc as count from ts_stat(${`select words from search_documents${condition}`})`;
    for (const { word, count } of rows) counts.set(word, (counts.get(word) ?? 0) + count);
  }
  const listed = (counts: Map<string, number>) => [...counts].map(([word, count]) => ({ word, count }));
  return { version, documents, all, alcohol, lexicon: lexiconOf(listed(all), listed(alcohol)) };
}

const SUGGESTED_FROM = 60;

async function suggestions(
  sql: postgres.Sql,
  typed: string,
  lexicon: Lexicon,
  places: PlaceNames,
  withAlcohol: boolean,
  most: number,
): Promise<Suggestion[]> {
  const written = searchWords(typed);
  const typedWords = written.map(foldWord);
  const last = typedWords.at(-1);
  if (last === undefined) return [];
  const isBegun = /[\p{L}\p{N}]$/u.test(typed.trimEnd()) && !/\s$/u.test(typed);
  // The words that the last may become, instead of all that begin so: a letter alone would read half the index.
  const ends = isBegun
    ? lexicon.beginning(last, 12).filter((word) => withAlcohol || lexicon.isOpen(word))
    : [last];
  const before = typedWords.slice(0, -1);
  const previous = before.at(-1);
  // Behind another word the last becomes what follows that word in names: "gạo s" is Gạo ST25 before all others.
  const follow = previous === undefined || !isBegun ? [] : lexicon.following(previous, last, 12, withAlcohol);
  // "rượu m" before the age is given: what would follow is not shown, and nothing else is meant.
  const isHidden =
    previous !== undefined && follow.length === 0 && lexicon.following(previous, last, 1, true).length > 0;
  const fitting =
    previous === undefined || before.length > 1
      ? ends
      : ends.filter((word) => word === last || lexicon.pair(previous, word) > 0);
  const wanted =
    follow.length > 0
      ? follow.map(({ word }) => `+${previous} ${word}`)
      : previous === undefined
        ? fitting.map((word) => `^${word}`)
        : fitting;
  const begun =
    wanted.length > 0 && !isHidden
      ? [...before.map(quoteLexeme), `(${wanted.map(quoteLexeme).join(' | ')})`].join(' & ')
      : null;
  const rowsOf = (find: string) =>
    sql.unsafe<{ card: string }[]>(
      `select ${cardOf('card')} as card from search_documents where words @@ ${unseen('$1::tsquery')} ${withAlcohol ? '' : 'and not is_alcohol'} limit ${SUGGESTED_FROM}`,
      [find],
      { prepare: true },
    );
  let rows = begun === null ? [] : [...(await rowsOf(begun))];
  if (rows.length === 0 && begun !== null && before.length === 0)
    rows = [...(await rowsOf(fitting.map(quoteLexeme).join(' | ')))];
  const corrected =
    rows.length === 0 && !isHidden
      ? readQuery(typed, { lexicon, places }).attempts.find((attempt) => attempt.corrected !== null)
      : undefined;
  const corrective = corrected ? textQueries(corrected, lexicon)?.find : undefined;
  if (corrective) rows = [...(await rowsOf(corrective))];

  const groups = [...before.map((word) => ({ word, prefix: false })), { word: last, prefix: isBegun }].map(
    ({ word, prefix }, index) => ({
      kind: 'goods' as const,
      alternatives: [
        {
          words: [
            {
              word: written[index] ?? word,
              folded: word,
              hasMarks: (written[index] ?? word) !== word,
              prefix,
            },
          ],
          strict: false,
        },
      ],
      lexemes: [],
      isOptional: false,
    }),
  );
  const attempt =
    corrected && begun === null ? corrected : { groups, corrected: null, evidence: 0, least: 0 };
  const goods = ordered(
    rows.map(({ card }) => ({ shown: readShown(card), code: NO_CERTIFICATE, score: 0 })),
    attempt,
  )
    .slice(0, 40)
    .map(({ shown }) => JSON.parse(shown.card) as StillCard);

  const found: Suggestion[] = [];
  const placesFound = places.beginning(typedWords.join(' '), 2).map((place): Suggestion => ({
    kind: 'place',
    text: placeText(place, places),
    provinceCode: place.provinceCode,
    communeCode: place.communeCodes.length === 1 ? place.communeCodes[0]! : null,
  }));
  const readWords = corrected
    ? corrected.groups.flatMap(({ alternatives }) => alternatives[0]?.words.map(({ folded }) => folded) ?? [])
    : typedWords;
  for (const text of phrasesOf(goods, readWords)) found.push({ kind: 'words', text });
  for (const { name, slug } of goods) found.push({ kind: 'product', text: name, slug });
  const producers = new Map<string, Suggestion>();
  for (const { producer } of goods) {
    if (producer && producer.name.split(' ').some((piece) => foldedPiece(piece).includes(typedWords[0]!))) {
      producers.set(producer.id, { kind: 'producer', text: producer.name, slug: producer.slug });
    }
  }
  const few = [
    ...found.filter(({ kind }) => kind === 'words').slice(0, 3),
    ...found.filter(({ kind }) => kind === 'product'),
  ];
  const room = Math.max(1, most - placesFound.length - Math.min(2, producers.size));
  const seen = new Set<string>();
  return [...few.slice(0, room), ...placesFound, ...[...producers.values()].slice(0, 2)]
    .filter(({ kind, text }) => {
      const key = `${kind} ${text}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, most);
}

function placeText(
  place: { level: string; name: string; provinceCode: string; isFormer: boolean },
  places: PlaceNames,
): string {
  const province = places.province(place.provinceCode)?.name ?? '';
  return place.level === 'province' ? place.name : `${place.name}, ${province}`;
}

const pieces = new Map<string, readonly string[]>();

/** The folded words of a piece of a name without spaces; names are made of the same few thousand. */
function foldedPiece(piece: string): readonly string[] {
  const known = pieces.get(piece);
  if (known) return known;
  const words = searchWords(piece).map(foldWord);
  if (pieces.size > 20_000) pieces.clear();
  pieces.set(piece, words);
  return words;
}

/** Words that a phrase may have beyond those typed, so that it does not end amid "Phú Quốc". */
const GOES_ON = 2;

/** Beginnings of names that several of the goods share and that hold the words typed: "Mật ong", "Mật ong rừng". */
function phrasesOf(cards: readonly StillCard[], typed: readonly string[]): string[] {
  const names = cards.flatMap(({ name }) => {
    const words = name.split(' ').slice(0, typed.length + 1 + GOES_ON);
    const folded = words.map((word) => foldedPiece(word).join(''));
    const holds = typed.every((word, at) =>
      at < typed.length - 1 ? folded[at] === word : folded[at]?.startsWith(word),
    );
    return holds ? [{ words, folded }] : [];
  });
  const phrases = new Map<string, { text: string; count: number }>();
  for (const { words, folded } of names) {
    for (const length of [typed.length, typed.length + 1]) {
      if (length > words.length || length < 2) continue;
      const same = (end: number) =>
        names.filter((other) => folded.slice(0, end).every((word, at) => word === other.folded[at])).length;
      const count = same(length);
      if (count < 2) continue;
      let end = length;
      while (end < Math.min(words.length, length + GOES_ON) && same(end + 1) === count) end += 1;
      const key = folded.slice(0, end).join(' ');
      if (!phrases.has(key)) phrases.set(key, { text: words.slice(0, end).join(' '), count });
    }
  }
  return [...phrases.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ text }) => text.toLocaleLowerCase('vi'));
}

/** Brings the documents of these products in line with the register, in one transaction. */
async function writeDocuments(sql: postgres.Sql, ids: readonly string[], places: PlaceNames): Promise<void> {
  await sql.begin(async (sql) => {
    // Writers wait here for each other and read the register only then: no older reading can win.
    const [state] = await sql<
      { version: string }[]
    >`update search_state set version = version + 1 returning version`;
    if (!state) throw new Error('search_state has no row');
    const documents = await documentsOf(sql, ids, places);
    const known = await sql<{ id: string; fingerprint: string }[]>`
      select product_id as id, fingerprint from search_documents where product_id = any(${ids as string[]}::char(12)[])`;
    const fingerprints = new Map(known.map(({ id, fingerprint }) => [id, fingerprint]));
    const made = new Set(documents.map(({ id }) => id));
    const gone = known.filter(({ id }) => !made.has(id)).map(({ id }) => id);
    if (gone.length > 0) await sql`delete from search_documents where product_id = any(${gone}::char(12)[])`;
    const changed = documents
      .map((document) => ({ document, fingerprint: fingerprintOf(document) }))
      .filter(({ document, fingerprint }) => fingerprints.get(document.id) !== fingerprint);
    if (changed.length === 0) return;
    const rows = changed.map(({ document, fingerprint }) => rowOf(document, fingerprint, state.version));
    await sql`
      insert into search_documents ${sql(rows)}
      on conflict (product_id) do update set
        ${sql.unsafe(COLUMNS.map((column) => `${column} = excluded.${column}`).join(', '))}`;
  });
  // New rows wait in a list that every search has to read through: put in their places in one go, they cost a third.
  await sql`select gin_clean_pending_list('search_documents_words'::regclass)`;
}

/**
 * Rows are counted and sorted by the thousand and shown by the dozen. Only of rows longer than 2,032 bytes does
 * PostgreSQL keep words and card elsewhere; the blanks cost nothing, for what is kept there is compressed.
 */
const OUT_OF_LINE = 2_100;
/** Stands in no card: JSON writes it otherwise, and words have none. */
const BEFORE_BLANKS = '\t';

const COLUMNS = [
  'version',
  'fingerprint',
  'producer_id',
  'province_code',
  'commune_code',
  'product_set',
  'price',
  'is_alcohol',
  'newest',
  'stock_days',
  'standing_days',
  'standing_codes',
  'name_order',
  'words',
  'codes',
  'card',
] as const;

function rowOf(
  document: SearchDocument,
  fingerprint: string,
  version: string,
): Record<string, string | number | boolean | number[] | string[] | null> {
  return {
    product_id: document.id,
    version,
    fingerprint,
    producer_id: document.producerId,
    province_code: document.provinceCode,
    commune_code: document.communeCode,
    product_set: document.set,
    price: document.price,
    is_alcohol: document.isAlcohol,
    newest: document.newest,
    stock_days: document.stockDays,
    standing_days: document.standingDays,
    standing_codes: document.standingCodes,
    name_order: document.nameOrder,
    words: tsvectorOf(document),
    codes: document.codes,
    card: `${shownOf(document)}${BEFORE_BLANKS}`.padEnd(OUT_OF_LINE),
  };
}
