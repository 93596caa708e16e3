import type { Places } from '#src/domain/places/gazetteer.ts';
import { checkDraft, lastFact, type Draft } from '#src/domain/registry/drafts.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';

type Checked = Awaited<ReturnType<typeof checkDraft>>;

/** Rows held at once: a list of 20,000 takes seconds to check, and is looked at page by page. */
const MOST_ROWS = 45_000;

/** Of drafts looked at last, latest at the end; by all that what is said of them depends on. */
const held = new Map<string, { key: string; checked: Promise<Checked>; rows: number }>();

/** As `checkDraft`; while neither the draft nor the register has changed, it is not worked out again. */
export async function checkedDraft(ctx: Context, places: Places, draft: Draft): Promise<Checked> {
  const key = [draft.version, await lastFact(ctx), dayInVietnam(ctx.now)].join(' ');
  const known = held.get(draft.id);
  if (known?.key === key) {
    held.delete(draft.id);
    held.set(draft.id, known);
    return known.checked;
  }
  const checked = checkDraft(ctx, places, draft);
  const entry = { key, checked, rows: 0 };
  held.set(draft.id, entry);
  try {
    entry.rows = (await checked).list.summary.rows;
  } catch (error) {
    held.delete(draft.id);
    throw error;
  }
  let rows = [...held.values()].reduce((sum, one) => sum + one.rows, 0);
  for (const [id, one] of held) {
    if (rows <= MOST_ROWS || id === draft.id) break;
    held.delete(id);
    rows -= one.rows;
  }
  return checked;
}
