import type { VisitNews } from '#src/domain/notifications/visit-letters.ts';
import type { VisitState } from '#src/domain/tourism/visit.ts';
import { day } from './format.ts';
import type { Lang, Same } from './lang.ts';
import { timeOf } from './tours.ts';

/** Of the words to which somebody agrees who asks to come. A change of them is a new edition. */
export const VISIT_CONSENT = '2026-11';

const vi = {
  title: 'Xin đến thăm',
  lead: 'Người đón khách xem rồi trả lời. Chỗ được giữ ngay khi bạn gửi. Trang này không nhận tiền.',
  go: 'Xin đến thăm',
  goWhy: 'Có lịch đón khách: chọn ngày, giữ chỗ, rồi chờ trả lời.',
  slot: 'Ngày giờ',
  choose: 'Chọn một ngày',
  option: (day: string, time: string, left: number) => `${day}, ${time}: còn ${left} chỗ`,
  optionFull: (day: string, time: string) => `${day}, ${time}: hết chỗ`,
  at: (stop: string) => `chỉ ghé ${stop}`,
  places: 'Mấy người',
  name: 'Tên của bạn',
  phone: 'Điện thoại',
  email: 'Thư điện tử (nếu muốn được báo qua thư)',
  consent:
    'Tôi đồng ý cho người đón khách dùng tên, điện thoại và địa chỉ thư này cho lượt thăm này. Xóa sau ngày thăm sáu tháng.',
  policy: 'Trang này giữ gì, bao lâu',
  send: 'Gửi và giữ chỗ',
  sent: 'Đã giữ chỗ. Hãy giữ liên kết này: xem trả lời, hoặc báo không đến.',
  none: 'Hiện chưa có lịch đón khách nào còn chỗ',
  noneWhy: 'Hãy gọi người đón khách, hoặc xem lại sau.',
  back: 'Về trang tuyến',
  backProducer: 'Về trang nhà sản xuất',
  goProducer: 'Nhà sản xuất có lịch đón khách: chọn ngày, giữ chỗ, rồi chờ trả lời.',
  seeTitle: 'Lượt thăm của bạn',
  gone: 'Không có lượt thăm này',
  goneWhy: 'Liên kết không đúng, hoặc lượt thăm đã qua từ lâu và dữ liệu đã xóa.',
  states: {
    asked: 'Đã giữ chỗ, chờ trả lời',
    confirmed: 'Đã được xác nhận',
    refused: 'Không đón được',
    cancelled: 'Bạn đã báo không đến',
  } satisfies Record<VisitState, string>,
  facts: {
    state: 'Tình trạng',
    tour: 'Tuyến',
    producer: 'Nơi đến',
    stop: 'Điểm',
    when: 'Ngày giờ',
    places: 'Số người',
    answer: 'Trả lời',
    contact: 'Liên hệ',
  },
  cancel: 'Tôi không đến được',
  cancelWhy: 'Chỗ được trả lại cho người khác ngay.',
  cancelled: 'Đã báo không đến. Cảm ơn bạn đã báo.',
};
const en: Same<typeof vi> = {
  title: 'Ask to visit',
  lead: 'Your hosts look at it and answer. Places are kept for you as soon as you send. This site takes no money.',
  go: 'Ask to visit',
  goWhy: 'There are dates on which visitors are received: choose one, keep your places, wait for the answer.',
  slot: 'Day and time',
  choose: 'Choose a day',
  option: (day, time, left) => `${day}, ${time}: ${left} left`,
  optionFull: (day, time) => `${day}, ${time}: full`,
  at: (stop) => `only ${stop}`,
  places: 'How many people',
  name: 'Your name',
  phone: 'Telephone',
  email: 'E-mail (to be told by mail)',
  consent:
    'I agree that my hosts use this name, telephone number and e-mail for this visit. They are deleted six months after it.',
  policy: 'What this site keeps, and how long',
  send: 'Send and keep my places',
  sent: 'Your places are kept. Keep this link: it shows the answer, and lets you call off.',
  none: 'There is no date with places left at the moment',
  noneWhy: 'Please call your hosts, or look again later.',
  back: 'Back to the route',
  backProducer: 'Back to the producer',
  goProducer: 'The producer receives visitors: choose a date, keep your places, wait for the answer.',
  seeTitle: 'Your visit',
  gone: 'There is no such visit',
  goneWhy: 'The link is not right, or the visit is long past and its data were deleted.',
  states: {
    asked: 'Places kept, waiting for an answer',
    confirmed: 'Confirmed',
    refused: 'Cannot be received',
    cancelled: 'You called off',
  },
  facts: {
    state: 'State',
    tour: 'Route',
    producer: 'Where',
    stop: 'Stop',
    when: 'Day and time',
    places: 'People',
    answer: 'Answer',
    contact: 'Contact',
  },
  cancel: 'I cannot come',
  cancelWhy: 'Your places go to others at once.',
  cancelled: 'You called off. Thank you for telling us.',
};
export const visitWords: Record<Lang, typeof vi> = { vi, en };

