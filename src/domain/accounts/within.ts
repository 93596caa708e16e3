import { sql, type SQL } from 'drizzle-orm';
import type { Reach } from './deeds.ts';

/** As SQL: rows of a place that an office reaches. @param table or alias with the codes of province and commune. */
export function within(reach: Reach, table: string): SQL {
  if (reach === 'all') return sql`true`;
  const [province, commune] = [sql.raw(`${table}.province_code`), sql.raw(`${table}.commune_code`)];
  const parts = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`${province} = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(${province} = ${scope.provinceCode} and ${commune} = ${scope.communeCode})`]
        : [],
  );
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}
