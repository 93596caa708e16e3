import { sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { pictureFiles } from '#db/schema/media.ts';
import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { readPictureFile, widthsOf } from '#src/domain/media/picture.ts';
import {
  choosePicture,
  describePicture,
  keepPictures,
  pictureFile,
  picturesOf,
  picturesToLookAt,
  removePicture,
  takePictureOff,
} from '#src/domain/media/pictures.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { aPicture, aPictureMade } from '#tests/support/pictures.ts';
import { aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const owner = (ctx: Context, producerId: string): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id: 'p',
    name: 'Bà Lan',
    isStrong: false,
    assignments: [{ id: 'a', role: 'producer_owner', scope: { kind: 'producer', producerId } }],
  },
});
const chosen = async (ctx: Context, productId: string) =>
  (
    await ctx.db.execute<{ picture_id: string | null }>(
      sql`select picture_id from products where id = ${productId}`,
    )
  )[0]!.picture_id;

test.each([
  [400, [400]],
  [480, [480]],
  [700, [480, 700]],
  [1600, [480, 960, 1600]],
])('a picture %s wide is kept in widths %o', (width, widths) => {
  expect(widthsOf(width)).toEqual(widths);
});

test.each([
  ['0123456789abcdef01234567-960.webp', { hash: '0123456789abcdef01234567', width: 960, format: 'webp' }],
  ['0123456789abcdef01234567-960.jpg', { hash: '0123456789abcdef01234567', width: 960, format: 'jpeg' }],
  ['0123456789abcdef01234567-960.svg', null],
  ['../0123456789abcdef01234567-960.jpg', null],
  ['0123456789ABCDEF01234567-960.jpg', null],
])('%s is the address of %o', (name, file) => {
  expect(readPictureFile(name)).toEqual(file);
});

test('a picture is shown nowhere until somebody says what is to be seen', async ({ ctx }) => {
  const { id: productId, producerId } = await aProduct(ctx);
  const [id] = await keepPictures(ctx, IN_DATABASE, producerId!, [aPictureMade()], { credit: ' Bà  Lan ' });
  await expect(choosePicture(ctx, producerId!, productId, id!)).rejects.toMatchObject({
    code: 'picture.alt_missing',
  });
  const words = { alt: ' ', altEn: '', credit: 'Bà Lan', focusX: 50, focusY: 50 };
  await expect(describePicture(ctx, producerId!, id!, words)).rejects.toMatchObject({
    code: 'picture.alt_missing',
  });
  await expect(
    describePicture(ctx, producerId!, id!, { ...words, alt: 'Mật', focusX: 101 }),
  ).rejects.toMatchObject({
    code: 'picture.focus_wrong',
  });
  await describePicture(ctx, producerId!, id!, { ...words, alt: 'Mật rót vào chai' });
  await choosePicture(ctx, producerId!, productId, id!);
  expect(await chosen(ctx, productId)).toBe(id);
  expect(await picturesOf(ctx, producerId!)).toMatchObject([
    { alt: 'Mật rót vào chai', credit: 'Bà Lan', products: [{ id: productId }] },
  ]);
});

test('a form that was sent twice keeps each picture once', async ({ ctx }) => {
  const { id } = await aProducer(ctx);
  const made = aPictureMade();
  const [first] = await keepPictures(ctx, IN_DATABASE, id, [made], { credit: '' });
  const [again] = await keepPictures(ctx, IN_DATABASE, id, [made], { credit: '' });
  expect(again).toBe(first);
  expect(await picturesOf(ctx, id)).toHaveLength(1);
});

test('pictures of another producer are not found, whatever is done to them', async ({ ctx }) => {
  const [mine, theirs] = [await aProduct(ctx), await aProduct(ctx, { name: 'Trà sen' })];
  const picture = await aPicture(ctx, theirs.producerId!);
  const me = owner(ctx, mine.producerId!);
  const words = { alt: 'x', altEn: '', credit: '', focusX: 0, focusY: 0 };
  const no = { code: 'not_found' };
  await expect(picturesOf(me, theirs.producerId!)).rejects.toMatchObject(no);
  await expect(
    keepPictures(me, IN_DATABASE, theirs.producerId!, [aPictureMade()], { credit: '' }),
  ).rejects.toMatchObject(no);
  for (const producerId of [mine.producerId!, theirs.producerId!]) {
    await expect(describePicture(me, producerId, picture.id, words)).rejects.toMatchObject(no);
    await expect(removePicture(me, producerId, picture.id)).rejects.toMatchObject(no);
    await expect(choosePicture(me, producerId, mine.id, picture.id)).rejects.toMatchObject(no);
    await expect(choosePicture(me, producerId, theirs.id, null)).rejects.toMatchObject(no);
  }
});

