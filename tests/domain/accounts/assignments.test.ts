import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { assignments, users } from '#db/schema/accounts.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { decisions } from '#db/schema/certification.ts';
import {
  assignmentsOf,
  colleagues,
  endOffice,
  insertOffice,
  moveOffices,
  officesLeft,
} from '#src/domain/accounts/assignments.ts';
import {
  firstInvitation,
  invitationAt,
  invite,
  takeUp,
  withdrawInvitation,
} from '#src/domain/accounts/invitations.ts';
import { mustWait, noteFailure } from '#src/domain/accounts/failed-tries.ts';
import { auditEntries, writeDown } from '#src/domain/audit/audit.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { aProducer, aProduct } from '#tests/support/register.ts';
import { test } from '#tests/support/test.ts';

async function aUser(ctx: Context, name = 'Người thử'): Promise<string> {
  const id = newId();
  await ctx.db
    .insert(users)
    .values({ id, name, email: `${id}@example.vn`, createdAt: ctx.now, updatedAt: ctx.now });
  return id;
}

const inCommune = (provinceCode: string, communeCode: string): Scope => ({
  kind: 'commune',
  provinceCode,
  communeCode,
});

test('an office goes with its unit: to the unit that took it over, written down; of a divided one a person decides', async ({
  ctx,
}) => {
  const [merged, divided, still] = [await aUser(ctx), await aUser(ctx), await aUser(ctx)];
  await insertOffice(ctx, merged, 'commune_officer', inCommune('01', '99901'));
  await insertOffice(ctx, divided, 'commune_officer', inCommune('01', '99902'));
  await insertOffice(ctx, still, 'commune_officer', inCommune('01', '00004'));
  const places = new Places(unitsOf('01', '00004', '00008'), [
    former('99901', '00008'),
    former('99902', '00004'),
    former('99902', '00008'),
  ]);
  const { moved, left } = await moveOffices(ctx, places);
  expect([moved, left.map(({ userId }) => userId)]).toEqual([1, [divided]]);
  expect((await assignmentsOf(ctx, merged)).map(({ scope }) => scope)).toEqual([inCommune('01', '00008')]);
  expect((await assignmentsOf(ctx, still)).map(({ scope }) => scope)).toEqual([inCommune('01', '00004')]);
  const [fact] = await ctx.db.select().from(auditFacts).where(eq(auditFacts.kind, 'office.moved'));
  expect(fact).toMatchObject({ subject: `user:${merged}`, communeCode: '00008' });
  expect((await moveOffices(ctx, places)).moved).toBe(0);
  const by = (scope: Scope): Context => ({
    ...ctx,
    actor: {
      kind: 'person',
      id: 'o',
      name: 'o',
      isStrong: true,
      assignments: [{ id: 'o', role: 'province_officer', scope }],
    },
  });
  expect(await officesLeft(by({ kind: 'province', provinceCode: '01' }), places)).toMatchObject([
    { userId: divided, role: 'commune_officer', scope: inCommune('01', '99902') },
  ]);
  expect(await officesLeft(by({ kind: 'province', provinceCode: '31' }), places)).toEqual([]);
  expect(places.partsOf('99902').map(({ code }) => code)).toEqual(['00004', '00008']);
});

test('the same office given twice is held once; what ended stays on record', async ({ ctx }) => {
  const user = await aUser(ctx);
  await insertOffice(ctx, user, 'reader', { kind: 'country' });
  await insertOffice(ctx, user, 'reader', { kind: 'country' });
  const [held] = await assignmentsOf(ctx, user);
  await endOffice(ctx, held!.id, 'Nghỉ hưu');
  expect(await assignmentsOf(ctx, user)).toEqual([]);
  expect(await ctx.db.select().from(assignments).where(eq(assignments.userId, user))).toMatchObject([
    { endReason: 'Nghỉ hưu' },
  ]);
});

