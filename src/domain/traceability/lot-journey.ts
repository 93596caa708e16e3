import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { EventJson } from '#src/domain/epcis/check-events.ts';
import { namesOf, type KeptName } from '#src/domain/epcis/names.ts';
import { readTag } from '#src/domain/epcis/origin.ts';
import type { EventSource, ThingRole } from '#src/domain/epcis/kept-event.ts';
import { STANDING as STANDING_TEXT } from '#src/domain/epcis/standing-sql.ts';
import { PICTURE_JSON, SHOWABLE, type ShownPicture } from '#src/domain/media/picture.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { prepared, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { shownDeedOf, TO_PROVINCE, type ShownDeed } from './lot-event.ts';

/** How far back a journey goes: from what was sold to what was made of what. */
const MOST_STEPS_BACK = 5;
const MOST_EVENTS = 200;

/** One thing that took part: a lot of the register, or a material by its name. */
export type StepPart = {
  role: 'in' | 'out' | 'of';
  /** Of a lot its number, of a material its name; `null`: only an address names it. */
  name: string | null;
  lotId: string | null;
  product: string | null;
  quantity: number | null;
  unit: string | null;
};

/** One thing that happened on the way of a lot. Parties and quantities are for who made it and who inspects it. */
export type JourneyStep = {
  id: string;
  deed: ShownDeed;
  at: Date;
  keptAt: Date;
  source: EventSource;
  /** Where; `home`: at the producer's. */
  place: { kind: 'home' } | { kind: 'named'; name: string } | null;
  pictures: ShownPicture[];
  /** It is about a lot that went into this one. */
  isBefore: boolean;
  /** The lot went into another. */
  wentIn: boolean;
  passed: boolean | null;
  parts: StepPart[];
  from: string[];
  to: string[];
  /** Province it was sent to, two digits. */
  toProvince: string | null;
  laboratory: string | null;
  /** Identifier of the paper of a test. */
  documentId: string | null;
  run: { number: string; from: number; until: number } | null;
  /** It is about single packs of the lot, and stands for all that was done so with any: how many, and since when. */
  packs: { count: number; from: Date } | null;
};

type Row = {
  id: string;
  event: EventJson;
  eventTime: string;
  recordTime: string;
  source: EventSource;
  depth: number;
  wentIn: boolean;
  packs: number | null;
  packsFrom: string | null;
  pictures: ShownPicture[];
  things: {
    role: ThingRole;
    uri: string;
    quantity: number | null;
    unit: string | null;
    lotId: string | null;
    code: string | null;
    product: string | null;
  }[];
};

/** By what a lot is asked for: the register's identifier, or its product and what is printed on the pack. */
export type LotNamed = { id: string } | { productId: string; code: string };

const STANDING = sql.raw(STANDING_TEXT);

/** What happened to a lot and to those that went into it, oldest first; what was declared wrong is left out. */
export async function journeyOf(ctx: Pick<Context, 'db'>, lot: LotNamed): Promise<JourneyStep[]> {
  const named =
    'id' in lot
      ? sql`select ${lot.id}::bpchar as lot_id, 0 as depth`
      : sql`select l.id::bpchar as lot_id, 0 as depth from lots l join products p on p.id = l.product_id
          where l.code = ${lot.code} and (p.id = ${lot.productId} or p.merged_into = ${lot.productId})`;
  // Every stamp that is scanned asks for it. As a text, a lot would be looked for in all rows.
  const rows = await prepared<Row>(
    ctx,
    sql`
    with recursive chain as (
      ${named}
      union
      select i.lot_id::bpchar, c.depth + 1 from chain c
      join epcis_things o on o.lot_id = c.lot_id and o.role in ('output_class', 'output')
      join epcis_events e on e.id = o.event_id and ${STANDING}
      join epcis_things i on i.event_id = e.id and i.role in ('input_class', 'input') and i.lot_id is not null
      where c.depth < ${MOST_STEPS_BACK}),
    about as (
      select t.event_id, min(c.depth) as depth, bool_and(t.role in ('input_class', 'input')) as went_in
      from chain c join epcis_things t on t.lot_id = c.lot_id
      where c.depth = 0 or t.role not in ('input_class', 'input') group by t.event_id),
    of_packs as (
      select (array_agg(e.id order by e.event_time desc, e.seq desc))[1] as event_id, count(distinct t.uri)::int as packs,
        min(e.event_time) as since
      from chain c join epcis_things t on t.pack_of = c.lot_id join epcis_events e on e.id = t.event_id
      where c.depth = 0 and ${STANDING} and t.event_id not in (select event_id from about) group by e.deed),
    shown as (
      select event_id, depth, went_in, null::int as packs, null::timestamptz as since from about
      union all select event_id, 0, false, packs, since from of_packs)
    select e.id, e.event, e.event_time as "eventTime", e.record_time as "recordTime", e.source, a.depth, a.went_in as "wentIn",
      a.packs, a.since as "packsFrom",
      coalesce((select jsonb_agg(${sql.raw(PICTURE_JSON)} order by i.number) from epcis_evidence v
        join pictures i on i.id = v.picture_id and ${sql.raw(SHOWABLE)} where v.event_id = e.id), '[]'::jsonb) as pictures,
      coalesce((select jsonb_agg(jsonb_build_object('role', t.role, 'uri', t.uri, 'quantity', t.quantity, 'unit', t.unit,
          'lotId', t.lot_id, 'code', l.code, 'product', p.name) order by t.place)
        from epcis_things t left join lots l on l.id = t.lot_id left join products p on p.id = l.product_id
        where t.event_id = e.id and (t.lot_id is not null or t.role in ('class', 'input_class', 'output_class'))), '[]'::jsonb) as things
    from shown a join epcis_events e on e.id = a.event_id
    where ${STANDING} order by e.event_time, e.seq limit ${MOST_EVENTS}`,
  );
  const names = await namesIn(ctx, rows);
  return rows
    .map((row) => stepOf(row, names))
    .filter(({ isBefore, deed }) => !isBefore || ['harvest', 'process', 'test'].includes(deed));
}

