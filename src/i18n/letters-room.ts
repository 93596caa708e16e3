import type { LetterKind, LetterState } from '#src/domain/notifications/letter.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Tone } from './statuses.ts';

/** Words of the room of letters. */
export const room = {
  title: 'Thư và thông báo',
  lead: 'Thư đã viết cho ai, lúc nào, đã đến chưa. Thông báo thời hạn giấy chứng nhận được viết lúc 6 giờ sáng mỗi ngày, mỗi mốc một lần.',
  noMail: 'Trang này chưa nối với máy chủ thư (SMTP_URL): thư được giữ lại để đọc và in, không tự gửi đi.',
  filter: 'Lọc theo tình trạng',
  all: 'Tất cả',
  none: 'Không có thư nào như vậy trong địa bàn của bạn.',
  when: 'Viết lúc',
  to: 'Gửi cho',
  about: 'Về việc',
  kind: 'Loại',
  state: 'Tình trạng',
  address: 'Địa chỉ thư',
  noAddress: 'Không có địa chỉ thư điện tử',
  tries: 'Số lần thử',
  nextTry: 'Thử lại lúc',
  fault: 'Máy chủ thư trả lời',
  sentAt: 'Gửi lúc',
  handedOn: 'Trao tay ngày',
  words: 'Nội dung',
  privateWords: 'Nội dung thư này chỉ người nhận được đọc.',
  certificate: 'Xem giấy chứng nhận',
  place: 'Địa bàn',
  back: 'Mọi thư',
  printTitle: 'In theo thể thức văn bản',
  number: 'Số, ký hiệu',
  numberHint: 'Để trống thì chừa chỗ ghi tay. Ví dụ: 125/UBND-KT',
  day: 'Ngày ký',
  pdf: 'Mở bản in (PDF)',
  printAll: (count: number) => `In ${count} thư chờ trao tay (PDF)`,
  unknownTitle: 'Chưa rõ thư đã tới chưa',
  unknownLead:
    'Đường truyền đứt đúng lúc trao thư cho máy chủ. Trang này không tự gửi lại để người nhận khỏi nhận hai lần. Hãy hỏi người nhận, rồi chọn.',
  again: 'Gửi lại',
  againDone: 'Thư được xếp để gửi lại.',
  arrived: 'Đã tới',
  arrivedDone: 'Đã ghi là thư đã tới.',
  handTitle: 'Đã trao tay',
  handLead: 'In thư, trình ký, đóng dấu, trao cho người nhận rồi ghi ngày trao.',
  handDay: 'Ngày trao',
  hand: 'Ghi là đã trao',
  handDone: 'Đã ghi ngày trao thư.',
  dayWrong: 'Ngày trao không đúng, hoặc còn ở phía trước.',
  kinds: {
    invitation: 'Lời mời',
    password_reset: 'Đặt lại mật khẩu',
    certificate_notice: 'Thông báo thời hạn',
    notice_digest: 'Thông báo cho cán bộ',
    report_answer: 'Trả lời phản ánh',
    claim: 'Yêu cầu đổi trả',
    refund: 'Đã hoàn tiền',
    verify_email: 'Xác nhận địa chỉ thư',
    review: 'Nhận xét của người mua',
    rights: 'Yêu cầu về dữ liệu cá nhân',
    hook_paused: 'Kết nối tạm dừng',
    joining: 'Trả lời việc xin giữ nhà sản xuất',
    order: 'Tin về đơn hàng',
    enquiry: 'Hỏi mua',
    visit: 'Lượt thăm',
    stamp_alert: 'Tem cần xem',
    inspection_follow_up: 'Yêu cầu khắc phục',
  } satisfies Record<LetterKind, string>,
  states: {
    waiting: 'Chờ gửi',
    handing_over: 'Chưa rõ đã tới',
    sent: 'Đã gửi',
    failed: 'Không gửi được',
    kept: 'Giữ tại văn phòng',
    to_hand_over: 'Chờ in và trao tay',
    handed_over: 'Đã trao tay',
  } satisfies Record<LetterState, string>,
};

export const letterTones: Readonly<Record<LetterState, Tone>> = {
  waiting: 'none',
  handing_over: 'bad',
  sent: 'ok',
  failed: 'bad',
  kept: 'none',
  to_hand_over: 'soon',
  handed_over: 'ok',
};

/**
 * Words of a letter on paper.
 *
 * @source Decree 30/2020/NĐ-CP, annex I: what every paper of an office carries, and how it is written.
 */
export const paper = {
  nation: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
  motto: 'Độc lập - Tự do - Hạnh phúc',
  council: 'ỦY BAN NHÂN DÂN',
  number: (number: string) => `Số: ${number === '' ? '\u2026\u2026\u2026\u2026/UBND' : number}`,
  // Numbers of days below ten and of the first two months are written with a nought before.
  placeAndDay: (place: string, day: Day) => {
    const [year = '', month = '', date = ''] = day.split('-');
    return `${place}, ngày ${date} tháng ${Number(month) <= 2 ? month : Number(month)} năm ${year}`;
  },
  to: 'Kính gửi:',
  closing: 'Trân trọng thông báo./.',
  copies: 'Nơi nhận:',
  asAbove: 'Như trên;',
  file: 'Lưu: VT.',
  signed: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
  title: 'Thư thông báo thời hạn giấy chứng nhận OCOP',
};
