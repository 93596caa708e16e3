import { isDeepStrictEqual } from 'node:util';
import { and, eq, ne, sql } from 'drizzle-orm';
import { products } from '#db/schema/catalogue.ts';
import { producers } from '#db/schema/producers.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import { PRODUCER_KINDS, type ProducerKind } from '#src/domain/producers/producer.ts';
import { whereOfProducer, whereOfProduct } from '#src/domain/producers/where.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { keyOfProducer, keyOfProduct } from './keys.ts';

export const LABEL_FACTS = [
  'responsible',
  'origin',
  'netQuantity',
  'ingredients',
  'materials',
  'specifications',
  'nutrition',
  'use',
  'storage',
  'warnings',
  'declarationNumber',
  'yearOfProduction',
] as const satisfies readonly (keyof LabelFacts)[];

/** What somebody typed, field by field; a field that is not there is left as it is, an empty one is emptied. */
export type ProductCorrection = Partial<{
  name: string;
  set: string;
  commune: string;
  price: string;
  pack: string;
  alcoholDegree: string;
  label: Partial<Record<keyof LabelFacts, string>>;
  withdrawnOn: string;
  withdrawnReason: string;
}>;

export type ProducerCorrection = Partial<{
  name: string;
  kind: string;
  phone: string;
  street: string;
  commune: string;
  ceasedOn: string;
}>;

type Facts = Record<string, unknown>;

/** The unit of today that the words mean; old names lead to it. @throws Refusal `register.place_unclear`. */
export function readCommune(
  places: Places,
  typed: string,
  provinceCode: string | null,
): { provinceCode: string; communeCode: string | null } {
  const found = resolvePlace(places, tidy(typed), { provinceCode });
  if (found.commune) return { provinceCode: found.commune.provinceCode, communeCode: found.commune.code };
  if (found.province && found.candidates.length === 0 && found.rest === null)
    return { provinceCode: found.province.code, communeCode: null };
  throw new Refusal('register.place_unclear', {
    candidates: found.candidates
      .slice(0, 6)
      .map(({ code, fullName }) => `${fullName} (${code})`)
      .join(', '),
  });
}

const orNull = (text: string): string | null => tidy(text) || null;

/** @throws Refusal `register.number_unreadable`. */
function readPrice(text: string): number | null {
  const digits = tidy(text).replace(/[.,\s₫đ]/giu, '');
  if (digits === '') return null;
  if (!/^\d{1,9}$/.test(digits)) throw new Refusal('register.number_unreadable', { field: 'price' });
  return Number(digits);
}

/** @throws Refusal `register.number_unreadable`. */
function readDegree(text: string): number | null {
  const written = tidy(text)
    .replace(/°|%|độ/giu, '')
    .replace(',', '.')
    .trim();
  if (written === '') return null;
  if (!/^\d{1,2}(\.\d)?$/.test(written)) throw new Refusal('register.number_unreadable', { field: 'degree' });
  return Number(written);
}

/** @throws Refusal `day.unreadable`. */
function readDay(text: string): Day | null {
  const written = tidy(text);
  if (written === '') return null;
  if (!isDay(written)) throw new Refusal('day.unreadable');
  return written;
}

function readSet(text: string): number | null {
  if (tidy(text) === '') return null;
  const set = Number(text);
  if (!Number.isInteger(set) || set < 1 || set > 26)
    throw new Refusal('register.number_unreadable', { field: 'set' });
  return set;
}

/** What differs, before and after; fields that stay are left out. */
function differing(before: Facts, after: Facts): { before: Facts; after: Facts } | null {
  const names = Object.keys(after).filter(
    (name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null),
  );
  if (names.length === 0) return null;
  const only = (facts: Facts) => Object.fromEntries(names.map((name) => [name, facts[name] ?? null]));
  return { before: only(before), after: only(after) };
}

const WITHDRAWAL = ['withdrawnOn', 'withdrawnReason'];

