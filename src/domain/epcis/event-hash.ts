import { createHash } from 'node:crypto';
import { KNOWN_PREFIXES, presentWord, VOCABULARIES, type Vocabulary } from './cbv.ts';
import { canonicalKey } from './epc-uri.ts';

/** An event, or a part of one, as JSON brings it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Prefixes of the JSON-LD context of a document, and what they stand for. */
export type Prefixes = ReadonlyMap<string, string>;

/** What the `@context` of a document, and of an event in it, declares. */
export function prefixesOf(...contexts: readonly (Json | undefined)[]): Prefixes {
  const prefixes = new Map(Object.entries(KNOWN_PREFIXES));
  for (const part of contexts.flat()) {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) continue;
    for (const [prefix, address] of Object.entries(part as JsonObject))
      if (typeof address === 'string') prefixes.set(prefix, address);
  }
  return prefixes;
}

/** Where a field stands among others, and how its value is read. */
type Field = {
  name: string;
  /** Several values of a list, each under this name. */
  item?: string;
  fields?: readonly Field[];
  words?: Vocabulary;
  isTime?: true;
};
const field = (name: string, more: Omit<Field, 'name'> = {}): Field => ({ name, ...more });
const time = (name: string): Field => field(name, { isTime: true });

const QUANTITY = [field('epcClass'), field('quantity'), field('uom')];
const epcs = (name: string) => field(name, { item: 'epc' });
const quantities = (name: string) => field(name, { item: 'quantityElement', fields: QUANTITY });

const METADATA = [
  time('time'),
  time('startTime'),
  time('endTime'),
  ...['deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules'].map((name) => field(name)),
];
const REPORT = [
  field('type', { words: VOCABULARIES.measurement }),
  field('exception', { words: VOCABULARIES.alert }),
  ...['deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod'].map((name) => field(name)),
  time('time'),
  ...['microorganism', 'chemicalSubstance', 'value'].map((name) => field(name)),
  field('component', { words: VOCABULARIES.component }),
  ...[
    'stringValue',
    'booleanValue',
    'hexBinaryValue',
    'uriValue',
    'minValue',
    'maxValue',
    'meanValue',
    'sDev',
    'percRank',
    'percValue',
    'uom',
    'coordinateReferenceSystem',
  ].map((name) => field(name)),
];

/** Fields of every kind of event, in the order in which they are hashed. */
const ORDER: readonly Field[] = [
  time('eventTime'),
  field('eventTimeZoneOffset'),
  field('certificationInfo'),
  field('parentID'),
  epcs('epcList'),
  epcs('inputEPCList'),
  epcs('childEPCs'),
  quantities('quantityList'),
  quantities('childQuantityList'),
  quantities('inputQuantityList'),
  epcs('outputEPCList'),
  quantities('outputQuantityList'),
  field('action'),
  field('transformationID'),
  field('bizStep', { words: VOCABULARIES.bizStep }),
  field('disposition', { words: VOCABULARIES.disposition }),
  field('persistentDisposition', {
    fields: [
      field('set', { words: VOCABULARIES.disposition }),
      field('unset', { words: VOCABULARIES.disposition }),
    ],
  }),
  field('readPoint', { fields: [field('id')] }),
  field('bizLocation', { fields: [field('id')] }),
  field('sensorElementList', {
    item: 'sensorElement',
    fields: [field('sensorMetadata', { fields: METADATA }), field('sensorReport', { fields: REPORT })],
  }),
];

/**
 * Fields that the published implementation sorts among extensions and master data of the lot, by their text: its
 * examples, and all that follow it, have them so.
 */
const WITH_EXTENSIONS: readonly Field[] = [
  field('bizTransactionList', {
    item: '',
    fields: [field('type', { words: VOCABULARIES.transaction }), field('bizTransaction')],
  }),
  field('sourceList', {
    item: '',
    fields: [field('type', { words: VOCABULARIES.party }), field('source')],
  }),
  field('destinationList', {
    item: '',
    fields: [field('type', { words: VOCABULARIES.party }), field('destination')],
  }),
];

/** What says nothing of what happened: who calls the event what, when it was written down, and that it was wrong. */
const LEFT_OUT = new Set(['@context', 'type', 'eventID', 'recordTime', 'errorDeclaration']);
const REMARKS = new Set(['rdfs:comment', 'comment']);

const inByteOrder = (texts: readonly string[]): string[] =>
  texts.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: Json | undefined): readonly Json[] =>
  value === undefined || value === null
    ? []
    : Array.isArray(value)
      ? (value as readonly Json[])
      : [value as Json];

const INSTANT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})$/i;

/** An instant in UTC with milliseconds; the fourth digit of a fraction rounds the third. */
export function instantInUtc(text: string): string {
  const [, day, clock, fraction = '', zone = ''] = INSTANT.exec(text) ?? [];
  const seconds = Date.parse(`${day}T${clock}${zone.toUpperCase()}`);
  if (Number.isNaN(seconds)) return text;
  const digits = fraction.padEnd(4, '0');
  const milliseconds = Number(digits.slice(0, 3)) + (Number(digits[3]) >= 5 ? 1 : 0);
  return new Date(seconds + milliseconds).toISOString();
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number without what does not count: a sign of plus, zeros in front and behind. */
function numberText(number: number): string {
  if (Number.isInteger(number)) return BigInt(number).toString();
  if (Math.abs(number) >= 1e-4) return String(number);
  const [digits = '', exponent = ''] = number.toExponential().split('e-');
  return `${digits}e-${exponent.padStart(2, '0')}`;
}

function valueText(value: Json, { words, isTime }: Partial<Field>, prefixes: Prefixes): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = value.trim();
  if (isTime) return instantInUtc(text);
  if (words?.words.has(text)) return `${words.base}${text}`;
  const plain = presentWord(text);
  if (NUMBER.test(plain)) return Number.isFinite(Number(plain)) ? numberText(Number(plain)) : plain;
  return canonicalKey(plain) ?? expanded(plain, prefixes);
}

