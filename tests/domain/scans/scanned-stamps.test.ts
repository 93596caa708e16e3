import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { writeStampAlerts } from '#src/domain/notifications/stamp-letters.ts';
import { keepScans, type ToldScan } from '#src/domain/scans/keep-scans.ts';
import { ScanKeys } from '#src/domain/scans/scan-keys.ts';
import { kilometresBetween } from '#src/domain/scans/scan-rules.ts';
import { keepSale, resetStamp, watchedRun } from '#src/domain/scans/scanned-stamps.ts';
import { journeyOf } from '#src/domain/traceability/lot-journey.ts';
import { declareLotEvent, emptyDeed, HOME, tellLotEvent } from '#src/domain/traceability/tell-lot-event.ts';
import { moveRun, spoilStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { firedRule } from '#src/i18n/fired-rules.ts';
import { stampLetter } from '#src/i18n/stamp-letters.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aProducer, aProduct, aCertificate } from '#tests/support/register.ts';
import { aStampRun } from '#tests/support/stamps.ts';
import { expect, NOW, test, type OwnDatabase } from '#tests/support/test.ts';
import type { Context } from '#src/domain/shared/context.ts';

const km = kilometresBetween((await placesOfRecord()).provinces);
const MINUTE = 60_000;

async function aWatchedRun(own: OwnDatabase, isActive = true) {
  const producer = await aProducer(own.ctx, { email: 'htx@example.vn' });
  const product = await aProduct(own.ctx, { producerId: producer.id });
  await aCertificate(own.ctx, { productId: product.id });
  const run = await aStampRun(own.ctx, { productId: product.id, isActive });
  const keys = new ScanKeys(own.sql);
  const scan = (place: number, turn: number, province: string | null = null) =>
    keepScans(
      own.sql,
      [
        {
          kind: 'scan',
          id: randomBytes(12).toString('base64url'),
          at: NOW.getTime() + turn * MINUTE,
          runId: run.id,
          place,
          province,
          who: `telephone ${turn}`,
          network: `network ${turn}`,
        } satisfies ToldScan,
      ],
      { keys, km },
    );
  return { run, producer, scan };
}
const person = (ctx: Context, actor: unknown): Context => ({ ...ctx, actor: actor as Context['actor'] });
const officerOf = (provinceCode: string) => ({
  kind: 'person',
  id: 'officer00000',
  isStrong: true,
  name: 'Cán bộ',
  assignments: [{ id: 'office000000', role: 'province_officer', scope: { kind: 'province', provinceCode } }],
});
const alert = (ctx: Context) =>
  writeStampAlerts(ctx, (news) => stampLetter(news, 'https://x.vn', (code) => code));
const lettersIn = async (ctx: Context) =>
  ctx.db.execute<{ title: string; words: string; to_address: string | null }>(
    sql`select title, words, to_address from letters where kind = 'stamp_alert' order by written_at, id`,
  );

test('who made a stamp and who watches it see which rule fired, with its facts; an officer sets it back with a reason', async ({
  own,
}) => {
  const { run, scan } = await aWatchedRun(own);
  await scan(3, 0, '01');
  await scan(3, 30, '79');
  await scan(4, 31, '01');
  const seen = await watchedRun(own.ctx, run.id);
  expect(seen).toMatchObject({
    stamps: 2,
    scans: 3,
    provinces: [{ province: '01', count: 2 }, { province: '79' }],
  });
  expect(seen.watched).toMatchObject([{ place: 3, points: 40, count: 2, devices: 2 }]);
  expect(firedRule(seen.watched[0]!.fired[0]!, (code) => code)).toMatch(
    /^01 rồi 79 \(1\.\d{3} km\) trong 30 phút/,
  );

  const reset = (reason: string, ctx = own.ctx) => resetStamp(ctx, run.id, { place: 3, reason });
  await expect(reset(' ')).rejects.toThrow('reason_missing');
  await expect(reset('Đã gọi', person(own.ctx, officerOf('01')))).rejects.toThrow(/not_allowed|not_found/);
  await expect(reset('Đã gọi', person(own.ctx, { kind: 'visitor' }))).rejects.toThrow('not_allowed');
  const later = { ...own.ctx, now: new Date(NOW.getTime() + 60 * MINUTE) };
  await resetStamp(later, run.id, { place: 3, reason: 'Đã gọi: khách đi máy bay' });
  expect((await watchedRun(own.ctx, run.id)).watched).toMatchObject([
    { place: 3, points: 0, reset: { reason: 'Đã gọi: khách đi máy bay' } },
  ]);
  await scan(3, 90, '01');
  expect((await watchedRun(own.ctx, run.id)).watched[0]?.points).toBe(0);
  const [fact] =
    await own.sql`select reason, before->>'points' as points from audit_facts where kind = 'stamp.reset'`;
  expect(fact).toEqual({ reason: 'Đã gọi: khách đi máy bay', points: '40' });
});

test('goods on a shelf may be scanned by many, and goods of one province are far away in another', async ({
  own,
}) => {
  const { run, scan } = await aWatchedRun(own);
  await keepSale(own.ctx, run.id, { isOnDisplay: true, market: '31', version: run.version });
  await expect(
    keepSale(own.ctx, run.id, { isOnDisplay: false, market: null, version: run.version }),
  ).rejects.toThrow('changed_meanwhile');
  for (let turn = 0; turn < 12; turn += 1) await scan(1, turn, '31');
  await scan(2, 20, '79');
  expect((await watchedRun(own.ctx, run.id)).watched).toMatchObject([
    { place: 2, fired: [{ rule: 'far_from_market', market: '31' }] },
  ]);
});

test('a lot of which every sending names a province is looked for there and where it is made', async ({
  own,
}) => {
  const { run, scan } = await aWatchedRun(own);
  const send = (at: string, toProvince: string | null) =>
    tellLotEvent(own.ctx, run.lot.id, {
      ...emptyDeed('dispatch'),
      at,
      place: { known: HOME },
      amount: { quantity: 10, unit: 'piece' },
      whom: 'Cửa hàng Sao Việt',
      toProvince,
    });
  const watched = async () =>
    (await watchedRun(own.ctx, run.id)).watched.map(({ place, fired }) => [
      place,
      fired.map(({ rule }) => rule),
    ]);
  // Days on which the rules read where a lot was sent.
  const then = Math.round((Date.parse('2026-11-30T03:00:00Z') - NOW.getTime()) / MINUTE);
  await scan(1, then, '79');
  expect(await watched()).toEqual([]);
  await send('2026-03-14T08:00', '01');
  await scan(2, then + 1, '79');
  await scan(3, then + 2, '01');
  await scan(4, then + 3, '31');
  expect(await watched()).toEqual([[2, ['far_from_market']]]);
  const [stamp] = (await watchedRun(own.ctx, run.id)).watched;
  expect(firedRule(stamp!.fired[0]!, (code) => code)).toMatch(
    /^Quét ở 79, xa mọi nơi làm ra và nơi lô được xuất đến; gần nhất là \d\d, 1\.\d{3} km$/,
  );
  // Sold at the door as well: it may be anywhere, until that was declared wrong.
  await send('2026-03-14T09:00', null);
  await scan(2, then + 4, '79');
  expect(await watched()).toEqual([]);
  const [wrong] = (await journeyOf(own.ctx, { id: run.lot.id })).filter(
    ({ deed, toProvince }) => deed === 'dispatch' && toProvince === null,
  );
  await declareLotEvent(own.ctx, run.lot.id, wrong!.id);
  await scan(2, then + 5, '79');
  expect(await watched()).toEqual([[2, ['far_from_market']]]);
  // What the producer says of a run counts before it.
  await keepSale(own.ctx, run.id, { isOnDisplay: false, market: '79', version: run.version });
  await scan(2, then + 6, '79');
  expect(await watched()).toEqual([]);
});

test('maker and office are written to once of a stamp that nobody should trust', async ({ own }) => {
  const { run, scan } = await aWatchedRun(own);
  for (let turn = 0; turn < 11; turn += 1) await scan(5, turn, turn % 2 ? '01' : '79');
  expect((await watchedRun(own.ctx, run.id)).watched[0]).toMatchObject({ place: 5, points: 70 });
  expect(await alert(own.ctx)).toEqual({ letters: 1 });
  expect(await alert(own.ctx)).toEqual({ letters: 0 });
  await scan(5, 200, '01');
  expect(await alert(own.ctx)).toEqual({ letters: 0 });
  const [letter] = await lettersIn(own.ctx);
  expect(letter).toMatchObject({ to_address: 'htx@example.vn' });
  expect(letter!.title).toContain('tem số 5');
  expect(letter!.words).toContain('11 máy trong một tháng');
  expect(letter!.words).not.toMatch(/hàng giả|hàng thật/);
});

test('of stamps that are scanned before they are active they are told once in all, of a stolen one by its number', async ({
  own,
}) => {
  const { run, scan } = await aWatchedRun(own, false);
  await scan(1, 0);
  await scan(2, 1);
  expect(await alert(own.ctx)).toEqual({ letters: 1 });
  expect(await alert(own.ctx)).toEqual({ letters: 0 });
  await moveRun(own.ctx, run.id, { to: 'active', version: run.version });
  const { version } = await stampRun(own.ctx, run.id);
  await spoilStamps({ ...own.ctx, now: new Date(NOW.getTime() + 60 * MINUTE) }, run.id, {
    from: 2,
    until: 9,
    kind: 'stolen',
    reason: 'Mất',
    version,
  });
  expect(await alert(own.ctx)).toEqual({ letters: 0 });
  await scan(2, 90);
  expect(await alert(own.ctx)).toEqual({ letters: 1 });
  const titles = (await lettersIn(own.ctx)).map(({ title }) => title);
  expect(titles.toSorted()).toEqual([
    expect.stringContaining('tem số 2'),
    expect.stringContaining(`đợt ${run.number}`),
  ]);
});
