import { lotValue } from '#src/domain/traceability/digital-link/lot-value.ts';
import { printedStampCode } from '#src/domain/traceability/stamp-code.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { LANGS } from '#src/i18n/lang.ts';
import { resolverWords } from '#src/i18n/resolver.ts';
import { at, paths, withQuery } from '#src/web/paths.ts';
import { languageQuality, typeQuality, type Preference } from './accept.ts';
import { linksOf, type Level, type Link, type Linkable, type LinkType } from './links.ts';

export const VOCABULARY = 'https://ref.gs1.org/voc/';

/** What is said of one thing: the pack, its lot, its product. */
export type LinkContext = {
  anchor: string;
  description: string;
  links: Map<LinkType, Link[]>;
  /** The page that the anchor opens by itself, in each language. */
  opens: string;
};

/** What an address asked for and the register does not hold, or holds otherwise. */
export type Asked = {
  /** Path of the address that was asked, without language and query. */
  path: string;
  /** A lot or a serial number that is not known. */
  unknown: { lot: string | null; serial: string | null };
  /** What the address says of a stamp that belongs to other goods, or another lot. */
  otherwise: { gtin: string | null; lot: string | null };
  /** The page that tells of the unknown; `null`: that of the level above. */
  opens: string | null;
};

/**
 * The links of everything that was named, the finest first. Where the register does not hold what was asked for, the
 * first leads to the page that says so.
 */
export function contextsOf(named: Linkable, asked: Asked, origin: string): LinkContext[] {
  const { goods, lot, stamp } = named;
  const said = resolverWords.vi;
  const found: LinkContext[] = [];
  const add = (level: Level, path: string, description: string, opens: string) =>
    found.push({ anchor: origin + path, description, links: linksOf(level, named, origin), opens });
  const product = goods.gtin ? paths.gtin(goods.gtin) : paths.trace(goods.slug);
  if (stamp !== null) {
    const { gtin: ma, lot: lo } = asked.otherwise;
    const opens = withQuery(paths.stamp(stamp), { lo, ma });
    add('stamp', asked.path, said.stampOf(goods.name, printedStampCode(stamp)), opens);
  } else if (asked.unknown.lot !== null || asked.unknown.serial !== null) {
    const { lot: lo, serial: so } = asked.unknown;
    const opens = asked.opens ?? withQuery(paths.trace(goods.slug), { lo, so });
    const links: Link[] = LANGS.map((lang) => ({
      href: origin + at(lang, opens),
      title: resolverWords[lang].links.traceability,
      type: 'text/html',
      hreflang: [lang],
    }));
    found.push({
      anchor: origin + asked.path,
      description: said.notKnown(goods.name),
      links: new Map([['traceability', links]]),
      opens,
    });
  }
  if (lot !== null) {
    const value = lotValue(lot.code);
    const path = goods.gtin && value ? paths.gtinLot(goods.gtin, value) : paths.lot(lot.id);
    add('lot', path, said.lotOf(goods.name, lot.code), paths.lot(lot.id));
  }
  add('product', product, goods.name, paths.trace(goods.slug));
  return found;
}

const defaultLink = (context: LinkContext, origin: string): Link => ({
  href: origin + context.opens,
  title: resolverWords.vi.links.defaultLink,
});

/** The same page in each language, for who says which they read. */
const defaultsByLanguage = (context: LinkContext, origin: string): Link[] =>
  LANGS.map((lang) => ({
    href: origin + at(lang, context.opens),
    title: resolverWords[lang].links.defaultLink,
    type: 'text/html',
    hreflang: [lang],
  }));

/** @source RFC 9264, section 4.2; GS1-Conformant Resolver 1.2. */
export function linkset(contexts: readonly LinkContext[], origin: string): object {
  return {
    linkset: contexts.map((context) => ({
      anchor: context.anchor,
      itemDescription: context.description,
      [`${VOCABULARY}defaultLink`]: [defaultLink(context, origin)],
      [`${VOCABULARY}defaultLinkMulti`]: defaultsByLanguage(context, origin),
      ...Object.fromEntries([...context.links].map(([type, links]) => [VOCABULARY + type, links])),
    })),
  };
}

/**
 * The links that fit best, of those of one type: by language, then by form; one, unless several are alike in both. Whoever
 * reads none of our languages is no Vietnamese reader. None is left out because it fits badly: it is still the link that was
 * asked for.
 */
export function bestOf(
  links: readonly Link[],
  types: readonly Preference[],
  languages: readonly Preference[],
): Link[] {
  const reads = (lang: Lang) => languageQuality(languages, lang);
  const most = Math.max(...LANGS.map(reads));
  const quality = ({ type, hreflang }: Link) => {
    // What has no language comes after what can be read best.
    const language = !hreflang
      ? (most || 1) / 2
      : most === 0
        ? Number(hreflang.includes('en'))
        : Math.max(...hreflang.map(reads));
    return typeQuality(types, type ?? '*/*') * 10 + language;
  };
  const best = Math.max(...links.map(quality));
  const [first, ...others] = links.filter((link) => quality(link) === best);
  if (!first) return [];
  const alike = (other: Link) =>
    other.type === first.type && other.hreflang?.join() === first.hreflang?.join();
  return [first, ...others.filter(alike)];
}

/** The link that an address opens by itself for this visitor. */
export function opened(context: LinkContext, origin: string, languages: readonly Preference[]): Link {
  return bestOf(defaultsByLanguage(context, origin), [], languages)[0]!;
}

/** Links of a type, of the finest level that has any; empty: none has. */
export function linksOfType(contexts: readonly LinkContext[], type: string, origin: string): Link[] {
  const finest = contexts[0]!;
  if (type === 'defaultLink') return [defaultLink(finest, origin)];
  if (type === 'defaultLinkMulti') return defaultsByLanguage(finest, origin);
  for (const { links } of contexts) {
    const found = links.get(type as LinkType);
    if (found) return found;
  }
  return [];
}
