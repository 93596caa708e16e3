import { Places } from '#src/domain/places/gazetteer.ts';
import { referencePlaces } from '#src/domain/places/seed-places.ts';

/** The places of our reference data, without a database. */
export async function placesOfRecord(): Promise<Places> {
  const { units, former } = await referencePlaces();
  return new Places(units, former);
}
