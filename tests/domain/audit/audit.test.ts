import { sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { expect, test } from '#tests/support/test.ts';

test('an audit fact says who and when, and can be neither changed nor taken away', async ({
  own: { ctx },
}) => {
  await writeDown(ctx, [
    { kind: 'product.changed', subject: 'product:x', before: { name: 'a' }, after: { name: 'b' } },
  ]);
  const [fact] = await ctx.db.select().from(auditFacts);
  expect(fact).toMatchObject({
    actor: 'system:test',
    at: ctx.now,
    before: { name: 'a' },
    after: { name: 'b' },
  });
  await expect(ctx.db.delete(auditFacts)).rejects.toThrow();
  await expect(ctx.db.update(auditFacts).set({ reason: 'later' })).rejects.toThrow();
  expect(await ctx.db.execute(sql`select 1 from audit_facts`)).toHaveLength(1);
});
