import type { APIRoute } from 'astro';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { certificateById } from '#src/domain/certification/certificates.ts';
import { paperOfCertificate } from '#src/domain/certification/decision-papers.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

/** A paper as it was handed in, to be kept and not run: a PDF may hold anything. */
export const GET: APIRoute = async ({ locals, params, rewrite }) => {
  const { ctx, site, today } = locals;
  const certificate = await certificateById(site.sql, params['id'] ?? '', today, site.config.lastDay);
  if (!certificate) return rewrite('/404');
  try {
    mustBeAllowed(ctx, 'office.enter', (await whereOfProduct(ctx, certificate.product.id))!);
  } catch (error) {
    if (error instanceof Refusal) return rewrite('/404');
    throw error;
  }
  const paper = await paperOfCertificate(ctx, site.files, certificate.id, params['sha'] ?? '');
  if (!paper) return rewrite('/404');
  return new Response(paper.bytes, {
    headers: {
      'content-type': paper.type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(paper.name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    },
  });
};
