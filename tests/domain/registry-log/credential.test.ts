import { gunzipSync } from 'node:zlib';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { writeDown } from '#src/domain/audit/audit.ts';
import { certificateById } from '#src/domain/certification/certificates.ts';
import { recordCertificateEvent } from '#src/domain/certification/record-event.ts';
import { appendLog, type LogWriter } from '#src/domain/registry-log/append-log.ts';
import {
  checkCredential,
  packedToken,
  tokenIn,
  type CredentialSources,
} from '#src/domain/registry-log/credential.ts';
import {
  credentialKeys,
  didDocument,
  didOf,
  signCredential,
} from '#src/domain/registry-log/credential-key.ts';
import {
  certificateCredential,
  givePlaces,
  keepStatusLists,
  statusListCredential,
} from '#src/domain/registry-log/credentials.ts';
import { bitAt, bitsOf, decodedList, encodedList, LIST_BITS } from '#src/domain/registry-log/status-list.ts';
import type { OwnDatabase } from '#tests/support/test.ts';
import { aCertificate } from '#tests/support/register.ts';
import { describe, expect, NOW, test, TODAY } from '#tests/support/test.ts';

const ROOT = 'khoá chỉ phép thử này có, dài hơn ba mươi hai ký tự';
const KEYS = credentialKeys(ROOT);
const ISSUER = { origin: 'https://vidu.vn', did: 'did:web:vidu.vn' };
const WRITER: LogWriter = { root: ROOT, origin: 'vidu.vn/log', settings: {} };
const WORDS = { issuer: 'Sổ đăng ký', name: 'OCOP', description: 'Bản ghi', place: 'Hải Phòng' };

async function shown({ ctx, sql }: OwnDatabase, given: Parameters<typeof aCertificate>[1] = {}) {
  const { id } = await aCertificate(ctx, given);
  await writeDown(ctx, [{ kind: 'certificate.recorded', subject: `certificate:${id}` }]);
  await appendLog(ctx, WRITER);
  const certificate = (await certificateById(sql, id, TODAY, 'anniversary_counts'))!;
  const credential = await certificateCredential(ctx, certificate, ISSUER, WORDS);
  return { id, credential };
}

/** Asks as a page does: the issuer's document, and the lists as they are served. */
function sources(
  { ctx }: Pick<OwnDatabase, 'ctx'>,
  given: Partial<CredentialSources> = {},
): CredentialSources {
  return {
    now: NOW,
    didDocument: async (did) => (did === ISSUER.did ? didDocument(ISSUER.did, KEYS) : null),
    statusList: async (address) => {
      const [, purpose, list] = /\/status\/(revocation|suspension)\/(\d+)$/.exec(address)!;
      const found = await statusListCredential(
        ctx,
        { purpose: purpose as 'revocation', list: Number(list), at: null },
        ISSUER,
      );
      return found && signCredential(found, KEYS, 'EdDSA');
    },
    ...given,
  };
}

const PAPER = {
  effectiveOn: '2026-03-10',
  reason: 'Kết luận kiểm tra số 12/KL',
  decisionNumber: '300/QĐ-UBND',
  decidedOn: '2026-03-09',
  issuer: 'UBND thành phố Hải Phòng',
} as const;

test.each(['EdDSA', 'ES256'] as const)(
  'a certificate signed with %s is good for whoever has the issuer’s document',
  async (alg) => {
    const keys = didDocument(ISSUER.did, KEYS);
    const token = await signCredential({ issuer: ISSUER.did }, KEYS, alg);
    const header = decodeProtectedHeader(token);
    expect(header).toMatchObject({ alg, typ: 'vc+jwt', cty: 'vc' });
    const method = keys.verificationMethod!.find(({ id }) => id === header.kid)!;
    // As any other tool would.
    const verified = await jwtVerify(token, await importJWK(method.publicKeyJwk!, alg));
    expect(verified.payload).toEqual({ issuer: ISSUER.did });
    expect(method.publicKeyJwk).not.toHaveProperty('d');
  },
);

