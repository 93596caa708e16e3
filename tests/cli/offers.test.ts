import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { delimited, utf8 } from '#tests/support/list-files.ts';
import { anOffer } from '#tests/support/shop.ts';
import { contextOn } from '#tests/support/shopper.ts';
import { expect, test } from '#tests/support/test.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sao-lang-offers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function ocop(url: string, ...words: string[]): Promise<{ code: number; out: string }> {
  return new Promise((done) =>
    execFile(
      process.execPath,
      [join(projectFolder(), 'src/cli/ocop.ts'), ...words],
      { env: { ...process.env, NODE_ENV: 'production', MODE: '', DATABASE_URL: url, DATA_DIR: folder } },
      (error, out) => done({ code: error ? Number(error.code) : 0, out }),
    ),
  );
}

test(
  'prices and stock are checked, refused with their findings, and published for the good rows',
  { timeout: 120_000 },
  async ({ own: { url } }) => {
    const ctx = contextOn(url);
    const offer = await anOffer(ctx, { name: 'Mật ong hoa vải', pack: 'chai', packKey: 'chai', stock: 2 });
    await ctx.end();
    const file = join(folder, 'gia.csv');
    await writeFile(
      file,
      utf8(
        delimited([
          ['Sản phẩm', 'Quy cách', 'Giá', 'Số gói'],
          ['Mật ong hoa vải', 'chai', '160.000', 12],
          ['Mật mía', 'chai', '60.000', 3],
        ]),
      ),
    );
    const checked = await ocop(url, 'offers', 'check', file);
    expect(checked.code).toBe(1);
    expect(checked.out).toContain('Dòng 3: Không có sản phẩm này');
    expect(checked.out).toContain('giá: 150.000');
    expect((await ocop(url, 'offers', 'publish', file)).out).toContain('CHƯA GHI');
    const published = await ocop(url, 'offers', 'publish', '--json', '--only-good', file);
    expect(published.code).toBe(0);
    expect(JSON.parse(published.out)).toMatchObject({
      outcome: 'published',
      changes: { made: 0, changed: 1, counted: 1 },
    });
    expect(
      (await ocop(url, 'offers', 'publish', '--only-good', '--producer', offer.producerId, file)).out,
    ).toContain('không có gì thay đổi');
    expect((await ocop(url, 'offers', 'check', '--producer', 'khong-co', file)).code).toBe(2);
  },
);
