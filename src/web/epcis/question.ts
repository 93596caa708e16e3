import { VOCABULARIES, type Vocabulary } from '#src/domain/epcis/cbv.ts';
import { canonicalKey } from '#src/domain/epcis/epc-uri.ts';
import { canonicalValue, prefixesOf } from '#src/domain/epcis/event-hash.ts';
import type { EventQuestion, ThingAsked } from '#src/domain/epcis/find-events.ts';
import type { ThingRole } from '#src/domain/epcis/kept-event.ts';
import { EpcisProblem } from './problem.ts';

const PER_PAGE = 30;
export const MOST_PER_PAGE = 200;
/** Values that one parameter may have. */
const MOST_VALUES = 100;

const EPC: readonly ThingRole[] = ['epc'];
const CLASS: readonly ThingRole[] = ['class'];
const ANY_EPC: readonly ThingRole[] = ['epc', 'parent', 'input', 'output'];
const ANY_CLASS: readonly ThingRole[] = ['class', 'input_class', 'output_class'];
export const ANY_PART: readonly ThingRole[] = [...ANY_EPC, ...ANY_CLASS];

const MATCHES: Readonly<Record<string, readonly ThingRole[]>> = {
  MATCH_epc: EPC,
  MATCH_parentID: ['parent'],
  MATCH_inputEPC: ['input'],
  MATCH_outputEPC: ['output'],
  MATCH_anyEPC: ANY_EPC,
  MATCH_epcClass: CLASS,
  MATCH_inputEPCClass: ['input_class'],
  MATCH_outputEPCClass: ['output_class'],
  MATCH_anyEPCClass: ANY_CLASS,
};

