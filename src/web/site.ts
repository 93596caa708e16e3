import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type OpenDatabase } from '#db/client.ts';
import type { Config, Mode } from '#src/config.ts';
import { FACTS_CHANNEL } from '#src/domain/audit/audit.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { fallbackSearch } from '#src/domain/search/fallback-search.ts';
import { keepIndex } from '#src/domain/search/keep-index.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import type { ProductSearch } from '#src/domain/search/product-search.ts';
import type { LogWriter } from '#src/domain/registry-log/append-log.ts';
import { credentialKeys, type CredentialKeys } from '#src/domain/registry-log/credential-key.ts';
import { IssuedStamps } from '#src/domain/traceability/issued-stamps.ts';
import { isRootKnown, STAMPS_TAG } from '#src/domain/traceability/stamp-runs.ts';
import { stopAt } from '#src/domain/shared/fault-point.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { isDemo, scanJournalsOf, siteOwner, type SiteOwner } from '#src/domain/shared/site-settings.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import type { MailGateway } from '#src/domain/notifications/send-letters.ts';
import type { FileStore } from '#src/domain/media/file-store.ts';
import type { PaymentGateway } from '#src/domain/payments/payment.ts';
import type { SellingRules } from '#src/domain/shop/basket.ts';
import type { AccountCarrier } from '#src/domain/shop/carrier.ts';
import { fetchOutside, isNamedHost, lookOutside } from '#src/gateways/fetch-outside.ts';
import { fileFolder } from '#src/gateways/file-folder.ts';
import { ghnCarrier } from '#src/gateways/ghn.ts';
import type { GhnStandIn } from '#src/gateways/ghn-stand-in.ts';
import { smtpMail } from '#src/gateways/mail.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { standInSettings, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { meilisearchSearch } from '#src/gateways/meilisearch.ts';
import { s3Files } from '#src/gateways/s3.ts';
import { sourceFolder } from '#src/gateways/source-folder.ts';
import type { AskOutside } from '#src/domain/shared/outside.ts';
import type { Outside } from '#src/domain/sync/read-answer.ts';
import { confirmLetter } from '#src/i18n/confirm-email.ts';
import { resetLetter } from '#src/i18n/letters.ts';
import { openAuth, type Auth } from './auth.ts';
import { kilometresBetween, type Kilometres } from '#src/domain/scans/scan-rules.ts';
import { RateLimit } from './front/rate-limit.ts';
import { ScanCounter } from './scan-counter.ts';
import { scanPlaces } from './scan-places.ts';
import { at, paths } from './paths.ts';

/** What lives as long as the process. Made once by the server and handed to every request. */
export type Site = OpenDatabase & {
  config: Config;
  /** Signs what visitors keep. */
  secret: string;
  search: ProductSearch;
  /** What codes of stamps are made of. */
  stampRoot: string;
  stamps: IssuedStamps;
  /** Counts who scans them; only where pages are served. */
  scans: ScanCounter;
  /** How far provinces are from each other. */
  readonly km: Kilometres;
  /** Codes that lead nowhere, by who asks. A village behind one address mistypes a few; a program asks for thousands. */
  guesses: RateLimit;
  /** Writes the registry log. */
  log: LogWriter;
  /** Signs what is attested of certificates. */
  credentialKeys: CredentialKeys;
  auth: Auth;
  /** Where pictures, recordings and papers lie. */
  files: FileStore;
  /** `null`: no mail server is set. */
  mail: MailGateway | null;
  /** Whether one can order here. */
  readonly mode: Mode;
  /** Whoever takes cards; `null`: nobody does. */
  cards: PaymentGateway | null;
  /** Takes no real money, so that an order can be tried in the demo world; `null`: a real one does. */
  cardStandIn: StripeStandIn | null;
  /** Whom producers may have an account with; `null`: nobody, in a demo world without a stand-in. */
  carrier: AccountCarrier | null;
  /** Brings no real parcels, so that sending can be tried in the demo world; `null`: a real one does. */
  carrierStandIn: GhnStandIn | null;
  selling: SellingRules;
  /** Other registers, and folders of this machine that sources may read. */
  outside: Outside;
  /** Systems of others that are told of facts: only encrypted, never inside. */
  hooks: {
    ask: AskOutside;
    /** @throws OutsideFault when it could not be asked. */
    look: (address: string) => Promise<void>;
    mayBePlain: (url: URL) => boolean;
  };
  /** Facts with these tags have changed, here or in another process: what is held of them is read again. */
  factsChanged: (tags: readonly string[]) => Promise<void>;
  /** All places of today and before. */
  readonly places: Places;
  /** The register holds the demo world: every page says so. */
  readonly isDemo: boolean;
  /** Who answers for the site; `null`: nobody has said yet. */
  readonly owner: SiteOwner | null;
};

