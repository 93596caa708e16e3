import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { recallLot } from '#src/domain/traceability/kept-lots.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { issuePins } from '#src/domain/traceability/issue-pins.ts';
import { pinKey, pinOf } from '#src/domain/traceability/scratch-pin.ts';
import { moveRun, spoilStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { announce } from '#src/domain/audit/audit.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, plainBrowser, wordsOf } from '#tests/support/officers.ts';
import { emptyDatabase, startServer, type RunningServer } from '#tests/support/server.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { contextOn } from '#tests/support/shopper.ts';
import { aStampRun, STAMP_ROOT } from '#tests/support/stamps.ts';

type Run = Awaited<ReturnType<typeof aStampRun>>;

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let run: Run;
let ranges: string;

const TELEPHONE =
  'Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

beforeAll(async () => {
  ranges = await mkdtemp(join(tmpdir(), 'ranges-'));
  await writeFile(join(ranges, 'ranges.txt'), '198.51.100.0/24 31\n203.0.113.0/24 79\n');
  server = await startServer({
    demo: true,
    env: { STAMP_SECRET: STAMP_ROOT, TRUSTED_PROXIES: '1', SCAN_PLACES: join(ranges, 'ranges.txt') },
  });
  ctx = contextOn(server.databaseUrl);
  run = await aStampRun(ctx);
  await known(run.codes[0]!);
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
  await rm(ranges, { recursive: true, force: true });
});

/** Until the site has heard of the run. */
async function known(code: string, at = server.url): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    if ((await fetch(`${at}/t/${code}`, { method: 'HEAD' })).status === 200) return;
    await sleep(50);
  }
  throw new Error(`${code} is not known`);
}

type Visit = {
  from?: string;
  agent?: string;
  headers?: Record<string, string>;
  url?: string;
  method?: string;
};

async function open(code: string, { from, agent = TELEPHONE, headers = {}, url, method }: Visit = {}) {
  const answer = await fetch(`${url ?? server.url}/t/${code}`, {
    method: method ?? 'GET',
    headers: { 'user-agent': agent, ...(from && { 'x-forwarded-for': from }), ...headers },
  });
  const page = await answer.text();
  const token = /name="ve" value="([^"]+)"/.exec(page)?.[1] ?? null;
  return { status: answer.status, page, token, headers: answer.headers };
}

const tell = (code: string, token: string, { from, agent = TELEPHONE, headers = {}, url }: Visit = {}) =>
  fetch(`${url ?? server.url}/t/quet`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'user-agent': agent, ...(from && { 'x-forwarded-for': from }), ...headers },
    body: new URLSearchParams({ ma: code, ve: token }),
  });

async function scan(code: string, visit: Visit = {}): Promise<number> {
  const { token } = await open(code, visit);
  return (await tell(code, token!, visit)).status;
}

const scansSaid = async (code: string) => {
  const { page } = await open(code);
  return /Lượt quét tem này<\/h2>([\s\S]*?)(?:<scan-told>|<\/section>)/
    .exec(page)![1]!
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
};

