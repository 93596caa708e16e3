import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { CLAIM_DAYS } from '#src/domain/checkout/claim.ts';
import { askClaim } from '#src/domain/checkout/claims.ts';
import { confirmOrder, deliverOrder, handOverOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { addDocument } from '#src/domain/documents/keep-documents.ts';
import { recordEvidence } from '#src/domain/reports/keep-evidence.ts';
import { orderStamps } from '#src/domain/traceability/stamp-runs.ts';
import { addReceiver } from '#src/domain/hooks/receivers.ts';
import { GATES } from '#src/web/gates.ts';
import { officer, PASSWORD, plainBrowser, type PlainBrowser } from '#tests/support/officers.ts';
import { fingerprints, formsOf } from '#tests/support/sent-forms.ts';
import { order } from '#tests/support/shop.ts';
import { sessionOf, shopWorld, tokenIn, type ShopWorld } from '#tests/support/shop-world.ts';
import { DETAILS, shopper } from '#tests/support/shopper.ts';

let world: ShopWorld;
beforeAll(async () => {
  world = await shopWorld();
});
afterAll(() => world?.end());

describe('a producer at the things of another', () => {
  let [anna, ben]: PlainBrowser[] = [];
  let [annas, bens] = ['', ''];
  let bensThings: Record<string, string> = {};
  let bensName = '';

  beforeAll(async () => {
    const [hers, his] = [await world.offer(), await world.offer()];
    [annas, bens] = [hers.producerId, his.producerId];
    anna = await officer(world.one, 'producer_owner', { kind: 'producer', producerId: annas });
    ben = await officer(world.one, 'producer_owner', { kind: 'producer', producerId: bens });
    const { ctx } = world;
    const orderOf = async (purchaseId: string) =>
      (await ctx.db.execute<{ id: string }>(sql`select id from orders where purchase_id = ${purchaseId}`))[0]!
        .id;
    const waiting = await orderOf((await order(ctx, [[his.id, 1]])).purchaseId);
    const claimed = await order(ctx, [[his.id, 1]]);
    const claimedOrder = await orderOf(claimed.purchaseId);
    await confirmOrder(ctx, claimedOrder);
    await packOrder(ctx, claimedOrder);
    await handOverOrder(ctx, claimedOrder, { carrier: 'Bưu điện', trackingNumber: null });
    await deliverOrder(ctx, claimedOrder);
    const [line] = await ctx.db.execute<{ id: string }>(
      sql`select id from order_lines where order_id = ${claimedOrder}`,
    );
    const sharp = (await import('sharp')).default;
    const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#a50' } })
      .jpeg()
      .toBuffer();
    await askClaim(
      ctx,
      claimed.purchaseId,
      {
        orderId: claimedOrder,
        reason: 'damaged',
        words: 'Vỡ',
        quantities: { [line!.id]: 1 },
        pictures: [picture],
      },
      CLAIM_DAYS,
    );
    const [kept] = await ctx.db.execute<{ id: string }>(sql`select id from claim_pictures limit 1`);
    const [name] = await ctx.db.execute<{ name: string }>(sql`select name from producers where id = ${bens}`);
    bensName = name!.name;
    const hook = await addReceiver(
      ctx,
      { producerId: bens },
      { address: 'https://kho.example.vn/tin', topics: ['order'] },
    );
    const run = await orderStamps(
      ctx,
      'a root that only this test has, of more than 32 characters',
      his.productId,
      {
        lotCode: 'L 1',
        madeOn: null,
        useBy: null,
        count: 3,
        length: 18,
      },
    );
    const [theirLot] = await ctx.db.execute<{ id: string }>(
      sql`select l.id from lots l join stamp_runs r on r.lot_id = l.id where r.id = ${run}`,
    );
    const document = await addDocument(
      ctx,
      bens,
      {
        kind: 'test_slip',
        name: 'Phiếu của Ben',
        number: '',
        issuer: '',
        issuedOn: null,
        validUntil: null,
        productId: null,
        isConfidential: true,
      },
      await keepPaper(ctx, IN_DATABASE, picture, 'phieu.jpg'),
    );
    const evidence = await recordEvidence(
      ctx,
      bens,
      {
        kind: 'linkage_contract',
        partner: 'Bên mua của Ben',
        paperNumber: '',
        productId: null,
        from: '2026-01-01',
        until: null,
      },
      await keepPaper(ctx, IN_DATABASE, picture, 'hop-dong.jpg'),
    );
    bensThings = {
      id: waiting,
      claimed: claimedOrder,
      offer: his.id,
      story: his.productId,
      picture: kept!.id,
      hook,
      run,
      document,
      evidence,
      lot: theirLot!.id,
      deed: 'thu-hoach',
      list: 'don-hang',
      kind: 'csv',
    };
  });

  const routes = Object.entries(GATES)
    .filter(([route]) => route.includes('[producer]'))
    .map(([route]) => route);

  test('there are addresses to try', () => {
    expect(routes.length).toBeGreaterThan(10);
    for (const name of routes.flatMap((route) =>
      [...route.matchAll(/\[([a-z]+)\]/g)].map(([, name]) => name!),
    ))
      expect(['producer', ...Object.keys(bensThings)], `a thing for [${name}]`).toContain(name);
  });

  test.each(routes)('%s: not found, whatever is asked or sent, and nothing is changed', async (route) => {
    const filled = (producer: string, things = bensThings) =>
      route.replace('[producer]', producer).replace(/\[([a-z]+)\]/g, (_, name: string) => things[name]!);
    const claimedThings = { ...bensThings, id: bensThings['claimed']! };
    const theirs = [filled(bens), filled(bens, claimedThings)];
    // Named under her own house as well.
    const borrowed = /\[(id|offer|picture|hook|run|story|document|evidence)\]/.test(route)
      ? [filled(annas), filled(annas, claimedThings)]
      : [];
    const forms = (
      await Promise.all(
        theirs.map(async (address) => {
          const response = await ben!.ask(address);
          // Papers and labels of nothing lead back to the list.
          expect([200, 303], `${address} for its owner`).toContain(response.status);
          return response.headers.get('content-type')?.includes('html') ? formsOf(await response.text()) : [];
        }),
      )
    ).flat();
    const before = await fingerprints(world.one.sql);
    for (const address of new Set([...theirs, ...borrowed])) {
      for (const path of [address, `/en${address}`]) {
        const asked = await anna!.ask(path);
        expect(asked.status, path).toBe(404);
        expect(await asked.text(), path).not.toContain(bensName);
      }
      for (const { fields } of [...forms, { fields: { viec: 'luu' } }]) {
        const answer = await anna!.ask(address, fields);
        expect(answer.status, `${address} ${JSON.stringify(fields)}`).toBe(404);
        expect(await answer.text()).not.toContain(bensName);
      }
    }
    expect(await fingerprints(world.one.sql)).toEqual(before);
    const [noted] = await world.ctx.db.execute(sql`
      select count(*) > 0 as noted from audit_facts where kind = 'access.denied' and subject = ${`address:${route}`}`);
    expect(noted).toEqual({ noted: true });
  });

  test('a bundle in which one thing is of another is refused whole', async () => {
    const mine = await world.offer({ producerId: annas });
    const { purchaseId } = await order(world.ctx, [[mine.id, 1]]);
    const [own] = await world.ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId}`,
    );
    const papers = `/nha-san-xuat/${annas}/don-hang/phieu-giao.pdf`;
    expect((await anna!.ask(`${papers}?don=${own!.id}`)).status).toBe(200);
    expect((await anna!.ask(`${papers}?don=${own!.id}&don=${bensThings['id']}`)).status).toBe(404);
    const before = await fingerprints(world.one.sql);
    // What a form names in its body counts for nothing beside what its address names.
    const address = `/nha-san-xuat/${annas}/hang-ban/${bensThings['offer']}`;
    const page = await (await ben!.ask(`/nha-san-xuat/${bens}/hang-ban/${bensThings['offer']}`)).text();
    for (const { fields } of formsOf(page))
      expect((await anna!.ask(address, { ...fields, hang: bensThings['offer']! })).status).toBe(404);
    expect(await fingerprints(world.one.sql)).toEqual(before);
  });
});

describe('the link of an order', () => {
  test('opens for whoever holds it, is found by nobody else, and is kept and passed on nowhere', async () => {
    const offer = await world.offer();
    const { buyer, confirm } = await world.ready([[offer.id, 1]], 'transfer');
    const link = (await confirm()).headers.get('location')!;
    const token = tokenIn(link);
    const page = await buyer.ask(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.headers.get('x-robots-tag')).toBe('noindex');
    const [row] = await world.ctx.db.execute<{ code: string; payment: string; other: string }>(sql`
      select p.code, y.id as payment, (select y2.id from payments y2 where y2.id <> y.id limit 1) as other
      from purchases p join payments y on y.purchase_id = p.id
      join orders o on o.purchase_id = p.id join order_lines l on l.order_id = o.id where l.offer_id = ${offer.id}`);
    const wrong = `${token.slice(0, -1)}${token.at(-1) === 'A' ? 'Q' : 'A'}`;
    const variants = (which: string) => [
      `/don-hang/${which}`,
      `/en/don-hang/${which}`,
      `/don-hang/${which}/huy`,
      `/don-hang/${which}/tra`,
      `/don-hang/${which}/yeu-cau`,
      `/don-hang/${which}/qr/${row!.payment}.svg`,
    ];
    for (const path of [
      ...variants(wrong),
      ...variants(row!.code),
      `/don-hang/${token}/qr/${row!.other}.svg`,
    ]) {
      expect((await buyer.ask(path)).status, path).toBe(404);
      for (const how of [{ method: 'HEAD' }, { headers: { accept: 'application/json' } }])
        expect((await fetch(new URL(path, world.one.url), how)).status, path).toBe(404);
    }
    // Nor does the token stand anywhere in the database or in the log.
    const tables = await world.ctx.db.execute<{ name: string }>(sql`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`);
    for (const { name } of tables) {
      const [held] = await world.ctx.db.execute<{ n: number }>(
        sql`select count(*)::int as n from ${sql.identifier(name)} t where t::text like ${`%${token}%`}`,
      );
      expect(held!.n, name).toBe(0);
    }
    expect(world.one.said()).not.toContain(token);
  });

  test('a thousand neighbours of it are not found, and a near miss takes as long as a far one', async () => {
    const offer = await world.offer();
    const { confirm } = await world.ready([[offer.id, 1]], 'transfer');
    const token = tokenIn((await confirm()).headers.get('location')!);
    const number = BigInt(`0x${Buffer.from(token, 'base64url').toString('hex')}`);
    const named = (which: bigint) =>
      Buffer.from(BigInt.asUintN(128, which).toString(16).padStart(32, '0'), 'hex').toString('base64url');
    const far = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
    const times: { near: number[]; far: number[] } = { near: [], far: [] };
    const stranger = plainBrowser(world.one.url);
    const ask = async (which: string): Promise<number> => {
      const begun = performance.now();
      const { status } = await stranger.ask(`/don-hang/${which}`);
      // Whoever misses too often is not served at all.
      expect([404, 429]).toContain(status);
      return performance.now() - begun;
    };
    for (let step = 1n; step <= 500n; step += 1n) {
      times.near.push(await ask(named(number + step)), await ask(named(number - step)));
      times.far.push(await ask(far()));
    }
    const middle = (of: number[]) => of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)]!;
    expect(Math.abs(middle(times.near) - middle(times.far))).toBeLessThan(
      Math.max(2, middle(times.far) * 0.5),
    );
  }, 120_000);
});

describe('the cart of an account', () => {
  test('three in the browser and nine in the account of ten are ten, and said so; two devices share it; the next person sees nothing', async () => {
    const offer = await world.offer({ stock: 10 });
    const buyer = await officer(world.one, null);
    await buyer.ask('/gio-hang', { viec: 'them', hang: offer.id, so: '9' });

    const guest = shopper(world.two.url);
    await guest.add(offer.id, 3);
    await guest.ask('/dang-nhap');
    const before = new Map(guest.jar);
    const entered = await guest.ask('/dang-nhap', { ai: buyer.email, 'mat-khau': PASSWORD });
    expect(entered.status).toBe(303);
    // What named the browser before does not name the account.
    const [name, value] = [...guest.jar].find(([each]) => /session/.test(each))!;
    expect(before.get(name)).not.toBe(value);
    const cart = await (await guest.ask('/gio-hang')).text();
    expect(/value="10"/.test(cart)).toBe(true);
    expect(/Giỏ chỉ nhận 10/.test(cart), 'told of the ten').toBe(true);
    // The other device has the same.
    expect(/value="10"/.test(await (await buyer.ask('/gio-hang')).text())).toBe(true);

    await guest.ask('/dang-xuat', {});
    const second = await officer(world.one, null);
    for (const [its, held] of second.jar) guest.jar.set(its, held);
    expect(await (await guest.ask('/gio-hang')).text()).not.toContain(offer.id);
    await world.check();
  });

  test('details of one buyer are not offered to the next', async () => {
    const offer = await world.offer();
    const { confirm } = await world.ready([[offer.id, 1]], 'transfer');
    await confirm();
    const next = shopper(world.one.url);
    await next.add(offer.id);
    const page = await (await next.ask('/thanh-toan')).text();
    expect(page).not.toContain(DETAILS.duong);
    expect(page).not.toContain(DETAILS.thu);
  });
});

describe('giving money back', () => {
  test('whole and part at once, twice each: never more than was paid, once for each key, by its own producer alone', async () => {
    const [mine, theirs] = [await world.offer(), await world.offer()];
    const { confirm } = await world.ready(
      [
        [mine.id, 2],
        [theirs.id, 1],
      ],
      'card',
    );
    const session = sessionOf(await confirm());
    world.cards.pay(session);
    await world.tell(world.one, 'checkout.session.completed', session);
    const [row] = await world.ctx.db.execute<{ id: string; purchase: string }>(sql`
      select o.id, o.purchase_id as purchase from orders o join order_lines l on l.order_id = o.id where l.offer_id = ${mine.id}`);
    const operator = await officer(world.one, 'administrator');
    const also = plainBrowser(world.two.url, operator.jar);
    const producer = await officer(world.one, 'producer_owner', {
      kind: 'producer',
      producerId: theirs.producerId,
    });
    const address = `/quan-tri/ban-hang/don/${row!.purchase}`;
    const forms = formsOf(await (await operator.ask(address)).text());
    const found = forms.find(({ fields }) => fields['viec'] === 'hoan-tay' && fields['don'] === row!.id);
    expect(found, 'a form that gives money back').toBeDefined();
    const refund = (sum: number, key: string) => ({
      ...Object.fromEntries(Object.entries(found!.fields).filter(([name]) => !name.startsWith('goi-'))),
      khoa: key,
      'so-tien': String(sum),
      'vi-sao': 'Hai bên đã thoả thuận',
    });
    const [part, whole] = [refund(50_000, 'partpartpart'), refund(330_000, 'wholewholewh')];
    expect((await operator.ask(address, refund(330_001, 'toomuchtoomu'))).status).toBe(409);
    expect((await producer.ask(address, part)).status).toBe(403);
    expect((await producer.ask(`/nha-san-xuat/${mine.producerId}/don-hang/${row!.id}`, part)).status).toBe(
      404,
    );
    const answers = await Promise.all(
      [part, part, whole, whole].map((fields, index) => (index % 2 ? also : operator).ask(address, fields)),
    );
    // Whichever came first; the other would be more than was paid.
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 409]));
    await world.job('sweep_payments');
    const given = [...world.cards.refunds.values()].filter((each) => each.session === session);
    expect(given).toHaveLength(1);
    expect([50_000, 330_000]).toContain(given[0]!.amount);
    await world.check();
  });
});
