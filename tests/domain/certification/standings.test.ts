import { describe } from 'vitest';
import { sql } from 'drizzle-orm';
import {
  statusOn,
  type CertificateEventKind,
  type LastDayRule,
} from '#src/domain/certification/certificate.ts';
import { certificateById, readOn, statusOfCertificateOn } from '#src/domain/certification/certificates.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { RULE_SETS } from '#src/domain/certification/rule-set.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { newId } from '#src/domain/shared/id.ts';
import { aCertificate, anEvent, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

/** Numbers from 0 to 1 that come in the same order every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe.each<LastDayRule>(['anniversary_counts', 'day_before'])('when %s', (rule) => {
  test('the kept standings say on every day what the rule says of the facts', async ({ own }) => {
    const { ctx } = own;
    const roll = dice(rule === 'day_before' ? 7 : 11);
    const pick = <Value>(values: readonly Value[]) => values[Math.floor(roll() * values.length)]!;
    const dayAfter = (from: Day, most: number) => addDays(from, Math.floor(roll() * most));
    const products: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      const product = await aProduct(ctx, { name: `Sản phẩm ${count}` });
      products.push(product.id);
      for (let held = 0; held <= roll() * 3; held += 1) {
        const issuedOn = roll() < 0.1 ? null : dayAfter('2020-01-01', 2_400);
        const certificate = await aCertificate(ctx, {
          productId: product.id,
          issuedOn,
          ruleSet: issuedOn && pick(RULE_SETS).name,
          statedUntil: issuedOn && roll() < 0.15 ? addDays(issuedOn, 700 + Math.floor(roll() * 500)) : null,
        });
        for (let events = 0; events < roll() * 4; events += 1) {
          const kind = pick<CertificateEventKind>(['extended', 'suspended', 'reinstated', 'revoked']);
          const effectiveOn = dayAfter(issuedOn ?? '2022-01-01', 1_400);
          await anEvent(ctx, {
            certificateId: certificate.id,
            kind,
            effectiveOn,
            until: kind === 'extended' ? addDays(effectiveOn, Math.floor(roll() * 400)) : null,
          });
        }
      }
    }
    await keepStandings(ctx, products, rule);

    let asked = 0;
    const ids = (await own.sql<{ id: string }[]>`select id from certificates`).map(({ id }) => id);
    for (const id of ids) {
      for (let tries = 0; tries < 12; tries += 1) {
        const day = dayAfter('2019-06-01', 3_600);
        const record = await certificateById(own.sql, id, day, rule);
        const kept = await statusOfCertificateOn(own.sql, id, day);
        expect(kept?.status, `${id} on ${day}`).toBe(record?.status);
        expect(record?.status).toBe(statusOn(day, record!, rule));
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(300);

    // On each day exactly one certificate speaks for each product.
    for (const day of ['2021-05-05', '2024-02-29', '2026-03-15', '2031-01-01']) {
      const speaking = await own.sql`
        select product_id, count(*)::int as n from standings
        where governs and ${day}::text::date between from_day and until_day group by product_id`;
      expect(speaking).toHaveLength(products.length);
      expect(speaking.filter(({ n }) => n !== 1)).toEqual([]);
    }
  });
});

test('standings worked out twice are the same rows', async ({ ctx }) => {
  const { productId } = await aCertificate(ctx);
  const before = await ctx.db.execute(sql`select * from standings order by 1, 3`);
  await keepStandings(ctx, [productId, productId, newId()], 'anniversary_counts');
  expect([...(await ctx.db.execute(sql`select * from standings order by 1, 3`))]).toEqual([...before]);
  expect(before.length).toBeGreaterThan(2);
});

test.for([
  // From 24/11/2023 36 months; the window of Decision 26/2026 opens 180 and closes 120 days before the end.
  ['2026-05-22', '26/2026/QĐ-TTg', '2029-05-22', { opens: '2028-11-23', closes: '2029-01-22' }],
  // A dossier for an older certificate follows the rules of the day on which it is handed in.
  ['2023-11-24', '148/QĐ-TTg', '2026-11-24', { opens: '2026-05-28', closes: '2026-07-27' }],
  ['2023-03-01', '148/QĐ-TTg', '2026-03-01', null],
  ['2023-08-01', '148/QĐ-TTg', '2026-08-01', null],
] as const)('a decision of %s under %s ends %s', ([issuedOn, ruleSet, lastDay, renewal]) => {
  const [record] = readOn(
    '2026-06-01',
    [
      {
        id: 'c',
        number: null,
        kind: null,
        stars: 3,
        points: null,
        ruleSet,
        issuedOn,
        issuedYear: null,
        statedUntil: null,
        annulledOn: null,
        annulledReason: null,
        source: null,
        decision: null,
        events: [],
      },
    ],
    'anniversary_counts',
  );
  expect(record?.term).toEqual({ from: issuedOn, lastDay, until: lastDay, renewal });
});