describe('a scan', () => {
  test('is never counted by whoever only fetches the page', async () => {
    const code = run.codes[0]!;
    for (let turn = 0; turn < 5; turn += 1) await open(code);
    expect(await scansSaid(code)).toContain('chưa ghi lượt quét nào');
    const ahead: Visit[] = [
      { headers: { 'sec-purpose': 'prefetch;prerender' } },
      { headers: { purpose: 'prefetch' } },
      { agent: 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)' },
      { agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
      { agent: 'WhatsApp/2.23.20.0' },
      { agent: 'TelegramBot (like TwitterBot)' },
    ];
    for (const visit of ahead) expect((await open(code, visit)).token, JSON.stringify(visit)).toBeNull();
    const head = await open(code, { method: 'HEAD' });
    expect([head.status, head.page]).toEqual([200, '']);
  });

  test('is told by the page once, and said to whoever comes next: when, how many, where', async () => {
    const code = run.codes[1]!;
    const first = await open(code, { from: '198.51.100.9' });
    expect((await tell(code, first.token!, { from: '198.51.100.9' })).status).toBe(204);
    expect((await tell(code, first.token!, { from: '203.0.113.1' })).status).toBe(204);
    expect(await scansSaid(code)).toMatch(/Lần đầu .* tại Hải Phòng Đến nay 1 lượt, 1 máy Ở đâu Hải Phòng/);
    await scan(code, { from: '198.51.100.9' });
    await scan(code, { from: '192.0.2.1' });
    await sleep(600);
    expect(await scansSaid(code)).toContain('2 lượt, 2 máy');
    const [held] = await server.sql<
      { text: string }[]
    >`select to_jsonb(s)::text as text from scans s limit 1`;
    expect(held!.text).not.toContain('198.51');
    expect(held!.text).not.toContain('Android');
  });

  test.each([
    ['made up', 'A'.repeat(38)],
    ['empty', ''],
    ['of another stamp', 'other'],
  ])('is not counted with a token that is %s', async (_, token) => {
    const code = run.codes[2]!;
    const sent = token === 'other' ? (await open(run.codes[3]!)).token! : token;
    expect((await tell(code, sent)).status).toBe(400);
    const cross = await tell(code, (await open(code)).token!, {
      headers: { origin: 'https://evil.example' },
    });
    expect(cross.status).toBe(403);
    expect(await scansSaid(code)).toContain('chưa ghi');
  });

  test('is told without a script by a button, and with one by itself', async ({ visitor }) => {
    const code = run.codes[4]!;
    const plain = await visitor({ url: server.url, script: false });
    await plain.page.goto(`${server.url}/t/${code}`);
    await looksRight(visitor, plain, 'scan-told-by-hand');
    await plain.page.getByRole('button', { name: 'Tôi vừa quét tem này' }).click();
    await plain.page.getByText('Đã ghi lượt quét này.').waitFor();
    expect(await scansSaid(code)).toContain('1 lượt');

    const other = run.codes[5]!;
    const scripted = await visitor({ url: server.url });
    await scripted.context.grantPermissions(['geolocation']);
    await scripted.context.setGeolocation({ latitude: 21.03, longitude: 105.85 });
    await scripted.page.goto(`${server.url}/en/t/${other}`);
    await scripted.page.getByText('This scan is noted.').waitFor();
    await scripted.page.getByRole('button', { name: 'Say which province I am in' }).click();
    await scripted.page.getByText('The province is noted.').waitFor();
    await sleep(700);
    expect(await scansSaid(other)).toContain('tại Hà Nội');
  });
});

describe('a page of a stamp', () => {
  test('is not sent again to a browser that has it, until something has changed', async () => {
    const code = run.codes[6]!;
    const etag = (await open(code)).headers.get('etag')!;
    const again = () => open(code, { headers: { 'if-none-match': etag } });
    const same = await again();
    expect([same.status, same.page, same.headers.get('cache-control')]).toEqual([
      304,
      '',
      'private, no-cache',
    ]);
    expect((await open(run.codes[7]!, { headers: { 'if-none-match': etag } })).status).toBe(200);
    await scan(code);
    expect((await again()).status).toBe(200);
  });

  test('is the same in gzip as without, and holds no mark', async () => {
    const code = run.codes[8]!;
    const plain = await open(code, { headers: { 'accept-encoding': 'identity' } });
    const zipped = await open(code, { headers: { 'accept-encoding': 'gzip' } });
    const bare = (page: string) => page.replace(/name="ve" value="[^"]+"/, '').replace(/lúc \d\d:\d\d/g, '');
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(bare(zipped.page)).toBe(bare(plain.page));
    expect(plain.page).not.toMatch(/x[0-9a-f]{18}(code|printed|place|checked|scans|typed)x/);
    expect(plain.page.split(code).length).toBeGreaterThan(2);
  });

  test('never speaks for a state that has passed: activated, spoilt, called back', async () => {
    const fresh = await aStampRun(ctx, { lotCode: 'L fresh', isActive: false });
    await known(fresh.codes[0]!);
    const says = async (at: number) => wordsOf(await plainBrowser(server.url).ask(`/t/${fresh.codes[at]!}`));
    expect(await says(0)).toContain('chưa được kích hoạt');
    await moveRun(ctx, fresh.id, { to: 'active', version: fresh.version });
    expect(await says(0)).not.toContain('chưa được kích hoạt');
    const { version } = await stampRun(ctx, fresh.id);
    await spoilStamps(ctx, fresh.id, { from: 3, until: 4, kind: 'stolen', reason: 'Mất', version });
    expect(await says(1)).not.toContain('báo mất');
    expect(await says(2)).toContain('báo mất');
    const officer = { ...ctx, actor: { kind: 'system', task: 'test' } } as const;
    await recallLot(officer, fresh.lot.id, 'Nấm mốc');
    for (const at of [0, 2]) {
      const words = await says(at);
      expect(words).toContain('đã bị thu hồi');
      expect(words).toContain('Nấm mốc');
    }
    const stolen = await says(2);
    expect(stolen.indexOf('thu hồi')).toBeLessThan(stolen.indexOf('báo mất'));
  });

  test('of a code that is not known is one page, whatever is typed, and nothing typed runs', async () => {
    for (const typed of ['hello', 'a.b-c~d', '%3Cscript%3Ealert(1)%3C%2Fscript%3E', '"><img src=x>']) {
      const { status, page, headers } = await open(encodeURI(typed));
      expect([status, headers.get('cache-control')?.includes('no-store')], typed).toEqual([404, true]);
      // What stands between the quotes of an attribute is no markup.
      const markup = page.replace(/="[^"]*"/g, '');
      expect(markup).not.toContain('<script>alert');
      expect(markup).not.toMatch(/<img src=x>/);
    }
  });
});

describe('a stamp that was copied', () => {
  test('is warned of: compare first, then do not trust; never that it is fake or genuine', async ({
    visitor,
  }) => {
    const [code, other] = [run.codes[10]!, run.codes[11]!];
    await scan(code, { from: '198.51.100.1' });
    await scan(code, { from: '203.0.113.1' });
    await sleep(700);
    const page = await visitor({ url: server.url, script: false });
    await page.page.goto(`${server.url}/t/${code}`);
    const words = await page.page.locator('main').innerText();
    expect(words).toContain('hãy so kỹ');
    expect(words.indexOf('hãy so kỹ')).toBeLessThan(words.indexOf('Đang được công nhận'));
    expect(words).toContain('2 lượt, 2 máy');
    expect(words).toContain('Hồ Chí Minh');
    expect(words).not.toMatch(/hàng giả|hàng thật|chính hãng/i);
    await looksRight(visitor, page, 'scan-compare');
    await page.page.getByRole('link', { name: 'Báo kèm ảnh' }).click();
    expect(await page.page.locator('input[name="ma"]').inputValue()).toContain('-');

    for (let turn = 0; turn < 13; turn += 1)
      await scan(other, { from: turn % 2 ? '198.51.100.1' : '203.0.113.1', agent: `${TELEPHONE} ${turn}` });
    await sleep(700);
    await page.page.goto(`${server.url}/t/${other}`);
    expect(await page.page.locator('main').innerText()).toContain(
      'Đừng tin tem này trước khi gọi cho người làm',
    );
    await looksRight(visitor, page, 'scan-distrust');
    const api = (await (await fetch(`${server.url}/api/v1/trace/${other}`)).json()) as Record<
      string,
      unknown
    >;
    expect(api).toMatchObject({
      verdict: 'distrust',
      tone: 'bad',
      scans: { provinces: ['31', '79'] },
    });
  });
});

test('whoever has bought a pack types the number under its scratch field; it says when it was used', async ({
  visitor,
}) => {
  const pinned = await aStampRun(ctx, { isActive: false });
  await known(pinned.codes[0]!);
  const code = pinned.codes[2]!;
  expect((await open(code)).page).not.toContain('lớp cào');
  await issuePins(ctx, pinned.id);
  await moveRun(ctx, pinned.id, { to: 'active', version: 1 });
  const buyer = await visitor({ url: server.url, script: false });
  await buyer.page.goto(`${server.url}/t/${code}`);
  const type = async (number: string) => {
    await buyer.page.getByLabel('6 chữ số').fill(number);
    await buyer.page.getByRole('button', { name: 'Kiểm tra số' }).click();
    return buyer.page.locator('.pin').innerText();
  };
  const right = pinOf(pinKey(STAMP_ROOT, pinned.epoch), pinned.first + 2);
  expect(await type(right === '000000' ? '000001' : '000000')).toContain('còn 4 lần thử');
  expect(await type(right)).toContain('lần đầu có người dùng');
  await looksRight(visitor, buyer, 'scan-pin');
  expect(await type(right)).toContain('đã được dùng lúc');
  expect((await open(code)).page).toContain('Số dưới lớp cào đã được dùng lúc');
  expect((await open(pinned.codes[3]!)).page).not.toContain('đã được dùng lúc');
});

test('an officer reads which rule fired and sets a stamp back; its maker says how the goods are sold', async ({
  visitor,
}) => {
  const producerId = (await aProducer(ctx)).id;
  const product = await aProduct(ctx, { producerId });
  await aCertificate(ctx, { productId: product.id });
  const watched = await aStampRun(ctx, { productId: product.id });
  await known(watched.codes[0]!);
  await scan(watched.codes[0]!, { from: '198.51.100.1' });
  await scan(watched.codes[0]!, { from: '203.0.113.1' });
  await sleep(700);
  const scope = { kind: 'commune', provinceCode: '31', communeCode: '11503' } as const;
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, await officer(server, 'commune_officer', scope), server.url);
  await room.page.goto(`${server.url}/quan-tri/tem/${watched.id}`);
  await room.page.getByText('Hải Phòng rồi Hồ Chí Minh').waitFor();
  await looksRight(visitor, room, 'scans-office');
  await room.page.getByText('Xem xét xong một tem').click();
  await room.page.getByLabel('Vì sao (ghi vào nhật ký)').fill('Khách đi máy bay');
  await room.page.getByRole('button', { name: 'Bỏ điểm của tem này' }).click();
  await room.page.getByText('Đã bỏ điểm của tem.').waitFor();
  expect((await open(watched.codes[0]!)).page).not.toContain('hãy so kỹ');

  const workshop = await visitor({ url: server.url, script: false });
  await signIn(
    workshop,
    await officer(server, 'producer_owner', { kind: 'producer', producerId }),
    server.url,
  );
  await workshop.page.goto(`${server.url}/nha-san-xuat/${producerId}/tem/${watched.id}`);
  await workshop.page.getByText('Khách đi máy bay').waitFor();
  await workshop.page.getByText('Hàng này bán thế nào').click();
  await workshop.page.getByLabel('Hàng trưng bày').check();
  await workshop.page.getByLabel('Chỉ bán ở một tỉnh').selectOption('31');
  await workshop.page.getByRole('button', { name: 'Ghi', exact: true }).click();
  await workshop.page.getByText('Đã ghi.').waitFor();
  await looksRight(visitor, workshop, 'scans-workshop');
});

