import { sql, type SQL } from 'drizzle-orm';
import type { Reach } from '#src/domain/accounts/deeds.ts';
import type { CertificateStatus, LastDayRule } from '#src/domain/certification/certificate.ts';
import { lastDaySql } from '#src/domain/certification/last-day-sql.ts';
import { RULE_SETS, type Stars } from '#src/domain/certification/rule-set.ts';
import { within } from '#src/domain/accounts/within.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { foldedWords } from '#src/domain/shared/text.ts';

/** What an officer has to know of a certificate today, the most pressing first; each certificate is one of these. */
export const DUE_STATES = [
  /** Lapsed, and somebody still asks a price for the goods. */
  'expired_offered',
  'suspended',
  /** A fortnight or less to hand a dossier in. */
  'closing',
  /** The days for handing in are past, the certificate is not. */
  'late',
  /** Lapsed in the last 180 days, not offered. */
  'expired',
  'extended',
  'open',
  /** The days for handing in begin within thirty days. */
  'soon',
  'in_force',
  'expired_before',
  'revoked',
  /** Goods no longer made, decisions without a day or not yet in force. */
  'other',
] as const;
export type DueState = (typeof DUE_STATES)[number];

const CLOSING_DAYS = 14;
const SOON_DAYS = 30;
const RECENT_DAYS = 180;

export type DueQuestion = {
  day: Day;
  rule: LastDayRule;
  reach: Reach;
  states: readonly DueState[];
  province: string | null;
  commune: string | null;
  /** Words of the product or the producer. */
  q: string;
  /** From 1. */
  page: number;
  perPage: number;
};

export type DueRow = {
  id: string;
  state: DueState;
  status: CertificateStatus;
  stars: Stars;
  /** Of its own term. */
  lastDay: Day | null;
  /** Last day of the extension that runs. */
  extendedUntil: Day | null;
  opens: Day | null;
  closes: Day | null;
  offered: boolean;
  product: string;
  productSlug: string;
  producer: string | null;
  producerPhone: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  decision: string | null;
};

export type DuePage = { total: number; states: Readonly<Record<DueState, number>>; rows: DueRow[] };

/** `renewalWindowBefore` as SQL: the day so many days before the end, where the rules of that day set such days. */
function windowSql(edge: 'opens' | 'closes', lastDay: SQL): SQL {
  const cases = RULE_SETS.flatMap(({ from, renewalWindow }) =>
    renewalWindow
      ? [
          sql`when ${lastDay} - ${renewalWindow.closes}::int >= ${from}::date then ${lastDay} - ${renewalWindow[edge]}::int`,
        ]
      : [],
  );
  return sql`case ${sql.join(cases, sql` `)} end`;
}

function stateSql(day: SQL): SQL {
  return sql`case
    when gone then 'other'
    when status = 'expired' and offered then 'expired_offered'
    when status = 'expired' and from_day >= ${day} - ${RECENT_DAYS}::int then 'expired'
    when status = 'expired' then 'expired_before'
    when status in ('suspended', 'extended', 'revoked') then status
    when status not in ('valid', 'expiring') then 'other'
    when ${day} > closes then 'late'
    when ${day} >= closes - ${CLOSING_DAYS}::int then 'closing'
    when ${day} >= opens then 'open'
    when ${day} >= opens - ${SOON_DAYS}::int then 'soon'
    else 'in_force' end`;
}

/** A product stands where it says, and where it says nothing, where its producer (`m`) is. */
const PLACE = sql`cross join lateral (
  select coalesce(p.province_code, m.province_code) as province_code,
    case when p.province_code is null then m.commune_code else p.commune_code end as commune_code) place`;

/** The certificates that speak for their products within a reach, each with what it is due for. */
function held({
  day,
  rule,
  reach,
  province,
  commune,
  q,
}: Omit<DueQuestion, 'states' | 'page' | 'perPage'>): SQL {
  const on = sql`${day}::date`;
  const words = foldedWords(q).split(' ').filter(Boolean).slice(0, 8);
  const named = words.map(
    (word) => sql` and (strpos(p.name_key, ${word}) > 0 or strpos(coalesce(m.name_key, ''), ${word}) > 0)`,
  );
  return sql`
    terms as materialized (
      select c.id, s.status, s.from_day, s.until_day, ${lastDaySql(rule)} as last_day, c.decision_id, c.stars, p.id as product_id,
        p.price is not null or exists (select from product_links l where l.product_id = p.id) as offered,
        coalesce(p.withdrawn_on <= ${on}, false) or coalesce(m.ceased_on <= ${on}, false) as gone
      from standings s
      join certificates c on c.id = s.certificate_id
      join products p on p.id = s.product_id
      left join producers m on m.id = p.producer_id ${PLACE}
      where p.merged_into is null and s.governs and ${on} between s.from_day and s.until_day and ${within(reach, 'place')}
        and (${province}::text is null or place.province_code = ${province})
        and (${commune}::text is null or place.commune_code = ${commune}) ${sql.join(named)}),
    windows as (
      select *, ${windowSql('opens', sql`last_day`)} as opens, ${windowSql('closes', sql`last_day`)} as closes from terms),
    held as materialized (select *, ${stateSql(on)} as state from windows)`;
}

