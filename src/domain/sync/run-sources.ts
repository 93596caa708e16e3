import { and, eq, inArray, sql } from 'drizzle-orm';
import { sourceAnswers, sourceRuns, sources } from '#db/schema/sync.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { applyRegister } from './apply-feed.ts';
import { applyList } from './apply-list.ts';
import { applyPoints } from './apply-points.ts';
import type { Batch, Counts, SourceRow } from './batch.ts';
import { overtakeUnasked } from './proposals.ts';
import { LINES_A_PART, linesOf, readAnswer, SourceFault, type Outside } from './read-answer.ts';
import { isFeed, isShort, lastTurn, type RunFault } from './source.ts';
import { openRun, type RunRow } from './sources.ts';

/** Longer than a part of an answer takes; whoever was killed is waited for so long. */
const CLAIM_SECONDS = 180;

export type RunTools = {
  outside: Outside;
  places: Places;
  rule: LastDayRule;
  now?: () => Date;
  goOn?: () => boolean;
  /** Told after each part: for whoever looks on. */
  progress?: (source: SourceRow, done: number, parts: number) => void;
  /** Only this source, whether its turn has come or not. */
  only?: string;
};

/** Another process has taken the run over, or a person has ended it. */
class ClaimLost extends Error {}

/**
 * Opens a run for each source whose turn has come, then does all that are open, one after the other. Any number of
 * processes may: a run is one process's at a time, and a part of an answer goes into the register together with the
 * mark that it is in, so that whoever is killed is followed by another at that very place.
 */
export async function runSources(ctx: Context, tools: RunTools): Promise<RunRow[]> {
  const { now = () => ctx.now, goOn = () => true, only } = tools;
  if (only === undefined) await openDueRuns({ ...ctx, now: now() });
  const done: RunRow[] = [];
  while (goOn()) {
    const claim = newId();
    const run = await claimNext({ ...ctx, now: now() }, claim, only);
    if (!run) break;
    const [source] = await ctx.db.select().from(sources).where(eq(sources.id, run.sourceId));
    try {
      await work(ctx, run, source!, claim, { ...tools, now, goOn });
    } catch (error) {
      if (!(error instanceof ClaimLost)) throw error;
    }
    const [after] = await ctx.db.select().from(sourceRuns).where(eq(sourceRuns.id, run.id));
    done.push(after!);
  }
  return done;
}

async function openDueRuns(ctx: Context): Promise<void> {
  const rows = await ctx.db
    .select({
      source: sources,
      last: sql<string | null>`(select max(r.asked_at) from source_runs r where r.source_id = sources.id)`,
    })
    .from(sources)
    .where(eq(sources.isOn, true));
  for (const { source, last } of rows) {
    const turn = lastTurn(source.schedule, ctx.now);
    if (turn !== null && (last === null || new Date(last) < turn)) await openRun(ctx, source, false);
  }
}

async function claimNext(ctx: Context, claim: string, only: string | undefined): Promise<RunRow | null> {
  const now = ctx.now.toISOString();
  const [found] = await ctx.db.execute<{ id: string }>(sql`
    update source_runs set claimed_by = ${claim},
      claimed_until = ${now}::timestamptz + make_interval(secs => ${CLAIM_SECONDS})
    where id = (
      select id from source_runs
      where state in ('asked', 'fetching', 'applying') and (claimed_until is null or claimed_until < ${now}::timestamptz)
        ${only === undefined ? sql`` : sql`and source_id = ${only}`}
      order by n limit 1 for update skip locked)
    returning id`);
  if (!found) return null;
  const [run] = await ctx.db.select().from(sourceRuns).where(eq(sourceRuns.id, found.id));
  return run ?? null;
}

type Working = Required<Pick<RunTools, 'now' | 'goOn'>> & RunTools;

async function work(
  ctx: Context,
  run: RunRow,
  source: SourceRow,
  claim: string,
  tools: Working,
): Promise<void> {
  const actor = { kind: 'system', task: `source:${source.id}` } as const;
  const at = (): Context => ({ ...ctx, actor, now: tools.now() });
  let { state, parts, done } = run;
  try {
    if (state !== 'applying') {
      const read = await fetch(at, run, source, claim, tools);
      if (read === null) return;
      ({ state, parts, done } = read);
    }
    if (state === 'applying') await apply(at, { ...run, parts, done }, source, claim, tools);
  } catch (error) {
    if (error instanceof ClaimLost) throw error;
    const fault: RunFault =
      error instanceof SourceFault
        ? error.fault
        : { why: 'ours', at: error instanceof Error ? error.name : '' };
    await mine(at(), run, claim, { state: 'failed', fault, finishedAt: tools.now() });
    await ctx.db.delete(sourceAnswers).where(eq(sourceAnswers.runId, run.id));
    // What went wrong on our side is no secret of the run: the service's own log has it.
    if (!(error instanceof SourceFault)) throw error;
  }
}

