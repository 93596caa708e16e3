import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from 'astro/app/entrypoint';
import { projectFolder, type OpenDatabase } from '#db/client.ts';
import { DatabaseUnusable } from '#db/embedded.ts';
import { BadSettings, readConfig, type Config } from './config.ts';
import { readFiles } from './web/front/files.ts';
import { firstInvitation } from './domain/accounts/invitations.ts';
import { officesLeft } from './domain/accounts/assignments.ts';
import { followFacts, type Follower } from './web/front/follow-facts.ts';
import { createFront, type OwnAnswer } from './web/front/front.ts';
import { AccessLog } from './web/front/log.ts';
import { Metrics } from './web/front/metrics.ts';
import { PageCache } from './web/front/page-cache.ts';
import { isLoopback, RateLimit } from './web/front/rate-limit.ts';
import { StampPages } from './web/front/stamp-pages.ts';
import { pagePolicy, type PagePolicy } from './web/front/security-headers.ts';
import { paths } from './web/paths.ts';
import { indexIfEmpty, prepareDatabase, type Step } from './web/prepare.ts';
import { isDemo } from './domain/shared/site-settings.ts';
import { STRIPE_PAGES } from './gateways/stripe.ts';
import { lastAudit } from './domain/registry-log/audit-register.ts';
import { shopMetrics } from './web/shop-metrics.ts';
import { openSite, type Site, type StandIns } from './web/site.ts';
import { startWork, type Work } from './jobs/work.ts';

export type Serving = {
  address: string;
  /** The link that makes the first administrator; `null`: there is one. */
  firstLink: string | null;
  /** Offices whose unit was divided, so that they reach nothing. */
  officesLeft: number;
  close: () => Promise<void>;
};

const CACHE_BYTES = 64 * 1024 * 1024;
/** Requests in flight get this long when the server is told to stop. */
const FINISH_MS = 10_000;

const KNOCKING_MS = 200;

/** The port is somebody else's. */
export class PortTaken extends Error {
  override name = 'PortTaken';
}

/**
 * Serves the site until `close`: database open and up to date, everything that a first start needs put in.
 *
 * @param tell what is being done, for whoever waits in front of the screen.
 * @throws BadSettings, PortTaken, DatabaseUnusable
 */
export async function serve(
  env: NodeJS.ProcessEnv = process.env,
  tell: (step: Step) => void = () => {},
): Promise<Serving> {
  const config = readConfig(env);
  // The port first: who would wait for a demo world only to read that the port is taken?
  const server = createServer({
    keepAliveTimeout: 65_000,
    headersTimeout: 15_000,
    // A list of 20 MB from a village takes minutes; who sends nothing is cut off by the headers.
    requestTimeout: 300_000,
    connectionsCheckingInterval: 5_000,
  });
  await listenOn(server, config);
  let database: OpenDatabase | undefined;
  let follower: Follower | undefined;
  let work: Work | undefined;
  let standIns: StandIns = { cards: null, carrier: null };
  try {
    database = await prepareDatabase(config, tell);
    const cache = new PageCache({ mostBytes: CACHE_BYTES, clock: config.clock });
    const metrics = new Metrics();
    // Before the site reads what it holds: a change in between is heard.
    follower = await followFacts(database.url, cache, () => metrics.purged());
    standIns = await standInsFor(config, database, server);
    const site = await openSite(config, database, standIns);
    await indexIfEmpty(site, tell);
    follower.begin(site);
    await site.scans.begin();
    // It opens while the first visitors are served already.
    work = config.worker ? startWork(site) : undefined;
    const close = await answerRequests({ server, site, cache, metrics, follower, work, standIns });
    const address = addressOf(server, config);
    const ctx = {
      db: site.db,
      now: config.clock(),
      actor: { kind: 'system', task: 'start' },
    } as const;
    const token = await firstInvitation(ctx);
    const { length: left } = await officesLeft(ctx, site.places);
    const firstLink = token && (config.siteUrl ?? address) + paths.invitation(token);
    return { address, firstLink, officesLeft: left, close };
  } catch (error) {
    server.close();
    await closeStandIns(standIns);
    await work?.stop();
    await follower?.stop();
    await database?.close();
    throw error;
  }
}

type Parts = {
  server: Server;
  site: Site;
  cache: PageCache;
  metrics: Metrics;
  follower: Follower;
  work: Work | undefined;
  standIns: StandIns;
};

