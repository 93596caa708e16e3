import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { pdfText } from '#tests/support/pdf-text.ts';
import { officer } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
}, 240_000);
afterAll(() => server.stop());

test('a commune sets a target and takes its report home; another commune’s is not there', async ({
  visitor,
}) => {
  const boss = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const { page, context, go, complaints } = await visitor({ url: server.url, width: 1280, script: false });
  await context.addCookies(boss.cookies());
  await go('/quan-tri/so-lieu');
  expect(await page.locator('h2').first().innerText()).toContain('Xã Việt Khê, Thành phố Hải Phòng');
  await page.getByText('Đặt chỉ tiêu', { exact: true }).click();
  await page.locator('select[name=chi-tieu]').selectOption('first_4');
  await page.getByLabel(/^Giá trị/).fill('2');
  await page.getByLabel('Theo văn bản').fill('=HYPERLINK("x") Kế hoạch 05/KH-UBND');
  await page.getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  await page.getByText('Đã lưu chỉ tiêu.').waitFor();
  expect(await page.getByRole('meter', { name: 'Sản phẩm mới 4 sao' }).count()).toBe(1);

  const file = await boss.ask('/quan-tri/so-lieu.xlsx');
  const book = await readXlsx(new Uint8Array(await file.arrayBuffer()));
  expect(book.sheets.map(({ name }) => name)).toEqual(['Kết quả', 'Chủ thể', 'Chỉ tiêu', 'Chưa chắc chắn']);
  expect(String(book.sheets[0]?.rows[0]?.[0])).toContain('Xã Việt Khê');
  expect(book.sheets[2]?.rows[1]?.[4]).toBe('=HYPERLINK("x") Kế hoạch 05/KH-UBND');
  for (const path of [
    '/quan-tri/so-lieu?dia-ban=10804',
    '/quan-tri/so-lieu.xlsx?dia-ban=10804',
    '/quan-tri/so-lieu.pdf?dia-ban=10804',
    '/quan-tri/so-lieu?dia-ban=38',
  ])
    expect((await boss.ask(path)).status, path).toBe(404);
  expect(complaints).toEqual([]);
});

test('page, workbook, table and paper tell the same figures', async ({ visitor }) => {
  const boss = await officer(server, 'administrator');
  const { page, context, go } = await visitor({ url: server.url, width: 1280, script: false });
  await context.addCookies(boss.cookies());
  await go('/quan-tri/so-lieu?nam=2024');
  const files = await page
    .locator('main a[href*="/quan-tri/so-lieu."]')
    .evaluateAll((links) => links.map((link) => (link as unknown as { href: string }).href));
  expect(files).toHaveLength(3);
  const shown = await page
    .locator('main table tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
    );
  expect(shown.length).toBeGreaterThan(12);
  const bodies = new Map<string, Uint8Array>();
  for (const file of files) {
    const { pathname, search } = new URL(file);
    const answer = await boss.ask(pathname + search);
    expect(answer.status).toBe(200);
    bodies.set(pathname.split('.').at(-1)!, new Uint8Array(await answer.arrayBuffer()));
  }
  const paper = pdfText(bodies.get('pdf')!).said.map(({ text }) => text);
  const book = (await readXlsx(bodies.get('xlsx')!)).sheets.flatMap(({ rows }) => rows);
  const csv = new TextDecoder().decode(bodies.get('csv')!);
  for (const [name, ...cells] of shown) {
    expect(paper).toContain(name);
    const told = cells.filter((cell) => /^[\d.,]/.test(cell));
    for (const cell of told) expect(paper, name).toContain(cell.replace('\u00a0', ' '));
    const numbers = told.map((cell) => Number(cell.replace(/[.%\s]/g, '').replace(',', '.')));
    if (numbers.length === 0) continue;
    const row = book.find(([first, ...rest]) => first === name && numbers.every((one) => rest.includes(one)));
    expect(row, name).toBeDefined();
    for (const one of numbers) expect(csv).toMatch(new RegExp(`,${String(one).replace('.', '\\.')},`));
  }
});

