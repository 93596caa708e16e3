import { and, eq, sql } from 'drizzle-orm';
import { evidence } from '#db/schema/reports.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { paperColumns, type HandedPaper } from '#src/domain/certification/decision-papers.ts';
import { whereOfProducer } from '#src/domain/producers/where.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { EVIDENCE_KINDS } from './evidence.ts';

export type EvidenceForm = {
  kind: string;
  partner: string;
  paperNumber: string;
  /** `null`: for all that the producer makes. */
  productId: string | null;
  from: Day | null;
  until: Day | null;
};

/** @throws Refusal `not_found`: none such, or out of reach; `not_allowed`. */
export async function mustRecordEvidence(ctx: Context, producerId: string): Promise<void> {
  const where = await whereOfProducer(ctx, producerId);
  if (!where || where.mergedInto !== null) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'evidence.record', where);
}

/**
 * Records that a producer sells on a modern channel, draws on an area of raw material or is bound by a contract of
 * linkage, with the number of the paper that says so, its file, or both.
 *
 * @returns its identifier.
 * @throws Refusal `not_found`, `not_allowed`, `evidence.kind_missing`, `evidence.partner_missing`,
 *   `evidence.day_missing`, `evidence.days_wrong`, `evidence.paper_missing`, `paper.gone`.
 */
export async function recordEvidence(
  ctx: Context,
  producerId: string,
  form: EvidenceForm,
  paper: HandedPaper | null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    await mustRecordEvidence(ctx, producerId);
    const kind = EVIDENCE_KINDS.find((one) => one === form.kind);
    if (!kind) throw new Refusal('evidence.kind_missing');
    const partner = tidy(form.partner);
    if (partner === '') throw new Refusal('evidence.partner_missing');
    const { from: holdsFrom, until: holdsUntil, productId } = form;
    if (holdsFrom === null) throw new Refusal('evidence.day_missing');
    if (holdsUntil !== null && holdsUntil < holdsFrom) throw new Refusal('evidence.days_wrong');
    const paperNumber = tidy(form.paperNumber) || null;
    const file = await paperColumns(ctx, paper);
    if (paperNumber === null && file.paperSha256 === null) throw new Refusal('evidence.paper_missing');
    if (productId !== null) {
      const own = await ctx.db.execute(sql`
        select 1 from products where id = ${productId} and producer_id = ${producerId} and merged_into is null`);
      if (own.length === 0) throw new Refusal('not_found');
    }
    const id = newId();
    const told = { kind, partner, paperNumber, productId, holdsFrom, holdsUntil };
    await ctx.db.insert(evidence).values({
      ...told,
      ...file,
      id,
      producerId,
      recordedBy: actorName(ctx.actor),
      recordedAt: ctx.now,
    });
    await writeDown(ctx, [
      {
        kind: 'evidence.recorded',
        subject: `producer:${producerId}`,
        after: { evidence: id, ...told, file: file.paperName },
      },
    ]);
    return id;
  });
}

async function lockEvidence(ctx: Context, producerId: string, id: string) {
  await mustRecordEvidence(ctx, producerId);
  const [held] = await ctx.db
    .select()
    .from(evidence)
    .where(and(eq(evidence.id, id), eq(evidence.producerId, producerId)))
    .for('update');
  if (!held) throw new Refusal('not_found');
  if (held.withdrawnAt !== null) throw new Refusal('evidence.withdrawn');
  return held;
}

/**
 * Says on which day it ends, or `null`: that no end is known. The same again changes nothing.
 *
 * @throws Refusal `not_found`, `not_allowed`, `evidence.withdrawn`, `evidence.days_wrong`.
 */
export async function endEvidence(
  ctx: Context,
  producerId: string,
  id: string,
  until: Day | null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockEvidence(ctx, producerId, id);
    if (until !== null && until < held.holdsFrom) throw new Refusal('evidence.days_wrong');
    if (held.holdsUntil === until) return;
    await ctx.db.update(evidence).set({ holdsUntil: until }).where(eq(evidence.id, id));
    await writeDown(ctx, [
      {
        kind: 'evidence.ended',
        subject: `producer:${producerId}`,
        before: { evidence: id, partner: held.partner, holdsUntil: held.holdsUntil },
        after: { evidence: id, partner: held.partner, holdsUntil: until },
      },
    ]);
  });
}

/**
 * It was a mistake: from now on no report counts it, neither those of the past. It stays with the reason.
 *
 * @throws Refusal `not_found`, `not_allowed`, `evidence.withdrawn`, `reason_missing`.
 */
export async function withdrawEvidence(
  ctx: Context,
  producerId: string,
  id: string,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockEvidence(ctx, producerId, id);
    const withdrawnReason = tidy(reason);
    if (withdrawnReason === '') throw new Refusal('reason_missing');
    await ctx.db.update(evidence).set({ withdrawnAt: ctx.now, withdrawnReason }).where(eq(evidence.id, id));
    await writeDown(ctx, [
      {
        kind: 'evidence.withdrawn',
        subject: `producer:${producerId}`,
        before: { evidence: id, kind: held.kind, partner: held.partner, paperNumber: held.paperNumber },
        reason: withdrawnReason,
      },
    ]);
  });
}
