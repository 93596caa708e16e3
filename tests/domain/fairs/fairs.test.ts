import ICAL from 'ical.js';
import { sql } from 'drizzle-orm';
import { fairState, type Fair } from '#src/domain/fairs/fair.ts';
import { fairsFrom, pastFairs, publicFair, stallsOf } from '#src/domain/fairs/fairs.ts';
import {
  cancelFair,
  dropFair,
  fairOfOffice,
  keepFair,
  keepStall,
  publishFair,
  reviveFair,
  stallsKept,
  takeStall,
} from '#src/domain/fairs/keep-fair.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import type { Actor } from '#src/domain/shared/actor.ts';
import { calendarFile } from '#src/domain/shared/calendar-file.ts';
import { fairIn } from '#src/i18n/in-language.ts';
import { eventOf } from '#src/web/fair-calendar.ts';
import { keptFair } from '#src/web/fair-form.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const places = await placesOfRecord();
const staffOf = (communeCode: string): Actor => ({
  kind: 'person',
  id: 'p1',
  name: 'Vũ Văn Nam',
  isStrong: false,
  assignments: [
    { id: 'a1', role: 'tourism_staff', scope: { kind: 'commune', provinceCode: '31', communeCode } },
  ],
});
const form = {
  name: 'Chợ phiên OCOP; ổi, mật ong và rất nhiều hàng quê khác của xã Việt Khê mùa thu',
  kind: 'market',
  firstOn: '2026-03-20',
  lastOn: '2026-03-22',
  hours: '',
  commune: '11503',
  spot: 'Sân vận động xã',
  position: '',
  organiser: 'UBND xã Việt Khê',
  about: 'Dòng một\nDòng hai',
  results: '',
  nameEn: '',
  spotEn: '',
  aboutEn: '',
  resultsEn: '',
};
/** The calendar of a fair, as another program reads it. */
const read = (fair: Fair, lang: 'vi' | 'en' = 'vi') => {
  const locals = { lang, site: { places, config: { siteUrl: 'https://example.vn' } } } as never;
  const file = calendarFile('Lịch', lang, [eventOf({ locals, url: new URL('https://example.vn') }, fair)]);
  const [event] = new ICAL.Component(ICAL.parse(file) as never).getAllSubcomponents('vevent');
  return new ICAL.Event(event!);
};

