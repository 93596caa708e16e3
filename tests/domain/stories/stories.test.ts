import { sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import {
  publishStory,
  returnStory,
  storiesToReview,
  storyToReview,
} from '#src/domain/stories/review-story.ts';
import { mostAlike, storiesOf, storyDesk, versionsOf } from '#src/domain/stories/stories.ts';
import { goBackTo, keepRadio, saveStory, sendStory, takeStoryBack } from '#src/domain/stories/write-story.ts';
import { aPicture } from '#tests/support/pictures.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const person = (ctx: Context, id: string, role: Role, scope: Scope): Context => ({
  ...ctx,
  actor: { kind: 'person', id, name: id, isStrong: true, assignments: [{ id: 'a', role, scope }] },
});
const owner = (ctx: Context, producerId: string, id = 'lan') =>
  person(ctx, id, 'producer_owner', { kind: 'producer', producerId });
const commune = (ctx: Context, communeCode = '11503') =>
  person(ctx, 'thu', 'commune_officer', { kind: 'commune', provinceCode: '31', communeCode });

async function goods(ctx: Context) {
  const product = await aProduct(ctx);
  const of = { producerId: product.producerId!, productId: product.id };
  return { of, product, me: owner(ctx, of.producerId) };
}
const text = (vi: string, revision: number, en = '') => ({ vi, en, revision });
const publicStory = async (ctx: Context, id: string) =>
  (await ctx.db.execute<{ vi: string | null }>(sql`select story_vi as vi from products where id = ${id}`))[0]!
    .vi;

test('each save is a version; the same text again is none', async ({ ctx }) => {
  const { of, me } = await goods(ctx);
  expect(await saveStory(me, of, text('Một', 0))).toBe(1);
  expect(await saveStory(me, of, text('Một \r\n', 1))).toBe(1);
  // Sent once more by a bad line, with the number of before.
  expect(await saveStory(me, of, text('Một', 0))).toBe(1);
  expect(await saveStory(me, of, text('Hai', 1))).toBe(2);
  const { versions } = await versionsOf(me, of);
  expect(versions.map(({ number, vi }) => [number, vi])).toEqual([
    [2, 'Hai'],
    [1, 'Một'],
  ]);
});

test('the second of two who write at once is told, and both texts are there', async ({ ctx }) => {
  const { of, me } = await goods(ctx);
  await saveStory(me, of, text('Của Lan', 0));
  await expect(saveStory(owner(ctx, of.producerId, 'minh'), of, text('Của Minh', 0))).rejects.toMatchObject({
    code: 'story.changed_meanwhile',
  });
  expect((await storyDesk(me, of)).newest).toMatchObject({ vi: 'Của Lan', number: 1 });
});

test('what saves itself in one sitting is one version, but never one that somebody was shown', async ({
  ctx,
}) => {
  const { of, me } = await goods(ctx);
  let revision = await saveStory(me, of, text('M', 0), 'auto');
  revision = await saveStory(me, of, text('Mậ', revision), 'auto');
  revision = await saveStory(me, of, text('Mật', revision), 'auto');
  expect((await versionsOf(me, of)).versions.map(({ vi }) => vi)).toEqual(['Mật']);
  const later = { ...me, now: new Date(me.now.getTime() + 11 * 60_000) };
  revision = await saveStory(later, of, text('Mật ong', revision), 'auto');
  await saveStory(owner(later, of.producerId, 'minh'), of, text('Mật ong nhà', revision), 'auto');
  expect((await versionsOf(me, of)).versions.map(({ vi }) => vi)).toEqual(['Mật ong nhà', 'Mật ong', 'Mật']);
});

test('what stood in the register before is the first version, and can be taken again', async ({ ctx }) => {
  const product = await aProduct(ctx, { storyVi: 'Chuyện cũ' });
  const of = { producerId: product.producerId!, productId: product.id };
  const me = owner(ctx, of.producerId);
  await saveStory(me, of, text('Chuyện mới', 0));
  expect(await goBackTo(me, of, 0)).toBe(2);
  const { versions, desk } = await versionsOf(me, of);
  expect(versions.map(({ number, vi, kind }) => [number, vi, kind])).toEqual([
    [2, 'Chuyện cũ', 'back'],
    [1, 'Chuyện mới', 'saved'],
    [0, 'Chuyện cũ', 'register'],
  ]);
  expect(desk.publishedVersion).toBe(0);
  await expect(goBackTo(me, of, 7)).rejects.toMatchObject({ code: 'not_found' });
});

