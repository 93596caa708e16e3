import type { Same } from './lang.ts';

/** Words of the page that other sites show in a frame, and of the page that says how. */
const vi = {
  title: 'Đưa gian hàng lên trang của bạn',
  nav: 'Nhúng vào trang của xã',
  lead: 'Chép một dòng, dán vào trang của xã, của trường, của hợp tác xã: sản phẩm OCOP, điểm bán và hội chợ sắp tới hiện ngay ở đó, mỗi ngày đúng như sổ đăng ký.',
  points: [
    'Không có mã chạy, không theo dõi ai, không cần đăng ký.',
    'Sao chỉ hiện khi giấy còn hạn; hết hạn thì trang của bạn cũng tự nói là hết hạn.',
    'Bấm vào đâu cũng mở ở cửa sổ mới, trang của bạn vẫn còn nguyên.',
  ],
  ask: 'Xã, phường hoặc tỉnh',
  askHint: 'Tên hoặc mã; tên cũ cũng được. Thêm tỉnh nếu nhiều nơi trùng tên.',
  go: 'Lấy mã nhúng',
  notFound: 'Không tìm thấy nơi nào như vậy. Thử ghi thêm tên tỉnh, hoặc ghi mã.',
  which: 'Nơi nào trong các nơi này?',
  code: 'Dòng để chép',
  codeHint: 'Đổi height cho vừa trang của bạn; hẹp tới 280 px vẫn đọc được.',
  preview: (name: string) => `Xem trước: ${name}`,
  frameTitle: (name: string) => `Sản phẩm OCOP của ${name}`,
  heading: (name: string) => `Sản phẩm OCOP: ${name}`,
  goods: 'Sản phẩm',
  goodsNone: 'Chưa có sản phẩm nào trong sổ đăng ký.',
  all: (count: string) => `Xem cả ${count} sản phẩm`,
  shops: 'Điểm bán',
  fairs: 'Hội chợ, lễ hội sắp tới',
  source: (day: string) => `Theo sổ đăng ký Sao Làng ngày ${day}`,
  demo: 'Dữ liệu minh hoạ',
  window: '(mở cửa sổ mới)',
  onPlace: 'Đưa gian hàng này lên trang khác',
};

const en: Same<typeof vi> = {
  title: 'Show the goods on your own site',
  nav: 'Embed on your site',
  lead: 'Copy one line into the site of a commune, a school or a cooperative: OCOP products, where to buy them and the next fair appear there, every day as the register has them.',
  points: [
    'No scripts, no trackers, no sign-up.',
    'Stars show only while a certificate is in force; when it has expired, your site says so by itself.',
    'Whatever is pressed opens in a new window: your site stays where it is.',
  ],
  ask: 'Commune or province',
  askHint: 'A name or a code; old names lead on. Add the province where several share a name.',
  go: 'Get the line to copy',
  notFound: 'No such place was found. Add the name of the province, or give the code.',
  which: 'Which of these?',
  code: 'The line to copy',
  codeHint: 'Change the height to suit your page; it reads well down to 280 px.',
  preview: (name) => `Preview: ${name}`,
  frameTitle: (name) => `OCOP products of ${name}`,
  heading: (name) => `OCOP products: ${name}`,
  goods: 'Products',
  goodsNone: 'No products in the register yet.',
  all: (count) => `See all ${count} products`,
  shops: 'Where to buy',
  fairs: 'Next fairs and festivals',
  source: (day) => `From the register Sao Làng on ${day}`,
  demo: 'Sample data',
  window: '(opens a new window)',
  onPlace: 'Show this on another site',
};

export const widgetWords = { vi, en };
