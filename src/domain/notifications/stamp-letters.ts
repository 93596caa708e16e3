import { sql } from 'drizzle-orm';
import { scanRulesOn, type Fired } from '#src/domain/scans/scan-rules.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { isDemo } from '#src/domain/shared/site-settings.ts';
import type { StampRunState } from '#src/domain/traceability/stamp-run.ts';
import { writeLetter } from './letters.ts';

/** A stamp that nobody should trust before the maker was asked, and why. */
export type StampNews = {
  key: string;
  runId: string;
  run: string;
  /** `null`: many of the run. */
  place: number | null;
  why:
    | { kind: 'scans'; points: number; fired: Fired[] }
    | { kind: 'stolen' | 'spoilt' }
    | { kind: 'not_active'; state: StampRunState; stamps: number };
  product: string;
  lot: string;
  producer: { id: string; name: string; email: string | null } | null;
  provinceCode: string | null;
  communeCode: string | null;
};

export type StampLetter = (news: StampNews, to: 'producer' | 'office') => { title: string; words: string };

const A_ROUND = 100;

const FACTS = sql`r.id as "runId", r.number as run, p.name as product, l.code as lot,
  case when m.id is null then null else jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email) end as producer,
  coalesce(p.province_code, m.province_code) as "provinceCode",
  case when p.province_code is null then m.commune_code else p.commune_code end as "communeCode"`;
const OF_RUN = sql`join lots l on l.id = r.lot_id
  join products p on p.id = (select coalesce(merged_into, id) from products where id = r.product_id)
  left join producers m on m.id = p.producer_id`;

/**
 * Tells makers and the office of their place of stamps that nobody should trust: of each once, and of a run that is not
 * active once in all. May be repeated.
 */
export async function writeStampAlerts(ctx: Context, letter: StampLetter): Promise<{ letters: number }> {
  const least = scanRulesOn(dayInVietnam(ctx.now)).bands.distrust;
  // Whoever the demo world names has not asked for our letters.
  const mayMailProducers = !(await isDemo(ctx));
  return inTransaction(ctx, async (ctx) => {
    const byScans = await ctx.db.execute<StampNews>(sql`
      with these as (
        select run_id, place from scanned_stamps where points >= ${least} and told_points < ${least}
        order by run_id, place limit ${A_ROUND} for update skip locked),
      told as (
        update scanned_stamps s set told_points = s.points from these t where s.run_id = t.run_id and s.place = t.place
        returning s.run_id, s.place, s.points, s.fired, s.reset_at)
      select 'stamp_alert:' || s.run_id || ':' || s.place || ':distrust:' || coalesce(extract(epoch from s.reset_at)::text, '') as key,
        s.place, jsonb_build_object('kind', 'scans', 'points', s.points, 'fired', s.fired) as why, ${FACTS}
      from told s join stamp_runs r on r.id = s.run_id ${OF_RUN}`);
    const spoilt = await ctx.db.execute<StampNews>(sql`
      select * from (
        select distinct on (s.run_id, s.place) 'stamp_alert:' || s.run_id || ':' || s.place || ':spoilt' as key, s.place,
          jsonb_build_object('kind', x.kind) as why, ${FACTS}
        from spoilt_stamps x join scanned_stamps s on s.run_id = x.run_id and s.place between x.from_place and x.until_place
          and s.last_at > x.at
        join stamp_runs r on r.id = s.run_id ${OF_RUN}
        order by s.run_id, s.place, x.kind = 'stolen' desc) found
      where not exists (select from letters t where t.key = found.key || ':' || coalesce(found.producer->>'id', 'office'))
      limit ${A_ROUND}`);
    const early = await ctx.db.execute<StampNews>(sql`
      select * from (
        select 'stamp_alert:' || r.id || ':not_active' as key, null::int as place,
          jsonb_build_object('kind', 'not_active', 'state', r.state, 'stamps', (select count(*) from scanned_stamps s
            where s.run_id = r.id and s.count > 0)) as why, ${FACTS}
        from stamp_runs r ${OF_RUN}
        where r.state in ('ordered', 'printed', 'delivered')
          and exists (select from scanned_stamps s where s.run_id = r.id and s.count > 0)) found
      where not exists (select from letters t where t.key = found.key || ':' || coalesce(found.producer->>'id', 'office'))
      limit ${A_ROUND}`);
    let letters = 0;
    for (const news of [...byScans, ...spoilt, ...early]) {
      const { producer, provinceCode, communeCode } = news;
      const place = { provinceCode, communeCode };
      const about = `stamp_run:${news.runId}`;
      if (
        await writeLetter(ctx, {
          key: `${news.key}:${producer?.id ?? 'office'}`,
          kind: 'stamp_alert',
          to: {
            address: mayMailProducers ? (producer?.email ?? null) : null,
            name: producer?.name ?? null,
          },
          ...letter(news, 'producer'),
          about,
          place,
        })
      )
        letters += 1;
      for (const { id, email, name } of await officersOf(ctx, place))
        if (
          await writeLetter(ctx, {
            key: `${news.key}:${id}`,
            kind: 'stamp_alert',
            to: { address: email, name },
            ...letter(news, 'office'),
            about,
            place,
          })
        )
          letters += 1;
    }
    return { letters };
  });
}

/** Of the commune; where it has none, of the province. */
async function officersOf(
  ctx: Context,
  { provinceCode, communeCode }: { provinceCode: string | null; communeCode: string | null },
): Promise<{ id: string; email: string; name: string }[]> {
  const found = await ctx.db.execute<{ id: string; email: string; name: string; role: string }>(sql`
    select distinct u.id, u.email, u.name, a.role from assignments a join users u on u.id = a.user_id
    where a.ended_at is null and u.closed_at is null and u.email not like '%.invalid' and a.province_code = ${provinceCode}
      and ((a.role = 'commune_officer' and a.scope_kind = 'commune' and a.commune_code = ${communeCode})
        or (a.role = 'province_officer' and a.scope_kind = 'province'))
    order by u.id`);
  const commune = found.filter(({ role }) => role === 'commune_officer');
  return commune.length > 0 ? commune : [...found];
}
