import { isDeepStrictEqual } from 'node:util';
import { and, eq, sql } from 'drizzle-orm';
import { producerDocuments } from '#db/schema/documents.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { PAPER_KINDS, type PaperKind } from '#src/domain/catalogue/product.ts';
import { paperColumns, type HandedPaper } from '#src/domain/certification/decision-papers.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { mustKeepDocuments } from './documents.ts';

/** Papers at a time: enough for a cooperative with many goods, too few to fill the disk. */
export const MOST_DOCUMENTS = 100;

export type DocumentForm = {
  kind: string;
  name: string;
  number: string;
  issuer: string;
  issuedOn: Day | null;
  validUntil: Day | null;
  /** `null`: for all that the producer makes. */
  productId: string | null;
  isConfidential: boolean;
};

type Row = typeof producerDocuments.$inferSelect;
type Said = Pick<
  Row,
  'kind' | 'name' | 'number' | 'issuer' | 'issuedOn' | 'validUntil' | 'productId' | 'isConfidential'
>;

/** @param held the product it is about already, whose it may be no more. */
async function read(
  ctx: Context,
  producerId: string,
  form: DocumentForm,
  held: string | null = null,
): Promise<Said> {
  const kind = PAPER_KINDS.find((one): one is PaperKind => one === form.kind);
  if (!kind) throw new Refusal('document.kind_missing');
  const name = tidy(form.name);
  if (name === '') throw new Refusal('document.name_missing');
  const { issuedOn, validUntil, productId, isConfidential } = form;
  if (issuedOn !== null && issuedOn > dayInVietnam(ctx.now)) throw new Refusal('document.day_ahead');
  if (issuedOn !== null && validUntil !== null && validUntil < issuedOn)
    throw new Refusal('document.days_wrong');
  if (productId !== null && productId !== held) {
    const own = await ctx.db.execute(sql`
      select 1 from products where id = ${productId} and producer_id = ${producerId} and merged_into is null`);
    if (own.length === 0) throw new Refusal('not_found');
  }
  return {
    kind,
    name,
    number: tidy(form.number) || null,
    issuer: tidy(form.issuer) || null,
    issuedOn,
    validUntil,
    productId,
    isConfidential,
  };
}

/** What the audit keeps: neither the file nor the number, which may be a person's. */
function told(said: Partial<Said>): Omit<Partial<Said>, 'number'> {
  return Object.fromEntries(Object.entries(said).filter(([name]) => name !== 'number'));
}

const isShown = (document: Pick<Row, 'isConfidential' | 'endedAt'>): boolean =>
  !document.isConfidential && document.endedAt === null;

/** Tells pages that show these papers. */
async function tell(ctx: Context, producerId: string, productIds: readonly (string | null)[]): Promise<void> {
  const goods = await ctx.db.execute<{ id: string }>(sql`
    select id from products where producer_id = ${producerId} and merged_into is null`);
  await announce(ctx, {
    tags: goods
      .filter(({ id }) => productIds.includes(null) || productIds.includes(id))
      .map(({ id }) => `product:${id}`),
  });
}

/**
 * A paper with its file; kept for the producer alone unless they say otherwise.
 *
 * @returns its identifier.
 * @throws Refusal `not_found`, `not_allowed`, `document.kind_missing`, `document.name_missing`,
 *   `document.day_ahead`, `document.days_wrong`, `document.file_missing`, `document.too_many` (details: most),
 *   `paper.gone`.
 */
