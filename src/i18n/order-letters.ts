import type { OrderNews } from '#src/domain/notifications/order-letters.ts';
import { words } from './buying.ts';
import { failSaid } from './claims.ts';
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
 */
export function buyerLetter(news: OrderNews, link: string): Letter | null {
  const { language, state, code, producer } = news;
  const vi = language === 'vi';
  const said = words[language].purchase;
  const head = vi ? `Kính gửi ${news.buyer.name},` : `Dear ${news.buyer.name},`;
  const follow = vi ? `Theo dõi đơn hàng: ${link}` : `Follow the order: ${link}`;
  const letter = (title: string, ...parts: (string | null)[]): Letter => ({
    title,
    words: [head, ...parts.filter((part) => part !== null), follow, SIGNED[language]].join('\n\n'),
  });
  switch (state) {
    case 'placed':
      return letter(
        vi ? `Biên nhận đơn hàng ${code}` : `Receipt of order ${code}`,
        vi
          ? `Đơn hàng của bạn với ${producer.name} đã được ghi nhận${news.isPaid ? ' và đã trả tiền' : ''}.`
          : `Your order with ${producer.name} was received${news.isPaid ? ' and is paid' : ''}.`,
        goods(news),
        news.pickUp
          ? `${said.pickUpAt} ${news.pickUp.name}. ${said.pickUpCode}: ${news.pickUp.code}`
          : said.due(day(news.dueOn)),
        producer.phone ? `${said.seller}: ${producer.name}, ${producer.phone}` : null,
      );
    case 'packed':
      return news.pickUp === null
        ? null
        : letter(
            vi ? `Hàng đã sẵn sàng, đơn ${code}` : `Ready to be picked up, order ${code}`,
            `${said.pickUpAt} ${news.pickUp.name}. ${said.pickUpCode}: ${news.pickUp.code}`,
          );
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

/** What the producer reads; they speak Vietnamese. @param link of the order in their workshop. */
export function producerLetter(news: OrderNews, link: string): Letter | null {
  const { state, code, producer, cancelledBy } = news;
  const letter = (title: string, ...parts: string[]): Letter => ({
    title,
    words: [`Kính gửi ${producer.name},`, ...parts, `Mở đơn: ${link}`, SIGNED.vi].join('\n\n'),
  });
  if (state === 'placed')
    return letter(
      `Đơn mới ${code}`,
      news.isPaid
        ? 'Khách đã trả tiền. Hãy nhận đơn và đóng gói.'
        : 'Khách trả tiền khi nhận hàng. Hãy gọi cho khách trước khi nhận đơn.',
      goods({ ...news, language: 'vi' }),
    );
  if (state === 'cancelled' && cancelledBy !== 'seller' && cancelledBy !== 'timeout')
    return letter(
      `Đơn ${code} đã huỷ`,
      cancelledBy === 'buyer' ? 'Khách đã huỷ đơn này.' : 'Đơn này đã bị huỷ.',
    );
  return null;
}
