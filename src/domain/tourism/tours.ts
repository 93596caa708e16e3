import { sql, type SQL } from 'drizzle-orm';
import { ALCOHOL_SETS, STANDING_JSON, productStanding } from '#src/domain/catalogue/product-cards.ts';
import type { ProductStanding, StandingRow } from '#src/domain/catalogue/product-cards.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { StopPlace, TimedStop } from './day-plan.ts';
import type { RevisionState, StopKind } from './tour.ts';

/** Goods that can be tasted or bought at a stop, with what their certificate says on the day. */
export type StopProduct = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  set: number | null;
} & ProductStanding;

export type StopRecord = { kind: 'producer' | 'point_of_sale' | 'product'; id: string; slug: string };

export type TourStop = TimedStop &
  StopPlace & {
    key: string;
    kind: StopKind;
    record: StopRecord | null;
    /** As the stop is called here; where nothing is said, as the record is. */
    name: string;
    nameEn: string | null;
    /** What was typed; `null`: nothing, and the record speaks. */
    own: {
      name: string | null;
      latitude: number | null;
      longitude: number | null;
      phone: string | null;
    };
    what: string | null;
    whatEn: string | null;
    street: string | null;
    provinceCode: string | null;
    communeCode: string | null;
    price: Dong | null;
    phone: string | null;
    people: number | null;
    /** Hours as a source writes them. */
    hoursWritten: string | null;
    products: StopProduct[];
    isExample: boolean;
  };

export type Tour = {
  id: string;
  slug: string;
  provinceCode: string;
  communeCode: string | null;
  closedFrom: Day | null;
  closedUntil: Day | null;
  closedReason: string | null;
  isExample: boolean;
  revisionId: string;
  number: number;
  state: RevisionState;
  title: string;
  titleEn: string | null;
  summary: string | null;
  summaryEn: string | null;
  story: string | null;
  storyEn: string | null;
  startsAt: number;
  months: number[];
  people: number | null;
  price: Dong | null;
  priceNote: string | null;
  priceNoteEn: string | null;
  contactName: string | null;
  contactPhone: string | null;
  contactEmail: string | null;
  source: string | null;
  edits: number;
  writtenBy: string;
  writtenAt: string;
  sentBy: string | null;
  publishedBy: string | null;
  publishedAt: string | null;
  reviewNote: string | null;
  stops: TourStop[];
};

/** Whoever is shown a route has not asked to see alcohol. */
const HIDDEN = sql`(${sql.join(
  ALCOHOL_SETS.map((set) => sql`${set}`),
  sql`, `,
)})`;

const columns = (day: Day): SQL => sql`
  t.id, t.slug, t.province_code as "provinceCode", t.commune_code as "communeCode",
  t.closed_from::text as "closedFrom", t.closed_until::text as "closedUntil", t.closed_reason as "closedReason",
  t.is_example as "isExample", r.id as "revisionId", r.number, r.state, r.title_vi as title, r.title_en as "titleEn",
  r.summary_vi as summary, r.summary_en as "summaryEn", r.story_vi as story, r.story_en as "storyEn",
  r.starts_at as "startsAt", to_jsonb(r.months) as months, r.people, r.price, r.price_note_vi as "priceNote",
  r.price_note_en as "priceNoteEn", r.contact_name as "contactName", r.contact_phone as "contactPhone",
  r.contact_email as "contactEmail", r.source, r.edits, r.written_by as "writtenBy", r.written_at as "writtenAt",
  r.sent_by as "sentBy", r.published_by as "publishedBy", r.published_at as "publishedAt", r.review_note as "reviewNote",
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'key', h.key, 'kind', h.kind,
      'record', case when m.id is not null then jsonb_build_object('kind', 'producer', 'id', m.id, 'slug', m.slug)
        when o.id is not null then jsonb_build_object('kind', 'point_of_sale', 'id', o.id, 'slug', o.slug)
        when p.id is not null then jsonb_build_object('kind', 'product', 'id', p.id, 'slug', p.slug) end,
      'name', coalesce(h.name_vi, m.name, o.name, p.name), 'nameEn', coalesce(h.name_en, case when h.name_vi is null then p.name_en end),
      'own', jsonb_build_object('name', h.name_vi, 'latitude', h.latitude, 'longitude', h.longitude, 'phone', h.phone),
      'what', h.what_vi, 'whatEn', h.what_en,
      'street', coalesce(o.street, m.street, pm.street),
      'provinceCode', coalesce(o.province_code, m.province_code, p.province_code, pm.province_code),
      'communeCode', case when o.id is not null then o.commune_code when m.id is not null then m.commune_code
        when p.province_code is not null then p.commune_code else pm.commune_code end,
      'latitude', coalesce(h.latitude, o.latitude, m.latitude, pm.latitude),
      'longitude', coalesce(h.longitude, o.longitude, m.longitude, pm.longitude),
      'arrivesAt', h.arrives_at, 'minutes', h.minutes, 'months', h.months, 'price', h.price,
      'phone', coalesce(h.phone, o.phone, m.phone, pm.phone), 'people', h.people,
      'wayMode', h.way_mode, 'wayMetres', h.way_metres, 'wayMinutes', h.way_minutes,
      'hasHours', o.id is not null, 'openingHours', o.opening_hours, 'hoursWritten', o.hours,
      'exceptionalDays', coalesce(o.exceptional_days, '[]'::jsonb),
      'goneOn', coalesce(o.closed_on, m.ceased_on, p.withdrawn_on, pm.ceased_on),
      'isExample', coalesce(o.is_example, m.is_example, p.is_example, false),
      'products', coalesce((
        select jsonb_agg(jsonb_build_object('id', g.id, 'slug', g.slug, 'name', g.name, 'nameEn', g.name_en,
          'set', g.product_set, 'standing', ${sql.raw(STANDING_JSON)}) order by g.name_key, g.id)
        from tour_stop_products x join products g on g.id = x.product_id
        left join standings s on s.product_id = g.id and s.governs and ${day}::text::date between s.from_day and s.until_day
        where x.stop_id = h.id and g.merged_into is null
          and (g.withdrawn_on is null or g.withdrawn_on > ${day}::text::date)
          and (g.product_set is null or g.product_set not in ${HIDDEN})), '[]'::jsonb)) order by h.position)
    from tour_stops h
    left join producers m on m.id = h.producer_id left join points_of_sale o on o.id = h.point_of_sale_id
    left join products p on p.id = h.product_id left join producers pm on pm.id = p.producer_id
    where h.revision_id = r.id), '[]'::jsonb) as stops`;

