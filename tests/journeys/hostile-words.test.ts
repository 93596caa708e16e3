import { sql } from 'drizzle-orm';
import { tidy } from '#src/domain/shared/text.ts';
import { announce } from '#src/domain/audit/audit.ts';
import { publishStory } from '#src/domain/stories/review-story.ts';
import { storyDesk } from '#src/domain/stories/stories.ts';
import { saveStory, sendStory } from '#src/domain/stories/write-story.ts';
import { describePicture } from '#src/domain/media/pictures.ts';
import { confirmOrder } from '#src/domain/checkout/handle-order.ts';
import type { Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { signIn } from '#tests/support/look.ts';
import { officer } from '#tests/support/officers.ts';
import { PAYLOADS } from '#tests/support/payloads.ts';
import { aPicture } from '#tests/support/pictures.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { anOffer, aShop } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let producerId = '';
let slugs: string[] = [];

/** One product, with its producer, pack and label, called by each payload, as a list would bring it in. */
beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  producerId = await aShop(ctx);
  for (const payload of PAYLOADS.map(tidy)) {
    const offer = await anOffer(ctx, { producerId, pack: payload });
    await ctx.db.execute(sql`
      update products set name = ${payload}, name_en = ${payload}, label = label || ${JSON.stringify({ ingredients: payload, origin: payload })}::jsonb
      where id = ${offer.productId}`);
    await announce(ctx, { products: [offer.productId], tags: [`producer:${producerId}`] });
  }
  await ctx.db.execute(
    sql`update producers set name = ${PAYLOADS.slice(0, 12).map(tidy).join(' ')} where id = ${producerId}`,
  );
  slugs = (
    await ctx.db.execute<{ slug: string }>(
      sql`select slug from products where producer_id = ${producerId} order by id`,
    )
  ).map(({ slug }) => slug);
}, 180_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

/** What stands in the page that only we may put there. */
const foreign = (visitor: Visitor): Promise<string[]> =>
  visitor.page.evaluate(() => {
    const found: string[] = [];
    if ('wasHit' in window) found.push('a script of theirs ran');
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith('on')) found.push(`${element.tagName} ${name}`);
        if (
          ['href', 'src', 'action', 'formaction', 'xlink:href', 'data', 'srcdoc'].includes(name) &&
          /^[\s\u0000-\u001f]*(javascript|vbscript|data:text)/i.test(value)
        )
          found.push(`${element.tagName} ${name}=${value.slice(0, 40)}`);
      }
      if (
        ['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'MARQUEE', 'FOREIGNOBJECT', 'MATH'].includes(
          element.tagName.toUpperCase(),
        )
      )
        found.push(element.tagName);
      if (
        element.tagName === 'SCRIPT' &&
        /hit\(\)/.test(element.textContent ?? '') &&
        !/json/.test(element.getAttribute('type') ?? '')
      )
        found.push('SCRIPT');
    }
    if (/[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText) && !document.querySelector('bdi'))
      found.push('writing direction is turned');
    return found;
  });

async function visited(visitor: Visitor): Promise<Visitor> {
  await visitor.context.addInitScript(() => {
    Object.assign(window, { hit: () => Object.assign(window, { wasHit: true }) });
  });
  visitor.page.on('dialog', (dialog) => void dialog.dismiss());
  return visitor;
}

async function isClean(visitor: Visitor, path: string): Promise<void> {
  expect(await visitor.go(path), path).toBeLessThan(500);
  expect(await foreign(visitor), path).toEqual([]);
  expect(
    visitor.complaints.filter((said) => /polic|refused|error/i.test(said)),
    path,
  ).toEqual([]);
}

test('the policy allows no script of a page', async () => {
  for (const path of ['/', `/san-pham/${slugs[0]}`, '/gio-hang', '/san-pham?q=%3Cscript%3E']) {
    const policy = (await fetch(new URL(path, server.url))).headers.get('content-security-policy') ?? '';
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
    expect(scripts, path).not.toBe('');
    expect(scripts, path).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:(\s|$)|data:/);
  }
});

