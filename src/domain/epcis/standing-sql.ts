/** Of the event `e`: that it tells something, and nobody has declared it wrong. */
export const STANDING = `(e.declaration = '' and not exists (select 1 from epcis_events d
  where d.hash = e.hash and d.producer_id = e.producer_id and d.declaration <> ''))`;
