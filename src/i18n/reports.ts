import type { ReportKind, ReportOutcome, ReportState } from '#src/domain/inspections/public-report.ts';
import type { Lang, Same } from './lang.ts';

export const kinds: Readonly<Record<Lang, Readonly<Record<ReportKind, string>>>> = {
  vi: {
    wrong_facts: 'Thông tin trên trang sai',
    mark_misuse: 'Dùng sao hoặc nhãn OCOP không đúng',
    counterfeit: 'Nghi hàng giả, tem lạ',
    quality: 'Chất lượng không như ghi',
    food_safety: 'Ngộ độc, mất an toàn',
    other: 'Việc khác',
  },
  en: {
    wrong_facts: 'Something on this site is wrong',
    mark_misuse: 'Stars or the OCOP mark used wrongly',
    counterfeit: 'Goods or a stamp that look false',
    quality: 'Quality not as stated',
    food_safety: 'Illness, unsafe goods',
    other: 'Something else',
  },
};

export const states: Readonly<Record<Lang, Readonly<Record<ReportState, string>>>> = {
  vi: { received: 'Đã nhận', checking: 'Đang kiểm tra', closed: 'Đã trả lời' },
  en: { received: 'Received', checking: 'Being checked', closed: 'Answered' },
};

export const outcomes: Readonly<Record<Lang, Readonly<Record<ReportOutcome, string>>>> = {
  vi: {
    confirmed: 'Đúng như phản ánh, đã xử lý',
    corrected: 'Đã sửa thông tin',
    not_confirmed: 'Kiểm tra không thấy như phản ánh',
    passed_on: 'Đã chuyển cơ quan có thẩm quyền',
    not_enough: 'Chưa đủ căn cứ để kiểm tra',
  },
  en: {
    confirmed: 'As reported, and dealt with',
    corrected: 'The facts were corrected',
    not_confirmed: 'Checked, and not found so',
    passed_on: 'Passed on to the authority in charge',
    not_enough: 'Not enough to go by',
  },
};

const vi = {
  title: 'Báo điều đáng ngờ',
  lead: 'Cán bộ phụ trách địa bàn sẽ xem và trả lời. Không cần tài khoản, không cần xưng tên.',
  about: 'Về sản phẩm',
  danger: 'Có người ngộ độc? Gọi 115 hoặc đến cơ sở y tế gần nhất trước.',
  kind: 'Chuyện gì',
  words: 'Kể rõ',
  wordsHint: 'Điều bạn thấy, ở đâu, khi nào; theo bạn thế nào mới đúng.',
  seen: 'Trang hoặc mã trên bao bì (nếu có)',
  picture: 'Ảnh (nếu có)',
  pictureHint: 'JPEG, PNG, WebP, nhỏ hơn 10 MB. Vị trí chụp được xóa.',
  contact: 'Thư điện tử hoặc số điện thoại (nếu muốn được trả lời riêng)',
  contactHint: 'Chỉ cán bộ xử lý thấy; xóa 90 ngày sau khi việc xong.',
  send: 'Gửi phản ánh',
  sent: 'Đã nhận. Hãy giữ liên kết dưới đây để xem kết quả; nó không hiện lại.',
  follow: 'Xem phản ánh',
  followTitle: 'Phản ánh của bạn',
  received: 'Nhận lúc',
  state: 'Tình trạng',
  outcome: 'Kết quả',
  answers: 'Trả lời',
  noAnswer: 'Chưa có trả lời. Hãy mở lại liên kết này sau.',
  gone: 'Không có phản ánh này',
  goneWhy: 'Hãy xem lại liên kết: nó phải được chép đủ.',
};

const en: Same<typeof vi> = {
  title: 'Report something',
  lead: 'The officers in charge of the place look into it and answer. No account, no name needed.',
  about: 'About',
  danger: 'Somebody is ill? Call 115 or go to the nearest clinic first.',
  kind: 'What is it about',
  words: 'Tell us',
  wordsHint: 'What you saw, where and when; and what would be right.',
  seen: 'Page, or code on the pack (if any)',
  picture: 'Picture (if any)',
  pictureHint: 'JPEG, PNG or WebP of less than 10 MB. Where it was taken is removed.',
  contact: 'E-mail address or telephone number (if you want an answer)',
  contactHint: 'Seen only by the officers in charge; deleted 90 days after the case is closed.',
  send: 'Send',
  sent: 'Received. Keep this link to see what becomes of it; it is not shown again.',
  follow: 'See the report',
  followTitle: 'Your report',
  received: 'Received at',
  state: 'State',
  outcome: 'Outcome',
  answers: 'Answers',
  noAnswer: 'No answer yet. Open this link again later.',
  gone: 'There is no such report',
  goneWhy: 'Look at the link again: it has to be complete.',
};

export const words = { vi, en };

/** Words of the room of the office. */
export const room = {
  title: 'Phản ánh của người dân',
  none: 'Không có phản ánh nào ở đây.',
  when: 'Lúc nhận',
  kind: 'Việc',
  about: 'Về',
  words: 'Nội dung',
  open: 'Mở',
  contact: 'Cách liên lạc',
  noContact: 'Không để lại. Câu trả lời hiện ở liên kết của người phản ánh.',
  seen: 'Trang hoặc mã',
  place: 'Địa bàn',
  picture: 'Ảnh kèm theo',
  steps: 'Đã làm',
  noSteps: 'Chưa ai xử lý.',
  note: 'Ghi chú nội bộ',
  answer: 'Trả lời người phản ánh',
  outcome: 'Kết quả',
  choose: 'Chọn kết quả',
  take: 'Nhận xử lý',
  keep: 'Ghi thêm',
  close: 'Trả lời và đóng',
  again: 'Mở lại',
  done: 'Đã ghi.',
};

export function answerLetter(answer: string, isEnglish: boolean): { title: string; words: string } {
  return isEnglish
    ? {
        title: 'Your report about OCOP goods',
        words: `Thank you for your report. The answer of the officers in charge:\n\n${answer}\n\nSao Làng, the register of OCOP products`,
      }
    : {
        title: 'Trả lời phản ánh về sản phẩm OCOP',
        words: `Cảm ơn bạn đã phản ánh. Cán bộ phụ trách trả lời:\n\n${answer}\n\nSao Làng, sổ đăng ký sản phẩm OCOP`,
      };
}
