import type { APIRoute } from 'astro';
import { did } from '#src/web/credential-answer.ts';

export const GET: APIRoute = did;
