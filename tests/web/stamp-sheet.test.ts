import { expect, test } from 'vitest';
import { codeOf, stampKeys } from '#src/domain/traceability/stamp-code.ts';
import { stampSheet } from '#src/web/stamp-sheet.ts';
import { stampQr } from '#src/domain/traceability/qr.ts';
import { codesOf, type StampPrint } from '#src/web/stamp-layout.ts';
import { stampSvg } from '#src/web/stamp-svg.ts';

const keys = stampKeys('a root that only this test has, of more than 32 characters', 0);
const print: StampPrint = {
  run: {
    number: '2026-00001',
    first: 0,
    count: 3,
    orderedAt: new Date('2026-03-15T03:00:00Z'),
    logMark: '1234 AbCdEfGh',
  },
  codeOf: (number) => codeOf(keys, number),
  address: 'https://ocop.example.vn/t/',
  size: 15,
  dots: 203,
  paper: 'sheet',
};

test('a stamp that telephones could not read is not printed', async () => {
  const long = { ...print, address: `https://${'truy-xuat-nguon-goc.'.repeat(4)}example.vn/t/` };
  await expect(stampSheet(long)).rejects.toMatchObject({ code: 'stamp.module_too_small' });
  const sheet = await stampSheet({ ...long, size: 20, dots: 'vector' });
  expect((await new Response(sheet).arrayBuffer()).byteLength).toBeGreaterThan(10_000);
});

test('a sheet that nobody reads to its end is not made to its end', async () => {
  const sheet = await stampSheet({ ...print, run: { ...print.run, count: 100_000 } });
  const reader = sheet.getReader();
  const { value } = await reader.read();
  expect(Buffer.from(value!).toString('latin1').slice(0, 5)).toBe('%PDF-');
  const before = process.cpuUsage().user;
  await reader.cancel();
  await new Promise((done) => setTimeout(done, 300));
  // Microseconds; the whole takes tens of seconds.
  expect(process.cpuUsage().user - before).toBeLessThan(250_000);
});

const GTIN = { ...print, size: 20 as const, address: 'https://ocop.vn/01/08935001213512/21/' };
const pdfOf = async (given: StampPrint) =>
  Buffer.from(await new Response(await stampSheet(given)).arrayBuffer());

test('with a barcode a stamp is 16 or 20 mm, and its correction is raised where that costs no module', async () => {
  await expect(stampSheet({ ...GTIN, size: 15, dots: 'vector' })).rejects.toMatchObject({
    code: 'stamp.module_too_small',
  });
  const symbol = stampQr(GTIN.address)('0ABCDEFGH012345678');
  // Seven letters of a host leave room for Q; with seventeen M alone stays at 16 mm.
  expect([symbol.version, symbol.errorCorrectionLevel.bit]).toEqual([4, 3]);
  const longer = stampQr('https://ocop.example1.vn/01/08935001213512/21/')('0ABCDEFGH012345678');
  expect([longer.version, longer.errorCorrectionLevel.bit]).toEqual([4, 0]);
  expect((await pdfOf({ ...GTIN, dots: 300 })).length).toBeGreaterThan(10_000);
});

test('a roll has a page for each row of labels, after one that says which run it is', async () => {
  const roll = { width: 72, gap: 3, across: 3 };
  const given = { ...print, run: { ...print.run, count: 8 }, size: 20 as const, paper: roll };
  const pdf = await pdfOf(given);
  expect(pdf.equals(await pdfOf(given))).toBe(true);
  const pages = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(
    ([, width, height]) =>
      [Number(width), Number(height)].map((points) => Math.round((points * 254) / 72) / 10),
  );
  expect(pages).toEqual(Array.from({ length: 4 }, () => [72, 24.4]));
  for (const wrong of [
    { ...roll, width: 65 },
    { ...roll, across: 0 },
    { ...roll, gap: -1 },
    { ...roll, width: Number.NaN },
  ])
    await expect(stampSheet({ ...given, paper: wrong })).rejects.toMatchObject({ code: 'stamp.roll_wrong' });
});

test('a page for a printing house is the same each time, holds what the sheet holds, and there are no more than there are', () => {
  const given = { ...print, run: { ...print.run, count: 150 }, dots: 'vector' as const };
  const page = (number: number) => [...stampSvg(given, number)].join('');
  expect(page(1)).toBe(page(1));
  expect(page(1)).toContain('width="210mm" height="297mm"');
  expect(page(1)).toContain('sổ cái 1234 AbCdEfGh');
  const shown = [1, 2].flatMap((number) => [
    ...page(number).matchAll(/>([0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]{6})</g),
  ]);
  expect(shown.map(([, code]) => code)).toEqual(
    [...codesOf(given)].map((code) => `${code.slice(0, 6)}-${code.slice(6, 12)}`),
  );
  expect(page(2)).toContain('Đợt 2026-00001 · tem');
  for (const none of [0, 3, 1.5, Number.NaN])
    expect(() => page(none)).toThrow(expect.objectContaining({ code: 'stamp.page_missing' }));
});
