import { compactVerify, importJWK, type JWK } from 'jose';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { fromUrlText, through, urlText } from './packed.ts';
import { bitAt, decodedList, STATUS_PURPOSES, type StatusPurpose } from './status-list.ts';

/** @source W3C Verifiable Credentials 2.0; VC-JOSE-COSE: `vc+jwt`. */
export const CREDENTIAL_TYPE = 'vc+jwt';

type StatusEntry = {
  id: string;
  type: 'BitstringStatusListEntry';
  statusPurpose: StatusPurpose;
  statusListIndex: string;
  statusListCredential: string;
};

export type CertificateCredential = {
  '@context': string[];
  id: string;
  type: string[];
  issuer: { id: string; name: string };
  name: string;
  description: string;
  validFrom: string;
  validUntil: string;
  credentialSubject: {
    id: string;
    type: string[];
    name: string;
    producer: string | null;
    place: string | null;
    stars: Stars;
    isExample: boolean;
    certification: {
      certificationIdentification: string | null;
      certificationAgency: string | null;
      certificationStartDate: Day;
      certificationEndDate: Day;
      certificationStandard: string;
    };
  };
  credentialStatus: StatusEntry[];
  evidence: { id: string; type: string[]; logOrigin: string; logIndex: number; leafHash: string }[];
};

/** A decision's day begins, and a last day ends, at midnight in Vietnam. */
export const beginsAt = (day: Day): string => `${day}T00:00:00+07:00`;
export const endsAt = (day: Day): string => `${day}T23:59:59+07:00`;

/** What the checker needs from elsewhere. `null`: it cannot be had now, which is not the same as "good". */
export type CredentialSources = {
  /** The issuer's document: `did.json`. */
  didDocument: (did: string) => Promise<DidDocument | null>;
  /** A list of statuses as it is served: `vc+jwt`. */
  statusList: (address: string) => Promise<string | null>;
  now: Date;
};

export type DidDocument = {
  id: string;
  verificationMethod?: { id: string; type: string; publicKeyJwk?: JWK }[];
  assertionMethod?: (string | { id: string })[];
};

/** One step of a check. `unknown`: what it needs could not be had. */
export type CheckStep = 'passed' | 'failed' | 'unknown';

export type CheckedCredential = {
  credential: CertificateCredential | null;
  /** Somebody we can name signed it. */
  signature: CheckStep;
  issuer: string | null;
  /** Begun and not ended. `early`, `late`: why not. */
  term: CheckStep;
  termFault: 'early' | 'late' | null;
  statuses: Record<StatusPurpose, CheckStep>;
};

const utf8 = new TextDecoder();

/** A token short enough for a symbol on paper: its two parts deflated together, and the signature. */
export async function packedToken(token: string): Promise<string> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const both = new TextEncoder().encode(
    `${utf8.decode(fromUrlText(head))}\n${utf8.decode(fromUrlText(body))}`,
  );
  return `z${urlText(await through(both, new CompressionStream('deflate-raw')))}.${signature}`;
}

/** The token in what somebody pasted, scanned or opened: as it is, packed, or behind the address of a page. */
export async function tokenIn(text: string): Promise<string> {
  const last = text.trim().split('#').at(-1) ?? '';
  const [, packed, signature] = /^z([\w-]+)\.([\w-]+)$/.exec(last) ?? [];
  if (packed === undefined || signature === undefined) return last;
  const both = await through(fromUrlText(packed), new DecompressionStream('deflate-raw')).catch(() => null);
  const parts = both === null ? [] : utf8.decode(both).split('\n');
  return [...parts.map((part) => urlText(new TextEncoder().encode(part))), signature].join('.');
}

/** What is in a token before anybody has looked at its signature; `null`: it is none. */
function unchecked(
  token: string,
): { header: { kid?: string; typ?: string }; payload: Record<string, unknown> } | null {
  const [head, body, signature, ...more] = token.split('.');
  if (!head || !body || !signature || more.length > 0) return null;
  try {
    const read = (part: string) =>
      JSON.parse(
        utf8.decode(
          Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0)),
        ),
      ) as Record<string, unknown>;
    return { header: read(head), payload: read(body) };
  } catch {
    return null;
  }
}

