import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import { projectFolder } from '#db/client.ts';
import { nextTryAfter } from '#src/domain/notifications/letter.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { sendWaitingLetters } from '#src/domain/notifications/send-letters.ts';
import { smtpMail } from '#src/gateways/mail.ts';
import { mailOf } from '#src/i18n/notices.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { OWN_CERTIFICATE, startMailServer, type MailServer } from '#tests/support/mail-server.ts';
import { afterAll, beforeAll, expect, NOW, test } from '#tests/support/test.ts';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());

async function fresh(): Promise<void> {
  server.taken.length = 0;
  server.answers.recipient = async () => null;
  server.answers.message = async () => null;
}

async function aLetter(ctx: Context, key = 'mot', isPrivate = false): Promise<void> {
  await writeLetter(ctx, {
    key,
    kind: isPrivate ? 'invitation' : 'certificate_notice',
    to: { address: 'htx@example.vn', name: 'HTX Nông nghiệp Ẫm Ộ' },
    title: 'Giấy chứng nhận sắp hết hạn: mật ong Việt Khê',
    words: 'Đề nghị nộp hồ sơ đánh giá lại.\n.\nDòng sau một dấu chấm.',
    isPrivate,
  });
}

const from = 'Sao Làng <ocop@example.vn>';
const send = (ctx: Context, url = server.url) => sendWaitingLetters(ctx, smtpMail({ url, from }), { mailOf });
const stateOf = async (ctx: Context) => (await ctx.db.select().from(letters))[0]!;

test('a letter arrives whole, in its own letters, under a name that stays the same', async ({ ctx }) => {
  await fresh();
  await aLetter(ctx);
  expect(await send(ctx)).toMatchObject({ sent: 1 });
  const letter = await stateOf(ctx);
  expect(letter).toMatchObject({ state: 'sent', sentAt: NOW, claimedBy: null });
  expect(letter.words).not.toBe('');
  const [mail = ''] = server.taken;
  expect(mail).toContain(`Message-ID: <${letter.id}@example.vn>`);
  expect(mail).toMatch(/charset=utf-8/i);
  const text = Buffer.from(
    mail
      .slice(mail.indexOf('\r\n\r\n') + 4)
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString('utf8');
  expect(text).toContain('Kính gửi: HTX Nông nghiệp Ẫm Ộ');
  expect(text).toContain('Dòng sau một dấu chấm.');
});

test('words that are for the receiver alone are gone once they are sent', async ({ ctx }) => {
  await fresh();
  await aLetter(ctx, 'loi-moi', true);
  await send(ctx);
  expect(await stateOf(ctx)).toMatchObject({ state: 'sent', words: '' });
});

test('a server that is busy is asked again, later and later', async ({ ctx }) => {
  await fresh();
  await aLetter(ctx);
  server.answers.message = async () => ({ code: 451, words: 'try again later' });
  expect(await send(ctx)).toMatchObject({ later: 1 });
  expect(await stateOf(ctx)).toMatchObject({ state: 'waiting', tries: 1, lastFault: '451 try again later' });
  server.answers.message = async () => null;
  expect(await send(ctx)).toMatchObject({ sent: 0, later: 0 });
  expect(await send({ ...ctx, now: new Date(NOW.getTime() + 61_000) })).toMatchObject({ sent: 1 });
  expect(server.taken).toHaveLength(1);
});

test.each([
  [1, 1],
  [2, 5],
  [3, 15],
  [4, 60],
  [5, 180],
  [6, 360],
  [15, 360],
  [16, null],
])('after try %i it waits %s minutes', (tries, minutes) => {
  const next = nextTryAfter(tries, NOW);
  expect(next && (next.getTime() - NOW.getTime()) / 60_000).toBe(minutes);
});

test('what the server refuses for good has failed, in its words', async ({ ctx }) => {
  await fresh();
  await aLetter(ctx);
  server.answers.recipient = async () => ({ code: 550, words: 'no such mailbox here' });
  expect(await send(ctx)).toMatchObject({ failed: 1 });
  expect(await stateOf(ctx)).toMatchObject({ state: 'failed', lastFault: '550 no such mailbox here' });
  expect(await send({ ...ctx, now: new Date(NOW.getTime() + 86_400_000) })).toMatchObject({ sent: 0 });
});

test('a server that is not there is tried again', async ({ ctx }) => {
  await fresh();
  await aLetter(ctx);
  expect(await send(ctx, 'smtp://127.0.0.1:9')).toMatchObject({ later: 1 });
  expect((await stateOf(ctx)).state).toBe('waiting');
});

test('a line that breaks after the last byte leaves a letter that nobody sends again by itself', async ({
  ctx,
}) => {
  await fresh();
  await aLetter(ctx);
  server.answers.message = async () => 'break';
  expect(await send(ctx)).toMatchObject({ unknown: 1 });
  expect((await stateOf(ctx)).state).toBe('handing_over');
  server.answers.message = async () => null;
  expect(await send({ ...ctx, now: new Date(NOW.getTime() + 86_400_000) })).toMatchObject({ sent: 0 });
  expect(server.taken).toHaveLength(1);
});

test('without a mail server letters are kept', async ({ ctx }) => {
  await aLetter(ctx);
  expect(await sendWaitingLetters(ctx, null, { mailOf })).toMatchObject({ kept: 1 });
  expect((await stateOf(ctx)).state).toBe('kept');
});

/** Starts a worker of its own; `until` it says something, then it is killed, as by a power cut. */
async function killedAt(databaseUrl: string, point: string, until?: Promise<unknown>): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(projectFolder(), 'tests', 'gateways', 'letter-sender.ts'), databaseUrl, server.url, point],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  await Promise.race([
    until ??
      new Promise<void>((done) => child.stdout.on('data', (said) => /standing/.test(String(said)) && done())),
    gone.then(() => Promise.reject(new Error('the worker ended before it was killed'))),
  ]);
  child.kill('SIGKILL');
  await gone;
}

