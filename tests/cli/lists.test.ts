import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { delimited, utf8, xlsxFile } from '#tests/support/list-files.ts';
import { expect, test } from '#tests/support/test.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sao-lang-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function ocop(url: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((done) =>
    execFile(
      process.execPath,
      [join(projectFolder(), 'src/cli/ocop.ts'), ...words],
      { env: { ...process.env, NODE_ENV: 'production', MODE: '', DATABASE_URL: url, DATA_DIR: folder } },
      (error, out, err) => done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

test(
  'a list is checked, refused with its findings, and published for its good rows',
  { timeout: 120_000 },
  async ({ own: { url } }) => {
    const file = join(folder, 'danh-sach.csv');
    await writeFile(
      file,
      utf8(
        delimited([
          ['STT', 'Tên sản phẩm', 'Chủ thể', 'Địa chỉ', 'Hạng sao', 'Quyết định'],
          [
            1,
            'Mật ong',
            'HTX Mật ong',
            'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình',
            '3 sao',
            '12/QĐ-UBND ngày 5/6/2024 của UBND huyện Yên Mô',
          ],
          [2, 'Gạo', 'HTX Gạo', 'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình', '2 sao', ''],
          [3, '', 'HTX Ngô', '', '3 sao', ''],
        ]),
      ),
    );
    const checked = await ocop(url, 'decisions', 'check', file);
    expect(checked.code).toBe(1);
    expect(checked.out).toContain('Dòng 3: Hạng 1 sao, 2 sao');
    expect(checked.out).toContain('Dòng 4: Thiếu tên sản phẩm');
    expect(checked.out).toContain('3 dòng sản phẩm hoặc điểm bán, 1 dòng công bố được');

    const machine = JSON.parse((await ocop(url, 'decisions', 'check', '--json', file)).out) as {
      sheets: { headerLines: number[]; columns: object; rows: object[]; skipped: object[] }[];
    };
    expect(machine.sheets[0]).toMatchObject({
      name: 'danh-sach',
      headerLines: [1],
      columns: { product: 'B', producer: 'C', address: 'D', stars: 'E', decisionNumber: 'F' },
      rows: [
        {
          line: 2,
          product: 'Mật ong',
          producer: 'HTX Mật ong',
          stars: 3,
          points: null,
          decisionNumber: '12/QĐ-UBND',
          decisionDate: '2024-06-05',
          issuer: 'UBND huyện Yên Mô',
          validUntil: null,
          place: { province: '37', commune: '14725', route: 'former_commune', candidates: [] },
          match: 'new',
          findings: [],
        },
        {
          line: 3,
          findings: [
            { weight: 'error', code: 'stars_not_certified', field: 'stars' },
            { weight: 'doubt' },
            { weight: 'doubt' },
          ],
        },
        { line: 4, product: null },
      ],
      skipped: [],
    });

    expect(await ocop(url, 'decisions', 'publish', file)).toMatchObject({
      code: 1,
      out: expect.stringContaining('CHƯA CÔNG BỐ'),
    });
    expect(await ocop(url, 'decisions', 'publish', '--only-good', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 dòng có lỗi được giữ lại'),
    });
    expect(await ocop(url, 'decisions', 'publish', '--only-good', file)).toMatchObject({
      code: 0,
      out: expect.stringContaining('không có gì thay đổi'),
    });
  },
);

test(
  'wrong usage says how, and files that are no lists say why',
  { timeout: 120_000 },
  async ({ own: { url } }) => {
    const xlsx = join(folder, 'a.xlsx');
    await writeFile(xlsx, await xlsxFile({ rows: [['Ghi chú']] }));
    const pdf = join(folder, 'a.pdf');
    await writeFile(pdf, '%PDF-1.7\n');
    expect(await ocop(url)).toMatchObject({ code: 2, err: expect.stringContaining('Cách dùng') });
    expect(await ocop(url, 'decisions', 'burn', xlsx)).toMatchObject({ code: 2 });
    expect(await ocop(url, 'decisions', 'check', join(folder, 'none.csv'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('Không mở được tệp'),
    });
    expect(await ocop(url, 'decisions', 'check', '--columns', 'sản phẩm=B', xlsx)).toMatchObject({ code: 2 });
    expect(await ocop(url, 'decisions', 'check', '--date', '31/02/2024', xlsx)).toMatchObject({ code: 2 });
    expect(await ocop(url, 'decisions', 'check', pdf)).toMatchObject({
      code: 1,
      out: expect.stringContaining('PDF'),
    });
    expect(await ocop(url, 'decisions', 'check', xlsx)).toMatchObject({
      code: 1,
      out: expect.stringContaining('Không nhận ra bảng'),
    });
  },
);
