import { assignments, users } from '#db/schema/accounts.ts';
import { letters, notices } from '#db/schema/notifications.ts';
import { lettersToPrint } from '#src/domain/notifications/letters.ts';
import { writeDueNotices, type NoticeWords } from '#src/domain/notifications/write-notices.ts';
import { councilOf, officerNotice, producerNotice } from '#src/i18n/notices.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { aCertificate, anEvent, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const WORDS: NoticeWords = {
  toProducer: producerNotice,
  unitName: ({ communeCode, provinceCode }) => councilOf(communeCode ?? provinceCode),
  toOfficer: (unit, facts, day) => officerNotice('Xã Việt Khê', unit, facts, day),
};

/** Six in the morning in Vietnam. */
const on = (ctx: Context, day: string): Context => ({ ...ctx, now: new Date(`${day}T06:00:00+07:00`) });
const write = (ctx: Context) => writeDueNotices(ctx, 'anniversary_counts', WORDS);

async function anOfficer(ctx: Context, email: string, communeCode: string | null) {
  const id = newId();
  await ctx.db.insert(users).values({ id, name: email, email, createdAt: ctx.now, updatedAt: ctx.now });
  await ctx.db.insert(assignments).values({
    id: newId(),
    userId: id,
    role: communeCode ? 'commune_officer' : 'province_officer',
    scopeKind: communeCode ? 'commune' : 'province',
    provinceCode: '31',
    communeCode,
    givenBy: 'system:test',
    givenAt: ctx.now,
  });
}

/** Its term ends on 30 June 2027. */
async function aProductOf(ctx: Context, email: string | null) {
  const producer = await aProducer(ctx, { email });
  const product = await aProduct(ctx, { producerId: producer.id });
  return aCertificate(ctx, { productId: product.id, issuedOn: '2024-06-30' });
}

test('producer, commune and province are told once, however often it is asked', async ({ ctx }) => {
  await anOfficer(ctx, 'xa@example.vn', '11503');
  await anOfficer(ctx, 'tinh@example.vn', null);
  await anOfficer(ctx, 'xa.khac@example.vn', '11506');
  await aProductOf(ctx, 'htx@example.vn');
  const day = on(ctx, '2027-01-01');
  const nothing = { producers: 0, officers: 0, units: 0 };
  expect(await write(day)).toEqual({ producers: 1, officers: 2, units: 0 });
  expect(await write(day)).toEqual(nothing);
  expect(await write(on(ctx, '2027-01-02'))).toEqual(nothing);
  const written = await ctx.db.select().from(letters);
  expect(written.map(({ toAddress }) => toAddress).sort()).toEqual([
    'htx@example.vn',
    'tinh@example.vn',
    'xa@example.vn',
  ]);
  expect(written.find(({ kind }) => kind === 'certificate_notice')?.words).toContain(
    'đến hết ngày 02/03/2027',
  );
});

test('of several notices that were missed only the latest is given, late', async ({ ctx }) => {
  await aProductOf(ctx, 'htx@example.vn');
  expect(await write(on(ctx, '2027-03-10'))).toMatchObject({ producers: 1 });
  const given = await ctx.db.select().from(notices);
  expect(given.map(({ receiver, milestone, dueOn }) => [receiver, milestone, dueOn])).toContainEqual([
    'producer',
    'T-120',
    '2027-03-02',
  ]);
  expect(new Set(given.map(({ milestone }) => milestone))).toEqual(new Set(['T-120']));
});

test('a producer without an address gets a letter to be printed and handed over', async ({ ctx }) => {
  await anOfficer(ctx, 'xa@example.vn', '11503');
  await anOfficer(ctx, 'tinh@example.vn', null);
  await aProductOf(ctx, null);
  await write(on(ctx, '2027-01-01'));
  const toHand = (await ctx.db.select().from(letters)).filter(({ state }) => state === 'to_hand_over');
  expect(toHand).toMatchObject([
    { toAddress: null, communeCode: '11503', toName: 'HTX Nông nghiệp An Sơn', kind: 'certificate_notice' },
  ]);
});

