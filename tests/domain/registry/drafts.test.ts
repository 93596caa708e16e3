import { eq, sql } from 'drizzle-orm';
import { users } from '#db/schema/accounts.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { productLinks, products } from '#db/schema/catalogue.ts';
import { certificates, standings } from '#db/schema/certification.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import { referencePlaces } from '#src/domain/places/seed-places.ts';
import type { Person, Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import {
  changeDraft,
  checkDraft,
  draftAgain,
  draftById,
  draftsWithin,
  fileOfDraft,
  keptRows,
  publishDraft,
  putDraftAside,
  seeDraft,
  sendDraft,
} from '#src/domain/registry/drafts.ts';
import { undoPublication } from '#src/domain/registry/undo-list.ts';
import { listsWaiting } from '#src/domain/registry/waiting-lists.ts';
import { closePointOfSale, confirmPointOfSale } from '#src/domain/shop/keep-point-of-sale.ts';
import { anEvent } from '#tests/support/register.ts';
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
const PROVINCE_DECISION = ['345/QĐ-UBND', '01/07/2024', 'UBND tỉnh Ninh Bình'];
const HONEY: CellValue[] = [1, 'Mật ong Yên Thắng', 'HTX Mật ong', AT, '4 sao', 75, ...PROVINCE_DECISION];
const RICE: CellValue[] = [2, 'Gạo nếp', 'Hộ kinh doanh Lê Văn Gạo', AT, '3 sao', 60, ...PROVINCE_DECISION];
const file = (...rows: CellValue[][]) => utf8(delimited([HEAD, ...rows]));

const NINH_BINH: Scope = { kind: 'province', provinceCode: '37' };
const HAI_PHONG: Scope = { kind: 'province', provinceCode: '31' };
const YEN_THANG: Scope = { kind: 'commune', provinceCode: '37', communeCode: '14725' };

async function officer(ctx: Context, name: string, role: Role, scope: Scope): Promise<Context> {
  await ctx.db.insert(users).values({
    id: name,
    name,
    email: `${name.toLowerCase()}@example.vn`,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  });
  const person: Person = {
    kind: 'person',
    id: name,
    name,
    assignments: [{ id: name, role, scope }],
    isStrong: true,
  };
  return { ...ctx, actor: person };
}
const an = (ctx: Context) => officer(ctx, 'An', 'province_officer', NINH_BINH);

const send = (
  ctx: Context,
  bytes: Uint8Array,
  area: Scope = NINH_BINH,
  kind: 'decisions' | 'shops' = 'decisions',
) => sendDraft(ctx, { bytes, name: 'danh-sach.csv', kind, area });
const LAST = 'anniversary_counts' as const;
const publish = async (ctx: Context, id: string, onlyGood = false) =>
  publishDraft(ctx, places, id, { version: (await draftById(ctx, id)).version, onlyGood, lastDay: LAST });
const undo = async (ctx: Context, id: string, reason = 'Gửi nhầm tệp') =>
  undoPublication(ctx, id, { version: (await draftById(ctx, id)).version, reason, lastDay: LAST });
const rowsOf = async (ctx: Context, id: string) =>
  (await checkDraft(ctx, places, await draftById(ctx, id))).list.sheets[0]!.rows;
const codes = ({ findings }: { findings: readonly { code: string }[] }) => findings.map(({ code }) => code);
const statuses = async ({ db }: Context) =>
  [
    ...new Set((await db.select({ status: standings.status }).from(standings)).map(({ status }) => status)),
  ].sort();

describe('a draft', () => {
  test('is kept as it was sent, and a value put right is read with it', async ({ ctx: system }) => {
    const ctx = await an(system);
    const bytes = file(HONEY, [2, null, 'HTX Khác', AT, '3 sao', 60, ...PROVINCE_DECISION]);
    const id = await send(ctx, bytes);
    expect(codes((await rowsOf(ctx, id))[1]!)).toContain('product_missing');
    await changeDraft(ctx, id, 1, (options) => ({
      ...options,
      corrections: [
        { sheet: 'danh-sach', line: 3, field: 'product', value: 'Dưa muối' },
        { sheet: 'danh-sach', line: 3, field: 'stars', value: '4' },
        { sheet: 'danh-sach', line: 3, field: 'points', value: '72,5' },
      ],
    }));
    expect((await rowsOf(ctx, id))[1]).toMatchObject({
      product: 'Dưa muối',
      stars: 4,
      points: 72.5,
      findings: [],
    });
    expect(Buffer.from(await fileOfDraft(ctx, id))).toEqual(Buffer.from(bytes));
    expect(await publish(ctx, id)).toMatchObject({
      outcome: 'published',
      changes: { certificates: { added: 2 } },
    });
  });

  test('a column taken for something else is read as what it is', async ({ ctx: system }) => {
    const ctx = await an(system);
    const id = await send(ctx, file(HONEY));
    await changeDraft(ctx, id, 1, () => ({ taken: { 'danh-sach': { F: '' } } }));
    expect((await rowsOf(ctx, id))[0]).toMatchObject({ stars: 4, points: null });
  });

  test('a change made on an older state is told and not written', async ({ ctx: system }) => {
    const ctx = await an(system);
    const binh = await officer(system, 'Binh', 'province_officer', NINH_BINH);
    const id = await send(ctx, file(HONEY));
    await changeDraft(binh, id, 1, (options) => ({ ...options, issuer: 'UBND tỉnh Ninh Bình' }));
    await expect(changeDraft(ctx, id, 1, () => ({}))).rejects.toThrow('list.changed_meanwhile');
    await expect(
      publishDraft(ctx, places, id, { version: 1, onlyGood: false, lastDay: LAST }),
    ).rejects.toThrow('list.changed_meanwhile');
    expect(await draftById(ctx, id)).toMatchObject({
      version: 2,
      changedBy: 'Binh',
      options: { issuer: 'UBND tỉnh Ninh Bình' },
    });
  });

  test('two officers who look at it see each other', async ({ ctx: system }) => {
    const ctx = await an(system);
    const binh = await officer(system, 'Binh', 'province_officer', NINH_BINH);
    const id = await send(ctx, file(HONEY));
    expect(await seeDraft(ctx, id)).toEqual([]);
    expect(await seeDraft(binh, id)).toEqual([{ name: 'An', seenAt: ctx.now }]);
    expect(await seeDraft({ ...binh, now: new Date(ctx.now.getTime() + 3_600_000) }, id)).toEqual([]);
  });

  test('is seen within its place only, and a commune prepares what the province publishes', async ({
    ctx: system,
  }) => {
    const province = await an(system);
    const commune = await officer(system, 'Xa', 'commune_officer', YEN_THANG);
    const stranger = await officer(system, 'Xa-La', 'province_officer', HAI_PHONG);
    const id = await send(commune, file(HONEY), YEN_THANG);
    const own = await send(province, file(RICE));
    await expect(send(commune, file(HONEY), NINH_BINH)).rejects.toThrow('not_found');
    await expect(draftById(commune, own)).rejects.toThrow('not_found');
    await expect(draftById(stranger, id)).rejects.toThrow('not_found');
    expect((await draftsWithin(stranger, { open: true, page: 1, size: 20 })).total).toBe(0);
    expect(
      (await draftsWithin(commune, { open: true, page: 1, size: 20 })).drafts.map((draft) => draft.id),
    ).toEqual([id]);
    await expect(publish(commune, id)).rejects.toThrow('not_allowed');
    expect(await publish(province, id)).toMatchObject({ outcome: 'published' });
  });

  test('that a commune prepared waits on the desk of its province, and nobody else hears of it', async ({
    ctx: system,
  }) => {
    const province = await an(system);
    const commune = await officer(system, 'Xa', 'commune_officer', YEN_THANG);
    const stranger = await officer(system, 'Xa-La', 'province_officer', HAI_PHONG);
    const decisions = await send(commune, file(HONEY), YEN_THANG);
    const later = { ...commune, now: new Date(system.now.getTime() + 60_000) };
    const shops = await send(later, file(HONEY), YEN_THANG, 'shops');
    const ids = async (ctx: Context) => {
      const { mine, theirs } = await listsWaiting(ctx, 5);
      return [mine, theirs].map(({ first }) => first.map(({ id }) => id));
    };
    expect(await ids(province)).toEqual([[decisions, shops], []]);
    expect(await ids(commune)).toEqual([[shops], [decisions]]);
    expect(await ids(stranger)).toEqual([[], []]);
    expect(await listsWaiting(province, 1)).toMatchObject({
      mine: { total: 2, first: [{ id: decisions, sentBy: 'Xa', communeCode: '14725' }] },
    });
    await publish(province, decisions);
    await putDraftAside(commune, shops, 1, true);
    expect(await ids(province)).toEqual([[], []]);
  });

  test('rows of another place cannot be published with it', async ({ ctx: system }) => {
    const ctx = await officer(system, 'Hai', 'province_officer', HAI_PHONG);
    const id = await send(ctx, file(HONEY), HAI_PHONG);
    expect(codes((await rowsOf(ctx, id))[0]!)).toContain('row_outside_reach');
    expect(await publish(ctx, id, true)).toMatchObject({ outcome: 'refused' });
    expect(await system.db.$count(products)).toBe(0);
  });

  test('without a second factor nothing is published', async ({ ctx: system }) => {
    const ctx = await an(system);
    const id = await send(ctx, file(HONEY));
    const weak = { ...ctx, actor: { ...(ctx.actor as Person), isStrong: false } };
    await expect(publish(weak, id)).rejects.toThrow('second_factor_needed');
  });

  test('shops of a commune are published by the commune, and nothing of its neighbour', async ({
    ctx: system,
  }) => {
    const ctx = await officer(system, 'Xa', 'commune_officer', YEN_THANG);
    const shops = utf8(
      delimited([
        ['STT', 'Tên điểm bán', 'Địa chỉ', 'Điện thoại', 'Giờ mở cửa'],
        [1, 'Điểm bán OCOP Yên Thắng', AT, '0912345678', '7:00 - 18:00'],
        [2, 'Điểm bán OCOP Hải Phòng', 'xã Việt Khê, thành phố Hải Phòng', '0912345679', '7:00 - 18:00'],
      ]),
    );
    const id = await send(ctx, shops, YEN_THANG, 'shops');
    expect(await publish(ctx, id)).toMatchObject({ outcome: 'refused' });
    expect(await publish(ctx, id, true)).toMatchObject({
      outcome: 'published',
      changes: { pointsOfSale: { added: 1 } },
    });
  });

  test('put aside it is off the desk, and comes back', async ({ ctx: system }) => {
    const ctx = await an(system);
    const id = await send(ctx, file(HONEY));
    await putDraftAside(ctx, id, 1, true);
    await expect(publish(ctx, id)).rejects.toThrow('list.not_open');
    expect((await draftsWithin(ctx, { open: true, page: 1, size: 20 })).total).toBe(0);
    await putDraftAside(ctx, id, 2, false);
    expect(await publish(ctx, id)).toMatchObject({ outcome: 'published' });
  });

  test('only the good rows: the others stay with the list and go on in a new draft', async ({
    ctx: system,
  }) => {
    const ctx = await an(system);
    const id = await send(ctx, file(HONEY, [2, null, 'HTX Khác', AT, '3 sao', 60, ...PROVINCE_DECISION]));
    expect(await publish(ctx, id)).toMatchObject({ outcome: 'refused' });
    expect(await publish(ctx, id, true)).toMatchObject({ outcome: 'published' });
    const { listId } = await draftById(ctx, id);
    expect((await keptRows(ctx, listId!, { page: 1, size: 10, outcome: 'kept' })).rows).toMatchObject([
      { line: 3 },
    ]);
    expect((await keptRows(ctx, listId!, { page: 1, size: 10, outcome: 'published' })).rows).toMatchObject([
      { product: { name: 'Mật ong Yên Thắng' } },
    ]);
    const next = await draftAgain(ctx, id);
    expect((await rowsOf(ctx, next)).map(({ match }) => match)).toEqual(['same', 'new']);
  });

  test('what would change is told beside what stands', async ({ ctx: system }) => {
    const ctx = await an(system);
    await publish(ctx, await send(ctx, file(HONEY)));
    const more: CellValue[] = [...HONEY];
    more[5] = 80;
    const id = await send(ctx, file(more, RICE));
    const { changes } = await checkDraft(ctx, places, await draftById(ctx, id));
    expect(changes).toMatchObject([
      { line: 2, match: 'changed', fields: [{ noun: 'certificate', field: 'points', from: 75, to: 80 }] },
      { line: 3, match: 'new', fields: [] },
    ]);
  });
});

describe('a published list taken back', () => {
  test('its certificates count no more, its products stay, and published again they count', async ({
    ctx: system,
  }) => {
    const ctx = await an(system);
    const id = await send(ctx, file(HONEY, RICE));
    await publish(ctx, id);
    expect(await statuses(ctx)).toContain('valid');
    await expect(undo(ctx, id, ' ')).rejects.toThrow('reason_missing');
    expect(await undo(ctx, id)).toMatchObject({ annulled: 2, kept: 0, restored: 0, changedSince: 0 });
    expect(await statuses(ctx)).toEqual(['unknown']);
    expect(await ctx.db.$count(products)).toBe(2);
    expect(
      await ctx.db
        .select({ on: certificates.annulledOn, why: certificates.annulledReason })
        .from(certificates),
    ).toEqual([
      { on: '2026-03-15', why: 'Gửi nhầm tệp' },
      { on: '2026-03-15', why: 'Gửi nhầm tệp' },
    ]);
    const facts = await ctx.db
      .select({ kind: auditFacts.kind })
      .from(auditFacts)
      .where(eq(auditFacts.reason, 'Gửi nhầm tệp'));
    expect(facts.map(({ kind }) => kind).sort()).toEqual([
      'certificate.annulled',
      'certificate.annulled',
      'list.undone',
    ]);
    await expect(undo(ctx, id)).rejects.toThrow('list.not_published');

    const again = await draftAgain(ctx, id);
    expect((await rowsOf(ctx, again)).map(({ match }) => match)).toEqual(['changed', 'changed']);
    expect(await publish(ctx, again)).toMatchObject({ changes: { certificates: { added: 0, changed: 2 } } });
    expect(await statuses(ctx)).toContain('valid');
  });

  test('an older recognition stands again as if the newer had never been', async ({ ctx: system }) => {
    const ctx = await an(system);
    await publish(ctx, await send(ctx, file(HONEY)));
    const before = await ctx.db.select().from(standings).orderBy(standings.fromDay);
    const newer: CellValue[] = [...HONEY];
    newer.splice(6, 2, '99/QĐ-UBND', '01/07/2025');
    const id = await send(ctx, file(newer));
    await publish(ctx, id);
    await undo(ctx, id);
    const after = await ctx.db
      .select()
      .from(standings)
      .where(eq(standings.certificateId, before[0]!.certificateId))
      .orderBy(standings.fromDay);
    expect(after).toEqual(before);
  });

  test('fields go back to what stood before, save those that somebody has changed since', async ({
    ctx: system,
  }) => {
    const ctx = await an(system);
    await publish(ctx, await send(ctx, file(HONEY, RICE)));
    const change = (row: CellValue[], points: number) => row.map((value, at) => (at === 5 ? points : value));
    const id = await send(ctx, file(change(HONEY, 80), change(RICE, 65)));
    await publish(ctx, id);
    await ctx.db.execute(sql`update certificates set points = 66 where points = 65`);
    expect(await undo(ctx, id)).toMatchObject({ annulled: 0, kept: 0, restored: 1, changedSince: 1 });
    const held = await ctx.db.select({ points: certificates.points }).from(certificates);
    expect(held.map(({ points }) => points).sort()).toEqual([66, 75]);
  });

  test('a certificate that an authority has acted on since goes on', async ({ ctx: system }) => {
    const ctx = await an(system);
    const id = await send(ctx, file(HONEY));
    await publish(ctx, id);
    const [certificate] = await ctx.db.select({ id: certificates.id }).from(certificates);
    await anEvent(ctx, { certificateId: certificate!.id, kind: 'revoked', effectiveOn: '2026-01-10' });
    expect(await undo(ctx, id)).toMatchObject({ annulled: 0, kept: 1 });
  });

  test('a certificate that another list states as well goes on', async ({ ctx: system }) => {
    const ctx = await an(system);
    const first = await send(ctx, file(HONEY, RICE));
    await publish(ctx, first);
    await publish(ctx, await send(ctx, file(HONEY)));
    expect(await undo(ctx, first)).toMatchObject({ annulled: 1, kept: 1 });
  });
});

describe('a shop list taken back', () => {
  const SHOP_HEAD = ['STT', 'Tên điểm bán', 'Địa chỉ', 'Điện thoại', 'Giờ mở cửa'];
  const shop = (at: number, name: string, hours = '7:00 - 18:00'): CellValue[] => [
    at,
    name,
    AT,
    '0912345678',
    hours,
  ];
  const shopFile = (...rows: CellValue[][]) => utf8(delimited([SHOP_HEAD, ...rows]));
  const GOODS_HEAD = ['STT', 'Tên sản phẩm', 'Địa chỉ', 'Người bán', 'Giá', 'Liên kết'];
  const goods = (name: string, price: number): CellValue[] => [
    1,
    name,
    AT,
    'Cửa hàng Làng',
    price,
    `https://cho.example.vn/${name.length}`,
  ];
  const goodsFile = (...rows: CellValue[][]) => utf8(delimited([GOODS_HEAD, ...rows]));
  const commune = (ctx: Context) => officer(ctx, 'Xa', 'commune_officer', YEN_THANG);
  const sold = async (ctx: Context, bytes: Uint8Array) => {
    const id = await send(ctx, bytes, YEN_THANG, 'shops');
    expect(await publish(ctx, id)).toMatchObject({ outcome: 'published' });
    return id;
  };
  const shopsHeld = ({ db }: Context) =>
    db
      .select({
        name: pointsOfSale.name,
        closedOn: pointsOfSale.closedOn,
        why: pointsOfSale.closedReason,
        back: pointsOfSale.takenBackOn,
      })
      .from(pointsOfSale)
      .orderBy(pointsOfSale.name);
  const OPEN = { closedOn: null, why: null, back: null };
  const BACK = { closedOn: '2026-03-15', why: 'Gửi nhầm tệp', back: '2026-03-15' };

  test('by its commune: what it brought is closed with the reason, and opens when it is published again', async ({
    ctx: system,
  }) => {
    const ctx = await commune(system);
    const id = await sold(ctx, shopFile(shop(1, 'Điểm bán A'), shop(2, 'Điểm bán B')));
    const weak = { ...ctx, actor: { ...(ctx.actor as Person), isStrong: false } };
    await expect(undo(weak, id)).rejects.toThrow('second_factor_needed');
    expect(await undo(ctx, id)).toMatchObject({ pointsClosed: 2, pointsKept: 0 });
    expect(await shopsHeld(ctx)).toEqual([
      { name: 'Điểm bán A', ...BACK },
      { name: 'Điểm bán B', ...BACK },
    ]);
    const facts = await ctx.db
      .select({ kind: auditFacts.kind, commune: auditFacts.communeCode })
      .from(auditFacts)
      .where(eq(auditFacts.reason, 'Gửi nhầm tệp'));
    expect(facts.filter(({ kind }) => kind === 'point_of_sale.taken_back')).toEqual([
      { kind: 'point_of_sale.taken_back', commune: '14725' },
      { kind: 'point_of_sale.taken_back', commune: '14725' },
    ]);

    const again = await draftAgain(ctx, id);
    expect((await checkDraft(ctx, places, await draftById(ctx, again))).changes).toMatchObject([
      { match: 'changed', fields: [{ noun: 'point_of_sale', field: 'takenBackOn', to: null }] },
      { match: 'changed' },
    ]);
    expect(await publish(ctx, again)).toMatchObject({ changes: { pointsOfSale: { added: 0, changed: 2 } } });
    expect(await shopsHeld(ctx)).toEqual([
      { name: 'Điểm bán A', ...OPEN },
      { name: 'Điểm bán B', ...OPEN },
    ]);
    expect(await undo(ctx, again)).toMatchObject({ pointsClosed: 2, restored: 0 });
    expect((await shopsHeld(ctx)).map(({ back }) => back)).toEqual(['2026-03-15', '2026-03-15']);
  });

  test('what somebody has worked on since stays open, and so does what another list names', async ({
    ctx: system,
  }) => {
    const ctx = await commune(system);
    const id = await sold(ctx, shopFile(shop(1, 'Điểm bán A'), shop(2, 'Điểm bán B'), shop(3, 'Điểm bán C')));
    const [a] = await ctx.db.select().from(pointsOfSale).where(eq(pointsOfSale.name, 'Điểm bán A'));
    await confirmPointOfSale({ ...ctx, now: new Date(ctx.now.getTime() + 60_000) }, a!.id);
    await sold(ctx, shopFile(shop(1, 'Điểm bán B')));
    expect(await undo(ctx, id)).toMatchObject({ pointsClosed: 1, pointsKept: 2 });
    expect(await shopsHeld(ctx)).toEqual([
      { name: 'Điểm bán A', ...OPEN },
      { name: 'Điểm bán B', ...OPEN },
      { name: 'Điểm bán C', ...BACK },
    ]);
  });

  test('a point of sale that closed for another reason is not opened by a list', async ({ ctx: system }) => {
    const ctx = await commune(system);
    const id = await sold(ctx, shopFile(shop(1, 'Điểm bán A')));
    const [a] = await ctx.db.select().from(pointsOfSale);
    await closePointOfSale(ctx, a!.id, '2026-03-10', 'Hết hợp đồng thuê');
    expect(await undo(ctx, id)).toMatchObject({ pointsClosed: 0, pointsKept: 1 });
    await publish(ctx, await draftAgain(ctx, id));
    expect(await shopsHeld(ctx)).toEqual([
      { name: 'Điểm bán A', closedOn: '2026-03-10', why: 'Hết hợp đồng thuê', back: null },
    ]);
  });

  test('what it changed of a point of sale goes back, and the point of sale stays', async ({
    ctx: system,
  }) => {
    const ctx = await commune(system);
    await sold(ctx, shopFile(shop(1, 'Điểm bán A')));
    const id = await sold(ctx, shopFile(shop(1, 'Điểm bán A', '8:00 - 17:00')));
    expect(await undo(ctx, id)).toMatchObject({ pointsClosed: 0, pointsKept: 0, restored: 1 });
    expect(await ctx.db.select({ hours: pointsOfSale.hours }).from(pointsOfSale)).toEqual([
      { hours: '7:00 - 18:00' },
    ]);
  });

  test('shops on the net that it brought are shown no more; of others stands what stood before', async ({
    ctx: system,
  }) => {
    const ctx = await commune(system);
    await sold(ctx, goodsFile(goods('Mật ong', 90_000)));
    const id = await sold(ctx, goodsFile(goods('Mật ong', 95_000), goods('Gạo nếp cái', 40_000)));
    const links = () =>
      ctx.db.select({ url: productLinks.url, price: productLinks.price }).from(productLinks);
    expect(await links()).toHaveLength(2);
    expect(await undo(ctx, id)).toMatchObject({ linksTaken: 1, linksKept: 0 });
    expect(await links()).toEqual([{ url: 'https://cho.example.vn/7', price: 90_000 }]);
    expect(
      await ctx.db.$count(auditFacts, eq(auditFacts.kind, 'product.links_taken_back')),
    ).toBeGreaterThanOrEqual(2);
  });

  test('a decision list is still the province’s to take back', async ({ ctx: system }) => {
    const province = await an(system);
    const ctx = await commune(system);
    const id = await send(ctx, file(HONEY), YEN_THANG);
    await publish(province, id);
    await expect(undo(ctx, id)).rejects.toThrow('not_allowed');
  });
});

test('two officers publish one draft at once: one does, the other is told', async ({ own }) => {
  const ctx = await an(own.ctx);
  const binh = await officer(own.ctx, 'Binh', 'province_officer', NINH_BINH);
  const id = await send(ctx, file(HONEY));
  const version = 1;
  const done = await Promise.allSettled(
    [ctx, binh].map((one) => publishDraft(one, places, id, { version, onlyGood: false, lastDay: LAST })),
  );
  expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await own.ctx.db.$count(certificates)).toBe(1);
});
