import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import { products } from '#db/schema/catalogue.ts';
import { producers } from '#db/schema/producers.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { whereOfProducer, whereOfProduct } from '#src/domain/producers/where.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';

/** Facts of which one record or the other may be right; the rest of the kept record stays as it is. */
export const MERGED_PRODUCER_FACTS = [
  'name',
  'kind',
  'taxCode',
  'phone',
  'email',
  'website',
  'street',
  'place',
  'about',
] as const;
export const MERGED_PRODUCT_FACTS = [
  'name',
  'productSet',
  'producer',
  'place',
  'price',
  'pack',
  'alcoholDegree',
  'gtin',
  'label',
  'summaryVi',
  'storyVi',
] as const;
export type MergedProducerFact = (typeof MERGED_PRODUCER_FACTS)[number];
export type MergedProductFact = (typeof MERGED_PRODUCT_FACTS)[number];

/** Columns that go together under one fact. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'nameKey'],
  productSet: ['productSet', 'setBasis'],
  producer: ['producerId'],
  place: ['provinceCode', 'communeCode'],
  summaryVi: ['summaryVi', 'summaryEn'],
  storyVi: ['storyVi', 'storyEn'],
};
export const columnsOf = (fact: string): readonly string[] => COLUMNS[fact] ?? [fact];

type Facts = Record<string, unknown>;

/** How to have it as it was: for whoever reads the audit. */
const HOW_BACK =
  'Tách lại: bỏ mergedInto của bản bị gộp, đưa các mục trong "moved" về đó, trả các trường "before" của bản được giữ.';

function chosen(kept: Facts, other: Facts, facts: readonly string[]): { before: Facts; after: Facts } {
  const names = facts
    .flatMap(columnsOf)
    .filter((name) => JSON.stringify(kept[name] ?? null) !== JSON.stringify(other[name] ?? null));
  const only = (from: Facts) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { before: only(kept), after: only(other) };
}

const tagsOf = (where: { provinceCode: string | null; communeCode: string | null }) =>
  [where.provinceCode, where.communeCode].filter((code) => code !== null).map((code) => `place:${code}`);

/** Tags of public routes that name what was merged, of `tour_stops s`. */
async function toursNaming(ctx: Context, where: SQL): Promise<string[]> {
  const rows = await ctx.db.execute<{ id: string }>(sql`
    select distinct r.tour_id as id from tour_stops s join tour_revisions r on r.id = s.revision_id
    where r.state = 'published' and ${where}`);
  return rows.map(({ id }) => `tour:${id}`);
}

/**
 * Makes two records of one producer one. Nothing is deleted: the other keeps its name and its address, which leads
 * to the kept one, and its goods move there.
 *
 * @param taken facts that the other record has right.
 * @throws Refusal `producer.not_found`, `not_found`, `not_allowed`, `second_factor_needed`, `merge.same`,
 *   `reason_missing`, `merge.same_goods` (details: names).
 */
