import { reindexCommand } from '#src/cli/reindex.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { fillRegister } from '#tests/support/search-register.ts';
import { expect, test } from '#tests/support/test.ts';

test('the index is built anew and says how many goods it holds', async ({ own }) => {
  await fillRegister(own.sql, [
    { name: 'Mật ong', set: 4 },
    { name: 'Nước mắm', set: 9 },
  ]);
  const places = allPlaces();
  const search = postgresSearch({ sql: own.sql, places: () => places });
  const lines: string[] = [];
  const out = (line: string) => lines.push(line);
  expect(await reindexCommand([], { search, out, json: true })).toBe(0);
  expect(lines).toEqual(['{"documents":2}']);
  expect(await reindexCommand([], { search, out, json: false })).toBe(0);
  expect(lines.at(-1)).toContain('2 sản phẩm');
  expect(await reindexCommand(['tất cả'], { search, out, json: false })).toBe(2);
});
