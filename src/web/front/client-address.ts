import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/**
 * Who asks. Each proxy of ours adds, at the end of `X-Forwarded-For`, the address it was asked from; what
 * stands before those was written by the visitor and may be invented.
 */
export function clientAddress(req: IncomingMessage, trustedProxies: number): string {
  const direct = req.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return direct;
  const chain = headerText(req, 'x-forwarded-for')
    .split(',')
    .map((one) => one.trim());
  const told = chain.at(-trustedProxies) ?? '';
  return isIP(told) ? told : direct;
}

/** Whether the visitor came by https, as far as proxies of ours say so. */
export function cameSecurely(req: IncomingMessage, trustedProxies: number): boolean {
  if (trustedProxies === 0) return false;
  return headerText(req, 'x-forwarded-proto').split(',').at(-1)?.trim() === 'https';
}

function headerText(req: IncomingMessage, name: string): string {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(',') : (value ?? '');
}
