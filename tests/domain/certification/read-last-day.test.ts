import { eq } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { changedProducts } from '#db/schema/catalogue.ts';
import { statusOfCertificateOn } from '#src/domain/certification/certificates.ts';
import { readLastDayAs } from '#src/domain/certification/read-last-day.ts';
import { aCertificate } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

test('the setting of the last day moves every certificate by one day, once, and is written down', async ({
  own,
}) => {
  const { ctx, sql } = own;
  await readLastDayAs(ctx, 'anniversary_counts');
  const { id } = await aCertificate(ctx, { issuedOn: '2024-11-20' });
  const status = async (day: string) => (await statusOfCertificateOn(sql, id, day as '2027-11-20'))?.status;
  expect(await status('2027-11-20')).toBe('expiring');

  await readLastDayAs(ctx, 'day_before');
  expect(await status('2027-11-19')).toBe('expiring');
  expect(await status('2027-11-20')).toBe('expired');
  await readLastDayAs(ctx, 'day_before');

  const written = await ctx.db.select().from(auditFacts).where(eq(auditFacts.kind, 'site.last_day_rule'));
  expect(written).toMatchObject([{ before: { rule: 'anniversary_counts' }, after: { rule: 'day_before' } }]);
  expect(await ctx.db.$count(changedProducts)).toBe(1);
});
