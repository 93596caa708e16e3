import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

export type ParcelRefusal = Extract<RefusalCode, `pack.${string}` | `claim.${string}`>;

/** `{name}` and the like are filled in with what the refusal tells. */
export const parcelRefusals: Record<Lang, Record<ParcelRefusal, string>> = {
  vi: {
    'pack.count_wrong': '{name}: số gói của các lô cộng lại phải đúng {most}.',
    'pack.lot_recalled':
      'Có lô trong gói này đã bị thu hồi. Hãy bỏ lô khác vào, hoặc huỷ đơn nếu không còn lô nào.',
    'pack.lot_refused': '{name}: lô này đã bị thu hồi hoặc hạn dùng còn quá ngắn. Hãy lấy lô khác.',
    'pack.not_on_shelf': '{name}: trên kệ không còn đủ lô này. Hãy xem lại số hàng.',
    'claim.days_over': 'Đã quá hạn yêu cầu đổi trả của mặt hàng này. Hãy gọi cho nhà sản xuất.',
    'claim.lines_missing': 'Hãy ghi số gói có vấn đề của ít nhất một mặt hàng, không quá số đã mua.',
    'claim.not_now': 'Yêu cầu này đã sang bước khác. Hãy tải lại trang.',
    'claim.open': 'Đơn này đang có một yêu cầu chờ trả lời. Hãy chờ câu trả lời trước.',
    'claim.words_missing': 'Hãy viết vài lời: hàng bị làm sao.',
    'claim.pictures_too_many': 'Chỉ nhận tối đa {most} ảnh.',
    'claim.fit_wrong': 'Số gói còn bán được là số nguyên, không quá số gói khách gửi về.',
    'claim.sum_wrong': 'Số tiền hoàn là số đồng nguyên, từ 1 đến {left}.',
  },
  en: {
    'pack.count_wrong': '{name}: the packs of all lots have to add up to {most}.',
    'pack.lot_recalled':
      'A lot in this parcel was recalled. Put another lot in, or cancel the order if there is none.',
    'pack.lot_refused': '{name}: this lot was recalled or its use-by is too near. Take another.',
    'pack.not_on_shelf': '{name}: the shelf does not hold so many of this lot. Check the count.',
    'claim.days_over': 'The days for returning these goods are over. Please call the producer.',
    'claim.lines_missing': 'Say how many packs of at least one product are wrong, no more than you bought.',
    'claim.not_now': 'This claim has moved on. Please load the page again.',
    'claim.open': 'A claim about this order is still waiting for its answer. Please wait for that first.',
    'claim.words_missing': 'Please say in a few words what is wrong.',
    'claim.pictures_too_many': 'At most {most} pictures are taken.',
    'claim.fit_wrong': 'Packs that can be sold again are whole numbers, no more than were sent back.',
    'claim.sum_wrong': 'The sum to give back is whole đồng, from 1 to {left}.',
  },
};