describe('words that would harm', () => {
  test('in names and labels are words, on every page that shows them', async ({ visitor: newVisitor }) => {
    const visitor = await visited(await newVisitor({ width: 1280, url: server.url }));
    for (const path of ['/', '/san-pham', '/en/san-pham', `/san-pham?chu-the=${producerId}`, '/so-dang-ky'])
      await isClean(visitor, path);
    const [producer] = await ctx.db.execute<{ slug: string }>(
      sql`select slug from producers where id = ${producerId}`,
    );
    await isClean(visitor, `/chu-the/${producer!.slug}`);
    for (const slug of slugs) await isClean(visitor, `/san-pham/${slug}`);
    for (const slug of slugs.slice(0, 20)) {
      await isClean(visitor, `/en/san-pham/${slug}`);
      await isClean(visitor, `/san-pham/${slug}/truy-xuat`);
    }
  }, 240_000);

  test('in fairs and news are words, in what people write at length too', async ({ visitor: newVisitor }) => {
    const visitor = await visited(await newVisitor({ width: 1280, url: server.url }));
    const { sql: ask } = server;
    for (const [at, payload] of PAYLOADS.map(tidy).entries()) {
      const id = `0${at}`.padEnd(12, 'x');
      await ask`
        insert into fairs (id, slug, name, kind, first_on, last_on, province_code, commune_code, spot, organiser, about,
          results, published_at, cancelled_on, cancelled_reason, source, created_at, updated_at)
        values (${id}, ${id}, ${payload}, 'fair', current_date, current_date + 1, '31', '11503', ${payload}, ${payload},
          ${payload}, ${payload}, now(), current_date, ${payload}, ${payload}, now(), now())`;
      await ask`
        insert into news (id, slug, title, lead, body, province_code, commune_code, byline, published_at, source,
          created_at, updated_at)
        values (${id}, ${id}, ${payload}, ${payload}, ${payload}, '31', '11503', ${payload}, now(), ${payload}, now(), now())`;
    }
    await ask`select pg_notify('public_facts', 'all')`;
    for (const path of ['/hoi-cho', '/en/hoi-cho', '/tin-tuc', '/nhung/11503', '/dia-phuong/31/11503'])
      await isClean(visitor, path);
    for (const at of PAYLOADS.keys()) {
      await isClean(visitor, `/hoi-cho/${`0${at}`.padEnd(12, 'x')}`);
      await isClean(visitor, `/tin-tuc/${`0${at}`.padEnd(12, 'x')}`);
    }
    const operator = await visited(await newVisitor({ width: 1280, url: server.url }));
    await signIn(operator, await officer(server, 'administrator'), server.url);
    for (const at of [...PAYLOADS.keys()].slice(0, 30))
      for (const room of ['lich', 'tin'])
        await isClean(operator, `/quan-tri/${room}/${`0${at}`.padEnd(12, 'x')}`);
  }, 240_000);

  test('typed into the search, the stamp check and the address are words', async ({
    visitor: newVisitor,
  }) => {
    const visitor = await visited(await newVisitor({ width: 360, url: server.url }));
    for (const payload of PAYLOADS) {
      await isClean(visitor, `/san-pham?q=${encodeURIComponent(payload.slice(0, 300))}`);
      await isClean(visitor, `/tra-cuu?ma=${encodeURIComponent(payload.slice(0, 300))}`);
    }
    for (const payload of PAYLOADS.slice(0, 20))
      await isClean(visitor, `/san-pham/${encodeURIComponent(payload)}`);
  }, 240_000);

  test('sent by a buyer are words for the producer, the operator and in the letters’ list', async ({
    visitor: newVisitor,
  }) => {
    const offer = await anOffer(ctx, { producerId, stock: 200 });
    for (const payload of PAYLOADS) {
      const buyer = shopper(server.url);
      await buyer.add(offer.id);
      const form = await buyer.review('cash', {
        ten: `Mua ${payload}`.slice(0, 80),
        duong: `12 ${payload}`.slice(0, 150),
        'ghi-chu': payload.slice(0, 300),
      });
      expect((await buyer.confirm(form)).status, payload).toBe(303);
    }
    const orders = await ctx.db.execute<{ id: string; purchase_id: string; buyer: { name: string } }>(sql`
      select o.id, o.purchase_id, p.buyer from orders o join purchases p on p.id = o.purchase_id
      where o.producer_id = ${producerId} order by o.id`);
    expect(orders).toHaveLength(PAYLOADS.length);
    for (const { buyer } of orders)
      expect(buyer.name).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
    await confirmOrder(ctx, orders[0]!.id);

    const producer = await visited(await newVisitor({ width: 360, url: server.url }));
    await signIn(
      producer,
      await officer(server, 'producer_owner', { kind: 'producer', producerId }),
      server.url,
    );
    await isClean(producer, `/nha-san-xuat/${producerId}/don-hang`);
    await isClean(producer, `/nha-san-xuat/${producerId}/hang-ban`);
    for (const { id } of orders) await isClean(producer, `/nha-san-xuat/${producerId}/don-hang/${id}`);

    const operator = await visited(await newVisitor({ width: 1280, url: server.url }));
    await signIn(operator, await officer(server, 'administrator'), server.url);
    for (const path of [
      '/quan-tri',
      '/quan-tri/ban-hang',
      '/quan-tri/san-pham',
      '/quan-tri/nhat-ky',
      '/quan-tri/thu',
    ])
      await isClean(operator, path);
    for (const { purchase_id } of orders.slice(0, 30))
      await isClean(operator, `/quan-tri/ban-hang/don/${purchase_id}`);
  }, 300_000);

  test('told in a story and of its pictures are words, for everybody who writes, reviews and reads it', async ({
    visitor: newVisitor,
  }) => {
    const goods = await ctx.db.execute<{ id: string; slug: string }>(
      sql`select id, slug from products where producer_id = ${producerId} order by id`,
    );
    const told = (words: string, number: number) =>
      [
        `## ${words}`,
        words,
        `> ${words}`,
        `- ${words}`,
        `![${words}](anh:${number})`,
        `Ảnh ![${words}](anh:${number}) và [${words}](https://a.example/${encodeURIComponent(words)}), ![${words}](${words})`,
        `[nghe: ${words.replace(/[[\]]/g, '')}](https://a.example/a.mp3)`,
        `> ${words}`,
        `{sao} ${words} {han}`,
      ].join('\n\n');
    const stories: string[] = [];
    for (const [at, payload] of PAYLOADS.entries()) {
      const product = goods[at]!;
      const of = { producerId, productId: product.id };
      const { id, number } = await aPicture(ctx, producerId);
      const about = { alt: payload, altEn: payload, credit: payload, focusX: 50, focusY: 50 };
      if (tidy(payload) !== '') await describePicture(ctx, producerId, id, about);
      const text = told(payload.replace(/\s+/g, ' '), number);
      const revision = await saveStory(ctx, of, { vi: `Trước.\n\n${payload}`, en: payload, revision: 0 });
      await sendStory(ctx, of, { vi: text, en: text, revision });
      const story = (await storyDesk(ctx, of)).id!;
      const verdict = { version: 2, note: payload, comments: [{ paragraph: 2, words: payload }] };
      await publishStory(ctx, story, verdict, true);
      if (at % 4 === 0) await sendStory(ctx, of, { vi: `${text}\n\n${payload}`, en: '', revision: 2 });
      stories.push(story);
    }
    const reader = await visited(await newVisitor({ width: 360, url: server.url }));
    for (const [at] of PAYLOADS.entries()) {
      const { slug } = goods[at]!;
      await isClean(reader, `/san-pham/${slug}`);
      if (at % 4 !== 0) continue;
      for (const path of [`/en/san-pham/${slug}`, `/san-pham/${slug}/truy-xuat`, `/san-pham/${slug}/loa`])
        await isClean(reader, path);
      expect((await fetch(new URL(`/san-pham/${slug}/to-roi.pdf`, server.url))).status).toBe(200);
    }
    const maker = await visited(await newVisitor({ width: 360, url: server.url }));
    await signIn(
      maker,
      await officer(server, 'producer_owner', { kind: 'producer', producerId }),
      server.url,
    );
    const operator = await visited(await newVisitor({ width: 1280, url: server.url }));
    await signIn(operator, await officer(server, 'administrator'), server.url);
    await isClean(maker, `/nha-san-xuat/${producerId}/anh`);
    for (const [at] of PAYLOADS.entries()) {
      if (at % 4 !== 0) continue;
      const desk = `/nha-san-xuat/${producerId}/cau-chuyen/${goods[at]!.id}`;
      await isClean(maker, desk);
      // As it is typed, the browser itself makes the page.
      await maker.page.locator('textarea[name=vi]').press('End');
      await maker.page.locator('textarea[name=vi]').pressSequentially(' .');
      await maker.page.waitForTimeout(500);
      expect(await foreign(maker), `${desk}, as it is typed`).toEqual([]);
      await isClean(maker, `${desk}/ban?so=2`);
      await isClean(operator, `/quan-tri/cau-chuyen/${stories[at]}`);
    }
  }, 300_000);
});
