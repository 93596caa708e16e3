import { and, desc, eq, sql } from 'drizzle-orm';
import { sourceItems, sourceRuns, sources } from '#db/schema/sync.ts';
import { mustBeAllowed, reaches, reachOf, whereOf, type Reach } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { readCommune } from '#src/domain/registry/correct-register.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import type { SourceRow } from './batch.ts';
import { placesSql } from './proposals.ts';
import { areaOfSource, isFeed, SCHEDULES, SOURCE_KINDS, type ItemOutcome, type RunState } from './source.ts';

/** Heard by the process that reads sources: somebody has asked for one. */
export const SOURCES_CHANNEL = 'source_asked';

/** What an administrator typed. */
export type SourceForm = {
  name: string;
  kind: string;
  /** An address beginning with http, or a folder. */
  address: string;
  schedule: string;
  tokenVariable: string;
  /** Province or commune by name or code; empty: the whole country. */
  area: string;
};

export const FEED_PATHS = {
  register: '/du-lieu-mo/so-dang-ky.ndjson',
  points: '/du-lieu-mo/diem-ban.ndjson',
} as const;

type Read = Pick<
  SourceRow,
  'name' | 'kind' | 'address' | 'isFolder' | 'schedule' | 'tokenVariable' | 'provinceCode' | 'communeCode'
>;

/** @throws Refusal as `keepSource`. */
function read(places: Places, form: SourceForm): Read {
  const name = tidy(form.name);
  if (name === '') throw new Refusal('source.name_missing');
  const kind = SOURCE_KINDS.find((one) => one === form.kind);
  const schedule = SCHEDULES.find((one) => one === form.schedule);
  if (!kind || !schedule) throw new Refusal('source.address_wrong');
  let address = form.address.trim();
  const isFolder = !/^[a-z][a-z0-9+.-]*:/i.test(address);
  if (isFolder) {
    address = address.replace(/^\/+|\/+$/g, '');
    if (isFeed(kind) || address.split('/').includes('..') || address.includes('\0') || address.length > 300)
      throw new Refusal('source.address_wrong');
  } else {
    let url: URL;
    try {
      url = new URL(address);
    } catch {
      throw new Refusal('source.address_wrong');
    }
    if (
      !/^https?:$/.test(url.protocol) ||
      url.username !== '' ||
      url.password !== '' ||
      address.length > 1_000
    )
      throw new Refusal('source.address_wrong');
    // Of another Sao Làng its front door is enough.
    if (isFeed(kind) && /^\/?$/.test(url.pathname))
      url.pathname = FEED_PATHS[kind as keyof typeof FEED_PATHS];
    url.hash = '';
    address = url.href;
  }
  const tokenVariable = form.tokenVariable.trim() || null;
  if (tokenVariable !== null && (isFolder || !/^SOURCE_TOKEN_[A-Z0-9_]{1,60}$/.test(tokenVariable)))
    throw new Refusal('source.token_wrong');
  const area =
    tidy(form.area) === '' ? { provinceCode: null, communeCode: null } : readCommune(places, form.area, null);
  return { name, kind, address, isFolder, schedule, tokenVariable, ...area };
}

/**
 * Adds a source, or changes what is known of it. Another address is another source as far as its last answer goes.
 *
 * @param id `null`: a new one.
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `source.name_missing`, `source.address_wrong`,
 *   `source.token_wrong`, `register.place_unclear`, `register.nothing_changed`.
 */
export async function keepSource(
  ctx: Context,
  places: Places,
  id: string | null,
  form: SourceForm,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'source.keep', 'country');
    const now = read(places, form);
    const scope = { provinceCode: now.provinceCode, communeCode: now.communeCode };
    if (id === null) {
      const made = newId();
      await ctx.db.insert(sources).values({
        ...now,
        id: made,
        isOn: true,
        madeBy: actorName(ctx.actor),
        madeAt: ctx.now,
        changedAt: ctx.now,
      });
      await writeDown(ctx, [{ kind: 'source.added', subject: `source:${made}`, after: { ...now, scope } }]);
      return made;
    }
    const held = await lockedSource(ctx, id);
    const names = (Object.keys(now) as (keyof Read)[]).filter((name) => held[name] !== now[name]);
    if (names.length === 0) throw new Refusal('register.nothing_changed');
    const isOther = names.some((name) => name === 'address' || name === 'kind' || name === 'isFolder');
    const only = (facts: Read) => Object.fromEntries(names.map((name) => [name, facts[name]]));
    await ctx.db
      .update(sources)
      .set({ ...now, ...(isOther && { state: {} }), changedAt: ctx.now })
      .where(eq(sources.id, id));
    await writeDown(ctx, [
      { kind: 'source.changed', subject: `source:${id}`, before: only(held), after: { ...only(now), scope } },
    ]);
    return id;
  });
}