/** Servers of our own that stand in for others; `null`: none does. */
export type StandIns = { cards: StripeStandIn | null; carrier: GhnStandIn | null };

/** What is read once and kept until a fact with its tag changes. */
type Held = { places: Places; km: Kilometres; isDemo: boolean; owner: SiteOwner | null };

/**
 * @param database opened already; by default it is opened here. `close` of the site closes it.
 * @param standIns takes cards, and parcels, where the settings name nobody who does.
 */
export async function openSite(
  config: Config,
  database?: OpenDatabase,
  standIns: StandIns = { cards: null, carrier: null },
): Promise<Site> {
  const { cards: cardStandIn, carrier: carrierStandIn } = standIns;
  const opened = database ?? (await openDatabase(config));
  const ctx = (): Context => ({
    db: opened.db,
    now: config.clock(),
    actor: { kind: 'system', task: 'site' },
  });
  const read = async (): Promise<Held> => {
    const [places, demo, owner] = await Promise.all([loadPlaces(ctx()), isDemo(ctx()), siteOwner(ctx())]);
    return { places, km: kilometresBetween(places.provinces), isDemo: demo, owner };
  };
  let held = await read();
  stopAt(config.testFault);
  const search = searchOf(config, opened.sql, () => held.places);

  /** Whoever brings the index in line tells all: lists made meanwhile, by anyone, show the index of before. */
  async function followProducts(): Promise<void> {
    if ((await keepIndex(opened.sql, search)) > 0)
      await opened.sql`select pg_notify(${FACTS_CHANNEL}, 'products')`;
  }

  const secret = await secretOf(config);
  const stampRoot = config.stampSecret ?? secret;
  if (!(await isRootKnown(ctx(), stampRoot)))
    process.stderr.write(
      'STAMP_SECRET không phải khoá đã dùng để làm tem: mã của những tem đã in sẽ không nhận ra được.\n',
    );
  const stamps = new IssuedStamps(stampRoot);
  await stamps.read(ctx());
  const logRoot = config.logSecret ?? secret;
  const scans = new ScanCounter({
    sql: opened.sql,
    folder: async () =>
      join(config.dataDir, 'scans', await scanJournalsOf(ctx(), randomBytes(6).toString('hex'))),
    secret,
    provinceOf: await scanPlaces(config.scanPlaces, held.places),
    km: () => held.km,
    clock: config.clock,
  });
  const auth = openAuth({
    db: opened.db,
    secret,
    siteUrl: config.siteUrl,
    sendReset: async ({ id, name, email }, token) => {
      const link = addressFor(config) + paths.newPassword(token);
      const { title, words } = resetLetter(name, link);
      await writeLetter(ctx(), {
        key: `password_reset:${id}:${token.slice(0, 8)}`,
        kind: 'password_reset',
        to: { address: email, name },
        title,
        words,
        isPrivate: true,
        about: `user:${id}`,
      });
    },
    sendConfirmation: async ({ id, name, email }, token, link) => {
      const lang = /^\/en(\/|$)/.test(link) ? 'en' : 'vi';
      await writeLetter(ctx(), {
        key: `verify_email:${id}:${createHash('sha256').update(token).digest('base64url').slice(0, 22)}`,
        kind: 'verify_email',
        to: { address: email, name },
        ...confirmLetter(lang, name, addressFor(config) + at(lang, paths.confirmEmail(token))),
        isPrivate: true,
        about: `user:${id}`,
      });
    },
  });

  return {
    ...opened,
    config,
    secret,
    stampRoot,
    stamps,
    log: logWriter(config, logRoot),
    credentialKeys: credentialKeys(logRoot),
    scans,
    guesses: new RateLimit({ perSecond: 0.2, burst: 30 }),
    auth,
    files: filesOf(config),
    mail: config.mail && smtpMail(config.mail),
    cards: config.cards
      ? stripePayments(config.cards)
      : cardStandIn && stripePayments(standInSettings(cardStandIn)),
    cardStandIn: config.cards ? null : cardStandIn,
    carrier: carrierOf(config, carrierStandIn, held.isDemo),
    carrierStandIn: config.ghnServer ? null : carrierStandIn,
    selling: { expired: config.sellExpired },
    get mode() {
      return modeOf(config, held);
    },
    outside: {
      ask: fetchOutside({ innerHosts: config.outsideHosts }),
      folder: sourceFolder(config.sourcesDir),
      token: (variable) => config.sourceTokens[variable],
    },
    hooks: {
      ask: fetchOutside({ innerHosts: config.hookHosts, onlyEncrypted: true }),
      look: lookOutside({ innerHosts: config.hookHosts, onlyEncrypted: true }),
      mayBePlain: (url) => isNamedHost(url, config.hookHosts),
    },
    search,
    factsChanged: async (tags) => {
      if (tags.some((tag) => tag === 'all' || tag === 'places' || tag === 'site')) held = await read();
      if (tags.some((tag) => tag === 'all' || tag === STAMPS_TAG)) await stamps.read(ctx());
      if (tags.some((tag) => tag === 'all' || tag === 'products' || tag.startsWith('product:'))) {
        search.changed();
        await followProducts();
      }
    },
    get km() {
      return held.km;
    },
    get places() {
      return held.places;
    },
    get isDemo() {
      return held.isDemo;
    },
    get owner() {
      return held.owner;
    },
  };
}

