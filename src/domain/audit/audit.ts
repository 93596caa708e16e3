import { sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { changedProducts } from '#db/schema/catalogue.ts';
import { logPending } from '#db/schema/log.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { tellFacts } from './tell.ts';

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

/** Channel on which whoever writes the registry log hears that something waits. */
export const LOG_CHANNEL = 'log_waiting';

/** Writes facts down, in the transaction that makes them true, and tells systems of others that want to hear. */
export async function writeDown(ctx: Context, facts: readonly AuditFact[]): Promise<void> {
  const actor = actorName(ctx.actor);
  for (let start = 0; start < facts.length; start += ROWS_A_STATEMENT) {
    // One parameter for thousands of facts: a list of products makes tens of thousands.
    const rows = JSON.stringify(facts.slice(start, start + ROWS_A_STATEMENT));
    await ctx.db.execute(sql`
      insert into ${auditFacts} (at, actor, kind, subject, before, after, reason, province_code, commune_code)
      select ${ctx.now.toISOString()}::timestamptz, ${actor}, fact.kind, fact.subject, fact.before, fact.after, fact.reason,
        coalesce(p.province_code, m.province_code, s.province_code, e.province_code, w.province_code, d.province_code,
          fact.after->'scope'->>'provinceCode', fact.before->'scope'->>'provinceCode', fact.after->>'provinceCode', o.province_code),
        coalesce(p.commune_code, m.commune_code, s.commune_code, e.commune_code, w.commune_code, fact.after->'scope'->>'communeCode',
          fact.before->'scope'->>'communeCode', fact.after->>'communeCode', o.commune_code)
      from (
        select *, split_part(subject, ':', 1) as noun, split_part(subject, ':', 2) as id, row_number() over () as n
        from jsonb_to_recordset(${rows}::jsonb)
          as row(kind text, subject text, before jsonb, after jsonb, reason text)) fact
      left join certificates c on fact.noun = 'certificate' and c.id = fact.id
      left join products p on p.id = case fact.noun when 'product' then fact.id else c.product_id end
      -- What somebody does to their account belongs to the office they hold, or held last.
      left join lateral (
        select a.province_code, a.commune_code, a.producer_id from assignments a
        where fact.noun = 'user' and a.user_id = fact.id
          and fact.after->'scope' is null and fact.before->'scope' is null
        order by (a.ended_at is not null), a.given_at desc limit 1) o on true
      left join producers m on m.id = case fact.noun
        when 'producer' then fact.id
        when 'product' then p.producer_id
        when 'certificate' then p.producer_id
        else coalesce(fact.after->'scope'->>'producerId', fact.before->'scope'->>'producerId', o.producer_id) end
      left join decisions d on fact.noun = 'decision' and d.id = fact.id
      left join points_of_sale s on fact.noun = 'point_of_sale' and s.id = fact.id
      left join fairs e on fact.noun = 'fair' and e.id = fact.id
      left join news w on fact.noun = 'news' and w.id = fact.id
      order by fact.n`);
    // What the public relies on goes into the registry log: whoever writes that looks at these again.
    await ctx.db.execute(sql`
      with touched as (
        insert into ${logPending} (subject)
        select distinct subject from jsonb_to_recordset(${rows}::jsonb) as row(subject text)
        where split_part(subject, ':', 1) in ('certificate', 'decision', 'product', 'producer', 'stamp_run', 'sign_key')
        returning 1)
      select pg_notify(${LOG_CHANNEL}, '') from touched limit 1`);
    await tellFacts(ctx, facts.slice(start, start + ROWS_A_STATEMENT));
  }
}

/** Channel on which every process hears which public pages are out of date. */
export const FACTS_CHANNEL = 'public_facts';

/**
 * Tells all processes, when this transaction commits, that pages with one of these tags are out of
 * date, and the search index that these products have changed. Tags: `product:ID`, `products`
 * (lists of them), `producer:ID`, `place:CODE`, `decisions`, `points-of-sale`, `fairs`, `news`,
 * `tours`, `tour:ID`, `places`, `all`.
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

export type AuditEntry = {
  id: number;
  at: Date;
  /** `person:ID`, `system:task`, `operator:name`. */
  actor: string;
  /** Of a person, as they are called now. */
  actorName: string | null;
  kind: string;
  subject: string;
  before: unknown;
  after: unknown;
  reason: string | null;
};

export type AuditQuestion = {
  /** `all`, or the places whose facts may be read. */
  within: 'all' | readonly { provinceCode: string; communeCode: string | null }[];
  kind: string | null;
  subject: string | null;
  /** Only older than this entry. */
  before: number | null;
  most: number;
};

/** What was written down, newest first. */
export async function auditEntries(
  ctx: Pick<Context, 'db'>,
  { within, kind, subject, before, most }: AuditQuestion,
): Promise<AuditEntry[]> {
  if (within !== 'all' && within.length === 0) return [];
  const there =
    within === 'all'
      ? sql`true`
      : sql.join(
          within.map(({ provinceCode, communeCode }) =>
            communeCode === null
              ? sql`f.province_code = ${provinceCode}`
              : sql`f.commune_code = ${communeCode} and f.province_code = ${provinceCode}`,
          ),
          sql` or `,
        );
  const rows = await ctx.db.execute<AuditEntry & { at: string }>(sql`
    select f.id::float8 as id, f.at, f.actor, u.name as "actorName", f.kind, f.subject, f.before, f.after, f.reason
    from audit_facts f left join users u on f.actor = 'person:' || u.id
    where (${there}) and (${kind}::text is null or f.kind = ${kind})
      and (${subject}::text is null or f.subject = ${subject}) and (${before}::bigint is null or f.id < ${before})
    order by f.id desc limit ${most}`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/** Every kind of deed that was ever written down, for a menu. */
export async function auditKindsKnown(ctx: Pick<Context, 'db'>): Promise<string[]> {
  // One look at the index for each kind: to read all entries for a dozen words would take seconds.
  const rows = await ctx.db.execute<{ kind: string }>(sql`
    with recursive known as (
      (select kind from audit_facts order by kind limit 1)
      union all
      select (select a.kind from audit_facts a where a.kind > known.kind order by a.kind limit 1)
      from known where known.kind is not null)
    select kind from known where kind is not null`);
  return rows.map(({ kind }) => kind);
}
