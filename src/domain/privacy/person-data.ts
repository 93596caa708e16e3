import { sql, type SQL } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { Buyer, Consent, InvoiceRequest, PaymentMethod } from '#src/domain/orders/purchase.ts';
import type { OrderState } from '#src/domain/orders/order.ts';
import type { ReviewAnswer } from '#src/domain/reviews/review.ts';
import type { VisitState } from '#src/domain/tourism/visit.ts';
import type { Whose } from './right.ts';

/** Purchases of which it was shown that they are theirs. An account is no proof for a mailbox, nor a link for an account. */
export function theirPurchases(whose: Whose): SQL {
  switch (whose.kind) {
    case 'purchase':
      return sql`p.id = ${whose.purchaseId}`;
    case 'account':
      return sql`p.user_id = ${whose.userId}`;
    case 'email':
      return sql`lower(p.buyer->>'email') = ${whose.email.toLowerCase()}`;
  }
}

export type PersonData = {
  account: { name: string; email: string; phone: string | null; since: string; devices: number } | null;
  purchases: {
    id: string;
    code: string;
    startedAt: string;
    method: PaymentMethod;
    total: Dong;
    buyer: Buyer;
    invoice: InvoiceRequest | null;
    consents: Consent[];
    isRestricted: boolean;
    isForgotten: boolean;
    orders: {
      code: string;
      producer: string;
      state: OrderState;
      goods: string[];
      events: { at: string; state: OrderState }[];
      claims: { at: string; words: string; pictures: number }[];
      reviews: { at: string; answer: ReviewAnswer; words: string; givenName: string | null }[];
    }[];
  }[];
  /** What was written to their address. */
  letters: { at: string; title: string }[];
  /** Where they asked to come, with this address to be told by. */
  visits: {
    at: string;
    tour: string;
    day: string;
    places: number;
    state: VisitState;
    name: string;
    phone: string;
  }[];
  /** What they reported with this address as the way to answer. */
  reports: { at: string; words: string }[];
};

/** All that is kept about a person, for that person alone. */
export async function personData(ctx: Pick<Context, 'db'>, whose: Whose): Promise<PersonData> {
  const email = whose.kind === 'email' ? whose.email.toLowerCase() : null;
  const userId = whose.kind === 'account' ? whose.userId : null;
  const [row] = await ctx.db.execute<{ data: PersonData }>(sql`
    select jsonb_build_object(
      'account', (select jsonb_build_object('name', u.name, 'email', u.email, 'phone', u.phone, 'since', u.created_at,
          'devices', (select count(*) from sessions s where s.user_id = u.id))
        from users u where (u.id = ${userId} or lower(u.email) = ${email}) and u.closed_at is null),
      'purchases', coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'code', p.code, 'startedAt', p.started_at,
          'method', p.method, 'total', p.total, 'buyer', p.buyer, 'invoice', p.invoice, 'consents', p.consents,
          'isRestricted', p.restricted_at is not null, 'isForgotten', p.forgotten_at is not null,
          'orders', (select jsonb_agg(jsonb_build_object('code', o.code, 'producer', m.name, 'state', o.state,
              'goods', (select jsonb_agg(l.quantity || ' × ' || (l.goods->>'name') || ', ' || (l.goods->>'pack') order by l.id)
                from order_lines l where l.order_id = o.id),
              'events', coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'state', e.state) order by e.id)
                from order_events e where e.order_id = o.id and e.is_public), '[]'::jsonb),
              'claims', coalesce((select jsonb_agg(jsonb_build_object('at', c.asked_at, 'words', c.words,
                  'pictures', (select count(*) from claim_pictures i where i.claim_id = c.id)) order by c.asked_at)
                from claims c where c.order_id = o.id), '[]'::jsonb),
              'reviews', coalesce((select jsonb_agg(jsonb_build_object('at', r.written_at, 'answer', r.answer,
                  'words', r.words, 'givenName', r.given_name) order by r.written_at)
                from reviews r join order_lines l on l.id = r.order_line_id
                where l.order_id = o.id and r.state <> 'taken_back'), '[]'::jsonb)) order by o.code)
            from orders o join producers m on m.id = o.producer_id where o.purchase_id = p.id)) order by p.started_at desc)
        from purchases p where ${theirPurchases(whose)}), '[]'::jsonb),
      'letters', coalesce((select jsonb_agg(jsonb_build_object('at', t.written_at, 'title', t.title) order by t.written_at)
        from letters t where lower(t.to_address) = ${email}), '[]'::jsonb),
      'reports', coalesce((select jsonb_agg(jsonb_build_object('at', w.received_at, 'words', w.words) order by w.received_at)
        from public_reports w where lower(w.contact) = ${email}), '[]'::jsonb),
      'visits', coalesce((select jsonb_agg(jsonb_build_object('at', v.asked_at, 'day', s.day, 'places', v.places,
          'state', v.state, 'name', v.name, 'phone', v.phone, 'tour', (select r.title_vi from tour_revisions r
            where r.tour_id = s.tour_id and r.state = 'published'),
          'producer', (select m.name from producers m where m.id = s.producer_id)) order by v.asked_at)
        from visit_requests v join tour_slots s on s.id = v.slot_id
        where lower(v.email) = ${email} and v.forgotten_at is null), '[]'::jsonb)) as data`);
  return row!.data;
}

/** That somebody took their data home is written down, not what they are. */
export async function noteExport(ctx: Context, whose: Whose): Promise<void> {
  const subject =
    whose.kind === 'purchase'
      ? `purchase:${whose.purchaseId}`
      : whose.kind === 'account'
        ? `user:${whose.userId}`
        : 'rights:by_mail';
  await writeDown(ctx, [{ kind: 'rights.exported', subject }]);
}
