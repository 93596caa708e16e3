import { startOf, addDays, dayInVietnam } from '#src/domain/shared/calendar.ts';
import { encode, etagOf, worthEncoding, type Encoding } from './representation.ts';
import type { HeaderList } from './security-headers.ts';

/** One encoding of a page, ready to be written. */
export type Variant = {
  body: Buffer;
  etag: string;
  headers: HeaderList;
  headersOf304: HeaderList;
  /** The same with what every answer carries, by kind of answer; made by whoever writes them. */
  whole: (HeaderList | undefined)[];
};

export type CachedPage = {
  key: string;
  tags: readonly string[];
  contentType: string;
  /** All but those of the encoding. */
  headers: HeaderList;
  /** Pages of others may show it in a frame. */
  mayBeFramed: boolean;
  identity: Buffer;
  variants: { [name in Encoding]: Variant | null };
  /** Being made. */
  making: { [name in Encoding]: Promise<Variant> | null };
  /** Milliseconds of this machine. */
  madeAt: number;
  diesAt: number;
  /** Milliseconds of the site's clock: the instant at which the day of the page is over in Vietnam. */
  dayEnds: number;
  bytes: number;
  /** Asked since the last look round for something to drop. */
  used: boolean;
  /** Spellings of the request under which it is found at once. */
  spellings: string[];
};

export type Rendered = {
  tags: readonly string[];
  contentType: string;
  headers: HeaderList;
  mayBeFramed: boolean;
  body: Buffer;
  maxAge: number;
};

const MOST_SPELLINGS = 8;
/** What the bookkeeping of an entry weighs, about. */
const OVERHEAD = 2_000;

/**
 * Public pages as finished bytes. A page dies when its time is up, when its day ends in Vietnam, and at once
 * when a fact that it shows has changed. While it is not certain that changes are heard of, it is `shut`
 * and gives nothing.
 */
export class PageCache {
  #pages = new Map<string, CachedPage>();
  #spellings = new Map<string, CachedPage>();
  #byTag = new Map<string, Set<CachedPage>>();
  #bytes = 0;
  #generation = 0;
  #open = false;
  readonly #most: number;
  readonly #clock: () => Date;

  constructor({ mostBytes, clock }: { mostBytes: number; clock: () => Date }) {
    this.#most = mostBytes;
    this.#clock = clock;
  }

  /** From now on changes are heard of. Whatever changed before was not: nothing is kept from before. */
  open(): void {
    this.clear();
    this.#open = true;
  }

