import { and, eq, isNotNull, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import { listDrafts, listDraftViews } from '#db/schema/drafts.ts';
import { listRows } from '#db/schema/registry.ts';
import { mustBeAllowed, reachOf, whereOf, type DeedName, type Reach } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { readFile } from '#src/domain/lists/read-file.ts';
import { unreadable } from '#src/domain/lists/unreadable.ts';
import { readList } from '#src/domain/lists/read-list.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { actorName, type Scope } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { changesByRow, type RowChange } from './changes-by-row.ts';
import { comparedWithRegister } from './check-list.ts';
import type { CheckedList } from './checked-list.ts';
import {
  areaOf,
  DRAFT_DAYS,
  stateOf,
  whereIs,
  type DraftState,
  type ListKind,
  type StoredOptions,
} from './draft.ts';
import { publishDecisionList, publishShopList, type Published } from './publish-list.ts';
import type { Changes } from './write-plan.ts';

/** Larger files are not taken in by screen. */
export const MOST_LIST_BYTES = 20_000_000;

export type Draft = {
  id: string;
  name: string;
  kind: ListKind;
  size: number;
  options: StoredOptions;
  provinceCode: string | null;
  communeCode: string | null;
  version: number;
  state: DraftState;
  /** As they are called now; `null` of whoever is no person of the office. */
  sentBy: string | null;
  sentAt: Date;
  changedBy: string | null;
  changedAt: Date;
  publishedBy: string | null;
  publishedAt: Date | null;
  listId: string | null;
  changes: Changes | null;
  onlyGood: boolean | null;
  undoneBy: string | null;
  undoneAt: Date | null;
  undoneReason: string | null;
};

type DraftRow = Omit<Draft, 'state'> & { putAsideAt: Date | null };

const nameOf = (who: SQL) => sql`(select u.name from users u where ${who} = 'person:' || u.id)`;

const FACTS = sql`
  d.id, d.name, d.kind, d.size, d.options, d.province_code as "provinceCode", d.commune_code as "communeCode", d.version,
  ${nameOf(sql`d.sent_by`)} as "sentBy", d.sent_at as "sentAt", ${nameOf(sql`d.changed_by`)} as "changedBy",
  d.changed_at as "changedAt", ${nameOf(sql`d.published_by`)} as "publishedBy", d.published_at as "publishedAt",
  d.list_id as "listId", d.changes, d.only_good as "onlyGood", d.put_aside_at as "putAsideAt",
  ${nameOf(sql`d.undone_by`)} as "undoneBy", d.undone_at as "undoneAt", d.undone_reason as "undoneReason"`;

const instant = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

function draftOf(row: DraftRow): Draft {
  const { putAsideAt, ...facts } = {
    ...row,
    sentAt: new Date(row.sentAt),
    changedAt: new Date(row.changedAt),
    publishedAt: instant(row.publishedAt),
    undoneAt: instant(row.undoneAt),
    putAsideAt: instant(row.putAsideAt),
  };
  return { ...facts, state: stateOf({ ...facts, putAsideAt }) };
}

/**
 * Keeps a file as it was sent, before anything else is done with it.
 *
 * @param area whose list it is: nothing of elsewhere can be published with it.
 * @throws Refusal `not_allowed`, `not_found`, `list.too_large`, `decision_list.unreadable` (details: why).
 */
export async function sendDraft(
  ctx: Context,
  { bytes, name, kind, area }: { bytes: Uint8Array; name: string; kind: ListKind; area: Scope },
  options: StoredOptions = {},
): Promise<string> {
  mustBeAllowed(ctx, 'list.send', whereOf(area));
  if (area.kind === 'producer') throw new Refusal('not_allowed');
  if (bytes.length > MOST_LIST_BYTES) throw new Refusal('list.too_large');
  await readFile(bytes, name);
  const id = newId();
  const who = actorName(ctx.actor);
  await ctx.db.insert(listDrafts).values({
    id,
    name: name.slice(0, 200),
    kind,
    bytes,
    size: bytes.length,
    options,
    provinceCode: area.kind === 'country' ? null : area.provinceCode,
    communeCode: area.kind === 'commune' ? area.communeCode : null,
    sentBy: who,
    sentAt: ctx.now,
    changedBy: who,
    changedAt: ctx.now,
  });
  return id;
}

/** As SQL: drafts of the places that an office reaches. */
export function within(reach: Reach): SQL {
  if (reach === 'all') return sql`true`;
  const parts = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`d.province_code = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(d.province_code = ${scope.provinceCode} and d.commune_code = ${scope.communeCode})`]
        : [],
  );
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

export const OPEN = sql`d.published_at is null and d.put_aside_at is null`;

