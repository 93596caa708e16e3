import { isDeepStrictEqual } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import { listDrafts } from '#db/schema/drafts.ts';
import { announce, writeDown, type AuditFact } from '#src/domain/audit/audit.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { heldDraft } from './drafts.ts';
import { onePublishingAtATime } from './publish-list.ts';
import { TABLES } from './write-plan.ts';

export type Undone = {
  /** Certificates that no longer count. */
  annulled: number;
  /** Certificates that it brought and that go on: another list states them too, or an authority has acted on them since. */
  kept: number;
  /** Things whose fields hold again what they held before. */
  restored: number;
  /** Things of which somebody has changed a field since: that field stays. */
  changedSince: number;
};

type Noun = keyof typeof TABLES;
type Fact = {
  kind: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};

/** Fields by which the database tells things apart: what stood before may meanwhile be somebody else's. */
const UNIQUE = new Set(['decisionId', 'issuerKey', 'issuedOn', 'gtin', 'slug', 'numberKey']);

/**
 * Takes a published list back. Nothing is deleted: certificates that it brought were entered in error and count
 * no more, from the beginning; fields that it changed hold what they held before, where nobody has changed them
 * since; products and producers that it made stay. The same list published again makes its certificates count.
 *
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `list.changed_meanwhile`,
 *   `list.not_published`, `reason_missing`.
 */
export async function undoPublication(
  ctx: Context,
  draftId: string,
  { version, reason: typed, lastDay }: { version: number; reason: string; lastDay: LastDayRule },
): Promise<Undone> {
  return inTransaction(ctx, async (ctx) => {
    const draft = await heldDraft(ctx, draftId, 'list.undo', version);
    if (draft.state !== 'published' || draft.publishedAt === null) throw new Refusal('list.not_published');
    const reason = tidy(typed).slice(0, 500);
    if (reason === '') throw new Refusal('reason_missing');
    await onePublishingAtATime(ctx);

    const facts = (await ctx.db.execute(sql`
      select kind, subject, before, after from audit_facts
      where id > ${draft.factsAfter} and id <= ${draft.factsUpTo} and actor = ${draft.publishedBy}
        and at = ${draft.publishedAt.toISOString()}::timestamptz and reason = ${draft.name}
      order by id desc`)) as unknown as Fact[];

    const touched = new Touched();
    const brought = facts.flatMap(({ kind, subject }) =>
      kind === 'certificate.recorded' ? [subject.slice('certificate:'.length)] : [],
    );
    const annulled = await annul(ctx, brought, draft.listId!, reason);
    for (const { product_id } of annulled) touched.products.add(product_id);
    const told: AuditFact[] = annulled.map(({ id, product_id, annulled_on }) => ({
      kind: 'certificate.annulled',
      subject: `certificate:${id}`,
      before: { annulledOn: null },
      after: { annulledOn: annulled_on, productId: product_id },
      reason,
    }));
    let restored = 0;
    let changedSince = 0;
    for (const fact of facts) {
      if (!fact.kind.endsWith('.changed') || !fact.before || !fact.after) continue;
      const back = await putBack(ctx, fact, touched);
      if (!back) continue;
      if (back.kept) changedSince += 1;
      if (Object.keys(back.after).length === 0) continue;
      restored += 1;
      told.push({ kind: fact.kind, subject: fact.subject, before: back.before, after: back.after, reason });
    }
    const { provinceCode, communeCode, name } = draft;
    const undone = {
      annulled: annulled.length,
      kept: brought.length - annulled.length,
      restored,
      changedSince,
    };
    told.push({
      kind: 'list.undone',
      subject: `list:${draftId}`,
      after: { name, ...undone, provinceCode, communeCode },
      reason,
    });
    await writeDown(ctx, told);
    await keepStandings(ctx, [...touched.products], lastDay);
    await tell(ctx, touched);
    await ctx.db
      .update(listDrafts)
      .set({
        undoneBy: actorName(ctx.actor),
        undoneAt: ctx.now,
        undoneReason: reason,
        version: version + 1,
        changedBy: actorName(ctx.actor),
        changedAt: ctx.now,
      })
      .where(eq(listDrafts.id, draftId));
    return undone;
  });
}

class Touched {
  readonly products = new Set<string>();
  readonly producers = new Set<string>();
  readonly points = new Set<string>();
}

type Annulled = { id: string; product_id: string; annulled_on: string };

