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
