import { sql } from 'drizzle-orm';
import { announce } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, plainBrowser, wordsOf } from '#tests/support/officers.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

test('a household claims its page by its certificate, an officer says yes, and a helper is let in by a link for a time', async ({
  visitor,
}) => {
  const producer = await aProducer(ctx, { name: 'Hộ Nguyễn Văn Ong', phone: '0225 3 123 456' });
  const product = await aProduct(ctx, { producerId: producer.id, name: 'Mật ong nhãn' });
  const certificate = await aCertificate(ctx, { productId: product.id });
  await announce(ctx, { products: [product.id] });
  const person = await officer(server, null);
  const commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });

  const house = await visitor({ url: server.url, script: false });
  await signIn(house, person, server.url);
  const { page } = house;
  await page.goto(`${server.url}/nha-san-xuat`);
  await page.getByRole('link', { name: 'muốn giữ trang của cơ sở' }).click();
  await page.getByLabel('Số giấy chứng nhận').fill(certificate.id);
  await page.getByRole('button', { name: 'Tìm', exact: true }).click();
  await looksRight(visitor, house, 'joining-found');
  await page.getByRole('link', { name: 'Đây là cơ sở của tôi' }).click();
  await page.getByLabel('Số điện thoại để cán bộ gọi').fill('0912345678');
  await page.getByLabel('Làm sao cán bộ biết').fill('Tôi giữ bản gốc giấy chứng nhận');
  await looksRight(visitor, house, 'joining-form');
  await page.getByRole('button', { name: 'Gửi cán bộ' }).click();
  await page.getByText('Đang chờ cán bộ').waitFor();

  const desk = await visitor({ url: server.url, script: false });
  await signIn(desk, commune, server.url);
  await desk.page.goto(`${server.url}/quan-tri/xin-giu`);
  await desk.page.getByText('Tôi giữ bản gốc giấy chứng nhận').waitFor();
  await looksRight(visitor, desk, 'joining-office');
  await desk.page.getByRole('button', { name: 'Nhận', exact: true }).click();
  await desk.page.getByText('Người ấy vào được bàn làm việc').waitFor();

  await page.goto(`${server.url}/nha-san-xuat`);
  expect(page.url()).toBe(`${server.url}/nha-san-xuat/${producer.id}`);
  await page.goto(`${server.url}/nha-san-xuat/${producer.id}/nguoi`);
  await page.getByLabel('Tên người được mời').fill('Chị Hoa');
  await page.getByLabel('Là ai').selectOption('helper');
  await page.getByLabel('Thuộc đơn vị nào').fill('Hợp tác xã An Sơn');
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('Làm thay đến hết ngày').fill(until);
  await page.getByRole('button', { name: 'Tạo liên kết mời' }).click();
  const link = await page.locator('code').innerText();
  await looksRight(visitor, house, 'household');

  const helper = plainBrowser(server.url);
  const joined = await helper.ask(new URL(link).pathname, {
    ten: 'Chị Hoa',
    thu: 'hoa@example.vn',
    'mat-khau': 'Nắng tháng tám 2026',
  });
  expect(joined.status).toBe(303);
  const room = await helper.ask(`/nha-san-xuat/${producer.id}/nguoi`);
  expect(await wordsOf(room)).toContain('Làm thay: Hợp tác xã An Sơn');
  // Another house is none of hers, and letting others in neither.
  const other = await aProducer(ctx);
  expect((await helper.ask(`/nha-san-xuat/${other.id}/nguoi`)).status).toBe(404);
  const more = await helper.ask(`/nha-san-xuat/${producer.id}/nguoi`, {
    viec: 'moi',
    ten: 'Ai đó',
    la: 'member',
  });
  expect(more.status).toBe(403);
  // The last day is over: the door is shut, whatever cookie is held.
  await ctx.db.execute(
    sql`update assignments set until = now() - interval '1 minute' where behalf is not null`,
  );
  expect((await helper.ask(`/nha-san-xuat/${producer.id}/nguoi`)).status).toBe(403);
  await page.goto(`${server.url}/nha-san-xuat/${producer.id}/nguoi`);
  await page.getByText('Đã từng làm').click();
  await page.getByText('Chị Hoa').first().waitFor();
});
