import { SECTORS, productSet } from '#src/domain/catalogue/product-set.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import { isOfKeptPaper, isOnlyAsked, type ChecklistGroup } from '#src/domain/inspections/checklist.ts';
import type {
  Answer,
  DayKind,
  FindingKind,
  FollowUpState,
  FollowUpStep,
  Gravity,
  InspectionOutcome,
  InspectionState,
  PlanReason,
} from '#src/domain/inspections/inspection.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import { words as catalogue } from './catalogue.ts';
import { day, number } from './format.ts';

/** Words of the rooms of inspections. Vietnamese: the terms are those of the decree. */
/** Lists of inspections, as their address names them. */
export const INSPECTION_TABS = { cho: 'open', 'qua-han': 'overdue', xong: 'closed' } as const;

export const inspectionRoom = {
  title: 'Kiểm tra, giám sát',
  lead: 'Kế hoạch từng quý, biên bản từng cuộc, việc phải khắc phục. Hậu kiểm theo Điều 9 Quyết định 26/2026/QĐ-TTg: giữ tiêu chí như hồ sơ, dùng dấu OCOP, thông tin và quảng bá.',
  tabs: { open: 'Chờ và đang kiểm tra', overdue: 'Quá hạn khắc phục', closed: 'Đã kết thúc' },
  mine: 'Chỉ việc của tôi',
  everybody: 'Của mọi người',
  none: 'Không có cuộc kiểm tra nào ở đây.',
  plans: 'Kế hoạch theo quý',
  noPlans: 'Chưa có kế hoạch nào.',
  planTitle: (quarter: number, year: number) => `Kế hoạch kiểm tra quý ${quarter}/${year}`,
  quarter: (quarter: number, year: number) => `Quý ${quarter}/${year}`,
  province: 'Tỉnh, thành phố',
  quarterName: 'Quý',
  begin: 'Lập kế hoạch',
  beginTitle: 'Lập kế hoạch mới',
  draft: 'đang soạn',
  fixed: 'đã chốt',
  progress: (closed: number, all: number) => `${number(closed)}/${number(all)} cuộc đã xong`,
  product: 'Sản phẩm',
  producer: 'Chủ thể',
  place: 'Nơi',
  reasons: 'Vì sao',
  inspector: 'Người kiểm tra',
  noInspector: 'chưa phân công',
  due: 'Trước ngày',
  state: 'Tình trạng',
  reason: 'Lý do',
  addedLater: 'thêm sau khi chốt',
  done: 'Đã ghi.',
  plan: {
    lead: 'Máy đề xuất và nói vì sao; người chọn. Chốt rồi thì chỉ thêm hoặc bỏ dòng có lý do, không sửa lặng lẽ.',
    fixedSince: (at: string, by: string) => `Chốt lúc ${at}${by ? `, ${by}` : ''}.`,
    lines: 'Các cuộc kiểm tra',
    noLines: 'Chưa chọn sản phẩm nào. Chọn trong danh sách đề xuất bên dưới.',
    cancelled: 'Đã bỏ khỏi kế hoạch',
    change: 'Phân công, bỏ',
    cancelReason: 'Lý do bỏ',
    cancel: 'Bỏ khỏi kế hoạch',
    assign: 'Phân công',
    fix: 'Chốt kế hoạch',
    fixWhy: 'Sau khi chốt, mỗi lần thêm hay bỏ đều phải ghi lý do.',
    print: 'Trang này in được thẳng từ trình duyệt (Ctrl+P): chỉ in bảng kế hoạch.',
    proposed: 'Đề xuất',
    proposedLead: (count: number) =>
      count === 0
        ? 'Không còn sản phẩm nào để đề xuất.'
        : `${number(count)} sản phẩm chưa có trong kế hoạch.`,
    all: 'Mọi lý do',
    find: 'Tìm',
    findLabel: 'Tên sản phẩm, chủ thể',
    commune: 'Xã, phường',
    anyCommune: 'Cả tỉnh',
    lastOn: 'Kiểm tra lần cuối',
    never: 'chưa lần nào',
    choose: 'Chọn',
    add: 'Đưa vào kế hoạch',
    addReason: 'Lý do thêm sau khi chốt',
    added: (count: number) => `Đã đưa ${number(count)} sản phẩm vào kế hoạch.`,
    signed: ['Người lập', 'Thủ trưởng cơ quan'],
    notes: 'Một năm là “đã lâu” và mười sản phẩm rút thăm mỗi quý là mức đặt sẵn, không phải quy định.',
  },
  one: {
    title: (product: string) => `Kiểm tra: ${product}`,
    start: 'Bắt đầu kiểm tra',
    startWhy: 'Bảng kiểm lấy đúng những gì sổ ghi hôm nay và giữ nguyên như thế đến hết cuộc kiểm tra.',
    why: 'Vì sao kiểm tra',
    report: 'Phản ánh của người dân',
    planOf: 'Kế hoạch',
    certificate: 'Giấy chứng nhận',
    certificateGo: 'Tạm dừng, thu hồi: ở trang giấy chứng nhận',
    publicPage: 'Xem trang công khai',
    minutes: 'Mở biên bản (PDF)',
    draftMinutes: 'Mở bản nháp biên bản (PDF)',
    registered: 'Sổ ghi',
    notRegistered: 'sổ chưa ghi',
    answered: (done: number, all: number) => `${number(done)}/${number(all)} dòng đã trả lời`,
    by: (name: string, at: string) => `${name} ghi lúc ${at}`,
    clash: (name: string) => `${name || 'Người khác'} vừa ghi khác bạn. Bản của họ:`,
    clashNext: 'Bản của bạn vẫn ở trong ô, chưa ghi. Muốn thay bản của họ thì bấm ghi lần nữa.',
    clashes: (count: number) =>
      `${number(count)} dòng được người khác ghi trong lúc bạn làm. Các dòng còn lại đã ghi; hãy xem các dòng được đánh dấu.`,
    note: 'Thấy gì (cần ghi khi không khớp)',
    noAnswer: 'chưa xem',
    save: 'Ghi lại',
    saveWhy: 'Ghi bao nhiêu lần cũng được; mọi nút trên trang đều ghi luôn bảng kiểm.',
    cameBack: 'Đã lấy lại những gì bạn nhập trên máy này mà chưa kịp ghi. Hãy xem rồi bấm “Ghi lại”.',
    offline:
      'Máy đang mất mạng nên chưa ghi được. Những gì đã nhập giữ trên máy này; có mạng thì bấm ghi lần nữa.',
    checklist: 'Bảng kiểm',
    findings: 'Điều phát hiện',
    noFindings: 'Chưa ghi điều gì.',
    findingKind: 'Về việc',
    gravity: 'Mức độ',
    words: 'Thấy gì, ở đâu',
    picture: 'Ảnh',
    pictureHint: 'JPEG, PNG, WebP, nhỏ hơn 10 MB. Vị trí chụp được xóa.',
    pictureWords: 'Ảnh chụp gì',
    addFinding: 'Ghi điều phát hiện',
    addFindingTitle: 'Thêm điều phát hiện',
    addPicture: 'Thêm ảnh',
    addPictureTitle: 'Thêm ảnh khác',
    pictures: 'Ảnh',
    pictureOf: (at: string) => `Ảnh chụp lúc ${at}`,
    withdraw: 'Rút lại điều này',
    withdrawn: 'đã rút',
    followUps: 'Yêu cầu khắc phục',
    noFollowUps: 'Không có yêu cầu nào.',
    followUpWords: 'Chủ thể phải làm gì',
    days: 'Trong bao nhiêu ngày',
    dayKind: 'Tính theo',
    addFollowUp: 'Thêm yêu cầu',
    addFollowUpTitle: 'Thêm yêu cầu khắc phục',
    followUpDue: (words: string) => `Hạn: hết ngày ${words}`,
    overdue: 'quá hạn',
    followUpNote: 'Kết quả, bằng chứng',
    newDay: 'Hạn mới (khi làm lại)',
    doneNow: 'Đã khắc phục tại chỗ',
    people: 'Thời gian, địa điểm, người có mặt',
    heldOn: 'Ngày kiểm tra',
    heldAt: 'Giờ (từ, đến)',
    heldWhere: 'Địa điểm',
    present: 'Có mặt phía chủ thể',
    presentHint: 'Ghi chức danh; chỉ ghi tên khi cần cho biên bản.',
    number: 'Số biên bản',
    conclusion: 'Nhận xét, kết luận, ý kiến của chủ thể',
    closeTitle: 'Kết thúc',
    closeWhy:
      'Kết thúc rồi thì bảng kiểm và biên bản giữ nguyên; sau đó chỉ ghi thêm. Không có gì tự xảy ra với giấy chứng nhận. Yêu cầu khắc phục được viết thành thư gửi chủ thể.',
    outcome: 'Kết quả',
    choose: 'Chọn kết quả',
    close: 'Kết thúc kiểm tra',
    closeReport: 'Trả lời và đóng luôn phản ánh',
    reportOutcome: 'Kết quả phản ánh',
    reportAnswer: 'Trả lời người phản ánh',
    notes: 'Ghi thêm sau kiểm tra',
    noNotes: 'Chưa ghi thêm gì.',
    addNote: 'Ghi thêm',
    readOnly: 'Bạn xem được, không ghi được ở đây.',
    closedLine: (outcome: string, at: string) => `${outcome} · kết thúc lúc ${at}`,
    fromDossier:
      'Bảng kiểm lập từ những gì sổ đăng ký có. Các lựa chọn đã chấm trong hồ sơ đánh giá chưa có trong sổ này; hãy xem hồ sơ giấy.',
  },
  fromReport: {
    title: 'Kiểm tra tại chỗ',
    lead: 'Mở một cuộc kiểm tra vì phản ánh này. Phản ánh chuyển sang đang xử lý.',
    go: 'Mở cuộc kiểm tra',
    open: 'Xem cuộc kiểm tra',
    note: 'Mở cuộc kiểm tra tại chỗ.',
  },
  today: {
    due: 'Cuộc kiểm tra của quý này chưa xong',
    dueTodo: (late: number) => (late > 0 ? `${number(late)} cuộc đã quá ngày.` : 'Phân công và đi kiểm tra.'),
    overdue: 'Yêu cầu khắc phục quá hạn',
    overdueTodo: 'Hỏi chủ thể, kiểm tra lại rồi ghi kết quả.',
  },
};

