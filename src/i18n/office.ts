/** Words of the office. Vietnamese: its people are officers, and the terms are those of the decree. */
export const office = {
  title: 'Văn phòng',
  menu: 'Các phòng',
  nav: {
    today: 'Hôm nay',
    reports: 'Phản ánh',
    figures: 'Số liệu, báo cáo',
    lists: 'Danh sách',
    people: 'Người và vai trò',
    audit: 'Nhật ký thay đổi',
  },
  account: 'Tài khoản',
  strongNeeded: 'Việc công bố, thu hồi cần đăng nhập hai bước.',
  strongGo: 'Bật ngay',
  people: {
    title: 'Người và vai trò',
    lead: 'Vai trò gắn với địa bàn. Khi đơn vị hành chính sáp nhập, vai trò theo sang đơn vị mới.',
    invite: 'Mời thêm người',
    name: 'Họ và tên',
    email: 'Địa chỉ thư',
    role: 'Vai trò',
    place: 'Địa bàn',
    placeHint: 'Tên tỉnh hoặc xã, hoặc mã. Để trống nếu là cả nước.',
    send: 'Gửi lời mời',
    invited: (email: string) =>
      `Đã mời ${email}. Liên kết dưới đây chỉ hiện một lần; thư cũng đã được ghi để gửi.`,
    open: 'Lời mời đang chờ',
    until: 'hạn đến',
    withdraw: 'Rút lại',
    withdrawn: 'Đã rút lời mời.',
    all: 'Đang giữ vai trò',
    second: 'Đăng nhập hai bước',
    on: 'đang bật',
    off: 'chưa bật',
    end: 'Kết thúc vai trò',
    reason: 'Lý do',
    ended: 'Đã kết thúc vai trò.',
    unknownPlace: 'Không có đơn vị hành chính nào như vậy. Hãy chọn trong danh sách gợi ý.',
    severalPlaces: 'Có nhiều đơn vị tên như vậy. Hãy ghi thêm tỉnh, hoặc dùng mã.',
    noneOpen: 'Không có lời mời nào đang chờ.',
  },
  audit: {
    title: 'Nhật ký thay đổi',
    lead: 'Ai đã đổi điều gì, khi nào, từ gì sang gì, vì sao. Không ai sửa hay xóa được.',
    when: 'Lúc',
    who: 'Ai',
    what: 'Việc',
    about: 'Về',
    change: 'Trước và sau',
    why: 'Lý do',
    kind: 'Loại việc',
    anyKind: 'Mọi việc',
    subject: 'Mã sản phẩm, giấy chứng nhận…',
    filter: 'Lọc',
    none: 'Không có thay đổi nào như vậy trong địa bàn của bạn.',
    older: 'Cũ hơn',
    newest: 'Mới nhất',
  },
  today: {
    title: 'Hôm nay',
    lead: (place: string) => `Địa bàn: ${place}`,
    country: 'cả nước',
  },
};

/** What the audit calls a deed, in words; one that has none is shown as it is written down. */
export const auditKinds: Readonly<Record<string, string>> = {
  'office.given': 'Giao vai trò',
  'office.ended': 'Kết thúc vai trò',
  'office.moved': 'Chuyển vai trò theo đơn vị mới',
  'invitation.sent': 'Gửi lời mời',
  'invitation.withdrawn': 'Rút lời mời',
  'user.made': 'Tạo tài khoản',
  'account.password': 'Đổi mật khẩu',
  'account.totp_on': 'Bật mã xác minh',
  'account.totp_off': 'Tắt mã xác minh',
  'account.session': 'Thoát một máy',
  'account.passkey': 'Bỏ khóa đăng nhập',
  'certificate.extended': 'Gia hạn',
  'certificate.suspended': 'Tạm dừng',
  'certificate.reinstated': 'Khôi phục',
  'certificate.revoked': 'Thu hồi',
  'certificate.added': 'Thêm giấy chứng nhận',
  'certificate.recorded': 'Ghi giấy chứng nhận',
  'certificate.changed': 'Sửa giấy chứng nhận',
  'decision.added': 'Thêm quyết định',
  'decision.recorded': 'Ghi quyết định',
  'decision.changed': 'Sửa quyết định',
  'producer.added': 'Thêm chủ thể',
  'producer.recorded': 'Ghi chủ thể',
  'producer.changed': 'Sửa chủ thể',
  'product.added': 'Thêm sản phẩm',
  'product.recorded': 'Ghi sản phẩm',
  'product.changed': 'Sửa sản phẩm',
  'product.links_listed': 'Ghi nơi bán trên mạng',
  'point_of_sale.added': 'Thêm điểm bán',
  'point_of_sale.recorded': 'Ghi điểm bán',
  'point_of_sale.changed': 'Sửa điểm bán',
  'places.seeded': 'Nạp đơn vị hành chính',
  'site.last_day_rule': 'Đổi cách tính ngày cuối',
  'report.checking': 'Nhận xử lý phản ánh',
  'report.noted': 'Ghi thêm vào phản ánh',
  'report.closed': 'Trả lời phản ánh',
  'target.set': 'Đặt chỉ tiêu',
  'letter.again': 'Gửi lại thư',
  'letter.arrived': 'Ghi thư đã tới',
  'letter.handed_over': 'Trao thư tận tay',
  'list.published': 'Công bố danh sách',
  'list.undone': 'Rút lại danh sách',
  'certificate.annulled': 'Rút giấy ghi nhầm',
  'places.imported': 'Nhập bảng đơn vị hành chính',
};

/** What an entry of the audit is about. */
const NOUNS: Readonly<Record<string, string>> = {
  report: 'Phản ánh',
  target: 'Chỉ tiêu',
  product: 'Sản phẩm',
  producer: 'Chủ thể',
  certificate: 'Giấy chứng nhận',
  decision: 'Quyết định',
  point_of_sale: 'Điểm bán',
  list: 'Danh sách',
  letter: 'Thư',
  user: 'Tài khoản',
  invitation: 'Lời mời',
  places: 'Đơn vị hành chính',
  site: 'Trang này',
};

/** "Sản phẩm 6cydewg00hdk". */
export function subjectWords(subject: string): string {
  const [noun = '', ...rest] = subject.split(':');
  return [NOUNS[noun] ?? noun, ...rest].join(' ');
}

/** Who an entry of the audit names, where it is no person. */
export function actorWords(actor: string): string {
  const [kind = '', name = ''] = actor.split(':');
  if (kind === 'system') return name === 'start' ? 'Hệ thống, lúc khởi động' : 'Hệ thống';
  if (kind === 'operator') return `Người vận hành máy chủ (${name})`;
  return kind === 'visitor' ? 'Khách' : actor;
}
