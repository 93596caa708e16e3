import { sql } from 'drizzle-orm';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { standingsOf, type CertificateEvent, type HeldCertificate, type LastDayRule } from './certificate.ts';
import type { RuleSetName, Stars } from './rule-set.ts';

const PRODUCTS_A_STATEMENT = 2_000;

type HeldRow = {
  product_id: string;
  id: string;
  stars: Stars;
  issued_on: Day | null;
  rule_set: RuleSetName | null;
  stated_until: Day | null;
  annulled_on: Day | null;
  events: CertificateEvent[];
};

/**
 * Works out anew how the certificates of these products stand on every day. To be called in the
 * transaction that changed a certificate or an event, after the change. May be repeated.
 */
export async function keepStandings(
  ctx: Context,
  productIds: readonly string[],
  rule: LastDayRule,
): Promise<void> {
  const ids = [...new Set(productIds)].sort();
  for (let start = 0; start < ids.length; start += PRODUCTS_A_STATEMENT) {
    await keepSome(ctx, ids.slice(start, start + PRODUCTS_A_STATEMENT), rule);
  }
}

async function keepSome(ctx: Context, ids: readonly string[], rule: LastDayRule): Promise<void> {
  const these = sql`select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)`;
  // Whoever changes another certificate of the same product waits, and then sees what we did.
  await ctx.db.execute(sql`select 1 from products where id in (${these}) order by id for no key update`);
  const held = (await ctx.db.execute(sql`
    select c.product_id, c.id, c.stars, c.issued_on::text, c.rule_set, c.stated_until::text, c.annulled_on::text,
      coalesce((
        select jsonb_agg(
          jsonb_build_object('kind', e.kind, 'effectiveOn', e.effective_on, 'until', e.until)
          order by e.effective_on, e.recorded_at, e.id)
        from certificate_events e where e.certificate_id = c.id), '[]'::jsonb) as events
    from certificates c
    where c.product_id in (${these})
    order by c.product_id, c.issued_on nulls first, c.created_at, c.id
  `)) as unknown as HeldRow[];

  const rows = [...Map.groupBy(held, ({ product_id }) => product_id)].flatMap(([productId, certificates]) =>
    standingsOf(certificates.map(heldCertificate), rule).map((standing) => ({
      certificate_id: standing.certificateId,
      product_id: productId,
      from_day: standing.from,
      until_day: standing.until,
      status: standing.status,
      stars: standing.stars,
      governs: standing.governs,
    })),
  );
  await ctx.db.execute(sql`delete from standings where product_id in (${these})`);
  await ctx.db.execute(sql`
    insert into standings (certificate_id, product_id, from_day, until_day, status, stars, governs)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(
      certificate_id text, product_id text, from_day date, until_day date, status text, stars smallint, governs boolean)
  `);
}

function heldCertificate(row: HeldRow): HeldCertificate {
  return {
    id: row.id,
    stars: row.stars,
    issuedOn: row.issued_on,
    ruleSet: row.rule_set,
    statedUntil: row.stated_until,
    annulledOn: row.annulled_on,
    events: row.events,
  };
}
