import type { APIContext } from 'astro';
import { certificateById } from '#src/domain/certification/certificates.ts';
import type { CertificateOfProduct } from '#src/domain/certification/certificates.ts';
import {
  CREDENTIAL_ALGORITHMS,
  didDocument,
  didOf,
  signCredential,
} from '#src/domain/registry-log/credential-key.ts';
import { certificateCredential, statusListCredential } from '#src/domain/registry-log/credentials.ts';
import { subjectInLog } from '#src/domain/registry-log/log.ts';
import { CREDENTIAL_TYPE, type CertificateCredential } from '#src/domain/registry-log/credential.ts';
import { isPurpose, LIST_TTL_MS } from '#src/domain/registry-log/status-list.ts';
import { logWords } from '#src/i18n/registry-log.ts';
import { words as ui } from '#src/i18n/ui.ts';
import { secondsToKeep, TAGS_HEADER } from './page.ts';
import { certificateTags } from './certificate-tags.ts';
import { placeSteps } from './place-line.ts';
import type { Site } from './site.ts';

/** What a signed certificate is, to programs. */
export const TOKEN_TYPE = `application/${CREDENTIAL_TYPE}`;
const OPEN = { 'access-control-allow-origin': '*' };

/** Whose signature it is: the site under the address it is known by. */
export function issuerOf({ config }: Pick<Site, 'config'>, url: URL): { origin: string; did: string } {
  const origin = config.siteUrl ? new URL(config.siteUrl).origin : url.origin;
  return { origin, did: didOf(origin) };
}

const nothing = (): Response =>
  new Response(null, { status: 404, headers: { 'cache-control': 'no-store', ...OPEN } });

type Asking = Pick<APIContext, 'locals' | 'url'>;

/** What would be signed of a certificate; `null`: there is nothing to attest. */
async function credentialOf(
  { locals: { ctx, site }, url }: Asking,
  certificate: CertificateOfProduct,
): Promise<CertificateCredential | null> {
  // What the log does not say, nobody attests: a row changed by hand gets no signature of ours.
  if ((await subjectInLog(ctx, `certificate:${certificate.id}`)).standing !== 'same') return null;
  const issuer = issuerOf(site, url);
  const said = logWords.vi.credential;
  const { product } = certificate;
  return certificateCredential(ctx, certificate, issuer, {
    issuer: `${site.owner?.name ?? ui.vi.brand}`,
    name: said.name(product.name, certificate.stars),
    description: said.description,
    place: placeSteps(site.places, product.provinceCode, product.communeCode)
      .map(({ name }) => name)
      .join(', '),
  });
}

/** A certificate as a signed token; `null`: there is nothing to attest. */
export async function tokenOf(
  asking: Asking,
  certificate: CertificateOfProduct,
  alg: (typeof CREDENTIAL_ALGORITHMS)[number] = 'EdDSA',
): Promise<string | null> {
  const credential = await credentialOf(asking, certificate);
  return credential && signCredential(credential, asking.locals.site.credentialKeys, alg);
}

/** Whether whoever asks for the signed copy of this certificate gets one. */
export async function hasToken(asking: Asking, certificateId: string): Promise<boolean> {
  const { site, today } = asking.locals;
  const certificate = await certificateById(site.sql, certificateId, today, site.config.lastDay);
  return certificate !== null && (await credentialOf(asking, certificate)) !== null;
}

export async function certificateToken(astro: APIContext): Promise<Response> {
  const { locals, params, url } = astro;
  const { ctx, site, today } = locals;
  const id = params['id'] ?? '';
  const alg = CREDENTIAL_ALGORITHMS.find((each) => each === (url.searchParams.get('alg') ?? 'EdDSA'));
  const certificate = /^[0-9a-z]{12}$/.test(id)
    ? await certificateById(site.sql, id, today, site.config.lastDay)
    : null;
  const token = certificate && alg ? await tokenOf(astro, certificate, alg) : null;
  if (!certificate || token === null) return nothing();
  return new Response(token, {
    headers: {
      'content-type': TOKEN_TYPE,
      'content-disposition': `inline; filename="giay-cong-nhan-${id}.jwt"`,
      'cache-control': `public, max-age=${secondsToKeep(ctx.now)}, must-revalidate`,
      [TAGS_HEADER]: certificateTags(certificate).join(' '),
      ...OPEN,
    },
  });
}

/** `/status/revocation/1`, now or as it was: `?timestamp=2026-11-28T00:00:00Z`. */
export async function statusList({ locals, params, url }: APIContext): Promise<Response> {
  const { ctx, site } = locals;
  const purpose = params['purpose'] ?? '';
  const list = Number(params['list']);
  const typed = url.searchParams.get('timestamp');
  const at = typed === null ? null : new Date(typed);
  if (!isPurpose(purpose) || !Number.isSafeInteger(list) || list < 1) return nothing();
  if (at !== null && Number.isNaN(at.getTime()))
    return new Response('400\n', { status: 400, headers: { 'cache-control': 'no-store', ...OPEN } });
  const issuer = issuerOf(site, url);
  const credential = await statusListCredential(ctx, { purpose, list, at }, issuer);
  if (credential === null) return nothing();
  return new Response(await signCredential(credential, site.credentialKeys, 'EdDSA'), {
    headers: {
      'content-type': TOKEN_TYPE,
      'cache-control': `public, max-age=${LIST_TTL_MS / 1000}`,
      ...OPEN,
    },
  });
}

export function did({ locals: { site }, url }: APIContext): Response {
  return new Response(JSON.stringify(didDocument(issuerOf(site, url).did, site.credentialKeys)), {
    headers: { 'content-type': 'application/did+json', 'cache-control': 'public, max-age=3600', ...OPEN },
  });
}
