import { isDeepStrictEqual } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import { pointOfSaleGoods, pointsOfSale } from '#db/schema/shop.ts';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { within } from '#src/domain/accounts/within.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { readPosition } from '#src/domain/lists/read-position.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { readCommune } from '#src/domain/registry/correct-register.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, isDay, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, slugOf, tidy } from '#src/domain/shared/text.ts';
import { POINT_OF_SALE_KINDS } from './point-of-sale.ts';
import { readExceptionalDays, readWeek } from './read-kept-hours.ts';

/** What somebody typed about a point of sale. */
export type PointOfSaleForm = {
  name: string;
  kind: string;
  operator: string;
  street: string;
  /** Commune by name or code; old names lead to it. */
  commune: string;
  phone: string;
  /** Two numbers, or a link to a map. */
  position: string;
  /** One field for each day of the week, Monday first. */
  week: readonly string[];
  /** One day a line. */
  exceptions: string;
  keeper: string;
};

type Row = typeof pointsOfSale.$inferSelect;

/** As the office keeps it. @throws Refusal `not_found`: none such, or out of reach. */
export async function pointOfSaleOfOffice(ctx: Context, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(pointsOfSale).where(eq(pointsOfSale.id, id));
  if (!row) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'point_of_sale.keep', row);
  return row;
}

/** A point of sale in a list. */
export type ShopLine = Pick<
  Row,
  'id' | 'name' | 'kind' | 'provinceCode' | 'communeCode' | 'confirmedOn' | 'closedOn'
> & {
  /** How many goods of the register it has. */
  goods: number;
};

/** All within reach, those that nobody has confirmed for longest first; closed ones last. */
export async function pointsOfSaleOfOffice(
  ctx: Context,
  typed: string,
  page: number,
  perPage: number,
): Promise<{ total: number; rows: ShopLine[] }> {
  const there = within(reachOf(ctx.actor, 'point_of_sale.keep'), 'o');
  const words = foldedWords(typed).split(' ').filter(Boolean).slice(0, 8);
  const where = sql`${there} ${sql.join(
    words.map((word) => sql`and strpos(o.name_key, ${word}) > 0`),
    sql` `,
  )}`;
  const [[count], rows] = await Promise.all([
    ctx.db.execute<{ total: number }>(
      sql`select count(*)::int as total from points_of_sale o where ${where}`,
    ),
    ctx.db.execute<ShopLine>(sql`
      select o.id, o.name, o.kind, o.province_code as "provinceCode", o.commune_code as "communeCode",
        o.confirmed_on::text as "confirmedOn", o.closed_on::text as "closedOn",
        (select count(*)::int from point_of_sale_goods g where g.point_of_sale_id = o.id) as goods
      from points_of_sale o where ${where}
      order by (o.closed_on is not null), o.confirmed_on nulls first, o.name_key, o.id
      limit ${perPage} offset ${(page - 1) * perPage}`),
  ]);
  return { total: count?.total ?? 0, rows: [...rows] };
}

type Read = Omit<
  Row,
  | 'id'
  | 'slug'
  | 'addressAsPrinted'
  | 'confirmedOn'
  | 'closedOn'
  | 'closedReason'
  | 'takenBackOn'
  | 'source'
  | 'isExample'
  | 'createdAt'
  | 'updatedAt'
  | 'hours'
>;

/** @throws Refusal as `keepPointOfSale`. */
function read(places: Places, form: PointOfSaleForm, provinceCode: string | null): Read {
  const name = tidy(form.name);
  if (name === '') throw new Refusal('point_of_sale.name_missing');
  const phone = tidy(form.phone);
  // Short numbers of exchanges and several numbers in one line are left as they are typed.
  if (phone !== '' && phoneOf(phone) === null && !/^[\d\s+().,/-]{4,60}$/.test(phone))
    throw new Refusal('user.phone_unreadable');
  const at = readPosition('', '', tidy(form.position));
  if (at.unreadable) throw new Refusal('point_of_sale.position_unreadable');
  if (tidy(form.commune) === '') throw new Refusal('register.place_unclear');
  return {
    name,
    nameKey: foldedWords(name),
    kind: POINT_OF_SALE_KINDS.find((kind) => kind === form.kind) ?? 'other',
    operator: tidy(form.operator) || null,
    street: tidy(form.street) || null,
    ...readCommune(places, form.commune, provinceCode),
    phone: phone || null,
    openingHours: readWeek(form.week),
    exceptionalDays: readExceptionalDays(form.exceptions),
    latitude: at.position?.latitude ?? null,
    longitude: at.position?.longitude ?? null,
    keeper: tidy(form.keeper) || null,
  };
}

