import { sql, type SQL } from 'drizzle-orm';
import { pictureFiles, pictures } from '#db/schema/media.ts';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, prepared, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import type { FileStore } from './file-store.ts';
import { fileBytes, keepFile } from './files.ts';
import {
  MOST_ALT,
  MOST_CREDIT,
  MOST_KEPT_PICTURES,
  PICTURE_JSON,
  type PictureFormat,
  type PictureMade,
  type ShownPicture,
} from './picture.ts';

const whereOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

export type KeptPicture = Omit<ShownPicture, 'alt'> & {
  id: string;
  number: number;
  /** `null`: it waits for its description. */
  alt: string | null;
  sentAt: string;
  /** Why the office has taken it off; `null`: it has not. */
  hiddenReason: string | null;
  /** Goods that it stands for. */
  products: { id: string; name: string }[];
};

/** Pictures of one producer, those that wait for a description first, newest first. @throws Refusal `not_found`. */
export async function picturesOf(ctx: Context, producerId: string): Promise<KeptPicture[]> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  const rows = await ctx.db.execute<{ picture: KeptPicture }>(sql`
    select ${sql.raw(PICTURE_JSON)} || jsonb_build_object('id', i.id, 'number', i.number, 'sentAt', i.sent_at, 'hiddenReason', i.hidden_reason,
      'products', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name_key)
        from products p where p.picture_id = i.id), '[]'::jsonb)) as picture
    from pictures i where i.producer_id = ${producerId}
    order by i.hidden_at is null, i.alt is not null, i.number desc`);
  return rows.map(({ picture }) => picture);
}

/** What whoever writes for a producer has to know of them and of their goods. */
export type WritingDesk = {
  producer: { id: string; slug: string; name: string };
  products: { id: string; slug: string; name: string; set: number | null; pictureId: string | null }[];
};

/** @throws Refusal `not_found`: no such producer, or not theirs to write for. */
export async function writingDesk(ctx: Context, producerId: string): Promise<WritingDesk> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  const [row] = await ctx.db.execute<{ desk: WritingDesk }>(sql`
    select jsonb_build_object(
      'producer', jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name),
      'products', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
          'set', p.product_set, 'pictureId', p.picture_id) order by p.name_key, p.id)
        from products p where p.producer_id = m.id and p.merged_into is null and p.withdrawn_on is null), '[]'::jsonb)) as desk
    from producers m where m.id = ${producerId} and m.merged_into is null`);
  if (!row) throw new Refusal('not_found');
  return row.desk;
}

/**
 * Keeps pictures that were made anew. One that the producer has already is kept once, so that a form sent twice on a
 * bad line does no harm. They are shown nowhere until somebody says what is to be seen.
 *
 * @returns their ids, in the order in which they came.
 * @throws Refusal `not_found`, `picture.too_many`.
 */
export async function keepPictures(
  ctx: Context,
  store: FileStore,
  producerId: string,
  sent: readonly PictureMade[],
  { credit }: { credit: string },
): Promise<string[]> {
  await writingDesk(ctx, producerId);
  const names = new Map<Uint8Array, string>();
  for (const { bytes } of sent.flatMap(({ files }) => files))
    names.set(bytes, await keepFile(ctx, store, bytes));
  return inTransaction(ctx, async (ctx) => {
    await writingDesk(ctx, producerId);
    const ids: string[] = [];
    for (const { hash, width, height, files } of sent) {
      const [known] = await ctx.db.execute<{ id: string }>(
        sql`select id from pictures where producer_id = ${producerId} and hash = ${hash}`,
      );
      if (known) {
        ids.push(known.id);
        continue;
      }
      const id = newId();
      await ctx.db.insert(pictures).values({
        id,
        producerId,
        hash,
        width,
        height,
        credit: tidy(credit).slice(0, MOST_CREDIT) || null,
        sentBy: actorName(ctx.actor),
        sentAt: ctx.now,
      });
      await ctx.db
        .insert(pictureFiles)
        .values(files.map(({ width, format, bytes }) => ({ hash, width, format, sha256: names.get(bytes)! })))
        .onConflictDoNothing();
      ids.push(id);
      await writeDown(ctx, [
        { kind: 'picture.sent', subject: `producer:${producerId}`, after: { picture: id, hash } },
      ]);
    }
    const count = await ctx.db.$count(pictures, sql`producer_id = ${producerId}`);
    if (count > MOST_KEPT_PICTURES) throw new Refusal('picture.too_many', { most: MOST_KEPT_PICTURES });
    return ids;
  });
}

