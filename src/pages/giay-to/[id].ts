import type { APIRoute } from 'astro';
import { documentFile } from '#src/domain/documents/documents.ts';

/**
 * The file of a producer's paper, for whoever may read it. Kept by nobody, since it may be made confidential any
 * moment; a PDF may hold anything, and is to be kept and not run.
 */
export const GET: APIRoute = async ({ locals, params, rewrite }) => {
  const file = await documentFile(locals.ctx, locals.site.files, params['id'] ?? '');
  if (!file) return rewrite('/404');
  const how = file.type.startsWith('image/') ? 'inline' : 'attachment';
  return new Response(file.bytes, {
    headers: {
      'content-type': file.type,
      'content-disposition': `${how}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-robots-tag': 'noindex',
      'cache-control': 'private, no-store',
    },
  });
};
