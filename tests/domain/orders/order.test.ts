import { buyerMayCancel, mayFollow, ORDER_STATES, type OrderState } from '#src/domain/orders/order.ts';
import { expect, test } from '#tests/support/test.ts';

const NEXT: Record<OrderState, OrderState[]> = {
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

test.for(ORDER_STATES)('after %s comes what may follow, and nothing else', (from) => {
  expect(ORDER_STATES.filter((to) => mayFollow(from, to)).toSorted()).toEqual(NEXT[from].toSorted());
});

test('no order comes to life again, and none that is on its way is cancelled', () => {
  for (const end of ['returned', 'cancelled'] as const)
    expect(ORDER_STATES.some((to) => mayFollow(end, to))).toBe(false);
  expect(ORDER_STATES.filter((from) => mayFollow(from, 'cancelled'))).toEqual([
    'awaiting_payment',
    'placed',
    'confirmed',
    'packed',
  ]);
  for (const fairChanged of [false, true])
    for (const state of ORDER_STATES)
      if (buyerMayCancel(state, fairChanged)) expect(mayFollow(state, 'cancelled')).toBe(true);
  expect([buyerMayCancel('packed', false), buyerMayCancel('packed', true)]).toEqual([false, true]);
});