type Row = Omit<Tour, 'stops'> & {
  stops: (Omit<TourStop, 'products'> & {
    products: (Omit<StopProduct, keyof ProductStanding> & { standing: StandingRow })[];
  })[];
};

function tourOf(row: Row): Tour {
  return {
    ...row,
    stops: row.stops.map((stop) => ({
      ...stop,
      products: stop.products.map(({ standing, ...one }) => ({ ...one, ...productStanding(standing) })),
    })),
  };
}

/** Routes and revisions as they are on the day, of `tours t` and `tour_revisions r`. */
export async function toursWhere(ctx: Pick<Context, 'db'>, day: Day, where: SQL): Promise<Tour[]> {
  const rows = await ctx.db.execute<Row>(sql`
    select ${columns(day)} from tours t join tour_revisions r on r.tour_id = t.id where ${where}
    order by t.province_code, r.title_vi collate "und-x-icu", t.id limit 500`);
  return rows.map(tourOf);
}

/** `null`: no such route is public. */
export async function publicTour(ctx: Pick<Context, 'db'>, slug: string, day: Day): Promise<Tour | null> {
  const [tour] = await toursWhere(ctx, day, sql`t.slug = ${slug} and r.state = 'published'`);
  return tour ?? null;
}

/** All that are public, by province and title. */
export async function publicTours(ctx: Pick<Context, 'db'>, day: Day): Promise<Tour[]> {
  return toursWhere(ctx, day, sql`r.state = 'published'`);
}

/** A route of a list that stands on another page. */
export type TourLink = {
  slug: string;
  title: string;
  titleEn: string | null;
  stopKey: string;
  stops: number;
};

async function linksWhere(ctx: Pick<Context, 'db'>, day: Day, where: SQL): Promise<TourLink[]> {
  return [
    ...(await ctx.db.execute<TourLink>(sql`
    select t.slug, r.title_vi as title, r.title_en as "titleEn",
      (select s.key from tour_stops s where s.revision_id = r.id and ${where} order by s.position limit 1) as "stopKey",
      (select count(*)::int from tour_stops s where s.revision_id = r.id) as stops
    from tours t join tour_revisions r on r.tour_id = t.id and r.state = 'published'
    where exists (select from tour_stops s where s.revision_id = r.id and ${where})
      and (t.closed_from is null or t.closed_from > ${day}::text::date or t.closed_until < ${day}::text::date)
    order by r.title_vi, t.id limit 12`)),
  ];
}

/** Routes that are walked these days and on which the goods can be tasted, or are themselves a stop. */
export async function toursWithProduct(
  ctx: Pick<Context, 'db'>,
  productId: string,
  day: Day,
): Promise<TourLink[]> {
  return linksWhere(
    ctx,
    day,
    sql`(s.product_id = ${productId} or exists (
      select from tour_stop_products x where x.stop_id = s.id and x.product_id = ${productId}))`,
  );
}

/** Routes that come to the producer. */
export async function toursWithProducer(
  ctx: Pick<Context, 'db'>,
  producerId: string,
  day: Day,
): Promise<TourLink[]> {
  return linksWhere(
    ctx,
    day,
    sql`(s.producer_id = ${producerId} or exists (
      select from products p where p.id = s.product_id and p.producer_id = ${producerId}))`,
  );
}

/** Routes that come to the point of sale. */
export async function toursWithPointOfSale(
  ctx: Pick<Context, 'db'>,
  pointOfSaleId: string,
  day: Day,
): Promise<TourLink[]> {
  return linksWhere(ctx, day, sql`s.point_of_sale_id = ${pointOfSaleId}`);
}

/** Routes of a province, or of one of its communes, or with a stop whose maker or shop is there. */
export async function toursOfPlace(
  ctx: Pick<Context, 'db'>,
  { provinceCode, communeCode }: { provinceCode: string; communeCode: string | null },
  day: Day,
): Promise<TourLink[]> {
  return linksWhere(
    ctx,
    day,
    communeCode === null
      ? sql`t.province_code = ${provinceCode}`
      : sql`(t.commune_code = ${communeCode} or exists (
          select from producers m where m.id = s.producer_id and m.commune_code = ${communeCode}) or exists (
          select from points_of_sale o where o.id = s.point_of_sale_id and o.commune_code = ${communeCode}))`,
  );
}
