import { defineMiddleware } from 'astro:middleware';
import { readConfig } from '#src/config.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { AGE_COOKIE, isAdult } from '#src/web/visitor.ts';
import { prepareSite } from '#src/web/prepare.ts';
import type { Site } from '#src/web/site.ts';

/** Under `astro dev` nobody hands the site in. */
let ownSite: Promise<Site> | undefined;

export const onRequest = defineMiddleware(async (context, next) => {
  const { locals, url } = context;
  // A rewrite comes through here again: what the first pass found stays.
  if (locals.ctx) return next();
  locals.site ??= await (ownSite ??= prepareSite(readConfig(), () => {}));
  const now = locals.site.config.clock();
  locals.ctx = { db: locals.site.db, now, actor: { kind: 'visitor' } };
  locals.today = dayInVietnam(now);
  locals.adult = isAdult(locals.site.secret, context.cookies.get(AGE_COOKIE)?.value, now);
  const english = /^\/en(?=\/|$)/.exec(url.pathname);
  locals.lang = english ? 'en' : 'vi';
  locals.path = english ? url.pathname.slice(3) || '/' : url.pathname;
  return english ? next(`${locals.path}${url.search}`) : next();
});