test('a certificate ends at midnight, and so does what was kept of its pages', async () => {
  const database = await emptyDatabase();
  // The last second of the last day, and the day after, from the same database.
  const evening = await startServer({
    databaseUrl: database.url,
    demo: true,
    env: { STAMP_SECRET: STAMP_ROOT, TEST_CLOCK: String(Date.parse('2026-12-20T16:59:10Z') - Date.now()) },
  });
  try {
    const own = contextOn(database.url);
    const product = await aProduct(own);
    await aCertificate(own, { productId: product.id, issuedOn: '2023-12-20' });
    const ending = await aStampRun(
      { ...own, now: new Date('2026-12-01T03:00:00Z') },
      { productId: product.id },
    );
    await announce(own, { products: [product.id] });
    await own.end();
    await known(ending.codes[0]!, evening.url).catch((error: unknown) => {
      throw new Error(evening.said(), { cause: error });
    });
    const says = async () => (await open(ending.codes[0]!, { url: evening.url })).page;
    let [before, after] = ['', ''];
    for (let turn = 0; turn < 900 && after === ''; turn += 1) {
      const page = await says();
      if (page.includes('Đến hết ngày 20/12/2026') && /Đang được công nhận/.test(page)) before = page;
      else after = page;
      await sleep(100);
    }
    expect(before).not.toBe('');
    expect(after).toContain('20/12/2026');
    expect(after).not.toContain('<h1 class="title" data-astro-cid-ct25s46p="true">Đang được công nhận');
  } finally {
    await evening.stop();
    await database.drop();
  }
}, 120_000);

