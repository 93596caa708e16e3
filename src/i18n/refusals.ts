import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

/** What a person reads when a rule says no: what is so, and what to do next. */
export const refusals: Record<Lang, Record<RefusalCode, string>> = {
  vi: {
    'certificate.not_found': 'Không có giấy chứng nhận này trong sổ đăng ký. Hãy kiểm tra lại mã.',
    'certificate.revoked': 'Giấy chứng nhận này đã bị thu hồi từ trước.',
    'certificate.not_extendable': 'Giấy chứng nhận này không gia hạn được theo quy định áp dụng cho nó.',
    'certificate.extension_too_long': 'Gia hạn quá số ngày mà quy định cho phép. Hãy chọn ngày cuối sớm hơn.',
    'certificate.extended': 'Giấy chứng nhận này đã được gia hạn đến ngày đó hoặc lâu hơn.',
    'certificate.suspended': 'Giấy chứng nhận này đang bị tạm dừng từ trước.',
    'certificate.not_suspended': 'Giấy chứng nhận này không bị tạm dừng nên không có gì để khôi phục.',
    'certificate.superseded': 'Sản phẩm đã có quyết định công nhận mới hơn. Hãy chọn giấy chứng nhận mới.',
    'certificate.too_early':
      'Ngày có hiệu lực sớm hơn sự việc trước đó của giấy chứng nhận. Hãy xem lại ngày.',
    'certificate.paper_missing': 'Còn thiếu lý do, số quyết định hoặc cơ quan ban hành.',
    'decision_list.has_errors':
      'Danh sách còn lỗi. Sửa các dòng được nêu rồi gửi lại, hoặc chỉ công bố các dòng đúng.',
    'decision_list.unreadable': 'Không đọc được tệp này. Hãy lưu lại thành XLSX hoặc CSV rồi gửi lại.',
    'product.not_found': 'Không có sản phẩm này trong sổ đăng ký.',
    'places.table_unreadable': 'Bảng chuyển đổi có dòng không đọc được.',
    'parameter.unreadable': 'Không đọc được một tham số của yêu cầu.',
    'trace.code_unknown': 'Không có mã này trong sổ đăng ký. Hãy nhập lại đúng mã in dưới hình QR.',
    'day.unreadable': 'Ngày không đúng. Hãy viết theo dạng 2026-11-22.',
    'office.scope_wrong': 'Vai trò này không đi với địa bàn đã chọn, hoặc không có đơn vị hành chính đó.',
    'office.last_administrator': 'Đây là quản trị viên cuối cùng. Hãy giao vai trò cho người khác trước.',
    'user.not_found': 'Không có tài khoản này.',
    'user.known': 'Đã có tài khoản dùng địa chỉ thư hoặc số điện thoại này.',
    'user.phone_unreadable': 'Số điện thoại không đúng. Hãy viết như 0912 345 678.',
    'user.email_unreadable': 'Địa chỉ thư không đúng. Hãy viết như ten@co-quan.vn.',
    'user.password_weak': 'Mật khẩu cần ít nhất 10 ký tự và không thuộc loại dễ đoán.',
    'invitation.over': 'Lời mời này đã dùng, đã rút lại hoặc đã quá hạn. Hãy xin một lời mời mới.',
    reason_missing: 'Hãy ghi lý do.',
    second_factor_needed:
      'Việc này cần đăng nhập hai bước. Hãy bật mã xác minh hoặc khóa đăng nhập trong trang Tài khoản.',
    not_found: 'Không có trang này.',
    method_not_allowed: 'Địa chỉ này chỉ để đọc: dùng GET hoặc HEAD.',
    not_allowed: 'Bạn không có quyền làm việc này.',
    too_many: 'Có quá nhiều yêu cầu từ máy của bạn. Hãy đợi một phút rồi thử lại.',
  },
  en: {
    'certificate.not_found': 'The register has no such certificate. Please check the code.',
    'certificate.revoked': 'This certificate has been revoked before.',
    'certificate.not_extendable': 'The rules under which this certificate was given allow no extension.',
    'certificate.extension_too_long':
      'The extension is longer than the rules allow. Choose an earlier last day.',
    'certificate.extended': 'This certificate has already been extended to that day or later.',
    'certificate.suspended': 'This certificate is already suspended.',
    'certificate.not_suspended': 'This certificate is not suspended, so there is nothing to reinstate.',
    'certificate.superseded': 'The product has a newer recognition. Choose the newer certificate.',
    'certificate.too_early': 'The day comes before what happened to the certificate earlier. Check the day.',
    'certificate.paper_missing': 'The reason, the number of the decision or its issuer is missing.',
    'decision_list.has_errors':
      'The list has errors. Correct the lines named and send it again, or publish only the good lines.',
    'decision_list.unreadable': 'This file cannot be read. Save it as XLSX or CSV and send it again.',
    'product.not_found': 'The register has no such product.',
    'places.table_unreadable': 'Some lines of the conversion table cannot be read.',
    'parameter.unreadable': 'A parameter of the request cannot be read.',
    'trace.code_unknown':
      'The register has no such code. Please type again what is printed below the QR symbol.',
    'day.unreadable': 'That is not a day. Write it like 2026-11-22.',
    'office.scope_wrong': 'This role does not go with that area, or there is no such unit.',
    'office.last_administrator': 'This is the last administrator. Give the role to somebody else first.',
    'user.not_found': 'There is no such account.',
    'user.known': 'An account with this e-mail address or telephone number exists already.',
    'user.phone_unreadable': 'This is no telephone number. Please write it like 0912 345 678.',
    'user.email_unreadable': 'This is no e-mail address. Please write it like name@office.vn.',
    'user.password_weak': 'The password needs at least 10 characters and must not be easy to guess.',
    'invitation.over': 'This invitation was used, withdrawn or has expired. Please ask for a new one.',
    reason_missing: 'Please give a reason.',
    second_factor_needed:
      'This needs two-step sign-in. Turn on a verification code or a passkey on your account page.',
    not_found: 'There is no such page.',
    method_not_allowed: 'This address is for reading only: use GET or HEAD.',
    not_allowed: 'You may not do this.',
    too_many: 'Too many requests from your device. Wait a minute and try again.',
  },
};