test('a unit whose officers no mail reaches gets one letter to be printed, for those too who come later', async ({
  ctx,
}) => {
  // One has a telephone number only, of the province there is nobody at all.
  await anOfficer(ctx, 'so-dien-thoai@sao-lang.invalid', '11503');
  await aProductOf(ctx, 'mot@example.vn');
  await aProductOf(ctx, 'hai@example.vn');
  expect(await write(on(ctx, '2027-01-01'))).toEqual({ producers: 2, officers: 0, units: 2 });
  expect(await write(on(ctx, '2027-01-02'))).toEqual({ producers: 0, officers: 0, units: 0 });
  const written = (await ctx.db.select().from(letters)).filter(({ kind }) => kind === 'notice_digest');
  expect(
    written.map(({ toName, toAddress, state, provinceCode, communeCode }) => [
      toName,
      toAddress,
      state,
      provinceCode,
      communeCode,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['Ủy ban nhân dân 11503', null, 'to_hand_over', '31', '11503'],
      ['Ủy ban nhân dân 31', null, 'to_hand_over', '31', null],
    ]),
  );
  expect(written[0]!.title).toContain('2 giấy chứng nhận');
  await anOfficer(ctx, 'xa@example.vn', '11503');
  const officer = {
    ...ctx,
    actor: {
      kind: 'person',
      id: 'o',
      name: 'o',
      isStrong: false,
      assignments: [
        {
          id: 'o',
          role: 'commune_officer',
          scope: { kind: 'commune', provinceCode: '31', communeCode: '11503' },
        },
      ],
    },
  } as const satisfies Context;
  expect((await lettersToPrint(officer, 10)).map(({ toName }) => toName)).toEqual(['Ủy ban nhân dân 11503']);
});

test('an officer reads of all that is due in the unit in one letter', async ({ ctx }) => {
  await anOfficer(ctx, 'xa@example.vn', '11503');
  await aProductOf(ctx, 'mot@example.vn');
  await aProductOf(ctx, 'hai@example.vn');
  expect(await write(on(ctx, '2027-01-01'))).toMatchObject({ producers: 2, officers: 1 });
  const digest = (await ctx.db.select().from(letters)).find(({ toAddress }) => toAddress === 'xa@example.vn');
  expect(digest?.title).toContain('2 giấy chứng nhận');
});

test('revoked, replaced and no longer made: nobody is reminded', async ({ ctx }) => {
  const revoked = await aProductOf(ctx, 'mot@example.vn');
  await anEvent(ctx, { certificateId: revoked.id, kind: 'revoked', effectiveOn: '2026-01-01' });
  await keepStandings(ctx, [revoked.productId], 'anniversary_counts');
  const replaced = await aProductOf(ctx, 'hai@example.vn');
  await aCertificate(ctx, { productId: replaced.productId, issuedOn: '2026-12-01' });
  const ceased = await aProducer(ctx, { email: 'ba@example.vn', ceasedOn: '2026-06-01' });
  const product = await aProduct(ctx, { producerId: ceased.id });
  await aCertificate(ctx, { productId: product.id, issuedOn: '2024-06-30' });
  expect(await write(on(ctx, '2027-01-01'))).toEqual({ producers: 0, officers: 0, units: 0 });
});

test('two who write at once write each letter once', async ({ own: { ctx } }) => {
  await anOfficer(ctx, 'xa@example.vn', '11503');
  for (const name of ['mot', 'hai', 'ba']) await aProductOf(ctx, `${name}@example.vn`);
  const day = on(ctx, '2027-01-01');
  const [one, two] = await Promise.all([write(day), write(day)]);
  expect(one.producers + two.producers).toBe(3);
  // One to each producer, one to the officer, one on paper to the province.
  expect(await ctx.db.$count(letters)).toBe(5);
});

test('who is stopped in the middle has given nothing twice and left nothing out', async ({
  own: { ctx },
}) => {
  await anOfficer(ctx, 'xa@example.vn', '11503');
  for (const name of ['mot', 'hai', 'ba']) await aProductOf(ctx, `${name}@example.vn`);
  const day = on(ctx, '2027-01-01');
  let left = 1;
  const failing: NoticeWords = {
    ...WORDS,
    toProducer: (facts, day) => {
      if (left-- <= 0) throw new Error('the power is gone');
      return producerNotice(facts, day);
    },
  };
  await expect(writeDueNotices(day, 'anniversary_counts', failing)).rejects.toThrow('the power is gone');
  expect(await ctx.db.$count(letters)).toBe(0);
  expect(await write(day)).toEqual({ producers: 3, officers: 1, units: 1 });
  const untold = { ...WORDS, toOfficer: () => Promise.reject(new Error()) as never };
  expect(await writeDueNotices(day, 'anniversary_counts', untold)).toEqual({
    producers: 0,
    officers: 0,
    units: 0,
  });
});
