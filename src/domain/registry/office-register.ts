import { eq, sql, type SQL } from 'drizzle-orm';
import { products } from '#db/schema/catalogue.ts';
import { producers } from '#db/schema/producers.ts';
import { mustBeAllowed, reachOf, type DeedName } from '#src/domain/accounts/deeds.ts';
import { STANDING_JSON } from '#src/domain/catalogue/product-cards.ts';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { whereOfProducer, whereOfProduct, type Placed } from '#src/domain/producers/where.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords } from '#src/domain/shared/text.ts';
import { keyOfDecision, keyOfProducer } from './keys.ts';

/** What an officer looks for a product by; one row a product. */
export type FoundProduct = {
  id: string;
  name: string;
  producer: { id: string; name: string } | null;
  provinceCode: string | null;
  communeCode: string | null;
  withdrawnOn: Day | null;
  certificateId: string | null;
  status: CertificateStatus | null;
  stars: Stars | null;
  /** In force: the last day in force, as far as known. */
  until: Day | null;
  decision: string | null;
};

/** Where the actor may do the deed, of the rows `p` and `m`. */
function within(ctx: Context, deed: DeedName, province: SQL, commune: SQL): SQL {
  const reach = reachOf(ctx.actor, deed);
  if (reach === 'all') return sql`true`;
  const parts = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`${province} = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(${province} = ${scope.provinceCode} and ${commune} = ${scope.communeCode})`]
        : [],
  );
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

const PROVINCE = sql`coalesce(p.province_code, m.province_code)`;
const COMMUNE = sql`case when p.province_code is null then m.commune_code else p.commune_code end`;

/** Products as officers find them, `p` of the maker `m`. */
const found = (ctx: Context) => sql`
    select p.id, p.name, case when m.id is null then null else jsonb_build_object('id', m.id, 'name', m.name) end as producer,
      ${PROVINCE} as "provinceCode", ${COMMUNE} as "communeCode", p.withdrawn_on::text as "withdrawnOn",
      s.certificate_id as "certificateId", s.status, s.stars, (${sql.raw(STANDING_JSON)})->>'until' as until,
      (select d.number from certificates c join decisions d on d.id = c.decision_id where c.id = s.certificate_id) as decision
    from products p left join producers m on m.id = p.producer_id
    left join standings s on s.product_id = p.id and s.governs
      and ${dayInVietnam(ctx.now)}::text::date between s.from_day and s.until_day`;

/** All that a producer makes. @throws Refusal `producer.not_found`, `not_found` out of reach. */
export async function goodsOfProducer(ctx: Context, producerId: string): Promise<FoundProduct[]> {
  const where = await whereOfProducer(ctx, producerId);
  if (!where) throw new Refusal('producer.not_found');
  mustBeAllowed(ctx, 'office.enter', where);
  return (await ctx.db.execute(sql`${found(ctx)}
    where p.producer_id = ${producerId} and p.merged_into is null
    order by p.name_key, p.id`)) as unknown as FoundProduct[];
}

/**
 * Products within reach whose name, producer, decision or certificate the words mean, the best known first; no
 * words mean every product.
 */
export async function findProducts(
  ctx: Context,
  typed: string,
  most: number,
  skipped = 0,
): Promise<FoundProduct[]> {
  const words = foldedWords(typed).split(' ').filter(Boolean).slice(0, 8);
  if (words.length === 0 && typed.trim() !== '') return [];
  const id = typed.trim().toLowerCase();
  const number = /\d/.test(typed) ? keyOfDecision(typed) : '';
  const named = sql.join(
    [
      sql`true`,
      ...words.map(
        (word) => sql`(strpos(p.name_key, ${word}) > 0 or strpos(coalesce(m.name_key, ''), ${word}) > 0)`,
      ),
    ],
    sql` and `,
  );
  // Of a maker the legal form is kept short: "Hợp tác xã Nông nghiệp" is looked for as "htx nn".
  const made = sql.join(
    keyOfProducer(typed)
      .split(' ')
      .slice(0, 8)
      .map((word) => sql`strpos(m.name_key, ${word}) > 0`),
    sql` and `,
  );
  return (await ctx.db.execute(sql`${found(ctx)}
    where p.merged_into is null and ${within(ctx, 'office.enter', PROVINCE, COMMUNE)} and (
      (${named}) or (${made}) or p.id = ${id}
      or p.id in (select product_id from certificates where id = ${id} or lower(number) = ${id})
      ${
        number === ''
          ? sql``
          : sql`or p.id in (
        select c.product_id from certificates c join decisions d on d.id = c.decision_id
        where d.number_key = ${number} or d.number_key like ${`${number}/%`})`
      })
    order by (strpos(p.name_key, ${words[0] ?? ''}) <> 1), p.name_key, p.id limit ${most} offset ${skipped}`)) as unknown as FoundProduct[];
}

