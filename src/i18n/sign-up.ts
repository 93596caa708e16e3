import type { Lang } from './lang.ts';

const vi = {
  sentTitle: 'Mở hộp thư của bạn',
  sent: 'Thư vừa được gửi tới địa chỉ bạn ghi. Mở liên kết trong thư trong vòng 24 giờ để xong việc tạo tài khoản.',
  sentKnown: 'Nếu địa chỉ ấy đã có tài khoản, thư chỉ cách đăng nhập.',
  notCome: 'Chưa thấy thư? Xem trong mục thư rác, hoặc xem lại địa chỉ rồi gửi lại từ trang trước.',
  again: 'Về trang tạo tài khoản',
  signInNow:
    'Đã nhận. Hãy đăng nhập bằng mật khẩu bạn vừa đặt. Nếu không vào được, địa chỉ hoặc số này đã có tài khoản từ trước: dùng mật khẩu của tài khoản ấy, hoặc bấm “Quên mật khẩu”.',
  title: 'Xong việc tạo tài khoản',
  lead: (email: string) => `Nhập lại mật khẩu bạn đã đặt cho ${email}.`,
  go: 'Xong',
  wrong: 'Mật khẩu không giống mật khẩu đã đặt. Nếu thử nhiều lần, hãy đợi ít phút.',
  over: 'Liên kết này không còn dùng được. Đã tạo tài khoản rồi thì đăng nhập; chưa thì tạo lại từ đầu.',
  signIn: 'Đăng nhập',
};

type Same<Words> = {
  [Key in keyof Words]: Words[Key] extends (...given: infer Given) => string
    ? (...given: Given) => string
    : string;
};

const en: Same<typeof vi> = {
  sentTitle: 'Look in your mail',
  sent: 'A letter was sent to the address you gave. Open its link within 24 hours to finish making the account.',
  sentKnown: 'If that address has an account already, the letter says how to sign in.',
  notCome: 'No letter? Look among the junk, or check the address and send it again from the page before.',
  again: 'Back to making an account',
  signInNow:
    'Received. Now sign in with the password you have just chosen. If that does not let you in, this address or number had an account before: use the password of that one, or ask for a new password.',
  title: 'Finish making your account',
  lead: (email) => `Give the password that you chose for ${email} once more.`,
  go: 'Finish',
  wrong: 'That is not the password you chose. After many tries, wait a few minutes.',
  over: 'This link is no longer good. If you have the account already, sign in; if not, begin again.',
  signIn: 'Sign in',
};

export const signUpWords: Record<Lang, Same<typeof vi>> = { vi, en };

type Written = { title: string; words: string };

export function signUpLetter(lang: Lang, name: string, link: string): Written {
  return lang === 'vi'
    ? {
        title: 'Xong việc tạo tài khoản ở Sao Làng',
        words: [
          `Kính gửi ${name},`,
          'Có người, hẳn là bạn, muốn tạo tài khoản ở Sao Làng với địa chỉ này. Mở liên kết sau trong vòng 24 giờ và nhập lại mật khẩu đã đặt:',
          link,
          'Nếu không phải bạn, hãy bỏ qua thư này: không có tài khoản nào được tạo.',
          'Sao Làng',
        ].join('\n\n'),
      }
    : {
        title: 'Finish making your account at Sao Làng',
        words: [
          `Dear ${name},`,
          'Somebody, surely you, wants to make an account at Sao Làng with this address. Open this link within 24 hours and give the password once more:',
          link,
          'If it was not you, do nothing: no account is made.',
          'Sao Làng',
        ].join('\n\n'),
      };
}

/** To whoever has an account already. */
export function knownLetter(lang: Lang, name: string, signIn: string, forgotten: string): Written {
  return lang === 'vi'
    ? {
        title: 'Bạn đã có tài khoản ở Sao Làng',
        words: [
          `Kính gửi ${name},`,
          'Có người, có lẽ là bạn, vừa muốn tạo tài khoản ở Sao Làng với địa chỉ hoặc số điện thoại của bạn. Bạn đã có tài khoản; không có gì bị thay đổi.',
          `Đăng nhập: ${signIn}`,
          `Quên mật khẩu: ${forgotten}`,
          'Nếu không phải bạn, không cần làm gì.',
          'Sao Làng',
        ].join('\n\n'),
      }
    : {
        title: 'You have an account at Sao Làng',
        words: [
          `Dear ${name},`,
          'Somebody, perhaps you, wanted to make an account at Sao Làng with your address or telephone number. You have one already; nothing was changed.',
          `Sign in: ${signIn}`,
          `Forgotten password: ${forgotten}`,
          'If it was not you, nothing needs to be done.',
          'Sao Làng',
        ].join('\n\n'),
      };
}
