import { eq, sql } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { isUnderWay, LETTERS_CHANNEL, type Letter } from './letters.ts';

/** What a person may say of a letter. */
export type Settling =
  /** Send it once more. */
  | { kind: 'again' }
  /** It has arrived: the receiver says so. */
  | { kind: 'arrived' }
  /** Given to the receiver on paper. */
  | { kind: 'handed_over'; on: Day };

/**
 * A person decides about a letter: that it is sent again, has arrived, or was handed over on paper.
 *
 * @param hasMail whether this site can send mail.
 * @throws Refusal `not_found`, `not_allowed`, `letter.under_way`, `letter.settled`, `letter.words_gone`,
 *   `letter.no_mail`.
 */
export async function settleLetter(
  ctx: Context,
  id: string,
  settling: Settling,
  hasMail: boolean,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [letter] = await ctx.db.select().from(letters).where(eq(letters.id, id)).for('update');
    if (!letter) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'notice.send', letter);
    if (isUnderWay(letter, ctx.now)) throw new Refusal('letter.under_way');
    await ctx.db
      .update(letters)
      .set(changeOf(ctx, letter, settling, hasMail))
      .where(eq(letters.id, id));
    await writeDown(ctx, [
      {
        kind: `letter.${settling.kind}`,
        subject: `letter:${id}`,
        before: { state: letter.state },
        after: {
          ...(settling.kind === 'handed_over' && { on: settling.on }),
          provinceCode: letter.provinceCode,
          communeCode: letter.communeCode,
        },
      },
    ]);
    if (settling.kind === 'again') await ctx.db.execute(sql`select pg_notify(${LETTERS_CHANNEL}, '')`);
  });
}

function changeOf(
  ctx: Context,
  { state, toAddress, words }: Letter,
  settling: Settling,
  hasMail: boolean,
): Partial<typeof letters.$inferInsert> {
  const by = { settledBy: actorName(ctx.actor) };
  switch (settling.kind) {
    case 'again':
      if (state !== 'handing_over' && state !== 'failed' && state !== 'kept')
        throw new Refusal('letter.settled');
      if (toAddress === null || !hasMail) throw new Refusal('letter.no_mail');
      if (words === '') throw new Refusal('letter.words_gone');
      return { state: 'waiting', tries: 0, nextTryAt: null, claimedBy: null, claimedUntil: null, ...by };
    case 'arrived':
      if (state !== 'handing_over') throw new Refusal('letter.settled');
      return { state: 'sent', sentAt: ctx.now, ...by };
    case 'handed_over':
      if (state === 'sent' || state === 'handed_over' || state === 'waiting')
        throw new Refusal('letter.settled');
      return { state: 'handed_over', handedOn: settling.on, ...by };
  }
}
