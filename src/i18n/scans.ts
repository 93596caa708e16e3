import type { Lang, Same } from './lang.ts';

/** What is said of the scans of a stamp. Facts; never that goods are genuine, never that they are fake. */
const vi = {
  title: 'Lượt quét tem này',
  none: 'Trước lần này, sổ chưa ghi lượt quét nào của tem này.',
  first: 'Lần đầu',
  in: (province: string) => `tại ${province}`,
  all: 'Đến nay',
  counted: (count: string, devices: string) => `${count} lượt, ${devices} máy`,
  where: 'Ở đâu',
  tell: 'Tôi vừa quét tem này',
  tellWhy: 'Ghi lại để người quét sau biết. Không ghi tên, không ghi địa chỉ.',
  told: 'Đã ghi lượt quét này.',
  late: 'Trang mở đã lâu nên chưa ghi được. Bấm lần nữa.',
  here: 'Cho biết tôi ở tỉnh nào',
  hereWhy: 'Chỉ ghi tên tỉnh, không ghi vị trí.',
  hereTold: 'Đã ghi tỉnh. Cảm ơn bạn.',
  hereNot: 'Không lấy được vị trí. Không sao, lượt quét vẫn được ghi.',
  warnings: {
    compare: 'Lượt quét tem này khác thường: hãy so kỹ',
    distrust: 'Đừng tin tem này trước khi gọi cho người làm',
  },
  why: {
    compare:
      'So tên, ảnh, số lô và hạn dùng bên dưới với bao bì trong tay. Khác nhau thì đừng dùng, và báo cho chúng tôi.',
    distrust:
      'Cùng một mã đã được quét theo cách mà một gói hàng khó có được: xem các lượt quét bên dưới. Hãy gọi người làm, và báo nơi bạn thấy tem.',
  },
  report: 'Báo kèm ảnh',
};

export const scanWords: Record<Lang, Same<typeof vi>> = {
  vi,
  en: {
    title: 'Scans of this stamp',
    none: 'Before this time the register had noted no scan of this stamp.',
    first: 'First',
    in: (province: string) => `in ${province}`,
    all: 'So far',
    counted: (count: string, devices: string) => `${count} scans, ${devices} devices`,
    where: 'Where',
    tell: 'I have just scanned this stamp',
    tellWhy: 'Noted for those who scan it after you. No name, no address.',
    told: 'This scan is noted.',
    late: 'The page was open for long, so it was not noted. Press once more.',
    here: 'Say which province I am in',
    hereWhy: 'Only the name of the province is kept, not the position.',
    hereTold: 'The province is noted. Thank you.',
    hereNot: 'The position is not to be had. Never mind: the scan is noted.',
    warnings: {
      compare: 'The scans of this stamp are unusual: compare with care',
      distrust: 'Do not trust this stamp before you have called the maker',
    },
    why: {
      compare:
        'Compare name, picture, lot and use-by day below with the pack in your hand. If they differ, do not use it, and tell us.',
      distrust:
        'One code was scanned in a way that one pack hardly can be: see the scans below. Call the maker, and report where you saw the stamp.',
    },
    report: 'Report with a photograph',
  },
};
