import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { migrateDatabase, projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { fillRegister } from '#tests/support/search-register.ts';
import { ensureBuilt, startServer } from '#tests/support/server.ts';
import type { Came, Wanted } from './load.ts';
import { manyGoods } from './search-goods.ts';

export type PageFigure = { figure: string; bar: string; value: string; n: number; holds: boolean | null };

const SIZE = 20_000;
const ROUNDS = 3;
const SECONDS = 4;
const CONNECTIONS = 32;
/** As browsers ask. */
const BROWSER = { 'accept-encoding': 'gzip, deflate, br' };
/** A visitor with this sees pages that are made for them: nothing is kept. */
const UNKEPT = { cookie: 'tuoi=1.x', 'accept-encoding': 'identity' };

/**
 * The public pages on a register of 20,000 products. Server, database, reference and load share the cores of
 * this machine, so that only ratios of one run say something; each is the median of its rounds, ours and the
 * reference in turn.
 */
export async function benchPages(dataDir = join(projectFolder(), '.test', 'bench')): Promise<PageFigure[]> {
  await ensureBuilt();
  const { url, release } = await embeddedDatabase(dataDir);
  const databaseUrl = await filledDatabase(url);
  const server = await startServer({ databaseUrl });
  try {
    const paths = await somePaths(server.url, server.sql);
    const all = Object.values(paths);
    for (const path of all) await expectKept(`${server.url}${path}`);
    const slug = paths.product.split('/').at(-1) ?? '';
    const reference = await startReference([server.url, databaseUrl, JSON.stringify(all), slug]);
    try {
      return [
        ...(await keptPages(server, reference, paths)),
        ...(await quietly(server, paths)),
        ...(await unkeptPages(server, reference, paths, slug)),
        await memory(server.pid),
      ];
    } finally {
      reference.stop();
    }
  } finally {
    await server.stop();
    await release();
  }
}

type Server = { url: string; pid: number };
type Paths = Record<'home' | 'product' | 'trace' | 'commune' | 'catalogue', string>;

async function keptPages(server: Server, reference: Server, paths: Paths): Promise<PageFigure[]> {
  const figures: PageFigure[] = [];
  for (const [name, path] of Object.entries(paths)) {
    const ratios: number[] = [];
    const costs: number[] = [];
    const rates: number[] = [];
    const ratios304: number[] = [];
    const theirCosts: number[] = [];
    const etag = (await fetch(`${server.url}${path}`, { headers: BROWSER })).headers.get('etag');
    for (let round = 0; round < ROUNDS; round += 1) {
      const theirs = await load(reference, { paths: [path] });
      const ours = await load(server, { paths: [path] });
      ratios.push(ours.rate / theirs.rate);
      costs.push(ours.cpu);
      theirCosts.push(theirs.cpu);
      rates.push(ours.rate);
      const headers = { ...BROWSER, 'if-none-match': etag ?? '' };
      const theirs304 = await load(reference, { paths: [path], headers });
      const ours304 = await load(server, { paths: [path], headers });
      ratios304.push(ours304.rate / theirs304.rate);
    }
    figures.push(
      atLeast(`${name}, kept: of an LRU of Buffers in node:http`, ratios, 0.8),
      atMost(`${name}, kept: CPU a request`, costs, 40, 'µs'),
      atLeast(`${name}, 304: of its 304`, ratios304, 0.8),
      {
        figure: `${name}, kept: CPU a request of the LRU of Buffers`,
        bar: '',
        value: `${median(theirCosts).toFixed(1)} µs`,
        n: theirCosts.length,
        holds: null,
      },
      {
        figure: `${name}, kept: answers a second`,
        bar: '',
        value: median(rates).toFixed(0),
        n: rates.length,
        holds: null,
      },
    );
  }
  return figures;
}

/** Latency, alone and beside forty searches a second. */
async function quietly(server: Server, paths: Paths): Promise<PageFigure[]> {
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push((await load(server, { paths: Object.values(paths), connections: 1 })).p99);
    const words = [
      'nuoc mam',
      'mật ong',
      'che shan tuyet',
      'gao st25',
      'ruou nep',
      'cà phê',
      'mien dong',
      'tra',
    ];
    const searching = load(server, {
      paths: words.map((word) => `/api/v1/products?q=${encodeURIComponent(word)}&trang=${round + 1}`),
      connections: 8,
      rate: 40,
      seconds: SECONDS + 1,
    });
    await sleep(300);
    beside.push((await load(server, { paths: Object.values(paths), connections: 1 })).p99);
    await searching;
  }
  return [
    atMost('kept pages, one connection: p99', alone, 4, 'ms'),
    atMost('kept pages beside 40 searches a second: p99', beside, 8, 'ms'),
  ];
}

