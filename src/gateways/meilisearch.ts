import { Meilisearch, MeilisearchApiError, type SearchParams, type Settings, type Task } from 'meilisearch';
import type postgres from 'postgres';
import { productSet } from '#src/domain/catalogue/product-set.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import {
  correctedText,
  emptyAnswer,
  isGoodEnough,
  ordered,
  windowOf,
  withUnderstood,
  type Hit,
} from '#src/domain/search/answer.ts';
import {
  cardOn,
  documentsOf,
  lexemesOf,
  readShown,
  shownOf,
  type SearchDocument,
  type StillCard,
} from '#src/domain/search/documents.ts';
import type { Lexicon } from '#src/domain/search/lexicon.ts';
import { placeNamesOf } from '#src/domain/search/place-names.ts';
import {
  STANDING_FILTERS,
  type FacetCount,
  type ProductAnswer,
  type ProductFacets,
  type ProductFilters,
  type ProductQuery,
  type ProductSearch,
  type Suggestion,
} from '#src/domain/search/product-search.ts';
import { readQuery, type Attempt, type Reading } from '#src/domain/search/read-query.ts';
import {
  ALL_CODES,
  dayNumber,
  filtersOf,
  sellable,
  starsOf,
  stretchOn,
  type StandingCode,
} from '#src/domain/search/standing-code.ts';
import { synonymTable } from '#src/domain/search/synonyms.ts';
import { foldWord } from '#src/domain/search/words.ts';
import { RANKED_BY } from '#src/domain/search/tsquery.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ExpiredRule } from '#src/domain/shop/offer.ts';

/** The server has no index of ours: it has to be built. */
export class IndexMissing extends Error {
  override name = 'IndexMissing';
}

/** A task that the server took on has failed: nothing of it is in the index. */
export class TaskFailed extends Error {
  override name = 'TaskFailed';
}

/** Stretches of standing that a document has room for; older ones are left out. */
const STRETCHES = 12;
/** Of days on which goods are there: seasons and pauses. */
const STOCK_STRETCHES = 4;
const DOCUMENTS_A_TASK = 1_000;
const ANSWER_WITHIN_MS = 2_000;
const TASK_WITHIN_MS = 120_000;
/** A word put right is taken when it has so many times more products than what was typed. */
const EVIDENCE_NEEDED = 5;

type Stored = { id: string; shown: string } & Record<string, unknown>;

/**
 * A word in plain letters that says its accents too, so that an engine that folds accents can tell dừa from dứa:
 * a letter for each shape, the tone last. The z keeps it apart from any other word.
 */
export function codedWord(word: string): string {
  let letters = 'z';
  let tone = 'q';
  for (const letter of word.normalize('NFD')) {
    const shape = { '\u0302': 'x', '\u0306': 'w', '\u031b': 'v' }[letter];
    const mark = { '\u0300': 'f', '\u0301': 's', '\u0303': 'x', '\u0309': 'r', '\u0323': 'j' }[letter];
    if (mark) tone = mark;
    else letters += shape ?? (letter === 'đ' ? 'dz' : letter);
  }
  return letters + tone;
}

const SETTINGS: Settings = {
  searchableAttributes: ['name', 'aliases', 'places', 'producer', 'coded'],
  filterableAttributes: [
    'marks',
    'codes',
    'producerId',
    'province',
    'commune',
    'set',
    'group',
    'price',
    'isAlcohol',
    ...Array.from({ length: STRETCHES }, (_, at) => [`from${at}`, `until${at}`, `code${at}`]).flat(),
    ...Array.from({ length: STOCK_STRETCHES }, (_, at) => [`in${at}`, `out${at}`]).flat(),
  ],
  sortableAttributes: ['newest', 'nameOrder', 'price'],
  displayedAttributes: ['id', 'shown'],
  rankingRules: ['sort', 'words', 'typo', 'proximity', 'attribute', 'exactness', 'newest:desc'],
  typoTolerance: {
    minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 },
    disableOnAttributes: ['coded'],
    disableOnNumbers: true,
  },
  synonyms: synonymTable(),
  faceting: { maxValuesPerFacet: 5_000 },
  pagination: { maxTotalHits: 1_000_000 },
};

