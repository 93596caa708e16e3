/**
 * How often one address may ask for what costs work. A whole village may share one address behind its
 * telephone company: the bucket is generous, and only meant for programs that do not stop.
 */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  #buckets = new Map<string, { tokens: number; at: number }>();

  constructor({ perSecond, burst }: { perSecond: number; burst: number }) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Seconds to wait; 0: go on. */
  take(client: string, now = Date.now()): number {
    const key = networkOf(client);
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond);
    bucket.at = now;
    // The last asked stands last: the map drops whoever has been silent longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > 20_000) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / this.#perSecond);
    bucket.tokens -= 1;
    return 0;
  }
}

/** One household has a whole /64 of IPv6. */
function networkOf(client: string): string {
  if (!client.includes(':') || client.startsWith('::ffff:')) return client;
  const [head = '', tail = ''] = client.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = client.includes('::') ? 8 - left.length - right.length : 0;
  return [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right].slice(0, 4).join(':');
}

/** Requests of this machine itself: health checks, benches, a proxy that does not say for whom it asks. */
export function isLoopback(client: string): boolean {
  return client === '::1' || /^(::ffff:)?127\./.test(client);
}