type Locked = {
  id: string;
  isHidden: boolean;
  number: number;
  hash: string;
  alt: string | null;
  altEn: string | null;
  credit: string | null;
  focusX: number;
  focusY: number;
};

/** @throws Refusal `not_found`. */
async function lockPicture(ctx: Context, producerId: string, id: string): Promise<Locked> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  const [found] = await ctx.db.execute<Locked>(sql`
    select id, hidden_at is not null as "isHidden", number, hash, alt, alt_en as "altEn", credit, focus_x as "focusX", focus_y as "focusY" from pictures
    where id = ${id} and producer_id = ${producerId} for update`);
  if (!found) throw new Refusal('not_found');
  return found;
}

/** Pages that show the picture are out of date: goods that it stands for, and stories that hold it. */
async function announcePicture(ctx: Context, producerId: string, id: string): Promise<void> {
  const shown = await ctx.db.execute<{ id: string }>(sql`select id from products where picture_id = ${id}`);
  await announce(ctx, { products: shown.map(({ id }) => id), tags: [`producer:${producerId}`] });
}

export type Description = {
  alt: string;
  altEn: string;
  credit: string;
  /** Hundredths from the left and from above. */
  focusX: number;
  focusY: number;
};

/** Says what is to be seen, who took it and what has to stay in view. @throws Refusal `not_found`, `picture.alt_missing`, `picture.focus_wrong`. */
export async function describePicture(
  ctx: Context,
  producerId: string,
  id: string,
  { alt, altEn, credit, focusX, focusY }: Description,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const before = await lockPicture(ctx, producerId, id);
    const after = {
      alt: tidy(alt).slice(0, MOST_ALT),
      altEn: tidy(altEn).slice(0, MOST_ALT) || null,
      credit: tidy(credit).slice(0, MOST_CREDIT) || null,
      focusX,
      focusY,
    };
    if (after.alt === '') throw new Refusal('picture.alt_missing');
    if (![focusX, focusY].every((one) => Number.isInteger(one) && one >= 0 && one <= 100))
      throw new Refusal('picture.focus_wrong');
    await ctx.db
      .update(pictures)
      .set(after)
      .where(sql`id = ${id}`);
    const { id: _id, hash: _hash, isHidden: _hidden, number, ...described } = before;
    await writeDown(ctx, [
      {
        kind: 'picture.described',
        subject: `producer:${producerId}`,
        before: { picture: number, ...described },
        after: { picture: number, ...after },
      },
    ]);
    await announcePicture(ctx, producerId, id);
  });
}

/**
 * The picture stands for the goods from now on, on their page, on cards and where the page is shared.
 *
 * @param id `null`: none does, and the sign of their group stands there again.
 * @throws Refusal `not_found`: picture or goods are not theirs; `picture.alt_missing`.
 */
export async function choosePicture(
  ctx: Context,
  producerId: string,
  productId: string,
  id: string | null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { products } = await writingDesk(ctx, producerId);
    const product = products.find((one) => one.id === productId);
    if (!product) throw new Refusal('not_found');
    if (id !== null) {
      const { alt, isHidden } = await lockPicture(ctx, producerId, id);
      if (isHidden) throw new Refusal('picture.taken_off');
      if (alt === null) throw new Refusal('picture.alt_missing');
    }
    if (product.pictureId === id) return;
    await ctx.db.execute(
      sql`update products set picture_id = ${id}, updated_at = ${ctx.now.toISOString()} where id = ${productId}`,
    );
    await writeDown(ctx, [
      {
        kind: 'product.picture_chosen',
        subject: `product:${productId}`,
        before: { picture: product.pictureId },
        after: { picture: id },
      },
    ]);
    await announce(ctx, { products: [productId], tags: [`producer:${producerId}`] });
  });
}

/**
 * Takes a picture away for good, from every page that shows it; its address answers no more. May be repeated.
 *
 * @throws Refusal `not_found`.
 */
export async function removePicture(ctx: Context, producerId: string, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { hash, number, alt } = await lockPicture(ctx, producerId, id);
    await announcePicture(ctx, producerId, id);
    await ctx.db.execute(
      sql`update products set picture_id = null, updated_at = ${ctx.now.toISOString()} where picture_id = ${id}`,
    );
    await ctx.db.delete(pictures).where(sql`id = ${id}`);
    const gone = await ctx.db.execute(sql`
      delete from picture_files where hash = ${hash} and not exists (select from pictures where hash = ${hash})
      returning hash`);
    if (gone.length > 0) await announce(ctx, { tags: [`picture:${hash}`] });
    await writeDown(ctx, [
      { kind: 'picture.removed', subject: `producer:${producerId}`, before: { picture: number, hash, alt } },
    ]);
  });
}