export type MeilisearchOptions = {
  url: string;
  key: string | null;
  /** Where documents are made from. */
  sql: postgres.Sql;
  places: () => Places;
  /** What the built-in engine knows of words; it is kept in step in any case. */
  lexicon: () => Promise<Lexicon>;
  /** Name of the index. */
  index?: string;
  /** By which rule goods without a certificate in force are sold here. */
  expired?: ExpiredRule;
  /** A visitor waits no longer than this before the server counts as down. */
  answerWithinMs?: number;
};

type Counted = { total: number; facets: Record<string, Record<string, number>> };

/**
 * Products in a Meilisearch server. Words are read by the same reader as for PostgreSQL, and the best that the
 * server finds are put in order by the same ranking; the server finds, filters and counts.
 *
 * All questions throw when the server is down or slow, `IndexMissing` when it has no index yet; see `fallbackSearch`.
 */
export function meilisearchSearch(options: MeilisearchOptions): ProductSearch {
  const { sql, places, lexicon, index: name = 'products', expired = 'without_stars' } = options;
  const server = { host: options.url, ...(options.key ? { apiKey: options.key } : {}) };
  const client = new Meilisearch({ ...server, timeout: options.answerWithinMs ?? ANSWER_WITHIN_MS });
  // Documents by the thousand take their time; nobody waits for them.
  const writer = new Meilisearch({
    ...server,
    timeout: TASK_WITHIN_MS,
    defaultWaitOptions: { timeout: TASK_WITHIN_MS, interval: 20 },
  });
  const building = `${name}_building`;

  async function ask<Result>(question: () => Promise<Result>): Promise<Result> {
    try {
      return await question();
    } catch (error) {
      const isMissing = error instanceof MeilisearchApiError && error.cause?.code === 'index_not_found';
      throw isMissing ? new IndexMissing(name, { cause: error }) : error;
    }
  }

  async function count(queries: readonly SearchParams[]): Promise<Counted[]> {
    const { results } = await ask(() =>
      client.multiSearch({
        queries: queries.map((query) => ({ ...query, page: 1, hitsPerPage: 0, indexUid: name })),
      }),
    );
    return results.map((result) => ({
      total: result.totalHits ?? 0,
      facets: result.facetDistribution ?? {},
    }));
  }

  async function search(query: ProductQuery): Promise<ProductAnswer> {
    const page = Math.max(1, Math.trunc(query.page) || 1);
    const perPage = Math.min(100, Math.max(1, Math.trunc(query.perPage) || 24));
    const asked = { ...query, page, perPage };
    const words = await lexicon();
    const read = readQuery(query.q, { lexicon: words, places: placeNamesOf(places()) }, query.exactly);
    if (read.code !== null) {
      const condition = `codes = ${quoted(read.code)}`;
      const [found] = await count([{ filter: condition }]);
      if (found && found.total > 0) return answer(asked, read, query.filters, null, condition);
      if (read.isSurelyCode)
        return { ...emptyAnswer(asked), code: { typed: query.q.trim(), isKnown: false } };
    }
    const filters = withUnderstood(query.filters, read);
    if (read.attempts.length === 0) return answer(asked, read, filters, null, null);
    for (const [at, attempt] of read.attempts.entries()) {
      const next = read.attempts[at + 1];
      const { q, filter } = textOf(attempt);
      const [found] = await count([
        { q, ...MATCHING, ...filtered([filter, ...always(filters, query.day, expired)]) },
      ]);
      if (!found || found.total === 0) continue;
      // The server lets slips pass: what has the words as typed is counted by its pairs, which let none pass.
      if (next && next.evidence > 0 && (await together(attempt)) * EVIDENCE_NEEDED < next.evidence) continue;
      if (attempt.least > 0) {
        const hits = await candidates(
          attempt,
          [filter, ...always(filters, query.day, expired)],
          perPage,
          query.day,
        );
        if (!isGoodEnough(hits, attempt)) continue;
      }
      return answer(asked, read, filters, attempt, filter);
    }
    return { ...emptyAnswer(asked), understood: read.understood, places: [...read.places] };
  }

  /** Products whose names have all the words just so. */
  async function together({ groups }: Attempt): Promise<number> {
    const words = groups.flatMap(({ alternatives }) => alternatives[0]?.words ?? []);
    const [found] = await count([filtered(words.map(({ folded }) => `marks = ${quoted(`~${folded}`)}`))]);
    return found?.total ?? 0;
  }

  /** One answer: the rows of the page, and everything counted, each facet without its own choice. */
  async function answer(
    query: ProductQuery,
    read: Reading,
    filters: ProductFilters,
    attempt: Attempt | null,
    condition: string | null,
  ): Promise<ProductAnswer> {
    const { day, withAlcohol, page, perPage, sort } = query;
    const text = attempt === null ? {} : { q: textOf(attempt).q, ...MATCHING };
    const base = [condition, ...always(filters, day, expired)];
    const chosen = choices(filters, day);
    const without = (facet: keyof ProductFacets | null) => [
      ...base,
      withAlcohol ? null : 'isAlcohol = false',
      ...Object.entries(chosen).map(([each, filter]) => (each === facet ? null : filter)),
    ];
    const facets: ProductFacets = {
      groups: [],
      sets: [],
      stars: [],
      provinces: [],
      communes: [],
      standings: [],
    };
    let total = 0;
    let alcoholHidden = false;
    const plan: { query: SearchParams; read: (counted: Counted) => void }[] = [
      { query: filtered(without(null)), read: (counted) => (total = counted.total) },
      {
        query: filtered([...base, 'isAlcohol = true', ...Object.values(chosen)]),
        read: (counted) => (alcoholHidden = !withAlcohol && counted.total > 0),
      },
      ...(['groups', 'sets'] as const).map((facet) => ({
        query: { ...filtered(without(facet)), facets: [ATTRIBUTES[facet]] },
        read: ({ facets: found }: Counted) =>
          (facets[facet] = Object.entries(found[ATTRIBUTES[facet]] ?? {})
            .map(([value, count]) => ({ value: Number(value), count }))
            .sort((a, b) => a.value - b.value)),
      })),
      ...(filters.provinces.length > 0 ? (['provinces', 'communes'] as const) : (['provinces'] as const)).map(
        (facet) => ({
          query: { ...filtered(without(facet)), facets: [ATTRIBUTES[facet]] },
          read: ({ facets: found }: Counted) =>
            (facets[facet] = Object.entries(found[ATTRIBUTES[facet]] ?? {})
              .map(([value, count]): FacetCount<string> => ({ value, count }))
              .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))),
        }),
      ),
      ...([5, 4, 3] as const).map((value) => ({
        query: filtered([...without('stars'), onDay(day, (code) => starsOf(code) === value)]),
        read: ({ total: count }: Counted) => count > 0 && facets.stars.push({ value, count }),
      })),
      ...STANDING_FILTERS.map((value) => ({
        query: filtered([...without('standings'), onDay(day, (code) => filtersOf(code).includes(value))]),
        read: ({ total: count }: Counted) => count > 0 && facets.standings.push({ value, count }),
      })),
    ];
    const [hits, counted] = await Promise.all([
      rows(query, attempt, without(null)),
      count(plan.map((each) => ({ ...text, ...each.query }))),
    ]);
    for (const [at, each] of plan.entries()) each.read(counted[at]!);
    const isRanked = attempt !== null && windowOf(page, perPage, sort, true).isRanked;
    const inOrder = isRanked ? ordered(hits, attempt) : hits;
    return {
      ...emptyAnswer(query),
      total,
      facets,
      alcoholHidden,
      items: (isRanked ? inOrder.slice((page - 1) * perPage, page * perPage) : inOrder).map(
        ({ shown: { card, standingDays, standingCodes } }) =>
          cardOn(day, JSON.parse(card) as StillCard, standingDays, standingCodes, expired),
      ),
      corrected: attempt?.corrected ? correctedText(attempt.corrected, inOrder[0], read, query.q) : null,
      understood: read.understood,
      places: [...read.places],
    };
  }

  /** The rows of a page, or for the first pages of words the best candidates, still without order. */
  async function rows(
    query: ProductQuery,
    attempt: Attempt | null,
    conditions: readonly (string | null)[],
  ): Promise<Hit[]> {
    const { day, sort, page, perPage } = query;
    const { limit, offset, isRanked } = windowOf(page, perPage, sort, attempt !== null);
    if (isRanked && attempt !== null) return candidates(attempt, conditions, limit, day);
    const text = attempt === null ? {} : MATCHING;
    const q = attempt === null ? '' : textOf(attempt).q;
    const some = async (params: SearchParams) => {
      const { hits } = await ask(() => client.index<Stored>(name).search(q, { ...text, ...params }));
      return hits.map((hit) => hitOf(hit.shown, day, false));
    };
    const order = SORTS[sort];
    if (order !== null || attempt !== null) {
      return some({ ...filtered(conditions), ...(order ? { sort: order } : {}), limit, offset });
    }
    // Stars in force depend on the day, which no stored order knows: five, four, three, none, one after another.
    const buckets = [5, 4, 3, null].map((stars) =>
      filtered([...conditions, onDay(day, (code) => starsOf(code) === stars)]),
    );
    const sizes = await count(buckets);
    const found: Hit[] = [];
    let start = 0;
    for (const [at, bucket] of buckets.entries()) {
      const size = sizes[at]!.total;
      const from = Math.max(0, offset - start);
      const most = Math.min(size, offset + limit - start) - from;
      start += size;
      if (most > 0)
        found.push(
          ...(await some({ ...bucket, sort: ['newest:desc', 'nameOrder:asc'], limit: most, offset: from })),
        );
    }
    return found;
  }

  /**
   * The best that the server knows: the folded words; above them those whose accents agree; above these, goods
   * from the places named. One federated search, each product once.
   */
  async function candidates(
    attempt: Attempt,
    conditions: readonly (string | null)[],
    limit: number,
    day: Day,
  ): Promise<Hit[]> {
    const { q, coded, places: from } = textOf(attempt);
    const question = (params: SearchParams, weight: number) => ({
      q,
      ...MATCHING,
      ...filtered(conditions),
      ...params,
      indexUid: name,
      federationOptions: { weight },
    });
    const queries = [
      question({}, 1),
      ...(coded === null ? [] : [question({ q: coded, attributesToSearchOn: ['coded'] }, 4)]),
      ...(from === null ? [] : [question(filtered([...conditions, from]), 6)]),
    ];
    const { hits } = await ask(() =>
      client.multiSearch<{ federation: { limit: number }; queries: typeof queries }, Stored>({
        federation: { limit },
        queries,
      }),
    );
    return hits.map((hit) =>
      hitOf(hit.shown, day, from !== null && hit._federation?.queriesPosition === queries.length - 1),
    );
  }

  async function suggest(
    typed: string,
    { day, withAlcohol, most }: { day: Day; withAlcohol: boolean; most: number },
  ): Promise<Suggestion[]> {
    const read = readQuery(typed, { lexicon: await lexicon(), places: placeNamesOf(places()) });
    const named = read.places.slice(0, 2).map((place): Suggestion => ({
      kind: 'place',
      text: place.formerName ?? place.name,
      provinceCode: place.provinceCode,
      communeCode: place.communeCode,
    }));
    for (const attempt of read.attempts) {
      const conditions = [withAlcohol ? null : 'isAlcohol = false', textOf(attempt).filter];
      const found = ordered(await candidates(attempt, conditions, 40, day), attempt);
      if (found.length === 0) continue;
      const goods = found.map(({ shown }): Suggestion => {
        const { name: text, slug } = JSON.parse(shown.card) as StillCard;
        return { kind: 'product', text, slug };
      });
      return [...goods.slice(0, Math.max(1, most - named.length)), ...named].slice(0, most);
    }
    return named.slice(0, most);
  }

  async function send(uid: string, ids: readonly string[]): Promise<void> {
    const target = writer.index<Stored>(uid);
    for (let start = 0; start < ids.length; start += DOCUMENTS_A_TASK) {
      const some = ids.slice(start, start + DOCUMENTS_A_TASK);
      const documents = await documentsOf(sql, some, placeNamesOf(places()));
      const made = new Set(documents.map(({ id }) => id));
      const gone = some.filter((id) => !made.has(id));
      if (documents.length > 0)
        succeeded(await target.addDocuments(documents.map(storedOf), { primaryKey: 'id' }).waitTask());
      if (gone.length > 0) succeeded(await target.deleteDocuments(gone).waitTask());
    }
  }

  async function index(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    // Without this, a first document would make an index without settings.
    await ask(() => writer.index(name).getRawInfo());
    await send(name, [...new Set(ids)]);
  }

  async function rebuild(progress: (done: number, total: number) => void = () => {}): Promise<void> {
    const [state] = await sql<{ version: number }[]>`select version::float8 as version from search_state`;
    const rows = await sql<
      { id: string }[]
    >`select id from products where withdrawn_on is null and merged_into is null order by id`;
    const ids = rows.map(({ id }) => id);
    await writer.deleteIndex(building).waitTask();
    succeeded(await writer.createIndex(building, { primaryKey: 'id' }).waitTask());
    succeeded(await writer.index(building).updateSettings(SETTINGS).waitTask());
    for (let start = 0; start < ids.length; start += DOCUMENTS_A_TASK) {
      await send(building, ids.slice(start, start + DOCUMENTS_A_TASK));
      progress(Math.min(start + DOCUMENTS_A_TASK, ids.length), ids.length);
    }
    const isThere = await client
      .index(name)
      .getRawInfo()
      .then(
        () => true,
        () => false,
      );
    if (!isThere) succeeded(await writer.createIndex(name, { primaryKey: 'id' }).waitTask());
    succeeded(await writer.swapIndexes([{ indexes: [name, building], rename: false }]).waitTask());
    await writer.deleteIndex(building).waitTask();
    // What changed while the new index was being made went into the old one.
    const later = await sql<{ id: string }[]>`
      select product_id as id from search_documents where version > ${state?.version ?? 0}
      union select built.id from unnest(${ids}::char(12)[]) as built (id)
        where not exists (select 1 from products p where p.id = built.id and p.withdrawn_on is null and p.merged_into is null)`;
    await send(
      name,
      later.map(({ id }) => id),
    );
  }

  return {
    search,
    suggest,
    index,
    rebuild,
    // Nothing of the index is remembered here.
    changed: () => {},
    health: async () => ((await client.isHealthy()) ? 'ok' : 'down'),
    stats: async () => ({ documents: (await ask(() => client.index(name).getStats())).numberOfDocuments }),
  };
}

