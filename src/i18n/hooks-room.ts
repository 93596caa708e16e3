import type { DeliveryState, HookTopic, PauseReason } from '#src/domain/hooks/hook.ts';
import type { OutsideFaultKind } from '#src/domain/shared/outside.ts';
import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

/** Words for systems of others that are told of facts. */
export const hooksRoom = {
  title: 'Kết nối',
  shopLink: 'Kết nối với phần mềm bán hàng, kế toán, kho',
  leads: {
    site: 'Báo cho phần mềm khác (kho dữ liệu của tỉnh, trang bán hàng…) mỗi khi sản phẩm, giấy chứng nhận, giá, tồn kho đổi hoặc có đơn mới. Nội dung gửi chỉ có mã và tình trạng, không có dữ liệu người mua.',
    producer:
      'Báo cho phần mềm bán hàng, kế toán, kho của bạn mỗi khi đơn hàng sang bước mới hoặc hàng của bạn đổi. Nội dung gửi chỉ có mã và tình trạng, không có tên, số điện thoại, địa chỉ khách.',
  },
  guide: 'Cách nhận và kiểm tra chữ ký',
  none: 'Chưa có kết nối nào',
  noneNext: 'Ghi địa chỉ do bên làm phần mềm đưa, chọn việc cần báo, rồi đưa khoá cho họ.',
  add: 'Thêm kết nối',
  address: 'Địa chỉ nhận (https)',
  topics: 'Báo khi',
  topicNames: {
    order: 'Đơn hàng sang bước mới',
    purchase: 'Có đơn mua mới',
    offer: 'Giá, quy cách đang bán đổi',
    stock: 'Số hàng còn bán đổi',
    product: 'Thông tin sản phẩm đổi',
    certificate: 'Giấy chứng nhận đổi: công nhận, gia hạn, tạm dừng, thu hồi',
  } satisfies Record<HookTopic, string>,
  state: 'Tình trạng',
  running: 'Đang báo',
  paused: {
    failed: 'Tạm dừng: ba ngày không gửi được',
    gone: 'Tạm dừng: nơi nhận trả lời không nhận nữa (410)',
    by_hand: 'Tạm dừng bằng tay',
  } satisfies Record<PauseReason, string>,
  waiting: (count: string) => `${count} tin chờ gửi`,
  failed: (count: string) => `${count} tin không gửi được`,
  lastDelivered: 'Gửi được lần cuối',
  never: 'Chưa gửi lần nào',
  back: 'Mọi kết nối',
  secretTitle: 'Khoá của kết nối này',
  secretOnce:
    'Khoá chỉ hiện một lần này. Hãy sao chép ngay và đưa cho bên làm phần mềm qua đường kín; ai có khoá đều giả được tin của trang này.',
  secretThen: 'Đã chép xong, mở kết nối',
  test: 'Gửi tin thử',
  testDone: 'Tin thử đã xếp hàng. Kết quả hiện trong danh sách dưới đây sau vài giây; hãy tải lại trang.',
  pause: 'Tạm dừng',
  pauseDone: 'Đã tạm dừng. Tin mới vẫn được giữ, tối đa 30 ngày.',
  resume: 'Báo tiếp',
  resumeDone: 'Đang báo tiếp, kể cả những tin chưa gửi được.',
  settings: 'Sửa địa chỉ và việc cần báo',
  save: 'Lưu',
  saved: 'Đã lưu.',
  renew: 'Đổi khoá',
  renewWhy: 'Khoá cũ còn dùng được 7 ngày, để bên kia kịp đổi.',
  oldUntil: (moment: string) => `Khoá cũ còn dùng được đến ${moment}.`,
  dropOld: 'Bỏ khoá cũ ngay',
  dropOldDone: 'Khoá cũ không còn dùng được.',
  end: 'Gỡ kết nối',
  endWhy: 'Không báo nữa, tin đang chờ bị bỏ. Muốn báo lại phải thêm kết nối mới với khoá mới.',
  ended: 'Đã gỡ kết nối.',
  deliveries: 'Tin đã báo',
  noDeliveries: 'Chưa có tin nào.',
  when: 'Lúc',
  what: 'Tin',
  answer: 'Trả lời',
  took: 'Mất',
  tries: 'Lần thử',
  next: (moment: string) => `thử lại lúc ${moment}`,
  again: 'Gửi lại',
  againDone: 'Tin đã xếp hàng để gửi lại.',
  body: 'Nội dung',
  older: 'Cũ hơn',
  newest: 'Mới nhất',
  kept: 'Nội dung giữ 30 ngày, dòng này giữ 180 ngày.',
  states: {
    waiting: 'Chờ gửi',
    delivered: 'Đã nhận',
    failed: 'Không gửi được',
    dropped: 'Đã bỏ',
  } satisfies Record<DeliveryState, string>,
  faults: {
    address_wrong: 'địa chỉ không dùng được',
    inner_address: 'tên miền dẫn vào mạng nội bộ',
    unknown_host: 'không có tên miền này',
    unreachable: 'không nối được',
    host_certificate: 'chứng thư của máy chủ không đúng',
    too_slow: 'quá 15 giây không trả lời',
    too_large: 'trả lời quá dài',
    cut_off: 'đứt giữa chừng',
    redirected_too_often: 'chuyển sang địa chỉ khác (không theo)',
    encoding_unreadable: 'trả lời không đọc được',
  } satisfies Record<OutsideFaultKind, string>,
};

