import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ConversionFinding } from '#src/domain/places/conversion-table.ts';
import { moveOffices } from '#src/domain/accounts/assignments.ts';
import { importConversionTable } from '#src/domain/places/import-conversion-table.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { resolvePlace, type PlaceAnswer, type PlaceRoute } from '#src/domain/places/resolve-place.ts';
import { officeName } from '#src/web/office-name.ts';
import { paths } from '#src/web/paths.ts';
import type { Context } from '#src/domain/shared/context.ts';

export type PlacesDeps = { ctx: Context; out: (line: string) => void; json: boolean };

/** `places import FILE` and `places resolve WORDS…`: 0 done, 1 refused with findings, 2 wrong usage. */
export async function placesCommand(args: readonly string[], deps: PlacesDeps): Promise<0 | 1 | 2> {
  const [verb, ...rest] = args;
  if (verb === 'import' && rest.length === 1 && rest[0]) return importFile(rest[0], deps);
  if (verb === 'resolve' && rest.length > 0) return resolveWords(rest.join(' '), deps);
  deps.out('Cách dùng: places import TỆP.csv · places resolve "xã An Sơn, Thủy Nguyên, Hải Phòng"');
  return 2;
}

const FINDINGS: Record<ConversionFinding['code'], string> = {
  unreadable: 'dòng không đọc được (kiểm tra dấu ngoặc kép)',
  column_missing: 'thiếu cột',
  name_missing: 'thiếu tên đơn vị cũ',
  province_unknown: 'không có tỉnh cũ nào tên này',
  old_code_unreadable: 'mã cũ phải có 5 chữ số',
  unit_unknown: 'không có đơn vị nào hiện nay mang mã này',
  unit_in_other_province: 'đơn vị mới không thuộc tỉnh này',
  unit_named_otherwise: 'tên đơn vị mới không khớp với mã',
};

async function importFile(file: string, { ctx, out, json }: PlacesDeps): Promise<0 | 1 | 2> {
  const bytes = await readFile(file).catch(() => null);
  if (!bytes) {
    out(json ? JSON.stringify({ error: 'file_unreadable', file }) : `Không mở được tệp ${file}.`);
    return 2;
  }
  // The office exports "Unicode text" as UTF-16.
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes);
  const done = await importConversionTable(ctx, text, basename(file));
  const places = await loadPlaces(ctx);
  const offices = done.findings.length === 0 ? await moveOffices(ctx, places) : { moved: 0, left: [] };
  const { findings, rows, changed, removed } = done;
  if (json) {
    out(JSON.stringify({ ...done, offices }));
  } else if (findings.length > 0) {
    for (const { line, code, field, value } of findings) {
      out(`Dòng ${line}${field ? `, cột ${field}` : ''}: ${FINDINGS[code]}${value ? ` ("${value}")` : ''}`);
    }
    out(`${findings.length} lỗi. Chưa có gì được ghi; sửa tệp rồi nhập lại.`);
  } else {
    out(`Đã đọc ${rows} dòng: ${changed} cặp đơn vị mới hoặc thay đổi, ${removed} cặp bỏ đi.`);
    if (offices.moved > 0) out(`${offices.moved} vai trò theo đơn vị sang đơn vị mới.`);
    for (const { name, role, scope } of offices.left)
      out(
        `Chưa rõ đi đâu: ${name}, ${officeName(places, 'vi', { role, scope })}. Đơn vị này đã chia: hãy giao lại ở ${paths.officePeople}.`,
      );
  }
  return findings.length > 0 ? 1 : 0;
}

const ROUTES: Record<PlaceRoute, string> = {
  current_name: 'tên hiện nay',
  former_commune: 'tên xã cũ',
  former_district: 'tên huyện cũ',
  former_province: 'tên tỉnh cũ',
  code: 'mã',
  split: 'xã cũ đã chia cho nhiều nơi, cần chọn',
  ambiguous: 'nhiều nơi cùng tên, cần chọn',
  province_only: 'chỉ biết tỉnh',
  none: 'không tìm thấy',
};

async function resolveWords(words: string, { ctx, out, json }: PlacesDeps): Promise<0 | 1> {
  const answer: PlaceAnswer = resolvePlace(await loadPlaces(ctx), words);
  const names = (units: PlaceAnswer['units']) => units.map(({ code, fullName }) => `${code} ${fullName}`);
  const { route, units, candidates, rest } = answer;
  if (json) {
    out(
      JSON.stringify({
        route,
        units: names(units),
        candidates: names(candidates),
        rest,
        exact: answer.exact,
      }),
    );
  } else {
    out(`${words}: ${ROUTES[route]}`);
    for (const name of names(units)) out(`  ${name}`);
    if (route === 'former_district') for (const name of names(candidates)) out(`    ${name}`);
    if (rest) out(`  phần còn lại: ${rest}`);
  }
  return units.length === 1 ? 0 : 1;
}
