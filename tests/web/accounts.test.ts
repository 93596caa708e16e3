import { setTimeout as sleep } from 'node:timers/promises';
import { createOTP } from '@better-auth/utils/otp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { officer, PASSWORD, plainBrowser, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;

beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ env: { TRUSTED_PROXIES: '1' } });
}, 240_000);
afterAll(() => server.stop());

/** It is said just after the server is ready. */
async function firstLink(): Promise<string> {
  for (let left = 50; left > 0 && !/first administrator/.test(server.said()); left -= 1) await sleep(20);
  return new URL(/first administrator.*: +(http\S+)/.exec(server.said())![1]!).pathname;
}

test('the link of the first start makes one administrator, once; no password stands anywhere before', async () => {
  const browser = plainBrowser(server.url);
  expect(await wordsOf(await browser.ask(await firstLink()))).toContain('người quản trị đầu tiên');
  const weak = await browser.ask(await firstLink(), {
    ten: 'A',
    thu: 'quan.tri@example.vn',
    'mat-khau': 'matkhau123',
  });
  expect(await wordsOf(weak)).toContain('ít nhất 10 ký tự và không thuộc loại dễ đoán');
  const joined = await browser.ask(await firstLink(), {
    ten: 'Trần Thị Quản Trị',
    thu: 'Quan.Tri@example.vn',
    'mat-khau': PASSWORD,
  });
  expect([joined.status, joined.headers.get('location')]).toEqual([303, '/tai-khoan']);
  expect((await browser.ask('/quan-tri')).status).toBe(200);

  const second = plainBrowser(server.url);
  const again = await second.ask(await firstLink(), { ten: 'B', thu: 'b@example.vn', 'mat-khau': PASSWORD });
  expect(again.status).toBe(404);
  expect(await server.sql`select from users where email = 'b@example.vn'`).toHaveLength(0);
  expect((await second.ask(await firstLink())).status).toBe(404);
});

test('a wrong password, an unknown account and one tried too often are answered in the same words', async () => {
  const said = new Set<string>();
  const browser = plainBrowser(server.url);
  for (const [ai, password] of [
    ['quan.tri@example.vn', 'không phải câu này'],
    ['khong.co@example.vn', 'không phải câu này'],
    ['0912345678', 'không phải câu này'],
  ] as const) {
    const answer = await browser.ask('/dang-nhap', { ai, 'mat-khau': password });
    expect(answer.status).toBe(401);
    said.add((await wordsOf(answer)).replace(ai, ''));
  }
  for (let tries = 0; tries < 6; tries += 1)
    await browser.ask('/dang-nhap', { ai: 'thu.nhieu@example.vn', 'mat-khau': 'sai sai sai sai' });
  const blocked = await browser.ask('/dang-nhap', {
    ai: 'thu.nhieu@example.vn',
    'mat-khau': 'sai sai sai sai',
  });
  expect(blocked.status).toBe(429);
  said.add((await wordsOf(blocked)).replace('thu.nhieu@example.vn', ''));
  expect(said.size).toBe(1);
});

test('after five failures the right password has to wait too', async () => {
  const person = await officer(server, 'reader');
  const browser = plainBrowser(server.url);
  for (let tries = 0; tries < 5; tries += 1)
    await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': 'sai sai sai sai' });
  expect((await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD })).status).toBe(429);
  await server.sql`update failed_tries set blocked_until = now() - interval '1 second'`;
  expect((await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD })).status).toBe(303);
});

test('the English door opens as well, and leads back to where one wanted to go', async () => {
  const person = await officer(server, 'reader');
  const browser = plainBrowser(server.url);
  const sent = await browser.ask('/en/tai-khoan?a=1');
  expect(sent.headers.get('location')).toBe('/en/dang-nhap?ve=%2Fen%2Ftai-khoan%3Fa%3D1');
  const entered = await browser.ask('/en/dang-nhap?ve=/en/tai-khoan', {
    ai: person.email,
    'mat-khau': PASSWORD,
  });
  expect([entered.status, entered.headers.get('location')]).toEqual([303, '/en/tai-khoan']);
  expect(await wordsOf(await browser.ask('/en/tai-khoan'))).toContain('Devices signed in');
});

