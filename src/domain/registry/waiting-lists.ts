import { sql, type SQL } from 'drizzle-orm';
import { reachOf } from '#src/domain/accounts/deeds.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { ListKind } from './draft.ts';
import { OPEN, publishDeed, within } from './drafts.ts';

/** A list that nobody has published yet. */
export type WaitingList = {
  id: string;
  name: string;
  kind: ListKind;
  provinceCode: string | null;
  communeCode: string | null;
  /** As they are called now; `null` of whoever is no person of the office. */
  sentBy: string | null;
  changedAt: Date;
};

/** How many, and those that wait longest. */
export type WaitingLists = { total: number; first: WaitingList[] };

/**
 * Lists within the actor's reach that are not published yet. `mine`: the actor's office publishes such lists there,
 * second factor aside; `theirs`: it prepared them, and another office publishes.
 */
export async function listsWaiting(
  ctx: Context,
  few: number,
): Promise<Record<'mine' | 'theirs', WaitingLists>> {
  const publishes = (['decisions', 'shops'] as const).map(
    (kind) => sql`(d.kind = ${kind} and ${within(reachOf(ctx.actor, publishDeed(kind)))})`,
  );
  const mine = sql`(${sql.join(publishes, sql` or `)})`;
  const among = async (those: SQL): Promise<WaitingLists> => {
    const rows = await ctx.db.execute<WaitingList & { total: number }>(sql`
      select d.id, d.name, d.kind, d.province_code as "provinceCode", d.commune_code as "communeCode",
        (select u.name from users u where d.sent_by = 'person:' || u.id) as "sentBy", d.changed_at as "changedAt",
        count(*) over ()::int as total
      from list_drafts d
      where ${OPEN} and ${within(reachOf(ctx.actor, 'list.send'))} and ${those}
      order by d.changed_at, d.id limit ${few}`);
    return {
      total: rows[0]?.total ?? 0,
      first: rows.map(({ total: _total, ...row }) => ({ ...row, changedAt: new Date(row.changedAt) })),
    };
  };
  return { mine: await among(mine), theirs: await among(sql`not ${mine}`) };
}
