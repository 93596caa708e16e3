import { eventHashOf, prefixesOf, type Json, type Prefixes } from './event-hash.ts';
import { checkDocument, checkEvent } from './validators.ts';

export type EventJson = { readonly [key: string]: Json };

/** Why a document or an event is not taken. `at`: where in it, as a JSON pointer. */
export type EventFault = { at: string; why: string };

/** An event that may be kept, with what gives its names a meaning. */
export type CheckedEvent = { event: EventJson; context: Json; prefixes: Prefixes; hash: string };

export type Checked = { events: CheckedEvent[] } | { faults: EventFault[] };

export const EVENT_TYPES: readonly string[] = [
  'ObjectEvent',
  'AggregationEvent',
  'TransactionEvent',
  'TransformationEvent',
  'AssociationEvent',
];

/** Events of one document at most; what a client is told as the limit. */
export const MOST_EVENTS = 500;
/** How deep an event may be nested: nobody's is, and reading it must stay cheap. */
const MOST_DEPTH = 24;

/** What has to be understood of an event that its schema cannot say. */
function faultsOf(event: EventJson, at: string): EventFault[] {
  const faults: EventFault[] = [];
  // Of kinds of their own only their makers know.
  if (!EVENT_TYPES.includes(String(event['type']))) return faults;
  const note = (where: string, why: string) => faults.push({ at: `${at}${where}`, why });
  if (
    event['type'] === 'AggregationEvent' &&
    event['action'] !== 'OBSERVE' &&
    event['parentID'] === undefined
  )
    note('/parentID', 'parentID is required when the action is ADD or DELETE');
  for (const list of ['quantityList', 'childQuantityList', 'inputQuantityList', 'outputQuantityList'])
    for (const [index, element] of ((event[list] ?? []) as EventJson[]).entries()) {
      if (element['uom'] !== undefined && element['quantity'] === undefined)
        note(`/${list}/${index}/uom`, 'a unit without a quantity');
      if (typeof element['quantity'] === 'number' && element['quantity'] < 0)
        note(`/${list}/${index}/quantity`, 'a quantity is not negative');
    }
  const lasting = event['persistentDisposition'] as { set?: string[]; unset?: string[] } | undefined;
  if (lasting?.set?.some((each) => lasting.unset?.includes(each)))
    note('/persistentDisposition', 'the same disposition is set and unset');
  for (const [index, element] of ((event['sensorElementList'] ?? []) as EventJson[]).entries()) {
    const { startTime, endTime } = (element['sensorMetadata'] ?? {}) as {
      startTime?: string;
      endTime?: string;
    };
    if (startTime !== undefined && endTime !== undefined && Date.parse(startTime) > Date.parse(endTime))
      note(`/sensorElementList/${index}/sensorMetadata`, 'startTime is after endTime');
  }
  return faults;
}

/** Whether a value is nested no deeper than anybody needs, and of characters that a database keeps. */
function isKeepable(value: unknown, left = MOST_DEPTH): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return (
    left > 0 && Object.entries(value).every(([key, each]) => isKeepable(key) && isKeepable(each, left - 1))
  );
}

type SchemaErrors = typeof checkDocument.errors;
const told = (errors: SchemaErrors): EventFault[] =>
  (errors ?? []).slice(0, 5).map(({ instancePath, message = 'not as the schema wants it', params }) => {
    const { propertyName, allowedValue } = params as { propertyName?: string; allowedValue?: string };
    const about = propertyName ?? allowedValue;
    return { at: instancePath || '/', why: about === undefined ? message : `${message}: ${about}` };
  });

const readEvent = (event: EventJson, context: Json, at: string) => {
  const prefixes = prefixesOf(context, event['@context']);
  const hash = eventHashOf(event, prefixes);
  return { checked: { event, context, prefixes, hash }, faults: faultsOf(event, at) };
};

const UNKEEPABLE: Checked = {
  faults: [{ at: '/', why: `nested deeper than ${MOST_DEPTH} levels, or with characters that are none` }],
};

/** An answer to a query, as the document that its events would come in: one server hands them to another. */
function asDocument(value: unknown): unknown {
  const { type, epcisBody, ...rest } = (value ?? {}) as { type?: unknown; epcisBody?: AnswerBody };
  const found = type === 'EPCISQueryDocument' ? epcisBody?.queryResults?.resultsBody?.eventList : undefined;
  if (found === undefined) return value;
  const said = { schemaVersion: '2.0', creationDate: '1970-01-01T00:00:00Z' };
  return { ...said, ...rest, type: 'EPCISDocument', epcisBody: { eventList: found } };
}
type AnswerBody = { queryResults?: { resultsBody?: { eventList?: unknown } } };

/**
 * The events of an EPCISDocument, or of an answer to a query; or why it is neither. How many they are, whoever takes
 * them asks.
 */
export function checkedDocument(sent: unknown): Checked {
  if (!isKeepable(sent)) return UNKEEPABLE;
  const value = asDocument(sent);
  if (!checkDocument(value)) return { faults: told(checkDocument.errors) };
  const document = value as EventJson & { epcisBody: { eventList: EventJson[] } };
  if (!String(document['schemaVersion']).startsWith('2.'))
    return { faults: [{ at: '/schemaVersion', why: 'only version 2 is read' }] };
  const read = document.epcisBody.eventList.map((event, index) =>
    readEvent(event, document['@context']!, `/epcisBody/eventList/${index}`),
  );
  const faults = read.flatMap((each) => each.faults);
  return faults.length > 0 ? { faults } : { events: read.map(({ checked }) => checked) };
}

/** A single event with its own context, or why it is none. */
export function checkedEvent(value: unknown): Checked {
  if (!isKeepable(value)) return UNKEEPABLE;
  if (!checkEvent(value)) return { faults: told(checkEvent.errors) };
  const event = value as EventJson;
  const { checked, faults } = readEvent(event, event['@context']!, '');
  return faults.length > 0 ? { faults } : { events: [checked] };
}
