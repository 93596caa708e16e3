import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { addDays, dayInVietnam, isDay, startOf } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { mustBeAllowed } from './deeds.ts';
import { insertInvitation } from './invitations.ts';

/** Helpers from outside come for a time, and are asked anew after it. */
export const MOST_DAYS_FOR_OTHERS = 366;

const placeOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

export type HouseholdPerson = {
  id: string;
  userId: string;
  name: string;
  isOwner: boolean;
  /** For whom they work here; `null`: they are of the house. */
  behalf: string | null;
  until: Date | null;
  givenAt: Date;
  endedAt: Date | null;
};

export type OpenInvitation = {
  id: string;
  name: string | null;
  behalf: string | null;
  until: Date | null;
  expiresAt: Date;
};

export type Household = {
  producer: { id: string; name: string };
  people: HouseholdPerson[];
  /** Those who were here before, newest first. */
  before: HouseholdPerson[];
  invitations: OpenInvitation[];
};

const MOST_BEFORE = 20;

/** @throws Refusal `not_found`, `not_allowed`. */
export async function householdOf(ctx: Context, producerId: string): Promise<Household> {
  mustBeAllowed(ctx, 'household.see', placeOf(producerId));
  const [producer] = await ctx.db.execute<{ id: string; name: string }>(
    sql`select id, name from producers where id = ${producerId} and merged_into is null`,
  );
  if (!producer) throw new Refusal('not_found');
  const rows = await ctx.db.execute<HouseholdPerson>(sql`
    select a.id, u.id as "userId", u.name, a.role = 'producer_owner' as "isOwner", a.behalf, a.until,
      a.given_at as "givenAt", coalesce(a.ended_at, case when a.until <= ${ctx.now.toISOString()} then a.until end) as "endedAt"
    from assignments a join users u on u.id = a.user_id
    where a.producer_id = ${producerId} and a.role in ('producer_owner', 'producer_member')
    order by a.role desc, a.given_at`);
  const people = rows.map((row) => ({
    ...row,
    until: row.until && new Date(row.until),
    givenAt: new Date(row.givenAt),
    endedAt: row.endedAt && new Date(row.endedAt),
  }));
  const invitations = await ctx.db.execute<OpenInvitation>(sql`
    select id, name, behalf, until, expires_at as "expiresAt" from invitations
    where producer_id = ${producerId} and accepted_at is null and withdrawn_at is null and expires_at > ${ctx.now.toISOString()}
    order by invited_at desc`);
  return {
    producer,
    people: people.filter(({ endedAt }) => endedAt === null),
    before: people
      .filter(({ endedAt }) => endedAt !== null)
      .sort((one, other) => other.endedAt!.getTime() - one.endedAt!.getTime())
      .slice(0, MOST_BEFORE),
    invitations: invitations.map((row) => ({
      ...row,
      until: row.until && new Date(row.until),
      expiresAt: new Date(row.expiresAt),
    })),
  };
}

/**
 * A link by which somebody comes to work on the producer's goods. Told once, and handed over by hand: many have no
 * e-mail.
 *
 * @param form `behalf`: for whom a helper from outside works; empty: one of the house, for good. `until`: last day of a
 *   helper.
 * @returns the token of the link.
 * @throws Refusal `not_found`, `not_allowed`, `household.behalf_missing`, `household.until_wrong` (details: most).
 */
export async function inviteToHousehold(
  ctx: Context,
  producerId: string,
  form: { name: string; isHelper: boolean; behalf: string; until: string },
): Promise<string> {
  const { producer } = await householdOf(ctx, producerId);
  mustBeAllowed(ctx, 'household.keep', placeOf(producerId));
  const behalf = form.isHelper ? tidy(form.behalf).slice(0, 120) : null;
  if (behalf === '') throw new Refusal('household.behalf_missing');
  const until = form.isHelper ? lastMoment(ctx, form.until) : null;
  return inTransaction(ctx, async (ctx) => {
    const scope = { kind: 'producer', producerId: producer.id } as const;
    const given = { email: null, name: tidy(form.name).slice(0, 120) || null, behalf, until };
    const made = await insertInvitation(ctx, { ...given, role: 'producer_member', scope });
    await writeDown(ctx, [
      {
        kind: 'invitation.sent',
        subject: `invitation:${made.id}`,
        after: { role: 'producer_member', scope, ...(until !== null && { behalf, until }) },
      },
    ]);
    return made.token;
  });
}