export const planReasons: Readonly<Record<PlanReason, string>> = {
  report_open: 'có phản ánh đang xử lý',
  report_upheld: 'phản ánh đã được xác nhận đúng',
  paused: 'tạm dừng hoặc vừa khôi phục',
  expired_offered: 'hết hạn mà còn chào bán',
  due: 'giấy sắp hết hạn',
  never: 'chưa từng kiểm tra',
  long_ago: 'kiểm tra đã lâu',
  random: 'rút thăm',
  chosen: 'người lập chọn',
};

export const inspectionStates: Readonly<Record<InspectionState, string>> = {
  planned: 'chờ kiểm tra',
  under_way: 'đang kiểm tra',
  closed: 'đã kết thúc',
  cancelled: 'đã bỏ',
};

const answers: Readonly<Record<Answer, string>> = {
  matches: 'Khớp',
  differs: 'Không khớp',
  not_seen: 'Không thấy',
  not_applicable: 'Không áp dụng',
};

/** An answer on this line: held against the register, or only asked. */
export function answerWords(key: string, answer: Answer): string {
  if (answer === 'matches' && isOnlyAsked(key)) return 'Đạt';
  return answer === 'differs' && isOnlyAsked(key) ? 'Không đạt' : answers[answer];
}

export const findingKinds: Readonly<Record<FindingKind, string>> = {
  mark: 'Dấu OCOP, hạng sao',
  label: 'Nhãn, bao bì',
  certificate: 'Giấy chứng nhận',
  quality: 'Chất lượng',
  food_safety: 'An toàn thực phẩm',
  production: 'Cơ sở, sản xuất',
  promotion: 'Thông tin, quảng bá',
  other: 'Việc khác',
};

