import { listDrafts } from '#db/schema/drafts.ts';
import { failedTries, sessions, users, verifications } from '#db/schema/accounts.ts';
import { cleanUp } from '#src/jobs/clean-up.ts';
import { addToCart, newToken } from '#src/domain/shop/carts.ts';
import { anOffer, order } from '#tests/support/shop.ts';
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
  // Two carts of long ago, one of them ordered; and one of today.
  const offer = await anOffer(ctx);
  const longAgo = { ...ctx, now: new Date(NOW.getTime() - 61 * 86_400_000) };
  await addToCart(longAgo, { token: newToken() }, offer.id, 1);
  await addToCart(ctx, { token: newToken() }, offer.id, 1);
  await order(longAgo, [[offer.id, 1]]);
  const site = { db: ctx.db, config: { clock: () => NOW } } as unknown as Site;
  expect(await cleanUp.run(site)).toEqual({
    sessions: 1,
    verifications: 1,
    failedTries: 1,
    contacts: 0,
    runs: 0,
    told: 0,
    drafts: 0,
    carts: 1,
  });
  expect(await ctx.db.select({ id: sessions.id }).from(sessions)).toEqual([{ id: 'here' }]);
});

test('drafts that nobody took up again go with their files; what was published stays', async ({ ctx }) => {
  const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
  const draft = (id: string, changed: number, more: Partial<typeof listDrafts.$inferInsert> = {}) => ({
    id: id.padEnd(12, '0'),
    name: id,
    kind: 'decisions' as const,
    bytes: new Uint8Array([1]),
    size: 1,
    options: {},
    sentBy: 'system:test',
    sentAt: daysAgo(changed),
    changedBy: 'system:test',
    changedAt: daysAgo(changed),
    ...more,
  });
  await ctx.db.insert(listDrafts).values([
    draft('open', 364),
    draft('forgotten', 366),
    draft('aside', 89, { putAsideAt: daysAgo(89) }),
    draft('aside-long', 91, { putAsideAt: daysAgo(91) }),
    draft('published', 900, {
      publishedAt: daysAgo(900),
      publishedBy: 'system:test',
      listId: 'l'.repeat(12),
    }),
    draft('undone', 900, {
      publishedAt: daysAgo(900),
      publishedBy: 'system:test',
      listId: 'l'.repeat(12),
      undoneAt: daysAgo(899),
      undoneBy: 'system:test',
      undoneReason: 'Nhầm tệp',
    }),
  ]);
  const site = { db: ctx.db, config: { clock: () => NOW } } as unknown as Site;
  expect(await cleanUp.run(site)).toMatchObject({ drafts: 2 });
  const left = await ctx.db.select({ name: listDrafts.name }).from(listDrafts);
  expect(left.map(({ name }) => name).sort()).toEqual(['aside', 'open', 'published', 'undone']);
});
