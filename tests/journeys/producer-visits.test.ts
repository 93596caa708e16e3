import { paths } from '#src/web/paths.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

const SLUG = 'hop-tac-xa-ong-mat-vi-du';
let server: RunningServer;
let owner: PlainBrowser;
let neighbour: PlainBrowser;
let producer: string;
beforeAll(async () => {
  // Nothing is sold here: visitors are received all the same.
  server = await startServer({ demo: true, env: { MODE: 'catalogue' } });
  const [found] = await server.sql<[{ id: string; other: string }]>`
    select m.id, (select o.id from producers o where o.id <> m.id and o.merged_into is null limit 1) as other
    from producers m where m.slug = ${SLUG}`;
  producer = found.id;
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
  neighbour = await officer(server, 'producer_owner', { kind: 'producer', producerId: found.other });
}, 120_000);
afterAll(() => server.stop());

test('a producer opens a time, a visitor keeps places without script, is confirmed, and hears when it is called off', async ({
  visitor,
}) => {
  const room = paths.workshopVisits(producer);
  const page = () => fetch(server.url + paths.producer(SLUG)).then((answer) => answer.text());
  expect(await page()).not.toContain('/den-tham');
  const host = await visitor({ url: server.url, script: false });
  await signIn(host, owner, server.url);
  await host.go(paths.workshop(producer));
  await host.page.getByRole('link', { name: 'Đón khách' }).first().click();
  const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  await host.page.getByLabel('Ngày', { exact: true }).fill(day);
  await host.page.getByLabel('Giờ', { exact: true }).fill('8h30');
  await host.page.getByLabel('Số chỗ').fill('3');
  await host.page.getByRole('button', { name: 'Mở', exact: true }).click();
  await host.page.getByText('Đã mở').waitFor();
  await expect.poll(page, { timeout: 8_000 }).toContain('/den-tham');

  const guest = await visitor({ url: server.url, script: false, lang: 'en' });
  await guest.go(`/en${paths.producer(SLUG)}`);
  await looksRight(visitor, guest, 'don-khach-chu-the');
  await guest.page.getByRole('link', { name: 'Ask to visit' }).click();
  await looksRight(visitor, guest, 'don-khach-xin');
  await guest.page.getByLabel('Day and time').selectOption({ index: 1 });
  await guest.page.getByLabel('How many people').fill('2');
  await guest.page.getByLabel('Your name').fill('Ann Visitor');
  await guest.page.locator('[name="dien-thoai"]').fill('0912 345 678');
  await guest.page.getByLabel('I agree').check();
  await guest.page.getByRole('button', { name: 'Send and keep my places' }).click();
  await guest.page.locator('.link a').click();
  await guest.page.getByText('Places kept, waiting for an answer').waitFor();

  await host.go(paths.workshop(producer));
  await host.page.getByRole('link', { name: '1 người xin đến, chờ trả lời' }).click();
  await looksRight(visitor, host, 'don-khach-phong');
  const [{ slot, request }] = await server.sql<[{ slot: string; request: string }]>`
    select slot_id as slot, id as request from visit_requests`;
  // Another producer finds nothing here, nor under their own address.
  expect((await neighbour.get(room)).status).toBe(404);
  const [{ other }] = await server.sql<[{ other: string }]>`
    select o.id as other from producers o where o.id <> ${producer} and o.merged_into is null limit 1`;
  for (const at of [room, paths.workshopVisits(other)])
    for (const deed of [
      { viec: 'huy', luot: slot, 'ly-do': 'x' },
      { viec: 'xac-nhan', luot: slot, xin: request },
    ])
      expect((await neighbour.send(at, deed)).status, at).toBe(404);

  await host.page.getByRole('button', { name: 'Xác nhận: Ann Visitor' }).click();
  await host.page.getByText('Đã trả lời').waitFor();
  await guest.page.reload();
  await guest.page.getByText('Confirmed').waitFor();
  await looksRight(visitor, guest, 'don-khach-khach');
  await host.page.getByText('Hủy ngày giờ này').first().click();
  await host.page.getByLabel('Lý do, khách đọc được').fill('Bão vào');
  await host.page.getByRole('button', { name: /^Hủy \d/ }).click();
  await host.page.getByText('Mọi khách đã giữ chỗ được báo').waitFor();
  await guest.page.reload();
  await guest.page.getByText('Bão vào').waitFor();
  await expect.poll(page, { timeout: 8_000 }).not.toContain('/den-tham');
  expect([...guest.complaints, ...host.complaints]).toEqual([]);
}, 120_000);
