import type { Lang, Same } from './lang.ts';

/** The page that judges a signed stamp on the device. */
const vi = {
  title: 'Kiểm chứng tem ký',
  description: 'Kiểm chữ ký trên tem truy xuất ngay trên máy của bạn, kể cả khi không có mạng.',
  lead: 'Quét tem, hoặc dán địa chỉ có trong mã. Máy của bạn tự kiểm chữ ký, kể cả khi không có mạng.',
  leadPlain: 'Dán địa chỉ có trong mã của tem.',
  field: 'Địa chỉ trong mã, hoặc 193 chữ số',
  go: 'Kiểm chữ ký',
  right: 'Chữ ký đúng: tem do sổ đăng ký này ký',
  wrong: 'Chữ ký không đúng: sổ đăng ký này không ký tem ấy, hoặc mã bị đọc sai',
  unknown: 'Máy này chưa có khoá để kiểm. Hãy thử lại khi có mạng.',
  unreadable: 'Đây không phải mã của tem ký. Tem 18 hay 20 chữ số và chữ thì tra khi có mạng.',
  facts: {
    product: 'Sản phẩm',
    maker: 'Chủ thể',
    madeOn: 'Ngày sản xuất của lô',
    until: 'Giấy chứng nhận, lúc ký, có hạn đến',
    key: 'Khoá ký',
  },
  notKept: 'máy này chưa lưu tên',
  past: 'Hạn ghi lúc ký đã qua. Giấy có thể đã được công nhận lại; hãy xem khi có mạng.',
  limits:
    'Chữ ký chỉ nói tem do ai làm. Tem đã kích hoạt chưa, có bị báo mất không, lô có bị thu hồi không, ảnh chụp con tem có đang dán nơi khác không: phải có mạng mới biết.',
  open: 'Mở trang của tem',
  offline: (at: string) => `Đang không có mạng: dùng khoá lưu lúc ${at}.`,
};

export const signedStampWords: Record<Lang, Same<typeof vi>> = {
  vi,
  en: {
    title: 'Check a signed stamp',
    description: 'Check the signature on a traceability stamp on your own device, without a network too.',
    lead: 'Scan the stamp, or paste the address in its code. Your device checks the signature by itself, without a network too.',
    leadPlain: 'Paste the address in the code of the stamp.',
    field: 'Address in the code, or 193 digits',
    go: 'Check the signature',
    right: 'The signature is right: this register signed the stamp',
    wrong: 'The signature is wrong: this register did not sign that stamp, or the code was misread',
    unknown: 'This device does not have the key yet. Try again once there is a network.',
    unreadable: 'This is no code of a signed stamp. One of 18 or 20 signs is looked up with a network.',
    facts: {
      product: 'Product',
      maker: 'Producer',
      madeOn: 'Lot made on',
      until: 'Certificate, when signed, ran until',
      key: 'Key',
    },
    notKept: 'this device has not kept the name',
    past: 'The day said at signing is over. The goods may have been recognised anew; look with a network.',
    limits:
      'The signature only says who made the stamp. Whether it was activated or reported stolen, whether the lot was recalled, whether a photograph of it sticks elsewhere: only a network can tell.',
    open: 'Open the page of the stamp',
    offline: (at: string) => `No network: the key was kept at ${at}.`,
  },
};
