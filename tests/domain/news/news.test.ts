import { sql } from 'drizzle-orm';
import {
  dropNews,
  keepNews,
  newsOfOffice,
  newsWithin,
  publishNews,
  withdrawNews,
} from '#src/domain/news/keep-news.ts';
import { latestNews, publicNews, publicNewsItem, publicNewsPicture } from '#src/domain/news/news.ts';
import type { Actor, Role, Scope } from '#src/domain/shared/actor.ts';
import { newsIn } from '#src/i18n/in-language.ts';
import { keptNews } from '#src/web/news-form.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { expect, test } from '#tests/support/test.ts';

const places = await placesOfRecord();
const HERE: Scope = { kind: 'commune', provinceCode: '31', communeCode: '11503' };
const someone = (role: Role, scope: Scope): Actor => ({
  kind: 'person',
  id: 'p1',
  name: 'Vũ Văn Nam',
  isStrong: false,
  assignments: [{ id: 'a1', role, scope }],
});
const form = {
  title: 'Vào vụ mật hoa vải',
  lead: 'Mật năm nay đặc.',
  body: 'Dòng một\r\n\r\n- Hai',
  place: '11503',
  byline: 'UBND xã Việt Khê',
  alt: '',
  credit: '',
  titleEn: '',
  leadEn: '',
  bodyEn: '',
  altEn: '',
};
const picture = (byte: number) => ({ bytes: new Uint8Array([255, 216, byte]), width: 800, height: 600 });

test('a draft is read by nobody; published it is read, withdrawn it says why and shows nothing', async ({
  own,
}) => {
  const { ctx: system, sql: asked } = own;
  const ctx = { ...system, actor: someone('commune_officer', HERE) };
  const id = await keepNews(ctx, places, null, { ...form, alt: 'Cầu ong' }, picture(1), '31');
  const { slug, picture: shown } = await newsOfOffice(ctx, id);
  expect(await publicNewsItem(asked, slug)).toBeNull();
  expect(await publicNewsPicture(asked, slug, shown!.mark)).toBeNull();
  await publishNews(ctx, id);
  await publishNews(ctx, id);
  const read = await publicNewsItem(asked, slug);
  expect(read).toMatchObject({
    body: 'Dòng một\n\n- Hai',
    communeCode: '11503',
    picture: { alt: 'Cầu ong', credit: null, width: 800, height: 600 },
  });
  expect([...(await publicNewsPicture(asked, slug, shown!.mark))!]).toEqual([255, 216, 1]);
  await expect(withdrawNews(ctx, id, ' ')).rejects.toThrow('reason_missing');
  await withdrawNews(ctx, id, 'Nhầm ngày');
  expect(await publicNewsItem(asked, slug)).toMatchObject({
    withdrawnOn: '2026-03-15',
    withdrawnReason: 'Nhầm ngày',
  });
  expect(await publicNewsPicture(asked, slug, shown!.mark)).toBeNull();
  expect(await latestNews(asked, { province: null, commune: null }, 9)).toEqual([]);
  for (const deed of [
    () => publishNews(ctx, id),
    () => withdrawNews(ctx, id, 'Nữa'),
    () => dropNews(ctx, id),
    () => keepNews(ctx, places, id, form, null, '31'),
  ])
    await expect(deed()).rejects.toThrow('news.not_now');
  const facts = await ctx.db.execute(sql`
    select kind, commune_code, reason from audit_facts where subject = ${`news:${id}`} order by id`);
  expect(facts.map(({ kind, commune_code, reason }) => [kind, commune_code, reason])).toEqual([
    ['news.made', '11503', null],
    ['news.published', '11503', null],
    ['news.withdrawn', '11503', 'Nhầm ngày'],
  ]);
});

test.for<[string, Partial<typeof form>]>([
  ['news.title_missing', { title: ' ' }],
  ['news.lead_missing', { lead: '' }],
  ['news.body_missing', { body: ' \r\n ' }],
  ['news.byline_missing', { byline: '' }],
  ['register.place_unclear', { place: 'Làng không có thật' }],
])('%s: %o', async ([code, wrong], { ctx }) => {
  await expect(keepNews(ctx, places, null, { ...form, ...wrong }, null, '31')).rejects.toThrow(code);
});

