import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { announce } from '#src/domain/audit/audit.ts';
import { readConfig } from '#src/config.ts';
import { keepSetting } from '#src/domain/shared/site-settings.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { JOBS } from '#src/jobs/jobs.ts';
import { prepareDatabase } from '#src/web/prepare.ts';
import { openSite, type Site } from '#src/web/site.ts';
import { stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { emptyDatabase, ensureBuilt, startServer, type RunningServer } from './server.ts';
import { anOffer, brokenInvariants, type OfferGiven } from './shop.ts';
import { contextOn, shopper, type Shopper } from './shopper.ts';

/** How often a race is run: 5 in `npm test`, 100 in `npm run test:long`. */
export const ROUNDS = Number(process.env['ROUNDS'] ?? 5);

export const WEBHOOK_SECRET = 'whsec_of_the_tests';

/** Somebody answers for the site, so that it may sell; nobody real. */
const OWNER = {
  name: 'Đơn vị vận hành (ví dụ trong bài thử)',
  registration: '0000000000',
  address: 'Việt Khê, Hải Phòng',
  phone: '+842253000000',
  email: 'van-hanh@example.vn',
  representative: 'Người đại diện',
  isExample: false,
};

/** `awaited`, `paid` and the like of one purchase, and the states of its orders. */
export type Standing = { payment: string; orders: string[]; refunds: string[] };

/**
 * A marketplace as in production: two processes of the built site on one real PostgreSQL, the card service's protocol
 * over HTTP, letters over SMTP. Background work is done when a test asks for it, at any time of day.
 */
export type ShopWorld = {
  one: RunningServer;
  two: RunningServer;
  ctx: Context;
  cards: StripeStandIn;
  mail: MailServer;
  /** What the servers are started with, for those that a test starts beside them. */
  env: Readonly<Record<string, string>>;
  databaseUrl: string;
  /** The process that serves the buyer with this number: in even rounds both processes take turns. */
  serverOf: (buyer: number, round?: number) => RunningServer;
  /** Another process on the same database, ended with the world. */
  another: (env: Readonly<Record<string, string>>) => Promise<RunningServer>;
  offer: (given?: OfferGiven) => ReturnType<typeof anOffer>;
  /** Somebody with goods in the cart, before the button that orders. */
  ready: (
    goods: readonly [offerId: string, quantity: number][],
    method: 'cash' | 'transfer' | 'card',
    server?: Pick<RunningServer, 'url'>,
  ) => Promise<{ buyer: Shopper; form: Record<string, string>; confirm: () => Promise<Response> }>;
  /** Delivers a signed notice as the card service does. */
  tell: (
    server: Pick<RunningServer, 'url'>,
    kind: string,
    session: string,
    how?: Parameters<StripeStandIn['notice']>[2],
  ) => Promise<number>;
  standing: (session: string) => Promise<Standing>;
  /** Packs on the shelf of an offer. */
  shelf: (offerId: string) => Promise<{ onHand: number; held: number }>;
  /** Does a piece of background work now, or so many minutes later. */
  job: (name: string, minutesLater?: number) => Promise<Record<string, number>>;
  /** Mails that the mail server took for an address, with their subject. */
  mailsTo: (address: string) => string[];
  /** Does what is due, then asserts I1–I8. */
  check: (minutesLater?: number) => Promise<void>;
  end: () => Promise<void>;
};

/** `/pay/cs_…` of the answer that sends a buyer to the card service. */
export const sessionOf = (response: Response): string =>
  /\/pay\/(cs_\w+)/.exec(response.headers.get('location') ?? '')?.[1] ?? '';

/** The token of the order's page in an address. */
export const tokenIn = (address: string): string => /\/don-hang\/([\w-]{22})/.exec(address)?.[1] ?? '';

export async function shopWorld(more: Readonly<Record<string, string>> = {}): Promise<ShopWorld> {
  await ensureBuilt();
  const [database, cards, mail] = await Promise.all([
    emptyDatabase(),
    stripeStandIn({ secret: WEBHOOK_SECRET }),
    startMailServer(),
  ]);
  const env = {
    MODE: 'marketplace',
    SECRET: 'a secret of the tests, long enough to be one',
    STRIPE_KEY: 'sk_test_example',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_SERVER: cards.url,
    SMTP_URL: mail.url,
    MAIL_FROM: 'ocop@example.vn',
    ...more,
  };
  const configAt = (minutes: number) =>
    readConfig({
      NODE_ENV: 'test',
      DEMO: 'no',
      DATABASE_URL: database.url,
      ...env,
      ...(minutes !== 0 && { TEST_CLOCK: String(minutes * 60_000) }),
    });
  const prepared = await prepareDatabase(configAt(0), () => {});
  await keepSetting(
    { db: prepared.db, now: new Date(), actor: { kind: 'system', task: 'test' } },
    'owner',
    OWNER,
  );
  await prepared.close();
  const start = (extra: Readonly<Record<string, string>> = {}) =>
    startServer({ databaseUrl: database.url, env: { ...env, ...extra } });
  const [one, two] = await Promise.all([start(), start()]);
  const ctx = contextOn(database.url);
  const others: RunningServer[] = [];
  const sites = new Map<number, Promise<Site>>();
  const started = new Map<string, number>();

  const siteAt = (minutes: number): Promise<Site> => {
    const site = sites.get(minutes) ?? openSite(configAt(minutes));
    sites.set(minutes, site);
    return site;
  };

  const world: ShopWorld = {
    one,
    two,
    ctx,
    cards,
    mail,
    env,
    databaseUrl: database.url,
    serverOf: (buyer, round = 0) => (round % 2 === 0 && buyer % 2 === 1 ? two : one),
    another: async (extra) => {
      const server = await start(extra);
      others.push(server);
      return server;
    },
    offer: async (given) => {
      const offer = await anOffer(ctx, given);
      started.set(offer.stockId, given?.stock ?? 10);
      await announce(ctx, { products: [offer.productId] });
      return offer;
    },
    ready: async (goods, method, server = one) => {
      const buyer = shopper(server.url);
      for (const [offerId, quantity] of goods) await buyer.add(offerId, quantity);
      const form = await buyer.review(method);
      return { buyer, form, confirm: () => buyer.confirm(form) };
    },
    tell: async (server, kind, session, how = {}) => {
      const { body, signature } = cards.notice(kind, session, how);
      const response = await fetch(new URL('/api/webhooks/stripe', server.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body,
      });
      return response.status;
    },
    standing: async (session) => {
      const [row] = await ctx.db.execute<Standing>(sql`
        select y.state as payment,
          (select jsonb_agg(o.state order by o.code) from orders o where o.purchase_id = y.purchase_id) as orders,
          (select coalesce(jsonb_agg(r.state order by r.id), '[]') from refunds r where r.payment_id = y.id) as refunds
        from payments y where y.session = ${session}`);
      return row!;
    },
    shelf: async (offerId) => {
      const [row] = await ctx.db.execute<{ onHand: number; held: number }>(sql`
        select sum(on_hand)::int as "onHand", sum(held)::int as held from stock where offer_id = ${offerId}`);
      return row!;
    },
    job: async (name, minutes = 0) => {
      const job = JOBS.find((each) => each.name === name);
      if (!job) throw new Error(`no such work: ${name}`);
      return job.run(await siteAt(minutes));
    },
    mailsTo: (address) =>
      mail.taken
        .filter((body) => new RegExp(`^To:.*${address.replaceAll('.', '\\.')}`, 'im').test(body))
        .map((body) => subjectOf(body)),
    check: async (minutes = 0) => {
      await world.job('sweep_payments', minutes);
      // Two processes at once, as it would be.
      await Promise.all([
        world.job('write_order_letters', minutes),
        world.job('write_order_letters', minutes),
      ]);
      await Promise.all([world.job('send_letters', minutes), world.job('send_letters', minutes)]);
      const site = await siteAt(minutes);
      await site.factsChanged(['products']);
      expect(await brokenInvariants({ db: ctx.db, now: site.config.clock() })).toEqual([]);
      expect(await brokenOutside(ctx, started, cards, mail)).toEqual([]);
    },
    end: async () => {
      for (const site of sites.values()) await (await site).close();
      await ctx.end();
      await Promise.all([...others, one, two].map((server) => server.kill()));
      await Promise.all([cards.close(), mail.close()]);
      await database.drop();
    },
  };
  return world;
}

const subjectOf = (body: string): string =>
  (/^Subject: ((?:.*\r?\n)(?:[ \t].*\r?\n)*)/im.exec(body)?.[1] ?? '')
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : Buffer.from(
            text
              .replaceAll('_', ' ')
              .replace(/=([0-9A-F]{2})/gi, (__, hex: string) =>
                String.fromCharCode(Number.parseInt(hex, 16)),
              ),
            'latin1',
          ).toString('utf8'),
    )
    .trim();

