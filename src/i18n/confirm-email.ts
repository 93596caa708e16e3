import type { Lang } from './lang.ts';

const vi = {
  title: 'Xác nhận địa chỉ thư',
  waits: (email: string) => `Đã gửi thư tới ${email}. Mở liên kết trong thư để xác nhận địa chỉ là của bạn.`,
  why: 'Trước khi xác nhận, tài khoản dùng được như thường; chỉ những đơn đã đặt khi chưa có tài khoản là chưa hiện ở đây.',
  awaited: (count: number) => `${count} đơn đang chờ, sẽ vào tài khoản ngay khi bạn xác nhận.`,
  notCome: 'Chưa thấy thư? Xem trong mục thư rác, hoặc gửi lại.',
  again: 'Gửi lại thư',
  sent: 'Nếu địa chỉ còn chờ xác nhận, thư đang trên đường. Liên kết dùng được trong 24 giờ.',
  verified: 'Địa chỉ thư đã được xác nhận.',
  kept: (count: number) =>
    count > 0
      ? `Đã đưa ${count} đơn đặt trước đây vào tài khoản.`
      : 'Không có đơn nào đặt trước đây bằng địa chỉ này.',
  phoneOnly:
    'Tài khoản này chỉ có số điện thoại, nên không có thư nào để xác nhận. Đơn đặt trước khi có tài khoản vẫn xem được bằng liên kết của đơn.',
  confirmLead: (email: string) => `Bấm để xác nhận ${email} là địa chỉ của bạn.`,
  confirm: 'Xác nhận',
  over: 'Liên kết này không còn dùng được, hoặc là của tài khoản khác. Hãy gửi lại thư từ tài khoản của bạn.',
  toOrders: 'Đơn hàng của tôi',
  back: 'Về tài khoản',
  goOn: 'Đi tiếp',
  orderWaits: 'Đơn này sẽ vào tài khoản khi bạn xác nhận địa chỉ thư.',
  orderPhoneOnly: 'Tài khoản chỉ có số điện thoại không giữ được đơn này. Hãy giữ liên kết của trang.',
  note: 'Địa chỉ thư chưa được xác nhận, nên đơn đặt khi chưa có tài khoản chưa hiện ở đây.',
};

type Same<Words> = {
  [Key in keyof Words]: Words[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : string;
};

const en: Same<typeof vi> = {
  title: 'Confirm your address',
  waits: (email) =>
    `A letter was sent to ${email}. Open the link in it to confirm that the address is yours.`,
  why: 'Until then the account works as usual; only what you ordered before you had it is not shown here.',
  awaited: (count) =>
    count === 1
      ? 'One order waits, and is kept as soon as you confirm.'
      : `${count} orders wait, and are kept as soon as you confirm.`,
  notCome: 'No letter? Look among the junk, or have it sent again.',
  again: 'Send it again',
  sent: 'If the address still waits to be confirmed, a letter is on its way. Its link is good for 24 hours.',
  verified: 'Your address is confirmed.',
  kept: (count) =>
    count > 0
      ? `Orders from before that are in your account now: ${count}.`
      : 'Nothing was ordered from this address before.',
  phoneOnly:
    'This account has a telephone number only, so there is no letter to confirm. Orders from before are still found by their own links.',
  confirmLead: (email) => `Press to confirm that ${email} is your address.`,
  confirm: 'Confirm',
  over: 'This link is no longer good, or belongs to another account. Have a letter sent again from your account.',
  toOrders: 'My orders',
  back: 'To your account',
  goOn: 'Go on',
  orderWaits: 'This order is kept in your account once you have confirmed your address.',
  orderPhoneOnly:
    'An account with a telephone number only cannot keep this order. Please keep the link of this page.',
  note: 'Your address is not confirmed, so what you ordered without an account is not shown here yet.',
};

export const confirmWords: Record<Lang, Same<typeof vi>> = { vi, en };

export function confirmLetter(lang: Lang, name: string, link: string): { title: string; words: string } {
  return lang === 'vi'
    ? {
        title: 'Xác nhận địa chỉ thư ở Sao Làng',
        words: [
          `Kính gửi ${name},`,
          'Có người, hẳn là bạn, vừa tạo tài khoản ở Sao Làng với địa chỉ này. Mở liên kết sau trong vòng 24 giờ, trên máy đang đăng nhập, để xác nhận:',
          link,
          'Nếu không phải bạn, hãy bỏ qua thư này: không có đơn hàng nào của bạn vào tài khoản đó.',
          'Sao Làng',
        ].join('\n\n'),
      }
    : {
        title: 'Confirm your address at Sao Làng',
        words: [
          `Dear ${name},`,
          'Somebody, surely you, has just made an account at Sao Làng with this address. Open this link within 24 hours, where you are signed in, to confirm it:',
          link,
          'If it was not you, do nothing: none of your orders come into that account.',
          'Sao Làng',
        ].join('\n\n'),
      };
}
