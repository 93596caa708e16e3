import { eq } from 'drizzle-orm';
import { credentials, users } from '#db/schema/accounts.ts';
import { forgetFailures, mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import {
  addressOfPhone,
  isRealAddress,
  mustBePassword,
  readEmail,
  readOwnPhone,
} from '#src/domain/accounts/person.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import type { Site } from './site.ts';

/** Everything a way in has to know of who knocks. */
export type Knocking = { site: Site; ctx: Context; headers: Headers; clientAddress: string };

/**
 * `wrong` is said of a wrong password, of no account and of a closed one, `too_many` of what was tried too often,
 * account or not: all in the same words.
 */
export type Entered = { outcome: 'in' | 'second_step' | 'wrong' | 'too_many'; cookies: string[] };

const WRONG: Entered = { outcome: 'wrong', cookies: [] };
const TOO_MANY: Entered = { outcome: 'too_many', cookies: [] };

/** The address an account is kept under, of an e-mail address or a telephone number as typed. */
async function addressTyped(ctx: Context, typed: string): Promise<string> {
  const text = tidy(typed).toLowerCase();
  if (text.includes('@')) return text.slice(0, 200);
  const phone = phoneOf(text);
  if (phone === null) return addressOfPhone(`+${text.replace(/[^a-z0-9]/g, '').slice(0, 40) || '0'}`);
  const [user] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.phone, phone));
  return user?.email ?? addressOfPhone(phone);
}

/** Signs somebody in by e-mail address or telephone number and password. */
export async function enter(
  { site, ctx, headers, clientAddress }: Knocking,
  typed: string,
  password: string,
): Promise<Entered> {
  const email = await addressTyped(ctx, typed);
  const account: Tried = { kind: 'account', value: email };
  const tried: Tried[] = [account, { kind: 'address', value: clientAddress }];
  if ((await mustWait(ctx, tried)) > 0) return TOO_MANY;
  const response = await site.auth.api.signInEmail({ body: { email, password }, headers, asResponse: true });
  if (!response.ok) {
    await noteFailure(ctx, tried);
    return WRONG;
  }
  await forgetFailures(ctx, account);
  const answer = (await response.json()) as { twoFactorRedirect?: boolean };
  return {
    outcome: answer.twoFactorRedirect ? 'second_step' : 'in',
    cookies: response.headers.getSetCookie(),
  };
}

/** The second step: the code of the telephone, or one of the codes kept for the day it is lost. */
export async function enterCode(
  { site, ctx, headers, clientAddress }: Knocking,
  typed: string,
): Promise<Entered> {
  const code = typed.replace(/\s/g, '');
  const tried: Tried[] = [{ kind: 'address', value: `code\n${clientAddress}` }];
  if ((await mustWait(ctx, tried)) > 0) return TOO_MANY;
  const isCode = /^\d{6}$/.test(code);
  const response = isCode
    ? await site.auth.api.verifyTOTP({ body: { code }, headers, asResponse: true })
    : await site.auth.api.verifyBackupCode({ body: { code }, headers, asResponse: true });
  if (!response.ok) {
    await noteFailure(ctx, tried);
    return WRONG;
  }
  return { outcome: 'in', cookies: response.headers.getSetCookie() };
}

/** Takes this browser out. The cookies that end it. */
export async function leave({ site, headers }: Pick<Knocking, 'site' | 'headers'>): Promise<string[]> {
  const response = await site.auth.api.signOut({ headers, asResponse: true });
  return response.headers.getSetCookie();
}

/**
 * Sends the way to a new password, if there is such an account and mail can reach it. Says nothing of whether
 * there is; a few letters an hour and account, so that nobody's mailbox is filled.
 */
export async function askForReset({ site, ctx, clientAddress }: Knocking, typed: string): Promise<void> {
  const email = await addressTyped(ctx, typed);
  const tried: Tried[] = [
    { kind: 'account', value: `reset\n${email}` },
    { kind: 'address', value: `reset\n${clientAddress}` },
  ];
  if ((await mustWait(ctx, tried)) > 0) return;
  await noteFailure(ctx, tried);
  if (!isRealAddress(email)) return;
  await site.auth.api.requestPasswordReset({ body: { email } });
}

/** @throws Refusal `user.password_weak`, `invitation.over` for a link that no longer leads anywhere. */
export async function resetPassword(site: Site, token: string, password: string): Promise<void> {
  mustBePassword(password);
  const response = await site.auth.api.resetPassword({
    body: { newPassword: password, token },
    asResponse: true,
  });
  if (!response.ok) throw new Refusal('invitation.over');
}

export type NewUser = {
  name: string;
  email: string;
  phone: string;
  password: string;
  /** Of the office that the account is made for. */
  scope?: Scope;
};

/**
 * What somebody typed about themselves. E-mail address or telephone number: one of the two is enough.
 *
 * @throws Refusal `user.email_unreadable`, `user.phone_unreadable`, `user.password_weak`.
 */
export function readUser(given: NewUser): { name: string; email: string; phone: string | null } {
  const phone = tidy(given.phone) === '' ? null : readOwnPhone(given.phone);
  const email = tidy(given.email) === '' && phone !== null ? addressOfPhone(phone) : readEmail(given.email);
  const name = tidy(given.name).slice(0, 120) || (isRealAddress(email) ? email : (phone ?? email));
  mustBePassword(given.password, [email.split('@')[0] ?? '', phone?.slice(3) ?? '']);
  return { name, email, phone };
}

/**
 * Makes an account with a password.
 *
 * @throws Refusal `user.known`, and those of `readUser`.
 */
export async function makeUser(site: Pick<Site, 'auth'>, ctx: Context, given: NewUser): Promise<string> {
  const { name, email, phone } = readUser(given);
  const { password } = await site.auth.$context;
  const hash = await password.hash(given.password);
  const id = newId();
  const times = { createdAt: ctx.now, updatedAt: ctx.now };
  const [made] = await ctx.db
    .insert(users)
    .values({ id, name, email, phone, ...times })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (!made) throw new Refusal('user.known');
  await ctx.db
    .insert(credentials)
    .values({ id: newId(), userId: id, accountId: id, providerId: 'credential', password: hash, ...times });
  await writeDown(ctx, [
    { kind: 'user.made', subject: `user:${id}`, ...(given.scope && { after: { scope: given.scope } }) },
  ]);
  return id;
}
