import type { APIRoute } from 'astro';
import { logFile } from '#src/web/log-files.ts';

export const GET: APIRoute = logFile;
