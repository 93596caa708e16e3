import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq, gt, or } from 'drizzle-orm';
import { z } from 'zod';
import { users, verifications } from '#db/schema/accounts.ts';
import { forgetFailures, mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { isRealAddress } from '#src/domain/accounts/person.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { claimPurchase, keepOwnPurchases } from '#src/domain/orders/purchases.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { knownLetter, signUpLetter } from '#src/i18n/sign-up.ts';
import { askToConfirm } from './confirm-email.ts';
import { at, paths } from './paths.ts';
import { enter, makeUser, readUser, type Knocking, type NewUser } from './sign-in.ts';
import { addressFor, type Site } from './site.ts';

/** So long a link stays good. */
const GOOD_HOURS = 24;
/** Known or not, the answer takes at least this long: what differs is done well before. */
const LEAST_MS = 400;

/** What is kept of somebody who has still to open the letter. */
const awaiting = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  hash: z.string(),
  /** Token of an order that goes into the account. */
  order: z.string(),
  back: z.string(),
});
type Awaiting = z.infer<typeof awaiting>;

export type SignUp = NewUser & { order: string; back: string };

const identifierOf = (token: string): string =>
  `sign_up:${createHash('sha256').update(token).digest('base64url')}`;

/**
 * A buyer asks for an account without any office. Whoever asks learns nothing of whether there is one: where mail can
 * be sent, a letter leads on, to the account that is to be made or to the one that there is, and no account is made
 * before its link was opened; without mail, and for those with a telephone number only, it is made at once and the
 * answer is to sign in. A few accounts an hour and address.
 *
 * @throws Refusal `too_many`, `user.email_unreadable`, `user.phone_unreadable`, `user.password_weak`.
 */
export async function signUp(
  knocking: Knocking,
  given: SignUp,
  lang: Lang,
): Promise<'look_in_mail' | 'sign_in'> {
  const { site, ctx, clientAddress } = knocking;
  const tried: Tried[] = [{ kind: 'address', value: `sign up\n${clientAddress}` }];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  await noteFailure(ctx, tried);
  const { email, phone, name } = readUser(given);
  const began = performance.now();
  const byMail = site.mail !== null && isRealAddress(email);
  const asked: Awaiting = {
    name,
    email,
    phone: phone ?? '',
    hash: '',
    order: given.order,
    back: given.back,
  };
  if (byMail) await writeToThem(site, ctx, asked, given.password, lang);
  else await makeAtOnce(site, ctx, asked, given.password, lang);
  await sleep(Math.max(0, LEAST_MS - (performance.now() - began)));
  return byMail ? 'look_in_mail' : 'sign_in';
}

async function writeToThem(
  site: Site,
  ctx: Context,
  asked: Awaiting,
  password: string,
  lang: Lang,
): Promise<void> {
  // Nobody's mailbox is filled; who waits is told the same.
  const mailbox: Tried[] = [{ kind: 'account', value: `sign up\n${asked.email}` }];
  const hash = await (await site.auth.$context).password.hash(password);
  if ((await mustWait(ctx, mailbox)) > 0) return;
  await noteFailure(ctx, mailbox);
  await inTransaction(ctx, async (ctx) => {
    const known = await ctx.db.$count(users, eq(users.email, asked.email));
    if (known > 0) return tellKnown(site, ctx, asked, lang);
    const token = randomBytes(24).toString('base64url');
    const times = { createdAt: ctx.now, updatedAt: ctx.now };
    await ctx.db.insert(verifications).values({
      id: newId(),
      identifier: identifierOf(token),
      value: JSON.stringify({ ...asked, hash } satisfies Awaiting),
      expiresAt: new Date(ctx.now.getTime() + GOOD_HOURS * 3_600_000),
      ...times,
    });
    await writeLetter(ctx, {
      key: identifierOf(token),
      kind: 'verify_email',
      to: { address: asked.email, name: asked.name },
      ...signUpLetter(lang, asked.name, addressFor(site.config) + at(lang, paths.signUpEnd(token))),
      isPrivate: true,
    });
  });
}

