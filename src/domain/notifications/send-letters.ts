import { sql } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { nextTryAfter } from './letter.ts';

type Letter = typeof letters.$inferSelect;

/** What became of a letter that was given to the mail server. */
export type Delivery =
  | { outcome: 'sent' }
  /** The server said no, in its own words; `passing`: it may say yes later. */
  | { outcome: 'refused'; passing: boolean; words: string }
  /** The line broke after the last byte: taken or not, nobody can tell. */
  | { outcome: 'unknown'; words: string };

/** What the site needs of whoever takes letters to their receivers. */
export type MailGateway = {
  /**
   * Gives one letter to the mail server. Just before the last byte, which makes it the server's, `beforeLast` is
   * awaited; when that fails the line is cut and the server has no letter. Never throws.
   */
  send: (mail: Mail, beforeLast: () => Promise<void>) => Promise<Delivery>;
};

export type Mail = {
  /** The same at every try, so that a receiver who gets it twice can see that it is one. */
  id: string;
  to: { address: string; name: string | null };
  title: string;
  words: string;
};

/** Longer than a conversation with a mail server may last; whoever was killed is waited for so long. */
const CLAIM_SECONDS = 300;

/** Another has taken the letter over meanwhile. */
class ClaimLost extends Error {}

export type SendOptions = {
  /** How the letter reads in a mailbox. */
  mailOf: (letter: Letter) => Mail;
  claimSeconds?: number;
  /** Asked before each letter: whether to go on. */
  goOn?: () => boolean;
  now?: () => Date;
};

/**
 * Sends what waits, one letter after the other; several processes may do so at once. Each letter is claimed by one
 * statement, and marked as handed over in the moment before the server has it: whoever is killed earlier leaves a
 * letter that waits, later one that is sent, and in between one that a person is asked about.
 *
 * Without a mail server letters are kept, to be read in the office.
 */
export async function sendWaitingLetters(
  ctx: Context,
  mail: MailGateway | null,
  { mailOf, claimSeconds = CLAIM_SECONDS, goOn = () => true, now = () => ctx.now }: SendOptions,
): Promise<{ sent: number; failed: number; later: number; unknown: number; kept: number }> {
  const done = { sent: 0, failed: 0, later: 0, unknown: 0, kept: 0 };
  if (mail === null) {
    const kept = await ctx.db.execute(
      sql`update letters set state = 'kept', claimed_by = null, claimed_until = null where state = 'waiting'`,
    );
    return { ...done, kept: kept.count };
  }
  while (goOn()) {
    const claim = newId();
    const letter = await claimNext({ ...ctx, now: now() }, claim, claimSeconds);
    if (!letter) break;
    const mine = sql`id = ${letter.id} and claimed_by = ${claim}`;
    const delivery = await mail.send(mailOf(letter), async () => {
      const handing = await ctx.db.execute(
        sql`update letters set state = 'handing_over' where ${mine} and state = 'waiting' returning 1`,
      );
      if (handing.length === 0) throw new ClaimLost();
    });
    const at = now().toISOString();
    const free = sql`claimed_by = null, claimed_until = null`;
    if (delivery.outcome === 'sent') {
      done.sent += 1;
      await ctx.db
        .execute(sql`update letters set state = 'sent', sent_at = ${at}::timestamptz, last_fault = null, ${free},
        words = case when is_private then '' else words end where ${mine}`);
    } else if (delivery.outcome === 'unknown') {
      done.unknown += 1;
      await ctx.db.execute(
        sql`update letters set ${free}, last_fault = ${delivery.words.slice(0, 1_000)} where ${mine}`,
      );
    } else {
      const again = delivery.passing ? nextTryAfter(letter.tries, now()) : null;
      if (again) done.later += 1;
      else done.failed += 1;
      await ctx.db.execute(sql`update letters set state = ${again ? 'waiting' : 'failed'},
        next_try_at = ${again?.toISOString() ?? null}::timestamptz, last_fault = ${delivery.words.slice(0, 1_000)}, ${free}
        where ${mine}`);
    }
  }
  return done;
}

/** The clocks of several machines differ: what is believed of another process is measured by the database's. */
async function claimNext(ctx: Context, claim: string, seconds: number): Promise<Letter | null> {
  const at = ctx.now.toISOString();
  const [claimed] = await ctx.db
    .update(letters)
    .set({
      claimedBy: claim,
      claimedUntil: sql`clock_timestamp() + make_interval(secs => ${seconds})`,
      tries: sql`${letters.tries} + 1`,
      triedAt: ctx.now,
    })
    .where(
      sql`id = (
        select id from letters
        where state = 'waiting' and (next_try_at is null or next_try_at <= ${at}::timestamptz)
          and (claimed_until is null or claimed_until < clock_timestamp())
        order by written_at, id limit 1 for update skip locked)`,
    )
    .returning();
  return claimed ?? null;
}
