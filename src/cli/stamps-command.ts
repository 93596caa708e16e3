import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { dayInVietnam, isDay, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { stampFacts, stampWarning } from '#src/domain/traceability/issued-stamps.ts';
import { issuePins } from '#src/domain/scans/try-pin.ts';
import { pinKey, pinOf } from '#src/domain/traceability/scratch-pin.ts';
import { printedStampCode, stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import { PRINTER_DOTS, STAMP_FORMS, STAMP_SIZES, SPOILT_KINDS } from '#src/domain/traceability/stamp-run.ts';
import {
  moveRun,
  orderStamps,
  renewStampKeys,
  spoilStamps,
  stampRun,
  type StampRun,
} from '#src/domain/traceability/stamp-runs.ts';
import { recallStampsAndTell } from '#src/domain/notifications/recall-letters.ts';
import { recallLetter } from '#src/i18n/lots-room.ts';
import { saidOf } from '#src/web/refused.ts';
import { addressFor, type Site } from '#src/web/site.ts';
import { codesOf, stampAddress } from '#src/web/stamp-layout.ts';
import { stampSheet } from '#src/web/stamp-sheet.ts';
import { stampSvg } from '#src/web/stamp-svg.ts';
import { WrongUsage, type ExitCode } from './command.ts';

const OPTIONS = {
  product: { type: 'string' },
  lot: { type: 'string' },
  count: { type: 'string' },
  'made-on': { type: 'string' },
  'use-by': { type: 'string' },
  size: { type: 'string' },
  dpi: { type: 'string' },
  form: { type: 'string' },
  roll: { type: 'string' },
  gap: { type: 'string' },
  across: { type: 'string' },
  page: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  kind: { type: 'string' },
  reason: { type: 'string' },
} as const;

type Values = { [name in keyof typeof OPTIONS]?: string };
type Tools = { ctx: Context; site: Site; out: (line: string) => void; json: boolean };

/** `stamps order|print|codes|pins|activate|close|spoil|check|renew-keys`. */
export async function stampsCommand(args: readonly string[], tools: Tools): Promise<ExitCode> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`Tùy chọn không đúng: ${(error as Error).message}`);
  }
  const [verb = '', what, ...more] = parsed.positionals;
  const values = parsed.values as Values;
  try {
    return await run(verb, { what, more, values }, tools);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const sentence = saidOf(error, 'vi');
    tools.out(
      tools.json ? JSON.stringify({ refused: error.code, details: error.details, sentence }) : sentence,
    );
    return 1;
  }
}

type Given = { what: string | undefined; more: readonly string[]; values: Values };

async function run(verb: string, { what, more, values }: Given, tools: Tools): Promise<ExitCode> {
  const { ctx, site, out, json } = tools;
  const tell = (run: StampRun) =>
    out(json ? JSON.stringify(facts(run)) : `Đợt ${run.number}: ${run.count} tem`);
  switch (verb) {
    case 'order': {
      const id = await orderStamps(ctx, site.stampRoot, await productNamed(ctx, wanted(values, 'product')), {
        lotCode: wanted(values, 'lot'),
        madeOn: dayIn(values, 'made-on'),
        useBy: dayIn(values, 'use-by'),
        count: Number(wanted(values, 'count')),
        length: site.config.stampLength,
      });
      tell(await stampRun(ctx, id));
      return 0;
    }
    case 'print': {
      const run = await runNamed(ctx, what);
      const [file] = more;
      if (file === undefined) throw new WrongUsage('Cần tên tệp PDF để ghi.');
      const form = STAMP_FORMS.find((each) => each === (values.form ?? 'code'));
      const size = STAMP_SIZES.find(
        (each) => String(each) === (values.size ?? (form === 'gtin' ? '20' : '16')),
      );
      const dots = PRINTER_DOTS.find((each) => String(each) === (values.dpi ?? '600'));
      if (!size || !dots || !form)
        throw new WrongUsage(
          '--size là 15, 16 hoặc 20; --dpi là 203, 300, 600 hoặc vector; --form là code hoặc gtin.',
        );
      const print = {
        run,
        keys: site.stamps.keysOf(run.epoch),
        address: stampAddress(addressFor(site.config), form, run.product.gtin),
        size,
        dots,
        paper:
          values.roll === undefined
            ? ('sheet' as const)
            : {
                width: Number(values.roll),
                gap: Number(values.gap ?? 0),
                across: Number(values.across ?? 1),
              },
      };
      const made = file.endsWith('.svg')
        ? Readable.from(stampSvg(print, Number(values.page ?? 1)))
        : Readable.fromWeb((await stampSheet(print)) as never);
      await pipeline(made, createWriteStream(file));
      tell(run);
      return 0;
    }
    case 'codes': {
      const run = await runNamed(ctx, what);
      const codes = codesOf({ run, keys: site.stamps.keysOf(run.epoch) });
      if (json) out(JSON.stringify({ ...facts(run), codes: [...codes] }));
      else for (const code of codes) out(code);
      return 0;
    }
    case 'pins': {
      const run = await runNamed(ctx, what);
      await issuePins(ctx, run.id);
      const key = pinKey(site.stampRoot, run.epoch);
      const pins = Array.from({ length: run.count }, (_, at) => pinOf(key, run.first + at));
      if (json) out(JSON.stringify({ ...facts(run), pins }));
      // With places, not with codes: who prints the second pass need not know both.
      else for (const [at, pin] of pins.entries()) out(`${at + 1},${pin}`);
      return 0;
    }
    case 'activate':
    case 'close': {
      const run = await runNamed(ctx, what);
      await moveRun(ctx, run.id, { to: verb === 'activate' ? 'active' : 'closed', version: run.version });
      tell(await stampRun(ctx, run.id));
      return 0;
    }
    case 'spoil': {
      const run = await runNamed(ctx, what);
      const kind = SPOILT_KINDS.find((each) => each === values.kind);
      if (!kind)
        throw new WrongUsage('--kind là spoilt (hỏng), stolen (mất) hoặc recalled (thu hồi hàng mang tem).');
      const range = {
        from: Number(wanted(values, 'from')),
        until: Number(wanted(values, 'until')),
        reason: values.reason ?? '',
        version: run.version,
      };
      if (kind === 'recalled') await recallStampsAndTell(ctx, run.id, range, recallLetter);
      else await spoilStamps(ctx, run.id, { ...range, kind });
      tell(await stampRun(ctx, run.id));
      return 0;
    }
    case 'check':
      return check(what ?? '', tools);
    case 'renew-keys': {
      const epoch = await renewStampKeys(ctx, site.stampRoot);
      out(json ? JSON.stringify({ epoch }) : `Kỳ khoá ${epoch}.`);
      return 0;
    }
    default:
      throw new WrongUsage('Cần "stamps order|print|codes|pins|activate|close|spoil|check|renew-keys".');
  }
}

