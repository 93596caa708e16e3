import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Shipment = {
  code: string;
  reference: string;
  shopId: string;
  status: string;
  fee: number;
  asked: Record<string, unknown>;
  log: { status: string; reason: string | null; updated_date: string }[];
  madeAt: number;
};

/** What goes wrong with the next requests to an address, one after the other. */
export type GhnFault = {
  /** Beginning of a path: `/v2/shipping-order/create`. */
  at: string;
  /**
   * `slow`: after `ms`; `error`: 500, nothing done; `cut_after`: done, and the answer lost; `duplicate`: it says that
   * the client's code is taken; `nonsense`: what is no answer of GHN.
   */
  what: 'slow' | 'error' | 'cut_after' | 'duplicate' | 'nonsense';
  ms?: number;
};

export type GhnStandIn = {
  url: string;
  token: string;
  shopId: string;
  faults: GhnFault[];
  shipments: ReadonlyMap<string, Shipment>;
  /** What was asked on trial, as it came. */
  previews: readonly Record<string, unknown>[];
  /** Paths as they came. */
  journal: readonly string[];
  /** Brings a parcel to where the carrier would. */
  move: (code: string, status: string, reason?: string) => void;
  /** What GHN writes to its customers about a parcel; nothing in it is signed. */
  notice: (code: string, status?: string) => string;
  close: () => Promise<void>;
};

const MOST_GRAMS = 50_000;
const MOST_CASH = 50_000_000;
/** Communes that this one does not know, so that it can be seen what happens then. */
const UNKNOWN = /Không Có|Kỳ Lừa/;
const PATH = /^\/shiip\/public-api(\/.*)$/;
const BEFORE_FETCHED = new Set(['ready_to_pick', 'picking', 'money_collect_picking']);
/** Where a parcel of the demo world has come to after so many minutes. */
const BY_ITSELF = [
  [0, 'ready_to_pick'],
  [3, 'picked'],
  [6, 'delivering'],
  [9, 'delivered'],
] as const;

/**
 * A small server that speaks the part of GHN's protocol that the site uses, keeps parcels, and makes the same parcel
 * of the same client's code. It takes no real parcel and asks for no money.
 *
 * @param moves whether parcels go on by themselves, for the demo world.
 */
