import type { Dong } from '#src/domain/shared/dong.ts';

/**
 * `awaited`; `paid`; `mismatch`: another sum or currency came, a person decides; `lapsed`: nothing came in time;
 * `late`: the money came when the goods had gone, and goes back.
 */
export type PaymentState = 'awaited' | 'paid' | 'mismatch' | 'lapsed' | 'late';

/** `asked` of the gateway or of the producer; `done`; `failed`, to be tried again. */
export type RefundState = 'asked' | 'done' | 'failed';

/** What the card gateway is asked for, to the letter: it refuses the same key with other words. */
export type SessionAsked = {
  key: string;
  paymentId: string;
  purchaseId: string;
  code: string;
  total: Dong;
  lines: { name: string; amount: Dong }[];
  email: string | null;
  language: 'vi' | 'en';
  /** Seconds since 1970. */
  expiresAt: number;
  returnUrl: string;
  cancelUrl: string;
};

/** A session as the gateway holds it now, whatever a notice about it may have said. */
export type SessionRead = {
  status: 'open' | 'complete' | 'expired';
  paid: boolean;
  amount: number;
  /** Lower case, ISO 4217. */
  currency: string;
  /** Money given back so far, in đồng. */
  refunded: number;
};

/** What was paid or given back there in some time: by session, and by the payment that it was asked for. */
export type PaidThere = {
  session: string;
  /** `null`: the session was not asked for by this site. */
  paymentId: string | null;
  amount: number;
  currency: string;
  refunded: number;
};

/**
 * Where the card service and the site differ: `not_here`: paid there, and here not; `not_there`: paid here, and there
 * not; `amount`: another sum or currency; `refunded_more`, `refunded_less`: more or less was given back there.
 */
export const FINDING_KINDS = ['not_here', 'not_there', 'amount', 'refunded_more', 'refunded_less'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What the site needs of whoever takes cards. */
export type PaymentGateway = {
  /** Asking twice with one key gives the same session. @throws GatewayDown */
  openSession(asked: SessionAsked): Promise<{ session: string; payUrl: string }>;
  readSession(session: string): Promise<SessionRead>;
  /** Ends a session that nobody has paid. Says how it stands afterwards: it may have been paid meanwhile. */
  expireSession(session: string): Promise<SessionRead>;
  /** Gives money back; one key, one refund. */
  refund(asked: {
    session: string;
    amount: Dong;
    key: string;
  }): Promise<{ reference: string; done: boolean }>;
  /**
   * All sessions begun in this time that were paid, and the payments of which something was given back in it.
   *
   * @throws GatewayDown
   */
  paidBetween(from: Date, until: Date): Promise<{ paid: PaidThere[]; refundedOf: string[] }>;
  /**
   * The notice in a body; `null`: of no interest here.
   *
   * @throws ForgedNotice when the signature does not fit, or the time is more than five minutes off either way.
   */
  readNotice(body: string, signature: string | null, now: Date): Notice | null;
};

/** About a session, or about a payment by the key it was asked with: one of the two. */
export type Notice = { id: string; kind: string; session: string | null; paymentId: string | null };

/** The gateway did not answer, or said that it could not. Nothing is known of what it did. */
export class GatewayDown extends Error {
  override name = 'GatewayDown';
}

/** The gateway keeps a fault as its answer to this key: only another key can do better. */
export class KeySpent extends GatewayDown {
  override name = 'KeySpent';
}

export class ForgedNotice extends Error {
  override name = 'ForgedNotice';
}

/**
 * What a card can be charged with. The least is a moving sum near half a dollar: a setting with a margin.
 *
 * @source Stripe: no decimals for VND, at most eight digits, at least the worth of 0.50 USD.
 */
export type CardLimits = { least: Dong; most: Dong };
export const CARD_LIMITS: CardLimits = { least: 15_000 as Dong, most: 99_999_999 as Dong };
