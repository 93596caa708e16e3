import type { EvidenceKind, EvidenceState } from '#src/domain/reports/evidence.ts';
import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import { day } from './format.ts';
import type { Lang } from './lang.ts';
import type { Tone } from './statuses.ts';

/** Words for what shares of producers in reports are counted from. */
export const evidenceRoom = {
  title: 'Chứng cứ của chủ thể',
  lead: 'Kênh bán hàng hiện đại, vùng nguyên liệu, hợp đồng liên kết: tỷ lệ chủ thể trong báo cáo đếm từ đây. Gian hàng trên mạng lấy từ danh sách đã công bố; còn lại cán bộ ghi ở trang chủ thể.',
  help: 'Cách ghi chứng cứ và đặt chỉ tiêu',
  ofProducer: 'Kênh bán, vùng nguyên liệu, liên kết',
  ofProducerLead: 'Ghi điều có hợp đồng hoặc giấy tờ. Báo cáo đếm mục còn hiệu lực vào ngày cuối kỳ.',
  none: 'Chưa có chứng cứ nào.',
  noneThere: 'Không có chứng cứ nào còn hiệu lực vào ngày này',
  noneNext: 'Mở trang chủ thể, phần “Kênh bán, vùng nguyên liệu, liên kết”, rồi ghi mục đầu tiên.',
  summary: (producers: string, rows: string) => `${producers} chủ thể, ${rows} chứng cứ`,
  everyKind: 'Mọi loại',
  onDay: 'Còn hiệu lực ngày',
  show: 'Xem',
  producer: 'Chủ thể',
  kind: 'Loại',
  kindNone: 'Chọn loại',
  kinds: {
    modern_channel: 'Kênh bán hàng hiện đại',
    raw_material_area: 'Vùng nguyên liệu',
    linkage_contract: 'Hợp đồng liên kết',
  } satisfies Record<EvidenceKind, string>,
  partner: 'Với ai, ở đâu',
  partnerHint: 'Tên siêu thị, chuỗi, sàn; tên và mã vùng trồng; bên ký hợp đồng.',
  product: 'Cho sản phẩm',
  allProducts: 'Mọi sản phẩm của chủ thể',
  paper: 'Giấy tờ',
  paperNumber: 'Số hợp đồng, giấy tờ',
  paperHint: 'Ghi số, gửi tệp, hoặc cả hai.',
  file: 'Tệp (ảnh chụp hoặc PDF, nhiều nhất 10 MB)',
  fileKept: (name: string) => `Đã nhận: ${name}`,
  open: 'Mở tệp',
  shop: 'Mở gian hàng',
  byList: 'Gian hàng trên mạng, theo danh sách đã công bố',
  from: 'Từ ngày',
  until: 'Đến hết ngày',
  untilHint: 'Để trống nếu không ghi hạn.',
  span: (from: string, until: string | null) => (until === null ? `Từ ${from}` : `${from} – ${until}`),
  state: 'Tình trạng',
  states: {
    to_come: 'Chưa tới ngày',
    holds: 'Còn hiệu lực',
    over: 'Đã hết hạn',
    withdrawn: 'Đã bỏ',
  } satisfies Record<EvidenceState, string>,
  tones: { to_come: 'soon', holds: 'ok', over: 'bad', withdrawn: 'none' } satisfies Record<
    EvidenceState,
    Tone
  >,
  recorded: 'Người ghi',
  recordedBy: (name: string | null, when: string) => [name, when].filter(Boolean).join(', '),
  recordedAt: 'Ghi lúc',
  add: 'Ghi chứng cứ',
  save: 'Ghi vào sổ',
  deeds: 'Sửa ngày hết hạn, bỏ',
  end: 'Ghi ngày hết hạn',
  withdraw: 'Bỏ vì ghi nhầm',
  reason: 'Vì sao bỏ',
  withdrawHint: 'Hợp đồng kết thúc thì ghi ngày hết hạn, đừng bỏ: báo cáo các kỳ trước còn đếm.',
  address: 'Địa chỉ gian hàng',
  done: {
    'ghi-chung-cu': 'Đã ghi chứng cứ.',
    'het-chung-cu': 'Đã ghi ngày hết hạn.',
    'bo-chung-cu': 'Đã bỏ, kèm lý do.',
  } as Readonly<Record<string, string>>,
};

/** The days for which it holds, in words. */
export const evidenceSpan = ({
  from,
  until,
}: {
  from: Parameters<typeof day>[0];
  until: typeof from | null;
}) => evidenceRoom.span(day(from), until && day(until));

export const evidenceAudit: Readonly<Record<string, string>> = {
  'evidence.recorded': 'Ghi chứng cứ của chủ thể',
  'evidence.ended': 'Ghi ngày hết hạn của chứng cứ',
  'evidence.withdrawn': 'Bỏ chứng cứ ghi nhầm',
};

type EvidenceRefusal = Extract<RefusalCode, `evidence.${string}`>;

export const evidenceRefusals: Record<Lang, Record<EvidenceRefusal, string>> = {
  vi: {
    'evidence.kind_missing': 'Chưa chọn loại chứng cứ.',
    'evidence.partner_missing': 'Chưa ghi với ai, ở đâu.',
    'evidence.paper_missing': 'Chưa có giấy tờ nào. Hãy ghi số hợp đồng hoặc gửi tệp.',
    'evidence.day_missing': 'Chưa ghi có từ ngày nào.',
    'evidence.days_wrong': 'Ngày hết hạn sớm hơn ngày bắt đầu. Hãy xem lại hai ngày.',
    'evidence.withdrawn': 'Chứng cứ này đã bỏ, không sửa được nữa.',
  },
  en: {
    'evidence.kind_missing': 'Choose what kind of evidence it is.',
    'evidence.partner_missing': 'Say with whom, or where.',
    'evidence.paper_missing': 'There is no paper yet. Give the number of the contract, or send its file.',
    'evidence.day_missing': 'Say from which day on it holds.',
    'evidence.days_wrong': 'It ends before it begins. Look at both days again.',
    'evidence.withdrawn': 'This evidence was withdrawn and cannot be changed.',
  },
};