/** Words of the office. */
export const visitRoom = {
  title: 'Lịch đón khách',
  lead: 'Mở ngày giờ đón khách. Khách giữ chỗ trên trang tuyến; bạn xác nhận hoặc từ chối, khách được báo qua thư.',
  add: 'Mở ngày giờ',
  addHint: 'Ngày giờ đã có thì đổi số chỗ.',
  day: 'Ngày',
  time: 'Giờ',
  capacity: 'Số chỗ',
  stop: 'Cho',
  whole: 'cả tuyến',
  keep: 'Mở',
  none: 'Chưa mở ngày giờ nào',
  noneWhy: 'Mở ngày giờ đầu tiên ở trên; trang tuyến sẽ có nút “Xin đến thăm”.',
  notPublic: 'Tuyến chưa công bố: khách chưa thấy lịch này.',
  places: (held: number, capacity: number) => `giữ ${held} trong ${capacity} chỗ`,
  people: (count: number) => `${count} người`,
  states: {
    asked: 'chờ trả lời',
    confirmed: 'đã xác nhận',
    refused: 'đã từ chối',
    cancelled: 'khách báo không đến',
  } satisfies Record<VisitState, string>,
  confirm: 'Xác nhận',
  confirmThis: (name: string) => `Xác nhận: ${name}`,
  refuse: 'Từ chối',
  refuseThis: (name: string) => `Từ chối: ${name}`,
  answer: 'Lời nhắn (bắt buộc khi từ chối)',
  callOff: 'Hủy ngày giờ này',
  callOffThis: (when: string) => `Hủy ${when}`,
  calledOff: (reason: string) => `Đã hủy: ${reason}`,
  reason: 'Lý do, khách đọc được',
  waiting: (count: number) => `${count} người xin đến, chờ trả lời`,
  done: {
    mo: 'Đã mở. Trang tuyến đã theo.',
    'tra-loi': 'Đã trả lời. Khách được báo qua thư nếu có để lại.',
    huy: 'Đã hủy. Mọi khách đã giữ chỗ được báo.',
  } as Record<string, string>,
  noRequests: 'Chưa có ai.',
  /** Where a producer receives at their own place. */
  own: {
    lead: 'Mở ngày giờ khách đến thăm chỗ làm của bạn. Khách giữ chỗ trên trang của bạn; bạn xác nhận hoặc từ chối, khách được báo qua thư.',
    noneWhy: 'Mở ngày giờ đầu tiên ở trên; trang của bạn sẽ có nút “Xin đến thăm”.',
    opened: 'Đã mở. Trang của bạn đã theo.',
    nav: 'Đón khách',
    page: 'Trang của bạn, như khách thấy',
  },
};

export const visitAudit: Readonly<Record<string, string>> = {
  'visit.slot_kept': 'Mở ngày giờ đón khách',
  'visit.slot_called_off': 'Hủy ngày giờ đón khách',
  'visit.confirmed': 'Xác nhận lượt thăm',
  'visit.refused': 'Từ chối lượt thăm',
};

