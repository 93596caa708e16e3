import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { scanOfToken, scanToken } from '#src/domain/scans/scan-token.ts';
import { bandOf, scanRulesOn } from '#src/domain/scans/scan-rules.ts';
import { readStamp, StampStates, type StampState } from '#src/domain/scans/stamp-reading.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { isSignedCode, SIGNED_DIGITS } from '#src/domain/traceability/signed-stamp.ts';
import { MOST_TYPED, printedStampCode, stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { provinceAt } from '#src/web/scan-places.ts';
import { at, paths } from '#src/web/paths.ts';
import type { Site } from '#src/web/site.ts';
import { stampWords, type StampTemplate } from '#src/web/stamp-words.ts';
import { looksAhead, toldBefore } from '#src/web/told-scan.ts';
import { pageOf, type CachedPage, type PageCache, type Rendered } from './page-cache.ts';
import { isLoopback } from './rate-limit.ts';
import { isSame } from './representation.ts';
import type { HeaderList } from './security-headers.ts';
import { SplicedPage, type SlotKind } from './spliced-page.ts';

/** Renders the page of a stamp with marks, as something to keep; `null`: it is no such page any more. */
export type RenderTemplate = (url: string, template: StampTemplate) => Promise<Rendered | null>;

/** An answer ready to be sent. `null` of the body: none is sent. */
export type StampAnswer = { status: number; headers: HeaderList; body: Buffer | null };

type Wanted = { site: Site; cache: PageCache; render: RenderTemplate };

const SLOTS = ['code', 'signed', 'printed', 'place', 'checked', 'scans', 'typed'] as const;
type Slot = (typeof SLOTS)[number];

/** Only plain letters: whatever else somebody types is answered without haste. */
const ADDRESS = /^(\/en)?\/(?:t\/([0-9A-Za-z._~-]{1,60})|v\/(\d{193}))(\?[^#]*)?$/;

/** So long a copy in a browser may stand for a page with a fresh token. */
const FRESH_MINUTES = 30;

/**
 * Pages of stamps. All stamps of a run have the same page but for a few words: it is rendered once, for each state that
 * run, lot and stamp can be in, and kept as other pages are. Whoever scans is answered with one look at the rows of
 * the stamp, which say in which state it is now: nothing that was kept can speak for a state that has passed.
 */
export class StampPages {
  readonly #site: Site;
  readonly #cache: PageCache;
  readonly #render: RenderTemplate;
  readonly #states: StampStates;
  /** Nobody can type what stands in the place of what is typed. */
  readonly #marks: Readonly<Record<Slot, string>>;
  readonly #ofMark: ReadonlyMap<string, { name: string; kind: SlotKind }>;
  readonly #spliced = new WeakMap<CachedPage, SplicedPage>();
  readonly #rendering = new Map<string, Promise<CachedPage | null>>();

  constructor({ site, cache, render }: Wanted) {
    this.#site = site;
    this.#cache = cache;
    this.#render = render;
    this.#states = new StampStates(site.inLine);
    const secret = `x${randomBytes(9).toString('hex')}`;
    this.#marks = {
      ...(Object.fromEntries(SLOTS.map((slot) => [slot, `${secret}${slot}x`])) as Record<Slot, string>),
      // What stands for a signed code has to look like one.
      signed: Array.from(randomBytes(SIGNED_DIGITS), (byte) => byte % 10).join(''),
    };
    this.#ofMark = new Map(
      SLOTS.map((slot) => [
        this.#marks[slot],
        {
          name: slot === 'signed' ? 'code' : slot,
          kind: slot === 'scans' ? ('html' as const) : ('text' as const),
        },
      ]),
    );
  }

  /** Whether this request is for a page of a stamp that is answered here. */
  static isAsked(req: IncomingMessage): boolean {
    const url = req.url ?? '';
    if (!/^(?:\/en)?\/[tv]\//.test(url) || !ADDRESS.test(url)) return false;
    // What programs ask for, and what a Digital Link says of other goods, the page itself answers.
    return !/[?&](?:linkType|ma|lo)=/.test(url) && !/json/i.test(headerOf(req, 'accept') ?? '');
  }

  /** @returns `null`: somebody else has to answer. */
  async answer(req: IncomingMessage, origin: string, client: string): Promise<StampAnswer | null> {
    const [, english, short, digits, search = ''] = ADDRESS.exec(req.url ?? '') ?? [];
    const typed = short ?? digits ?? '';
    const lang: Lang = english ? 'en' : 'vi';
    const code = stampCodeOf(typed);
    const found = code === null ? null : this.#site.stamps.find(code);
    if (code === null || found === null) return this.#unknown(req, { origin, client, lang, code, typed });
    const state = await this.#states.read(found);
    if (!state) return null;
    return this.#known(req, { origin, lang, code, state, search });
  }

  async #known(
    req: IncomingMessage,
    about: { origin: string; lang: Lang; code: string; state: StampState; search: string },
  ): Promise<StampAnswer | null> {
    const { origin, lang, code, state } = about;
    const now = this.#site.config.clock();
    const today = dayInVietnam(now);
    const { runId, place, version, spoilt, packsRecallReason } = state;
    const band = bandOf(state.points, scanRulesOn(today)) ?? '';
    const key = `stamp ${origin} ${lang} ${runId} ${version} ${spoilt ?? ''} ${packsRecallReason ?? ''} ${band} ${today}`;
    // A run has stamps of one kind, so that its page has addresses of one kind.
    const mark = isSignedCode(code) ? this.#marks.signed : this.#marks.code;
    const page =
      this.#cache.get(key) ??
      (await this.#kept(key, `${origin}${at(lang, paths.stamp(mark))}`, async () => {
        const reading = await readStamp(this.#site.sql, state);
        // What has changed since we looked is asked for under another key the next time.
        const words = { ...this.#marks, code: mark };
        return reading && { kind: 'known', reading: { ...reading, ...state }, words };
      }));
    // Midnight has struck while it was made: it speaks of another day than it was asked for.
    if (!page || dayInVietnam(this.#site.config.clock()) !== today) return null;
    const asked = { method: req.method ?? '', headers: { get: (name: string) => headerOf(req, name) } };
    const scans = this.#site.scans.factsOf(runId, place, state.history);
    const given = {
      code,
      place,
      pinUsedAt: state.pinUsedAt,
      scans,
      now,
      token: null,
      before: toldBefore(about.search),
    };
    const token = looksAhead(asked) ? null : scanToken(this.#site.secret, code, now);
    const words = stampWords(this.#site, lang, { ...given, token });
    const told = `${scans.count} ${scans.devices} ${scans.firstAt?.getTime()} ${scans.provinces.join()} ${given.before} ${state.pinUsedAt?.getTime()}`;
    const minute = Math.floor(now.getTime() / 60_000 / FRESH_MINUTES);
    const sum = crc32(`${code} ${told} ${token === null} ${minute}`, crc32(key)).toString(36);
    const gzip = takesGzip(req);
    const etag = `W/"${sum}${page.madeAt.toString(36)}${gzip ? '-gzip' : ''}"`;
    const control = ['cache-control', 'private, no-cache', 'etag', etag, 'vary', 'accept, accept-encoding'];
    if (isSame(headerOf(req, 'if-none-match'), etag.slice(2)))
      return { status: 304, headers: control, body: null };
    return this.#sent(req, page, words, 200, control, gzip);
  }

  async #unknown(
    req: IncomingMessage,
    about: { origin: string; client: string; lang: Lang; code: string | null; typed: string },
  ): Promise<StampAnswer | null> {
    const { origin, client, lang, code, typed } = about;
    const template: StampTemplate =
      code === null
        ? { kind: 'misprint', typed: this.#marks.typed }
        : { kind: 'stamp', printed: this.#marks.printed };
    const url = `${origin}${at(lang, paths.stamp(this.#marks.code))}`;
    const key = `stamp ${origin} ${lang} ${template.kind}`;
    const page = this.#cache.get(key) ?? (await this.#kept(key, url, () => Promise.resolve(template)));
    if (!page) return null;
    // Whoever scans a real stamp behind the same address is not kept waiting for those who guess.
    const wait = isLoopback(client) ? 0 : this.#site.guesses.take(client);
    const control = ['cache-control', 'no-store', 'vary', 'accept, accept-encoding'];
    if (wait > 0) control.push('retry-after', String(wait));
    const printed = code === null ? '' : printedStampCode(code);
    const values = { code: code ?? typed, typed, printed };
    return this.#sent(req, page, values, wait > 0 ? 429 : 404, control, takesGzip(req));
  }

  #sent(
    req: IncomingMessage,
    page: CachedPage,
    values: Readonly<Record<string, string>>,
    status: number,
    control: HeaderList,
    gzip: boolean,
  ): StampAnswer {
    let spliced = this.#spliced.get(page);
    if (!spliced) {
      spliced = new SplicedPage(page.identity, this.#ofMark);
      this.#spliced.set(page, spliced);
    }
    const body = gzip ? spliced.gzip(values) : spliced.plain(values);
    const headers = ['content-type', page.contentType, 'content-length', String(body.length)];
    if (gzip) headers.push('content-encoding', 'gzip');
    headers.push(...control, ...page.headers);
    return { status, headers, body: req.method === 'HEAD' ? null : body };
  }

  /** The page with its marks; rendered by the first who asks. */
  async #kept(
    key: string,
    url: string,
    template: () => Promise<StampTemplate | null>,
  ): Promise<CachedPage | null> {
    const underWay = this.#rendering.get(key);
    if (underWay) return underWay;
    const made = this.#make(key, url, template).finally(() => this.#rendering.delete(key));
    this.#rendering.set(key, made);
    return made;
  }

  async #make(
    key: string,
    url: string,
    template: () => Promise<StampTemplate | null>,
  ): Promise<CachedPage | null> {
    const { generation } = this.#cache;
    const marks = await template();
    const rendered = marks && (await this.#render(url, marks));
    if (!rendered) return null;
    return this.#cache.put(key, generation, rendered) ?? pageOf(key, rendered, this.#site.config.clock());
  }

  /** A page tells that it was opened, or where. */
  async told(
    body: URLSearchParams,
    client: string,
    agent: string,
  ): Promise<'noted' | 'late' | 'busy' | 'no_place'> {
    const code = stampCodeOf((body.get('ma') ?? '').slice(0, MOST_TYPED));
    const found = code === null ? null : this.#site.stamps.find(code);
    const now = this.#site.config.clock();
    const id =
      code !== null && found ? scanOfToken(this.#site.secret, code, body.get('ve') ?? '', now) : null;
    if (id === null || !found) return 'late';
    const { runId, place } = found;
    if (body.has('vi')) {
      const [latitude, longitude] = [Number(body.get('vi')), Number(body.get('kinh'))];
      const province =
        Number.isFinite(latitude) && Number.isFinite(longitude)
          ? provinceAt(this.#site.places, latitude, longitude)
          : null;
      if (province === null) return 'no_place';
      return (await this.#site.scans.takePlace(id, province)) ? 'noted' : 'busy';
    }
    const scan = { id, runId, place, at: now, address: client, agent };
    return (await this.#site.scans.take(scan)) ? 'noted' : 'busy';
  }

  /** Where a form without script goes back to. */
  static back(body: URLSearchParams, english: boolean, outcome: 'noted' | 'late'): string {
    const code = stampCodeOf((body.get('ma') ?? '').slice(0, MOST_TYPED)) ?? '';
    const page =
      code === '' ? paths.lookUp : `${paths.stamp(code)}?quet=${outcome === 'noted' ? 'da' : 'cu'}`;
    return at(english ? 'en' : 'vi', page);
  }
}

function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** A stream of gzip is put together without compressing anything; browsers that know Brotli know it too. */
function takesGzip(req: IncomingMessage): boolean {
  const accept = headerOf(req, 'accept-encoding');
  return (
    accept !== undefined && /(?:^|,)\s*(?:gzip|\*)\s*(?:,|$|;(?!\s*q=0(?:\.0*)?\s*(?:,|$)))/i.test(accept)
  );
}