test('of two who hold one link one comes in, and the link of a first start ends with the first administrator', async ({
  own,
}) => {
  const ctx = own.ctx;
  const token = (await firstInvitation(ctx))!;
  const newer = (await firstInvitation(ctx))!;
  expect(await invitationAt(ctx, token)).toBeNull();
  const [one, two] = [await aUser(ctx), await aUser(ctx)];
  const outcomes = await Promise.allSettled([takeUp(ctx, newer, one), takeUp(ctx, newer, two)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await firstInvitation(ctx)).toBeNull();
});

test('tries that fail make the next ones wait longer, by account and by where from', async ({ ctx }) => {
  const account = { kind: 'account', value: 'a@example.vn' } as const;
  const waits: number[] = [];
  for (let tries = 0; tries < 8; tries += 1) {
    await noteFailure(ctx, [account]);
    waits.push(await mustWait(ctx, [account]));
  }
  expect(waits).toEqual([0, 0, 0, 0, 15, 30, 60, 120]);
  const later = { ...ctx, now: new Date(ctx.now.getTime() + 25 * 3_600_000) };
  await noteFailure(later, [{ kind: 'account', value: 'b@example.vn' }]);
  expect(await mustWait(later, [account])).toBe(0);
});

test('what is written down is read by those whose place it is about', async ({ ctx }) => {
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
  const product = await aProduct(ctx, { producerId: producer.id, provinceCode: null, communeCode: null });
  await writeDown(ctx, [{ kind: 'product.changed', subject: `product:${product.id}`, reason: 'thử' }]);
  const seen = async (within: Parameters<typeof auditEntries>[1]['within']) =>
    (await auditEntries(ctx, { within, kind: 'product.changed', subject: null, before: null, most: 10 }))
      .length;
  expect(await seen('all')).toBe(1);
  expect(await seen([{ provinceCode: '31', communeCode: null }])).toBe(1);
  expect(await seen([{ provinceCode: '31', communeCode: '11503' }])).toBe(1);
  expect(await seen([{ provinceCode: '31', communeCode: '10804' }])).toBe(0);
  expect(await seen([])).toBe(0);
});

test('what is done to decisions, invitations and accounts is read by whoever keeps the place', async ({
  ctx,
}) => {
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
  const places = allPlaces();
  const decisionId = newId();
  await ctx.db.insert(decisions).values({
    id: decisionId,
    number: '12/QĐ-UBND',
    numberKey: '12/qd-ubnd',
    issuer: 'UBND thành phố Hải Phòng',
    issuerKey: 'ubnd hai phong',
    provinceCode: '31',
    createdAt: ctx.now,
  });
  const of = async (kind: string) => {
    const facts = await ctx.db.select().from(auditFacts).where(eq(auditFacts.kind, kind));
    return facts.map(({ provinceCode, communeCode }) => [provinceCode, communeCode]);
  };
  await writeDown(ctx, [{ kind: 'decision.changed', subject: `decision:${decisionId}` }]);
  expect(await of('decision.changed')).toEqual([['31', null]]);

  const officer = { email: 'moi@example.vn', name: '', role: 'commune_officer' } as const;
  const { id } = await invite(ctx, places, { ...officer, scope: inCommune('31', '11503') });
  await withdrawInvitation(ctx, id);
  const scope = { kind: 'producer', producerId: producer.id } as const;
  const household = await invite(ctx, places, { ...officer, role: 'producer_owner', scope });
  await withdrawInvitation(ctx, household.id);
  const nobody = { kind: 'producer', producerId: '000000000000' } as const;
  await expect(
    invite(ctx, places, { ...officer, role: 'producer_owner', scope: nobody }),
  ).rejects.toMatchObject({
    code: 'producer.not_found',
  });
  expect(await of('invitation.withdrawn')).toEqual([
    ['31', '11503'],
    ['31', '11503'],
  ]);

  const [inOffice, ofHousehold, buyer] = [await aUser(ctx), await aUser(ctx), await aUser(ctx)];
  await insertOffice(ctx, inOffice, 'commune_officer', inCommune('31', '11503'));
  await insertOffice(ctx, ofHousehold, 'producer_owner', scope);
  await writeDown(
    ctx,
    [inOffice, ofHousehold, buyer].map((user) => ({ kind: 'account.password', subject: `user:${user}` })),
  );
  expect(await of('account.password')).toEqual([
    ['31', '11503'],
    ['31', '11503'],
    [null, null],
  ]);
  // An office of a province says nothing of a commune, whatever else the person holds.
  await insertOffice(ctx, inOffice, 'province_officer', { kind: 'province', provinceCode: '37' });
  expect((await of('office.given')).at(-1)).toEqual(['37', null]);
});

test('a unit that went whole to another has one successor, a divided one has none', () => {
  const places = allPlaces();
  // Xã Liên Xuân was divided, xã Ninh Sơn went whole to Việt Khê.
  const gone = places.former.find(
    ({ fullName, code, split, successors }) =>
      code !== null && !split && fullName === 'Xã Ninh Sơn' && successors.includes('11503'),
  );
  expect(gone?.code && places.successorOf(gone.code)?.code).toBe('11503');
  const divided = places.former.find(
    ({ split, code, level }) => split && code !== null && level === 'commune',
  )!;
  expect(places.successorOf(divided.code!)).toBeNull();
  expect(places.successorOf('00000')).toBeNull();
});

function unitsOf(province: string, ...communes: string[]): ConstructorParameters<typeof Places>[0] {
  const shared = {
    validFrom: '2025-07-01',
    validTo: null,
    provinceCode: province,
    latitude: null,
    longitude: null,
  } as const;
  return [
    {
      ...shared,
      code: province,
      level: 'province',
      kind: 'thanh_pho',
      name: 'Hà Nội',
      fullName: 'Thành phố Hà Nội',
      slug: 'ha-noi',
    },
    ...communes.map((code) => ({
      ...shared,
      code,
      level: 'commune' as const,
      kind: 'xa' as const,
      name: `Số ${code}`,
      fullName: `Xã Số ${code}`,
      slug: `so-${code}`,
    })),
  ];
}

function former(code: string, successorCode: string): ConstructorParameters<typeof Places>[1][number] {
  return {
    level: 'commune',
    code,
    fullName: `Xã Cũ ${code}`,
    district: 'Huyện Cũ',
    province: 'Thành phố Hà Nội',
    successorCode,
  };
}

test('colleagues are found by name without marks, page by page, and within one’s own place alone', async ({
  ctx,
}) => {
  const made = { createdAt: ctx.now, updatedAt: ctx.now };
  for (const [id, name, province] of [
    ['a', 'Nguyễn Thị Ánh', '31'],
    ['b', 'Trần Văn Bình', '31'],
    ['c', 'Lê Ánh', '38'],
  ] as const) {
    await ctx.db.insert(users).values({ id, name, email: `${id}@example.vn`, ...made });
    await insertOffice(ctx, id, 'province_officer', { kind: 'province', provinceCode: province });
  }
  const named = async (who: Context, typed: string, page = 1, perPage = 10) => {
    const { total, people } = await colleagues(who, { typed, page, perPage });
    return [total, people.map(({ name }) => name)];
  };
  expect(await named(ctx, 'anh')).toEqual([2, ['Lê Ánh', 'Nguyễn Thị Ánh']]);
  expect(await named(ctx, '', 2, 2)).toEqual([3, ['Trần Văn Bình']]);
  expect(await named(ctx, '', 3, 2)).toEqual([3, []]);
  const here: Context = {
    ...ctx,
    actor: {
      kind: 'person',
      id: 'b',
      name: 'Trần Văn Bình',
      isStrong: true,
      assignments: [
        { id: newId(), role: 'province_officer', scope: { kind: 'province', provinceCode: '31' } },
      ],
    },
  };
  expect(await named(here, 'ánh')).toEqual([1, ['Nguyễn Thị Ánh']]);
});
