import { resolve } from 'node:path';
import { z } from 'zod';
import { CLAIM_DAYS, type ClaimDays } from '#src/domain/checkout/claim.ts';
import { REVIEW_DAYS } from '#src/domain/reviews/review.ts';
import type { Witness } from '#src/domain/registry-log/ask-witnesses.ts';
import { readKey } from '#src/domain/registry-log/note.ts';
import { FAULT_POINTS, type FaultPoint } from '#src/domain/shared/fault-point.ts';
import type { ExpiredRule } from '#src/domain/shop/offer.ts';
import { FILE_PLACES, type FilePlace } from '#src/domain/media/file-store.ts';
import type { RecordingLimits } from '#src/domain/media/recording.ts';
import { GHN_SERVERS } from '#src/gateways/ghn.ts';
import { readS3Url, type S3Settings } from '#src/gateways/s3.ts';
import type { StripeSettings } from '#src/gateways/stripe.ts';
import type { StampLength } from '#src/domain/traceability/stamp-code.ts';

/** As long as one form without script brings it whole. */
export const MOST_RECORDING_MEGABYTES = 60;
const megabytes = z.coerce.number().int().min(1).max(MOST_RECORDING_MEGABYTES);

const flag = z.stringbool().optional();

const environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  /** PostgreSQL to use instead of our own. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  SITE_URL: z.url({ protocol: /^https?$/ }).optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4321),
  /** Whether one can order here; by default in the demo world only. */
  MODE: z.enum(['catalogue', 'enquiry', 'marketplace']).optional(),
  MEILI_URL: z.url({ protocol: /^https?$/ }).optional(),
  MEILI_KEY: z.string().optional(),
  /** Signs what the visitor keeps (age declared). Without it one is made under DATA_DIR. */
  SECRET: z.string().min(16).optional(),
  STAMP_SECRET: z.string().min(32).optional(),
  /** Signs the registry log and what is attested of certificates; by default made of SECRET. */
  LOG_SECRET: z.string().min(32).optional(),
  /** Others who see that the log only grows: `https://lam-chung.example.vn name+id+key`, a comma between two. */
  LOG_WITNESSES: z.string().optional(),
  /** Characters of a stamp's code; the longer one is ten bits harder to guess and wants a larger symbol. */
  STAMP_LENGTH: z.enum(['18', '20']).default('18'),
  /** File that says which internet addresses are of which province; without it nobody knows where a stamp is scanned. */
  SCAN_PLACES: z.string().min(1).optional(),
  /** Whether the anniversary of the decision is still a day of validity. */
  LAST_DAY: z.enum(['anniversary_counts', 'day_before']).default('anniversary_counts'),
  /** `no`: start with an empty register. */
  DEMO: flag,
  /** How many proxies in front of us write X-Forwarded-For; 0: none is believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  /** Who asks for /metrics must bring it; without it only this machine may. */
  METRICS_TOKEN: z.string().min(8).optional(),
  /** One line a request on standard output, without anything personal. By default: unless someone is watching. */
  ACCESS_LOG: flag,
  /** Where letters are handed in: `smtps://name:password@mail.example.vn`. Without it they are kept in the office. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Whom letters come from: an address, or `Sao Làng <ocop@example.vn>`. */
  MAIL_FROM: z
    .string()
    .regex(/^([^<>]*<)?[^\s<>@]+@[^\s<>@]+>?$/)
    .optional(),
  /** `no`: this process only serves; `npm run worker` sends letters and keeps the daily rounds. */
  WORKER: flag,
  /** Folder below which sources may read lists that lie on this machine. Without it no source reads a folder. */
  SOURCES_DIR: z.string().min(1).optional(),
  /** Inner hosts that may be asked for data all the same: `ocop.tinh.local,10.1.2.3:8080`. */
  OUTSIDE_HOSTS: z
    .string()
    .regex(/^[\w.:[\]-]+(\s*,\s*[\w.:[\]-]+)*$/)
    .optional(),
  /** Tests only: inner hosts that may be told of facts, also without encryption. */
  TEST_HOOK_HOSTS: z.string().optional(),
  /** Pictures of a map to lay under the points, `https://tiles.example.vn/{z}/{x}/{y}.png`; none by default. */
  MAP_TILES: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d+)?\/[^\s{}]*\{z\}[^\s]*$/)
    .refine((address) => ['{z}', '{x}', '{y}'].every((part) => address.includes(part)))
    .optional(),
  /** Whose pictures they are, as their owner wants to be named. */
  MAP_ATTRIBUTION: z.string().min(3).max(200).optional(),
  /** A folder for pictures, recordings and papers. */
  MEDIA_DIR: z.string().min(1).optional(),
  /** A service that speaks S3, for the same: `https://KEY:SECRET@s3.example.vn/bucket?region=…`. */
  S3_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => readS3Url(url) !== null, 'cần https://KHOÁ:MẬT-KHẨU@máy-chủ/kho?region=…')
    .optional(),
  /** The largest recording that producers may send, in megabytes: sound, film. */
  MOST_AUDIO_MB: megabytes.default(20),
  MOST_VIDEO_MB: megabytes.default(60),
  /** Where new files go, where both are set or files are on their way back. */
  FILES_IN: z.enum(FILE_PLACES).optional(),
  /** Key of the account that takes cards; without it cards are not offered. */
  STRIPE_KEY: z.string().min(8).optional(),
  /** What notices are signed with; while it is changed, the new and the old one with a comma between. */
  STRIPE_WEBHOOK_SECRET: z.string().min(8).optional(),
  /** Tests only: a server that speaks Stripe's protocol. */
  STRIPE_SERVER: z.url({ protocol: /^https?$/ }).optional(),
  /** Where GHN is asked: GHN itself, or its place for trying. In tests any server that speaks as it does. */
  GHN_SERVER: z.url({ protocol: /^https?$/ }).optional(),
  /** Goods whose certificate has run out: sold without stars, or not at all. */
  SELL_EXPIRED: z.enum(['without_stars', 'not_at_all']).default('without_stars'),
  /** Days after delivery in which a claim is taken: fresh food, other goods. As the terms of sale say. */
  CLAIM_DAYS: z
    .string()
    .regex(/^\d{1,3},\d{1,3}$/)
    .optional(),
  /** Days after delivery in which a buyer may write a review. */
  REVIEW_DAYS: z.coerce.number().int().min(1).max(730).default(REVIEW_DAYS),
  /** Tests only: where this process stops for good. */
  TEST_FAULT: z.enum(FAULT_POINTS).optional(),
  /** Tests only: an instant, or an offset in milliseconds. */
  TEST_CLOCK: z.string().optional(),
});

