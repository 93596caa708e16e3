import { migrateDatabase, openDatabase, type OpenDatabase } from '#db/client.ts';
import type { Config } from '#src/config.ts';
import { moveOffices } from '#src/domain/accounts/assignments.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { editionOfReferencePlaces, seedPlaces } from '#src/domain/places/seed-places.ts';
import { readLastDayAs } from '#src/domain/certification/read-last-day.ts';
import { isOriginKept, keepOrigin } from '#src/domain/epcis/origin.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { keepSetting, referencePlacesHeld } from '#src/domain/shared/site-settings.ts';
import { addressFor, openSite, type Site } from './site.ts';

/** What is being done, for whoever waits. */
export type Step = 'database' | 'places' | 'demo' | 'search';

/** Opens the database with all that a first start needs put in; a later start finds it there and goes on. */
export async function prepareDatabase(config: Config, tell: (step: Step) => void): Promise<OpenDatabase> {
  tell('database');
  const database = await openDatabase(config);
  try {
    await migrateDatabase(database.url);
    await fill(database, config, tell);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** An index that was never made is made before anyone searches. */
export async function indexIfEmpty(site: Site, tell: (step: Step) => void): Promise<void> {
  if ((await site.search.stats()).documents > 0 || !(await hasProducts(site))) return;
  tell('search');
  await site.search.rebuild();
}

/** All of it at once, for whoever needs no more than the site (`astro dev`). */
export async function prepareSite(config: Config, tell: (step: Step) => void): Promise<Site> {
  const database = await prepareDatabase(config, tell);
  try {
    const site = await openSite(config, database);
    await indexIfEmpty(site, tell);
    return site;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function fill({ db }: OpenDatabase, config: Config, tell: (step: Step) => void): Promise<void> {
  const ctx: Context = { db, now: config.clock(), actor: { kind: 'system', task: 'start' } };
  const edition = await editionOfReferencePlaces();
  if ((await referencePlacesHeld(ctx)) !== edition) {
    tell('places');
    await seedPlaces(ctx);
    await moveOffices(ctx, await loadPlaces(ctx));
    await keepSetting(ctx, 'reference_places', { edition });
  }
  await readLastDayAs(ctx, config.lastDay);
  // What is written down of lots names them by it; a start without the setting changes nothing.
  if (config.siteUrl !== null || !(await isOriginKept(ctx)))
    await keepOrigin(ctx, new URL(addressFor(config)).origin);
  if (config.demo && !(await hasProducts({ db }))) {
    tell('demo');
    // Needed once in the life of an installation: not loaded on other starts.
    const { loadDemo } = await import('#db/seed/demo.ts');
    await loadDemo(ctx, config.lastDay);
  }
}

async function hasProducts({ db }: Pick<OpenDatabase, 'db'>): Promise<boolean> {
  const [found] = await db.execute<{ some: boolean }>('select exists (select from products) as "some"');
  return found?.some ?? false;
}
