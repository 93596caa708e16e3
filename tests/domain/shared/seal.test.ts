import { seal, unseal } from '#src/domain/shared/seal.ts';
import { expect, test } from '#tests/support/test.ts';

test('what is sealed is opened with the same secret, for the same purpose and owner, and in no other way', () => {
  const sealed = seal('the secret of here', 'carrier_account', 'p1', 'token-of-a-producer');
  expect(sealed).not.toContain('token');
  expect(sealed).not.toBe(seal('the secret of here', 'carrier_account', 'p1', 'token-of-a-producer'));
  expect(unseal('the secret of here', 'carrier_account', 'p1', sealed)).toBe('token-of-a-producer');
  const changed = sealed.slice(0, -3) + (sealed.endsWith('AAA') ? 'BBB' : 'AAA');
  expect([
    unseal('another secret', 'carrier_account', 'p1', sealed),
    unseal('the secret of here', 'something_else', 'p1', sealed),
    unseal('the secret of here', 'carrier_account', 'p2', sealed),
    unseal('the secret of here', 'carrier_account', 'p1', changed),
    unseal('the secret of here', 'carrier_account', 'p1', 'v1.x'),
    unseal('the secret of here', 'carrier_account', 'p1', ''),
  ]).toEqual([null, null, null, null, null, null]);
});
