import { and, eq, sql } from 'drizzle-orm';
import { listRows, lists } from '#db/schema/registry.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { hasErrors, type CheckedList } from './checked-list.ts';
import type { Plan } from './plan.ts';

type Sent = {
  name: string;
  kind: 'decisions' | 'shops';
  bytes: Uint8Array;
  sha256: string;
  options: Record<string, unknown>;
  list: CheckedList;
  outcomes: Plan['outcomes'];
};

const ROWS_A_STATEMENT = 1_000;
const NOTHING = { productId: null, certificateId: null, pointOfSaleId: null };

/**
 * Keeps the file as it was sent, with what was found in every row and what became of it. The same file
 * sent again with the same options is the same list: it is kept anew only when other rows were published.
 *
 * @returns the list's id.
 */
export async function keepList(
  ctx: Context,
  { name, kind, bytes, sha256, options, list, outcomes }: Sent,
): Promise<string> {
  const optionsKey = JSON.stringify(
    Object.entries(options)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );
  const rows = list.sheets.flatMap((sheet) =>
    [...sheet.rows, ...sheet.shops].map((row) => ({ sheet: sheet.name, row })),
  );
  const rowsPublished = rows.filter(({ row }) => !hasErrors(row)).length;
  const [known] = await ctx.db
    .select({ id: lists.id, rowsPublished: lists.rowsPublished })
    .from(lists)
    .where(and(eq(lists.sha256, sha256), eq(lists.kind, kind), eq(lists.optionsKey, optionsKey)));
  if (known?.rowsPublished === rowsPublished) return known.id;
  if (known) await ctx.db.delete(lists).where(eq(lists.id, known.id));
  const id = known?.id ?? newId();
  await ctx.db.insert(lists).values({
    id,
    name,
    kind,
    sha256,
    bytes,
    options,
    optionsKey,
    sheets: list.sheets.map(({ rows: _rows, shops: _shops, ...sheet }) => sheet),
    rowsPublished,
    rowsKept: rows.length - rowsPublished,
    sentBy: actorName(ctx.actor),
    sentAt: ctx.now,
  });
  for (let start = 0; start < rows.length; start += ROWS_A_STATEMENT) {
    // A few at a time: all rows twice over would weigh more than the list.
    const part = rows.slice(start, start + ROWS_A_STATEMENT).map(({ sheet, row }) => {
      const { findings, line, ...all } = row;
      const understood = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
      const outcome = hasErrors(row) ? 'kept' : 'published';
      return { listId: id, sheet, line, understood, findings, outcome, ...(outcomes.get(row) ?? NOTHING) };
    });
    await ctx.db.execute(sql`
      insert into ${listRows} (list_id, sheet, line, understood, findings, outcome, product_id, certificate_id, point_of_sale_id)
      select "listId", sheet, line, understood, findings, outcome, "productId", "certificateId", "pointOfSaleId"
      from jsonb_to_recordset(${JSON.stringify(part)}::jsonb) as row(
        "listId" text, sheet text, line int, understood jsonb, findings jsonb, outcome text,
        "productId" text, "certificateId" text, "pointOfSaleId" text)`);
  }
  return id;
}
