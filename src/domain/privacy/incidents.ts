import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { plainWords } from '#src/domain/reviews/review.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

/**
 * Hours from when somebody here came to know until the authority is told.
 *
 * @source Law 91/2025/QH15 (P-04, read in secondary copies).
 */
export const NOTIFY_HOURS = 72;
export const MOST_INCIDENT_WORDS = 4_000;

export type Incident = {
  id: string;
  learnedAt: string;
  what: string;
  data: string;
  people: number | null;
  recordedBy: string;
  notifiedAt: string | null;
  notifiedTo: string | null;
  closedAt: string | null;
  conclusion: string | null;
};

export type IncidentNote = { at: string; by: string; words: string };

/** By when the authority is told. */
export const notifyBy = ({ learnedAt }: Pick<Incident, 'learnedAt'>): Date =>
  new Date(new Date(learnedAt).getTime() + NOTIFY_HOURS * 3_600_000);

const INCIDENT = sql`i.id, i.learned_at as "learnedAt", i.what, i.data, i.people, i.notified_at as "notifiedAt",
  i.notified_to as "notifiedTo", i.closed_at as "closedAt", i.conclusion,
  coalesce((select u.name from users u where i.recorded_by = 'person:' || u.id), i.recorded_by) as "recordedBy"`;

/** All of them, open ones first, then the newest. @throws Refusal `not_allowed`. */
export async function incidentsKept(ctx: Context, most = 500): Promise<Incident[]> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  return [
    ...(await ctx.db.execute<Incident>(
      sql`select ${INCIDENT} from incidents i order by i.closed_at is not null, i.learned_at desc, i.id limit ${most}`,
    )),
  ];
}

/** @throws Refusal `not_allowed`, `not_found`. */
export async function incidentById(ctx: Context, id: string): Promise<Incident & { notes: IncidentNote[] }> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  const [found] = await ctx.db.execute<Incident>(sql`select ${INCIDENT} from incidents i where i.id = ${id}`);
  if (!found) throw new Refusal('not_found');
  const notes = await ctx.db.execute<IncidentNote>(sql`
    select n.at, coalesce((select u.name from users u where n.by = 'person:' || u.id), n.by) as by, n.words
    from incident_notes n where n.incident_id = ${id} order by n.id`);
  return { ...found, notes: [...notes] };
}

const read = (text: string): string => plainWords(text).slice(0, MOST_INCIDENT_WORDS);

/**
 * Writes an incident into the register.
 *
 * @returns the incident.
 * @throws Refusal `not_allowed`, `incident.words_missing`, `incident.moment_wrong`.
 */
export async function recordIncident(
  ctx: Context,
  given: { learnedAt: Date; what: string; data: string; people: number | null },
): Promise<string> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  const [what, data] = [read(given.what), read(given.data)];
  if (what === '' || data === '') throw new Refusal('incident.words_missing');
  if (Number.isNaN(given.learnedAt.getTime()) || given.learnedAt > ctx.now)
    throw new Refusal('incident.moment_wrong');
  const people =
    given.people !== null && Number.isSafeInteger(given.people) && given.people >= 0 ? given.people : null;
  const id = newId();
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`
      insert into incidents (id, learned_at, what, data, people, recorded_by, recorded_at)
      values (${id}, ${given.learnedAt.toISOString()}, ${what}, ${data}, ${people}, ${actorName(ctx.actor)},
        ${ctx.now.toISOString()})`);
    await writeDown(ctx, [{ kind: 'incident.recorded', subject: `incident:${id}` }]);
  });
  return id;
}

async function openIncident(ctx: Context, id: string): Promise<{ notified: boolean }> {
  mustBeAllowed(ctx, 'rights.handle', 'country');
  const [found] = await ctx.db.execute<{ closed: boolean; notified: boolean }>(sql`
    select closed_at is not null as closed, notified_at is not null as notified from incidents where id = ${id} for update`);
  if (!found) throw new Refusal('not_found');
  if (found.closed) throw new Refusal('incident.closed');
  return found;
}

/** What was done about it. @throws Refusal `not_found`, `incident.closed`, `incident.words_missing`. */
export async function noteIncident(ctx: Context, id: string, typed: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await openIncident(ctx, id);
    const words = read(typed);
    if (words === '') throw new Refusal('incident.words_missing');
    await ctx.db.execute(sql`insert into incident_notes (incident_id, at, by, words)
      values (${id}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)}, ${words})`);
    await writeDown(ctx, [{ kind: 'incident.noted', subject: `incident:${id}` }]);
  });
}

/**
 * The authority was told.
 *
 * @param to which, and under which number.
 * @throws Refusal `not_found`, `incident.closed`, `incident.notified`, `incident.words_missing`, `incident.moment_wrong`.
 */
export async function noteNotified(
  ctx: Context,
  id: string,
  { at, to: typed }: { at: Date; to: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if ((await openIncident(ctx, id)).notified) throw new Refusal('incident.notified');
    const to = read(typed).slice(0, 300);
    if (to === '') throw new Refusal('incident.words_missing');
    if (Number.isNaN(at.getTime()) || at > ctx.now) throw new Refusal('incident.moment_wrong');
    await ctx.db.execute(
      sql`update incidents set notified_at = ${at.toISOString()}, notified_to = ${to} where id = ${id}`,
    );
    await writeDown(ctx, [{ kind: 'incident.notified', subject: `incident:${id}` }]);
  });
}

/** Nothing is left to do; with no notice given it says why. @throws Refusal `not_found`, `incident.closed`, `reason_missing`. */
export async function closeIncident(ctx: Context, id: string, typed: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await openIncident(ctx, id);
    const conclusion = read(typed);
    if (conclusion === '') throw new Refusal('reason_missing');
    await ctx.db
      .execute(sql`update incidents set closed_at = ${ctx.now.toISOString()}, conclusion = ${conclusion}
      where id = ${id}`);
    await writeDown(ctx, [{ kind: 'incident.closed', subject: `incident:${id}` }]);
  });
}
