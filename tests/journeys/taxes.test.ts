import { axe, screenshot, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { anOffer } from '#tests/support/shop.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
}, 180_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

async function enter({ context }: Visitor, { jar }: PlainBrowser): Promise<void> {
  context.setDefaultTimeout(10_000);
  await context.addCookies(
    [...jar].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: server.url })),
  );
}

async function isSound(visitor: Visitor, name: string): Promise<void> {
  await screenshot(visitor, name);
  expect(await axe(visitor), name).toEqual([]);
  expect(await sticksOut(visitor), name).toBe(false);
}

test('a household says who it is to the tax office, and the operator switches withholding on with their grounds', async ({
  visitor,
}) => {
  const offer = await anOffer(ctx);
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: offer.producerId });
  const phone = await visitor({ url: server.url, width: 360 });
  await enter(phone, owner);
  await phone.go(`/nha-san-xuat/${offer.producerId}/cua-hang`);
  await phone.page.locator('main a', { hasText: 'Thuế: hình thức' }).click();
  await phone.page.locator('select[name=hinh-thuc]').selectOption('household');
  await phone.page.locator('select[name=nganh]').selectOption('production');
  await phone.page.locator('input[name=dinh-danh]').fill('031 090 001 234');
  await phone.page.locator('main button.main').click();
  expect(await phone.page.locator('.done').textContent()).toContain('Đã lưu');
  expect(await phone.page.content()).not.toContain('031090001234');
  await isSound(phone, 'tax-360');

  const boss = await officer(server, 'administrator');
  const wide = await visitor({ url: server.url, width: 1280 });
  await enter(wide, boss);
  await wide.go('/quan-tri/ban-hang');
  await wide.page.locator('main a', { hasText: 'Thuế khấu trừ thay' }).click();
  await isSound(wide, 'tax-desk-off-1280');
  await wide.page.locator('summary', { hasText: 'Bật khấu trừ' }).click();
  await wide.page.locator('input[name=can-cu]').fill('Công văn 12/CT-HDT của cơ quan thuế');
  await wide.page.locator('button[value=bat]').click();
  expect(await wide.page.locator('.faults').textContent()).toContain('chưa được đối chiếu');
  await wide.page.locator('input[name=doi-chieu]').check();
  await wide.page.locator('button[value=bat]').click();
  expect(await wide.page.locator('.faults').textContent()).toContain('chưa khai hình thức');
  await server.sql`
    insert into seller_tax_facts (producer_id, legal_form, updated_at)
    select producer_id, 'cooperative', now() from producer_shops on conflict do nothing`;
  await wide.page.locator('input[name=doi-chieu]').check();
  await wide.page.locator('button[value=bat]').click();
  expect(await wide.page.locator('main').textContent()).toContain('Đang bật cho đơn giao từ ngày');
  await isSound(wide, 'tax-desk-on-1280');
  const small = await visitor({ url: server.url, width: 360, dark: true });
  await enter(small, boss);
  await small.go('/quan-tri/ban-hang/thue');
  await isSound(small, 'tax-desk-360-dark');
  for (const file of ['tong.csv', 'tong.xlsx', 'giao-dich.csv', 'giao-dich.xlsx'])
    expect((await boss.ask(`/quan-tri/ban-hang/thue/${file}`)).status, file).toBe(200);
  const weak = await officer(server, 'administrator', undefined, { strong: false });
  expect((await weak.ask('/quan-tri/ban-hang/thue/tong.csv')).status).toBe(403);

  const statement = await owner.ask(`/nha-san-xuat/${offer.producerId}/tien.pdf`);
  expect(statement.headers.get('content-type')).toBe('application/pdf');
  expect((await statement.text()).startsWith('%PDF')).toBe(true);
  const stranger = await officer(server, 'producer_owner', {
    kind: 'producer',
    producerId: (await anOffer(ctx)).producerId,
  });
  for (const page of ['thue', 'tien.pdf'])
    expect((await stranger.ask(`/nha-san-xuat/${offer.producerId}/${page}`)).status).toBe(404);
});
