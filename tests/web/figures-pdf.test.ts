import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '#db/client.ts';
import type { Figures, Target } from '#src/domain/reports/figures.ts';
import { figuresPdf } from '#src/web/figures-pdf.ts';
import { cellWords, figuresReport } from '#src/web/figures-report.ts';
import { pdfText } from '#tests/support/pdf-text.ts';

const figures: Figures = {
  inForce: { 3: 1_204, 4: 87, 5: 3 },
  recognised: { 3: 210, 4: 31, 5: 1 },
  first: { 3: 170, 4: 19, 5: 1 },
  byKind: { first: 190, renewal: 40, upgrade: 7, unknown: 5 },
  expired: 61,
  revoked: 2,
  expiring: 133,
  producers: [
    { kind: 'cooperative', count: 402 },
    { kind: 'household', count: 300 },
    { kind: null, count: 19 },
  ],
  onModernChannels: 214,
  modernByPaper: 31,
  withArea: 55,
  withLinkage: 42,
  inValueChain: 80,
  pointsOfSale: 77,
  undated: 12,
  examples: 0,
};
const asked = {
  unitName: 'Tỉnh Đắk Lắk',
  year: 2026,
  period: 'first_half',
  days: { from: '2026-01-01', to: '2026-06-30' },
} as const;
const issuer = { unit: 'Tỉnh Đắk Lắk', place: 'Đắk Lắk', isCommune: false, day: '2026-07-03' } as const;
const target = (at: number): Target => ({
  measure: 'in_force',
  value: 1_300 + at,
  valueTo: at % 2 === 1 ? 1_500 : null,
  source: `Kế hoạch số ${at}/KH-UBND ngày 15/01/2026 của Ủy ban nhân dân tỉnh về phát triển sản phẩm OCOP`,
});

async function paperOf(targets: Target[]) {
  const report = figuresReport(asked, figures, targets);
  const pdf = await figuresPdf(report, issuer);
  const folder = join(projectFolder(), '.test', 'screens');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `bao-cao-${targets.length}.pdf`), pdf);
  return { report, ...pdfText(pdf) };
}

test('the paper says every figure of the report, in letters that can be copied out', async () => {
  const { report, said } = await paperOf([target(1)]);
  const cells = said.map(({ text }) => text);
  for (const { tables, notes } of Object.values(report.sections)) {
    for (const { columns, rows } of tables)
      for (const { cells: row } of rows)
        row.forEach((cell, at) => {
          if (cell !== null) expect(cells).toContain(cellWords(columns[at]!, cell).replace('\u00a0', ' '));
        });
    for (const note of notes) expect(cells).toContain(note);
  }
  for (const words of [
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    'ỦY BAN NHÂN DÂN',
    'TỈNH ĐẮK LẮK',
    'BÁO CÁO',
    'Đắk Lắk, ngày 03 tháng 7 năm 2026',
    'Kết quả Chương trình OCOP Tỉnh Đắk Lắk, 6 tháng đầu năm 2026',
    'CHỦ TỊCH',
  ])
    expect(cells).toContain(words);
  expect(report.doubts).toHaveLength(3);
  for (const doubt of report.doubts) expect(cells).toContain(`- ${doubt}`);
  expect(cells.join('')).not.toContain('\ufffd');
});

test('its parts are told apart without eyes: title, language, headings, tables with their headings, charts in words', async () => {
  const { frame, said } = await paperOf([target(1)]);
  expect(frame).toContain('/Lang (vi)');
  expect(frame).toContain('/DisplayDocTitle true');
  expect(frame).toMatch(/\/MarkInfo|\/Marked true/);
  for (const tag of ['H1', 'H2', 'Table', 'TR', 'TH', 'TD', 'Caption', 'Figure'])
    expect(frame).toContain(`/S /${tag}`);
  expect(frame).toContain('/Scope /Column');
  expect(frame.match(/\/Alt /g)).toHaveLength(2);
  expect(said.filter(({ tag }) => tag === 'H2').map(({ text }) => text)).toEqual([
    'I. Sản phẩm được công nhận',
    'II. Chủ thể có sản phẩm còn hiệu lực',
    'III. Chỉ tiêu và kết quả',
    'IV. Điều chưa chắc chắn',
  ]);
});

test('a long table goes on with its headings, and pages after the first are numbered', async () => {
  const { pages, said } = await paperOf(Array.from({ length: 60 }, (_, at) => target(at)));
  expect(pages).toBeGreaterThan(3);
  const aside = said.filter(({ tag }) => tag === 'Artifact').map(({ text }) => text);
  for (let page = 2; page <= pages; page += 1) expect(aside).toContain(String(page));
  expect(aside).not.toContain('1');
  expect(aside.filter((text) => text.startsWith('Chỉ tiêu')).length).toBeGreaterThan(2);
});
