import { eq } from 'drizzle-orm';
import { inspectionFollowUps, inspectionFollowUpSteps, inspections } from '#db/schema/inspections.ts';
import { may, mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { afterStep, type FollowUpState, type FollowUpStep } from './inspection.ts';

/**
 * Takes a follow-up on: the producer says it is done; it was checked and is closed; it was checked, is not done, and
 * is sent back, with a new last day if there is one.
 *
 * @param from the state that whoever asks has seen.
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong` (another officer was quicker; before the minutes
 *   are closed it can only be put right on the spot), `inspection.words_missing`, `inspection.day_wrong`.
 */
export async function stepFollowUp(
  ctx: Context,
  id: string,
  followUpId: string,
  from: FollowUpState,
  given: { step: FollowUpStep; note: string; dueOn: Day | null },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db
      .select({ followUp: inspectionFollowUps, inspection: inspections })
      .from(inspectionFollowUps)
      .innerJoin(inspections, eq(inspections.id, inspectionFollowUps.inspectionId))
      .where(eq(inspectionFollowUps.id, followUpId))
      .for('update', { of: inspectionFollowUps });
    if (!found || found.inspection.id !== id || !may(ctx.actor, 'inspection.read', found.inspection))
      throw new Refusal('not_found');
    const { followUp, inspection } = found;
    mustBeAllowed(ctx, 'inspection.record', inspection);
    const to = afterStep(from, given.step);
    // What is put right while the inspectors are there is closed at once; the rest comes after the minutes.
    if ((inspection.closedAt === null && to !== 'closed') || followUp.state !== from || to === null)
      throw new Refusal('inspection.step_wrong');
    const note = given.note.normalize('NFC').trim().slice(0, 2_000);
    if (note === '') throw new Refusal('inspection.words_missing');
    const dueOn = given.step === 'sent_back' ? given.dueOn : null;
    if (dueOn !== null && dueOn < dayInVietnam(ctx.now)) throw new Refusal('inspection.day_wrong');
    await ctx.db
      .update(inspectionFollowUps)
      .set({ state: to, ...(dueOn !== null && { dueOn }) })
      .where(eq(inspectionFollowUps.id, followUpId));
    await ctx.db
      .insert(inspectionFollowUpSteps)
      .values({ followUpId, step: given.step, note, dueOn, by: actorName(ctx.actor), at: ctx.now });
    const { provinceCode, communeCode } = inspection;
    await writeDown(ctx, [
      {
        kind: `inspection.follow_up_${given.step}`,
        subject: `inspection:${id}`,
        before: { state: from },
        after: { state: to, ...(dueOn !== null && { dueOn }), provinceCode, communeCode },
      },
    ]);
  });
}
