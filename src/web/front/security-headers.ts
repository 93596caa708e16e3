import { createHash } from 'node:crypto';

const FRAMES = "frame-ancestors 'none'";

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

/** For an answer that is no page: what it says of itself, or nothing may run. */
export function contentSecurityPolicy(ofAnswer: string | null): string {
  if (ofAnswer === null) return NOTHING_RUNS;
  return /frame-ancestors/.test(ofAnswer) ? ofAnswer : `${ofAnswer.replace(/;\s*$/, '')}; ${FRAMES}`;
}

export type PagePolicy = (page: Buffer) => string;

/**
 * The policy of a page: its own inline styles and scripts run, as far as they are those of the build
 * (`known`: `sha256-…`). What found its way into a page otherwise is not among them. Astro would name all of
 * the site on every page, kilobytes before the first word, and work each out anew.
 */
export function pagePolicy(directives: readonly string[], known: ReadonlySet<string>): PagePolicy {
  /** By text: a page has the same few again and again. */
  const fingerprints = new Map<string, string>();
  const fingerprintOf = (text: string): string => {
    const before = fingerprints.get(text);
    if (before !== undefined) return before;
    const made = `sha256-${createHash('sha256').update(text, 'latin1').digest('base64')}`;
    if (known.has(made)) fingerprints.set(text, made);
    return made;
  };
  const ground = directives.map((directive) => `${directive}; `).join('');
  return (page) => {
    // Byte by byte: the letters do not matter, and a string of bytes is searched at twice the speed.
    const html = page.toString('latin1');
    const present = { style: "'self'", script: "'self'" };
    for (const [, name, attributes = '', body = ''] of html.matchAll(INLINE)) {
      // Data for machines (JSON-LD) is no script.
      if (body === '' || /type="application\/(ld\+)?json"/.test(attributes)) continue;
      const fingerprint = fingerprintOf(body);
      const kind = name as 'style' | 'script';
      if (known.has(fingerprint) && !present[kind].includes(fingerprint))
        present[kind] += ` '${fingerprint}'`;
    }
    return `${ground}script-src ${present.script}; style-src ${present.style}; ${FRAMES}`;
  };
}

const INLINE = /<(style|script)\b([^>]*)>([\s\S]*?)<\/\1>/g;
