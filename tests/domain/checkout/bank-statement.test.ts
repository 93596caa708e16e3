import { sql } from 'drizzle-orm';
import { matchOf, readAmount, type Awaited } from '#src/domain/checkout/bank-statement.ts';
import {
  explainLine,
  statementOf,
  takeExactLines,
  takeLine,
  takeStatement,
} from '#src/domain/checkout/bank-statements.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const file = (text: string) => ({ bytes: new TextEncoder().encode(text), name: 'sao-ke.csv' });

test.each([
  ['+1.250.000 VND', 1_250_000],
  ['1,250,000.00', 1_250_000],
  ['-50,000', -50_000],
  ['(50.000)', -50_000],
  ['180000', 180_000],
  ['', 0],
  ['-', 0],
  ['khong', null],
])('"%s" is %s đồng', (text, amount) => {
  expect(readAmount({ number: null, text })).toBe(amount);
});

describe('which order a line of the bank is for', () => {
  const awaited = (code: string, more: Partial<Awaited> = {}): Awaited => ({
    paymentId: code,
    orderId: code,
    code,
    message: code.replace('-', ' '),
    amount: 180_000 as Dong,
    state: 'awaited',
    received: 0,
    ...more,
  });
  const all = [
    awaited('SL7K2M9QXA-1'),
    awaited('SL7K2M9QXA-10'),
    awaited('SLABCDEFGH', { state: 'paid' }),
    awaited('SLPQRSTVWX', { amount: 99_000 as Dong }),
  ];
  test.each([
    ['SL7K2M9QXA 1', 180_000, 'exact', 'SL7K2M9QXA-1'],
    ['MBVCB.123456.sl7k2m9qxa1.CT tu 0011 TRAN THI MUA toi', 180_000, 'exact', 'SL7K2M9QXA-1'],
    ['chuyen tien don SL 7K2M 9QXA 10', 180_000, 'exact', 'SL7K2M9QXA-10'],
    ['SL7K2M9QXA 1', 170_000, 'other_sum', 'SL7K2M9QXA-1'],
    ['NGUYEN VAN A CHUYEN KHOAN SLPQRSTV', 99_000, 'exact', 'SLPQRSTVWX'],
    ['NGUYEN VAN A CHUYEN KHOAN SLPQRSTV', 98_000, 'none', null],
    ['SLABCDEFGH', 180_000, 'paid_before', 'SLABCDEFGH'],
    ['tien nha thang 3', 180_000, 'none', null],
  ])('"%s" with %s: %s', (words, amount, kind, code) => {
    const match = matchOf({ words, amount: amount as Dong }, all);
    expect(match.kind).toBe(kind);
    if (match.kind !== 'none') expect(match.payment.code).toBe(code);
  });
});

async function twoTransfers(ctx: Context) {
  const offer = await anOffer(ctx);
  const codes: string[] = [];
  for (let index = 0; index < 2; index += 1) {
    const { purchaseId } = await order(ctx, [[offer.id, 1]], { method: 'transfer' });
    const [row] = await ctx.db.execute<{ message: string }>(
      sql`select message from payments where purchase_id = ${purchaseId}`,
    );
    codes.push(row!.message);
  }
  return { producerId: offer.producerId, codes };
}
const paymentStates = async (ctx: Context, codes: readonly string[]) =>
  Promise.all(
    codes.map(async (code) => {
      const [row] = await ctx.db.execute<{ state: string }>(
        sql`select state from payments where message = ${code}`,
      );
      return row!.state;
    }),
  );

