import { sql, type SQL } from 'drizzle-orm';
import { may, mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { DecisionPaperType } from '#src/domain/certification/decision-paper.ts';
import type { FileStore } from '#src/domain/media/file-store.ts';
import { fileBytes } from '#src/domain/media/files.ts';
import { whereOfProducer, whereOfProduct, type Placed } from '#src/domain/producers/where.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { byValidity, type ProducerDocument } from './document.ts';

/** Whose papers these are, and what a paper can be about. */
export type DocumentKeeper = { id: string; name: string; products: { id: string; name: string }[] };

/** @throws Refusal `not_found`: none such, or out of reach; `not_allowed`. */
export async function mustKeepDocuments(ctx: Context, producerId: string): Promise<void> {
  const where = await whereOfProducer(ctx, producerId);
  if (!where || where.mergedInto !== null) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'document.keep', where);
}

/** @throws Refusal `not_found`, `not_allowed`. */
export async function documentKeeper(ctx: Context, producerId: string): Promise<DocumentKeeper> {
  await mustKeepDocuments(ctx, producerId);
  const [keeper] = await ctx.db.execute<DocumentKeeper>(sql`
    select m.id, m.name, coalesce((
      select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name_key, p.id)
      from products p where p.producer_id = m.id and p.merged_into is null), '[]'::jsonb) as products
    from producers m where m.id = ${producerId}`);
  return keeper!;
}

async function documentsWhere(ctx: Context, condition: SQL): Promise<ProducerDocument[]> {
  const rows = await ctx.db.execute<ProducerDocument & { addedAt: string; endedAt: string | null }>(sql`
    select d.id, d.producer_id as "producerId",
      case when p.id is not null then jsonb_build_object('id', p.id, 'name', p.name) end as product,
      d.kind, d.name, d.number, d.issuer, d.issued_on::text as "issuedOn", d.valid_until::text as "validUntil",
      d.is_confidential as "isConfidential",
      jsonb_build_object('name', d.paper_name, 'type', f.type, 'size', f.size) as file,
      u.name as "addedBy", d.added_at as "addedAt", d.ended_at as "endedAt", d.ended_reason as "endedReason",
      d.version
    from producer_documents d join decision_papers f on f.sha256 = d.paper_sha256
    left join products p on p.id = d.product_id
    left join users u on d.added_by = 'person:' || u.id
    where ${condition}`);
  return rows
    .map((row) => ({
      ...row,
      addedAt: new Date(row.addedAt),
      endedAt: row.endedAt === null ? null : new Date(row.endedAt),
    }))
    .sort(byValidity);
}

/**
 * All papers of a producer, also those taken away, what has expired first.
 *
 * @throws Refusal `not_found`, `not_allowed`.
 */
export async function documentsKept(ctx: Context, producerId: string): Promise<ProducerDocument[]> {
  await mustKeepDocuments(ctx, producerId);
  return documentsWhere(ctx, sql`d.producer_id = ${producerId}`);
}

/** @throws Refusal `not_found`: this producer has none such, or it is out of reach; `not_allowed`. */
export async function documentKept(ctx: Context, producerId: string, id: string): Promise<ProducerDocument> {
  await mustKeepDocuments(ctx, producerId);
  const [found] = await documentsWhere(ctx, sql`d.id = ${id} and d.producer_id = ${producerId}`);
  if (!found) throw new Refusal('not_found');
  return found;
}

/**
 * What officers of the place read of a producer's papers, or of those that are about one product: all that were
 * not taken away, confidential ones too. `null`: this office does not read them.
 */
export async function documentsForOffice(
  ctx: Context,
  about: { producerId: string } | { productId: string },
): Promise<ProducerDocument[] | null> {
  const where =
    'productId' in about
      ? await whereOfProduct(ctx, about.productId)
      : await whereOfProducer(ctx, about.producerId);
  if (!where?.producerId || where.mergedInto !== null || !mayReadAll(ctx, where)) return null;
  return documentsWhere(
    ctx,
    'productId' in about
      ? sql`d.ended_at is null and d.producer_id = ${where.producerId}
          and (d.product_id is null or d.product_id = ${about.productId})`
      : sql`d.ended_at is null and d.producer_id = ${about.producerId}`,
  );
}

const mayReadAll = ({ actor }: Pick<Context, 'actor'>, where: Placed): boolean =>
  may(actor, 'document.read', where) || may(actor, 'document.keep', where);

export type DocumentFile = { name: string; type: DecisionPaperType; bytes: Uint8Array<ArrayBuffer> };

/**
 * The file of a paper: to everybody while it is not confidential and not taken away, else to its producer and to
 * officers of the place. `null`: there is none for whoever asks.
 */
export async function documentFile(ctx: Context, store: FileStore, id: string): Promise<DocumentFile | null> {
  const [row] = await ctx.db.execute<{ producerId: string; productId: string | null; isPublic: boolean }>(sql`
    select producer_id as "producerId", product_id as "productId",
      not is_confidential and ended_at is null as "isPublic"
    from producer_documents where id = ${id}`);
  if (!row) return null;
  if (!row.isPublic) {
    // Whose goods are of the place, reads what is said of them, also where the producer sits elsewhere.
    const places = [
      await whereOfProducer(ctx, row.producerId),
      row.productId === null ? null : await whereOfProduct(ctx, row.productId),
    ];
    if (!places.some((where) => where?.producerId === row.producerId && mayReadAll(ctx, where))) return null;
  }
  const [file] = await ctx.db.execute<Omit<DocumentFile, 'bytes'> & { sha256: string; size: number }>(sql`
    select d.paper_name as name, f.type, f.sha256, f.size
    from producer_documents d join decision_papers f on f.sha256 = d.paper_sha256 where d.id = ${id}`);
  const bytes = file && (await fileBytes(ctx, store, file));
  return bytes ? { name: file.name, type: file.type, bytes } : null;
}
