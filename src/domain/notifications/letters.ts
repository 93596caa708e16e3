import { sql, type SQL } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { may, mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { within } from '#src/domain/accounts/within.ts';
import { LETTER_STATES, type LetterKind, type LetterState } from './letter.ts';

export type NewLetter = {
  /** The same key is the same letter: written once. */
  key: string;
  kind: LetterKind;
  /** Without an address somebody prints it and hands it over. */
  to: { address: string | null; name: string | null };
  title: string;
  words: string;
  /** Nobody but the receiver has to read it: a way in, for example. */
  isPrivate?: boolean;
  about?: string | null;
  place?: { provinceCode: string | null; communeCode: string | null };
};

/** Channel on which whoever sends letters hears that some are waiting. */
export const LETTERS_CHANNEL = 'letters_waiting';

/** Writes a letter, in the transaction of its cause; it is sent after the commit. Says whether it is new. */
export async function writeLetter(ctx: Context, letter: NewLetter): Promise<boolean> {
  const written = await ctx.db
    .insert(letters)
    .values({
      id: newId(),
      key: letter.key,
      kind: letter.kind,
      toAddress: letter.to.address,
      toName: letter.to.name,
      title: letter.title,
      words: letter.words,
      isPrivate: letter.isPrivate ?? false,
      about: letter.about ?? null,
      provinceCode: letter.place?.provinceCode ?? null,
      communeCode: letter.place?.communeCode ?? null,
      state: letter.to.address === null ? 'to_hand_over' : 'waiting',
      writtenAt: ctx.now,
    })
    .onConflictDoNothing({ target: letters.key })
    .returning({ id: letters.id });
  if (written.length > 0 && letter.to.address !== null)
    await ctx.db.execute(sql`select pg_notify(${LETTERS_CHANNEL}, '')`);
  return written.length > 0;
}

export type Letter = typeof letters.$inferSelect;

/** In whose hands a letter is now: nobody else may touch it. */
export const isUnderWay = ({ claimedUntil }: Pick<Letter, 'claimedUntil'>, now: Date): boolean =>
  claimedUntil !== null && claimedUntil > now;

/**
 * Whether the words may be read: what leads into somebody's account is for nobody else, except that who keeps
 * the site has to be able to pass it on while no mail can.
 */
export function mayReadWords(ctx: Pick<Context, 'actor'>, letter: Pick<Letter, 'isPrivate'>): boolean {
  return !letter.isPrivate || may(ctx.actor, 'source.keep', 'country');
}

export type LettersQuestion = {
  state: LetterState | null;
  /** From 1. */
  page: number;
  perPage: number;
};

export type LettersPage = {
  total: number;
  states: Readonly<Record<LetterState, number>>;
  letters: Omit<Letter, 'words'>[];
};

/** Letters within the actor's reach: what waits for a person first, then the newest. */
export async function lettersPage(ctx: Context, asked: LettersQuestion): Promise<LettersPage> {
  const there = within(reachOf(ctx.actor, 'notice.send'), 'letters');
  const counted = await ctx.db.execute<{ state: LetterState; count: number }>(
    sql`select state, count(*)::int as count from letters where ${there} group by state`,
  );
  const states = Object.fromEntries(LETTER_STATES.map((state) => [state, 0])) as Record<LetterState, number>;
  for (const { state, count } of counted) states[state] = count;
  const found = await ctx.db
    .select()
    .from(letters)
    .where(sql`${there} and (${asked.state}::text is null or state = ${asked.state})`)
    .orderBy(sql`case state when 'handing_over' then 0 when 'failed' then 1 else 2 end, written_at desc, id`)
    .limit(asked.perPage)
    .offset((asked.page - 1) * asked.perPage);
  const total =
    asked.state === null ? LETTER_STATES.reduce((sum, state) => sum + states[state], 0) : states[asked.state];
  return { total, states, letters: found };
}

/** @throws Refusal `not_found` when there is none within the actor's reach. */
export async function letterById(ctx: Context, id: string): Promise<Letter> {
  const [found] = await ctx.db
    .select()
    .from(letters)
    .where(sql`id = ${id}`);
  if (!found) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'notice.send', found);
  return found;
}

/** More pages than that nobody signs at one sitting. */
export const MOST_PRINTED = 300;

/** Notices that no mail takes to their receivers: they have no address, or this site has no mail server. */
const toPrint = (ctx: Pick<Context, 'actor'>): SQL =>
  sql`${within(reachOf(ctx.actor, 'notice.send'), 'letters')} and kind in ('certificate_notice', 'notice_digest', 'inspection_follow_up')
    and state in ('to_hand_over', 'kept')`;

/** Letters within the actor's reach that wait to be printed and handed over, by place and receiver. */
export async function lettersToPrint(ctx: Context, most: number): Promise<Letter[]> {
  return ctx.db
    .select()
    .from(letters)
    .where(toPrint(ctx))
    .orderBy(sql`province_code, commune_code, to_name, written_at, id`)
    .limit(most);
}

export async function countToPrint(ctx: Context): Promise<number> {
  return ctx.db.$count(letters, toPrint(ctx));
}

/** How many letters within the actor's reach wait for a person: not known to have arrived, failed, to be handed over. */
export async function lettersNeeding(
  ctx: Context,
): Promise<Record<'handing_over' | 'failed' | 'to_hand_over', number>> {
  const found = { handing_over: 0, failed: 0, to_hand_over: 0 };
  const rows = await ctx.db.execute<{ state: keyof typeof found; count: number }>(sql`
    select state, count(*)::int as count from letters
    where state in ('handing_over', 'failed', 'to_hand_over') and ${within(reachOf(ctx.actor, 'notice.send'), 'letters')}
    group by state`);
  for (const { state, count } of rows) found[state] = count;
  return found;
}
