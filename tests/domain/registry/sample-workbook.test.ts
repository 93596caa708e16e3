import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '#db/client.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import { referencePlaces } from '#src/domain/places/seed-places.ts';
import { checkDecisionList } from '#src/domain/registry/check-list.ts';
import { publishDecisionList } from '#src/domain/registry/publish-list.ts';
import { expect, test } from '#tests/support/test.ts';

const folder = join(projectFolder(), '..', 'shared', 'data');
const workbook = join(folder, 'danh-sach-ocop-mau.xlsx');
const absent = existsSync(workbook) ? false : 'the sample workbook is not beside this project';

type Expected = Record<
  string,
  { product_rows: { row: number }[]; other_rows: { row: number; kind: string }[]; header_rows: number[] }
>;

test.skipIf(absent)('every product row of the sample workbook is found, and no other', async ({ ctx }) => {
  const expected = JSON.parse(
    await readFile(workbook.replace('.xlsx', '.expected.json'), 'utf8'),
  ) as Expected;
  const { units, former } = await referencePlaces();
  const places = new Places(units, former);
  const bytes = await readFile(workbook);
  const { sheets } = await checkDecisionList(ctx, places, bytes, 'danh-sach-ocop-mau.xlsx');
  expect(sheets.map(({ name }) => name)).toEqual(Object.keys(expected));
  for (const sheet of sheets) {
    const { product_rows, other_rows, header_rows } = expected[sheet.name]!;
    expect(sheet.headerLines, sheet.name).toEqual(header_rows);
    expect(
      sheet.rows.map(({ line }) => line),
      sheet.name,
    ).toEqual(product_rows.map(({ row }) => row));
    const skipped = new Map(sheet.skipped.map(({ line, why }) => [line, why]));
    for (const { row, kind } of other_rows) expect(skipped.get(row), `${sheet.name} ${row}`).toBe(kind);
    expect(sheet.rows.flatMap(({ findings }) => findings.filter(({ weight }) => weight === 'error'))).toEqual(
      [],
    );
  }
  const [annex, , legacy] = sheets;
  expect(annex?.rows.find(({ line }) => line === 14)).toMatchObject({
    product: 'Bột rau má Vân Trà',
    producer: 'HTX rau, củ, quả Vân Trà',
    stars: 3,
    points: 65.8,
    decisionNumber: '5445/QĐ-UBND',
    decisionDate: null,
    issuer: 'UBND huyện Yên Mô',
    place: { province: '37', commune: '14725', route: 'former_commune', candidates: [] },
  });
  expect(annex?.rows.filter(({ line }) => line > 20).map(({ stars }) => stars)).toEqual(Array(11).fill(null));
  expect(legacy?.rows[0]).toMatchObject({
    product: 'Kẹo cu đơ Hà Tĩnh - Nguyễn Hằng',
    producer: 'Hộ kinh doanh Nguyễn Thị Hằng',
    stars: 3,
    decisionNumber: '6154/QĐ-UBND',
    decisionDate: '2024-10-14',
  });
  expect(await publishDecisionList(ctx, places, bytes, 'danh-sach-ocop-mau.xlsx')).toMatchObject({
    outcome: 'published',
    changes: { products: { added: 75 } },
  });
  expect(await publishDecisionList(ctx, places, bytes, 'danh-sach-ocop-mau.xlsx')).toMatchObject({
    changes: { total: 0 },
  });
});
