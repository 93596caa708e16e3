import { sql, type SQL } from 'drizzle-orm';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { EventJson } from './check-events.ts';
import { knownThings, thingUri } from './known-things.ts';
import type { Json } from './event-hash.ts';
import type { ThingRole } from './kept-event.ts';

/** Whose events are read: one producer's, or those within the reach of whoever asks. */
export type EventAccess = { producerId: string } | 'reach';

/** Things of these kinds of part, any of these. `isWhole`: goods of the class whatever their serial. */
export type ThingAsked = { roles: readonly ThingRole[]; any: readonly { uri: string; isWhole: boolean }[] };

/** What events are asked for. Words and places in their canonical form; an empty list asks for nothing. */
export type EventQuestion = {
  types?: readonly string[];
  actions?: readonly string[];
  bizSteps?: readonly string[];
  dispositions?: readonly string[];
  readPoints?: readonly string[];
  bizLocations?: readonly string[];
  transformations?: readonly string[];
  ids?: readonly string[];
  happenedFrom?: string;
  happenedBefore?: string;
  recordedFrom?: string;
  recordedBefore?: string;
  isDeclaredWrong?: true;
  things?: readonly ThingAsked[];
  orderBy: 'eventTime' | 'recordTime';
  direction: 'asc' | 'desc';
  most: number;
  /** Only what comes after it. */
  after?: { time: string; seq: number };
};

export type FoundEvent = {
  seq: number;
  hash: string;
  eventId: string;
  recordTime: string;
  /** In full, as the order compares it. */
  eventTime: string;
  event: EventJson;
  context: Json;
};

function within(ctx: Context, access: EventAccess): SQL {
  if (access !== 'reach')
    return sql`e.producer_id in (select id from producers where id = ${access.producerId} or merged_into = ${access.producerId})`;
  const reach = reachOf(ctx.actor, 'event.read');
  if (reach === 'all') return sql`true`;
  const places = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`m.province_code = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(m.province_code = ${scope.provinceCode} and m.commune_code = ${scope.communeCode})`]
        : scope.kind === 'producer'
          ? [sql`m.id = ${scope.producerId}`]
          : [],
  );
  if (places.length === 0) return sql`false`;
  return sql`exists (select 1 from producers w join producers m on m.id = coalesce(w.merged_into, w.id)
    where w.id = e.producer_id and (${sql.join(places, sql` or `)}))`;
}

/** Whether anybody's events may be read by whoever asks, without a token. */
export const mayReadEvents = (ctx: Context): boolean => {
  const reach = reachOf(ctx.actor, 'event.read');
  return reach === 'all' || reach.length > 0;
};

