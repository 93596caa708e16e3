import type {
  ReviewAnswer,
  ReviewDeed,
  ReviewReportReason,
  ReviewState,
} from '#src/domain/reviews/review.ts';
import type { Lang } from './lang.ts';

const vi = {
  title: 'Người mua nói gì',
  allOf: (name: string) => `Người mua nói gì về ${name}`,
  again: (yes: string, total: string) => `${yes} trên ${total} người mua sẽ mua lại`,
  byProducer: (yes: string, total: string) =>
    `${yes} trên ${total} lượt nhận xét về hàng của nhà sản xuất này nói sẽ mua lại.`,
  notStars:
    'Đây là lời của người mua ở trang này, không phải hạng sao OCOP. Hạng sao do cơ quan nhà nước công nhận.',
  how: 'Nhận xét có từ đâu',
  hidden: (count: string) => `${count} nhận xét bị ẩn theo quy tắc.`,
  all: (count: string) => `Xem cả ${count} nhận xét`,
  none: 'Chưa có nhận xét nào.',
  noneWhy: 'Chỉ người đã mua và đã nhận hàng ở đây mới viết được.',
  backToProduct: 'Về trang sản phẩm',
  answers: {
    yes: 'Sẽ mua lại',
    with_reservation: 'Còn tùy, có điều chưa vừa ý',
    no: 'Không mua lại',
  } satisfies Record<ReviewAnswer, string>,
  someone: 'Một người mua',
  from: (name: string, place: string) => (place ? `${name}, ${place}` : name),
  changed: (day: string) => `sửa ngày ${day}`,
  reply: (producer: string) => `${producer} trả lời`,
  report: 'Báo nhận xét này',
  reportOf: (name: string) => `Báo nhận xét này: ${name}`,
  // The buyer's page
  write: 'Viết nhận xét',
  see: 'Nhận xét của bạn',
  about: (name: string, pack: string) => `${name}, ${pack}`,
  question: 'Bạn có mua lại không?',
  words: 'Vì sao?',
  wordsHint: (least: number, most: number) =>
    `Chữ thường, nhiều nhất ${most} chữ cái. Trả lời “có” thì có thể để trống; còn lại hãy viết ít nhất ${least} chữ cái. Đừng ghi tên, số điện thoại, địa chỉ của ai.`,
  publish: 'Tôi đồng ý hiện câu trả lời và lời viết này công khai trên trang sản phẩm.',
  publishMissing: 'Hãy đánh dấu đồng ý hiện công khai; nếu không, đừng gửi.',
  answerMissing: 'Hãy chọn một câu trả lời.',
  nameIt: (place: string) => `Tôi đồng ý hiện kèm tên gọi dưới đây và nơi ở: ${place}.`,
  nameField: 'Tên gọi',
  nameHint: 'Không đánh dấu thì hiện là “Một người mua”.',
  until: (day: string) => `Viết và sửa được đến hết ngày ${day}. Rút lại lúc nào cũng được.`,
  send: 'Gửi nhận xét',
  save: 'Lưu thay đổi',
  takeBack: 'Rút nhận xét',
  takeBackWhy: 'Lời bạn viết, tên gọi và câu trả lời của nhà sản xuất bị xóa ngay khỏi trang.',
  back: 'Quay lại đơn hàng',
  states: {
    shown: 'Đang hiện trên trang sản phẩm',
    hidden: 'Đang bị ẩn',
    taken_back: 'Bạn đã rút nhận xét này',
  } satisfies Record<ReviewState, string>,
  asked: 'Đơn vị vận hành đang xem lại.',
  hiddenNow: 'Sửa theo lý do dưới đây thì nhận xét được xem lại. Không đồng ý, hãy gửi khiếu nại.',
  complain: 'Khiếu nại',
  done: { gui: 'Đã ghi nhận xét của bạn.', rut: 'Đã rút nhận xét.' } as Record<string, string>,
  decided: { hidden: 'Đã ẩn', kept: 'Đã xem và giữ lại' } as Partial<Record<ReviewDeed, string>>,
  inviteMe: (days: number) =>
    `Hỏi tôi một lần qua thư, ${days} ngày sau khi giao, hàng có vừa ý không. Không bắt buộc.`,
  // The page on which anybody reports one
  reportTitle: 'Báo một nhận xét',
  reportLead:
    'Nhận xét chê hàng thì không bị ẩn vì chê. Đơn vị vận hành chỉ ẩn theo quy tắc đã công bố, và ghi lý do.',
  reason: 'Vì sao không nên để',
  reasons: {
    personal_data: 'Có tên, số điện thoại, địa chỉ của ai đó',
    insult: 'Xúc phạm, đe dọa',
    not_about_goods: 'Không nói về món hàng hay việc giao hàng',
    advertising: 'Quảng cáo, đường dẫn',
    unlawful: 'Trái pháp luật',
    other: 'Lý do khác',
  } satisfies Record<ReviewReportReason, string>,
  more: 'Nói thêm (bắt buộc khi chọn lý do khác)',
  sendReport: 'Gửi',
  reported: 'Đã nhận. Đơn vị vận hành sẽ xem; nhận xét vẫn hiện cho tới lúc đó.',
};

