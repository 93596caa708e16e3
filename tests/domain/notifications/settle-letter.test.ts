import { letters } from '#db/schema/notifications.ts';
import { auditFacts } from '#db/schema/audit.ts';
import {
  countToPrint,
  letterById,
  lettersPage,
  lettersToPrint,
  mayReadWords,
  writeLetter,
} from '#src/domain/notifications/letters.ts';
import { settleLetter } from '#src/domain/notifications/settle-letter.ts';
import type { Person } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const officer = (communeCode: string): Person => ({
  kind: 'person',
  id: `xa-${communeCode}`,
  name: 'Cán bộ xã',
  isStrong: false,
  assignments: [
    { id: 'a', role: 'commune_officer', scope: { kind: 'commune', provinceCode: '31', communeCode } },
  ],
});
const administrator: Person = {
  kind: 'person',
  id: 'quan-tri',
  name: 'Quản trị',
  isStrong: true,
  assignments: [{ id: 'b', role: 'administrator', scope: { kind: 'country' } }],
};

async function aLetter(ctx: Context, change: Partial<typeof letters.$inferInsert> = {}): Promise<string> {
  await writeLetter(ctx, {
    key: 'mot',
    kind: 'certificate_notice',
    to: { address: 'htx@example.vn', name: 'HTX' },
    title: 'V/v',
    words: 'Nội dung',
    place: { provinceCode: '31', communeCode: '11503' },
  });
  const [row] = await ctx.db.update(letters).set(change).returning({ id: letters.id });
  return row!.id;
}

test('whether an unclear letter arrived the officer of its commune says, and it is written down', async ({
  ctx,
}) => {
  const id = await aLetter(ctx, { state: 'handing_over' });
  await settleLetter({ ...ctx, actor: officer('11503') }, id, { kind: 'arrived' }, true);
  expect(await ctx.db.select().from(letters)).toMatchObject([
    { state: 'sent', sentAt: NOW, settledBy: 'person:xa-11503' },
  ]);
  expect(await ctx.db.select().from(auditFacts)).toMatchObject([
    { kind: 'letter.arrived', communeCode: '11503', actor: 'person:xa-11503' },
  ]);
});

test('an unclear letter is sent again when a person says so, and not while it is under way', async ({
  ctx,
}) => {
  const id = await aLetter(ctx, { state: 'handing_over', claimedUntil: new Date(NOW.getTime() + 60_000) });
  await expect(settleLetter(ctx, id, { kind: 'again' }, true)).rejects.toMatchObject({
    code: 'letter.under_way',
  });
  await ctx.db.update(letters).set({ claimedUntil: NOW });
  await settleLetter(ctx, id, { kind: 'again' }, true);
  expect(await ctx.db.select().from(letters)).toMatchObject([{ state: 'waiting', tries: 0 }]);
});

test('without a mail server nothing is sent again; what has arrived is done with', async ({ ctx }) => {
  const id = await aLetter(ctx, { state: 'failed' });
  await expect(settleLetter(ctx, id, { kind: 'again' }, false)).rejects.toMatchObject({
    code: 'letter.no_mail',
  });
  await ctx.db.update(letters).set({ state: 'sent', sentAt: NOW });
  await expect(settleLetter(ctx, id, { kind: 'again' }, true)).rejects.toMatchObject({
    code: 'letter.settled',
  });
  await expect(settleLetter(ctx, id, { kind: 'arrived' }, true)).rejects.toMatchObject({
    code: 'letter.settled',
  });
});

test('a printed letter is handed over on a day', async ({ ctx }) => {
  const id = await aLetter(ctx, { state: 'to_hand_over', toAddress: null });
  await settleLetter(
    { ...ctx, actor: officer('11503') },
    id,
    { kind: 'handed_over', on: '2026-03-14' },
    false,
  );
  expect(await ctx.db.select().from(letters)).toMatchObject([
    { state: 'handed_over', handedOn: '2026-03-14' },
  ]);
});

test('a letter of another commune is not there', async ({ ctx }) => {
  const id = await aLetter(ctx, { state: 'handing_over' });
  const other = { ...ctx, actor: officer('11506') };
  await expect(letterById(other, id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(settleLetter(other, id, { kind: 'arrived' }, true)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect((await lettersPage(other, { state: null, page: 1, perPage: 10 })).total).toBe(0);
  expect(
    (await lettersPage({ ...ctx, actor: officer('11503') }, { state: null, page: 1, perPage: 10 })).total,
  ).toBe(1);
});

test('what leads into an account only who keeps the whole site may read', async ({ ctx }) => {
  expect(mayReadWords({ ...ctx, actor: administrator }, { isPrivate: true })).toBe(true);
  expect(mayReadWords({ ...ctx, actor: { ...administrator, isStrong: false } }, { isPrivate: true })).toBe(
    false,
  );
  expect(mayReadWords({ ...ctx, actor: officer('11503') }, { isPrivate: true })).toBe(false);
  expect(mayReadWords({ ...ctx, actor: officer('11503') }, { isPrivate: false })).toBe(true);
});

test('what waits to be printed: notices that no mail takes along, those of the own place', async ({
  ctx,
}) => {
  await aLetter(ctx, { state: 'kept' });
  const own = { ...ctx, actor: officer('11503') };
  expect(await lettersToPrint(own, 10)).toHaveLength(1);
  expect(await countToPrint(own)).toBe(1);
  expect(await countToPrint({ ...ctx, actor: officer('11506') })).toBe(0);
  await ctx.db.update(letters).set({ kind: 'invitation' });
  expect(await countToPrint(own)).toBe(0);
});