/** Drafts within the actor's reach, last changed first; those still to be worked on, or the others. */
export async function draftsWithin(
  ctx: Context,
  { open, page, size }: { open: boolean; page: number; size: number },
): Promise<{ drafts: Draft[]; total: number }> {
  const those = sql`from list_drafts d where ${within(reachOf(ctx.actor, 'list.send'))} and ${open ? OPEN : sql`not (${OPEN})`}`;
  const rows = (await ctx.db.execute(
    sql`select ${FACTS} ${those} order by d.changed_at desc, d.id limit ${size} offset ${(page - 1) * size}`,
  )) as unknown as DraftRow[];
  const [count] = (await ctx.db.execute(sql`select count(*)::int as total ${those}`)) as unknown as {
    total: number;
  }[];
  return { drafts: rows.map(draftOf), total: count?.total ?? 0 };
}

/** @throws Refusal `not_found` where the actor's office does not reach. */
export async function draftById(ctx: Context, id: string): Promise<Draft> {
  const [row] = (await ctx.db.execute(
    sql`select ${FACTS} from list_drafts d where d.id = ${id}`,
  )) as unknown as DraftRow[];
  if (!row) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'list.send', whereIs(row));
  return draftOf(row);
}

/** The file as it was sent. */
export async function fileOfDraft(ctx: Context, id: string): Promise<Uint8Array> {
  const [row] = await ctx.db
    .select({ bytes: listDrafts.bytes })
    .from(listDrafts)
    .where(eq(listDrafts.id, id));
  if (!row) throw new Refusal('not_found');
  return row.bytes;
}

const TOGETHER_MINUTES = 15;

export type Viewer = { name: string; seenAt: Date };

/** Notes that the actor looks at the draft; who else did within a quarter of an hour, last first. */
export async function seeDraft(ctx: Context, id: string): Promise<Viewer[]> {
  if (ctx.actor.kind !== 'person') return [];
  const me = ctx.actor.id;
  await ctx.db
    .insert(listDraftViews)
    .values({ draftId: id, userId: me, seenAt: ctx.now })
    .onConflictDoUpdate({
      target: [listDraftViews.draftId, listDraftViews.userId],
      set: { seenAt: ctx.now },
    });
  const since = new Date(ctx.now.getTime() - TOGETHER_MINUTES * 60_000).toISOString();
  const rows = (await ctx.db.execute(sql`
    select u.name, v.seen_at as "seenAt" from list_draft_views v join users u on u.id = v.user_id
    where v.draft_id = ${id} and v.user_id <> ${me} and v.seen_at > ${since}::timestamptz
    order by v.seen_at desc limit 5`)) as unknown as Viewer[];
  return rows.map(({ name, seenAt }) => ({ name, seenAt: new Date(seenAt) }));
}

/** What there is to say of a draft as it is now: findings, and what publishing would change. */
export async function checkDraft(
  ctx: Context,
  places: Places,
  draft: Draft,
): Promise<{ list: CheckedList; changes: RowChange[] }> {
  const bytes = await fileOfDraft(ctx, draft.id);
  const options = { ...draft.options, within: areaOf(draft) };
  const read = await readList(bytes, draft.name, {
    ...draft.options,
    kind: draft.kind === 'decisions' ? 'decision' : 'points_of_sale',
  });
  const { list, plan } = await comparedWithRegister(ctx, places, read, draft.name, options);
  return { list, changes: changesByRow(list, plan) };
}

/** The draft, nobody else's hands on it until the transaction ends. */
export async function heldDraft(ctx: Context, id: string, deed: DeedName, version: number) {
  const [row] = await ctx.db.select().from(listDrafts).where(eq(listDrafts.id, id)).for('update');
  if (!row) throw new Refusal('not_found');
  mustBeAllowed(ctx, deed, whereIs(row));
  if (row.version !== version) throw new Refusal('list.changed_meanwhile');
  return { ...row, state: stateOf(row) };
}

/**
 * Gives the draft other options: columns, decision, corrections.
 *
 * @param version that the change was made on.
 * @throws Refusal `not_found`, `list.changed_meanwhile`, `list.not_open`, `decision_list.unreadable`.
 */
export async function changeDraft(
  ctx: Context,
  id: string,
  version: number,
  change: (options: StoredOptions) => StoredOptions,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const draft = await heldDraft(ctx, id, 'list.send', version);
    if (draft.state !== 'open') throw new Refusal('list.not_open');
    const options = change(draft.options);
    if (options.sheet !== undefined && options.sheet !== draft.options.sheet) {
      const sheets = await readFile(draft.bytes, draft.name);
      if (!sheets.some(({ name }) => name === options.sheet)) throw unreadable('no_such_sheet');
    }
    await touch(ctx, id, { options });
  });
}

async function touch(
  ctx: Context,
  id: string,
  values: Partial<typeof listDrafts.$inferInsert>,
): Promise<void> {
  await ctx.db
    .update(listDrafts)
    .set({
      ...values,
      version: sql`${listDrafts.version} + 1`,
      changedBy: actorName(ctx.actor),
      changedAt: ctx.now,
    })
    .where(eq(listDrafts.id, id));
}

/** Takes a draft off the desk, or puts it back on. Nothing is lost by it. */
export async function putDraftAside(
  ctx: Context,
  id: string,
  version: number,
  aside: boolean,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const draft = await heldDraft(ctx, id, 'list.send', version);
    if (draft.state !== (aside ? 'open' : 'put_aside')) throw new Refusal('list.not_open');
    await touch(ctx, id, { putAsideAt: aside ? ctx.now : null });
  });
}

