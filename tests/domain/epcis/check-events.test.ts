import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { checkedDocument, checkedEvent } from '#src/domain/epcis/check-events.ts';
import { checkDocument } from '#src/domain/epcis/validators.ts';
import { compiledSchemas } from '#src/web/compiled-schemas.mjs';

const CONTEXT = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { ex: 'https://ns.example.com/' },
];
const LOT = 'https://id.gs1.org/01/04012345111118/10/L1';
const harvest = {
  type: 'ObjectEvent',
  eventTime: '2026-03-15T10:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'ADD',
  bizStep: 'creating_class_instance',
  quantityList: [{ epcClass: LOT, quantity: 12.5, uom: 'KGM' }],
  ilmd: { 'ex:field': { 'ex:deep': 1 } },
};
const packing = {
  type: 'AggregationEvent',
  eventTime: '2026-03-15T10:00:00Z',
  eventTimeZoneOffset: '+00:00',
  action: 'ADD',
  parentID: 'urn:epc:id:sscc:4012345.3111111111',
  childEPCs: ['urn:epc:id:sgtin:4012345.011111.987'],
};
const cooking = {
  type: 'TransformationEvent',
  eventTime: '2026-03-15T10:00:00Z',
  eventTimeZoneOffset: '+00:00',
  inputQuantityList: [{ epcClass: LOT }],
  outputQuantityList: [{ epcClass: `${LOT}A`, quantity: 3 }],
};
const sale = {
  type: 'TransactionEvent',
  eventTime: '2026-03-15T10:00:00Z',
  eventTimeZoneOffset: '+00:00',
  action: 'OBSERVE',
  bizTransactionList: [{ type: 'inv', bizTransaction: 'urn:x:inv:1' }],
  epcList: [],
};
const coldStore = {
  type: 'ObjectEvent',
  eventTime: '2026-03-15T10:00:00Z',
  eventTimeZoneOffset: '+00:00',
  action: 'OBSERVE',
  readPoint: { id: 'urn:x:place:1' },
  sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 4.5, uom: 'CEL' }] }],
};
const tied = { ...packing, type: 'AssociationEvent' };
const ALL = { harvest, packing, cooking, sale, coldStore, tied };

const documentOf = (...events: unknown[]) => ({
  '@context': CONTEXT,
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-15T10:00:00Z',
  epcisBody: { eventList: events },
});
const takes = (event: unknown) => 'events' in checkedDocument(documentOf(event));

test.each(Object.entries(ALL))('%s is taken', (_, event) => {
  expect(checkedDocument(documentOf(event))).toHaveProperty('events');
  expect(checkedEvent({ '@context': CONTEXT, ...event })).toHaveProperty('events');
});

test.each([
  ['without a time', { ...harvest, eventTime: undefined }],
  ['with a time without its zone', { ...harvest, eventTime: '2026-03-15T10:00:00' }],
  ['with an offset that is none', { ...harvest, eventTimeZoneOffset: '+15:00' }],
  ['without an action', { ...harvest, action: undefined }],
  ['with an action that is none', { ...harvest, action: 'CREATE' }],
  ['with a step of no vocabulary', { ...harvest, bizStep: 'harvesting' }],
  [
    'with a word of the vocabulary written out as before',
    { ...harvest, bizStep: 'urn:epcglobal:cbv:bizstep:packing' },
  ],
  ['with a disposition of no vocabulary', { ...harvest, disposition: 'eaten' }],
  ['with master data of a lot that is not new', { ...harvest, action: 'OBSERVE' }],
  ['about nothing', { ...harvest, quantityList: [] }],
  ['with a quantity in words', { ...harvest, quantityList: [{ epcClass: LOT, quantity: '12' }] }],
  ['with a unit in words', { ...harvest, quantityList: [{ epcClass: LOT, quantity: 12, uom: 'kg' }] }],
  ['with a unit and no quantity', { ...harvest, quantityList: [{ epcClass: LOT, uom: 'KGM' }] }],
  ['with less than nothing', { ...harvest, quantityList: [{ epcClass: LOT, quantity: -1 }] }],
  ['with a field of no standard', { ...harvest, harvester: 'x' }],
  ['with a thing that is no address', { ...harvest, epcList: ['not an address'] }],
  ['with the same thing twice', { ...harvest, epcList: [LOT, LOT] }],
  ['packing into nothing', { ...packing, parentID: undefined }],
  ['packing of nothing', { ...packing, childEPCs: [] }],
  ['tied to nothing', { ...tied, parentID: undefined, action: 'OBSERVE' }],
  ['made of nothing', { ...cooking, inputQuantityList: undefined }],
  ['made into nothing', { ...cooking, outputQuantityList: undefined }],
  ['sold without a paper', { ...sale, bizTransactionList: [] }],
  ['measured nowhere', { ...coldStore, readPoint: undefined }],
  ['measured without a kind', { ...coldStore, sensorElementList: [{ sensorReport: [{ value: 1 }] }] }],
  [
    'measured backwards',
    {
      ...coldStore,
      sensorElementList: [
        {
          sensorMetadata: { startTime: '2026-03-15T10:00:00Z', endTime: '2026-03-15T09:00:00Z' },
          sensorReport: [{ type: 'Temperature', value: 1 }],
        },
      ],
    },
  ],
  ['wrong without saying since when', { ...harvest, errorDeclaration: { reason: 'did_not_occur' } }],
  [
    'for and against the same',
    { ...harvest, persistentDisposition: { set: ['recalled'], unset: ['recalled'] } },
  ],
  ['of no kind', { ...harvest, type: 'HarvestEvent' }],
])('an event %s is refused', (_, event) => {
  expect(takes(JSON.parse(JSON.stringify(event)))).toBe(false);
});

