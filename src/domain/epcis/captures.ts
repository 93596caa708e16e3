import { sql } from 'drizzle-orm';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { CheckedEvent, EventFault } from './check-events.ts';
import { keepEvents, type Keeping } from './keep-events.ts';
import type { TokenHolder } from './tokens.ts';

/** A document that was sent, and what became of it. */
export type Capture = { id: string; seq: number; at: string; isTaken: boolean; faults: EventFault[] };

/**
 * Takes the events of a document: all, or none. That a document was refused is kept too.
 *
 * @returns the identifier under which it can be asked for.
 * @throws Refusal `event.foreign` (details: at, thing, capture).
 */
export async function capture(
  ctx: Context,
  { tokenId, producerId }: TokenHolder,
  site: Pick<Keeping, 'origin' | 'runOf'>,
  events: readonly CheckedEvent[],
): Promise<string> {
  const id = newId();
  const noteDown = (ctx: Context, faults: readonly EventFault[]) =>
    ctx.db.execute(sql`
      insert into epcis_captures (id, producer_id, token_id, at, is_taken, count, faults)
      values (${id}, ${producerId}, ${tokenId}, ${ctx.now.toISOString()}, ${faults.length === 0}, ${events.length},
        ${JSON.stringify(faults)}::jsonb)`);
  try {
    await inTransaction(ctx, async (ctx) => {
      await noteDown(ctx, []);
      await keepEvents(ctx, { producerId, source: 'machine', captureId: id, ...site }, events);
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'event.foreign') throw error;
    await noteDown(ctx, [
      {
        at: `/epcisBody/eventList/${error.details['at']}`,
        why: `event.foreign: ${error.details['thing']} belongs to another producer`,
      },
    ]);
    throw new Refusal('event.foreign', { ...error.details, capture: id });
  }
  return id;
}

/** Captures of a producer, newest first. */
export async function capturesOf(
  ctx: Pick<Context, 'db'>,
  producerId: string,
  { most, before }: { most: number; before: number | null },
): Promise<Capture[]> {
  return ctx.db.execute<Capture>(sql`
    select id, seq, at, is_taken as "isTaken", faults from epcis_captures
    where producer_id = ${producerId} and (${before}::bigint is null or seq < ${before}) order by seq desc limit ${most}`);
}

/** @throws Refusal `not_found`. */
export async function captureById(
  ctx: Pick<Context, 'db'>,
  producerId: string,
  id: string,
): Promise<Capture> {
  const [found] = await ctx.db.execute<Capture>(sql`
    select id, seq, at, is_taken as "isTaken", faults from epcis_captures
    where producer_id = ${producerId} and id = ${id}`);
  if (!found) throw new Refusal('not_found');
  return found;
}
