import type { APIRoute } from 'astro';
import { pointOfSaleQr } from '#src/web/qr-answer.ts';

export const GET: APIRoute = pointOfSaleQr;
