import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { auditRegister } from '#src/domain/registry-log/audit-register.ts';
import { appendLog } from '#src/domain/registry-log/append-log.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { IssuedStamps } from '#src/domain/traceability/issued-stamps.ts';
import { addSignKey, endSignKey, signKeys, signRun } from '#src/domain/traceability/sign-keys.ts';
import { readSignedCode, signedCode, signedMessage } from '#src/domain/traceability/signed-stamp.ts';
import { moveRun, stampRun, type StampRun } from '#src/domain/traceability/stamp-runs.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { aStampRun, STAMP_ROOT } from '#tests/support/stamps.ts';
import { expect, test } from '#tests/support/test.ts';

type Pair = { secret: KeyObject; publicKey: Uint8Array };

function aPair(): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { secret: privateKey, publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url') };
}

async function known(ctx: Context): Promise<IssuedStamps> {
  const stamps = new IssuedStamps(STAMP_ROOT);
  await stamps.read(ctx);
  return stamps;
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Refusal) return error.code;
      throw error;
    },
  );

async function signedCodes(ctx: Context, run: StampRun, { secret, publicKey }: Pair): Promise<string[]> {
  const signing = await signRun(ctx, run, publicKey);
  return Array.from({ length: run.count }, (_, at) => {
    const message = signedMessage({ ...signing, stamp: { epoch: run.epoch, number: run.first + at } });
    return signedCode(message, sign(null, message, secret));
  });
}

const ordered = (ctx: Context, given: Parameters<typeof aStampRun>[1] = {}) =>
  aStampRun(ctx, { ...given, isActive: false });

test('signed stamps lead to their run, and codes that the server could make for it lead nowhere', async ({
  ctx,
}) => {
  const pair = aPair();
  expect(await addSignKey(ctx, pair.publicKey)).toBe(0);
  const run = await ordered(ctx, { madeOn: '2026-03-01' });
  expect((await known(ctx)).find(run.codes[4]!)).toMatchObject({ place: 5 });
  const codes = await signedCodes(ctx, run, pair);
  const stamps = await known(ctx);
  expect(stamps.find(codes[4]!)).toMatchObject({ runId: run.id, place: 5 });
  expect(readSignedCode(codes[4]!)!.facts).toMatchObject({ madeOn: '2026-03-01' });
  // Whoever holds the keys of the server can make these.
  expect(stamps.find(run.codes[4]!)).toBeNull();
  const signed = await stampRun(ctx, run.id);
  expect(signed.signed).toMatchObject({ key: 0, madeOn: '2026-03-01' });
  expect(() => stamps.codeOf(signed)).toThrow(expect.objectContaining({ code: 'stamp.signed' }));
});

test('a signature of somebody else, of a stamp that was never ordered, or of other facts is none', async ({
  ctx,
}) => {
  const pair = aPair();
  await addSignKey(ctx, pair.publicKey);
  const run = await ordered(ctx);
  await signedCodes(ctx, run, pair);
  const plain = await ordered(ctx);
  const stamps = await known(ctx);
  const signing = await signRun(ctx, run, pair.publicKey);
  const code = (of: Partial<typeof signing> & { number?: number }, by: Pair = pair) => {
    const { number = run.first, ...rest } = of;
    const message = signedMessage({ ...signing, ...rest, stamp: { epoch: run.epoch, number } });
    return signedCode(message, sign(null, message, by.secret));
  };
  expect(stamps.find(code({}))).toMatchObject({ place: 1 });
  expect(stamps.find(code({}, aPair()))).toBeNull();
  expect(stamps.find(code({ key: 1 }))).toBeNull();
  expect(stamps.find(code({ number: 2 ** 39 }))).toBeNull();
  expect(stamps.find(code({ certifiedUntil: '2099-12-31' }))).toBeNull();
  expect(stamps.find(code({ product: '0011223344' }))).toBeNull();
  // A run that was not signed has stamps of the other kind.
  expect(stamps.find(code({ number: plain.first }))).toBeNull();
});

test('stamps of a run print again alike, whatever lot and certificate have become', async ({ ctx }) => {
  const pair = aPair();
  await addSignKey(ctx, pair.publicKey);
  const run = await ordered(ctx, { madeOn: '2026-03-01', lotCode: 'L x' });
  const codes = await signedCodes(ctx, run, pair);
  await ctx.db.execute(sql`update lots set made_on = '2026-02-01' where id = ${run.lot.id}`);
  await ctx.db.execute(
    sql`update standings set until_day = '2031-01-01' where product_id = ${run.product.id} and status = 'expiring'`,
  );
  expect(await signedCodes(ctx, run, pair)).toEqual(codes);
});

