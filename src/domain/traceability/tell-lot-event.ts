import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { checkedEvent, type CheckedEvent, type EventJson } from '#src/domain/epcis/check-events.ts';
import type { Json } from '#src/domain/epcis/event-hash.ts';
import { prefixesOf } from '#src/domain/epcis/event-hash.ts';
import { keepEvents, type KeptNow } from '#src/domain/epcis/keep-events.ts';
import { lotUri } from '#src/domain/epcis/known-things.ts';
import { nameId } from '#src/domain/epcis/names.ts';
import { originOf, ownTag } from '#src/domain/epcis/origin.ts';
import { MOST_ALT } from '#src/domain/media/picture.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { eventOf, ownEvent, registerEventOf, type Amount, type LotDeed, type Part } from './lot-event.ts';
import { lotNamed } from './lots.ts';

/** What a household types of what they did. */
export type DeedForm = {
  deed: LotDeed;
  /** `2026-03-14T08:00`, in Vietnam. */
  at: string;
  /** `home`: where the producer is; an identifier of a place they named before; or another name. */
  place: { known: string } | { name: string };
  amount: Amount;
  /** Lots of theirs that went in. */
  inputs: readonly (Amount & { lotId: string })[];
  /** What else went in, and from whom. */
  materials: readonly (Amount & { name: string; from: string })[];
  /** Other lots of the same goods that came out. */
  outputs: readonly (Amount & { code: string })[];
  whom: string;
  /** Province it goes to, two digits; `null`: not said. */
  toProvince: string | null;
  laboratory: string;
  passed: boolean;
  documentId: string | null;
  runId: string | null;
  /** Pictures of the producer's that show it. */
  pictures: readonly string[];
  /** What is to be seen on those that nobody has described. */
  pictureAlt: string;
  /** The event that this one puts right. */
  insteadOf: string | null;
};

export const HOME = 'home';

/** A form with nothing in it but the deed. */
export const emptyDeed = (deed: LotDeed): Omit<DeedForm, 'at' | 'place' | 'amount'> => ({
  deed,
  inputs: [],
  materials: [],
  outputs: [],
  whom: '',
  toProvince: null,
  laboratory: '',
  passed: true,
  documentId: null,
  runId: null,
  pictures: [],
  pictureAlt: '',
  insteadOf: null,
});

type LotFacts = {
  id: string;
  code: string;
  productId: string;
  gtin: string | null;
  recalled: boolean;
};

/** A lot and its producer, who alone write about it. @throws Refusal `not_found`, `not_allowed`. */
async function lotToTellOf(ctx: Context, lotId: string): Promise<LotFacts & { producerId: string }> {
  const [lot] = await ctx.db.execute<LotFacts>(sql`
    select l.id, l.code, p.id as "productId", p.gtin, l.recalled_on is not null as recalled
    from lots l join products o on o.id = l.product_id join products p on p.id = coalesce(o.merged_into, o.id)
    where l.id = ${lotId}`);
  const where = lot && (await whereOfProduct(ctx, lot.productId));
  if (!lot || !where || where.producerId === null) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'event.keep', where);
  return { ...lot, producerId: where.producerId };
}

const WHEN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

function mustHavePassed(ctx: Context, at: string): void {
  const instant = Date.parse(`${at}:00+07:00`);
  if (!WHEN.test(at) || Number.isNaN(instant) || instant > ctx.now.getTime())
    throw new Refusal('event.when_wrong');
}

function mustBeAmounts(amounts: readonly Amount[]): void {
  const fits = ({ quantity }: Amount) =>
    quantity === null || (Number.isFinite(quantity) && quantity > 0 && quantity <= 1_000_000_000);
  if (!amounts.every(fits)) throw new Refusal('event.quantity_wrong');
}

/**
 * Writes down what was done with a lot. The same told twice is one event.
 *
 * @returns whether it was new.
 * @throws Refusal `not_found`, `not_allowed`, `event.when_wrong`, `event.quantity_wrong`, `event.place_missing`,
 *   `event.nothing`, `event.whom_missing`, `event.lot_recalled`, `event.foreign`, `event.declared`.
 */
