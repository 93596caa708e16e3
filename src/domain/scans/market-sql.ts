import { VOCABULARIES } from '#src/domain/epcis/cbv.ts';
import { STANDING } from '#src/domain/epcis/standing-sql.ts';
import { TO_PROVINCE } from '#src/domain/traceability/lot-event.ts';

const { base } = VOCABULARIES.bizStep;

/**
 * Provinces where packs of the lot `l` may be, as a JSON list: where it was sent, and where it is made, whose people scan
 * as well. `null` where it was never sent, or where one sending names no province: then it may be anywhere.
 */
export const SENT_TO = `(
  select case when count(*) > 0 and bool_and(sent.province is not null)
    then jsonb_agg(distinct sent.province) || coalesce(jsonb_agg(distinct sent.home) filter (where sent.home is not null), '[]') end
  from (
    select substring(e.event ->> '${TO_PROVINCE}' from '^[0-9]{2}$') as province, coalesce(p.province_code, m.province_code) as home
    from epcis_things t join epcis_events e on e.id = t.event_id
    join products p on p.id = l.product_id left join producers m on m.id = p.producer_id
    where (t.lot_id = l.id or t.pack_of = l.id) and e.biz_step in ('${base}shipping', '${base}departing') and ${STANDING}) sent)`;
