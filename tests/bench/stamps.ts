import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { codeOf, stampKeys, stampOf } from '#src/domain/traceability/stamp-code.ts';
import { moveRun, orderStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { ensureBuilt, startServer } from '#tests/support/server.ts';
import type { BeaconsCame, BeaconsWanted } from './beacons.ts';
import type { SheetFigures } from './sheet.ts';
import { atLeast, atMost, load, median, startReference, type PageFigure } from './pages.ts';

const ROOT = 'a root that only this bench has, of more than 32 characters';
const ROUNDS = 3;
const CODES = 200_000;
const SHEET = 100_000;
const GUESSES = 400;
const SECRET = 'a secret that only this bench has';
const BEACONS = { seconds: 5, connections: 64 };

/** Codes and sheets in this process, pages of stamps on the built site. */
export async function benchStamps(dataDir = join(projectFolder(), '.test', 'bench')): Promise<PageFigure[]> {
  const inProcess = [...codes(), ...(await sheet())];
  await ensureBuilt();
  const { url, release } = await embeddedDatabase(dataDir);
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const name = `stamps_${process.pid}`;
  await admin.unsafe(`create database ${name}`);
  const databaseUrl = new URL(name, url).href;
  const server = await startServer({ databaseUrl, demo: true, env: { STAMP_SECRET: ROOT, SECRET } });
  const client = postgres(databaseUrl, { max: 3, onnotice: () => {} });
  try {
    const ctx: Context = { db: drizzle(client), now: new Date(), actor: { kind: 'system', task: 'bench' } };
    const product = await aProduct(ctx);
    await aCertificate(ctx, { productId: product.id });
    const form = { lotCode: 'L 1', madeOn: null, useBy: null, count: 1_000, length: 18 } as const;
    const run = await stampRun(ctx, await orderStamps(ctx, ROOT, product.id, form));
    await moveRun(ctx, run.id, { to: 'active', version: run.version });
    const many = await stampRun(ctx, await orderStamps(ctx, ROOT, product.id, { ...form, count: SHEET }));
    const keys = stampKeys(ROOT, run.epoch);
    // Until the site has heard of the run.
    await sleep(500);
    const known = `/t/${codeOf(keys, run.first + 7)}`;
    const wrong = `${known.slice(0, -1)}${known.endsWith('0') ? '1' : '0'}`;
    const reference = await startReference([
      server.url,
      databaseUrl,
      JSON.stringify([known, wrong]),
      product.slug,
    ]);
    try {
      const ratios: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round += 1) {
        const read = await load(reference, { paths: [`/read/${product.slug}`] });
        ratios[0].push((await load(server, { paths: [known] })).rate / read.rate);
        const sent = await load(reference, { paths: [wrong] });
        ratios[1].push((await load(server, { paths: [wrong], badFrom: 500 })).rate / sent.rate);
      }
      return [
        ...inProcess,
        atLeast('page of a stamp: of node:http with one read', ratios[0], 0.6),
        atLeast('page of a wrong code: of an LRU of Buffers', ratios[1], 0.5),
        await learnt(server.url, keys, run.first + 5_000_000),
        ...(await beacons({
          ...BEACONS,
          url: server.url,
          secret: SECRET,
          root: ROOT,
          epoch: many.epoch,
          first: many.first,
          stamps: many.count,
          counted: async () => {
            const [row] = await client<[{ count: number }]>`select count(*)::int as count from scans`;
            return row.count;
          },
        })),
      ];
    } finally {
      reference.stop();
    }
  } finally {
    await client.end({ timeout: 1 });
    await server.stop();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    await release();
  }
}

function codes(): PageFigure[] {
  const keys = stampKeys(ROOT, 1);
  const issued: number[] = [];
  const checked: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const made: string[] = [];
    let begin = performance.now();
    for (let number = 0; number < CODES; number += 1) made.push(codeOf(keys, number));
    issued.push((CODES / (performance.now() - begin)) * 1_000);
    begin = performance.now();
    for (const [number, code] of made.entries())
      if (stampOf(() => keys, code)?.number !== number) throw new Error(`${code} is not ${number}`);
    checked.push((CODES / (performance.now() - begin)) * 1_000);
  }
  return [
    atLeast('codes issued a second, one core', issued, 100_000),
    atLeast('codes checked a second, one core', checked, 120_000),
  ];
}

/** By a process of its own, started as the command is. */
async function sheet(): Promise<PageFigure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-semi-space-size=8',
    'tests/bench/sheet.ts',
    String(SHEET),
  ]);
  const { seconds, megabytes, peakMb } = JSON.parse(stdout) as SheetFigures;
  return [
    atMost(`sheet of ${SHEET} stamps (${megabytes.toFixed(0)} MB)`, [seconds], 60, 's'),
    atMost(`sheet of ${SHEET} stamps: memory of the process`, [peakMb], 300, 'MB'),
  ];
}

/** Scans that pages tell of, each on disk before it is answered; all of them in the tables a moment later. */
async function beacons({
  counted,
  ...wanted
}: BeaconsWanted & { counted: () => Promise<number> }): Promise<PageFigure[]> {
  const rates: number[] = [];
  const waits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await counted();
    const { stdout } = await promisify(execFile)(process.execPath, [
      'tests/bench/beacons.ts',
      JSON.stringify(wanted),
    ]);
    const came = JSON.parse(stdout) as BeaconsCame;
    const begin = performance.now();
    while ((await counted()) < before + came.noted) {
      if (performance.now() - begin > 10_000) throw new Error('scans that were noted are not in the tables');
      await sleep(10);
    }
    waits.push(performance.now() - begin);
    if (came.bad > 0) throw new Error(`${came.bad} scans were not noted`);
    rates.push(came.noted / came.seconds);
  }
  return [
    atLeast('scans noted a second', rates, 2_000),
    atMost('the last of them in the tables', waits, 500, 'ms'),
  ];
}

/** How much longer a code of a stamp that nobody ordered takes than one that was never made; 1: nothing is learnt. */
async function learnt(url: string, keys: ReturnType<typeof stampKeys>, from: number): Promise<PageFigure> {
  const times: [number[], number[]] = [[], []];
  for (let turn = 0; turn < GUESSES; turn += 1) {
    const unordered = codeOf(keys, from + turn);
    const invented = `${unordered.slice(0, -1)}${unordered.endsWith('0') ? '1' : '0'}`;
    for (const [at, code] of [unordered, invented].entries()) {
      const begin = performance.now();
      await (await fetch(`${url}/t/${code}`)).arrayBuffer();
      times[at]!.push(performance.now() - begin);
    }
  }
  return {
    figure: 'a code made by us that nobody ordered: of the time of an invented one',
    bar: '',
    value: (median(times[0]) / median(times[1])).toFixed(3),
    n: GUESSES,
    holds: null,
  };
}
