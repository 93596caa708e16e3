import { createHmac, timingSafeEqual } from 'node:crypto';

/** Cookie in which a visitor keeps that they have declared their age. The name they gave stays with them. */
export const AGE_COOKIE = 'tuoi';

/** Declared for a day: a shared telephone goes from hand to hand. */
export const AGE_SECONDS = 86_400;

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(`age:${text}`).digest('base64url').slice(0, 22);
}

/** Value of the cookie after a declaration at `now`. */
export function ageDeclared(secret: string, now: Date): string {
  const until = Math.floor(now.getTime() / 1000) + AGE_SECONDS;
  return `${until}.${sign(secret, String(until))}`;
}

/** Whether the cookie is one of ours and still counts. */
export function isAdult(secret: string, cookie: string | undefined, now: Date): boolean {
  const [until = '', signature = ''] = (cookie ?? '').split('.');
  if (!(Number(until) * 1000 > now.getTime())) return false;
  const right = Buffer.from(sign(secret, until));
  const given = Buffer.from(signature);
  return right.length === given.length && timingSafeEqual(right, given);
}