/** The log bears the name of the site for ever; what changes how everything is read is an entry of it. */
function logWriter(config: Config, root: string): LogWriter {
  const { host } = new URL(addressFor(config));
  return {
    root,
    origin: `${host}/log`,
    settings: {
      'setting:last_day': { lastDay: config.lastDay },
      'setting:host': { host },
    },
  };
}

/** Where letters and first links point to. Without `SITE_URL` only this machine is known. */
export function addressFor({ siteUrl, host, port }: Config): string {
  return siteUrl ?? `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
}

/**
 * The mode of the settings; by default the demo world sells and a real register does not. A marketplace whose
 * owner is not known is none (Decree 248/2026/NĐ-CP, article 4): it shows goods and takes no orders.
 */
function modeOf({ mode }: Pick<Config, 'mode'>, { isDemo: demo, owner }: Held): Mode {
  const wanted = mode ?? (demo ? 'marketplace' : 'catalogue');
  return wanted === 'marketplace' && !(owner && (demo || !owner.isExample)) ? 'catalogue' : wanted;
}

/** The places of the settings, and whom to tell of what is missing. */
export function filesOf({ files: { into, folder, s3 }, clock }: Pick<Config, 'files' | 'clock'>): FileStore {
  return {
    into,
    outside: { ...(folder && { folder: fileFolder(folder) }), ...(s3 && { s3: s3Files(s3, clock) }) },
    missing: (sha256, place) =>
      console.error(`${clock().toISOString()} files: ${sha256} is missing in ${place}`),
  };
}

/** GHN, or what stands in for it: parcels of a demo world are never told to GHN itself. */
function carrierOf(
  { ghnServer }: Pick<Config, 'ghnServer'>,
  standIn: GhnStandIn | null,
  isMadeUp: boolean,
): AccountCarrier | null {
  if (ghnServer !== null) return ghnCarrier(ghnServer);
  if (standIn !== null) return ghnCarrier(standIn.url);
  return isMadeUp ? null : ghnCarrier();
}

/** The engine of the settings; where it is another server, the built-in one answers whenever that is down. */
function searchOf(
  { meili, sellExpired: expired }: Config,
  sql: OpenDatabase['sql'],
  places: () => Places,
): ProductSearch {
  const builtin = postgresSearch({ sql, places, expired });
  if (meili === null) return builtin;
  const primary = meilisearchSearch({ ...meili, sql, places, expired, lexicon: () => builtin.lexicon() });
  return fallbackSearch(primary, builtin, sql);
}

/** The secret of the settings, or of this data folder, where one is made at the first start. */
export async function secretOf({ secret, dataDir }: Pick<Config, 'secret' | 'dataDir'>): Promise<string> {
  if (secret !== null) return secret;
  const file = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return readFile(file, 'utf8');
}