export async function mergeProducers(
  ctx: Context,
  keptId: string,
  otherId: string,
  taken: readonly MergedProducerFact[],
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    for (const id of [keptId, otherId]) {
      const where = await whereOfProducer(ctx, id);
      if (!where) throw new Refusal('producer.not_found');
      mustBeAllowed(ctx, 'register.merge', where);
    }
    if (keptId === otherId) throw new Refusal('merge.same');
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    const rows = await ctx.db
      .select()
      .from(producers)
      .where(inArray(producers.id, [keptId, otherId]))
      .orderBy(producers.id)
      .for('update');
    const kept = rows.find(({ id }) => id === keptId)!;
    const other = rows.find(({ id }) => id === otherId)!;
    if (kept.mergedInto !== null || other.mergedInto !== null) throw new Refusal('merge.same');
    const twice = await ctx.db.execute<{ name: string }>(sql`
      select a.name from products a join products b on b.name_key = a.name_key and b.producer_id = ${otherId}
      where a.producer_id = ${keptId} and a.merged_into is null and b.merged_into is null order by a.name_key`);
    if (twice.length > 0)
      throw new Refusal('merge.same_goods', { names: twice.map(({ name }) => name).join(', ') });

    const change = chosen(kept, other, taken);
    await ctx.db.execute(sql`update pictures set producer_id = ${keptId} where producer_id = ${otherId}`);
    await ctx.db.execute(sql`delete from recording_uploads where producer_id = ${otherId}`);
    await ctx.db.execute(sql`update recordings set producer_id = ${keptId} where producer_id = ${otherId}`);
    // What the other tells of itself is told by the kept one, unless that has a story of its own.
    await ctx.db.execute(sql`
      update stories set producer_id = ${keptId} where producer_id = ${otherId}
        and not exists (select from stories where producer_id = ${keptId})`);
    await ctx.db.execute(sql`
      update producers set story_vi = ${other.storyVi}, story_en = ${other.storyEn}
      where id = ${keptId} and story_vi is null`);
    // What was merged away under the kept producer gives way to what comes with the same name.
    await ctx.db.execute(sql`
      update products a set name_key = a.name_key || ' | ' || a.id
      where a.producer_id = ${keptId} and a.merged_into is not null and a.name_key in (
        select name_key from products where producer_id = ${otherId} and merged_into is null)`);
    const moved = await ctx.db
      .update(products)
      .set({ producerId: keptId, updatedAt: ctx.now })
      .where(and(eq(products.producerId, otherId), isNull(products.mergedInto)))
      .returning({ id: products.id });
    const stalls = await ctx.db.execute<{ id: string }>(sql`
      update fair_stalls s set producer_id = ${keptId} where s.producer_id = ${otherId} and not exists (
        select 1 from fair_stalls k where k.producer_id = ${keptId} and k.fair_id = s.fair_id)
      returning fair_id as id`);
    // Both had one at the same fair: it is one stall, and says what either said.
    const joined = await ctx.db.execute<{ id: string; brings: string | null }>(sql`
      with gone as (delete from fair_stalls where producer_id = ${otherId} returning fair_id, brings)
      update fair_stalls k set brings = coalesce(k.brings, gone.brings) from gone
      where k.producer_id = ${keptId} and k.fair_id = gone.fair_id returning k.fair_id as id, gone.brings`);
    const documents = await ctx.db.execute<{ id: string }>(sql`
      update producer_documents set producer_id = ${keptId} where producer_id = ${otherId} returning id`);
    const evidence = await ctx.db.execute<{ id: string }>(sql`
      update evidence set producer_id = ${keptId} where producer_id = ${otherId} returning id`);
    await ctx.db
      .update(producers)
      .set({ mergedInto: keptId, updatedAt: ctx.now })
      .where(sql`${producers.id} = ${otherId} or ${producers.mergedInto} = ${otherId}`);
    await ctx.db
      .update(producers)
      .set({ ...change.after, updatedAt: ctx.now })
      .where(eq(producers.id, keptId));
    const stops = await ctx.db.execute<{ id: string }>(
      sql`update tour_stops set producer_id = ${keptId} where producer_id = ${otherId} returning id`,
    );
    const goods = moved.map(({ id }) => id);
    await writeDown(ctx, [
      {
        kind: 'producer.merged',
        subject: `producer:${otherId}`,
        before: { name: other.name, mergedInto: null },
        after: {
          mergedInto: keptId,
          moved: {
            products: goods,
            stalls: [...stalls.map(({ id }) => id), ...joined],
            tourStops: stops.map(({ id }) => id),
            documents: documents.map(({ id }) => id),
            evidence: evidence.map(({ id }) => id),
          },
          howBack: HOW_BACK,
        },
        reason: tidy(reason),
      },
      {
        kind: 'producer.merged',
        subject: `producer:${keptId}`,
        before: change.before,
        after: { ...change.after, took: otherId },
        reason: tidy(reason),
      },
    ]);
    const own = await ctx.db.execute<{ id: string }>(
      sql`select id from products where producer_id = ${keptId}`,
    );
    await announce(ctx, {
      products: own.map(({ id }) => id),
      tags: [
        'products',
        'decisions',
        'fairs',
        'tours',
        ...(await toursNaming(ctx, sql`s.producer_id = ${keptId}`)),
        `producer:${keptId}`,
        `producer:${otherId}`,
        ...tagsOf(kept),
        ...tagsOf(other),
      ],
    });
  });
}