/** A word of a vocabulary, or an address, in the one form in which it is kept and compared. */
export function canonicalValue(text: string, words: Vocabulary | undefined, prefixes: Prefixes): string {
  const plain = presentWord(text.trim());
  return words?.words.has(plain)
    ? `${words.base}${plain}`
    : (canonicalKey(plain) ?? expanded(plain, prefixes));
}

/** A compact address written out. */
function expanded(text: string, prefixes: Prefixes): string {
  const colon = text.indexOf(':');
  const base = colon < 0 ? undefined : prefixes.get(text.slice(0, colon));
  return base === undefined || text.startsWith('//', colon + 1) ? text : `${base}${text.slice(colon + 1)}`;
}

/** A name with its namespace in braces. */
function keyText(key: string, prefixes: Prefixes): string {
  const colon = key.indexOf(':');
  const base = colon < 0 ? undefined : prefixes.get(key.slice(0, colon));
  return base === undefined ? key : `{${base}}${key.slice(colon + 1)}`;
}

/** What a field says; empty when it says nothing. */
function fieldText(from: JsonObject, of: Field, prefixes: Prefixes): string {
  const name = of.item ?? of.name;
  const said = listOf(from[of.name]).map((each) => {
    const text =
      of.fields && isObject(each) ? objectText(each, of.fields, prefixes) : scalarText(each, of, prefixes);
    return text === '' ? '' : `${name}${text}`;
  });
  const all = inByteOrder(said.filter((text) => text !== '')).join('');
  return all !== '' && of.item !== undefined ? `${of.name}${all}` : all;
}

function scalarText(value: Json, of: Partial<Field>, prefixes: Prefixes): string {
  const text = isObject(value) || Array.isArray(value) ? '' : valueText(value, of, prefixes);
  return text === '' ? '' : `=${text}`;
}

/** The fields of an object in their order, and at their end whatever the standard has no field for. */
function objectText(from: JsonObject, fields: readonly Field[], prefixes: Prefixes): string {
  const known = new Set(fields.map(({ name }) => name));
  const others = Object.keys(from).filter((key) => !known.has(key) && !REMARKS.has(key));
  return (
    fields.map((each) => fieldText(from, each, prefixes)).join('') +
    inByteOrder(others.flatMap((key) => extensionTexts(key, from[key]!, prefixes))).join('')
  );
}

/** What somebody added to an event: each value with its name, and what is in it, in byte order. */
function extensionTexts(key: string, value: Json, prefixes: Prefixes): string[] {
  const name = keyText(key, prefixes);
  return (Array.isArray(value) ? (value as readonly Json[]) : [value]).map((each) => {
    if (Array.isArray(each)) return `${name}${inByteOrder(extensionTexts('', each, prefixes)).join('')}`;
    if (!isObject(each)) return `${name}${scalarText(each, {}, prefixes)}`;
    const within = Object.entries(each).filter(([inner]) => !REMARKS.has(inner) && inner !== '#text');
    const own = each['#text'] === undefined ? '' : scalarText(each['#text'], {}, prefixes);
    return `${name}${own}${inByteOrder(within.flatMap(([inner, its]) => extensionTexts(inner, its, prefixes))).join('')}`;
  });
}

/**
 * The text whose hash names an event: the same for every way of writing the same event, another for any other.
 *
 * @source Core Business Vocabulary 2.0, section 8.9.2; examples of the implementation that goes with it.
 */
export function preHashOf(event: JsonObject, prefixes: Prefixes): string {
  const ordered = new Set([...ORDER, ...WITH_EXTENSIONS].map(({ name }) => name));
  const others = Object.keys(event).filter(
    (key) => !ordered.has(key) && !LEFT_OUT.has(key) && !REMARKS.has(key),
  );
  const listed = WITH_EXTENSIONS.map((each) => fieldText(event, each, prefixes)).filter(
    (text) => text !== '',
  );
  const added = others.flatMap((key) => extensionTexts(key, event[key]!, prefixes));
  const type = typeof event['type'] === 'string' ? expanded(event['type'], prefixes) : '';
  return [
    `eventType=${type}`,
    ...ORDER.map((each) => fieldText(event, each, prefixes)),
    ...inByteOrder([...listed, ...added]),
  ].join('');
}

/** The identifier of an event that its content gives it: `ni:///sha-256;…?ver=CBV2.0`. @source RFC 6920. */
export function eventHashOf(event: JsonObject, prefixes: Prefixes): string {
  const digest = createHash('sha256').update(preHashOf(event, prefixes)).digest('hex');
  return `ni:///sha-256;${digest}?ver=CBV2.0`;
}
