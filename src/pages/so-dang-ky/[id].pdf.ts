import type { APIRoute } from 'astro';
import { certificateSheet } from '#src/web/certificate-pdf.ts';

export const GET: APIRoute = certificateSheet;
