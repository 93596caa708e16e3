import type { APIRoute } from 'astro';
import { letterById, mayReadWords } from '#src/domain/notifications/letters.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { paper } from '#src/i18n/letters-room.ts';
import { lettersPdf } from '#src/web/letter-pdf.ts';
import { asPdf, numberAndDay, paperLetter } from '#src/web/paper-letter.ts';

export const GET: APIRoute = async (astro) => {
  const { site, ctx, today, person } = astro.locals;
  try {
    const letter = await letterById(ctx, astro.params['id'] ?? '');
    if (!mayReadWords(ctx, letter)) throw new Refusal('not_found');
    const sheet = paperLetter(site, person!, letter, numberAndDay(astro.url, today));
    return asPdf(await lettersPdf([sheet], paper.title), `thu-${letter.id}.pdf`);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return astro.rewrite('/404');
  }
};
