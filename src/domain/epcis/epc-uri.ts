import { checkDigitOf } from '#src/domain/shared/check-digit.ts';

/** Where canonical addresses of GS1 keys stand. @source GS1 Digital Link Standard: URI Syntax, section 4.11. */
const CANONICAL = 'https://id.gs1.org';

/** Characters of a serial, a lot or an extension in an EPC URI, some of them escaped. */
const FREE = String.raw`(?:%2[125-9A-Fa-f]|%3[0-9A-Fa-f]|%4[1-9A-Fa-f]|%5[0-9A-Fa-f]|%6[1-9A-Fa-f]|%7[0-9Aa]|[!')(*+,.0-9:;=A-Za-z_-])`;
/** Characters of a component or part. */
const PART = String.raw`(?:%2[3dfDF]|%3[0-9]|%4[1-9A-Fa-f]|%5[0-9Aa]|[0-9A-Z-])`;

/** How a scheme of the EPC Tag Data Standard says its key, and the address of the same key. */
type Scheme = {
  /** Digits of company prefix and reference together; `null`: the reference is free text. */
  digits: number | null;
  /** What stands after them. */
  rest: RegExp;
  /** The address, without its host. `key`: prefix and reference as the scheme orders them. */
  as: (key: string, rest: readonly string[]) => string;
};

const withCheck = (digits: string) => `${digits}${checkDigitOf(digits)}`;
/** A company prefix comes after the first digit of an item or a box. */
const leadFirst = (prefix: string, reference: string) =>
  `${reference[0] ?? ''}${prefix}${reference.slice(1)}`;

const rest = (pattern: string) => new RegExp(`^${pattern}$`);
const ONE = rest(`\\.(${FREE}{1,20})`);
const NONE = rest('');

/** Schemes of single things and of classes; the key of the first three begins with its own first digit. */
const SCHEMES: Readonly<Record<string, Scheme & { leads?: true }>> = {
  'id:sgtin': {
    digits: 13,
    leads: true,
    rest: ONE,
    as: (key, [serial]) => `/01/${withCheck(key)}/21/${serial}`,
  },
  'id:sscc': { digits: 17, leads: true, rest: NONE, as: (key) => `/00/${withCheck(key)}` },
  'id:upui': {
    digits: 13,
    leads: true,
    rest: rest(`\\.(${FREE}{1,28})`),
    as: (key, [serial]) => `/01/${withCheck(key)}/235/${serial}`,
  },
  'id:itip': {
    digits: 13,
    leads: true,
    rest: rest(`\\.(\\d{2})\\.(\\d{2})\\.(${FREE}{1,20})`),
    as: (key, [piece, total, serial]) => `/8006/${withCheck(key)}${piece}${total}/21/${serial}`,
  },
  'class:lgtin': {
    digits: 13,
    leads: true,
    rest: ONE,
    as: (key, [lot]) => `/01/${withCheck(key)}/10/${lot}`,
  },
  'id:sgln': {
    digits: 12,
    rest: ONE,
    as: (key, [part]) => `/414/${withCheck(key)}${part === '0' ? '' : `/254/${part}`}`,
  },
  'id:pgln': { digits: 12, rest: NONE, as: (key) => `/417/${withCheck(key)}` },
  'id:grai': {
    digits: 12,
    rest: rest(`\\.(${FREE}{1,16})`),
    as: (key, [serial]) => `/8003/${withCheck(`0${key}`)}${serial}`,
  },
  'id:gdti': {
    digits: 12,
    rest: rest(`\\.(${FREE}{1,17})`),
    as: (key, [serial]) => `/253/${withCheck(key)}${serial}`,
  },
  'id:sgcn': {
    digits: 12,
    rest: rest('\\.(\\d{1,12})'),
    as: (key, [serial]) => `/255/${withCheck(key)}${serial}`,
  },
  'id:gsrn': { digits: 17, rest: NONE, as: (key) => `/8018/${withCheck(key)}` },
  'id:gsrnp': { digits: 17, rest: NONE, as: (key) => `/8017/${withCheck(key)}` },
  'id:gsin': { digits: 16, rest: NONE, as: (key) => `/402/${withCheck(key)}` },
  'id:giai': { digits: null, rest: rest(`(${FREE}{1,24})`), as: (key, [asset]) => `/8004/${key}${asset}` },
  'id:ginc': {
    digits: null,
    rest: rest(`(${FREE}{1,24})`),
    as: (key, [shipment]) => `/401/${key}${shipment}`,
  },
  'id:cpi': {
    digits: null,
    rest: rest(`(${PART}{1,24})\\.(\\d{1,12})`),
    as: (key, [part, serial]) => `/8010/${key}${part}/8011/${serial}`,
  },
  'idpat:sgtin': { digits: 13, leads: true, rest: rest('\\.\\*'), as: (key) => `/01/${withCheck(key)}` },
  'idpat:upui': { digits: 13, leads: true, rest: rest('\\.\\*'), as: (key) => `/01/${withCheck(key)}` },
  'idpat:itip': {
    digits: 13,
    leads: true,
    rest: rest('\\.(\\d{2})\\.(\\d{2})\\.\\*'),
    as: (key, [piece, total]) => `/8006/${withCheck(key)}${piece}${total}`,
  },
  'idpat:grai': { digits: 12, rest: rest('\\.\\*'), as: (key) => `/8003/${withCheck(`0${key}`)}` },
  'idpat:gdti': { digits: 12, rest: rest('\\.\\*'), as: (key) => `/253/${withCheck(key)}` },
  'idpat:sgcn': { digits: 12, rest: rest('\\.\\*'), as: (key) => `/255/${withCheck(key)}` },
  'idpat:cpi': {
    digits: null,
    rest: rest(`(${PART}{1,24})\\.\\*`),
    as: (key, [part]) => `/8010/${key}${part}`,
  },
};

