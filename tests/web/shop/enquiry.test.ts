import { plainBrowser, wordsOf } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/test.ts';

let server: RunningServer;
const HONEY = '/san-pham/mat-ong-hoa-vai-vi-du';

beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ demo: true, env: { MODE: 'enquiry' } });
});
afterAll(() => server?.stop());

test('a question goes to the producer as a letter, and nothing can be ordered', async () => {
  const browser = plainBrowser(server.url);
  const page = await (await browser.ask(HONEY)).text();
  expect(page).toContain(`${HONEY}/hoi-mua`);
  expect(page).not.toContain('/gio-hang');
  expect((await browser.ask('/gio-hang')).status).toBe(404);
  const asked = { ten: 'Trần Thị Mua', 'dien-thoai': '0912 345 678', loi: 'Mười chai, giao Hà Nội' };
  for (const missing of ['ten', 'dien-thoai', 'loi'])
    expect((await browser.ask(`${HONEY}/hoi-mua`, { ...asked, [missing]: ' ' })).status).toBe(400);
  const sent = await browser.ask(`${HONEY}/hoi-mua`, asked);
  expect(await wordsOf(sent)).toContain('Đã chuyển lời hỏi cho nhà sản xuất');
  const letters = await server.sql`select kind, state, to_name, words, province_code from letters`;
  expect(letters).toMatchObject([
    { kind: 'enquiry', state: 'to_hand_over', to_name: 'Hợp tác xã Ong mật (ví dụ)', province_code: '31' },
  ]);
  expect(letters[0]!['words']).toMatch(/Trần Thị Mua, điện thoại \+84912345678[\s\S]*Mười chai, giao Hà Nội/);
});

test('alcohol is not asked for before an age was given, nor by programs', async () => {
  const browser = plainBrowser(server.url);
  expect((await browser.ask('/san-pham/ruou-nep-cai-hoa-vang-vi-du/hoi-mua')).status).toBe(404);
  const before = await server.sql`select count(*)::int as n from letters`;
  await browser.ask(`${HONEY}/hoi-mua`, {
    ten: 'x',
    'dien-thoai': '0912345678',
    loi: 'y',
    website: 'http://spam.example',
  });
  expect(await server.sql`select count(*)::int as n from letters`).toEqual(before);
});
