import { randomBytes } from 'node:crypto';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** `cash` to the carrier on delivery; `transfer` to the producer's own account; `card` by way of the operator. */
export const PAYMENT_METHODS = ['cash', 'transfer', 'card'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export type Buyer = {
  name: string;
  /** `+84…`. */
  phone: string;
  email: string | null;
  provinceCode: string;
  communeCode: string;
  /** House, street, hamlet. */
  street: string;
  /** Names as they were before the communes changed, when the buyer wrote them. */
  oldAddress: string | null;
  note: string | null;
};

/** What the seller needs to write an invoice to a business. */
export type InvoiceRequest = { name: string; taxCode: string; address: string; email: string };

/** @source Law 91/2025/QH15: one consent for one purpose, with the text agreed to and when. */
export type Consent = {
  /** `review`: to be asked by letter, once, what they think of the goods. */
  purpose: 'terms' | 'age' | 'news' | 'review';
  edition: string;
  at: string;
  /** When it was taken back. */
  withdrawnAt?: string;
};

/** Goods as they were when they were ordered. */
export type FrozenGoods = {
  productId: string;
  productSlug: string;
  name: string;
  pack: string;
  set: number | null;
  label: LabelFacts;
  /** The certificate that spoke for the product on the day of the order; `null`: none ever did. */
  certificate: {
    id: string;
    status: CertificateStatus;
    /** In force then. */
    stars: Stars | null;
    until: Day | null;
  } | null;
};

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new code of eight letters and digits that nobody guesses the next of and that is read out without mistakes. */
export const newPurchaseCode = (): string =>
  `SL${Array.from(randomBytes(8), (byte) => LETTERS[byte & 31]).join('')}`;
