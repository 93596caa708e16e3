import type { APIRoute } from 'astro';
import { inspectionById } from '#src/domain/inspections/inspections.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { minutesPdf } from '#src/web/minutes-pdf.ts';
import { paperMinutes } from '#src/web/paper-minutes.ts';
import { asPdf } from '#src/web/paper-letter.ts';

export const GET: APIRoute = async (astro) => {
  const { site, ctx } = astro.locals;
  try {
    const inspection = await inspectionById(ctx, astro.params['id'] ?? '');
    // Before it has begun there is nothing to write minutes of.
    if (inspection.lines.length === 0) throw new Refusal('not_found');
    return asPdf(
      await minutesPdf(await paperMinutes(site, ctx, inspection)),
      `bien-ban-${inspection.id}.pdf`,
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return astro.rewrite('/404');
  }
};
