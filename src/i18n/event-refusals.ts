/** What a person reads when what happened to a lot cannot be written down, and when a system's way in cannot be made. */
export const eventRefusals = {
  vi: {
    'event.foreign': 'Lô này là của chủ thể khác. Chỉ ghi được cho lô của mình.',
    'event.nothing': 'Hãy ghi ít nhất một lô hoặc một thứ nguyên liệu đưa vào.',
    'event.quantity_wrong': 'Số lượng phải là số lớn hơn 0, ví dụ 12,5.',
    'event.when_wrong': 'Hãy chọn ngày giờ đã qua.',
    'event.place_missing': 'Hãy chọn nơi làm, hoặc ghi tên nơi khác.',
    'event.whom_missing': 'Hãy ghi xuất cho ai.',
    'event.lot_recalled': 'Lô này đã bị thu hồi: không xuất đi được nữa.',
    'event.declared': 'Việc này đã được báo là ghi sai từ trước.',
    'token.name_missing': 'Hãy đặt tên cho mã, ví dụ tên phần mềm sẽ dùng.',
    'token.scope_missing': 'Hãy chọn mã này được làm gì.',
    'token.too_many': 'Mỗi chủ thể có tối đa {most} mã. Hãy thu hồi mã không dùng nữa.',
  },
  en: {
    'event.foreign': 'This lot belongs to another producer. Only your own lots can be written about.',
    'event.nothing': 'Name at least one lot or one material that went in.',
    'event.quantity_wrong': 'A quantity is a number above 0, such as 12.5.',
    'event.when_wrong': 'Choose a day and time that have passed.',
    'event.place_missing': 'Choose where it was done, or name another place.',
    'event.whom_missing': 'Say to whom it was sent.',
    'event.lot_recalled': 'This lot was recalled: it cannot be sent out any more.',
    'event.declared': 'This was declared wrong before.',
    'token.name_missing': 'Give the token a name, such as that of the software that will use it.',
    'token.scope_missing': 'Choose what the token may do.',
    'token.too_many': 'A producer has at most {most} tokens. Revoke those that are no longer used.',
  },
} as const;

/** Deeds in the audit. */
export const eventAudit = {
  'event.told': 'Ghi việc của lô hàng',
  'event.captured': 'Phần mềm của chủ thể ghi việc của lô hàng',
  'event.declared_wrong': 'Báo một việc ghi sai',
  'event_token.made': 'Cấp mã kết nối EPCIS',
  'event_token.revoked': 'Thu hồi mã kết nối EPCIS',
} as const;