const listed = (event: EventJson, list: string, name: string): string[] =>
  (Array.isArray(event[list]) ? (event[list] as { [key: string]: string }[]) : []).flatMap(
    (each) => each[name] ?? [],
  );

const placeIn = (event: EventJson): string | null =>
  (event['readPoint'] as { id?: string } | undefined)?.id ??
  (event['bizLocation'] as { id?: string } | undefined)?.id ??
  null;

const LABORATORY = 'saolang:laboratory';

/** Names behind the identifiers of these events; what was forgotten has none. */
async function namesIn(ctx: Pick<Context, 'db'>, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const uris = rows.flatMap(({ event, things }) => [
    ...things.map(({ uri }) => uri),
    ...listed(event, 'sourceList', 'source'),
    ...listed(event, 'destinationList', 'destination'),
    placeIn(event) ?? '',
    typeof event[LABORATORY] === 'string' ? event[LABORATORY] : '',
  ]);
  const ids = [...new Set(uris.flatMap((uri) => readTag(uri)?.id ?? []))];
  if (ids.length === 0) return new Map();
  const found = await prepared<KeptName>(
    ctx,
    sql`select id, name from epcis_names where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
      and name is not null`,
  );
  return new Map(found.map(({ id, name }) => [id, name]));
}

function stepOf(row: Row, names: ReadonlyMap<string, string>): JourneyStep {
  const { event } = row;
  const named = (uri: string): string | null => {
    const tag = readTag(uri);
    return tag === null ? null : (names.get(tag.id) ?? null);
  };
  const place = placeIn(event);
  const name = place === null ? null : named(place);
  const disposition = typeof event['disposition'] === 'string' ? event['disposition'] : '';
  const papers = listed(event, 'bizTransactionList', 'bizTransaction');
  const run = event['saolang:stampRun'];
  return {
    id: row.id,
    deed: shownDeedOf(event),
    at: new Date(row.eventTime),
    keptAt: new Date(row.recordTime),
    source: row.source,
    // Of many events no one place is that of all.
    place:
      row.packs !== null
        ? null
        : place !== null && readTag(place)?.kind === 'producer'
          ? { kind: 'home' }
          : name === null
            ? null
            : { kind: 'named', name },
    pictures: row.pictures,
    isBefore: row.depth > 0,
    wentIn: row.depth === 0 && row.wentIn,
    passed: disposition.endsWith('non_conformant') ? false : disposition.endsWith('conformant') ? true : null,
    parts: row.things.map(({ role, uri, lotId, code, product, quantity, unit }) => ({
      role: role.startsWith('input') ? 'in' : role.startsWith('output') ? 'out' : 'of',
      name: code ?? named(uri),
      lotId,
      product,
      quantity: quantity === null ? null : Number(quantity),
      unit,
    })),
    from: listed(event, 'sourceList', 'source').flatMap((uri) => named(uri) ?? []),
    to: listed(event, 'destinationList', 'destination').flatMap((uri) => named(uri) ?? []),
    toProvince: /^\d{2}$/.exec(String(event[TO_PROVINCE] ?? ''))?.[0] ?? null,
    laboratory: typeof event[LABORATORY] === 'string' ? named(event[LABORATORY]) : null,
    packs: row.packs === null ? null : { count: row.packs, from: new Date(row.packsFrom!) },
    documentId: papers.flatMap((uri) => /\/giay-to\/([0-9a-z]{12})$/.exec(uri)?.[1] ?? [])[0] ?? null,
    run:
      typeof run === 'string'
        ? {
            number: run,
            from: Number(event['saolang:firstStamp'] ?? 0),
            until: Number(event['saolang:lastStamp'] ?? 0),
          }
        : null,
  };
}

