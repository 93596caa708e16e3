import { reachOf, type DeedName } from '#src/domain/accounts/deeds.ts';
import { DUE_STATES, type DueQuestion } from '#src/domain/reports/due-certificates.ts';
import type { Actor } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { withQuery } from './paths.ts';
import type { Site } from './site.ts';

type Asking = { url: URL; locals: { site: Site; ctx: { actor: Actor }; today: Day } };

export const DUE_PER_PAGE = 50;

/** The question in an address of the list: `?tinh-trang&tinh&xa&q&trang`; what cannot be read is left out. */
export function readDueQuery({ url, locals }: Asking, deed: DeedName): DueQuestion {
  const one = (name: string) => (url.searchParams.get(name) ?? '').trim();
  const states = url.searchParams.getAll('tinh-trang');
  const page = /^[1-9]\d{0,4}$/.test(one('trang')) ? Number(one('trang')) : 1;
  return {
    day: locals.today,
    rule: locals.site.config.lastDay,
    reach: reachOf(locals.ctx.actor, deed),
    states: DUE_STATES.filter((state) => states.includes(state)),
    province: /^\d{2}$/.test(one('tinh')) ? one('tinh') : null,
    commune: /^\d{5}$/.test(one('xa')) ? one('xa') : null,
    q: one('q').slice(0, 100),
    page,
    perPage: DUE_PER_PAGE,
  };
}

/** The address that asks the same. */
export function dueAddress(path: string, asked: Partial<DueQuestion>): string {
  return withQuery(path, dueFilters(asked));
}

/** The same question, for another address. */
export function dueFilters(asked: Partial<DueQuestion>): Parameters<typeof withQuery>[1] {
  return {
    'tinh-trang': asked.states ?? [],
    tinh: asked.province,
    xa: asked.commune,
    q: asked.q,
    trang: asked.page === 1 ? null : asked.page,
  };
}
