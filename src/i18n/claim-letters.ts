import type { ClaimNews } from '#src/domain/notifications/claim-letters.ts';
import { claimWords } from './claims.ts';
import { day, price } from './format.ts';

type Letter = { title: string; words: string };

/** What the buyer reads of a step of their claim. @param link of the purchase. */
export function buyerClaimLetter(news: ClaimNews, link: string): Letter {
  const { language, code, producer, state } = news;
  const vi = language === 'vi';
  const said = claimWords[language];
  const parts: (string | null)[] = [];
  if (state === 'asked')
    parts.push(
      vi
        ? `${producer.name} đã nhận yêu cầu đổi trả của bạn và trả lời trước hết ngày ${day(news.answerBy)}.`
        : `${producer.name} has your claim and answers on or before ${day(news.answerBy)}.`,
      `${said.reasons[news.reason]}: ${news.words}`,
    );
  if (state === 'refused')
    parts.push(
      vi ? 'Yêu cầu đổi trả không được chấp nhận:' : 'Your claim was not accepted:',
      news.answer,
      vi
        ? 'Nếu không đồng ý, hãy xem trên trang các nơi khác giải quyết khiếu nại.'
        : 'If you do not agree, see on the site who else settles complaints.',
    );
  if (state === 'accepted' || state === 'closed') {
    parts.push(news.amount === null ? null : said.amount(price(news.amount)));
    parts.push(
      state === 'accepted'
        ? [said.sendBack, producer.name, producer.address, producer.phone].filter(Boolean).join('\n')
        : news.wantsReturn
          ? vi
            ? 'Hàng đã về tới nơi. Tiền đi theo đúng cách bạn đã trả.'
            : 'The goods have arrived. The money goes back the way it came.'
          : said.keepGoods,
    );
    if (state === 'accepted' || !news.wantsReturn) parts.push(news.answer);
  }
  return {
    title: `${said.title}, ${vi ? 'đơn' : 'order'} ${code}: ${said.states[state]}`,
    words: [
      vi ? `Kính gửi ${news.buyer.name},` : `Dear ${news.buyer.name},`,
      ...parts.filter((part) => part !== null),
      vi ? `Theo dõi đơn hàng: ${link}` : `Follow the order: ${link}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}

/** What the producer reads: that somebody waits for an answer. @param link of the order in their workshop. */
export function producerClaimLetter(news: ClaimNews, link: string): Letter | null {
  if (news.state !== 'asked') return null;
  return {
    title: `Khách yêu cầu đổi trả, đơn ${news.code}`,
    words: [
      `Kính gửi ${news.producer.name},`,
      `${claimWords.vi.reasons[news.reason]}: ${news.words}`,
      `Hãy trả lời trước hết ngày ${day(news.answerBy)}.`,
      `Mở đơn: ${link}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}
