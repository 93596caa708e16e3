import { certificatesOfProducer } from '#src/domain/catalogue/producer-certificates.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { aCertificate, anEvent, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const RULE = 'anniversary_counts';
/** Days on which a dossier is taken are set since 22 May 2026. */
const at = (ctx: Context, day: string): Context => ({ ...ctx, now: new Date(`${day}T03:00:00Z`) });

async function household(ctx: Context) {
  const { id: producerId } = await aProducer(ctx, { name: 'Hộ bà Mơ' });
  const add = async (name: string, issuedOn: `${number}-${number}-${number}` | null) => {
    const { id } = await aProduct(ctx, { producerId, name });
    const certificate = issuedOn === null ? null : await aCertificate(ctx, { productId: id, issuedOn });
    return { id, certificateId: certificate?.id ?? '' };
  };
  return { producerId, add };
}

const happens = async (
  ctx: Context,
  { id, certificateId }: { id: string; certificateId: string },
  kind: 'suspended' | 'revoked',
) => {
  await anEvent(ctx, { certificateId, kind, effectiveOn: '2026-10-01', reason: 'Kết luận kiểm tra' });
  await keepStandings(ctx, [id], RULE);
};

test('a producer sees each product with what it asks of them, the most pressing first', async ({ ctx }) => {
  const { producerId, add } = await household(ctx);
  await add('Chưa công nhận', null);
  await add('Còn dài', '2026-08-01');
  await add('Sắp mở kỳ', '2024-06-10');
  await add('Đang mở kỳ', '2024-05-10');
  await add('Quá kỳ', '2024-03-01');
  await add('Hết hạn', '2023-10-01');
  await happens(ctx, await add('Tạm dừng', '2025-01-01'), 'suspended');
  await happens(ctx, await add('Thu hồi', '2025-01-01'), 'revoked');
  const withdrawn = await add('Đã rút', '2025-01-01');
  await aProduct(ctx, { name: 'Của nhà khác' });
  await ctx.db.execute(`update products set withdrawn_on = '2026-01-01', withdrawn_reason = 'Thôi làm'
    where id = '${withdrawn.id}'`);
  const { products } = await certificatesOfProducer(at(ctx, '2026-11-28'), producerId, RULE);
  expect(products.map(({ name, state }) => [name, state])).toEqual([
    ['Thu hồi', 'revoked'],
    ['Tạm dừng', 'suspended'],
    ['Hết hạn', 'expired'],
    ['Quá kỳ', 'late'],
    ['Đang mở kỳ', 'open'],
    ['Sắp mở kỳ', 'soon'],
    ['Còn dài', 'in_force'],
    ['Chưa công nhận', 'none'],
    ['Đã rút', 'withdrawn'],
  ]);
  expect(products[0]!.speaks?.because?.reason).toBe('Kết luận kiểm tra');
  expect(products[4]!.speaks?.term.renewal).toEqual({ opens: '2026-11-11', closes: '2027-01-10' });
});

test('of several recognitions the newest decision speaks, and the others are its history', async ({
  ctx,
}) => {
  const { producerId, add } = await household(ctx);
  const { id } = await add('Chè', '2022-05-01');
  const newer = await aCertificate(ctx, { productId: id, issuedOn: '2025-05-02', stars: 5 });
  const { products } = await certificatesOfProducer(at(ctx, '2026-11-28'), producerId, RULE);
  expect(products).toHaveLength(1);
  expect(products[0]!.speaks?.id).toBe(newer.id);
  expect(products[0]!.certificates).toHaveLength(2);
});

test('it is the room of its producer alone, and of one that was merged away nobody’s', async ({ ctx }) => {
  const { producerId } = await household(ctx);
  const { id: next } = await aProducer(ctx, { name: 'Nhà bên' });
  const neighbour: Context = {
    ...ctx,
    actor: {
      kind: 'person',
      id: 'x',
      name: 'X',
      isStrong: false,
      assignments: [{ id: 'o', role: 'producer_owner', scope: { kind: 'producer', producerId: next } }],
    },
  };
  const codeOf = (id: string) =>
    certificatesOfProducer(neighbour, id, RULE).then(
      () => 'shown',
      (error: unknown) => (error instanceof Refusal ? error.code : error),
    );
  expect([await codeOf(producerId), await codeOf(next)]).toEqual(['not_found', 'shown']);
  await ctx.db.execute(`update producers set merged_into = '${producerId}' where id = '${next}'`);
  expect(await codeOf(next)).toBe('not_found');
});
