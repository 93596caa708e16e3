import { expect, test } from 'vitest';
import { gtin14 } from '#src/domain/traceability/gtin.ts';

test.each([
  ['8934567890123', null],
  ['8935001213598', '08935001213598'],
  ['08935001213598', '08935001213598'],
  ['893 5001 21359-8', '08935001213598'],
  // A case of twelve of the same goods has its own number.
  ['18935001213595', '18935001213595'],
  ['18935001213598', null],
  ['96385074', '00000096385074'],
  ['96385075', null],
  ['614141007349', '00614141007349'],
  ['614141007348', null],
  ['61414100734', null],
  ['893500121359X', null],
  ['00000000', null],
  ['', null],
])('%s is the GTIN %s', (typed, gtin) => {
  expect(gtin14(typed)).toBe(gtin);
});

test('every wrong last digit is noticed, and every single digit misread', () => {
  const right = '08935001213598';
  for (let place = 0; place < right.length; place += 1) {
    for (const digit of '0123456789') {
      const read = right.slice(0, place) + digit + right.slice(place + 1);
      expect(gtin14(read), read).toBe(read === right ? right : null);
    }
  }
});
