import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import type { Unreadable } from '#src/domain/lists/unreadable.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import {
  checkOfferList,
  publishOfferList,
  type CheckedOfferList,
  type OfferListOptions,
} from '#src/domain/shop/offer-lists.ts';
import type { OfferFinding } from '#src/domain/shop/offer-list.ts';
import { unreadableWords } from '#src/i18n/findings.ts';
import {
  changeSaid,
  offerFields,
  offerFindingDetails,
  offerFindingSentence,
  offerLists,
} from '#src/i18n/offer-lists.ts';
import { WrongUsage, type Command, type CommandTools, type ExitCode } from './command.ts';
import { readGiven } from './list-command.ts';
import { lineRanges } from './list-report.ts';

const OPTIONS = {
  'only-good': { type: 'boolean' },
  producer: { type: 'string' },
  sheet: { type: 'string' },
} as const;

/** `offers check|publish FILE`: prices and stock of goods on sale. */
export const offersCommand: Command = {
  usage: [
    [
      'offers check TỆP [--producer MÃ]',
      'đọc bảng giá và kho (XLSX, XLS, CSV, TSV), nêu mọi vấn đề theo dòng và điều sẽ đổi, không ghi gì',
    ],
    [
      'offers publish TỆP [--producer MÃ] [--only-good]',
      'ghi cả bảng hoặc không gì cả; --only-good: chỉ các dòng đúng; --producer: chỉ hàng của chủ thể này',
    ],
  ],
  run,
};

async function run(args: readonly string[], { open, out, json }: CommandTools): Promise<ExitCode> {
  const [verb, ...rest] = args;
  if (verb !== 'check' && verb !== 'publish')
    throw new WrongUsage('Cần "offers check TỆP" hoặc "offers publish TỆP".');
  const { file, onlyGood, producer, options } = readArguments(rest);
  const bytes = await readGiven(file);
  if (!bytes) throw new WrongUsage(`Không mở được tệp ${file}.`);
  const { ctx } = await open();
  const asked = producer === null ? options : { ...options, producerId: await producerNamed(ctx, producer) };
  const name = basename(file);
  try {
    if (verb === 'check') {
      const list = await checkOfferList(ctx, bytes, name, asked);
      if (json) out(JSON.stringify(list));
      else report(list, out);
      const { rows, good } = list.summary;
      return good < rows || rows === 0 ? 1 : 0;
    }
    const published = await publishOfferList(ctx, bytes, name, { ...asked, onlyGood });
    const { list } = published;
    const changes = published.outcome === 'published' ? published.changes : null;
    if (json) out(JSON.stringify({ outcome: published.outcome, changes, ...list }));
    else {
      report(list, out);
      out('');
      if (changes === null) out(offerLists.refused);
      else out(list.summary.changed === 0 ? offerLists.same : offerLists.done(changes));
    }
    return changes === null ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'decision_list.unreadable') throw error;
    const why = String(error.details['why']) as Unreadable;
    if (json) out(JSON.stringify({ outcome: 'unreadable', why, sheets: [] }));
    else out(unreadableWords[why].vi);
    return 1;
  }
}

function readArguments(args: readonly string[]): {
  file: string;
  onlyGood: boolean;
  producer: string | null;
  options: OfferListOptions;
} {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`Tùy chọn không đúng: ${(error as Error).message}`);
  }
  const { values, positionals } = parsed;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new WrongUsage('Cần đúng một tệp.');
  return {
    file,
    onlyGood: values['only-good'] ?? false,
    producer: values.producer ?? null,
    options: values.sheet === undefined ? {} : { sheet: values.sheet },
  };
}

/** By identifier or the last part of the address. */
async function producerNamed(ctx: Context, name: string): Promise<string> {
  const [found] = await ctx.db.execute<{ id: string }>(
    sql`select id from producers where (id = ${name} or slug = ${name}) and merged_into is null`,
  );
  if (!found) throw new WrongUsage(`Không có chủ thể nào là ${name}.`);
  return found.id;
}

function report({ sheets, summary }: CheckedOfferList, out: (line: string) => void): void {
  for (const { name, rows, columns, findings } of sheets) {
    out('');
    out(`Trang "${name}": ${rows.length} dòng`);
    if (Object.keys(columns).length > 0) out(`  ${offerLists.columnsRead}`);
    for (const [field, letter] of Object.entries(columns))
      out(`    ${letter}  ${offerFields[field as keyof typeof offerFields]}`);
    const all: { line: number | null; finding: OfferFinding }[] = [
      ...findings.map((finding) => ({ line: null, finding })),
      ...rows.flatMap(({ line, findings: its }) => its.map((finding) => ({ line, finding }))),
    ];
    for (const weight of ['error', 'doubt'] as const) {
      const those = all.filter(({ finding }) => finding.weight === weight);
      if (those.length > 0)
        out(weight === 'error' ? '  LỖI, phải sửa trước khi ghi:' : '  Cần xem lại (vẫn ghi được):');
      for (const [code, group] of Map.groupBy(those, ({ finding }) => finding.code)) {
        const lines = group.flatMap(({ line }) => (line === null ? [] : [line]));
        const where = lines.length === 0 ? '' : `Dòng ${lineRanges(lines)}: `;
        out(`  - ${where}${offerFindingSentence(code)}`);
        const told = group.filter(({ finding }) => offerFindingDetails(finding) !== '');
        for (const [details, same] of Map.groupBy(told, ({ finding }) => offerFindingDetails(finding)))
          out(`      dòng ${lineRanges(same.map(({ line }) => line ?? 0))}: ${details}`);
      }
    }
    const changing = rows.filter(({ changes, match }) => match !== null && changes.length > 0);
    if (changing.length > 0) out('  Sẽ đổi:');
    for (const { line, productName, pack, changes } of changing)
      out(
        `    dòng ${line}: ${[productName, pack].filter(Boolean).join(', ')}: ${changes.map(changeSaid).join('; ')}`,
      );
  }
  out('');
  out(
    `Tổng hợp: ${summary.rows} dòng, ${summary.good} dòng ghi được, ${summary.changed} dòng sẽ đổi, ${summary.errors} lỗi, ${summary.doubts} điều cần xem lại.`,
  );
  if (summary.rows === 0) out(offerLists.noRows);
}
