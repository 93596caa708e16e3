import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, type JWK } from 'jose';
import { CREDENTIAL_TYPE, type DidDocument } from './credential.ts';
import { ed25519Of, seedOf } from './log-key.ts';

/** `EdDSA` first; `ES256` for those whose tools do not know it. */
export const CREDENTIAL_ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type CredentialAlgorithm = (typeof CREDENTIAL_ALGORITHMS)[number];

/** What signs certificates. */
export type CredentialKeys = Readonly<Record<CredentialAlgorithm, { secret: KeyObject; jwk: JWK }>>;

/** Order of P-256; a private key lies below it. @source FIPS 186-4, D.1.2.3. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** @param root kept outside of the database. */
export function credentialKeys(root: string): CredentialKeys {
  const { secret } = ed25519Of(seedOf(root, 'credential EdDSA'));
  // 64 bits more than the order has, so that no key is likelier than another.
  const wide = Buffer.concat([seedOf(root, 'credential ES256'), seedOf(root, 'credential ES256 more')]);
  const number = (BigInt(`0x${wide.toString('hex')}`) % (ORDER - 1n)) + 1n;
  const d = Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const es256 = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: d.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const known = (key: KeyObject, alg: CredentialAlgorithm) => ({
    secret: key,
    jwk: { ...(createPublicKey(key).export({ format: 'jwk' }) as JWK), alg, use: 'sig' },
  });
  return { EdDSA: known(secret, 'EdDSA'), ES256: known(es256, 'ES256') };
}

/** The name of a site as an issuer: `did:web:ocop.vn`. @source W3C did:web. */
export const didOf = (origin: string): string => `did:web:${encodeURIComponent(new URL(origin).host)}`;

const keyName = (alg: CredentialAlgorithm): string => (alg === 'EdDSA' ? '#ed25519' : '#p256');

export function didDocument(did: string, keys: CredentialKeys): DidDocument & { '@context': string[] } {
  const methods = CREDENTIAL_ALGORITHMS.map((alg) => ({
    id: did + keyName(alg),
    type: 'JsonWebKey',
    controller: did,
    publicKeyJwk: keys[alg].jwk,
  }));
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id: did,
    verificationMethod: methods,
    assertionMethod: methods.map(({ id }) => id),
  };
}

/** A credential as a signed token. */
export async function signCredential(
  credential: { issuer: string | { id: string } },
  keys: CredentialKeys,
  alg: CredentialAlgorithm,
): Promise<string> {
  const did = typeof credential.issuer === 'string' ? credential.issuer : credential.issuer.id;
  return new CompactSign(new TextEncoder().encode(JSON.stringify(credential)))
    .setProtectedHeader({ alg, typ: CREDENTIAL_TYPE, cty: 'vc', kid: did + keyName(alg) })
    .sign(keys[alg].secret);
}
