import type { APIRoute } from 'astro';
import { qrSvg } from '#src/domain/traceability/qr.ts';
import { qrAnswer } from '#src/web/qr-answer.ts';

export const GET: APIRoute = (astro) => qrAnswer(astro, 'svg', qrSvg);
