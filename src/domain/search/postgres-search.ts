import type postgres from 'postgres';
import { isAlcohol, PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import {
  cardOn,
  documentsOf,
  fingerprintOf,
  tsvectorOf,
  type SearchDocument,
  type StillCard,
} from './documents.ts';
import { countFacets, type CubeCell } from './facets.ts';
import { placeNamesOf, type PlaceNames } from './place-names.ts';
import type {
  ProductAnswer,
  ProductFilters,
  ProductQuery,
  ProductSearch,
  ProductSort,
  Suggestion,
} from './product-search.ts';
import { quoteLexeme } from './documents.ts';
import { ALL_CODES, dayNumber, filtersOf, starsOf } from './standing-code.ts';
import { foldedSearchWords } from './words.ts';

const ALCOHOL_SETS = PRODUCT_SETS.filter(({ number }) => isAlcohol(number)).map(({ number }) => number);
const DOCUMENTS_A_WRITE = 500;

type Found = {
  id: string;
  card: string;
  days: number[];
  codes: number[];
};

/** The engine that every installation has: nothing beside PostgreSQL. */
export function postgresSearch({
  sql,
  places,
}: {
  sql: postgres.Sql;
  places: () => Places;
}): ProductSearch {
  /** The whole register by what facets count, for one version of the index and one day. */
  const wholes = new Map<string, Promise<CubeCell[]>>();

  async function whole(day: Day, version: number): Promise<CubeCell[]> {
    const key = `${version} ${day}`;
    const known = wholes.get(key);
    if (known) return known;
    if (wholes.size > 3) wholes.clear();
    const read = readCube(await cubeRows(sql, day));
    const kept = Promise.resolve(read);
    wholes.set(key, kept);
    return kept;
  }

  async function search(query: ProductQuery): Promise<ProductAnswer> {
    const words = foldedSearchWords(query.q).slice(0, 16);
    const find = words.length === 0 ? null : words.map(quoteLexeme).join(' & ');
    const { filters } = query;
    const page = Math.max(1, Math.trunc(query.page));
    const perPage = Math.min(100, Math.max(1, Math.trunc(query.perPage)));
    const version = await versionOf(sql);
    const [cells, found] = await Promise.all([
      find === null && filters.producerId === null && filters.priceFrom === null && filters.priceTo === null
        ? whole(query.day, version)
        : cubeRows(sql, query.day, find, filters).then(readCube),
      pageRows(sql, query, find, filters, perPage, (page - 1) * perPage),
    ]);
    const { total, facets, alcoholHidden } = countFacets(cells, filters, query.withAlcohol);
    if (filters.provinces.length === 0) facets.communes = [];
    return {
      total,
      page,
      items: found.map(({ card, days, codes }) =>
        cardOn(query.day, JSON.parse(card) as StillCard, days, codes),
      ),
      facets,
      corrected: null,
      understood: { stars: [], provinces: [], priceFrom: null, priceTo: null, groups: [] },
      places: [],
      note: null,
      alcoholHidden,
    };
  }

  async function suggest(
    typed: string,
    { most }: { day: Day; withAlcohol: boolean; most: number },
  ): Promise<Suggestion[]> {
    const words = foldedSearchWords(typed);
    if (words.length === 0) return [];
    const find = words
      .map((word, index) => `${quoteLexeme(word)}${index === words.length - 1 ? ':*' : ''}`)
      .join(' & ');
    const rows = await sql<{ card: string }[]>`
      select card from search_documents where words @@ ${find}::tsquery and not is_alcohol limit ${most}`;
    return rows.map(({ card }) => {
      const { name, slug } = JSON.parse(card) as StillCard;
      return { kind: 'product', text: name, slug };
    });
  }

  async function index(ids: readonly string[]): Promise<void> {
    const all = [...new Set(ids)];
    for (let start = 0; start < all.length; start += DOCUMENTS_A_WRITE) {
      await writeDocuments(sql, all.slice(start, start + DOCUMENTS_A_WRITE), placeNamesOf(places()));
    }
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
  }

  return {
    search,
    suggest,
    index,
    rebuild,
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

async function versionOf(sql: postgres.Sql): Promise<number> {
  const [row] = await sql<{ version: number }[]>`select version::float8 as version from search_state`;
  return row!.version;
}

/** Filters on what is stored as it is; those on the standing are added by whoever knows the day. */
function conditions(sql: postgres.Sql, find: string | null, filters: ProductFilters) {
  return sql`true
    ${find === null ? sql`` : sql`and words @@ ${find}::tsquery`}
    ${filters.producerId === null ? sql`` : sql`and producer_id = ${filters.producerId}`}
    ${filters.priceFrom === null ? sql`` : sql`and price >= ${filters.priceFrom}`}
    ${filters.priceTo === null ? sql`` : sql`and price <= ${filters.priceTo}`}`;
}

function cubeRows(sql: postgres.Sql, day: Day, find: string | null = null, filters?: ProductFilters) {
  return sql<{ cube: string | null }[]>`
    with cube as (
      select province_code, commune_code, product_set,
        standing_codes[width_bucket(${dayNumber(day)}::int, standing_days)] as code, count(*) as count
      from search_documents where ${filters ? conditions(sql, find, filters) : sql`true`} group by 1, 2, 3, 4)
    select string_agg(concat(province_code, ',', commune_code, ',', product_set, ',', code, ',', count), ';') as cube from cube`;
}

function readCube(rows: readonly { cube: string | null }[]): CubeCell[] {
  const cube = rows[0]?.cube;
  if (!cube) return [];
  return cube.split(';').map((cell) => {
    const [province, commune, set, code, count] = cell.split(',') as [string, string, string, string, string];
    return {
      province: province || null,
      commune: commune || null,
      set: set === '' ? null : Number(set),
      code: Number(code),
      count: Number(count),
    };
  });
}

function pageRows(
  sql: postgres.Sql,
  { day, withAlcohol, sort }: ProductQuery,
  find: string | null,
  filters: ProductFilters,
  limit: number,
  offset: number,
) {
  const sets = setsOf(filters, withAlcohol);
  const codes = codesFor(filters);
  const standing = sql`standing_codes[width_bucket(${dayNumber(day)}::int, standing_days)]`;
  return sql<Found[]>`
    select product_id as id, card, standing_days as days, standing_codes as codes
    from search_documents
    where ${conditions(sql, find, filters)}
      ${sets === null ? (withAlcohol ? sql`` : sql`and not is_alcohol`) : sql`and product_set = any(${sets}::smallint[])`}
      ${filters.provinces.length === 0 ? sql`` : sql`and province_code = any(${filters.provinces as string[]}::char(2)[])`}
      ${filters.communes.length === 0 ? sql`` : sql`and commune_code = any(${filters.communes as string[]}::char(5)[])`}
      ${codes === null ? sql`` : sql`and ${standing} = any(${codes}::smallint[])`}
    order by ${orderOf(sql, sort, standing)}, product_id
    limit ${limit} offset ${offset}`;
}

const IN_FORCE_BY_STARS = ALL_CODES.filter((code) => starsOf(code) !== null).sort(
  (a, b) => starsOf(a)! - starsOf(b)!,
);

function orderOf(sql: postgres.Sql, sort: ProductSort, standing: postgres.PendingQuery<postgres.Row[]>) {
  const stars = sql`case when ${standing} = any(${IN_FORCE_BY_STARS}::smallint[]) then ${standing} % 10 else 0 end`;
  switch (sort) {
    case 'newest':
      return sql`newest desc, name_order`;
    case 'name':
      return sql`name_order`;
    case 'price_up':
      return sql`price asc nulls last, name_order`;
    case 'price_down':
      return sql`price desc nulls last, name_order`;
    case 'stars':
    case 'relevance':
      return sql`${stars} desc, newest desc, name_order`;
  }
}

/** Sets that groups and sets leave; `null`: all. */
function setsOf({ groups, sets }: ProductFilters, withAlcohol: boolean): number[] | null {
  if (groups.length === 0 && sets.length === 0) return null;
  return PRODUCT_SETS.filter(
    ({ number, group }) =>
      (groups.length === 0 || groups.includes(group)) &&
      (sets.length === 0 || sets.includes(number)) &&
      (withAlcohol || !ALCOHOL_SETS.includes(number)),
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
}

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
  'standing_days',
  'standing_codes',
  'name_order',
  'name_words',
  'other_words',
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
    standing_days: document.standingDays,
    standing_codes: document.standingCodes,
    name_order: document.nameOrder,
    name_words: document.nameWords.join(' '),
    other_words: `${document.placeWords.join(' ')}|${document.producerWords.join(' ')}|${document.englishWords.join(' ')}`,
    words: tsvectorOf(document),
    codes: document.codes,
    card: JSON.stringify(document.card),
  };
}
