import type { OrderNews } from '#src/domain/notifications/order-letters.ts';
import { isFairNews } from '#src/domain/orders/order.ts';
import { words } from './buying.ts';
import { failSaid } from './claims.ts';
import { stallWords } from './fair-stalls.ts';
import { day, price } from './format.ts';

type Letter = { title: string; words: string };

const SIGNED = { vi: 'Sao Làng', en: 'Sao Làng' } as const;

function goods({ language, lines, shippingTotal, total }: OrderNews): string {
  const said = words[language].checkout;
  return [
    ...lines.map(
      ({ quantity, goods: { name, pack }, total: money }) =>
        `${quantity} × ${name}, ${pack}: ${price(money)}`,
    ),
    `${said.shipping}: ${shippingTotal === 0 ? said.free : price(shippingTotal)}`,
    `${said.total}: ${price(total)}`,
  ].join('\n');
}

/**
 * What the buyer reads of a step; `null`: of this one nothing.
 *
 * @param link of the purchase.
 * @param stall at a fair where it is collected, in words; `null`: it is not.
 */
export function buyerLetter(news: OrderNews, link: string, stall: string | null): Letter | null {
  const { language, state, code, producer } = news;
  const vi = language === 'vi';
  const said = words[language].purchase;
  const head = vi ? `Kính gửi ${news.buyer.name},` : `Dear ${news.buyer.name},`;
  const follow = vi ? `Theo dõi đơn hàng: ${link}` : `Follow the order: ${link}`;
  const letter = (title: string, ...parts: (string | null)[]): Letter => ({
    title,
    words: [head, ...parts.filter((part) => part !== null), follow, SIGNED[language]].join('\n\n'),
  });
  const fetched = news.fair
    ? `${stallWords[language].collectAt}: ${stall ?? ''}.\n${said.pickUpCode}: ${news.fair.code}`
    : news.pickUp && `${said.pickUpAt} ${news.pickUp.name}. ${said.pickUpCode}: ${news.pickUp.code}`;
  if (news.fair && isFairNews(news.reason)) {
    const { newsTitles, news: ofFair, reason, choose, stays } = stallWords[language];
    const isOff = news.reason === 'fair_cancelled' || news.reason === 'fair_stall_gone';
    return letter(
      newsTitles[news.reason](code),
      `${ofFair[news.reason]}: ${stall ?? ''}.`,
      isOff && news.fair.cancelledReason ? reason(news.fair.cancelledReason) : null,
      isOff ? choose : stays,
      producer.phone ? `${said.seller}: ${producer.name}, ${producer.phone}` : null,
    );
  }
  switch (state) {
    case 'placed':
      return letter(
        vi ? `Biên nhận đơn hàng ${code}` : `Receipt of order ${code}`,
        vi
          ? `Đơn hàng của bạn với ${producer.name} đã được ghi nhận${news.isPaid ? ' và đã trả tiền' : ''}.`
          : `Your order with ${producer.name} was received${news.isPaid ? ' and is paid' : ''}.`,
        goods(news),
        fetched ?? said.due(day(news.dueOn)),
        producer.phone ? `${said.seller}: ${producer.name}, ${producer.phone}` : null,
      );
    case 'packed':
      return fetched === null
        ? null
        : letter(vi ? `Hàng đã sẵn sàng, đơn ${code}` : `Ready to be picked up, order ${code}`, fetched);
    case 'handed_over':
      return letter(
        vi ? `Hàng đang trên đường, đơn ${code}` : `On its way, order ${code}`,
        `${said.carrier}: ${news.carrier ?? ''}${news.trackingNumber ? `\n${said.tracking}: ${news.trackingNumber}` : ''}`,
        news.method === 'cash' ? said.cashDue(price(news.total)) : null,
      );
    case 'delivered':
      return letter(vi ? `Đã giao hàng, đơn ${code}` : `Delivered, order ${code}`, said.states.delivered);
    case 'delivery_failed':
      return letter(
        `${said.states[state]}, ${vi ? 'đơn' : 'order'} ${code}`,
        news.reason && failSaid(news.reason, language),
      );
    case 'returning':
    case 'returned':
      return letter(
        `${said.states[state]}, ${vi ? 'đơn' : 'order'} ${code}`,
        news.reason && (said.reasons[news.reason] ?? news.reason),
      );
    case 'cancelled':
      return letter(
        vi ? `Đơn hàng ${code} đã huỷ` : `Order ${code} was cancelled`,
        said.cancelledBy[(news.cancelledBy ?? 'operator') as keyof typeof said.cancelledBy],
        news.reason === null ? null : (said.reasons[news.reason] ?? news.reason),
        news.isPaid
          ? vi
            ? 'Tiền đã trả sẽ được hoàn theo đúng cách đã trả.'
            : 'What was paid goes back the way it came.'
          : null,
      );
    case 'awaiting_payment':
    case 'confirmed':
    case 'completed':
      return null;
  }
}

/**
 * What the producer reads; they speak Vietnamese.
 *
 * @param link of the order in their workshop.
 * @param stall at a fair where it is collected, in words; `null`: it is not.
 */
export function producerLetter(news: OrderNews, link: string, stall: string | null): Letter | null {
  const { state, code, producer, cancelledBy } = news;
  const letter = (title: string, ...parts: string[]): Letter => ({
    title,
    words: [`Kính gửi ${producer.name},`, ...parts, `Mở đơn: ${link}`, SIGNED.vi].join('\n\n'),
  });
  if (isFairNews(news.reason)) return null;
  if (state === 'placed')
    return letter(
      `Đơn mới ${code}`,
      news.isPaid
        ? 'Khách đã trả tiền. Hãy nhận đơn và đóng gói.'
        : 'Khách trả tiền khi nhận hàng. Hãy gọi cho khách trước khi nhận đơn.',
      goods({ ...news, language: 'vi' }),
      ...(stall ? [`Khách lấy tại: ${stall}.`] : []),
    );
  if (state === 'cancelled' && cancelledBy !== 'seller' && cancelledBy !== 'timeout')
    return letter(
      `Đơn ${code} đã huỷ`,
      cancelledBy === 'buyer' ? 'Khách đã huỷ đơn này.' : 'Đơn này đã bị huỷ.',
    );
  return null;
}
