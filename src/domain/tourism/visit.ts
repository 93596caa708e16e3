import { createHash, createHmac } from 'node:crypto';

/** `asked` and `confirmed` keep their places; the other two have given them back. */
export const VISIT_STATES = ['asked', 'confirmed', 'refused', 'cancelled'] as const;
export type VisitState = (typeof VISIT_STATES)[number];

export const keepsPlaces = (state: VisitState): boolean => state === 'asked' || state === 'confirmed';

/** Who receives visitors: whoever keeps a route, or a producer at their own place. */
export type Host = { tourId: string } | { producerId: string };

/** So many places one request may ask for; larger groups telephone. */
export const MOST_PLACES = 50;

/** What the visitor's link ends with: made of the request and the secret of the house, and kept nowhere. */
export const visitTokenOf = (secret: string, requestId: string): string =>
  createHmac('sha256', secret).update(`visit:${requestId}`).digest().subarray(0, 16).toString('base64url');

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');
