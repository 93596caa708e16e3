import { sql } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import type { LetterKind } from './letter.ts';

export type NewLetter = {
  /** The same key is the same letter: written once. */
  key: string;
  kind: LetterKind;
  to: { address: string; name: string | null };
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
      state: 'waiting',
      writtenAt: ctx.now,
    })
    .onConflictDoNothing({ target: letters.key })
    .returning({ id: letters.id });
  if (written.length > 0) await ctx.db.execute(sql`select pg_notify(${LETTERS_CHANNEL}, '')`);
  return written.length > 0;
}
