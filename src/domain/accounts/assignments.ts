import { and, asc, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { assignments, users } from '#db/schema/accounts.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { actorName, type Assignment, type Role, type Scope } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, tidy } from '#src/domain/shared/text.ts';
import { mayGive, mustBeAllowed, opensSomething, reachOf, SCOPES_OF, whereOf, type Reach } from './deeds.ts';

type ScopeColumns = Pick<
  typeof assignments.$inferSelect,
  'scopeKind' | 'provinceCode' | 'communeCode' | 'producerId'
>;

export function scopeOf(row: ScopeColumns): Scope {
  switch (row.scopeKind) {
    case 'country':
      return { kind: 'country' };
    case 'province':
      return { kind: 'province', provinceCode: row.provinceCode! };
    case 'commune':
      return { kind: 'commune', provinceCode: row.provinceCode!, communeCode: row.communeCode! };
    case 'producer':
      return { kind: 'producer', producerId: row.producerId! };
  }
}

export function scopeColumns(scope: Scope): ScopeColumns {
  return {
    scopeKind: scope.kind,
    provinceCode: scope.kind === 'province' || scope.kind === 'commune' ? scope.provinceCode : null,
    communeCode: scope.kind === 'commune' ? scope.communeCode : null,
    producerId: scope.kind === 'producer' ? scope.producerId : null,
  };
}

/** Neither ended nor over. */
const isHeld = (now: Date): SQL =>
  sql`${assignments.endedAt} is null and (${assignments.until} is null or ${assignments.until} > ${now.toISOString()})`;

/** The offices that somebody holds now. */
export async function assignmentsOf(ctx: Pick<Context, 'db' | 'now'>, userId: string): Promise<Assignment[]> {
  const rows = await ctx.db
    .select()
    .from(assignments)
    .where(and(eq(assignments.userId, userId), isHeld(ctx.now)))
    .orderBy(asc(assignments.givenAt));
  return rows.map((row) => ({ id: row.id, role: row.role, scope: scopeOf(row) }));
}

/**
 * @throws Refusal `office.scope_wrong`: the role does not go with such a scope, or there is no such unit;
 *   `office.opens_nothing`: the role may do nothing yet.
 */
export function mustFitScope(places: Places, role: Role, scope: Scope): void {
  if (!opensSomething(role)) throw new Refusal('office.opens_nothing', { role });
  const unit =
    scope.kind === 'province' ? scope.provinceCode : scope.kind === 'commune' ? scope.communeCode : null;
  const found = unit === null ? null : places.unit(unit);
  const isThere =
    unit === null ||
    (found !== undefined &&
      found !== null &&
      (scope.kind !== 'commune' || found.provinceCode === scope.provinceCode));
  if (!SCOPES_OF[role].includes(scope.kind) || !isThere) throw new Refusal('office.scope_wrong', { role });
}

/**
 * The scope as the register knows it: a producer by its identifier or by its name in addresses, and where two records of
 * one were joined the one that was kept.
 *
 * @throws Refusal `producer.not_found`.
 */
export async function knownScope(ctx: Pick<Context, 'db'>, scope: Scope): Promise<Scope> {
  if (scope.kind !== 'producer') return scope;
  const [found] = await ctx.db.execute<{ id: string }>(sql`
    select coalesce(merged_into, id) as id from producers
    where id = ${scope.producerId} or slug = ${scope.producerId} order by (id = ${scope.producerId}) desc limit 1`);
  if (!found) throw new Refusal('producer.not_found');
  return { kind: 'producer', producerId: found.id };
}

/**
 * Gives an office. Given already, nothing changes.
 *
 * @throws Refusal `not_allowed`, `second_factor_needed`, `office.scope_wrong`, `user.not_found`.
 */
export async function giveOffice(
  ctx: Context,
  places: Places,
  userId: string,
  role: Role,
  scope: Scope,
): Promise<void> {
  mustFitScope(places, role, scope);
  mustBeAllowed(ctx, 'user.invite', whereOf(scope));
  if (!mayGive(ctx.actor, role, scope)) throw new Refusal('not_allowed');
  await inTransaction(ctx, async (ctx) => {
    await insertOffice(ctx, userId, role, scope);
  });
}

/** For whom somebody from outside holds an office, and how long. */
export type OfficeTerm = { behalf: string | null; until: Date | null };
const FOR_GOOD: OfficeTerm = { behalf: null, until: null };

/** As `giveOffice`, for those who have asked already: an invitation that is taken up. */
export async function insertOffice(
  ctx: Context,
  userId: string,
  role: Role,
  scope: Scope,
  { behalf, until }: OfficeTerm = FOR_GOOD,
): Promise<void> {
  const [user] = await ctx.db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update');
  if (!user) throw new Refusal('user.not_found');
  const held = await assignmentsOf(ctx, userId);
  const same = JSON.stringify(scopeColumns(scope));
  if (held.some((one) => one.role === role && JSON.stringify(scopeColumns(one.scope)) === same)) return;
  const id = newId();
  await ctx.db.insert(assignments).values({
    id,
    userId,
    role,
    ...scopeColumns(scope),
    behalf,
    until,
    givenBy: actorName(ctx.actor),
    givenAt: ctx.now,
  });
  await writeDown(ctx, [
    {
      kind: 'office.given',
      subject: `user:${userId}`,
      after: { role, scope, ...(until !== null && { behalf, until }) },
    },
  ]);
}

/**
 * Ends an office. The last administrator stays: a register that nobody may keep is lost.
 *
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `office.last_administrator`, `reason_missing`.
 */
export async function endOffice(ctx: Context, assignmentId: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db
      .select()
      .from(assignments)
      .where(and(eq(assignments.id, assignmentId), isNull(assignments.endedAt)))
      .for('update');
    if (!found) throw new Refusal('not_found');
    const scope = scopeOf(found);
    mustBeAllowed(ctx, 'user.end', whereOf(scope));
    if (!mayGive(ctx.actor, found.role, scope)) throw new Refusal('not_allowed');
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    if (found.role === 'administrator') {
      const others = await ctx.db
        .select({ id: assignments.id })
        .from(assignments)
        .where(and(eq(assignments.role, 'administrator'), isNull(assignments.endedAt)))
        .for('update');
      if (others.length === 1) throw new Refusal('office.last_administrator');
    }
    await ctx.db
      .update(assignments)
      .set({ endedAt: ctx.now, endedBy: actorName(ctx.actor), endReason: tidy(reason) })
      .where(eq(assignments.id, assignmentId));
    await writeDown(ctx, [
      {
        kind: 'office.ended',
        subject: `user:${found.userId}`,
        before: { role: found.role, scope },
        reason: tidy(reason),
      },
    ]);
  });
}

