import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StripeSettings } from './stripe.ts';

type Charge = { id: string; amount: number; refunded: number };
type Session = {
  id: string;
  created: number;
  status: 'open' | 'complete' | 'expired';
  paymentStatus: 'unpaid' | 'paid';
  amount: number;
  currency: string;
  lines: { name: string; amount: number }[];
  expiresAt: number;
  reference: string | null;
  metadata: Record<string, string>;
  intentMetadata: Record<string, string>;
  successUrl: string;
  cancelUrl: string;
  charge: Charge | null;
  locale: string;
};

type Refund = { id: string; created: number; session: string; amount: number; key: string | null };

/** What goes wrong with the next requests to an address, one after the other. */
export type Fault = {
  /** Beginning of method and path: `POST /v1/checkout/sessions`. */
  at: string;
  /**
   * `slow`: after `ms`; `error`: 500, kept under the key; `unsaved`: 500, nothing done or kept; `busy`: 429;
   * `cut_before`, `cut_after`: the connection breaks before or after it was done.
   */
  what: 'slow' | 'error' | 'unsaved' | 'busy' | 'cut_before' | 'cut_after';
  ms?: number;
};

export type StripeStandIn = {
  url: string;
  host: string;
  port: number;
  /** What notices are signed with. */
  secret: string;
  faults: Fault[];
  sessions: ReadonlyMap<string, Session>;
  refunds: ReadonlyMap<string, Refund>;
  /** Methods and paths as they came. */
  journal: readonly string[];
  /** Pays a session as the buyer does on its page; other sums and currencies are what a fault would be. */
  pay: (session: string, as?: { amount?: number; currency?: string }) => void;
  expire: (session: string) => void;
  /** A signed notice about a session, ready to be delivered. */
  notice: (
    kind: string,
    session: string,
    how?: { id?: string; secret?: string; at?: number },
  ) => { body: string; signature: string };
  close: () => Promise<void>;
};

/** How the gateway reaches a stand-in. */
export const standInSettings = ({
  host,
  port,
  secret,
}: Pick<StripeStandIn, 'host' | 'port' | 'secret'>): StripeSettings => ({
  key: 'sk_test_example',
  webhookSecrets: [secret],
  server: { protocol: 'http', host, port },
});

const LEAST = 13_000;
const MOST = 99_999_999;
const OLDEST_EXPIRY = 24 * 3_600;
const NEWEST_EXPIRY = 30 * 60;

/**
 * A small server that speaks the part of Stripe's protocol that the site uses: sessions, refunds, keys that give
 * the same answer again, limits of VND, signed notices, and a page on which a buyer pays, fails or gives up.
 *
 * @param notify where it delivers notices of its own accord; `null`: only tests do.
 * @param page where buyers pay; `null`: on a page of its own.
 */
