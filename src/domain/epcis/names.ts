import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { foldedWords, tidy } from '#src/domain/shared/text.ts';

export type NameKind = 'party' | 'place' | 'material';
export type KeptName = { id: string; name: string };

const LONGEST_NAME = 120;

/**
 * The identifier by which a producer's events name somebody, somewhere or something; made if it is new. The same name
 * is the same identifier, so that the same thing told again is the same event.
 *
 * @returns `null` for an empty name.
 */
export async function nameId(
  ctx: Context,
  producerId: string,
  kind: NameKind,
  typed: string,
): Promise<string | null> {
  const name = tidy(typed).slice(0, LONGEST_NAME);
  const key = foldedWords(name) || name;
  if (!name) return null;
  const now = ctx.now.toISOString();
  const [kept] = await ctx.db.execute<{ id: string }>(sql`
    insert into epcis_names (id, producer_id, kind, name, name_key, made_at, used_at)
    values (${newId()}, ${producerId}, ${kind}, ${name}, ${key}, ${now}, ${now})
    on conflict (producer_id, kind, name_key) where name_key is not null do update set used_at = excluded.used_at
    returning id`);
  return kept!.id;
}

/** Names that a producer has used, the latest first. */
export async function namesOf(
  ctx: Pick<Context, 'db'>,
  producerId: string,
  kind: NameKind,
): Promise<KeptName[]> {
  return ctx.db.execute<KeptName>(sql`
    select id, name from epcis_names where producer_id = ${producerId} and kind = ${kind} and name is not null
    order by used_at desc, name limit 50`);
}

/** Empties names that no event has used since; events keep the identifiers alone. @returns how many. */
export async function forgetNamesBefore(ctx: Pick<Context, 'db'>, instant: string): Promise<number> {
  const forgotten = await ctx.db.execute(sql`
    update epcis_names set name = null, name_key = null where used_at < ${instant} and name is not null returning id`);
  return forgotten.length;
}
