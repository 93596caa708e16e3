import { migrateDatabase, openDatabase } from '#db/client.ts';
import { units } from '#db/schema/places.ts';
import { loadDemo } from '#db/seed/demo.ts';
import type { Config } from '#src/config.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { openSite, type Site } from './site.ts';

/** What is being done, for whoever waits. */
export type Step = 'database' | 'places' | 'demo' | 'search';

/** Opens the site with all that a first start needs put in; a later start finds it there and goes on. */
export async function prepareSite(config: Config, tell: (step: Step) => void): Promise<Site> {
  tell('database');
  const database = await openDatabase(config);
  try {
    await migrateDatabase(database.url);
    const ctx: Context = { db: database.db, now: config.clock(), actor: { kind: 'system', task: 'start' } };
    const [anyUnit] = await database.db.select({ code: units.code }).from(units).limit(1);
    if (!anyUnit) {
      tell('places');
      await seedPlaces(ctx);
    }
    if (config.demo) {
      tell('demo');
      await loadDemo(ctx, config.lastDay);
    }
    const site = await openSite(config, database);
    await keepSearch(site, tell);
    return site;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An index that was never made is made now; one that is behind catches up while we serve. */
async function keepSearch(site: Site, tell: (step: Step) => void): Promise<void> {
  const [register] = await site.sql<[{ filled: boolean }]>`select exists (select 1 from products) as filled`;
  if (register.filled && (await site.search.stats()).documents === 0) {
    tell('search');
    await site.search.rebuild();
  }
}
