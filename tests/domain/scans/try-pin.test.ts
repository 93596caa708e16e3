import { PIN_PAUSE_MINUTES, tryPin } from '#src/domain/scans/try-pin.ts';
import { readStamp } from '#src/domain/scans/stamp-reading.ts';
import { isPin, pinKey, pinOf, typedPin } from '#src/domain/traceability/scratch-pin.ts';
import { codeOf, stampKeys } from '#src/domain/traceability/stamp-code.ts';
import { aStampRun, STAMP_ROOT } from '#tests/support/stamps.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const key = pinKey(STAMP_ROOT, 0);

test('every stamp has a number of six digits that its code does not tell', () => {
  const pins = Array.from({ length: 5_000 }, (_, number) => pinOf(key, number));
  expect(pins.every((pin) => /^\d{6}$/.test(pin))).toBe(true);
  expect(new Set(pins).size).toBeGreaterThan(4_950);
  expect(pins[7]).toBe(pinOf(pinKey(STAMP_ROOT, 0), 7));
  expect(pinOf(pinKey(STAMP_ROOT, 1), 7)).not.toBe(pins[7]);
  expect(codeOf(stampKeys(STAMP_ROOT, 0), 7)).not.toContain(pins[7]);
  expect([isPin(key, 7, pins[7]!), isPin(key, 8, pins[7]!), isPin(key, 7, '')]).toEqual([true, false, false]);
});

test.each([
  ['123 456', '123456'],
  ['12-34.56', '123456'],
  ['12345', null],
  ['1234567', null],
  ['12345a', null],
])('“%s” reads %s', (typed, pin) => {
  expect(typedPin(typed)).toBe(pin);
});

test('the first who knows the number is told so, later ones when it was, and it stays so', async ({
  own,
}) => {
  const run = await aStampRun(own.ctx);
  const stamp = { runId: run.id, place: 3 };
  const at = (minutes: number) => ({ ...own.ctx, now: new Date(NOW.getTime() + minutes * 60_000) });
  const once = await Promise.all([1, 2, 3].map((device) => tryPin(at(0), stamp, true, () => device)));
  expect(once.filter(({ kind }) => kind === 'first')).toHaveLength(1);
  expect(await tryPin(at(600), stamp, true, () => 9)).toEqual({ kind: 'again', usedAt: NOW });
  expect((await readStamp(own.sql, stamp))?.pinUsedAt).toEqual(NOW);
});

test('after five wrong numbers nobody tries for an hour, also who would be right; another stamp is another', async ({
  own,
}) => {
  const run = await aStampRun(own.ctx);
  const stamp = { runId: run.id, place: 3 };
  const at = (minutes: number) => ({ ...own.ctx, now: new Date(NOW.getTime() + minutes * 60_000) });
  const outcomes = [];
  for (let turn = 0; turn < 6; turn += 1) outcomes.push(await tryPin(at(turn), stamp, false, () => 1));
  expect(outcomes.map((one) => ('left' in one ? one.left : one.kind))).toEqual([4, 3, 2, 1, 0, 'pause']);
  expect((await tryPin(at(30), stamp, true, () => 1)).kind).toBe('pause');
  expect((await tryPin(at(30), { ...stamp, place: 4 }, true, () => 1)).kind).toBe('first');
  expect((await tryPin(at(PIN_PAUSE_MINUTES + 6), stamp, true, () => 1)).kind).toBe('first');
});
