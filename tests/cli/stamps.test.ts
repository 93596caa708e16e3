import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { pdfText } from '#tests/support/pdf-text.ts';
import { contextOn } from '#tests/support/shopper.ts';
import { expect, test } from '#tests/support/test.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sao-lang-stamps-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function ocop(url: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    MODE: '',
    DATABASE_URL: url,
    DATA_DIR: folder,
    SITE_URL: 'https://ocop.example.vn',
    SECRET: 'only in tests, and long enough',
  };
  return new Promise((done) =>
    execFile(
      process.execPath,
      [join(projectFolder(), 'src/cli/ocop.ts'), 'stamps', ...words],
      { env },
      (error, out, err) => done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

test(
  'whoever keeps the key signs a run on a machine of their own; from then on the site cannot print it',
  { timeout: 180_000 },
  async ({ own: { url } }) => {
    const ctx = contextOn(url);
    const product = await aProduct(ctx);
    await aCertificate(ctx, { productId: product.id });
    await ctx.end();
    const order = ['order', '--product', product.slug, '--lot', 'L 9', '--count', '30', '--json'];
    const { run } = JSON.parse((await ocop(url, ...order)).out) as { run: string };
    const key = join(folder, 'khoa.pem');
    const pdf = join(folder, 'ky.pdf');

    expect((await ocop(url, 'sign', run, pdf, '--key', key)).err).toContain(`Không có tệp ${key}.`);
    const made = await ocop(url, 'sign-key', 'new', key);
    expect([made.code, made.out]).toEqual([0, expect.stringContaining('Khoá ký số 0')]);
    // Nobody else reads it, and it is never written over.
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    expect((await ocop(url, 'sign-key', 'new', key)).code).toBe(2);
    expect((await ocop(url, 'sign', run, pdf, '--key', key, '--size', '16')).code).toBe(2);

    expect((await ocop(url, 'sign', run, pdf, '--key', key)).code).toBe(0);
    const first = await readFile(pdf);
    expect((await ocop(url, 'sign', run, pdf, '--key', key)).code).toBe(0);
    expect(first.equals(await readFile(pdf))).toBe(true);

    const list = join(folder, 'ky.csv');
    await ocop(url, 'sign', run, list, '--key', key);
    const rows = (await readFile(list, 'utf8')).trim().split('\r\n').slice(1);
    expect(rows.length).toBe(30);
    const [place, code = '', printed, address] = rows[6]!.split(',');
    expect([place, printed, address]).toEqual([
      '7',
      `${code.slice(-12, -6)}-${code.slice(-6)}`,
      `https://ocop.example.vn/v/${code}`,
    ]);
    const checked = await ocop(url, 'check', code, '--json');
    expect(JSON.parse(checked.out)).toMatchObject({ outcome: 'issued', place: 7 });

    for (const print of [
      ['print', run, pdf],
      ['codes', run],
    ]) {
      const refused = await ocop(url, ...print, '--json');
      expect([refused.code, JSON.parse(refused.out)]).toMatchObject([1, { refused: 'stamp.signed' }]);
    }
    const keys = JSON.parse((await ocop(url, 'sign-key', 'list', '--json')).out) as { number: number }[];
    expect(keys).toMatchObject([{ number: 0, endedAt: null }]);
    for (const wrong of [[], ['khoa.pem'], ['70000']])
      expect((await ocop(url, 'sign-key', 'end', ...wrong)).code).toBe(2);
    expect((await ocop(url, 'sign-key', 'end', '9')).code).toBe(1);
    expect((await ocop(url, 'sign-key', 'end', '0')).code).toBe(0);
    const late = JSON.parse((await ocop(url, ...order)).out) as { run: string };
    const refused = await ocop(url, 'sign', late.run, pdf, '--key', key, '--json');
    expect(JSON.parse(refused.out)).toMatchObject({ refused: 'stamp.sign_key_unknown' });
  },
);

test(
  'a printer orders, prints and activates by command, and an inspector checks a code',
  { timeout: 180_000 },
  async ({ own: { url } }) => {
    const ctx = contextOn(url);
    const product = await aProduct(ctx);
    await aCertificate(ctx, { productId: product.id });
    await ctx.end();
    const order = ['order', '--product', product.slug, '--lot', 'L 7', '--use-by', '2030-01-01'];

    const missing = await ocop(url, ...order);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('--count')]);
    const refused = await ocop(url, ...order, '--count', '0', '--json');
    expect([refused.code, JSON.parse(refused.out)]).toEqual([
      1,
      {
        refused: 'stamp.count_wrong',
        details: { most: 100_000 },
        sentence: expect.stringContaining('100000'),
      },
    ]);

    const ordered = await ocop(url, ...order, '--count', '40', '--json');
    const { run } = JSON.parse(ordered.out) as { run: string };
    expect(JSON.parse(ordered.out)).toMatchObject({
      state: 'ordered',
      count: 40,
      lot: { code: 'L 7', useBy: '2030-01-01' },
    });
    const codes = (await ocop(url, 'codes', run)).out.trim().split('\n');
    expect(new Set(codes).size).toBe(40);

    const pins = (await ocop(url, 'pins', run)).out.trim().split('\n');
    expect([pins.length, pins.every((line, at) => new RegExp(`^${at + 1},\\d{6}$`).test(line))]).toEqual([
      40,
      true,
    ]);

    const passes = [join(folder, 'cao-1.pdf'), join(folder, 'cao-2.pdf')];
    for (const file of passes) expect((await ocop(url, 'pins', run, file, '--size', '20')).code).toBe(0);
    const [passOne, passTwo] = await Promise.all(passes.map((file) => readFile(file)));
    expect(passOne!.equals(passTwo!)).toBe(true);
    const read = pdfText(passOne!)
      .said.map(({ text }) => text)
      .join('');
    for (const line of pins) expect(read).toContain(line.split(',')[1]);
    for (const code of codes) expect(read).not.toContain(code.slice(0, 6));

    const files = [join(folder, 'mot.pdf'), join(folder, 'hai.pdf')];
    for (const file of files)
      expect((await ocop(url, 'print', run, file, '--size', '20', '--dpi', '300')).code).toBe(0);
    const [first, second] = await Promise.all(files.map((file) => readFile(file)));
    expect(first!.equals(second!)).toBe(true);

    const svg = join(folder, 'to-2.svg');
    expect((await ocop(url, 'print', run, svg, '--size', '20', '--page', '2')).code).toBe(1);
    expect((await ocop(url, 'print', run, svg, '--size', '20', '--page', '1')).code).toBe(0);
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
    const roll = ['--roll', '72', '--across', '3', '--gap', '3'];
    expect((await ocop(url, 'print', run, files[0]!, '--size', '20', ...roll)).code).toBe(0);
    expect((await ocop(url, 'print', run, files[0]!, '--form', 'gtin')).code).toBe(1);

    expect((await ocop(url, 'activate', run)).code).toBe(0);
    const recall = ['--kind', 'recalled', '--reason', 'nắp hở'];
    expect((await ocop(url, 'spoil', run, '--from', '7', '--until', '7', ...recall)).code).toBe(0);
    await ocop(url, 'spoil', run, '--from', '3', '--until', '4', '--kind', 'stolen', '--reason', 'mất');
    const check = async (code: string) => {
      const { code: exit, out } = await ocop(url, 'check', code, '--json');
      return { exit, ...(JSON.parse(out) as { outcome: string; warning: string | null; place?: number }) };
    };
    expect(await check(codes[0]!)).toMatchObject({ exit: 0, outcome: 'issued', warning: null, place: 1 });
    expect(await check(codes[2]!.toLowerCase())).toMatchObject({
      outcome: 'issued',
      warning: 'stolen',
      place: 3,
    });
    expect(await check(codes[6]!)).toMatchObject({ warning: 'recalled', place: 7 });
    const wrong = codes[0]!.slice(0, -1) + (codes[0]!.endsWith('A') ? 'B' : 'A');
    expect(await check(wrong)).toMatchObject({ exit: 1, outcome: 'not_ours' });
    expect((await ocop(url, 'close', run)).code).toBe(0);
    expect((await ocop(url, 'activate', run)).code).toBe(1);

    // On packs already: nobody would find a number there.
    const other = JSON.parse((await ocop(url, ...order.with(4, 'L 8'), '--count', '3', '--json')).out) as {
      run: string;
    };
    const wide = ['--roll', '40', '--across', '3'];
    expect((await ocop(url, 'pins', other.run, passes[0]!, ...wide)).code).toBe(1);
    expect((await ocop(url, 'activate', other.run)).code).toBe(0);
    const late = await ocop(url, 'pins', other.run, '--json');
    expect([late.code, (JSON.parse(late.out) as { refused: string }).refused]).toEqual([
      1,
      'stamp.pins_late',
    ]);
  },
);