export async function ghnStandIn({
  port = 0,
  token = 'thu-nghiem-ghn',
  shopId = '100001',
  clock = () => new Date(),
  moves = false,
}: {
  port?: number;
  token?: string;
  shopId?: string;
  clock?: () => Date;
  moves?: boolean;
} = {}): Promise<GhnStandIn> {
  const shipments = new Map<string, Shipment>();
  const faults: GhnFault[] = [];
  const journal: string[] = [];
  const previews: Record<string, unknown>[] = [];
  type Answer = { status: number; body: unknown };
  const ok = (data: unknown): Answer => ({ status: 200, body: { code: 200, message: 'Success', data } });
  const no = (message: string, name = 'USER_ERR_COMMON', status = 400): Answer => ({
    status,
    body: { code: status, message, code_message: name, data: null },
  });

  function move(code: string, status: string, reason: string | null = null): void {
    const shipment = shipments.get(code);
    if (!shipment) throw new Error(`no shipment ${code}`);
    shipment.status = status;
    shipment.log.push({ status, reason, updated_date: clock().toISOString() });
  }

  function goOn(shipment: Shipment): Shipment {
    if (!moves || shipment.status === 'cancel') return shipment;
    const minutes = (clock().getTime() - shipment.madeAt) / 60_000;
    const due = BY_ITSELF.findLast(([after]) => minutes >= after)?.[1] ?? 'ready_to_pick';
    if (due !== shipment.status) move(shipment.code, due);
    return shipment;
  }

  const feeFor = (given: Record<string, unknown>): number =>
    18_000 + Math.ceil(Number(given['weight']) / 500) * 3_500 + (Number(given['cod_amount']) > 0 ? 2_000 : 0);

  function wrongWith(given: Record<string, unknown>): Answer | null {
    if (given['is_new_to_address'] !== true) return no('Thiếu district_id của người nhận');
    if (!given['to_ward_name'] || !given['to_province_name'] || UNKNOWN.test(String(given['to_ward_name'])))
      return no(`to_ward_name: không tìm thấy phường/xã ${String(given['to_ward_name'])}`, 'WARD_IS_INVALID');
    const weight = Number(given['weight']);
    if (!(weight > 0 && weight <= MOST_GRAMS)) return no('Cân nặng vượt quá 50.000 g', 'WEIGHT_IS_INVALID');
    if (!(Number(given['cod_amount']) <= MOST_CASH))
      return no('Tiền thu hộ vượt quá 50.000.000', 'COD_IS_INVALID');
    if (!/^0\d{9,10}$/.test(String(given['to_phone'])))
      return no('Số điện thoại không đúng', 'PHONE_INVALID');
    if (String(given['client_order_code']).length > 50) return no('client_order_code quá dài');
    return null;
  }

  function create(given: Record<string, unknown>, shop: string): Answer {
    const wrong = wrongWith(given);
    if (wrong) return wrong;
    const reference = String(given['client_order_code'] ?? '');
    const before = [...shipments.values()].find((one) => reference !== '' && one.reference === reference);
    const shipment = before ?? {
      code: `L${randomBytes(4).toString('hex').toUpperCase()}`,
      reference,
      shopId: shop,
      status: 'ready_to_pick',
      fee: feeFor(given),
      asked: given,
      log: [],
      madeAt: clock().getTime(),
    };
    shipments.set(shipment.code, shipment);
    return ok({ order_code: shipment.code, total_fee: shipment.fee, expected_delivery_time: inDays(3) });
  }

  const inDays = (days: number): string => new Date(clock().getTime() + days * 86_400_000).toISOString();
  const shown = (shipment: Shipment): object => ({
    order_code: shipment.code,
    client_order_code: shipment.reference,
    status: goOn(shipment).status,
    total_fee: shipment.fee,
    log: shipment.log,
  });

  function cancel(given: Record<string, unknown>): Answer {
    const codes = Array.isArray(given['order_codes']) ? given['order_codes'].map(String) : [];
    return ok(
      codes.map((code) => {
        const shipment = shipments.get(code);
        const may = shipment !== undefined && BEFORE_FETCHED.has(goOn(shipment).status);
        if (may) move(code, 'cancel');
        const result = may || shipment?.status === 'cancel';
        return { order_code: code, result, message: result ? 'OK' : 'Đơn hàng đã được lấy, không huỷ được' };
      }),
    );
  }

  function act(path: string, given: Record<string, unknown>, shop: string): Answer {
    const found = (by: (one: Shipment) => boolean): Answer => {
      const shipment = [...shipments.values()].find(by);
      return shipment ? ok(shown(shipment)) : no('Không tìm thấy đơn hàng', 'ORDER_NOT_FOUND');
    };
    switch (path) {
      case '/v2/shop/all':
        return ok({ last_offset: 0, shops: [{ _id: Number(shopId), name: 'Kho thử nghiệm', status: 1 }] });
      case '/v2/shipping-order/preview':
        previews.push(given);
        return wrongWith(given) ?? ok({ total_fee: feeFor(given), expected_delivery_time: inDays(3) });
      case '/v2/shipping-order/create':
        return create(given, shop);
      case '/v2/shipping-order/detail':
        return found(({ code }) => code === given['order_code']);
      case '/v2/shipping-order/detail-by-client-code':
        return found(({ reference }) => reference === given['client_order_code']);
      case '/v2/switch-status/cancel':
        return cancel(given);
      case '/v2/a5/gen-token':
        return ok({ token: String((given['order_codes'] as unknown[] | undefined)?.[0] ?? '') });
      default:
        return no('Not found', 'NOT_FOUND', 404);
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const send = ({ status, body }: Answer): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url.pathname === '/a5/public-api/printA5') {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(labelOf(shipments.get(url.searchParams.get('token') ?? '')));
      return;
    }
    const path = PATH.exec(url.pathname)?.[1] ?? '';
    journal.push(path);
    const text = await textOf(request);
    const index = faults.findIndex(({ at }) => path.startsWith(at));
    const fault = index === -1 ? undefined : faults.splice(index, 1)[0];
    if (fault?.what === 'slow') await new Promise((done) => setTimeout(done, fault.ms ?? 3_000));
    if (fault?.what === 'error') return send(no('Có lỗi xảy ra', 'INTERNAL', 500));
    if (fault?.what === 'nonsense') return void response.writeHead(200).end('<html>bảo trì</html>');
    if (fault?.what === 'duplicate')
      return send(no('client_order_code đã tồn tại', 'CLIENT_ORDER_CODE_EXISTED'));
    const shop = String(request.headers['shopid'] ?? '');
    if (request.headers['token'] !== token) return send(no('Token is not valid!', 'UNAUTHORIZED', 401));
    if (path !== '/v2/shop/all' && shop !== shopId) return send(no('ShopId không đúng', 'SHOP', 403));
    const said = act(path, JSON.parse(text) as Record<string, unknown>, shop);
    if (fault?.what === 'cut_after') return void request.socket.destroy();
    send(said);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    shopId,
    faults,
    shipments,
    previews,
    journal,
    move,
    notice: (code, status = shipments.get(code)?.status ?? '') =>
      JSON.stringify({ OrderCode: code, Status: status, Type: 'switch_status', Time: clock().toISOString() }),
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]!);

function labelOf(shipment: Shipment | undefined): string {
  const line = (name: string): string => escaped(String(shipment?.asked[name] ?? ''));
  return `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Nhãn thử ${escaped(shipment?.code ?? '')}</title>
<h1>${escaped(shipment?.code ?? 'Không có vận đơn này')}</h1><p>Nhãn thử, không phải của GHN: không ai đến lấy gói này.</p>
<p>${line('to_name')}, ${line('to_phone')}</p><p>${line('to_address')}, ${line('to_ward_name')}, ${line('to_province_name')}</p>
<p>${line('content')}; ${line('weight')} g; thu hộ ${line('cod_amount')} đ</p></html>`;
}
