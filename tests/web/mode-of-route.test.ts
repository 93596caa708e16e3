import { expect, test } from 'vitest';
import { GATES, modeOfRoute } from '#src/web/gates.ts';

test('of the workshop, only what belongs to selling is gone where nothing is sold', () => {
  const kept = Object.keys(GATES).filter(
    (route) => route.startsWith('/nha-san-xuat/[producer]') && modeOfRoute(route) === null,
  );
  expect(
    kept.filter(
      (route) =>
        !/\]\/(anh|cau-chuyen|cong-nhan|don-khach|epcis|ghi-am|giay-to|lo|nguoi|tem)(\/|$)/.test(route),
    ),
  ).toEqual(['/nha-san-xuat/[producer]']);
  for (const room of ['don-hang', 'hang-ban', 'cua-hang/ghn', 'tien.csv', 'thue'])
    expect(modeOfRoute(`/nha-san-xuat/[producer]/${room}`), room).toBe('marketplace');
});