async function unkeptPages(
  server: Server,
  reference: Server,
  { product }: Paths,
  slug: string,
): Promise<PageFigure[]> {
  const ofPage: number[] = [];
  const ofRead: number[] = [];
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const plain = await load(server, { paths: ['/do-tuoi'], headers: UNKEPT });
    const read = await load(reference, { paths: [`/read/${slug}`] });
    const ours = await load(server, { paths: [product], headers: UNKEPT });
    ofPage.push(ours.rate / plain.rate);
    ofRead.push(ours.rate / read.rate);
    costs.push(ours.cpu);
  }
  return [
    atLeast('product, not kept: of an Astro page without data', ofPage, 0.6),
    atLeast('product, not kept: of node:http with one read', ofRead, 0.25),
    {
      figure: 'product, not kept: CPU a request',
      bar: '',
      value: `${median(costs).toFixed(0)} µs`,
      n: costs.length,
      holds: null,
    },
  ];
}

async function memory(pid: number): Promise<PageFigure> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
  const now = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  return {
    figure: `memory of the server with ${SIZE} products, after all that (most ever ${peak.toFixed(0)} MB)`,
    bar: '≤ 350 MB',
    value: `${now.toFixed(0)} MB`,
    n: 1,
    holds: now <= 350,
  };
}

type Measured = Came & { rate: number; cpu: number };

export async function load(server: Server, wanted: Partial<Wanted> & { paths: string[] }): Promise<Measured> {
  const ask: Wanted = {
    url: server.url,
    connections: CONNECTIONS,
    seconds: SECONDS,
    headers: BROWSER,
    ...wanted,
  };
  const before = await cpuOf(server.pid);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['tests/bench/load.ts', JSON.stringify(ask)],
    {
      cwd: projectFolder(),
    },
  );
  const used = (await cpuOf(server.pid)) - before;
  const came = JSON.parse(stdout) as Came;
  if (came.bad > 0) throw new Error(`${came.bad} bad answers from ${ask.url}${ask.paths[0]}`);
  return { ...came, rate: came.answers / came.seconds, cpu: (used * 1e6) / came.answers };
}

/** Seconds of processor time so far, all threads. */
async function cpuOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A database of this name with the register of 20,000 products; filled once, and found filled the next time. */
export async function filledDatabase(serverUrl: string, name = `site_${SIZE}`): Promise<string> {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  const url = new URL(name, serverUrl).href;
  try {
    const [found] = await admin`select 1 from pg_database where datname = ${name}`;
    if (!found) await admin.unsafe(`create database ${name}`);
  } finally {
    await admin.end();
  }
  await migrateDatabase(url);
  const sql = postgres(url, { max: 4, onnotice: () => {} });
  try {
    const [held] = await sql<[{ count: number }]>`select count(*)::int as count from products`;
    const lines = [...manyGoods(SIZE, allPlaces())];
    for (let start = held.count; start < SIZE; start += 5_000)
      await fillRegister(sql, lines.slice(start, start + 5_000), start);
    await sql`analyze`;
  } finally {
    await sql.end();
  }
  return url;
}

async function somePaths(site: string, sql: postgres.Sql): Promise<Paths> {
  const [product] = await sql<[{ slug: string; province: string; commune: string }]>`
    select slug, province_code as province, commune_code as commune from products
    where product_set not in (14, 15) and commune_code is not null and producer_id is not null
      and withdrawn_on is null order by id limit 1`;
  const paths = {
    home: '/',
    product: `/san-pham/${product.slug}`,
    trace: `/san-pham/${product.slug}/truy-xuat`,
    commune: `/dia-phuong/${product.province}/${product.commune}`,
    catalogue: '/san-pham',
  };
  for (const [name, path] of Object.entries(paths)) {
    const response = await fetch(`${site}${path}`);
    if (!response.ok) throw new Error(`${name}: ${path} answers ${response.status}`);
  }
  return paths;
}

async function expectKept(url: string): Promise<void> {
  await (await fetch(url)).text();
  const again = await fetch(url);
  await again.text();
  if (again.headers.get('age') === null) throw new Error(`${url} is not kept`);
}

export async function startReference(words: string[]): Promise<Server & { stop: () => void }> {
  const child = spawn(process.execPath, ['tests/bench/reference.ts', ...words], {
    cwd: projectFolder(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((done, fail) => {
    child.stdout.once('data', (part: Buffer) => done(part.toString().trim()));
    child.once('exit', () => fail(new Error('the reference did not start')));
  });
  return { url, pid: child.pid ?? 0, stop: () => child.kill() };
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function atLeast(figure: string, values: readonly number[], bar: number): PageFigure {
  const value = median(values);
  return {
    figure,
    bar: `≥ ${bar.toFixed(2)}`,
    value: value.toFixed(2),
    n: values.length,
    holds: value >= bar,
  };
}

export function atMost(figure: string, values: readonly number[], bar: number, unit: string): PageFigure {
  const value = median(values);
  return {
    figure,
    bar: `≤ ${bar} ${unit}`,
    value: `${value.toFixed(1)} ${unit}`,
    n: values.length,
    holds: value <= bar,
  };
}
