import { sql, type SQL } from 'drizzle-orm';
import { reachOf } from '#src/domain/accounts/deeds.ts';
import type { EventSource } from '#src/domain/epcis/kept-event.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { foldedWords } from '#src/domain/shared/text.ts';
import { SHOWN_DEEDS, TO_PROVINCE, type ShownDeed } from './lot-event.ts';
import { inReach } from './stamp-runs.ts';

export type WatchQuestion = {
  deed: ShownDeed | null;
  /** Words of a product's name; empty: of any. */
  product: string;
  /** Only what was told before this one. */
  before: number | null;
  most: number;
};

/** Something that was told of a lot, as officers see it: of parties not even the names are theirs. */
export type WatchedEvent = {
  /** In the order in which it was told. */
  seq: number;
  deed: ShownDeed;
  lot: { id: string; code: string };
  product: string;
  producer: string | null;
  /** How many single packs of lots it is about. */
  packs: number;
  quantity: number | null;
  unit: string | null;
  toProvince: string | null;
  happenedAt: Date;
  toldAt: Date;
  source: EventSource;
  /** Of a person or a system, as they are called now. */
  by: string | null;
  /** It was declared wrong. */
  wrong: { at: Date; isPutRight: boolean } | null;
  /** It stands in the place of one that was declared wrong. */
  putsRight: boolean;
};

type Row = Omit<WatchedEvent, 'happenedAt' | 'toldAt' | 'wrong'> & {
  happenedAt: string;
  toldAt: string;
  wrongAt: string | null;
  isPutRight: boolean | null;
};

const MOST_WORDS = 6;

export const deedNamed = (name: string | null): ShownDeed | null =>
  SHOWN_DEEDS.find((deed) => deed === name) ?? null;

/** So many goods that what was told last is likely to be of them. */
const MANY_GOODS = 2_000;

async function areMany(ctx: Context, named: SQL[]): Promise<boolean> {
  const found = await ctx.db.execute(sql`
    select 1 from products p where ${sql.join(named, sql` and `)} limit ${MANY_GOODS}`);
  return found.length === MANY_GOODS;
}

/** What was told of lots of goods within an officer's reach, the latest first. What was declared wrong is among it. */
export async function eventsWithin(
  ctx: Context,
  { deed, product, before, most }: WatchQuestion,
): Promise<WatchedEvent[]> {
  const reach = reachOf(ctx.actor, 'event.watch');
  const words = foldedWords(product).split(' ').filter(Boolean).slice(0, MOST_WORDS);
  if (words.length === 0 && product.trim() !== '') return [];
  const told = sql`e.declaration = '' and (${deed}::text is null or e.deed = ${deed})
    and (${before}::bigint is null or e.seq < ${before})`;
  const named = words.map((word) => sql`strpos(p.name_key, ${word}) > 0`);
  // Of few goods, from the goods to what was told of them; of very many, from what was told last.
  const isOfMany = reach === 'all' && (words.length === 0 || (await areMany(ctx, named)));
  const rows = await ctx.db.execute<Row>(sql`
    with theirs as materialized (
      select l.id from products p left join producers m on m.id = p.producer_id
      join products o on p.id = coalesce(o.merged_into, o.id) join lots l on l.product_id = o.id
      where ${isOfMany ? sql`false` : sql.join([sql`p.merged_into is null`, inReach(reach), ...named], sql` and `)}),
    page as materialized (
      select e.seq from epcis_events e
      where ${told} and ${
        isOfMany
          ? sql`exists (select 1 from epcis_things t join lots l on l.id = coalesce(t.lot_id, t.pack_of)
              join products o on o.id = l.product_id join products p on p.id = coalesce(o.merged_into, o.id)
              where t.event_id = e.id and ${sql.join([sql`true`, ...named], sql` and `)})`
          : sql`e.id in (select t.event_id from epcis_things t where t.lot_id in (select id from theirs)
              union all select t.event_id from epcis_things t where t.pack_of in (select id from theirs))`
      }
      order by e.seq desc limit ${most})
    select seq::float8 as seq, e.deed, jsonb_build_object('id', l.id, 'code', l.code) as lot, p.name as product,
      m.name as producer, t.quantity::float8 as quantity, t.unit,
      (select count(*)::int from epcis_things where event_id = e.id and pack_of is not null) as packs, substring(e.event ->> ${TO_PROVINCE} from '^[0-9]{2}$') as "toProvince",
      e.event_time as "happenedAt", e.record_time as "toldAt", e.source, coalesce(u.name, k.name) as by,
      d.record_time as "wrongAt", d.event -> 'errorDeclaration' ? 'correctiveEventIDs' as "isPutRight",
      exists (select 1 from epcis_events c where c.producer_id = e.producer_id and c.declaration <> ''
        and c.event -> 'errorDeclaration' -> 'correctiveEventIDs' ? e.event_id) as "putsRight"
    from page join epcis_events e using (seq)
    join lateral (select coalesce(lot_id, pack_of) as lot_id, quantity, unit from epcis_things
      where event_id = e.id and (lot_id is not null or pack_of is not null)
      order by lot_id is null, role in ('input', 'input_class'), place limit 1) t on true
    join lots l on l.id = t.lot_id join products o on o.id = l.product_id join products p on p.id = coalesce(o.merged_into, o.id)
    left join producers m on m.id = p.producer_id
    left join users u on e.kept_by = 'person:' || u.id
    left join epcis_tokens k on e.kept_by = 'system:epcis ' || k.id
    left join lateral (select record_time, event from epcis_events
      where hash = e.hash and producer_id = e.producer_id and declaration <> '' order by seq limit 1) d on true
    order by seq desc`);
  return rows.map(({ happenedAt, toldAt, wrongAt, isPutRight, ...row }) => ({
    ...row,
    happenedAt: new Date(happenedAt),
    toldAt: new Date(toldAt),
    wrong: wrongAt === null ? null : { at: new Date(wrongAt), isPutRight: isPutRight === true },
  }));
}
