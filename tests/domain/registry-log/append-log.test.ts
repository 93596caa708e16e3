import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { recordCertificateEvent } from '#src/domain/certification/record-event.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { appendLog, type LogWriter } from '#src/domain/registry-log/append-log.ts';
import { auditTiles, compareRegister, statusesByLog } from '#src/domain/registry-log/audit-log.ts';
import type { LogEntry } from '#src/domain/registry-log/entry.ts';
import {
  differingOf,
  growthProof,
  logHead,
  logProof,
  subjectInLog,
  tilesOf,
} from '#src/domain/registry-log/log.ts';
import { readCheckpoint } from '#src/domain/registry-log/checkpoint.ts';
import { isConsistent } from '#src/domain/registry-log/merkle.ts';
import { readKey } from '#src/domain/registry-log/note.ts';
import { checkProof } from '#src/domain/registry-log/proof.ts';
import { recallLot } from '#src/domain/traceability/kept-lots.ts';
import { moveRun, orderStamps, spoilStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { aStampRun } from '#tests/support/stamps.ts';
import { describe, expect, test, TODAY } from '#tests/support/test.ts';

const WRITER: LogWriter = {
  root: 'khoá chỉ phép thử này có, dài hơn ba mươi hai ký tự',
  origin: 'vidu.vn/log',
  settings: { 'setting:last_day': { lastDay: 'anniversary_counts' } },
};

const REVOKED = {
  kind: 'revoked',
  ground: 'law_violation',
  effectiveOn: '2026-03-10',
  reason: 'Kết luận kiểm tra số 12/KL',
  decisionNumber: '300/QĐ-UBND',
  decidedOn: '2026-03-09',
  issuer: 'UBND thành phố Hải Phòng',
} as const;

/** As a list does that brings the certificate. */
async function published(ctx: Context, given: Parameters<typeof aCertificate>[1] = {}) {
  const certificate = await aCertificate(ctx, given);
  await writeDown(ctx, [{ kind: 'certificate.recorded', subject: `certificate:${certificate.id}` }]);
  return certificate;
}

async function entries(ctx: Context): Promise<LogEntry[]> {
  const rows = await ctx.db.execute<{ entry: string }>(sql`select entry from log_entries order by index`);
  return rows.map(({ entry }) => JSON.parse(entry) as LogEntry);
}

async function audited(ctx: Context) {
  const head = (await logHead(ctx))!;
  return auditTiles(head.note, tilesOf(ctx), [readKey(head.key)!]);
}

test('what befalls a certificate becomes lines of the log, in their order, and nothing twice', async ({
  ctx,
}) => {
  const { id } = await published(ctx);
  expect(await appendLog(ctx, WRITER)).toEqual({ entries: 2 });
  await recordCertificateEvent(ctx, id, REVOKED);
  expect(await appendLog(ctx, WRITER)).toEqual({ entries: 1 });
  expect(await appendLog(ctx, WRITER)).toEqual({ entries: 0 });
  expect((await entries(ctx)).map(({ kind }) => kind).sort()).toEqual([
    'certificate.recognised',
    'certificate.revoked',
    'setting.set',
  ]);
  const told = (await entries(ctx)).find(({ kind }) => kind === 'certificate.revoked');
  expect(told).toMatchObject({
    v: 1,
    at: '2026-03-15T03:00:00Z',
    subject: `certificate:${id}`,
    statement: {
      stars: 4,
      events: [{ kind: 'revoked', ground: 'law_violation', decisionNumber: '300/QĐ-UBND' }],
    },
  });
  // Why it was revoked may name people: that is told on the page, and can be put right there.
  expect(JSON.stringify(told)).not.toContain('Kết luận');
});

test('a change that the transaction takes back is not in the log', async ({ own: { ctx } }) => {
  await appendLog(ctx, WRITER);
  await ctx.db
    .transaction(async (db) => {
      await published({ ...ctx, db });
      throw new Error('taken back');
    })
    .catch(() => {});
  expect(await appendLog(ctx, WRITER)).toEqual({ entries: 0 });
});

test('ten who write at once write one log, each change once', async ({ own: { ctx } }) => {
  for (let n = 0; n < 8; n += 1) await published(ctx);
  const done = await Promise.all(Array.from({ length: 10 }, () => appendLog(ctx, WRITER)));
  expect(done.reduce((sum, one) => sum + ('entries' in one ? one.entries : 0), 0)).toBe(9);
  const log = await audited(ctx);
  expect(log.faults).toEqual([]);
  expect(log.checkpoint?.size).toBe(9);
});

test('an entry proves itself with nothing but the key; a changed one does not', async ({ ctx }) => {
  const { id } = await published(ctx);
  for (let n = 0; n < 5; n += 1) await published(ctx);
  await appendLog(ctx, WRITER);
  const { lines, standing } = await subjectInLog(ctx, `certificate:${id}`);
  expect(standing).toBe('same');
  const [row] = await ctx.db.execute<{ entry: string }>(
    sql`select entry from log_entries where index = ${lines[0]!.index}`,
  );
  const proof = (await logProof(ctx, lines[0]!.index))!;
  const keys = [readKey((await logHead(ctx))!.key)!];
  const bytes = new TextEncoder().encode(row!.entry);
  expect(await checkProof(bytes, proof, keys)).toMatchObject({
    readable: true,
    signed: true,
    included: true,
  });
  const five = new TextEncoder().encode(row!.entry.replace('"stars":4', '"stars":5'));
  expect(await checkProof(five, proof, keys)).toMatchObject({
    readable: true,
    signed: true,
    included: false,
  });
  const others = [{ ...keys[0]!, publicKey: new Uint8Array(32).fill(9) }];
  expect(await checkProof(bytes, proof, others)).toMatchObject({ signed: false });
});

test('the log of a larger register is read by its files: root, hashes and statuses come out again', async ({
  own,
}) => {
  const { ctx } = own;
  const makers = await Promise.all([aProducer(ctx), aProducer(ctx, { name: 'Hộ kinh doanh Bà Sáu' })]);
  const ids: string[] = [];
  for (let n = 0; n < 300; n += 1) {
    const product = await aProduct(ctx, { name: `Hàng ${n}`, producerId: makers[n % 2]!.id });
    ids.push(
      (await published(ctx, { productId: product.id, issuedOn: n % 3 === 0 ? '2021-11-20' : '2024-11-20' }))
        .id,
    );
  }
  await appendLog(ctx, WRITER);
  const small = readCheckpoint((await logHead(ctx))!.note)!;
  await recordCertificateEvent(ctx, ids[1]!, REVOKED);
  await appendLog(ctx, WRITER);
  const log = await audited(ctx);
  expect(log.faults).toEqual([]);
  expect(log.checkpoint?.size).toBe(302);
  const statuses = statusesByLog(log.latest, TODAY);
  expect([
    statuses.get(ids[0]!)?.status,
    statuses.get(ids[1]!)?.status,
    statuses.get(ids[2]!)?.status,
  ]).toEqual(['expired', 'revoked', 'valid']);
  expect(await compareRegister(ctx, log.latest, TODAY)).toEqual([]);
  expect(isConsistent(small, log.checkpoint!, await growthProof(ctx, small.size, 302))).toBe(true);
  // Names of people are nowhere in it.
  expect(JSON.stringify(await entries(ctx))).not.toContain('Bà Sáu');
  expect(JSON.stringify(await entries(ctx))).toContain('HTX Nông nghiệp An Sơn');
}, 120_000);

describe('whoever changes the database by hand', () => {
  test('and extends a certificate quietly is seen on its page and by the audit', async ({ ctx }) => {
    const { id } = await published(ctx, { issuedOn: '2022-11-20' });
    await appendLog(ctx, WRITER);
    await ctx.db.execute(sql`update certificates set stated_until = '2030-01-01' where id = ${id}`);
    // That something else waits to be written hides nothing.
    await published(ctx);
    expect((await subjectInLog(ctx, `certificate:${id}`)).standing).toBe('differs');
    expect(await compareRegister(ctx, (await audited(ctx)).latest, TODAY)).toEqual([
      { subject: `certificate:${id}`, kind: 'differs' },
    ]);
  });

  test('and takes a recall back, or wakes stamps up, is seen wherever the lot or the stamps are shown', async ({
    ctx,
  }) => {
    const run = await aStampRun(ctx);
    const { id } = await published(ctx, { productId: (await aProduct(ctx)).id });
    const subjects = [`certificate:${id}`, `lot:${run.lot.id}`, `stamp_run:${run.id}`];
    // Before there is a log, nothing differs from it; nor does what waits, or a lot that was never recalled.
    expect(await differingOf(ctx, subjects)).toEqual([]);
    await appendLog(ctx, WRITER);
    expect(await differingOf(ctx, subjects)).toEqual([]);
    await moveRun(ctx, run.id, { to: 'closed', version: run.version });
    await recallLot(ctx, run.lot.id, 'Nấm mốc');
    expect(await differingOf(ctx, subjects)).toEqual([]);
    await appendLog(ctx, WRITER);
    expect(await differingOf(ctx, subjects)).toEqual([]);
    await ctx.db.execute(sql`update stamp_runs set state = 'active' where id = ${run.id}`);
    await ctx.db.execute(
      sql`update lots set recalled_on = null, recall_reason = null where id = ${run.lot.id}`,
    );
    expect(await differingOf(ctx, subjects)).toEqual(subjects.slice(1));
    // Nor is there a line of a certificate or a recall that somebody slipped in.
    const forged = await aCertificate(ctx);
    const other = await aStampRun(ctx, { lotCode: 'L 2' });
    await appendLog(ctx, WRITER);
    await ctx.db.execute(sql`update lots set recalled_on = ${TODAY}::date where id = ${other.lot.id}`);
    const slipped = [`certificate:${forged.id}`, `lot:${other.lot.id}`];
    expect(await differingOf(ctx, slipped)).toEqual(slipped);
  });

  test('and turns only the shown status is seen by the audit', async ({ ctx }) => {
    const { id } = await published(ctx, { issuedOn: '2020-11-20' });
    await appendLog(ctx, WRITER);
    await ctx.db.execute(sql`update standings set status = 'valid' where certificate_id = ${id}`);
    expect(await compareRegister(ctx, (await audited(ctx)).latest, TODAY)).toContainEqual({
      subject: `certificate:${id}`,
      kind: 'status',
    });
  });

  test('and adds a certificate is seen: no entry speaks of it', async ({ ctx }) => {
    await published(ctx);
    await appendLog(ctx, WRITER);
    const { id } = await aCertificate(ctx);
    expect((await subjectInLog(ctx, `certificate:${id}`)).standing).toBe('missing');
    expect(await compareRegister(ctx, (await audited(ctx)).latest, TODAY)).toEqual([
      { subject: `certificate:${id}`, kind: 'unlogged' },
    ]);
  });

  test('cannot change an entry, and one changed around the guard breaks the root', async ({ ctx }) => {
    const { id } = await published(ctx);
    await appendLog(ctx, WRITER);
    await expect(
      ctx.db.transaction((db) =>
        db.execute(sql`delete from log_entries where subject = ${`certificate:${id}`}`),
      ),
    ).rejects.toThrow();
    await ctx.db.execute(sql`alter table log_entries disable trigger log_entries_append_only`);
    await ctx.db.execute(sql`update log_entries set entry = replace(entry, '"stars":4', '"stars":5')`);
    expect((await audited(ctx)).faults).toContainEqual({ kind: 'root_wrong' });
  });
});

test('a log begun with another key is not written on', async ({ ctx }) => {
  await published(ctx);
  await appendLog(ctx, WRITER);
  await published(ctx);
  expect(await appendLog(ctx, { ...WRITER, root: 'eine andere Wurzel, länger als 32 Zeichen' })).toEqual({
    fault: 'key_changed',
  });
  expect((await logHead(ctx))?.size).toBe(2);
});

test('runs of stamps are in it with their states; how many they are is sealed', async ({ ctx }) => {
  const { productId } = await published(ctx);
  const form = { lotCode: 'L1', madeOn: null, useBy: null, count: 4321, length: 18 } as const;
  await appendLog(ctx, WRITER);
  const head = (await logHead(ctx))!;
  const id = await orderStamps(ctx, WRITER.root, productId, form);
  // Its sheets carry how far the log reached then, however often they are printed.
  const [, , root] = head.note.split('\n');
  expect((await stampRun(ctx, id)).logMark).toBe(`${head.size} ${root!.slice(0, 8)}`);
  await appendLog(ctx, WRITER);
  await moveRun(ctx, id, { to: 'active', version: (await stampRun(ctx, id)).version });
  await appendLog(ctx, WRITER);
  await spoilStamps(ctx, id, {
    from: 1,
    until: 7,
    kind: 'stolen',
    reason: 'Mất khi vận chuyển',
    version: (await stampRun(ctx, id)).version,
  });
  await appendLog(ctx, WRITER);
  const told = (await entries(ctx)).filter(({ subject }) => subject === `stamp_run:${id}`);
  expect(told.map(({ kind }) => kind)).toEqual(['stamp_run.ordered', 'stamp_run.active', 'stamp_run.spoilt']);
  expect(JSON.stringify(told)).not.toMatch(/4321|Mất/);
  expect(new Set(told.map(({ statement }) => 'range' in statement && statement.range)).size).toBe(2);
});
