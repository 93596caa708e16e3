/** Query names that public pages read. A page asked with others is not kept: nobody fills the cache by counting up. */
const KNOWN: ReadonlySet<string> = new Set([
  'q',
  'nhom',
  'bo',
  'sao',
  'tinh',
  'xa',
  'hieu-luc',
  'gia-tu',
  'gia-den',
  'con-hang',
  'chu-the',
  'sap-xep',
  'trang',
  'dung',
  'tinh-trang',
  'noi',
  'nam',
  'ten',
  'xep',
  'loai',
  'ma',
  'on',
  'px',
  'mm',
  'thang',
  'dai',
  'di',
]);

/** What others hang on our addresses to follow people. Pages do not see it, and keys do not hold it. */
const TRACKING =
  /^(utm_.*|.*clid|gbraid|wbraid|gad_.*|_g[al]|zarsrc|zalo_.*|igshid?|mc_[ce]id|mibextid|ref_src|s_kwcid)$/i;

export type Asked = {
  /** Normal form of the path: one spelling for one address. */
  path: string;
  /** With `?`, or empty; without tracking, in one order. */
  search: string;
  /** Every name in it is one that pages read. */
  known: boolean;
};

/** A GS1 Digital Link: a lot's number may have a slash in it, a slash at its end is no other address. */
export const isDigitalLink = (path: string): boolean => /^\/(en\/)?01\//.test(path);

/**
 * The normal form of a request target; `null` when it is no address of ours (not to be decoded, control
 * characters, backslashes, steps up).
 */
export function normalAddress(target: string): Asked | null {
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const isLink = isDigitalLink(rawPath);
  if (!rawPath.startsWith('/')) return null;
  const segments: string[] = [];
  for (const segment of rawPath.split('/').slice(1)) {
    let plain: string;
    try {
      plain = decodeURIComponent(segment);
    } catch {
      return null;
    }
    // A slash that hides in an encoding, or a step up, would make two addresses of one, or one of two. Events and
    // what they are about are named by addresses, and come whole.
    const seen = rawPath.startsWith('/epcis/') ? plain.replaceAll('/', '') : plain;
    // oxlint-disable-next-line no-control-regex
    if (/[\\\u0000-\u001f\u007f]/.test(plain) || plain === '..' || plain === '.') return null;
    if (seen.includes('/') && !isLink) return null;
    if (plain !== '') segments.push(encodeURIComponent(plain.normalize('NFC')).replaceAll('%40', '@'));
  }
  const path = `/${segments.join('/')}`;
  const rawSearch = mark < 0 ? '' : target.slice(mark + 1);
  if (rawSearch === '') return { path, search: '', known: true };
  const kept = [...new URLSearchParams(rawSearch)].filter(([name]) => !TRACKING.test(name));
  // Stable: the order of the values of one name may mean something.
  kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const search = new URLSearchParams(kept).toString();
  return {
    path,
    search: search === '' ? '' : `?${search}`,
    known: kept.length <= 12 && kept.every(([name]) => KNOWN.has(name)),
  };
}

/** A host name with an optional port, as it may stand in an address; `null` for anything else. */
export function plainHost(host: string | undefined): string | null {
  if (host === undefined || host.length > 260) return null;
  return /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host)
    ? host.toLowerCase()
    : null;
}
