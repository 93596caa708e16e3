import type { RightsLetters, RightsRequest } from '#src/domain/privacy/requests.ts';
import type { Right } from '#src/domain/privacy/right.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { day } from './format.ts';
import type { Lang } from './lang.ts';
import { dataWords } from './personal-data.ts';

type Letter = { title: string; words: string };

const whole = (title: string, ...parts: string[]): Letter => ({
  title,
  words: [...parts, 'Sao Làng'].join('\n\n'),
});

/** @param link by which data are seen. */
export function rightsLinkLetter(lang: Lang, link: string): Letter {
  return lang === 'vi'
    ? whole(
        'Liên kết xem dữ liệu của bạn',
        'Có người, có lẽ là bạn, xin xem những gì Sao Làng giữ gắn với địa chỉ thư này.',
        `Mở liên kết này trong 24 giờ: ${link}`,
        'Nếu không phải bạn, hãy bỏ qua thư này: không ai xem được gì khi chưa mở liên kết.',
      )
    : whole(
        'A link to your data',
        'Somebody, perhaps you, asked to see what Sao Làng keeps that belongs to this address.',
        `Open this link within 24 hours: ${link}`,
        'If it was not you, leave this letter alone: nobody sees anything without the link.',
      );
}

/** @param link by which the request is followed. */
export function rightsAskedLetter(
  lang: Lang,
  { right, answerBy }: { right: Right; answerBy: Day },
  link: string,
): Letter {
  const said = dataWords[lang];
  return lang === 'vi'
    ? whole(
        `Đã nhận yêu cầu: ${said.rights[right]}`,
        `Chúng tôi trả lời trước hết ngày ${day(answerBy)}.`,
        `Theo dõi: ${link}`,
      )
    : whole(
        `We have your request to ${said.rights[right]}`,
        `It is answered on or before ${day(answerBy)}.`,
        `Follow it: ${link}`,
      );
}

const asked = ({ language, right }: RightsRequest): string => dataWords[language].rights[right];

/** What is written to whoever asked, at each step. */
export const rightsLetters: RightsLetters = {
  acknowledged: (request) =>
    request.language === 'vi'
      ? whole(
          `Đang xem yêu cầu của bạn: ${asked(request)}`,
          `Đã có người xem. Chúng tôi trả lời trước hết ngày ${day(request.answerBy)}.`,
        )
      : whole(
          `Your request to ${asked(request)} is being looked at`,
          `It is answered on or before ${day(request.answerBy)}.`,
        ),
  extended: (request, until, reason) =>
    request.language === 'vi'
      ? whole(
          `Yêu cầu của bạn cần thêm thời gian: ${asked(request)}`,
          `Chúng tôi trả lời trước hết ngày ${day(until)}. Lý do: ${reason}`,
        )
      : whole(
          `Your request to ${asked(request)} takes longer`,
          `It is answered on or before ${day(until)}. The reason: ${reason}`,
        ),
  answered: (request, outcome, answer) => {
    const said = dataWords[request.language];
    return whole(`${said.outcomes[outcome]}: ${asked(request)}`, answer, said.elsewhere);
  },
};
