import type { CertificateOfProduct } from '#src/domain/certification/certificates.ts';
import { LOG_TAG, logTag } from '#src/domain/registry-log/append-log.ts';

/** What a page of a certificate shows, and by which changes it is out of date. */
export const certificateTags = ({ id, product }: CertificateOfProduct): string[] => [
  `product:${product.id}`,
  'decisions',
  'places',
  'site',
  logTag(`certificate:${id}`),
  LOG_TAG,
];
