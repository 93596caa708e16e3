import type { StampNews } from '#src/domain/notifications/stamp-letters.ts';
import { firedRule } from './fired-rules.ts';
import { number } from './format.ts';
import { stampsRoom } from './stamps.ts';

/** To makers and officers, who read Vietnamese. It says what was seen, and concludes nothing. */
export function stampLetter(
  news: StampNews,
  page: string,
  provinceName: (code: string) => string,
): { title: string; words: string } {
  const { why, place } = news;
  const stamp = place === null ? `đợt ${news.run}` : `tem số ${number(place)}, đợt ${news.run}`;
  const seen =
    why.kind === 'scans'
      ? [
          `Lượt quét ${stamp} khác thường (${number(why.points)} điểm):`,
          ...why.fired.map((fired) => `- ${firedRule(fired, provinceName)}`),
          'Ai quét tem này bây giờ đọc thấy lời nhắc đừng tin trước khi gọi cho người làm.',
        ]
      : why.kind === 'not_active'
        ? [
            `Có người quét ${number(why.stamps)} tem của ${stamp}, mà đợt này ${stampsRoom.states[why.state].toLocaleLowerCase('vi')}.`,
            'Nếu tem đã dán lên hàng, hãy kích hoạt đợt. Nếu chưa, hãy kiểm lại xem tem có còn đủ không.',
          ]
        : [
            `Có người quét ${stamp}, tem đã được báo: ${stampsRoom.kinds[why.kind].toLocaleLowerCase('vi')}.`,
            'Người quét đã đọc thấy lời cảnh báo.',
          ];
  return {
    title: `Cần xem: ${stamp} (${news.product})`,
    words: [
      `Sản phẩm: ${news.product}, lô ${news.lot}${news.producer ? `, ${news.producer.name}` : ''}`,
      seen.join('\n'),
      `Xem và xử lý tại: ${page}`,
      'Sao Làng, sổ đăng ký sản phẩm OCOP',
    ].join('\n\n'),
  };
}