export type Colleague = {
  userId: string;
  name: string;
  email: string;
  phone: string | null;
  hasSecondFactor: boolean;
  offices: (Assignment & { givenAt: Date })[];
};

/**
 * Who holds an office within the actor's reach, by name, with those offices.
 *
 * @param typed words of the name, the address or the telephone number; empty: everybody.
 * @param page from 1.
 */
export async function colleagues(
  ctx: Context,
  { typed, page, perPage }: { typed: string; page: number; perPage: number },
): Promise<{ total: number; people: Colleague[] }> {
  const there = within(reachOf(ctx.actor, 'user.see'));
  const all = await ctx.db
    .selectDistinct({ id: users.id, name: users.name, email: users.email, phone: users.phone })
    .from(users)
    .innerJoin(assignments, eq(assignments.userId, users.id))
    .where(and(isHeld(ctx.now), there))
    .orderBy(asc(users.name), asc(users.id));
  const words = foldedWords(typed).split(' ').filter(Boolean);
  const meant = all.filter(({ name, email, phone }) => {
    const known = foldedWords(`${name} ${email} ${phone ?? ''}`);
    return words.every((word) => known.includes(word));
  });
  const ids = meant.slice((page - 1) * perPage, page * perPage).map(({ id }) => id);
  if (ids.length === 0) return { total: meant.length, people: [] };
  const rows = await ctx.db
    .select()
    .from(assignments)
    .innerJoin(users, eq(users.id, assignments.userId))
    .where(and(inArray(users.id, ids), isHeld(ctx.now), there))
    .orderBy(asc(users.name), asc(users.id), asc(assignments.givenAt));
  const found = new Map<string, Colleague>();
  for (const { assignments: row, users: user } of rows) {
    const one = found.get(user.id) ?? {
      userId: user.id,
      name: user.name,
      email: user.email,
      phone: user.phone,
      hasSecondFactor: user.twoFactorEnabled,
      offices: [],
    };
    one.offices.push({ id: row.id, role: row.role, scope: scopeOf(row), givenAt: row.givenAt });
    found.set(user.id, one);
  }
  return { total: meant.length, people: [...found.values()] };
}