export type ProductRow = typeof products.$inferSelect;
export type ProducerRow = typeof producers.$inferSelect;

type Named<Row> = Row & { where: Placed };

/** A product as the office keeps it. @throws Refusal `product.not_found`, `not_found` out of reach. */
export async function productOfOffice(
  ctx: Context,
  id: string,
  deed: DeedName = 'office.enter',
): Promise<Named<ProductRow> & { producerName: string | null }> {
  const where = await whereOfProduct(ctx, id);
  if (!where) throw new Refusal('product.not_found');
  mustBeAllowed(ctx, deed, where);
  const [row] = await ctx.db.select().from(products).where(eq(products.id, id));
  const [maker] = await ctx.db.execute<{ name: string }>(sql`
    select name from producers where id = ${where.producerId}`);
  return { ...row!, where, producerName: maker?.name ?? null };
}

/** A producer as the office keeps it. @throws Refusal `producer.not_found`, `not_found` out of reach. */
export async function producerOfOffice(
  ctx: Context,
  id: string,
  deed: DeedName = 'office.enter',
): Promise<Named<ProducerRow> & { goods: { id: string; name: string }[] }> {
  const where = await whereOfProducer(ctx, id);
  if (!where) throw new Refusal('producer.not_found');
  mustBeAllowed(ctx, deed, where);
  const [row] = await ctx.db.select().from(producers).where(eq(producers.id, id));
  const goods = await ctx.db.execute<{ id: string; name: string }>(sql`
    select id, name from products where producer_id = ${id} and merged_into is null order by name_key limit 100`);
  return { ...row!, where, goods: [...goods] };
}

/** Two records that are most likely one. */
export type LikelyPair = {
  kind: 'producer' | 'product';
  a: { id: string; name: string; about: string | null };
  b: { id: string; name: string; about: string | null };
  provinceCode: string | null;
  communeCode: string | null;
};

/**
 * Likely duplicates where the actor may merge: producers of one name in one province, and products of one name,
 * accents aside, under one producer or in one commune. Most likely first.
 */
export async function likelyPairs(ctx: Context, most: number): Promise<LikelyPair[]> {
  const producerPairs = ctx.db.execute(sql`
    select 'producer' as kind, a.province_code as "provinceCode", a.commune_code as "communeCode",
      jsonb_build_object('id', a.id, 'name', a.name, 'about', a.address_as_printed) as a,
      jsonb_build_object('id', b.id, 'name', b.name, 'about', b.address_as_printed) as b
    from producers a join producers b on b.name_key = a.name_key and b.id > a.id
      and b.province_code is not distinct from a.province_code
    where a.merged_into is null and b.merged_into is null
      and ${within(ctx, 'register.merge', sql`a.province_code`, sql`a.commune_code`)}
    order by (a.commune_code is distinct from b.commune_code), a.name_key, a.id, b.id limit ${most}`);
  const productPairs = ctx.db.execute(sql`
    with folded as (
      select p.id, p.name, p.producer_id, p.province_code, p.commune_code, m.name as maker,
        split_part(p.name_key, ' | ', 1) as key
      from products p left join producers m on m.id = p.producer_id
      where p.merged_into is null and ${within(ctx, 'register.merge', PROVINCE, COMMUNE)}),
    doubled as (select key from folded group by key having count(*) > 1)
    select 'product' as kind, a.province_code as "provinceCode", a.commune_code as "communeCode",
      jsonb_build_object('id', a.id, 'name', a.name, 'about', a.maker) as a,
      jsonb_build_object('id', b.id, 'name', b.name, 'about', b.maker) as b
    from doubled join folded a on a.key = doubled.key join folded b on b.key = a.key and b.id > a.id
      and (b.producer_id = a.producer_id
        or (b.commune_code = a.commune_code and (a.producer_id is null or b.producer_id is null or a.maker = b.maker)))
    order by a.key, a.id, b.id limit ${most}`);
  return (await Promise.all([producerPairs, productPairs])).flat() as unknown as LikelyPair[];
}