async function annul(
  ctx: Context,
  ids: readonly string[],
  listId: string,
  reason: string,
): Promise<Annulled[]> {
  return (await ctx.db.execute(sql`
    update certificates c set annulled_on = ${dayInVietnam(ctx.now)}::date, annulled_reason = ${reason}
    where c.id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) and c.annulled_on is null
      and not exists (select 1 from certificate_events e where e.certificate_id = c.id)
      and not exists (
        select 1 from list_rows r
        where r.product_id = c.product_id and r.certificate_id = c.id and r.outcome = 'published' and r.list_id <> ${listId}
          and not exists (select 1 from list_drafts d where d.list_id = r.list_id and d.undone_at is not null))
    returning c.id, c.product_id, c.annulled_on::text`)) as unknown as Annulled[];
}

type Back = { before: Record<string, unknown>; after: Record<string, unknown>; kept: boolean };

async function putBack(
  ctx: Context,
  { subject, before, after }: Fact,
  touched: Touched,
): Promise<Back | null> {
  const [noun = '', id = ''] = subject.split(':');
  if (!(noun in TABLES)) return null;
  const { name: tableName, columns } = TABLES[noun as Noun] as (typeof TABLES)[Noun] & {
    columns: Record<string, { name: string; type: string }>;
  };
  const table = sql.raw(tableName);
  const [held] = (await ctx.db.execute(
    sql`select to_jsonb(t) as row from ${table} t where t.id = ${id} for update`,
  )) as unknown as { row: Record<string, unknown> }[];
  if (!held) return null;
  const back: Back = { before: {}, after: {}, kept: false };
  for (const [field, was] of Object.entries(before ?? {})) {
    const column = columns[field];
    if (!column) continue;
    if (!isDeepStrictEqual(held.row[column.name] ?? null, after?.[field] ?? null)) {
      back.kept = true;
      continue;
    }
    back.before[field] = after?.[field] ?? null;
    back.after[field] = was;
  }
  const fields = Object.keys(back.after);
  if (fields.length === 0) return back;
  const sets = sql.raw(fields.map((field) => `${columns[field]!.name} = row."${field}"`).join(', '));
  const types = sql.raw(fields.map((field) => `"${field}" ${columns[field]!.type}`).join(', '));
  const stamp = ['products', 'producers', 'points_of_sale'].includes(tableName)
    ? sql`, updated_at = ${ctx.now.toISOString()}::timestamptz`
    : sql``;
  const write = (db: Context['db']) =>
    db.execute(sql`
      update ${table} held set ${sets}${stamp}
      from jsonb_to_record(${JSON.stringify(back.after)}::jsonb) as row(${types}) where held.id = ${id}`);
  try {
    if (fields.some((field) => UNIQUE.has(field))) await inTransaction(ctx, ({ db }) => write(db));
    else await write(ctx.db);
  } catch (error) {
    // Another thing has that number, day or barcode by now.
    if (!isTaken(error)) throw error;
    return { before: {}, after: {}, kept: true };
  }
  if (noun === 'certificate') touched.products.add(String(held.row['product_id']));
  if (noun === 'product') touched.products.add(id);
  if (noun === 'producer') touched.producers.add(id);
  if (noun === 'point_of_sale') touched.points.add(id);
  if (noun === 'decision') {
    const rows = (await ctx.db.execute(
      sql`select product_id from certificates where decision_id = ${id}`,
    )) as unknown as { product_id: string }[];
    for (const { product_id } of rows) touched.products.add(product_id);
  }
  return back;
}

function isTaken(error: unknown): boolean {
  const codes = [error, (error as { cause?: unknown }).cause].map(
    (one) => (one as { code?: unknown } | null)?.code,
  );
  return codes.includes('23505');
}

async function tell(ctx: Context, { products, producers, points }: Touched): Promise<void> {
  const among = (ids: ReadonlySet<string>) =>
    sql`(select value from jsonb_array_elements_text(${JSON.stringify([...ids])}::jsonb))`;
  await ctx.db.execute(
    sql`update products set updated_at = ${ctx.now.toISOString()}::timestamptz where id in ${among(products)}`,
  );
  const rows = (await ctx.db.execute(sql`
    select p.id as product, p.producer_id as producer, p.province_code as province, p.commune_code as commune
      from products p where p.id in ${among(products)} or p.producer_id in ${among(producers)}
    union all
    select null, m.id, m.province_code, m.commune_code from producers m where m.id in ${among(producers)}
    union all
    select null, null, s.province_code, s.commune_code from points_of_sale s where s.id in ${among(points)}`)) as unknown as {
    product: string | null;
    producer: string | null;
    province: string | null;
    commune: string | null;
  }[];
  const tags = new Set<string>(['decisions']);
  for (const { producer, province, commune } of rows) {
    if (producer) tags.add(`producer:${producer}`);
    if (province) tags.add(`place:${province}`);
    if (commune) tags.add(`place:${commune}`);
  }
  if (points.size > 0) tags.add('points-of-sale');
  await announce(ctx, {
    tags: [...tags],
    products: [...new Set(rows.flatMap(({ product }) => (product ? [product] : [])))],
  });
}
