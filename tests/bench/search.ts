import { join } from 'node:path';
import postgres from 'postgres';
import { APPLICATION, embeddedDatabase } from '#db/embedded.ts';
import { migrateDatabase, projectFolder } from '#db/client.ts';
import { NO_FILTERS, type ProductQuery } from '#src/domain/search/product-search.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { fold } from '#src/domain/shared/text.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { fillRegister, type ProductLine } from '#tests/support/search-register.ts';
import { manyGoods, manyQueries } from './search-goods.ts';

export type SearchFigure = {
  figure: string;
  bar: string;
  median: string;
  p95: string;
  n: number;
  holds: boolean | null;
};

const DAY: Day = '2026-03-15';
const asked: ProductQuery = {
  q: '',
  filters: NO_FILTERS,
  sort: 'relevance',
  page: 1,
  perPage: 24,
  day: DAY,
  withAlcohol: false,
};

/**
 * Search on a register of `size` products. One process asks; the database is on the same machine.
 *
 * @param dataDir where the server that is measured lives; the database is made anew when it has another size.
 */
export async function benchSearch(
  size: number,
  dataDir = join(projectFolder(), '.test', 'bench'),
): Promise<SearchFigure[]> {
  const { url, release } = await embeddedDatabase(dataDir);
  const name = `search_${size}`;
  const admin = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: APPLICATION } });
  const own = new URL(name, url).href;
  const places = allPlaces();
  const isThere = (await admin`select 1 from pg_database where datname = ${name}`).length > 0;
  if (!isThere) await admin.unsafe(`create database ${name}`);
  await migrateDatabase(own);
  const sql = postgres(own, { max: 10, onnotice: () => {}, connection: { application_name: APPLICATION } });
  try {
    const [held] = await sql<{ count: number }[]>`select count(*)::int as count from products`;
    if (held!.count === 0) await fill(sql, size, places);
    const search = postgresSearch({ sql, places: () => places });
    const figures: SearchFigure[] = [];
    const isSmall = size <= 20_000;

    // Made from nothing, while the old index answers: here the emptied one of a first start.
    await sql`truncate search_documents`;
    const began = performance.now();
    const whileBuilding: number[] = [];
    let isBuilding = true;
    const asking = (async () => {
      while (isBuilding) {
        const start = performance.now();
        await search.search({ ...asked, q: `nuoc mam ${whileBuilding.length}` });
        whileBuilding.push(performance.now() - start);
        await new Promise((done) => setTimeout(done, 50));
      }
    })();
    await search.rebuild();
    isBuilding = false;
    await asking;
    const took = (performance.now() - began) / 1000;
    figures.push({
      figure: `${size}: whole index built`,
      bar: isSmall ? '≤ 30 s' : '',
      median: `${took.toFixed(1)} s`,
      p95: '',
      n: 1,
      holds: isSmall ? took <= 30 : null,
    });
    figures.push(timed(`${size}: search while it is built`, whileBuilding, null));

    const begun = performance.now();
    await search.search({ ...asked, q: 'warm' });
    figures.push({
      figure: `${size}: first search of a process`,
      bar: '',
      median: `${(performance.now() - begun).toFixed(0)} ms`,
      p95: '',
      n: 1,
      holds: null,
    });

    const queries = [...manyQueries(600, places, fold)];
    const mixed = queries.map((q, index): ProductQuery =>
      index % 4 === 0
        ? { ...asked, q, filters: { ...NO_FILTERS, provinces: [places.provinces[index % 34]!.code] } }
        : index % 7 === 0
          ? { ...asked, q, filters: { ...NO_FILTERS, stars: [4, 5], standings: ['in_force'] } }
          : { ...asked, q },
    );
    for (const query of mixed.slice(0, 60)) await search.search({ ...query, perPage: 23 });
    const single: number[] = [];
    for (const query of mixed) {
      const start = performance.now();
      await search.search(query);
      single.push(performance.now() - start);
    }
    const bar = isSmall ? 15 : 50;
    figures.push(timed(`${size}: search, one client`, single, bar));
    const slow = mixed
      .map((query, index) => ({ q: query.q, ms: single[index]! }))
      .sort((a, b) => b.ms - a.ms);
    if (process.env['BENCH_SLOW'])
      console.info(
        slow
          .slice(0, 25)
          .map(({ q, ms }) => `${ms.toFixed(1)} ms  ${q}`)
          .join('\n'),
      );

    if (isSmall) {
      const rates: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        // Another page length each round, so that no answer is one that was kept.
        const todo = mixed.map((query) => ({ ...query, perPage: 20 + round }));
        const start = performance.now();
        await Promise.all(
          Array.from({ length: 32 }, async () => {
            for (let next = todo.pop(); next; next = todo.pop()) await search.search(next);
          }),
        );
        rates.push(mixed.length / ((performance.now() - start) / 1000));
      }
      rates.sort((a, b) => a - b);
      figures.push({
        figure: `${size}: searches a second, 32 clients`,
        bar: '≥ 300',
        median: rates[1]!.toFixed(0),
        p95: '',
        n: rates.length,
        holds: rates[1]! >= 300,
      });
    }

    const suggesting: number[] = [];
    for (const q of queries.slice(0, 300)) {
      const typed = q.slice(0, 2 + (suggesting.length % 9));
      const start = performance.now();
      await search.suggest(typed, { day: DAY, withAlcohol: false, most: 8 });
      suggesting.push(performance.now() - start);
    }
    figures.push(timed(`${size}: suggestions`, suggesting, 8));

    const listing: number[] = [];
    for (let round = 0; round < 200; round += 1) {
      const start = performance.now();
      await search.search({
        ...asked,
        page: 1 + (round % 40),
        perPage: 12 + Math.floor(round / 40),
        filters: { ...NO_FILTERS, groups: round % 3 ? [] : [3] },
      });
      listing.push(performance.now() - start);
    }
    figures.push(timed(`${size}: catalogue without words`, listing, bar));
    return figures;
  } finally {
    await sql.end({ timeout: 5 });
    await admin.end({ timeout: 5 });
    await release();
  }
}

async function fill(sql: postgres.Sql, size: number, places: ReturnType<typeof allPlaces>): Promise<void> {
  let batch: ProductLine[] = [];
  let done = 0;
  for (const line of manyGoods(size, places)) {
    batch.push(line);
    if (batch.length === 5_000) {
      await fillRegister(sql, batch, done);
      done += batch.length;
      batch = [];
    }
  }
  if (batch.length > 0) await fillRegister(sql, batch, done);
  await sql`analyze`;
}

function timed(figure: string, times: readonly number[], bar: number | null): SearchFigure {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    figure,
    bar: bar === null ? '' : `p95 ≤ ${bar} ms`,
    median: `${at(0.5).toFixed(1)} ms`,
    p95: `${at(0.95).toFixed(1)} ms`,
    n: sorted.length,
    holds: bar === null ? null : at(0.95) <= bar,
  };
}

if (process.argv[1] === import.meta.filename) {
  const sizes = process.argv.slice(2).map(Number);
  for (const size of sizes.length > 0 ? sizes : [20_000]) console.table(await benchSearch(size));
}
