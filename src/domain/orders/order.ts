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

export const mayFollow = (from: OrderState, to: OrderState): boolean => NEXT[from].includes(to);

/** Until when a buyer may take an order back without asking anybody. */
export const BUYER_CANCELS: readonly OrderState[] = ['awaiting_payment', 'placed'];
