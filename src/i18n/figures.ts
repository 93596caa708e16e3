import type { Measure, Period, TargetState } from '#src/domain/reports/figure.ts';

/** Words of the room of figures: the terms of half-year and annual reports. */
export const figures = {
  title: 'Số liệu, báo cáo',
  unit: 'Địa bàn',
  unitHint: 'Tên tỉnh hoặc xã trong địa bàn của bạn',
  country: 'Cả nước',
  year: 'Năm',
  period: 'Kỳ',
  show: 'Xem',
  xlsx: 'Tải XLSX',
  csv: 'Tải CSV',
  pdf: 'Tải PDF để ký',
  report: (unit: string, period: string, year: number) =>
    `Kết quả Chương trình OCOP ${unit}, ${period.toLowerCase()} ${year}`,
  span: (from: string, to: string) => `Từ ${from} đến hết ${to}. Đếm theo sổ đăng ký, lúc lập báo cáo.`,
  byRank: 'Sản phẩm theo hạng sao',
  changes: 'Thay đổi trong kỳ và điểm bán',
  what: 'Nội dung',
  byMaker: 'Chủ thể theo loại hình',
  rank: 'Hạng',
  stars: (stars: number) => `${stars} sao`,
  all: 'Cộng',
  inForce: 'Còn hiệu lực cuối kỳ',
  recognised: 'Công nhận trong kỳ',
  firstTime: 'Trong đó lần đầu',
  certificates: 'Sản phẩm được công nhận',
  kinds: { first: 'lần đầu', renewal: 'đánh giá lại', upgrade: 'nâng hạng', unknown: 'chưa rõ loại' },
  expiring: 'Sắp hết hạn (180 ngày tới)',
  expired: 'Hết hạn trong kỳ, chưa công nhận lại',
  revoked: 'Bị thu hồi trong kỳ',
  producers: 'Chủ thể có sản phẩm còn hiệu lực',
  kind: 'Loại hình',
  count: 'Số lượng',
  share: 'Tỷ lệ',
  modern: 'Có mặt trên kênh bán hàng hiện đại',
  modernByPaper: 'trong đó có hợp đồng hoặc giấy tờ',
  withArea: 'Có vùng nguyên liệu',
  withLinkage: 'Có hợp đồng liên kết',
  inValueChain: 'Trong chuỗi giá trị gắn với vùng nguyên liệu',
  modernWhy:
    'Kênh hiện đại: đếm chủ thể có gian hàng trên mạng ghi trong danh sách đã công bố, hoặc có hợp đồng, giấy tờ còn hiệu lực vào ngày cuối kỳ.',
  chainWhy:
    'Chuỗi giá trị: đếm chủ thể có chứng cứ về vùng nguyên liệu hoặc hợp đồng liên kết còn hiệu lực vào ngày cuối kỳ. Chứng cứ do cán bộ ghi ở trang chủ thể.',
  evidence: 'Xem chứng cứ theo chủ thể',
  pointsOfSale: 'Điểm bán đang mở',
  targets: 'Chỉ tiêu và kết quả',
  measure: 'Chỉ tiêu',
  target: 'Kế hoạch',
  reached: 'Đạt',
  state: 'Kết quả',
  states: { below: 'chưa đạt', reached: 'đạt', beyond: 'vượt' } satisfies Record<TargetState, string>,
  source: 'Theo văn bản',
  noTargets: 'Chưa đặt chỉ tiêu nào cho năm này.',
  set: 'Đặt chỉ tiêu',
  value: 'Giá trị (để trống là bỏ chỉ tiêu)',
  valueTo: 'Đến (nếu là khoảng, như 30 đến 50)',
  save: 'Lưu chỉ tiêu',
  saved: 'Đã lưu chỉ tiêu.',
  noUnit: 'Không có địa bàn đó trong phạm vi của bạn.',
  unknownKind: 'Chưa rõ',
  sheets: {
    results: 'Kết quả',
    producers: 'Chủ thể',
    targets: 'Chỉ tiêu',
    doubts: 'Chưa chắc chắn',
  },
  uncertain: 'Điều chưa chắc chắn',
  certain: 'Sổ đăng ký không còn điều gì chưa rõ cho kỳ này.',
  doubts: {
    running: 'Kỳ báo cáo chưa kết thúc: số liệu tính đến ngày lập báo cáo.',
    undated: (count: string) =>
      `${count} sản phẩm có giấy chứng nhận chưa rõ quyết định hoặc ngày công nhận, nên không tính vào số còn hiệu lực.`,
    kind: (count: string) =>
      `${count} lượt công nhận chưa rõ là lần đầu, đánh giá lại hay nâng hạng, nên không tính là sản phẩm mới.`,
    makers: (count: string) => `${count} chủ thể chưa rõ loại hình.`,
    examples: (count: string) =>
      `${count} sản phẩm còn hiệu lực là ví dụ do phần mềm dựng, không phải sản phẩm thật.`,
  },
};

export const periods: Readonly<Record<Period, string>> = {
  year: 'Cả năm',
  first_half: '6 tháng đầu năm',
  second_half: '6 tháng cuối năm',
};

export const measures: Readonly<Record<Measure, string>> = {
  first: 'Sản phẩm mới (công nhận lần đầu)',
  first_3: 'Sản phẩm mới 3 sao',
  first_4: 'Sản phẩm mới 4 sao',
  first_5: 'Sản phẩm mới 5 sao',
  recognised: 'Sản phẩm được công nhận, kể cả đánh giá lại, nâng hạng',
  recognised_3: 'Sản phẩm được công nhận 3 sao, kể cả đánh giá lại',
  recognised_4: 'Sản phẩm được công nhận 4 sao, kể cả đánh giá lại, nâng hạng',
  recognised_5: 'Sản phẩm được công nhận 5 sao, kể cả đánh giá lại, nâng hạng',
  in_force: 'Sản phẩm còn hiệu lực',
  modern_channels: 'Chủ thể trên kênh bán hàng hiện đại (%)',
  value_chains: 'Chủ thể trong chuỗi giá trị gắn với vùng nguyên liệu (%)',
  cooperatives: 'Chủ thể là hợp tác xã (%)',
  enterprises: 'Chủ thể là doanh nghiệp (%)',
  points_of_sale: 'Điểm giới thiệu, bán sản phẩm',
};

/**
 * Words of the report as a paper.
 *
 * @source Decree 30/2020/NĐ-CP, annex III: form 1.4, papers with a name of their kind.
 */
export const reportPaper = {
  kind: 'BÁO CÁO',
  number: 'Số: \u2026\u2026\u2026\u2026/BC-UBND',
  numberOfOffice: 'Số: \u2026\u2026\u2026\u2026/BC-\u2026\u2026',
  blank: '\u2026\u2026\u2026\u2026\u2026\u2026',
  copies: (isCountry: boolean, isCommune: boolean) =>
    isCountry
      ? ['\u2026\u2026\u2026\u2026;']
      : isCommune
        ? ['Ủy ban nhân dân tỉnh, thành phố;']
        : ['Bộ Nông nghiệp và Môi trường;'],
  head: 'THỦ TRƯỞNG CƠ QUAN',
  table: (at: number, title: string) => `Bảng ${at}. ${title}`,
  chart: (at: number, title: string) => `Biểu đồ ${at}. ${title}`,
  sections: ['I', 'II', 'III', 'IV'],
};
