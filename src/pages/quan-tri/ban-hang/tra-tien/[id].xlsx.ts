import type { APIRoute } from 'astro';
import { payoutFile } from '#src/web/payout-file.ts';

export const GET: APIRoute = (astro) => payoutFile(astro, 'xlsx');