/** What an EPC URI may write plainly and an address may not. @source GS1 Digital Link: URI Syntax, table 7-1. */
const escaped = (text: string): string =>
  text.replace(/[!()*+,:]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function ofUrn(uri: string): string | null {
  const [, name = '', body = ''] = /^urn:epc:((?:id|class|idpat):[a-z]+):(.+)$/.exec(uri) ?? [];
  const scheme = SCHEMES[name];
  const [, prefix = '', after = ''] = /^(\d{6,12})\.(.*)$/.exec(body) ?? [];
  if (!scheme || !prefix) return null;
  const length = scheme.digits === null ? 0 : scheme.digits - prefix.length;
  const reference = after.slice(0, length);
  if (length < 0 || reference.length !== length || !/^\d*$/.test(reference)) return null;
  const found = scheme.rest.exec(after.slice(length));
  if (!found) return null;
  const key = scheme.leads ? leadFirst(prefix, reference) : `${prefix}${reference}`;
  return `${CANONICAL}${scheme.as(
    key,
    found.slice(1).map((part) => escaped(part)),
  )}`;
}

/** Names that addresses used before numbers alone were allowed. @source GS1 Digital Link: URI Syntax 1.2. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  gtin: '01',
  itip: '8006',
  cpid: '8010',
  gln: '414',
  party: '417',
  gsrnp: '8017',
  gsrn: '8018',
  gcn: '255',
  sscc: '00',
  gdti: '253',
  ginc: '401',
  gsin: '402',
  grai: '8003',
  giai: '8004',
  cpv: '22',
  lot: '10',
  ser: '21',
};
const aiOf = (segment: string) => OLD_NAMES[segment] ?? segment;

/** Escaped or plain, a character of a value in an address. */
const VALUE = String.raw`(?:%[0-9A-Fa-f]{2}|[^%/?#\s])`;
/** Keys, their values, and the qualifiers that may follow each: the finest is kept. */
const KEYS: Readonly<
  Record<string, { value: RegExp; below: readonly (readonly [ai: string, most: number])[] }>
> = {
  '00': { value: /^\d{18}$/, below: [] },
  '01': {
    value: /^(\d{8}|\d{12,14})$/,
    below: [
      ['22', 20],
      ['10', 20],
      ['21', 20],
      ['235', 28],
    ],
  },
  '253': { value: rest(`\\d{13}${VALUE}{0,17}`), below: [] },
  '255': { value: /^\d{13}\d{0,12}$/, below: [] },
  '401': { value: rest(`\\d{4}${VALUE}{1,26}`), below: [] },
  '402': { value: /^\d{17}$/, below: [] },
  '414': { value: /^\d{13}$/, below: [['254', 20]] },
  '417': { value: /^\d{13}$/, below: [] },
  '8003': { value: rest(`\\d{14}${VALUE}{0,16}`), below: [] },
  '8004': { value: rest(`\\d{4}${VALUE}{1,26}`), below: [] },
  '8006': {
    value: /^\d{18}$/,
    below: [
      ['22', 20],
      ['10', 20],
      ['21', 20],
    ],
  },
  '8010': { value: /^\d{4}(?:%[0-9A-Fa-f]{2}|[#\-0-9A-Z]){1,26}$/, below: [['8011', 12]] },
  '8017': { value: /^\d{18}$/, below: [] },
  '8018': { value: /^\d{18}$/, below: [] },
};

/** What follows a key: at most one of each, in their order. The last but the variant counts. */
function finest(
  below: readonly (readonly [ai: string, most: number])[],
  segments: readonly string[],
): string | null {
  let at = 0;
  let found = '';
  for (const [index, segment] of segments.entries()) {
    if (index % 2 === 1) continue;
    const place = below.findIndex(([ai], position) => position >= at && ai === aiOf(segment));
    const value = segments[index + 1];
    if (place < 0 || value === undefined) return null;
    const [ai, most] = below[place]!;
    if (!rest(`${VALUE}{1,${most}}`).test(value)) return null;
    if (ai !== '22') found = `/${ai}/${value}`;
    at = place + 1;
  }
  return found;
}

function ofAddress(uri: string): string | null {
  const [, path = ''] = /^https?:\/\/[^/?#]*\/([^?#]*)/i.exec(uri) ?? [];
  const segments = path.replace(/\/$/, '').split('/');
  for (const [index, segment] of segments.entries()) {
    const ai = aiOf(segment);
    const key = KEYS[ai];
    const value = segments[index + 1];
    if (!key || value === undefined || !key.value.test(value)) continue;
    const below = finest(key.below, segments.slice(index + 2));
    if (below !== null) return `${CANONICAL}/${ai}/${ai === '01' ? value.padStart(14, '0') : value}${below}`;
  }
  return null;
}

/**
 * The one form in which a GS1 key is kept and compared: its canonical address, with nothing but the finest level.
 * Takes EPC URIs, classes and patterns of them, and addresses of any host. `null`: it names no GS1 key.
 *
 * @source Core Business Vocabulary 2.0, section 8.9; EPC Tag Data Standard; GS1 Digital Link: URI Syntax.
 */
export function canonicalKey(uri: string): string | null {
  return uri.startsWith('urn:') ? ofUrn(uri) : ofAddress(uri);
}

/** The same, or the address as it was given. */
export const canonicalUri = (uri: string): string => canonicalKey(uri) ?? uri;
