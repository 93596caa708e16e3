import { createHash } from 'node:crypto';

const FRAMES = "frame-ancestors 'none'";
/** Of the one kind of page that others may show: on any site, and from no file or document of data. */
const FRAMED = 'frame-ancestors http: https:';

/** For answers that are no page of ours: files, JSON, feeds. An SVG opened by its own address may run nothing. */
const NOTHING_RUNS = `default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; ${FRAMES}`;

/** Flat list of names and values, as node:http takes them. */
export type HeaderList = string[];

/** The same on every answer. `secure`: the site is reached by https, and is to stay so for a year. */
export function securityHeaders(secure: boolean): HeaderList {
  const headers = [
    'x-content-type-options',
    'nosniff',
    'referrer-policy',
    'same-origin',
    'permissions-policy',
    'camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()',
    'cross-origin-opener-policy',
    'same-origin',
    'x-frame-options',
    'DENY',
  ];
  if (secure) headers.push('strict-transport-security', 'max-age=31536000');
  return headers;
}

/** The same for a page that others may show in a frame: there is no value of the old header that says so. */
export function framedSecurity(headers: HeaderList): HeaderList {
  return headers.toSpliced(headers.indexOf('x-frame-options'), 2);
}

/** For an answer that is no page: what it says of itself, or nothing may run. */
export function contentSecurityPolicy(ofAnswer: string | null): string {
  if (ofAnswer === null) return NOTHING_RUNS;
  return /frame-ancestors/.test(ofAnswer) ? ofAnswer : `${ofAnswer.replace(/;\s*$/, '')}; ${FRAMES}`;
}

export type PagePolicy = (page: Buffer, mayBeFramed?: boolean) => string;

/**
 * The policy of a page: its own inline styles and scripts run, as far as they are those of the build
 * (`known`: `sha256-…`). What found its way into a page otherwise is not among them. Astro would name all of
 * the site on every page, kilobytes before the first word, and work each out anew.
 */
export function pagePolicy(directives: readonly string[], known: ReadonlySet<string>): PagePolicy {
  /** By length: a page has the same few again and again, and to compare them is quicker than to hash them. */
  const before = new Map<number, { text: Buffer; fingerprint: string }[]>();
  const fingerprintOf = (text: Buffer): string => {
    const same = before.get(text.length)?.find((one) => one.text.equals(text));
    if (same) return same.fingerprint;
    const fingerprint = `sha256-${createHash('sha256').update(text).digest('base64')}`;
    if (known.has(fingerprint)) {
      const others = before.get(text.length) ?? [];
      before.set(text.length, [...others, { text: Buffer.from(text), fingerprint }]);
    }
    return fingerprint;
  };
  const ground = directives.map((directive) => `${directive}; `).join('');
  return (page, mayBeFramed = false) => {
    const present = { style: "'self'", script: "'self'" };
    for (const kind of ['style', 'script'] as const) {
      const [open, close] = TAGS[kind];
      for (let at = page.indexOf(open); at >= 0;) {
        const start = page.indexOf('>', at) + 1;
        const end = page.indexOf(close, start);
        if (start === 0 || end < 0) break;
        // Data for machines (JSON-LD) is no script.
        const isData = /type="application\/(ld\+)?json"/.test(page.toString('latin1', at, start));
        const fingerprint = isData || start === end ? null : fingerprintOf(page.subarray(start, end));
        const isOurs = fingerprint !== null && known.has(fingerprint);
        if (isOurs && !present[kind].includes(fingerprint)) present[kind] += ` '${fingerprint}'`;
        // The word may stand in what somebody typed, with the tag of ours still to come.
        at = page.indexOf(open, isOurs || isData ? end : start);
      }
    }
    return `${ground}script-src ${present.script}; style-src ${present.style}; ${mayBeFramed ? FRAMED : FRAMES}`;
  };
}

const TAGS = {
  style: [Buffer.from('<style'), Buffer.from('</style>')],
  script: [Buffer.from('<script'), Buffer.from('</script>')],
} as const;
