import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { certificateStatus } from '#src/web/api/certificates.ts';

export const GET: APIRoute = (astro) => api(astro, certificateStatus);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
