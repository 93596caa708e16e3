import type { APIRoute } from 'astro';
import { evidencePaper } from '#src/domain/reports/evidence-kept.ts';
import { evidenceFile } from '#src/web/evidence-file.ts';

export const GET: APIRoute = async ({ locals, params, rewrite }) => {
  const { producer = '', evidence = '' } = params;
  const paper = await evidencePaper(locals.ctx, locals.site.files, evidence, producer);
  return paper ? evidenceFile(paper) : rewrite('/404');
};