test('what a certificate says as a token is what the register says, and it is found good', async ({
  own,
}) => {
  const { id, credential } = await shown(own);
  expect(credential).toMatchObject({
    id: `https://vidu.vn/so-dang-ky/${id}`,
    issuer: { id: 'did:web:vidu.vn' },
    validFrom: '2024-11-20T00:00:00+07:00',
    validUntil: '2027-11-20T23:59:59+07:00',
    credentialSubject: { stars: 4, certification: { certificationAgency: 'UBND thành phố Hải Phòng' } },
    evidence: [{ logOrigin: 'vidu.vn/log', logIndex: 0 }],
  });
  const token = await signCredential(credential!, KEYS, 'EdDSA');
  expect(await checkCredential(token, sources(own))).toMatchObject({
    signature: 'passed',
    term: 'passed',
    statuses: { revocation: 'passed', suspension: 'passed' },
  });
  // On paper it is packed behind the address of a page.
  const packed = `https://vidu.vn/kiem-chung#${await packedToken(token)}`;
  expect(packed.length).toBeLessThan(1_600);
  expect(await tokenIn(packed)).toBe(token);
});

describe('a copy is not good', () => {
  test('when it was revoked or suspended after it was handed out', async ({ own }) => {
    const { id, credential } = await shown(own);
    const token = await signCredential(credential!, KEYS, 'EdDSA');
    await recordCertificateEvent(own.ctx, id, { ...PAPER, kind: 'suspended' });
    expect((await checkCredential(token, sources(own))).statuses).toEqual({
      revocation: 'passed',
      suspension: 'failed',
    });
    await recordCertificateEvent(own.ctx, id, { ...PAPER, kind: 'revoked', ground: 'law_violation' });
    expect((await checkCredential(token, sources(own))).statuses.revocation).toBe('failed');
  });

  test('when a newer recognition took its place', async ({ own }) => {
    const { credential } = await shown(own, { stars: 5 });
    const token = await signCredential(credential!, KEYS, 'EdDSA');
    const slug = credential!.credentialSubject.id.split('/').at(-1)!;
    const [product] = await own.sql<{ id: string }[]>`select id from products where slug = ${slug}`;
    await aCertificate(own.ctx, { productId: product!.id, issuedOn: '2026-01-10', stars: 3 });
    expect((await checkCredential(token, sources(own))).statuses.revocation).toBe('failed');
  });

  test('before its day and after its last', async ({ own }) => {
    const { credential } = await shown(own);
    const token = await signCredential(credential!, KEYS, 'EdDSA');
    const on = (now: string) => checkCredential(token, sources(own, { now: new Date(now) }));
    expect((await on('2024-11-19T16:59:00Z')).termFault).toBe('early');
    expect((await on('2027-11-20T16:59:00Z')).termFault).toBeNull();
    expect((await on('2027-11-20T17:00:01Z')).termFault).toBe('late');
  });

  test('when a word of it was changed, or somebody else signed it', async ({ own }) => {
    const { credential } = await shown(own);
    const token = await signCredential(credential!, KEYS, 'EdDSA');
    const [head, , signature] = token.split('.');
    const five = { ...credential!, credentialSubject: { ...credential!.credentialSubject, stars: 5 } };
    const forged = [head, Buffer.from(JSON.stringify(five)).toString('base64url'), signature].join('.');
    expect((await checkCredential(forged, sources(own))).signature).toBe('failed');
    const others = await signCredential(credential!, credentialKeys(`${ROOT}!`), 'EdDSA');
    expect((await checkCredential(others, sources(own))).signature).toBe('failed');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"vc+jwt"}').toString('base64url')}.${token.split('.')[1]}.AA`;
    expect((await checkCredential(unsigned, sources(own))).signature).toBe('failed');
  });
});

