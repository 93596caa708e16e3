import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { insertOffice } from '#src/domain/accounts/assignments.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { openAuth } from '#src/web/auth.ts';
import { makeUser } from '#src/web/sign-in.ts';
import type { RunningServer } from './server.ts';

export const PASSWORD = 'một câu dài dễ nhớ';

/** A browser that keeps cookies, follows nothing by itself and runs no script. */
export type PlainBrowser = {
  ask: (path: string, form?: Readonly<Record<string, string>>) => Promise<Response>;
  jar: Map<string, string>;
};

export function plainBrowser(url: string, jar = new Map<string, string>()): PlainBrowser {
  return {
    jar,
    async ask(path, form) {
      const response = await fetch(new URL(path, url), {
        redirect: 'manual',
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(form && { origin: url, 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form && { method: 'POST', body: new URLSearchParams(form).toString() }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const pair = cookie.split(';')[0] ?? '';
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(cookie)) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      return response;
    },
  };
}

/** What stands in the page, without marks. */
export async function wordsOf(response: Response): Promise<string> {
  const main = /<main[\s\S]*<\/main>/.exec(await response.text())?.[0] ?? '';
  return main
    .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

let made = 0;

/** Somebody with an office, signed in. `strong`: with a second factor, as far as the site can tell. */
export async function officer(
  server: Pick<RunningServer, 'url' | 'databaseUrl' | 'sql'>,
  role: Role | null,
  scope: Scope = { kind: 'country' },
  { strong = true }: { strong?: boolean } = {},
): Promise<PlainBrowser & { id: string; email: string }> {
  const client = postgres(server.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    const db = drizzle(client);
    const ctx: Context = { db, now: new Date(), actor: { kind: 'system', task: 'test' } };
    const auth = openAuth({
      db,
      secret: 'only in tests, and long enough',
      siteUrl: null,
      sendReset: async () => {},
    });
    const email = `${role ?? 'nobody'}.${process.pid}.${(made += 1)}@example.vn`;
    const id = await makeUser({ auth }, ctx, {
      name: `Người thử ${made}`,
      email,
      phone: '',
      password: PASSWORD,
    });
    if (role) await insertOffice(ctx, id, role, scope);
    const browser = plainBrowser(server.url);
    const entered = await browser.ask('/dang-nhap', { ai: email, 'mat-khau': PASSWORD });
    if (entered.status !== 303) throw new Error(`${email} is not let in: ${entered.status}`);
    if (strong) await server.sql`update sessions set is_strong = true where user_id = ${id}`;
    return { ...browser, id, email };
  } finally {
    await client.end();
  }
}
