import { sha256 } from '@noble/hashes/sha2.js';
import type {
  CertificateEventKind,
  CertificateKind,
  LastDayRule,
  RevocationGround,
} from '#src/domain/certification/certificate.ts';
import type { RuleSetName, Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { base64 } from './note.ts';

/** What can be written as canonical JSON: numbers are whole. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * One way to write a value, so that its hash is one as well.
 *
 * @source RFC 8785 (JCS), for whole numbers.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  // The order of UTF-16 units is what JavaScript compares by.
  const parts = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name]!)}`);
  return `{${parts.join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** What stands in the log for the public to rely on, of one certificate. */
export type CertificateStatement = {
  certificate: string;
  product: { id: string; name: string };
  /** Of persons the name is sealed: who knows it can see that it is the one, nobody can read it. */
  producer: { id: string; name: string } | { id: string; sealed: string | null } | null;
  place: { province: string | null; commune: string | null };
  set: number | null;
  number: string | null;
  kind: CertificateKind | null;
  stars: Stars;
  decision: { number: string; issuer: string; issuedOn: Day | null } | null;
  issuedOn: Day | null;
  ruleSet: RuleSetName | null;
  statedUntil: Day | null;
  annulledOn: Day | null;
  events: readonly {
    kind: CertificateEventKind;
    effectiveOn: Day;
    until: Day | null;
    ground: RevocationGround | null;
    decisionNumber: string | null;
    decidedOn: Day | null;
    issuer: string | null;
  }[];
  withdrawnOn: Day | null;
  isExample: boolean;
};

/** How many stamps and which of them are a producer's business: sealed. */
export type StampRunStatement = {
  run: string;
  product: string;
  lot: string;
  state: string;
  spoilt: number;
  range: string | null;
};

export type LotStatement = { lot: string; product: string; code: string; recalledOn: Day | null };

/** What changes how everything else is read. */
export type SettingStatement = { lastDay: LastDayRule } | { host: string } | { key: string; use: string };

/** A key whose signature makes a stamp good; a row that nobody told of would make more of them. */
export type SignKeyStatement = { signKey: number; publicKey: string; isEnded: boolean };

/** A list of which certificates are revoked or suspended, by the hash of its bits. */
export type StatusListStatement = { purpose: string; sha256: string };

export type Statement =
  | CertificateStatement
  | StampRunStatement
  | LotStatement
  | SignKeyStatement
  | SettingStatement
  | StatusListStatement;

/** A line of the log. */
export type LogEntry = {
  v: 1;
  /** When it was written: seconds, UTC. */
  at: string;
  /** `certificate.revoked`, `stamp_run.active` … */
  kind: string;
  /** `certificate:0a1b…`, `setting:last_day` … */
  subject: string;
  statement: Statement;
};

const utf8 = new TextEncoder();

export const statementText = (statement: Statement): string => canonical(statement as unknown as Json);

export const entryText = (entry: LogEntry): string => canonical(entry as unknown as Json);

/** @throws SyntaxError when it is no entry. */
export function readEntry(bytes: Uint8Array): LogEntry {
  const entry = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as LogEntry;
  if (entry.v !== 1 || typeof entry.subject !== 'string' || typeof entry.statement !== 'object')
    throw new SyntaxError('no entry of this log');
  return entry;
}

export const sha256Text = (text: string): string => base64(sha256(utf8.encode(text)));

/** A value that only who knows it and its salt can see in its seal. */
export const sealed = (salt: string, value: Json): string => sha256Text(`${salt}\n${canonical(value)}`);

/** What kind of entry leads from one statement of a subject to the next. */
export function kindOf(subject: string, before: Statement | null, now: Statement): string {
  const [noun = ''] = subject.split(':');
  if ('certificate' in now) {
    if (before === null || !('certificate' in before)) return 'certificate.recognised';
    if (now.annulledOn !== before.annulledOn)
      return now.annulledOn === null ? 'certificate.restored' : 'certificate.annulled';
    const happened = now.events.length > before.events.length ? now.events.at(-1) : undefined;
    return `certificate.${happened?.kind ?? 'corrected'}`;
  }
  if ('run' in now) {
    if (before === null || !('run' in before)) return 'stamp_run.ordered';
    return `stamp_run.${now.state !== before.state ? now.state : 'spoilt'}`;
  }
  return noun === 'lot' ? 'lot.recalled' : `${noun}.${before === null ? 'set' : 'changed'}`;
}