/** Whether it is read by itself. What it has told stays in the register. May be repeated. */
export async function switchSource(ctx: Context, id: string, isOn: boolean, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'source.keep', 'country');
    const held = await lockedSource(ctx, id);
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    if (held.isOn === isOn) return;
    await ctx.db.update(sources).set({ isOn, changedAt: ctx.now }).where(eq(sources.id, id));
    // What is under way ends where it is: no half of a record was ever written.
    if (!isOn) {
      await ctx.db
        .update(sourceRuns)
        .set({
          state: 'dropped',
          finishedAt: ctx.now,
          decidedBy: actorName(ctx.actor),
          decidedAt: ctx.now,
          reason: tidy(reason),
        })
        .where(
          and(
            eq(sourceRuns.sourceId, id),
            sql`${sourceRuns.state} in ('asked', 'fetching', 'applying', 'short')`,
          ),
        );
      await ctx.db.execute(sql`
        delete from source_answers where run_id in (select id from source_runs where source_id = ${id})`);
    }
    await writeDown(ctx, [
      {
        kind: isOn ? 'source.switched_on' : 'source.switched_off',
        subject: `source:${id}`,
        before: { isOn: held.isOn },
        after: { isOn },
        reason: tidy(reason),
      },
    ]);
  });
}

async function lockedSource(ctx: Context, id: string): Promise<SourceRow> {
  const [held] = await ctx.db.select().from(sources).where(eq(sources.id, id)).for('update');
  if (!held) throw new Refusal('not_found');
  return held;
}

/**
 * Asks for a source to be read soon. One that waits or is under way is enough.
 *
 * @returns the run; that of before when one is not over.
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `source.off`.
 */
export async function askForRun(ctx: Context, id: string, isFull: boolean): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'source.keep', 'country');
    const source = await lockedSource(ctx, id);
    if (!source.isOn) throw new Refusal('source.off');
    const run = await openRun(ctx, source, isFull);
    await ctx.db.execute(sql`select pg_notify(${SOURCES_CHANNEL}, ${id})`);
    return run;
  });
}

export async function openRun(ctx: Context, { id }: SourceRow, isFull: boolean): Promise<string> {
  const made = newId();
  const [run] = await ctx.db
    .insert(sourceRuns)
    .values({
      id: made,
      sourceId: id,
      state: 'asked',
      isFull,
      askedBy: actorName(ctx.actor),
      askedAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: sourceRuns.id });
  if (run) return run.id;
  const [open] = await ctx.db
    .select({ id: sourceRuns.id })
    .from(sourceRuns)
    .where(
      and(
        eq(sourceRuns.sourceId, id),
        sql`${sourceRuns.state} in ('asked', 'fetching', 'applying', 'short')`,
      ),
    );
  return open!.id;
}

/**
 * A person says of a short answer that it is right, or drops it. What the source no longer holds stays in the register.
 *
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `reason_missing`, `source.decided`.
 */
export async function decideShortRun(
  ctx: Context,
  runId: string,
  isRight: boolean,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { run, source } = await runOfOffice(ctx, runId);
    mustBeAllowed(ctx, 'source.decide', whereOf(areaOfSource(source)));
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    const decided = await ctx.db
      .update(sourceRuns)
      .set({
        state: isRight ? 'applying' : 'dropped',
        decidedBy: actorName(ctx.actor),
        decidedAt: ctx.now,
        reason: tidy(reason),
        ...(!isRight && { finishedAt: ctx.now }),
      })
      .where(and(eq(sourceRuns.id, runId), eq(sourceRuns.state, 'short')))
      .returning({ id: sourceRuns.id });
    if (decided.length === 0) throw new Refusal('source.decided');
    if (!isRight) await ctx.db.execute(sql`delete from source_answers where run_id = ${runId}`);
    await writeDown(ctx, [
      {
        kind: isRight ? 'source.short_right' : 'source.short_dropped',
        subject: `source:${source.id}`,
        after: { answered: run.answered, known: run.known, scope: areaOfSource(source) },
        reason: tidy(reason),
      },
    ]);
    if (isRight) await ctx.db.execute(sql`select pg_notify(${SOURCES_CHANNEL}, ${source.id})`);
  });
}

/** Whether anything of the source may lie within reach: its area, or a part of it, or around it. */
function touches(reach: Reach, source: SourceRow): boolean {
  if (reach === 'all') return true;
  const area = areaOfSource(source);
  return reach.some(
    (scope) => area.kind === 'country' || reaches(scope, whereOf(area)) || reaches(area, whereOf(scope)),
  );
}

/** Whether all that the source speaks of lies within reach: then its whole counts may be told. */
export function reachesAll(ctx: Context, source: SourceRow): boolean {
  const reach = reachOf(ctx.actor, 'source.decide');
  return reach === 'all' || reach.some((scope) => reaches(scope, whereOf(areaOfSource(source))));
}

/** @throws Refusal `not_found`. */
export async function sourceOfOffice(ctx: Context, id: string): Promise<SourceRow> {
  const [source] = await ctx.db.select().from(sources).where(eq(sources.id, id));
  if (!source || !touches(reachOf(ctx.actor, 'source.decide'), source)) throw new Refusal('not_found');
  return source;
}

export type RunRow = typeof sourceRuns.$inferSelect;
export type SourceListed = SourceRow & { last: RunRow | null; waiting: number };

