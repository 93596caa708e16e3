import type { APIRoute } from 'astro';
import { tourQrAnswer } from '#src/web/tour-qr.ts';

export const GET: APIRoute = (astro) => tourQrAnswer(astro, null);
