import type { APIRoute } from 'astro';
import { taxFile } from '#src/web/tax-file.ts';

export const GET: APIRoute = (astro) => taxFile(astro, 'giao-dich', 'csv');
