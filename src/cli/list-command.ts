import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { columnIndex } from '#src/domain/lists/sheet.ts';
import { FIELDS } from '#src/domain/lists/headings.ts';
import { dayInText } from '#src/domain/lists/read-day.ts';
import { checkDecisionList, checkShopList, type ListOptions } from '#src/domain/registry/check-list.ts';
import { listAsJson } from '#src/domain/registry/checked-list.ts';
import { publishDecisionList, publishShopList, type PublishStep } from '#src/domain/registry/publish-list.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { isDay } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { unreadableWords } from '#src/i18n/findings.ts';
import type { Unreadable } from '#src/domain/lists/unreadable.ts';
import { WrongUsage, type Command, type CommandTools, type ExitCode } from './command.ts';
import { reportChanges, reportList } from './list-report.ts';

const OPTIONS = {
  'only-good': { type: 'boolean' },
  columns: { type: 'string' },
  decision: { type: 'string' },
  date: { type: 'string' },
  issuer: { type: 'string' },
  province: { type: 'string' },
  sheet: { type: 'string' },
} as const;

/** `decisions check|publish FILE`, and the same for shops. */
export function listCommand(what: 'decisions' | 'shops'): Command {
  const list = what === 'decisions' ? 'danh sách quyết định' : 'danh sách điểm bán, hàng đang bán';
  return {
    usage: [
      [
        `${what} check TỆP`,
        `đọc ${list} (XLSX, XLS, CSV, TSV), nêu mọi vấn đề theo trang và dòng, không ghi gì`,
      ],
      [
        `${what} publish TỆP [--only-good]`,
        `công bố cả danh sách hoặc không gì cả; --only-good: chỉ các dòng đúng`,
      ],
    ],
    run: (args, tools) => run(what, args, tools),
  };
}

async function run(
  what: 'decisions' | 'shops',
  args: readonly string[],
  tools: CommandTools,
): Promise<ExitCode> {
  const { out, err, json } = tools;
  const [verb, ...rest] = args;
  if (verb !== 'check' && verb !== 'publish')
    throw new WrongUsage(`Cần "${what} check TỆP" hoặc "${what} publish TỆP".`);
  const { file, onlyGood, options } = readArguments(rest);
  const bytes = await readGiven(file);
  if (!bytes) throw new WrongUsage(`Không mở được tệp ${file}.`);
  const name = basename(file);
  const { ctx } = await tools.open();
  const places = await loadPlaces(ctx);
  try {
    if (verb === 'check') {
      const checked = await (what === 'decisions' ? checkDecisionList : checkShopList)(
        ctx,
        places,
        bytes,
        name,
        options,
      );
      if (json) out(JSON.stringify(listAsJson(checked)));
      else reportList(checked, out);
      return checked.summary.good < checked.summary.rows || checked.summary.rows === 0 ? 1 : 0;
    }
    const publish = what === 'decisions' ? publishDecisionList : publishShopList;
    const published = await publish(ctx, places, bytes, name, {
      ...options,
      onlyGood,
      lastDay: tools.config.lastDay,
      progress: progressTo(err),
    });
    if (json)
      out(
        JSON.stringify({
          outcome: published.outcome,
          changes: published.outcome === 'published' ? published.changes : null,
          ...(listAsJson(published.list) as object),
        }),
      );
    else {
      reportList(published.list, out);
      reportChanges(published, out);
    }
    return published.outcome === 'refused' ? 1 : 0;
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'decision_list.unreadable') throw error;
    const why = String(error.details['why']) as Unreadable;
    if (json) out(JSON.stringify({ outcome: 'unreadable', why, sheets: [] }));
    else out(unreadableWords[why].vi);
    return 1;
  }
}

/** npm runs its scripts in the project's folder: a file is named as seen from where the command was typed. */
export async function readGiven(file: string): Promise<Buffer | null> {
  const typedIn = process.env['INIT_CWD'];
  for (const path of [resolve(file), ...(typedIn === undefined ? [] : [resolve(typedIn, file)])]) {
    const bytes = await readFile(path).catch(() => null);
    if (bytes) return bytes;
  }
  return null;
}

function readArguments(args: readonly string[]): { file: string; onlyGood: boolean; options: ListOptions } {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`Tùy chọn không đúng: ${(error as Error).message}`);
  }
  const { values, positionals } = parsed;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new WrongUsage('Cần đúng một tệp.');
  const options: ListOptions = {};
  if (values.columns !== undefined) options.columns = readColumns(values.columns);
  if (values.date !== undefined) {
    const day = isDay(values.date) ? values.date : dayInText(values.date).day;
    if (day === null)
      throw new WrongUsage(`--date không phải là ngày: ${values.date}. Viết 05/06/2024 hoặc 2024-06-05.`);
    options.date = day;
  }
  for (const key of ['decision', 'issuer', 'province', 'sheet'] as const) {
    const value = values[key];
    if (value !== undefined) options[key] = value;
  }
  return { file, onlyGood: values['only-good'] ?? false, options };
}

function readColumns(text: string): Record<string, string> {
  const columns: Record<string, string> = {};
  for (const part of text.split(',')) {
    const [field = '', letter = ''] = part.split('=').map((word) => word.trim());
    if (!(FIELDS as readonly string[]).includes(field) || columnIndex(letter) === null)
      throw new WrongUsage(
        `--columns không hiểu "${part}". Viết product=B,stars=F. Các cột: ${FIELDS.join(', ')}.`,
      );
    columns[field] = letter.toUpperCase();
  }
  return columns;
}

const STEPS: Record<PublishStep, string> = {
  reading: 'Đọc tệp',
  checking: 'Kiểm tra',
  writing: 'Ghi',
  standings: 'Tính hiệu lực',
  keeping: 'Lưu danh sách',
};

function progressTo(err: (line: string) => void): (step: PublishStep, done: number, total: number) => void {
  return (step, done, total) =>
    err(
      step === 'writing'
        ? `${STEPS[step]}: ${done}/${total}`
        : `${STEPS[step]}${total > 0 && step !== 'reading' ? ` (${total})` : ''}…`,
    );
}
