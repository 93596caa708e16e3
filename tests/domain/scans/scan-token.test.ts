import { expect, test } from 'vitest';
import { scanOfToken, scanToken } from '#src/domain/scans/scan-token.ts';

const SECRET = 'a secret of the tests';
const CODE = '056D6QGGKCJYSEEY9E';
const now = new Date('2026-11-28T05:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

test('a token tells of one scan of its code, for an hour', () => {
  const token = scanToken(SECRET, CODE, now);
  const scan = scanOfToken(SECRET, CODE, token, now);
  expect(scan).toMatch(/^[\w-]{16}$/);
  expect(scanOfToken(SECRET, CODE, token, later(59))).toBe(scan);
  expect(scanOfToken(SECRET, CODE, token, later(62))).toBeNull();
  expect(scanOfToken(SECRET, CODE, token, later(-5))).toBeNull();
  expect(scanOfToken(SECRET, CODE, scanToken(SECRET, CODE, now), now)).not.toBe(scan);
});

test('a token of another code, of another secret or made up tells of nothing', () => {
  const token = scanToken(SECRET, CODE, now);
  expect(scanOfToken(SECRET, `${CODE.slice(0, -1)}A`, token, now)).toBeNull();
  expect(scanOfToken('another secret', CODE, token, now)).toBeNull();
  for (let at = 0; at < token.length - 1; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    expect(scanOfToken(SECRET, CODE, changed, now), String(at)).toBeNull();
  }
  for (const made of ['', 'x', 'A'.repeat(38), 'A'.repeat(4_000), '%00'])
    expect(scanOfToken(SECRET, CODE, made, now)).toBeNull();
});
