import { officer } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';
import { shopper } from '#tests/support/shopper.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/test.ts';

let server: RunningServer;
beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ demo: true });
}, 240_000);
afterAll(() => server?.stop());

test('in the demo world a producer can try GHN to the label, and nobody outside hears of it', async () => {
  const [goods] = await server.sql<{ id: string; offer: string }[]>`
    select m.id, o.id as offer from producers m join products p on p.producer_id = m.id
    join offers o on o.product_id = p.id where p.name like 'Mật ong%' order by o.price limit 1`;
  const { id: producerId, offer } = goods!;
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId });
  const account = `/nha-san-xuat/${producerId}/cua-hang/ghn`;
  const said = (await owner.get(account)).text;
  const [, token, shop] = /mã khoá (\S+) và mã cửa hàng (\d+)/.exec(said)!;
  expect((await owner.ask(account, { viec: 'noi', 'cua-hang': shop!, khoa: token! })).status).toBe(303);
  const buyer = shopper(server.url);
  await buyer.add(offer, 1);
  await buyer.confirm(await buyer.review('cash'));
  const [order] = await server.sql<{ id: string; quoted_by: string }[]>`
    select id, quoted_by from orders where producer_id = ${producerId} order by changed_at desc limit 1`;
  expect(order!.quoted_by).toBe('ghn');
  const page = `/nha-san-xuat/${producerId}/don-hang/${order!.id}`;
  for (const viec of ['nhan', 'dong-goi', 'gui-ghn'])
    expect((await owner.ask(page, { viec, can: '800' })).status).toBe(303);
  const label = await owner.get(`${page}/nhan`);
  expect(label.status).toBe(200);
  expect(label.text).toContain('Nhãn thử, không phải của GHN');
  expect(label.text).toContain('Trần Thị Mua');
});