const ROW = sql`h.id, h.state, h.status, h.stars::int as stars, h.last_day::text as "lastDay",
  case when h.status = 'extended' then h.until_day::text end as "extendedUntil", h.opens::text as opens,
  h.closes::text as closes, h.offered, p.name as product, p.slug as "productSlug", m.name as producer,
  m.phone as "producerPhone", place.province_code as "provinceCode", place.commune_code as "communeCode", d.number as decision`;
const JOINED = sql`join products p on p.id = h.product_id left join producers m on m.id = p.producer_id ${PLACE}
  left join decisions d on d.id = h.decision_id`;

/** In the order of the days on which something has to be done; what is over, the last first. */
const ORDER = sql`case when state in ('revoked', 'other') then 2
    when state in ('expired_offered', 'expired', 'expired_before') then 1 else 0 end,
  case when state in ('expired_offered', 'expired', 'expired_before') then date '9999-12-31' - last_day
    else last_day - date '2000-01-01' end nulls last, id`;

/** A page of certificates, and how many there are of each kind. */
export async function dueCertificates(ctx: Pick<Context, 'db'>, asked: DueQuestion): Promise<DuePage> {
  const wanted =
    asked.states.length === 0
      ? sql`true`
      : sql`state in (${sql.join(
          asked.states.map((state) => sql`${state}`),
          sql`, `,
        )})`;
  const [row] = await ctx.db.execute<{
    states: Partial<Record<DueState, number>> | null;
    rows: DueRow[] | null;
  }>(sql`
    with ${held(asked)},
    page as (
      select *, row_number() over (order by ${ORDER}) as place from held where ${wanted}
      order by ${ORDER} limit ${asked.perPage} offset ${(asked.page - 1) * asked.perPage})
    select
      (select jsonb_object_agg(state, n) from (select state, count(*)::int as n from held group by state) x) as states,
      (select jsonb_agg(to_jsonb(r) - 'place' order by r.place) from (
        select h.place, ${ROW} from page h ${JOINED}) r) as rows`);
  const states = allStates(row?.states ?? null);
  return {
    states,
    total: (asked.states.length === 0 ? DUE_STATES : asked.states).reduce((sum, one) => sum + states[one], 0),
    rows: row?.rows ?? [],
  };
}

export type DueOverview = Pick<DuePage, 'states'> & { first: Readonly<Partial<Record<DueState, DueRow[]>>> };

/** How many of each kind, and the first few of those that somebody has to do something about. */
export async function dueOverview(
  ctx: Pick<Context, 'db'>,
  asked: Pick<DueQuestion, 'day' | 'rule' | 'reach'>,
  few: number,
): Promise<DueOverview> {
  const [row] = await ctx.db.execute<{
    states: Partial<Record<DueState, number>> | null;
    rows: DueRow[] | null;
  }>(sql`
    with ${held({ ...asked, province: null, commune: null, q: '' })},
    ranked as (
      select *, row_number() over (partition by state order by ${ORDER}) as place from held
      where state not in ('in_force', 'expired_before', 'revoked', 'other'))
    select
      (select jsonb_object_agg(state, n) from (select state, count(*)::int as n from held group by state) x) as states,
      (select jsonb_agg(to_jsonb(r) - 'place' order by r.place) from (
        select h.place, ${ROW} from ranked h ${JOINED} where h.place <= ${few}) r) as rows`);
  return {
    states: allStates(row?.states ?? null),
    first: Object.groupBy(row?.rows ?? [], ({ state }) => state),
  };
}

function allStates(counted: Partial<Record<DueState, number>> | null): Record<DueState, number> {
  return Object.fromEntries(DUE_STATES.map((state) => [state, counted?.[state] ?? 0])) as Record<
    DueState,
    number
  >;
}
