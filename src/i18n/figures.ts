import type { Measure, Period } from '#src/domain/reports/figure.ts';

/** Words of the room of figures: the terms of half-year and annual reports. */
export const figures = {
  title: 'Số liệu, báo cáo',
  unit: 'Địa bàn',
  unitHint: 'Tên tỉnh hoặc xã trong địa bàn của bạn',
  country: 'Cả nước',
  year: 'Năm',
  period: 'Kỳ',
  show: 'Xem',
  file: 'Tải XLSX',
  print: 'In hoặc lưu PDF bằng trình duyệt (Ctrl+P)',
  report: (unit: string, period: string, year: number) =>
    `Kết quả Chương trình OCOP ${unit}, ${period.toLowerCase()} ${year}`,
  span: (from: string, to: string) => `Từ ${from} đến hết ${to}. Đếm theo sổ đăng ký, lúc lập báo cáo.`,
  rank: 'Hạng',
  stars: (stars: number) => `${stars} sao`,
  all: 'Cộng',
  inForce: 'Còn hiệu lực cuối kỳ',
  recognised: 'Công nhận trong kỳ',
  certificates: 'Sản phẩm được công nhận',
  byKind: 'Trong đó',
  kinds: { first: 'lần đầu', renewal: 'đánh giá lại', upgrade: 'nâng hạng', unknown: 'chưa rõ loại' },
  expiring: 'Sắp hết hạn (180 ngày tới)',
  expired: 'Hết hạn trong kỳ, chưa công nhận lại',
  revoked: 'Bị thu hồi trong kỳ',
  producers: 'Chủ thể có sản phẩm còn hiệu lực',
  kind: 'Loại hình',
  count: 'Số lượng',
  share: 'Tỷ lệ',
  modern: 'Có mặt trên kênh bán hàng hiện đại',
  modernWhy:
    'Đếm chủ thể có gian hàng trên mạng được ghi trong danh sách đã công bố; kênh khác chưa có chứng cứ trong sổ.',
  pointsOfSale: 'Điểm bán đang mở',
  targets: 'Chỉ tiêu và kết quả',
  measure: 'Chỉ tiêu',
  target: 'Kế hoạch',
  reached: 'Đạt',
  source: 'Theo văn bản',
  noTargets: 'Chưa đặt chỉ tiêu nào cho năm này.',
  set: 'Đặt chỉ tiêu',
  value: 'Giá trị (để trống là bỏ chỉ tiêu)',
  save: 'Lưu chỉ tiêu',
  saved: 'Đã lưu chỉ tiêu.',
  noUnit: 'Không có địa bàn đó trong phạm vi của bạn.',
  unknownKind: 'Chưa rõ',
};

export const periods: Readonly<Record<Period, string>> = {
  year: 'Cả năm',
  first_half: '6 tháng đầu năm',
  second_half: '6 tháng cuối năm',
};

export const measures: Readonly<Record<Measure, string>> = {
  recognised: 'Sản phẩm được công nhận trong năm',
  recognised_3: 'Sản phẩm được công nhận 3 sao',
  recognised_4: 'Sản phẩm được công nhận 4 sao',
  recognised_5: 'Sản phẩm được công nhận 5 sao',
  in_force: 'Sản phẩm còn hiệu lực',
  modern_channels: 'Chủ thể trên kênh bán hàng hiện đại (%)',
  cooperatives: 'Chủ thể là hợp tác xã (%)',
  enterprises: 'Chủ thể là doanh nghiệp (%)',
  points_of_sale: 'Điểm giới thiệu, bán sản phẩm',
};
