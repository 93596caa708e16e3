import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '#db/client.ts';
import type { AccountLine, ProducerAccount } from '#src/domain/checkout/payouts.ts';
import { money } from '#src/i18n/shop-money.ts';
import { statementPdf } from '#src/web/statement-pdf.ts';
import { pdfText } from '#tests/support/pdf-text.ts';

/** An account whose lines add up, as the ledger gives them. */
function account(count: number): ProducerAccount {
  const kinds = [
    ['payment', 180_050],
    ['tax', -8_103],
    ['refund', -33_333],
    ['tax_back', 1_500],
    ['payout', -120_000],
  ] as const;
  let balance = 250_000;
  const lines = Array.from({ length: count }, (_, at): AccountLine => {
    const [kind, amount] = kinds[at % kinds.length]!;
    balance += amount;
    return {
      at: new Date(Date.UTC(2026, 10, 1 + (at % 28))).toISOString(),
      kind,
      order: kind === 'payout' ? null : `SL7K2M9QX${at}`,
      amount,
      balance,
    };
  });
  return { opening: 250_000, lines, closing: balance, direct: 1_234_567 };
}

const made = async (count: number) => {
  const pdf = await statementPdf({
    keeper: {
      name: 'Trung tâm Xúc tiến thương mại Đắk Lắk',
      registration: '0201234567',
      address: '12 Nguyễn Huệ, Đắk Lắk',
    },
    producer: 'Hợp tác xã Nông nghiệp Ữ Ỗng Sơn',
    from: '2026-11-01',
    until: '2026-11-30',
    madeOn: '2026-12-01',
    account: account(count),
  });
  const folder = join(projectFolder(), '.test', 'screens');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `sao-ke-${count}.pdf`), pdf);
  return pdfText(pdf);
};

const amountOf = (text: string): number => Number(text.replaceAll('.', '').replace('−', '-'));

test('the paper adds up to the đồng by hand: every line, the columns and the sums of each kind', async () => {
  const { said } = await made(12);
  const cells = said.filter(({ tag }) => tag === 'TD' || tag === 'TH').map(({ text }) => text);
  const { lines, opening, closing } = account(12);
  const sums = money.account;
  // Six columns; the first row is the opening balance.
  const start = cells.indexOf(sums.opening) - 1;
  const rows = Array.from({ length: lines.length + 2 }, (_, at) =>
    cells.slice(start + at * 6, start + at * 6 + 6),
  );
  let balance = amountOf(rows[0]![5]!);
  expect(balance).toBe(opening);
  for (const row of rows.slice(1, -1)) {
    balance += (row[3] ? amountOf(row[3]) : 0) - (row[4] ? amountOf(row[4]) : 0);
    expect(amountOf(row[5]!)).toBe(balance);
  }
  const last = rows.at(-1)!;
  expect(amountOf(last[5]!)).toBe(balance);
  expect(balance).toBe(closing);
  expect(opening + amountOf(last[3]!) - amountOf(last[4]!)).toBe(closing);
  const after = cells.slice(start + rows.length * 6);
  const kinds = Array.from({ length: 7 }, (_, at) => after.slice(3 + at * 3, 6 + at * 3));
  expect(kinds.at(0)![0]).toBe(sums.opening);
  expect(kinds.at(-1)![0]).toBe(sums.closing);
  const summed = kinds.slice(0, -1).reduce((all, [, , amount]) => all + amountOf(amount!), 0);
  expect(summed).toBe(closing);
});

test('a long month goes on over pages with its headings, in letters that can be copied out', async () => {
  const { pages, said } = await made(120);
  expect(pages).toBeGreaterThan(3);
  const words = said.map(({ text }) => text);
  expect(words).toContain('Nhà sản xuất: Hợp tác xã Nông nghiệp Ữ Ỗng Sơn');
  expect(words.join('')).not.toContain('\ufffd');
});
