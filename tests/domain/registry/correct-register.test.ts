import { eq } from 'drizzle-orm';
import { products } from '#db/schema/catalogue.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { correctProducer, correctProduct } from '#src/domain/registry/correct-register.ts';
import type { Actor } from '#src/domain/shared/actor.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const places = await placesOfRecord();
const commune: Actor = {
  kind: 'person',
  id: 'p1',
  name: 'Vũ Văn Nam',
  isStrong: false,
  assignments: [
    {
      id: 'a1',
      role: 'commune_officer',
      scope: { kind: 'commune', provinceCode: '31', communeCode: '11503' },
    },
  ],
};

test('a correction is written down with what stood there before, and why', async ({ ctx }) => {
  const { id } = await aProduct(ctx);
  await correctProduct(
    { ...ctx, actor: commune },
    places,
    id,
    {
      name: 'Mật ong hoa nhãn An Sơn',
      price: '180.000 ₫',
      alcoholDegree: '',
      label: { storage: 'Nơi khô ráo' },
    },
    'Chủ thể báo sai tên',
  );
  const [row] = await ctx.db.select().from(products).where(eq(products.id, id));
  expect(row).toMatchObject({
    name: 'Mật ong hoa nhãn An Sơn',
    price: 180_000,
    label: { storage: 'Nơi khô ráo' },
  });
  const [fact] = await ctx.db
    .select()
    .from(auditFacts)
    .where(eq(auditFacts.subject, `product:${id}`));
  expect(fact).toMatchObject({
    actor: 'person:p1',
    before: { name: 'Mật ong An Sơn', price: null },
    reason: 'Chủ thể báo sai tên',
    communeCode: '11503',
  });
});

test('an old name of a commune leads to the commune of today', async ({ ctx }) => {
  const { id } = await aProduct(ctx, { communeCode: null });
  await correctProduct(ctx, places, id, { commune: 'Xã An Sơn, huyện Thủy Nguyên' }, 'Đúng nơi làm');
  const [row] = await ctx.db.select().from(products).where(eq(products.id, id));
  expect(row).toMatchObject({ provinceCode: '31', communeCode: '11503' });
});

test.for<[string, Parameters<typeof correctProduct>[3], string]>([
  ['no name', { name: ' ' }, 'register.name_missing'],
  ['a price that is no number', { price: 'khoảng 100k' }, 'register.number_unreadable'],
  ['a degree that is none', { alcoholDegree: 'nặng' }, 'register.number_unreadable'],
  ['a set that is none', { set: '27' }, 'register.number_unreadable'],
  ['a place that nobody knows', { commune: 'Xã Không Đâu Cả' }, 'register.place_unclear'],
  ['the same again', { name: 'Mật ong An Sơn' }, 'register.nothing_changed'],
])('%s is refused in a sentence', async ([, given, code], { ctx }) => {
  const { id } = await aProduct(ctx);
  await expect(correctProduct(ctx, places, id, given, 'thử')).rejects.toThrow(code);
});

test('a commune corrects its goods; taking them off is the province’s', async ({ ctx }) => {
  const { id } = await aProduct(ctx);
  await expect(
    correctProduct(
      { ...ctx, actor: commune },
      places,
      id,
      { withdrawnOn: '2026-03-10', withdrawnReason: 'Đổi nghề' },
      'Đổi nghề',
    ),
  ).rejects.toThrow('not_allowed');
});

test('a commune neither finds goods elsewhere nor moves its own there', async ({ ctx }) => {
  const elsewhere = await aProduct(ctx, { communeCode: '11473' });
  const as = { ...ctx, actor: commune };
  await expect(correctProduct(as, places, elsewhere.id, { name: 'Khác' }, 'thử')).rejects.toThrow(
    'not_found',
  );
  const own = await aProduct(ctx, { name: 'Trà sen', producerId: null });
  await expect(correctProduct(as, places, own.id, { commune: '11473' }, 'thử')).rejects.toThrow(
    'not_allowed',
  );
});

test('one producer has one product of a name', async ({ ctx }) => {
  const producer = await aProducer(ctx);
  await aProduct(ctx, { producerId: producer.id, name: 'Trà sen' });
  const { id } = await aProduct(ctx, { producerId: producer.id, name: 'Trà xanh' });
  await expect(correctProduct(ctx, places, id, { name: 'Trà Sen' }, 'thử')).rejects.toThrow(
    'register.name_known',
  );
});

test('a producer’s telephone is read, and kept as it was when it is the same number', async ({ ctx }) => {
  const { id } = await aProducer(ctx, { phone: '0912.345.678' });
  await expect(correctProducer(ctx, places, id, { phone: '12' }, 'thử')).rejects.toThrow(
    'user.phone_unreadable',
  );
  await expect(correctProducer(ctx, places, id, { phone: '0912 345 678' }, 'thử')).rejects.toThrow(
    'register.nothing_changed',
  );
});
