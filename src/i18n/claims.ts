import {
  FAIL_REASONS,
  type ClaimReason,
  type ClaimState,
  type FailReason,
} from '#src/domain/checkout/claim.ts';
import type { Lang } from './lang.ts';

const vi = {
  title: 'Yêu cầu đổi trả',
  ask: 'Hàng có vấn đề? Yêu cầu đổi trả',
  until: (day: string) => `Nhận yêu cầu đến hết ngày ${day}`,
  over: 'đã quá hạn',
  lead: 'Nhà sản xuất trả lời trong 3 ngày làm việc. Tiền hoàn đi theo đúng cách đã trả.',
  order: (code: string) => `Đơn ${code}`,
  which: 'Bao nhiêu gói có vấn đề',
  of: (count: string) => `trên ${count} gói`,
  reason: 'Vấn đề gì',
  choose: 'Chọn một mục',
  words: 'Kể cụ thể',
  wordsHint: 'Hàng bị làm sao, thấy lúc nào.',
  pictures: 'Ảnh chụp (tối đa 5)',
  picturesHint: 'JPEG, PNG hoặc WebP. Vị trí chụp được xóa khỏi ảnh trước khi lưu.',
  send: 'Gửi yêu cầu',
  back: 'Quay lại đơn hàng',
  reasonMissing: 'Hãy chọn vấn đề gì.',
  picture: (index: string) => `Ảnh ${index} của yêu cầu`,
  reasons: {
    damaged: 'Vỡ, hỏng khi giao',
    spoiled: 'Ôi, mốc hoặc hết hạn',
    wrong_goods: 'Giao nhầm hàng',
    missing: 'Giao thiếu',
    not_as_described: 'Không đúng mô tả hoặc nhãn',
    changed_mind: 'Không còn muốn mua',
  } satisfies Record<ClaimReason, string>,
  states: {
    asked: 'Chờ nhà sản xuất trả lời',
    accepted: 'Đã chấp nhận, chờ hàng gửi về',
    refused: 'Không chấp nhận',
    closed: 'Đã giải quyết',
  } satisfies Record<ClaimState, string>,
  answerBy: (day: string) => `Trả lời trước hết ngày ${day}`,
  amount: (money: string) => `Hoàn ${money}`,
  sendBack: 'Hãy gửi hàng về cho nhà sản xuất; tiền được hoàn khi hàng về tới nơi.',
  keepGoods: 'Không cần gửi hàng về.',
  elsewhere: 'Không đồng ý? Xem các nơi khác giải quyết khiếu nại.',
  fails: {
    no_answer: 'Khách không nghe máy',
    wrong_address: 'Sai địa chỉ',
    not_there: 'Khách đi vắng, hẹn lại',
    refused_parcel: 'Khách từ chối nhận',
    refused_to_pay: 'Khách không trả tiền khi giao',
    never_ordered: 'Khách nói không đặt đơn này',
    other: 'Lý do khác',
  } satisfies Record<FailReason, string>,
};

type Same<Words> = {
  [Key in keyof Words]: Words[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : Words[Key] extends string
      ? string
      : Same<Words[Key]>;
};

const en: Same<typeof vi> = {
  title: 'Claim or return',
  ask: 'Something wrong? Claim or return',
  until: (day) => `Claims are taken up to and including ${day}`,
  over: 'the days are over',
  lead: 'The producer answers within 3 working days. Money goes back the way it came.',
  order: (code) => `Order ${code}`,
  which: 'How many packs are wrong',
  of: (count) => `of ${count}`,
  reason: 'What is wrong',
  choose: 'Choose one',
  words: 'Tell us more',
  wordsHint: 'What is wrong with the goods, and when you saw it.',
  pictures: 'Photographs (at most 5)',
  picturesHint: 'JPEG, PNG or WebP. Where they were taken is removed before they are kept.',
  send: 'Send the claim',
  back: 'Back to the order',
  reasonMissing: 'Please choose what is wrong.',
  picture: (index) => `Photograph ${index} of the claim`,
  reasons: {
    damaged: 'Broken or damaged on arrival',
    spoiled: 'Spoiled, mouldy or past its date',
    wrong_goods: 'The wrong goods',
    missing: 'Something is missing',
    not_as_described: 'Not as described or labelled',
    changed_mind: 'No longer wanted',
  },
  states: {
    asked: 'Waiting for the producer’s answer',
    accepted: 'Accepted, the goods are awaited',
    refused: 'Not accepted',
    closed: 'Settled',
  },
  answerBy: (day) => `Answered on or before ${day}`,
  amount: (money) => `${money} goes back`,
  sendBack: 'Please send the goods back to the producer; the money goes back when they arrive.',
  keepGoods: 'The goods need not be sent back.',
  elsewhere: 'You do not agree? See who else settles complaints.',
  fails: {
    no_answer: 'Nobody answered the telephone',
    wrong_address: 'The address is wrong',
    not_there: 'Nobody was there, another time was agreed',
    refused_parcel: 'The parcel was refused',
    refused_to_pay: 'It was not paid for on delivery',
    never_ordered: 'The buyer says it was never ordered',
    other: 'Another reason',
  },
};

export const claimWords: Record<Lang, typeof vi> = { vi, en };

/** Why a parcel was not handed over, in words; what is no reason of ours is shown as it was written. */
export function failSaid(reason: string, lang: Lang): string {
  const [, code, words] = /^(\w+)(?:: ([\s\S]*))?$/.exec(reason) ?? [];
  const known = FAIL_REASONS.find((one) => one === code);
  if (known === undefined) return reason;
  if (known === 'other' && words) return words;
  return `${claimWords[lang].fails[known]}${words ? `: ${words}` : ''}`;
}

/** Words of the producer's side. */
export const claimDesk = {
  title: 'Khách yêu cầu đổi trả',
  toAnswer: (count: number) => `${count} yêu cầu đổi trả chờ trả lời`,
  waits: 'khách chờ trả lời đổi trả',
  daysLeft: (days: number) =>
    days > 0
      ? `Còn ${days} ngày để trả lời`
      : days === 0
        ? 'Hôm nay là hạn trả lời'
        : `Quá hạn ${-days} ngày`,
  accept: 'Chấp nhận',
  amount: (left: string) => `Hoàn cho khách (đồng, nhiều nhất ${left})`,
  wantsReturn: 'Khách gửi hàng về trước, hàng tới nơi mới hoàn tiền',
  answer: 'Lời nhắn cho khách (nếu có)',
  refuse: 'Không chấp nhận',
  refuseWhy: 'Vì sao không chấp nhận (khách đọc được)',
  received: 'Hàng đã về, hoàn tiền cho khách',
  receivedHint: 'Xem kỹ hàng khách gửi về: còn bán được thì ghi số gói, chúng được trả lên kệ ngay.',
  fit: (goods: string, most: number) => `${goods}: số gói còn bán được (nhiều nhất ${most})`,
  stepIn: 'Đơn vị vận hành chấp nhận thay',
  failWords: 'Ghi thêm (bắt buộc khi chọn lý do khác)',
  failWhy: 'Vì sao chưa giao được',
};
