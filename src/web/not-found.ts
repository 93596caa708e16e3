import { Refusal } from '#src/domain/shared/refusal.ts';

/**
 * The page for what is not there, also after a form was read: a request whose body is used up cannot be sent on,
 * so a plain question takes its place.
 */
export function notFoundPage(astro: {
  url: URL;
  rewrite: (to: Request) => Promise<Response>;
}): Promise<Response> {
  return astro.rewrite(new Request(new URL('/404', astro.url)));
}

/** What was asked for; `null` when there is none, or none for this visitor. */
export async function orNull<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'not_found') return null;
    throw error;
  }
}
