import type { Dong } from '#src/domain/shared/dong.ts';
import { crc16, vietQr } from '#src/domain/payments/viet-qr.ts';
import { expect, test } from '#tests/support/test.ts';

/** As a public library prints it for VietinBank 0011001932418, 120,000 ₫, "ung ho lu lut". */
const PUBLISHED =
  '00020101021238570010A00000072701270006970415011300110019324180208QRIBFTTA530370454061200005802VN62170813ung ho lu lut6304C15C';

test('the sum of a published code comes out as published', () => {
  expect(crc16(PUBLISHED.slice(0, -4))).toBe('C15C');
  // The check value of CRC-16/CCITT-FALSE.
  expect(crc16('123456789')).toBe('29B1');
});

test('the code of a transfer is the published one, its words in capitals', () => {
  const text = vietQr({ bin: '970415', number: '0011001932418' }, 120_000 as Dong, 'ủng hộ lũ lụt');
  expect(text.slice(0, -4)).toBe(PUBLISHED.slice(0, -4).replace('ung ho lu lut', 'UNG HO LU LUT'));
  expect(text.slice(-4)).toBe(crc16(text.slice(0, -4)));
});

test.for<[message: string, kept: string]>([
  ['SLAB12CD34 2', 'SLAB12CD34 2'],
  ['Đơn SL-12/34', 'DON SL1234'],
  ['a'.repeat(40), 'A'.repeat(25)],
])('of «%s» banks read «%s»', ([message, kept]) => {
  const text = vietQr({ bin: '970436', number: '0123' }, 1_000 as Dong, message);
  expect(text).toContain(`08${String(kept.length).padStart(2, '0')}${kept}6304`);
});