/** A lot as everybody may know it; `null`: there is none. */
export type PublicLot = {
  id: string;
  code: string;
  madeOn: Day | null;
  useBy: Day | null;
  recalledOn: Day | null;
  recallReason: string | null;
  productId: string;
};

export async function publicLot(ctx: Pick<Context, 'db'>, lotId: string): Promise<PublicLot | null> {
  const [lot] = await ctx.db.execute<PublicLot>(sql`
    select l.id, l.code, l.made_on::text as "madeOn", l.use_by::text as "useBy", l.recalled_on::text as "recalledOn",
      l.recall_reason as "recallReason", coalesce(p.merged_into, p.id) as "productId"
    from lots l join products p on p.id = l.product_id where l.id = ${lotId}`);
  return lot ?? null;
}

/** Everything of a lot that its producer writes with. */
export type LotDesk = {
  producer: { id: string; name: string };
  product: { id: string; name: string };
  lot: PublicLot;
  /** Other lots of the producer's, which may have gone in, newest first. */
  others: { id: string; code: string; product: string }[];
  places: KeptName[];
  parties: KeptName[];
  materials: KeptName[];
  papers: { id: string; name: string; number: string | null }[];
  runs: { id: string; number: string; count: number }[];
  journey: JourneyStep[];
};

/** @throws Refusal `not_found`: no such lot of theirs, or out of reach; `not_allowed`. */
export async function lotDesk(ctx: Context, producerId: string, lotId: string): Promise<LotDesk> {
  const lot = await publicLot(ctx, lotId);
  const where = lot && (await whereOfProduct(ctx, lot.productId));
  if (!lot || !where || where.producerId !== producerId) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'event.keep', where);
  const [row] = await ctx.db.execute<
    Pick<LotDesk, 'producer' | 'product' | 'others' | 'papers' | 'runs'>
  >(sql`
    select jsonb_build_object('id', m.id, 'name', m.name) as producer, jsonb_build_object('id', p.id, 'name', p.name) as product,
      coalesce((select jsonb_agg(to_jsonb(o) - 'at' order by o.at desc, o.id) from (
        select l.id, l.code, q.name as product, l.created_at as at from lots l join products q on q.id = l.product_id
        where q.producer_id = m.id and l.id <> ${lotId} order by l.created_at desc limit 100) o), '[]'::jsonb) as others,
      coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'number', d.number) order by d.added_at desc)
        from producer_documents d where d.producer_id = m.id and d.ended_at is null and d.kind = 'test_slip'), '[]'::jsonb) as papers,
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'count', r.count) order by r.ordered_at desc)
        from stamp_runs r where r.lot_id = ${lotId}), '[]'::jsonb) as runs
    from products p join producers m on m.id = p.producer_id where p.id = ${lot.productId}`);
  if (!row) throw new Refusal('not_found');
  const names = (kind: 'party' | 'place' | 'material') => namesOf(ctx, producerId, kind);
  return {
    ...row,
    lot,
    places: await names('place'),
    parties: await names('party'),
    materials: await names('material'),
    journey: await journeyOf(ctx, { id: lotId }),
  };
}

/** One step of a lot in either direction: what came in from whom, what went out into what or to whom. */
export type LinkedStep = {
  direction: 'back' | 'forward';
  at: Date;
  deed: ShownDeed;
  goods: string;
  lot: string | null;
  party: string | null;
  quantity: number | null;
  unit: string | null;
};

/** One step back, one step forward. @source TCVN 12850:2019. */
export function oneStep(journey: readonly JourneyStep[]): LinkedStep[] {
  return journey.flatMap((step): LinkedStep[] => {
    if (step.isBefore) return [];
    const line = (direction: LinkedStep['direction'], part: StepPart, party: string | null): LinkedStep => ({
      direction,
      at: step.at,
      deed: step.deed,
      goods: part.lotId === null ? (part.name ?? '') : (part.product ?? ''),
      lot: part.lotId === null ? null : part.name,
      party,
      quantity: part.quantity,
      unit: part.unit,
    });
    if (step.deed === 'process') {
      const [role, direction] = step.wentIn ? (['out', 'forward'] as const) : (['in', 'back'] as const);
      // Whom materials are from stands with what has no lot of the producer's own.
      return step.parts
        .filter((part) => part.role === role)
        .map((part) =>
          line(direction, part, part.lotId === null && role === 'in' ? step.from.join(', ') || null : null),
        );
    }
    if (step.deed === 'dispatch')
      return step.parts.map((part) => line('forward', part, step.to.join(', ') || null));
    return step.deed === 'harvest' ? step.parts.map((part) => line('back', part, null)) : [];
  });
}
