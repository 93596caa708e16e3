import { sql } from 'drizzle-orm';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { isDemo } from '#src/domain/shared/site-settings.ts';
import type { VisitState } from '#src/domain/tourism/visit.ts';
import { HOST, JOIN_HOST } from '#src/domain/tourism/visits.ts';
import { writeLetter } from './letters.ts';

/** What happened to a request to come, with all that has to be told of it. */
export type VisitNews = {
  eventId: number;
  state: VisitState;
  requestId: string;
  places: number;
  name: string;
  email: string | null;
  language: 'vi' | 'en';
  answer: string | null;
  day: Day;
  minute: number;
  host: {
    kind: 'tour' | 'producer';
    id: string;
    title: string;
    titleEn: string | null;
    contactName: string | null;
    contactPhone: string | null;
    contactEmail: string | null;
  };
};

export type VisitWords = {
  toVisitor: (news: VisitNews) => { title: string; words: string };
  /** `null`: of this step whoever receives visitors is not written to. */
  toContact: (news: VisitNews) => { title: string; words: string } | null;
};

/** Writes to visitors, and to whoever receives them, what has happened since it was called last; each step once. */
export async function writeVisitNews(ctx: Context, words: VisitWords): Promise<{ letters: number }> {
  // Whoever the demo world names has not asked for our letters.
  const mayMailContacts = !(await isDemo(ctx));
  return inTransaction(ctx, async (ctx) => {
    const news = await ctx.db.execute<VisitNews>(sql`
      with these as (
        select id from visit_events where told_at is null order by id limit 100 for update skip locked),
      told as (
        update visit_events e set told_at = ${ctx.now.toISOString()} from these t where e.id = t.id
        returning e.id, e.request_id, e.state)
      select e.id::float8 as "eventId", e.state, v.id as "requestId", v.places, v.name, v.email, v.language, v.answer,
        s.day::text as day, s.minute,
        ${HOST} as host
      from told e join visit_requests v on v.id = e.request_id join tour_slots s on s.id = v.slot_id ${JOIN_HOST}
      where v.forgotten_at is null order by e.id`);
    let letters = 0;
    for (const each of news) {
      const { contactEmail, contactName } = each.host;
      const sides = [
        ['visitor', each.email, each.name, words.toVisitor(each)],
        ['contact', contactEmail, contactName, mayMailContacts ? words.toContact(each) : null],
      ] as const;
      for (const [side, address, name, letter] of sides) {
        if (address === null || letter === null) continue;
        await writeLetter(ctx, {
          key: `visit:${each.eventId}:${side}`,
          kind: 'visit',
          to: { address, name },
          ...letter,
          isPrivate: true,
          about: `visit:${each.requestId}`,
        });
        letters += 1;
      }
    }
    return { letters };
  });
}
