import type { APIRoute } from 'astro';
import { qrPng } from '#src/domain/traceability/qr.ts';
import { qrAnswer } from '#src/web/qr-answer.ts';

const PIXELS = { least: 120, most: 4_000, otherwise: 600 };

/** `?px`: about how many pixels a side. */
export const GET: APIRoute = (astro) => {
  const asked = Number(astro.url.searchParams.get('px') ?? PIXELS.otherwise);
  const pixels = Number.isFinite(asked)
    ? Math.min(PIXELS.most, Math.max(PIXELS.least, asked))
    : PIXELS.otherwise;
  return qrAnswer(astro, 'png', async (address) => new Uint8Array(await qrPng(address, pixels)));
};
