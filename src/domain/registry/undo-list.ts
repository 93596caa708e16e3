import { isDeepStrictEqual } from 'node:util';
import { eq, sql, type SQL } from 'drizzle-orm';
import { listDrafts } from '#db/schema/drafts.ts';
import { announce, writeDown, type AuditFact } from '#src/domain/audit/audit.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { draftById, heldDraft, undoDeed } from './drafts.ts';
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
  /** Points of sale that it brought and that are closed by this. */
  pointsClosed: number;
  /** Points of sale that it brought and that stay open: another list names them too, or somebody keeps or uses them. */
  pointsKept: number;
  /** Places to buy on the net that it brought and that are no more shown. */
  linksTaken: number;
  /** Places on the net that it brought and that stay, for the same reasons. */
  linksKept: number;
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
 * no more, from the beginning; points of sale that it brought are closed; fields that it changed hold what they held
 * before, where nobody has changed them since; products and producers that it made stay. The same list published
 * again makes its certificates count and opens its points of sale. Shop lists are taken back by whoever publishes them.
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
    const { kind } = await draftById(ctx, draftId);
    const draft = await heldDraft(ctx, draftId, undoDeed(kind), version);
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
    const opened = facts.flatMap(({ kind, subject, before }) =>
      kind === 'point_of_sale.recorded' || before?.['takenBackOn']
        ? [subject.slice('point_of_sale:'.length)]
        : [],
    );
    const closed = await closeAgain(ctx, opened, { ...draft, listId: draft.listId! }, reason);
    for (const id of closed) touched.points.add(id);
    const day = dayInVietnam(ctx.now);
    told.push(
      ...closed.map((id) => ({
        kind: 'point_of_sale.taken_back',
        subject: `point_of_sale:${id}`,
        before: { closedOn: null },
        after: { closedOn: day },
        reason,
      })),
    );
    let linksTaken = 0;
    let linksKept = 0;
    for (const fact of facts) {
      if (fact.kind !== 'product.links_listed') continue;
      const links = await takeLinksBack(ctx, fact, draft.listId!, dayInVietnam(draft.publishedAt));
      linksTaken += links.taken.length;
      linksKept += links.kept;
      restored += links.restored.length;
      changedSince += links.changedSince;
      if (links.taken.length + links.restored.length === 0) continue;
      touched.products.add(fact.subject.slice('product:'.length));
      told.push({
        kind: 'product.links_taken_back',
        subject: fact.subject,
        before: links.taken,
        after: links.restored,
        reason,
      });
    }
    const { provinceCode, communeCode, name } = draft;
    const undone = {
      annulled: annulled.length,
      kept: brought.length - annulled.length,
      restored,
      changedSince,
      pointsClosed: closed.length,
      pointsKept: opened.length - closed.length,
      linksTaken,
      linksKept,
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
      and not ${statedElsewhere(listId, sql`r.product_id = c.product_id and r.certificate_id = c.id`)}
    returning c.id, c.product_id, c.annulled_on::text`)) as unknown as Annulled[];
}

/** Whether another list that still counts says so as well. */
const statedElsewhere = (listId: string, row: SQL): SQL => sql`exists (
  select 1 from list_rows r
  where ${row} and r.outcome = 'published' and r.list_id <> ${listId}
    and not exists (select 1 from list_drafts d where d.list_id = r.list_id and d.undone_at is not null))`;

/** Closes points of sale, save those that somebody has worked on since, that are used, or that another list names. */
async function closeAgain(
  ctx: Context,
  ids: readonly string[],
  { listId, factsUpTo }: { listId: string; factsUpTo: number | null },
  reason: string,
): Promise<string[]> {
  const day = dayInVietnam(ctx.now);
  const rows = await ctx.db.execute<{ id: string }>(sql`
    update points_of_sale o set closed_on = ${day}::date, closed_reason = ${reason}, taken_back_on = ${day}::date,
      updated_at = ${ctx.now.toISOString()}::timestamptz
    where o.id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) and o.closed_on is null
      and not exists (
        select 1 from audit_facts f where f.subject = 'point_of_sale:' || o.id and f.id > ${factsUpTo})
      and not exists (select 1 from point_of_sale_goods g where g.point_of_sale_id = o.id)
      and not exists (select 1 from tour_stops t where t.point_of_sale_id = o.id)
      and not exists (select 1 from pick_up_points u where u.point_of_sale_id = o.id)
      and not exists (select 1 from stock k where k.point_of_sale_id = o.id)
      and not ${statedElsewhere(listId, sql`r.point_of_sale_id = o.id`)}
    returning o.id`);
  return rows.map(({ id }) => id);
}

type Link = { url: string; seller: string | null; price: number | null; seenOn?: Day | null };
type LinksBack = { taken: Link[]; kept: number; restored: Link[]; changedSince: number };

/** Takes away the links that a list brought, and gives those that it changed what they said before. */
async function takeLinksBack(
  ctx: Context,
  { subject, before, after }: Fact,
  listId: string,
  seenOn: Day,
): Promise<LinksBack> {
  const productId = subject.slice('product:'.length);
  const were = new Map(((before ?? []) as unknown as Link[]).map((link) => [link.url, link]));
  const back: LinksBack = { taken: [], kept: 0, restored: [], changedSince: 0 };
  for (const link of (after ?? []) as unknown as Link[]) {
    const { url, seller, price } = link;
    const same = sql`l.product_id = ${productId} and l.url = ${url} and l.seller is not distinct from ${seller}
      and l.price is not distinct from ${price}::int and l.seen_on is not distinct from ${seenOn}::date`;
    const was = were.get(url);
    if (was) {
      const changed = await ctx.db.execute(sql`
        update product_links l set seller = ${was.seller}, price = ${was.price}::int, seen_on = ${was.seenOn ?? null}::date
        where ${same} returning 1`);
      if (changed.length > 0) back.restored.push(was);
      else back.changedSince += 1;
      continue;
    }
    const gone = await ctx.db.execute(sql`
      delete from product_links l where ${same}
        and not ${statedElsewhere(listId, sql`r.product_id = l.product_id and r.understood->>'link' = l.url`)}
      returning 1`);
    if (gone.length > 0) back.taken.push(link);
    else back.kept += 1;
  }
  return back;
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
