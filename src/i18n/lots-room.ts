import type { RecallNews } from '#src/domain/notifications/recall-letters.ts';

/** Words of the room for lots. */
export const lotsRoom = {
  title: 'Lô hàng',
  nav: 'Lô',
  lead: 'Mỗi mẻ làm ra là một lô, mang số in trên bao bì. Tem, kho và đơn hàng đều nhớ lô, nên khi có chuyện bạn biết gọi cho ai.',
  add: 'Ghi một lô',
  addHint: 'Số đã có thì ghi lại ngày của lô ấy.',
  go: 'Ghi lô',
  kept: 'Đã ghi lô.',
  none: 'Chưa có lô nào.',
  lot: 'Lô',
  product: 'Sản phẩm',
  days: 'Làm ra, hạn dùng',
  where: 'Đang ở đâu',
  onHand: (count: string) => `${count} gói trong kho`,
  stamps: (count: string) => `${count} tem`,
  orders: (count: string) => `${count} đơn đã đóng`,
  nowhere: 'chưa dùng',
  page: 'Trang của lô',
  qr: 'Mã QR chung của lô',
  recall: 'Thu hồi lô này',
  recallLead:
    'Từ lúc đó không ai mua được lô này, ai quét tem cũng đọc dòng thu hồi trước tiên, và khách đã mua được báo. Không rút lại được.',
  reason: 'Vì sao thu hồi (khách và người quét tem sẽ đọc)',
  go2: 'Thu hồi và báo cho khách',
  recalledOn: (day: string) => `Đã thu hồi ${day}`,
  recalled: (written: string, toCall: string) =>
    `Đã thu hồi. Viết thư cho ${written} khách; ${toCall} khách chỉ có số điện thoại, hãy gọi: xem ở Đơn hàng.`,
  recalledByOffice: 'Đã thu hồi lô. Khách đã mua được báo bằng thư.',
  before: 'Lô này đã được thu hồi từ trước.',
};

export const lotAudit: Readonly<Record<string, string>> = {
  'lot.recalled': 'Thu hồi lô hàng',
};

export function recallLetter(news: RecallNews): { title: string; words: string } {
  const call = news.producer.phone ? ` ${news.producer.phone}` : '';
  if (news.packs) return packsLetter(news, news.packs, call);
  return news.language === 'vi'
    ? {
        title: `Thu hồi lô ${news.lot}: ${news.product}`,
        words: [
          `Kính gửi ${news.buyer},`,
          `Đơn ${news.code} của bạn có ${news.product}, lô ${news.lot}. Lô này vừa bị thu hồi: xin đừng dùng.`,
          `Lý do: ${news.reason}`,
          `Hãy giữ lại gói hàng và gọi ${news.producer.name}${call} để được đổi hoặc hoàn tiền.`,
          'Sao Làng, sổ đăng ký sản phẩm OCOP',
        ].join('\n\n'),
      }
    : {
        title: `Recall of lot ${news.lot}: ${news.product}`,
        words: [
          `Dear ${news.buyer},`,
          `Your order ${news.code} has ${news.product}, lot ${news.lot}. This lot has been recalled: please do not use it.`,
          `Why (as its maker or the authority wrote it): ${news.reason}`,
          `Keep the pack and call ${news.producer.name}${call} for an exchange or your money back.`,
          'Sao Làng, register of OCOP products',
        ].join('\n\n'),
      };
}

/** Which pack went to whom is not known: whoever may have one is told how to look. */
function packsLetter(
  news: RecallNews,
  { run, from, until }: NonNullable<RecallNews['packs']>,
  call: string,
): { title: string; words: string } {
  return news.language === 'vi'
    ? {
        title: `Thu hồi một phần lô ${news.lot}: ${news.product}`,
        words: [
          `Kính gửi ${news.buyer},`,
          `Đơn ${news.code} của bạn có ${news.product}, lô ${news.lot}. Những gói mang tem số ${from} đến ${until}, đợt ${run}, vừa bị thu hồi.`,
          `Lý do: ${news.reason}`,
          'Chúng tôi không ghi gói nào gửi cho ai, nên không biết gói của bạn có nằm trong số đó không. Hãy quét mã QR trên tem: trang mở ra sẽ nói. Chưa quét được thì xin đừng dùng.',
          `Nếu gói của bạn bị thu hồi, hãy giữ lại và gọi ${news.producer.name}${call} để được đổi hoặc hoàn tiền.`,
          'Sao Làng, sổ đăng ký sản phẩm OCOP',
        ].join('\n\n'),
      }
    : {
        title: `Recall of some packs of lot ${news.lot}: ${news.product}`,
        words: [
          `Dear ${news.buyer},`,
          `Your order ${news.code} has ${news.product}, lot ${news.lot}. Packs with stamps ${from} to ${until} of run ${run} have been recalled.`,
          `Why (as its maker or the authority wrote it): ${news.reason}`,
          'Nobody writes down which pack is sent to whom, so we do not know whether yours is one of them. Scan the QR code on its stamp: the page will say. Please do not use it before you have looked.',
          `If your pack is recalled, keep it and call ${news.producer.name}${call} for an exchange or your money back.`,
          'Sao Làng, register of OCOP products',
        ].join('\n\n'),
      };
}
