import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { certificateById } from '#src/domain/certification/certificates.ts';
import { keepPaper, paperOfCertificate } from '#src/domain/certification/decision-papers.ts';
import { recordCertificateEvent } from '#src/domain/certification/record-event.ts';
import { recogniseProduct, type Recognition } from '#src/domain/registry/recognise-product.ts';
import type { Actor, Role, Scope } from '#src/domain/shared/actor.ts';
import { statusOfCertificateOn } from '#src/domain/certification/certificates.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { describe, expect, test, TODAY } from '#tests/support/test.ts';

const RULE = 'anniversary_counts';
const given: Recognition = {
  number: '3145/QĐ-UBND',
  issuer: 'UBND thành phố Hải Phòng',
  issuedOn: '2026-03-02',
  kind: 'first',
  stars: 4,
  points: 78.5,
  statedUntil: null,
  reason: 'Hội đồng họp ngày 20/02/2026',
};
const officer = (role: Role, scope: Scope, isStrong = true): Actor => ({
  kind: 'person',
  id: 'p1',
  name: 'Phạm Thị Hạnh',
  isStrong,
  assignments: [{ id: 'a1', role, scope }],
});
const HAI_PHONG = officer('province_officer', { kind: 'province', provinceCode: '31' });
const BYTES = new TextEncoder().encode('%PDF-1.7 quyết định');

describe('recognition by hand', () => {
  test('a decision follows the rules of its own day, and the older certificate becomes history', async ({
    own,
  }) => {
    const ctx = { ...own.ctx, actor: HAI_PHONG };
    const older = await aCertificate(own.ctx, { stars: 3 });
    const id = await recogniseProduct(ctx, older.productId, { ...given, kind: 'upgrade' }, RULE);
    const made = await certificateById(own.sql, id, TODAY, RULE);
    expect(made).toMatchObject({ status: 'valid', ruleSet: '1489/QĐ-TTg', stars: 4, kind: 'upgrade' });
    expect(await statusOfCertificateOn(own.sql, older.id, TODAY)).toMatchObject({
      status: 'superseded',
      governs: false,
    });
  });

  test.for<[string, Partial<Recognition>, string]>([
    ['a day that lies ahead', { issuedOn: '2026-04-01' }, 'certificate.day_ahead'],
    ['fewer points than the rank needs', { points: 62 }, 'certificate.points_below'],
    ['a district that gives four stars', { issuer: 'UBND huyện Yên Mô' }, 'certificate.level_wrong'],
    ['two stars', { stars: 2 }, 'certificate.stars_wrong'],
    ['a last day beyond the term', { statedUntil: '2030-01-01' }, 'certificate.last_day_wrong'],
    ['no number', { number: 'như trên' }, 'certificate.paper_missing'],
    ['no reason', { reason: ' ' }, 'certificate.paper_missing'],
  ])('%s is refused', async ([, part, code], { ctx }) => {
    const { id } = await aProduct(ctx);
    await expect(recogniseProduct(ctx, id, { ...given, ...part }, RULE)).rejects.toThrow(code);
  });

  test('one decision recognises one product once', async ({ ctx }) => {
    const { id } = await aProduct(ctx);
    await recogniseProduct(ctx, id, given, RULE);
    await expect(
      recogniseProduct(ctx, id, { ...given, number: 'Số 3145 / QÐ–UBND', kind: 'renewal' }, RULE),
    ).rejects.toThrow('certificate.known');
  });

  test('a product that has held a certificate is not recognised for the first time', async ({ ctx }) => {
    const { productId } = await aCertificate(ctx);
    await expect(recogniseProduct(ctx, productId, given, RULE)).rejects.toThrow('certificate.kind_wrong');
  });
});

describe('who may change a certificate', () => {
  const event = {
    kind: 'suspended' as const,
    effectiveOn: TODAY as Day,
    reason: 'Chờ kết luận kiểm tra',
    decisionNumber: '12/QĐ-UBND',
    decidedOn: TODAY as Day,
    issuer: 'UBND thành phố Hải Phòng',
  };
  test.for<[string, Actor, string | null]>([
    ['an officer of the province may', HAI_PHONG, null],
    [
      'without a second factor not',
      officer('province_officer', { kind: 'province', provinceCode: '31' }, false),
      'second_factor_needed',
    ],
    [
      'an officer of its commune may not',
      officer('commune_officer', { kind: 'commune', provinceCode: '31', communeCode: '11503' }),
      'not_allowed',
    ],
    [
      'an officer of another province does not find it',
      officer('province_officer', { kind: 'province', provinceCode: '37' }),
      'not_found',
    ],
    ['a visitor may not', { kind: 'visitor' }, 'not_allowed'],
  ])('%s', async ([, actor, code], { ctx }) => {
    const { id } = await aCertificate(ctx);
    const deed = recordCertificateEvent({ ...ctx, actor }, id, event, RULE);
    if (code === null) await deed;
    else await expect(deed).rejects.toThrow(code);
  });
});

describe('papers of authorities', () => {
  test('a paper stays with its certificate, and with no other', async ({ ctx }) => {
    const { id, productId } = await aCertificate(ctx, { issuedOn: '2023-01-10', kind: 'first' });
    const paper = await keepPaper(ctx, IN_DATABASE, BYTES, 'C:\\quét\\QĐ 3145.pdf');
    expect(paper.name).toBe('QĐ 3145.pdf');
    const made = await recogniseProduct(ctx, productId, { ...given, kind: 'renewal' }, RULE, paper);
    expect((await paperOfCertificate(ctx, IN_DATABASE, made, paper.sha256))?.type).toBe('application/pdf');
    expect(await paperOfCertificate(ctx, IN_DATABASE, id, paper.sha256)).toBeNull();
  });

  test('what is neither a PDF nor a picture by its bytes is refused, whatever its name', async ({ ctx }) => {
    const html = new TextEncoder().encode('<script>alert(1)</script>');
    await expect(keepPaper(ctx, IN_DATABASE, html, 'quyet-dinh.pdf')).rejects.toThrow('paper.unreadable');
    await expect(keepPaper(ctx, IN_DATABASE, new Uint8Array(10 * 1024 * 1024 + 1), 'to.pdf')).rejects.toThrow(
      'paper.too_large',
    );
  });

  test('nobody puts under a deed what somebody else has handed in', async ({ ctx }) => {
    const { id } = await aProduct(ctx);
    const paper = await keepPaper(ctx, IN_DATABASE, BYTES, 'a.pdf');
    await expect(recogniseProduct({ ...ctx, actor: HAI_PHONG }, id, given, RULE, paper)).rejects.toThrow(
      'paper.gone',
    );
  });
});
