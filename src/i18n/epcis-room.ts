import type { TokenScope } from '#src/domain/epcis/kept-event.ts';

/** Words of the room in which a producer's systems are let in. */
export const epcisRoom = {
  title: 'Kết nối phần mềm (EPCIS)',
  lead: 'Phần mềm kho, phần mềm hợp tác xã hoặc máy của đối tác có thể tự ghi và tự đọc việc của lô hàng theo chuẩn EPCIS 2.0. Mỗi phần mềm dùng một mã riêng.',
  guide: 'Hướng dẫn cho người viết phần mềm',
  none: 'Chưa có mã nào',
  noneNext: 'Chỉ cần mã khi có phần mềm tự gửi dữ liệu. Ghi bằng tay thì vào phòng Lô hàng.',
  name: 'Tên mã',
  nameHint: 'Tên phần mềm sẽ dùng, ví dụ "Phần mềm kho HTX".',
  may: 'Mã này được',
  scopes: {
    read: 'đọc việc của các lô của mình',
    capture: 'ghi việc cho các lô của mình',
  } satisfies Record<TokenScope, string>,
  make: 'Tạo mã',
  madeTitle: 'Mã mới',
  madeOnce: 'Mã chỉ hiện một lần này. Hãy chép ngay vào phần mềm; mất thì tạo mã khác.',
  madeHow: 'Phần mềm gửi mã trong phần đầu của yêu cầu:',
  madeThen: 'Tôi đã chép xong',
  since: (day: string) => `tạo ngày ${day}`,
  used: (when: string) => `dùng gần nhất ${when}`,
  never: 'chưa dùng lần nào',
  revoke: 'Thu hồi mã',
  revokeThis: (name: string) => `Thu hồi mã: ${name}`,
  revokeSure: 'Phần mềm đang dùng mã này sẽ bị từ chối ngay. Việc đã ghi vẫn còn.',
  revoked: 'Đã thu hồi mã.',
  back: 'Về phòng Lô hàng',
} as const;