/** Lets go of drafts that nobody will publish any more, file and all. How many; may be repeated. */
export async function forgetDrafts(ctx: Context): Promise<number> {
  const before = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000);
  const gone = await ctx.db
    .delete(listDrafts)
    .where(
      and(
        isNull(listDrafts.publishedAt),
        or(
          and(isNotNull(listDrafts.putAsideAt), lt(listDrafts.putAsideAt, before(DRAFT_DAYS.putAside))),
          lt(listDrafts.changedAt, before(DRAFT_DAYS.open)),
        ),
      ),
    )
    .returning({ id: listDrafts.id });
  return gone.length;
}

/** The same file with all that was put right, as a new draft: to go on with rows left behind, or taken back. */
export async function draftAgain(ctx: Context, id: string): Promise<string> {
  const { name, kind, options, ...place } = await draftById(ctx, id);
  return sendDraft(ctx, { bytes: await fileOfDraft(ctx, id), name, kind, area: areaOf(place) }, options);
}

export const publishDeed = (kind: ListKind): DeedName =>
  kind === 'decisions' ? 'list.publish' : 'shop_list.publish';

/** Whoever publishes a list takes it back. */
export const undoDeed = (kind: ListKind): DeedName => (kind === 'decisions' ? 'list.undo' : 'shop_list.undo');

/**
 * Publishes a draft by the same commands as a file from the command line: all or nothing, or its rows without
 * errors. What it wrote down can be found again, so that it can be taken back.
 *
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `list.changed_meanwhile`, `list.not_open`.
 */
export async function publishDraft(
  ctx: Context,
  places: Places,
  id: string,
  { version, onlyGood, lastDay }: { version: number; onlyGood: boolean; lastDay: LastDayRule },
): Promise<Published> {
  return inTransaction(ctx, async (ctx) => {
    const known = await draftById(ctx, id);
    const draft = await heldDraft(ctx, id, publishDeed(known.kind), version);
    if (draft.state !== 'open') throw new Refusal('list.not_open');
    const factsAfter = await lastFact(ctx);
    const publish = draft.kind === 'decisions' ? publishDecisionList : publishShopList;
    const published = await publish(ctx, places, draft.bytes, draft.name, {
      ...draft.options,
      within: areaOf(draft),
      onlyGood,
      lastDay,
    });
    if (published.outcome === 'refused') return published;
    const factsUpTo = await lastFact(ctx);
    await touch(ctx, id, {
      publishedBy: actorName(ctx.actor),
      publishedAt: ctx.now,
      listId: published.listId,
      changes: published.changes,
      onlyGood,
      factsAfter,
      factsUpTo,
    });
    const { provinceCode, communeCode } = draft;
    await writeDown(ctx, [
      {
        kind: 'list.published',
        subject: `list:${id}`,
        after: {
          name: draft.name,
          kind: draft.kind,
          onlyGood,
          changes: published.changes.total,
          provinceCode,
          communeCode,
        },
      },
    ]);
    return published;
  });
}

export async function lastFact(ctx: Context): Promise<number> {
  const [row] = (await ctx.db.execute(
    sql`select coalesce(max(id), 0)::float8 as id from audit_facts`,
  )) as unknown as { id: number }[];
  return Number(row?.id ?? 0);
}

export type KeptRow = {
  sheet: string;
  line: number;
  outcome: 'published' | 'kept';
  name: string | null;
  findings: { weight: 'error' | 'doubt'; code: string; field: string | null }[];
  product: { slug: string; name: string } | null;
  certificateId: string | null;
  pointOfSale: { slug: string; name: string } | null;
};

/** Rows of a published list as they were understood, with what became of them. */
export async function keptRows(
  ctx: Context,
  listId: string,
  { page, size, outcome }: { page: number; size: number; outcome: 'published' | 'kept' },
): Promise<{ rows: KeptRow[]; total: number }> {
  const those = and(eq(listRows.listId, listId), eq(listRows.outcome, outcome));
  const rows = (await ctx.db.execute(sql`
    select r.sheet, r.line, r.outcome, coalesce(r.understood->>'product', r.understood->>'name') as name, r.findings,
      case when p.id is null then null else jsonb_build_object('slug', p.slug, 'name', p.name) end as product,
      r.certificate_id as "certificateId",
      case when s.id is null then null else jsonb_build_object('slug', s.slug, 'name', s.name) end as "pointOfSale"
    from list_rows r left join products p on p.id = r.product_id left join points_of_sale s on s.id = r.point_of_sale_id
    where r.list_id = ${listId} and r.outcome = ${outcome}
    order by (
        select s.at from lists l, jsonb_array_elements(l.sheets) with ordinality s (sheet, at)
        where l.id = r.list_id and s.sheet->>'name' = r.sheet limit 1), r.line limit ${size} offset ${(page - 1) * size}`)) as unknown as KeptRow[];
  return { rows, total: await ctx.db.$count(listRows, those) };
}