test('a session that somebody brought along is no session, and signing in gives a new one', async () => {
  const person = await officer(server, 'reader');
  const name = [...person.jar.keys()].find((key) => key.endsWith('session_token'))!;
  const theirs = person.jar.get(name)!;
  const browser = plainBrowser(server.url, new Map([[name, `${'x'.repeat(32)}.${'y'.repeat(43)}%3D`]]));
  expect((await browser.ask('/tai-khoan')).status).toBe(303);
  await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD });
  expect(browser.jar.get(name)).not.toBe(`${'x'.repeat(32)}.${'y'.repeat(43)}%3D`);
  expect(browser.jar.get(name)).not.toBe(theirs);
});

test('with a code of the telephone the password alone is half of the way; a lost telephone has its own codes', async () => {
  const person = await officer(server, 'administrator', { kind: 'country' }, { strong: false });
  const asked = await (await person.ask('/tai-khoan', { viec: 'bat-ma', cu: PASSWORD })).text();
  const uri = /name="uri" value="([^"]+)"/.exec(asked)![1]!.replaceAll('&#38;', '&').replaceAll('&amp;', '&');
  const codes = /name="du-phong" value="([^"]+)"/.exec(asked)![1]!;
  const otp = createOTP(base32(new URL(uri).searchParams.get('secret')!));
  const wrong = await person.ask('/tai-khoan', { viec: 'xac-nhan-ma', ma: '000000', uri, 'du-phong': codes });
  expect(await wordsOf(wrong)).toContain('Mã không đúng');
  expect(
    (await person.ask('/tai-khoan', { viec: 'xac-nhan-ma', ma: await otp.totp(), uri, 'du-phong': codes }))
      .status,
  ).toBe(200);
  const [session] = await server.sql<[{ strong: boolean }]>`
    select bool_and(is_strong) as strong from sessions where user_id = ${person.id}`;
  expect(session.strong).toBe(true);

  const browser = plainBrowser(server.url);
  const half = await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD, ve: '/quan-tri' });
  expect(half.headers.get('location')).toBe('/dang-nhap/buoc-hai?ve=%2Fquan-tri');
  expect((await browser.ask('/quan-tri')).status).toBe(303);
  const whole = await browser.ask('/dang-nhap/buoc-hai?ve=/quan-tri', { ma: await otp.totp() });
  expect([whole.status, whole.headers.get('location')]).toEqual([303, '/quan-tri']);
  expect((await browser.ask('/quan-tri')).status).toBe(200);

  const [backup = ''] = codes.split(' ');
  for (const works of [true, false]) {
    const other = plainBrowser(server.url);
    await other.ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD });
    expect((await other.ask('/dang-nhap/buoc-hai', { ma: backup })).status, `the code ${works}`).toBe(
      works ? 303 : 401,
    );
  }
});

test('a forgotten password is made anew by a letter, once, and every device is signed out', async () => {
  const person = await officer(server, 'reader');
  const browser = plainBrowser(server.url);
  const [known, unknown] = [
    await wordsOf(await browser.ask('/quen-mat-khau', { ai: person.email })),
    await wordsOf(await browser.ask('/quen-mat-khau', { ai: 'khong.co.ai@example.vn' })),
  ];
  expect(known).toBe(unknown);
  const letters = await server.sql<{ words: string; kind: string }[]>`
    select words, kind from letters where to_address in (${person.email}, 'khong.co.ai@example.vn')`;
  expect(letters.map(({ kind }) => kind)).toEqual(['password_reset']);
  const link = new URL(/http\S+/.exec(letters[0]!.words)![0]).pathname;
  expect((await browser.ask(link, { 'mat-khau': 'một câu khác hẳn' })).status).toBe(200);
  expect((await person.ask('/tai-khoan')).status).toBe(303);
  expect((await browser.ask(link, { 'mat-khau': 'một câu khác nữa' })).status).toBe(400);
  expect((await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD })).status).toBe(401);
  expect((await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': 'một câu khác hẳn' })).status).toBe(
    303,
  );
});

