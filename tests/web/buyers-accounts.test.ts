import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainBrowser, PASSWORD, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';
import { anOffer } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let server: RunningServer;
let offer: string;

beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ demo: true, env: { TRUSTED_PROXIES: '1' } });
  const ctx = contextOn(server.databaseUrl);
  offer = (await anOffer(ctx, { stock: 500 })).id;
  await ctx.end();
}, 240_000);
afterAll(() => server.stop());

let made = 0;
const anAddress = (): string => `mua.${(made += 1)}@example.vn`;

/** Orders without an account; the token of its link. */
async function guestOrder(email: string): Promise<string> {
  const buyer = shopper(server.url);
  await buyer.add(offer, 1);
  const placed = await buyer.confirm(await buyer.review('cash', { thu: email }));
  return placed.headers.get('location')!.split('/').at(-1)!;
}

/** Asks for an account and signs in with it. */
async function signUp(given: Record<string, string>): Promise<{ browser: PlainBrowser; response: Response }> {
  const browser = plainBrowser(server.url);
  const asked = await browser.ask('/dang-ky', { ten: 'Trần Thị Mua', 'mat-khau': PASSWORD, ...given });
  const next = asked.headers.get('location')!;
  expect([asked.status, next]).toEqual([303, expect.stringContaining('/dang-nhap?moi=1&ve=')]);
  const who = given['thu'] ?? given['dien-thoai']!;
  return { browser, response: await browser.ask(next, { ai: who, 'mat-khau': PASSWORD }) };
}

async function lettersTo(email: string): Promise<string[]> {
  const rows = await server.sql<{ words: string }[]>`
    select words from letters where kind = 'verify_email' and to_address = ${email} order by written_at`;
  return rows.map(({ words }) => new URL(/https?:\S+/.exec(words)![0]).pathname);
}

const keptBy = async (email: string): Promise<number> =>
  (
    await server.sql<
      { n: number }[]
    >`select count(*)::int as n from purchases p join users u on u.id = p.user_id
      where u.email = ${email}`
  )[0]!.n;

test('an account keeps an order of before only when its address is confirmed, from where it is signed in', async () => {
  const email = anAddress();
  const [byLink, sameAddress, others] = [
    await guestOrder('khac@example.vn'),
    await guestOrder(email.toUpperCase()),
    await guestOrder('nguoi.khac@example.vn'),
  ];
  const { browser, response } = await signUp({ don: byLink, thu: email });
  expect([response.status, response.headers.get('location')]).toEqual([
    303,
    `/tai-khoan/xac-nhan-thu?ve=%2Fdon-hang%2F${byLink}`,
  ]);
  expect(await keptBy(email)).toBe(0);
  const waiting = await wordsOf(await browser.ask('/tai-khoan/xac-nhan-thu'));
  expect(waiting).toContain(email);
  expect(waiting).toContain('1 đơn đang chờ');
  expect(await wordsOf(await browser.ask(`/don-hang/${byLink}`))).toContain('khi bạn xác nhận địa chỉ thư');
  expect(await wordsOf(await browser.ask('/tai-khoan/don-hang'))).toContain('chưa được xác nhận');
  await browser.ask('/dang-ky', { don: byLink });
  expect(await keptBy(email)).toBe(0);

  const [link, ...more] = await lettersTo(email);
  expect(more).toEqual([]);
  // Whoever reads the mailbox without being signed in, and whoever is signed in as somebody else.
  const stranger = plainBrowser(server.url);
  expect((await stranger.ask(link!)).headers.get('location')).toContain('/dang-nhap?ve=');
  expect((await stranger.ask(link!, {})).status).toBe(403);
  const { browser: other } = await signUp({ thu: anAddress() });
  expect((await other.ask(link!, {})).status).toBe(400);
  // A program that looks through letters opens what is in them.
  expect((await browser.ask(link!)).status).toBe(200);
  expect(await keptBy(email)).toBe(0);
  const forged = link!.slice(0, -4) + (link!.endsWith('AAAA') ? 'BBBB' : 'AAAA');
  expect((await browser.ask(forged, {})).status).toBe(400);
  expect(await keptBy(email)).toBe(0);

  const confirmed = await browser.ask(link!, {});
  expect(confirmed.status).toBe(200);
  expect(await wordsOf(confirmed)).toContain('Đã đưa 2 đơn');
  expect(await keptBy(email)).toBe(2);
  expect((await browser.ask(link!, {})).status).toBe(200);
  const rows = await server.sql<{ n: number }[]>`
    select count(*)::int as n from purchases where user_id is null and lower(buyer->>'email') = 'nguoi.khac@example.vn'`;
  expect(rows[0]!.n).toBe(1);
  // From now on what it has the link of is kept at once.
  expect((await browser.ask('/dang-ky', { don: others })).headers.get('location')).toBe(
    `/don-hang/${others}`,
  );
  expect(await keptBy(email)).toBe(3);
  expect(sameAddress).not.toBe(byLink);
});