describe('a process that is killed', () => {
  test('loses nothing that it has acknowledged, and what it has counted is not counted again', async () => {
    const database = await emptyDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'scans-'));
    const env = {
      STAMP_SECRET: STAMP_ROOT,
      SECRET: 'a secret of this test',
      DATA_DIR: folder,
      TRUSTED_PROXIES: '1',
    };
    const serve = () => startServer({ databaseUrl: database.url, demo: true, env });
    let one = await serve();
    const two = await serve();
    try {
      const own = contextOn(database.url);
      const many = await aStampRun(own, { count: 400 });
      await own.end();
      await Promise.all([known(many.codes[0]!, one.url), known(many.codes[0]!, two.url)]);
      let acknowledged = 0;
      const visit = async (at: RunningServer, turn: number) => {
        const code = many.codes[turn % many.codes.length]!;
        const from = `10.${turn % 200}.${Math.floor(turn / 200)}.1`;
        const seen = { url: at.url, from, agent: `${TELEPHONE} ${randomBytes(4).toString('hex')}` };
        try {
          const { token } = await open(code, seen);
          if ((await tell(code, token!, seen)).status === 204) acknowledged += 1;
        } catch {
          // It was killed while it answered.
        }
      };
      for (let death = 0; death < 3; death += 1) {
        const work = Array.from({ length: 120 }, (_, turn) =>
          visit(turn % 3 ? one : two, death * 120 + turn),
        );
        await sleep(150 + death * 90);
        process.kill(one.pid, 'SIGKILL');
        await one.kill();
        await Promise.all(work);
        one = await serve();
      }
      await one.stop();
      await two.stop();
      const sql = postgres(database.url, { max: 1, onnotice: () => {} });
      const [held] = await sql<[{ lines: number; counted: number; rows: number }]>`
        select (select count(*)::int from scans) as lines, (select sum(count)::int from scan_counts) as counted,
          (select sum(count)::int from scanned_stamps) as rows`;
      await sql.end();
      expect(acknowledged).toBeGreaterThan(60);
      // One that was written and whose answer was cut off may be there besides.
      expect(held.lines).toBeGreaterThanOrEqual(acknowledged);
      expect(held.lines).toBeLessThanOrEqual(360);
      expect([held.counted, held.rows]).toEqual([held.lines, held.lines]);
      const files = await readdir(folder, { recursive: true });
      const left = await Promise.all(
        files.filter((name) => name.endsWith('.jsonl')).map((name) => readFile(join(folder, name), 'utf8')),
      );
      expect(left.join('')).not.toMatch(/10\.\d+\.\d+\.1|Android/);
    } finally {
      await one.kill();
      await two.kill();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 240_000);
});