test('a day that stamps cannot say is not said, and the run is signed all the same', async ({ ctx }) => {
  const pair = aPair();
  await addSignKey(ctx, pair.publicKey);
  const run = await ordered(ctx, { madeOn: '1926-03-01' });
  const [code = ''] = await signedCodes(ctx, run, pair);
  expect(readSignedCode(code)!.facts.madeOn).toBeNull();
  expect((await known(ctx)).find(code)).toMatchObject({ runId: run.id, place: 1 });
});

test('a run is signed before any of its codes can be printed otherwise, with a key that is known and goes on', async ({
  ctx,
}) => {
  const [one, other] = [aPair(), aPair()];
  const run = await ordered(ctx);
  expect(await refusal(signRun(ctx, run, one.publicKey))).toBe('stamp.sign_key_unknown');
  await addSignKey(ctx, one.publicKey);
  expect(await addSignKey(ctx, other.publicKey)).toBe(1);
  await signRun(ctx, run, one.publicKey);
  expect(await refusal(signRun(ctx, run, other.publicKey))).toBe('stamp.signed_otherwise');

  const printed = await ordered(ctx);
  await moveRun(ctx, printed.id, { to: 'printed', version: printed.version });
  expect(await refusal(signRun(ctx, printed, one.publicKey))).toBe('stamp.state_wrong');

  await endSignKey(ctx, 0);
  expect(await refusal(endSignKey(ctx, 0))).toBe('not_found');
  expect(await refusal(signRun(ctx, await ordered(ctx), one.publicKey))).toBe('stamp.sign_key_unknown');
  // What it has signed stays good, and prints again.
  expect(await refusal(signRun(ctx, run, one.publicKey))).toBe('done');
  expect((await signKeys(ctx)).map(({ endedAt }) => endedAt !== null)).toEqual([true, false]);
});

test('without a certificate in force nothing is signed', async ({ ctx }) => {
  const pair = aPair();
  await addSignKey(ctx, pair.publicKey);
  const product = await aProduct(ctx);
  const certificate = await aCertificate(ctx, { productId: product.id });
  const run = await ordered(ctx, { productId: product.id });
  await ctx.db.execute(sql`delete from standings where certificate_id = ${certificate.id}`);
  expect(await refusal(signRun(ctx, run, pair.publicKey))).toBe('stamp.not_certified');
});

test('who makes the goods signs nothing: that is for whoever runs the register', async ({ ctx }) => {
  const pair = aPair();
  await addSignKey(ctx, pair.publicKey);
  const run = await ordered(ctx);
  const owner: Context = {
    ...ctx,
    actor: {
      kind: 'person',
      id: newId(),
      name: 'Ai đó',
      isStrong: true,
      assignments: [
        { role: 'producer_owner', scope: { kind: 'producer', producerId: run.producer!.id } },
      ] as never,
    },
  };
  for (const deed of [
    signRun(owner, run, pair.publicKey),
    addSignKey(owner, aPair().publicKey),
    endSignKey(owner, 0),
  ])
    expect(await refusal(deed)).toBe('not_allowed');
});

test('the log speaks of every key; one that somebody put into the database is found', async ({ ctx }) => {
  const writer = {
    root: 'a root that only this test has, of many characters',
    origin: 'ocop.vn/log',
    settings: {},
  };
  await addSignKey(ctx, aPair().publicKey);
  await appendLog(ctx, writer);
  expect((await auditRegister(ctx))?.differences).toEqual([]);
  await ctx.db.execute(sql`
    insert into sign_keys (number, public_key, begun_at, begun_by)
    values (1, ${Buffer.from(aPair().publicKey).toString('base64url')}, ${ctx.now.toISOString()}, 'nobody')`);
  expect((await auditRegister(ctx))?.differences).toEqual([{ subject: 'sign_key:1', kind: 'unlogged' }]);
});

test('keys have sixteen numbers and no more', async ({ ctx }) => {
  for (let number = 0; number < 16; number += 1)
    expect(await addSignKey(ctx, aPair().publicKey)).toBe(number);
  expect(await refusal(addSignKey(ctx, aPair().publicKey))).toBe('stamp.sign_keys_used_up');
});
