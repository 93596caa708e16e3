import type { Lang, Same } from './lang.ts';

export const vi = {
  title: 'Bản đồ điểm bán',
  titleOf: (name: string) => `Bản đồ: ${name}`,
  workshop: 'Nơi làm ra',
  note: 'Hình giản lược, không dùng để đo đạc; vị trí như sổ đăng ký ghi. Hoàng Sa thuộc Đà Nẵng, Trường Sa thuộc Khánh Hòa.',
  numbers: 'Số trên bản đồ là số trong danh sách; nơi chưa có toạ độ chỉ có trong danh sách.',
  east: '°Đ',
  north: '°B',
  onMap: (number: number) => `Số ${number} trên bản đồ`,
  zoomIn: 'Phóng to',
  zoomOut: 'Thu nhỏ',
  whole: 'Xem toàn bộ',
  previous: 'Điểm trước',
  next: 'Điểm sau',
  nearMe: 'Gần tôi',
  nearNote:
    'Vị trí của bạn chỉ được hỏi khi bạn bấm “Gần tôi”, chỉ dùng trong máy này, không gửi đi và không lưu.',
  tiles: (whose: string, host: string) =>
    `Bản đồ nền: ${whose}. Máy ${host} thấy vùng bạn đang xem, kể cả sau khi bấm “Gần tôi”.`,
  keys: 'Chạm hoặc bấm vào bản đồ rồi kéo bằng một ngón, phóng bằng hai ngón. Bàn phím: mũi tên để di chuyển, + và − để phóng, 0 để xem toàn bộ, Page Down và Page Up để sang điểm khác, Enter để mở.',
  cluster: '{n} điểm, phóng to',
  here: 'Vị trí của bạn',
  nearest: 'Gần bạn nhất',
  refused: 'Máy không cho biết vị trí. Hãy chọn tỉnh trong danh sách.',
  failed: 'Chưa tải được các điểm. Danh sách vẫn đầy đủ; hãy thử tải lại trang.',
  open: 'Xem trang',
  stocks: 'Nơi có bán',
};

export const en: Same<typeof vi> = {
  title: 'Map of places to buy',
  titleOf: (name) => `Map: ${name}`,
  workshop: 'Where it is made',
  note: 'A simplified picture, not for measuring; positions as the register has them. Hoàng Sa belongs to Đà Nẵng, Trường Sa to Khánh Hòa.',
  numbers: 'The numbers on the map are those of the list; places without coordinates are in the list only.',
  east: '°E',
  north: '°N',
  onMap: (number) => `Number ${number} on the map`,
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  whole: 'Show all',
  previous: 'Previous place',
  next: 'Next place',
  nearMe: 'Near me',
  nearNote:
    'Your position is asked for only when you press “Near me”; it is used on this device alone, never sent and never kept.',
  tiles: (whose, host) =>
    `Base map: ${whose}. The server ${host} sees the area you look at, also after “Near me”.`,
  keys: 'Tap or click the map, then move it with one finger and zoom with two. Keyboard: arrows move, + and − zoom, 0 shows all, Page Down and Page Up step through the places, Enter opens one.',
  cluster: '{n} places, zoom in',
  here: 'Your position',
  nearest: 'Nearest to you',
  refused: 'The device does not tell where it is. Choose a province in the list.',
  failed: 'The places could not be loaded. The list is complete; try loading the page again.',
  open: 'Open the page',
  stocks: 'Where to buy it',
};

export const words: Readonly<Record<Lang, typeof vi>> = { vi, en };