test('a calendar keeps its entry when the fair is cancelled, and says so', async ({ ctx }) => {
  const staff = { ...ctx, actor: staffOf('11503') };
  const id = await keepFair(staff, places, null, form, '31');
  expect(fairState('2026-03-15', await fairOfOffice(staff, id))).toBe('draft');
  await publishFair(staff, id);
  const before = read(await fairOfOffice(staff, id));
  expect([before.summary, before.location]).toEqual([
    form.name,
    'Sân vận động xã, xã Việt Khê, thành phố Hải Phòng',
  ]);
  expect(before.description).toContain(form.about);
  await cancelFair(staff, id, 'Mưa bão');
  const after = read(await fairOfOffice(staff, id));
  expect(after.uid).toBe(before.uid);
  expect(after.sequence).toBeGreaterThan(before.sequence);
  expect(after.component.getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(after.description).toContain('Mưa bão');
  expect(fairState('2026-03-21', await fairOfOffice(staff, id))).toBe('cancelled');
  await expect(cancelFair(staff, id, 'Nữa')).rejects.toThrow('fair.not_now');
  await reviveFair(staff, id, 'Trời tạnh');
  expect(read(await fairOfOffice(staff, id)).sequence).toBeGreaterThan(after.sequence);
  const facts = await ctx.db.execute(sql`
    select kind, commune_code, reason from audit_facts where subject = ${`fair:${id}`} order by id`);
  expect(facts.map(({ kind, commune_code, reason }) => [kind, commune_code, reason])).toEqual([
    ['fair.made', '11503', null],
    ['fair.published', '11503', null],
    ['fair.cancelled', '11503', 'Mưa bão'],
    ['fair.revived', '11503', 'Trời tạnh'],
  ]);
});

test('who reads English is told in English what was written so, and the rest in Vietnamese', async ({
  ctx,
}) => {
  const english = { nameEn: 'Village market', aboutEn: 'Honey and **rice paper**' };
  const id = await keepFair(ctx, places, null, { ...form, ...english }, '31');
  const kept = await fairOfOffice(ctx, id);
  expect(fairIn('en', kept)).toMatchObject({
    name: 'Village market',
    spot: 'Sân vận động xã',
    langs: { name: 'en', spot: 'vi', about: 'en', results: 'vi' },
  });
  expect(fairIn('vi', kept)).toMatchObject({ name: form.name, langs: { name: 'vi', about: 'vi' } });
  const event = read(kept, 'en');
  expect([event.summary, event.location]).toEqual([
    'Village market',
    'Sân vận động xã, xã Việt Khê, thành phố Hải Phòng',
  ]);
  expect(event.description).toContain('rice paper');
  expect(read(kept).summary).toBe(form.name);
  // Sent back as it stands it changes nothing; what is taken out is gone, and written down.
  await expect(keepFair(ctx, places, id, keptFair(places, kept), '31')).rejects.toThrow('nothing_changed');
  await keepFair(ctx, places, id, { ...keptFair(places, kept), aboutEn: '' }, '31');
  const [fact] = await ctx.db.execute(sql`
    select before, after from audit_facts where subject = ${`fair:${id}`} and kind = 'fair.changed'`);
  expect(fact).toEqual({ before: { aboutEn: english.aboutEn }, after: { aboutEn: null } });
  await expect(keepFair(ctx, places, null, { ...form, resultsEn: 'Well visited' }, '31')).rejects.toThrow(
    'fair.results_early',
  );
});

test.for<[string, Partial<typeof form>]>([
  ['fair.name_missing', { name: ' ' }],
  ['fair.organiser_missing', { organiser: '' }],
  ['fair.days_wrong', { lastOn: '2026-03-19' }],
  ['fair.days_wrong', { firstOn: '2026-02-30' }],
  ['fair.days_wrong', { lastOn: '2027-03-20' }],
  ['fair.one_span', { hours: '7:00-11:00, 13:00-17:00' }],
  ['point_of_sale.hours_unreadable', { hours: 'cả ngày' }],
  ['point_of_sale.position_unreadable', { position: 'ở chợ' }],
  ['register.place_unclear', { commune: '' }],
  ['fair.results_early', { results: 'Đông khách' }],
])('%s: %o', async ([code, wrong], { ctx }) => {
  await expect(keepFair(ctx, places, null, { ...form, ...wrong }, '31')).rejects.toThrow(code);
});

test('what was kept and is sent back unchanged changes nothing', async ({ ctx }) => {
  const id = await keepFair(
    ctx,
    places,
    null,
    { ...form, hours: '18:00-1:00', position: '20.99, 106.61' },
    '31',
  );
  const kept = await fairOfOffice(ctx, id);
  expect([kept.opensAt, kept.closesAt]).toEqual([1080, 1500]);
  await expect(keepFair(ctx, places, id, keptFair(places, kept), '31')).rejects.toThrow('nothing_changed');
});

test('what lies in another commune is not there, and nobody moves a fair to where they do not reach', async ({
  ctx,
}) => {
  const staff = { ...ctx, actor: staffOf('11503') };
  const id = await keepFair(staff, places, null, form, '31');
  await expect(fairOfOffice({ ...ctx, actor: staffOf('11506') }, id)).rejects.toThrow('not_found');
  await expect(keepFair(staff, places, id, { ...form, commune: '11506' }, '31')).rejects.toThrow(
    'not_allowed',
  );
});

test('a draft is on no page and can be dropped; what was published stays', async ({ own }) => {
  const { ctx, sql } = own;
  const id = await keepFair(ctx, places, null, form, '31');
  const { slug } = await fairOfOffice(ctx, id);
  expect(await publicFair(sql, slug)).toBeNull();
  await keepStall(ctx, id, (await aProducer(ctx)).id, '', []);
  await dropFair(ctx, id);
  await expect(fairOfOffice(ctx, id)).rejects.toThrow('not_found');
  const second = await keepFair(ctx, places, null, form, '31');
  await publishFair(ctx, second);
  await expect(dropFair(ctx, second)).rejects.toThrow('fair.not_now');
});

test('visitors find what comes in its order, by place, and what has been below it', async ({ own }) => {
  const { ctx, sql } = own;
  const held = async (firstOn: string, lastOn: string, commune = '11503') => {
    const id = await keepFair(ctx, places, null, { ...form, firstOn, lastOn, commune }, '31');
    await publishFair(ctx, id);
    return id;
  };
  const over = await held('2026-03-10', '2026-03-14');
  const on = await held('2026-03-10', '2026-03-15');
  const later = await held('2026-04-01', '2026-04-01');
  const elsewhere = await held('2026-03-16', '2026-03-16', 'Kim Sơn, Ninh Bình');
  await cancelFair(ctx, later, 'Mưa');
  await keepFair(ctx, places, null, form, '31');
  const ids = async (province: string | null, commune: string | null) =>
    (await fairsFrom(sql, { province, commune }, TODAY, 10)).map(({ id }) => id);
  expect(await ids(null, null)).toEqual([on, elsewhere, later]);
  expect(await ids('31', null)).toEqual([on, later]);
  expect(await ids('31', '11503')).toEqual([on, later]);
  const past = await pastFairs(sql, { province: '31', commune: null }, TODAY, 1, 10);
  expect([past.total, past.rows.map(({ id }) => id)]).toEqual([1, [over]]);
});

test('a stall names goods of its own producer, with the stars of today and without alcohol', async ({
  own,
}) => {
  const { ctx, sql } = own;
  const id = await keepFair(ctx, places, null, form, '31');
  const { id: producerId } = await aProducer(ctx);
  const honey = await aProduct(ctx, { producerId, name: 'Mật ong' });
  const lapsed = await aProduct(ctx, { producerId, name: 'Trà' });
  const wine = await aProduct(ctx, { producerId, name: 'Rượu', productSet: 14 });
  const foreign = await aProduct(ctx, { name: 'Của người khác' });
  await aCertificate(ctx, { productId: honey.id, stars: 4 });
  await aCertificate(ctx, { productId: lapsed.id, stars: 4, issuedOn: '2020-01-01' });
  await keepStall(ctx, id, producerId, 'Nếm thử tại quầy', [honey.id, lapsed.id, wine.id, foreign.id]);
  const [stall] = await stallsOf(sql, id, TODAY);
  expect(stall).toMatchObject({ producerId, brings: 'Nếm thử tại quầy' });
  expect(stall!.goods.map(({ name, stars }) => [name, stars])).toEqual([
    ['Mật ong', 4],
    ['Trà', null],
  ]);
  await takeStall(ctx, id, producerId);
  expect(await stallsOf(sql, id, TODAY)).toEqual([]);
  expect(await ctx.db.execute(sqlCount)).toMatchObject([{ left: 0 }]);
});
const sqlCount = sql`select count(*)::int as left from fair_goods`;

test('of merged producers and products the stalls and goods are one', async ({ own }) => {
  const { ctx, sql } = own;
  const [first, second] = [
    await keepFair(ctx, places, null, form, '31'),
    await keepFair(ctx, places, null, { ...form, name: 'Hội chợ xuân' }, '31'),
  ];
  const [kept, other] = [await aProducer(ctx), await aProducer(ctx, { name: 'HTX An Sơn' })];
  const honey = await aProduct(ctx, { producerId: kept.id, name: 'Mật ong' });
  const same = await aProduct(ctx, { producerId: kept.id, name: 'Mật ong An Sơn' });
  const tea = await aProduct(ctx, { producerId: other.id, name: 'Trà' });
  await keepStall(ctx, first, kept.id, '', [honey.id, same.id]);
  await keepStall(ctx, first, other.id, 'Trà xanh', [tea.id]);
  await keepStall(ctx, second, other.id, '', [tea.id]);
  await mergeProducers(ctx, kept.id, other.id, [], 'Ghi hai lần');
  await mergeProducts(ctx, honey.id, same.id, [], 'Ghi hai lần', 'anniversary_counts');
  expect(await stallsOf(sql, first, TODAY)).toMatchObject([
    { producerId: kept.id, brings: 'Trà xanh', goods: [{ id: honey.id }, { id: tea.id }] },
  ]);
  expect(await stallsOf(sql, second, TODAY)).toMatchObject([
    { producerId: kept.id, goods: [{ id: tea.id }] },
  ]);
  expect((await stallsKept(ctx, first)).map(({ producerId }) => producerId)).toEqual([kept.id]);
});
