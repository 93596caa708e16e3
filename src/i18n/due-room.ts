import type { DueState } from '#src/domain/reports/due-certificates.ts';
import { daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import { day as shown } from './format.ts';
import type { Tone } from './statuses.ts';

/** Words of the day's work and of the list of certificates by their terms. */
export const dueRoom = {
  title: 'Thời hạn giấy chứng nhận',
  lead: 'Mỗi sản phẩm một giấy chứng nhận đang dùng, xếp theo ngày phải làm. Không gồm giấy đã có quyết định mới thay.',
  reports: { received: 'Phản ánh chưa ai nhận', checking: 'Phản ánh đang kiểm tra' },
  reportsTodo: {
    received: 'Đọc, nhận xử lý; người phản ánh thấy ngay là đã có người xem.',
    checking: 'Kiểm tra xong thì trả lời và đóng.',
  },
  filter: 'Lọc',
  state: 'Tình trạng',
  anyState: 'Mọi tình trạng',
  province: 'Tỉnh',
  anyProvince: 'Mọi tỉnh',
  commune: 'Xã',
  anyCommune: 'Mọi xã',
  q: 'Sản phẩm hoặc chủ thể',
  found: (total: string) => `${total} giấy chứng nhận`,
  none: 'Không có giấy chứng nhận nào như vậy trong địa bàn của bạn.',
  product: 'Sản phẩm',
  producer: 'Chủ thể',
  place: 'Xã',
  stars: 'Sao',
  lastDay: 'Hết hạn',
  left: 'Còn lại',
  window: 'Kỳ nộp hồ sơ',
  decision: 'Quyết định',
  exportStrong: 'Danh sách tải về gồm đúng những dòng đang lọc.',
  states: {
    expired_offered: 'Hết hạn mà còn chào bán',
    suspended: 'Đang tạm dừng',
    closing: 'Sắp hết kỳ nộp hồ sơ',
    late: 'Đã qua kỳ nộp hồ sơ',
    expired: 'Hết hạn trong 180 ngày qua',
    extended: 'Đang được gia hạn',
    open: 'Đang trong kỳ nộp hồ sơ',
    soon: 'Sắp đến kỳ nộp hồ sơ',
    in_force: 'Còn hạn',
    expired_before: 'Hết hạn đã lâu',
    revoked: 'Đã thu hồi',
    other: 'Không còn hoặc chưa có hiệu lực',
  } satisfies Record<DueState, string>,
  /** What to do about those of a kind, for the day's work. */
  todo: {
    expired_offered: 'Nhắc chủ thể gỡ hạng sao khỏi nhãn và nơi bán cho đến khi được công nhận lại.',
    suspended: 'Theo dõi việc khắc phục; khi xong thì ghi quyết định khôi phục.',
    closing: 'Còn 14 ngày trở lại để nộp hồ sơ đánh giá lại. Gọi cho chủ thể hôm nay.',
    late: 'Quá mốc 120 ngày mà giấy còn hạn. Kiểm tra hồ sơ đã nộp chưa.',
    expired: 'Không thấy chào bán. Hỏi chủ thể có đánh giá lại không.',
    extended: 'Hoàn tất đánh giá lại trước ngày cuối được gia hạn.',
    open: 'Nhận hồ sơ đánh giá lại từ 180 đến 120 ngày trước ngày hết hạn.',
    soon: 'Trong 30 ngày tới bắt đầu nhận hồ sơ. Báo chủ thể chuẩn bị.',
    in_force: '',
    expired_before: '',
    revoked: '',
    other: '',
  } satisfies Record<DueState, string>,
  all: (count: string) => `Xem tất cả ${count}`,
  until: (last: Day) => `hết hạn ${shown(last)}`,
  daysLeft: (today: Day, last: Day) => {
    const days = daysBetween(today, last);
    return days < 0 ? `quá ${-days} ngày` : days === 0 ? 'hôm nay' : `${days} ngày`;
  },
  windowOf: (opens: Day | null, closes: Day | null) =>
    opens === null || closes === null ? '' : `${shown(opens)} – ${shown(closes)}`,
  quiet: 'Không có việc gì gấp trong địa bàn của bạn.',
  quietNext: 'Giấy chứng nhận đều còn hạn, chưa giấy nào đến kỳ nộp hồ sơ.',
  lettersUnknown: 'Thư chưa rõ đã tới',
  lettersUnknownTodo: 'Hỏi người nhận, rồi chọn gửi lại hay đã tới.',
  lettersFailed: 'Thư không gửi được',
  lettersFailedTodo: 'Xem lời máy chủ thư; sửa địa chỉ hoặc in thư trao tay.',
  lettersToHand: 'Thư chờ in và trao tay',
  lettersToHandTodo: 'Chủ thể không có thư điện tử: in, trình ký, trao rồi ghi ngày.',
  letters: (count: number) => `${count} thư`,
};

export const dueTones: Readonly<Record<DueState, Tone>> = {
  expired_offered: 'bad',
  suspended: 'bad',
  closing: 'bad',
  late: 'bad',
  expired: 'bad',
  extended: 'soon',
  open: 'soon',
  soon: 'none',
  in_force: 'ok',
  expired_before: 'bad',
  revoked: 'bad',
  other: 'none',
};
