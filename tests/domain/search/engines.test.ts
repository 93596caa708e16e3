import { spawn } from 'node:child_process';
import { once } from 'node:events';
import postgres from 'postgres';
import { projectFolder } from '#db/client.ts';
import { fallbackSearch } from '#src/domain/search/fallback-search.ts';
import { keepIndex } from '#src/domain/search/keep-index.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import { meilisearchSearch, TaskFailed } from '#src/gateways/meilisearch.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { meilisearchStandIn } from '#tests/support/meilisearch-stand-in.ts';
import { fillRegister } from '#tests/support/search-register.ts';
import { describe, expect, test } from '#tests/support/test.ts';
import { asked, searchContract } from './contract.ts';

const places = allPlaces();

searchContract('PostgreSQL', async (sql) => ({ search: postgresSearch({ sql, places: () => places }) }));

searchContract('Meilisearch, its stand-in', async (sql) => {
  const server = await meilisearchStandIn('a-key');
  const builtin = postgresSearch({ sql, places: () => places });
  await builtin.rebuild();
  const search = meilisearchSearch({
    url: server.url,
    answerWithinMs: 20_000,
    key: 'a-key',
    sql,
    places: () => places,
    lexicon: () => builtin.lexicon(),
  });
  return { search: keptInStep(search, builtin), close: server.close };
});

const real = process.env['MEILI_URL'];
describe.skipIf(!real)(`a Meilisearch server (MEILI_URL ${real ? 'given' : 'not given: skipped'})`, () => {
  searchContract('Meilisearch itself', async (sql) => {
    const builtin = postgresSearch({ sql, places: () => places });
    await builtin.rebuild();
    const index = `test_${process.pid}`;
    const search = meilisearchSearch({
      url: real!,
      answerWithinMs: 20_000,
      key: process.env['MEILI_KEY'] ?? null,
      sql,
      places: () => places,
      lexicon: () => builtin.lexicon(),
      index,
    });
    return { search: keptInStep(search, builtin) };
  });
});

/** As the site runs it: the built-in engine, whose lexicon reads the words, is indexed too. */
function keptInStep(
  search: ReturnType<typeof meilisearchSearch>,
  builtin: ReturnType<typeof postgresSearch>,
) {
  return {
    ...search,
    index: async (ids: readonly string[]) => {
      await builtin.index(ids);
      await search.index(ids);
    },
  };
}

const honey = [{ name: 'Mật ong rừng U Minh', set: 4, stars: 4 as const, province: '96' }];

test('while Meilisearch is down PostgreSQL answers and says so; afterwards Meilisearch has what it missed', async ({
  own,
}) => {
  const server = await meilisearchStandIn();
  let time = 0;
  const builtin = postgresSearch({ sql: own.sql, places: () => places });
  const primary = meilisearchSearch({
    url: server.url,
    answerWithinMs: 20_000,
    key: null,
    sql: own.sql,
    places: () => places,
    lexicon: () => builtin.lexicon(),
  });
  const search = fallbackSearch(primary, builtin, own.sql, () => time);
  try {
    const [id] = await fillRegister(own.sql, honey);
    await search.rebuild();
    expect((await search.search({ ...asked, q: 'mật ong' })).note).toBeNull();

    server.fault.isDown = true;
    expect(await search.search({ ...asked, q: 'mật ong' })).toMatchObject({
      note: 'builtin_instead',
      total: 1,
    });
    const before = server.requests();
    await search.search({ ...asked, q: 'mật ong' });
    expect(server.requests(), 'a server that is gone is left alone for a while').toBe(before);
    await own.sql`update products set name = 'Mật ong sú vẹt' where id = ${id!}`;
    await search.index([id!]);
    expect((await search.search({ ...asked, q: 'sú vẹt' })).items[0]?.name).toBe('Mật ong sú vẹt');

    server.fault.isDown = false;
    time += 120_000;
    expect((await search.search({ ...asked, q: 'mật ong' })).note).toBeNull();
    await search.index([id!]);
    expect(await search.search({ ...asked, q: 'sú vẹt' })).toMatchObject({ note: null, total: 1 });
    expect(await own.sql`select 1 from search_backlog`).toHaveLength(0);
  } finally {
    await server.close();
  }
});

