import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScanCounter } from '#src/web/scan-counter.ts';
import type { APIContext, APIRoute } from 'astro';
import { loadDemo } from '#db/seed/demo.ts';
import { readConfig } from '#src/config.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { IssuedStamps } from '#src/domain/traceability/issued-stamps.ts';
import { RateLimit } from '#src/web/front/rate-limit.ts';
import { ownDatabase } from './test.ts';

/** The demo world as it stands on the day for which its made-up days are told in tests. */
export const DEMO_NOW = new Date('2026-11-22T03:00:00Z');

/** A database with places, the demo world and its index, and a way to ask endpoints without a server. */
export async function demoSite(now = DEMO_NOW) {
  const database = await ownDatabase();
  const ctx = { ...database.ctx, now };
  await seedPlaces(ctx);
  await loadDemo(ctx, 'anniversary_counts');
  const places = await loadPlaces(ctx);
  const search = postgresSearch({ sql: database.sql, places: () => places });
  await search.rebuild();
  const config = readConfig({ NODE_ENV: 'test', SITE_URL: 'https://sao-lang.example' });
  const site = {
    ...ctx,
    sql: database.sql,
    config,
    places,
    search,
    stamps: new IssuedStamps('a root that only tests have, of more than 32 characters'),
    scans: new ScanCounter({
      sql: database.sql,
      folder: async () => join(tmpdir(), 'no-scans-are-told-here'),
      secret: 'a secret that only tests have',
      provinceOf: () => null,
      km: () => () => 0,
      clock: () => now,
    }),
    guesses: new RateLimit({ perSecond: 0.2, burst: 30 }),
    isDemo: true,
    owner: null,
  };

  /** Asks an endpoint as the server would. */
  async function ask(
    route: APIRoute,
    path: string,
    {
      params = {},
      method = 'GET',
      headers = {},
      adult = false,
      clientAddress = '127.0.0.1',
    }: {
      params?: Record<string, string>;
      method?: string;
      headers?: Record<string, string>;
      adult?: boolean;
      clientAddress?: string;
    } = {},
  ): Promise<Response> {
    const url = new URL(path, 'https://sao-lang.example');
    const astro = {
      request: new Request(url, { method, headers }),
      url,
      params,
      clientAddress,
      locals: { site, ctx, lang: 'vi', today: dayInVietnam(now), adult, path: url.pathname },
    };
    return (await route(astro as unknown as APIContext)) as Response;
  }
  return { ...database, ctx, site, ask };
}