async function answerRequests({
  server,
  site,
  cache,
  metrics,
  follower,
  work,
  standIns,
}: Parts): Promise<() => Promise<void>> {
  const { config } = site;
  const log = config.accessLog ? new AccessLog((text) => void process.stdout.write(text)) : null;
  const app = createApp({ streaming: false });
  const policy = policyOf(app.manifest, cardPagesOf(config), config.tiles?.origin ?? null);
  let stopping = false;
  const shopGauges = shopMetrics(site);
  const handle = createFront({
    render: (request, { clientAddress, template }) =>
      app.render(request, {
        locals: { site, template } as App.Locals,
        clientAddress,
        addCookieHeader: true,
      }),
    stamps: (render) => new StampPages({ site, cache, render }),
    policy,
    files: await readFiles(join(projectFolder(), 'dist', 'client')),
    cache,
    limit: new RateLimit({ perSecond: 20, burst: 100 }),
    metrics,
    log,
    own: new Map<string, (req: import('node:http').IncomingMessage) => Promise<OwnAnswer>>([
      ['/healthz', async () => ({ status: 200, type: 'text/plain; charset=utf-8', body: 'ok\n' })],
      ['/readyz', () => readiness(site, cache, stopping)],
      [
        '/metrics',
        async (req) => {
          const token = config.metricsToken;
          const allowed = token
            ? req.headers.authorization === `Bearer ${token}`
            : isLoopback(req.socket.remoteAddress ?? '') && req.headers['x-forwarded-for'] === undefined;
          if (!allowed) return { status: 404, type: 'text/plain; charset=utf-8', body: 'Not found\n' };
          const { pages, bytes } = cache.size;
          return {
            status: 200,
            type: 'text/plain; version=0.0.4; charset=utf-8',
            body: metrics.text({
              cache_pages: pages,
              cache_bytes: bytes,
              cache_open: cache.isOpen ? 1 : 0,
              log_differences: (await lastAudit(site))?.differences ?? 0,
              ...(await shopGauges()),
            }),
          };
        },
      ],
    ]),
    siteUrl: config.siteUrl,
    trustedProxies: config.trustedProxies,
    clock: config.clock,
  });
  server.removeAllListeners('request');
  server.on('request', handle);
  return async () => {
    if (stopping) return;
    stopping = true;
    const worked = work?.stop();
    // Whoever is knocking already is let in; balancers read in /readyz that nobody else should be sent.
    await sleep(KNOCKING_MS);
    // Timers go before what has arrived: on a busy server a question that lies unread is read first.
    await new Promise(setImmediate);
    const closed = new Promise<void>((done) => server.close(() => done()));
    // Who has been answered and keeps the line open has nothing more to wait for.
    const tidying = setInterval(() => setImmediate(() => server.closeIdleConnections()), 50);
    await Promise.race([closed, sleep(FINISH_MS)]);
    clearInterval(tidying);
    server.closeAllConnections();
    log?.flush();
    await worked;
    await closeStandIns(standIns);
    await follower.stop();
    await site.scans.stop().catch((error: unknown) => console.error(error));
    await site.close();
  };
}

/** Takes the policy over from Astro, with the fingerprints of the build. */
function policyOf(
  manifest: ReturnType<typeof createApp>['manifest'],
  cardPages: string | null,
  tiles: string | null,
): PagePolicy {
  const { csp, routes } = manifest;
  if (!csp) throw new Error('the site is built without a content security policy');
  manifest.shouldInjectCspMetaTags = false;
  const named = [...csp.scriptDirective.hashes, ...csp.styleDirective.hashes];
  const known = new Set<string>(named.map((entry) => (typeof entry === 'string' ? entry : entry.hash)));
  for (const { styles, scripts } of routes) {
    const inline = [
      ...styles.flatMap((style) => (style.type === 'inline' ? [style.content] : [])),
      ...scripts.flatMap((script) => ('type' in script && script.type === 'inline' ? [script.value] : [])),
    ];
    for (const text of inline) known.add(`sha256-${createHash('sha256').update(text).digest('base64')}`);
  }
  // What is sent to us may lead on to the page where the card is typed.
  const directives = csp.directives.map((directive) =>
    directive.startsWith('form-action ') && cardPages
      ? `${directive} ${cardPages}`
      : directive.startsWith('img-src ') && tiles
        ? `${directive} ${tiles}`
        : directive,
  );
  return pagePolicy(directives, known);
}

/** The origin of the pages where cards are typed, when it is not our own. */
function cardPagesOf({ cards }: Config): string | null {
  if (cards === null) return null;
  return cards.server ? `${cards.server.protocol}://${cards.server.host}:${cards.server.port}` : STRIPE_PAGES;
}

/** In the demo world, where nobody takes cards or parcels, stand-ins do: an order can be tried to its end. */
async function standInsFor(config: Config, { db }: OpenDatabase, server: Server): Promise<StandIns> {
  const none = { cards: null, carrier: null };
  if (!(await isDemo({ db, now: config.clock(), actor: { kind: 'system', task: 'start' } }))) return none;
  const origin = (): string => config.siteUrl ?? addressOf(server, config);
  const [{ stripeStandIn }, { ghnStandIn }] = await Promise.all([
    import('./gateways/stripe-stand-in.ts'),
    import('./gateways/ghn-stand-in.ts'),
  ]);
  return {
    cards:
      config.cards === null
        ? await stripeStandIn({
            secret: randomBytes(16).toString('hex'),
            clock: config.clock,
            page: (session) => origin() + paths.testPayment(session),
            notify: () => addressOf(server, config) + paths.cardNotices,
          })
        : null,
    carrier: config.ghnServer === null ? await ghnStandIn({ clock: config.clock, moves: true }) : null,
  };
}