export type PictureSeen = ShownPicture & {
  id: string;
  number: number;
  sentAt: string;
  hiddenReason: string | null;
  producer: { name: string; slug: string };
  provinceCode: string | null;
  communeCode: string | null;
  products: string[];
};

/** SQL: the producer `m` is of a place whose pictures and recordings this office looks at. */
export function placesLookedAfter({ actor }: Pick<Context, 'actor'>): SQL {
  const reach = reachOf(actor, 'story.review');
  if (reach === 'all') return sql`true`;
  const places = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`m.province_code = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(m.province_code = ${scope.provinceCode} and m.commune_code = ${scope.communeCode})`]
        : [],
  );
  return sql.join([sql`false`, ...places], sql` or `);
}

/** Pictures of producers of this office's places that can be shown, newest first. */
export async function picturesToLookAt(
  ctx: Context,
  { page, perPage }: { page: number; perPage: number },
): Promise<{ pictures: PictureSeen[]; total: number }> {
  const from = sql`pictures i join producers m on m.id = i.producer_id where i.alt is not null and (${placesLookedAfter(ctx)})`;
  const [counted] = await ctx.db.execute<{ total: number }>(sql`select count(*)::int as total from ${from}`);
  const rows = await ctx.db.execute<{ picture: PictureSeen }>(sql`
    select ${sql.raw(PICTURE_JSON)} || jsonb_build_object('id', i.id, 'number', i.number, 'sentAt', i.sent_at,
      'hiddenReason', i.hidden_reason, 'producer', jsonb_build_object('name', m.name, 'slug', m.slug),
      'provinceCode', m.province_code, 'communeCode', m.commune_code,
      'products', coalesce((select jsonb_agg(p.name order by p.name_key) from products p where p.picture_id = i.id), '[]'::jsonb)) as picture
    from ${from} order by i.number desc limit ${perPage} offset ${(page - 1) * perPage}`);
  return { pictures: rows.map(({ picture }) => picture), total: counted!.total };
}

/**
 * The office takes a picture off every page, with a reason that its owner reads; `null` puts it back. Its address
 * answers no more, unless another producer shows the same picture.
 *
 * @throws Refusal `not_found`, `reason_missing`.
 */
export async function takePictureOff(ctx: Context, id: string, why: string | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db.execute<{
      producerId: string;
      hash: string;
      number: number;
      hiddenReason: string | null;
      provinceCode: string | null;
      communeCode: string | null;
    }>(sql`
      select i.producer_id as "producerId", i.hash, i.number, i.hidden_reason as "hiddenReason",
        m.province_code as "provinceCode", m.commune_code as "communeCode"
      from pictures i join producers m on m.id = i.producer_id where i.id = ${id} for update of i`);
    if (!found) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'story.review', found);
    const reason = why === null ? null : tidy(why).slice(0, MOST_ALT);
    if (reason === '') throw new Refusal('reason_missing');
    await ctx.db
      .update(pictures)
      .set({ hiddenReason: reason, hiddenAt: reason === null ? null : ctx.now })
      .where(sql`id = ${id}`);
    const facts = { picture: found.number, hash: found.hash };
    await writeDown(ctx, [
      {
        kind: reason === null ? 'picture.put_back' : 'picture.taken_off',
        subject: `producer:${found.producerId}`,
        before: { ...facts, hidden: found.hiddenReason !== null },
        after: { ...facts, hidden: reason !== null },
        reason,
      },
    ]);
    await announcePicture(ctx, found.producerId, id);
    await announce(ctx, { tags: [`picture:${found.hash}`] });
  });
}

/** One file of a picture; `null`: there is none. @throws Error where the place in which files lie cannot be reached. */
export async function pictureFile(
  ctx: Pick<Context, 'db'>,
  store: FileStore,
  { hash, width, format }: { hash: string; width: number; format: PictureFormat },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const [found] = await prepared<{ sha256: string; size: number; bytes: Uint8Array<ArrayBuffer> | null }>(
    ctx,
    sql`
    select s.sha256, s.size, p.bytes from picture_files f join stored_files s on s.sha256 = f.sha256
      left join stored_file_parts p on p.sha256 = s.sha256 and p.number = 0
    where f.hash = ${hash} and f.width = ${width} and f.format = ${format}
      and exists (select from pictures i where i.hash = f.hash and i.hidden_at is null)`,
  );
  // Nearly every picture in the database is one part.
  if (!found || found.bytes?.length === found.size) return found?.bytes ?? null;
  return fileBytes(ctx, store, found);
}
