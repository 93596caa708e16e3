import { and, eq } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { formerUnits } from '#db/schema/places.ts';
import { importConversionTable } from '#src/domain/places/import-conversion-table.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { somePlaces } from '#tests/support/places.ts';
import { expect, test } from '#tests/support/test.ts';

const HEADER =
  'old_code,old_name,old_district,old_province,new_code,new_name,new_province_code,how_in_nso_table,split,second_source_agrees';

const table = (...lines: string[]) => [HEADER, ...lines].join('\n');
const resolved = async (ctx: Context, words: string) =>
  resolvePlace(await loadPlaces(ctx), words).units.map(({ code }) => code);

test('an old commune that the office has and we have not is found after the import, and the second import changes nothing', async ({
  ctx,
}) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const text = table(
    '11499,Xã Phù Ninh Cũ,Huyện Thủy Nguyên,Thành phố Hải Phòng,11503,Xã Việt Khê,31,Nhập toàn bộ,,yes',
  );
  expect(await importConversionTable(ctx, text, 'bang.csv')).toEqual({
    findings: [],
    rows: 1,
    changed: 1,
    removed: 0,
  });
  expect(await resolved(ctx, 'xã Phù Ninh Cũ, huyện Thủy Nguyên, Hải Phòng')).toEqual(['11503']);
  expect(await importConversionTable(ctx, text, 'bang.csv')).toMatchObject({ changed: 0, removed: 0 });
  const facts = await ctx.db.select().from(auditFacts).where(eq(auditFacts.kind, 'places.imported'));
  expect(facts.map(({ after }) => after)).toEqual([{ source: 'bang.csv', rows: 1, changed: 1, removed: 0 }]);
});

test('what the table says of an old commune is all that holds of it', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  expect(await resolved(ctx, 'Xã Đặng Xá, Huyện Gia Lâm, Hà Nội')).toEqual(['00541', '00562']);
  // Tone placed otherwise, and another code: the same commune all the same.
  const whole = table('00556,Xã Đặng Xá,Huyện Gia Lâm,Thành phố Hà Nội,00562,Xã Thuận An,01,Nhập toàn bộ,,');
  expect(await importConversionTable(ctx, whole, 'a.csv')).toMatchObject({ findings: [], removed: 1 });
  expect(await resolved(ctx, 'Xã Đặng Xá, Huyện Gia Lâm, Hà Nội')).toEqual(['00562']);
  const parts = table(
    '00556,Xã Đặng Xá,Huyện Gia Lâm,Thành phố Hà Nội,00562,Xã Thuận An,01,Nhập một phần,yes,',
    '00556,Xã Đặng Xá,Huyện Gia Lâm,Thành phố Hà Nội,00541,Xã Phù Đổng,01,Nhập một phần,yes,',
  );
  await importConversionTable(ctx, parts, 'b.csv');
  expect((await resolved(ctx, 'Xã Đặng Xá, Huyện Gia Lâm, Hà Nội')).sort()).toEqual(['00541', '00562']);
});

test('semicolons, a byte order mark, columns in another order and more of them, CRLF', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const text =
    '\ufeffnew_province_code;new_name;new_code;old_province;old_district;old_name;old_code;ghi chú\r\n' +
    '31;Xã Việt Khê;11503;Hải Phòng;Huyện Thủy Nguyên;Xã Nơi Nào;;"một; hai"\r\n\r\n';
  expect(await importConversionTable(ctx, text, 'x.csv')).toMatchObject({
    findings: [],
    rows: 1,
    changed: 1,
  });
  const [row] = await ctx.db.select().from(formerUnits).where(eq(formerUnits.fullName, 'Xã Nơi Nào'));
  expect(row).toMatchObject({
    code: null,
    province: 'Thành phố Hải Phòng',
    successorCode: '11503',
    split: false,
    source: 'x.csv',
  });
});

test('every line that cannot be read is told at once, and nothing is written', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const before = await ctx.db.$count(formerUnits);
  const text = table(
    '11499,Xã Tốt,Huyện Thủy Nguyên,Thành phố Hải Phòng,11503,Xã Việt Khê,31,,,',
    '1149,Xã Mã Ngắn,Huyện Thủy Nguyên,Thành phố Hải Phòng,11503,Xã Việt Khê,31,,,',
    ',,,Thành phố Hải Phòng,11503,Xã Việt Khê,31,,,',
    '11499,Xã B,Huyện C,Tỉnh Không Có,99999,Xã D,31,,,',
    '11499,Xã E,Huyện Thủy Nguyên,Thành phố Hải Phòng,11503,Xã Việt Khê,37,,,',
    '11499,Xã F,Huyện Thủy Nguyên,Thành phố Hải Phòng,11503,Xã Kim Thành,31,,,',
  );
  const { findings, changed } = await importConversionTable(ctx, text, 'x.csv');
  expect(findings.map(({ line, code }) => [line, code])).toEqual([
    [3, 'old_code_unreadable'],
    [4, 'name_missing'],
    [5, 'province_unknown'],
    [5, 'unit_unknown'],
    [6, 'unit_in_other_province'],
    [7, 'unit_named_otherwise'],
  ]);
  expect(changed).toBe(0);
  expect(await ctx.db.$count(formerUnits)).toBe(before);
});

test('a table without a column that is needed says which', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const { findings } = await importConversionTable(
    ctx,
    'old_code,old_name,old_district,old_province,new_code\n',
    'x.csv',
  );
  expect(findings).toEqual([
    { line: 1, code: 'column_missing', field: 'new_name' },
    { line: 1, code: 'column_missing', field: 'new_province_code' },
  ]);
});

test('one code for two names is a misprint: both names are found, and the code that we had stays', async ({
  ctx,
}) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const text = table(
    '01615,Xã Hồng Quang,Huyện Quảng Hòa,Tỉnh Cao Bằng,01636,Xã Bế Văn Đàn,04,Nhập toàn bộ,yes,no',
    '01615,Xã Mỹ Hưng,Huyện Quảng Hòa,Tỉnh Cao Bằng,01648,Xã Phục Hoà,04,Nhập toàn bộ,yes,no',
  );
  expect(await importConversionTable(ctx, text, 'x.csv')).toMatchObject({
    findings: [],
    changed: 0,
    removed: 0,
  });
  const [row] = await ctx.db
    .select()
    .from(formerUnits)
    .where(and(eq(formerUnits.fullName, 'Xã Mỹ Hưng'), eq(formerUnits.province, 'Tỉnh Cao Bằng')));
  expect(row).toMatchObject({ code: '01651', split: false });
});

test('a visitor may not import', async ({ ctx }) => {
  await expect(
    importConversionTable({ ...ctx, actor: { kind: 'visitor' } }, table(), 'x.csv'),
  ).rejects.toMatchObject({
    code: 'not_allowed',
  });
});
