import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { readList } from '#src/domain/lists/read-list.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { hasErrors, type CheckedList } from './checked-list.ts';
import { comparedWithRegister, type ListOptions } from './check-list.ts';
import { keepList } from './kept-lists.ts';
import { writePlan, type Changes } from './write-plan.ts';

export type PublishOptions = ListOptions & {
  /** Publish the rows without errors and keep the others with their findings. */
  onlyGood?: boolean;
  lastDay?: LastDayRule;
  progress?: (step: PublishStep, done: number, total: number) => void;
};

export type PublishStep = 'reading' | 'checking' | 'writing' | 'standings' | 'keeping';

export type Published =
  | { outcome: 'refused'; list: CheckedList }
  | { outcome: 'published'; list: CheckedList; changes: Changes; listId: string };

/** Any number that nobody else locks on: one list is published at a time. */
const PUBLISHING_LOCK = 4_321_003;

/** Waits until nobody else publishes, or takes a list back; held to the end of the transaction. */
export async function onePublishingAtATime(ctx: Context): Promise<void> {
  await ctx.db.execute(sql`select pg_advisory_xact_lock(${PUBLISHING_LOCK})`);
}

/**
 * Publishes a decision list, all of it or nothing; with `onlyGood` its rows without errors. The rules are
 * asked again inside the transaction, since another list may have been published since this one was
 * checked. May be repeated: the same list again changes nothing. Refused lists leave no trace.
 *
 * @throws Refusal `decision_list.unreadable` (details: why).
 */
export async function publishDecisionList(
  ctx: Context,
  places: Places,
  bytes: Uint8Array,
  name: string,
  options: PublishOptions = {},
): Promise<Published> {
  return publishList(ctx, places, bytes, name, options, 'decisions');
}

/** As `publishDecisionList`, for lists of places to sell and of goods on sale. */
export async function publishShopList(
  ctx: Context,
  places: Places,
  bytes: Uint8Array,
  name: string,
  options: PublishOptions = {},
): Promise<Published> {
  return publishList(ctx, places, bytes, name, options, 'shops');
}

async function publishList(
  ctx: Context,
  places: Places,
  bytes: Uint8Array,
  name: string,
  { onlyGood = false, lastDay = 'anniversary_counts', progress = () => {}, ...options }: PublishOptions,
  kind: 'decisions' | 'shops',
): Promise<Published> {
  progress('reading', 0, bytes.length);
  const read = await readList(bytes, name, {
    ...options,
    kind: kind === 'decisions' ? 'decision' : 'points_of_sale',
  });
  return inTransaction(ctx, async (ctx) => {
    await onePublishingAtATime(ctx);
    progress(
      'checking',
      0,
      read.reduce((count, { rows, shops }) => count + rows.length + shops.length, 0),
    );
    const { list, plan } = await comparedWithRegister(ctx, places, read, name, options);
    const nothing = list.summary.good === 0;
    const sheetRefuses = list.sheets.some((sheet) => hasErrors(sheet) && list.sheets.length === 1);
    if (nothing || ((list.summary.good < list.summary.rows || sheetRefuses) && !onlyGood))
      return { outcome: 'refused', list };
    const changes = await writePlan(ctx, plan, { name, lastDay, progress });
    progress('keeping', 0, list.summary.rows);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { within: _within, ...sent } = options;
    const listId = await keepList(ctx, {
      name,
      kind,
      bytes,
      sha256,
      options: sent,
      list,
      outcomes: plan.outcomes,
    });
    return { outcome: 'published', list, changes, listId };
  });
}
