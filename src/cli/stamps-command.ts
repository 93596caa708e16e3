import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { dayInVietnam, isDay, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { stampFacts, stampWarning } from '#src/domain/traceability/issued-stamps.ts';
import { issuePins } from '#src/domain/traceability/issue-pins.ts';
import { pinKey, pinsOf } from '#src/domain/traceability/scratch-pin.ts';
import { addSignKey, endSignKey, signKeys, signRun } from '#src/domain/traceability/sign-keys.ts';
import { signedCode, signedMessage } from '#src/domain/traceability/signed-stamp.ts';
import { printedStampCode, stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import {
  PRINTER_DOTS,
  STAMP_FORMS,
  STAMP_SIZES,
  SPOILT_KINDS,
  sizesOf,
  type StampForm,
} from '#src/domain/traceability/stamp-run.ts';
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
import { pinSheet } from '#src/web/pin-sheet.ts';
import { codesOf, placesOf, stampAddress, type StampPrint } from '#src/web/stamp-layout.ts';
import { stampFile } from '#src/web/stamp-list.ts';
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
  key: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  kind: { type: 'string' },
  reason: { type: 'string' },
} as const;

type Values = { [name in keyof typeof OPTIONS]?: string };
type Tools = { ctx: Context; site: Site; out: (line: string) => void; json: boolean };

/** `stamps order|print|sign|sign-key|codes|pins|activate|close|spoil|check|renew-keys`. */
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
      const form = STAMP_FORMS.find((each) => each === (values.form ?? 'code'));
      if (!form) throw new WrongUsage('--form là code hoặc gtin.');
      await print(site, run, {
        file: more[0],
        ...paperOf(values, form),
        form,
        codeOf: site.stamps.codeOf(run),
      });
      tell(run);
      return 0;
    }
    case 'sign': {
      const run = await runNamed(ctx, what);
      const secret = await signingKey(wanted(values, 'key'));
      const paper = paperOf(values, 'signed');
      if (more[0] === undefined || !sizesOf('signed').includes(paper.size)) throw new WrongUsage(NO_FILE);
      const signing = await signRun(ctx, run, publicKeyOf(secret));
      const codeOf = (number: number) => {
        const message = signedMessage({ ...signing, stamp: { epoch: run.epoch, number } });
        return signedCode(message, sign(null, message, secret));
      };
      await print(site, run, { file: more[0], ...paper, form: 'signed', codeOf });
      tell(await stampRun(ctx, run.id));
      return 0;
    }
    case 'sign-key':
      return signKeyCommand(what, more[0], tools);
    case 'codes': {
      const run = await runNamed(ctx, what);
      const codes = codesOf({ run, codeOf: site.stamps.codeOf(run) });
      if (json) out(JSON.stringify({ ...facts(run), codes: [...codes] }));
      else for (const code of codes) out(code);
      return 0;
    }
    case 'pins': {
      const run = await runNamed(ctx, what);
      const [file] = more;
      const key = pinKey(site.stampRoot, run.epoch);
      const { size, paper } = paperOf(values, run.signed ? 'signed' : 'code');
      const print = { run: { ...run, hasPins: true }, size, paper, pins: key };
      // What cannot be printed is refused first: there is no way back from numbers that were handed out.
      if (file !== undefined) placesOf(print);
      await issuePins(ctx, run.id);
      if (file !== undefined) {
        await pipeline(Readable.fromWeb((await pinSheet(print)) as never), createWriteStream(file));
        tell(run);
        return 0;
      }
      const pins = [...pinsOf(key, run)];
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
      throw new WrongUsage(
        'Cần "stamps order|print|sign|sign-key|codes|pins|activate|close|spoil|check|renew-keys".',
      );
  }
}

const NO_FILE = 'Cần tên tệp PDF, SVG hoặc CSV để ghi; tem ký cạnh 20 mm.';

type Paper = Pick<StampPrint, 'size' | 'dots' | 'paper'> & { page: number };