test('a province officer invites into the province and no higher; who is invited comes in by the letter', async () => {
  const boss = await officer(server, 'province_officer', { kind: 'province', provinceCode: '31' });
  const ask = (vaiTro: string, diaBan: string) =>
    boss.ask('/quan-tri/nguoi', {
      viec: 'moi',
      ten: 'Cán bộ xã',
      thu: 'xa@example.vn',
      'vai-tro': vaiTro,
      'dia-ban': diaBan,
    });
  expect((await ask('administrator', '')).status).toBe(400);
  expect((await ask('commune_officer', 'xã Kim Liên, Nghệ An')).status).toBe(400);
  expect(await wordsOf(await ask('commune_officer', 'xã Không Hề Có'))).toContain(
    'không có đơn vị hành chính đó',
  );
  const sent = await wordsOf(await ask('commune_officer', 'xã An Sơn, Thủy Nguyên, Hải Phòng'));
  expect(sent).toContain('Xã Việt Khê, Thành phố Hải Phòng');
  const link = /http\S+\/loi-moi\/\S+/.exec(sent)![0];

  const guest = plainBrowser(server.url);
  const joined = await guest.ask(new URL(link).pathname, {
    ten: 'Lê Văn Xã',
    thu: 'xa@example.vn',
    'dien-thoai': '0912 345 999',
    'mat-khau': PASSWORD,
  });
  expect(joined.status).toBe(303);
  expect(await wordsOf(await guest.ask('/tai-khoan'))).toContain('Cán bộ cấp xã · Xã Việt Khê');
  expect((await guest.ask('/quan-tri/nguoi')).status).toBe(403);
  // By telephone number as well.
  const phone = plainBrowser(server.url);
  expect((await phone.ask('/dang-nhap', { ai: '+84 912 345 999', 'mat-khau': PASSWORD })).status).toBe(303);
});

test('without a second factor nobody is invited, and the page says what is missing', async () => {
  const weak = await officer(server, 'administrator', { kind: 'country' }, { strong: false });
  const refused = await weak.ask('/quan-tri/nguoi', {
    viec: 'moi',
    ten: '',
    thu: 'c@example.vn',
    'vai-tro': 'reader',
    'dia-ban': '',
  });
  expect(await wordsOf(refused)).toContain('cần đăng nhập hai bước');
  expect(await server.sql`select from invitations where email = 'c@example.vn'`).toHaveLength(0);
});

test('an office that is ended lets in no more, at once; the last administrator stays', async () => {
  const [boss, other] = [await officer(server, 'administrator'), await officer(server, 'administrator')];
  const [held] = await server.sql<[{ id: string }]>`select id from assignments where user_id = ${other.id}`;
  expect((await other.ask('/quan-tri')).status).toBe(200);
  const silent = await boss.ask('/quan-tri/nguoi', { viec: 'ket-thuc', ma: held.id, 'ly-do': ' ' });
  expect(await wordsOf(silent)).toContain('Hãy ghi lý do');
  await boss.ask('/quan-tri/nguoi', { viec: 'ket-thuc', ma: held.id, 'ly-do': 'Chuyển công tác' });
  expect((await other.ask('/quan-tri')).status).toBe(403);

  const mine = await server.sql<{ id: string; user_id: string }[]>`
    select id, user_id from assignments where role = 'administrator' and ended_at is null`;
  for (const { id, user_id: user } of mine)
    if (user !== boss.id) await boss.ask('/quan-tri/nguoi', { viec: 'ket-thuc', ma: id, 'ly-do': 'Dọn' });
  const own = mine.find(({ user_id: user }) => user === boss.id)!;
  const last = await boss.ask('/quan-tri/nguoi', { viec: 'ket-thuc', ma: own.id, 'ly-do': 'Dọn' });
  expect(await wordsOf(last)).toContain('quản trị viên cuối cùng');
});

/** The same person in another browser. */
async function again(person: { email: string }, password = PASSWORD) {
  const browser = plainBrowser(server.url);
  expect((await browser.ask('/dang-nhap', { ai: person.email, 'mat-khau': password })).status).toBe(303);
  return browser;
}
const isIn = async (browser: Pick<PlainBrowser, 'ask'>) => (await browser.ask('/tai-khoan')).status === 200;
/** What was written down of somebody's account, in order. */
const deedsOf = async (id: string) =>
  (
    await server.sql<{ kind: string }[]>`
      select kind from audit_facts where subject = ${`user:${id}`} and kind like 'account.%' order by id`
  ).map(({ kind }) => kind);

test('one sees where one is signed in, and ends one of them or all others', async () => {
  const person = await officer(server, 'reader');
  const stranger = await officer(server, 'reader');
  const [second, third] = [await again(person), await again(person)];
  const page = await (await person.ask('/tai-khoan')).text();
  const others = [...page.matchAll(/name="may" value="([^"]+)"/g)].map(([, id]) => id!);
  expect(others).toHaveLength(2);
  // Nobody ends what is another's.
  await stranger.ask('/tai-khoan', { viec: 'thoat-may', may: others[0]! });
  expect(await deedsOf(stranger.id)).toEqual([]);
  expect([await isIn(second), await isIn(third)]).toEqual([true, true]);
  expect(await wordsOf(await person.ask('/tai-khoan', { viec: 'thoat-may', may: others[0]! }))).toContain(
    'Đã lưu',
  );
  expect([await isIn(second), await isIn(third)].filter(Boolean)).toHaveLength(1);
  await person.ask('/tai-khoan', { viec: 'thoat-het' });
  expect([await isIn(person), await isIn(second), await isIn(third)]).toEqual([true, false, false]);
  expect(await deedsOf(person.id)).toEqual(['account.session', 'account.session']);
});

