import type { FairNews } from '#src/domain/orders/order.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { days, fairWords, hours } from './fairs.ts';
import { day } from './format.ts';
import type { Same } from './lang.ts';

/** Words of goods that are ordered ahead and collected at a stall of a fair: for buyers, and for producers. */
const vi = {
  reserve: 'Đặt trước, lấy tại gian',
  reserveLead: 'Hàng có nút đặt trước: giữ phần của bạn, đến gian hàng nhận, không mất phí giao.',
  tooLate: 'Đã hết hạn đặt trước; vẫn mua được tại gian nếu còn.',
  none: 'Đã hết phần đặt trước.',
  at: (producer: string, fair: string) => `Gian hàng ${producer}, ${fair}`,
  way: (fair: string) => `Lấy tại gian hàng ở ${fair}`,
  free: 'Không mất phí giao.',
  notBrought: (names: string) => `Gian hàng không nhận đặt trước: ${names}.`,
  collectAt: 'Lấy tại gian hàng',
  when: 'Ngày lấy',
  from: (on: Day) => `Lấy được từ ngày ${day(on)}`,
  code: 'Mã nhận hàng',
  calendar: 'Thêm ngày lấy hàng vào lịch (ICS)',
  summary: (code: string) => `Lấy hàng đã đặt, đơn ${code}`,
  news: {
    fair_moved: 'Hội chợ đổi ngày, giờ hoặc chỗ',
    fair_cancelled: 'Hội chợ đã huỷ',
    fair_stall_gone: 'Nhà sản xuất không còn gian hàng ở hội chợ này',
    fair_revived: 'Hội chợ vẫn diễn ra',
  } satisfies Record<FairNews, string>,
  newsTitles: {
    fair_moved: (code: string) => `Hội chợ đổi ngày hoặc chỗ, đơn ${code}`,
    fair_cancelled: (code: string) => `Hội chợ đã huỷ, đơn ${code}`,
    fair_stall_gone: (code: string) => `Không còn gian hàng ở hội chợ, đơn ${code}`,
    fair_revived: (code: string) => `Hội chợ vẫn diễn ra, đơn ${code}`,
  } satisfies Record<FairNews, (code: string) => string>,
  reason: (words: string) => `Lý do: ${words}`,
  choose:
    'Bạn có thể huỷ đơn ở trang đơn hàng, tiền đã trả được hoàn lại, rồi đặt lại và chọn cách nhận khác; hoặc gọi nhà sản xuất để hẹn.',
  stays: 'Đơn vẫn giữ nguyên. Nếu ngày hoặc chỗ mới không hợp, bạn có thể huỷ ở trang đơn hàng.',
  again: 'Đặt lại, chọn cách nhận khác:',
};

const en: Same<typeof vi> = {
  reserve: 'Reserve, collect at the stall',
  reserveLead:
    'Goods with a button can be reserved: yours is kept, you collect it at the stall, no carriage.',
  tooLate: 'Too late to reserve; still sold at the stall while there is some.',
  none: 'All that could be reserved is taken.',
  at: (producer, fair) => `Stall of ${producer}, ${fair}`,
  way: (fair) => `Collect at the stall at ${fair}`,
  free: 'No carriage.',
  notBrought: (names) => `The stall takes no reservations for: ${names}.`,
  collectAt: 'Collect at the stall',
  when: 'On',
  from: (on) => `Ready from ${day(on)}`,
  code: 'Pick-up code',
  calendar: 'Put the day in your calendar (ICS)',
  summary: (code) => `Collect what you reserved, order ${code}`,
  news: {
    fair_moved: 'The fair has other days, hours or another place',
    fair_cancelled: 'The fair was cancelled',
    fair_stall_gone: 'The producer has no stall at this fair any more',
    fair_revived: 'The fair takes place after all',
  },
  newsTitles: {
    fair_moved: (code) => `The fair was moved, order ${code}`,
    fair_cancelled: (code) => `The fair was cancelled, order ${code}`,
    fair_stall_gone: (code) => `No stall at the fair any more, order ${code}`,
    fair_revived: (code) => `The fair takes place after all, order ${code}`,
  },
  reason: (words) => `Reason: ${words}`,
  choose:
    'You can cancel on the page of the order, what was paid comes back, and order again with another way of delivery; or call the producer.',
  stays: 'The order stands. If the new day or place does not suit you, you can cancel on its page.',
  again: 'Order again, delivered another way:',
};

export const stallWords = { vi, en };

type When = { firstOn: Day; lastOn: Day; opensAt: number | null; closesAt: number | null };

/** `05/12/2026 – 07/12/2026, 7:30–21:00 mỗi ngày`. */
export function fairDays(lang: 'vi' | 'en', { firstOn, lastOn, opensAt, closesAt }: When): string {
  if (opensAt === null || closesAt === null) return days(firstOn, lastOn);
  const span = hours(opensAt, closesAt);
  return `${days(firstOn, lastOn)}, ${firstOn === lastOn ? span : fairWords[lang].eachDay(span)}`;
}

/** Words of the room in the workshop. */
export const stallRoom = {
  nav: 'Hội chợ',
  title: 'Gian hàng hội chợ',
  lead: 'Khách đặt trước trên trang hội chợ, trả tiền như mọi đơn, đến gian hàng đọc mã để lấy. Bạn chọn hàng nào nhận đặt; kho giữ phần cho khách như đơn thường.',
  none: 'Chưa có gian hàng nào sắp tới',
  noneWhy: 'Cán bộ giữ lịch hội chợ ghi gian hàng của bạn; ghi rồi thì thấy ở đây.',
  noShop: 'Mở cửa hàng trước: khai cách giao và cách nhận tiền.',
  goods: 'Hàng nhận đặt trước',
  goodsNone: 'Gian hàng chưa ghi mang hàng nào trong sổ. Hãy báo cán bộ giữ lịch.',
  notForSale: 'chưa có trong mục Hàng bán, khách chưa đặt được',
  save: 'Ghi lại',
  saved: 'Đã ghi.',
  orders: (count: number) => `${count} đơn chờ khách đến lấy`,
  over: 'Hội chợ đã qua mà khách chưa lấy: gọi khách hẹn lại, hoặc mở đơn và huỷ để hàng về kệ, tiền đã trả về khách.',
  off: 'Hội chợ đã huỷ. Khách đã được báo: gọi khách hẹn cách khác, hoặc mở đơn và huỷ để hàng về kệ, tiền đã trả về khách.',
  stranded: (count: number) => `${count} đơn đặt lấy ở hội chợ đã qua hoặc đã huỷ`,
  notCollected: 'Khách không đến lấy tại hội chợ',
  reserved: 'nhận đặt trước',
  at: (fair: string) => `gian hàng ở ${fair}`,
};