/** The sources of which something lies within reach, with their last run and what waits there. */
export async function sourcesWithin(ctx: Context): Promise<SourceListed[]> {
  const reach = reachOf(ctx.actor, 'source.decide');
  const [all, lasts, waiting] = await Promise.all([
    ctx.db.select().from(sources).orderBy(desc(sources.isOn), sources.name, sources.id),
    ctx.db
      .selectDistinctOn([sourceRuns.sourceId])
      .from(sourceRuns)
      .orderBy(sourceRuns.sourceId, desc(sourceRuns.n)),
    ctx.db.execute<{ sourceId: string; count: number }>(sql`
      select source_id as "sourceId", count(*)::int as count from source_proposals
      where state = 'waiting' and ${placesSql(reach, sql`province_code`, sql`commune_code`)} group by source_id`),
  ]);
  return all
    .filter((source) => touches(reach, source))
    .map((source) => ({
      ...source,
      last: lasts.find(({ sourceId }) => sourceId === source.id) ?? null,
      waiting: waiting.find(({ sourceId }) => sourceId === source.id)?.count ?? 0,
    }));
}

export async function runsOf(
  ctx: Context,
  sourceId: string,
  page: number,
  perPage: number,
): Promise<{ total: number; rows: RunRow[] }> {
  const [rows, [count]] = await Promise.all([
    ctx.db
      .select()
      .from(sourceRuns)
      .where(eq(sourceRuns.sourceId, sourceId))
      .orderBy(desc(sourceRuns.n))
      .limit(perPage)
      .offset((page - 1) * perPage),
    ctx.db
      .select({ total: sql<number>`count(*)::int` })
      .from(sourceRuns)
      .where(eq(sourceRuns.sourceId, sourceId)),
  ]);
  return { total: count?.total ?? 0, rows };
}

/** @throws Refusal `not_found`. */
export async function runOfOffice(ctx: Context, runId: string): Promise<{ run: RunRow; source: SourceRow }> {
  const [run] = await ctx.db.select().from(sourceRuns).where(eq(sourceRuns.id, runId));
  if (!run) throw new Refusal('not_found');
  return { run, source: await sourceOfOffice(ctx, run.sourceId) };
}

export type ItemRow = typeof sourceItems.$inferSelect;

/** Records of a run within reach, one kind of outcome, and how many of each there are. */
export async function itemsOfRun(
  ctx: Context,
  runId: string,
  outcome: ItemOutcome,
  page: number,
  perPage: number,
): Promise<{ counts: Record<ItemOutcome, number>; rows: ItemRow[] }> {
  const there = placesSql(
    reachOf(ctx.actor, 'source.decide'),
    sql`${sourceItems.provinceCode}`,
    sql`${sourceItems.communeCode}`,
  );
  const [counted, rows] = await Promise.all([
    ctx.db
      .select({ outcome: sourceItems.outcome, count: sql<number>`count(*)::int` })
      .from(sourceItems)
      .where(and(eq(sourceItems.runId, runId), there))
      .groupBy(sourceItems.outcome),
    ctx.db
      .select()
      .from(sourceItems)
      .where(and(eq(sourceItems.runId, runId), eq(sourceItems.outcome, outcome), there))
      .orderBy(sourceItems.id)
      .limit(perPage)
      .offset((page - 1) * perPage),
  ]);
  const count = (one: ItemOutcome) => counted.find((row) => row.outcome === one)?.count ?? 0;
  return {
    counts: { changed: count('changed'), refused: count('refused'), waiting: count('waiting') },
    rows,
  };
}

/** For the first page of the office: sources that failed last, short answers, and changes that wait. */
export async function sourcesNeeding(
  ctx: Context,
): Promise<{ failed: number; short: number; waiting: number }> {
  const listed = await sourcesWithin(ctx);
  const last = (state: RunState) =>
    listed.filter((one) => one.isOn && one.last?.state === state && reachesAll(ctx, one)).length;
  return {
    failed: last('failed'),
    short: last('short'),
    waiting: listed.reduce((sum, { waiting }) => sum + waiting, 0),
  };
}

/** Readings that found nothing new are no history; what each record of a reading was is kept for half a year. */
const NOTHING_NEW_DAYS = 30;
const ITEMS_DAYS = 180;
const DAY_MS = 86_400_000;

/** @returns how many readings were forgotten. The last one of each source stays, and so does what changed: the audit has it. */
export async function forgetOldRuns(ctx: Context): Promise<number> {
  const before = (days: number) => new Date(ctx.now.getTime() - days * DAY_MS).toISOString();
  await ctx.db.execute(sql`
    delete from source_items where run_id in (
      select id from source_runs where finished_at < ${before(ITEMS_DAYS)}::timestamptz)`);
  const gone = await ctx.db.execute(sql`
    delete from source_runs r where state = 'not_changed' and finished_at < ${before(NOTHING_NEW_DAYS)}::timestamptz
      and n < (select max(n) from source_runs o where o.source_id = r.source_id)`);
  return gone.count;
}
