import type { APIRoute } from 'astro';
import { evidencePaper } from '#src/domain/reports/evidence-kept.ts';
import { evidenceFile } from '#src/web/evidence-file.ts';

export const GET: APIRoute = async ({ locals, params, rewrite }) => {
  const paper = await evidencePaper(locals.ctx, locals.site.files, params['id'] ?? '');
  return paper ? evidenceFile(paper) : rewrite('/404');
};
