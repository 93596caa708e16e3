import type { APIRoute } from 'astro';
import { statusList } from '#src/web/credential-answer.ts';

export const GET: APIRoute = statusList;
