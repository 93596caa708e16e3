import type { CheckedEvent, EventJson } from '#src/domain/epcis/check-events.ts';
import { eventHashOf, prefixesOf, type Json } from '#src/domain/epcis/event-hash.ts';

/** What a household does with a lot, in the order in which it happens. */
export const LOT_DEEDS = ['harvest', 'process', 'pack', 'test', 'dispatch'] as const;
export type LotDeed = (typeof LOT_DEEDS)[number];

/** What happened to a lot, as it is shown: the five, and what the register wrote of stamps and recalls. */
export const SHOWN_DEEDS = [
  ...LOT_DEEDS,
  'stamps_ordered',
  'stamps_active',
  'stamps_closed',
  'stamps_spoilt',
  'stamps_recalled',
  'recalled',
  'other',
] as const;
export type ShownDeed = (typeof SHOWN_DEEDS)[number];

/** Units of the United Nations' recommendation 20; `piece`: counted, without a unit. */
export const EVENT_UNITS = ['KGM', 'GRM', 'TNE', 'LTR', 'piece'] as const;
export type EventUnit = (typeof EVENT_UNITS)[number];

export type Amount = { quantity: number | null; unit: EventUnit };

/** A lot, or a material without one, and how much of it. */
export type Part = Amount & { uri: string };

/** Everything that an event says, its parties and places by their identifiers. */
export type DeedFacts = {
  deed: LotDeed;
  /** In Vietnam, `2026-03-14T08:00`. */
  at: string;
  place: string;
  lot: Part & { code: string };
  inputs: readonly Part[];
  outputs: readonly Part[];
  suppliers: readonly string[];
  /** Who sends. */
  from: string;
  whom: string | null;
  /** Two digits of the province it is sent to; `null`: not said. */
  toProvince: string | null;
  laboratory: string | null;
  passed: boolean;
  /** Address of the paper of a test. */
  paper: string | null;
  /** Number of the run whose stamps went on. */
  run: string | null;
};

export const CONTEXT_ADDRESS = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';
const PREFIX = 'saolang';
/** Field of an event: the province that goods were sent to, its two digits. */
export const TO_PROVINCE = `${PREFIX}:destinationProvince`;

/** What events of this site mean by their names. */
export const eventContext = (origin: string): Json => [
  CONTEXT_ADDRESS,
  { [PREFIX]: `${origin}/tro-giup/epcis#` },
];

const element = ({ uri, quantity, unit }: Part): Json => ({
  epcClass: uri,
  ...(quantity === null ? {} : { quantity, ...(unit === 'piece' ? {} : { uom: unit }) }),
});

const party = (name: 'source' | 'destination', uris: readonly string[]): { [key: string]: Json } =>
  uris.length === 0
    ? {}
    : { [`${name}List`]: uris.map((uri) => ({ type: 'possessing_party', [name]: uri })) };

/** What a deed is in the words of the standard. @source TRACEABILITY of TCVN 12850; EPCIS 2.0, section 7. */
export function eventOf(facts: DeedFacts): EventJson {
  const when = { eventTime: `${facts.at}:00+07:00`, eventTimeZoneOffset: '+07:00' };
  const where = { readPoint: { id: facts.place }, bizLocation: { id: facts.place } };
  const seen = { type: 'ObjectEvent', ...when, quantityList: [element(facts.lot)] };
  switch (facts.deed) {
    case 'harvest':
      return {
        ...seen,
        action: 'ADD',
        bizStep: 'creating_class_instance',
        ...where,
        ilmd: { 'cbvmda:lotNumber': facts.lot.code },
      };
    case 'process':
      return {
        type: 'TransformationEvent',
        ...when,
        inputQuantityList: facts.inputs.map(element),
        outputQuantityList: [facts.lot, ...facts.outputs].map(element),
        bizStep: 'creating_class_instance',
        ...where,
        ...party('source', facts.suppliers),
      };
    case 'pack':
      return {
        ...seen,
        action: 'OBSERVE',
        bizStep: 'packing',
        ...where,
        ...(facts.run === null ? {} : { [`${PREFIX}:stampRun`]: facts.run }),
      };
    case 'test':
      return {
        ...seen,
        action: 'OBSERVE',
        bizStep: 'inspecting',
        disposition: facts.passed ? 'conformant' : 'non_conformant',
        ...where,
        ...(facts.paper === null
          ? {}
          : { bizTransactionList: [{ type: 'testres', bizTransaction: facts.paper }] }),
        ...(facts.laboratory === null ? {} : { [`${PREFIX}:laboratory`]: facts.laboratory }),
      };
    case 'dispatch':
      return {
        ...seen,
        action: 'OBSERVE',
        bizStep: 'shipping',
        disposition: 'in_transit',
        ...where,
        ...party('source', [facts.from]),
        ...party('destination', facts.whom === null ? [] : [facts.whom]),
        ...(facts.toProvince === null ? {} : { [TO_PROVINCE]: facts.toProvince }),
      };
  }
}