function mustReach(ctx: Context, where: { provinceCode: string | null; communeCode: string | null }): void {
  try {
    mustBeAllowed(ctx, 'point_of_sale.keep', where);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') throw new Refusal('not_allowed');
    throw error;
  }
}

async function tell(
  ctx: Context,
  places: readonly { provinceCode: string | null; communeCode: string | null }[],
  goods: readonly string[] = [],
): Promise<void> {
  const codes = places.flatMap(({ provinceCode, communeCode }) => [provinceCode, communeCode]);
  await announce(ctx, {
    tags: [
      'points-of-sale',
      ...codes.filter((code) => code !== null).map((code) => `place:${code}`),
      // Their pages say where they are on the shelf; the search index knows nothing of it.
      ...goods.map((id) => `product:${id}`),
    ],
  });
}

/**
 * Writes down a point of sale, new or known.
 *
 * @param id `null`: a new one.
 * @returns its identifier.
 * @throws Refusal `not_found`, `not_allowed`, `point_of_sale.name_missing`, `point_of_sale.hours_unreadable`,
 *   `point_of_sale.day_unreadable`, `point_of_sale.position_unreadable`, `register.place_unclear`,
 *   `user.phone_unreadable`, `register.nothing_changed`.
 */
export async function keepPointOfSale(
  ctx: Context,
  places: Places,
  id: string | null,
  form: PointOfSaleForm,
  provinceCode: string | null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    if (id === null) {
      const now = read(places, form, provinceCode);
      mustReach(ctx, now);
      const made = newId();
      const plain = slugOf(now.name) || 'diem-ban';
      const taken = await ctx.db
        .select({ id: pointsOfSale.id })
        .from(pointsOfSale)
        .where(eq(pointsOfSale.slug, plain));
      await ctx.db.insert(pointsOfSale).values({
        ...now,
        id: made,
        slug: taken.length === 0 ? plain : `${plain}-${made.slice(0, 4)}`,
        confirmedOn: dayInVietnam(ctx.now),
        createdAt: ctx.now,
        updatedAt: ctx.now,
      });
      await writeDown(ctx, [{ kind: 'point_of_sale.made', subject: `point_of_sale:${made}`, after: now }]);
      await tell(ctx, [now]);
      return made;
    }
    const held = await pointOfSaleOfOffice(ctx, id);
    const now = read(places, form, held.provinceCode);
    mustReach(ctx, now);
    const names = (Object.keys(now) as (keyof Read)[]).filter(
      (name) => !isDeepStrictEqual(held[name] ?? null, now[name] ?? null),
    );
    if (names.length === 0) throw new Refusal('register.nothing_changed');
    const only = (facts: Read) => Object.fromEntries(names.map((name) => [name, facts[name]]));
    await ctx.db
      .update(pointsOfSale)
      .set({
        ...only(now),
        // Words of a source say nothing any more once hours are kept here.
        ...(names.includes('openingHours') && { hours: null }),
        updatedAt: ctx.now,
      })
      .where(eq(pointsOfSale.id, id));
    await writeDown(ctx, [
      { kind: 'point_of_sale.changed', subject: `point_of_sale:${id}`, before: only(held), after: only(now) },
    ]);
    await tell(ctx, [held, now], await goodsOf(ctx, id));
    return id;
  });
}

async function goodsOf(ctx: Context, id: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ productId: pointOfSaleGoods.productId })
    .from(pointOfSaleGoods)
    .where(eq(pointOfSaleGoods.pointOfSaleId, id));
  return rows.map(({ productId }) => productId);
}