/** Offices that a reach covers, as `reaches` says it of one. */
function within(reach: Reach): SQL {
  if (reach === 'all') return sql`true`;
  const parts = reach.flatMap((scope) => {
    switch (scope.kind) {
      case 'province':
        return [sql`${assignments.provinceCode} = ${scope.provinceCode}`];
      case 'commune':
        return [
          sql`(${assignments.provinceCode} = ${scope.provinceCode} and ${assignments.communeCode} = ${scope.communeCode})`,
        ];
      case 'producer':
        return [sql`${assignments.producerId} = ${scope.producerId}`];
      case 'country':
        return [sql`true`];
    }
  });
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

/** Whether anybody can keep the register. */
export async function hasAdministrator(ctx: Pick<Context, 'db'>): Promise<boolean> {
  const [found] = await ctx.db
    .select({ id: assignments.id })
    .from(assignments)
    .where(and(eq(assignments.role, 'administrator'), isNull(assignments.endedAt)))
    .limit(1);
  return found !== undefined;
}

/** Whether the unit that an office is bound to is no more: it reaches nothing then. */
export function unitIsGone(places: Places, scope: Scope): boolean {
  if (scope.kind === 'province') return places.unit(scope.provinceCode) === null;
  if (scope.kind !== 'commune') return false;
  return places.unit(scope.communeCode)?.provinceCode !== scope.provinceCode;
}

export type OfficeLeft = { userId: string; name: string; email: string; role: Role; scope: Scope };

/** Offices within the actor's reach whose unit was divided: they reach nothing until a person gives others. By name. */
export async function officesLeft(ctx: Context, places: Places): Promise<OfficeLeft[]> {
  const rows = await ctx.db
    .select()
    .from(assignments)
    .innerJoin(users, eq(users.id, assignments.userId))
    .where(
      and(
        isHeld(ctx.now),
        inArray(assignments.scopeKind, ['province', 'commune']),
        within(reachOf(ctx.actor, 'user.see')),
      ),
    )
    .orderBy(asc(users.name), asc(users.id), asc(assignments.givenAt));
  return rows.flatMap(({ assignments: row, users: { id, name, email } }) => {
    const scope = scopeOf(row);
    return unitIsGone(places, scope) ? [{ userId: id, name, email, role: row.role, scope }] : [];
  });
}

export type Moved = { moved: number; left: OfficeLeft[] };

/**
 * Offices of units that are no more go over to the unit that took their place, written down each. Where a unit
 * was divided nobody but a person can tell which part: such an office stays, reaches nothing, and is told.
 */
export async function moveOffices(ctx: Context, places: Places): Promise<Moved> {
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db.select().from(assignments).where(isNull(assignments.endedAt)).for('update');
    let moved = 0;
    for (const row of rows) {
      const scope = scopeOf(row);
      if (!unitIsGone(places, scope)) continue;
      const next = places.successorOf(scope.kind === 'commune' ? scope.communeCode : row.provinceCode!);
      const to: Scope | null =
        next === null
          ? null
          : scope.kind === 'province'
            ? { kind: 'province', provinceCode: next.provinceCode ?? next.code }
            : next.level === 'commune'
              ? { kind: 'commune', provinceCode: next.provinceCode, communeCode: next.code }
              : null;
      if (to === null) continue;
      await ctx.db
        .update(assignments)
        .set({ endedAt: ctx.now, endedBy: actorName(ctx.actor), endReason: 'unit_succeeded' })
        .where(eq(assignments.id, row.id));
      await insertOffice(ctx, row.userId, row.role, to);
      await writeDown(ctx, [
        {
          kind: 'office.moved',
          subject: `user:${row.userId}`,
          before: { role: row.role, scope },
          after: { role: row.role, scope: to },
        },
      ]);
      moved += 1;
    }
    return { moved, left: await officesLeft(ctx, places) };
  });
}
