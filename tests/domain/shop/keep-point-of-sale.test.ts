import {
  keepPointOfSale,
  pointOfSaleOfOffice,
  stockProduct,
  closePointOfSale,
  confirmPointOfSale,
} from '#src/domain/shop/keep-point-of-sale.ts';
import { openAt } from '#src/domain/shop/opening-hours.ts';
import { readExceptionalDays, readSpans } from '#src/domain/shop/read-kept-hours.ts';
import type { Actor } from '#src/domain/shared/actor.ts';
import { keptPointOfSale } from '#src/web/point-of-sale-form.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aPointOfSale, aProduct } from '#tests/support/register.ts';
import { describe, expect, test, TODAY } from '#tests/support/test.ts';

const places = await placesOfRecord();
const communeOf = (communeCode: string): Actor => ({
  kind: 'person',
  id: 'p1',
  name: 'Vũ Văn Nam',
  isStrong: false,
  assignments: [
    { id: 'a1', role: 'commune_officer', scope: { kind: 'commune', provinceCode: '31', communeCode } },
  ],
});
const form = {
  name: 'Điểm OCOP chợ Việt Khê',
  kind: 'market',
  operator: 'Hội Nông dân xã',
  street: 'Chợ Phù Ninh',
  commune: '11503',
  phone: '0912 345 678',
  position: 'https://www.google.com/maps/@20.9512,106.6123,17z',
  week: ['7:30-11:30, 13h-17h30', '', '', '', '', '6:00-11:00', ''],
  exceptions: '2/9/2026 nghỉ Quốc khánh\n24/12/2026 8:00-12:00 chợ phiên',
  keeper: 'Chị Hòa, văn hóa xã',
};

describe('hours as they are typed', () => {
  test.for<[string, readonly (readonly [number, number])[] | null]>([
    [
      '7:30-11:30, 13h-17h30',
      [
        [450, 690],
        [780, 1050],
      ],
    ],
    ['18:00–2:00', [[1080, 1560]]],
    ['nghỉ', []],
    ['', []],
    ['sáng đến chiều', null],
    ['8-12, 11-17', null],
    ['8:75-12:00', null],
  ])('%s', ([typed, spans]) => {
    if (spans === null) expect(() => readSpans(typed)).toThrow('hours_unreadable');
    else expect(readSpans(typed)).toEqual(spans);
  });

  test('exceptional days are read a line each, and a day that does not exist is refused', () => {
    expect(readExceptionalDays('24/12/2026 8:00-12:00 chợ phiên\n2/9/2026 nghỉ Quốc khánh')).toEqual([
      { day: '2026-09-02', spans: [], note: 'Quốc khánh' },
      { day: '2026-12-24', spans: [[480, 720]], note: 'chợ phiên' },
    ]);
    expect(() => readExceptionalDays('31/2/2026 nghỉ')).toThrow('day_unreadable');
    expect(() => readExceptionalDays('2/9/2026 nghỉ\n2/9/2026 8-10')).toThrow('day_unreadable');
  });
});

test('on a holiday it is closed though its weekday is open, and opens the day after', () => {
  const week = Array.from({ length: 7 }, () => [[480, 1020]] as const);
  const noon = new Date('2026-09-02T05:00:00Z');
  const holiday = { day: '2026-09-02' as const, spans: [], note: 'Quốc khánh' };
  expect(openAt(week, noon)).toMatchObject({ open: true });
  expect(openAt(week, noon, [holiday])).toEqual({
    open: false,
    opens: { minute: 480, weekday: 3, inDays: 1 },
  });
});

test('a commune keeps its own points of sale, and sending the same again changes nothing', async ({
  ctx,
}) => {
  const as = { ...ctx, actor: communeOf('11503') };
  const id = await keepPointOfSale(as, places, null, form, '31');
  const kept = await pointOfSaleOfOffice(as, id);
  expect(kept).toMatchObject({ communeCode: '11503', latitude: 20.9512, confirmedOn: TODAY, kind: 'market' });
  await expect(keepPointOfSale(as, places, id, keptPointOfSale(places, kept), '31')).rejects.toThrow(
    'nothing_changed',
  );
  await expect(keepPointOfSale(as, places, id, { ...form, commune: '11473' }, '31')).rejects.toThrow(
    'not_allowed',
  );
});

test('an officer of another commune finds none of them', async ({ ctx }) => {
  const { id } = await aPointOfSale(ctx);
  const product = await aProduct(ctx);
  const as = { ...ctx, actor: communeOf('11473') };
  await expect(pointOfSaleOfOffice(as, id)).rejects.toThrow('not_found');
  await expect(confirmPointOfSale(as, id)).rejects.toThrow('not_found');
  await expect(stockProduct(as, id, product.id, true)).rejects.toThrow('not_found');
  await expect(closePointOfSale(as, id, TODAY, 'thử')).rejects.toThrow('not_found');
});

test('a place that has closed is not confirmed any more', async ({ ctx }) => {
  const { id } = await aPointOfSale(ctx);
  await closePointOfSale(ctx, id, TODAY, 'Hết hợp đồng thuê');
  await expect(confirmPointOfSale(ctx, id)).rejects.toThrow('point_of_sale.closed');
});
