import { sql } from 'drizzle-orm';
import { users } from '#db/schema/accounts.ts';
import { assignmentsOf, insertOffice } from '#src/domain/accounts/assignments.ts';
import {
  doneInHousehold,
  endInHousehold,
  householdOf,
  inviteToHousehold,
  withdrawFromHousehold,
} from '#src/domain/accounts/household.ts';
import { invitationAt, takeUp } from '#src/domain/accounts/invitations.ts';
import {
  askToJoin,
  claimsToDecide,
  decideClaim,
  ownClaims,
  producersNamed,
  takeClaimBack,
} from '#src/domain/notifications/join-producer.ts';
import type { Assignment } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { joiningLetters } from '#src/i18n/household.ts';
import { aCertificate, aDecision, aProducer, aProduct } from '#tests/support/register.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
};

async function somebody(ctx: Context, name: string): Promise<string> {
  const id = newId();
  await ctx.db
    .insert(users)
    .values({ id, name, email: `${id}@example.vn`, createdAt: ctx.now, updatedAt: ctx.now });
  return id;
}

/** The same world, as this person sees it now. */
async function as(ctx: Context, id: string, more: readonly Assignment[] = []): Promise<Context> {
  const assignments = [...(await assignmentsOf(ctx, id)), ...more];
  return { ...ctx, actor: { kind: 'person', id, name: 'Ai đó', isStrong: false, assignments } };
}

async function house(ctx: Context) {
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
  const owner = await somebody(ctx, 'Bà chủ');
  await insertOffice(ctx, owner, 'producer_owner', { kind: 'producer', producerId: producer.id });
  return { producerId: producer.id, owner, asOwner: await as(ctx, owner) };
}

const HELPER = { name: 'Cô Lan', isHelper: true, behalf: 'Hợp tác xã An Sơn', until: '2026-06-30' };

describe('people of a household', () => {
  test('a helper from outside works for a time, under the name of whom they work for, and then no more', async ({
    ctx,
  }) => {
    const { producerId, asOwner } = await house(ctx);
    const token = await inviteToHousehold(asOwner, producerId, HELPER);
    const lan = await somebody(ctx, 'Cô Lan');
    await takeUp(ctx, token, lan);
    expect((await householdOf(asOwner, producerId)).people).toMatchObject([
      { name: 'Bà chủ', isOwner: true, behalf: null, until: null },
      {
        name: 'Cô Lan',
        isOwner: false,
        behalf: 'Hợp tác xã An Sơn',
        until: new Date('2026-06-30T17:00:00Z'),
      },
    ]);
    const last = { ...ctx, now: new Date('2026-06-30T16:59:00Z') };
    expect(await assignmentsOf(last, lan)).toHaveLength(1);
    const after = { ...ctx, now: new Date('2026-06-30T17:00:00Z') };
    expect(await assignmentsOf(after, lan)).toEqual([]);
    expect(await refused(householdOf(await as(after, lan), producerId))).toBe('not_found');
    const told = await householdOf({ ...asOwner, now: after.now }, producerId);
    expect([told.people.length, told.before.map(({ name }) => name)]).toEqual([1, ['Cô Lan']]);
    // Once taken up the link is no way in for anybody else.
    expect(await invitationAt(ctx, token)).toBeNull();
  });

  test('of whom a helper works for, and until when, nothing is left open', async ({ ctx }) => {
    const { producerId, asOwner } = await house(ctx);
    const invite = (form: Partial<typeof HELPER>) =>
      refused(inviteToHousehold(asOwner, producerId, { ...HELPER, ...form }));
    expect(await invite({ behalf: ' ' })).toBe('household.behalf_missing');
    for (const until of ['', '2026-03-14', '2027-03-20', 'mai'])
      expect(await invite({ until })).toBe('household.until_wrong');
    expect(await invite({ isHelper: false, behalf: '', until: '' })).toBe('done');
    const { invitations } = await householdOf(asOwner, producerId);
    expect(invitations).toMatchObject([{ name: 'Cô Lan', behalf: null, until: null }]);
    await withdrawFromHousehold(asOwner, producerId, invitations[0]!.id);
    expect((await householdOf(asOwner, producerId)).invitations).toEqual([]);
  });

  test('members see who is there and let nobody in; they may go by themselves; the last owner stays', async ({
    ctx,
  }) => {
    const { producerId, owner, asOwner } = await house(ctx);
    const member = await somebody(ctx, 'Anh Ba');
    await insertOffice(ctx, member, 'producer_member', { kind: 'producer', producerId });
    const asMember = await as(ctx, member);
    const { people } = await householdOf(asMember, producerId);
    const [first, second] = [
      people.find(({ userId }) => userId === owner)!,
      people.find(({ userId }) => userId === member)!,
    ];
    expect(await refused(inviteToHousehold(asMember, producerId, HELPER))).toBe('not_allowed');
    expect(await refused(endInHousehold(asMember, producerId, first.id, 'vì thích'))).toBe('not_allowed');
    expect(await refused(endInHousehold(asOwner, producerId, second.id, ' '))).toBe('reason_missing');
    expect(await refused(endInHousehold(asMember, producerId, second.id, ''))).toBe('done');
    expect(await assignmentsOf(ctx, member)).toEqual([]);
    expect(await refused(endInHousehold(asOwner, producerId, first.id, ''))).toBe('household.last_owner');
    const stranger = await house(ctx);
    expect(await refused(endInHousehold(stranger.asOwner, producerId, first.id, 'x'))).toBe('not_found');
    expect(await refused(endInHousehold(stranger.asOwner, stranger.producerId, first.id, 'x'))).toBe(
      'not_found',
    );
  });

  test('of two owners who end each other at once, one stays', async ({ own: { ctx } }) => {
    const { producerId, asOwner } = await house(ctx);
    const other = await somebody(ctx, 'Ông chủ');
    await insertOffice(ctx, other, 'producer_owner', { kind: 'producer', producerId });
    const asOther = await as(ctx, other);
    const { people } = await householdOf(asOwner, producerId);
    const of = (id: string) => people.find(({ userId }) => userId === id)!.id;
    const { actor } = asOwner;
    const ended = await Promise.all([
      refused(endInHousehold(asOwner, producerId, of(other), 'cãi nhau')),
      refused(endInHousehold(asOther, producerId, of(actor.kind === 'person' ? actor.id : ''), 'cãi nhau')),
    ]);
    expect(ended.toSorted()).toEqual(['done', 'household.last_owner']);
  });

  test('who did what to the goods is read by those who work there', async ({ ctx }) => {
    const { producerId, asOwner } = await house(ctx);
    await inviteToHousehold(asOwner, producerId, HELPER);
    const member = await somebody(ctx, 'Anh Ba');
    await insertOffice({ ...ctx, actor: asOwner.actor }, member, 'producer_member', {
      kind: 'producer',
      producerId,
    });
    expect(await doneInHousehold(asOwner, producerId)).toMatchObject([
      { kind: 'office.given', who: 'Bà chủ', isSystem: false },
      { kind: 'office.given', who: null, isSystem: true },
    ]);
  });
});

