import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { inTransaction } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { askToConfirm } from './confirm-email.ts';
import { enter, makeUser, type Knocking, type NewUser } from './sign-in.ts';

/**
 * A buyer makes an account for themselves, without any office, is signed in, and is written to so that they confirm
 * their address. A few accounts an hour and
 * address: nobody finds out by the dozen who has one.
 *
 * @throws Refusal `too_many`, and those of `makeUser`.
 */
export async function signUp(
  knocking: Knocking,
  given: NewUser,
  lang: Lang,
): Promise<{ userId: string; cookies: string[] }> {
  const { site, ctx, clientAddress } = knocking;
  const tried: Tried[] = [{ kind: 'address', value: `sign up\n${clientAddress}` }];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  await noteFailure(ctx, tried);
  const userId = await inTransaction(ctx, (inner) => makeUser(site, inner, given));
  const { cookies } = await enter(knocking, given.email || given.phone, given.password);
  await askToConfirm(site, given.email, lang);
  return { userId, cookies };
}
