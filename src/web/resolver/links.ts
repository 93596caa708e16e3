import type { IdentifiedGoods, IdentifiedLot } from '#src/domain/traceability/identified.ts';
import { LANGS, type Lang } from '#src/i18n/lang.ts';
import { resolverWords } from '#src/i18n/resolver.ts';
import { TOKEN_TYPE } from '#src/web/credential-answer.ts';
import { at, paths } from '#src/web/paths.ts';

/** What a Digital Link, or a stamp, has been found to name. */
export type Identified = { goods: IdentifiedGoods; lot: IdentifiedLot | null; stamp: string | null };

/** The same, once it is known what else can be linked to. `isSigned`: there is a signed copy of the certificate. */
export type Linkable = Identified & { isSigned: boolean };

export type Level = 'product' | 'lot' | 'stamp';

/** Names of the GS1 Web Vocabulary. */
export type LinkType = keyof (typeof resolverWords)['vi']['links'];

/** A link as RFC 9264 writes it. */
export type Link = { href: string; title: string; type?: string; hreflang?: Lang[] };

/** Where a link leads, on this site; a page is there in every language. */
type Target = { page: string } | { data: string; type?: string };

/**
 * Every type of link that this register can fill, of what, and where it leads; nothing stands here whose target does not
 * exist, or does not answer whoever follows it. The page that a level opens by itself is its `traceability`. `epcis` is
 * left out: events are read with a token of the producer alone.
 *
 * @source GS1 Web Vocabulary 1.16, subproperties of gs1:linkType.
 */
const LINK_TYPES: readonly {
  level: Level;
  type: Exclude<LinkType, 'defaultLink'>;
  targets: (named: Linkable) => readonly (Target | null)[];
}[] = [
  {
    level: 'stamp',
    type: 'traceability',
    targets: ({ stamp }) => [page(paths.stamp(stamp!)), data(paths.apiTrace(stamp!))],
  },
  {
    level: 'stamp',
    type: 'recallStatus',
    targets: ({ stamp }) => [page(paths.stamp(stamp!)), data(paths.apiTrace(stamp!))],
  },
  { level: 'lot', type: 'traceability', targets: ({ lot }) => [page(paths.lot(lot!.id))] },
  { level: 'lot', type: 'recallStatus', targets: ({ lot }) => [page(paths.lot(lot!.id))] },
  {
    level: 'product',
    type: 'traceability',
    targets: ({ goods }) => [page(paths.trace(goods.slug)), data(paths.apiTrace(goods.gtin ?? goods.slug))],
  },
  {
    level: 'product',
    type: 'pip',
    targets: ({ goods }) =>
      goods.isWithdrawn ? [] : [page(paths.product(goods.slug)), data(paths.apiProduct(goods.id))],
  },
  {
    level: 'product',
    type: 'certificationInfo',
    targets: ({ goods: { certificateId: id } }) =>
      id === null ? [] : [page(paths.certificate(id)), data(paths.apiCertificate(id))],
  },
  {
    level: 'product',
    type: 'registryEntry',
    targets: ({ goods: { certificateId: id } }) =>
      id === null ? [] : [page(`${paths.certificate(id)}#so-cai`)],
  },
  {
    level: 'product',
    type: 'jws',
    targets: ({ goods: { certificateId: id }, isSigned }) =>
      id !== null && isSigned ? [data(paths.certificateToken(id), TOKEN_TYPE)] : [],
  },
  {
    level: 'product',
    type: 'hasRetailers',
    targets: ({ goods }) =>
      goods.isSoldInShops && !goods.isWithdrawn ? [page(`${paths.product(goods.slug)}#noi-ban`)] : [],
  },
  {
    level: 'product',
    type: 'locationInfo',
    targets: ({ goods: { provinceCode, communeCode } }) =>
      provinceCode && communeCode ? [page(paths.commune(provinceCode, communeCode))] : [],
  },
];

const page = (path: string): Target => ({ page: path });
const data = (path: string, type?: string): Target => ({ data: path, ...(type && { type }) });

/** The links of one level, by type. */
export function linksOf(level: Level, named: Linkable, origin: string): Map<LinkType, Link[]> {
  const found = new Map<LinkType, Link[]>();
  for (const row of LINK_TYPES) {
    if (row.level !== level) continue;
    const links = row.targets(named).flatMap((target) => (target ? written(target, row.type, origin) : []));
    if (links.length > 0) found.set(row.type, links);
  }
  return found;
}

function written(target: Target, type: LinkType, origin: string): Link[] {
  if ('data' in target)
    return [
      {
        href: origin + target.data,
        title: resolverWords.en.links[type],
        type: target.type ?? 'application/json',
      },
    ];
  return LANGS.map((lang) => ({
    href: origin + at(lang, target.page),
    title: resolverWords[lang].links[type],
    type: 'text/html',
    hreflang: [lang],
  }));
}

/** The types that can be filled, with their titles, in each language. */
export const activeTypes = () =>
  Object.fromEntries(
    LANGS.map((lang) => [
      lang,
      Object.fromEntries(
        [...new Set(LINK_TYPES.map(({ type }) => type))].map((type) => [
          `gs1:${type}`,
          { title: resolverWords[lang].links[type] },
        ]),
      ),
    ]),
  );
