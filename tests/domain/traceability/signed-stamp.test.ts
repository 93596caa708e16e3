import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  productMark,
  readSignedCode,
  SIGNED_DIGITS,
  signedCode,
  signedMessage,
  type SignedFacts,
} from '#src/domain/traceability/signed-stamp.ts';
import { stampQr } from '#src/domain/traceability/qr.ts';
import { printedStampCode, stampCodeOf } from '#src/domain/traceability/stamp-code.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const facts: SignedFacts = {
  key: 3,
  stamp: { epoch: 31, number: 2 ** 40 - 2 },
  product: productMark('0a1b2c3d4e5f'),
  madeOn: '2026-11-01',
  certifiedUntil: '2029-03-14',
};

function codeFor(given: SignedFacts): string {
  const message = signedMessage(given);
  return signedCode(message, sign(null, message, privateKey));
}

const isRight = (digits: string): boolean => {
  const read = readSignedCode(digits);
  return read !== null && verify(null, read.message, publicKey, read.signature);
};

test('a code says what was signed, in 193 digits, whatever its numbers are', () => {
  for (const given of [
    facts,
    { ...facts, key: 0, stamp: { epoch: 0, number: 0 }, madeOn: null, certifiedUntil: null },
    { ...facts, key: 15, stamp: { epoch: 7, number: 2 ** 32 } },
  ]) {
    const code = codeFor(given);
    expect(code).toMatch(/^\d{193}$/);
    expect(readSignedCode(code)?.facts).toEqual(given);
    expect(isRight(code)).toBe(true);
  }
});

test('the bytes are laid out as they are told to others', () => {
  const message = Buffer.from(signedMessage({ ...facts, stamp: { epoch: 2, number: 0x01_02_03_04_05 } }));
  expect(message.subarray(0, 17).toString()).toBe('sao-lang stamp 1\n');
  // Format 1 and key 3; epoch; number; mark of the goods; days since the last of 1999.
  expect(message.subarray(17).toString('hex')).toBe(`13020102030405${facts.product}264a29aa`);
});

test('no digit can be another one', () => {
  const code = codeFor(facts);
  for (let at = 0; at < SIGNED_DIGITS; at += 1) {
    const other = code.slice(0, at) + ((Number(code[at]) + 1) % 10) + code.slice(at + 1);
    expect(isRight(other), `digit ${at}`).toBe(false);
  }
});

test('what is no such code is none: too long, too short, too large, of another format', () => {
  expect(readSignedCode(codeFor(facts).slice(1))).toBeNull();
  expect(readSignedCode(`${codeFor(facts)}0`)).toBeNull();
  expect(readSignedCode('9'.repeat(SIGNED_DIGITS))).toBeNull();
  expect(readSignedCode('0'.repeat(SIGNED_DIGITS))).toBeNull();
  expect(readSignedCode(codeFor(facts).replace(/\d$/, 'x'))).toBeNull();
});

test('a signature under the same bytes for another use is none', () => {
  const bare = signedMessage(facts).subarray(17);
  const message = signedMessage(facts);
  expect(isRight(signedCode(message, sign(null, bare, privateKey)))).toBe(false);
});

test('there is one code for a stamp: a signature cannot be written in another way', () => {
  const code = codeFor(facts);
  const { message, signature } = readSignedCode(code)!;
  // The order of the curve, added to the second half, verifies with libraries that do not look.
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const half = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
  const other = Uint8Array.from(signature);
  other.set(Buffer.from(half.toString(16).padStart(64, '0'), 'hex').reverse(), 32);
  expect(isRight(signedCode(message, other))).toBe(false);
});

test('what does not fit is not signed', () => {
  expect(() => signedMessage({ ...facts, key: 16 })).toThrow(RangeError);
  expect(() => signedMessage({ ...facts, madeOn: '1999-12-31' })).toThrow(RangeError);
  expect(() => signedMessage({ ...facts, certifiedUntil: '2200-01-01' })).toThrow(RangeError);
});

test('its symbol has version 6 up to thirteen letters of a host: 20 mm', () => {
  const code = codeFor(facts);
  expect(stampQr('https://ocop.vn/v/')(code).version).toBe(6);
  expect(stampQr('https://ocop-tinh.com/v/')(code).version).toBe(6);
  expect(stampQr('https://ocop-tinhx.com/v/')(code).version).toBe(7);
});

test('typed with spaces it is the same code, and its end stands under the symbol', () => {
  const code = codeFor(facts);
  expect(stampCodeOf(code.match(/.{1,8}/g)!.join(' '))).toBe(code);
  expect(printedStampCode(code)).toBe(`${code.slice(-12, -6)}-${code.slice(-6)}`);
});
