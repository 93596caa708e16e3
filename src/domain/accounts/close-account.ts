import { and, asc, eq, isNull, notInArray, sql } from 'drizzle-orm';
import {
  assignments,
  credentials,
  invitations,
  producerClaims,
  passkeys,
  secondFactors,
  sessions,
  users,
  verifications,
} from '#db/schema/accounts.ts';
import { letters } from '#db/schema/notifications.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { scopeOf } from './assignments.ts';
import { may, mayGive, mustBeAllowed, whereOf } from './deeds.ts';

/**
 * Closes somebody's account: signed out everywhere, offices ended, and nobody signs in with it again. Who they were is
 * forgotten; what they did stays, under a code.
 *
 * @throws Refusal `user.not_found`, `not_allowed` where they hold an office that is not the actor's to give,
 *   `second_factor_needed`, `user.own`, `reason_missing`, `office.last_administrator`, `user.closed`.
 */
export async function closeAccount(ctx: Context, userId: string, reason: string): Promise<void> {
  if (ctx.actor.kind === 'person' && ctx.actor.id === userId) throw new Refusal('user.own');
  await inTransaction(ctx, async (ctx) => {
    const held = await heldOffices(ctx, userId);
    // Without an office somebody belongs to no place: only who reaches everywhere may.
    if (held.length === 0) mustBeAllowed(ctx, 'user.end', 'country');
    for (const { role, scope } of held) {
      mustBeAllowed(ctx, 'user.end', whereOf(scope));
      if (!mayGive(ctx.actor, role, scope)) throw new Refusal('not_allowed');
    }
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    await close(ctx, userId, held, tidy(reason).slice(0, 300));
  });
}

/** Closes one's own account. @throws Refusal `not_allowed` for who is no person, `office.last_administrator`. */
export async function closeOwnAccount(ctx: Context): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'person') throw new Refusal('not_allowed');
  await inTransaction(ctx, async (ctx) => {
    await close(ctx, actor.id, await heldOffices(ctx, actor.id), null);
  });
}

type Held = Pick<typeof assignments.$inferSelect, 'id' | 'role'> & { scope: ReturnType<typeof scopeOf> };

/** @throws Refusal `user.not_found`, `user.closed`. */
async function heldOffices(ctx: Context, userId: string): Promise<Held[]> {
  const [user] = await ctx.db.select().from(users).where(eq(users.id, userId)).for('update');
  if (!user) throw new Refusal('user.not_found');
  if (user.closedAt !== null) throw new Refusal('user.closed');
  const rows = await ctx.db
    .select()
    .from(assignments)
    .where(and(eq(assignments.userId, userId), isNull(assignments.endedAt)))
    .orderBy(asc(assignments.givenAt))
    .for('update');
  return rows.map((row) => ({ id: row.id, role: row.role, scope: scopeOf(row) }));
}

async function close(
  ctx: Context,
  userId: string,
  held: readonly Held[],
  reason: string | null,
): Promise<void> {
  if (held.some(({ role }) => role === 'administrator')) {
    const all = await ctx.db
      .select({ userId: assignments.userId })
      .from(assignments)
      .where(and(eq(assignments.role, 'administrator'), isNull(assignments.endedAt)))
      .for('update');
    if (all.every((one) => one.userId === userId)) throw new Refusal('office.last_administrator');
  }
  const [user] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.id, userId));
  await ctx.db.delete(sessions).where(eq(sessions.userId, userId));
  await ctx.db.delete(credentials).where(eq(credentials.userId, userId));
  await ctx.db.delete(secondFactors).where(eq(secondFactors.userId, userId));
  await ctx.db.delete(passkeys).where(eq(passkeys.userId, userId));
  await ctx.db.delete(verifications).where(sql`${verifications.value} like ${`%${userId}%`}`);
  await ctx.db
    .update(assignments)
    .set({ endedAt: ctx.now, endedBy: actorName(ctx.actor), endReason: reason ?? 'account_closed' })
    .where(and(eq(assignments.userId, userId), isNull(assignments.endedAt)));
  await ctx.db
    .update(producerClaims)
    .set({ state: 'withdrawn', decidedAt: ctx.now, decidedBy: actorName(ctx.actor) })
    .where(and(eq(producerClaims.userId, userId), eq(producerClaims.state, 'open')));
  await ctx.db.update(producerClaims).set({ phone: '', words: '' }).where(eq(producerClaims.userId, userId));
  // An invitation that lies in their mailbox is no way back in.
  await ctx.db
    .update(invitations)
    .set({ withdrawnAt: ctx.now })
    .where(
      and(
        eq(invitations.email, user!.email),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
      ),
    );
  const nobody = `${userId.toLowerCase()}@closed.invalid`;
  await ctx.db
    .update(invitations)
    .set({ email: nobody, name: null })
    .where(eq(invitations.email, user!.email));
  // Letters of before say that something was sent; to whom is nobody's business any more.
  await ctx.db
    .update(letters)
    .set({ toAddress: nobody, toName: null })
    .where(and(eq(letters.toAddress, user!.email), notInArray(letters.state, ['waiting', 'handing_over'])));
  await ctx.db
    .update(users)
    .set({
      closedAt: ctx.now,
      updatedAt: ctx.now,
      name: userId,
      email: nobody,
      emailVerified: false,
      phone: null,
      image: null,
      twoFactorEnabled: false,
    })
    .where(eq(users.id, userId));
  await writeDown(ctx, [
    ...held.map(({ role, scope }) => ({
      kind: 'office.ended',
      subject: `user:${userId}`,
      before: { role, scope },
      reason,
    })),
    {
      kind: 'user.closed',
      subject: `user:${userId}`,
      before: held[0] ? { scope: held[0].scope } : null,
      reason,
    },
  ]);
}

/** Accounts that are open and hold no office, by name; for who reaches everywhere, for others nobody. */
export async function accountsWithoutOffice(
  ctx: Context,
  most: number,
): Promise<{ userId: string; name: string; email: string; phone: string | null }[]> {
  if (!may({ ...ctx.actor, isStrong: true } as Context['actor'], 'user.end', 'country')) return [];
  const rows = await ctx.db.execute<{
    userId: string;
    name: string;
    email: string;
    phone: string | null;
  }>(sql`
    select u.id as "userId", u.name, u.email, u.phone from users u
    where u.closed_at is null and not exists (select from assignments a where a.user_id = u.id and a.ended_at is null)
    order by u.name, u.id limit ${most}`);
  return [...rows];
}