/** What the standard has and this server does not answer. */
const NOT_HERE =
  /^((EQ|GT|GE|LT|LE|EXISTS|HASATTR|EQATTR|MATCH|WD)_[\w:.~%/#-]+|eventCountLimit|maxEventCount|queryName)$/;

const wrong = (name: string, why: string) =>
  new EpcisProblem(400, 'QueryParameterException', `${name}: ${why}`, { parameter: name });
const notHere = (name: string, why = 'this server does not answer this parameter') =>
  new EpcisProblem(501, 'ImplementationException', `${name}: ${why}`, { parameter: name });

const PREFIXES = prefixesOf();

function values(name: string, text: string): string[] {
  const each = text
    .split('|')
    .map((value) => value.trim())
    .filter((value) => value !== '');
  if (each.length === 0) throw wrong(name, 'a value is missing');
  if (each.length > MOST_VALUES) throw wrong(name, `more than ${MOST_VALUES} values`);
  if (each.some((value) => value.includes('\0') || !value.isWellFormed())) throw wrong(name, 'unreadable');
  return each;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;

function instant(name: string, text: string): string {
  // A plus in an address is read as a space.
  const typed = text.trim().replace(' ', '+');
  if (!INSTANT.test(typed) || Number.isNaN(Date.parse(typed)))
    throw wrong(name, 'an instant with its zone is wanted, as 2026-03-15T10:00:00+07:00');
  return typed;
}

const words = (name: string, text: string, vocabulary?: Vocabulary): string[] =>
  values(name, text).map((value) => {
    if (vocabulary && !value.includes(':') && !vocabulary.words.has(value))
      throw wrong(name, `${value} is no word of the vocabulary`);
    return canonicalValue(value, vocabulary, PREFIXES);
  });

function matched(name: string, text: string, roles: readonly ThingRole[]): ThingAsked {
  const any = values(name, text).map((value) => {
    if (!/^[a-z][a-z0-9+.-]*:/i.test(value)) throw wrong(name, 'an address (URI) is wanted');
    if (!value.includes('*')) return { uri: value, isWhole: false };
    const uri = canonicalKey(value);
    if (uri === null) throw notHere(name, 'only patterns of a whole class are answered');
    return { uri, isWhole: true };
  });
  return { roles, any };
}

const oneOf = <Value extends string>(name: string, text: string, allowed: readonly Value[]): Value => {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw wrong(name, `one of ${allowed.join(', ')} is wanted`);
  return found;
};

const READ: Readonly<Record<string, (name: string, text: string) => Partial<EventQuestion>>> = {
  eventType: (name, text) => ({ types: values(name, text) }),
  GE_eventTime: (name, text) => ({ happenedFrom: instant(name, text) }),
  LT_eventTime: (name, text) => ({ happenedBefore: instant(name, text) }),
  GE_recordTime: (name, text) => ({ recordedFrom: instant(name, text) }),
  LT_recordTime: (name, text) => ({ recordedBefore: instant(name, text) }),
  EQ_action: (name, text) => ({
    actions: values(name, text).map((value) => oneOf(name, value, ['ADD', 'OBSERVE', 'DELETE'])),
  }),
  EQ_bizStep: (name, text) => ({ bizSteps: words(name, text, VOCABULARIES.bizStep) }),
  EQ_disposition: (name, text) => ({ dispositions: words(name, text, VOCABULARIES.disposition) }),
  EQ_readPoint: (name, text) => ({ readPoints: words(name, text) }),
  EQ_bizLocation: (name, text) => ({ bizLocations: words(name, text) }),
  EQ_transformationID: (name, text) => ({ transformations: words(name, text) }),
  EQ_eventID: (name, text) => ({ ids: values(name, text) }),
  EXISTS_errorDeclaration: () => ({ isDeclaredWrong: true }),
  orderBy: (name, text) => ({ orderBy: oneOf(name, text, ['eventTime', 'recordTime']) }),
  orderDirection: (name, text) => ({
    direction: oneOf(name, text.toUpperCase(), ['ASC', 'DESC']) === 'ASC' ? 'asc' : 'desc',
  }),
  perPage: (name, text) => {
    if (!/^[1-9]\d{0,5}$/.test(text)) throw wrong(name, 'a number from 1 is wanted');
    return { most: Math.min(MOST_PER_PAGE, Number(text)) };
  },
  nextPageToken: (name, text) => {
    const after = afterOfToken(text);
    if (after === null) throw wrong(name, 'no token of this server');
    return { after };
  },
};

/**
 * What a query asks for. Without an order, what was kept first comes first, so that a client can go on where it
 * stopped; with one and no direction, the latest does, as the standard has it.
 *
 * @throws EpcisProblem
 */
export function readQuestion(parameters: URLSearchParams): EventQuestion {
  const things: ThingAsked[] = [];
  let read: Partial<EventQuestion> = {};
  for (const name of new Set(parameters.keys())) {
    const text = parameters.getAll(name).join('|');
    const roles = MATCHES[name];
    const reader = Object.hasOwn(READ, name) ? READ[name] : undefined;
    if (roles) things.push(matched(name, text, roles));
    else if (reader) read = { ...read, ...reader(name, text) };
    else if (NOT_HERE.test(name)) throw notHere(name);
    else throw wrong(name, 'unknown parameter');
  }
  const orderBy = read.orderBy ?? 'recordTime';
  const direction = read.direction ?? (read.orderBy === undefined ? 'asc' : 'desc');
  return { most: PER_PAGE, ...read, things, orderBy, direction };
}

/** Where the next page begins, in letters that clients hand back as they are. */
export function tokenOfAfter({ time, seq }: { time: string; seq: number }): string {
  return Buffer.from(JSON.stringify([time, seq])).toString('base64url');
}

function afterOfToken(token: string): { time: string; seq: number } | null {
  try {
    const [time, seq] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
    const fits =
      typeof time === 'string' && /^\d{4,6}-[\d :.+-]{10,40}$/.test(time) && Number.isSafeInteger(seq);
    return fits ? { time, seq: seq as number } : null;
  } catch {
    return null;
  }
}