export async function tellLotEvent(ctx: Context, lotId: string, form: DeedForm): Promise<{ isNew: boolean }> {
  return inTransaction(ctx, async (ctx) => {
    const lot = await lotToTellOf(ctx, lotId);
    const { producerId } = lot;
    mustHavePassed(ctx, form.at);
    mustBeAmounts([form.amount, ...form.inputs, ...form.materials, ...form.outputs]);
    if (form.deed === 'dispatch' && lot.recalled) throw new Refusal('event.lot_recalled');
    const origin = await originOf(ctx);
    const named = async (kind: 'party' | 'place' | 'material', name: string) => {
      const id = await nameId(ctx, producerId, kind, name);
      return id === null ? null : ownTag(origin, kind, id);
    };
    const parts = form.deed === 'process' ? await partsOf(ctx, origin, lot, form, named) : NOTHING;
    const whom = form.deed === 'dispatch' ? await named('party', form.whom) : null;
    if (form.deed === 'dispatch' && whom === null) throw new Refusal('event.whom_missing');
    const event = eventOf({
      deed: form.deed,
      at: form.at,
      place: await placeOf(ctx, origin, producerId, form, named),
      lot: { ...form.amount, uri: lotUri(origin, lot), code: lot.code },
      ...parts,
      from: ownTag(origin, 'producer', producerId),
      whom,
      toProvince: form.deed === 'dispatch' ? form.toProvince : null,
      laboratory: form.deed === 'test' ? await named('party', form.laboratory) : null,
      passed: form.passed,
      paper: form.deed === 'test' ? await paperOf(ctx, origin, producerId, form.documentId) : null,
      run: form.deed === 'pack' ? await runOf(ctx, lot, form.runId) : null,
    });
    const [kept] = await keepEvents(ctx, { producerId, source: 'form', origin }, [ownEvent(origin, event)]);
    await keepEvidence(ctx, producerId, kept!.id, form);
    if (form.insteadOf !== null) await declare(ctx, lot, form.insteadOf, 'incorrect_data', kept!);
    if (kept!.isNew) await noteDown(ctx, lot, 'event.told', { deed: form.deed });
    return { isNew: kept!.isNew };
  });
}

async function noteDown(
  ctx: Context,
  lot: LotFacts,
  kind: string,
  after: object,
  reason?: string,
): Promise<void> {
  await writeDown(ctx, [
    {
      kind,
      subject: `product:${lot.productId}`,
      after: { code: lot.code, ...after },
      ...(reason === undefined ? {} : { reason }),
    },
  ]);
  await announce(ctx, { products: [lot.productId] });
}

const NOTHING = { inputs: [], outputs: [], suppliers: [] } as const;
type Named = (kind: 'party' | 'place' | 'material', name: string) => Promise<string | null>;

async function partsOf(
  ctx: Context,
  origin: string,
  lot: LotFacts & { producerId: string },
  form: DeedForm,
  named: Named,
): Promise<{ inputs: Part[]; outputs: Part[]; suppliers: string[] }> {
  const inputs: Part[] = [];
  for (const { lotId, quantity, unit } of form.inputs) {
    const other = await lotToTellOf(ctx, lotId);
    if (other.producerId !== lot.producerId || other.id === lot.id)
      throw new Refusal('event.foreign', { at: 0 });
    inputs.push({ uri: lotUri(origin, other), quantity, unit });
  }
  const suppliers: string[] = [];
  for (const { name, from, quantity, unit } of form.materials) {
    const uri = await named('material', name);
    const supplier = await named('party', from);
    if (uri !== null) inputs.push({ uri, quantity, unit });
    if (uri !== null && supplier !== null && !suppliers.includes(supplier)) suppliers.push(supplier);
  }
  if (inputs.length === 0) throw new Refusal('event.nothing');
  const outputs: Part[] = [];
  for (const { code, quantity, unit } of form.outputs) {
    const { id } = await lotNamed(ctx, lot.productId, { lotCode: code, madeOn: null, useBy: null });
    if (id === null || id === lot.id) continue;
    outputs.push({
      uri: lotUri(origin, { id, code: tidy(code).slice(0, 60), gtin: lot.gtin }),
      quantity,
      unit,
    });
  }
  return { inputs, outputs, suppliers };
}

async function placeOf(
  ctx: Context,
  origin: string,
  producerId: string,
  { place }: DeedForm,
  named: Named,
): Promise<string> {
  if ('known' in place && place.known === HOME) return ownTag(origin, 'producer', producerId);
  if ('known' in place) {
    const [kept] = await ctx.db.execute<{ name: string }>(sql`
      select name from epcis_names where id = ${place.known} and producer_id = ${producerId} and kind = 'place' and name is not null`);
    if (!kept) throw new Refusal('event.place_missing');
    return (await named('place', kept.name))!;
  }
  const uri = await named('place', place.name);
  if (uri === null) throw new Refusal('event.place_missing');
  return uri;
}

async function paperOf(
  ctx: Context,
  origin: string,
  producerId: string,
  id: string | null,
): Promise<string | null> {
  if (id === null) return null;
  const [paper] = await ctx.db.execute(
    sql`select 1 from producer_documents where id = ${id} and producer_id = ${producerId} and ended_at is null`,
  );
  if (!paper) throw new Refusal('not_found');
  return `${origin}/giay-to/${id}`;
}

