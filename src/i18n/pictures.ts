/** Words of the producer's pictures, for somebody with one telephone and a slow network. */
export const pictureDesk = {
  nav: 'Ảnh',
  title: 'Ảnh',
  lead: 'Gửi ảnh chụp bằng điện thoại: sản phẩm, người làm, nơi làm. Vị trí chụp và thông tin của máy ảnh được xoá hết trước khi lưu.',
  send: 'Gửi ảnh lên',
  files: 'Chọn ảnh (JPEG, PNG hoặc WebP, nhiều nhất 6 ảnh, mỗi ảnh dưới 10 MB)',
  sendGo: 'Gửi ảnh',
  shrinking: 'Đang thu nhỏ ảnh để gửi nhanh hơn…',
  sending: 'Đang gửi. Mạng chậm thì chờ thêm một chút…',
  takenOff: (why: string) => `Cán bộ đã gỡ ảnh này khỏi mọi trang: ${why}`,
  waiting: 'Chưa dùng được: còn thiếu lời tả ảnh.',
  none: 'Chưa có ảnh nào',
  noneWhy:
    'Ảnh đầu tiên nên là sản phẩm, chụp ban ngày, gần cửa sổ. Khi chưa có ảnh, trang sản phẩm dùng hình vẽ của nhóm hàng.',
  number: (number: number) => `Ảnh ${number}`,
  alt: 'Trong ảnh có gì?',
  altHint: 'Một câu cho người không nhìn thấy ảnh, ví dụ: “Bà Lan rót mật vào chai thuỷ tinh bên bếp củi.”',
  altEn: 'Tả bằng tiếng Anh (nếu có)',
  credit: 'Người chụp',
  focus: 'Điểm chính',
  focusHint: 'Khi ảnh bị cắt cho vừa khung, điểm này luôn còn. Chạm vào ảnh, hoặc ghi hai số từ 0 đến 100.',
  focusX: 'Từ trái sang (0–100)',
  focusY: 'Từ trên xuống (0–100)',
  save: 'Lưu',
  choose: 'Làm ảnh chính của sản phẩm',
  chooseGo: 'Chọn',
  mainOf: 'Đang là ảnh chính của:',
  letGo: (name: string) => `Thôi dùng cho ${name}`,
  remove: 'Xoá ảnh này',
  removeWhy: 'Ảnh mất khỏi mọi trang và không lấy lại được.',
  removeGo: 'Xoá hẳn',
  inStory: (number: number) => `Trong bài viết, gọi ảnh này bằng: ![chú thích](anh:${number})`,
  done: {
    gui: 'Đã nhận ảnh. Hãy tả mỗi ảnh một câu để dùng được.',
    luu: 'Đã lưu.',
    chon: 'Đã đặt làm ảnh chính.',
    thoi: 'Sản phẩm trở lại với hình vẽ của nhóm hàng.',
    xoa: 'Đã xoá ảnh.',
  } as Readonly<Record<string, string>>,
} as const;

/** Pictures as the office of the place sees them. */
export const pictureRoom = {
  title: 'Ảnh, tiếng và phim của nhà sản xuất',
  pictures: 'Ảnh',
  lead: 'Ảnh hiện ngay khi nhà sản xuất chọn, tiếng và phim hiện cùng câu chuyện đã đọc. Cái nào sai, của người khác hoặc không hợp thì gỡ, kèm lý do để họ biết.',
  none: 'Chưa có ảnh nào',
  sent: (at: string) => `gửi lúc ${at}`,
  mainOf: 'Ảnh chính của:',
  hidden: 'Đã gỡ:',
  why: 'Vì sao gỡ?',
  takeOff: 'Gỡ khỏi mọi trang',
  putBack: 'Cho hiện lại',
  done: { go: 'Đã gỡ ảnh.', lai: 'Ảnh hiện lại.' } as Readonly<Record<string, string>>,
} as const;

export const pictureAudit = {
  'picture.sent': 'Gửi ảnh lên',
  'picture.described': 'Tả ảnh',
  'picture.removed': 'Xoá ảnh',
  'picture.taken_off': 'Cán bộ gỡ ảnh',
  'picture.put_back': 'Cán bộ cho hiện lại ảnh',
  'product.picture_chosen': 'Chọn ảnh chính của sản phẩm',
} as const;

export const pictureRefusals = {
  vi: {
    'picture.too_small': 'Ảnh quá nhỏ. Hãy gửi ảnh có cạnh ngắn từ {least} điểm ảnh.',
    'picture.too_many': 'Nhiều ảnh quá. Hãy gửi hoặc giữ nhiều nhất {most} ảnh.',
    'picture.alt_missing': 'Còn thiếu lời tả ảnh. Hãy ghi một câu: trong ảnh có gì?',
    'picture.focus_wrong': 'Điểm chính là hai số nguyên từ 0 đến 100.',
    'picture.taken_off': 'Cán bộ đã gỡ ảnh này khỏi mọi trang. Hãy chọn ảnh khác.',
    'picture.none': 'Chưa có ảnh nào được chọn. Hãy chọn ảnh rồi gửi.',
  },
  en: {
    'picture.too_small': 'The picture is too small. Send one whose shorter side has {least} pixels or more.',
    'picture.too_many': 'Too many pictures. Send or keep {most} at most.',
    'picture.alt_missing': 'The description is missing. Say in a sentence what is to be seen.',
    'picture.focus_wrong': 'The point that matters is two whole numbers from 0 to 100.',
    'picture.taken_off': 'The office has taken this picture off every page. Choose another one.',
    'picture.none': 'No picture was chosen. Choose one, then send.',
  },
} as const;
