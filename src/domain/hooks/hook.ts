import { createHmac } from 'node:crypto';

/** What can be heard of. `order`: every step of a producer's orders; `purchase`: that something was ordered. */
export const HOOK_TOPICS = ['order', 'purchase', 'offer', 'stock', 'product', 'certificate'] as const;
export type HookTopic = (typeof HOOK_TOPICS)[number];

const SELLING: readonly HookTopic[] = ['order', 'purchase', 'offer', 'stock'];

/** What a producer may hear of their own goods, and whoever answers for the site of all. */
export function topicsFor(whose: 'producer' | 'site', sells: boolean): HookTopic[] {
  return HOOK_TOPICS.filter(
    (topic) => topic !== (whose === 'producer' ? 'purchase' : 'order') && (sells || !SELLING.includes(topic)),
  );
}

/**
 * `waiting` for its turn or its next try; `delivered`: the receiver said so; `failed`: tried long enough, or refused for
 * good; `dropped`: the receiver was taken off or rested too long.
 */
export const DELIVERY_STATES = ['waiting', 'delivered', 'failed', 'dropped'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** `failed`: nothing arrived for three days; `gone`: it said itself that it wants no more (410); `by_hand`. */
export type PauseReason = 'failed' | 'gone' | 'by_hand';

/** Type of what the test button sends. */
export const TEST_TYPE = 'test.ping';

/** Seconds until the next try, a little more than three days in all. @source Standard Webhooks, example schedule. */
const WAITS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
export const MOST_HOOK_TRIES = WAITS.length + 1;
const DAY_SECONDS = 86_400;

/**
 * When a delivery is tried again that failed at `now`; `null`: it has been tried enough.
 *
 * @param retryAfter seconds that the receiver asked for; never sooner, and at most a day.
 * @param spread from 0 to 1: spreads tries that failed together over a tenth more time.
 */
export function nextHookTry(
  tries: number,
  now: Date,
  retryAfter: number | null = null,
  spread = 0,
): Date | null {
  const wait = WAITS[tries - 1];
  if (wait === undefined) return null;
  const seconds = Math.max(wait * (1 + spread / 10), Math.min(retryAfter ?? 0, DAY_SECONDS));
  return new Date(now.getTime() + Math.round(seconds * 1_000));
}

/** How long the secret of before still counts after a new one was made, in days. */
export const OLD_SECRET_DAYS = 7;

/** The secret of a receiver: nobody without the site's own can make it, and it need not be kept. */
export const hookSecret = (siteSecret: string, receiverId: string, generation: number): Buffer =>
  createHmac('sha256', siteSecret).update(`hook:${receiverId}:${generation}`).digest();

/** As it is shown, once. @source Standard Webhooks: base64 behind `whsec_`. */
export const secretShown = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

/** `webhook-id`: the same at every try, so that who gets it twice can see that it is one. */
export const messageId = (deliveryId: string): string => `msg_${deliveryId.replaceAll('-', '')}`;

/**
 * The headers by which a receiver knows that a body is ours and new.
 *
 * @param secrets the present one first; while it is changed, the one before as well.
 * @source Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, `v1,` and base64, parted by blanks.
 */
export function signedHeaders(
  secrets: readonly Buffer[],
  id: string,
  at: Date,
  body: string,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
