import { sql, type SQL } from 'drizzle-orm';
import type { LastDayRule } from './certificate.ts';
import { RULE_SETS } from './rule-set.ts';

/**
 * `lastDayOf` as SQL, of the row `c` of `certificates`: for questions over thousands of certificates. PostgreSQL
 * ends a term of months as `endOfTerm` does, on the last day of a month that has no such day.
 */
export function lastDaySql(rule: LastDayRule): SQL<string | null> {
  const months = sql.join(
    RULE_SETS.map(({ name, validityMonths }) => sql`when ${name} then ${validityMonths}::int`),
    sql` `,
  );
  const less = rule === 'anniversary_counts' ? 0 : 1;
  return sql`case when c.issued_on is null or c.rule_set is null then null else coalesce(c.stated_until,
    (c.issued_on + make_interval(months => case c.rule_set ${months} end))::date - ${less}::int) end`;
}
