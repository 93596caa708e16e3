import { inArray, sql } from 'drizzle-orm';
import { formerUnits } from '#db/schema/places.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readConversionTable, type ConversionFinding, type ConversionRow } from './conversion-table.ts';
import type { FormerRow } from './place.ts';
import { nameOf } from './place-name.ts';
import { loadPlaces } from './places.ts';
import { putFormer } from './seed-places.ts';

export type ConversionImport = {
  /** Lines that cannot be read. With any, nothing is written. */
  findings: ConversionFinding[];
  /** Lines read. */
  rows: number;
  /** Pairs of old and new unit that are new or different now. */
  changed: number;
  /** Pairs that the table contradicts. */
  removed: number;
};

/**
 * Takes over the office's conversion table, all or nothing: for every old unit in it, what the table
 * says is what holds; other old units stay as they are. The same table again changes nothing.
 *
 * @param source what the rows are from, shown beside them: the file's name.
 * @throws Refusal `not_allowed`.
 */
export async function importConversionTable(
  ctx: Context,
  text: string,
  source: string,
): Promise<ConversionImport> {
  if (ctx.actor.kind === 'visitor') throw new Refusal('not_allowed');
  return inTransaction(ctx, async (ctx) => {
    // Two imports at once would each undo half of the other.
    await ctx.db.execute(sql`lock table former_units in share row exclusive mode`);
    const { rows, findings } = readConversionTable(text, await loadPlaces(ctx));
    if (findings.length > 0) return { findings, rows: rows.length, changed: 0, removed: 0 };
    const stored = await ctx.db.select().from(formerUnits);
    const { put, remove } = whatChanges(rows, stored, source);
    for (let start = 0; start < remove.length; start += 1_000) {
      await ctx.db.delete(formerUnits).where(inArray(formerUnits.id, remove.slice(start, start + 1_000)));
    }
    const changed = await putFormer(ctx, put);
    await markImported(ctx, put);
    if (changed > 0 || remove.length > 0) {
      const after = { source, rows: rows.length, changed, removed: remove.length };
      await writeDown(ctx, [{ kind: 'places.imported', subject: 'places', after }]);
      await announce(ctx, { tags: ['places'] });
    }
    return { findings, rows: rows.length, changed, removed: remove.length };
  });
}

/** From now on the office says what became of these. */
async function markImported(ctx: Context, rows: readonly FormerRow[]): Promise<void> {
  const keys = rows.map(({ level, fullName, district, province }) => ({
    level,
    fullName,
    district,
    province,
  }));
  await ctx.db.execute(sql`
    update former_units set imported_at = ${ctx.now.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as given(
      "level" text, "fullName" text, "district" text, "province" text)
    where former_units.imported_at is null and former_units.level = given."level"
      and former_units.full_name = given."fullName"
      and coalesce(former_units.district, '') = coalesce(given."district", '')
      and coalesce(former_units.province, '') = coalesce(given."province", '')`);
}

type Named = Pick<FormerRow, 'level' | 'code' | 'fullName' | 'district' | 'province'>;

function keyOf({ level, fullName, district, province }: Named): string {
  return [level, ...[fullName, district ?? '', province ?? ''].map(wholeKey)].join('|');
}

function wholeKey(name: string): string {
  const { keys, kind } = nameOf(name);
  return `${kind}.${keys.exact}`;
}

function whatChanges(
  rows: readonly ConversionRow[],
  stored: readonly (FormerRow & { id: number })[],
  source: string,
): { put: FormerRow[]; remove: number[] } {
  const known = new Map<string, (FormerRow & { id: number })[]>();
  const byCode = new Map<string, string>();
  for (const row of stored) {
    const key = keyOf(row);
    known.set(key, [...(known.get(key) ?? []), row]);
    if (row.code) byCode.set(`${row.code}|${wholeKey(row.fullName)}`, key);
  }
  // One code and one name is one unit, though the table may misprint its province.
  const given = new Map<string, ConversionRow[]>();
  const namesOfCode = new Map<string, Set<string>>();
  for (const row of rows) {
    const own = keyOf(row);
    const key = known.has(own) ? own : (byCode.get(`${row.code}|${wholeKey(row.fullName)}`) ?? own);
    given.set(key, [...(given.get(key) ?? []), row]);
    if (row.code) namesOfCode.set(row.code, (namesOfCode.get(row.code) ?? new Set()).add(key));
  }
  const put: FormerRow[] = [];
  const remove: number[] = [];
  for (const [key, group] of given) {
    const before = known.get(key) ?? [];
    const [first] = group as [ConversionRow, ...ConversionRow[]];
    // The names stay as they are spelt here, so that one unit is not written down twice.
    const { level, fullName, district, province } = before[0] ?? first;
    // A code that the table gives to two names is a misprint in one of them.
    const code = group.map((row) => row.code).find((own) => own && namesOfCode.get(own)?.size === 1) ?? null;
    const successors = new Map(group.map((row) => [row.successorCode, row.part]));
    const split = successors.size > 1;
    for (const [successorCode, part] of successors) {
      put.push({
        level,
        code: code ?? before[0]?.code ?? first.code,
        fullName,
        district,
        province,
        successorCode,
        split,
        how: split || part ? 'part' : 'whole',
        source,
      });
    }
    for (const row of before) if (!successors.has(row.successorCode)) remove.push(row.id);
  }
  return { put, remove };
}
