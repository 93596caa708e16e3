import { execFile, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { readXlsx } from 'hucre/xlsx';
import { projectFolder } from '#db/client.ts';
import { axe, newVisitor, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { startMailServer, type MailServer } from '#tests/support/mail-server.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PASSWORD = 'mot cau dai de nho';
/** Half past nine in Vietnam, the day on which dossiers for what ends on 30 June begin to be taken. */
const CLOCK = '2027-01-01T02:30:00Z';
let mail: MailServer;
let server: RunningServer;
const visitors: Visitor[] = [];

const settings = () => ({
  NODE_ENV: 'test',
  DATABASE_URL: server.databaseUrl,
  DATA_DIR: `${projectFolder()}/.test/data`,
  DEMO: 'no',
  TEST_CLOCK: CLOCK,
  SMTP_URL: mail.url,
  MAIL_FROM: 'ocop@example.vn',
});

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let left = 150; left > 0; left -= 1) {
    if (await holds()) return;
    await sleep(100);
  }
  throw new Error(`${what}: not within fifteen seconds\n${server.said()}`);
}

async function ocop(words: string[], input = ''): Promise<string> {
  const running = promisify(execFile)(process.execPath, ['src/start.mjs', '--command', ...words], {
    cwd: projectFolder(),
    env: { PATH: process.env['PATH'], ...settings() },
  });
  running.child.stdin?.end(input);
  return (await running).stdout;
}

async function signedIn(email: string): Promise<Visitor> {
  const visitor = await newVisitor({ endpoint: inject('browserEndpoint'), url: server.url }, { width: 1280 });
  visitors.push(visitor);
  await visitor.go('/dang-nhap');
  await visitor.page.fill('main input[type=password]', PASSWORD);
  await visitor.page.locator('main input:not([type=password]):not([type=hidden])').first().fill(email);
  await visitor.page.keyboard.press('Enter');
  await visitor.page.waitForURL((url) => url.pathname !== '/dang-nhap');
  return visitor;
}

/** A producer, its product and a certificate that ends on 30 June 2027, in a commune. */
async function put(id: string, name: string, commune: string, email: string | null): Promise<void> {
  const now = new Date(CLOCK).toISOString();
  await server.sql`insert into producers (id, slug, name, name_key, email, province_code, commune_code, created_at, updated_at)
    values (${`m${id}`}, ${`m-${id}`}, ${`HTX ${name}`}, ${name}, ${email}, '31', ${commune}, ${now}, ${now})`;
  await server.sql`insert into products (id, slug, name, name_key, producer_id, product_set, set_basis, province_code, commune_code, price, created_at, updated_at)
    values (${`p${id}`}, ${`p-${id}`}, ${name}, ${name.toLowerCase()}, ${`m${id}`}, 4, 'stated', '31', ${commune}, 90000, ${now}, ${now})`;
  await server.sql`insert into certificates (id, product_id, stars, rule_set, issued_on, created_at)
    values (${`c${id}`}, ${`p${id}`}, 4, '148/QĐ-TTg', '2024-06-30', ${now})`;
  await server.sql`insert into standings (certificate_id, product_id, from_day, until_day, status, stars, governs)
    values (${`c${id}`}, ${`p${id}`}, '2027-01-01', '2027-06-30', 'expiring', 4, true)`;
}

beforeAll(async () => {
  mail = await startMailServer();
  server = await startServer({
    env: { TEST_CLOCK: CLOCK, SMTP_URL: mail.url, MAIL_FROM: 'ocop@example.vn', WORKER: 'yes' },
  });
  await until('the first round of the day', async () => {
    const [found] = await server.sql`select 1 from site_settings where name = 'notices_written'`;
    return found !== undefined;
  });
  await put('00000000001', '=HYPERLINK("x") Mật ong', '11503', 'htx@example.vn');
  await put('00000000002', 'Gạo nếp', '11503', null);
  await put('00000000003', 'Chè xanh', '11506', null);
  await ocop(
    ['user', 'add', '--email', 'xa@example.vn', '--role', 'commune_officer', '--scope', '11503'],
    PASSWORD,
  );
}, 180_000);
afterAll(async () => {
  await Promise.all(visitors.map((visitor) => visitor.close()));
  await server.stop();
  await mail.close();
});