/**
 * Puts facts of a product right. Taking it off the register, or back, is a deed of the province.
 *
 * @throws Refusal `product.not_found`, `not_found`, `not_allowed`, `register.merged`, `register.name_missing`,
 *   `register.name_known`, `register.number_unreadable`, `register.place_unclear`, `day.unreadable`,
 *   `reason_missing`, `register.nothing_changed`.
 */
export async function correctProduct(
  ctx: Context,
  places: Places,
  productId: string,
  given: ProductCorrection,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const where = await whereOfProduct(ctx, productId);
    if (!where) throw new Refusal('product.not_found');
    mustBeAllowed(ctx, 'register.correct', where);
    if (where.mergedInto !== null) throw new Refusal('register.merged');
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    const [held] = await ctx.db
      .select()
      .from(products)
      .where(eq(products.id, productId))
      .for('no key update');
    const now: Facts = {};
    if (given.name !== undefined) {
      const name = tidy(given.name);
      if (name === '') throw new Refusal('register.name_missing');
      now['name'] = name;
      now['nameKey'] = keyOfProduct(name);
    }
    if (given.set !== undefined) {
      now['productSet'] = readSet(given.set);
      if (now['productSet'] !== held!.productSet)
        now['setBasis'] = now['productSet'] === null ? null : 'chosen';
    }
    if (given.commune !== undefined && tidy(given.commune) !== '')
      Object.assign(now, readCommune(places, given.commune, where.provinceCode));
    if (given.price !== undefined) now['price'] = readPrice(given.price);
    if (given.pack !== undefined) now['pack'] = orNull(given.pack);
    if (given.alcoholDegree !== undefined) now['alcoholDegree'] = readDegree(given.alcoholDegree);
    if (given.label !== undefined) {
      const label: Record<string, string> = { ...held!.label };
      for (const fact of LABEL_FACTS) {
        const typed = given.label[fact];
        if (typed === undefined) continue;
        if (tidy(typed) === '') delete label[fact];
        else label[fact] = tidy(typed);
      }
      now['label'] = label;
    }
    if (given.withdrawnOn !== undefined) {
      now['withdrawnOn'] = readDay(given.withdrawnOn);
      now['withdrawnReason'] = now['withdrawnOn'] === null ? null : orNull(given.withdrawnReason ?? '');
      if (now['withdrawnOn'] !== null && now['withdrawnReason'] === null) throw new Refusal('reason_missing');
    }
    const change = differing(held!, now);
    if (!change) throw new Refusal('register.nothing_changed');
    if (WITHDRAWAL.some((name) => name in change.after)) mustBeAllowed(ctx, 'register.withdraw', where);
    // Nobody moves goods into what they do not reach.
    if ('communeCode' in change.after || 'provinceCode' in change.after)
      mustReachNew(ctx, now as { provinceCode: string; communeCode: string | null });
    if ('nameKey' in change.after)
      await mustBeOnlyOne(ctx, productId, held!.producerId, now['nameKey'] as string);
    await ctx.db
      .update(products)
      .set({ ...change.after, updatedAt: ctx.now })
      .where(eq(products.id, productId));
    await writeDown(ctx, [
      {
        kind: 'withdrawnOn' in change.after ? 'product.withdrawn' : 'product.corrected',
        subject: `product:${productId}`,
        ...change,
        reason: tidy(reason),
      },
    ]);
    const after = (await whereOfProduct(ctx, productId))!;
    await announce(ctx, {
      products: [productId],
      tags: [
        'decisions',
        ...(where.producerId ? [`producer:${where.producerId}`] : []),
        ...placeTags(where),
        ...placeTags(after),
      ],
    });
  });
}

function mustReachNew(ctx: Context, to: { provinceCode: string; communeCode: string | null }): void {
  try {
    mustBeAllowed(ctx, 'register.correct', to);
  } catch (error) {
    // What is out of reach is no secret here: they named it themselves.
    if (error instanceof Refusal && error.code === 'not_found') throw new Refusal('not_allowed');
    throw error;
  }
}

