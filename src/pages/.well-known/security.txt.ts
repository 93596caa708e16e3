import type { APIRoute } from 'astro';
import { paths } from '#src/web/paths.ts';
import { publicText } from '#src/web/xml.ts';

const YEAR_MS = 365 * 86_400_000;

/** Whom to tell of a hole, where the owner has said so; nobody is named who does not exist. RFC 9116. */
export const GET: APIRoute = (astro) => {
  const { site, ctx } = astro.locals;
  const { owner } = site;
  if (!owner || owner.isExample || owner.email === '') return new Response(null, { status: 404 });
  const origin = site.config.siteUrl ?? astro.url.origin;
  // Told anew every midnight, so that the text stays the same through the day.
  const expires = new Date(Math.floor(ctx.now.getTime() / 86_400_000) * 86_400_000 + YEAR_MS).toISOString();
  const text = `Contact: mailto:${owner.email}
Expires: ${expires}
Preferred-Languages: vi, en
Policy: ${origin}${paths.legal('khieu-nai')}
`;
  return publicText(astro, 'text/plain; charset=utf-8', text, ['site']);
};