test('a story is sent with pictures that can be shown and recordings that can be read', async ({ ctx }) => {
  const { of, me } = await goods(ctx);
  const { number } = await aPicture(ctx, of.producerId);
  const other = await aPicture(ctx, (await aProducer(ctx, { name: 'Cơ sở khác' })).id);
  await expect(sendStory(me, of, text('', 0))).rejects.toMatchObject({ code: 'story.empty' });
  await expect(sendStory(me, of, text(`A\n\n![](anh:${other.number})`, 0))).rejects.toMatchObject({
    code: 'story.picture_unknown',
    details: { names: `anh:${other.number}` },
  });
  await expect(sendStory(me, of, text('[nghe: Lan](https://a.vn/a.mp3)\n\nHết', 0))).rejects.toMatchObject({
    code: 'story.transcript_missing',
  });
  await sendStory(me, of, text(`A\n\n![](anh:${number})`, 0));
  expect((await storyDesk(me, of)).sentVersion).toBe(1);
  await takeStoryBack(me, of);
  expect((await storyDesk(me, of)).sentVersion).toBeNull();
});

test('the office of the place publishes what waits; the goods tell it from then on', async ({ ctx }) => {
  const { of, product, me } = await goods(ctx);
  await sendStory(me, of, text('Chuyện nhà', 0, 'Our story'));
  const officer = commune(ctx);
  const { stories, counts } = await storiesToReview(officer, { view: 'waiting', page: 1, perPage: 10 });
  expect(stories.map((one) => one.product)).toEqual([product.name]);
  expect(counts).toEqual({ waiting: 1, published: 0 });
  // Written on meanwhile: what was read is published, not what came after.
  await saveStory(me, of, text('Chuyện nhà, thêm nữa', 1));
  await publishStory(officer, stories[0]!.id, { version: 1, note: '', comments: [] }, false);
  expect(await publicStory(ctx, product.id)).toBe('Chuyện nhà');
  expect(await storiesOf(me, of.producerId)).toMatchObject([
    { product: null, hasText: false },
    { product: { id: product.id }, isPublished: true, hasChanges: true, isSent: false },
  ]);
  await expect(
    publishStory(officer, stories[0]!.id, { version: 1, note: '', comments: [] }, false),
  ).rejects.toMatchObject({ code: 'story.not_waiting' });
  const told = await ctx.db.select({ kind: auditFacts.kind }).from(auditFacts).orderBy(auditFacts.id);
  expect(told.map(({ kind }) => kind)).toEqual(['story.sent', 'product.story_published']);
});

test('an officer reads the stories of their own place alone', async ({ ctx }) => {
  const { of, me } = await goods(ctx);
  await sendStory(me, of, text('Chuyện nhà', 0));
  const { id } = await storyDesk(me, of);
  const elsewhere = commune(ctx, '11506');
  expect((await storiesToReview(elsewhere, { view: 'waiting', page: 1, perPage: 10 })).stories).toEqual([]);
  const verdict = { version: 1, note: 'x', comments: [] };
  for (const work of [
    () => storyToReview(elsewhere, id!),
    () => publishStory(elsewhere, id!, verdict, true),
    () => returnStory(elsewhere, id!, verdict),
  ])
    await expect(work()).rejects.toMatchObject({ code: 'not_found' });
  // Nor does whoever wrote it let it through.
  await expect(publishStory(me, id!, verdict, true)).rejects.toMatchObject({ code: 'not_allowed' });
});