  shut(): void {
    this.#open = false;
    this.clear();
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** To be taken before a page is rendered and handed to `put`: a page that saw the facts of before is not kept. */
  get generation(): number {
    return this.#generation;
  }

  get size(): { pages: number; bytes: number } {
    return { pages: this.#pages.size, bytes: this.#bytes };
  }

  /** By the request exactly as it was written. */
  spelled(spelling: string): CachedPage | undefined {
    const page = this.#spellings.get(spelling);
    return page && this.#alive(page) ? page : undefined;
  }

  get(key: string, spelling?: string): CachedPage | undefined {
    const page = this.#pages.get(key);
    if (!page || !this.#alive(page)) return undefined;
    if (
      spelling !== undefined &&
      page.spellings.length < MOST_SPELLINGS &&
      !page.spellings.includes(spelling)
    ) {
      page.spellings.push(spelling);
      this.#spellings.set(spelling, page);
    }
    return page;
  }

  /** `null` when facts have changed since `generation`, or the cache is shut: then the page is for this visitor only. */
  put(key: string, generation: number, rendered: Rendered): CachedPage | null {
    const bytes = rendered.body.length + OVERHEAD;
    if (!this.#open || generation !== this.#generation || rendered.maxAge <= 0 || bytes > this.#most / 8)
      return null;
    const old = this.#pages.get(key);
    if (old) this.#drop(old);
    const page: CachedPage = { ...pageOf(key, rendered, this.#clock()), bytes };
    this.#pages.set(key, page);
    for (const tag of page.tags) {
      const pages = this.#byTag.get(tag) ?? new Set();
      pages.add(page);
      this.#byTag.set(tag, pages);
    }
    this.#bytes += page.bytes;
    this.#makeRoom();
    return page;
  }

  /** The page in this encoding; made once, however many ask. */
  async variant(page: CachedPage, encoding: Encoding): Promise<Variant> {
    const wanted = worthEncoding(page.contentType, page.identity.length) ? encoding : 'identity';
    const ready = page.variants[wanted];
    if (ready) return ready;
    return (page.making[wanted] ??= this.#make(page, wanted));
  }

  async #make(page: CachedPage, encoding: Encoding): Promise<Variant> {
    const variant = variantOf(page, encoding, await encode(page.identity, encoding, 'kept'));
    page.variants[encoding] = variant;
    page.making[encoding] = null;
    if (encoding !== 'identity' && this.#pages.get(page.key) === page) {
      page.bytes += variant.body.length;
      this.#bytes += variant.body.length;
      this.#makeRoom();
    }
    return variant;
  }

  /** Forgets every page that shows one of these facts; `all` forgets everything. */
  purge(tags: readonly string[]): void {
    this.#generation += 1;
    if (tags.includes('all')) {
      this.#empty();
      return;
    }
    for (const tag of tags) for (const page of this.#byTag.get(tag) ?? []) this.#drop(page);
  }

  clear(): void {
    this.#generation += 1;
    this.#empty();
  }

  #empty(): void {
    this.#pages.clear();
    this.#spellings.clear();
    this.#byTag.clear();
    this.#bytes = 0;
  }

  #alive(page: CachedPage): boolean {
    if (page.diesAt > Date.now() && page.dayEnds > this.#clock().getTime()) {
      page.used = true;
      return true;
    }
    this.#drop(page);
    return false;
  }

  #drop(page: CachedPage): void {
    if (this.#pages.get(page.key) !== page) return;
    this.#pages.delete(page.key);
    for (const spelling of page.spellings) this.#spellings.delete(spelling);
    for (const tag of page.tags) {
      const pages = this.#byTag.get(tag);
      pages?.delete(page);
      if (pages?.size === 0) this.#byTag.delete(tag);
    }
    this.#bytes -= page.bytes;
  }

  /** The oldest goes first, unless it was asked for since we last looked: then it has another round. */
  #makeRoom(): void {
    while (this.#bytes > this.#most) {
      for (const page of this.#pages.values()) {
        if (this.#bytes <= this.#most) return;
        if (page.used) {
          page.used = false;
          this.#pages.delete(page.key);
          this.#pages.set(page.key, page);
          break;
        }
        this.#drop(page);
      }
    }
  }
}

/** A page that is not kept, in the form of one that is. */
export function pageOf(key: string, rendered: Rendered, now: Date): CachedPage {
  const madeAt = Date.now();
  return {
    key,
    tags: rendered.tags,
    contentType: rendered.contentType,
    headers: rendered.headers,
    mayBeFramed: rendered.mayBeFramed,
    identity: rendered.body,
    variants: { br: null, gzip: null, identity: null },
    making: { br: null, gzip: null, identity: null },
    madeAt,
    diesAt: madeAt + rendered.maxAge * 1000,
    dayEnds: startOf(addDays(dayInVietnam(now), 1)).getTime(),
    bytes: 0,
    used: false,
    spellings: [],
  };
}

function variantOf(page: CachedPage, encoding: Encoding, body: Buffer): Variant {
  const etag = etagOf(page.identity, encoding);
  const both = [...page.headers, 'etag', etag, 'vary', 'accept-encoding'];
  const headers = [
    'content-type',
    page.contentType,
    'content-length',
    String(body.length),
    ...(encoding === 'identity' ? [] : ['content-encoding', encoding]),
    ...both,
  ];
  return { body, etag, headers, headersOf304: toldAgain(both), whole: [] };
}

/** What a 304 has to say (RFC 9110 §15.4.5); all else the browser keeps from the answer it has. */
function toldAgain(headers: HeaderList): HeaderList {
  return headers.filter((_, at) =>
    ['cache-control', 'etag', 'vary'].includes((headers[at - (at % 2)] ?? '').toLowerCase()),
  );
}
