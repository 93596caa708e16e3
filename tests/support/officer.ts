import { spawn } from 'node:child_process';
import { projectFolder } from '#db/client.ts';
import type { RunningServer } from './server.ts';

/** A browser without script that keeps its cookies. */
export type Officer = {
  get: (path: string) => Promise<{ status: number; text: string }>;
  /** Sends a form, files too, and follows where it leads. */
  send: (
    path: string,
    fields: Readonly<Record<string, string | File>>,
  ) => Promise<{ status: number; text: string; path: string }>;
  cookies: () => { name: string; value: string }[];
};

const PASSWORD = 'mot cau dai de nho';

/** Makes an account with this office on the server, signs it in and, as after a second step, makes it strong. */
export async function officerOf(
  server: RunningServer,
  role: string,
  scope: string,
  email: string,
): Promise<Officer> {
  const child = spawn(
    process.execPath,
    ['src/start.mjs', '--command', 'user', 'add', '--email', email, '--role', role, '--scope', scope],
    {
      cwd: projectFolder(),
      env: { PATH: process.env['PATH'], NODE_ENV: 'test', DATABASE_URL: server.databaseUrl },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  child.stdin.end(`${PASSWORD}\n`);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (code !== 0) throw new Error(`no account for ${email}: ${said}`);
  const officer = browserOn(server.url);
  const { status } = await officer.send('/dang-nhap', { ai: email, 'mat-khau': PASSWORD });
  if (status !== 200) throw new Error(`${email} cannot sign in: ${status}`);
  await server.sql`
    update sessions set is_strong = true where user_id = (select id from users where email = ${email})`;
  return officer;
}

function browserOn(url: string): Officer {
  const jar = new Map<string, string>();
  async function ask(path: string, body?: FormData | URLSearchParams): Promise<Response> {
    const response = await fetch(new URL(path, url), {
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { origin: url }),
      },
      ...(body && { method: 'POST', body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(cookie)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
  return {
    get: async (path) => {
      const response = await ask(path);
      return { status: response.status, text: await response.text() };
    },
    send: async (path, fields) => {
      const hasFile = Object.values(fields).some((value) => value instanceof File);
      const body = hasFile ? new FormData() : new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) (body as FormData).append(name, value);
      const response = await ask(path, body);
      const to = response.headers.get('location');
      if (response.status !== 303 || to === null)
        return { status: response.status, text: await response.text(), path };
      await response.body?.cancel();
      const after = await ask(to);
      return { status: after.status, text: await after.text(), path: to };
    },
    cookies: () => [...jar].map(([name, value]) => ({ name, value })),
  };
}
