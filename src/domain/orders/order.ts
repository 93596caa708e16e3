export const ORDER_STATES = [
  'awaiting_payment',
  'placed',
  'confirmed',
  'packed',
  'handed_over',
  'delivered',
  'completed',
  'delivery_failed',
  'returning',
  'returned',
  'cancelled',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** `carrier` to the door; `pick_up` at a point of sale or a fair. */
export type DeliveryKind = 'carrier' | 'pick_up';

export type CancelledBy = 'buyer' | 'seller' | 'timeout' | 'operator';

/** What may follow on what, whoever does it. */
const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  awaiting_payment: ['placed', 'cancelled'],
  placed: ['confirmed', 'cancelled'],
  confirmed: ['packed', 'cancelled'],
  packed: ['handed_over', 'delivered', 'cancelled'],
  handed_over: ['delivered', 'delivery_failed'],
  delivered: ['completed', 'returning'],
  completed: ['returning'],
  delivery_failed: ['handed_over', 'returning'],
  returning: ['returned'],
  returned: [],
  cancelled: [],
};

/** What becomes of a fair at which goods are to be collected, as it is noted on the order. */
export const FAIR_NEWS = ['fair_moved', 'fair_cancelled', 'fair_stall_gone', 'fair_revived'] as const;
export type FairNews = (typeof FAIR_NEWS)[number];

export const isFairNews = (reason: string | null): reason is FairNews =>
  FAIR_NEWS.some((one) => one === reason);

export const mayFollow = (from: OrderState, to: OrderState): boolean => NEXT[from].includes(to);

/** Until when a buyer may take an order back without asking anybody. */
const BUYER_CANCELS: readonly OrderState[] = ['awaiting_payment', 'placed'];
/** Until when the goods are there to be collected. */
export const WAITS_AT_STALL: readonly OrderState[] = ['awaiting_payment', 'placed', 'confirmed', 'packed'];

/** @param fairChanged where or when the goods are collected is not what the buyer agreed to. */
export const buyerMayCancel = (state: OrderState, fairChanged: boolean): boolean =>
  (fairChanged ? WAITS_AT_STALL : BUYER_CANCELS).includes(state);
