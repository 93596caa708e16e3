import type { APIRoute } from 'astro';
import { productQr } from '#src/web/qr-answer.ts';

export const GET: APIRoute = productQr;
