/** A checked list in plain Vietnamese, for whoever sent it in. */

import type { Finding } from '#src/domain/lists/finding.ts';
import type { CheckedList, CheckedSheet, Match } from '#src/domain/registry/checked-list.ts';
import type { Published } from '#src/domain/registry/publish-list.ts';
import { fieldWords, findingWords, matchWords, sheetKindWords, skippedWords } from '#src/i18n/findings.ts';
import { day } from '#src/i18n/format.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

type Out = (line: string) => void;

export function reportList({ sheets, summary }: CheckedList, out: Out): void {
  for (const sheet of sheets) reportSheet(sheet, out);
  out('');
  out(
    `Tổng hợp: ${summary.rows} dòng sản phẩm hoặc điểm bán, ${summary.good} dòng công bố được, ${summary.errors} lỗi, ${summary.doubts} điều cần xem lại.`,
  );
  const matches = (Object.entries(summary.matches) as [Match, number][]).filter(([, count]) => count > 0);
  if (matches.length > 0)
    out(
      `So với sổ đăng ký: ${matches.map(([match, count]) => `${count} ${matchWords[match].vi}`).join(', ')}.`,
    );
  if (summary.rows === 0) out('Không có dòng nào để công bố.');
}

function reportSheet(sheet: CheckedSheet, out: Out): void {
  out('');
  out(
    `Trang "${sheet.name}": ${sheetKindWords[sheet.kind].vi}, ${sheet.rows.length + sheet.shops.length} dòng`,
  );
  if (sheet.headerLines.length > 0) out(`  Tiêu đề cột ở dòng ${lineRanges(sheet.headerLines)}`);
  const columns = Object.entries(sheet.columns);
  if (columns.length > 0) {
    out('  Các cột được hiểu là:');
    for (const [field, letter] of columns) {
      const heading = sheet.headings[letter];
      out(`    ${letter}  ${fieldWords[field]?.vi ?? field}${heading ? `  («${heading}»)` : ''}`);
    }
    const ignored = Object.entries(sheet.headings).filter(
      ([letter]) => !columns.some(([, taken]) => taken === letter),
    );
    if (ignored.length > 0)
      out(`  Không dùng: ${ignored.map(([letter, heading]) => `${letter} «${heading}»`).join(', ')}`);
  }
  const { decisionNumber, decisionDate, issuer } = sheet.title;
  if (decisionNumber || decisionDate || issuer)
    out(
      `  Tiêu đề ghi: ${[decisionNumber && `quyết định ${decisionNumber}`, decisionDate && `ngày ${day(decisionDate)}`, issuer].filter(Boolean).join(', ')}`,
    );
  const byWhy = Map.groupBy(sheet.skipped, ({ why }) => why);
  if (byWhy.size > 0)
    out(
      `  Dòng không phải sản phẩm: ${[...byWhy].map(([why, rows]) => `${skippedWords[why].vi} ${lineRanges(rows.map(({ line }) => line))}`).join('; ')}`,
    );
  reportFindings(sheet, out);
}

function reportFindings(sheet: CheckedSheet, out: Out): void {
  const all: { line: number | null; finding: Finding }[] = [
    ...sheet.findings.map((finding) => ({ line: null, finding })),
    ...[...sheet.rows, ...sheet.shops].flatMap(({ line, findings }) =>
      findings.map((finding) => ({ line, finding })),
    ),
  ];
  for (const weight of ['error', 'doubt'] as const) {
    const those = all.filter(({ finding }) => finding.weight === weight);
    if (those.length === 0) continue;
    out(weight === 'error' ? '  LỖI, phải sửa trước khi công bố:' : '  Cần xem lại (vẫn công bố được):');
    for (const [code, group] of Map.groupBy(those, ({ finding }) => finding.code)) {
      const lines = group.flatMap(({ line }) => (line === null ? [] : [line]));
      const where = lines.length === 0 ? '' : `Dòng ${lineRanges(lines)}: `;
      out(`  - ${where}${findingWords[code].vi}`);
      const told = group
        .map(({ line, finding }) => [line, detailsOf(finding)] as const)
        .filter(([, details]) => details !== '');
      // Equal details are said once for all their lines.
      for (const [details, same] of Map.groupBy(told, ([, text]) => text))
        out(`      dòng ${lineRanges(same.map(([line]) => line ?? 0))}: ${details}`);
    }
  }
}

