import { asc } from 'drizzle-orm';
import { formerUnits, units } from '#db/schema/places.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Places } from './gazetteer.ts';

/** All places, read once and kept; read again when the tag `places` is announced. */
export async function loadPlaces(ctx: Context): Promise<Places> {
  const [unitRows, formerRows] = await Promise.all([
    ctx.db.select().from(units).orderBy(asc(units.code)),
    ctx.db
      .select({
        level: formerUnits.level,
        code: formerUnits.code,
        fullName: formerUnits.fullName,
        district: formerUnits.district,
        province: formerUnits.province,
        successorCode: formerUnits.successorCode,
      })
      .from(formerUnits)
      .orderBy(asc(formerUnits.id)),
  ]);
  return new Places(unitRows, formerRows);
}
