import type { APIRoute } from 'astro';
import { certificateToken } from '#src/web/credential-answer.ts';

export const GET: APIRoute = certificateToken;