export const gravities: Readonly<Record<Gravity, string>> = {
  light: 'nhẹ, nhắc nhở',
  serious: 'phải khắc phục',
  grave: 'nghiêm trọng',
};

export const inspectionOutcomes: Readonly<Record<InspectionOutcome, string>> = {
  in_order: 'Đúng như sổ ghi',
  to_put_right: 'Phải khắc phục',
  proposed: 'Kiến nghị cơ quan có thẩm quyền xử lý',
  not_held: 'Không kiểm tra được',
};

export const dayKinds: Readonly<Record<DayKind, string>> = { calendar: 'ngày', working: 'ngày làm việc' };

export const followUpStates: Readonly<Record<FollowUpState, string>> = {
  open: 'chờ khắc phục',
  said_done: 'chủ thể báo đã xong, chờ kiểm tra lại',
  closed: 'đã khắc phục',
};

export const followUpSteps: Readonly<Record<FollowUpStep, string>> = {
  said_done: 'Chủ thể báo đã xong',
  closed: 'Đã kiểm tra, đạt',
  sent_back: 'Chưa đạt, làm lại',
};

export const groupNames: Readonly<Record<ChecklistGroup, string>> = {
  certificate: 'Giấy chứng nhận',
  mark: 'Dấu OCOP và quảng bá',
  label: 'Nhãn và bao bì',
  making: 'Nơi làm ra, giấy tờ, nơi bán',
  alcohol: 'Rượu',
};

