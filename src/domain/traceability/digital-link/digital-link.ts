import { Refusal, type RefusalCode } from '#src/domain/shared/refusal.ts';
import { aiNamed, type Ai } from './ai-table.ts';
import { CHARSETS, VALUE_RULES } from './value-rules.ts';

export type DigitalLinkElement = {
  /** Digits of the application identifier. */
  ai: string;
  title: string;
  value: string;
  /** In the path stand the key and what qualifies it, in the query what else is said. */
  from: 'path' | 'query';
};

export type DigitalLink = {
  /** All that stands before the key: `https://example.com/some/path`. */
  stem: string;
  /** The key first, the rest as written. */
  elements: DigitalLinkElement[];
};

/** More than this no pack says. */
const MOST_ELEMENTS = 64;
const LEGAL = /[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/;
const OUTSIDE_HOST = /[_~?#@!$&'()*+,;=%]/;

type Found = DigitalLinkElement & { entry: Ai; written: string; at: number };

type DigitalLinkFault = Extract<RefusalCode, `digital_link.${string}`>;

function refuse(code: DigitalLinkFault, at: number, more: Record<string, string> = {}): never {
  throw new Refusal(code, { at, ...more });
}

/**
 * What an uncompressed GS1 Digital Link says. The host is not looked at: any name may stand there. A GTIN has 14 digits.
 *
 * @throws Refusal `digital_link.…` (details: `at`, the character of the address from 0; `ai`, where it is about one;
 *   `rule`, as the dictionary calls it).
 * @source GS1 Digital Link Standard: URI Syntax 1.4.
 */
export function readDigitalLink(uri: string): DigitalLink {
  const strange = uri.search(LEGAL);
  if (strange >= 0) refuse('digital_link.character', strange);
  const scheme = /^(?:https?|HTTPS?):\/\//.exec(uri)?.[0];
  if (scheme === undefined) refuse('digital_link.scheme', 0);
  const pathAt = uri.indexOf('/', scheme.length);
  const host = uri.slice(scheme.length, pathAt < 0 ? undefined : pathAt);
  const wrong = host.search(OUTSIDE_HOST);
  if (wrong >= 0) refuse('digital_link.host', scheme.length + wrong);
  if (pathAt < 0 || host === '') refuse('digital_link.host', scheme.length);
  const withoutFragment = uri.split('#', 1)[0]!;
  const mark = withoutFragment.indexOf('?', pathAt);
  const path = withoutFragment.slice(pathAt, mark < 0 ? undefined : mark);
  const { stemEnd, inPath } = elementsInPath(path, pathAt);
  const inQuery = mark < 0 ? [] : elementsInQuery(withoutFragment.slice(mark + 1), mark + 1, inPath.length);
  const all = [...inPath, ...inQuery];
  checkPlaces(inPath, inQuery);
  for (const element of all) checkValue(element);
  checkTogether(all);
  return {
    stem: uri.slice(0, stemEnd),
    elements: all.map(({ ai, title, value, from }) => ({ ai, title, value, from })),
  };
}

/** Pairs of identifier and value at the end of the path, from its last key on. */
function elementsInPath(path: string, pathAt: number): { stemEnd: number; inPath: Found[] } {
  const segments: { text: string; at: number }[] = [];
  for (let at = 0; at < path.length;) {
    const end = path.indexOf('/', at + 1);
    segments.push({ text: path.slice(at + 1, end < 0 ? undefined : end), at: pathAt + at + 1 });
    at = end < 0 ? path.length : end;
  }
  // What stands before the last key is the host's own.
  let key = segments.length - 2;
  let entry = aiNamed(segments[key]?.text ?? '');
  while (key > 0 && entry && !entry.qualifiers) {
    key -= 2;
    entry = aiNamed(segments[key]?.text ?? '');
  }
  if (!entry?.qualifiers) refuse('digital_link.no_key', pathAt);
  const inPath: Found[] = [];
  for (let index = key; index < segments.length; index += 2) {
    const [name, value] = [segments[index]!, segments[index + 1]!];
    inPath.push(elementOf(aiNamed(name.text)!, value.text, value.at, 'path'));
  }
  return { stemEnd: segments[key]!.at - 1, inPath };
}

function elementsInQuery(query: string, queryAt: number, before: number): Found[] {
  const found: Found[] = [];
  let at = queryAt;
  let count = before;
  for (const pair of query.split('&')) {
    const here = at;
    at += pair.length + 1;
    if (pair === '') continue;
    count += 1;
    if (count > MOST_ELEMENTS) refuse('digital_link.too_many', here);
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    // What others hang on an address means nothing here; a number that is no identifier is a mistake.
    if (equals < 0 || !/^\d+$/.test(name)) continue;
    const entry = aiNamed(name);
    if (!entry) refuse('digital_link.ai_unknown', here, { ai: name });
    found.push(elementOf(entry, pair.slice(equals + 1), here + equals + 1, 'query'));
  }
  return found;
}

function elementOf(entry: Ai, written: string, at: number, from: 'path' | 'query'): Found {
  const { ai, title } = entry;
  if (written === '') refuse('digital_link.value_empty', at, { ai });
  const value = (from === 'query' ? written.replaceAll('+', ' ') : written).replace(
    /%([0-9A-Fa-f]{2})/g,
    (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)),
  );
  if (value.length < entry.least || value.length > entry.most)
    refuse('digital_link.value_length', at, { ai });
  return { ai, title, value, from, entry, written, at };
}

/** Qualifiers follow their key in the order of the dictionary, any of them left out. */
function isSequence(key: Ai, ais: readonly string[]): boolean {
  return (key.qualifiers ?? []).some((way) => {
    let from = 0;
    return ais.every((ai) => {
      const place = way.indexOf(ai, from);
      from = place + 1;
      return place >= 0;
    });
  });
}

function checkPlaces(inPath: readonly Found[], inQuery: readonly Found[]): void {
  const [key, ...qualifiers] = inPath.map(({ entry }) => entry);
  const ais = qualifiers.map(({ ai }) => ai);
  if (!isSequence(key!, ais)) {
    const first = ais.findIndex((_, index) => !isSequence(key!, ais.slice(0, index + 1)));
    refuse('digital_link.order', inPath[first + 1]!.at, { ai: ais[first]! });
  }
  const seen = new Set<string>();
  for (const { ai, at } of [...inPath, ...inQuery]) {
    if (seen.has(ai)) refuse('digital_link.repeated', at, { ai });
    seen.add(ai);
  }
  for (const { entry, ai, at } of inQuery) {
    if (!entry.isAttribute) refuse('digital_link.not_attribute', at, { ai });
    for (let place = 0; place <= ais.length; place += 1)
      if (isSequence(key!, ais.toSpliced(place, 0, ai))) refuse('digital_link.in_path', at, { ai });
  }
}

/** @throws Refusal `digital_link.value_wrong`, `digital_link.value_length`. */
function checkValue({ entry, ai, value, written, at }: Found): void {
  const fault = faultOf(entry, value);
  if (!fault) return;
  // The place of the character as written: three characters may stand for one.
  const before = written
    .match(/%[0-9A-Fa-f]{2}|[^]/g)!
    .slice(0, fault.at)
    .join('').length;
  refuse(`digital_link.${fault.code}`, at + before, { ai, ...fault.rule });
}

type ValueFault = { code: 'value_wrong' | 'value_length'; at: number; rule?: { rule: string } };

/** What is wrong with a value; `null`: nothing. */
export function faultOf({ parts }: Pick<Ai, 'parts'>, value: string): ValueFault | null {
  let from = 0;
  for (const { charset, least, most, isOptional, rules } of parts) {
    const component = value.slice(from, from + most);
    if (isOptional && component === '') continue;
    if (component.length < least) return { code: 'value_length', at: from };
    const outside = CHARSETS[charset](component);
    if (outside !== null)
      return { code: 'value_wrong', at: from + outside, rule: { rule: `cset${charset}` } };
    for (const rule of rules) {
      const broken = VALUE_RULES[rule]!(component);
      if (broken !== null) return { code: 'value_wrong', at: from + broken, rule: { rule } };
    }
    from += component.length;
  }
  return from < value.length ? { code: 'value_length', at: from } : null;
}

/** Whether one of the identifiers, other than `self`, is that of the pattern: `392n` is 3920 to 3929. */
function present(all: readonly Found[], pattern: string, self: string): Found | undefined {
  const shape = new RegExp(`^${pattern.replaceAll('n', '\\d')}$`);
  return all.find(({ ai }) => ai !== self && shape.test(ai));
}

/** Keys that a signature needs with their serial part. */
const SERIAL_KEYS = ['253', '255', '8003'];

function checkTogether(all: readonly Found[]): void {
  for (const { entry, ai, at } of all)
    for (const pattern of entry.excludes ?? []) {
      const other = present(all, pattern, ai);
      if (other) refuse('digital_link.excluded', at, { ai, other: other.ai });
    }
  for (const { entry, ai, at } of all)
    for (const groups of entry.requires ?? [])
      if (!groups.some((group) => group.every((pattern) => present(all, pattern, ai))))
        refuse('digital_link.lacking', at, {
          ai,
          needs: groups.map((group) => group.join('+')).join(', '),
        });
  if (!all.some(({ ai }) => ai === '8030')) return;
  for (const { entry, ai, value, at } of all)
    if (SERIAL_KEYS.includes(ai) && value.length === entry.least)
      refuse('digital_link.lacking', at, { ai, needs: 'serial' });
}
