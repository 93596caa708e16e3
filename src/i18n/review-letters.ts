import type { Invitation } from '#src/domain/reviews/invite.ts';
import type { HiddenNews } from '#src/domain/reviews/moderate.ts';
import { reviewWords } from './reviews.ts';

type Letter = { title: string; words: string };

/** @param link of the purchase. @param stop where the consent is taken back. */
export function invitationLetter(
  { language, buyer, producer, goods, code }: Invitation,
  link: string,
  stop: string,
): Letter {
  const vi = language === 'vi';
  return {
    title: vi ? `Hàng có vừa ý không? Đơn ${code}` : `Are you content? Order ${code}`,
    words: [
      vi ? `Kính gửi ${buyer.name},` : `Dear ${buyer.name},`,
      vi
        ? `Khi đặt hàng, bạn đồng ý được hỏi một lần. Hàng của ${producer} đã tới được một tuần: ${goods.join(', ')}.`
        : `When you ordered, you agreed to be asked once. The goods of ${producer} came a week ago: ${goods.join(', ')}.`,
      vi
        ? `Bạn có mua lại không? Một câu trả lời và vài lời là đủ: ${link}`
        : `Would you buy them again? One answer and a few words will do: ${link}`,
      vi
        ? `Về đơn này, đây là thư hỏi duy nhất. Không muốn được hỏi nữa: ${stop}`
        : `About this order you are not asked again. To take your consent back: ${stop}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}

/** @param link of the writer's page about it. */
export function hiddenLetter({ language, buyer, goods, reason }: HiddenNews, link: string): Letter {
  const vi = language === 'vi';
  return {
    title: vi ? `Nhận xét của bạn về ${goods} đã bị ẩn` : `Your review of ${goods} was hidden`,
    words: [
      vi ? `Kính gửi ${buyer.name},` : `Dear ${buyer.name},`,
      vi
        ? `Đơn vị vận hành đã ẩn nhận xét của bạn. Lý do: ${reason}`
        : `The operator has hidden your review. The reason: ${reason}`,
      `${reviewWords[language].hiddenNow} ${link}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}
