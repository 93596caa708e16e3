import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { isRealAddress } from '#src/domain/accounts/person.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { keepOwnPurchases } from '#src/domain/orders/purchases.ts';
import { tidy } from '#src/domain/shared/text.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { at, paths } from './paths.ts';
import type { SignedIn } from './session.ts';
import type { Knocking } from './sign-in.ts';
import type { Site } from './site.ts';

/** Writes to an address of an account that is not confirmed yet; to no other. Takes as long either way. */
export async function askToConfirm(site: Site, typed: string, lang: Lang): Promise<void> {
  const email = tidy(typed).toLowerCase();
  if (email === '' || !isRealAddress(email)) return;
  await site.auth.api.sendVerificationEmail({ body: { email, callbackURL: at(lang, paths.account) } });
}

/** Writes once more, a few times an hour; whether it did is not told. */
export async function askToConfirmAgain(
  { site, ctx, clientAddress }: Knocking,
  person: SignedIn,
  lang: Lang,
): Promise<void> {
  const tried: Tried[] = [
    { kind: 'account', value: `confirm\n${person.email}` },
    { kind: 'address', value: `confirm\n${clientAddress}` },
  ];
  if ((await mustWait(ctx, tried)) > 0) return;
  await noteFailure(ctx, tried);
  await askToConfirm(site, person.email, lang);
}

/**
 * Confirms the address of whoever is signed in, by the token of the letter, and keeps what was ordered from that
 * address before. The letter of one account does nothing in another: who only has the mailbox has not made the account,
 * and who only made the account has not read the letter.
 *
 * @returns how many purchases are kept now that were not before; `null`: the link leads nowhere any more.
 */
export async function confirmEmail(
  { site, ctx }: Pick<Knocking, 'site' | 'ctx'>,
  person: SignedIn,
  token: string,
): Promise<number | null> {
  if (userOf(token) !== person.id) return null;
  const response = await site.auth.api.verifyEmail({ query: { token }, asResponse: true });
  if (!response.ok) return null;
  if (!person.isVerified) await writeDown(ctx, [{ kind: 'account.email', subject: `user:${person.id}` }]);
  return keepOwnPurchases(ctx, person.id);
}

/** Whom a token says it is for; whether that is true is asked of its signature afterwards. */
function userOf(token: string): string | null {
  try {
    const [, payload = ''] = token.split('.');
    const said: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof said === 'object' && said !== null && 'userId' in said && typeof said.userId === 'string'
      ? said.userId
      : null;
  } catch {
    return null;
  }
}
