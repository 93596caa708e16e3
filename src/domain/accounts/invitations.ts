import { createHash, randomBytes } from 'node:crypto';
import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { invitations, users } from '#db/schema/accounts.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { actorName, type Role, type Scope } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import {
  hasAdministrator,
  insertOffice,
  knownScope,
  mustFitScope,
  scopeColumns,
  scopeOf,
  type OfficeTerm,
} from './assignments.ts';
import { mayGive, mustBeAllowed, reachOf, reaches, whereOf } from './deeds.ts';
import { readEmail } from './person.ts';

/** An invitation stands a week; the link of a first start one day. */
const STANDS_HOURS = 7 * 24;
const FIRST_STANDS_HOURS = 24;

export type Invitation = {
  id: string;
  email: string | null;
  name: string | null;
  role: Role;
  scope: Scope;
  invitedAt: Date;
  expiresAt: Date;
};

/** The link that makes the first administrator goes to nobody's address. */
export const isFirst = ({ email, role }: Pick<Invitation, 'email' | 'role'>): boolean =>
  email === null && role === 'administrator';

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** For those who have asked whether they may. The token is told once: what is kept is its hash. */
export async function insertInvitation(
  ctx: Context,
  given: { email: string | null; name: string | null; role: Role; scope: Scope } & Partial<OfficeTerm>,
  hours = STANDS_HOURS,
): Promise<{ id: string; token: string }> {
  // 192 random bits: nobody guesses it, and it fits on a line.
  const token = randomBytes(24).toString('base64url');
  const id = newId();
  await ctx.db.insert(invitations).values({
    id,
    tokenHash: hashOf(token),
    email: given.email,
    name: given.name,
    role: given.role,
    ...scopeColumns(given.scope),
    behalf: given.behalf ?? null,
    until: given.until ?? null,
    invitedBy: actorName(ctx.actor),
    invitedAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + hours * 3_600_000),
  });
  return { id, token };
}

/**
 * Invites somebody into an office. The token is told once, here: what is kept is its hash.
 *
 * @throws Refusal `not_allowed`, `second_factor_needed`, `office.scope_wrong`, `producer.not_found`,
 *   `user.email_unreadable`.
 */
export async function invite(
  ctx: Context,
  places: Places,
  given: { email: string; name: string; role: Role; scope: Scope },
): Promise<{ id: string; token: string }> {
  const email = readEmail(given.email);
  mustFitScope(places, given.role, given.scope);
  mustBeAllowed(ctx, 'user.invite', whereOf(given.scope));
  if (!mayGive(ctx.actor, given.role, given.scope)) throw new Refusal('not_allowed');
  return inTransaction(ctx, async (ctx) => {
    const scope = await knownScope(ctx, given.scope);
    const made = await insertInvitation(ctx, { ...given, scope, email, name: tidy(given.name) || null });
    await writeDown(ctx, [
      {
        kind: 'invitation.sent',
        subject: `invitation:${made.id}`,
        after: { role: given.role, scope },
      },
    ]);
    return made;
  });
}

/**
 * The link that makes the first administrator, while there is none; one made before is no longer good.
 * `null`: there is an administrator.
 */
export async function firstInvitation(ctx: Context): Promise<string | null> {
  if (await hasAdministrator(ctx)) return null;
  return inTransaction(ctx, async (ctx) => {
    await ctx.db
      .update(invitations)
      .set({ withdrawnAt: ctx.now })
      .where(
        and(
          isNull(invitations.email),
          eq(invitations.role, 'administrator'),
          isNull(invitations.acceptedAt),
          isNull(invitations.withdrawnAt),
        ),
      );
    const { token } = await insertInvitation(
      ctx,
      { email: null, name: null, role: 'administrator', scope: { kind: 'country' } },
      FIRST_STANDS_HOURS,
    );
    return token;
  });
}

/** The invitation behind a link; `null`: there is none, it was used or withdrawn, or its time is up. */
export async function invitationAt(ctx: Context, token: string): Promise<Invitation | null> {
  const [found] = await ctx.db
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.tokenHash, hashOf(token)),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
        gt(invitations.expiresAt, ctx.now),
      ),
    );
  return found ? invitationOf(found) : null;
}

function invitationOf(row: typeof invitations.$inferSelect): Invitation {
  const { id, email, name, role, invitedAt, expiresAt } = row;
  return { id, email, name, role, scope: scopeOf(row), invitedAt, expiresAt };
}

/**
 * Takes an invitation up: the office is given to this account. Once: of two who hold the link, one.
 *
 * @throws Refusal `invitation.over`, `user.not_found`.
 */
export async function takeUp(ctx: Context, token: string, userId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [taken] = await ctx.db
      .update(invitations)
      .set({ acceptedAt: ctx.now, acceptedBy: userId })
      .where(
        and(
          eq(invitations.tokenHash, hashOf(token)),
          isNull(invitations.acceptedAt),
          isNull(invitations.withdrawnAt),
          gt(invitations.expiresAt, ctx.now),
        ),
      )
      .returning();
    if (!taken) throw new Refusal('invitation.over');
    // The link of a first start is no way in once somebody keeps the register.
    if (isFirst(taken) && (await hasAdministrator(ctx))) throw new Refusal('invitation.over');
    // Whoever could read the letter has shown that the address is theirs.
    if (taken.email !== null)
      await ctx.db
        .update(users)
        .set({ emailVerified: true })
        .where(and(eq(users.id, userId), eq(users.email, taken.email)));
    const by = { ...ctx, actor: { kind: 'system', task: `invitation:${taken.id}` } } as const;
    await insertOffice(by, userId, taken.role, scopeOf(taken), taken);
  });
}

/** @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`. */
export async function withdrawInvitation(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db.select().from(invitations).where(eq(invitations.id, id)).for('update');
    if (!found || found.acceptedAt !== null) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'user.end', whereOf(scopeOf(found)));
    await ctx.db.update(invitations).set({ withdrawnAt: ctx.now }).where(eq(invitations.id, id));
    await writeDown(ctx, [
      {
        kind: 'invitation.withdrawn',
        subject: `invitation:${id}`,
        before: { role: found.role, scope: scopeOf(found) },
      },
    ]);
  });
}

/** Invitations within the actor's reach that still stand, newest first. */
export async function openInvitations(ctx: Context): Promise<Invitation[]> {
  const reach = reachOf(ctx.actor, 'user.see');
  const rows = await ctx.db
    .select()
    .from(invitations)
    .where(
      and(
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
        gt(invitations.expiresAt, ctx.now),
      ),
    )
    .orderBy(desc(invitations.invitedAt));
  return rows
    .filter((row) => !isFirst(row))
    .map(invitationOf)
    .filter(({ scope }) => reach === 'all' || reach.some((mine) => reaches(mine, whereOf(scope))));
}