test('what cannot be had makes a step unknown, never good', async ({ own }) => {
  const { credential } = await shown(own);
  const token = await signCredential(credential!, KEYS, 'EdDSA');
  const offline = await checkCredential(
    token,
    sources(own, { didDocument: async () => null, statusList: async () => null }),
  );
  expect(offline).toMatchObject({
    signature: 'unknown',
    statuses: { revocation: 'unknown', suspension: 'unknown' },
  });
  const broken = await checkCredential(token, sources(own, { statusList: async () => 'không.phải.gì' }));
  expect(broken.statuses.revocation).toBe('failed');
});

test.each(['', 'a.b', 'a.b.c', `${'A'.repeat(9000)}.B.C`])('%j is no copy', async (text) => {
  expect(await checkCredential(text, sources({} as never))).toMatchObject({
    signature: 'failed',
    issuer: null,
  });
});

describe('lists of statuses', () => {
  test('the first bit is the leftmost of the first byte', async () => {
    const bits = bitsOf([0, 7, 8, LIST_BITS - 1]);
    expect([bits[0], bits[1], bits.at(-1)]).toEqual([0b10000001, 0b10000000, 1]);
    const encoded = await encodedList(bits);
    expect(encoded[0]).toBe('u');
    expect(gunzipSync(Buffer.from(encoded.slice(1), 'base64url'))).toHaveLength(16_384);
    const read = await decodedList(encoded);
    expect([0, 1, 7, 8, 9, LIST_BITS - 1].map((bit) => bitAt(read, bit))).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  test('one that is too short, or packed to burst, is not read', async () => {
    const { gzipSync } = await import('node:zlib');
    await expect(decodedList(`u${gzipSync(Buffer.alloc(100)).toString('base64url')}`)).rejects.toThrow(
      RangeError,
    );
    await expect(decodedList(`u${gzipSync(Buffer.alloc(50_000_000)).toString('base64url')}`)).rejects.toThrow(
      RangeError,
    );
    await expect(decodedList('z1234')).rejects.toThrow(RangeError);
  });

  test('places are drawn, and never given twice', async ({ ctx }) => {
    const ids: string[] = [];
    for (let n = 0; n < 40; n += 1) ids.push((await aCertificate(ctx)).id);
    await givePlaces(ctx, ids.slice(0, 20));
    await givePlaces(ctx, ids);
    const { sql } = await import('drizzle-orm');
    const rows = await ctx.db.execute<{ place: number }>(
      sql`select place from credential_places order by certificate_id`,
    );
    expect(new Set(rows.map(({ place }) => place)).size).toBe(40);
    const sorted = rows.map(({ place }) => place).sort((a, b) => a - b);
    expect(sorted.at(-1)! - sorted[0]!).toBeGreaterThan(1_000);
  });

  test('an old list can be asked for by its time', async ({ own }) => {
    const { id } = await shown(own);
    await keepStatusLists(own.ctx);
    const later = { ...own.ctx, now: new Date(NOW.getTime() + 60_000) };
    await recordCertificateEvent(later, id, { ...PAPER, kind: 'revoked', ground: 'law_violation' });
    const [kept] = (await keepStatusLists(later)).filter(({ purpose }) => purpose === 'revocation');
    expect(await keepStatusLists(later)).toContainEqual(kept);
    const listAt = async (at: Date | null) =>
      (await statusListCredential(later, { purpose: 'revocation', list: 1, at }, ISSUER))?.credentialSubject
        .encodedList;
    expect(await listAt(NOW)).not.toBe(await listAt(null));
    expect(await listAt(later.now)).toBe(await listAt(null));
    expect(await listAt(new Date(NOW.getTime() - 1))).toBeUndefined();
  });
});

test('a site is named by its host, port and all', () => {
  expect([didOf('https://ocop.vn'), didOf('http://localhost:4321')]).toEqual([
    'did:web:ocop.vn',
    'did:web:localhost%3A4321',
  ]);
});