test('a task that fails is not taken for done', async ({ own }) => {
  const server = await meilisearchStandIn();
  const builtin = postgresSearch({ sql: own.sql, places: () => places });
  const search = meilisearchSearch({
    url: server.url,
    answerWithinMs: 20_000,
    key: null,
    sql: own.sql,
    places: () => places,
    lexicon: () => builtin.lexicon(),
  });
  try {
    const [id] = await fillRegister(own.sql, honey);
    await search.rebuild();
    server.fault.failTasks = true;
    await expect(search.index([id!])).rejects.toThrow(TaskFailed);
  } finally {
    await server.close();
  }
});

test('a wrong key is a fault, not an empty answer', async ({ own }) => {
  const server = await meilisearchStandIn('right');
  const builtin = postgresSearch({ sql: own.sql, places: () => places });
  const search = meilisearchSearch({
    url: server.url,
    answerWithinMs: 20_000,
    key: 'wrong',
    sql: own.sql,
    places: () => places,
    lexicon: () => builtin.lexicon(),
  });
  try {
    await expect(search.search(asked)).rejects.toThrow();
    expect((await fallbackSearch(search, builtin, own.sql).search(asked)).note).toBe('builtin_instead');
  } finally {
    await server.close();
  }
});

test('what was announced is in the index once, and stays announced when the engine fails', async ({
  own,
}) => {
  const search = postgresSearch({ sql: own.sql, places: () => places });
  const ids = await fillRegister(own.sql, [
    ...honey,
    { name: 'Nước mắm Cát Hải', set: 9, stars: 4, province: '31' },
  ]);
  const announce = () =>
    own.sql`insert into changed_products (product_id) select unnest(${[...ids, ...ids]}::char(12)[])`;
  await announce();
  await expect(keepIndex(own.sql, { index: () => Promise.reject(new Error('no room')) })).rejects.toThrow(
    'no room',
  );
  expect(await own.sql`select 1 from changed_products`).toHaveLength(4);
  expect(await keepIndex(own.sql, search)).toBe(2);
  expect(await own.sql`select 1 from changed_products`).toHaveLength(0);
  expect((await search.search(asked)).total).toBe(2);
  expect(await keepIndex(own.sql, search)).toBe(0);

  await announce();
  await Promise.all([keepIndex(own.sql, search), keepIndex(own.sql, search), keepIndex(own.sql, search)]);
  expect(await own.sql`select 1 from changed_products`).toHaveLength(0);
  expect((await search.stats()).documents).toBe(2);
});

test('a process that is killed while it indexes leaves what was announced to the next', async ({ own }) => {
  const search = postgresSearch({ sql: own.sql, places: () => places });
  const [id] = await fillRegister(own.sql, honey);
  await own.sql`insert into changed_products (product_id) values (${id!})`;
  const doomed = spawn(process.execPath, ['--input-type=module', '-e', DOOMED, own.url], {
    cwd: projectFolder(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(doomed.stdout, 'data');
  doomed.kill('SIGKILL');
  await once(doomed, 'exit');
  // PostgreSQL sees a moment later that nobody is there any more, and lets the rows go.
  await expect.poll(() => keepIndex(own.sql, search), { timeout: 10_000 }).toBe(1);
  expect((await search.search(asked)).total).toBe(1);
});

/** Takes the rows, says so, and never comes to an end. */
const DOOMED = `
  import postgres from 'postgres';
  import { keepIndex } from '#src/domain/search/keep-index.ts';
  const sql = postgres(process.argv[1], { max: 2 });
  await keepIndex(sql, { index: () => new Promise(() => console.log('indexing')) });
`;

test('two processes that index at once leave the newest facts, and no row behind', async ({ own }) => {
  const ids = await fillRegister(own.sql, honey);
  const other = postgres(own.url, { max: 4, onnotice: () => {} });
  const [one, two] = [own.sql, other].map((sql) => postgresSearch({ sql, places: () => places }));
  for (let round = 0; round < 10; round += 1) {
    await own.sql`update products set name = ${`Mật ong lần ${round}`} where id = ${ids[0]!}`;
    await own.sql`insert into changed_products (product_id) select unnest(${[ids[0]!, ids[0]!]}::char(12)[])`;
    await Promise.all([keepIndex(own.sql, one!), keepIndex(other, two!)]);
    await keepIndex(own.sql, one!);
    expect((await one!.search({ ...asked, perPage: 10 + round })).items[0]?.name).toBe(
      `Mật ong lần ${round}`,
    );
  }
  expect(await own.sql`select 1 from changed_products`).toHaveLength(0);
  await other.end({ timeout: 1 });
});