/** What only whoever runs the register is told: a code of ours that nobody ordered is not an invented one. */
async function check(typed: string, { ctx, site, out, json }: Tools): Promise<ExitCode> {
  const code = stampCodeOf(typed);
  if (!code) throw new WrongUsage('Mã tem có 18 hoặc 20 chữ và số.');
  const found = site.stamps.find(code);
  const known = found && (await stampFacts(ctx, found));
  const today = dayInVietnam(ctx.now);
  const outcome = known ? 'issued' : site.stamps.isOurs(code) ? 'not_ordered' : 'not_ours';
  const warning = known && stampWarning(today, known);
  if (json) out(JSON.stringify({ code, outcome, warning, ...known }));
  else if (known)
    out(
      `${printedStampCode(code)}: đợt ${known.runNumber}, tem ${known.place}, lô ${known.lot.code}${warning ? ` (${warning})` : ''}`,
    );
  else
    out(
      outcome === 'not_ordered'
        ? 'Mã do khoá này làm ra nhưng chưa ai đặt.'
        : 'Không phải mã của sổ đăng ký này.',
    );
  return known ? 0 : 1;
}

function wanted(values: Values, name: keyof Values): string {
  const value = values[name];
  if (value === undefined) throw new WrongUsage(`Thiếu --${name}.`);
  return value;
}

function dayIn(values: Values, name: keyof Values): Day | null {
  const value = values[name];
  if (value === undefined) return null;
  if (!isDay(value)) throw new WrongUsage(`--${name} là một ngày như 2026-11-28.`);
  return value;
}

const facts = ({ id, number, state, count, product, lot, spoilt }: StampRun) => ({
  run: number,
  id,
  state,
  count,
  product: product.slug,
  lot,
  spoilt: spoilt.map(({ from, until, kind, reason }) => ({ from, until, kind, reason })),
});

async function productNamed(ctx: Context, name: string): Promise<string> {
  const [found] = await ctx.db.execute<{ id: string }>(
    sql`select id from products where (id = ${name} or slug = ${name}) and merged_into is null`,
  );
  if (!found) throw new WrongUsage(`Không có sản phẩm nào là ${name}.`);
  return found.id;
}

/** By its number or identifier. */
async function runNamed(ctx: Context, name: string | undefined): Promise<StampRun> {
  const [found] = await ctx.db.execute<{ id: string }>(
    sql`select id from stamp_runs where id = ${name ?? ''} or number = ${name ?? ''}`,
  );
  if (!found)
    throw new WrongUsage(name === undefined ? 'Cần số đợt tem.' : `Không có đợt tem nào là ${name}.`);
  return stampRun(ctx, found.id);
}