/** What only the outside can tell: the shelves at the start, the card service's books, the mail server's. */
async function brokenOutside(
  ctx: Context,
  started: ReadonlyMap<string, number>,
  cards: StripeStandIn,
  mail: MailServer,
): Promise<string[]> {
  const broken: string[] = [];
  // I1: what was there, less what was sold, with what came back.
  const shelves = await ctx.db.execute<{ id: string; on_hand: number; moved: number }>(sql`
    select k.id, k.on_hand, coalesce((select sum(quantity) from stock_moves v where v.stock_id = k.id), 0)::int as moved
    from stock k`);
  for (const { id, on_hand, moved } of shelves)
    if (started.has(id) && started.get(id)! + moved !== on_hand)
      broken.push(`shelf ${id}: ${started.get(id)} at first, ${moved} moved, ${on_hand} now`);
  // I3: the card service never gave back more than it took, and all that we say was given back it has given back.
  const taken = await ctx.db.execute<{ session: string; done: number }>(sql`
    select y.session, coalesce((select sum(amount) from refunds r where r.payment_id = y.id and r.state = 'done'), 0)::int as done
    from payments y where y.session is not null`);
  for (const { session, done } of taken) {
    const charge = cards.sessions.get(session)?.charge;
    if ((charge?.refunded ?? 0) !== done || done > (charge?.amount ?? 0))
      broken.push(`session ${session}: ${charge?.refunded ?? 0} given back there, ${done} here`);
  }
  // I7: what can be found is what may be shown, at the price of the register.
  const index = await ctx.db.execute<{ id: string }>(sql`
    select coalesce(d.product_id, p.id) as id
    from (select * from products where withdrawn_on is null and merged_into is null) p
    full join search_documents d on d.product_id = p.id
    where d.product_id is null or p.id is null or d.price is distinct from p.price`);
  for (const { id } of index) broken.push(`the index does not say of ${id} what the register says`);
  // I8: each letter of an order is at the mail server once.
  const letters = await ctx.db.execute<{ id: string; key: string; state: string }>(
    sql`select id, key, state from letters where kind = 'order' and to_address is not null`,
  );
  for (const { id, key, state } of letters) {
    const copies = mail.taken.filter((body) => body.toLowerCase().includes(`message-id: <${id}@`)).length;
    if (copies !== 1 || state !== 'sent') broken.push(`letter ${key}: ${copies} copies, ${state}`);
  }
  const untold = await ctx.db.execute<{ id: string }>(
    sql`select id::text as id from order_events where told_at is null`,
  );
  for (const { id } of untold) broken.push(`step ${id} was not told`);
  return broken;
}
