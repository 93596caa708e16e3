import { formerUnits, units } from '#db/schema/places.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import { referencePlaces } from '#src/domain/places/seed-places.ts';
import type { Context } from '#src/domain/shared/context.ts';

const reference = referencePlaces();

/** The places of our reference data, without a database. */
export async function placesOfRecord(): Promise<Places> {
  const { units, former } = await reference;
  return new Places(units, former);
}

/** Puts the places of these provinces into the tables; all of them take their time. */
export async function somePlaces(ctx: Context, provinceCodes: readonly string[]): Promise<void> {
  const all = await reference;
  const some = all.units.filter(({ provinceCode }) => provinceCodes.includes(provinceCode));
  const codes = new Set(some.map(({ code }) => code));
  await ctx.db.insert(units).values(some);
  await ctx.db.insert(formerUnits).values(all.former.filter(({ successorCode }) => codes.has(successorCode)));
}
