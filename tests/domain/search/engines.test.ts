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
