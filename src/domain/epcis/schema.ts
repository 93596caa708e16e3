import {
  ALERTS,
  BIZ_STEPS,
  COMPONENTS,
  DISPOSITIONS,
  ERROR_REASONS,
  MEASUREMENTS,
  PARTY_TYPES,
  TRANSACTION_TYPES,
} from './cbv.ts';

/*
 * What a document of EPCIS 2.0 in JSON may hold, as a JSON schema (draft 07). It accepts and refuses what the schema
 * that GS1 publishes does; a test holds one against the other.
 */

type Schema = { readonly [key: string]: unknown };

const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });
const URI = ref('uri');
const TIME = ref('time');
const listOf = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });
const anyOf = (...ways: readonly Schema[]): Schema => ({ anyOf: ways });
/** Names of its own, and anybody's with a prefix. */
const namedBy = (names: readonly string[]): Schema => ({ propertyNames: anyOf({ enum: names }, URI) });
/** A bare word of the vocabulary, or an address elsewhere: its own words are not written out. */
const word = (words: readonly string[]): Schema =>
  anyOf(
    { enum: words },
    {
      type: 'string',
      format: 'uri',
      pattern: String.raw`^(?!(urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org/cbv\/))`,
    },
  );
const measure = (words: readonly string[]): Schema =>
  anyOf(
    { enum: words },
    { type: 'string', format: 'uri', pattern: String.raw`^(?!https?:\/\/(www\.)?gs1\.org\/voc\/)` },
  );

function object(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  others: 'none' | 'prefixed' | 'any',
): Schema {
  return {
    type: 'object',
    properties,
    required,
    ...(others === 'none' ? { additionalProperties: false } : {}),
    ...(others === 'prefixed' ? namedBy(Object.keys(properties)) : {}),
  };
}

const QUANTITIES = ref('quantities');
const EPCS = ref('epcs');
const party = (name: string): Schema =>
  listOf(object({ type: word(PARTY_TYPES), [name]: URI }, ['type', name], 'none'));
const PLACE = ref('place');

/** What every event may say. */
const COMMON = {
  '@context': ref('context'),
  type: { type: 'string' },
  eventTime: TIME,
  recordTime: TIME,
  eventTimeZoneOffset: { type: 'string', pattern: '^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$' },
  eventID: URI,
  certificationInfo: anyOf(URI, listOf(URI)),
  errorDeclaration: ref('errorDeclaration'),
} as const;

/** What says where, why and how. */
const AROUND = {
  bizStep: ref('bizStep'),
  disposition: ref('disposition'),
  readPoint: PLACE,
  bizLocation: PLACE,
  bizTransactionList: listOf(ref('transaction')),
  sourceList: ref('sources'),
  destinationList: ref('destinations'),
  sensorElementList: listOf(ref('sensorElement')),
} as const;

const ACTION: Schema = { enum: ['OBSERVE', 'ADD', 'DELETE'] };
const ILMD = ref('ilmd');
const LASTING = ref('persistentDisposition');

const event = (
  type: string,
  own: Readonly<Record<string, Schema>>,
  required: readonly string[],
  needs: Schema,
): Schema => ({
  ...object(
    { ...COMMON, ...AROUND, ...own, type: { const: type } },
    ['eventTime', 'eventTimeZoneOffset', 'type', ...required],
    'prefixed',
  ),
  ...needs,
});

const some = (name: string): Schema => ({ properties: { [name]: { minItems: 1 } }, required: [name] });
const has = (...names: readonly string[]): Schema => ({ required: names });
const deleting: Schema = { properties: { action: { const: 'DELETE' } } };
const children = { parentID: URI, childEPCs: listOf(URI), childQuantityList: QUANTITIES, action: ACTION };
const withChildren = anyOf(some('childEPCs'), some('childQuantityList'), deleting);
const inputs = [some('inputEPCList'), some('inputQuantityList')];
const outputs = [some('outputEPCList'), some('outputQuantityList')];

const EVENTS: Readonly<Record<string, Schema>> = {
  ObjectEvent: event(
    'ObjectEvent',
    { epcList: EPCS, quantityList: QUANTITIES, action: ACTION, persistentDisposition: LASTING, ilmd: ILMD },
    ['action'],
    {
      anyOf: [
        has('epcList'),
        some('quantityList'),
        { properties: { sensorElementList: { minItems: 1 } }, required: ['sensorElementList', 'readPoint'] },
      ],
      // What is made with a lot is said when it is made.
      if: { not: { required: ['ilmd'] } },
      else: { properties: { action: { const: 'ADD' } } },
    },
  ),
  AggregationEvent: event('AggregationEvent', children, ['action'], withChildren),
  AssociationEvent: event('AssociationEvent', children, ['action', 'parentID'], withChildren),
  TransactionEvent: event(
    'TransactionEvent',
    {
      parentID: URI,
      epcList: listOf(URI),
      quantityList: QUANTITIES,
      action: ACTION,
      bizTransactionList: listOf(ref('transaction'), { minItems: 1 }),
    },
    ['action', 'bizTransactionList'],
    anyOf(has('epcList'), some('quantityList'), deleting),
  ),
  TransformationEvent: event(
    'TransformationEvent',
    {
      inputEPCList: EPCS,
      inputQuantityList: QUANTITIES,
      outputEPCList: EPCS,
      outputQuantityList: QUANTITIES,
      transformationID: URI,
      persistentDisposition: LASTING,
      ilmd: ILMD,
    },
    [],
    {
      anyOf: [
        { allOf: [anyOf(...inputs), anyOf(...outputs)] },
        { required: ['transformationID'], anyOf: [...inputs, ...outputs] },
      ],
    },
  ),
};

