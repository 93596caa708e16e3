import { createHmac, hkdfSync } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  codeOf,
  printedStampCode,
  STAMP_LENGTHS,
  stampCodeOf,
  stampKeys,
  stampOf,
  STAMPS_AN_EPOCH,
} from '#src/domain/traceability/stamp-code.ts';

const ROOT = 'a root that only this test has, of more than 32 characters';
const made = new Map(Array.from({ length: 32 }, (_, epoch) => [epoch, stampKeys(ROOT, epoch)]));
const keysOf = (epoch: number) => made.get(epoch)!;
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const anyLetter = () => LETTERS[Math.floor(Math.random() * 32)]!;
const NUMBERS = [0, 1, 2, 31, 32, 1_023, 65_535, 1_000_000_007, STAMPS_AN_EPOCH - 1];

test.each(STAMP_LENGTHS)('a code of %i signs leads back to its epoch and number', (length) => {
  for (const epoch of [0, 1, 17, 31])
    for (const number of NUMBERS) {
      const code = codeOf(keysOf(epoch), number, length);
      expect(code).toMatch(new RegExp(`^[0-9A-HJKMNP-TV-Z]{${length}}$`));
      expect(stampOf(keysOf, code)).toEqual({ epoch, number });
    }
});

test('tag and mask are HMAC-SHA-256 with keys of HKDF, as anyone may work out again', () => {
  const key = (use: string) => Buffer.from(hkdfSync('sha256', ROOT, 'sao-lang stamps', `${use} 3`, 32));
  const number = 123_456_789;
  const message = Buffer.alloc(7);
  message.set([18, 3]);
  message.writeUIntBE(number, 2, 5);
  const bits = (bytes: Buffer, count: number) =>
    [...bytes]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
      .slice(0, count);
  const signs = (text: string) =>
    text
      .match(/.{5}/g)!
      .map((five) => LETTERS[Number.parseInt(five, 2)])
      .join('');
  const tag = signs(bits(createHmac('sha256', key('tag')).update(message).digest(), 45));
  const stream = createHmac('sha256', key('mask')).update(tag).digest();
  const hidden = Buffer.alloc(5);
  hidden.writeUIntBE(number, 0, 5);
  expect(codeOf(keysOf(3), number)).toBe(
    LETTERS[3] + signs(bits(Buffer.from(hidden.map((byte, at) => byte ^ stream[at]!)), 40)) + tag,
  );
});

test('neighbours look nothing alike, and no code comes twice', () => {
  const codes = Array.from({ length: 20_000 }, (_, number) => codeOf(keysOf(1), number));
  expect(new Set(codes).size).toBe(codes.length);
  const same = codes
    .slice(1)
    .map((code, at) => [...code].filter((sign, place) => sign === codes[at]![place]).length);
  // Of eighteen signs the first is the epoch; of the others one in thirty-two is the same by chance.
  const mean = same.reduce((sum, one) => sum + one, 0) / same.length;
  expect(mean).toBeGreaterThan(1.4);
  expect(mean).toBeLessThan(1.7);
});

test('no other letter in any place, and no swap of neighbours, makes another code of ours', () => {
  for (let turn = 0; turn < 60; turn += 1) {
    const code = codeOf(keysOf(2), Math.floor(Math.random() * STAMPS_AN_EPOCH));
    for (let place = 0; place < code.length; place += 1) {
      for (const letter of LETTERS)
        if (letter !== code[place])
          expect(stampOf(keysOf, code.slice(0, place) + letter + code.slice(place + 1))).toBeNull();
      const [one, other] = [code[place], code[place + 1]];
      if (other !== undefined && one !== other)
        expect(stampOf(keysOf, code.slice(0, place) + other + one + code.slice(place + 2))).toBeNull();
    }
  }
});

test('a hundred thousand guesses hit nothing', () => {
  let hits = 0;
  for (let turn = 0; turn < 100_000; turn += 1) {
    const guess = Array.from({ length: 18 }, anyLetter).join('');
    if (stampOf(keysOf, guess) !== null) hits += 1;
  }
  expect(hits).toBe(0);
});

test('codes of another root, another epoch or another length are not ours', () => {
  const code = codeOf(stampKeys('another root, also of more than 32 characters', 1), 5);
  expect(stampOf(keysOf, code)).toBeNull();
  expect(stampOf(keysOf, LETTERS[2] + codeOf(keysOf(1), 5).slice(1))).toBeNull();
  expect(stampOf(keysOf, codeOf(keysOf(1), 5, 20).slice(0, 18))).toBeNull();
});

test('what people type is the code that is printed', () => {
  const code = codeOf(keysOf(1), 77);
  const printed = printedStampCode(code);
  expect(printed).toMatch(/^\w{6}-\w{6}-\w{6}$/);
  const asRead = printed.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o').replaceAll('-', ' – ');
  expect(stampCodeOf(asRead)).toBe(code);
  expect(stampCodeOf(asRead.slice(1))).toBeNull();
  expect(stampCodeOf(`U${printed.slice(1)}`)).toBeNull();
});
