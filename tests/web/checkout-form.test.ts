import { readCheckout, type Typed } from '#src/web/checkout-form.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { expect, test } from '#tests/support/test.ts';

const places = await placesOfRecord();
const typed: Typed = {
  name: ' Trần  Thị Mua ',
  phone: '0912.345.678',
  email: '',
  province: '31',
  commune: 'Việt Khê',
  street: 'thôn 3',
  note: '',
  method: 'cash',
  invoice: false,
  invoiceName: '',
  taxCode: '',
  invoiceAddress: '',
  invoiceEmail: '',
  deliveries: { a: 'giao', b: 'pointofsale1', c: 'hoi-cho-afair0000001' },
};
const read = (given: Partial<Typed>) => readCheckout({ ...typed, ...given }, places, 'vi');

test('what was typed is understood as people write it', () => {
  expect(read({}).read).toEqual({
    buyer: {
      name: 'Trần Thị Mua',
      phone: '+84912345678',
      email: null,
      provinceCode: '31',
      communeCode: '11503',
      street: 'thôn 3',
      oldAddress: null,
      note: null,
    },
    method: 'cash',
    deliveries: {
      a: { kind: 'carrier' },
      b: { kind: 'pick_up', pointOfSaleId: 'pointofsale1' },
      c: { kind: 'fair', fairId: 'afair0000001' },
    },
    invoice: null,
  });
});

test.for<[commune: string, province: string, code: string]>([
  ['An Sơn, Thủy Nguyên', '31', '11503'],
  ['xã Kỳ Sơn, huyện Thủy Nguyên', '31', '11503'],
  ['Quảng Trung, Quảng Xương', '38', '16489'],
])(
  'the old name «%s» in %s is the commune of today, and is kept as it was written',
  ([commune, province, code]) => {
    const { read: found } = read({ commune, province });
    expect(found?.buyer.communeCode).toBe(code);
    expect(found?.buyer.oldAddress ?? commune).toBe(commune);
  },
);

test('a name that several communes have is asked for, never guessed', () => {
  const { read: found, faults } = read({ commune: 'Tân Tiến', province: '' });
  expect(found).toBeNull();
  expect(faults!.commune).toMatch(/Có nhiều nơi như vậy.*;/);
  expect(read({ commune: 'Không Có Xã Này', province: '' }).faults!.commune).toContain('Chưa rõ xã');
});

test('everything that is wrong is said at once', () => {
  const { faults } = read({ name: ' ', phone: '123', email: 'a@', street: '', commune: '', method: 'vàng' });
  expect(Object.keys(faults!).toSorted()).toEqual(['commune', 'email', 'method', 'name', 'phone', 'street']);
});

test('an invoice is asked for whole, with a tax code that can be one', () => {
  const whole = {
    invoice: true,
    invoiceName: 'Công ty A',
    taxCode: '0101 234 567',
    invoiceAddress: '1 Tràng Tiền',
    invoiceEmail: 'a@example.vn',
  };
  expect(read(whole).read?.invoice?.taxCode).toBe('0101234567');
  for (const taxCode of ['', '12345', '0101234567-1'])
    expect(Object.keys(read({ ...whole, taxCode }).faults ?? {})).toEqual(['invoice']);
});
