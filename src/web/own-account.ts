import { and, asc, eq } from 'drizzle-orm';
import qrcode from 'qrcode';
import { passkeys, sessions } from '#db/schema/accounts.ts';
import { closeOwnAccount } from '#src/domain/accounts/close-account.ts';
import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { mustBePassword } from '#src/domain/accounts/person.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { leave } from './sign-in.ts';
import type { SignedIn } from './session.ts';
import type { Site } from './site.ts';

export type OwnDoing = {
  /** What was done; `totp` carries what has to be shown once. */
  done: 'password' | 'totp_on' | 'totp_off' | 'session' | 'passkey' | null;
  totp: { uri: string; picture: string; secret: string; backupCodes: string[] } | null;
  fault: 'wrong_password' | 'wrong_code' | 'weak' | 'last_administrator' | null;
  cookies: string[];
  /** The account is no more: whoever asked is signed out. */
  closed?: true;
};

const NOTHING: OwnDoing = { done: null, totp: null, fault: null, cookies: [] };

type Asked = { site: Site; ctx: Context; person: SignedIn; headers: Headers; form: FormData };

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** What somebody does to their own account; each deed is written down, without what is secret. */
export async function changeOwnAccount(asked: Asked): Promise<OwnDoing> {
  const { ctx, person, form } = asked;
  const deed = OWN_DEEDS[text(form, 'viec')];
  if (!deed) return NOTHING;
  // Who sits at a browser that somebody left open does not find out the password by trying.
  const tried: Tried[] = [{ kind: 'account', value: `own account\n${person.id}` }];
  if (form.has('cu') && (await mustWait(ctx, tried)) > 0) return { ...NOTHING, fault: 'wrong_password' };
  const doing = { ...NOTHING, ...(await deed(asked)) };
  if (doing.fault === 'wrong_password') await noteFailure(ctx, tried);
  if (doing.done !== null)
    await writeDown(ctx, [{ kind: `account.${doing.done}`, subject: `user:${person.id}` }]);
  return doing;
}

const OWN_DEEDS: Readonly<Record<string, (asked: Asked) => Promise<Partial<OwnDoing>>>> = {
  'doi-mat-khau': async ({ site, person, headers, form }) => {
    try {
      mustBePassword(text(form, 'moi'), [person.email.split('@')[0] ?? '']);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { fault: 'weak' };
    }
    const response = await site.auth.api.changePassword({
      body: { currentPassword: text(form, 'cu'), newPassword: text(form, 'moi'), revokeOtherSessions: true },
      headers,
      asResponse: true,
    });
    return response.ok
      ? { done: 'password', cookies: response.headers.getSetCookie() }
      : { fault: 'wrong_password' };
  },
  'bat-ma': async ({ site, headers, form }) => {
    const response = await site.auth.api.enableTwoFactor({
      body: { password: text(form, 'cu'), method: 'totp' },
      headers,
      asResponse: true,
    });
    if (!response.ok) return { fault: 'wrong_password' };
    const { totpURI, backupCodes } = (await response.json()) as { totpURI: string; backupCodes: string[] };
    return { totp: await shown(totpURI, backupCodes), cookies: response.headers.getSetCookie() };
  },
  'xac-nhan-ma': async ({ site, headers, form }) => {
    const code = text(form, 'ma').replace(/\s/g, '');
    const response = await site.auth.api.verifyTOTP({ body: { code }, headers, asResponse: true });
    if (response.ok) return { done: 'totp_on', cookies: response.headers.getSetCookie() };
    return {
      fault: 'wrong_code',
      totp: await shown(text(form, 'uri'), text(form, 'du-phong').split(' ').filter(Boolean)),
    };
  },
  'tat-ma': async ({ site, headers, form }) => {
    const response = await site.auth.api.disableTwoFactor({
      body: { password: text(form, 'cu') },
      headers,
      asResponse: true,
    });
    return response.ok
      ? { done: 'totp_off', cookies: response.headers.getSetCookie() }
      : { fault: 'wrong_password' };
  },
  'thoat-may': async ({ site, person, form }) => {
    const ended = await site.db
      .delete(sessions)
      .where(and(eq(sessions.id, text(form, 'may')), eq(sessions.userId, person.id)))
      .returning({ id: sessions.id });
    return ended.length > 0 ? { done: 'session' } : {};
  },
  'thoat-het': async ({ site, headers }) => {
    await site.auth.api.revokeOtherSessions({ headers });
    return { done: 'session' };
  },
  dong: async ({ site, ctx, headers, form }) => {
    if (!(await isPassword({ site, headers, form }))) return { fault: 'wrong_password' };
    try {
      await closeOwnAccount(ctx);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'office.last_administrator') throw error;
      return { fault: 'last_administrator' };
    }
    return { closed: true, cookies: await leave({ site, headers }) };
  },
  // A key is a way in: whoever finds a browser open does not shut the owner out with it.
  'bo-khoa': async ({ site, person, headers, form }) => {
    if (!(await isPassword({ site, headers, form }))) return { fault: 'wrong_password' };
    const gone = await site.db
      .delete(passkeys)
      .where(and(eq(passkeys.id, text(form, 'khoa')), eq(passkeys.userId, person.id)))
      .returning({ id: passkeys.id });
    return gone.length > 0 ? { done: 'passkey' } : {};
  },
};

