/** Words of the feed of goods, read by programs and by whoever sets them up; Vietnamese, as the goods are. */
export const feedWords = {
  title: 'Hàng OCOP đang bán, Sao Làng',
  description: 'Giá và tình trạng còn hàng của các sản phẩm OCOP đang bán. Không có đồ uống có cồn.',
  example: 'Hàng ví dụ của bản dùng thử, không phải hàng thật.',
};

/** What the page of the open data says of the feed, where goods are sold. */
export const feedPage = {
  vi: {
    title: 'Hàng đang bán',
    lead: 'mỗi mục một quy cách đang bán, với giá, tình trạng kho và liên kết; RSS 2.0 với các trường của Google Merchant, Facebook cũng đọc được.',
    points: [
      'g:availability là in_stock, out_of_stock, hoặc preorder kèm ngày bắt đầu gửi.',
      'Không có: đồ uống có cồn, hàng bị thu hồi giấy chứng nhận, hàng nháp, cửa hàng đang nghỉ, hàng ngoài mùa bán.',
      'Giá là giá một gói, bằng đồng, chưa gồm phí giao. Sao OCOP không nằm trong đây: hãy hỏi API, vì giấy chứng nhận có ngày hết hạn.',
      'ETag đổi khi bất cứ mục nào đổi, kể cả khi cửa hàng nghỉ hay mở lại, mùa bán bắt đầu, giấy chứng nhận đổi tình trạng. Gửi lại bằng If-None-Match, nếu không đổi bạn nhận 304.',
    ],
  },
  en: {
    title: 'Goods on sale',
    lead: 'an item for each pack on sale, with price, stock and link; RSS 2.0 with the fields of Google Merchant, which Facebook reads as well.',
    points: [
      'g:availability is in_stock, out_of_stock, or preorder with the day from which it is sent.',
      'Not in it: alcohol, goods whose certificate was revoked, drafts, shops at rest, goods out of season.',
      'The price is that of a pack in đồng, without sending. OCOP stars are not in it: ask the API, since certificates run out.',
      'The ETag changes when any item does, also when a shop rests or opens again, a season begins, a certificate changes. Send it back as If-None-Match: if nothing has changed, you get 304.',
    ],
  },
} as const;
