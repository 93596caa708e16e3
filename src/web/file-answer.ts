import type { ByteRange, FileStore } from '#src/domain/media/file-store.ts';
import { fileStream } from '#src/domain/media/files.ts';
import type { Context } from '#src/domain/shared/context.ts';

/**
 * The one range that a player asks for. `whole`: none, several at once, or nothing that can be read; `beyond`: it begins
 * after the end.
 *
 * @source RFC 9110, section 14
 */
export function rangeIn(header: string | null, size: number): ByteRange | 'whole' | 'beyond' {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const from = Math.max(0, size - Number(last));
    return from >= size ? 'beyond' : { from, to: size - 1 };
  }
  const [from, to] = [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)];
  if (last !== '' && Number(last) < from) return 'whole';
  return from >= size ? 'beyond' : { from, to };
}

/**
 * A file that never becomes another, whole or in part, as players and broken downloads ask for it.
 *
 * @source RFC 9110, sections 13.1.2 (If-None-Match), 13.1.5 (If-Range), 15.3.7 (206), 15.5.17 (416)
 */
export async function fileAnswer(
  request: Request,
  ctx: Pick<Context, 'db'>,
  store: FileStore,
  file: { sha256: string; size: number; type: string },
): Promise<Response> {
  const etag = `"${file.sha256.slice(0, 32)}"`;
  const headers = new Headers({
    'cache-control': 'public, max-age=31536000, immutable',
    etag,
    'accept-ranges': 'bytes',
  });
  const known = request.headers.get('if-none-match')?.split(',') ?? [];
  if (known.some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*'))
    return new Response(null, { status: 304, headers });
  const unless = request.headers.get('if-range');
  const range =
    request.method === 'HEAD' || (unless !== null && unless !== etag)
      ? 'whole'
      : rangeIn(request.headers.get('range'), file.size);
  if (range === 'beyond') {
    headers.set('content-range', `bytes */${file.size}`);
    headers.set('cache-control', 'no-store');
    return new Response(null, { status: 416, headers });
  }
  const part = range === 'whole' ? { from: 0, to: file.size - 1 } : range;
  const body = request.method === 'HEAD' ? null : await fileStream(ctx, store, file, part);
  if (body === null && request.method !== 'HEAD')
    return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  headers.set('content-type', file.type);
  headers.set('content-length', String(part.to - part.from + 1));
  if (range !== 'whole') headers.set('content-range', `bytes ${part.from}-${part.to}/${file.size}`);
  return new Response(body as BodyInit | null, { status: range === 'whole' ? 200 : 206, headers });
}