async function isPassword({
  site,
  headers,
  form,
}: Pick<Asked, 'site' | 'headers' | 'form'>): Promise<boolean> {
  const answer = await site.auth.api.verifyPassword({
    body: { password: text(form, 'cu') },
    headers,
    asResponse: true,
  });
  return answer.ok;
}

/** @param uri `otpauth://totp/…`: nothing else is drawn. */
async function shown(uri: string, backupCodes: string[]): Promise<OwnDoing['totp']> {
  if (!uri.startsWith('otpauth://totp/')) return null;
  return {
    uri,
    picture: await qrcode.toString(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' }),
    secret: new URL(uri).searchParams.get('secret') ?? '',
    backupCodes,
  };
}

export type OwnThings = {
  sessions: { id: string; device: string | null; since: Date; isThis: boolean }[];
  passkeys: { id: string; name: string | null; since: Date | null }[];
};

/** Where somebody is signed in, and with what keys. */
export async function ownThings(site: Site, person: SignedIn): Promise<OwnThings> {
  const [open, keys] = await Promise.all([
    site.db.select().from(sessions).where(eq(sessions.userId, person.id)).orderBy(asc(sessions.createdAt)),
    site.db.select().from(passkeys).where(eq(passkeys.userId, person.id)).orderBy(asc(passkeys.createdAt)),
  ]);
  return {
    sessions: open
      .filter(({ expiresAt }) => expiresAt > new Date())
      .map(({ id, userAgent, createdAt, token }) => ({
        id,
        device: deviceOf(userAgent),
        since: createdAt,
        isThis: token === person.sessionToken,
      })),
    passkeys: keys.map(({ id, name, createdAt }) => ({ id, name, since: createdAt })),
  };
}

/** "Firefox, Android": as much as somebody needs to know their own devices by. */
function deviceOf(userAgent: string | null): string | null {
  const text = userAgent ?? '';
  const browser = ['Edg', 'OPR', 'CocCoc', 'coc_coc', 'Firefox', 'Chrome', 'Safari'].find((name) =>
    text.includes(name),
  );
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    text.includes(name),
  );
  const names: Readonly<Record<string, string>> = {
    Edg: 'Edge',
    OPR: 'Opera',
    coc_coc: 'Cốc Cốc',
    CocCoc: 'Cốc Cốc',
    'Mac OS': 'macOS',
  };
  const parts = [browser, system].filter((part) => part !== undefined).map((part) => names[part] ?? part);
  return parts.length > 0 ? parts.join(', ') : null;
}
