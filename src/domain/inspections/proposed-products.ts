import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { foldedWords } from '#src/domain/shared/text.ts';
import { DRAWN, LONG_AGO_DAYS, type PlanReason } from './inspection.ts';

export type Proposed = {
  id: string;
  name: string;
  producer: string | null;
  communeCode: string | null;
  status: CertificateStatus;
  stars: Stars;
  /** Last day of an inspection that was held; `null`: never, as far as known here. */
  lastInspectedOn: Day | null;
  reasons: PlanReason[];
};

export type ProposedQuestion = {
  /** Only with this reason. */
  reason: PlanReason | null;
  commune: string | null;
  q: string;
  page: number;
  perPage: number;
};

/**
 * Products of a plan's province that hold, or held, a certificate and are not in the plan, each with the reasons that
 * speak for it, the weightiest first. The lot is drawn by the plan itself: asked again, it falls on the same ones, so
 * that nobody draws until they like it.
 *
 * @throws Refusal `not_found`, `not_allowed`.
 */
export async function proposedProducts(
  ctx: Context,
  plan: { id: string; provinceCode: string },
  { reason, commune, q, page, perPage }: ProposedQuestion,
): Promise<{ products: Proposed[]; total: number; counts: Partial<Record<PlanReason, number>> }> {
  mustBeAllowed(ctx, 'inspection.plan', { provinceCode: plan.provinceCode, communeCode: null });
  return proposed(ctx, plan, { reason, commune, q, page, perPage, ids: null });
}

/** The reasons that speak for each of these products now; one for which none does is not there. */
export async function reasonsFor(
  ctx: Context,
  plan: { id: string; provinceCode: string },
  ids: readonly string[],
): Promise<Map<string, PlanReason[]>> {
  const asked = { reason: null, commune: null, q: '', page: 1, perPage: ids.length, ids };
  const { products } = await proposed(ctx, plan, asked);
  return new Map(
    products.filter(({ reasons }) => reasons.length > 0).map(({ id, reasons }) => [id, reasons]),
  );
}

async function proposed(
  ctx: Context,
  plan: { id: string; provinceCode: string },
  { reason, commune, q, page, perPage, ids }: ProposedQuestion & { ids: readonly string[] | null },
): Promise<{ products: Proposed[]; total: number; counts: Partial<Record<PlanReason, number>> }> {
  const day = dayInVietnam(ctx.now);
  const since = addDays(day, -LONG_AGO_DAYS);
  const words = foldedWords(q).split(' ').filter(Boolean).slice(0, 8);
  const named = words.map(
    (word) => sql` and (strpos(name_key, ${word}) > 0 or strpos(coalesce(producer_key, ''), ${word}) > 0)`,
  );
  const [row] = (await ctx.db.execute(sql`
    with
    -- Records that were merged into a product speak for it as well.
    inspected as (
      select coalesce(x.merged_into, x.id) as id,
        max(i.held_on) filter (where i.closed_at is not null and i.outcome <> 'not_held') as last_on,
        bool_or(i.plan_id = ${plan.id} and i.cancelled_at is null) as planned
      from inspections i join products x on x.id = i.product_id where i.province_code = ${plan.provinceCode} group by 1),
    reported as (
      select coalesce(x.merged_into, x.id) as id, bool_or(r.state <> 'closed') as open,
        max(r.closed_at) filter (where r.outcome in ('confirmed', 'corrected') and r.closed_at >= ${since}::date)::date as upheld_on
      from public_reports r join products x on x.id = r.product_id group by 1),
    paused as (
      select distinct certificate_id from certificate_events
      where kind in ('suspended', 'reinstated') and effective_on between ${since}::date and ${day}::date),
    held as (
      select p.id, p.name, p.name_key, m.name as producer, m.name_key as producer_key, s.status, s.stars::int as stars,
        case when p.province_code is null then m.commune_code else p.commune_code end as commune_code,
        case when s.status = 'expired' then p.price is not null
          or exists (select from product_links l where l.product_id = p.id) end as offered,
        i.last_on, coalesce(r.open, false) as open,
        r.upheld_on is not null and (i.last_on is null or r.upheld_on >= i.last_on) as upheld,
        s.status = 'suspended' or u.certificate_id is not null as paused, md5(p.id || ${plan.id}) as lot
      from products p left join producers m on m.id = p.producer_id
      join standings s on s.product_id = p.id and s.governs and ${day}::date between s.from_day and s.until_day
      left join inspected i on i.id = p.id left join reported r on r.id = p.id
      left join paused u on u.certificate_id = s.certificate_id
      where p.merged_into is null and coalesce(p.province_code, m.province_code) = ${plan.provinceCode}
        and p.withdrawn_on is null and m.ceased_on is null and i.planned is not true),
    drawn as (select id from held order by lot limit ${DRAWN}),
    told as (
      select h.*, array_remove(array[
        case when h.open then 'report_open' end,
        case when h.upheld then 'report_upheld' end,
        case when h.paused then 'paused' end,
        case when h.offered then 'expired_offered' end,
        case when h.status in ('expiring', 'extended') then 'due' end,
        case when h.last_on is null then 'never' end,
        case when h.last_on < ${since}::date then 'long_ago' end,
        case when h.id in (select id from drawn) then 'random' end], null) as reasons
      from held h),
    wanted as (
      select * from told where (${reason}::text is null or ${reason} = any(reasons))
        and (${commune}::text is null or commune_code = ${commune}) ${sql.join(named)}
        and (${ids === null} or id in (select jsonb_array_elements_text(${JSON.stringify(ids ?? [])}::jsonb))))
    select (select count(*)::int from wanted) as total,
      (select jsonb_object_agg(reason, n) from (
        select reason, count(*)::int as n from told, unnest(reasons) reason group by reason) c) as counts,
      (select jsonb_agg(to_jsonb(w) - 'at' order by w.at) from (
        select id, name, producer, commune_code as "communeCode", status, stars, last_on as "lastInspectedOn", reasons,
          row_number() over (order by ('report_open' = any(reasons)) desc, ('report_upheld' = any(reasons)) desc,
            ('paused' = any(reasons)) desc, ('expired_offered' = any(reasons)) desc, ('due' = any(reasons)) desc,
            ('random' = any(reasons)) desc, last_on nulls first, lot) as at
        from wanted order by at limit ${perPage} offset ${(page - 1) * perPage}) w) as products`)) as unknown as {
    total: number;
    counts: Partial<Record<PlanReason, number>> | null;
    products: Proposed[] | null;
  }[];
  return {
    total: row?.total ?? 0,
    counts: row?.counts ?? {},
    products: row?.products ?? [],
  };
}
