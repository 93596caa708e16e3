import type { APIContext } from 'astro';
import { entryAt, indexOfLeaf, logHead, logProof, tileBytes } from '#src/domain/registry-log/log.ts';
import { tileAt } from '#src/domain/registry-log/tiles.ts';

const FOREVER = 'public, max-age=31536000, immutable';
const TEXT = 'text/plain; charset=utf-8';

const answer = (body: BodyInit, type: string, cache: string): Response =>
  new Response(body, {
    headers: {
      'content-type': type,
      'cache-control': cache,
      // Whoever watches the log does so from another site.
      'access-control-allow-origin': '*',
    },
  });

const nothing = (): Response =>
  new Response('404\n', {
    status: 404,
    headers: { 'content-type': TEXT, 'cache-control': 'no-store', 'access-control-allow-origin': '*' },
  });

/**
 * The files of the registry log: `checkpoint`, `tile/…`, `key`, `entry/N`, `proof/N`, `proof?leaf=BASE64`.
 *
 * @source C2SP tlog-tiles, tlog-proof.
 */
export async function logFile({ params, url, locals: { ctx } }: APIContext): Promise<Response> {
  const path = params['path'] ?? '';
  if (path === 'checkpoint' || path === 'key') {
    const head = await logHead(ctx);
    return head ? answer(path === 'key' ? `${head.key}\n` : head.note, TEXT, 'no-cache') : nothing();
  }
  const tile = tileAt(path);
  if (tile) {
    const bytes = await tileBytes(ctx, tile);
    return bytes ? answer(new Uint8Array(bytes), 'application/octet-stream', FOREVER) : nothing();
  }
  const [, kind, digits] = /^(entry|proof)\/(0|[1-9]\d{0,14})$/.exec(path) ?? [];
  if (kind === 'entry') {
    const entry = await entryAt(ctx, Number(digits));
    return entry ? answer(entry, 'application/json', FOREVER) : nothing();
  }
  const index = kind === 'proof' ? Number(digits) : path === 'proof' ? await asked(ctx, url) : null;
  const proof = index === null ? null : await logProof(ctx, index);
  return proof ? answer(proof, TEXT, 'no-cache') : nothing();
}

async function asked(ctx: APIContext['locals']['ctx'], url: URL): Promise<number | null> {
  const leaf = url.searchParams.get('leaf') ?? '';
  return indexOfLeaf(
    ctx,
    /^[0-9a-f]{64}$/i.test(leaf) ? Buffer.from(leaf, 'hex') : Buffer.from(leaf, 'base64'),
  );
}
