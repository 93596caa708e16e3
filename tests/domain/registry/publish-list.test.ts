import { eq, sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { changedProducts, productLinks, products } from '#db/schema/catalogue.ts';
import { certificates, decisions, standings } from '#db/schema/certification.ts';
import { producers } from '#db/schema/producers.ts';
import { listRows, lists } from '#db/schema/registry.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import { referencePlaces } from '#src/domain/places/seed-places.ts';
import { checkDecisionList, checkShopList } from '#src/domain/registry/check-list.ts';
import {
  publishDecisionList,
  publishShopList,
  type PublishOptions,
} from '#src/domain/registry/publish-list.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { delimited, utf8, type CellValue } from '#tests/support/list-files.ts';
import { beforeAll, describe, expect, test } from '#tests/support/test.ts';

let places: Places;
beforeAll(async () => {
  const { units, former } = await referencePlaces();
  places = new Places(units, former);
});

const HEAD = [
  'STT',
  'Tên sản phẩm',
  'Chủ thể',
  'Địa chỉ',
  'Hạng sao',
  'Điểm',
  'Số QĐ',
  'Ngày QĐ',
  'Cơ quan ban hành',
];
const AT = 'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình';
const HONEY: CellValue[] = [
  1,
  'Mật ong Yên Thắng',
  'HTX Mật ong',
  AT,
  '3 sao',
  60,
  '12/QĐ-UBND',
  '05/06/2023',
  'UBND huyện Yên Mô',
];
const RICE: CellValue[] = [
  2,
  'Gạo nếp',
  'Hộ kinh doanh Lê Văn Gạo',
  AT,
  '4 sao',
  75,
  '345/QĐ-UBND',
  '01/07/2024',
  'UBND tỉnh Ninh Bình',
];

const file = (...rows: CellValue[][]) => utf8(delimited([HEAD, ...rows]));
const publish = (ctx: Context, bytes: Uint8Array, options: PublishOptions = {}) =>
  publishDecisionList(ctx, places, bytes, 'danh-sach.csv', options);
const check = async (ctx: Context, bytes: Uint8Array) =>
  (await checkDecisionList(ctx, places, bytes, 'danh-sach.csv')).sheets[0]!.rows;
const codes = (row: { findings: readonly { code: string }[] }) => row.findings.map(({ code }) => code);

/** Everything that the register holds, to be compared. */
const whole = async ({ db }: Context) => ({
  producers: await db.select().from(producers),
  products: await db.select().from(products),
  decisions: await db.select().from(decisions),
  certificates: await db.select().from(certificates),
  standings: await db.select().from(standings),
  facts: await db.select({ id: auditFacts.id }).from(auditFacts),
  lists: await db.select({ id: lists.id }).from(lists),
  points: await db.select().from(pointsOfSale),
});

describe('publishing a decision list', () => {
  test('puts its rows into the register, and the same file again changes nothing', async ({ ctx }) => {
    const first = await publish(ctx, file(HONEY, RICE));
    expect(first).toMatchObject({
      outcome: 'published',
      changes: {
        producers: { added: 2 },
        products: { added: 2 },
        decisions: { added: 2 },
        certificates: { added: 2 },
      },
    });
    const held = await whole(ctx);
    expect(
      held.products.map(({ name, slug, communeCode, productSet }) => [name, slug, communeCode, productSet]),
    ).toEqual([
      ['Mật ong Yên Thắng', 'mat-ong-yen-thang', '14725', 4],
      ['Gạo nếp', 'gao-nep', '14725', 3],
    ]);
    expect(
      held.decisions.map(({ number, issuer, issuerLevel, issuedOn, ruleSet, provinceCode }) => [
        number,
        issuer,
        issuerLevel,
        issuedOn,
        ruleSet,
        provinceCode,
      ]),
    ).toEqual([
      ['12/QĐ-UBND', 'UBND huyện Yên Mô', 'district', '2023-06-05', '148/QĐ-TTg', '37'],
      ['345/QĐ-UBND', 'UBND tỉnh Ninh Bình', 'province', '2024-07-01', '148/QĐ-TTg', '37'],
    ]);
    const again = await publish(ctx, file(HONEY, RICE));
    expect(again).toMatchObject({ outcome: 'published', changes: { total: 0 } });
    expect(await whole(ctx)).toEqual(held);
    expect((await check(ctx, file(HONEY, RICE))).map(({ match }) => match)).toEqual(['same', 'same']);
  });

  test('a fact is written down for each change, and indexes and pages hear of it', async ({ ctx }) => {
    await publish(ctx, file(HONEY));
    const facts = await ctx.db.select().from(auditFacts).orderBy(auditFacts.id);
    expect(facts.map(({ kind }) => kind)).toEqual([
      'producer.recorded',
      'product.recorded',
      'decision.recorded',
      'certificate.recorded',
    ]);
    expect(facts[1]).toMatchObject({
      actor: 'system:test',
      reason: 'danh-sach.csv',
      after: { name: 'Mật ong Yên Thắng' },
    });
    expect(await ctx.db.$count(changedProducts)).toBe(1);
  });

  test('one error keeps the whole list out', async ({ ctx }) => {
    const before = await whole(ctx);
    const refused = await publish(
      ctx,
      file(HONEY, [2, null, 'HTX Khác', AT, '3 sao', 60, '1/QĐ-UBND', '05/06/2023', '']),
    );
    expect(refused.outcome).toBe('refused');
    expect(await whole(ctx)).toEqual(before);
  });

  test('only the good rows, and the others are kept with what was found', async ({ ctx }) => {
    const bytes = file(HONEY, [2, 'Gạo', 'HTX Khác', AT, '2 sao', 40, '1/QĐ-UBND', '05/06/2023', '']);
    expect(await publish(ctx, bytes, { onlyGood: true })).toMatchObject({
      outcome: 'published',
      list: { summary: { rows: 2, good: 1 } },
    });
    expect(await ctx.db.$count(products)).toBe(1);
    const rows = await ctx.db.select().from(listRows).orderBy(listRows.line);
    expect(rows.map(({ line, outcome, productId }) => [line, outcome, productId !== null])).toEqual([
      [2, 'published', true],
      [3, 'kept', false],
    ]);
    expect(rows[1]?.findings).toMatchObject([{ code: 'stars_not_certified' }]);
    const [kept] = await ctx.db.select({ bytes: lists.bytes }).from(lists);
    expect(Buffer.from(kept!.bytes).equals(Buffer.from(bytes))).toBe(true);
  });

  test('a product that a later list does not name stays', async ({ ctx }) => {
    await publish(ctx, file(HONEY, RICE));
    await publish(
      ctx,
      file(RICE, [
        3,
        'Khoai',
        'HTX Khoai',
        AT,
        '3 sao',
        55,
        '345/QĐ-UBND',
        '01/07/2024',
        'UBND tỉnh Ninh Bình',
      ]),
    );
    expect(
      (await ctx.db.select({ name: products.name }).from(products)).map(({ name }) => name).sort(),
    ).toEqual(['Gạo nếp', 'Khoai', 'Mật ong Yên Thắng']);
  });

  test('a new decision for a known product is history: renewed, then upgraded', async ({ ctx }) => {
    await publish(ctx, file(HONEY));
    const renewed = file([
      1,
      'Mật ong Yên Thắng',
      'Hợp tác xã Mật ong',
      AT,
      '3 sao',
      62,
      '99/QĐ-UBND',
      '01/03/2025',
      'UBND tỉnh Ninh Bình',
    ]);
    expect((await check(ctx, renewed))[0]?.match).toBe('renewal');
    await publish(ctx, renewed);
    const upgraded = file([
      1,
      'Mật ong Yên Thắng',
      'HTX Mật ong',
      AT,
      '4 sao',
      72,
      '100/QĐ-UBND',
      '01/12/2025',
      'UBND tỉnh Ninh Bình',
    ]);
    expect((await check(ctx, upgraded))[0]?.match).toBe('upgrade');
    await publish(ctx, upgraded);
    expect(await ctx.db.$count(products)).toBe(1);
    const held = await ctx.db.select().from(certificates).orderBy(certificates.issuedOn);
    expect(held.map(({ stars, kind, issuedOn }) => [stars, kind, issuedOn])).toEqual([
      [3, 'first', '2023-06-05'],
      [3, 'renewal', '2025-03-01'],
      [4, 'upgrade', '2025-12-01'],
    ]);
    const governing = await ctx.db.execute(
      sql`select status, stars from standings where governs and '2026-03-15' between from_day and until_day`,
    );
    expect([...governing]).toEqual([{ status: 'valid', stars: 4 }]);
  });

  test('two products of one name from two producers are two; one producer written two ways is one', async ({
    ctx,
  }) => {
    await publish(
      ctx,
      file(
        [1, 'Gạo nếp', 'HTX Một', AT, '3 sao', 60, '12/QĐ-UBND', '05/06/2023', 'UBND huyện Yên Mô'],
        [2, 'Gạo nếp', 'HTX Hai', AT, '3 sao', 60, '12/QĐ-UBND', '05/06/2023', 'UBND huyện Yên Mô'],
        [
          3,
          'Gạo tẻ',
          'Hợp tác xã Một',
          AT,
          '3 sao',
          60,
          '12/QĐ-UBND',
          '05/06/2023',
          'Ủy ban nhân dân huyện Yên Mô',
        ],
        [4, 'Mứt dừa', 'HTX Một', AT, '3 sao', 60, '12/QĐ-UBND', '05/06/2023', 'UBND huyện Yên Mô'],
        [
          5,
          'Mứt dứa',
          'HTX Một'.normalize('NFD'),
          AT,
          '3 sao',
          60,
          '12/QĐ-UBND',
          '05/06/2023',
          'UBND huyện Yên Mô',
        ],
      ),
    );
    expect(await ctx.db.$count(products)).toBe(5);
    expect(await ctx.db.$count(producers)).toBe(2);
    expect(await ctx.db.$count(decisions)).toBe(1);
    expect(
      new Set((await ctx.db.select({ slug: products.slug }).from(products)).map(({ slug }) => slug)).size,
    ).toBe(5);
  });

  test('the household of one name in another commune is another', async ({ ctx }) => {
    const other = 'xã Yên Từ, huyện Yên Mô, tỉnh Ninh Bình';
    const rows = (): CellValue[][] => [
      [
        1,
        'Giò lụa',
        'Hộ kinh doanh Nguyễn Thị Bến',
        AT,
        '3 sao',
        60,
        '12/QĐ-UBND',
        '05/06/2023',
        'UBND huyện Yên Mô',
      ],
      [
        2,
        'Giò lụa',
        'Hộ kinh doanh Nguyễn Thị Bến',
        other,
        '3 sao',
        60,
        '12/QĐ-UBND',
        '05/06/2023',
        'UBND huyện Yên Mô',
      ],
    ];
    await publish(ctx, file(...rows()));
    expect(await ctx.db.$count(producers)).toBe(2);
    expect(await publish(ctx, file(...rows()))).toMatchObject({ changes: { total: 0 } });
  });

  test('stars without a decision are kept as a claim without any status; a score alone is nothing', async ({
    ctx,
  }) => {
    await publish(
      ctx,
      file(
        [1, 'Cá kho', 'HTX Cá', AT, '4 sao', null, null, null, null],
        [2, 'Tôm chua', 'HTX Tôm', AT, null, 73, null, null, null],
      ),
    );
    expect((await ctx.db.select().from(standings)).map(({ status, governs }) => [status, governs])).toEqual([
      ['unknown', true],
    ]);
    expect(await ctx.db.$count(certificates)).toBe(1);
    expect(await ctx.db.$count(products)).toBe(2);
    const decided = file([
      1,
      'Cá kho',
      'HTX Cá',
      AT,
      '4 sao',
      71,
      '8/QĐ-UBND',
      '02/02/2025',
      'UBND tỉnh Ninh Bình',
    ]);
    expect((await check(ctx, decided))[0]?.match).toBe('changed');
    await publish(ctx, decided);
    expect(
      (await ctx.db.select().from(certificates)).map(({ stars, issuedOn }) => [stars, issuedOn]),
    ).toEqual([[4, '2025-02-02']]);
  });

  test('a decision whose day comes later gives it to all it recognised', async ({ ctx }) => {
    const undated = (row: CellValue[]) => row.map((cell, column) => (column === 7 ? null : cell));
    const same = [2, 'Trà', 'HTX Trà', AT, '3 sao', 60, '12/QĐ-UBND', '05/06/2023', 'UBND huyện Yên Mô'];
    await publish(ctx, file(undated(HONEY), undated(same)));
    expect((await ctx.db.select().from(certificates)).map(({ issuedOn }) => issuedOn)).toEqual([null, null]);
    await publish(ctx, file(HONEY));
    expect(
      (await ctx.db.select().from(certificates)).map(({ issuedOn, ruleSet }) => [issuedOn, ruleSet]),
    ).toEqual([
      ['2023-06-05', '148/QĐ-TTg'],
      ['2023-06-05', '148/QĐ-TTg'],
    ]);
    expect(await ctx.db.$count(decisions)).toBe(1);
    // The older file again takes nothing away.
    expect(await publish(ctx, file(undated(HONEY), undated(same)))).toMatchObject({ changes: { total: 0 } });
  });

  test('a decision of the same number from another year gives its day to nobody else', async ({ ctx }) => {
    await publish(ctx, file(HONEY.map((cell, column) => (column === 7 ? null : cell))));
    await publish(
      ctx,
      file([1, 'Cốm', 'HTX Cốm', AT, '3 sao', 60, '12/QĐ-UBND', '05/06/2024', 'UBND huyện Yên Mô']),
    );
    const held = await ctx.db.select().from(certificates).orderBy(certificates.issuedOn);
    expect(held.map(({ issuedOn }) => issuedOn)).toEqual(['2024-06-05', null]);
    expect(await ctx.db.$count(decisions)).toBe(2);
    // When its own day turns out to be that day, the two become one.
    await publish(ctx, file(HONEY.map((cell, column) => (column === 7 ? '05/06/2024' : cell))));
    const days = (await ctx.db.select().from(certificates)).map(({ issuedOn }) => issuedOn);
    expect(days).toEqual(['2024-06-05', '2024-06-05']);
  });

  test('a barcode that two rows of one list share stays with the first', async ({ ctx }) => {
    const rows = [
      ['TT', 'Tên sản phẩm', 'Chủ thể', 'Sao', 'Mã vạch'],
      [1, 'Gạo', 'HTX Một', 3, '8934588012112'],
      [2, 'Gạo', 'HTX Hai', 3, '8934588012112'],
    ];
    expect(await publish(ctx, utf8(delimited(rows)))).toMatchObject({ outcome: 'published' });
    const gtins = (await ctx.db.select({ gtin: products.gtin }).from(products)).map(({ gtin }) => gtin);
    expect(gtins.sort()).toEqual(['08934588012112', null]);
  });

  test('the rules are asked again when publishing: what another list has changed is seen', async ({
    ctx,
  }) => {
    expect((await check(ctx, file(HONEY)))[0]?.match).toBe('new');
    await publish(ctx, file(HONEY, RICE));
    const published = await publish(ctx, file(HONEY));
    expect(published.list.sheets[0]?.rows[0]?.match).toBe('same');
  });
});

/** Row, and all that is found in it. */
const FOUND: [why: string, row: CellValue[], codes: string[]][] = [
  [
    'points below the band',
    [1, 'A a', 'HTX X', AT, '4 sao', '69,9', '1/QĐ-UBND', '1/2/2025', 'UBND tỉnh Ninh Bình'],
    ['points_below_stars'],
  ],
  [
    'four stars by a district',
    [1, 'A a', 'HTX X', AT, '4 sao', 75, '1/QĐ-UBND', '1/2/2024', 'UBND huyện Yên Mô'],
    ['stars_not_theirs_to_give'],
  ],
  [
    'five stars by a province',
    [1, 'A a', 'HTX X', AT, '5 sao', 91, '1/QĐ-UBND', '1/2/2024', 'UBND tỉnh Ninh Bình'],
    ['stars_not_theirs_to_give'],
  ],
  [
    'three stars by a district when districts could',
    [1, 'A a', 'HTX X', AT, '3 sao', 55, '1/QĐ-UBND', '1/2/2024', 'UBND huyện Yên Mô'],
    [],
  ],
  [
    'three stars by a district after they could',
    [1, 'A a', 'HTX X', AT, '3 sao', 55, '1/QĐ-UBND', '1/9/2025', 'UBND huyện Yên Mô'],
    ['stars_not_theirs_to_give'],
  ],
  [
    'a day that lies ahead',
    [1, 'A a', 'HTX X', AT, '3 sao', 55, '1/QĐ-UBND', '1/9/2026', 'UBND tỉnh Ninh Bình'],
    ['decision_date_future'],
  ],
  [
    'a day before the programme',
    [1, 'A a', 'HTX X', AT, '3 sao', 55, '1/QĐ-UBND', '1/9/2015', 'UBND tỉnh Ninh Bình'],
    ['decision_date_too_early'],
  ],
  [
    'a place that was divided',
    [
      1,
      'A a',
      'HTX X',
      'xã Đức Hòa, huyện Sóc Sơn, Hà Nội',
      '3 sao',
      55,
      '1/QĐ-UBND',
      '1/9/2024',
      'UBND huyện Sóc Sơn',
    ],
    [],
  ],
  [
    'a place that never was',
    [1, 'A a', 'HTX X', 'xã Không Đâu, tỉnh Ninh Bình', '3 sao', 55, '1/QĐ-UBND', '1/9/2024', 'UBND huyện X'],
    ['place_unknown'],
  ],
  [
    'no producer, no stars',
    [1, 'A a', null, AT, null, null, null, null, null],
    ['producer_missing', 'stars_missing'],
  ],
  [
    'spirit without its degree',
    [1, 'Rượu nếp', 'HTX X', AT, '3 sao', 55, '1/QĐ-UBND', '1/9/2024', 'UBND huyện X'],
    ['alcohol_degree_missing'],
  ],
  [
    'spirit with its degree in its name',
    [1, 'Rượu nếp 29 độ', 'HTX X', AT, '3 sao', 55, '1/QĐ-UBND', '1/9/2024', 'UBND huyện X'],
    [],
  ],
];

test('two who publish the same list at once publish it once', async ({ own: { ctx } }) => {
  const both = await Promise.all([publish(ctx, file(HONEY, RICE)), publish(ctx, file(HONEY, RICE))]);
  const totals = both.map((one) => (one.outcome === 'published' ? one.changes.total : -1));
  expect(totals.sort()).toEqual([0, 8]);
  expect(await ctx.db.$count(products)).toBe(2);
});

test('rows are held against the rules of their day', async ({ ctx }) => {
  for (const [why, row, expected] of FOUND)
    expect(codes((await check(ctx, file(row)))[0]!), why).toEqual(expected);
});

test('a term that is not 36 months', async ({ ctx }) => {
  const rows = await check(
    ctx,
    utf8(
      delimited([
        ['TT', 'Tên sản phẩm', 'Chủ thể', 'Địa chỉ', 'Sao', 'Số QĐ', 'Ngày QĐ', 'Hiệu lực đến'],
        [1, 'Gạo A', 'HTX X', AT, 3, '1/QĐ-UBND', '05/06/2024', '05/06/2027'],
        [2, 'Gạo B', 'HTX X', AT, 3, '1/QĐ-UBND', '05/06/2024', '04/06/2027'],
        [3, 'Gạo C', 'HTX X', AT, 3, '1/QĐ-UBND', '05/06/2024', '36 tháng'],
        [4, 'Gạo D', 'HTX X', AT, 3, '1/QĐ-UBND', '05/06/2024', '05/06/2026'],
        [5, 'Gạo E', 'HTX X', AT, 3, '1/QĐ-UBND', '05/06/2024', '05/06/2029'],
      ]),
    ),
  );
  expect(rows.map(codes)).toEqual([[], [], [], ['valid_until_differs'], ['valid_until_too_late']]);
});

test('one product twice: said again is a doubt, said otherwise an error', async ({ ctx }) => {
  const row = (name: string, stars: string, note: string): CellValue[] => [
    1,
    name,
    'HTX X',
    AT,
    stars,
    null,
    '1/QĐ-UBND',
    '05/06/2024',
    `UBND huyện Yên Mô${note}`,
  ];
  const rows = await check(
    ctx,
    file(
      row('Gạo A', '3 sao', ''),
      row('Gạo A', '3 sao', '.'),
      row('Gạo B', '3 sao', ''),
      row('Gạo B', '4 sao', ''),
    ),
  );
  expect(rows.map(codes)).toEqual([
    [],
    ['row_repeated'],
    ['rows_differ_in_stars'],
    expect.arrayContaining(['rows_differ_in_stars']),
  ]);
});

test('a name close to a known one of the same producer is asked about', async ({ ctx }) => {
  await publish(ctx, file(HONEY));
  const [row] = await check(
    ctx,
    file([
      1,
      'Mật ong Yên Thăng',
      'HTX Mật ong',
      AT,
      '3 sao',
      60,
      '12/QĐ-UBND',
      '05/06/2023',
      'UBND huyện Yên Mô',
    ]),
  );
  expect(row).toMatchObject({
    match: 'new',
    findings: [{ code: 'similar_product', details: { name: 'Mật ong Yên Thắng' } }],
  });
});

describe('lists of places to sell and of goods on sale', () => {
  const SHOPS = utf8(
    delimited([
      ['TT', 'Tên điểm bán', 'Địa chỉ', 'Điện thoại', 'Giờ mở cửa', 'Vĩ độ', 'Kinh độ'],
      [
        1,
        'Cửa hàng OCOP Yên Mô',
        'Thôn 1, xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình',
        '0974488888',
        '7h30 - 17h',
        '20.15',
        '105.97',
      ],
      [2, 'Siêu thị GO! Ninh Bình', 'tỉnh Ninh Bình', null, null, null, null],
    ]),
  );

  test('places to sell are put in once and brought up to date', async ({ ctx }) => {
    const publishShops = (bytes: Uint8Array) => publishShopList(ctx, places, bytes, 'diem-ban.csv');
    expect(await publishShops(SHOPS)).toMatchObject({
      outcome: 'published',
      changes: { pointsOfSale: { added: 2 } },
    });
    const [shop, market] = await ctx.db.select().from(pointsOfSale).orderBy(pointsOfSale.name);
    expect(shop).toMatchObject({
      slug: 'cua-hang-ocop-yen-mo',
      kind: 'shop',
      communeCode: '14725',
      phone: '+84974488888',
      latitude: 20.15,
    });
    expect(shop?.openingHours?.[0]).toEqual([[450, 1020]]);
    expect(market?.kind).toBe('supermarket');
    expect(await publishShops(SHOPS)).toMatchObject({ changes: { total: 0 } });
    const moved = utf8(new TextDecoder().decode(SHOPS).replace('0974488888', '0912345678'));
    expect(await publishShops(moved)).toMatchObject({ changes: { total: 1, pointsOfSale: { changed: 1 } } });
    const checked = await checkShopList(ctx, places, moved, 'diem-ban.csv');
    expect(checked.sheets[0]?.shops.map(({ match }) => match)).toEqual(['same', 'same']);
  });

  test("a seller's stars are a claim: never a certificate in force", async ({ ctx }) => {
    const goods = utf8(
      delimited([
        ['tên hàng', 'bán bởi', 'xuất xứ', 'giá', 'ocop', 'link'],
        ['Khô cá lóc (gói 500g)', 'Sạp khô', 'Đồng Tháp', '115.000đ', '4*', 'https://example.vn/1'],
      ]),
    );
    await publishShopList(ctx, places, goods, 'gian-hang.csv');
    const [product] = await ctx.db.select().from(products);
    expect(product).toMatchObject({ price: 115_000, pack: 'gói 500g', producerId: null, provinceCode: '82' });
    expect(await ctx.db.select().from(productLinks)).toMatchObject([
      { url: 'https://example.vn/1', seller: 'Sạp khô', price: 115_000 },
    ]);
    expect((await ctx.db.select().from(standings)).map(({ status }) => status)).toEqual(['unknown']);
    expect(await publishShopList(ctx, places, goods, 'gian-hang.csv')).toMatchObject({
      changes: { total: 0 },
    });
    const [link] = await ctx.db.select().from(productLinks);
    const later: typeof ctx = { ...ctx, now: new Date(ctx.now.getTime() + 90 * 86_400_000) };
    const dearer = utf8(new TextDecoder().decode(goods).replace('115.000', '125.000'));
    await publishShopList(later, places, dearer, 'gian-hang.csv');
    expect(
      await ctx.db.select({ price: products.price }).from(products).where(eq(products.id, product!.id)),
    ).toEqual([{ price: 125_000 }]);
    // Known to be sold there since the first list, and seen there on the day of the last.
    expect(link).toMatchObject({ firstSeenOn: dayInVietnam(ctx.now), seenOn: dayInVietnam(ctx.now) });
    expect(await ctx.db.select().from(productLinks)).toMatchObject([
      { price: 125_000, firstSeenOn: link!.firstSeenOn, seenOn: dayInVietnam(later.now) },
    ]);
  });
});

test('a list that takes recognition away is never published as one that gives it', async ({ ctx }) => {
  const bytes = utf8(
    delimited([
      ['DANH SÁCH THU HỒI GIẤY CHỨNG NHẬN OCOP', '', ''],
      ['(Kèm theo Quyết định số 77/QĐ-UBND ngày 01/02/2026 của UBND tỉnh Ninh Bình)', '', ''],
      ['TT', 'Sản phẩm', 'Hạng sao'],
      [1, 'Mật ong Yên Thắng', '3 sao'],
    ]),
  );
  expect(codes((await check(ctx, bytes))[0]!)).toContain('list_revokes');
  expect((await publish(ctx, bytes)).outcome).toBe('refused');
  expect((await publish(ctx, bytes, { onlyGood: true })).outcome).not.toBe('published');
  expect(await ctx.db.$count(certificates)).toBe(0);
});

test('a day that no calendar has is told, also where it stands beside the number', async ({ ctx }) => {
  const bytes = utf8(
    delimited([
      ['TT', 'Sản phẩm', 'Hạng sao', 'Quyết định'],
      [1, 'Mật ong', '3 sao', 'QĐ 99/QĐ-UBND ngày 31/02/2024'],
      [2, 'Gạo nếp', '3 sao', 'QĐ 99/QĐ-UBND ngày 28/02/2024'],
    ]),
  );
  const [bad, good] = await check(ctx, bytes);
  expect(codes(bad!)).toContain('decision_date_unreadable');
  expect(codes(good!)).not.toContain('decision_date_unreadable');
});

test('a row without an address is of the province of whoever issued the decision', async ({ ctx }) => {
  const bytes = utf8(
    delimited([
      ['TT', 'Sản phẩm', 'Hạng sao', 'Cơ quan công nhận'],
      [1, 'Bánh đa nem', '3 sao', 'UBND huyện Thạch Hà'],
      [2, 'Gạo nếp', '4 sao', 'UBND tỉnh Nam Định'],
      [3, 'Chả mực', '5 sao', 'Bộ Nông nghiệp và Môi trường'],
    ]),
  );
  const rows = await check(ctx, bytes);
  expect(rows.map(({ place }) => place.province)).toEqual(['42', '37', null]);
  expect(rows.every((row) => codes(row).includes('place_missing'))).toBe(true);
});
