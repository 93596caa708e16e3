import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { ensureBuilt, startServer } from '#tests/support/server.ts';
import { anOffer, aShop, brokenInvariants } from '#tests/support/shop.ts';
import { shopper, type Shopper } from '#tests/support/shopper.ts';
import { atLeast, atMost, load, type PageFigure } from './pages.ts';

const CONNECTIONS = 32;
const ORDERS = 1_500;
const PACKS = 1_000;
/** What the shop has to bear, in orders a second; the catalogue is measured beside that many. */
const RATE = 100;
const BESIDE_SECONDS = 6;
const BESIDE = RATE * BESIDE_SECONDS;

/**
 * Carts are filled and ordered (cash on delivery) over HTTP by thirty-two buyers at once, each with a cart of their own.
 * There are fewer packs than orders: not one may be sold twice. The buyers share the cores with what they measure;
 * readers of the catalogue are measured beside as many orders as the shop has to bear.
 */
export async function benchShop(dataDir = join(projectFolder(), '.test', 'bench')): Promise<PageFigure[]> {
  await ensureBuilt();
  const { url, release } = await embeddedDatabase(dataDir);
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const name = `shop_${process.pid}`;
  await admin.unsafe(`create database ${name}`);
  const databaseUrl = new URL(name, url).href;
  const server = await startServer({ databaseUrl, demo: true });
  const client = postgres(databaseUrl, { max: 3, onnotice: () => {} });
  try {
    const ctx: Context = { db: drizzle(client), now: new Date(), actor: { kind: 'system', task: 'bench' } };
    const producerId = await aShop(ctx);
    const scarce = await anOffer(ctx, { producerId, stock: PACKS });
    const plenty = await anOffer(ctx, { producerId, stock: BESIDE * 2 });
    const forms = new Map<Shopper, Record<string, string>>();
    const filled = async (offerId: string, count: number) => {
      const buyers = Array.from({ length: count }, () => shopper(server.url));
      const added = await byAll(buyers, async (buyer) => (await buyer.add(offerId)).status === 303);
      await byAll(buyers, async (buyer) => {
        forms.set(buyer, await buyer.review('cash'));
        return true;
      });
      return { buyers, added };
    };
    const confirms = async (buyer: Shopper) => (await buyer.confirm(forms.get(buyer)!)).status === 303;

    const { buyers, added } = await filled(scarce.id, ORDERS);
    const placed = await byAll(buyers, confirms);

    const { buyers: steady } = await filled(plenty.id, BESIDE);
    const readers = { paths: ['/san-pham'], connections: CONNECTIONS, seconds: BESIDE_SECONDS };
    const alone = await load(server, readers);
    const [beside, kept] = await Promise.all([load(server, readers), byAll(steady, confirms, RATE)]);
    if (kept.good !== BESIDE) throw new Error(`confirmed ${kept.good} of ${BESIDE}`);

    const [sold] = await ctx.db.execute<{ n: number }>(
      sql`select count(*)::int as n from order_lines where offer_id = ${scarce.id}`,
    );
    const broken = await brokenInvariants(ctx);
    if (sold?.n !== PACKS || placed.good !== PACKS || broken.length > 0)
      throw new Error(`sold ${sold?.n} of ${PACKS}, confirmed ${placed.good}; ${broken.join(', ')}`);
    return [
      atLeast('add to cart, a second, 32 at once', [added.perSecond], 100),
      atMost('add to cart, p99', [added.p99], 400, 'ms'),
      atLeast('place an order (cash), a second, 32 at once', [placed.perSecond], 100),
      atMost('place an order (cash), p99', [placed.p99], 400, 'ms'),
      atLeast('orders a second beside readers of the catalogue', [kept.perSecond], RATE * 0.95),
      atLeast(`catalogue beside ${RATE} orders a second, of alone`, [beside.rate / alone.rate], 0.7),
    ];
  } finally {
    await client.end({ timeout: 1 });
    await server.stop();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    await release();
  }
}

async function byAll(
  buyers: readonly Shopper[],
  act: (buyer: Shopper) => Promise<boolean>,
  /** So many begin each second; without it, as fast as they can. */
  rate = Number.POSITIVE_INFINITY,
): Promise<{ perSecond: number; p99: number; good: number }> {
  const waiting = [...buyers];
  const times: number[] = [];
  let good = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let buyer = waiting.pop(); buyer; buyer = waiting.pop()) {
        const begun = buyers.length - waiting.length - 1;
        await sleep(Math.max(0, begin + (begun / rate) * 1_000 - performance.now()));
        const start = performance.now();
        if (await act(buyer)) good += 1;
        times.push(performance.now() - start);
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1_000;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / seconds,
    p99: times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN,
    good,
  };
}
