/** Letters the site writes. Vietnamese: they go to offices and producers. */

type Letter = { title: string; words: string };

const SIGNED = 'Sao Làng, sổ đăng ký sản phẩm OCOP';

export function resetLetter(name: string, link: string): Letter {
  return {
    title: 'Đặt lại mật khẩu Sao Làng',
    words: [
      `Kính gửi ${name},`,
      'Có người, hẳn là bạn, vừa xin đặt lại mật khẩu. Mở liên kết sau trong vòng một giờ để chọn mật khẩu mới:',
      link,
      'Nếu không phải bạn, hãy bỏ qua thư này: mật khẩu cũ vẫn dùng được.',
      SIGNED,
    ].join('\n\n'),
  };
}

export function invitationLetter(name: string | null, office: string, link: string): Letter {
  return {
    title: 'Mời vào văn phòng Sao Làng',
    words: [
      `Kính gửi ${name ?? 'Quý vị'},`,
      `Bạn được mời vào văn phòng Sao Làng với vai trò: ${office}. Mở liên kết sau trong vòng bảy ngày để nhận vai trò và chọn mật khẩu:`,
      link,
      'Liên kết dùng được một lần. Xin đừng chuyển cho người khác.',
      SIGNED,
    ].join('\n\n'),
  };
}