test('an account made with somebody else’s address gets nothing of theirs, though they open the letter', async () => {
  const victim = anAddress();
  await guestOrder(victim);
  await signUp({ thu: victim });
  const [link] = await lettersTo(victim);
  const reader = plainBrowser(server.url);
  await reader.ask(link!);
  await reader.ask(link!, {});
  const { browser: mine } = await signUp({ thu: anAddress() });
  await mine.ask(link!, {});
  expect(await keptBy(victim)).toBe(0);
  const [user] = await server.sql`select email_verified from users where email = ${victim}`;
  expect(user).toEqual({ email_verified: false });
});

test('the letter is sent again a few times an hour, and every answer is the same', async () => {
  const email = anAddress();
  const { browser } = await signUp({ thu: email });
  const answers = new Set<string>();
  const again = async (): Promise<void> => {
    const answer = await browser.ask('/tai-khoan/xac-nhan-thu', { ve: '/tai-khoan' });
    answers.add(`${answer.status} ${answer.headers.get('location')}`);
  };
  for (let times = 0; times < 12; times += 1) await again();
  expect((await lettersTo(email)).length).toBeLessThanOrEqual(6);
  await server.sql`update users set email_verified = true where email = ${email}`;
  await server.sql`delete from failed_tries`;
  const before = (await lettersTo(email)).length;
  await again();
  expect((await lettersTo(email)).length).toBe(before);
  expect([...answers]).toEqual(['303 /tai-khoan/xac-nhan-thu?gui=1&ve=%2Ftai-khoan']);
});

test('an account with a telephone number only works, keeps no order of before, and is told so', async () => {
  const token = await guestOrder(anAddress());
  const { browser, response } = await signUp({ don: token, 'dien-thoai': '0977 123 456' });
  expect(response.status).toBe(303);
  expect(await wordsOf(await browser.ask('/tai-khoan/xac-nhan-thu'))).toContain('chỉ có số điện thoại');
  expect(await wordsOf(await browser.ask(`/don-hang/${token}`))).toContain('Hãy giữ liên kết');
  expect(
    await server.sql`select 1 from purchases where user_id in (select id from users where phone = '+84977123456')`,
  ).toHaveLength(0);
});

