import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { targets } from '#db/schema/reports.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { ProducerKind } from '#src/domain/producers/producer.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { MEASURES, percent, SHARES, type Measure } from './figure.ts';

/** Both `null`: the country. */
export type Unit = { provinceCode: string | null; communeCode: string | null };

export type Figures = {
  /** On the last day of the period, by rank. */
  inForce: Record<3 | 4 | 5, number>;
  /** Products recognised by a decision of the period, by rank and by kind. */
  recognised: Record<3 | 4 | 5, number>;
  /** Products recognised for the first time by a decision of the period, by the rank they got. */
  first: Record<3 | 4 | 5, number>;
  byKind: { first: number; renewal: number; upgrade: number; unknown: number };
  /** Products whose certificate ran out in the period and was not followed by another until its end. */
  expired: number;
  revoked: number;
  /** In force on the last day, and running out within 180 days of it. */
  expiring: number;
  /** Producers with goods in force on the last day, by kind. */
  producers: { kind: ProducerKind | null; count: number }[];
  /** Of those: who sells in a shop on the net that a list names, or on a channel of which there is a paper. */
  onModernChannels: number;
  /** Of those: by a contract or another paper. */
  modernByPaper: number;
  withArea: number;
  withLinkage: number;
  /** With an area of raw material, a contract of linkage, or both. */
  inValueChain: number;
  pointsOfSale: number;
  /** Products of which no certificate can be placed in time, so that they are not among those in force. */
  undated: number;
  /** Of the products in force: made up, to show how the site works. */
  examples: number;
};

function there(unit: Unit, province: SQL, commune: SQL): SQL {
  if (unit.communeCode !== null)
    return sql`${commune} = ${unit.communeCode} and ${province} = ${unit.provinceCode}`;
  return unit.provinceCode === null ? sql`true` : sql`${province} = ${unit.provinceCode}`;
}

/** What the register holds of a unit for a period. Counted from facts with their days, so that the past stays as it was. */
export async function figuresOf(
  ctx: Pick<Context, 'db'>,
  unit: Unit,
  { from, to }: { from: Day; to: Day },
): Promise<Figures> {
  const [row] = await ctx.db.execute<{ figures: Figures }>(sql`
    with mine as materialized (
      select p.id, p.producer_id, p.is_example
      from products p left join producers m on m.id = p.producer_id
      where ${there(
        unit,
        sql`coalesce(p.province_code, m.province_code)`,
        sql`case when p.province_code is null then m.commune_code else p.commune_code end`,
      )} and p.merged_into is null
        and (p.withdrawn_on is null or p.withdrawn_on > ${to}::date)
    ), standing as materialized (
      select s.product_id, s.status, s.stars, s.from_day, mine.producer_id, mine.is_example
      from mine join standings s on s.product_id = mine.id and s.governs
        and ${to}::date between s.from_day and s.until_day
    ), held as materialized (
      select * from standing where status in ('valid', 'expiring', 'extended')
    ), given as (
      select distinct on (c.product_id) c.product_id, c.stars, c.kind
      from certificates c join mine on mine.id = c.product_id
      where c.annulled_on is null and c.issued_on between ${from}::date and ${to}::date
      order by c.product_id, c.issued_on desc
    ), fresh as (
      select distinct on (c.product_id) c.product_id, c.stars
      from certificates c join mine on mine.id = c.product_id
      where c.annulled_on is null and c.kind = 'first' and c.issued_on between ${from}::date and ${to}::date
      order by c.product_id, c.issued_on
    ), proofs as materialized (
      select e.producer_id, e.kind from evidence e left join products p on p.id = e.product_id
      where e.withdrawn_at is null and e.holds_from <= ${to}::date
        and (e.holds_until is null or e.holds_until >= ${to}::date)
        and (p.withdrawn_on is null or p.withdrawn_on > ${to}::date)
    ), makers as (
      select m.id, m.kind,
        m.id in (select producer_id from proofs where kind = 'modern_channel') as by_paper,
        m.id in (select producer_id from proofs where kind = 'raw_material_area') as area,
        m.id in (select producer_id from proofs where kind = 'linkage_contract') as linkage,
        exists (
          select from products p join product_links l on l.product_id = p.id
          where p.producer_id = m.id and p.merged_into is null
            and (p.withdrawn_on is null or p.withdrawn_on > ${to}::date)
            and coalesce(l.first_seen_on, l.seen_on) <= ${to}::date) as on_the_net
      from producers m where m.id in (select producer_id from held)
    )
    select json_build_object(
      'inForce', json_build_object(
        '3', (select count(*) from held where stars = 3), '4', (select count(*) from held where stars = 4),
        '5', (select count(*) from held where stars = 5)),
      'recognised', json_build_object(
        '3', (select count(*) from given where stars = 3), '4', (select count(*) from given where stars = 4),
        '5', (select count(*) from given where stars = 5)),
      'first', json_build_object(
        '3', (select count(*) from fresh where stars = 3), '4', (select count(*) from fresh where stars = 4),
        '5', (select count(*) from fresh where stars = 5)),
      'byKind', json_build_object(
        'first', (select count(*) from given where kind = 'first'),
        'renewal', (select count(*) from given where kind = 'renewal'),
        'upgrade', (select count(*) from given where kind = 'upgrade'),
        'unknown', (select count(*) from given where kind is null)),
      'expired', (
        select count(*) from standing
        where status = 'expired' and from_day between ${from}::date and ${to}::date),
      'revoked', (
        select count(distinct c.product_id) from certificate_events e
        join certificates c on c.id = e.certificate_id join mine on mine.id = c.product_id
        where e.kind = 'revoked' and e.effective_on between ${from}::date and ${to}::date),
      'expiring', (select count(*) from held where status = 'expiring'),
      'producers', coalesce((
        select json_agg(json_build_object('kind', kind, 'count', count) order by count desc, kind)
        from (select kind, count(*)::int as count from makers group by kind) kinds), '[]'::json),
      'onModernChannels', (select count(*) from makers where on_the_net or by_paper),
      'modernByPaper', (select count(*) from makers where by_paper),
      'withArea', (select count(*) from makers where area),
      'withLinkage', (select count(*) from makers where linkage),
      'inValueChain', (select count(*) from makers where area or linkage),
      'pointsOfSale', (
        select count(*) from points_of_sale o
        where ${there(unit, sql`o.province_code`, sql`o.commune_code`)}
          and (o.created_at at time zone 'Asia/Ho_Chi_Minh')::date <= ${to}::date
          and (o.closed_on is null or o.closed_on > ${to}::date)),
      'undated', (select count(*) from standing where status = 'unknown'),
      'examples', (select count(*) from held where is_example)
    ) as figures`);
  return row!.figures;
}