const MATCHING = { matchingStrategy: 'all' } as const;
const ATTRIBUTES = { groups: 'group', sets: 'set', provinces: 'province', communes: 'commune' } as const;
/** `null`: by stars in force, or by how well it answers. */
const SORTS: Readonly<Record<ProductQuery['sort'], string[] | null>> = {
  relevance: null,
  stars: null,
  newest: ['newest:desc', 'nameOrder:asc'],
  name: ['nameOrder:asc'],
  price_up: ['price:asc', 'nameOrder:asc'],
  price_down: ['price:desc', 'nameOrder:asc'],
};

function succeeded(task: Task): void {
  if (task.status !== 'succeeded') {
    throw new TaskFailed(`task ${task.uid} (${task.type}): ${task.error?.message ?? task.status}`);
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function filtered(conditions: readonly (string | null)[]): { filter?: string } {
  const all = conditions.filter((condition) => condition !== null && condition !== '');
  return all.length === 0 ? {} : { filter: all.map((condition) => `(${condition})`).join(' AND ') };
}

/** Filters that hold for every count. */
function always(
  { producerId, priceFrom, priceTo, inStock }: ProductFilters,
  day: Day,
  expired: ExpiredRule,
): (string | null)[] {
  return [
    producerId === null ? null : `producerId = ${quoted(producerId)}`,
    priceFrom === null ? null : `price >= ${Math.round(priceFrom)}`,
    priceTo === null ? null : `price <= ${Math.round(priceTo)}`,
    inStock ? stockedOn(day) : null,
    inStock ? onDay(day, (code) => sellable(code, expired)) : null,
  ];
}

function choices(filters: ProductFilters, day: Day): Record<keyof ProductFacets, string | null> {
  const { stars, standings } = filters;
  const list = (attribute: string, values: readonly (string | number)[]) =>
    values.length === 0
      ? null
      : `${attribute} IN [${values.map((value) => quoted(String(value))).join(', ')}]`;
  return {
    groups: list('group', filters.groups),
    sets: list('set', filters.sets),
    provinces: list('province', filters.provinces),
    communes: list('commune', filters.communes),
    stars: stars.length === 0 ? null : onDay(day, (code) => stars.some((each) => each === starsOf(code))),
    standings:
      standings.length === 0
        ? null
        : onDay(day, (code) => filtersOf(code).some((each) => standings.includes(each))),
  };
}

/** Products that are there for sale on the day. */
function stockedOn(day: Day): string {
  const number = dayNumber(day);
  return Array.from(
    { length: STOCK_STRETCHES },
    (_, at) => `(in${at} <= ${number} AND out${at} > ${number})`,
  ).join(' OR ');
}

/** Products that stand so on the day, whatever day it is today. */
function onDay(day: Day, fits: (code: StandingCode) => boolean): string {
  const codes = ALL_CODES.filter(fits).join(', ');
  const number = dayNumber(day);
  return Array.from(
    { length: STRETCHES },
    (_, at) => `(from${at} <= ${number} AND until${at} >= ${number} AND code${at} IN [${codes}])`,
  ).join(' OR ');
}

/**
 * An attempt as the server is asked: the words; the same with their accents spelt out, if any were typed; what is
 * filtered by; and the places named, which goods elsewhere come after.
 */
function textOf({ groups }: Attempt): {
  q: string;
  coded: string | null;
  filter: string;
  places: string | null;
} {
  const words: string[] = [];
  const coded: string[] = [];
  const filters: string[] = [];
  const places: string[] = [];
  let hasMarks = false;
  for (const { kind, alternatives, lexemes, isOptional } of groups) {
    if (kind === 'goods' && isOptional) continue;
    if (kind === 'place') places.push(lexemes.map((lexeme) => `marks = ${quoted(lexeme)}`).join(' OR '));
    if (lexemes.length === 0) {
      for (const { folded, word, hasMarks: isMarked } of alternatives[0]?.words ?? []) {
        words.push(folded);
        coded.push(codedWord(word));
        hasMarks ||= isMarked;
      }
    } else if (!isOptional) {
      // A kind of goods or a place, or the words themselves in the name.
      const named = alternatives.map(({ words }) =>
        words
          .map(({ folded }, at) => (at === 0 ? `~${folded}` : `+${words[at - 1]!.folded} ${folded}`))
          .map((mark) => `marks = ${quoted(mark)}`)
          .join(' AND '),
      );
      filters.push(
        [...lexemes.map((lexeme) => `marks = ${quoted(lexeme)}`), ...named]
          .map((each) => `(${each})`)
          .join(' OR '),
      );
    }
  }
  return {
    q: words.join(' '),
    coded: hasMarks ? coded.join(' ') : null,
    filter: filters.map((filter) => `(${filter})`).join(' AND '),
    places: places.length === 0 ? null : places.map((place) => `(${place})`).join(' AND '),
  };
}

/** Folded here: whether the server itself takes đ for d depends on how it was built. */
const folded = (words: readonly string[]): string => words.map(foldWord).join(' ');

function hitOf(text: string, day: Day, isFromThere: boolean): Hit {
  const shown = readShown(text);
  const code = shown.standingCodes[stretchOn(dayNumber(day), shown.standingDays)] ?? 0;
  return { shown, code, score: isFromThere ? RANKED_BY.place : 0 };
}

function storedOf(document: SearchDocument): Stored {
  const { standingDays: days, standingCodes: codes, set } = document;
  const first = Math.max(0, days.length - STRETCHES);
  const stretches = days.slice(first).flatMap((day, at) => [
    [`from${at}`, day],
    [`until${at}`, (days[first + at + 1] ?? 10_000_000) - 1],
    [`code${at}`, codes[first + at]],
  ]);
  const stocked = document.stockDays
    .slice(0, 2 * STOCK_STRETCHES)
    .map((turn, at) => [`${at % 2 === 0 ? 'in' : 'out'}${Math.floor(at / 2)}`, turn]);
  return {
    id: document.id,
    name: folded(document.nameWords),
    aliases: folded(document.englishWords),
    places: folded(document.placeWords),
    producer: folded(document.producerWords),
    coded: document.nameWords.map(codedWord).join(' '),
    marks: lexemesOf(document).filter((lexeme) => /^[@#+~]/.test(lexeme)),
    codes: document.codes,
    producerId: document.producerId,
    province: document.provinceCode,
    commune: document.communeCode,
    set,
    group: set === null ? null : productSet(set).group,
    price: document.price,
    isAlcohol: document.isAlcohol,
    newest: dayNumber(document.newest),
    nameOrder: plainOrder(document.nameOrder),
    shown: shownOf(document),
    ...(Object.fromEntries([...stretches, ...stocked]) as Record<string, number>),
  };
}

/** The order key in small letters, two for each sign: the server folds what it sorts by, and cuts it off. */
function plainOrder(key: string): string {
  let plain = '';
  for (const sign of key.slice(0, 200)) {
    const code = Math.min(sign.codePointAt(0)!, 26 * 26 - 1);
    plain += String.fromCharCode(0x61 + Math.floor(code / 26), 0x61 + (code % 26));
  }
  return plain;
}
