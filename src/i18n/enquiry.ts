import type { EnquiryFacts } from '#src/domain/notifications/enquiry.ts';
import type { Lang, Same } from './lang.ts';

const vi = {
  title: 'Hỏi mua',
  lead: 'Lời hỏi được chuyển thẳng cho nhà sản xuất; họ sẽ gọi lại. Đây chưa phải đơn hàng, và trang này không nhận tiền.',
  about: 'Sản phẩm',
  name: 'Tên của bạn',
  phone: 'Điện thoại để gọi lại',
  words: 'Cần mua gì, bao nhiêu, giao tới đâu',
  privacy: 'Tên và số điện thoại chỉ nằm trong thư gửi nhà sản xuất.',
  send: 'Gửi cho nhà sản xuất',
  sent: 'Đã chuyển lời hỏi cho nhà sản xuất.',
  back: 'Về trang sản phẩm',
};
const en: Same<typeof vi> = {
  title: 'Ask to buy',
  lead: 'Your question goes straight to the producer, who calls you back. It is no order yet, and this site takes no money.',
  about: 'Product',
  name: 'Your name',
  phone: 'Telephone to call back',
  words: 'What you need, how much, where to',
  privacy: 'Your name and number stand in the letter to the producer and nowhere else.',
  send: 'Send to the producer',
  sent: 'Your question was passed on to the producer.',
  back: 'Back to the product',
};
export const words: Record<Lang, typeof vi> = { vi, en };

/** What the producer reads. */
export function enquiryLetter({ product, producer, name, phone, words: asked }: EnquiryFacts): {
  title: string;
  words: string;
} {
  return {
    title: `Có người hỏi mua: ${product}`,
    words: [
      `Kính gửi ${producer},`,
      `${name}, điện thoại ${phone}, hỏi mua ${product}:`,
      asked,
      'Xin gọi lại cho khách. Trang này chỉ chuyển lời hỏi, không nhận đặt hàng và không nhận tiền.',
      'Sao Làng, sổ đăng ký sản phẩm OCOP',
    ].join('\n\n'),
  };
}
