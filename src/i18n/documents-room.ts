import type { DocumentValidity } from '#src/domain/documents/document.ts';
import { daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import { day as shown } from './format.ts';
import type { Lang } from './lang.ts';
import type { Tone } from './statuses.ts';

/** Words of the producer's papers: of those who keep them, and of officers who read them. */
export const documentsRoom = {
  title: 'Giấy tờ',
  nav: 'Giấy tờ',
  lead: 'Chụp lại từng tờ rồi cất ở đây: công bố, phiếu kiểm nghiệm, VietGAP, nhãn hiệu. Không tờ nào hiện cho người mua nếu bạn không chọn công khai.',
  back: 'Về danh sách giấy tờ',
  add: 'Thêm giấy tờ',
  addTitle: 'Thêm giấy tờ',
  none: 'Chưa có giấy tờ nào',
  noneNext: 'Bắt đầu bằng tờ hay bị hỏi nhất: bản tự công bố hoặc phiếu kiểm nghiệm. Chụp ảnh là được.',
  summary: (expired: number, ending: number): string =>
    [expired > 0 && `${expired} tờ đã hết hạn`, ending > 0 && `${ending} tờ sắp hết hạn`]
      .filter(Boolean)
      .join(', '),
  paper: 'Giấy tờ',
  validity: 'Thời hạn',
  about: 'Dùng cho',
  aboutAll: 'Mọi sản phẩm của nhà',
  who: 'Ai xem được',
  isConfidential: 'Chỉ nhà mình và cán bộ địa phương',
  isPublic: 'Mọi người',
  file: 'Tệp',
  open: 'Mở tệp',
  change: 'Xem, sửa',
  kind: 'Loại giấy tờ',
  kindNone: 'Chọn loại',
  name: 'Tên giấy tờ',
  nameHint: 'Như ghi trên giấy, ví dụ: Phiếu kiểm nghiệm mật ong tháng 3.',
  number: 'Số',
  issuer: 'Nơi cấp',
  issuedOn: 'Ngày cấp',
  validUntil: 'Hết hạn sau ngày',
  validUntilHint: 'Để trống nếu giấy không ghi hạn.',
  fileNew: 'Ảnh chụp hoặc PDF',
  fileHint: 'Ảnh JPG, PNG hoặc PDF, nhiều nhất 10 MB.',
  fileReplace: 'Thay bằng tệp khác',
  fileReplaceHint: 'Để trống thì giữ tệp cũ.',
  fileKept: (name: string) => `Đã nhận: ${name}`,
  publish: 'Cho mọi người xem tờ này',
  publishHint:
    'Người mua đọc được tệp này ở trang sản phẩm và trang truy xuất. Tệp đưa lên thế nào thì hiện y thế ấy: xem lại có số căn cước hay số nhà riêng không; ảnh chụp có thể kèm nơi chụp.',
  save: 'Lưu',
  saved: 'Đã lưu.',
  added: 'Đã thêm giấy tờ.',
  ended: 'Đã bỏ giấy tờ này.',
  addedBy: (name: string | null, when: string) => `Thêm lúc ${when}${name === null ? '' : `, ${name}`}`,
  end: 'Bỏ giấy tờ này',
  endHint: 'Tờ đã bỏ không hiện cho ai mua nữa; tệp và lý do vẫn giữ lại để tra khi cần.',
  endReason: 'Vì sao bỏ',
  endReasonHint: 'Ví dụ: đã có phiếu mới, ghi nhầm sản phẩm.',
  endedOnes: (count: number) => `Đã bỏ (${count})`,
  endedWhy: (when: string, reason: string) => `Bỏ lúc ${when}: ${reason}`,
  isEnded: 'Giấy tờ này đã bỏ, không sửa được nữa.',
  ofProducer: 'Giấy tờ chủ thể tự lưu',
  ofProducerNone: 'Chủ thể chưa lưu giấy tờ nào.',
  ofProducerLead: 'Chủ thể tự đưa lên, chưa ai xác nhận. Tờ không công khai chỉ dùng cho việc công vụ.',
  tones: { expired: 'bad', ending: 'soon', valid: 'ok', no_end: 'none' } satisfies Record<
    DocumentValidity,
    Tone
  >,
  validOn: (validity: DocumentValidity, until: Day | null, today: Day): string => {
    if (until === null) return 'Không ghi hạn';
    const left = daysBetween(today, until);
    if (validity === 'expired') return `Đã hết hạn sau ngày ${shown(until)}`;
    if (validity === 'valid') return `Còn hạn đến hết ${shown(until)}`;
    return left === 0
      ? `Hết hạn sau hôm nay, ${shown(until)}`
      : `Sắp hết hạn: còn ${left} ngày, đến hết ${shown(until)}`;
  },
};

/** Of the link to a file on public pages. */
export const readDocument: Readonly<Record<Lang, string>> = { vi: 'Xem bản chụp', en: 'See the paper' };

export const documentAudit: Readonly<Record<string, string>> = {
  'document.added': 'Chủ thể thêm giấy tờ',
  'document.changed': 'Chủ thể sửa giấy tờ',
  'document.replaced': 'Chủ thể thay tệp giấy tờ',
  'document.ended': 'Chủ thể bỏ giấy tờ',
};

type DocumentRefusal = Extract<RefusalCode, `document.${string}`>;

export const documentRefusals: Record<Lang, Record<DocumentRefusal, string>> = {
  vi: {
    'document.kind_missing': 'Chưa chọn loại giấy tờ.',
    'document.name_missing': 'Chưa ghi tên giấy tờ.',
    'document.day_ahead': 'Ngày cấp chưa tới. Hãy xem lại ngày trên giấy.',
    'document.days_wrong': 'Ngày hết hạn sớm hơn ngày cấp. Hãy xem lại hai ngày.',
    'document.file_missing': 'Chưa chọn tệp. Hãy chụp ảnh giấy tờ hoặc chọn tệp PDF.',
    'document.too_many': 'Đã đủ số giấy tờ giữ được. Hãy bỏ những tờ không dùng nữa rồi thêm lại.',
    'document.ended': 'Giấy tờ này đã bỏ, không sửa được nữa.',
  },
  en: {
    'document.kind_missing': 'Choose what kind of paper it is.',
    'document.name_missing': 'Give the paper a name.',
    'document.day_ahead': 'The day of issue is still to come. Look at the paper again.',
    'document.days_wrong': 'The paper ends before it was issued. Look at both days again.',
    'document.file_missing': 'Choose a file: a photograph of the paper, or a PDF.',
    'document.too_many':
      'There is no room for more papers. Take away those no longer used, then add this one.',
    'document.ended': 'This paper was taken away and cannot be changed.',
  },
};