type Same<Words> = {
  [Key in keyof Words]: Words[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : Words[Key] extends string
      ? string
      : Same<Words[Key]>;
};

const en: Same<typeof vi> = {
  title: 'What buyers say',
  allOf: (name) => `What buyers say of ${name}`,
  again: (yes, total) => `${yes} of ${total} buyers would buy it again`,
  byProducer: (yes, total) =>
    `In ${yes} of ${total} reviews of this producer’s goods, buyers would buy again.`,
  notStars:
    'These are the words of people who bought here, not OCOP stars. Stars are given by the authorities.',
  how: 'How this comes about',
  hidden: (count) => `${count} hidden under the rules.`,
  all: (count) => `See all ${count} reviews`,
  none: 'Nobody has said anything yet.',
  noneWhy: 'Only people who bought the goods here and received them may.',
  backToProduct: 'Back to the product',
  answers: {
    yes: 'Would buy it again',
    with_reservation: 'It depends: there is a reservation',
    no: 'Would not buy it again',
  },
  someone: 'A buyer',
  from: (name, place) => (place ? `${name}, ${place}` : name),
  changed: (day) => `changed on ${day}`,
  reply: (producer) => `${producer} answers`,
  report: 'Report this review',
  reportOf: (name) => `Report this review: ${name}`,
  write: 'Write a review',
  see: 'Your review',
  about: (name, pack) => `${name}, ${pack}`,
  question: 'Would you buy it again?',
  words: 'Why?',
  wordsHint: (least, most) =>
    `Plain words, ${most} characters at most. With “yes” it may stay empty; otherwise please write at least ${least}. Please name nobody, and give no telephone number or address.`,
  publish: 'I agree that this answer and these words are shown to everybody on the page of the product.',
  publishMissing: 'Please tick that it may be shown; otherwise do not send it.',
  answerMissing: 'Please choose an answer.',
  nameIt: (place) => `I agree that the name below and where I live are shown with it: ${place}.`,
  nameField: 'What to call you',
  nameHint: 'Left unticked, it says “A buyer”.',
  until: (day) => `You may write and change it up to and including ${day}. You may take it back at any time.`,
  send: 'Send the review',
  save: 'Save the changes',
  takeBack: 'Take the review back',
  takeBackWhy: 'Your words, your name and the producer’s answer are deleted from the page at once.',
  back: 'Back to the order',
  states: {
    shown: 'Shown on the page of the product',
    hidden: 'Hidden',
    taken_back: 'You took this review back',
  },
  asked: 'The operator is looking at it.',
  hiddenNow:
    'Change it in the light of the reason below, and it is looked at again. If you do not agree, complain.',
  complain: 'Complain',
  done: { gui: 'Your review is written down.', rut: 'The review was taken back.' },
  decided: { hidden: 'Hidden', kept: 'Looked at and kept' },
  inviteMe: (days) =>
    `Ask me once by mail, ${days} days after delivery, whether I am content. You need not tick this.`,
  reportTitle: 'Report a review',
  reportLead:
    'A review is not hidden because it is critical. The operator hides only under the published rules, and says why.',
  reason: 'Why it should not stand there',
  reasons: {
    personal_data: 'It has somebody’s name, telephone number or address',
    insult: 'Insults or threats',
    not_about_goods: 'Not about the goods or their delivery',
    advertising: 'Advertising or links',
    unlawful: 'Against the law',
    other: 'Another reason',
  },
  more: 'Tell us more (needed for another reason)',
  sendReport: 'Send',
  reported: 'We have it. The operator will look; until then the review stays.',
};

export const reviewWords: Record<Lang, typeof vi> = { vi, en: en as typeof vi };

/** Words of the producer's and the operator's side. */
export const reviewDesk = {
  title: 'Nhận xét của người mua',
  nav: 'Nhận xét',
  withWaiting: (count: string) => `Nhận xét của người mua: ${count} chờ xem`,
  workshopLead:
    'Trả lời được một lần, ai cũng đọc được, không sửa lại được. Nhận xét không xóa được; nếu trái quy tắc, hãy báo đơn vị vận hành.',
  toAnswer: (count: number) => `${count} khách có điều chưa vừa ý, chưa được trả lời`,
  none: 'Chưa có nhận xét nào.',
  order: 'Đơn',
  reply: 'Trả lời khách',
  replyGo: 'Đăng câu trả lời',
  replied: 'Đã trả lời',
  report: 'Báo đơn vị vận hành',
  reportGo: 'Gửi báo',
  waiting: 'Đơn vị vận hành đang xem',
  done: {
    'tra-loi': 'Đã đăng câu trả lời.',
    bao: 'Đã báo đơn vị vận hành.',
    an: 'Đã ẩn.',
    giu: 'Đã giữ lại.',
  } as Record<string, string>,
  lead: 'Chỉ ẩn theo quy tắc đã công bố; chê hàng không phải là lý do. Lý do được người viết và nhà sản xuất đọc.',
  rule: 'Quy tắc đã công bố',
  views: { waiting: 'Chờ xem', hidden: 'Đang ẩn', all: 'Tất cả' },
  why: 'Lý do (cả hai bên đọc được)',
  hide: 'Ẩn',
  keep: 'Giữ, cho hiện',
  since: 'Chờ từ',
  by: { producer: 'Nhà sản xuất', visitor: 'Người đọc' },
  nothing: 'Không có nhận xét nào chờ xem.',
  before: 'Trước khi sửa',
  state: 'Tình trạng',
  answer: 'Trả lời',
  words: 'Lời viết',
  goods: 'Món hàng',
  producer: 'Nhà sản xuất',
  writtenAt: 'Viết lúc',
  events: {
    written: 'Viết',
    changed: 'Sửa',
    taken_back: 'Rút lại',
    replied: 'Nhà sản xuất trả lời',
    reported: 'Bị báo',
    hidden: 'Ẩn',
    kept: 'Giữ',
  } satisfies Record<ReviewDeed, string>,
  states: { shown: 'đang hiện', hidden: 'đang ẩn', taken_back: 'đã rút' } satisfies Record<
    ReviewState,
    string
  >,
};
