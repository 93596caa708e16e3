import type { Sql } from 'postgres';
import type { NewsItem } from './news-item.ts';

/** For `NewsItem`, of `news n left join news_pictures k`. */
function columns(sql: Sql) {
  return sql`n.id, n.slug, n.title, n.lead, n.body, n.title_en as "titleEn", n.lead_en as "leadEn", n.body_en as "bodyEn", n.province_code as "provinceCode",
    n.commune_code as "communeCode", n.byline, n.published_at as "publishedAt",
    n.withdrawn_on::text as "withdrawnOn", n.withdrawn_reason as "withdrawnReason", n.source,
    n.is_example as "isExample", n.updated_at as "updatedAt",
    case when k.news_id is not null then jsonb_build_object('alt', k.alt, 'altEn', k.alt_en, 'credit', k.credit, 'width', k.width,
      'height', k.height, 'mark', k.mark) end as picture`;
}

/** As the public sees it, withdrawn ones too; `null`: none such, or not published. */
export async function publicNewsItem(sql: Sql, slug: string): Promise<NewsItem | null> {
  const [found] = await sql<NewsItem[]>`
    select ${columns(sql)} from news n left join news_pictures k on k.news_id = n.id
    where n.slug = ${slug} and n.published_at is not null`;
  return found ?? null;
}

export type NewsAsked = {
  /** Codes; `null`: everywhere. A province takes its communes in. */
  province: string | null;
  commune: string | null;
};

const wanted = (sql: Sql, { province, commune }: NewsAsked) => sql`
  n.published_at is not null and n.withdrawn_on is null
  ${province === null ? sql`` : sql`and n.province_code = ${province}`}
  ${commune === null ? sql`` : sql`and n.commune_code = ${commune}`}`;

/** What is published and has not been withdrawn, newest first. */
export async function publicNews(
  sql: Sql,
  asked: NewsAsked,
  page: number,
  perPage: number,
): Promise<{ total: number; rows: NewsItem[] }> {
  const [[count], rows] = await Promise.all([
    sql<{ total: number }[]>`select count(*)::int as total from news n where ${wanted(sql, asked)}`,
    latestNews(sql, asked, perPage, (page - 1) * perPage),
  ]);
  return { total: count?.total ?? 0, rows };
}

/** The newest, for a page of a place or a feed. */
export async function latestNews(sql: Sql, asked: NewsAsked, most: number, from = 0): Promise<NewsItem[]> {
  return sql<NewsItem[]>`
    select ${columns(sql)} from news n left join news_pictures k on k.news_id = n.id
    where ${wanted(sql, asked)} order by n.published_at desc, n.id limit ${most} offset ${from}`;
}

/** The picture of what is published and not withdrawn; `null`: none, or another one by now. */
export async function publicNewsPicture(sql: Sql, slug: string, mark: string): Promise<Uint8Array | null> {
  const [found] = await sql<{ picture: Uint8Array }[]>`
    select k.picture from news n join news_pictures k on k.news_id = n.id
    where n.slug = ${slug} and k.mark = ${mark} and n.published_at is not null and n.withdrawn_on is null`;
  return found?.picture ?? null;
}

/** Where there is news; the country's own is `null`. */
export async function placesWithNews(
  sql: Sql,
): Promise<{ province: string; commune: string | null; count: number }[]> {
  return sql<{ province: string; commune: string | null; count: number }[]>`
    select n.province_code as province, n.commune_code as commune, count(*)::int as count
    from news n where ${wanted(sql, { province: null, commune: null })} and n.province_code is not null
    group by 1, 2 order by 1, 2`;
}
