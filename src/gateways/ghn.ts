import { z } from 'zod';
import {
  CarrierDown,
  CarrierSaysNo,
  type AccountCarrier,
  type CarrierAccount,
  type CarrierNo,
  type Parcel,
  type ParcelStep,
  type Sender,
  type Tracked,
} from '#src/domain/shop/carrier.ts';
import { dayInVietnam, daysBetween } from '#src/domain/shared/calendar.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';

/** GHN itself, and the place where it lets its customers try. */
export const GHN_SERVERS = ['https://online-gateway.ghn.vn', 'https://dev-online-gateway.ghn.vn'] as const;

const API = '/shiip/public-api';
const LABELS = '/a5/public-api/printA5';
/** A buyer waits for it, and then the producer's own rates do. */
const QUOTE_MS = 1_500;
const TIMEOUT_MS = 8_000;
const MOST_ANSWER = 512 * 1024;
/** From here on GHN wants it as heavy goods, piece by piece. */
const HEAVY_GRAMS = 20_000;
const LIGHT_SERVICE = 2;
const HEAVY_SERVICE = 5;
/** The shop pays: what sending costs is in the sum that the buyer pays already. */
const SHOP_PAYS = 1;

/**
 * @source developer.ghn.vn, Order Status. What is not in it stands for nothing: the order stays where it is, and the
 *   producer reads the word.
 */
const STEPS: Readonly<Record<string, ParcelStep>> = {
  draft: 'waiting',
  ready_to_pick: 'waiting',
  picking: 'waiting',
  money_collect_picking: 'waiting',
  picked: 'on_the_way',
  storing: 'on_the_way',
  transporting: 'on_the_way',
  sorting: 'on_the_way',
  delivering: 'on_the_way',
  money_collect_delivering: 'on_the_way',
  delivered: 'delivered',
  delivery_fail: 'failed',
  waiting_to_return: 'failed',
  return: 'returning',
  return_transporting: 'returning',
  return_sorting: 'returning',
  returning: 'returning',
  return_fail: 'returning',
  returned: 'returned',
  cancel: 'cancelled',
  lost: 'lost',
  damage: 'lost',
  scrap: 'lost',
};

const envelope = z.object({
  code: z.number(),
  message: z.string().nullish(),
  code_message: z.string().nullish(),
  code_message_value: z.string().nullish(),
  data: z.unknown(),
});
const money = z.coerce.number().int().min(0);
// A fee that is missing is no fee of nothing.
const previewed = z.object({
  total_fee: z.number().int().positive(),
  expected_delivery_time: z.string().nullish(),
});
// It was made, whatever else cannot be read.
const created = z.object({ order_code: z.string().min(1), total_fee: money.nullish().catch(null) });
const seen = z.object({
  order_code: z.string().min(1),
  status: z.string(),
  total_fee: money.nullish().catch(null),
  log: z
    .array(z.object({ status: z.string().nullish(), reason: z.string().nullish() }))
    .nullish()
    .catch(null),
});
const switched = z.array(
  z.object({ order_code: z.string(), result: z.boolean(), message: z.string().nullish() }),
);
const shops = z.object({
  shops: z.array(z.object({ _id: z.coerce.string(), name: z.string().nullish() })),
});

type Envelope = z.infer<typeof envelope>;

/**
 * Giao Hàng Nhanh, with the account of whoever sends. Addresses go in two levels, province and commune, by their
 * names: GHN says itself when it knows no such commune, and nobody here looks for one that sounds like it.
 *
 * @param server GHN's own, or one that speaks as it does.
 * @source developer.ghn.vn: Create Order, Preview Order, Order Info, Order Info by Client Order Code, Cancel Order,
 *   Print Order, Get Shop.
 */
export function ghnCarrier(server: string = GHN_SERVERS[0]): AccountCarrier {
  async function ask<Answer>(
    account: CarrierAccount | null,
    path: string,
    body: object,
    answer: z.ZodType<Answer>,
    withinMs: number = TIMEOUT_MS,
  ): Promise<Answer> {
    if (account === null) throw new CarrierSaysNo('account', '');
    const said = await answerOf(server + API + path, account, body, withinMs);
    const read = answer.safeParse(said.data);
    if (!read.success) throw new CarrierDown(`${path}: ${read.error.issues[0]?.message}`);
    return read.data;
  }

  async function look(sender: Sender, path: string, body: object): Promise<z.infer<typeof seen> | null> {
    try {
      const answer = await ask(sender.account, path, body, z.union([seen, z.array(seen), z.null()]));
      return Array.isArray(answer) ? (answer[0] ?? null) : answer;
    } catch (error) {
      // It answers the number of a parcel that it does not have as it answers a wrong question.
      if (error instanceof CarrierSaysNo && error.why !== 'account') return null;
      throw error;
    }
  }

  return {
    most: { weight: 50_000, cash: 50_000_000 as Dong },
    quote: async (sender, parcel, now) => {
      const { total_fee: fee, expected_delivery_time: expected } = await ask(
        sender.account,
        '/v2/shipping-order/preview',
        orderOf(parcel),
        previewed,
        QUOTE_MS,
      );
      const on = expected ? new Date(expected) : null;
      const days =
        on && !Number.isNaN(on.getTime()) ? daysBetween(dayInVietnam(now), dayInVietnam(on)) : USUAL_DAYS;
      return { fee: dong(fee), days: Math.min(60, Math.max(1, days)) };
    },
    create: async (sender, parcel) => {
      const made = await ask(sender.account, '/v2/shipping-order/create', orderOf(parcel), created);
      return { carrier: 'GHN', trackingNumber: made.order_code, fee: feeOf(made.total_fee) };
    },
    find: async (sender, reference) => {
      const found = await look(sender, '/v2/shipping-order/detail-by-client-code', {
        client_order_code: reference,
      });
      return found && { ...trackedOf(found), fee: feeOf(found.total_fee) };
    },
    track: async (sender, trackingNumber) => {
      const found = await look(sender, '/v2/shipping-order/detail', { order_code: trackingNumber });
      return found && trackedOf(found);
    },
    cancel: async (sender, trackingNumber) => {
      const [done] = await ask(
        sender.account,
        '/v2/switch-status/cancel',
        { order_codes: [trackingNumber], reason_code: 'GHN-CANCEL-OTHER', reason: 'Người gửi huỷ' },
        switched,
      );
      if (!done?.result) throw new CarrierSaysNo('other', wordsOf(done?.message));
    },
    label: async (sender, trackingNumber) => {
      const { token } = await ask(
        sender.account,
        '/v2/a5/gen-token',
        { order_codes: [trackingNumber] },
        z.object({ token: z.string().min(1) }),
      );
      return `${server}${LABELS}?token=${encodeURIComponent(token)}`;
    },
    readNotice: (body) => {
      try {
        const { OrderCode: code } = z
          .object({ OrderCode: z.string().regex(/^[A-Za-z0-9_-]{4,40}$/) })
          .parse(JSON.parse(body));
        return code;
      } catch {
        return null;
      }
    },
    checkAccount: async (account) => {
      const known = await ask(account, '/v2/shop/all', { offset: 0, limit: 200, client_phone: '' }, shops);
      const shop = known.shops.find(({ _id: id }) => id === account.shopId);
      if (!shop) throw new CarrierSaysNo('account', '');
      return { shopName: shop.name?.trim().slice(0, 120) || account.shopId };
    },
  };
}

