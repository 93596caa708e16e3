import { createHash } from 'node:crypto';

/** Directives that Astro, which knows only scripts and styles, leaves to us. */
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

/** The policy that leaves the house, given the one that the page came with. */
export function contentSecurityPolicy(ofPage: string | null): string {
  if (ofPage === null) return NOTHING_RUNS;
  return /frame-ancestors/.test(ofPage) ? ofPage : `${ofPage.replace(/;\s*$/, '')}; ${FRAMES}`;
}

/**
 * The policy without the fingerprints of what this page does not contain. Astro names the styles and scripts
 * of the whole site on every page: kilobytes, before the first word.
 */
export function narrowed(policy: string, html: string): string {
  const present = new Set<string>();
  for (const [, , body = ''] of html.matchAll(/<(style|script)\b[^>]*>([\s\S]*?)<\/\1>/g)) {
    if (body !== '') present.add(`'sha256-${createHash('sha256').update(body).digest('base64')}'`);
  }
  return policy.replace(/ ('sha256-[^']*')/g, (given, fingerprint: string) =>
    present.has(fingerprint) ? given : '',
  );
}