test('another producer finds nothing of it', async ({ ctx }) => {
  const { of, me } = await goods(ctx);
  await saveStory(me, of, text('Chuyện nhà', 0));
  const other = await goods(ctx);
  for (const theirs of [of, { ...of, producerId: other.of.producerId }]) {
    await expect(storyDesk(other.me, theirs)).rejects.toMatchObject({ code: 'not_found' });
    await expect(saveStory(other.me, theirs, text('x', 1))).rejects.toMatchObject({ code: 'not_found' });
    await expect(goBackTo(other.me, theirs, 1)).rejects.toMatchObject({ code: 'not_found' });
    await expect(keepRadio(other.me, theirs, 'x')).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('stars that the certificate does not give are not published, unless somebody has looked', async ({
  ctx,
}) => {
  const { of, me, product } = await goods(ctx);
  await aCertificate(ctx, { productId: product.id, stars: 4, issuedOn: '2024-11-20' });
  await sendStory(me, of, text('Mật đạt 5 sao', 0));
  const { id, known } = await storyDesk(me, of);
  expect(known.stars).toEqual([4]);
  const verdict = { version: 1, note: '', comments: [] };
  await expect(publishStory(commune(ctx), id!, verdict, false)).rejects.toMatchObject({
    code: 'story.claim_wrong',
    details: { names: '5 sao' },
  });
  await sendStory(me, of, text('Mật đạt 4 sao', 1));
  await publishStory(commune(ctx), id!, { ...verdict, version: 2 }, false);
  expect(await publicStory(ctx, product.id)).toBe('Mật đạt 4 sao');
});

test('what is sent back says what to put right, by paragraph', async ({ ctx }) => {
  const { of, me, product } = await goods(ctx);
  await sendStory(me, of, text('Một\n\nHai', 0));
  const { id } = await storyDesk(me, of);
  const verdict = { version: 1, note: ' ', comments: [{ paragraph: 9, words: 'lạc' }] };
  await expect(returnStory(commune(ctx), id!, verdict)).rejects.toMatchObject({ code: 'reason_missing' });
  await returnStory(commune(ctx), id!, { ...verdict, comments: [{ paragraph: 2, words: 'Kể rõ hơn' }] });
  expect(await storyDesk(me, of)).toMatchObject({
    sentVersion: null,
    reviews: [{ outcome: 'returned', comments: [{ paragraph: 2, about: 'Hai', words: 'Kể rõ hơn' }] }],
  });
  expect(await publicStory(ctx, product.id)).toBeNull();
  expect(await storiesOf(me, of.producerId)).toMatchObject([{}, { isReturned: true }]);
});

test("a producer's own story stands with the producer", async ({ ctx }) => {
  const { id: producerId } = await aProducer(ctx);
  const of = { producerId, productId: null };
  await sendStory(owner(ctx, producerId), of, text('Nhà tôi', 0));
  const { id } = await storyDesk(owner(ctx, producerId), of);
  await publishStory(commune(ctx), id!, { version: 1, note: '', comments: [] }, false);
  const [row] = await ctx.db.execute(sql`select story_vi from producers where id = ${producerId}`);
  expect(row).toEqual({ story_vi: 'Nhà tôi' });
});

test('a story that says what another one says is found, of other goods of the same producer too', async ({
  ctx,
}) => {
  const long = Array.from({ length: 80 }, (_, at) => `chữ${at}`).join(' ');
  const { of, me, product } = await goods(ctx);
  await sendStory(me, of, text(long, 0));
  const { id } = await storyDesk(me, of);
  await publishStory(commune(ctx), id!, { version: 1, note: '', comments: [] }, false);
  expect(await mostAlike(ctx, long, of)).toBeNull();
  const second = { producerId: of.producerId, productId: 'x' };
  expect(await mostAlike(ctx, `Mở đầu khác. ${long}`, second)).toMatchObject({
    name: product.name,
    share: expect.closeTo(1, 0),
  });
  expect(await mostAlike(ctx, 'Một câu chuyện hoàn toàn không giống ai cả', second)).toBeNull();
});

test('of two records that are made one, the kept one tells what only the other told', async ({ ctx }) => {
  const [kept, other] = [await goods(ctx), await goods(ctx)];
  await ctx.db.execute(sql`update products set name_key = 'other' where id = ${other.of.productId}`);
  await saveStory(other.me, other.of, text('Chuyện của bản kia', 0));
  const own = { producerId: other.of.producerId, productId: null };
  await sendStory(other.me, own, text('Nhà kia', 0));
  await publishStory(
    commune(ctx),
    (await storyDesk(other.me, own)).id!,
    { version: 1, note: '', comments: [] },
    false,
  );
  await mergeProducers(ctx, kept.of.producerId, other.of.producerId, [], 'Ghi hai lần');
  await mergeProducts(ctx, kept.of.productId, other.of.productId, [], 'Ghi hai lần', 'anniversary_counts');
  expect((await storyDesk(kept.me, kept.of)).newest).toMatchObject({ vi: 'Chuyện của bản kia' });
  expect(await storyDesk(kept.me, { producerId: kept.of.producerId, productId: null })).toMatchObject({
    publishedVersion: 1,
    published: { vi: 'Nhà kia' },
  });
});