/** `catalogue`: nothing is sold; `enquiry`: questions are passed to the producer; `marketplace`: one orders here. */
export type Mode = 'catalogue' | 'enquiry' | 'marketplace';

export type Config = Readonly<{
  databaseUrl: string | null;
  /** Absolute. */
  dataDir: string;
  /** Without a slash at the end; `null`: what the request says. */
  siteUrl: string | null;
  host: string;
  port: number;
  /** `null`: what the register is decides. */
  mode: Mode | null;
  cards: StripeSettings | null;
  /** Where GHN is asked; `null`: nothing was set. */
  ghnServer: string | null;
  sellExpired: ExpiredRule;
  claimDays: ClaimDays;
  reviewDays: number;
  meili: { url: string; key: string | null } | null;
  secret: string | null;
  /** What codes of stamps are made of; `null`: of `secret`. */
  stampSecret: string | null;
  stampLength: StampLength;
  /** What the registry log is signed with; `null`: what comes of `secret`. */
  logSecret: string | null;
  witnesses: readonly Witness[];
  /** Absolute; `null`: nobody knows where a stamp is scanned. */
  scanPlaces: string | null;
  lastDay: 'anniversary_counts' | 'day_before';
  demo: boolean;
  trustedProxies: number;
  metricsToken: string | null;
  accessLog: boolean;
  mail: { url: string; from: string } | null;
  /** Whether the server does the work for later itself. */
  worker: boolean;
  testFault: FaultPoint | null;
  /** Absolute; `null`: no source reads a folder of this machine. */
  sourcesDir: string | null;
  /** Inner hosts that may be asked: `host` or `host:port`. */
  outsideHosts: readonly string[];
  /** Inner hosts that may be told of facts; none outside tests. */
  hookHosts: readonly string[];
  /** Tokens that sources are shown, by the names of their variables: `SOURCE_TOKEN_…`. */
  sourceTokens: Readonly<Record<string, string>>;
  /** Where pictures, recordings and papers lie; folder absolute. */
  files: { into: FilePlace; folder: string | null; s3: S3Settings | null };
  /** Bytes of the largest recording that is taken. */
  recordings: RecordingLimits;
  /** `null`: maps ask nobody else for anything. */
  tiles: { address: string; origin: string; attribution: string } | null;
  production: boolean;
  clock: () => Date;
}>;

