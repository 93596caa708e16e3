import type { PaperFile } from '#src/domain/certification/decision-papers.ts';

/** The paper of a piece of evidence as it was handed in, to be kept and not run: a PDF may hold anything. */
export const evidenceFile = ({ name, type, bytes }: PaperFile): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    },
  });
