import { migrateDatabase, openDatabase } from '#db/client.ts';
import { loadDemo } from '#db/seed/demo.ts';
import type { Config } from '#src/config.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { openSite, type Site } from './site.ts';

/** What is being done, for whoever waits. */
export type Step = 'database' | 'places' | 'demo' | 'search';
