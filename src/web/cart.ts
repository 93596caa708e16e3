import type { AstroCookies } from 'astro';
import {
  CART_DAYS,
  isOrdered,
  mergeCarts,
  newToken,
  type CartOwner,
  type Merged,
} from '#src/domain/shop/carts.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { SignedIn } from './session.ts';

/** Cookie by which a browser knows its cart. Only pages of the buyer look at it. */
export const CART_COOKIE = 'gio';
const KEPT_SECONDS = CART_DAYS * 86_400;

type Asking = {
  cookies: AstroCookies;
  url: URL;
  locals: { ctx: Context; person: SignedIn | null };
};

function keep({ cookies, url }: Asking, token: string): void {
  cookies.set(CART_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: url.protocol === 'https:',
    maxAge: KEPT_SECONDS,
  });
}

/** Whose cart this browser fills; `null`: it has none yet. */
export function cartOwner({ cookies, locals }: Asking): CartOwner | null {
  if (locals.person) return { userId: locals.person.id };
  const token = cookies.get(CART_COOKIE)?.value;
  return token && /^[\w-]{22}$/.test(token) ? { token } : null;
}

/** The same; a browser without a cart, or with one that was ordered, gets a new one. */
export async function cartOwnerToFill(asking: Asking): Promise<CartOwner> {
  const owner = cartOwner(asking);
  if (owner && 'userId' in owner) return owner;
  const token = owner && !(await isOrdered(asking.locals.ctx, owner.token)) ? owner.token : newToken();
  keep(asking, token);
  return { token };
}

/** What was gathered before signing in goes into the account's cart, and is told; once. */
export async function mergedCart(asking: Asking): Promise<Merged> {
  const { cookies, locals } = asking;
  const token = cookies.get(CART_COOKIE)?.value;
  if (!locals.person || !token) return { summed: [] };
  const merged = await mergeCarts(locals.ctx, token, locals.person.id);
  cookies.delete(CART_COOKIE, { path: '/' });
  return merged;
}