const CALLED_BACK = {
  action: 'OBSERVE',
  bizStep: 'holding',
  disposition: 'recalled',
  persistentDisposition: { set: ['recalled'] },
} as const;

/** What the register itself says of a lot when stamps are ordered, go on, are spoilt, or it is called back. */
export function registerEventOf(
  deed: Exclude<ShownDeed, LotDeed | 'other'>,
  lot: Part,
  at: Date,
  stamps: { run: string; from: number; until: number; isStolen?: boolean } | null,
): EventJson {
  const said = {
    stamps_ordered: { action: 'ADD', bizStep: 'encoding', disposition: 'encoded' },
    stamps_active: { action: 'ADD', bizStep: 'commissioning', disposition: 'active' },
    stamps_closed: { action: 'OBSERVE', bizStep: 'other' },
    stamps_spoilt: {
      action: 'DELETE',
      bizStep: 'decommissioning',
      disposition: stamps?.isStolen ? 'stolen' : 'damaged',
    },
    stamps_recalled: CALLED_BACK,
    recalled: CALLED_BACK,
  }[deed];
  return {
    type: 'ObjectEvent',
    eventTime: at.toISOString(),
    eventTimeZoneOffset: '+07:00',
    quantityList: [element(lot)],
    ...said,
    ...(stamps === null
      ? {}
      : {
          [`${PREFIX}:stampRun`]: stamps.run,
          [`${PREFIX}:firstStamp`]: stamps.from,
          [`${PREFIX}:lastStamp`]: stamps.until,
        }),
  };
}

/** Which of our words tells of an event. The column `deed` says the same of each that is kept. */
export function shownDeedOf(event: EventJson): ShownDeed {
  const { type, bizStep, disposition } = event as { type: string; bizStep?: string; disposition?: string };
  const step = /(?:BizStep-|bizstep:)?([a-z_]+)$/.exec(bizStep ?? '')?.[1] ?? '';
  const isStamps = event[`${PREFIX}:stampRun`] !== undefined;
  if (disposition?.endsWith('recalled')) return isStamps ? 'stamps_recalled' : 'recalled';
  if (type === 'TransformationEvent') return 'process';
  if (isStamps && step === 'encoding') return 'stamps_ordered';
  if (isStamps && step === 'commissioning') return 'stamps_active';
  if (isStamps && step === 'decommissioning') return 'stamps_spoilt';
  if (isStamps && step === 'other') return 'stamps_closed';
  const deed: Readonly<Record<string, LotDeed>> = {
    creating_class_instance: 'harvest',
    packing: 'pack',
    inspecting: 'test',
    sampling: 'test',
    shipping: 'dispatch',
    departing: 'dispatch',
  };
  return deed[step] ?? 'other';
}

/** An event of our own, with what gives its names a meaning. */
export function ownEvent(origin: string, event: EventJson): CheckedEvent {
  const context = eventContext(origin);
  const prefixes = prefixesOf(context);
  return { event, context, prefixes, hash: eventHashOf(event, prefixes) };
}
