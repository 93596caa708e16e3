import type { RefundNews } from '#src/domain/notifications/refund-letters.ts';
import { price } from './format.ts';

/** Which way the money went, and when it is there. */
function wayOf({ method, producer, language }: RefundNews): string {
  const vi = language === 'vi';
  const call = producer.phone ? `${producer.name}, ${producer.phone}` : producer.name;
  switch (method) {
    case 'card':
      return vi
        ? 'Tiền trở lại chính thẻ đã trả. Ngân hàng của bạn thường cần 5 đến 10 ngày làm việc để ghi có.'
        : 'It goes back to the card that was charged. Banks usually take 5 to 10 working days to show it.';
    case 'transfer':
      return vi
        ? `Nhà sản xuất đã chuyển khoản lại cho bạn. Chưa thấy tiền thì gọi ${call}.`
        : `The producer has sent it back by bank transfer. If it has not come, please call ${call}.`;
    case 'cash':
      return vi
        ? `Nhà sản xuất đã trả lại số tiền bạn trả khi nhận hàng. Chưa nhận được thì gọi ${call}.`
        : `The producer has given back what you paid on delivery. If it has not come, please call ${call}.`;
  }
}

/** What the buyer reads when money has gone back. @param link of the purchase. */
export function refundLetter(news: RefundNews, link: string): { title: string; words: string } {
  const { language, code, amount, buyer, producer, reference, method } = news;
  const vi = language === 'vi';
  return {
    title: vi ? `Đã hoàn ${price(amount)}, đơn ${code}` : `${price(amount)} given back, order ${code}`,
    words: [
      vi ? `Kính gửi ${buyer.name},` : `Dear ${buyer.name},`,
      vi
        ? `${price(amount)} của đơn ${code} với ${producer.name} đã được hoàn.`
        : `${price(amount)} of order ${code} with ${producer.name} was given back.`,
      wayOf(news),
      ...(reference && method !== 'card'
        ? [vi ? `Mã giao dịch: ${reference}` : `Reference of the bank: ${reference}`]
        : []),
      vi ? `Theo dõi đơn hàng: ${link}` : `Follow the order: ${link}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}
