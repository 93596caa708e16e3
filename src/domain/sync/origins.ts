import { sql } from 'drizzle-orm';
import { TABLES } from '#src/domain/registry/write-plan.ts';
import { Planned } from '#src/domain/registry/planned.ts';
import type { Plan } from '#src/domain/registry/plan.ts';
import type { Context } from '#src/domain/shared/context.ts';

export type Noun = keyof typeof TABLES;
export type AnyFacts = { id: string } & Record<string, unknown>;
export type AnyPlanned = Planned<AnyFacts>;

/** The planned rows of a plan with the noun under which the audit tells of them. */
export function plannedOf(plan: Plan): [Noun, AnyPlanned][] {
  const of = (noun: Noun, rows: readonly unknown[]) =>
    (rows as AnyPlanned[]).map((row): [Noun, AnyPlanned] => [noun, row]);
  return [
    ...of('producer', plan.producers),
    ...of('product', plan.products),
    ...of('decision', plan.decisions),
    ...of('certificate', plan.certificates),
    ...of('point_of_sale', plan.points),
  ];
}

export const EMPTY_PLAN: Plan = {
  producers: [],
  products: [],
  decisions: [],
  certificates: [],
  links: [],
  points: [],
  outcomes: new Map(),
};

/** Rows as the register holds them now, ready to be changed. What was merged away is not among them. */
export async function rowsToChange<Facts extends { id: string }>(
  ctx: Context,
  noun: Noun,
  ids: readonly string[],
): Promise<Map<string, Planned<Facts>>> {
  const { name, columns } = TABLES[noun];
  const read = Object.entries(columns).map(([key, { name, type }]) =>
    type === 'date'
      ? `${name}::text as "${key}"`
      : type === 'numeric'
        ? `${name}::float8 as "${key}"`
        : `${name} as "${key}"`,
  );
  const found = await ctx.db.execute<Record<string, unknown>>(sql`
    select ${sql.raw(read.join(', '))} from ${sql.raw(name)}
    where id in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(ids)])}::jsonb))`);
  return new Map(found.map((row) => [String(row['id']), new Planned(row as unknown as Facts, false)]));
}

type Written = { subject: string; field: string; value: unknown };

const ROWS_A_STATEMENT = 2_000;
const NOT_TOLD = new Set(['id', 'slug', 'source']);

/** What the plan writes, field by field. */
export function writtenBy(plan: Plan): Written[] {
  return plannedOf(plan).flatMap(([noun, row]) =>
    Object.entries(row.isNew ? row.now : row.after)
      .filter(
        ([field, value]) => !NOT_TOLD.has(field) && !field.endsWith('Key') && !(row.isNew && value === null),
      )
      .map(([field, value]) => ({ subject: `${noun}:${row.now.id}`, field, value })),
  );
}

/** Keeps for every field which source wrote it, when, and what it said. */
export async function keepOrigins(
  ctx: Context,
  sourceId: string,
  runId: string,
  written: readonly Written[],
): Promise<void> {
  for (let start = 0; start < written.length; start += ROWS_A_STATEMENT)
    await ctx.db.execute(sql`
      insert into field_origins (subject, field, source_id, run_id, value, read_at)
      select subject, field, ${sourceId}, ${runId}, value, ${ctx.now.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(written.slice(start, start + ROWS_A_STATEMENT))}::jsonb)
        as row(subject text, field text, value jsonb)
      on conflict (subject, field) do update set source_id = excluded.source_id, run_id = excluded.run_id,
        value = excluded.value, read_at = excluded.read_at`);
}

export type Origin = { subject: string; field: string; sourceId: string; value: unknown };

export async function originsOf(ctx: Context, subjects: readonly string[]): Promise<Map<string, Origin>> {
  const found = await ctx.db.execute<Origin>(sql`
    select subject, field, source_id as "sourceId", value from field_origins
    where subject in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(subjects)])}::jsonb))`);
  return new Map(found.map((one) => [`${one.subject}|${one.field}`, one]));
}

/** For whoever looks at a record: which fields are as a source wrote them. */
export type FieldsFrom = { sourceId: string; source: string; isOn: boolean; readAt: Date; fields: string[] };

/** Fields that still hold what the source said; what was changed by hand since is nobody's but the office's. */
export async function originsShown(ctx: Pick<Context, 'db'>, subject: string): Promise<FieldsFrom[]> {
  const [noun, id] = subject.split(':') as [Noun, string];
  const { name, columns } = TABLES[noun];
  const rows = await ctx.db.execute<{
    field: string;
    sourceId: string;
    source: string;
    isOn: boolean;
    readAt: string;
    value: unknown;
  }>(sql`
    select o.field, o.source_id as "sourceId", s.name as source, s.is_on as "isOn", o.read_at as "readAt", o.value
    from field_origins o join sources s on s.id = o.source_id where o.subject = ${subject} order by o.read_at desc, o.field`);
  if (rows.length === 0) return [];
  const [held] = await ctx.db.execute<{ row: Record<string, unknown> }>(
    sql`select to_jsonb(t) as row from ${sql.raw(name)} t where id = ${id}`,
  );
  const shown = new Map<string, FieldsFrom>();
  for (const { field, value, ...from } of rows) {
    const column = (columns as Readonly<Record<string, { name: string }>>)[field]?.name ?? SAME_NAME[field];
    if (column === undefined || JSON.stringify(held?.row[column] ?? null) !== JSON.stringify(value)) continue;
    const readAt = new Date(from.readAt);
    const key = `${from.sourceId}|${readAt.toISOString().slice(0, 16)}`;
    const told = shown.get(key) ?? { ...from, readAt, fields: [] };
    told.fields.push(field);
    shown.set(key, told);
  }
  return [...shown.values()];
}

/** Fields that lists do not write. */
const SAME_NAME: Readonly<Record<string, string>> = {
  withdrawnOn: 'withdrawn_on',
  ceasedOn: 'ceased_on',
  closedOn: 'closed_on',
};
