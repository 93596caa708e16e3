import { sql } from 'drizzle-orm';
import { endOfTerm, dayInVietnam, startOf, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { forgetScans, SCAN_DAYS } from '#src/domain/scans/forget-scans.ts';
import { KEY_DAYS } from '#src/domain/scans/scan-keys.ts';
import { CART_DAYS } from '#src/domain/shop/carts.ts';
import { forgetNamesBefore } from '#src/domain/epcis/names.ts';
import { forgetVisitsBefore } from '#src/domain/tourism/visits.ts';
import { forgetPurchase, hasEnded } from './forget.ts';

export type RetentionRule = {
  name: string;
  /** As they are called in the database. */
  tables: readonly string[];
  /** `null`: to an end that stands in the row itself, or for as long as the person wants. */
  keep: { days: number } | { months: number } | null;
  afterwards: 'deleted' | 'emptied' | 'anonymised' | 'stops' | 'kept';
  /** `law`: at least so long, and no longer; `ours`: a proposal of this software that the operator may change. */
  basis: 'law' | 'ours';
  /** Since when it is done so. */
  since: Day;
};

/**
 * How long each table keeps what is personal: the one place that says so, for the page of the privacy policy, for the
 * office and for the work that carries it out. A change is a new number with a new day.
 *
 * @source Law 91/2025/QH15 (P-08); Decree 37/2026/NĐ-CP, article 41.6: label data with seller, contract, invoice and
 *   transaction at least five years. All other terms are ours.
 */
export const RETENTION = [
  {
    name: 'purchases',
    tables: ['purchases', 'orders', 'order_events', 'claims', 'reviews'],
    keep: { months: 60 },
    afterwards: 'anonymised',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'goods_and_money',
    tables: ['order_lines', 'order_line_lots', 'payments', 'payment_shares', 'refunds', 'ledger_entries'],
    keep: null,
    afterwards: 'kept',
    basis: 'law',
    since: '2026-11-28',
  },
  {
    name: 'guest_links',
    tables: ['purchases'],
    keep: { months: 24 },
    afterwards: 'stops',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'claim_pictures',
    tables: ['claim_pictures'],
    keep: { months: 12 },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'carts',
    tables: ['carts', 'cart_lines'],
    keep: { days: CART_DAYS },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'reviews',
    tables: ['reviews'],
    keep: null,
    afterwards: 'kept',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'enquiries',
    tables: ['letters'],
    keep: { months: 6 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'letters',
    tables: ['letters'],
    keep: { months: 24 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'visits',
    tables: ['visit_requests'],
    keep: { months: 6 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'lot_names',
    tables: ['epcis_names'],
    keep: { months: 60 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'report_contacts',
    tables: ['public_reports'],
    keep: { days: 90 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'scans',
    tables: ['scans'],
    keep: { days: SCAN_DAYS },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'scan_keys',
    tables: ['scan_keys'],
    keep: { days: KEY_DAYS },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'rights_requests',
    tables: ['rights_requests'],
    keep: { months: 24 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'joining',
    tables: ['producer_claims'],
    keep: { months: 6 },
    afterwards: 'emptied',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'rights_links',
    tables: ['rights_links'],
    keep: { days: 1 },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'sessions',
    tables: ['sessions', 'verifications'],
    keep: { days: 7 },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'failed_tries',
    tables: ['failed_tries'],
    keep: { days: 1 },
    afterwards: 'deleted',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'accounts',
    tables: ['users', 'credentials', 'passkeys', 'second_factors'],
    keep: null,
    afterwards: 'anonymised',
    basis: 'ours',
    since: '2026-11-28',
  },
  {
    name: 'audit',
    tables: ['audit_facts'],
    keep: null,
    afterwards: 'kept',
    basis: 'ours',
    since: '2026-11-28',
  },
] as const satisfies readonly RetentionRule[];

export type RetentionName = (typeof RETENTION)[number]['name'];

/** The instant before which what began is over, by a rule that counts months. */
function monthsAgo(ctx: Pick<Context, 'now'>, name: RetentionName): string {
  const rule: RetentionRule = RETENTION.find((one) => one.name === name)!;
  const keep = rule.keep;
  if (keep === null || !('months' in keep)) throw new Error(`${name} counts no months`);
  return startOf(endOfTerm(dayInVietnam(ctx.now), -keep.months)).toISOString();
}

const A_ROUND = 500;

/**
 * Carries out what the schedule says and nothing else does: each round some, so that no table is held for long. May be
 * repeated; what is not due yet stays.
 */
export async function keepRetention(
  ctx: Context,
  goOn: () => boolean = () => true,
): Promise<
  Record<
    | 'purchases'
    | 'links'
    | 'pictures'
    | 'letters'
    | 'requests'
    | 'rightsLinks'
    | 'visits'
    | 'lotNames'
    | 'scans',
    number
  >
> {
  let purchases = 0;
  const due = await ctx.db.execute<{ id: string }>(sql`
    select id from purchases where forgotten_at is null and coalesce(placed_at, started_at) < ${monthsAgo(ctx, 'purchases')}
    order by started_at limit ${A_ROUND}`);
  for (const { id } of due) {
    if (!goOn()) break;
    // One that is still quarrelled about is looked at again tomorrow.
    if (!(await hasEnded(ctx, id))) continue;
    await inTransaction(ctx, (ctx) => forgetPurchase(ctx, id));
    purchases += 1;
  }
  // In an account the same address is the way to it.
  const links = await ctx.db.execute(sql`
    update purchases p set token_hash = 'ended:' || p.id
    where p.user_id is null and p.token_hash not like 'ended:%' and p.token_hash not like 'forgotten:%'
      and p.started_at < ${monthsAgo(ctx, 'guest_links')}
      and not exists (select from orders o where o.purchase_id = p.id and o.changed_at >= ${monthsAgo(ctx, 'guest_links')})
    returning p.id`);
  const pictures = await ctx.db.execute(sql`
    delete from claim_pictures i using claims c where c.id = i.claim_id and c.state in ('refused', 'closed')
      and c.changed_at < ${monthsAgo(ctx, 'claim_pictures')} returning i.id`);
  const enquiries = await ctx.db.execute(sql`
    update letters set words = '' where kind = 'enquiry' and words <> '' and state not in ('waiting', 'handing_over')
      and written_at < ${monthsAgo(ctx, 'enquiries')} returning id`);
  const letters = await ctx.db.execute(sql`
    update letters set words = '', to_name = null,
      to_address = case when to_address is null then null else 'nobody@forgotten.invalid' end
    where kind in ('order', 'claim', 'review', 'rights', 'report_answer', 'password_reset', 'invitation', 'joining', 'visit')
      and to_address is distinct from 'nobody@forgotten.invalid' and state not in ('waiting', 'handing_over')
      and written_at < ${monthsAgo(ctx, 'letters')} returning id`);
  const requests = await ctx.db.execute(sql`
    update rights_requests set words = '', contact = null, email = case when email is null then null else '' end
    where closed_at < ${monthsAgo(ctx, 'rights_requests')} and (words <> '' or contact is not null or email <> '')
    returning id`);
  const joining = await ctx.db.execute(sql`
    update producer_claims set phone = '', words = '' where state <> 'open' and decided_at < ${monthsAgo(ctx, 'joining')}
      and (phone <> '' or words <> '') returning id`);
  const rightsLinks = await ctx.db.execute(
    sql`delete from rights_links where expires_at < ${ctx.now.toISOString()} returning token_hash`,
  );
  const scans = await forgetScans(ctx);
  const visits = await forgetVisitsBefore(ctx, dayInVietnam(new Date(monthsAgo(ctx, 'visits'))));
  const lotNames = await forgetNamesBefore(ctx, monthsAgo(ctx, 'lot_names'));
  return {
    visits,
    lotNames,
    scans,
    purchases,
    links: links.length,
    pictures: pictures.length,
    letters: enquiries.length + letters.length,
    requests: requests.length + joining.length,
    rightsLinks: rightsLinks.length,
  };
}
