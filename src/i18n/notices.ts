import type { Mail } from '#src/domain/notifications/send-letters.ts';
import type { Letter } from '#src/domain/notifications/letters.ts';
import type { Milestone } from '#src/domain/notifications/notice-schedule.ts';
import type { NoticeFacts, NoticeUnit } from '#src/domain/notifications/write-notices.ts';
import { daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import { firstYearWithoutHolidays, workingDayOnOrBefore } from '#src/domain/shared/working-days.ts';
import { calendarWords } from './calendar.ts';
import { day as shown } from './format.ts';

/** What a notice is about, in a line: titles of letters and headings of lists. */
export const milestones: Readonly<Record<Milestone, string>> = {
  'T-210': 'sắp đến kỳ nộp hồ sơ đánh giá lại',
  'T-180': 'bắt đầu nhận hồ sơ đánh giá lại',
  'T-150': 'đang trong kỳ nộp hồ sơ đánh giá lại',
  'T-127': 'sắp hết kỳ nộp hồ sơ đánh giá lại',
  'T-120': 'đến hạn cuối nộp hồ sơ đánh giá lại',
  'T-60': 'sắp hết hiệu lực',
  'T-30': 'sắp hết hiệu lực',
  'T-0': 'hết thời hạn hiệu lực',
  'T+30': 'đang trong thời gian được gia hạn',
};

const recognised = ({ decision, stars }: NoticeFacts): string =>
  decision === null
    ? `sản phẩm OCOP ${stars} sao`
    : [
        `sản phẩm OCOP ${stars} sao theo Quyết định`,
        // Some lists know the day of a decision and not its number.
        decision.number === '' ? '' : `số ${decision.number}`,
        `ngày ${shown(decision.issuedOn)}`,
        decision.issuer === '' ? '' : `của ${decision.issuer}`,
      ]
        .filter((part) => part !== '')
        .join(' ');

/** What has to be done, by how the certificate stands. */
export function whatToDo(
  facts: Pick<NoticeFacts, 'lastDay' | 'renewal' | 'extendedUntil'>,
  day: Day,
): string {
  const { lastDay, renewal, extendedUntil } = facts;
  if (extendedUntil !== null)
    return `Giấy chứng nhận đã hết hạn ngày ${shown(lastDay)} và đang được gia hạn đến hết ngày ${shown(extendedUntil)} để chờ kết quả đánh giá lại. Đề nghị phối hợp với Ủy ban nhân dân cấp xã để hoàn tất đánh giá trước ngày này; chủ thể vẫn chịu trách nhiệm về chất lượng sản phẩm.`;
  if (day > lastDay)
    return `Từ ngày ${shown(lastDay)} trở về trước sản phẩm còn được công nhận; nay đã hết hiệu lực. Đề nghị không tiếp tục dùng nhãn hiệu chứng nhận OCOP và hạng sao trên sản phẩm, bao bì, quảng cáo cho đến khi được công nhận lại. Để được công nhận lại, đề nghị liên hệ Ủy ban nhân dân cấp xã.`;
  if (renewal !== null && day < renewal.opens)
    return `Hồ sơ đánh giá lại được nhận từ ngày ${shown(renewal.opens)} đến hết ngày ${shown(renewal.closes)} (không sớm hơn 180 ngày và không muộn hơn 120 ngày trước ngày hết hạn). Đề nghị chuẩn bị hồ sơ ngay từ bây giờ.`;
  if (renewal !== null && day <= renewal.closes) {
    const working = workingDayOnOrBefore(renewal.closes);
    const unknown = firstYearWithoutHolidays(working, renewal.closes);
    const beside = [
      ...(working === renewal.closes ? [] : [`ngày làm việc cuối cùng: ${shown(working)}`]),
      ...(unknown === null ? [] : [calendarWords.notCounted(unknown)]),
    ].join('; ');
    return `Hồ sơ đánh giá lại được nhận đến hết ngày ${shown(renewal.closes)}${beside && ` (${beside})`}, còn ${daysBetween(day, renewal.closes)} ngày. Đề nghị nộp hồ sơ cho Ủy ban nhân dân cấp xã trong thời hạn này.`;
  }
  if (renewal !== null)
    return `Thời hạn nộp hồ sơ đánh giá lại (đến hết ngày ${shown(renewal.closes)}) đã qua. Nếu chưa nộp, đề nghị liên hệ ngay Ủy ban nhân dân cấp xã. Sau ngày ${shown(lastDay)}, không dùng nhãn hiệu chứng nhận OCOP và hạng sao khi chưa được công nhận lại.`;
  return `Sau ngày ${shown(lastDay)}, không dùng nhãn hiệu chứng nhận OCOP và hạng sao khi chưa được công nhận lại. Đề nghị liên hệ Ủy ban nhân dân cấp xã để chuẩn bị hồ sơ đánh giá lại.`;
}

export function producerNotice(facts: NoticeFacts, day: Day): { title: string; words: string } {
  const left = daysBetween(day, facts.lastDay);
  return {
    title: `V/v giấy chứng nhận OCOP của sản phẩm ${facts.product}: ${milestones[facts.milestone]}`,
    words: [
      `Sản phẩm “${facts.product}” được công nhận là ${recognised(facts)}. Giấy chứng nhận ${left < 0 ? 'có hiệu lực đến hết ngày' : `còn hiệu lực ${left} ngày, đến hết ngày`} ${shown(facts.lastDay)}.`,
      whatToDo(facts, day),
      'Căn cứ: Quyết định số 26/2026/QĐ-TTg ngày 22/5/2026 của Thủ tướng Chính phủ, Điều 4, Điều 7, Điều 12.',
    ].join('\n\n'),
  };
}

/** "Ủy ban nhân dân Xã Việt Khê". */
export const councilOf = (unitName: string): string => `Ủy ban nhân dân ${unitName}`;

export function officerNotice(
  unitName: string,
  { kind }: NoticeUnit,
  facts: readonly NoticeFacts[],
  day: Day,
): { title: string; words: string } {
  const groups = [...Map.groupBy(facts, ({ milestone }) => milestones[milestone])];
  return {
    title: `${unitName}: ${facts.length} giấy chứng nhận OCOP cần theo dõi, ngày ${shown(day)}`,
    words: [
      `Hôm nay trên địa bàn ${unitName} có ${facts.length} giấy chứng nhận OCOP đến mốc cần theo dõi.`,
      ...groups.map(([heading, some]) =>
        [
          `${heading.replace(/^./u, (letter) => letter.toLocaleUpperCase('vi'))}:`,
          ...some.map(
            (one) =>
              `- ${one.product}${one.producer ? ` (${one.producer.name})` : ''}: ${one.stars} sao, đến hết ${shown(one.lastDay)}`,
          ),
        ].join('\n'),
      ),
      kind === 'commune'
        ? 'Chủ thể không có địa chỉ thư điện tử được ghi thư để in và trao tay: xem phòng “Thư và thông báo”.'
        : 'Danh sách đầy đủ có ở phòng “Hôm nay” của văn phòng Sao Làng.',
    ].join('\n\n'),
  };
}

/** A letter as it reads in a mailbox. */
export function mailOf(letter: Letter): Mail {
  const { id, toAddress, toName, title, words, kind } = letter;
  const isNotice = kind === 'certificate_notice' || kind === 'notice_digest';
  return {
    id,
    to: { address: toAddress ?? '', name: toName },
    title,
    words: isNotice
      ? [`Kính gửi: ${toName ?? 'Quý vị'}`, words, 'Sao Làng, sổ đăng ký sản phẩm OCOP'].join('\n\n')
      : words,
  };
}