/** What a measure stands at. Shares are per cent; `null` where there is nothing to have a share of. */
export function reached(figures: Figures, measure: Measure): number | null {
  const makers = figures.producers.reduce((sum, { count }) => sum + count, 0);
  const ofKind = (kinds: readonly (ProducerKind | null)[]) =>
    figures.producers.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { count }) => sum + count, 0);
  const all = (ranks: Record<3 | 4 | 5, number>) => ranks[3] + ranks[4] + ranks[5];
  switch (measure) {
    case 'first':
      return all(figures.first);
    case 'first_3':
      return figures.first[3];
    case 'first_4':
      return figures.first[4];
    case 'first_5':
      return figures.first[5];
    case 'recognised':
      return all(figures.recognised);
    case 'recognised_3':
      return figures.recognised[3];
    case 'recognised_4':
      return figures.recognised[4];
    case 'recognised_5':
      return figures.recognised[5];
    case 'in_force':
      return all(figures.inForce);
    case 'modern_channels':
      return percent(figures.onModernChannels, makers);
    case 'value_chains':
      return percent(figures.inValueChain, makers);
    case 'cooperatives':
      return percent(ofKind(['cooperative']), makers);
    case 'enterprises':
      return percent(ofKind(['enterprise']), makers);
    case 'points_of_sale':
      return figures.pointsOfSale;
  }
}

/** `valueTo`: the upper end, where the plan gives a range; else `null`. */
export type Target = { measure: Measure; value: number; valueTo: number | null; source: string };

const sameUnit = (year: number, { provinceCode, communeCode }: Unit) =>
  and(
    eq(targets.year, year),
    provinceCode === null ? isNull(targets.provinceCode) : eq(targets.provinceCode, provinceCode),
    communeCode === null ? isNull(targets.communeCode) : eq(targets.communeCode, communeCode),
  );

/** What the unit has set out to reach in the year. */
export async function targetsOf(ctx: Pick<Context, 'db'>, year: number, unit: Unit): Promise<Target[]> {
  const rows = await ctx.db
    .select({
      measure: targets.measure,
      value: targets.value,
      valueTo: targets.valueTo,
      source: targets.source,
    })
    .from(targets)
    .where(sameUnit(year, unit));
  return rows.sort((a, b) => MEASURES.indexOf(a.measure) - MEASURES.indexOf(b.measure));
}

/**
 * Sets a target, or takes it away with `value` null. The same again changes nothing.
 *
 * @throws Refusal `not_allowed`, `not_found`, `target.unreadable` (no count, a share above 100, or no range),
 *   `target.source_missing`.
 */
export async function setTarget(
  ctx: Context,
  year: number,
  unit: Unit,
  {
    measure,
    value,
    valueTo = null,
    source,
  }: { measure: Measure; value: number | null; valueTo?: number | null; source: string },
): Promise<void> {
  mustBeAllowed(ctx, 'target.set', unit.provinceCode === null ? 'country' : unit);
  const most = SHARES.has(measure) ? 100 : 99_999;
  for (const one of [value, valueTo]) {
    const isWhole = SHARES.has(measure) || one === null || Number.isInteger(one);
    if (one !== null && !(one >= 0 && one <= most && isWhole)) throw new Refusal('target.unreadable');
  }
  if (valueTo !== null && (value === null || valueTo <= value)) throw new Refusal('target.unreadable');
  if (value !== null && tidy(source) === '') throw new Refusal('target.source_missing');
  await inTransaction(ctx, async (ctx) => {
    const [held] = await ctx.db
      .select()
      .from(targets)
      .where(and(sameUnit(year, unit), eq(targets.measure, measure)))
      .for('update');
    const told = { value, valueTo, source: tidy(source) };
    const isSame = held?.value === value && held.valueTo === valueTo && held.source === told.source;
    if (held ? isSame : value === null) return;
    if (held) await ctx.db.delete(targets).where(eq(targets.id, held.id));
    if (value !== null)
      await ctx.db.insert(targets).values({
        id: newId(),
        year,
        ...unit,
        measure,
        value,
        valueTo,
        source: told.source,
        setBy: actorName(ctx.actor),
        setAt: ctx.now,
      });
    await writeDown(ctx, [
      {
        kind: 'target.set',
        subject: `target:${year}`,
        ...(held && {
          before: { measure, value: held.value, valueTo: held.valueTo, source: held.source, ...unit },
        }),
        after: { measure, ...told, ...unit },
      },
    ]);
  });
}