test('a picture that is taken away is gone from the goods and from its address, and the audit tells', async ({
  own: { ctx, sql: client },
}) => {
  const product = await aProduct(ctx);
  const { id, hash } = await aPicture(ctx, product.producerId!);
  await choosePicture(ctx, product.producerId!, product.id, id);
  const page = () => productPage(client, allPlaces(), product.slug, TODAY, 'anniversary_counts');
  expect((await page())!.product.picture).toMatchObject({ hash, focusY: 40 });
  const file = { hash, width: 960, format: 'jpeg' } as const;
  expect(await pictureFile(ctx, IN_DATABASE, file)).not.toBeNull();
  await removePicture(ctx, product.producerId!, id);
  expect((await page())!.product.picture).toBeNull();
  expect(await pictureFile(ctx, IN_DATABASE, file)).toBeNull();
  const told = await ctx.db.select({ kind: auditFacts.kind }).from(auditFacts).orderBy(auditFacts.id);
  expect(told.map(({ kind }) => kind)).toEqual([
    'picture.sent',
    'picture.described',
    'product.picture_chosen',
    'picture.removed',
  ]);
});

test('the file stays while another producer shows the same picture', async ({ ctx }) => {
  const [one, other] = [await aProducer(ctx), await aProducer(ctx, { name: 'Cơ sở Bà Tư' })];
  const made = aPictureMade();
  const [first] = await keepPictures(ctx, IN_DATABASE, one.id, [made], { credit: '' });
  await keepPictures(ctx, IN_DATABASE, other.id, [made], { credit: '' });
  await removePicture(ctx, one.id, first!);
  expect(await ctx.db.$count(pictureFiles, sql`hash = ${made.hash}`)).toBe(1);
});

test('records that are made one keep their pictures', async ({ ctx }) => {
  const [kept, other] = [await aProduct(ctx), await aProduct(ctx, { name: 'Mật ong hoa nhãn An Sơn' })];
  const { id } = await aPicture(ctx, other.producerId!);
  await choosePicture(ctx, other.producerId!, other.id, id);
  await mergeProducers(ctx, kept.producerId!, other.producerId!, [], 'Ghi hai lần');
  expect(await picturesOf(ctx, kept.producerId!)).toMatchObject([{ id }]);
  await mergeProducts(ctx, kept.id, other.id, [], 'Ghi hai lần', 'anniversary_counts');
  expect(await chosen(ctx, kept.id)).toBe(id);
});

test('the office of the place takes a picture off every page, says why, and may put it back', async ({
  own: { ctx, sql: client },
}) => {
  const product = await aProduct(ctx);
  const { id, hash } = await aPicture(ctx, product.producerId!);
  await choosePicture(ctx, product.producerId!, product.id, id);
  const officer = (communeCode: string): Context => ({
    ...ctx,
    actor: {
      kind: 'person',
      id: 'o',
      name: 'Chị Thu',
      isStrong: false,
      assignments: [
        { id: 'a', role: 'commune_officer', scope: { kind: 'commune', provinceCode: '31', communeCode } },
      ],
    },
  });
  const seen = async (code: string) => (await picturesToLookAt(officer(code), { page: 1, perPage: 9 })).total;
  expect([await seen('11503'), await seen('11506')]).toEqual([1, 0]);
  await expect(takePictureOff(officer('11506'), id, 'x')).rejects.toMatchObject({ code: 'not_found' });
  await expect(takePictureOff(owner(ctx, product.producerId!), id, 'x')).rejects.toMatchObject({
    code: 'not_allowed',
  });
  await expect(takePictureOff(officer('11503'), id, ' ')).rejects.toMatchObject({ code: 'reason_missing' });
  await takePictureOff(officer('11503'), id, 'Ảnh của người khác');
  const page = async () =>
    (await productPage(client, allPlaces(), product.slug, TODAY, 'anniversary_counts'))!.product.picture;
  const file = () => pictureFile(ctx, IN_DATABASE, { hash, width: 960, format: 'jpeg' });
  expect([await page(), await file()]).toEqual([null, null]);
  expect(await picturesOf(ctx, product.producerId!)).toMatchObject([{ hiddenReason: 'Ảnh của người khác' }]);
  const second = await aProduct(ctx, { name: 'Sáp ong', producerId: product.producerId });
  await expect(choosePicture(ctx, product.producerId!, second.id, id)).rejects.toMatchObject({
    code: 'picture.taken_off',
  });
  await takePictureOff(officer('11503'), id, null);
  expect(await page()).toMatchObject({ hash });
  expect(await file()).not.toBeNull();
});
