import { eq } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { expect } from 'vitest';
import { assignments, credentials, invitations, sessions, users } from '#db/schema/accounts.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { assignmentsOf, insertOffice } from '#src/domain/accounts/assignments.ts';
import { accountsWithoutOffice, closeAccount, closeOwnAccount } from '#src/domain/accounts/close-account.ts';
import { invitationAt, invite } from '#src/domain/accounts/invitations.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { test } from '#tests/support/test.ts';

const COUNTRY: Scope = { kind: 'country' };
const HAI_PHONG: Scope = { kind: 'province', provinceCode: '31' };
const VIET_KHE: Scope = { kind: 'commune', provinceCode: '31', communeCode: '11503' };

/** Somebody with these offices, signed in on one machine. */
async function aPerson(ctx: Context, offices: readonly (readonly [Role, Scope])[]) {
  const id = newId();
  const times = { createdAt: ctx.now, updatedAt: ctx.now };
  const email = `${id}@example.vn`;
  const phone = `+8491${String(Math.random()).slice(2, 9)}`;
  await ctx.db.insert(users).values({ id, name: 'Bùi Thị Mai', email, phone, ...times });
  await ctx.db
    .insert(sessions)
    .values({ id: newId(), userId: id, token: newId(), expiresAt: new Date('2027-01-01'), ...times });
  await ctx.db.insert(credentials).values({
    id: newId(),
    userId: id,
    accountId: id,
    providerId: 'credential',
    password: 'hash',
    ...times,
  });
  for (const [role, scope] of offices) await insertOffice(ctx, id, role, scope);
  const actor = {
    kind: 'person',
    id,
    name: 'Bùi Thị Mai',
    isStrong: true,
    assignments: offices.map(([role, scope]) => ({ id: 'o', role, scope })),
  } as const;
  return { id, email, ctx: { ...ctx, actor } satisfies Context };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

test('a closed account is signed out everywhere, holds no office, and nobody is known by it', async ({
  ctx,
}) => {
  const boss = await aPerson(ctx, [['province_officer', HAI_PHONG]]);
  const mai = await aPerson(ctx, [
    ['commune_officer', VIET_KHE],
    ['inspector', HAI_PHONG],
  ]);
  const admin = await aPerson(ctx, [['administrator', COUNTRY]]);
  const { token } = await invite(admin.ctx, allPlaces(), {
    email: mai.email,
    name: '',
    role: 'reader',
    scope: COUNTRY,
  });
  await writeLetter(ctx, {
    key: 'digest',
    kind: 'notice_digest',
    to: { address: mai.email, name: 'Bùi Thị Mai' },
    title: 'Giấy chứng nhận sắp hết hạn',
    words: 'Có ba giấy.',
  });
  await ctx.db.update(letters).set({ state: 'sent', sentAt: ctx.now });
  expect(await codeOf(closeAccount(boss.ctx, mai.id, ' '))).toBe('reason_missing');
  await closeAccount(boss.ctx, mai.id, 'Chuyển công tác');
  expect(await ctx.db.$count(sessions, eq(sessions.userId, mai.id))).toBe(0);
  expect(await ctx.db.$count(credentials, eq(credentials.userId, mai.id))).toBe(0);
  expect(await assignmentsOf(ctx, mai.id)).toEqual([]);
  expect(await ctx.db.select().from(assignments).where(eq(assignments.userId, mai.id))).toMatchObject([
    { endReason: 'Chuyển công tác' },
    { endReason: 'Chuyển công tác' },
  ]);
  const [user] = await ctx.db.select().from(users).where(eq(users.id, mai.id));
  expect(user).toMatchObject({
    closedAt: ctx.now,
    phone: null,
    email: `${mai.id}@closed.invalid`,
    name: mai.id,
  });
  const facts = await ctx.db
    .select()
    .from(auditFacts)
    .where(eq(auditFacts.subject, `user:${mai.id}`));
  expect(facts.find(({ kind }) => kind === 'user.closed')).toMatchObject({
    kind: 'user.closed',
    reason: 'Chuyển công tác',
    provinceCode: '31',
  });
  expect(JSON.stringify(facts)).not.toContain('Bùi');
  expect(await ctx.db.select().from(letters)).toMatchObject([
    { toAddress: `${mai.id}@closed.invalid`, toName: null, title: 'Giấy chứng nhận sắp hết hạn' },
  ]);
  expect(await invitationAt(ctx, token)).toBeNull();
  expect(await ctx.db.$count(invitations, eq(invitations.email, mai.email))).toBe(0);
  expect(await codeOf(closeAccount(boss.ctx, mai.id, 'Lần nữa'))).toBe('user.closed');
});

test('nobody closes an account of elsewhere, of a higher office, or their own from the list', async ({
  ctx,
}) => {
  const boss = await aPerson(ctx, [['province_officer', HAI_PHONG]]);
  const peer = await aPerson(ctx, [['province_officer', HAI_PHONG]]);
  const admin = await aPerson(ctx, [['administrator', COUNTRY]]);
  const far = await aPerson(ctx, [['reader', { kind: 'province', provinceCode: '01' }]]);
  const both = await aPerson(ctx, [
    ['reader', HAI_PHONG],
    ['reader', { kind: 'province', provinceCode: '01' }],
  ]);
  const none = await aPerson(ctx, []);
  const weak: Context = { ...admin.ctx, actor: { ...admin.ctx.actor, isStrong: false } };
  expect(await codeOf(closeAccount(boss.ctx, far.id, 'x'))).toBe('not_found');
  expect(await codeOf(closeAccount(boss.ctx, both.id, 'x'))).toBe('not_found');
  expect(await codeOf(closeAccount(boss.ctx, admin.id, 'x'))).toBe('not_allowed');
  expect(await codeOf(closeAccount(boss.ctx, none.id, 'x'))).toBe('not_allowed');
  expect(await codeOf(closeAccount(boss.ctx, boss.id, 'x'))).toBe('user.own');
  expect(await codeOf(closeAccount(weak, peer.id, 'x'))).toBe('second_factor_needed');
  expect(await accountsWithoutOffice(boss.ctx, 10)).toEqual([]);
  expect((await accountsWithoutOffice(admin.ctx, 10)).map(({ userId }) => userId)).toEqual([none.id]);
  await closeAccount(admin.ctx, none.id, 'Không dùng nữa');
  expect(await accountsWithoutOffice(admin.ctx, 10)).toEqual([]);
});

test('somebody closes their own account; the last administrator stays', async ({ ctx }) => {
  const admin = await aPerson(ctx, [['administrator', COUNTRY]]);
  expect(await codeOf(closeOwnAccount(admin.ctx))).toBe('office.last_administrator');
  const second = await aPerson(ctx, [['administrator', COUNTRY]]);
  await closeOwnAccount(admin.ctx);
  expect(await codeOf(closeOwnAccount(second.ctx))).toBe('office.last_administrator');
  const [user] = await ctx.db.select().from(users).where(eq(users.id, admin.id));
  expect(user?.closedAt).toEqual(ctx.now);
});
