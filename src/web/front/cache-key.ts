/** Query names that public pages read. Others (trackers, typing errors, attacks on the cache) are not seen by pages. */
export const PAGE_QUERY: ReadonlySet<string> = new Set([
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
  'ma',
  'at',
  'on',
  'ngay',
  've',
  'loai',
  'cu',
  'changedSince',
]);

export type Asked = {
  /** Normal form of the path: one spelling for one address. */
  path: string;
  /** With `?`, or empty: known names only, in one order. */
  search: string;
};

/**
 * The normal form of a request target; `null` when it is no address of ours (not to be decoded, control
 * characters, backslashes). Programs ask `/api` with names of their own: there everything stays.
 */
export function normalAddress(target: string): Asked | null {
  const [rawPath = '', ...rest] = target.split('?');
  const rawSearch = rest.join('?');
  if (!rawPath.startsWith('/')) return null;
  const segments: string[] = [];
  for (const segment of rawPath.split('/').slice(1)) {
    let plain: string;
    try {
      plain = decodeURIComponent(segment);
    } catch {
      return null;
    }
    // A slash that hides in an encoding, or a step up, would make two addresses of one, or one of two.
    // eslint-disable-next-line no-control-regex
    if (/[/\\\u0000-\u001f\u007f]/.test(plain) || plain === '..' || plain === '.') return null;
    if (plain !== '') segments.push(encodeURIComponent(plain.normalize('NFC')).replace(/%40/g, '@'));
  }
  const path = `/${segments.join('/')}`;
  if (rawSearch === '') return { path, search: '' };
  const given = [...new URLSearchParams(rawSearch)];
  const all = path.startsWith('/api/');
  const kept = given.filter(([name, value]) => all || (PAGE_QUERY.has(name) && value !== ''));
  // Stable: the order of the values of one name may mean something.
  kept.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const search = new URLSearchParams(kept).toString();
  return { path, search: search === '' ? '' : `?${search}` };
}

/** A host name with an optional port, as it may stand in an address; `null` for anything else. */
export function plainHost(host: string | undefined): string | null {
  if (host === undefined || host.length > 260) return null;
  return /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host)
    ? host.toLowerCase()
    : null;
}