const list = (values: readonly string[]): SQL =>
  sql`(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

async function aboutThings(ctx: Context, origin: string, asked: ThingAsked): Promise<SQL> {
  const uris = asked.any.map(({ uri }) => thingUri(origin, uri));
  const known = await knownThings(ctx, origin, uris);
  const lots = uris.flatMap((uri) => known.get(uri)?.lotId ?? []);
  const whole = asked.any.filter(({ isWhole }) => isWhole).map(({ uri }) => `${thingUri(origin, uri)}/`);
  return sql`exists (select 1 from epcis_things t where t.event_id = e.id and t.role in ${list(asked.roles)}
    and (t.uri in ${list(uris)} or t.lot_id in ${list(lots)}
      or exists (select 1 from jsonb_array_elements_text(${JSON.stringify(whole)}::jsonb) w where starts_with(t.uri, w))))`;
}

const COLUMNS = sql`e.seq, e.hash, e.event_id as "eventId", e.record_time as "recordTime", e.event_time::text as "eventTime",
  e.event, e.context`;

/** Events that answer all of a question. Of those without a value for what is asked, none does. */
export async function findEvents(
  ctx: Context,
  access: EventAccess,
  origin: string,
  asked: EventQuestion,
): Promise<FoundEvent[]> {
  const conditions: SQL[] = [within(ctx, access)];
  const among = (column: SQL, values: readonly string[] | undefined) => {
    if (values !== undefined) conditions.push(sql`${column} in ${list(values)}`);
  };
  among(sql`e.type`, asked.types);
  among(sql`e.action`, asked.actions);
  among(sql`e.biz_step`, asked.bizSteps);
  among(sql`e.disposition`, asked.dispositions);
  among(sql`e.read_point`, asked.readPoints);
  among(sql`e.biz_location`, asked.bizLocations);
  among(sql`e.transformation_id`, asked.transformations);
  if (asked.ids !== undefined)
    conditions.push(sql`(e.hash in ${list(asked.ids)} or e.event_id in ${list(asked.ids)})`);
  if (asked.happenedFrom) conditions.push(sql`e.event_time >= ${asked.happenedFrom}::timestamptz`);
  if (asked.happenedBefore) conditions.push(sql`e.event_time < ${asked.happenedBefore}::timestamptz`);
  if (asked.recordedFrom) conditions.push(sql`e.record_time >= ${asked.recordedFrom}::timestamptz`);
  if (asked.recordedBefore) conditions.push(sql`e.record_time < ${asked.recordedBefore}::timestamptz`);
  if (asked.isDeclaredWrong) conditions.push(sql`e.declaration <> ''`);
  for (const things of asked.things ?? []) conditions.push(await aboutThings(ctx, origin, things));
  const down = asked.direction === 'desc';
  const isByEvent = asked.orderBy === 'eventTime';
  if (asked.after) {
    const { time, seq } = asked.after;
    conditions.push(
      isByEvent
        ? down
          ? sql`(e.event_time, e.seq) < (${time}::timestamptz, ${seq})`
          : sql`(e.event_time, e.seq) > (${time}::timestamptz, ${seq})`
        : down
          ? sql`e.seq < ${seq}`
          : sql`e.seq > ${seq}`,
    );
  }
  const way = down ? sql`desc` : sql`asc`;
  const order = isByEvent ? sql`e.event_time ${way}, e.seq ${way}` : sql`e.seq ${way}`;
  return ctx.db.execute<FoundEvent>(sql`
    select ${COLUMNS} from epcis_events e where ${sql.join(conditions, sql` and `)} order by ${order} limit ${asked.most}`);
}

/**
 * The event of this name: by its hash, or as it was called. One that was declared wrong is answered with that.
 *
 * @throws Refusal `not_found`: there is none, or none that whoever asks may read.
 */
export async function eventById(ctx: Context, access: EventAccess, id: string): Promise<FoundEvent> {
  const [found] = await ctx.db.execute<FoundEvent>(sql`
    select ${COLUMNS} from epcis_events e where (e.hash = ${id} or e.event_id = ${id}) and ${within(ctx, access)}
    order by e.hash = ${id} desc, e.declaration = '' asc, e.seq desc limit 1`);
  if (!found) throw new Refusal('not_found');
  return found;
}

const WRITTEN_OUT = new Set(['eventID', 'recordTime']);

/** An event as the standard answers it: with its name, and when it was kept. */
export function answeredEvent({ event, eventId, recordTime }: FoundEvent): EventJson {
  const { type = '', ...rest } = event;
  const others = Object.entries(rest).filter(([key]) => !WRITTEN_OUT.has(key));
  return {
    type,
    eventID: eventId,
    ...Object.fromEntries(others),
    recordTime: new Date(recordTime).toISOString(),
  };
}

/** The prefixes that an event brought along; `null`: it has none of its own. */
export function ownContext({ context }: Pick<FoundEvent, 'context'>): Json | null {
  const own = (Array.isArray(context) ? (context as readonly Json[]) : [context]).filter(
    (part) => typeof part === 'object' && part !== null && Object.keys(part).length > 0,
  );
  return own.length === 0 ? null : own;
}

/** @throws Refusal `not_found`, `not_allowed`. */
export function mustReadEventsOf(ctx: Context, producerId: string): void {
  mustBeAllowed(ctx, 'event.keep', { provinceCode: null, communeCode: null, producerId });
}