describe('a statement as banks export it', () => {
  test('with titles above and totals below: what fits is confirmed with one press, the rest waits, nothing is read twice', async ({
    ctx,
  }) => {
    const { producerId, codes } = await twoTransfers(ctx);
    const text = [
      'NGÂN HÀNG TMCP VÍ DỤ',
      'Số tài khoản:,0011001234567',
      '',
      'STT,Ngày giao dịch,Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Số dư,Nội dung',
      `1,15/03/2026,FT001,,"180,000.00","1,180,000.00",MBVCB ${codes[0]!.toLowerCase()} CT tu TRAN THI MUA`,
      `2,15/03/2026,FT002,,"170,000.00","1,350,000.00",${codes[1]}`,
      '3,15/03/2026,FT003,"50,000.00",,"1,300,000.00",Phi dich vu',
      '4,15/03/2026,FT004,,"12,345.00","1,312,345.00",lai tien gui',
      '5,hôm qua,FT005,,"9,000.00","1,321,345.00",khong ro',
      ',,,Tổng,"371,345.00",,',
    ].join('\n');
    expect(await takeStatement(ctx, producerId, file(text))).toEqual({
      added: 3,
      known: 0,
      findings: [{ line: 9, what: 'day_unreadable', typed: 'hôm qua' }],
    });
    expect(await takeStatement(ctx, producerId, file(text))).toMatchObject({ added: 0, known: 3 });
    expect((await statementOf(ctx, producerId)).open.map(({ match }) => match.kind).toSorted()).toEqual([
      'exact',
      'none',
      'other_sum',
    ]);
    expect(await takeExactLines(ctx, producerId)).toBe(1);
    expect(await takeExactLines(ctx, producerId)).toBe(0);
    expect(await paymentStates(ctx, codes)).toEqual(['paid', 'awaited']);
    const { open } = await statementOf(ctx, producerId);
    const [other, none] = [
      open.find(({ match }) => match.kind === 'other_sum')!,
      open.find(({ match }) => match.kind === 'none')!,
    ];
    expect(await takeLine(ctx, producerId, other.id)).toBe('mismatch');
    await expect(takeLine(ctx, producerId, other.id)).rejects.toThrow('line_settled');
    await explainLine(ctx, producerId, none.id, 'Lãi ngân hàng');
    expect((await statementOf(ctx, producerId)).open).toEqual([]);
    // The rest comes the day after: together they are what was asked.
    await takeStatement(
      ctx,
      producerId,
      file(`Ngày,Số tiền,Nội dung,Mã GD\n16/03/2026,10000,bo sung ${codes[1]},FT009`),
    );
    expect(await takeExactLines(ctx, producerId)).toBe(1);
    expect(await paymentStates(ctx, codes)).toEqual(['paid', 'paid']);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('without headings: the column that raises the balance is what came in; two lines alike are two payments', async ({
    ctx,
  }) => {
    const { producerId, codes } = await twoTransfers(ctx);
    const text = [
      `2026-03-15;0;1000000;${codes[0]} chuyen tien mua hang;180000`,
      `2026-03-15;50000;950000;phi thuong nien dich vu the;0`,
      `2026-03-15;0;970000;ung ho quy khuyen hoc cua xa;20000`,
      `2026-03-15;0;990000;ung ho quy khuyen hoc cua xa;20000`,
    ].join('\n');
    expect(await takeStatement(ctx, producerId, file(text))).toMatchObject({ added: 3, findings: [] });
    expect((await statementOf(ctx, producerId)).open.map(({ amount }) => amount).toSorted()).toEqual([
      180_000, 20_000, 20_000,
    ]);
    expect(await takeExactLines(ctx, producerId)).toBe(1);
  });

  test('of another producer is nobody else’s, and a file that is none is refused', async ({ ctx }) => {
    const [one, two] = [await anOffer(ctx), await anOffer(ctx)];
    const other: Context = {
      ...ctx,
      actor: {
        kind: 'person',
        id: 'x',
        name: 'x',
        isStrong: true,
        assignments: [
          { id: 'a', role: 'producer_owner', scope: { kind: 'producer', producerId: two.producerId } },
        ],
      },
    };
    await expect(statementOf(other, one.producerId)).rejects.toThrow('not_found');
    await expect(takeStatement(other, one.producerId, file('a'))).rejects.toThrow('not_found');
    await expect(takeStatement(ctx, one.producerId, file('tên,tuổi\nAn,3\nBình,4'))).rejects.toThrow(
      'columns_missing',
    );
  });
});
