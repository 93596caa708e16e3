import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { users } from '#db/schema/accounts.ts';
import { insertOffice } from '#src/domain/accounts/assignments.ts';
import { newId } from '#src/domain/shared/id.ts';
import { placesCommand } from '#src/cli/places.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { somePlaces } from '#tests/support/places.ts';
import { expect, test } from '#tests/support/test.ts';

const HEADER = 'old_code,old_name,old_district,old_province,new_code,new_name,new_province_code';

async function run(ctx: Context, args: readonly string[], json = false) {
  const lines: string[] = [];
  const exit = await placesCommand(args, { ctx, out: (line) => lines.push(line), json });
  return { exit, lines };
}

test('an import says what it did, or every line that is wrong, and exits 0, 1 or 2', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const folder = await mkdtemp(join(tmpdir(), 'places-'));
  try {
    const good = join(folder, 'good.csv');
    await writeFile(
      good,
      `${HEADER}\n,Xã Nơi Nào,Huyện Thủy Nguyên,Thành phố Hải Phòng,11503,Xã Việt Khê,31\n`,
    );
    expect(await run(ctx, ['import', good])).toEqual({
      exit: 0,
      lines: ['Đã đọc 1 dòng: 1 cặp đơn vị mới hoặc thay đổi, 0 cặp bỏ đi.'],
    });
    const bad = join(folder, 'bad.csv');
    await writeFile(
      bad,
      [
        HEADER,
        ',Xã A,Huyện B,Tỉnh C,11503,Xã Việt Khê,31',
        ',Xã A,Huyện B,Tỉnh Hải Dương,1,Xã Việt Khê,31',
      ].join('\n'),
    );
    const refused = await run(ctx, ['import', bad]);
    expect(refused.exit).toBe(1);
    expect(refused.lines).toEqual([
      'Dòng 2, cột old_province: không có tỉnh cũ nào tên này ("Tỉnh C")',
      'Dòng 3, cột new_code: không có đơn vị nào hiện nay mang mã này ("1")',
      '2 lỗi. Chưa có gì được ghi; sửa tệp rồi nhập lại.',
    ]);
    const told = await run(ctx, ['import', bad], true);
    expect(JSON.parse(told.lines.join(''))).toMatchObject({
      changed: 0,
      findings: [{ line: 2 }, { line: 3 }],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  expect((await run(ctx, ['import', join(folder, 'absent.csv')])).exit).toBe(2);
  expect((await run(ctx, ['import'])).exit).toBe(2);
  expect((await run(ctx, [])).exit).toBe(2);
});

test('an import tells whose office lies in a unit that was divided', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  const [id, folder] = [newId(), await mkdtemp(join(tmpdir(), 'places-'))];
  const times = { createdAt: ctx.now, updatedAt: ctx.now };
  await ctx.db.insert(users).values({ id, name: 'Lan', email: `${id}@example.vn`, ...times });
  const scope = { kind: 'commune', provinceCode: '31', communeCode: '99902' } as const;
  await insertOffice(ctx, id, 'commune_officer', scope);
  try {
    const file = join(folder, 'chia.csv');
    const of = (code: string, name: string) =>
      `99902,Xã Cũ,Huyện Thủy Nguyên,Thành phố Hải Phòng,${code},${name},31`;
    await writeFile(file, [HEADER, of('11503', 'Xã Việt Khê'), of('11407', 'Phường An Biên')].join('\n'));
    const { exit, lines } = await run(ctx, ['import', file]);
    expect([exit, lines.at(-1)]).toEqual([
      0,
      'Chưa rõ đi đâu: Lan, Cán bộ cấp xã · Xã Cũ, Thành phố Hải Phòng. Đơn vị này đã chia: hãy giao lại ở /quan-tri/nguoi.',
    ]);
    const told = await run(ctx, ['import', file], true);
    expect(JSON.parse(told.lines.join(''))).toMatchObject({ offices: { moved: 0, left: [{ name: 'Lan' }] } });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('words are resolved: 0 for one place, 1 when we have to ask', async ({ ctx }) => {
  await somePlaces(ctx, ['01', '04', '31']);
  expect(await run(ctx, ['resolve', 'An', 'Sơn,', 'Thủy', 'Nguyên'])).toEqual({
    exit: 0,
    lines: ['An Sơn, Thủy Nguyên: tên xã cũ', '  11503 Xã Việt Khê'],
  });
  expect((await run(ctx, ['resolve', 'Xã Đặng Xá, Gia Lâm, Hà Nội'])).exit).toBe(1);
});