export const hookAudit: Readonly<Record<string, string>> = {
  'hook.added': 'Thêm kết nối',
  'hook.changed': 'Sửa kết nối',
  'hook.secret_renewed': 'Đổi khoá kết nối',
  'hook.old_secret_dropped': 'Bỏ khoá cũ của kết nối',
  'hook.paused': 'Kết nối tạm dừng',
  'hook.resumed': 'Kết nối báo tiếp',
  'hook.ended': 'Gỡ kết nối',
};

export type HookRefusal = Extract<RefusalCode, `hook.${string}`>;

export const hookRefusals: Record<Lang, Record<HookRefusal, string>> = {
  vi: {
    'hook.address_wrong': 'Địa chỉ phải bắt đầu bằng https://, không có tên và mật khẩu trong đó.',
    'hook.address_inner': 'Địa chỉ này không gửi tới được từ đây. Hãy hỏi lại bên làm phần mềm.',
    'hook.topics_missing': 'Hãy chọn ít nhất một việc cần báo.',
    'hook.known': 'Địa chỉ này đã có kết nối. Hãy mở kết nối đó.',
    'hook.too_many': 'Đã đủ số kết nối. Hãy gỡ bớt một kết nối không dùng.',
    'hook.not_kept': 'Nội dung tin này không còn được giữ nên không gửi lại được.',
  },
  en: {
    'hook.address_wrong': 'The address must begin with https:// and hold no name and password.',
    'hook.address_inner': 'This address cannot be reached from here. Ask whoever made the software.',
    'hook.topics_missing': 'Choose at least one thing to be told of.',
    'hook.known': 'There is a connection to this address already. Open that one.',
    'hook.too_many': 'There are enough connections. Remove one that is not used.',
    'hook.not_kept': 'What this message said is no longer kept, so it cannot be sent again.',
  },
};

/** What the keeper of a connection reads when it was paused. @param link of the connection. */
export function hookPausedLetter(host: string, because: PauseReason, link: string) {
  return {
    title: `Kết nối tới ${host} đã tạm dừng`,
    words: [
      because === 'gone'
        ? `Máy chủ ${host} trả lời rằng không nhận tin nữa (410), nên trang đã ngừng gửi.`
        : `Trang đã thử gửi tin tới ${host} suốt ba ngày mà không được, nên đã ngừng thử.`,
      'Tin mới vẫn được giữ, tối đa 30 ngày. Khi nơi nhận đã sẵn sàng, hãy mở kết nối và bấm "Báo tiếp": những tin chưa gửi được sẽ được gửi theo đúng thứ tự.',
      `Mở kết nối: ${link}`,
      'Sao Làng',
    ].join('\n\n'),
  };
}