async function runOf(ctx: Context, lot: LotFacts, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const [run] = await ctx.db.execute<{ number: string }>(
    sql`select number from stamp_runs where id = ${id} and lot_id = ${lot.id}`,
  );
  if (!run) throw new Refusal('not_found');
  return run.number;
}

async function keepEvidence(
  ctx: Context,
  producerId: string,
  eventId: string,
  { pictures, pictureAlt }: Pick<DeedForm, 'pictures' | 'pictureAlt'>,
): Promise<void> {
  if (pictures.length === 0) return;
  const these = sql`i.producer_id = ${producerId}
    and i.id in (select jsonb_array_elements_text(${JSON.stringify(pictures)}::jsonb))`;
  await ctx.db.execute(sql`
    insert into epcis_evidence (event_id, picture_id) select ${eventId}, i.id from pictures i where ${these}
    on conflict do nothing`);
  const alt = tidy(pictureAlt).slice(0, MOST_ALT);
  if (alt) await ctx.db.execute(sql`update pictures i set alt = ${alt} where ${these} and i.alt is null`);
}

type KeptEvent = { id: string; event: EventJson; context: Json; hash: string };

/** An event of this lot that is to be declared wrong. @throws Refusal `not_found`, `event.declared`. */
async function eventToDeclare(
  ctx: Context,
  lot: LotFacts & { producerId: string },
  id: string,
): Promise<KeptEvent> {
  const [found] = await ctx.db.execute<KeptEvent & { isDeclared: boolean }>(sql`
    select e.id, e.event, e.context, e.hash,
      exists (select 1 from epcis_events d where d.hash = e.hash and d.producer_id = e.producer_id and d.declaration <> '') as "isDeclared"
    from epcis_events e where e.id = ${id} and e.producer_id = ${lot.producerId} and e.declaration = '' and e.source = 'form'
      and exists (select 1 from epcis_things t where t.event_id = e.id and t.lot_id = ${lot.id})`);
  if (!found) throw new Refusal('not_found');
  if (found.isDeclared) throw new Refusal('event.declared');
  return found;
}

async function declare(
  ctx: Context,
  lot: LotFacts & { producerId: string },
  id: string,
  reason: 'did_not_occur' | 'incorrect_data',
  corrective: Pick<KeptNow, 'id' | 'eventId'> | null,
): Promise<void> {
  const found = await eventToDeclare(ctx, lot, id);
  // Told again as it was: nothing was wrong.
  if (corrective?.id === found.id) return;
  const event: EventJson = {
    ...found.event,
    errorDeclaration: {
      declarationTime: ctx.now.toISOString(),
      reason,
      ...(corrective === null ? {} : { correctiveEventIDs: [corrective.eventId] }),
    },
  };
  const checked: CheckedEvent = {
    event,
    context: found.context,
    prefixes: prefixesOf(found.context),
    hash: found.hash,
  };
  const again = checkedEvent({ '@context': found.context, ...event });
  if ('faults' in again) throw new Error(`event ${id} does not stand: ${JSON.stringify(again.faults)}`);
  const origin = await originOf(ctx);
  await keepEvents(ctx, { producerId: lot.producerId, source: 'form', origin }, [checked]);
}

/**
 * Says that something written about a lot never happened. What was written stays, and is shown no more.
 *
 * @throws Refusal `not_found`, `not_allowed`, `event.declared`.
 */
export async function declareLotEvent(ctx: Context, lotId: string, eventId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const lot = await lotToTellOf(ctx, lotId);
    await declare(ctx, lot, eventId, 'did_not_occur', null);
    await noteDown(ctx, lot, 'event.declared_wrong', { event: eventId });
  });
}

/**
 * Writes down what the register itself did: stamps of a lot, or its recall. In the transaction of the deed; a lot whose
 * goods belong to nobody is left out.
 */
export async function tellForRegister(
  ctx: Context,
  deed: Parameters<typeof registerEventOf>[0],
  lotId: string,
  stamps: Parameters<typeof registerEventOf>[3],
): Promise<void> {
  const [lot] = await ctx.db.execute<{
    id: string;
    code: string;
    gtin: string | null;
    producerId: string | null;
  }>(sql`
    select l.id, l.code, p.gtin, coalesce(m.merged_into, m.id) as "producerId"
    from lots l join products o on o.id = l.product_id join products p on p.id = coalesce(o.merged_into, o.id)
    left join producers m on m.id = p.producer_id where l.id = ${lotId}`);
  if (!lot || lot.producerId === null) return;
  const origin = await originOf(ctx);
  const count = stamps === null ? null : stamps.until - stamps.from + 1;
  const part: Part = { uri: lotUri(origin, lot), quantity: count, unit: 'piece' };
  const event = registerEventOf(deed, part, ctx.now, stamps);
  await keepEvents(ctx, { producerId: lot.producerId, source: 'register', origin }, [
    ownEvent(origin, event),
  ]);
}
