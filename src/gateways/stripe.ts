import Stripe from 'stripe';
import {
  ForgedNotice,
  GatewayDown,
  KeySpent,
  type PaidThere,
  type PaymentGateway,
  type SessionAsked,
  type SessionRead,
} from '#src/domain/payments/payment.ts';

/** Where buyers type their card. */
export const STRIPE_PAGES = 'https://checkout.stripe.com';

export type StripeSettings = {
  key: string;
  /** Signing secrets of notices: the present one, and while it is changed the one before. */
  webhookSecrets: readonly string[];
  /** Another server that speaks the same protocol; `null`: Stripe itself. */
  server: { protocol: 'http' | 'https'; host: string; port: number } | null;
};

const TIMEOUT_MS = 4_000;
/** Seconds by which a notice's clock may differ from ours, either way. */
const CLOCK_TOLERANCE = 300;

/** Notices after which a session is asked anew. What they say themselves is not believed. */
const OF_INTEREST = /^(checkout\.session\.|charge\.refund|refund\.)/;

/** Cards by Stripe Checkout. Amounts of đồng have no smaller unit: they go as they are. */
export function stripePayments({ key, webhookSecrets, server }: StripeSettings): PaymentGateway {
  const stripe = new Stripe(key, {
    ...(server && { protocol: server.protocol, host: server.host, port: server.port }),
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 1,
    telemetry: false,
  });

  async function asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Stripe.errors.StripeAPIError && error.headers?.['idempotent-replayed'] === 'true')
        throw new KeySpent(error.message, { cause: error });
      if (
        error instanceof Stripe.errors.StripeConnectionError ||
        error instanceof Stripe.errors.StripeAPIError ||
        error instanceof Stripe.errors.StripeRateLimitError ||
        error instanceof Stripe.errors.StripeIdempotencyError
      )
        throw new GatewayDown(error.message, { cause: error });
      throw error;
    }
  }

  async function read(session: string): Promise<SessionRead> {
    try {
      const expand = ['payment_intent.latest_charge'];
      return readOf(await asking(() => stripe.checkout.sessions.retrieve(session, { expand })));
    } catch (error) {
      // A session that the gateway does not hold is one that nobody can pay any more.
      if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing')
        return { status: 'expired', paid: false, amount: 0, currency: '', refunded: 0 };
      throw error;
    }
  }

  return {
    openSession: async (asked) => {
      const made = await asking(() =>
        stripe.checkout.sessions.create(paramsOf(asked), { idempotencyKey: asked.key }),
      );
      if (made.amount_total !== asked.total || made.url === null)
        throw new Error(`session ${made.id} asks for ${made.amount_total}, not ${asked.total}`);
      return { session: made.id, payUrl: made.url };
    },
    readSession: read,
    expireSession: async (session) => {
      try {
        return readOf(await asking(() => stripe.checkout.sessions.expire(session)));
      } catch (error) {
        // Paid or ended in this moment: it no longer is open, and says how it stands.
        if (error instanceof Stripe.errors.StripeInvalidRequestError) return read(session);
        throw error;
      }
    },
    refund: async ({ session, amount, key: refundKey }) => {
      const { payment_intent: intent } = await asking(() => stripe.checkout.sessions.retrieve(session));
      if (intent === null) throw new Error(`session ${session} was never paid`);
      const made = await asking(() =>
        stripe.refunds.create(
          { payment_intent: typeof intent === 'string' ? intent : intent.id, amount },
          { idempotencyKey: refundKey },
        ),
      ).catch((error: unknown) => {
        // It says no: this refund has failed, and others behind it go on.
        if (error instanceof Stripe.errors.StripeInvalidRequestError)
          throw new KeySpent(error.message, { cause: error });
        throw error;
      });
      return { reference: made.id, done: made.status === 'succeeded' || made.status === 'pending' };
    },
    paidBetween: async (from, until) => {
      const created = { gte: Math.floor(from.getTime() / 1_000), lt: Math.floor(until.getTime() / 1_000) };
      return asking(async () => {
        const paid: PaidThere[] = [];
        const sessions = stripe.checkout.sessions.list({
          created,
          limit: 100,
          expand: ['data.payment_intent.latest_charge'],
        });
        for await (const session of sessions) {
          const { paid: isPaid, amount, currency, refunded } = readOf(session);
          if (isPaid)
            paid.push({
              session: session.id,
              paymentId: paymentOf(session.payment_intent),
              amount,
              currency,
              refunded,
            });
        }
        const refundedOf = new Set<string>();
        for await (const refund of stripe.refunds.list({
          created,
          limit: 100,
          expand: ['data.payment_intent'],
        })) {
          const paymentId = paymentOf(refund.payment_intent);
          if (paymentId !== null) refundedOf.add(paymentId);
        }
        return { paid, refundedOf: [...refundedOf] };
      });
    },
    readNotice: (body, signature, now) => {
      const event = verified(stripe, body, signature, webhookSecrets, now);
      if (!OF_INTEREST.test(event.type)) return null;
      const about = event.data.object as {
        id: string;
        object: string;
        metadata?: { payment?: string } | null;
      };
      const notice = { id: event.id, kind: event.type as string };
      if (about.object === 'checkout.session') return { ...notice, session: about.id, paymentId: null };
      // Charges and refunds carry what the session's payment was given.
      const paymentId = about.metadata?.payment;
      return paymentId ? { ...notice, session: null, paymentId } : null;
    },
  };
}

function verified(
  stripe: Stripe,
  body: string,
  signature: string | null,
  secrets: readonly string[],
  now: Date,
): Stripe.Event {
  const seconds = Math.floor(now.getTime() / 1_000);
  const time = Number(/(?:^|,)t=(\d+)/.exec(signature ?? '')?.[1]);
  // Stripe's own check lets a time in the future pass.
  if (!(Math.abs(seconds - time) <= CLOCK_TOLERANCE)) throw new ForgedNotice('time');
  for (const secret of secrets) {
    try {
      return stripe.webhooks.constructEvent(
        body,
        signature ?? '',
        secret,
        CLOCK_TOLERANCE,
        undefined,
        seconds,
      );
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
    }
  }
  throw new ForgedNotice('signature');
}

function paramsOf(asked: SessionAsked): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    client_reference_id: asked.purchaseId,
    metadata: { purchase: asked.code },
    payment_intent_data: { metadata: { payment: asked.paymentId } },
    line_items: asked.lines.map(({ name, amount }) => ({
      quantity: 1,
      price_data: { currency: 'vnd', unit_amount: amount, product_data: { name: name.slice(0, 250) } },
    })),
    ...(asked.email !== null && { customer_email: asked.email }),
    locale: asked.language,
    expires_at: asked.expiresAt,
    success_url: asked.returnUrl,
    cancel_url: asked.cancelUrl,
  };
}

/** Which payment of ours an intent was made for. */
function paymentOf(intent: string | Stripe.PaymentIntent | null): string | null {
  return intent === null || typeof intent === 'string' ? null : (intent.metadata['payment'] ?? null);
}

function readOf(session: Stripe.Checkout.Session): SessionRead {
  const intent = typeof session.payment_intent === 'string' ? null : session.payment_intent;
  const charge = intent && typeof intent.latest_charge !== 'string' ? intent.latest_charge : null;
  return {
    status: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
    paid: session.payment_status === 'paid',
    amount: session.amount_total ?? 0,
    currency: session.currency ?? '',
    refunded: charge?.amount_refunded ?? 0,
  };
}