/** Another worker, after the claim of the dead one has run out. */
async function anotherComes(ctx: Context): Promise<void> {
  await sleep(1_300);
  await send({ ...ctx, now: new Date(NOW.getTime() + 86_400_000) });
}

test.each([
  ['claimed', 'sent', 1],
  ['before the mark', 'sent', 1],
  ['after the mark', 'handing_over', 0],
  ['answered', 'handing_over', 1],
] as const)('a worker killed at "%s": the letter is %s, the server has %i', async (point, state, taken) => {
  await fresh();
  const { ownDatabase } = await import('#tests/support/test.ts');
  const { ctx, url, drop } = await ownDatabase();
  try {
    await aLetter(ctx);
    await killedAt(url, point);
    await anotherComes(ctx);
    await sleep(100);
    expect((await stateOf(ctx)).state).toBe(state);
    expect(server.taken).toHaveLength(taken);
  } finally {
    await drop();
  }
});

test('killed while the server thinks about a recipient: sent once by the next', async ({
  own: { ctx, url },
}) => {
  await fresh();
  await aLetter(ctx);
  const asked = Promise.withResolvers<void>();
  server.answers.recipient = () => (asked.resolve(), new Promise(() => {}));
  await killedAt(url, 'nowhere', asked.promise);
  server.answers.recipient = async () => null;
  await anotherComes(ctx);
  expect((await stateOf(ctx)).state).toBe('sent');
  expect(server.taken).toHaveLength(1);
});

test('killed while the server thinks about the whole message: a person is asked', async ({
  own: { ctx, url },
}) => {
  await fresh();
  await aLetter(ctx);
  const asked = Promise.withResolvers<void>();
  server.answers.message = async () => (asked.resolve(), sleep(300, null));
  await killedAt(url, 'nowhere', asked.promise);
  server.answers.message = async () => null;
  await anotherComes(ctx);
  expect((await stateOf(ctx)).state).toBe('handing_over');
  expect(server.taken).toHaveLength(1);
});

test('two workers at once: each letter once', async ({ own: { ctx } }) => {
  await fresh();
  for (let at = 0; at < 12; at += 1) await aLetter(ctx, `thu-${at}`);
  await Promise.all([send(ctx), send(ctx), send(ctx)]);
  expect(await ctx.db.$count(letters, eq(letters.state, 'sent'))).toBe(12);
  const names = server.taken.map((mail) => /Message-ID: (\S+)/.exec(mail)?.[1]);
  expect(new Set(names).size).toBe(12);
  expect(names).toHaveLength(12);
});

test('a letter that another has taken over meanwhile is not handed in', async ({ own: { ctx } }) => {
  await fresh();
  await aLetter(ctx);
  const real = smtpMail({ url: server.url, from });
  const slow: typeof real = {
    send: (mail, beforeLast) =>
      real.send(mail, async () => {
        await ctx.db.update(letters).set({ claimedBy: 'another' });
        await beforeLast();
      }),
  };
  await sendWaitingLetters(ctx, slow, { mailOf, goOn: once() });
  await sleep(100);
  expect(server.taken).toHaveLength(0);
  expect((await stateOf(ctx)).claimedBy).toBe('another');
});

function once(): () => boolean {
  let left = 1;
  return () => left-- > 0;
}

/** A worker of its own that trusts what its environment names, as a deployment does. */
async function sentTrusting(databaseUrl: string, url: string): Promise<unknown> {
  const child = spawn(
    process.execPath,
    [join(projectFolder(), 'tests', 'gateways', 'letter-sender.ts'), databaseUrl, url, 'nowhere'],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_EXTRA_CA_CERTS: OWN_CERTIFICATE } },
  );
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  await new Promise<void>((done) => child.once('close', () => done()));
  return JSON.parse(said);
}

test.each([['starttls'], ['from_the_start']] as const)(
  'an encrypted line (%s): nothing is handed to a server that nobody vouches for; to one that is trusted it goes encrypted',
  async (tls) => {
    const { ownDatabase } = await import('#tests/support/test.ts');
    const [secret, { ctx, url, drop }] = await Promise.all([startMailServer(tls), ownDatabase()]);
    try {
      await aLetter(ctx);
      expect(await send(ctx, secret.url)).toMatchObject({ sent: 0, later: 1 });
      const held = await stateOf(ctx);
      expect(held.state).toBe('waiting');
      expect(held.lastFault).toMatch(/self-signed certificate/);
      expect(secret.taken).toHaveLength(0);

      await ctx.db.update(letters).set({ nextTryAt: null });
      expect(await sentTrusting(url, secret.url)).toMatchObject({ sent: 1 });
      expect((await stateOf(ctx)).state).toBe('sent');
      expect(secret.encrypted).toEqual([true]);
    } finally {
      await drop();
      await secret.close();
    }
  },
);
