import { eq } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { certificateEvents } from '#db/schema/certification.ts';
import { changedProducts } from '#db/schema/catalogue.ts';
import { statusOfCertificateOn } from '#src/domain/certification/certificates.ts';
import { recordCertificateEvent, type NewCertificateEvent } from '#src/domain/certification/record-event.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Refusal } from '#src/domain/shared/refusal.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const paper = {
  effectiveOn: '2026-03-10',
  reason: 'Kết luận kiểm tra số 12/KL',
  decisionNumber: '300/QĐ-UBND',
  decidedOn: '2026-03-09',
  issuer: 'UBND thành phố Hải Phòng',
} as const;
const revoked: NewCertificateEvent = { ...paper, kind: 'revoked', ground: 'law_violation' };
const suspended: NewCertificateEvent = { ...paper, kind: 'suspended' };

const refusal = async (work: Promise<void>) => {
  const error = await work.then(
    () => null,
    (thrown: Refusal) => thrown,
  );
  return error && { code: error.code, ...error.details };
};
const facts = (ctx: Context, id: string) =>
  ctx.db
    .select()
    .from(auditFacts)
    .where(eq(auditFacts.subject, `certificate:${id}`));

test('a revocation counts from its day, is written down and reaches the search', async ({ own }) => {
  const { ctx, sql } = own;
  const { id, productId } = await aCertificate(ctx);
  await recordCertificateEvent(ctx, id, revoked);
  expect((await statusOfCertificateOn(sql, id, '2026-03-09'))?.status).toBe('valid');
  expect((await statusOfCertificateOn(sql, id, '2026-03-10'))?.status).toBe('revoked');
  expect(await facts(ctx, id)).toMatchObject([
    { kind: 'certificate.revoked', reason: 'Kết luận kiểm tra số 12/KL', actor: 'system:test' },
  ]);
  expect(await ctx.db.select().from(changedProducts)).toMatchObject([{ productId }]);
});

test('the same revocation a second time is refused and changes nothing', async ({ ctx }) => {
  const { id } = await aCertificate(ctx);
  await recordCertificateEvent(ctx, id, revoked);
  expect(await refusal(recordCertificateEvent(ctx, id, revoked))).toEqual({
    code: 'certificate.revoked',
    on: '2026-03-10',
  });
  expect(await facts(ctx, id)).toHaveLength(1);
});

test('two officers who revoke at the same moment: one is told that it was done', async ({ own }) => {
  const { id } = await aCertificate(own.ctx);
  const done = await Promise.all([1, 2].map(() => refusal(recordCertificateEvent(own.ctx, id, revoked))));
  expect(done.filter((one) => one === null)).toHaveLength(1);
  expect(await own.ctx.db.$count(certificateEvents)).toBe(1);
});

test('a suspension ends with its reinstatement', async ({ own }) => {
  const { ctx, sql } = own;
  const { id } = await aCertificate(ctx);
  await recordCertificateEvent(ctx, id, suspended);
  await recordCertificateEvent(ctx, id, { ...paper, kind: 'reinstated', effectiveOn: '2026-04-01' });
  expect((await statusOfCertificateOn(sql, id, '2026-03-31'))?.status).toBe('suspended');
  expect((await statusOfCertificateOn(sql, id, '2026-04-01'))?.status).toBe('valid');
});

test('an extension runs to its last day, 180 days past the end at most', async ({ own }) => {
  const { ctx, sql } = own;
  // Ends 20/11/2027; 180 days later is 18/05/2028.
  const { id } = await aCertificate(ctx);
  const extended = { ...paper, kind: 'extended', effectiveOn: '2027-11-01' } as const;
  expect(await refusal(recordCertificateEvent(ctx, id, { ...extended, until: '2028-05-19' }))).toEqual({
    code: 'certificate.extension_too_long',
    most: '2028-05-18',
  });
  await recordCertificateEvent(ctx, id, { ...extended, until: '2028-05-18' });
  expect((await statusOfCertificateOn(sql, id, '2028-05-18'))?.status).toBe('extended');
  expect((await statusOfCertificateOn(sql, id, '2028-05-19'))?.status).toBe('expired');
  expect(await refusal(recordCertificateEvent(ctx, id, { ...extended, until: '2028-05-18' }))).toEqual({
    code: 'certificate.extended',
    until: '2028-05-18',
  });
});

test.for<[string, NewCertificateEvent, string]>([
  [
    'an extension that ends no later than the term',
    { ...paper, kind: 'extended', until: '2027-11-20' },
    'certificate.not_extendable',
  ],
  ['a reinstatement of what is not suspended', { ...paper, kind: 'reinstated' }, 'certificate.not_suspended'],
  ['a revocation before the decision', { ...revoked, effectiveOn: '2024-01-01' }, 'certificate.too_early'],
  ['a revocation without a reason', { ...revoked, reason: '  ' }, 'certificate.paper_missing'],
  ['a revocation without its decision', { ...revoked, decisionNumber: '' }, 'certificate.paper_missing'],
])('%s is refused', async ([, event, code], { ctx }) => {
  const { id } = await aCertificate(ctx);
  expect(await refusal(recordCertificateEvent(ctx, id, event))).toMatchObject({ code });
  expect(await facts(ctx, id)).toEqual([]);
});

test('what no decree lets go on cannot be extended', async ({ ctx }) => {
  const { id } = await aCertificate(ctx, { issuedOn: '2021-01-01', ruleSet: '1048/QĐ-TTg' });
  const event: NewCertificateEvent = {
    ...paper,
    kind: 'extended',
    effectiveOn: '2023-12-01',
    until: '2024-02-01',
  };
  expect(await refusal(recordCertificateEvent(ctx, id, event))).toMatchObject({
    code: 'certificate.not_extendable',
  });
});

test('a certificate that a newer one replaced is not extended', async ({ ctx }) => {
  const product = await aProduct(ctx);
  const old = await aCertificate(ctx, { productId: product.id, issuedOn: '2023-03-20' });
  await aCertificate(ctx, { productId: product.id, issuedOn: '2026-03-01' });
  const event: NewCertificateEvent = { ...paper, kind: 'extended', until: '2026-05-01' };
  expect(await refusal(recordCertificateEvent(ctx, old.id, event))).toMatchObject({
    code: 'certificate.superseded',
  });
});

test('a second suspension is refused, and a visitor may write nothing', async ({ ctx }) => {
  const { id } = await aCertificate(ctx);
  await recordCertificateEvent(ctx, id, suspended);
  expect(await refusal(recordCertificateEvent(ctx, id, suspended))).toEqual({
    code: 'certificate.suspended',
  });
  expect(await refusal(recordCertificateEvent({ ...ctx, actor: { kind: 'visitor' } }, id, revoked))).toEqual({
    code: 'not_allowed',
  });
  expect(await refusal(recordCertificateEvent(ctx, 'nosuchnumber', revoked))).toEqual({
    code: 'certificate.not_found',
  });
});
