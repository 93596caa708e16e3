import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Consent } from './purchase.ts';

/** What may be taken back at any time; the terms of a sale that was made, and an age that was declared, are facts. */
export const WITHDRAWABLE = ['news', 'review'] as const satisfies readonly Consent['purpose'][];
export type Withdrawable = (typeof WITHDRAWABLE)[number];

/**
 * A consent is taken back, as easily as it was given; that it was given stays written down. Again it does nothing.
 *
 * @param purchaseId whose link the buyer has.
 * @throws Refusal `not_found`.
 */
export async function withdrawConsent(
  ctx: Context,
  purchaseId: string,
  purpose: Withdrawable,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [held] = await ctx.db.execute<{ consents: Consent[] }>(
      sql`select consents from purchases where id = ${purchaseId} for update`,
    );
    if (!held) throw new Refusal('not_found');
    if (!held.consents.some((one) => one.purpose === purpose && !one.withdrawnAt)) return;
    const consents = held.consents.map((one) =>
      one.purpose === purpose && !one.withdrawnAt ? { ...one, withdrawnAt: ctx.now.toISOString() } : one,
    );
    await ctx.db.execute(
      sql`update purchases set consents = ${JSON.stringify(consents)}::jsonb where id = ${purchaseId}`,
    );
    await writeDown(ctx, [
      { kind: 'consent.withdrawn', subject: `purchase:${purchaseId}`, after: { purpose } },
    ]);
  });
}