test('a picture without words for who does not see it is not taken, and another one has another address', async ({
  ctx,
}) => {
  await expect(keepNews(ctx, places, null, form, picture(1), '31')).rejects.toThrow('news.alt_missing');
  const id = await keepNews(
    ctx,
    places,
    null,
    { ...form, alt: 'Cầu ong', credit: 'Anh Nam' },
    picture(1),
    '31',
  );
  const first = await newsOfOffice(ctx, id);
  await expect(keepNews(ctx, places, id, keptNews(places, first), null, '31')).rejects.toThrow(
    'nothing_changed',
  );
  await keepNews(ctx, places, id, keptNews(places, first), picture(2), '31');
  const second = await newsOfOffice(ctx, id);
  expect(second.picture).toMatchObject({ alt: 'Cầu ong', credit: 'Anh Nam' });
  expect(second.picture!.mark).not.toBe(first.picture!.mark);
  await keepNews(ctx, places, id, keptNews(places, second), 'remove', '31');
  expect((await newsOfOffice(ctx, id)).picture).toBeNull();
});

test('a commune writes for itself: the country and the neighbour are not there', async ({ ctx }) => {
  const here = { ...ctx, actor: someone('commune_officer', HERE) };
  const next = {
    ...ctx,
    actor: someone('tourism_staff', { kind: 'commune', provinceCode: '31', communeCode: '11506' }),
  };
  const province = { ...ctx, actor: someone('province_officer', { kind: 'province', provinceCode: '31' }) };
  await expect(keepNews(here, places, null, { ...form, place: '' }, null, '31')).rejects.toThrow(
    'not_allowed',
  );
  await expect(keepNews(here, places, null, { ...form, place: 'Hải Phòng' }, null, '31')).rejects.toThrow(
    'not_allowed',
  );
  const own = await keepNews(here, places, null, form, null, '31');
  const country = await keepNews(ctx, places, null, { ...form, place: '' }, null, null);
  const whole = await keepNews(province, places, null, { ...form, place: 'Hải Phòng' }, null, '31');
  for (const id of [own, country, whole]) {
    await expect(newsOfOffice(next, id)).rejects.toThrow('not_found');
    await expect(publishNews(next, id)).rejects.toThrow('not_found');
  }
  await expect(newsOfOffice(province, country)).rejects.toThrow('not_found');
  expect((await newsWithin(province, 1, 9)).rows.map(({ id }) => id).sort()).toEqual([own, whole].sort());
  expect((await newsWithin(here, 1, 9)).rows.map(({ id }) => id)).toEqual([own]);
});

test('a province shows the news of its communes, the country all', async ({ own }) => {
  const { ctx, sql: asked } = own;
  const told = async (place: string, minutes: number) => {
    const at = { ...ctx, now: new Date(ctx.now.getTime() + minutes * 60_000) };
    const id = await keepNews(at, places, null, { ...form, place }, null, null);
    await publishNews(at, id);
    return id;
  };
  const [country, province, commune, elsewhere] = [
    await told('', 1),
    await told('Hải Phòng', 2),
    await told('11503', 3),
    await told('Ninh Bình', 4),
  ];
  const ids = async (of: string | null, within: string | null) =>
    (await publicNews(asked, { province: of, commune: within }, 1, 9)).rows.map(({ id }) => id);
  expect(await ids(null, null)).toEqual([elsewhere, commune, province, country]);
  expect(await ids('31', null)).toEqual([commune, province]);
  expect(await ids('31', '11503')).toEqual([commune]);
  expect(await publicNews(asked, { province: null, commune: null }, 2, 3)).toMatchObject({
    total: 4,
    rows: [{ id: country }],
  });
});

test('who reads English reads what was written so, and the rest in Vietnamese', async ({ own }) => {
  const { ctx, sql: asked } = own;
  const english = { titleEn: 'Lychee honey', altEn: 'A hive' };
  const id = await keepNews(ctx, places, null, { ...form, ...english, alt: 'Cầu ong' }, picture(1), '31');
  await publishNews(ctx, id);
  const { slug } = await newsOfOffice(ctx, id);
  const item = (await publicNewsItem(asked, slug))!;
  expect(item.picture).toMatchObject({ alt: 'Cầu ong', altEn: 'A hive' });
  expect(newsIn('en', item)).toMatchObject({
    title: 'Lychee honey',
    lead: form.lead,
    langs: { title: 'en', lead: 'vi', body: 'vi' },
  });
  expect(newsIn('vi', item).title).toBe(form.title);
  const typed = keptNews(places, await newsOfOffice(ctx, id));
  await expect(keepNews(ctx, places, id, typed, null, '31')).rejects.toThrow('nothing_changed');
  await keepNews(ctx, places, id, { ...typed, altEn: '' }, null, '31');
  expect((await newsOfOffice(ctx, id)).picture).toMatchObject({ alt: 'Cầu ong', altEn: null });
});
