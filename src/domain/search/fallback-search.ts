import type postgres from 'postgres';
import type { ProductSearch } from './product-search.ts';

const REST_MS = 2_000;
const LONGEST_REST_MS = 60_000;
const BACKLOG_AT_ONCE = 1_000;

/**
 * `primary`, and `builtin` in its place while it is down, with a note. Both are kept in step: what the primary
 * misses waits in `search_backlog` until it answers again. After a failure it is left alone for a while, longer
 * each time, so that no visitor waits for a server that is gone.
 *
 * @param now a clock that only runs forward, in milliseconds.
 */
export function fallbackSearch(
  primary: ProductSearch,
  builtin: ProductSearch,
  sql: postgres.Sql,
  now: () => number = () => performance.now(),
): ProductSearch {
  let rest = { until: -Infinity, length: REST_MS };
  let building: Promise<void> | null = null;
  let catchingUp: Promise<void> | null = null;

  const isResting = () => now() < rest.until;

  function failed(error: unknown): void {
    rest = { until: now() + rest.length, length: Math.min(rest.length * 2, LONGEST_REST_MS) };
    // A new server, or one that lost its data: the index is made again, once, while the built-in answers.
    if (error instanceof Error && error.name === 'IndexMissing' && building === null) {
      building = primary
        .rebuild()
        .then(recovered, () => {})
        .finally(() => (building = null));
    }
  }

  function recovered(): void {
    rest = { until: -Infinity, length: REST_MS };
  }

  async function either<Result>(
    ask: (search: ProductSearch) => Promise<Result>,
  ): Promise<{ result: Result; isBuiltin: boolean }> {
    if (!isResting() && building === null) {
      try {
        const result = await ask(primary);
        if (rest.until !== -Infinity) {
          recovered();
          void catchUp().catch(failed);
        }
        return { result, isBuiltin: false };
      } catch (error) {
        failed(error);
      }
    }
    return { result: await ask(builtin), isBuiltin: true };
  }

  /** Brings what the primary has missed into it; rows leave when it has them. */
  async function catchUp(): Promise<void> {
    catchingUp ??= drain().finally(() => (catchingUp = null));
    return catchingUp;
  }

  async function drain(): Promise<void> {
    for (;;) {
      const rows = await sql<{ id: string; productId: string }[]>`
        select id, product_id as "productId" from search_backlog order by id limit ${BACKLOG_AT_ONCE}`;
      if (rows.length === 0) return;
      await primary.index([...new Set(rows.map(({ productId }) => productId))]);
      await sql`delete from search_backlog where id = any(${rows.map(({ id }) => id)}::bigint[])`;
    }
  }

  return {
    search: async (query) => {
      const { result, isBuiltin } = await either((search) => search.search(query));
      return isBuiltin ? { ...result, note: 'builtin_instead' } : result;
    },
    suggest: async (typed, options) => (await either((search) => search.suggest(typed, options))).result,
    index: async (ids) => {
      await builtin.index(ids);
      if (ids.length === 0) return;
      // Written down before it is tried: a kill in between loses nothing.
      await sql`insert into search_backlog (product_id) select unnest(${[...new Set(ids)]}::char(12)[])`;
      if (isResting() || building !== null) return;
      try {
        await catchUp();
        recovered();
      } catch (error) {
        failed(error);
      }
    },
    rebuild: async (progress) => {
      await builtin.rebuild();
      await primary.rebuild(progress);
      recovered();
    },
    changed: () => {
      primary.changed();
      builtin.changed();
    },
    health: () => primary.health(),
    stats: async () => (await either((search) => search.stats())).result,
  };
}
