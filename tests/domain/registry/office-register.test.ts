import { findProducts } from '#src/domain/registry/office-register.ts';
import type { Actor } from '#src/domain/shared/actor.ts';
import { aCertificate, aDecision, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

test('a product is found by its name, its maker, its decision and its certificate, with its last day', async ({
  ctx,
}) => {
  const decision = await aDecision(ctx, { number: '5445/QĐ-UBND' });
  const { id: productId } = await aProduct(ctx);
  const { id } = await aCertificate(ctx, { productId, decisionId: decision.id });
  for (const typed of ['mat ong', 'HTX Nông nghiệp', 'Số 5445 / QÐ–UBND', '5445', id]) {
    const found = await findProducts(ctx, typed, 10);
    expect([typed, found.map((one) => one.id)]).toEqual([typed, [productId]]);
    expect(found[0]).toMatchObject({ status: 'valid', until: '2027-11-20', decision: '5445/QĐ-UBND' });
  }
});

test('an officer finds what lies within reach', async ({ ctx }) => {
  await aProduct(ctx);
  const actor: Actor = {
    kind: 'person',
    id: 'p1',
    name: 'Lê Thu',
    isStrong: false,
    assignments: [{ id: 'a1', role: 'province_officer', scope: { kind: 'province', provinceCode: '37' } }],
  };
  expect(await findProducts({ ...ctx, actor }, 'mật ong', 10)).toEqual([]);
});
