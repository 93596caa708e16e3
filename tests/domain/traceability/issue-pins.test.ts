import { sql } from 'drizzle-orm';
import { users } from '#db/schema/accounts.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import { issuePins, pinsIssued } from '#src/domain/traceability/issue-pins.ts';
import { moveRun, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { aStampRun } from '#tests/support/stamps.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const as = (ctx: Context, role: Role, scope: Scope, id = 'an officer'): Context => ({
  ...ctx,
  actor: { kind: 'person', id, name: id, assignments: [{ id, role, scope }], isStrong: true },
});

async function ordered(ctx: Context) {
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
  const product = await aProduct(ctx, { producerId: producer.id });
  await aCertificate(ctx, { productId: product.id });
  return { producer, run: await aStampRun(ctx, { productId: product.id, isActive: false }) };
}

const facts = (ctx: Context) =>
  ctx.db.execute<{ subject: string; actor: string; after: unknown; commune_code: string }>(
    sql`select subject, actor, after, commune_code from audit_facts where kind = 'stamp.pins'`,
  );

test('a household has the numbers of its stamps once; it is written down who and when, whoever asks again', async ({
  ctx,
}) => {
  const { producer, run } = await ordered(ctx);
  const times = { createdAt: NOW, updatedAt: NOW };
  await ctx.db.insert(users).values({ id: 'lan', name: 'Bà Lan', email: 'lan@example.vn', ...times });
  const household = as(ctx, 'producer_owner', { kind: 'producer', producerId: producer.id }, 'lan');
  expect(run.hasPins).toBe(false);
  expect(await pinsIssued(household, run.id)).toBeNull();
  await issuePins(household, run.id);
  await issuePins({ ...ctx, now: new Date(NOW.getTime() + 60_000) }, run.id);
  expect((await stampRun(household, run.id)).hasPins).toBe(true);
  expect(await facts(ctx)).toEqual([
    {
      subject: `stamp_run:${run.id}`,
      actor: 'person:lan',
      after: { run: run.number, count: 20, scope: { provinceCode: '31', communeCode: '11503' } },
      commune_code: '11503',
    },
  ]);
  expect(await pinsIssued(household, run.id)).toEqual({ at: NOW, by: 'Bà Lan' });
});

test('officers who watch stamps have no numbers of them, and another household does not even learn of the run', async ({
  ctx,
}) => {
  const { run } = await ordered(ctx);
  const commune = { kind: 'commune', provinceCode: '31', communeCode: '11503' } as const;
  const other = { kind: 'producer', producerId: (await aProducer(ctx)).id } as const;
  for (const [role, scope, code] of [
    ['commune_officer', commune, 'not_allowed'],
    ['province_officer', { kind: 'province', provinceCode: '31' }, 'not_allowed'],
    ['inspector', { kind: 'province', provinceCode: '31' }, 'not_allowed'],
    ['producer_owner', other, 'not_found'],
  ] as const)
    await expect(issuePins(as(ctx, role, scope), run.id), role).rejects.toMatchObject({ code });
  expect([(await stampRun(ctx, run.id)).hasPins, await facts(ctx)]).toEqual([false, []]);
});

test('stamps that are on packs get no numbers any more; those that had them before keep them', async ({
  ctx,
}) => {
  const { run } = await ordered(ctx);
  await moveRun(ctx, run.id, { to: 'delivered', version: 1 });
  await issuePins(ctx, run.id);
  await moveRun(ctx, run.id, { to: 'active', version: 2 });
  await issuePins(ctx, run.id);
  expect((await stampRun(ctx, run.id)).hasPins).toBe(true);
  const bare = await aStampRun(ctx);
  await expect(issuePins(ctx, bare.id)).rejects.toMatchObject({ code: 'stamp.pins_late' });
  await moveRun(ctx, bare.id, { to: 'closed', version: 2 });
  await expect(issuePins(ctx, bare.id)).rejects.toMatchObject({ code: 'stamp.pins_late' });
  expect((await stampRun(ctx, bare.id)).hasPins).toBe(false);
});
