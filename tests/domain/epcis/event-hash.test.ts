import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { canonicalKey } from '#src/domain/epcis/epc-uri.ts';
import { eventHashOf, instantInUtc, preHashOf, prefixesOf, type Json } from '#src/domain/epcis/event-hash.ts';
import keys from '#tests/fixtures/gs1-keys.json' with { type: 'json' };
import published from '#tests/fixtures/event-hashes.json' with { type: 'json' };

type Vector = { name: string; context: Json; event: Record<string, Json>; hash: string };

/* @source RalphTro/epcis-event-hash-generator (MIT), tests/examples and tests/dl_normaliser_test.py. */
test.each(published as unknown as Vector[])('$name has the hash $hash', ({ context, event, hash }) => {
  expect(eventHashOf(event, prefixesOf(context, event['@context']))).toBe(hash);
});

test.each(keys as [string, string | null][])('%s is %s', (uri, canonical) => {
  expect(canonicalKey(uri)).toBe(canonical);
});

const about = { '@context': { ex: 'https://ns.example.com/epcis/' } };
const prefixes = prefixesOf(about['@context']);
const event = {
  type: 'ObjectEvent',
  eventTime: '2026-03-15T10:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: 'shipping',
  epcList: ['urn:epc:id:sgtin:4012345.011111.987', 'https://lang.example/01/4012345111118/21/65?x=1'],
  quantityList: [{ epcClass: 'urn:epc:class:lgtin:4012345.012345.Lot987', quantity: 10.5, uom: 'KGM' }],
} as const;
const hash = eventHashOf(event, prefixes);

test.each([
  ['another order of things', { epcList: event.epcList.toReversed() }],
  ['the same instant elsewhere written', { eventTime: '2026-03-15T03:00:00.000Z' }],
  ['a word written out', { bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping' }],
  ['a word as it was written before', { bizStep: 'urn:epcglobal:cbv:bizstep:shipping' }],
  ['a compact word', { bizStep: 'cbv:BizStep-shipping' }],
  ['when it was written down', { recordTime: '2026-03-16T00:00:00Z' }],
  ['a name that somebody gave it', { eventID: 'urn:uuid:8d3f2c56-1b06-4a0e-9f0b-6a4b0a0f7a01' }],
  ['that it was wrong', { errorDeclaration: { declarationTime: '2026-03-16T00:00:00Z' } }],
  ['a remark', { 'rdfs:comment': 'x' }],
  ['an empty list', { childEPCs: [] }],
  ['a quantity with zeros behind', { quantityList: [{ ...event.quantityList[0], quantity: '10.50' }] }],
] as const)('%s makes no other event', (_, change) => {
  expect(eventHashOf({ ...event, ...(change as Record<string, Json>) }, prefixes)).toBe(hash);
});

test.each([
  ['eventTimeZoneOffset', { eventTimeZoneOffset: '+08:00' }],
  ['an extension', { 'ex:field': 'x' }],
  ['a unit', { quantityList: [{ ...event.quantityList[0], uom: 'GRM' }] }],
  ['an action', { action: 'DELETE' }],
] as const)('%s makes another event', (_, change) => {
  expect(eventHashOf({ ...event, ...(change as Record<string, Json>) }, prefixes)).not.toBe(hash);
});

test('an extension stands with its namespace, in the order of bytes', () => {
  const text = preHashOf(
    { type: 'ObjectEvent', 'ex:b': [{ 'ex:z': 1, 'ex:a': 'x' }], 'ex:a': 2.5 },
    prefixes,
  );
  expect(text).toBe(
    'eventType=ObjectEvent{https://ns.example.com/epcis/}a=2.5{https://ns.example.com/epcis/}b{https://ns.example.com/epcis/}a=x{https://ns.example.com/epcis/}z=1',
  );
});

test.each([
  ['2023-01-18T11:04:03.1415Z', '2023-01-18T11:04:03.142Z'],
  ['2023-01-18T11:04:03.1414Z', '2023-01-18T11:04:03.141Z'],
  ['2023-12-31T23:59:59.9996Z', '2024-01-01T00:00:00.000Z'],
  ['2023-01-18T11:04:03+01:00', '2023-01-18T10:04:03.000Z'],
] as const)('%s is %s', (given, utc) => {
  expect(instantInUtc(given)).toBe(utc);
});

const folder = process.env['EPCIS_HASH_EXAMPLES'];
test.skipIf(!folder)(
  'every example of a folder that was given has its hash (EPCIS_HASH_EXAMPLES)',
  async () => {
    for (const name of (await readdir(folder!)).filter((each) => each.endsWith('.jsonld'))) {
      // Those leave out fields of one repository by an instruction of their own.
      if (name.includes('IgnoreFields')) continue;
      const document = JSON.parse(await readFile(join(folder!, name), 'utf8'));
      const { eventList, queryResults, event } = document.epcisBody;
      const events: Record<string, Json>[] = eventList ?? queryResults?.resultsBody.eventList ?? [event];
      const hashes = (await readFile(join(folder!, name.replace('.jsonld', '.hashes')), 'utf8'))
        .trim()
        .split('\n');
      expect(
        events.map((each) => eventHashOf(each, prefixesOf(document['@context'], each['@context']))),
        name,
      ).toEqual(hashes);
    }
  },
);