/** An event as its own kind wants it; a kind of somebody's own is named by an address. */
const ANY_EVENT: Schema = {
  type: 'object',
  required: ['type'],
  properties: { type: { type: 'string' } },
  allOf: [
    ...Object.keys(EVENTS).map((type) => ({
      if: { not: { properties: { type: { const: type } } } },
      else: ref(type),
    })),
    {
      if: { properties: { type: { enum: Object.keys(EVENTS) } } },
      else: object({ ...COMMON, type: URI }, ['eventTime', 'eventTimeZoneOffset', 'type'], 'any'),
    },
  ],
};

const VOCABULARY: Schema = object(
  {
    type: URI,
    vocabularyElementList: listOf(
      object(
        {
          id: URI,
          attributes: listOf(
            object({ id: URI, attribute: { type: ['number', 'string', 'object'] } }, ['id'], 'any'),
          ),
          children: listOf(URI),
        },
        ['id'],
        'any',
      ),
    ),
  },
  ['type'],
  'any',
);

const DEFINITIONS: Readonly<Record<string, Schema>> = {
  ...EVENTS,
  event: ANY_EVENT,
  uri: { type: 'string', format: 'uri' },
  time: { type: 'string', format: 'date-time' },
  epcs: listOf(URI, { uniqueItems: true }),
  quantities: listOf(ref('quantity')),
  place: object({ id: URI }, ['id'], 'any'),
  ilmd: { type: 'object', propertyNames: URI },
  bizStep: word(BIZ_STEPS),
  disposition: word(DISPOSITIONS),
  sources: party('source'),
  destinations: party('destination'),
  context: anyOf(URI, { type: 'object' }, listOf(anyOf(URI, { type: 'object' }), { uniqueItems: true })),
  quantity: object(
    { epcClass: URI, quantity: { type: 'number' }, uom: { type: 'string', pattern: '^[A-Z0-9]{2,3}$' } },
    ['epcClass'],
    'none',
  ),
  transaction: object({ type: word(TRANSACTION_TYPES), bizTransaction: URI }, ['bizTransaction'], 'none'),
  errorDeclaration: object(
    { declarationTime: TIME, reason: word(ERROR_REASONS), correctiveEventIDs: listOf(URI) },
    ['declarationTime'],
    'prefixed',
  ),
  persistentDisposition: {
    ...object(
      {
        set: listOf(ref('disposition'), { minItems: 1, uniqueItems: true }),
        unset: listOf(ref('disposition'), { minItems: 1, uniqueItems: true }),
      },
      [],
      'none',
    ),
    anyOf: [has('set'), has('unset')],
  },
  sensorElement: object(
    {
      sensorMetadata: object(
        {
          time: TIME,
          startTime: TIME,
          endTime: TIME,
          deviceID: URI,
          deviceMetadata: URI,
          rawData: URI,
          dataProcessingMethod: URI,
          bizRules: URI,
        },
        [],
        'prefixed',
      ),
      sensorReport: listOf(ref('sensorReport'), { minItems: 1 }),
    },
    ['sensorReport'],
    'prefixed',
  ),
  sensorReport: object(
    {
      type: measure(MEASUREMENTS),
      exception: measure(ALERTS),
      component: word(COMPONENTS),
      time: TIME,
      deviceID: URI,
      deviceMetadata: URI,
      rawData: URI,
      dataProcessingMethod: URI,
      bizRules: URI,
      microorganism: URI,
      chemicalSubstance: URI,
      coordinateReferenceSystem: URI,
      uriValue: URI,
      stringValue: { type: 'string' },
      uom: { type: 'string' },
      booleanValue: { type: 'boolean' },
      hexBinaryValue: { type: 'string', pattern: '^[A-Fa-f0-9]+$' },
      value: { type: 'number' },
      minValue: { type: 'number' },
      maxValue: { type: 'number' },
      meanValue: { type: 'number' },
      sDev: { type: 'number' },
      percRank: { type: 'number' },
      percValue: { type: 'number' },
    },
    ['type'],
    'prefixed',
  ),
};

/** Whatever is sent: a document with its events. */
export const DOCUMENT_SCHEMA: Schema = {
  $id: 'epcis-document',
  definitions: DEFINITIONS,
  ...object(
    {
      id: URI,
      type: { const: 'EPCISDocument' },
      '@context': ref('context'),
      schemaVersion: { type: 'string', pattern: String.raw`^\d+(\.\d+)*$` },
      creationDate: TIME,
      instanceIdentifier: { type: 'string' },
      sender: { type: 'string' },
      receiver: { type: 'string' },
      epcisHeader: {
        ...object(
          { epcisMasterData: object({ vocabularyList: listOf(VOCABULARY) }, [], 'any') },
          [],
          'prefixed',
        ),
      },
      epcisBody: object({ eventList: listOf(ref('event')) }, ['eventList'], 'any'),
    },
    ['@context', 'type', 'schemaVersion', 'creationDate', 'epcisBody'],
    'prefixed',
  ),
};

/** A single event, which brings its own context. */
export const EVENT_SCHEMA: Schema = {
  $id: 'epcis-event',
  allOf: [{ $ref: 'epcis-document#/definitions/event' }, has('@context')],
};
