import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { ParcelStep } from '#src/domain/shop/carrier.ts';
import type { Lang } from './lang.ts';

/** Words of carriers that producers have accounts with. */
export const carriers = {
  title: 'Giao hàng qua GHN',
  lost: (count: number) => `${count} gói bị GHN làm mất hoặc hỏng`,
  link: 'Nối tài khoản Giao Hàng Nhanh (GHN)',
  linkOn: (shop: string) => `Đang nối GHN: ${shop}`,
  lead: 'Nối tài khoản GHN của chính nhà sản xuất: khách thấy phí của GHN khi đặt, bạn gọi GHN đến lấy gói ngay trên trang đơn hàng, và đơn tự đi theo lời GHN báo.',
  money: 'Tiền thu hộ GHN chuyển thẳng cho bạn theo hợp đồng của bạn với GHN; trang này không giữ.',
  fallback:
    'Khi GHN không trả lời, hoặc không biết địa chỉ, phí của cửa hàng được dùng thay. Phí đã báo khách không đổi; GHN tính khác thì phần chênh là của bạn.',
  where: 'Mã khoá API và mã cửa hàng có trong trang khách hàng của GHN, mục Cài đặt tài khoản.',
  shopId: 'Mã cửa hàng (ShopId)',
  token: 'Mã khoá API (Token)',
  tokenHint: 'Được thử với GHN rồi mới lưu, lưu ở dạng mã hoá, và không hiện lại nữa.',
  save: 'Thử và lưu',
  saveNew: 'Thử và thay tài khoản',
  done: 'GHN đã nhận mã khoá này. Từ giờ khách thấy phí của GHN.',
  gone: 'Đã bỏ tài khoản GHN. Phí của cửa hàng được dùng lại.',
  now: 'Tài khoản đang nối',
  shop: 'Cửa hàng ở GHN',
  since: 'Nối từ',
  tokenKept: 'Mã khoá',
  tokenKeptAs: 'đã lưu, không hiện lại',
  disconnect: 'Bỏ tài khoản này',
  notOpen: 'Hãy lưu cách giao hàng của cửa hàng trước, rồi nối GHN.',
  standIn: (token: string, shop: string) =>
    `Đây là bản thử: không có gói hàng thật. Dùng mã khoá ${token} và mã cửa hàng ${shop}.`,
  parcel: 'Vận đơn GHN',
  send: 'Gọi GHN đến lấy',
  sendLead: 'GHN nhận địa chỉ, tiền thu hộ và khối lượng, rồi đến lấy ở kho đã khai với GHN.',
  sendAgain: 'Gọi GHN lần nữa',
  byHand: 'Gửi cách khác',
  weight: 'Khối lượng cả hộp (gam)',
  weightHint: (grams: string) =>
    `Cộng theo khối lượng khi gửi của từng gói: ${grams} g. Hộp nặng hơn thì sửa lại; GHN cân lại khi lấy.`,
  collects: (money: string) => `GHN thu hộ ${money} cho bạn.`,
  collectsNothing: 'Khách đã trả tiền, GHN không thu thêm.',
  commune: 'Tên xã, phường như GHN ghi',
  communeHint: 'Chỉ sửa khi GHN không nhận tên này. Hãy tra ở GHN, đừng đoán.',
  asked: 'Chưa rõ GHN đã nhận chưa. Trang này đang hỏi lại; bấm gọi lần nữa cũng không tạo hai vận đơn.',
  refused: (words: string) => `GHN không nhận: ${words}`,
  refusedPlain: 'GHN không có vận đơn nào cho đơn này.',
  cancelledBefore: 'Vận đơn trước đã huỷ.',
  number: 'Mã vận đơn',
  fee: 'GHN tính cho bạn',
  paidByBuyer: 'Phí giao đã báo khách',
  state: 'GHN báo',
  at: 'lúc',
  steps: {
    waiting: 'Chờ GHN đến lấy',
    on_the_way: 'Đang trên đường',
    delivered: 'Đã giao cho khách',
    failed: 'Chưa giao được, GHN còn giao lại hoặc trả về',
    returning: 'Đang mang về cho bạn',
    returned: 'Đã mang về cho bạn',
    cancelled: 'Đã huỷ',
    lost: 'Mất hoặc hỏng. Hãy gọi GHN để được đền.',
    unknown: 'GHN dùng một từ lạ. Hãy xem ở trang của GHN.',
  } satisfies Record<ParcelStep, string>,
  label: 'In nhãn GHN',
  ask: 'Hỏi GHN ngay',
  cancel: 'Huỷ vận đơn GHN',
  cancelWhy: 'Chỉ huỷ được khi GHN chưa lấy hàng. Sau đó có thể gửi cách khác hoặc huỷ đơn.',
  restock: 'GHN đã mang hàng về. Xem kỹ: hàng còn bán được thì trả lên kệ.',
  restockGo: 'Còn bán được, trả lên kệ',
  adultsOnly: 'Hàng có cồn: chỉ giao cho người từ 18 tuổi',
};

