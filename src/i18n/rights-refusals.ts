import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

export type RightsRefusal = Extract<RefusalCode, `rights.${string}` | `incident.${string}`>;

export const rightsRefusals: Record<Lang, Record<RightsRefusal, string>> = {
  vi: {
    'incident.words_missing': 'Hãy ghi đủ: chuyện gì, dữ liệu nào.',
    'incident.moment_wrong': 'Giờ chưa đọc được, hoặc ở tương lai. Ví dụ: 2026-11-28T14:30.',
    'incident.closed': 'Sự cố này đã đóng.',
    'incident.notified': 'Sự cố này đã báo cơ quan rồi.',
    'rights.open': 'Bạn đã gửi yêu cầu này và nó đang được trả lời.',
    'rights.closed': 'Yêu cầu này đã được trả lời.',
    'rights.not_now': 'Yêu cầu này đã sang bước khác. Hãy tải lại trang.',
    'rights.extended': 'Mỗi yêu cầu chỉ gia hạn được một lần.',
    'rights.day_wrong': 'Ngày mới phải sau hạn cũ, và không sau ngày cho phép.',
    'rights.words_missing': 'Hãy ghi rõ: sửa chỗ nào, hoặc phản đối điều gì.',
    'rights.email_wrong': 'Địa chỉ thư chưa đúng. Ví dụ: ten@example.vn.',
    'rights.phone_wrong': 'Số điện thoại chưa đúng. Ví dụ: 0912 345 678.',
    'rights.order_open': 'Còn đơn, yêu cầu đổi trả hoặc khoản hoàn chưa xong. Hãy làm xong rồi xoá.',
  },
  en: {
    'incident.words_missing': 'Please say what happened, and to which data.',
    'incident.moment_wrong': 'The time cannot be read, or lies ahead. Example: 2026-11-28T14:30.',
    'incident.closed': 'This incident is closed.',
    'incident.notified': 'The authority was told of this incident already.',
    'rights.open': 'You have asked this already, and it is being answered.',
    'rights.closed': 'This request has its answer.',
    'rights.not_now': 'This request has moved on. Please load the page again.',
    'rights.extended': 'A request is put off once only.',
    'rights.day_wrong': 'The new day has to come after the old one, and not after the day allowed.',
    'rights.words_missing': 'Please say what is to be corrected, or what you object to.',
    'rights.email_wrong': 'This address is not right. Example: name@example.vn.',
    'rights.phone_wrong': 'This telephone number is not right. Example: 0912 345 678.',
    'rights.order_open': 'An order, claim or refund is still under way. It has to end first.',
  },
};
