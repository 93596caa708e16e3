import type { APIRoute } from 'astro';
import { lotDesk, oneStep, type LinkedStep } from '#src/domain/traceability/lot-journey.ts';
import { moment } from '#src/i18n/format.ts';
import { journeyWords, lotRoom as said, unitName } from '#src/i18n/lot-events.ts';
import { tableFile } from '#src/web/money-file.ts';
import { orNull } from '#src/web/not-found.ts';

const [direction, when, deed, goods, lot, party, quantity, unit] = said.stepColumns;

/** One step back and one step forward of a lot, as an inspector opens it. */
export const GET: APIRoute = async ({ locals, params, rewrite }) => {
  const { kind } = params;
  const desk = await orNull(lotDesk(locals.ctx, params['producer'] ?? '', params['lot'] ?? ''));
  if (!desk || (kind !== 'csv' && kind !== 'xlsx')) return rewrite('/404');
  return tableFile<LinkedStep>(
    [
      { name: direction, value: (step) => said[step.direction] },
      { name: when, value: (step) => moment(step.at) },
      { name: deed, value: (step) => journeyWords.vi.deeds[step.deed] },
      { name: goods, value: (step) => step.goods },
      { name: lot, value: (step) => step.lot },
      { name: party, value: (step) => step.party },
      { name: quantity, value: (step) => step.quantity },
      { name: unit, value: (step) => unitName(step.unit) || null },
    ],
    oneStep(desk.journey),
    { name: `lo-${desk.lot.id}`, kind, sheet: 'Một bước' },
  );
};
