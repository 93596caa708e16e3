import type postgres from 'postgres';
import type { ProductSearch } from './product-search.ts';

const ROWS_AT_ONCE = 1_000;

type Keeping = { now: Promise<number>; next: Promise<number> | null };

/** One at a time in a process: each holds a connection while the engine takes another. */
const keeping = new WeakMap<postgres.Sql, Keeping>();

/**
 * Brings the index in line with what has changed: reads the products named in `changed_products` into the
 * engine until none is left. Several processes may do so at once, each with rows of its own. A row leaves only
 * when the engine has its product: after a kill it is read again, which does no harm.
 *
 * Call it after each announced change. Nothing has to be done at midnight: documents know their standing on
 * every day.
 *
 * @returns how many products were read.
 * @throws what the engine throws; the rows stay.
 */
export async function keepIndex(sql: postgres.Sql, search: Pick<ProductSearch, 'index'>): Promise<number> {
  const running = keeping.get(sql);
  // What was announced before this call may have come too late for the one that runs, not for the next.
  if (running)
    return (running.next ??= running.now
      .then(
        () => 0,
        () => 0,
      )
      .then(() => keepIndex(sql, search)));
  const now = drain(sql, search).finally(() => keeping.delete(sql));
  keeping.set(sql, { now, next: null });
  return now;
}

async function drain(sql: postgres.Sql, search: Pick<ProductSearch, 'index'>): Promise<number> {
  let read = 0;
  for (;;) {
    const ids = await sql.begin(async (sql) => {
      const rows = await sql<{ id: string; productId: string }[]>`
        select id, product_id as "productId" from changed_products
        order by id limit ${ROWS_AT_ONCE} for update skip locked`;
      if (rows.length === 0) return [];
      const ids = [...new Set(rows.map(({ productId }) => productId))];
      // The rows are held, and let go by the commit: were this process to die here, another would find them.
      await search.index(ids);
      await sql`delete from changed_products where id = any(${rows.map(({ id }) => id)}::bigint[])`;
      return ids;
    });
    if (ids.length === 0) return read;
    read += ids.length;
  }
}