const LINES: Readonly<Record<string, string>> = {
  'certificate.number': 'Số giấy chứng nhận',
  'certificate.decision': 'Quyết định công nhận',
  'certificate.decided_on': 'Ngày quyết định',
  'certificate.stars': 'Hạng sao trên giấy',
  'certificate.until': 'Hiệu lực đến hết ngày',
  'certificate.displayed': 'Giấy chứng nhận có tại cơ sở, treo nơi dễ thấy (thông lệ)',
  'mark.stars': 'Dấu OCOP dùng đúng hạng sao',
  'mark.promotion': 'Thông tin, quảng bá đúng sự thật',
  'label.name': 'Tên sản phẩm trên nhãn',
  'label.pack': 'Quy cách',
  'label.gtin': 'Mã vạch (GTIN)',
  'label.dates': 'Ngày sản xuất, hạn dùng, số lô trên bao bì',
  'label.producer_name': 'Tên chủ thể trên nhãn',
  'label.producer_address': 'Địa chỉ chủ thể trên nhãn',
  'making.place': 'Nơi làm ra',
  'making.set': 'Bộ sản phẩm',
  'making.goes_on': 'Sản phẩm vẫn đang được làm, như hồ sơ',
  'alcohol.degree': 'Độ cồn trên nhãn',
  'alcohol.licence': 'Giấy phép hoặc đăng ký sản xuất, bán rượu còn hiệu lực',
  'alcohol.stamp': 'Tem rượu trên bao bì',
  'alcohol.minors': 'Có biển không bán cho người dưới 18 tuổi, và làm đúng như thế',
  'alcohol.promotion': 'Từ 15 độ: không quảng cáo, không khuyến mại',
};

const isOfPaper = (key: string): boolean => key.startsWith('making.paper.') || isOfKeptPaper(key);

