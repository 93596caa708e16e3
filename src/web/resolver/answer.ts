import { createHash } from 'node:crypto';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { resolverWords } from '#src/i18n/resolver.ts';
import { problem } from '#src/web/answer.ts';
import { isKnown, openToAll } from '#src/web/api/answer-json.ts';
import { secondsToKeep } from '#src/web/page.ts';
import { LINKSET, linksetPreferred, preferences, type LinksetType, type Preference } from './accept.ts';
import { bestOf, linkset, linksOfType, opened, type LinkContext } from './linkset.ts';
import type { Link } from './links.ts';

/** @source GS1-Conformant Resolver 1.2, artefacts. */
export const LINKSET_CONTEXT = 'https://ref.gs1.org/standards/resolver/linkset-context';

const METHODS = 'GET, HEAD, OPTIONS';
const REDIRECT_SECONDS = 60;
const VARY = 'Accept, Accept-Language';

/** What a request wants to be led to. */
export type Wish = {
  /** As asked, without its prefix; `null`: none. */
  linkType: string | null;
  /** The form in which the list of links is wanted; `null`: no list. */
  list: LinksetType | null;
  types: Preference[];
  languages: Preference[];
  /** What is passed on. */
  query: [string, string][];
};

const OURS = /^(linktype|context|compress)$/i;
/** The ways in which the vocabulary of GS1 is named. */
const GS1 = /^(?:gs1:|https?:\/\/(?:ref\.|www\.)?gs1\.org\/voc\/)/i;

/** @param lang the language of the address, where it says one. */
export function wishOf(request: Request, url: URL, lang: Lang): Wish {
  const types = preferences(request.headers.get('accept'));
  const asked = [...url.searchParams].find(([name]) => name.toLowerCase() === 'linktype')?.[1] || null;
  const isList = asked !== null && /^(linkset|all)$/.test(asked);
  const preferred = linksetPreferred(types);
  const linkType = asked === null || isList ? null : asked.replace(GS1, '');
  return {
    linkType,
    // Who asks for one link in JSON wants that one; the form of lists alone speaks louder.
    list: isList ? (preferred ?? LINKSET) : linkType === null || preferred === LINKSET ? preferred : null,
    types,
    languages: lang === 'en' ? [{ value: 'en', q: 1 }] : preferences(request.headers.get('accept-language')),
    query: [...url.searchParams].filter(([name]) => !OURS.test(name)),
  };
}

/** Anyone's page may ask. */
function open(headers: Record<string, string>): Headers {
  return new Headers({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': METHODS,
    'access-control-expose-headers': 'link, location, etag, retry-after',
    ...headers,
  });
}

/** The answer to a method other than GET and HEAD; `null` for those. */
export function otherMethod({ method }: Request): Response | null {
  if (method === 'GET' || method === 'HEAD') return null;
  const headers = open({
    allow: METHODS,
    'access-control-allow-headers': 'accept, accept-language, if-none-match',
    'access-control-max-age': '86400',
  });
  return new Response(null, { status: method === 'OPTIONS' ? 204 : 405, headers });
}

/** A target with what the request said beside; what the target says itself stays. */
function passedOn(href: string, query: readonly [string, string][]): string {
  const url = new URL(href);
  const own = new Set(url.searchParams.keys());
  for (const [name, value] of query) if (!own.has(name)) url.searchParams.append(name, value);
  return url.href;
}

const linksetLink = (context: LinkContext): string =>
  `<${context.anchor}?linkType=linkset>; rel="linkset"; type="${LINKSET}"`;

function redirect(context: LinkContext, link: Link, { query }: Wish): Response {
  const headers = open({
    location: passedOn(link.href, query),
    link: linksetLink(context),
    vary: VARY,
    'cache-control': `public, max-age=${REDIRECT_SECONDS}`,
  });
  return new Response(null, { status: 307, headers });
}

/** Several links that are alike in all that was asked for. */
function choices(context: LinkContext, links: readonly Link[], { query }: Wish, lang: Lang): Response {
  const text = (words: string) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const items = links.map(
    ({ href, title }) => `<li><a href="${text(passedOn(href, query))}">${text(title)}</a></li>`,
  );
  const title = text(resolverWords[lang].choices);
  const headers = open({
    'content-type': 'text/html; charset=utf-8',
    link: linksetLink(context),
    vary: VARY,
    'cache-control': `public, max-age=${REDIRECT_SECONDS}`,
  });
  const html = `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><ul>${items.join('')}</ul></html>`;
  return new Response(html, { status: 300, headers });
}

function list(
  contexts: readonly LinkContext[],
  form: LinksetType,
  origin: string,
  ifNoneMatch: string | null,
  now: Date,
): Response {
  const plain = linkset(contexts, origin);
  // The header with the context counts for JSON that is not JSON-LD already.
  const body = JSON.stringify(
    form === 'application/ld+json' ? { '@context': LINKSET_CONTEXT, ...plain } : plain,
  );
  const etag = `"${createHash('sha256')
    .update(form + body)
    .digest('base64url')
    .slice(0, 22)}"`;
  const headers = open({
    'content-type': form,
    link: `<${LINKSET_CONTEXT}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
    vary: VARY,
    'cache-control': `public, max-age=${secondsToKeep(now)}`,
    etag,
  });
  if (isKnown(ifNoneMatch, etag)) {
    headers.delete('content-type');
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers });
}

/**
 * Leads to what was asked for: the list of links; the one link of a type that fits best, several where they are alike;
 * else the page that the finest level opens. The first of `contexts` is the finest.
 *
 * @throws Refusal `digital_link.no_link`: no level has a link of that type.
 */
export function resolved(
  contexts: readonly LinkContext[],
  wish: Wish,
  { request, origin, now, lang }: { request: Request; origin: string; now: Date; lang: Lang },
): Response {
  const [finest] = contexts;
  if (wish.list) return list(contexts, wish.list, origin, request.headers.get('if-none-match'), now);
  if (wish.linkType === null) return redirect(finest!, opened(finest!, origin, wish.languages), wish);
  const links = linksOfType(contexts, wish.linkType, origin);
  const [best, ...others] = bestOf(links, wish.types, wish.languages);
  if (!best) throw new Refusal('digital_link.no_link', { linkType: wish.linkType.slice(0, 80) });
  return others.length > 0 ? choices(finest!, [best, ...others], wish, lang) : redirect(finest!, best, wish);
}

/** A refusal that programs read; pages of other sites may too. */
export function refusedToAll(refusal: Refusal, lang: Lang): Response {
  const response = openToAll(problem(refusal, lang));
  response.headers.set('access-control-allow-methods', METHODS);
  return response;
}
