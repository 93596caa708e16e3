import { sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { changedProducts } from '#db/schema/catalogue.ts';
import { actorName, type Context } from '#src/domain/shared/context.ts';

export type AuditFact = {
  /** `certificate.revoked`, `product.changed` … */
  kind: string;
  /** `product:0a1b…`. */
  subject: string;
  before?: unknown;
  after?: unknown;
  reason?: string | null;
};

const ROWS_A_STATEMENT = 2_000;

/** Writes facts down, in the transaction that makes them true. */
export async function writeDown(ctx: Context, facts: readonly AuditFact[]): Promise<void> {
  const actor = actorName(ctx.actor);
  for (let start = 0; start < facts.length; start += ROWS_A_STATEMENT) {
    // One parameter for thousands of facts: a list of products makes tens of thousands.
    const rows = JSON.stringify(facts.slice(start, start + ROWS_A_STATEMENT));
    await ctx.db.execute(sql`
      insert into ${auditFacts} (at, actor, kind, subject, before, after, reason)
      select ${ctx.now.toISOString()}::timestamptz, ${actor}, kind, subject, before, after, reason
      from jsonb_to_recordset(${rows}::jsonb)
        as row(kind text, subject text, before jsonb, after jsonb, reason text)`);
  }
}

/** Channel on which every process hears which public pages are out of date. */
export const FACTS_CHANNEL = 'public_facts';

/**
 * Tells all processes, when this transaction commits, that pages with one of these tags are out of
 * date, and the search index that these products have changed. Tags: `product:ID`, `products`
 * (lists of them), `producer:ID`, `place:CODE`, `decisions`, `points-of-sale`, `places`, `all`.
 */
export async function announce(
  ctx: Context,
  { tags = [], products = [] }: { tags?: readonly string[]; products?: readonly string[] },
): Promise<void> {
  for (let start = 0; start < products.length; start += ROWS_A_STATEMENT) {
    const ids = JSON.stringify(products.slice(start, start + ROWS_A_STATEMENT));
    await ctx.db.execute(
      sql`insert into ${changedProducts} (product_id) select value from jsonb_array_elements_text(${ids}::jsonb)`,
    );
  }
  // Lists show products that they did not show before: they are kept under `products`.
  const lists = products.length > 0 ? ['products'] : [];
  const all = [...new Set([...tags, ...products.map((id) => `product:${id}`), ...lists])];
  if (all.length === 0) return;
  // PostgreSQL takes at most 8,000 bytes a message; a change that large touches most pages anyway.
  const message = all.length > 200 ? 'all' : all.join(' ');
  await ctx.db.execute(sql`select pg_notify(${FACTS_CHANNEL}, ${message})`);
}
