import { defineMiddleware } from 'astro:middleware';
import { readConfig } from '#src/config.ts';
import { officesFor } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { GATES, modeOfRoute } from '#src/web/gates.ts';
import { at, paths, withQuery } from '#src/web/paths.ts';
import { prepareSite } from '#src/web/prepare.ts';
import { signedIn } from '#src/web/session.ts';
import type { Site } from '#src/web/site.ts';
import { AGE_COOKIE, isAdult } from '#src/web/visitor.ts';

/** Under `astro dev` nobody hands the site in. */
let ownSite: Promise<Site> | undefined;

export const onRequest = defineMiddleware(async (context, next) => {
  const { locals, url } = context;
  // A rewrite comes through here again: what the first pass found stays, but the way to the page has its own gate.
  if (!locals.ctx) {
    locals.site ??= await (ownSite ??= prepareSite(readConfig(), () => {}));
    const now = locals.site.config.clock();
    locals.person = await signedIn(locals.site, context.request.headers);
    locals.ctx = { db: locals.site.db, now, actor: locals.person ?? { kind: 'visitor' } };
    locals.today = dayInVietnam(now);
    locals.adult = isAdult(locals.site.secret, context.cookies.get(AGE_COOKIE)?.value, now);
    const english = /^\/en(?=\/|$)/.exec(url.pathname);
    locals.lang = english ? 'en' : 'vi';
    locals.path = english ? url.pathname.slice(3) || '/' : url.pathname;
    // Whatever another site has its visitors send: forms are looked at by Astro, this is about all the rest.
    const { method, headers } = context.request;
    const origin = headers.get('origin');
    // A browser asks by OPTIONS whether another site may read; that changes nothing.
    if (!['GET', 'HEAD', 'OPTIONS'].includes(method) && origin !== null && origin !== url.origin)
      return next('/403');
    // By way of a rewrite, not of `next`: the page that is meant has to come through its own gate.
    if (english) return context.rewrite(`${locals.path}${url.search}`);
  }
  const gate = GATES[context.routePattern];
  if (gate === undefined) throw new Error(`no gate for ${context.routePattern}`);
  const mode = modeOfRoute(context.routePattern);
  if (mode !== null && mode !== locals.site.mode) return next('/404');
  if (gate === 'anyone') return next();
  if (!locals.person) {
    if (context.request.method !== 'GET' && context.request.method !== 'HEAD') return next('/403');
    return new Response(null, {
      status: 303,
      headers: {
        location: withQuery(at(locals.lang, paths.signIn), { ve: at(locals.lang, locals.path) + url.search }),
        'cache-control': 'no-store',
      },
    });
  }
  if (gate === 'signed_in') return next();
  const answer = await (officesFor(locals.person, gate).length === 0 ? next('/403') : next());
  if (answer.status === 403 || answer.status === 404)
    await writeDown(locals.ctx, [
      {
        kind: 'access.denied',
        subject: `address:${context.routePattern}`,
        after: { method: context.request.method, path: url.pathname },
      },
    ]);
  return answer;
});
