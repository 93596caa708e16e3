import { createHash } from 'node:crypto';
import type { APIContext } from 'astro';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { ProductSearch } from '#src/domain/search/product-search.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { problem } from '#src/web/answer.ts';
import { secondsToKeep, TAGS_HEADER } from '#src/web/page.ts';
import type { Site } from '#src/web/site.ts';

/** What an endpoint is given: the question, and what the process holds. */
export type ApiCall = {
  url: URL;
  params: Readonly<Record<string, string | undefined>>;
  lang: Lang;
  today: Day;
  /** Whether the visitor who asks has declared their age on this site. */
  adult: boolean;
  /** Scheme and host that addresses in answers begin with. */
  origin: string;
  /** The address that asks. */
  client: string;
  site: Pick<Site, 'sql' | 'db' | 'config' | 'stamps' | 'scans' | 'guesses' | 'owner'> & {
    search: ProductSearch;
    places: Places;
  };
};

export type ApiAnswer = {
  body: unknown;
  /** Facts the answer shows; with them our own server keeps a copy until one changes. */
  tags?: readonly string[];
  /** Another answer is given to who has declared their age. */
  isByAge?: true;
  /** About one pack: nobody keeps it. */
  isOfOne?: true;
};

/** Anyone's page may ask: there is nothing of a visitor here. */
export const OPEN_TO_ALL = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'etag, retry-after',
} as const;

const METHODS = 'GET, HEAD, OPTIONS';

/** Answers a GET with JSON and an ETag of its bytes; refusals become problems. */
export async function api(
  astro: Pick<APIContext, 'request' | 'url' | 'params' | 'locals' | 'clientAddress'>,
  work: (call: ApiCall) => Promise<ApiAnswer>,
): Promise<Response> {
  const { locals, request, url, params } = astro;
  const site = locals.site as ApiCall['site'];
  const origin = site.config.siteUrl ?? url.origin;
  try {
    const { lang, today, adult } = locals;
    const answer = await work({
      url,
      params,
      lang,
      today,
      adult,
      origin,
      client: astro.clientAddress,
      site,
    });
    const body = JSON.stringify(answer.body);
    const headers = new Headers({
      ...OPEN_TO_ALL,
      'content-type': 'application/json; charset=utf-8',
      'cache-control':
        answer.isOfOne || (answer.isByAge && adult)
          ? 'private, no-store'
          : `public, max-age=${secondsToKeep(locals.ctx.now)}, must-revalidate`,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    });
    if (answer.isByAge) headers.set('vary', 'cookie');
    if (answer.tags) headers.set(TAGS_HEADER, answer.tags.join(' '));
    if (isKnown(request.headers.get('if-none-match'), headers.get('etag')!)) {
      headers.delete('content-type');
      return new Response(null, { status: 304, headers });
    }
    return new Response(body, { headers });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return openToAll(problem(error, locals.lang));
  }
}

/** Whether the asker's `If-None-Match` names this ETag. A proxy that compresses makes it weak: that is the same. */
export function isKnown(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const plain = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || plain(tag) === plain(etag));
}

export function openToAll(response: Response): Response {
  for (const [name, value] of Object.entries(OPEN_TO_ALL)) response.headers.set(name, value);
  return response;
}

/** For methods other than GET and HEAD: a preflight is allowed, anything else is not. */
export function otherMethods({ request, locals }: Pick<APIContext, 'request' | 'locals'>): Response {
  if (request.method === 'OPTIONS') {
    return new Response(null, {
      status: 204,
      headers: {
        ...OPEN_TO_ALL,
        allow: METHODS,
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': 'if-none-match, accept, accept-language',
        'access-control-max-age': '86400',
      },
    });
  }
  const refused = openToAll(problem(new Refusal('method_not_allowed'), locals.lang));
  refused.headers.set('allow', METHODS);
  return refused;
}