/** What a line of the checklist asks. */
export function lineName(key: string, about: string | null): string {
  const fact = /^label\.fact\.(\w+)$/.exec(key)?.[1] as keyof LabelFacts | undefined;
  if (fact) return `${catalogue.vi.product.labelFacts[fact] ?? fact} trên nhãn`;
  if (isOfPaper(key)) return `${about ?? 'Giấy tờ'}: còn hiệu lực`;
  if (key.startsWith('making.shop.')) return `Có bán tại ${about ?? ''}`;
  return LINES[key] ?? key;
}

/** What the register says of it, in words; `null`: nothing. */
export function lineValue(key: string, registered: string | null): string | null {
  if (registered === null) return null;
  if (key === 'mark.stars' && registered === '0') return 'không được dùng: không có giấy còn hiệu lực';
  if (key.endsWith('.stars')) return `${registered} sao`;
  if (key === 'making.set') {
    const set = productSet(Number(registered));
    return `${registered}. ${set.name} (${SECTORS[set.sector]})`;
  }
  if (key === 'alcohol.degree') return `${number(Number(registered))} %`;
  if (isOfPaper(key) && isDay(registered)) return `còn hạn đến hết ${day(registered)}`;
  return isDay(registered) ? day(registered) : registered;
}

/** The letter that tells a producer what has to be put right. */
export function followUpLetter({
  product,
  heldOn,
  followUps,
}: {
  product: string;
  heldOn: Day;
  followUps: readonly { words: string; dueOn: Day }[];
}): { title: string; words: string } {
  return {
    title: `V/v khắc phục sau kiểm tra sản phẩm ${product}`,
    words: [
      `Ngày ${day(heldOn)}, cán bộ đã kiểm tra sản phẩm ${product}. Đề nghị quý cơ sở thực hiện:`,
      ...followUps.map(({ words, dueOn }, at) => `${at + 1}. ${words} Hạn: hết ngày ${day(dueOn)}.`),
      'Làm xong, đề nghị báo lại cho cơ quan kiểm tra, kèm ảnh hoặc giấy tờ.',
    ].join('\n\n'),
  };
}

/** Words of the printed minutes, in the form in which offices write. */
export const minutesPaper = {
  title: 'BIÊN BẢN',
  subject: (product: string) => `Kiểm tra việc duy trì sản phẩm OCOP: ${product}`,
  number: (number: string) => `Số: ${number === '' ? '…………/BB' : number}`,
  draft: 'BẢN NHÁP: cuộc kiểm tra chưa kết thúc',
  time: (at: string, on: string, where: string) =>
    `Hôm nay, ${at ? `${at}, ` : ''}ngày ${on}, tại ${where || '…………………………'}, chúng tôi gồm:`,
  team: 'Bên kiểm tra:',
  other: 'Bên được kiểm tra:',
  present: (words: string) => `Có mặt: ${words || '…………………………'}`,
  basis:
    'Căn cứ Điều 9 Quyết định số 26/2026/QĐ-TTg ngày 22/5/2026 của Thủ tướng Chính phủ, đã kiểm tra sản phẩm',
  checklist: 'I. ĐỐI CHIẾU VỚI SỔ ĐĂNG KÝ',
  columns: ['Nội dung', 'Sổ đăng ký ghi', 'Thực tế'],
  findings: 'II. ĐIỀU PHÁT HIỆN',
  followUps: 'III. YÊU CẦU KHẮC PHỤC',
  conclusion: 'IV. NHẬN XÉT, KẾT LUẬN',
  none: 'Không có.',
  outcome: (words: string) => `Kết quả: ${words}.`,
  closing:
    'Biên bản được đọc lại cho những người có mặt nghe, nhất trí và ký tên; lập thành hai bản có giá trị như nhau, mỗi bên giữ một bản./.',
  signed: [
    ['ĐẠI DIỆN CƠ SỞ', '(Ký, ghi rõ họ tên)'],
    ['NGƯỜI KIỂM TRA', '(Ký, ghi rõ họ tên)'],
  ],
  pictures: 'PHỤ LỤC ẢNH',
  notes: 'Ghi thêm sau khi kết thúc',
};