export async function stripeStandIn({
  port = 0,
  secret = 'whsec_example',
  clock = () => new Date(),
  notify = null,
  page = null,
}: {
  port?: number;
  secret?: string;
  clock?: () => Date;
  notify?: (() => string) | null;
  page?: ((session: string) => string) | null;
} = {}): Promise<StripeStandIn> {
  const sessions = new Map<string, Session>();
  const refunds = new Map<string, Refund>();
  const kept = new Map<string, { params: string; status: number; body: unknown }>();
  const faults: Fault[] = [];
  const journal: string[] = [];
  const seconds = (): number => Math.floor(clock().getTime() / 1_000);

  function notice(
    kind: string,
    sessionId: string,
    how: { id?: string; secret?: string; at?: number } = {},
  ): { body: string; signature: string } {
    const session = sessions.get(sessionId);
    const body = JSON.stringify({
      id: how.id ?? `evt_${randomBytes(8).toString('hex')}`,
      object: 'event',
      type: kind,
      created: seconds(),
      data: {
        object: kind.startsWith('checkout.')
          ? { ...(session ? shown(session, true) : { id: sessionId }), object: 'checkout.session' }
          : { id: `ch_${sessionId.slice(8)}`, object: 'charge', metadata: session?.intentMetadata ?? {} },
      },
    });
    const at = how.at ?? seconds();
    const v1 = createHmac('sha256', how.secret ?? secret)
      .update(`${at}.${body}`)
      .digest('hex');
    return { body, signature: `t=${at},v1=${v1}` };
  }

  function deliver(kind: string, sessionId: string): void {
    if (!notify) return;
    const { body, signature } = notice(kind, sessionId);
    void fetch(notify(), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body,
    }).catch(() => {});
  }

  function pay(id: string, as: { amount?: number; currency?: string } = {}): void {
    const session = sessions.get(id);
    if (!session || session.status !== 'open') throw new Error(`session ${id} is not open`);
    session.status = 'complete';
    session.paymentStatus = 'paid';
    session.amount = as.amount ?? session.amount;
    session.currency = as.currency ?? session.currency;
    session.charge = { id: `ch_${id.slice(8)}`, amount: session.amount, refunded: 0 };
    deliver('checkout.session.completed', id);
  }

  function expire(id: string): void {
    const session = sessions.get(id);
    if (session?.status === 'open') {
      session.status = 'expired';
      deliver('checkout.session.expired', id);
    }
  }

  const pageOf = (id: string): string =>
    page?.(id) ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}/pay/${id}`;

  function shown(session: Session, expanded: boolean): object {
    const intent = session.charge && `pi_${session.id.slice(8)}`;
    return {
      id: session.id,
      object: 'checkout.session',
      url: session.status === 'open' ? pageOf(session.id) : null,
      status: session.status,
      payment_status: session.paymentStatus,
      amount_total: session.amount,
      currency: session.currency,
      client_reference_id: session.reference,
      metadata: session.metadata,
      expires_at: session.expiresAt,
      payment_intent:
        intent && expanded
          ? {
              id: intent,
              object: 'payment_intent',
              metadata: session.intentMetadata,
              latest_charge: {
                id: session.charge!.id,
                object: 'charge',
                amount_refunded: session.charge!.refunded,
              },
            }
          : intent,
    };
  }

  type Answer = { status: number; body: unknown };
  const wrong = (status: number, code: string, message: string): Answer => ({
    status,
    body: {
      error: {
        type: status === 404 || status === 400 ? 'invalid_request_error' : 'api_error',
        code,
        message,
      },
    },
  });

  function create(given: URLSearchParams): Answer {
    const lines: Session['lines'] = [];
    for (let index = 0; given.has(`line_items[${index}][quantity]`); index += 1) {
      const at = `line_items[${index}]`;
      const amount =
        Number(given.get(`${at}[price_data][unit_amount]`)) * Number(given.get(`${at}[quantity]`));
      if (!Number.isSafeInteger(amount) || amount < 0)
        return wrong(400, 'parameter_invalid_integer', `Invalid integer: ${at}`);
      lines.push({ name: given.get(`${at}[price_data][product_data][name]`) ?? '', amount });
    }
    const amount = lines.reduce((sum, line) => sum + line.amount, 0);
    if (amount < LEAST)
      return wrong(400, 'amount_too_small', 'The total must be at least the worth of $0.50 usd');
    if (amount > MOST) return wrong(400, 'amount_too_large', 'The total must be no more than ₫99,999,999');
    const expiresAt = Number(given.get('expires_at') ?? seconds() + OLDEST_EXPIRY);
    if (expiresAt < seconds() + NEWEST_EXPIRY || expiresAt > seconds() + OLDEST_EXPIRY)
      return wrong(
        400,
        'parameter_invalid_integer',
        'expires_at must be between 30 minutes and 24 hours from now',
      );
    const session: Session = {
      id: `cs_test_${randomBytes(12).toString('hex')}`,
      created: seconds(),
      status: 'open',
      paymentStatus: 'unpaid',
      amount,
      currency: given.get('line_items[0][price_data][currency]') ?? '',
      lines,
      expiresAt,
      reference: given.get('client_reference_id'),
      metadata: fieldsOf(given, 'metadata'),
      intentMetadata: fieldsOf(given, 'payment_intent_data[metadata]'),
      successUrl: given.get('success_url') ?? '',
      cancelUrl: given.get('cancel_url') ?? '',
      charge: null,
      locale: given.get('locale') ?? 'en',
    };
    sessions.set(session.id, session);
    return { status: 200, body: shown(session, false) };
  }

  function refund(given: URLSearchParams, key: string | null): Answer {
    const id = given.get('payment_intent')?.replace(/^pi_/, 'cs_test_') ?? '';
    const session = sessions.get(id);
    if (!session?.charge) return wrong(404, 'resource_missing', 'No such payment_intent');
    const amount = Number(given.get('amount') ?? session.charge.amount - session.charge.refunded);
    if (amount > session.charge.amount - session.charge.refunded)
      return wrong(
        400,
        'charge_already_refunded',
        'Refund amount is greater than unrefunded amount on charge',
      );
    session.charge.refunded += amount;
    const made = { id: `re_${randomBytes(8).toString('hex')}`, created: seconds(), session: id, amount, key };
    refunds.set(made.id, made);
    deliver('charge.refunded', id);
    return { status: 200, body: { id: made.id, object: 'refund', amount, status: 'succeeded' } };
  }

  /** A page of what was made in the time that is asked for, newest first. */
  function list<Made extends { id: string; created: number }>(
    made: Iterable<Made>,
    given: URLSearchParams,
    show: (one: Made) => object,
  ): Answer {
    const [from, until] = [
      Number(given.get('created[gte]') ?? 0),
      Number(given.get('created[lt]') ?? Infinity),
    ];
    const all = [...made].filter(({ created }) => created >= from && created < until).toReversed();
    const after = given.get('starting_after');
    const start = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
    const end = start + Number(given.get('limit') ?? 10);
    return {
      status: 200,
      body: { object: 'list', data: all.slice(start, end).map(show), has_more: end < all.length },
    };
  }

  const listSessions = (given: URLSearchParams): Answer =>
    list(sessions.values(), given, (session) => shown(session, given.has('expand[0]')));

  const listRefunds = (given: URLSearchParams): Answer =>
    list(refunds.values(), given, ({ id, created, session, amount }) => ({
      id,
      object: 'refund',
      created,
      amount,
      status: 'succeeded',
      payment_intent: {
        id: `pi_${session.slice(8)}`,
        object: 'payment_intent',
        metadata: sessions.get(session)?.intentMetadata ?? {},
      },
    }));

  function act(method: string, path: string, given: URLSearchParams, key: string | null): Answer {
    if (method === 'POST' && path === '/v1/checkout/sessions') return create(given);
    if (method === 'POST' && path === '/v1/refunds') return refund(given, key);
    if (method === 'GET' && path === '/v1/checkout/sessions') return listSessions(given);
    if (method === 'GET' && path === '/v1/refunds') return listRefunds(given);
    const [, id = '', verb] = /^\/v1\/checkout\/sessions\/([^/]+)(\/expire)?$/.exec(path) ?? [];
    const session = sessions.get(id);
    if (!session) return wrong(404, 'resource_missing', 'No such checkout.session');
    if (session.status === 'open' && session.expiresAt <= seconds()) session.status = 'expired';
    if (verb) {
      if (session.status !== 'open')
        return wrong(
          400,
          'resource_invalid_state',
          'Only Checkout Sessions with a status in ["open"] can be expired',
        );
      expire(id);
    }
    return { status: 200, body: shown(session, given.has('expand[0]')) };
  }

  async function answerApi(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    const body = await textOf(request);
    const method = request.method ?? 'GET';
    const key = (request.headers['idempotency-key'] as string | undefined) ?? null;
    journal.push(`${method} ${path}`);
    const fault = takeFault(faults, `${method} ${path}`);
    if (fault?.what === 'slow') await new Promise((done) => setTimeout(done, fault.ms ?? 1_000));
    if (fault?.what === 'cut_before') return void request.socket.destroy();
    const send = ({ status, body: said }: Answer, replayed = false): void => {
      response
        .writeHead(status, {
          'content-type': 'application/json',
          ...(replayed && { 'idempotent-replayed': 'true' }),
        })
        .end(JSON.stringify(said));
    };
    if (fault?.what === 'busy') return send(wrong(429, 'rate_limit', 'Too many requests'));
    if (fault?.what === 'unsaved') return send(wrong(500, 'api_error', 'Try again'));
    const before = key === null ? undefined : kept.get(key);
    if (before && before.params !== body)
      return send({
        status: 400,
        body: {
          error: {
            type: 'idempotency_error',
            message: 'Keys for idempotent requests can only be used with the same parameters',
          },
        },
      });
    const answer =
      before ??
      (fault?.what === 'error'
        ? wrong(500, 'api_error', 'Saved')
        : act(method, path, method === 'GET' ? query : new URLSearchParams(body), key));
    if (key !== null && !before && method === 'POST') kept.set(key, { params: body, ...answer });
    if (fault?.what === 'cut_after') return void request.socket.destroy();
    send(answer, before !== undefined);
  }

  async function answerPage(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const session = sessions.get(id);
    if (!session || (session.status === 'open' && session.expiresAt <= seconds())) {
      response
        .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        .end('Phiên thanh toán đã hết hạn.');
      return;
    }
    if (request.method === 'POST') {
      const choice = new URLSearchParams(await textOf(request)).get('choice');
      if (choice === 'pay' && session.status === 'open') pay(id);
      const to = choice === 'pay' ? session.successUrl : session.cancelUrl;
      response.writeHead(303, { location: to }).end();
      return;
    }
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *",
      })
      .end(payPage(session));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const page = /^\/pay\/([^/]+)$/.exec(url.pathname)?.[1];
    const work = page
      ? answerPage(request, response, page)
      : answerApi(request, response, url.pathname, url.searchParams);
    work.catch(() => request.socket.destroy());
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    host: '127.0.0.1',
    port: bound,
    secret,
    faults,
    sessions,
    refunds,
    journal,
    pay,
    expire,
    notice,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function fieldsOf(given: URLSearchParams, name: string): Record<string, string> {
  return Object.fromEntries(
    [...given].flatMap(([key, value]) =>
      key.startsWith(`${name}[`) ? [[key.slice(name.length + 1, -1), value] as const] : [],
    ),
  );
}

function takeFault(faults: Fault[], request: string): Fault | undefined {
  const index = faults.findIndex(({ at }) => request.startsWith(at));
  return index === -1 ? undefined : faults.splice(index, 1)[0];
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]!);

function payPage({ lines, amount, locale }: Session): string {
  const vi = locale === 'vi';
  const dong = (sum: number): string => `${sum.toLocaleString('vi-VN')} ₫`;
  return `<!doctype html><html lang="${vi ? 'vi' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${vi ? 'Thanh toán thử' : 'Test payment'}</title>
<style>body{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1c2a22}
table{width:100%;border-collapse:collapse}td{padding:.5rem 0;border-bottom:1px solid #d8dfda}td+td{text-align:right;white-space:nowrap}
button{font:inherit;min-height:3rem;width:100%;margin-top:.75rem;border-radius:.5rem;border:1px solid #1c5d43;background:#fff}
button[value=pay]{background:#1c5d43;color:#fff}p{background:#fdf3d7;padding:.75rem 1rem;border-radius:.5rem}</style>
<main><h1>${vi ? 'Thanh toán thử' : 'Test payment'}</h1>
<p>${vi ? 'Trang thử, không phải Stripe: không có tiền thật, đừng nhập số thẻ.' : 'A test page, not Stripe: no real money, do not enter a card number.'}</p>
<table>${lines.map((line) => `<tr><td>${escaped(line.name)}</td><td>${dong(line.amount)}</td></tr>`).join('')}
<tr><td><strong>${vi ? 'Tổng' : 'Total'}</strong></td><td><strong>${dong(amount)}</strong></td></tr></table>
<form method="post"><button name="choice" value="pay">${vi ? 'Trả tiền' : 'Pay'}</button>
<button name="choice" value="leave">${vi ? 'Không trả, quay lại' : 'Go back without paying'}</button></form></main></html>`;
}
