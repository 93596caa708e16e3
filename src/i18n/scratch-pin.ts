import type { PinOutcome } from '#src/domain/scans/try-pin.ts';
import { moment } from './format.ts';
import type { Lang, Same } from './lang.ts';

/** What became of a number that was typed; `null`: none was. */
export type PinAnswer = PinOutcome | { kind: 'unreadable' } | null;

/** The number under the scratch field. It says that it was used; never that goods are genuine. */
const vi = {
  title: 'Số dưới lớp cào',
  lead: 'Chỉ cào sau khi đã mua. Số này không nằm trong hình vuông, nên ảnh chụp con tem không có nó.',
  field: '6 chữ số',
  go: 'Kiểm tra số',
  used: (when: string) => `Số dưới lớp cào đã được dùng lúc ${when}.`,
  first: 'Đúng số, và đây là lần đầu có người dùng số này. Từ giờ trang sẽ nói số đã được dùng.',
  again: (when: string) =>
    `Đúng số, nhưng số này đã được dùng lúc ${when}. Nếu không phải bạn hay người nhà, hãy gọi cho người làm.`,
  wrong: (left: string) => `Không đúng. Xem lại từng chữ số; còn ${left} lần thử.`,
  pause: 'Đã thử sai nhiều lần. Hãy chờ một giờ rồi thử lại.',
  unreadable: 'Số dưới lớp cào có đúng 6 chữ số.',
};

export const pinWords: Record<Lang, Same<typeof vi>> = {
  vi,
  en: {
    title: 'The number under the scratch field',
    lead: 'Scratch only after buying. The number is not in the square, so a photograph of the stamp does not have it.',
    field: '6 digits',
    go: 'Check the number',
    used: (when: string) => `The number under the scratch field was used on ${when}.`,
    first: 'Right, and nobody has used this number before. From now on the page says that it was used.',
    again: (when: string) =>
      `Right, but this number was used on ${when}. If that was not you or your family, call the maker.`,
    wrong: (left: string) => `Not right. Look at each digit again; ${left} tries left.`,
    pause: 'Too many wrong numbers. Wait an hour and try again.',
    unreadable: 'The number under the scratch field has exactly 6 digits.',
  },
};

export function pinAnswer(lang: Lang, answer: NonNullable<PinAnswer>): string {
  const said = pinWords[lang];
  if (answer.kind === 'again') return said.again(moment(answer.usedAt));
  return answer.kind === 'wrong' ? said.wrong(String(answer.left)) : said[answer.kind];
}
