import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { addDays, dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

/** A paper that runs out is told so long before. */
export const PAPER_DAYS = 30;

/** What a producer has to see to in the register, whether or not they sell. Numbers of things. */
export type ProducerToday = {
  producer: { id: string; slug: string; name: string };
  /** Goods whose certificate has run out, or was suspended or revoked. */
  ended: number;
  /** Goods whose time for re-assessment has come, or whose certificate was extended. */
  ending: number;
  /** Papers past their last day, and those near it. */
  papersOver: number;
  papersEnding: number;
  /** Stories that the office has sent back and nobody has sent again. */
  storiesReturned: number;
  /** Runs of stamps that were ordered and are not on goods. */
  stampsIdle: number;
  withoutPicture: number;
  withoutStory: number;
};

/** One round trip. @throws Refusal `not_found`, `not_allowed`. */
export async function producerToday(ctx: Context, producerId: string): Promise<ProducerToday> {
  mustBeAllowed(ctx, 'household.see', { provinceCode: null, communeCode: null, producerId });
  const today = dayInVietnam(ctx.now);
  const [row] = await ctx.db.execute<ProducerToday>(sql`
    with goods as (
      select p.id, p.picture_id, p.story_vi, s.status from products p
      left join standings s on s.product_id = p.id and s.governs and ${today}::date between s.from_day and s.until_day
      where p.producer_id = ${producerId} and p.merged_into is null and p.withdrawn_on is null),
    papers as (
      select valid_until from producer_documents where producer_id = ${producerId} and ended_at is null),
    told as (
      select t.sent_version, (select r.outcome from story_reviews r where r.story_id = t.id order by r.at desc limit 1) as outcome
      from stories t where t.producer_id = ${producerId} or t.product_id in (select id from goods))
    select jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name) as producer,
      (select count(*)::int from goods where status in ('expired', 'suspended', 'revoked')) as ended,
      (select count(*)::int from goods where status in ('expiring', 'extended')) as ending,
      (select count(*)::int from papers where valid_until < ${today}::date) as "papersOver",
      (select count(*)::int from papers where valid_until between ${today}::date and ${addDays(today, PAPER_DAYS)}::date) as "papersEnding",
      (select count(*)::int from told where sent_version is null and outcome = 'returned') as "storiesReturned",
      (select count(*)::int from stamp_runs r where r.product_id in (select id from goods)
        and r.state in ('ordered', 'printed', 'delivered')) as "stampsIdle",
      (select count(*)::int from goods where picture_id is null) as "withoutPicture",
      (select count(*)::int from goods where story_vi is null) as "withoutStory"
    from producers m where m.id = ${producerId} and m.merged_into is null`);
  if (!row) throw new Refusal('not_found');
  return row;
}
