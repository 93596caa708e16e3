import type { APIRoute } from 'astro';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { problem } from '#src/web/answer.ts';
import { OPEN_TO_BROWSERS } from '#src/web/auth.ts';

/** The few ways of the sign-in that a browser takes by itself: making and showing a passkey. */
export const ALL: APIRoute = async ({ request, locals, params }) =>
  OPEN_TO_BROWSERS.has(`${request.method} /${params['way']}`)
    ? locals.site.auth.handler(request)
    : problem(new Refusal('not_found'), locals.lang);