const USUAL_DAYS = 4;

const feeOf = (fee: number | null | undefined): Dong | null => (fee == null ? null : dong(fee));

const wordsOf = (text: string | null | undefined): string =>
  (text ?? '').replace(/\s+/g, ' ').trim().slice(0, 300);

function trackedOf({ order_code: trackingNumber, status, log }: z.infer<typeof seen>): Tracked {
  const why = log?.findLast(({ reason }) => reason?.trim())?.reason;
  return {
    trackingNumber,
    said: status.slice(0, 60),
    step: STEPS[status] ?? 'unknown',
    why: wordsOf(why) || null,
  };
}

async function answerOf(
  address: string,
  { token, shopId }: CarrierAccount,
  body: object,
  withinMs: number,
): Promise<Envelope> {
  let status: number;
  let text: string;
  try {
    const response = await fetch(address, {
      method: 'POST',
      // A token is sent nowhere but where it was meant to go.
      redirect: 'error',
      signal: AbortSignal.timeout(withinMs),
      headers: { 'content-type': 'application/json', token, ShopId: shopId },
      body: JSON.stringify(body),
    });
    status = response.status;
    text = await response.text();
  } catch (error) {
    throw new CarrierDown(error instanceof Error ? error.message : 'no answer', { cause: error });
  }
  if (status === 401 || status === 403) throw new CarrierSaysNo('account', '');
  if (status === 429 || status >= 500 || text.length > MOST_ANSWER) throw new CarrierDown(`status ${status}`);
  const read = envelope.safeParse(jsonOf(text));
  if (!read.success) throw new CarrierDown(`status ${status}, not understood`);
  const { code, message, code_message: name, code_message_value: value } = read.data;
  if (code === 200) return read.data;
  if (code >= 500) throw new CarrierDown(wordsOf(message));
  throw new CarrierSaysNo(whyOf(code, `${name ?? ''} ${message ?? ''}`), wordsOf(value) || wordsOf(message));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function whyOf(code: number, words: string): CarrierNo {
  if (code === 401 || code === 403 || /token/i.test(words)) return 'account';
  if (/client[_ ]?order[_ ]?code/i.test(words)) return 'known';
  if (/ward|province|phường|xã|tỉnh/i.test(words)) return 'place';
  return 'other';
}

/** Preview and create are asked with the same words: the one is a trial of the other. */
function orderOf(parcel: Parcel): object {
  const isHeavy = parcel.weight >= HEAVY_GRAMS;
  return {
    client_order_code: parcel.reference,
    payment_type_id: SHOP_PAYS,
    // The buyer may look into the parcel before paying, and tries nothing.
    required_note: 'CHOXEMHANGKHONGTHU',
    note: parcel.note.slice(0, 500),
    to_name: parcel.to.name.slice(0, 200),
    to_phone: parcel.to.phone.replace(/^\+84/, '0'),
    to_address: parcel.to.street.slice(0, 500),
    to_ward_name: parcel.to.commune,
    to_province_name: parcel.to.province,
    is_new_to_address: true,
    cod_amount: parcel.cash,
    content: parcel.contents
      .map(({ name, quantity }) => `${quantity} × ${name}`)
      .join(', ')
      .slice(0, 2_000),
    weight: parcel.weight,
    ...boxOf(parcel.weight),
    service_type_id: isHeavy ? HEAVY_SERVICE : LIGHT_SERVICE,
    insurance_value: 0,
    items: parcel.contents.map(({ name, quantity, price, weight }) => ({
      name: name.slice(0, 300),
      quantity,
      price,
      weight,
      ...(isHeavy && boxOf(weight)),
    })),
  };
}

/** GHN wants a box, in centimetres: one whose size counts for no more than it weighs (5,000 cm³ a kilogram). */
function boxOf(grams: number): { length: number; width: number; height: number } {
  const side = Math.min(60, Math.max(5, Math.floor(Math.cbrt(grams * 5))));
  return { length: side, width: side, height: side };
}