describe('joining', () => {
  const FORM = { relation: 'owner', phone: '0912 345 678', words: 'Tôi giữ giấy số 07' };
  const OFFICER: Assignment = {
    id: 'x',
    role: 'commune_officer',
    scope: { kind: 'commune', provinceCode: '31', communeCode: '11503' },
  };
  async function world(ctx: Context) {
    const producer = await aProducer(ctx, {
      name: 'HTX Ong Việt Khê',
      provinceCode: '31',
      communeCode: '11503',
    });
    const product = await aProduct(ctx, { producerId: producer.id, name: 'Mật ong hoa vải' });
    const certificate = await aCertificate(ctx, { productId: product.id, number: 'GCN-07' });
    const id = await somebody(ctx, 'Nguyễn Văn Ong');
    const officer = await as(ctx, await somebody(ctx, 'Cán bộ'), [OFFICER]);
    return { producer, certificate, id, officer, asker: await as(ctx, id) };
  }

  test('a producer is found by the certificate, the decision, the maker and the goods', async ({ ctx }) => {
    const { producer, certificate } = await world(ctx);
    const [decision] = await ctx.db.execute<{ number: string }>(
      sql`select d.number from decisions d join certificates c on c.decision_id = d.id where c.id = ${certificate.id}`,
    );
    for (const typed of [certificate.id, 'GCN-07', decision!.number, 'ong viet khe', 'mật ong hoa'])
      expect(
        (await producersNamed(ctx, typed)).map(({ id }) => id),
        typed,
      ).toContain(producer.id);
    // A decision of which a list gave no number is not every decision without one.
    const nameless = await aProduct(ctx);
    const noNumber = await aDecision(ctx, { number: 'Quyết định', numberKey: '' });
    await aCertificate(ctx, { productId: nameless.id, decisionId: noNumber.id });
    for (const typed of ['', 'ab', 'không có gì như vậy', 'cqqvhbqkwbmd'])
      expect(await producersNamed(ctx, typed)).toEqual([]);
  });

  test('an officer of the place says yes: the household is theirs to keep, and they hear of it', async ({
    ctx,
  }) => {
    const { producer, id, officer, asker } = await world(ctx);
    await askToJoin(asker, producer.id, FORM);
    expect(await refused(askToJoin(asker, producer.id, FORM))).toBe('joining.known');
    const elsewhere = await as(ctx, await somebody(ctx, 'Nơi khác'), [
      { ...OFFICER, scope: { kind: 'commune', provinceCode: '31', communeCode: '11593' } },
    ]);
    expect(await claimsToDecide(elsewhere)).toEqual([]);
    const [claim] = await claimsToDecide(officer);
    expect(claim).toMatchObject({
      phone: '+84912345678',
      relation: 'owner',
      owners: [],
      producer: { id: producer.id },
    });
    expect(
      await refused(decideClaim(elsewhere, claim!.id, { accepted: true, reason: '' }, joiningLetters)),
    ).toBe('not_found');
    await decideClaim(officer, claim!.id, { accepted: true, reason: '' }, joiningLetters);
    expect(
      await refused(decideClaim(officer, claim!.id, { accepted: true, reason: '' }, joiningLetters)),
    ).toBe('joining.decided');
    expect(await assignmentsOf(ctx, id)).toMatchObject([
      { role: 'producer_owner', scope: { kind: 'producer', producerId: producer.id } },
    ]);
    const letters = await ctx.db.execute<{ title: string }>(
      sql`select title from letters where kind = 'joining'`,
    );
    expect(letters).toEqual([{ title: 'Bạn giữ trang của HTX Ong Việt Khê' }]);
    expect(await refused(askToJoin(await as(ctx, id), producer.id, FORM))).toBe('joining.kept_already');
  });

  test('who keeps it already hears who joins them', async ({ ctx }) => {
    const { producer, officer, asker } = await world(ctx);
    const owner = await somebody(ctx, 'Bà chủ');
    await insertOffice(ctx, owner, 'producer_owner', { kind: 'producer', producerId: producer.id });
    await askToJoin(asker, producer.id, FORM);
    const [claim] = await claimsToDecide(officer);
    expect(claim!.owners).toEqual(['Bà chủ']);
    await decideClaim(officer, claim!.id, { accepted: true, reason: '' }, joiningLetters);
    const told = await ctx.db.execute<{ to_address: string; title: string }>(
      sql`select to_address, title from letters where kind = 'joining' and to_name = 'Bà chủ'`,
    );
    expect(told).toEqual([
      { to_address: `${owner}@example.vn`, title: 'Nguyễn Văn Ong cùng giữ trang của HTX Ong Việt Khê' },
    ]);
  });

  test('a no has a reason; who works for a cooperative helps and does not keep; nobody asks for everything', async ({
    ctx,
  }) => {
    const { producer, id, officer, asker } = await world(ctx);
    await askToJoin(asker, producer.id, FORM);
    const [claim] = await claimsToDecide(officer);
    const no = (reason: string) =>
      decideClaim(officer, claim!.id, { accepted: false, reason }, joiningLetters);
    expect(await refused(no(' '))).toBe('reason_missing');
    await no('Gọi không đúng người');
    expect(await assignmentsOf(ctx, id)).toEqual([]);
    expect(await ownClaims(asker)).toMatchObject([{ state: 'refused', reason: 'Gọi không đúng người' }]);
    await askToJoin(asker, producer.id, { ...FORM, relation: 'cooperative' });
    const [second] = await claimsToDecide(officer);
    await decideClaim(officer, second!.id, { accepted: true, reason: '' }, joiningLetters);
    expect(await assignmentsOf(ctx, id)).toMatchObject([{ role: 'producer_member' }]);
    for (let turn = 0; turn < 3; turn += 1) await askToJoin(asker, (await aProducer(ctx)).id, FORM);
    const more = (await aProducer(ctx)).id;
    expect(await refused(askToJoin(asker, more, FORM))).toBe('joining.too_many');
    await takeClaimBack(asker, (await ownClaims(asker)).find(({ state }) => state === 'open')!.id);
    expect(await refused(askToJoin(asker, more, FORM))).toBe('done');
    expect(await refused(askToJoin(asker, more, { ...FORM, phone: '12' }))).toBe('user.phone_unreadable');
    expect(await refused(askToJoin(asker, (await aProducer(ctx)).id, { ...FORM, words: ' ' }))).toBe(
      'joining.words_missing',
    );
  });
});