/** Changes the run as long as it is in this process's hands. @throws ClaimLost */
async function mine(
  ctx: Context,
  { id }: Pick<RunRow, 'id'>,
  claim: string,
  set: Partial<RunRow>,
): Promise<void> {
  const until = new Date(ctx.now.getTime() + CLAIM_SECONDS * 1_000);
  const isOpen = set.state === undefined || set.state === 'fetching' || set.state === 'applying';
  const changed = await ctx.db
    .update(sourceRuns)
    .set({ ...set, claimedBy: isOpen ? claim : null, claimedUntil: isOpen ? until : null })
    .where(
      and(
        eq(sourceRuns.id, id),
        eq(sourceRuns.claimedBy, claim),
        inArray(sourceRuns.state, ['asked', 'fetching', 'applying']),
      ),
    )
    .returning({ id: sourceRuns.id });
  if (changed.length === 0) throw new ClaimLost();
}

/** The answer, kept in parts; `null`: there is nothing more to do. */
async function fetch(
  at: () => Context,
  run: RunRow,
  source: SourceRow,
  claim: string,
  { outside, places }: Working,
): Promise<Pick<RunRow, 'state' | 'parts' | 'done'> | null> {
  await mine(at(), run, claim, { state: 'fetching' });
  // What a killed process had heard so far is heard again.
  await at().db.delete(sourceAnswers).where(eq(sourceAnswers.runId, run.id));
  const answer = await readAnswer(
    {
      source,
      isFull: run.isFull,
      now: at().now,
      places,
      keep: async (position, name, bytes) => {
        const ctx = at();
        await inTransaction(ctx, async (ctx) => {
          await mine(ctx, run, claim, {});
          await ctx.db.insert(sourceAnswers).values({ runId: run.id, position, name, bytes });
        });
      },
    },
    outside,
  );
  const ctx = at();
  if (!answer.changed) {
    await finish(ctx, run, source, claim, { state: 'not_changed', next: answer.next });
    return null;
  }
  const [count] = await ctx.db.execute<{ known: number }>(sql`
    select count(*)::int as known from source_records
    where source_id = ${source.id} and key like 'r:%' and not is_gone`);
  const known = count?.known ?? 0;
  const state = answer.isFull && isShort(answer.records, known) ? 'short' : 'applying';
  const { isFull, parts, records, next } = answer;
  await mine(ctx, run, claim, { state, isFull, parts, done: 0, answered: records, known, next });
  return { state, parts, done: 0 };
}

async function apply(
  at: () => Context,
  run: RunRow,
  source: SourceRow,
  claim: string,
  tools: Working,
): Promise<void> {
  const { places, rule, goOn, progress } = tools;
  for (let { done } = run; done < run.parts; done += 1) {
    if (!goOn()) {
      // For the next process, at once.
      await at()
        .db.update(sourceRuns)
        .set({ claimedUntil: null })
        .where(and(eq(sourceRuns.id, run.id), eq(sourceRuns.claimedBy, claim)));
      throw new ClaimLost();
    }
    await inTransaction(at(), async (ctx) => {
      await mine(ctx, run, claim, {});
      const [part] = await ctx.db
        .select()
        .from(sourceAnswers)
        .where(and(eq(sourceAnswers.runId, run.id), eq(sourceAnswers.position, done)));
      const batch: Batch = { source, runId: run.id, places, rule, part: part!.name };
      const counts = await applyPart(ctx, batch, part!.bytes, done);
      await ctx.db
        .update(sourceRuns)
        .set({
          done: done + 1,
          ...(Object.fromEntries(
            Object.entries(counts).map(([name, count]) => [
              name,
              sql`${sourceRuns[name as keyof Counts]} + ${count}`,
            ]),
          ) as Partial<Record<keyof Counts, never>>),
        })
        .where(eq(sourceRuns.id, run.id));
    });
    progress?.(source, done + 1, run.parts);
  }
  const ctx = at();
  const [held] = await ctx.db.select().from(sourceRuns).where(eq(sourceRuns.id, run.id));
  await finish(ctx, run, source, claim, {
    state: 'done',
    next: held!.next,
    hasLooked: held!.decidedBy !== null,
  });
}

async function applyPart(ctx: Context, batch: Batch, bytes: Uint8Array, position: number): Promise<Counts> {
  const { kind } = batch.source;
  if (!isFeed(kind)) return applyList(ctx, batch, bytes);
  const lines = linesOf(bytes);
  const first = position * LINES_A_PART + 1;
  return kind === 'register'
    ? applyRegister(ctx, batch, lines, first)
    : applyPoints(ctx, batch, lines, first);
}

async function finish(
  ctx: Context,
  run: RunRow,
  source: SourceRow,
  claim: string,
  {
    state,
    next,
    hasLooked = false,
  }: { state: 'done' | 'not_changed'; next: SourceRow['state']; hasLooked?: boolean },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await mine(ctx, run, claim, { state, finishedAt: ctx.now });
    await ctx.db.update(sources).set({ state: next }).where(eq(sources.id, source.id));
    await ctx.db.delete(sourceAnswers).where(eq(sourceAnswers.runId, run.id));
    if (state === 'done') await overtakeUnasked(ctx, source.id, run.id);
    // A person has said that so much less is right: from now on the source is known to hold what it told.
    if (hasLooked)
      await ctx.db.execute(sql`
        update source_records set is_gone = true where source_id = ${source.id} and key like 'r:%' and run_id <> ${run.id}`);
  });
}
