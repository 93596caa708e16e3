import type { APIRoute } from 'astro';
import { evidencePaper } from '#src/domain/reports/evidence-kept.ts';

/** The paper of a piece of evidence as it was handed in, to be kept and not run: a PDF may hold anything. */
export const GET: APIRoute = async ({ locals, params, rewrite }) => {
  const paper = await evidencePaper(locals.ctx, locals.site.files, params['id'] ?? '');
  if (!paper) return rewrite('/404');
  return new Response(new Uint8Array(paper.bytes), {
    headers: {
      'content-type': paper.type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(paper.name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    },
  });
};