export async function addDocument(
  ctx: Context,
  producerId: string,
  form: DocumentForm,
  paper: HandedPaper | null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    await mustKeepDocuments(ctx, producerId);
    const said = await read(ctx, producerId, form);
    // One after the other, or two at once would both be the last that there is room for.
    await ctx.db.execute(sql`select 1 from producers where id = ${producerId} for no key update`);
    const [held] = await ctx.db.execute<{ n: number }>(sql`
      select count(*)::int as n from producer_documents where producer_id = ${producerId} and ended_at is null`);
    if (held!.n >= MOST_DOCUMENTS) throw new Refusal('document.too_many', { most: MOST_DOCUMENTS });
    const { paperSha256, paperName } = await paperColumns(ctx, paper);
    if (paperSha256 === null || paperName === null) throw new Refusal('document.file_missing');
    const id = newId();
    await ctx.db.insert(producerDocuments).values({
      ...said,
      id,
      producerId,
      paperSha256,
      paperName,
      addedBy: actorName(ctx.actor),
      addedAt: ctx.now,
    });
    await writeDown(ctx, [
      {
        kind: 'document.added',
        subject: `producer:${producerId}`,
        after: { document: id, ...told(said) },
      },
    ]);
    if (!said.isConfidential) await tell(ctx, producerId, [said.productId]);
    return id;
  });
}

async function lockDocument(ctx: Context, producerId: string, id: string, version: number): Promise<Row> {
  await mustKeepDocuments(ctx, producerId);
  const [held] = await ctx.db
    .select()
    .from(producerDocuments)
    .where(and(eq(producerDocuments.id, id), eq(producerDocuments.producerId, producerId)))
    .for('update');
  if (!held) throw new Refusal('not_found');
  if (held.endedAt !== null) throw new Refusal('document.ended');
  if (held.version !== version) throw new Refusal('changed_meanwhile');
  return held;
}

/**
 * What is said of a paper, whether everybody may read it, and its file.
 *
 * @param paper `null`: the file stays.
 * @param version of the paper as whoever changes it saw it.
 * @throws Refusal as `addDocument`; `document.ended`, `changed_meanwhile`, `register.nothing_changed`.
 */
export async function changeDocument(
  ctx: Context,
  producerId: string,
  id: string,
  version: number,
  form: DocumentForm,
  paper: HandedPaper | null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockDocument(ctx, producerId, id, version);
    const said = await read(ctx, producerId, form, held.productId);
    const file = await paperColumns(ctx, paper);
    const isReplaced = file.paperSha256 !== null && file.paperSha256 !== held.paperSha256;
    const names = (Object.keys(said) as (keyof Said)[]).filter(
      (name) => !isDeepStrictEqual(held[name], said[name]),
    );
    if (names.length === 0 && !isReplaced) throw new Refusal('register.nothing_changed');
    const only = (of: Said): Partial<Said> => Object.fromEntries(names.map((name) => [name, of[name]]));
    await ctx.db
      .update(producerDocuments)
      .set({
        ...said,
        ...(isReplaced && { paperSha256: file.paperSha256!, paperName: file.paperName! }),
        version: held.version + 1,
      })
      .where(eq(producerDocuments.id, id));
    await writeDown(ctx, [
      {
        kind: isReplaced ? 'document.replaced' : 'document.changed',
        subject: `producer:${producerId}`,
        before: { document: id, ...told(only(held)) },
        after: {
          document: id,
          ...told(only(said)),
          ...(names.includes('number') && { number: 'changed' }),
        },
      },
    ]);
    if (isShown(held) || !said.isConfidential) await tell(ctx, producerId, [held.productId, said.productId]);
  });
}

/**
 * It holds no more, or was a mistake: from now on nobody is shown it but those who keep and look after it.
 *
 * @throws Refusal `not_found`, `not_allowed`, `reason_missing`, `document.ended`, `changed_meanwhile`.
 */
export async function endDocument(
  ctx: Context,
  producerId: string,
  id: string,
  version: number,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockDocument(ctx, producerId, id, version);
    const endedReason = tidy(reason);
    if (endedReason === '') throw new Refusal('reason_missing');
    await ctx.db
      .update(producerDocuments)
      .set({ endedAt: ctx.now, endedReason, version: held.version + 1 })
      .where(eq(producerDocuments.id, id));
    await writeDown(ctx, [
      {
        kind: 'document.ended',
        subject: `producer:${producerId}`,
        before: { document: id, kind: held.kind, name: held.name, productId: held.productId },
        reason: endedReason,
      },
    ]);
    if (isShown(held)) await tell(ctx, producerId, [held.productId]);
  });
}
