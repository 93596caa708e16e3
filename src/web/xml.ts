import { createHash } from 'node:crypto';
import type { APIContext } from 'astro';
import { isKnown } from './api/answer-json.ts';
import { secondsToKeep, TAGS_HEADER } from './page.ts';

/** Text as it may stand in XML, in an element or an attribute. */
export function xml(text: string): string {
  return (
    text
      // Characters that XML 1.0 does not know at all.
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** A public text for programs: kept for a while, not sent twice. */
export function publicText(
  { request, locals }: Pick<APIContext, 'request' | 'locals'>,
  contentType: string,
  text: string,
  tags: readonly string[],
): Response {
  const headers = new Headers({
    'cache-control': `public, max-age=${secondsToKeep(locals.ctx.now)}, must-revalidate`,
    etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
    [TAGS_HEADER]: tags.join(' '),
  });
  if (isKnown(request.headers.get('if-none-match'), headers.get('etag')!))
    return new Response(null, { status: 304, headers });
  headers.set('content-type', contentType);
  return new Response(text, { headers });
}