async function closeStandIns({ cards, carrier }: StandIns): Promise<void> {
  await Promise.all([cards?.close(), carrier?.close()]);
}

/** Ready while the database answers: it answers for a search engine that is down, too. */
async function readiness(site: Site, cache: PageCache, stopping: boolean): Promise<OwnAnswer> {
  const [database, search] = await Promise.all([
    inTime(site.sql`select 1`.then(() => 'ok')),
    inTime(site.search.health()),
  ]);
  const body = {
    ready: database === 'ok' && !stopping,
    database,
    search,
    hearing: cache.isOpen ? 'ok' : 'down',
  };
  return {
    status: body.ready ? 200 : 503,
    type: 'application/json; charset=utf-8',
    body: `${JSON.stringify(body)}\n`,
  };
}

async function inTime(asked: Promise<string>): Promise<string> {
  return Promise.race([asked.catch(() => 'down'), sleep(2_000, 'down', { ref: false })]);
}

/** Until the site is ready whoever comes is told to wait. */
async function listenOn(server: Server, { host, port }: Config): Promise<void> {
  server.on('request', (_req, res) => {
    res.writeHead(503, { 'retry-after': '5', 'content-type': 'text/plain; charset=utf-8' });
    res.end('Sao Làng đang khởi động. / Sao Làng is starting.\n');
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      fail(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? new PortTaken(`${host}:${port}`) : error);
    });
    server.listen(port, host, done);
  });
}

function addressOf(server: Server, { host }: Config): string {
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

const STEPS: Readonly<Record<Step, [string, string]>> = {
  database: ['Mở cơ sở dữ liệu…', 'opening the database'],
  places: ['Nạp 34 tỉnh, thành và 3.321 xã, phường, đặc khu…', 'loading provinces and communes'],
  demo: ['Nạp dữ liệu mẫu…', 'filling the demo world'],
  search: ['Lập chỉ mục tìm kiếm…', 'indexing for search'],
};

/** Serves until the terminal or the service manager says stop; what goes wrong is said in a sentence. */
export async function serveFromTerminal(): Promise<void> {
  let serving: Serving;
  try {
    serving = await serve(process.env, (step) => console.log(STEPS[step].join(' · ')));
  } catch (error) {
    console.error(sentenceFor(error));
    process.exitCode = 1;
    return;
  }
  console.log(`\nSao Làng đã sẵn sàng: ${serving.address}\nSao Làng is ready:    ${serving.address}\n`);
  if (serving.firstLink !== null)
    console.log(
      `Tạo người quản trị đầu tiên (dùng một lần, trong 24 giờ): ${serving.firstLink}\nMake the first administrator (once, within 24 hours):    ${serving.firstLink}\n`,
    );
  if (serving.officesLeft > 0)
    console.log(
      `${serving.officesLeft} vai trò thuộc đơn vị đã chia, chưa với tới đâu: xem ${serving.address}${paths.officePeople}\n${serving.officesLeft} offices of divided units reach nothing: see ${serving.address}${paths.officePeople}\n`,
    );
  closeWhenTold(serving.close);
}

function closeWhenTold(close: () => Promise<void>): void {
  let told = false;
  const stop = (): void => {
    // Asked twice, somebody is in a hurry.
    if (told) process.exit(1);
    told = true;
    console.log('Đang dừng… · stopping');
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', stop);
  // Started by another process of ours, which has been killed: whoever starts again finds the port free.
  process.once('disconnect', stop);
  process.channel?.unref();
}

/** `npm run worker`: sends letters and keeps the daily rounds, and serves nobody, until it is told to stop. */
export async function workFromTerminal(): Promise<void> {
  try {
    const config = readConfig();
    const site = await openSite(config, await prepareDatabase(config, () => {}));
    const work = startWork(site);
    await work.ready;
    console.log('Sao Làng: việc nền đang chạy.\nSao Làng: the worker is ready.');
    closeWhenTold(async () => {
      await work.stop();
      await site.close();
    });
  } catch (error) {
    console.error(sentenceFor(error));
    process.exit(1);
  }
}

function sentenceFor(error: unknown): string {
  if (error instanceof PortTaken)
    return `Cổng ${error.message} đang có chương trình khác dùng. Chọn cổng khác: PORT=8080 npm start\nThe port ${error.message} is taken. Choose another: PORT=8080 npm start`;
  if (error instanceof BadSettings || error instanceof DatabaseUnusable) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
