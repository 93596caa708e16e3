import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pinKey, pinOf } from '#src/domain/traceability/scratch-pin.ts';
import { codeOf, stampKeys } from '#src/domain/traceability/stamp-code.ts';
import { stampSheet } from '#src/web/stamp-sheet.ts';
import { stampQr } from '#src/domain/traceability/qr.ts';
import { pinSheet } from '#src/web/pin-sheet.ts';
import {
  codesOf,
  FOOT,
  layoutOf,
  scratchField,
  spotOf,
  WORDS,
  type StampPrint,
} from '#src/web/stamp-layout.ts';
import { stampSvg } from '#src/web/stamp-svg.ts';
import { pdfDrawings, pdfText, placedText } from '#tests/support/pdf-text.ts';

const keys = stampKeys('a root that only this test has, of more than 32 characters', 0);
const print: StampPrint = {
  run: {
    number: '2026-00001',
    first: 0,
    count: 3,
    orderedAt: new Date('2026-03-15T03:00:00Z'),
    logMark: '1234 AbCdEfGh',
    hasPins: false,
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

const ROLL = { width: 72, gap: 3, across: 3 };
const marked = (given: StampPrint): StampPrint => ({ ...given, run: { ...given.run, hasPins: true } });
const sha = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

test('stamps without scratch fields are drawn as they were before there were any', async () => {
  const given = { ...print, run: { ...print.run, count: 7 }, size: 20 as const, dots: 300 as const };
  // Of what is drawn: how it is packed is the machine's.
  expect([
    sha(pdfDrawings(await pdfOf(given)).join('\n')),
    sha(pdfDrawings(await pdfOf({ ...given, paper: ROLL })).join('\n')),
    sha([...stampSvg(given, 1)].join('')),
  ]).toEqual(['c7e88e75ec2bb54d', '5a9fd06dacd7d528', 'ff7477f77ac62f13']);
});

test.each([15, 16, 20] as const)(
  'a stamp of %i mm with a scratch field is 10 mm higher than wide, on sheet, roll and SVG, the same each time',
  async (size) => {
    const given = marked({ ...print, run: { ...print.run, count: 40 }, size, dots: 600 });
    expect((await pdfOf(given)).equals(await pdfOf(given))).toBe(true);
    const layout = layoutOf(given);
    const bare = layoutOf({ ...given, run: { ...given.run, hasPins: false } });
    expect(layout.tall).toBeCloseTo(size + 10);
    expect([layout.across, layout.left]).toEqual([bare.across, bare.left]);
    expect(layout.top + layout.down * (layout.tall + layout.gap) - layout.gap).toBeLessThan(FOOT.y - 5);
    const labels = (await pdfOf({ ...given, paper: ROLL })).toString('latin1');
    const heights = [...labels.matchAll(/\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/g)].map(([, tall]) =>
      Number(tall),
    );
    // One label says which run it is, however narrow the roll.
    expect(heights).toHaveLength(1 + Math.ceil(40 / 3));
    expect((heights[0]! * 25.4) / 72).toBeCloseTo(size + 10, 3);
    const narrow = await pdfOf({ ...given, paper: { width: size, gap: 0, across: 1 } });
    expect(pdfText(narrow).pages).toBe(41);
    const svg = [...stampSvg(given, 1)].join('');
    const { x, y } = scratchField(size, spotOf(layout, size, 1));
    const mm = (value: number) => String(Math.round(value * 10_000) / 10_000);
    expect(svg).toContain(`M${mm(x)} ${mm(y)}L${mm(x + 1)} ${mm(y)}`);
  },
);

const MM = 72 / 25.4;
const pins = pinKey('a root that only this test has, of more than 32 characters', 0);
const pinPdfOf = async (given: StampPrint) =>
  Buffer.from(await new Response(await pinSheet({ ...given, pins })).arrayBuffer());

test.each([
  [15, 'sheet'],
  [16, 'sheet'],
  [20, 'sheet'],
  [15, { width: 15, gap: 0, across: 1 }],
  [20, ROLL],
] as const)(
  'numbers of the second pass lie in the scratch fields of the first, 1 mm from their edges: %i mm on %o',
  async (size, paper) => {
    const given = marked({ ...print, run: { ...print.run, count: 150 }, size, dots: 600, paper });
    const pdf = await pinPdfOf(given);
    expect(pdf.equals(await pinPdfOf(given))).toBe(true);
    const first = await pdfOf(given);
    expect(pdfText(pdf).pages).toBe(pdfText(first).pages);
    const boxes = (file: Buffer) => file.toString('latin1').match(/\/MediaBox \[[^\]]*\]/g);
    expect(boxes(pdf)).toEqual(boxes(first));
    const layout = layoutOf(given);
    const said = placedText(pdf);
    const numbers = said.filter(({ text }) => /^\d{6}$/.test(text));
    expect(numbers.map(({ text }) => text)).toEqual(Array.from({ length: 150 }, (_, at) => pinOf(pins, at)));
    const aPage = layout.across * layout.down;
    for (const [place, { page, x, y, size: letters }] of numbers.entries()) {
      const field = scratchField(size, spotOf(layout, size, place % aPage));
      const [left, baseline] = [x / MM, layout.height - y / MM];
      // In the middle: what is free at the left is free at the right.
      expect(page).toBe(Math.floor(place / aPage) + (layout.isRoll ? 1 : 0));
      expect(left).toBeGreaterThan(field.x + 0.99);
      expect(left).toBeLessThan(field.x + field.width / 2 - 3);
      expect(baseline).toBeLessThan(field.y + field.height - 0.9);
      expect(baseline - (0.72 * letters) / MM).toBeGreaterThan(field.y + 0.9);
    }
    // What else it says stands on no symbol and no code.
    for (const { text, page, x, y } of said) {
      if (layout.isRoll && page === 0) continue;
      for (let at = 0; at < aPage; at += 1) {
        const spot = spotOf(layout, size, at);
        const [across, down] = [x / MM - spot.x, layout.height - y / MM - spot.y];
        const isOnIt = across > -0.5 && across < size && down > 0 && down < size + WORDS - 1;
        expect([text, at, isOnIt]).toEqual([text, at, false]);
      }
    }
    const words = said.map(({ text }) => text).join('');
    expect(words).toContain('LƯỢTINTHỨHAI');
    for (const code of codesOf(given)) expect(words).not.toContain(code.slice(0, 6));
    expect(words).not.toContain('ocop.example.vn');
  },
);
