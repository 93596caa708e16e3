import type { APIRoute } from 'astro';
import { accountFile } from '#src/web/account-file.ts';

export const GET: APIRoute = (astro) => accountFile(astro, 'xlsx');