const viRefusals = {
  'visit.slot_wrong': 'Ngày giờ phải ở phía trước, trong vòng một năm; giờ ghi như 8:30.',
  'visit.places_wrong': 'Số người là một số từ 1 trở lên.',
  'visit.fewer_than_held': 'Đã giữ nhiều chỗ hơn thế. Từ chối bớt trước khi giảm.',
  'visit.called_off': 'Ngày giờ này đã hủy. Hãy mở giờ khác.',
  'visit.name_missing': 'Hãy ghi tên của bạn.',
  'visit.phone_wrong': 'Số điện thoại chưa đúng: mười chữ số, bắt đầu bằng 0.',
  'visit.email_wrong': 'Địa chỉ thư chưa đúng.',
  'visit.consent_missing': 'Cần đồng ý cho dùng tên và điện thoại, để người đón khách gọi được cho bạn.',
  'visit.full': 'Không còn đủ chỗ. Hãy bớt người hoặc chọn ngày khác.',
  'visit.slot_gone': 'Ngày giờ này không còn nhận khách. Hãy chọn ngày khác.',
  'visit.not_now': 'Lượt thăm này không đổi được nữa.',
};
const enRefusals: Record<keyof typeof viRefusals, string> = {
  'visit.slot_wrong': 'Day and time have to lie ahead, within a year; write times as 8:30.',
  'visit.places_wrong': 'The number of people is a number from 1 on.',
  'visit.fewer_than_held': 'More places than that are kept. Refuse some first.',
  'visit.called_off': 'This time was called off. Please open another.',
  'visit.name_missing': 'Please give your name.',
  'visit.phone_wrong': 'The telephone number is not right: ten digits that begin with 0.',
  'visit.email_wrong': 'The e-mail address is not right.',
  'visit.consent_missing': 'Your hosts need your name and number to call you: please agree to it.',
  'visit.full': 'There are not so many places left. Bring fewer people or choose another day.',
  'visit.slot_gone': 'Nobody is received at this time any more. Please choose another.',
  'visit.not_now': 'This visit cannot be changed any more.',
};
export const visitRefusals: Record<Lang, typeof viRefusals> = { vi: viRefusals, en: enRefusals };

type Letter = { title: string; words: string };
const whenOf = ({ day: on, minute }: Pick<VisitNews, 'day' | 'minute'>) => `${timeOf(minute)}, ${day(on)}`;

const at = (lang: Lang, kind: VisitNews['host']['kind'], title: string): string =>
  kind === 'tour'
    ? lang === 'vi'
      ? `tuyến “${title}”`
      : `on the route “${title}”`
    : lang === 'vi'
      ? `tại ${title}`
      : `at ${title}`;

/** @param link of the visitor's page. */
export function visitorLetter(news: VisitNews, link: string): Letter {
  const { language, name, places, state, host, answer } = news;
  const isVi = language === 'vi';
  const title = (!isVi && host.titleEn) || host.title;
  const there = at(language, host.kind, title);
  const when = whenOf(news);
  const said = {
    asked: isVi
      ? `Đã giữ ${places} chỗ lúc ${when}, ${there}. Người đón khách sẽ trả lời.`
      : `${places} places are kept for you at ${when} ${there}. Your hosts will answer.`,
    confirmed: isVi
      ? `Lượt thăm của bạn đã được xác nhận: ${when}, ${places} người, ${there}.`
      : `Your visit is confirmed: ${when}, ${places} people, ${there}.`,
    refused: isVi
      ? `Rất tiếc, không đón được bạn lúc ${when}, ${there}.`
      : `We are sorry: you cannot be received at ${when} ${there}.`,
    cancelled: isVi
      ? `Đã ghi là bạn không đến lúc ${when}, ${there}. Cảm ơn bạn đã báo.`
      : `We have noted that you do not come at ${when} ${there}. Thank you for telling us.`,
  } satisfies Record<VisitState, string>;
  const contact = [host.contactName, host.contactPhone].filter(Boolean).join(', ');
  return {
    title: `${visitWords[language].states[state]}: ${title}`,
    words: [
      isVi ? `Kính gửi ${name},` : `Dear ${name},`,
      said[state],
      answer,
      contact && `${visitWords[language].facts.contact}: ${contact}`,
      isVi ? `Xem lượt thăm, hoặc báo không đến: ${link}` : `See your visit, or call off: ${link}`,
      'Sao Làng',
    ]
      .filter(Boolean)
      .join('\n\n'),
  };
}

/** @param link of the room where requests are answered. */
export function contactLetter(news: VisitNews, link: string): Letter | null {
  if (news.state !== 'asked' && news.state !== 'cancelled') return null;
  const when = whenOf(news);
  return {
    title:
      news.state === 'asked'
        ? `Có khách xin đến: ${news.places} người, ${when}`
        : `Khách báo không đến: ${news.places} người, ${when}`,
    words: [
      `${when}, ${at('vi', news.host.kind, news.host.title)}: ${news.places} người.`,
      `Mở lịch đón khách: ${link}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}