test('an answer to a query can be handed on as it is', () => {
  const { epcisBody, ...rest } = documentOf(harvest, packing);
  const answer = { ...rest, epcisBody: { queryResults: { queryName: 'x', resultsBody: epcisBody } } };
  expect(checkedDocument({ ...answer, type: 'EPCISQueryDocument' })).toEqual(
    checkedDocument(documentOf(harvest, packing)),
  );
  expect(checkedDocument({ ...answer, type: 'EPCISQueryDocument', epcisBody: null })).toHaveProperty(
    'faults',
  );
});

test('a document nested without end is refused, not read', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 5_000; level += 1) deep = { 'ex:in': deep };
  expect(checkedDocument(documentOf({ ...harvest, 'ex:in': deep }))).toHaveProperty('faults');
});

test('the code that a server runs compiles nothing', () => {
  expect(compiledSchemas()).not.toMatch(/new Function|\beval\(|require\(/);
});

/** Every way of leaving out a part of a value, or putting something else in its place. */
function* spoilt(value: unknown): Generator<unknown> {
  const copy = (path: readonly string[], change: (holder: Record<string, unknown>) => void) => {
    const whole = structuredClone(value);
    let holder = whole as Record<string, unknown>;
    for (const step of path) holder = holder[step] as Record<string, unknown>;
    change(holder);
    return whole;
  };
  const paths: string[][] = [[]];
  for (let path = paths.shift(); path; path = paths.shift()) {
    let node = value;
    for (const step of path) node = (node as Record<string, unknown>)[step];
    if (typeof node !== 'object' || node === null) continue;
    for (const key of Object.keys(node)) {
      for (const other of [7, 'zzz', null, { x: 1 }, []]) yield copy(path, (holder) => (holder[key] = other));
      yield copy(path, (holder) => delete holder[key]);
      paths.push([...path, key]);
    }
    for (const key of ['zz', 'ex:zz', 'ilmd', 'epcList', 'transformationID'])
      yield copy(path, (holder) => (holder[key] = key === 'epcList' ? [] : key === 'ilmd' ? {} : 'urn:x:y'));
  }
}

/* A copy of github.com/gs1/EPCIS; without one, only our own examples are held against our own schema. */
const folder = process.env['EPCIS_STANDARD'];
test.skipIf(!folder)(
  'the schema takes and refuses what the published one does (EPCIS_STANDARD)',
  async () => {
    const ajv = new Ajv({ strict: false });
    ajvFormats.default(ajv);
    const official = ajv.compile(JSON.parse(await readFile(join(folder!, 'EPCIS-JSON-Schema.json'), 'utf8')));
    const names = (await readdir(join(folder!, 'JSON'), { recursive: true })).filter((name) =>
      name.endsWith('.jsonld'),
    );
    let held = 0;
    for (const name of names) {
      const document = JSON.parse(await readFile(join(folder!, 'JSON', name), 'utf8'));
      if (document.type !== 'EPCISDocument') continue;
      expect(checkedDocument(document), name).toHaveProperty('events');
      for (const other of JSON.stringify(document).length < 8_000 ? spoilt(document) : []) {
        if ((other as { type?: unknown }).type !== 'EPCISDocument') continue;
        held += 1;
        expect(checkDocument(other), `${name}: ${JSON.stringify(other)}`).toBe(official(other));
      }
    }
    expect(held).toBeGreaterThan(10_000);
  },
  120_000,
);