export type CarrierRefusal = Extract<RefusalCode, `carrier.${string}` | `shipment.${string}`>;

/** `{said}` are the carrier's own words. */
export const carrierRefusals: Record<Lang, Record<CarrierRefusal, string>> = {
  vi: {
    'carrier.account_wrong': 'GHN không nhận mã khoá hoặc mã cửa hàng này. Hãy chép lại từ trang của GHN.',
    'carrier.down': 'GHN chưa trả lời. Hãy thử lại sau ít phút; bấm lại không tạo hai vận đơn.',
    'carrier.not_connected':
      'Chưa nối tài khoản GHN, hoặc mã khoá không đọc được nữa. Hãy nối lại ở Cửa hàng.',
    'carrier.parcels_open': 'Còn {count} vận đơn GHN đang đi. Hãy chờ xong hoặc huỷ trước.',
    'carrier.place_unknown':
      'GHN không nhận tên xã, phường này: {said}. Hãy tra tên ở GHN rồi sửa ô bên dưới, hoặc gửi cách khác.',
    'carrier.refused': 'GHN không nhận: {said}. Hãy sửa lại, hoặc gửi cách khác.',
    'shipment.open': 'Đơn này đang có vận đơn GHN. Hãy huỷ vận đơn đó trước.',
    'shipment.none': 'Đơn này chưa có vận đơn GHN.',
    'shipment.fetched': 'GHN không huỷ được nữa: {said}',
    'shipment.weight_wrong': 'Khối lượng là số gam nguyên, từ 1 đến {most}. Gói nặng hơn hãy gửi cách khác.',
    'shipment.cash_too_much': 'GHN thu hộ nhiều nhất {most}. Hãy gửi cách khác.',
  },
  en: {
    'carrier.account_wrong': 'GHN does not know this token or shop. Please copy them again from GHN.',
    'carrier.down': 'GHN has not answered. Please try again in a few minutes; it never makes two parcels.',
    'carrier.not_connected':
      'No GHN account is connected, or its token cannot be read. Please connect it again.',
    'carrier.parcels_open': '{count} parcels are still with GHN. Please wait for them, or call them off.',
    'carrier.place_unknown':
      'GHN does not know this commune: {said}. Look its name up at GHN and change it below, or send another way.',
    'carrier.refused': 'GHN says no: {said}. Please put it right, or send another way.',
    'shipment.open': 'This order has a parcel with GHN. Please call that off first.',
    'shipment.none': 'This order has no parcel with GHN.',
    'shipment.fetched': 'GHN can no longer call it off: {said}',
    'shipment.weight_wrong': 'The weight is whole grams, from 1 to {most}. Send heavier parcels another way.',
    'shipment.cash_too_much': 'GHN collects {most} at most. Please send it another way.',
  },
};
