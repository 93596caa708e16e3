import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import {
  CERTIFICATE_JSON,
  readOn,
  renewalOn,
  type CertificateFacts,
  type CertificateRecord,
} from '#src/domain/certification/certificates.ts';
import { whereOfProducer } from '#src/domain/producers/where.ts';
import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

/** What a producer has to know of a product's recognition today, the most pressing first. */
export const RECOGNITION_STATES = [
  'revoked',
  'suspended',
  'expired',
  /** The days for handing a dossier in are past, the certificate is not. */
  'late',
  'extended',
  'open',
  /** The days for handing in begin within thirty days. */
  'soon',
  'in_force',
  /** A decision without a day, or not yet in force. */
  'unclear',
  'none',
  'withdrawn',
] as const;
export type RecognitionState = (typeof RECOGNITION_STATES)[number];

/** As long before as the first notice comes. */
const SOON_DAYS = 30;

export type RecognisedProduct = {
  id: string;
  slug: string;
  name: string;
  withdrawnOn: Day | null;
  state: RecognitionState;
  /** The certificate that speaks for the product today; `null`: it has none. */
  speaks: CertificateRecord | null;
  /** All of them, newest first. */
  certificates: CertificateRecord[];
};

/** How a product stands on `day`, as its producer has to act. */
export function recognitionOn(
  day: Day,
  { speaks, withdrawnOn }: Pick<RecognisedProduct, 'speaks' | 'withdrawnOn'>,
): RecognitionState {
  if (withdrawnOn !== null && withdrawnOn <= day) return 'withdrawn';
  if (speaks === null) return 'none';
  switch (speaks.status) {
    case 'revoked':
    case 'suspended':
    case 'expired':
    case 'extended':
      return speaks.status;
    case 'valid':
    case 'expiring': {
      const window = renewalOn(day, speaks);
      if (window === 'late' || window === 'open') return window;
      const { renewal } = speaks.term;
      return renewal !== null && day >= addDays(renewal.opens, -SOON_DAYS) ? 'soon' : 'in_force';
    }
    default:
      return 'unclear';
  }
}

/**
 * Every product of a producer with its recognitions, the most pressing first; goods that were never recognised too.
 *
 * @throws Refusal `not_found`: none such, or out of reach; `not_allowed`.
 */
export async function certificatesOfProducer(
  ctx: Context,
  producerId: string,
  rule: LastDayRule,
): Promise<{ id: string; name: string; products: RecognisedProduct[] }> {
  const where = await whereOfProducer(ctx, producerId);
  if (!where || where.mergedInto !== null) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'workshop.enter', where);
  const today = dayInVietnam(ctx.now);
  type Row = Pick<RecognisedProduct, 'id' | 'slug' | 'name' | 'withdrawnOn'> & {
    governing: string | null;
    certificates: CertificateFacts[];
  };
  const [found] = await ctx.db.execute<{ name: string; products: Row[] }>(sql`
    select m.name, coalesce((
      select jsonb_agg(jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'withdrawnOn', p.withdrawn_on,
        'governing', (select s.certificate_id from standings s
          where s.product_id = p.id and s.governs and ${today}::date between s.from_day and s.until_day limit 1),
        'certificates', coalesce((
          select jsonb_agg(${sql.raw(CERTIFICATE_JSON)}) from certificates c where c.product_id = p.id), '[]'::jsonb))
        order by p.name_key, p.id)
      from products p where p.producer_id = m.id and p.merged_into is null), '[]'::jsonb) as products
    from producers m where m.id = ${producerId}`);
  const products = found!.products.map(({ governing, certificates: facts, ...product }) => {
    const certificates = readOn(today, facts, rule);
    const speaks = certificates.find(({ id }) => id === governing) ?? null;
    return { ...product, certificates, speaks, state: recognitionOn(today, { ...product, speaks }) };
  });
  const pressing = ({ state }: RecognisedProduct) => RECOGNITION_STATES.indexOf(state);
  return { id: producerId, name: found!.name, products: products.sort((a, b) => pressing(a) - pressing(b)) };
}