async function mustBeOnlyOne(
  ctx: Context,
  productId: string,
  producerId: string | null,
  nameKey: string,
): Promise<void> {
  if (producerId === null) return;
  // A record merged away needs its name no more.
  await ctx.db.execute(sql`
    update products set name_key = name_key || ' | ' || id
    where producer_id = ${producerId} and name_key = ${nameKey} and merged_into is not null`);
  const same = await ctx.db
    .select({ id: products.id })
    .from(products)
    .where(
      and(eq(products.producerId, producerId), eq(products.nameKey, nameKey), ne(products.id, productId)),
    );
  if (same.length > 0) throw new Refusal('register.name_known');
}

const placeTags = ({
  provinceCode,
  communeCode,
}: {
  provinceCode: string | null;
  communeCode: string | null;
}) => [provinceCode, communeCode].filter((code) => code !== null).map((code) => `place:${code}`);

/**
 * Puts facts of a producer right. That one has ceased is written down by the province.
 *
 * @throws Refusal `producer.not_found`, and as `correctProduct`; `user.phone_unreadable`.
 */
export async function correctProducer(
  ctx: Context,
  places: Places,
  producerId: string,
  given: ProducerCorrection,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const where = await whereOfProducer(ctx, producerId);
    if (!where) throw new Refusal('producer.not_found');
    mustBeAllowed(ctx, 'register.correct', where);
    if (where.mergedInto !== null) throw new Refusal('register.merged');
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    const [held] = await ctx.db
      .select()
      .from(producers)
      .where(eq(producers.id, producerId))
      .for('no key update');
    const now: Facts = {};
    if (given.name !== undefined) {
      const name = tidy(given.name);
      if (name === '' || keyOfProducer(name) === '') throw new Refusal('register.name_missing');
      now['name'] = name;
      now['nameKey'] = keyOfProducer(name);
    }
    if (given.kind !== undefined)
      now['kind'] = PRODUCER_KINDS.find((kind): kind is ProducerKind => kind === given.kind) ?? null;
    if (given.phone !== undefined) {
      const typed = tidy(given.phone);
      const phone = typed === '' ? null : phoneOf(typed);
      if (typed !== '' && phone === null) throw new Refusal('user.phone_unreadable');
      // As typed where it is the same number: the public reads it as the source has it.
      now['phone'] =
        phone !== null && held!.phone !== null && phoneOf(held!.phone) === phone
          ? held!.phone
          : typed || null;
    }
    if (given.street !== undefined) now['street'] = orNull(given.street);
    if (given.commune !== undefined && tidy(given.commune) !== '')
      Object.assign(now, readCommune(places, given.commune, where.provinceCode));
    if (given.ceasedOn !== undefined) now['ceasedOn'] = readDay(given.ceasedOn);
    const change = differing(held!, now);
    if (!change) throw new Refusal('register.nothing_changed');
    if ('ceasedOn' in change.after) mustBeAllowed(ctx, 'register.withdraw', where);
    if ('communeCode' in change.after || 'provinceCode' in change.after)
      mustReachNew(ctx, now as { provinceCode: string; communeCode: string | null });
    await ctx.db
      .update(producers)
      .set({ ...change.after, updatedAt: ctx.now })
      .where(eq(producers.id, producerId));
    await writeDown(ctx, [
      {
        kind: 'ceasedOn' in change.after ? 'producer.ceased' : 'producer.corrected',
        subject: `producer:${producerId}`,
        ...change,
        reason: tidy(reason),
      },
    ]);
    const goods = await ctx.db.execute<{ id: string }>(
      sql`select id from products where producer_id = ${producerId}`,
    );
    await announce(ctx, {
      products: goods.map(({ id }) => id),
      tags: [
        `producer:${producerId}`,
        'decisions',
        ...placeTags(where),
        ...placeTags((await whereOfProducer(ctx, producerId))!),
      ],
    });
  });
}