/**
 * Makes two records of one product one: certificates, papers, links and places that stock it move to the kept one;
 * the other keeps its name and its address, which leads there. A mere claim of stars, when both have one, stays.
 *
 * @throws Refusal `product.not_found`, `not_found`, `not_allowed`, `second_factor_needed`, `merge.same`,
 *   `reason_missing`, `merge.one_decision` (details: number), `register.name_known`.
 */
export async function mergeProducts(
  ctx: Context,
  keptId: string,
  otherId: string,
  taken: readonly MergedProductFact[],
  reason: string,
  rule: LastDayRule,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    for (const id of [keptId, otherId]) {
      const where = await whereOfProduct(ctx, id);
      if (!where) throw new Refusal('product.not_found');
      mustBeAllowed(ctx, 'register.merge', where);
    }
    if (keptId === otherId) throw new Refusal('merge.same');
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    const rows = await ctx.db
      .select()
      .from(products)
      .where(inArray(products.id, [keptId, otherId]))
      .orderBy(products.id)
      .for('update');
    const kept = rows.find(({ id }) => id === keptId)!;
    const other = rows.find(({ id }) => id === otherId)!;
    if (kept.mergedInto !== null || other.mergedInto !== null) throw new Refusal('merge.same');
    const [twice] = await ctx.db.execute<{ number: string }>(sql`
      select d.number from certificates a
      join certificates b on b.decision_id = a.decision_id and b.product_id = ${otherId}
      join decisions d on d.id = a.decision_id where a.product_id = ${keptId} limit 1`);
    if (twice) throw new Refusal('merge.one_decision', { number: twice.number });

    const change = chosen(kept, other, taken);
    if (change.after['nameKey'] !== undefined || change.after['producerId'] !== undefined) {
      const producerId = (change.after['producerId'] ?? kept.producerId) as string | null;
      const nameKey = (change.after['nameKey'] ?? kept.nameKey) as string;
      const own = await ctx.db
        .select({ id: products.id })
        .from(products)
        .where(and(eq(products.producerId, producerId ?? ''), eq(products.nameKey, nameKey)));
      if (own.some(({ id }) => id !== keptId && id !== otherId)) throw new Refusal('register.name_known');
      // One producer has one product of a name: the record that gives its name away is told apart by its identifier.
      if (own.some(({ id }) => id === otherId))
        await ctx.db
          .update(products)
          .set({ nameKey: `${nameKey} | ${otherId}` })
          .where(eq(products.id, otherId));
    }
    const gtin = 'gtin' in change.after || kept.gtin === null ? other.gtin : null;
    const ids = async (query: ReturnType<typeof sql>) =>
      (await ctx.db.execute<{ id: string }>(query)).map(({ id }) => id);
    const moved = {
      certificates: await ids(sql`
        update certificates set product_id = ${keptId} where product_id = ${otherId}
          and (decision_id is not null or not exists (
            select 1 from certificates c where c.product_id = ${keptId} and c.decision_id is null))
        returning id`),
      papers: await ids(sql`
        update product_papers set product_id = ${keptId} where product_id = ${otherId} returning id`),
      // Those of another producer stay with whoever may read them.
      documents: await ids(sql`
        update producer_documents set product_id = ${keptId}
        where product_id = ${otherId} and producer_id = ${change.after['producerId'] ?? kept.producerId} returning id`),
      evidence: await ids(sql`
        update evidence set product_id = ${keptId} where product_id = ${otherId} returning id`),
      links: await ids(sql`
        update product_links l set product_id = ${keptId} where l.product_id = ${otherId} and not exists (
          select 1 from product_links k where k.product_id = ${keptId} and k.url = l.url) returning url as id`),
      listRows: (
        await ids(sql`update list_rows set product_id = ${keptId} where product_id = ${otherId}
          returning list_id || '/' || sheet || '/' || line as id`)
      ).slice(0, 500),
      pointsOfSale: await ids(sql`
        update point_of_sale_goods g set product_id = ${keptId} where g.product_id = ${otherId} and not exists (
          select 1 from point_of_sale_goods k
          where k.product_id = ${keptId} and k.point_of_sale_id = g.point_of_sale_id)
        returning point_of_sale_id as id`),
      fairs: await ids(sql`
        update fair_goods g set product_id = ${keptId} where g.product_id = ${otherId} and not exists (
          select 1 from fair_goods k where k.product_id = ${keptId} and k.fair_id = g.fair_id)
        returning fair_id as id`),
      tourStops: await ids(
        sql`update tour_stops set product_id = ${keptId} where product_id = ${otherId} returning id`,
      ),
      tastedAt: await ids(sql`
        update tour_stop_products x set product_id = ${keptId} where x.product_id = ${otherId} and not exists (
          select 1 from tour_stop_products k where k.product_id = ${keptId} and k.stop_id = x.stop_id)
        returning stop_id as id`),
    };
    await ctx.db.execute(sql`
      update stories set product_id = ${keptId} where product_id = ${otherId}
        and not exists (select from stories where product_id = ${keptId})`);
    // What the kept one has already is not on the shelf twice; links that stay behind are reached through it.
    await ctx.db.execute(sql`delete from point_of_sale_goods where product_id = ${otherId}`);
    await ctx.db.execute(sql`delete from tour_stop_products where product_id = ${otherId}`);
    await ctx.db.execute(sql`delete from fair_goods where product_id = ${otherId}`);
    await ctx.db.execute(sql`update product_slugs set product_id = ${keptId} where product_id = ${otherId}`);
    await ctx.db
      .update(products)
      .set({ mergedInto: keptId, updatedAt: ctx.now, ...(gtin !== null && { gtin: null }) })
      .where(eq(products.id, otherId));
    await ctx.db.update(products).set({ mergedInto: keptId }).where(eq(products.mergedInto, otherId));
    const { gtin: _, ...after } = change.after;
    await ctx.db
      .update(products)
      .set({
        ...after,
        ...(gtin !== null && { gtin }),
        ...(kept.pictureId === null && { pictureId: other.pictureId }),
        updatedAt: ctx.now,
      })
      .where(eq(products.id, keptId));
    // A code that was printed leads on, whichever of the two the register holds it under.
    if (gtin !== null && kept.gtin !== null)
      await ctx.db.update(products).set({ gtin: kept.gtin }).where(eq(products.id, otherId));
    await keepStandings(ctx, [keptId, otherId], rule);
    await writeDown(ctx, [
      {
        kind: 'product.merged',
        subject: `product:${otherId}`,
        before: { name: other.name, gtin: other.gtin, mergedInto: null },
        after: { mergedInto: keptId, moved, howBack: HOW_BACK },
        reason: tidy(reason),
      },
      {
        kind: 'product.merged',
        subject: `product:${keptId}`,
        before: { ...change.before, gtin: kept.gtin },
        after: { ...after, gtin: gtin ?? kept.gtin, took: otherId },
        reason: tidy(reason),
      },
    ]);
    await announce(ctx, {
      products: [keptId, otherId],
      tags: [
        'decisions',
        'points-of-sale',
        'fairs',
        'tours',
        ...(await toursNaming(
          ctx,
          sql`(s.product_id = ${keptId} or exists (
            select from tour_stop_products x where x.stop_id = s.id and x.product_id = ${keptId}))`,
        )),
        ...[kept.producerId, other.producerId].filter((id) => id !== null).map((id) => `producer:${id}`),
        ...tagsOf(kept),
        ...tagsOf(other),
      ],
    });
  });
}
