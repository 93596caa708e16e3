import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { ensureBuilt, startServer } from '#tests/support/server.ts';
import { anOffer, aShop, brokenInvariants } from '#tests/support/shop.ts';
import { shopper, type Shopper } from '#tests/support/shopper.ts';
import { atLeast, atMost, type PageFigure } from './pages.ts';

const CONNECTIONS = 32;
const ORDERS = 1_500;
const PACKS = 1_000;

/**
 * Carts are filled and ordered (cash on delivery) over HTTP by thirty-two buyers at once, each with a cart of their own.
 * There are fewer packs than orders: not one may be sold twice. The buyers share the cores with what they measure.
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
    const buyers = Array.from({ length: ORDERS }, () => shopper(server.url));

    const added = await byAll(buyers, async (buyer) => (await buyer.add(scarce.id)).status === 303);
    const forms = new Map<Shopper, Record<string, string>>();
    await byAll(buyers, async (buyer) => {
      forms.set(buyer, await buyer.review('cash'));
      return true;
    });
    // Reading alone, and beside those who order.
    const alone = await readsFor(server.url, 3_000);
    const during = { stop: false };
    const reading = readsUntil(server.url, during);
    const placed = await byAll(
      buyers,
      async (buyer) => (await buyer.confirm(forms.get(buyer)!)).status === 303,
    );
    during.stop = true;
    const beside = await reading;

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
      atLeast('catalogue beside them, of alone', [beside / alone], 0.7),
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
): Promise<{ perSecond: number; p99: number; good: number }> {
  const waiting = [...buyers];
  const times: number[] = [];
  let good = 0;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let buyer = waiting.pop(); buyer; buyer = waiting.pop()) {
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

async function readsUntil(url: string, until: { stop: boolean }): Promise<number> {
  const begin = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!until.stop) {
        await (await fetch(`${url}/san-pham`)).arrayBuffer();
        count += 1;
      }
    }),
  );
  return count / ((performance.now() - begin) / 1_000);
}

async function readsFor(url: string, ms: number): Promise<number> {
  const until = { stop: false };
  setTimeout(() => (until.stop = true), ms);
  return readsUntil(url, until);
}
