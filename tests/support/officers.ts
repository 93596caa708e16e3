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
  /** Asks for an address, or sends a form to it as browsers do. */
  ask: (path: string, form?: FormData | Readonly<Record<string, string>>) => Promise<Response>;
  /** What stands at an address. */
  get: (path: string) => Promise<{ status: number; text: string }>;
  /** Sends a form, files too, and follows where it leads. */
  send: (
    path: string,
    fields: Readonly<Record<string, string | File>>,
  ) => Promise<{ status: number; text: string; path: string }>;
  /** For a browser with a window. */
  cookies: () => { name: string; value: string; url: string }[];
  jar: Map<string, string>;
};

export function plainBrowser(url: string, jar = new Map<string, string>()): PlainBrowser {
  const browser: PlainBrowser = {
    jar,
    cookies: () => [...jar].map(([name, value]) => ({ name, value, url })),
    async ask(path, form) {
      const response = await fetch(new URL(path, url), {
        redirect: 'manual',
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(form && { origin: url }),
        },
        ...(form && { method: 'POST', body: form instanceof FormData ? form : new URLSearchParams(form) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const pair = cookie.split(';')[0] ?? '';
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(cookie)) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      return response;
    },
    async get(path) {
      const response = await browser.ask(path);
      return { status: response.status, text: await response.text() };
    },
    async send(path, fields) {
      const form = new FormData();
      let hasFile = false;
      for (const [name, value] of Object.entries(fields)) {
        form.append(name, value);
        hasFile ||= value instanceof File;
      }
      const response = await browser.ask(path, hasFile ? form : (fields as Record<string, string>));
      const to = response.headers.get('location');
      if (response.status !== 303 || to === null)
        return { status: response.status, text: await response.text(), path };
      await response.body?.cancel();
      return { ...(await browser.get(to)), path: to };
    },
  };
  return browser;
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
  { strong = true, name }: { strong?: boolean; name?: string } = {},
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
      sendConfirmation: async () => {},
    });
    const email = `${role ?? 'nobody'}.${process.pid}.${(made += 1)}@example.vn`;
    const id = await makeUser({ auth }, ctx, {
      name: name ?? `Người thử ${made}`,
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
