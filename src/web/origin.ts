import type { Site } from './site.ts';

/** Scheme and host that addresses on paper begin with. What is printed outlives us, so it is https. */
export function printedOrigin(site: Pick<Site, 'config'>, url: URL): string {
  const origin = new URL(site.config.siteUrl ?? url.origin);
  // A person trying the site on their own machine has no certificate for it, and prints nothing.
  if (!/^(localhost|127\.|\[::1\])/.test(origin.host)) origin.protocol = 'https:';
  return origin.origin;
}

/** Hosts under which this site is known, in lower case. */
export function ownHosts(site: Pick<Site, 'config'>, url: URL): string[] {
  const hosts = [url.host, ...(site.config.siteUrl ? [new URL(site.config.siteUrl).host] : [])];
  return [...new Set(hosts.map((host) => host.toLowerCase()))];
}
