import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningServer } from './server.ts';

const PASSWORD = 'mot cau dai de nho';

export type Officer = {
  /** Asks with this officer's cookies; a form is sent as browsers send it. */
  ask: (path: string, form?: FormData | Record<string, string>) => Promise<Response>;
  /** For a browser context. */
  cookies: () => { name: string; value: string; url: string }[];
};

/** A client that keeps cookies and runs no script. */
export function office(server: RunningServer): Officer {
  const jar = new Map<string, string>();
  return {
    ask: async (path, form) => {
      const response = await fetch(new URL(path, server.url), {
        redirect: 'manual',
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(form && { origin: server.url }),
        },
        ...(form && { method: 'POST', body: form instanceof FormData ? form : new URLSearchParams(form) }),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [pair = ''] = cookie.split(';');
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(cookie)) jar.delete(pair.slice(0, at));
        else jar.set(pair.slice(0, at), pair.slice(at + 1));
      }
      return response;
    },
    cookies: () => [...jar].map(([name, value]) => ({ name, value, url: server.url })),
  };
}

/** The first administrator, signed in with more than a password. */
export async function administrator(server: RunningServer): Promise<Officer> {
  const link = /first administrator.*: +(http\S+)/.exec(server.said())?.[1];
  if (!link) throw new Error(`no first link was said:\n${server.said()}`);
  const officer = office(server);
  const taken = await officer.ask(new URL(link).pathname, {
    ten: 'Nguyễn Quản Trị',
    thu: 'quan.tri@example.vn',
    'mat-khau': PASSWORD,
  });
  if (taken.status !== 303) throw new Error(`the first administrator was not made: ${taken.status}`);
  await server.sql`update sessions set is_strong = true`;
  await sleep(10);
  return officer;
}

/** Somebody with one office more, signed in; made by the invitation of the administrator. */
export async function invited(
  server: RunningServer,
  by: Officer,
  { name, role, place }: { name: string; role: string; place: string },
): Promise<Officer> {
  const mail = `${name.toLowerCase().replace(/[^a-z]/g, '')}@example.vn`;
  const page = await by.ask('/quan-tri/nguoi', {
    viec: 'moi',
    ten: name,
    thu: mail,
    'vai-tro': role,
    'dia-ban': place,
  });
  const token = /loi-moi\/([\w-]+)/.exec(await page.text())?.[1];
  if (!token) throw new Error(`${name} was not invited: ${page.status}`);
  const officer = office(server);
  const taken = await officer.ask(`/loi-moi/${token}`, { ten: name, thu: mail, 'mat-khau': PASSWORD });
  if (taken.status !== 303) throw new Error(`${name} did not take the invitation: ${taken.status}`);
  await server.sql`update sessions set is_strong = true`;
  return officer;
}
