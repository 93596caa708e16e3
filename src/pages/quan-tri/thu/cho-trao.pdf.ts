import type { APIRoute } from 'astro';
import { lettersToPrint, MOST_PRINTED } from '#src/domain/notifications/letters.ts';
import { paper } from '#src/i18n/letters-room.ts';
import { lettersPdf } from '#src/web/letter-pdf.ts';
import { asPdf, numberAndDay, paperLetter } from '#src/web/paper-letter.ts';

/** All letters that wait to be handed over, a page each; their numbers are written by hand. */
export const GET: APIRoute = async (astro) => {
  const { site, ctx, today, person } = astro.locals;
  const letters = await lettersToPrint(ctx, MOST_PRINTED);
  if (letters.length === 0) return astro.rewrite('/404');
  const { day } = numberAndDay(astro.url, today);
  const sheets = letters.map((letter) => paperLetter(site, person!, letter, { number: '', day }));
  return asPdf(await lettersPdf(sheets, paper.title), 'thu-cho-trao.pdf');
};