function detailsOf({ code, details }: Finding): string {
  if (!details) return '';
  const it = details as Record<string, string | number>;
  const text = it['text'] === undefined ? '' : `«${String(it['text']).slice(0, 120)}»`;
  switch (code) {
    case 'points_below_stars':
      return `${it['points']} điểm, ${it['stars']} sao cần ít nhất ${it['least']}`;
    case 'stars_not_theirs_to_give':
      return `${it['stars']} sao do ${it['issuer']} (theo ${it['rules']})`;
    case 'valid_until_differs':
    case 'valid_until_too_late':
      return `ghi ${day(it['stated'] as Day)}, theo quy định ${day(it['lastDay'] as Day)}`;
    case 'decision_date_future':
    case 'decision_date_too_early':
    case 'older_than_register':
      return day(it['day'] as Day);
    case 'decision_date_missing':
      return `chỉ biết năm ${it['year']}`;
    case 'place_split':
    case 'place_ambiguous':
      return `${text} có thể là: ${it['among']}${Number(it['count']) > 6 ? '…' : ''}`;
    case 'place_spelling':
      return `${text} → ${it['found']}`;
    case 'row_repeated':
    case 'rows_differ_in_stars':
      return `xem dòng ${it['line']} của trang "${it['sheet']}"`;
    case 'similar_product':
      return `đã có «${it['name']}»`;
    case 'gtin_taken':
      return `${it['gtin']} là của «${it['name']}»`;
    case 'differs_from_register':
      return `sổ đăng ký: ${it['held']} sao, danh sách: ${it['stars']} sao`;
    case 'stars_are_a_claim':
      return '';
    default:
      return text;
  }
}

/** `3–5, 8`: every line named, none twice. */
export function lineRanges(lines: readonly number[]): string {
  const sorted = [...new Set(lines)].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const line of sorted) {
    const last = ranges.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges
    .map(([from, to]) => (from === to ? String(from) : to === from + 1 ? `${from}, ${to}` : `${from}–${to}`))
    .join(', ');
}

export function reportChanges(published: Published, out: Out): void {
  out('');
  if (published.outcome === 'refused') {
    out(
      'CHƯA CÔNG BỐ: danh sách còn lỗi nên chưa ghi gì. Sửa các dòng trên rồi gửi lại, hoặc thêm --only-good để công bố riêng các dòng đúng.',
    );
    return;
  }
  const { changes, list } = published;
  if (changes.total === 0) {
    out('Đã công bố từ trước: sổ đăng ký không có gì thay đổi.');
    return;
  }
  const parts = (
    [
      ['chủ thể', changes.producers],
      ['sản phẩm', changes.products],
      ['quyết định', changes.decisions],
      ['công nhận', changes.certificates],
      ['liên kết bán hàng', changes.links],
      ['điểm bán', changes.pointsOfSale],
    ] as const
  ).flatMap(([noun, { added, changed }]) => [
    ...(added > 0 ? [`thêm ${added} ${noun}`] : []),
    ...(changed > 0 ? [`sửa ${changed} ${noun}`] : []),
  ]);
  out(`ĐÃ CÔNG BỐ: ${parts.join(', ')}.`);
  const kept = list.summary.rows - list.summary.good;
  if (kept > 0) out(`${kept} dòng có lỗi được giữ lại cùng các vấn đề của chúng, chưa công bố.`);
}
