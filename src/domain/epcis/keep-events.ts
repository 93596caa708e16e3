import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { VOCABULARIES, type Vocabulary } from './cbv.ts';
import type { CheckedEvent, EventJson } from './check-events.ts';
import { canonicalValue, type Json } from './event-hash.ts';
import { knownThings, thingUri, type KnownThing, type RunOfStamp } from './known-things.ts';
import { thingsOf, type EventSource, type Thing } from './kept-event.ts';

export type Keeping = {
  /** Whose goods these events are of. */
  producerId: string;
  source: EventSource;
  captureId?: string | null;
  /** Scheme and host of this site, which names lots without a number of GS1. */
  origin: string;
  /** Knows stamps by their codes; left out where none can be meant. */
  runOf?: RunOfStamp;
};

/** An event that is kept. `isNew`: it was not before. */
export type KeptNow = { id: string; eventId: string; hash: string; isNew: boolean };

/** What tells one declaration of an error from another: why, and by what it is put right. */
function declarationOf(event: EventJson): string {
  const declared = event['errorDeclaration'] as
    { reason?: string; correctiveEventIDs?: readonly string[] } | undefined;
  if (declared === undefined) return '';
  const said = [declared.reason ?? '', ...(declared.correctiveEventIDs ?? []).toSorted()];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

const LEFT_OUT = new Set(['@context', 'eventID', 'recordTime']);

function rowOf(ctx: Context, keeping: Keeping, { event, context, prefixes, hash }: CheckedEvent) {
  const word = (name: string, words?: Vocabulary) =>
    typeof event[name] === 'string' ? canonicalValue(event[name], words, prefixes) : null;
  const place = (name: string) => {
    const { id } = (event[name] ?? {}) as { id?: string };
    return id === undefined ? null : canonicalValue(id, undefined, prefixes);
  };
  const own = event['@context'];
  return {
    id: newId(),
    hash,
    declaration: declarationOf(event),
    event_id: typeof event['eventID'] === 'string' ? event['eventID'] : hash,
    producer_id: keeping.producerId,
    source: keeping.source,
    type: event['type'] as string,
    event_time: event['eventTime'] as string,
    time_zone_offset: event['eventTimeZoneOffset'] as string,
    record_time: ctx.now.toISOString(),
    action: typeof event['action'] === 'string' ? event['action'] : null,
    biz_step: word('bizStep', VOCABULARIES.bizStep),
    disposition: word('disposition', VOCABULARIES.disposition),
    read_point: place('readPoint'),
    biz_location: place('bizLocation'),
    transformation_id: word('transformationID'),
    event: Object.fromEntries(Object.entries(event).filter(([key]) => !LEFT_OUT.has(key))),
    context: [context, ...(own === undefined || own === context ? [] : [own])].flat() as Json,
    capture_id: keeping.captureId ?? null,
    kept_by: actorName(ctx.actor),
  };
}

/** Whether goods of somebody else may take part: they were bought and went in, or have come. */
function mayBeOthers({ role }: Thing, row: { biz_step: string | null }): boolean {
  if (role === 'input' || role === 'input_class') return true;
  return /\/BizStep-(receiving|accepting|arriving)$/.test(row.biz_step ?? '');
}

/**
 * Keeps events: all, or none. The same event again is the same, and changes nothing.
 *
 * @throws Refusal `event.foreign` (details: at, thing): it is about goods or lots of another producer.
 */
export async function keepEvents(
  ctx: Context,
  keeping: Keeping,
  events: readonly CheckedEvent[],
): Promise<KeptNow[]> {
  return inTransaction(ctx, async (ctx) => {
    const told = events.map((checked) => {
      const row = rowOf(ctx, keeping, checked);
      const things = thingsOf(checked.event).map((thing) => ({
        ...thing,
        uri: thingUri(keeping.origin, canonicalValue(thing.uri, undefined, checked.prefixes)),
      }));
      return { row, things };
    });
    const known = await knownThings(
      ctx,
      keeping.origin,
      told.flatMap(({ things }) => things.map(({ uri }) => uri)),
      keeping.runOf,
    );
    for (const [at, { row, things }] of told.entries()) mustBeOwn(keeping, known, row, things, at);
    const kept = await insertAll(ctx, keeping, known, told);
    const count = kept.filter(({ isNew }) => isNew).length;
    // What the household tells, and what the register does, is written down and told of there.
    if (keeping.source === 'machine' && count > 0) {
      await writeDown(ctx, [
        { kind: 'event.captured', subject: `producer:${keeping.producerId}`, after: { events: count } },
      ]);
      await tellPages(ctx, known);
    }
    return kept;
  });
}

function mustBeOwn(
  keeping: Keeping,
  known: ReadonlyMap<string, KnownThing>,
  row: { biz_step: string | null },
  things: readonly Thing[],
  at: number,
): void {
  for (const thing of things) {
    const owner = known.get(thing.uri)?.producerId ?? null;
    if (owner !== null && owner !== keeping.producerId && !mayBeOthers(thing, row))
      throw new Refusal('event.foreign', { at, thing: thing.uri });
  }
}

/** Pages of lots, and of stamps, show what was done with them. */
async function tellPages(ctx: Context, known: ReadonlyMap<string, KnownThing>): Promise<void> {
  const lots = [...known.values()].flatMap(({ lotId, packOf }) => lotId ?? packOf ?? []);
  const goods = await ctx.db.execute<{ id: string }>(sql`
    select distinct coalesce(p.merged_into, p.id) as id from lots l join products p on p.id = l.product_id
    where l.id in (select jsonb_array_elements_text(${JSON.stringify([...new Set(lots)])}::jsonb))`);
  await announce(ctx, { tags: goods.map(({ id }) => `product:${id}`) });
}

type Told = { row: ReturnType<typeof rowOf>; things: readonly Thing[] };

async function insertAll(
  ctx: Context,
  keeping: Keeping,
  known: ReadonlyMap<string, KnownThing>,
  told: readonly Told[],
): Promise<KeptNow[]> {
  const rows = JSON.stringify(told.map(({ row }) => row));
  const made = await ctx.db.execute<{ id: string }>(sql`
    insert into epcis_events (id, hash, declaration, event_id, producer_id, source, type, event_time, time_zone_offset,
      record_time, action, biz_step, disposition, read_point, biz_location, transformation_id, event, context, capture_id, kept_by)
    select r.id, r.hash, r.declaration, r.event_id, r.producer_id, r.source, r.type, r.event_time, r.time_zone_offset,
      r.record_time, r.action, r.biz_step, r.disposition, r.read_point, r.biz_location, r.transformation_id, r.event,
      r.context, r.capture_id, r.kept_by
    from jsonb_to_recordset(${rows}::jsonb) as r(id text, hash text, declaration text, event_id text, producer_id text,
      source text, type text, event_time timestamptz, time_zone_offset text, record_time timestamptz, action text,
      biz_step text, disposition text, read_point text, biz_location text, transformation_id text, event jsonb,
      context jsonb, capture_id text, kept_by text)
    on conflict (hash, producer_id, declaration) do nothing returning id`);
  const isNew = new Set(made.map(({ id }) => id));
  const things = told
    .filter(({ row }) => isNew.has(row.id))
    .flatMap(({ row, things }) =>
      things.map(({ role, uri, quantity, unit }, place) => {
        const found = known.get(uri);
        const lots = { lot_id: found?.lotId ?? null, pack_of: found?.packOf ?? null };
        return { event_id: row.id, place, role, uri, ...lots, quantity, unit };
      }),
    );
  if (things.length > 0)
    await ctx.db.execute(sql`
      insert into epcis_things (event_id, place, role, uri, lot_id, pack_of, quantity, unit)
      select * from jsonb_to_recordset(${JSON.stringify(things)}::jsonb) as t(event_id text, place int, role text,
        uri text, lot_id text, pack_of text, quantity numeric, unit text)`);
  const kept = await ctx.db.execute<{ id: string; hash: string; declaration: string; eventId: string }>(sql`
    select id, hash, declaration, event_id as "eventId" from epcis_events
    where producer_id = ${keeping.producerId} and (hash, declaration) in (
      select r.hash, r.declaration from jsonb_to_recordset(${rows}::jsonb) as r(hash text, declaration text))`);
  return told.map(({ row: { hash, declaration } }) => {
    const found = kept.find((each) => each.hash === hash && each.declaration === declaration)!;
    return { id: found.id, eventId: found.eventId, hash, isNew: isNew.has(found.id) };
  });
}