test('the letter of an English page is English, and leads to an English one', async () => {
  const email = anAddress();
  const browser = plainBrowser(server.url);
  const asked = await browser.ask('/en/dang-ky', { ten: 'Ann', thu: email, 'mat-khau': PASSWORD });
  const next = asked.headers.get('location')!;
  expect(next).toMatch(/^\/en\/dang-nhap\?moi=1/);
  const response = await browser.ask(next, { ai: email, 'mat-khau': PASSWORD });
  expect(response.headers.get('location')).toMatch(/^\/en\/tai-khoan\/xac-nhan-thu/);
  const [letter] = await server.sql<
    { title: string }[]
  >`select title from letters where to_address = ${email}`;
  expect(letter!.title).toBe('Confirm your address at Sao Làng');
  const [link] = await lettersTo(email);
  expect(link).toMatch(/^\/en\/tai-khoan\/xac-nhan-thu\//);
  expect(await wordsOf(await browser.ask(link!, {}))).toContain('Your address is confirmed');
});

/** What somebody sees who does not know whether there is such an account: status, where it leads, cookies, words. */
async function seen(url: string, given: Record<string, string>) {
  const browser = plainBrowser(url);
  const answer = await browser.ask('/dang-ky', {
    ten: 'Ai đó',
    'mat-khau': 'câu khác cũng dài như thế',
    ...given,
  });
  const next = answer.headers.get('location') ?? '';
  const after = await browser.ask(next);
  return [answer.status, next, [...browser.jar.keys()], after.status, await wordsOf(after)];
}

test('whether an address or a number has an account already, nobody learns by asking for one', async () => {
  const email = anAddress();
  await signUp({ thu: email, 'dien-thoai': '0977 888 999' });
  expect(await seen(server.url, { thu: email })).toEqual(await seen(server.url, { thu: anAddress() }));
  expect(await seen(server.url, { 'dien-thoai': '0977888999' })).toEqual(
    await seen(server.url, { 'dien-thoai': '0977888990' }),
  );
  const told = await server.sql<{ title: string }[]>`
    select title from letters where to_address = ${email} and about is not null and key like 'sign_up_known:%'`;
  expect(told.map(({ title }) => title)).toEqual([
    'Bạn đã có tài khoản ở Sao Làng',
    'Bạn đã có tài khoản ở Sao Làng',
  ]);
  const kept = plainBrowser(server.url);
  expect((await kept.ask('/dang-nhap', { ai: email, 'mat-khau': PASSWORD })).status).toBe(303);
});

describe('where letters go out', () => {
  let posting: RunningServer;
  beforeAll(async () => {
    posting = await startServer({
      demo: true,
      // Nobody sends here: letters wait to be read by the test.
      env: { TRUSTED_PROXIES: '1', SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'ocop@example.vn' },
    });
  }, 120_000);
  afterAll(() => posting.stop());

  const lettersFor = async (email: string) =>
    (
      await posting.sql<{ title: string; words: string }[]>`
        select title, words from letters where to_address = ${email} order by written_at, id`
    ).map(({ title, words }) => ({ title, link: new URL(/https?:\S+/.exec(words)![0]).pathname }));

  test('no account is made before its letter was opened by whoever knows the password', async () => {
    const email = anAddress();
    const asked = await seen(posting.url, { thu: email });
    expect(asked.slice(0, 3)).toEqual([303, '/dang-ky?gui=1', []]);
    expect(await posting.sql`select 1 from users where email = ${email}`).toHaveLength(0);
    const browser = plainBrowser(posting.url);
    const password = 'câu khác cũng dài như thế';
    expect((await browser.ask('/dang-nhap', { ai: email, 'mat-khau': password })).status).toBe(401);
    const [{ link } = { link: '' }] = await lettersFor(email);
    expect((await browser.ask(link)).status).toBe(200);
    expect((await browser.ask(link, { 'mat-khau': 'người đọc thư không biết' })).status).toBe(401);
    expect(await posting.sql`select 1 from users where email = ${email}`).toHaveLength(0);
    const done = await browser.ask(link, { 'mat-khau': password });
    expect([done.status, done.headers.get('location')]).toEqual([303, '/tai-khoan/don-hang']);
    expect((await browser.ask('/tai-khoan')).status).toBe(200);
    expect(await posting.sql`select email_verified from users where email = ${email}`).toEqual([
      { email_verified: true },
    ]);
    expect((await browser.ask(link, { 'mat-khau': password })).status).toBe(404);
    expect((await browser.ask('/dang-ky/khong-co')).status).toBe(404);
  });

  test('who has an account is written to, in the same answer and about the same time', async () => {
    const [known, unknown] = [anAddress(), anAddress()];
    await seen(posting.url, { thu: known });
    const [{ link } = { link: '' }] = await lettersFor(known);
    await plainBrowser(posting.url).ask(link, { 'mat-khau': 'câu khác cũng dài như thế' });
    const took = async (email: string) => {
      const began = performance.now();
      const answer = await seen(posting.url, { thu: email });
      return { answer, ms: performance.now() - began };
    };
    const [one, other] = [await took(known), await took(unknown)];
    expect(one.answer).toEqual(other.answer);
    expect(Math.abs(one.ms - other.ms)).toBeLessThan(250);
    expect((await lettersFor(known)).map(({ title }) => title)).toEqual([
      'Xong việc tạo tài khoản ở Sao Làng',
      'Bạn đã có tài khoản ở Sao Làng',
    ]);
    // A mailbox is not filled, and the answer stays the same.
    for (let times = 0; times < 8; times += 1)
      expect(await seen(posting.url, { thu: unknown })).toEqual(one.answer);
    expect((await lettersFor(unknown)).length).toBeLessThanOrEqual(6);
  });
});