function paperOf(values: Values, form: StampForm): Paper {
  const size = STAMP_SIZES.find((each) => String(each) === (values.size ?? (form === 'code' ? '16' : '20')));
  const dots = PRINTER_DOTS.find((each) => String(each) === (values.dpi ?? '600'));
  if (!size || !dots) throw new WrongUsage('--size là 15, 16 hoặc 20; --dpi là 203, 300, 600 hoặc vector.');
  const { roll, gap = 0, across = 1 } = values;
  return {
    size,
    dots,
    paper: roll === undefined ? 'sheet' : { width: Number(roll), gap: Number(gap), across: Number(across) },
    page: Number(values.page ?? 1),
  };
}

async function print(
  site: Site,
  run: StampRun,
  {
    file,
    form,
    page,
    ...how
  }: Paper & Pick<StampPrint, 'codeOf'> & { file: string | undefined; form: StampForm },
): Promise<void> {
  if (file === undefined) throw new WrongUsage(NO_FILE);
  const given = { ...how, run, address: stampAddress(addressFor(site.config), form, run.product.gtin) };
  const made = file.endsWith('.svg')
    ? Readable.from(stampSvg(given, page))
    : Readable.fromWeb(
        (file.endsWith('.csv') ? (await stampFile(given)).body! : await stampSheet(given)) as never,
      );
  await pipeline(made, createWriteStream(file));
}

/** `sign-key new FILE`, `sign-key end N`, `sign-key list`. */
async function signKeyCommand(
  verb: string | undefined,
  which: string | undefined,
  { ctx, out, json }: Tools,
): Promise<ExitCode> {
  switch (verb) {
    case 'new': {
      if (which === undefined) throw new WrongUsage('Cần tên tệp để cất khoá ký.');
      const { privateKey } = generateKeyPairSync('ed25519');
      await writeFile(which, privateKey.export({ format: 'pem', type: 'pkcs8' }), {
        mode: 0o600,
        flag: 'wx',
      }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'EEXIST' ? new WrongUsage(`Tệp ${which} đã có; khoá mới cần tệp mới.`) : error;
      });
      const number = await addSignKey(ctx, publicKeyOf(privateKey));
      out(
        json
          ? JSON.stringify({ number, file: which })
          : `Khoá ký số ${number} nằm trong ${which}. Giữ tệp ấy ở máy ký, đừng để trên máy chủ của trang.`,
      );
      return 0;
    }
    case 'end': {
      if (!/^\d{1,2}$/.test(which ?? ''))
        throw new WrongUsage('Cần số của khoá ký, xem "stamps sign-key list".');
      const number = Number(which);
      await endSignKey(ctx, number);
      out(json ? JSON.stringify({ number }) : `Khoá ký số ${number} không ký thêm nữa.`);
      return 0;
    }
    case 'list': {
      const keys = await signKeys(ctx);
      if (json) out(JSON.stringify(keys));
      else
        for (const { number, publicKey, endedAt } of keys)
          out(`${number} ${publicKey}${endedAt ? ' (đã thôi ký)' : ''}`);
      return 0;
    }
    default:
      throw new WrongUsage('Cần "stamps sign-key new TỆP", "sign-key end SỐ" hoặc "sign-key list".');
  }
}

async function signingKey(file: string): Promise<KeyObject> {
  const text = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new WrongUsage(`Không có tệp ${file}.`) : error;
  });
  try {
    const key = createPrivateKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // As one of another kind.
  }
  throw new WrongUsage(`${file} không phải khoá ký Ed25519.`);
}

const publicKeyOf = (secret: KeyObject): Uint8Array =>
  Buffer.from(createPublicKey(secret).export({ format: 'jwk' }).x!, 'base64url');

/** What only whoever runs the register is told: a code of ours that nobody ordered is not an invented one. */
async function check(typed: string, { ctx, site, out, json }: Tools): Promise<ExitCode> {
  const code = stampCodeOf(typed);
  if (!code) throw new WrongUsage('Mã tem có 18 hoặc 20 chữ và số; tem ký có 193 chữ số.');
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
