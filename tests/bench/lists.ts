/**
 * A list of 20,000 rows checked, published and published again by the command, as an officer runs it, on a
 * database of its own. Prints one line of JSON. `node tests/bench/lists.ts [ROWS]`
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { projectFolder } from '#db/client.ts';
import { referencePlaces } from '#src/domain/places/seed-places.ts';

export type ListFigures = {
  rows: number;
  checkSeconds: number;
  publishSeconds: number;
  againSeconds: number;
  checkPeakMb: number;
  publishPeakMb: number;
  /** Of the command's own process, PostgreSQL apart. */
  checkCpuSeconds: number;
  publishCpuSeconds: number;
};

const GOODS =
  'Mật ong|Nước mắm|Chè|Cà phê|Gạo nếp|Gạo tẻ|Bánh đa|Bún khô|Miến dong|Cam|Bưởi|Xoài|Na|Vải|Nhãn|Dưa lưới|Giò lụa|Chả cá|Nem chua|Khô cá|Tôm khô|Mắm tép|Tương|Muối|Tỏi đen|Hành tím|Trà hoa|Rượu nếp|Nón lá|Gốm|Mây tre|Tinh dầu sả|Măng khô|Nấm hương|Kẹo lạc|Mứt dừa|Hạt điều|Hồ tiêu|Ổi|Thanh long'.split(
    '|',
  );
const KINDS = ['HTX Nông nghiệp', 'Hộ kinh doanh', 'Công ty TNHH', 'Tổ hợp tác', 'Cơ sở sản xuất'];

/** A workbook of one sheet; the same rows for the same number. */
export async function listOfRows(count: number): Promise<Uint8Array> {
  const { former } = await referencePlaces();
  const communes = former.filter(
    ({ level, district, province }) => level === 'commune' && district && province,
  );
  const rows: (string | number | null)[][] = [
    ['DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN'],
    [
      'STT',
      'Tên sản phẩm',
      'Chủ thể',
      'Địa chỉ',
      'Cơ quan ban hành',
      'Điểm',
      'Hạng sao',
      'Số quyết định',
      'Ngày quyết định',
      'Điện thoại',
      'Ghi chú',
    ],
  ];
  for (let number = 0; number < count; number += 1) {
    const commune = communes[(Math.floor(number / 3) * 7_919) % communes.length]!;
    const goods = GOODS[number % GOODS.length]!;
    const stars = number % 10 < 7 ? 3 : 4;
    // A few rounds a year in each province.
    const round = Math.floor(number / 3) % 6;
    const name = commune.fullName.replace(/^(Xã|Phường|Thị trấn) /, '');
    rows.push([
      number + 1,
      `${goods} ${name} ${Math.floor(number / GOODS.length) % 50 || ''}`.trim(),
      `${KINDS[Math.floor(number / 3) % KINDS.length]} ${name} ${Math.floor(number / 2_000)}`,
      `${commune.fullName}, ${commune.district}, ${commune.province}`,
      `UBND ${commune.province}`,
      stars === 3 ? '58,5' : 76,
      stars === 3 ? '3 sao' : '★★★★',
      `${100 + round}/QĐ-UBND`,
      `${String(1 + round).padStart(2, '0')}/0${1 + (round % 6)}/2025`,
      number % 4 === 0 ? `09${String(10_000_000 + number)}` : null,
      null,
    ]);
  }
  return writeXlsx({ sheets: [{ name: 'Danh sách', rows }] });
}

const PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\npeak ${process.resourceUsage().maxRSS} cpu ${process.cpuUsage().user+process.cpuUsage().system}\\n`))';

async function timed(
  dataDir: string,
  words: readonly string[],
): Promise<{ seconds: number; cpuSeconds: number; peakMb: number; out: string }> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=8', '--import', PEAK, join(projectFolder(), 'src/cli/ocop.ts'), ...words],
    {
      env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  if (code !== 0)
    throw new Error(`ocop ${words.join(' ')} ended with ${code}:\n${err}\n${out.slice(-2_000)}`);
  return {
    seconds: (performance.now() - started) / 1_000,
    peakMb: Number(/peak (\d+)/.exec(err)?.[1]) / 1_024,
    cpuSeconds: Number(/cpu (\d+)/.exec(err)?.[1]) / 1_000_000,
    out,
  };
}

export async function benchLists(rows = 20_000): Promise<ListFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'sao-lang-lists-'));
  try {
    const file = join(folder, 'danh-sach.xlsx');
    await writeFile(file, await listOfRows(rows));
    const dataDir = join(folder, 'data');
    // The first command of an installation also makes the database and loads the places: not measured.
    await timed(dataDir, ['places', 'resolve', 'Kim Thành']);
    const check = await timed(dataDir, ['decisions', 'check', file]);
    const publish = await timed(dataDir, ['decisions', 'publish', '--json', file]);
    const again = await timed(dataDir, ['decisions', 'publish', '--json', file]);
    const changes = (JSON.parse(again.out) as { changes: { total: number } }).changes.total;
    if (changes !== 0) throw new Error(`the same list again changed ${changes} facts`);
    return {
      rows,
      checkSeconds: round(check.seconds),
      publishSeconds: round(publish.seconds),
      againSeconds: round(again.seconds),
      checkPeakMb: Math.round(check.peakMb),
      publishPeakMb: Math.round(publish.peakMb),
      checkCpuSeconds: round(check.cpuSeconds),
      publishCpuSeconds: round(publish.cpuSeconds),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const round = (seconds: number) => Math.round(seconds * 100) / 100;

if (import.meta.main) console.log(JSON.stringify(await benchLists(Number(process.argv[2] ?? 20_000))));