/** What is wrong with the settings, one sentence each. */
export class BadSettings extends Error {
  override name = 'BadSettings';
}

/**
 * Reads the settings of this process.
 *
 * @throws BadSettings naming every setting that cannot be read.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is one that is not set: compose files and service units write them so.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const read = environment.safeParse(given);
  if (!read.success) {
    throw new BadSettings(
      read.error.issues
        .map(({ path, message }) => `Cài đặt ${path.join('.')} không đúng: ${message}`)
        .join('\n'),
    );
  }
  const it = read.data;
  if (it.SMTP_URL && !it.MAIL_FROM)
    throw new BadSettings('Cài đặt MAIL_FROM còn thiếu: có SMTP_URL thì cần địa chỉ người gửi.');
  if (it.MAP_TILES && !it.MAP_ATTRIBUTION)
    throw new BadSettings('Cài đặt MAP_ATTRIBUTION còn thiếu: có MAP_TILES thì phải ghi bản đồ là của ai.');
  return {
    databaseUrl: it.DATABASE_URL ?? null,
    dataDir: resolve(it.DATA_DIR),
    siteUrl: it.SITE_URL?.replace(/\/+$/, '') ?? null,
    host: it.HOST,
    port: it.PORT,
    mode: it.MODE ?? null,
    cards: cardsOf(it),
    ghnServer: ghnServerOf(it),
    sellExpired: it.SELL_EXPIRED,
    claimDays: claimDaysOf(it.CLAIM_DAYS),
    reviewDays: it.REVIEW_DAYS,
    meili: it.MEILI_URL ? { url: it.MEILI_URL, key: it.MEILI_KEY ?? null } : null,
    secret: it.SECRET ?? null,
    stampSecret: it.STAMP_SECRET ?? null,
    stampLength: it.STAMP_LENGTH === '20' ? 20 : 18,
    logSecret: it.LOG_SECRET ?? null,
    witnesses: witnessesOf(it.LOG_WITNESSES, it.NODE_ENV === 'test'),
    scanPlaces: it.SCAN_PLACES ? resolve(it.SCAN_PLACES) : null,
    lastDay: it.LAST_DAY,
    demo: it.DEMO ?? true,
    trustedProxies: it.TRUSTED_PROXIES,
    metricsToken: it.METRICS_TOKEN ?? null,
    accessLog: it.ACCESS_LOG ?? !process.stdout.isTTY,
    mail: it.SMTP_URL && it.MAIL_FROM ? { url: it.SMTP_URL, from: it.MAIL_FROM } : null,
    worker: it.WORKER ?? true,
    testFault: it.NODE_ENV === 'test' ? (it.TEST_FAULT ?? null) : null,
    sourcesDir: it.SOURCES_DIR ? resolve(it.SOURCES_DIR) : null,
    outsideHosts: it.OUTSIDE_HOSTS?.split(',').map((host) => host.trim().toLowerCase()) ?? [],
    hookHosts: it.NODE_ENV === 'test' ? (it.TEST_HOOK_HOSTS?.split(',') ?? []) : [],
    sourceTokens: Object.fromEntries(
      Object.entries(given).filter(
        (pair): pair is [string, string] =>
          /^SOURCE_TOKEN_[A-Z0-9_]+$/.test(pair[0]) && pair[1] !== undefined,
      ),
    ),
    files: filesOf(it),
    recordings: { listen: it.MOST_AUDIO_MB * 2 ** 20, watch: it.MOST_VIDEO_MB * 2 ** 20 },
    tiles:
      it.MAP_TILES && it.MAP_ATTRIBUTION
        ? {
            address: it.MAP_TILES,
            origin: new URL(it.MAP_TILES).origin,
            attribution: it.MAP_ATTRIBUTION,
          }
        : null,
    production: it.NODE_ENV === 'production',
    clock: clockOf(it.NODE_ENV === 'test' ? it.TEST_CLOCK : undefined),
  };
}

function cardsOf(it: z.infer<typeof environment>): StripeSettings | null {
  if (!it.STRIPE_KEY) return null;
  if (!it.STRIPE_WEBHOOK_SECRET)
    throw new BadSettings(
      'Cài đặt STRIPE_WEBHOOK_SECRET còn thiếu: có STRIPE_KEY thì cần khoá ký thông báo.',
    );
  if (it.STRIPE_SERVER && it.NODE_ENV !== 'test')
    throw new BadSettings(
      'Cài đặt STRIPE_SERVER chỉ dùng khi thử (NODE_ENV=test): tiền thật chỉ đi qua Stripe.',
    );
  const server = it.STRIPE_SERVER ? new URL(it.STRIPE_SERVER) : null;
  return {
    key: it.STRIPE_KEY,
    webhookSecrets: it.STRIPE_WEBHOOK_SECRET.split(',').map((secret) => secret.trim()),
    server: server && {
      protocol: server.protocol === 'https:' ? 'https' : 'http',
      host: server.hostname,
      port: Number(server.port) || (server.protocol === 'https:' ? 443 : 80),
    },
  };
}

function filesOf(it: z.infer<typeof environment>): Config['files'] {
  const into = it.FILES_IN ?? (it.S3_URL ? 's3' : it.MEDIA_DIR ? 'folder' : 'database');
  if (into === 's3' && !it.S3_URL)
    throw new BadSettings('Cài đặt S3_URL còn thiếu: FILES_IN=s3 thì cần nơi cất tệp.');
  if (into === 'folder' && !it.MEDIA_DIR)
    throw new BadSettings('Cài đặt MEDIA_DIR còn thiếu: FILES_IN=folder thì cần thư mục cất tệp.');
  return {
    into,
    folder: it.MEDIA_DIR ? resolve(it.MEDIA_DIR) : null,
    s3: it.S3_URL ? readS3Url(it.S3_URL) : null,
  };
}

function ghnServerOf(it: z.infer<typeof environment>): string | null {
  if (!it.GHN_SERVER) return null;
  const server = new URL(it.GHN_SERVER).origin;
  if (it.NODE_ENV !== 'test' && !GHN_SERVERS.some((one) => one === server))
    throw new BadSettings(
      `Cài đặt GHN_SERVER chỉ nhận ${GHN_SERVERS.join(' hoặc ')}: khoá của nhà sản xuất không gửi đi nơi khác.`,
    );
  return server;
}

function claimDaysOf(setting: string | undefined): ClaimDays {
  if (setting === undefined) return CLAIM_DAYS;
  const [fresh = CLAIM_DAYS.fresh, other = CLAIM_DAYS.other] = setting.split(',').map(Number);
  return { fresh, other };
}

function witnessesOf(setting: string | undefined, mayBePlain: boolean): Witness[] {
  return (setting ?? '').split(',').flatMap((part) => {
    if (part.trim() === '') return [];
    const [url = '', text = ''] = part.trim().split(/\s+/);
    const key = readKey(text);
    if (!(URL.canParse(url) && (mayBePlain || url.startsWith('https://'))) || key?.kind !== 'witness')
      throw new BadSettings(
        `Cài đặt LOG_WITNESSES không đúng ở «${part.trim()}»: cần địa chỉ https và khoá của nơi làm chứng.`,
      );
    return [{ url, key }];
  });
}

function clockOf(setting: string | undefined): () => Date {
  if (!setting) return () => new Date();
  if (/^[+-]?\d+$/.test(setting)) return () => new Date(Date.now() + Number(setting));
  const instant = new Date(setting);
  if (Number.isNaN(instant.getTime())) throw new BadSettings(`Cài đặt TEST_CLOCK không đúng: ${setting}`);
  return () => new Date(instant);
}
