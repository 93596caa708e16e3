import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { publicReports } from '#db/schema/inspections.ts';
import { letters } from '#db/schema/notifications.ts';
import {
  forgetContacts,
  reportBehind,
  reportCase,
  reportsToHandle,
  stepReport,
  takeReport,
  type NewReport,
  type ReportStep,
} from '#src/domain/inspections/public-reports.ts';
import type { Person, Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { aProduct } from '#tests/support/register.ts';
import { test } from '#tests/support/test.ts';

const as = (ctx: Context, role: Role, scope: Scope): Context => {
  const actor: Person = {
    kind: 'person',
    id: role,
    name: role,
    isStrong: false,
    assignments: [{ id: 'o', role, scope }],
  };
  return { ...ctx, actor };
};
const commune = (code: string): Scope => ({ kind: 'commune', provinceCode: '31', communeCode: code });
const visitor = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'visitor' } });
const letter = (answer: string) => ({ title: 'Trả lời', words: answer });

const told: NewReport = {
  kind: 'counterfeit',
  slug: null,
  seenAt: null,
  words: 'Tem bị dán chồng lên tem khác, mua ở chợ huyện.',
  picture: null,
  contact: null,
  isEnglish: false,
};
const step = (given: Partial<ReportStep>): ReportStep => ({
  to: 'checking',
  outcome: null,
  note: '',
  answer: '',
  ...given,
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

async function aReport(ctx: Context, given: Partial<NewReport> = {}, from = 'a') {
  const token = await takeReport(visitor(ctx), { ...told, ...given }, from);
  const [row] = await ctx.db.select().from(publicReports).orderBy(publicReports.receivedAt).limit(1);
  return { token, id: row!.id };
}

test('a report goes from received over checking to answered, and its sender reads the answer by the link', async ({
  ctx,
}) => {
  const product = await aProduct(ctx, { provinceCode: '31', communeCode: '11503' });
  const { token, id } = await aReport(ctx, { slug: product.slug, contact: 'nguoi.mua@example.vn' });
  expect(await reportBehind(ctx, token)).toMatchObject({
    state: 'received',
    productName: product.name,
    answers: [],
  });
  const officer = as(ctx, 'commune_officer', commune('11503'));
  await stepReport(officer, id, 'received', step({ note: 'Đã gọi cho chủ thể.' }), letter);
  await stepReport(
    officer,
    id,
    'checking',
    step({ to: 'closed', outcome: 'confirmed', answer: 'Đã thu hồi lô hàng.' }),
    letter,
  );
  expect(await reportBehind(ctx, token)).toMatchObject({
    state: 'closed',
    outcome: 'confirmed',
    answers: [{ answer: 'Đã thu hồi lô hàng.' }],
  });
  expect((await reportCase(officer, id)).steps.map(({ note }) => note)).toEqual([
    'Đã gọi cho chủ thể.',
    null,
  ]);
  expect(await ctx.db.select().from(letters)).toMatchObject([
    {
      toAddress: 'nguoi.mua@example.vn',
      words: 'Đã thu hồi lô hàng.',
      kind: 'report_answer',
      communeCode: '11503',
    },
  ]);
  // What colleagues note is not for the sender.
  expect(JSON.stringify(await reportBehind(ctx, token))).not.toContain('gọi cho chủ thể');
});

test('officers see the reports of their own place; one that names no product is the country’s', async ({
  ctx,
}) => {
  const product = await aProduct(ctx, { provinceCode: '31', communeCode: '11503' });
  const { id } = await aReport(ctx, { slug: product.slug });
  await aReport(ctx, {}, 'b');
  const count = async (officer: Context) =>
    (await reportsToHandle(officer, { state: 'received', page: 1, perPage: 10 })).lines.length;
  expect(await count(as(ctx, 'administrator', { kind: 'country' }))).toBe(2);
  expect(await count(as(ctx, 'province_officer', { kind: 'province', provinceCode: '31' }))).toBe(1);
  expect(await count(as(ctx, 'commune_officer', commune('11503')))).toBe(1);
  const neighbour = as(ctx, 'commune_officer', commune('10804'));
  expect(await count(neighbour)).toBe(0);
  expect(await codeOf(reportCase(neighbour, id))).toBe('not_found');
  expect(await codeOf(stepReport(neighbour, id, 'received', step({}), letter))).toBe('not_found');
  expect(await count(as(ctx, 'tourism_staff', { kind: 'province', provinceCode: '31' }))).toBe(0);
});

test('a case is closed with an outcome and a word to the sender, and two officers do not write over each other', async ({
  ctx,
}) => {
  const { id } = await aReport(ctx);
  const officer = as(ctx, 'administrator', { kind: 'country' });
  const close = (given: Partial<ReportStep>) =>
    codeOf(stepReport(officer, id, 'received', step({ to: 'closed', ...given }), letter));
  expect(await close({ answer: 'Xong.' })).toBe('report.outcome_missing');
  expect(await close({ outcome: 'not_confirmed' })).toBe('report.answer_missing');
  expect(await close({ outcome: 'not_confirmed', answer: 'Đã kiểm tra.' })).toBe('done');
  expect(await close({ outcome: 'confirmed', answer: 'Khác.' })).toBe('report.step_wrong');
  expect(await codeOf(stepReport(officer, id, 'closed', step({ to: 'received' }), letter))).toBe(
    'report.step_wrong',
  );
  expect(await codeOf(stepReport(officer, id, 'closed', step({ note: 'Có tin mới.' }), letter))).toBe('done');
});

test('a report needs a few words, and one place sends so many an hour', async ({ ctx }) => {
  expect(await codeOf(takeReport(visitor(ctx), { ...told, words: '  giả   ' }, 'a'))).toBe(
    'report.too_short',
  );
  const outcomes: string[] = [];
  for (let tries = 0; tries < 33; tries += 1)
    outcomes.push(await codeOf(takeReport(visitor(ctx), told, 'much')));
  expect(outcomes.filter((code) => code === 'too_many').length).toBeGreaterThan(0);
  expect(await codeOf(takeReport(visitor(ctx), told, 'other'))).toBe('done');
});

test('how to reach a sender is forgotten ninety days after the answer', async ({ ctx }) => {
  const { id } = await aReport(ctx, { contact: '0912345678' });
  const officer = as(ctx, 'administrator', { kind: 'country' });
  await stepReport(
    officer,
    id,
    'received',
    step({ to: 'closed', outcome: 'corrected', answer: 'Đã sửa.' }),
    letter,
  );
  const after = (days: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + days * 86_400_000) });
  expect(await forgetContacts(after(89))).toBe(0);
  expect(await forgetContacts(after(91))).toBe(1);
  expect(await ctx.db.select().from(publicReports).where(eq(publicReports.id, id))).toMatchObject([
    { contact: null },
  ]);
});
