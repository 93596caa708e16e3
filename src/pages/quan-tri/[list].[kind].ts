import type { APIRoute } from 'astro';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { officeFile } from '#src/web/office-tables.ts';

/** What a list of the office shows, as CSV or XLSX. */
export const GET: APIRoute = async (astro) => {
  const { list = '', kind = '' } = astro.params;
  try {
    return await officeFile(astro, list, kind);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return astro.rewrite(['not_allowed', 'second_factor_needed'].includes(error.code) ? '/403' : '/404');
  }
};
