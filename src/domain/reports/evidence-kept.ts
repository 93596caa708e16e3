import type { FileStore } from '#src/domain/media/file-store.ts';
import { fileBytes } from '#src/domain/media/files.ts';
import { sql, type SQL } from 'drizzle-orm';
import { may, mustBeAllowed, reachOf, type Reach } from '#src/domain/accounts/deeds.ts';
import type { PaperFile } from '#src/domain/certification/decision-papers.ts';
import { whereOfProducer } from '#src/domain/producers/where.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Evidence, EvidenceKind } from './evidence.ts';

/** What officers recorded, and shops on the net that lists name: both are counted. `m`: the producer, `p`: the product. */
const ALL = sql`(
  select e.id, e.producer_id, e.product_id, e.kind, e.partner, null::text as url, e.paper_number, e.paper_sha256, e.paper_name,
    e.holds_from, e.holds_until, e.recorded_by, e.recorded_at, e.withdrawn_reason
  from evidence e
  union all
  select null, g.producer_id, g.id, 'modern_channel', coalesce(l.seller, l.url), l.url, null, null, null,
    coalesce(l.first_seen_on, l.seen_on), null, null, null, null
  from product_links l join products g on g.id = l.product_id
  where g.merged_into is null and g.producer_id is not null and coalesce(l.first_seen_on, l.seen_on) is not null)`;

async function evidenceWhere(ctx: Pick<Context, 'db'>, condition: SQL, order: SQL): Promise<Evidence[]> {
  const rows = await ctx.db.execute<Evidence & { recordedAt: string | null }>(sql`
    select e.id, e.kind, jsonb_build_object('id', m.id, 'name', m.name) as producer,
      case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as product,
      e.partner, e.url, e.paper_number as "paperNumber",
      case when f.sha256 is not null then jsonb_build_object('name', e.paper_name, 'type', f.type) end as file,
      e.holds_from::text as "from", e.holds_until::text as until, u.name as "recordedBy", e.recorded_at as "recordedAt",
      e.withdrawn_reason as "withdrawnReason"
    from ${ALL} e join producers m on m.id = e.producer_id and m.merged_into is null
    left join products p on p.id = e.product_id
    left join decision_papers f on f.sha256 = e.paper_sha256
    left join users u on e.recorded_by = 'person:' || u.id
    where ${condition} ${order}`);
  return rows.map((row) => ({
    ...row,
    recordedAt: row.recordedAt === null ? null : new Date(row.recordedAt),
  }));
}

/**
 * Of one producer, also what is over or was withdrawn, newest first. `null`: this office does not read it, or there is
 * no such producer.
 */
export async function evidenceOfProducer(ctx: Context, producerId: string): Promise<Evidence[] | null> {
  const where = await whereOfProducer(ctx, producerId);
  if (!where || where.mergedInto !== null || !may(ctx.actor, 'document.read', where)) return null;
  return evidenceWhere(
    ctx,
    sql`e.producer_id = ${producerId}`,
    sql`order by (e.withdrawn_reason is not null), e.kind, e.holds_from desc, e.id nulls last, e.url`,
  );
}

/**
 * What is recorded of a producer, for those who keep its papers. What was withdrawn is left out: it may be the contract
 * of somebody else, written down here by mistake.
 *
 * @throws Refusal `not_found`, `not_allowed`.
 */
export async function evidenceForProducer(ctx: Context, producerId: string): Promise<Evidence[]> {
  const where = await whereOfProducer(ctx, producerId);
  if (!where || where.mergedInto !== null) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'document.keep', where);
  return evidenceWhere(
    ctx,
    sql`e.producer_id = ${producerId} and e.withdrawn_reason is null`,
    sql`order by e.kind, e.holds_from desc, e.id nulls last, e.url`,
  );
}

export type EvidenceQuestion = {
  /** `null`: of every kind. */
  kind: EvidenceKind | null;
  day: Day;
  page: number;
  perPage: number;
};

/** What holds on a day, within the actor's reach, producer by producer: what reports to that day count. */
export async function evidenceWithin(
  ctx: Context,
  { kind, day, page, perPage }: EvidenceQuestion,
): Promise<{ rows: Evidence[]; total: number; producers: number }> {
  const there = sql`${within(reachOf(ctx.actor, 'document.read'))}
    and e.withdrawn_reason is null and e.holds_from <= ${day}::text::date
    and (e.holds_until is null or e.holds_until >= ${day}::text::date)
    and (p.withdrawn_on is null or p.withdrawn_on > ${day}::text::date)
    and (${kind}::text is null or e.kind = ${kind})`;
  const [rows, [counted]] = await Promise.all([
    evidenceWhere(
      ctx,
      there,
      sql`order by m.name_key, m.id, e.kind, e.holds_from desc, e.id nulls last, e.url
        limit ${perPage} offset ${(page - 1) * perPage}`,
    ),
    ctx.db.execute<{ total: number; producers: number }>(sql`
      select count(*)::int as total, count(distinct m.id)::int as producers
      from ${ALL} e join producers m on m.id = e.producer_id and m.merged_into is null
      left join products p on p.id = e.product_id where ${there}`),
  ]);
  return { rows, ...counted! };
}

function within(reach: Reach): SQL {
  if (reach === 'all') return sql`true`;
  const places = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`m.province_code = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(m.province_code = ${scope.provinceCode} and m.commune_code = ${scope.communeCode})`]
        : [],
  );
  return places.length === 0 ? sql`false` : sql`(${sql.join(places, sql` or `)})`;
}

/**
 * The paper of a piece of evidence; `null`: it has none, or not for whoever asks.
 *
 * @param ofProducer who keeps the papers of this producer asks, and not an officer: see `evidenceForProducer`.
 */
export async function evidencePaper(
  ctx: Context,
  store: FileStore,
  id: string,
  ofProducer: string | null = null,
): Promise<PaperFile | null> {
  const [row] = await ctx.db.execute<
    Omit<PaperFile, 'bytes'> & { producerId: string; isWithdrawn: boolean; sha256: string; size: number }
  >(sql`
    select e.producer_id as "producerId", e.withdrawn_reason is not null as "isWithdrawn", e.paper_name as name,
      f.type, f.sha256, f.size
    from evidence e join decision_papers f on f.sha256 = e.paper_sha256 where e.id = ${id}`);
  const where = row && (await whereOfProducer(ctx, row.producerId));
  if (!row || !where) return null;
  const mayRead =
    ofProducer === null
      ? may(ctx.actor, 'document.read', where)
      : row.producerId === ofProducer && !row.isWithdrawn && may(ctx.actor, 'document.keep', where);
  if (!mayRead) return null;
  const bytes = await fileBytes(ctx, store, row);
  return bytes ? { name: row.name, type: row.type, bytes } : null;
}
