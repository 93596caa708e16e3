import type { APIRoute } from 'astro';
import { FILE_OF, readPictureFile } from '#src/domain/media/picture.ts';
import { pictureFile } from '#src/domain/media/pictures.ts';
import { TAGS_HEADER } from '#src/web/page.ts';

/** A picture at an address made of its own bytes: it never becomes another, so everybody may keep it. */
export const GET: APIRoute = async ({ locals, params }) => {
  const asked = readPictureFile(params['file'] ?? '');
  const bytes = asked && (await pictureFile(locals.ctx, locals.site.files, asked));
  if (!asked || !bytes) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  return new Response(bytes, {
    headers: {
      'content-type': FILE_OF[asked.format].type,
      'content-length': String(bytes.length),
      'cache-control': 'public, max-age=31536000, immutable',
      [TAGS_HEADER]: `picture:${asked.hash}`,
    },
  });
};
