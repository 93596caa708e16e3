import { sql } from 'drizzle-orm';
import { lastDayOf, type LastDayRule } from '#src/domain/certification/certificate.ts';
import { lastDaySql } from '#src/domain/certification/last-day-sql.ts';
import { aCertificate } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

test('the database ends a term on the same day as the rule', async ({ ctx }) => {
  const made = [];
  for (const issuedOn of ['2024-02-29', '2023-11-30', '2024-08-31', '2025-01-01', null] as const)
    made.push(await aCertificate(ctx, { issuedOn }));
  made.push(await aCertificate(ctx, { issuedOn: '2024-05-05', statedUntil: '2027-05-04' }));
  for (const rule of ['anniversary_counts', 'day_before'] as const satisfies LastDayRule[]) {
    const rows = await ctx.db.execute<{ id: string; last: string | null }>(
      sql`select c.id, ${lastDaySql(rule)}::text as last from certificates c`,
    );
    const found = new Map(rows.map(({ id, last }) => [id, last]));
    for (const { id, issuedOn, ruleSet, statedUntil } of made)
      expect(found.get(id)).toBe(
        lastDayOf(
          { issuedOn: issuedOn ?? null, ruleSet: ruleSet ?? null, statedUntil: statedUntil ?? null },
          rule,
        ),
      );
  }
});
