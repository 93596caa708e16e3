import type { Sql } from 'postgres';
import { ALCOHOL_SETS } from '#src/domain/catalogue/product-cards.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ReviewAnswer } from './review.ts';

/** How many answered what, of reviews that are shown. */
export type ReviewCounts = Record<ReviewAnswer, number>;

export type PublicReview = {
  id: string;
  answer: ReviewAnswer;
  words: string;
  givenName: string | null;
  communeCode: string | null;
  language: 'vi' | 'en';
  writtenOn: Day;
  /** `null`: as it was first written. */
  changedOn: Day | null;
  reply: string | null;
  repliedOn: Day | null;
};

export type ReviewsShown = {
  counts: ReviewCounts;
  total: number;
  /** Of which the operator hid the words. */
  hidden: number;
  reviews: PublicReview[];
};

/** What buyers say of a product, newest first; with what was said of a record that was merged into it. */
export async function reviewsOfProduct(
  sql: Sql,
  productId: string,
  { page = 1, perPage }: { page?: number; perPage: number },
): Promise<ReviewsShown> {
  const [found] = await sql<{ shown: Omit<ReviewsShown, 'total'> }[]>`
    with these as (
      select r.* from reviews r join products p on p.id = r.product_id
      where (p.id = ${productId} or p.merged_into = ${productId}) and r.state <> 'taken_back')
    select jsonb_build_object(
      'counts', jsonb_build_object(
        'yes', count(*) filter (where state = 'shown' and answer = 'yes'),
        'with_reservation', count(*) filter (where state = 'shown' and answer = 'with_reservation'),
        'no', count(*) filter (where state = 'shown' and answer = 'no')),
      'hidden', count(*) filter (where state = 'hidden'),
      'reviews', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'answer', s.answer, 'words', s.words,
          'givenName', s.given_name, 'communeCode', s.commune_code, 'language', s.language,
          'writtenOn', (s.written_at at time zone 'Asia/Ho_Chi_Minh')::date,
          'changedOn', (s.changed_at at time zone 'Asia/Ho_Chi_Minh')::date,
          'reply', s.reply, 'repliedOn', (s.replied_at at time zone 'Asia/Ho_Chi_Minh')::date)
          order by s.written_at desc, s.id)
        from (select * from these where state = 'shown' order by written_at desc, id
          limit ${perPage} offset ${(page - 1) * perPage}) s), '[]'::jsonb)) as shown
    from these`;
  const { counts, hidden, reviews } = found!.shown;
  return { counts, hidden, reviews, total: counts.yes + counts.with_reservation + counts.no };
}

/** What buyers answered about all goods of a producer, alcohol aside. */
export async function reviewCountsOfProducer(sql: Sql, producerId: string): Promise<ReviewCounts> {
  const [found] = await sql<{ counts: ReviewCounts }[]>`
    select jsonb_build_object('yes', count(*) filter (where r.answer = 'yes'),
      'with_reservation', count(*) filter (where r.answer = 'with_reservation'),
      'no', count(*) filter (where r.answer = 'no')) as counts
    from reviews r join products p on p.id = r.product_id
    join products k on k.id = coalesce(p.merged_into, p.id)
    where k.producer_id = ${producerId} and k.merged_into is null and k.withdrawn_on is null and r.state = 'shown'
      and (k.product_set is null or k.product_set <> all(${ALCOHOL_SETS as number[]}::smallint[]))`;
  return found!.counts;
}
