import { drizzleAdapter } from '@better-auth/drizzle-adapter';
import { passkey } from '@better-auth/passkey';
import { createAuthMiddleware } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { eq } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { credentials, passkeys, secondFactors, sessions, users, verifications } from '#db/schema/accounts.ts';
import { LEAST_PASSWORD, MOST_PASSWORD } from '#src/domain/accounts/person.ts';
import { newId } from '#src/domain/shared/id.ts';

const DAY_SECONDS = 86_400;
/** A session that nobody uses ends after so long; one in use goes on. */
const SESSION_SECONDS = 7 * DAY_SECONDS;
const RESET_SECONDS = 3_600;
/** The letter that confirms an address is good for so long. */
const CONFIRM_SECONDS = DAY_SECONDS;
/** Ways in that ask for more than a password. */
const STRONG_WAYS = new Set([
  '/passkey/verify-authentication',
  '/two-factor/verify-totp',
  '/two-factor/verify-backup-code',
]);

export const COOKIE_PREFIX = 'sao-lang';
export const AUTH_PATH = '/api/auth';

/** What of better-auth is open to browsers: only what a page without script cannot do. Forms go through our pages. */
export const OPEN_TO_BROWSERS: ReadonlySet<string> = new Set([
  'GET /passkey/generate-register-options',
  'POST /passkey/verify-registration',
  'GET /passkey/generate-authenticate-options',
  'POST /passkey/verify-authentication',
]);

type Given = {
  db: Database;
  secret: string;
  siteUrl: string | null;
  /** Sends somebody the way to a new password. */
  sendReset: (user: { id: string; name: string; email: string }, token: string) => Promise<void>;
  /** Sends somebody the way to confirm that an address is theirs; `link`: where that leads back to. */
  sendConfirmation: (
    user: { id: string; name: string; email: string },
    token: string,
    link: string,
  ) => Promise<void>;
};

/** Sign-in, sessions, second factors. What a person may do is not asked here but in `accounts/deeds.ts`. */
export function openAuth({ db, secret, siteUrl, sendReset, sendConfirmation }: Given) {
  return betterAuth({
    appName: 'Sao Làng',
    ...(siteUrl && { baseURL: siteUrl }),
    basePath: AUTH_PATH,
    secret,
    database: drizzleAdapter(db, {
      provider: 'pg',
      transaction: true,
      schema: {
        user: users,
        session: sessions,
        account: credentials,
        verification: verifications,
        twoFactor: secondFactors,
        passkey: passkeys,
      },
    }),
    emailAndPassword: {
      enabled: true,
      // Who joins has been invited.
      disableSignUp: true,
      minPasswordLength: LEAST_PASSWORD,
      maxPasswordLength: MOST_PASSWORD,
      resetPasswordTokenExpiresIn: RESET_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => sendReset(user, token),
    },
    emailVerification: {
      expiresIn: CONFIRM_SECONDS,
      // Whoever confirms is signed in already: a letter alone opens no account.
      autoSignInAfterVerification: false,
      sendVerificationEmail: ({ user, url, token }) =>
        sendConfirmation(user, token, new URL(url, 'http://here').searchParams.get('callbackURL') ?? '/'),
    },
    user: {
      additionalFields: {
        phone: { type: 'string', required: false, input: false },
        closedAt: { type: 'date', required: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: DAY_SECONDS,
      freshAge: DAY_SECONDS,
      additionalFields: { isStrong: { type: 'boolean', required: false, defaultValue: false, input: false } },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, ctx) => {
            const [user] = await db
              .select({ closedAt: users.closedAt })
              .from(users)
              .where(eq(users.id, session.userId));
            if (!user || user.closedAt !== null) return false;
            return { data: { ...session, isStrong: STRONG_WAYS.has(ctx?.path ?? '') } };
          },
        },
      },
    },
    hooks: {
      after: createAuthMiddleware(async (ctx) => {
        // Whoever has just shown a new passkey holds more than the password.
        const token = ctx.context.session?.session.token;
        if (ctx.path === '/passkey/verify-registration' && token && ctx.context.returned)
          if (!(ctx.context.returned instanceof Error))
            await db.update(sessions).set({ isStrong: true }).where(eq(sessions.token, token));
      }),
    },
    plugins: [
      twoFactor({ issuer: 'Sao Làng' }),
      passkey({
        rpName: 'Sao Làng',
        ...(siteUrl && { rpID: new URL(siteUrl).hostname, origin: siteUrl }),
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      }),
    ],
    // Our own count of failed tries stands before every way in, and is shared by all processes.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: siteUrl?.startsWith('https://') ?? false,
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => newId() },
    },
    telemetry: { enabled: false },
    logger: { level: 'error' },
  });
}

export type Auth = ReturnType<typeof openAuth>;