describe('what falls due', () => {
  test('is written once, and letters go out at once', async () => {
    expect(JSON.parse(await ocop(['job', 'write_notices', '--json']))).toMatchObject({
      producers: 3,
      officers: 1,
    });
    expect(JSON.parse(await ocop(['job', 'write_notices', '--json']))).toMatchObject({
      producers: 0,
      officers: 0,
    });
    await until('both letters', () => mail.taken.length === 2);
    expect(mail.taken.map((text) => /^To:[\s\S]*?<([^>]+)>/m.exec(text)?.[1]).sort()).toEqual([
      'htx@example.vn',
      'xa@example.vn',
    ]);
  });

  test('a worker in a process of its own shares the work, and ends when told', async () => {
    const child = spawn(process.execPath, ['src/start.mjs', '--worker'], {
      cwd: projectFolder(),
      env: { PATH: process.env['PATH'], ...settings() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((done) =>
      child.stdout.on('data', (said) => /ready/.test(String(said)) && done()),
    );
    const before = mail.taken.length;
    for (let at = 0; at < 10; at += 1)
      await server.sql`insert into letters (id, key, kind, to_address, title, words, state, written_at)
        values (${`thu00000000${at}`}, ${`thu-${at}`}, 'certificate_notice', 'mot@example.vn', 'V/v', 'Nội dung', 'waiting', now())`;
    await server.sql`select pg_notify('letters_waiting', '')`;
    await until('ten letters', () => mail.taken.length === before + 10);
    await sleep(500);
    expect(mail.taken).toHaveLength(before + 10);
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  test('an officer of a commune sees what is due there, and not in another', async () => {
    const officer = await signedIn('xa@example.vn');
    expect(await officer.go('/quan-tri')).toBe(200);
    const today = await officer.page.locator('main').innerText();
    expect(today).toContain('Đang trong kỳ nộp hồ sơ');
    expect(today).toContain('Gạo nếp');
    expect(today).not.toContain('Chè xanh');
    await officer.page.getByRole('link', { name: /Đang trong kỳ nộp hồ sơ/ }).click();
    expect(await officer.page.locator('tbody tr').count()).toBe(2);
    const [foreign] = await server.sql<{ id: string }[]>`select id from letters where commune_code = '11506'`;
    expect(await officer.go(`/quan-tri/thu/${foreign!.id}`)).toBe(404);
    expect((await officer.context.request.get(`/quan-tri/thu/${foreign!.id}.pdf`)).status()).toBe(404);
  });

  test('the list is taken home as a table whose cells run nothing', async () => {
    const officer = await signedIn('xa@example.vn');
    const csv = await (await officer.context.request.get('/quan-tri/giay-chung-nhan.csv')).text();
    expect(csv).toContain(`"'=HYPERLINK(""x"") Mật ong"`);
    expect(csv).not.toContain('Chè xanh');
    const file = await (await officer.context.request.get('/quan-tri/giay-chung-nhan.xlsx')).body();
    const book = await readXlsx(new Uint8Array(file));
    expect(book.sheets[0]?.rows.map((row) => row[1])).toEqual(
      expect.arrayContaining(['Sản phẩm', '=HYPERLINK("x") Mật ong', 'Gạo nếp']),
    );
    expect([...(book.sheets[0]?.cells?.values() ?? [])].filter(({ formula }) => formula)).toEqual([]);
  });

  test('a letter for a producer without mail is printed, handed over, and that is written down', async () => {
    const officer = await signedIn('xa@example.vn');
    await officer.go('/quan-tri/thu?tinh-trang=to_hand_over');
    await officer.page.getByRole('link', { name: /Gạo nếp/ }).click();
    const address = officer.page.url();
    const printed = await officer.context.request.get(`${address}.pdf?so=12/UBND-KT&ngay=2027-01-04`);
    expect(printed.headers()['content-type']).toBe('application/pdf');
    expect((await officer.context.request.get('/quan-tri/thu/cho-trao.pdf')).status()).toBe(200);
    await officer.page.getByRole('button', { name: 'Ghi là đã trao' }).click();
    expect(await officer.page.locator('[role=status]').innerText()).toContain('Đã ghi ngày trao');
    expect(
      await server.sql`select state, handed_on::text as on from letters where id = ${address.split('/').at(-1)!}`,
    ).toMatchObject([{ state: 'handed_over', on: '2027-01-01' }]);
    expect((await officer.context.request.get('/quan-tri/thu/cho-trao.pdf')).status()).toBe(404);
  });

  test('a letter that may or may not have arrived is red, and a person says which', async () => {
    await server.sql`update letters set state = 'handing_over', sent_at = null, claimed_until = null
      where to_address = 'htx@example.vn'`;
    const officer = await signedIn('xa@example.vn');
    await officer.go('/quan-tri');
    await officer.page.getByRole('link', { name: /Thư chưa rõ đã tới/ }).click();
    await officer.page.getByRole('link', { name: /Mật ong/ }).click();
    const before = mail.taken.length;
    await officer.page.getByRole('button', { name: 'Gửi lại' }).click();
    await until('the letter once more', () => mail.taken.length === before + 1);
    await until('the mark that it is sent', async () => {
      const [letter] = await server.sql`select state from letters where to_address = 'htx@example.vn'`;
      return letter?.['state'] === 'sent';
    });
  });

  test('all of it reads at 360 and 1280 pixels, and axe finds nothing', async () => {
    const officer = await signedIn('xa@example.vn');
    const [letter] = await server.sql<
      { id: string }[]
    >`select id from letters where commune_code = '11503' limit 1`;
    for (const width of [360, 1280]) {
      await officer.page.setViewportSize({ width, height: 800 });
      for (const path of [
        '/quan-tri',
        '/quan-tri/giay-chung-nhan',
        '/quan-tri/thu',
        `/quan-tri/thu/${letter!.id}`,
      ]) {
        expect(await officer.go(path)).toBe(200);
        expect([path, width, ...(await axe(officer))]).toEqual([path, width]);
        expect([path, width, await sticksOut(officer)]).toEqual([path, width, false]);
      }
    }
    expect(officer.complaints).toEqual([]);
  });
});
