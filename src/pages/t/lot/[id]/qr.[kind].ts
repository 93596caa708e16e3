import type { APIRoute } from 'astro';
import { lotQr } from '#src/web/qr-answer.ts';

export const GET: APIRoute = lotQr;