test('a new password wants the old one, must not be weak, and signs every other device out', async () => {
  const person = await officer(server, 'reader');
  const other = await again(person);
  const change = (cu: string, moi: string) => person.ask('/tai-khoan', { viec: 'doi-mat-khau', cu, moi });
  expect(await wordsOf(await change('không phải câu này', 'một câu khác hẳn'))).toContain('Mật khẩu');
  expect(await wordsOf(await change(PASSWORD, 'matkhau123'))).toContain('ít nhất 10 ký tự');
  expect(await isIn(other)).toBe(true);
  expect(await deedsOf(person.id)).toEqual([]);
  await change(PASSWORD, 'một câu khác hẳn');
  expect([await isIn(person), await isIn(other)]).toEqual([true, false]);
  const old = await plainBrowser(server.url).ask('/dang-nhap', { ai: person.email, 'mat-khau': PASSWORD });
  expect(old.status).toBe(401);
  expect(await isIn(await again(person, 'một câu khác hẳn'))).toBe(true);
  expect(await deedsOf(person.id)).toEqual(['account.password']);
});

test('codes of the telephone are turned off, and a passkey is taken away, by whoever knows the password', async () => {
  const person = await officer(server, 'reader', { kind: 'country' }, { strong: false });
  const asked = await (await person.ask('/tai-khoan', { viec: 'bat-ma', cu: PASSWORD })).text();
  const uri = /name="uri" value="([^"]+)"/.exec(asked)![1]!.replaceAll('&#38;', '&').replaceAll('&amp;', '&');
  const otp = createOTP(base32(new URL(uri).searchParams.get('secret')!));
  await person.ask('/tai-khoan', { viec: 'xac-nhan-ma', ma: await otp.totp(), uri, 'du-phong': 'a' });
  const hasCode = async () =>
    (await server.sql`select 1 from users where id = ${person.id} and two_factor_enabled`).length > 0;
  expect(await hasCode()).toBe(true);
  await person.ask('/tai-khoan', { viec: 'tat-ma', cu: 'không phải câu này' });
  expect(await hasCode()).toBe(true);
  await person.ask('/tai-khoan', { viec: 'tat-ma', cu: PASSWORD });
  expect(await hasCode()).toBe(false);

  const now = new Date();
  await server.sql`insert into passkeys (id, name, public_key, user_id, credential_id, counter, device_type, backed_up, created_at)
    values (${`key-${person.id}`}, 'Máy ở xã', 'x', ${person.id}, ${`c-${person.id}`}, 0, 'singleDevice', false, ${now})`;
  const keys = async () => (await server.sql`select 1 from passkeys where user_id = ${person.id}`).length;
  const take = (who: Pick<PlainBrowser, 'ask'>, cu: string) =>
    who.ask('/tai-khoan', { viec: 'bo-khoa', khoa: `key-${person.id}`, cu });
  expect(await wordsOf(await person.ask('/tai-khoan'))).toContain('Máy ở xã');
  await take(await officer(server, 'reader'), PASSWORD);
  await person.ask('/tai-khoan', { viec: 'bo-khoa', khoa: `key-${person.id}` });
  expect(await wordsOf(await take(person, 'không phải câu này'))).toContain('Mật khẩu');
  expect(await keys()).toBe(1);
  await take(person, PASSWORD);
  expect(await keys()).toBe(0);
  expect(await deedsOf(person.id)).toEqual(['account.totp_on', 'account.totp_off', 'account.passkey']);
});

test('whoever finds a browser open does not find out the password by trying', async () => {
  const person = await officer(server, 'reader');
  for (let tries = 0; tries < 5; tries += 1)
    await person.ask('/tai-khoan', { viec: 'dong', cu: `không phải ${tries}` });
  await person.ask('/tai-khoan', { viec: 'dong', cu: PASSWORD });
  expect(await isIn(person)).toBe(true);
});

/** The letters of a secret as an authenticator shows them, back to what they stand for. */
function base32(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of text.replace(/=+$/, '')) bits += letters.indexOf(letter).toString(2).padStart(5, '0');
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}
