/** What the office has recorded of a producer, as the producer reads it. */
export const recordedEvidence = {
  title: 'Cơ quan đã ghi nhận',
  lead: 'Hợp đồng liên kết, kênh bán hàng hiện đại, vùng nguyên liệu mà cơ quan ghi cho nhà mình để tính trong báo cáo. Chỉ nhà mình và cán bộ địa phương đọc được.',
  none: 'Chưa ghi nhận gì. Nhà có hợp đồng liên kết, bán vào siêu thị hay có vùng nguyên liệu thì mang giấy tờ tới cán bộ xã.',
  span: 'Thời gian',
  paper: 'Số, giấy tờ',
  wrong: 'Sai hoặc thiếu thì báo cán bộ xã.',
  orAsk: (name: string) => `Hoặc hỏi ${name}:`,
  subject: (producer: string) => `Điều cơ quan ghi nhận về ${producer}`,
};
