/** Words of the feed of goods, read by programs and by whoever sets them up; Vietnamese, as the goods are. */
export const feedWords = {
  title: 'Hàng OCOP đang bán, Sao Làng',
  description: 'Giá và tình trạng còn hàng của các sản phẩm OCOP đang bán. Không có đồ uống có cồn.',
  example: 'Hàng ví dụ của bản dùng thử, không phải hàng thật.',
};
