import type { APIRoute } from 'astro';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { workshopFile } from '#src/web/workshop-tables.ts';

/** What is a producer's own, as CSV or XLSX. */
export const GET: APIRoute = async (astro) => {
  const { producer = '', list = '', kind = '' } = astro.params;
  try {
    return await workshopFile({ url: astro.url, locals: astro.locals, producerId: producer }, list, kind);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return astro.rewrite(error.code === 'not_allowed' ? '/403' : '/404');
  }
};