const issuerOf = (payload: Record<string, unknown>): string | null => {
  const issuer = payload['issuer'];
  const id = typeof issuer === 'string' ? issuer : (issuer as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : null;
};

/** Who signed a token, by the issuer's own document. */
async function signed(
  token: string,
  { didDocument }: CredentialSources,
): Promise<{ step: CheckStep; payload: Record<string, unknown> | null; issuer: string | null }> {
  const read = unchecked(token);
  const issuer = read && issuerOf(read.payload);
  if (!read || issuer === null || read.header.typ !== CREDENTIAL_TYPE)
    return { step: 'failed', payload: null, issuer: null };
  const document = await didDocument(issuer).catch(() => null);
  if (document === null) return { step: 'unknown', payload: read.payload, issuer };
  const kid = read.header.kid ?? '';
  const wanted = kid.startsWith('#') ? issuer + kid : kid;
  const method = document.verificationMethod?.find(({ id }) => id === wanted);
  const mayAssert = document.assertionMethod?.some(
    (each) => (typeof each === 'string' ? each : each.id) === wanted,
  );
  if (document.id !== issuer || !method?.publicKeyJwk || !mayAssert)
    return { step: 'failed', payload: read.payload, issuer };
  try {
    const { alg } = method.publicKeyJwk;
    const key = await importJWK(
      method.publicKeyJwk,
      alg ?? (method.publicKeyJwk.kty === 'OKP' ? 'EdDSA' : 'ES256'),
    );
    await compactVerify(token, key, { algorithms: ['EdDSA', 'Ed25519', 'ES256'] });
    return { step: 'passed', payload: read.payload, issuer };
  } catch {
    return { step: 'failed', payload: read.payload, issuer };
  }
}

/**
 * Checks a certificate that somebody shows as a token: who signed it, whether its term runs, whether it was revoked or
 * suspended. What cannot be had makes a step unknown, never passed.
 */
export async function checkCredential(token: string, sources: CredentialSources): Promise<CheckedCredential> {
  const { step, payload, issuer } = await signed(token.trim(), sources);
  const statuses: Record<StatusPurpose, CheckStep> = { revocation: 'unknown', suspension: 'unknown' };
  if (!payload || step === 'failed')
    return { credential: null, signature: 'failed', issuer, term: 'unknown', termFault: null, statuses };
  const credential = payload as unknown as CertificateCredential;
  const termFault = faultOfTerm(credential, sources.now);
  for (const purpose of STATUS_PURPOSES) {
    const entry = listOf(credential.credentialStatus).find(({ statusPurpose }) => statusPurpose === purpose);
    if (entry) statuses[purpose] = await statusOf(entry, issuer, sources).catch(() => 'unknown' as const);
  }
  return {
    credential,
    signature: step,
    issuer,
    term: termFault === null ? 'passed' : 'failed',
    termFault,
    statuses,
  };
}

const listOf = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Item[]) : [value as Item];

function faultOfTerm({ validFrom, validUntil }: CertificateCredential, now: Date): 'early' | 'late' | null {
  if (validFrom !== undefined && !(new Date(validFrom) <= now)) return 'early';
  return validUntil !== undefined && !(now <= new Date(validUntil)) ? 'late' : null;
}

async function statusOf(
  { statusListCredential, statusListIndex, statusPurpose }: StatusEntry,
  issuer: string | null,
  sources: CredentialSources,
): Promise<CheckStep> {
  const token = await sources.statusList(statusListCredential);
  if (token === null) return 'unknown';
  const { step, payload, issuer: by } = await signed(token, sources);
  if (step !== 'passed' || by !== issuer) return step === 'unknown' ? 'unknown' : 'failed';
  const list = payload as unknown as {
    validFrom?: string;
    validUntil?: string;
    credentialSubject?: { type?: string; statusPurpose?: string; encodedList?: string };
  };
  const subject = list.credentialSubject;
  const isFresh =
    (list.validFrom === undefined || new Date(list.validFrom) <= sources.now) &&
    (list.validUntil === undefined || sources.now <= new Date(list.validUntil));
  if (!isFresh || subject?.statusPurpose !== statusPurpose || !subject.encodedList) return 'unknown';
  const bit = Number(statusListIndex);
  const bits = await decodedList(subject.encodedList);
  if (!Number.isSafeInteger(bit) || bit < 0 || bit >= bits.length * 8) return 'unknown';
  return bitAt(bits, bit) ? 'failed' : 'passed';
}