test('a contract is recorded with its file at the producer, and stands behind the share of the report', async ({
  visitor,
}) => {
  const boss = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const [maker] = await server.sql<[{ id: string; name: string }]>`
    select m.id, m.name from producers m where m.commune_code = '11503' and m.province_code = '31'
      and exists (select from products p join standings s on s.product_id = p.id and s.governs
        and current_date between s.from_day and s.until_day and s.status in ('valid', 'expiring', 'extended')
        where p.producer_id = m.id) order by m.id limit 1`;
  const { page, context, go, complaints } = await visitor({ url: server.url, width: 1280, script: false });
  await context.addCookies(boss.cookies());
  await go(`/quan-tri/chu-the/${maker.id}`);
  const section = page.locator('#chung-cu');
  await section.locator('summary').last().click();
  await section.getByLabel('Loại').selectOption('raw_material_area');
  await section.getByLabel('Với ai, ở đâu').fill('Vùng cói Kim Thành');
  await section.getByLabel('Từ ngày').fill('2026-01-15');
  await section.getByRole('button', { name: 'Ghi vào sổ' }).click();
  // Neither number nor file: asked for again, and what was typed stays.
  await page.getByText('Chưa có giấy tờ nào.').waitFor();
  expect(await section.getByLabel('Với ai, ở đâu').inputValue()).toBe('Vùng cói Kim Thành');
  await section.getByLabel('Tệp (ảnh').setInputFiles({
    name: 'vung-trong.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7 vùng trồng'),
  });
  await section.getByLabel('Số hợp đồng').fill('HP-0012');
  await section.getByLabel('Đến hết ngày').last().fill('2025-12-31');
  await section.getByRole('button', { name: 'Ghi vào sổ' }).click();
  // The file that came with a form that was refused is not asked for again.
  await page.getByText('Ngày hết hạn sớm hơn ngày bắt đầu.').waitFor();
  await section.getByLabel('Đến hết ngày').last().fill('');
  await section.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await page.getByText('Đã ghi chứng cứ.').waitFor();
  expect(await section.locator('tbody tr').first().innerText()).toContain('HP-0012');
  const file = await boss.ask((await section.getByRole('link', { name: 'Mở tệp' }).getAttribute('href'))!);
  expect(await file.text()).toBe('%PDF-1.7 vùng trồng');
  expect(file.headers.get('content-disposition')).toMatch(/^attachment/);

  await go('/quan-tri/so-lieu');
  const row = page.locator('tr', { hasText: 'Trong chuỗi giá trị gắn với vùng nguyên liệu' }).first();
  expect(await row.locator('td').first().innerText()).toBe('1');
  await page.getByText('Đặt chỉ tiêu', { exact: true }).click();
  await page.locator('select[name=chi-tieu]').selectOption('value_chains');
  await page.getByLabel(/^Giá trị/).fill('30');
  await page.getByLabel('Đến (nếu là khoảng').fill('50');
  await page.getByLabel('Theo văn bản').fill('Kế hoạch 21/KH-UBND');
  await page.getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  const target = page.locator('tr', { hasText: 'Kế hoạch 21/KH-UBND' });
  expect(await target.innerText()).toContain('30–50');
  expect(await target.innerText()).toMatch(/chưa đạt|đạt|vượt/);
  const book = await readXlsx(new Uint8Array(await (await boss.ask('/quan-tri/so-lieu.xlsx')).arrayBuffer()));
  expect(book.sheets[2]?.rows.flat()).toContain('30–50');

  await page.getByRole('link', { name: 'Xem chứng cứ theo chủ thể' }).click();
  expect(await page.locator('tbody tr', { hasText: 'Vùng cói Kim Thành' }).innerText()).toContain(maker.name);
  const csv = await (await boss.ask('/quan-tri/chung-cu.csv')).text();
  expect(csv).toContain('Vùng cói Kim Thành');
  expect(csv).toContain('vung-trong.pdf');

  await go(`/quan-tri/chu-the/${maker.id}`);
  await section.locator('summary').first().click();
  await section.getByLabel('Vì sao bỏ').fill('Ghi nhầm chủ thể');
  await section.getByRole('button', { name: 'Bỏ vì ghi nhầm' }).click();
  await page.getByText('Đã bỏ, kèm lý do.').waitFor();
  expect(await section.innerText()).toContain('Ghi nhầm chủ thể');
  expect(await (await boss.ask('/quan-tri/chung-cu.csv')).text()).not.toContain('Vùng cói Kim Thành');
  expect(complaints).toEqual([]);
});

describe.each([
  { width: 360, dark: true },
  { width: 1280, dark: false },
])('at $width px, dark $dark', ({ width, dark }) => {
  test('the report of the country reads well', async ({ visitor }) => {
    const boss = await officer(server, 'administrator');
    const guest = await visitor({ url: server.url, width, dark });
    await guest.context.addCookies(boss.cookies());
    expect(await guest.go('/quan-tri/so-lieu?nam=2023')).toBe(200);
    await screenshot(guest, `so-lieu-${width}${dark ? '-dark' : ''}`);
    expect(await sticksOut(guest)).toBe(false);
    expect(await axe(guest)).toEqual([]);
    expect(guest.complaints).toEqual([]);
  });
});
