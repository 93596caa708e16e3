import { failedTries, sessions, users, verifications } from '#db/schema/accounts.ts';
import { cleanUp } from '#src/jobs/clean-up.ts';
import type { Site } from '#src/web/site.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

test('what has run out goes, what still counts stays', async ({ ctx }) => {
  const before = new Date(NOW.getTime() - 1_000);
  const after = new Date(NOW.getTime() + 1_000);
  const made = { createdAt: NOW, updatedAt: NOW };
  await ctx.db.insert(users).values({ id: 'u', name: 'U', email: 'u@example.vn', ...made });
  for (const [id, expiresAt] of [
    ['gone', before],
    ['here', after],
  ] as const) {
    await ctx.db.insert(sessions).values({ id, userId: 'u', token: id, expiresAt, ...made });
    await ctx.db.insert(verifications).values({ id, identifier: id, value: id, expiresAt, ...made });
  }
  await ctx.db.insert(failedTries).values([
    { key: 'a', count: 3, lastAt: new Date(NOW.getTime() - 25 * 3_600_000) },
    { key: 'b', count: 3, lastAt: before },
  ]);
  const site = { db: ctx.db, config: { clock: () => NOW } } as unknown as Site;
  expect(await cleanUp.run(site)).toEqual({
    sessions: 1,
    verifications: 1,
    failedTries: 1,
    contacts: 0,
    runs: 0,
  });
  expect(await ctx.db.select({ id: sessions.id }).from(sessions)).toEqual([{ id: 'here' }]);
});
