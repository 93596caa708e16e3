import { assignmentsOf } from '#src/domain/accounts/assignments.ts';
import type { Person } from '#src/domain/shared/actor.ts';
import { COOKIE_PREFIX } from './auth.ts';
import type { Site } from './site.ts';

export type SignedIn = Person & {
  email: string;
  phone: string | null;
  /** Whether they have shown that mail to the address reaches them. */
  isVerified: boolean;
  hasSecondFactor: boolean;
  /** Of this browser. */
  sessionToken: string;
};

export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;

/** Who is signed in in this browser; `null`: nobody. */
export async function signedIn(site: Site, headers: Headers): Promise<SignedIn | null> {
  if (!headers.get('cookie')?.includes(SESSION_COOKIE)) return null;
  const found = await site.auth.api.getSession({ headers });
  if (!found || found.user.closedAt) return null;
  const { user, session } = found;
  return {
    kind: 'person',
    id: user.id,
    name: user.name,
    email: user.email,
    phone: user.phone ?? null,
    isVerified: user.emailVerified,
    hasSecondFactor: user.twoFactorEnabled === true,
    assignments: await assignmentsOf({ db: site.db, now: site.config.clock() }, user.id),
    isStrong: session.isStrong === true,
    sessionToken: session.token,
  };
}