async function makeAtOnce(
  site: Site,
  ctx: Context,
  asked: Awaiting,
  password: string,
  lang: Lang,
): Promise<void> {
  const email = isRealAddress(asked.email) ? asked.email : '';
  try {
    const userId = await inTransaction(ctx, (inner) => makeUser(site, inner, { ...asked, email, password }));
    if (asked.order !== '') await claimPurchase(ctx, asked.order, userId);
    await askToConfirm(site, email, lang);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'user.known') throw error;
    await tellKnown(site, ctx, asked, lang);
  }
}

/** Writes to those who have an account with this address or number already, where mail reaches them. */
async function tellKnown(site: Site, ctx: Context, asked: Awaiting, lang: Lang): Promise<void> {
  const owners = await ctx.db
    .select({ id: users.id, name: users.name, email: users.email })
    .from(users)
    .where(or(eq(users.email, asked.email), asked.phone ? eq(users.phone, asked.phone) : undefined));
  const here = addressFor(site.config);
  for (const { id, name, email } of owners)
    if (isRealAddress(email))
      await writeLetter(ctx, {
        key: `sign_up_known:${id}:${newId()}`,
        kind: 'verify_email',
        to: { address: email, name },
        ...knownLetter(lang, name, here + at(lang, paths.signIn), here + at(lang, paths.forgotten)),
        isPrivate: true,
        about: `user:${id}`,
      });
}

/** Whom a link of a letter is for, and where it leads afterwards; `null`: it is no longer good. */
export async function signUpAt(ctx: Context, token: string): Promise<{ email: string; back: string } | null> {
  const asked = await awaitingAt(ctx, token);
  return asked && { email: asked.email, back: asked.back };
}

async function awaitingAt(ctx: Context, token: string): Promise<Awaiting | null> {
  const [found] = await ctx.db
    .select({ value: verifications.value })
    .from(verifications)
    .where(and(eq(verifications.identifier, identifierOf(token)), gt(verifications.expiresAt, ctx.now)));
  return found ? awaiting.parse(JSON.parse(found.value)) : null;
}

/**
 * Makes the account that the letter is about, for whoever opened it and knows the password too: neither who only reads
 * the mailbox nor who only typed the address has both. Its address is confirmed by that, and what was ordered from it
 * is kept. A telephone number that somebody else has got is left out.
 */
export async function endSignUp(
  knocking: Knocking,
  token: string,
  password: string,
): Promise<{ outcome: 'in'; cookies: string[]; back: string } | { outcome: 'over' | 'wrong' }> {
  const { site, ctx } = knocking;
  const asked = await awaitingAt(ctx, token);
  if (!asked) return { outcome: 'over' };
  const tried: Tried = { kind: 'account', value: identifierOf(token) };
  if ((await mustWait(ctx, [tried])) > 0) return { outcome: 'wrong' };
  const { password: passwords } = await site.auth.$context;
  if (!(await passwords.verify({ hash: asked.hash, password }))) {
    await noteFailure(ctx, [tried]);
    return { outcome: 'wrong' };
  }
  try {
    await inTransaction(ctx, async (ctx) => {
      const gone = await ctx.db
        .delete(verifications)
        .where(eq(verifications.identifier, identifierOf(token)))
        .returning({ id: verifications.id });
      if (gone.length === 0) throw new Refusal('user.known');
      const isFree = asked.phone === '' || (await ctx.db.$count(users, eq(users.phone, asked.phone))) === 0;
      const userId = await makeUser(site, ctx, { ...asked, phone: isFree ? asked.phone : '', password });
      await ctx.db.update(users).set({ emailVerified: true }).where(eq(users.id, userId));
      if (asked.order !== '') await claimPurchase(ctx, asked.order, userId);
      await keepOwnPurchases(ctx, userId);
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'user.known') throw error;
    return { outcome: 'over' };
  }
  await forgetFailures(ctx, tried);
  const { cookies } = await enter(knocking, asked.email, password);
  return { outcome: 'in', cookies, back: asked.back };
}
