import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { NO_FILTERS, type ProductQuery, type ProductSearch } from '#src/domain/search/product-search.ts';
import { addDays } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { CORPUS } from '#tests/fixtures/search-corpus.ts';
import { anOffer, aShop } from '#tests/support/shop.ts';
import { fillRegister } from '#tests/support/search-register.ts';
import {
  afterAll,
  beforeAll,
  describe,
  expect,
  ownDatabase,
  test,
  TODAY,
  type OwnDatabase,
} from '#tests/support/test.ts';

export const asked: ProductQuery = {
  q: '',
  filters: NO_FILTERS,
  sort: 'relevance',
  page: 1,
  perPage: 24,
  day: TODAY,
  withAlcohol: false,
};

/** What every engine has to do, whatever finds the words. `open` is called once, on a filled register. */
export function searchContract(
  engine: string,
  open: (sql: postgres.Sql) => Promise<{ search: ProductSearch; close?: () => Promise<void> }>,
): void {
  describe(engine, () => {
    let database: OwnDatabase & { drop: () => Promise<void> };
    let search: ProductSearch;
    let close: (() => Promise<void>) | undefined;
    let ids: string[] = [];
    beforeAll(async () => {
      database = await ownDatabase();
      ids = await fillRegister(database.sql, CORPUS);
      ({ search, close } = await open(database.sql));
      await search.rebuild();
    });
    afterAll(async () => {
      await close?.();
      await database.drop();
    });
    const ask = (query: Partial<ProductQuery>) => search.search({ ...asked, ...query });
    const names = async (query: Partial<ProductQuery>) => (await ask(query)).items.map(({ name }) => name);
    const alcohol = CORPUS.filter(({ set }) => set === 14 || set === 15).length;

    test('without words everything is listed, those in force with most stars first, and each page goes on', async () => {
      const first = await ask({});
      expect(first.total).toBe(CORPUS.length - alcohol);
      expect(first.items[0]).toMatchObject({ stars: 5 });
      const pages = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((page) => ask({ page })));
      const all = pages.flatMap(({ items }) => items.map(({ id }) => id));
      expect(new Set(all).size).toBe(first.total);
      expect(all).toHaveLength(first.total);
      const stars = pages.flatMap(({ items }) => items.map((item) => item.stars ?? 0));
      expect(stars).toEqual(stars.toSorted((a, b) => b - a));
      expect((await search.stats()).documents).toBe(CORPUS.length);
      expect(await search.health()).toBe('ok');
    });

    test('each facet counts what a click on it would give', async () => {
      const filters = { ...NO_FILTERS, provinces: ['22'], stars: [4 as const] };
      const { facets, total } = await ask({ filters });
      expect(facets.provinces.find(({ value }) => value === '22')?.count).toBe(total);
      for (const { value, count } of facets.provinces.slice(0, 4)) {
        expect((await ask({ filters: { ...filters, provinces: [value] } })).total).toBe(count);
      }
      for (const { value, count } of facets.stars)
        expect((await ask({ filters: { ...filters, stars: [value] } })).total).toBe(count);
      for (const { value, count } of facets.groups)
        expect((await ask({ filters: { ...filters, groups: [value] } })).total).toBe(count);
      for (const { value, count } of facets.sets)
        expect((await ask({ filters: { ...filters, sets: [value] } })).total).toBe(count);
      for (const { value, count } of facets.communes)
        expect((await ask({ filters: { ...filters, communes: [value] } })).total).toBe(count);
      for (const { value, count } of facets.standings)
        expect((await ask({ filters: { ...filters, standings: [value] } })).total).toBe(count);
    });

    test('stars and statuses are those of the day asked, past and future', async () => {
      const stood = async (day: ProductQuery['day'], standing: 'in_force' | 'expired' | 'expiring') =>
        (await ask({ day, filters: { ...NO_FILTERS, standings: [standing] } })).total;
      const lapsed = CORPUS.filter(
        ({ set, issuedOn }) => issuedOn === '2022-05-05' && set !== 14 && set !== 15,
      ).length;
      expect(await stood(TODAY, 'expired')).toBe(lapsed);
      expect(await stood('2025-05-05', 'expired')).toBe(0);
      expect(await stood('2025-05-05', 'in_force')).toBe(CORPUS.length - alcohol);
      expect(await stood('2025-05-06', 'in_force')).toBe(CORPUS.length - alcohol - lapsed);
      expect(await stood('2027-09-10', 'expiring')).toBe(CORPUS.length - alcohol - lapsed);
      expect(await stood('2027-09-11', 'in_force')).toBe(0);
      const [card] = (await ask({ q: 'Chả mực Hạ Long Thoan', day: '2027-09-11' })).items;
      expect(card).toMatchObject({ stars: null, pastStars: 5, status: 'expired' });
    });

    test('alcohol is there for those who declared their age, and nowhere else', async () => {
      const hidden = await ask({ q: 'rượu nếp' });
      expect(hidden).toMatchObject({ total: 0, items: [], alcoholHidden: true });
      expect(Object.values(hidden.facets).every((counts) => counts.length === 0)).toBe(true);
      expect(
        (await names({ q: 'rượu nếp', withAlcohol: true }))
          .slice(0, 3)
          .every((name) => name.startsWith('Rượu nếp')),
      ).toBe(true);
      expect((await ask({ q: 'mật ong' })).alcoholHidden).toBe(false);
      const suggested = await search.suggest('ruou', { day: TODAY, withAlcohol: false, most: 8 });
      expect(suggested.filter(({ kind, text }) => kind !== 'place' && /rượu/i.test(text))).toEqual([]);
    });

    test('accents that were typed rank, folded words find', async () => {
      for (const [q, first] of [
        ['dừa', /[Dd]ừa/],
        ['dứa', /[Dd]ứa|[Kk]hóm/],
        ['dưa', /^Dưa/],
        ['mắm', /[Mm]ắm/],
      ] as const) {
        const found = await names({ q });
        expect(
          found.slice(0, 3).every((name) => first.test(name)),
          `${q}: ${found.slice(0, 3).join(', ')}`,
        ).toBe(true);
      }
      const folded = await names({ q: 'dua' });
      for (const word of ['Dừa', 'Dứa', 'Dưa'])
        expect(
          folded.some((name) => name.includes(word)),
          word,
        ).toBe(true);
    });

    test.for([
      ['nuoc mam', /^Nước mắm/],
      ['nuocmam', /^Nước mắm/],
      ['nuoc nam', /^Nước mắm/],
      ['nuowcs mawms', /^Nước mắm/],
      ['nuoc71 mam81', /^Nước mắm/],
      ['matong rung', /^Mật ong rừng/],
      ['ST-25', /^Gạo ST25/],
      ['tỏi lí sơn', /^Tỏi Lý Sơn/],
      ['fish sauce', /^Nước mắm/],
      ['heo', /[Ll]ợn|heo/],
      ['du lich ban lac', /Bản Lác/],
      ['hao dat', /^Chè/],
      ['ca phe', /^Cà phê/],
      ['Mu\u031bo\u031b\u0301p đắng', /Mướp đắng|khổ qua/],
    ] as const)('"%s" is understood', async ([q, first]) => {
      expect((await names({ q }))[0]).toMatch(first);
    });

    test('stars, prices and provinces in the words are filters', async () => {
      const stars = await ask({ q: 'quang ninh 4 sao' });
      expect(stars.understood).toMatchObject({ stars: [4], provinces: ['22'] });
      expect(stars.items.every(({ stars, place }) => stars === 4 && place.provinceCode === '22')).toBe(true);
      expect(stars.total).toBeGreaterThan(3);
      const prices = await ask({ q: 'mật ong dưới 200k' });
      expect(prices.understood.priceTo).toBe(200_000);
      expect(prices.items.length).toBeGreaterThan(2);
      expect(prices.items.every(({ price }) => price !== null && price <= 200_000)).toBe(true);
    });

    test('a place is named above its goods, by its old name too', async () => {
      const present = await ask({ q: 'muong khuong' });
      expect(present.places[0]).toMatchObject({ provinceCode: '15', communeCode: '02761', formerName: null });
      expect(present.items.length).toBeGreaterThan(0);
      expect(present.items.every(({ place }) => place.communeCode === '02761')).toBe(true);
      const old = await ask({ q: 'ruou nep ky son', withAlcohol: true });
      expect(old.places[0]).toMatchObject({ communeCode: '11503', formerName: 'Kỳ Sơn' });
      expect(old.items[0]?.name).toBe('Rượu nếp men lá Kỳ Sơn');
    });

    test('what was read instead is said, and not done when the words are to be taken as they stand', async () => {
      expect((await ask({ q: 'nuoc nam' })).corrected).toBe('nước mắm');
      expect((await ask({ q: 'nước mắm' })).corrected).toBeNull();
      expect((await ask({ q: 'ruuo ngo', exactly: true, withAlcohol: true })).corrected).toBeNull();
    });

    test('a code finds its product however it is written; with one letter wrong nothing like it', async () => {
      const { certificate, gtin, name } = CORPUS[5]!;
      for (const q of [
        certificate!,
        certificate!.replaceAll('-', ''),
        certificate!.toLowerCase().replaceAll('-', ' '),
        gtin!,
        gtin!.slice(1),
      ]) {
        expect(await names({ q }), q).toEqual([name]);
      }
      const wrong = await ask({ q: certificate!.replace(/.$/, '9').replace('2024', '2034') });
      expect(wrong).toMatchObject({ total: 0, items: [], code: { isKnown: false } });
      expect((await ask({ q: '8931111111111' })).code).not.toBeNull();
    });

    test.for([
      '',
      '   ',
      '🍯🍯',
      'a'.repeat(200),
      'mật '.repeat(80),
      '"nước mắm',
      "d'",
      '-mắm',
      '\\',
      '%_*',
      "');--",
      '(((',
      '& | !',
      ':*',
      '\u0000x',
      '<script>',
      'ĐƯỜNG',
    ])('whatever is typed, an answer comes: %j', async (q) => {
      const answer = await ask({ q });
      expect(answer.page).toBe(1);
      expect(answer.items.length).toBeLessThanOrEqual(24);
      await search.suggest(q, { day: TODAY, withAlcohol: false, most: 8 });
    });

    test('goods can be put in order of price, name and age', async () => {
      const prices = (await ask({ sort: 'price_up', perPage: 100 })).items.map(
        ({ price }) => price ?? Infinity,
      );
      expect(prices).toEqual(prices.toSorted((a, b) => a - b));
      expect((await names({ sort: 'name', perPage: 5 }))[0]).toMatch(/^(B|Ă|A)/);
      expect(await names({ q: 'chè shan tuyết', sort: 'price_up' })).toEqual([
        'Chè Shan tuyết Cao Bồ',
        'Chè Shan tuyết Suối Giàng',
      ]);
      expect((await names({ q: 'chè shan tuyết', sort: 'price_down' }))[0]).toBe('Chè Shan tuyết Suối Giàng');
      expect((await ask({ sort: 'newest' })).total).toBe(CORPUS.length - alcohol);
    });

    test('a changed product is found as it is now, a withdrawn one no longer', async () => {
      const [id] = ids;
      await database.sql`update products set name = 'Mắm rươi Tứ Kỳ' where id = ${id!}`;
      await search.index([id!, 'zzzzzzzzzzzz']);
      expect((await names({ q: 'mắm rươi' }))[0]).toBe('Mắm rươi Tứ Kỳ');
      expect(await names({ q: 'nước mắm cát hải' })).not.toContain('Nước mắm Cát Hải');
      await database.sql`update products set withdrawn_on = '2026-01-01' where id = ${id!}`;
      await search.index([id!]);
      await search.index([id!]);
      expect(await names({ q: 'mắm rươi' })).not.toContain('Mắm rươi Tứ Kỳ');
      expect((await search.stats()).documents).toBe(CORPUS.length - 1);
      await database.sql`update products set withdrawn_on = null, name = ${CORPUS[0]!.name} where id = ${id!}`;
      await search.index([id!]);
      expect((await search.stats()).documents).toBe(CORPUS.length);
    });

    test('what can be ordered today is found as such, on the days on which it is there', async () => {
      const ctx: Context = {
        db: drizzle(database.sql),
        now: new Date(`${TODAY}T03:00:00Z`),
        actor: { kind: 'system', task: 'test' },
      };
      const some = (await ask({ q: 'mật ong' })).items.slice(0, 3);
      const [there, season, soldOut] = some.map(({ id }) => id) as [string, string, string];
      const sell = async (productId: string, given: Parameters<typeof anOffer>[1]) => {
        const producerId = some.find(({ id }) => id === productId)!.producer!.id;
        await aShop(ctx, { producerId }).catch(() => {});
        return anOffer(ctx, { producerId, productId, ...given });
      };
      await sell(there, { stock: 2 });
      await sell(season, { stock: 2, sellsFrom: addDays(TODAY, 10), sellsUntil: addDays(TODAY, 20) });
      await sell(soldOut, { stock: 0 });
      await search.index(some.map(({ id }) => id));
      const found = async (day: ProductQuery['day'], q = '') =>
        (await ask({ q, day, filters: { ...NO_FILTERS, inStock: true } })).items
          .map(({ id }) => id)
          .toSorted();
      expect(await found(TODAY)).toEqual([there]);
      expect(await found(TODAY, 'mật ong')).toEqual([there]);
      expect(await found(addDays(TODAY, 10))).toEqual([there, season].toSorted());
      expect(await found(addDays(TODAY, 21))).toEqual([there]);
      expect((await ask({ filters: { ...NO_FILTERS, inStock: true } })).total).toBe(1);
      const cards = (await ask({ q: 'mật ong' })).items;
      const stockOf = (id: string) => cards.find((card) => card.id === id)?.stock;
      expect([there, season, soldOut].map(stockOf)).toEqual(['in', 'out', 'out']);
      expect(cards.filter(({ stock }) => stock === null)).toHaveLength(cards.length - 3);
    });

    test('while one types, goods and places are offered', async () => {
      const goods = await search.suggest('mật o', { day: TODAY, withAlcohol: false, most: 8 });
      expect(goods.length).toBeLessThanOrEqual(8);
      expect(goods.some(({ kind, text }) => kind === 'product' && text.startsWith('Mật ong'))).toBe(true);
      const places = await search.suggest('muong khuong', { day: TODAY, withAlcohol: false, most: 8 });
      expect(places.some(({ kind }) => kind === 'place')).toBe(true);
    });
  });
}