/** Somebody has looked: all of it is so today. May be repeated. @throws Refusal `not_found`, `point_of_sale.closed`. */
export async function confirmPointOfSale(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await pointOfSaleOfOffice(ctx, id);
    if (held.closedOn !== null) throw new Refusal('point_of_sale.closed');
    const confirmedOn = dayInVietnam(ctx.now);
    if (held.confirmedOn === confirmedOn) return;
    await ctx.db.update(pointsOfSale).set({ confirmedOn, updatedAt: ctx.now }).where(eq(pointsOfSale.id, id));
    await writeDown(ctx, [
      {
        kind: 'point_of_sale.confirmed',
        subject: `point_of_sale:${id}`,
        before: { confirmedOn: held.confirmedOn },
        after: { confirmedOn },
      },
    ]);
    await tell(ctx, [held]);
  });
}

/** It closes for good on the day, and its page says so; nothing typed: it is open again. */
export async function closePointOfSale(
  ctx: Context,
  id: string,
  typed: string,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await pointOfSaleOfOffice(ctx, id);
    const written = tidy(typed);
    if (written !== '' && !isDay(written)) throw new Refusal('day.unreadable');
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    const closedOn = written === '' ? null : (written as Day);
    if (closedOn === held.closedOn) throw new Refusal('register.nothing_changed');
    const closedReason = closedOn === null ? null : tidy(reason);
    await ctx.db
      .update(pointsOfSale)
      .set({ closedOn, closedReason, takenBackOn: null, updatedAt: ctx.now })
      .where(eq(pointsOfSale.id, id));
    await writeDown(ctx, [
      {
        kind: closedOn === null ? 'point_of_sale.reopened' : 'point_of_sale.closed',
        subject: `point_of_sale:${id}`,
        before: { closedOn: held.closedOn },
        after: { closedOn },
        reason: tidy(reason),
      },
    ]);
    await tell(ctx, [held], await goodsOf(ctx, id));
  });
}

/** Puts a product of the register on the shelf, or takes it off. May be repeated. */
export async function stockProduct(
  ctx: Context,
  id: string,
  productId: string,
  isStocked: boolean,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await pointOfSaleOfOffice(ctx, id);
    const product = await whereOfProduct(ctx, productId);
    // Goods travel: a shop in one province sells what another makes.
    if (!product || (isStocked && product.mergedInto !== null)) throw new Refusal('product.not_found');
    const changed = isStocked
      ? await ctx.db
          .insert(pointOfSaleGoods)
          .values({ pointOfSaleId: id, productId, addedBy: actorName(ctx.actor), addedAt: ctx.now })
          .onConflictDoNothing()
          .returning({ productId: pointOfSaleGoods.productId })
      : await ctx.db
          .delete(pointOfSaleGoods)
          .where(
            sql`${pointOfSaleGoods.pointOfSaleId} = ${id} and ${pointOfSaleGoods.productId} = ${productId}`,
          )
          .returning({ productId: pointOfSaleGoods.productId });
    if (changed.length === 0) return;
    await ctx.db.update(pointsOfSale).set({ updatedAt: ctx.now }).where(eq(pointsOfSale.id, id));
    await writeDown(ctx, [
      {
        kind: isStocked ? 'point_of_sale.stocked' : 'point_of_sale.unstocked',
        subject: `point_of_sale:${id}`,
        ...(isStocked ? { after: { productId } } : { before: { productId } }),
      },
    ]);
    await tell(ctx, [held], [productId]);
  });
}

/** Products of the whole register by name, for the shelf. */
export async function productsForShelf(
  ctx: Context,
  typed: string,
  most: number,
): Promise<{ id: string; name: string; maker: string | null; provinceCode: string | null }[]> {
  const words = foldedWords(typed).split(' ').filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  return [
    ...(await ctx.db.execute<{
      id: string;
      name: string;
      maker: string | null;
      provinceCode: string | null;
    }>(sql`
      select p.id, p.name, m.name as maker, coalesce(p.province_code, m.province_code) as "provinceCode"
      from products p left join producers m on m.id = p.producer_id
      where p.merged_into is null and p.withdrawn_on is null and ${sql.join(
        words.map(
          (word) => sql`(strpos(p.name_key, ${word}) > 0 or strpos(coalesce(m.name_key, ''), ${word}) > 0)`,
        ),
        sql` and `,
      )}
      order by p.name_key, p.id limit ${most}`)),
  ];
}