/** The end of the last day. */
function lastMoment(ctx: Context, typed: string): Date {
  const day = tidy(typed);
  const today = dayInVietnam(ctx.now);
  if (!isDay(day) || day < today || day > addDays(today, MOST_DAYS_FOR_OTHERS))
    throw new Refusal('household.until_wrong', { most: MOST_DAYS_FOR_OTHERS });
  return startOf(addDays(day, 1));
}

/** @throws Refusal `not_found`, `not_allowed`. */
export async function withdrawFromHousehold(
  ctx: Context,
  producerId: string,
  invitationId: string,
): Promise<void> {
  mustBeAllowed(ctx, 'household.keep', placeOf(producerId));
  await inTransaction(ctx, async (ctx) => {
    const gone = await ctx.db.execute(sql`
      update invitations set withdrawn_at = ${ctx.now.toISOString()}
      where id = ${invitationId} and producer_id = ${producerId} and accepted_at is null and withdrawn_at is null returning 1`);
    if (gone.length === 0) throw new Refusal('not_found');
    await writeDown(ctx, [
      {
        kind: 'invitation.withdrawn',
        subject: `invitation:${invitationId}`,
        before: { role: 'producer_member', scope: { kind: 'producer', producerId } },
      },
    ]);
  });
}

/**
 * Somebody works here no more. Who has been let in may also go by themselves.
 *
 * @throws Refusal `not_found`, `not_allowed`, `reason_missing`, `household.last_owner`: nobody could let anybody in.
 */
export async function endInHousehold(
  ctx: Context,
  producerId: string,
  assignmentId: string,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'household.see', placeOf(producerId));
    // One at a time: of two owners who end each other one stays.
    await ctx.db.execute(sql`select 1 from producers where id = ${producerId} for update`);
    const [held] = await ctx.db.execute<{ user_id: string; role: string; others: number }>(sql`
      select a.user_id, a.role, (select count(*)::int from assignments o where o.producer_id = a.producer_id
          and o.role = 'producer_owner' and o.ended_at is null and o.id <> a.id) as others
      from assignments a where a.id = ${assignmentId} and a.producer_id = ${producerId} and a.ended_at is null
        and a.role in ('producer_owner', 'producer_member')`);
    if (!held) throw new Refusal('not_found');
    const isSelf = ctx.actor.kind === 'person' && ctx.actor.id === held.user_id;
    if (!isSelf) mustBeAllowed(ctx, 'household.keep', placeOf(producerId));
    if (tidy(reason) === '' && !isSelf) throw new Refusal('reason_missing');
    if (held.role === 'producer_owner' && held.others === 0) throw new Refusal('household.last_owner');
    await ctx.db.execute(sql`
      update assignments set ended_at = ${ctx.now.toISOString()}, ended_by = ${actorName(ctx.actor)},
        end_reason = ${tidy(reason).slice(0, 300)}
      where id = ${assignmentId}`);
    await writeDown(ctx, [
      {
        kind: 'office.ended',
        subject: `user:${held.user_id}`,
        before: { role: held.role, scope: { kind: 'producer', producerId } },
        reason: tidy(reason).slice(0, 300) || null,
      },
    ]);
  });
}

export type DoneHere = { at: Date; kind: string; who: string | null; isSystem: boolean };

const MOST_DONE = 60;

/** What was done lately to the producer, their goods, lots, stamps and orders, and by whom. @throws Refusal */
export async function doneInHousehold(ctx: Context, producerId: string): Promise<DoneHere[]> {
  mustBeAllowed(ctx, 'household.see', placeOf(producerId));
  const rows = await ctx.db.execute<{ at: string; kind: string; who: string | null; system: boolean }>(sql`
    select f.at, f.kind, u.name as who, f.actor not like 'person:%' as system
    from (
      select id, at, kind, actor from audit_facts where subject = any(array(
        select 'producer:' || ${producerId}::text
        union all select 'product:' || id from products where producer_id = ${producerId}
        union all select 'stamp_run:' || r.id from stamp_runs r join products p on p.id = r.product_id
          where p.producer_id = ${producerId}))
      union all
      select id, at, kind, actor from audit_facts where kind in ('office.given', 'office.ended')
        and coalesce(after, before)->'scope'->>'producerId' = ${producerId}) f
    left join users u on f.actor = 'person:' || u.id
    order by f.id desc limit ${MOST_DONE}`);
  return rows.map(({ at, kind, who, system }) => ({ at: new Date(at), kind, who, isSystem: system }));
}
