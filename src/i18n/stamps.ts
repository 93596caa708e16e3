import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { StampWarning } from '#src/domain/traceability/issued-stamps.ts';
import type { PrinterDots, SpoiltKind, StampRunState } from '#src/domain/traceability/stamp-run.ts';
import type { Lang, Same } from './lang.ts';

/** Words of the rooms for stamps: of those who order them, and of officers who watch. */
export const stampsRoom = {
  title: 'Tem truy xuất',
  nav: 'Tem',
  lead: 'Mỗi tem một mã riêng, không ai nghĩ ra được mã khác. Đặt tem cho từng lô, in, dán, rồi kích hoạt.',
  orderTitle: 'Đặt tem cho một lô',
  product: 'Sản phẩm',
  notCertified: 'chưa được công nhận hoặc đã hết hạn',
  noneCertified:
    'Chưa có sản phẩm nào đang được công nhận. Tem OCOP chỉ làm được khi giấy chứng nhận còn hiệu lực hoặc được gia hạn.',
  lot: 'Số lô in trên bao bì',
  lotHint: 'Lô mới thì gõ số mới; lô đã có thì chọn lại.',
  madeOn: 'Ngày sản xuất',
  useBy: 'Hạn dùng',
  count: 'Bao nhiêu tem',
  countHint: (most: string) => `Nhiều nhất ${most} mỗi đợt; in hỏng thì in lại, không cần đặt thêm.`,
  order: 'Đặt tem',
  runs: 'Các đợt tem',
  none: 'Chưa có đợt tem nào.',
  run: 'Đợt',
  state: 'Tình trạng',
  orderedAt: 'Đặt lúc',
  maker: 'Chủ thể',
  stamps: (count: string) => `${count} tem`,
  ordered: 'Đã đặt tem. In tờ tem bên dưới.',
  states: {
    ordered: 'Đã đặt, chưa in',
    printed: 'Đã in',
    delivered: 'Đã nhận tem',
    active: 'Đã kích hoạt',
    closed: 'Đã khép',
  } satisfies Record<StampRunState, string>,
  stateMeans: {
    ordered: 'Quét tem lúc này, người mua đọc thấy tem chưa được kích hoạt.',
    printed: 'Quét tem lúc này, người mua đọc thấy tem chưa được kích hoạt.',
    delivered: 'Quét tem lúc này, người mua đọc thấy tem chưa được kích hoạt.',
    active: 'Người mua quét tem sẽ đọc được lô hàng này.',
    closed: 'Đợt đã khép. Tem đã dán vẫn quét được.',
  } satisfies Record<StampRunState, string>,
  moves: {
    printed: 'Đã in xong',
    delivered: 'Đã nhận tem',
    active: 'Kích hoạt: tem đã dán lên hàng',
    closed: 'Khép đợt: không dán thêm',
  } satisfies Record<Exclude<StampRunState, 'ordered'>, string>,
  moved: 'Đã ghi tình trạng mới.',
  print: 'In tem',
  printLead:
    'Tờ A4, đúng kích thước khi in ở tỉ lệ 100 %. Đợt này in lại lúc nào cũng ra đúng những tem này, nên hãy huỷ tờ in hỏng.',
  size: 'Cạnh tem',
  millimetres: (size: number) => `${size} mm`,
  dots: 'Máy in',
  dotsNames: {
    203: 'Máy in nhãn 203 dpi',
    300: 'Máy in nhãn 300 dpi',
    600: 'Máy in laser 600 dpi',
    vector: 'Nhà in (offset)',
  } satisfies Record<PrinterDots, string>,
  form: 'Mã QR ghi gì',
  forms: {
    code: 'Mã tem',
    gtin: (gtin: string) => `Mã vạch ${gtin} và mã tem, máy quét ở quầy cũng hiểu (tem 16 hoặc 20 mm)`,
  },
  pdf: 'Tải tờ tem (PDF)',
  roll: 'In trên cuộn nhãn',
  rollLead:
    'Mỗi trang PDF là một hàng nhãn, cao bằng nhãn; khe dọc do máy in tự dò. Nhãn đầu cuộn ghi số đợt và ngày đặt, đừng dán.',
  rollWidth: 'Bề ngang cuộn (mm)',
  rollGap: 'Khe giữa hai nhãn nằm cạnh nhau (mm)',
  rollAcross: 'Số nhãn trên một hàng',
  rollPdf: 'Tải cuộn tem (PDF)',
  svg: 'Từng tờ cho nhà in (SVG)',
  svgLead: (pages: string) => `Một tệp là một tờ A4 đúng kích thước. Đợt này cỡ 20 mm cần ${pages} tờ.`,
  svgPage: 'Tờ số',
  svgGet: 'Tải tờ này (SVG)',
  csv: 'Tải danh sách mã cho nhà in (CSV)',
  signed: 'Ký riêng',
  signedWith: (key: number, when: string) => `khoá số ${key}, lúc ${when}`,
  signedLead:
    'Tem đợt này được ký ở một máy riêng: người mua kiểm được cả khi không có mạng, và trang này không làm ra được mã. Tờ in 20 mm nhận từ nơi giữ khoá ký.',
  signedHow:
    'Cần tem kiểm được cả khi không có mạng? Trước khi in, nhờ nơi giữ sổ đăng ký ký riêng đợt này; họ giao tờ in 20 mm.',
  module: 'Một ô của mã in ra',
  fits: {
    fine: 'tốt, máy quét ở quầy cũng đọc',
    small: 'điện thoại đọc được, máy quét ở quầy có thể không',
    too_small: 'quá nhỏ, không in',
  },
  spoil: 'Báo tem hỏng hoặc mất',
  spoilLead: 'Số thứ tự in ở mép mỗi hàng tem. Tem đã báo thì ai quét cũng được cảnh báo; không bỏ báo được.',
  from: 'Từ tem số',
  until: 'Đến tem số',
  kind: 'Chuyện gì',
  kinds: {
    recalled: 'Thu hồi hàng mang những tem này',
    spoilt: 'Rách, in hỏng, đã bỏ',
    stolen: 'Mất, bị lấy trộm',
  } satisfies Record<SpoiltKind, string>,
  reason: 'Kể ngắn gọn',
  report: 'Báo',
  reported: 'Đã ghi. Ai quét những tem này sẽ được cảnh báo.',
  recalledPacks: (written: string, toCall: string) =>
    `Đã thu hồi hàng mang những tem này. Viết thư cho ${written} khách đã mua lô; ${toCall} khách chỉ có số điện thoại, hãy gọi. Hàng còn trên kệ thì bạn phải tự lấy ra: kho không biết gói nào mang tem nào.`,
  recallHint:
    'Thu hồi: ai quét những tem này đọc dòng thu hồi và lý do trước tiên. Phần còn lại của lô vẫn bán. Không ghi được tem nào gửi cho ai, nên mọi khách có hàng của lô được viết thư để tự quét tem mà xem.',
  reportedTitle: 'Đã báo',
  range: (from: string, until: string) => (from === until ? `Tem ${from}` : `Tem ${from} đến ${until}`),
  good: (count: string) => `còn ${count} tem dùng được`,
  sheet: {
    title: (number: string) => `Tem truy xuất, đợt ${number}`,
    foot: (number: string, from: string, until: string, date: string, site: string, logMark: string | null) =>
      `Đợt ${number} · tem ${from} đến ${until} · đặt ${date} · ${site}${logMark ? ` · sổ cái ${logMark}` : ''}`,
    columns: {
      place: 'STT',
      code: 'Mã',
      printed: 'Mã in dưới tem',
      address: 'Địa chỉ trong mã QR',
      withGtin: 'Địa chỉ có mã vạch',
    },
  },
  watchLead: 'Tem của các sản phẩm trong phạm vi của bạn. Tem bị mất hay bị lấy trộm thì báo ở đây.',
};

export const stampAudit: Readonly<Record<string, string>> = {
  'stamp.ordered': 'Đặt tem',
  'stamp.moved': 'Đổi tình trạng đợt tem',
  'stamp.spoilt': 'Báo tem hỏng hoặc mất',
  'stamp.recalled': 'Thu hồi hàng theo tem',
  'stamp.epoch_begun': 'Bắt đầu khoá tem mới',
  'stamp.reset': 'Bỏ điểm lượt quét của tem',
  'stamp.pins': 'Lấy số dưới lớp cào của đợt tem',
  'stamp.sale': 'Ghi nơi bán của đợt tem',
  'stamp.signed': 'Ký riêng đợt tem',
  'stamp.sign_key_begun': 'Thêm khoá ký tem',
  'stamp.sign_key_ended': 'Thôi dùng khoá ký tem',
};

type StampRefusal = Extract<RefusalCode, `stamp.${string}`>;

export const stampRefusals: Record<Lang, Record<StampRefusal, string>> = {
  vi: {
    'stamp.count_wrong': 'Số tem là số nguyên từ 1 đến {most}.',
    'stamp.lot_missing': 'Hãy ghi số lô như in trên bao bì.',
    'stamp.lot_past': 'Lô này đã hết hạn dùng, không làm tem được nữa.',
    'stamp.lot_recalled': 'Lô này đã bị thu hồi, không làm tem được nữa.',
    'stamp.not_certified':
      'Giấy chứng nhận của sản phẩm không còn hiệu lực và chưa được gia hạn, nên chưa làm tem được. Hãy hỏi cán bộ xã.',
    'stamp.withdrawn': 'Sản phẩm đã rút khỏi sổ hoặc chủ thể đã ngừng, nên không làm tem được.',
    'stamp.range_wrong': 'Số thứ tự tem trong đợt này từ 1 đến {most}, số đầu không lớn hơn số cuối.',
    'stamp.state_wrong': 'Đợt tem này không chuyển sang tình trạng đó được. Hãy xem lại trang.',
    'stamp.module_too_small':
      'Cỡ tem này trên máy in đó quá nhỏ, điện thoại không đọc được. Hãy chọn tem lớn hơn hoặc máy in mịn hơn.',
    'stamp.no_gtin': 'Sản phẩm này chưa có mã vạch trong sổ. Hãy in tem chỉ có mã tem.',
    'stamp.roll_wrong':
      'Nhãn không xếp vừa cuộn: bề ngang cuộn từ 15 đến 210 mm, khe đến 20 mm, nhiều nhất 12 nhãn một hàng.',
    'stamp.page_missing': 'Đợt này không có tờ số đó.',
    'stamp.pins_late':
      'Đợt này đã kích hoạt hoặc đã khép: tem trên hàng không có lớp cào, nên không lấy số được nữa.',
    'stamp.pins_not_agreed': 'Hãy đánh dấu là bạn sẽ in số và phủ lớp cào lên mọi tem của đợt này.',
    'stamp.root_changed':
      'Khoá làm tem đã bị đổi, nên không làm tem được. Hãy báo người quản trị đặt lại STAMP_SECRET như trước.',
    'stamp.epochs_used_up': 'Đã dùng hết các kỳ khoá làm tem. Hãy báo người quản trị.',
    'stamp.signed':
      'Đợt này là tem ký riêng: chỉ nơi giữ khoá ký làm ra được mã, trang này thì không. Hãy nhận tờ in từ nơi ấy.',
    'stamp.signed_otherwise': 'Đợt tem này đã được ký bằng khoá khác.',
    'stamp.sign_key_unknown': 'Sổ không có khoá ký này, hoặc khoá đã thôi dùng.',
    'stamp.sign_keys_used_up': 'Đã dùng hết số khoá ký. Hãy báo người quản trị.',
  },
  en: {
    'stamp.count_wrong': 'The number of stamps is a whole number from 1 to {most}.',
    'stamp.lot_missing': 'Please give the lot number as it is printed on the pack.',
    'stamp.lot_past': 'The use-by day of this lot is over; no stamps are made for it.',
    'stamp.lot_recalled': 'This lot was recalled; no stamps are made for it.',
    'stamp.not_certified':
      'The certificate of this product is neither in force nor extended, so no stamps can be made. Ask the commune.',
    'stamp.withdrawn': 'The product was taken off or its maker has stopped, so no stamps can be made.',
    'stamp.range_wrong': 'Stamps of this run are numbered 1 to {most}; the first is not after the last.',
    'stamp.state_wrong': 'This run cannot go on to that state. Look at the page again.',
    'stamp.module_too_small':
      'A stamp of this size is too small on that printer for telephones to read. Choose a larger stamp or a finer printer.',
    'stamp.no_gtin': 'The register has no barcode of these goods. Print stamps with their code alone.',
    'stamp.roll_wrong':
      'The labels do not fit the roll: it is 15 to 210 mm wide, with gaps up to 20 mm and at most 12 labels across.',
    'stamp.page_missing': 'This run has no such page.',
    'stamp.pins_late':
      'This run is active or closed: stamps on goods have no scratch field, so no numbers can be had any more.',
    'stamp.pins_not_agreed':
      'Please tick that you will print the numbers and cover them on every stamp of this run.',
    'stamp.root_changed':
      'The key of stamps was changed, so none can be made. Tell the operator to set STAMP_SECRET as it was.',
    'stamp.epochs_used_up': 'All key epochs of stamps have been used. Tell the operator.',
    'stamp.signed':
      'The stamps of this run are signed: only whoever keeps the key can make their codes, this site cannot. Get the sheets from there.',
    'stamp.signed_otherwise': 'This run was signed with another key.',
    'stamp.sign_key_unknown': 'The register does not know this key, or it has ended.',
    'stamp.sign_keys_used_up': 'All numbers of keys that sign have been used. Tell the operator.',
  },
};

/** What a person reads who has scanned a stamp. Never that goods are genuine, and never that they are fake. */
const scanVi = {
  warnings: {
    recalled: 'Lô hàng này đã bị thu hồi: đừng dùng',
    stolen: 'Tem này đã được báo mất',
    spoilt: 'Tem này đã được báo hỏng và bỏ đi',
    not_active: 'Tem này chưa được kích hoạt',
    past: 'Lô hàng này đã quá hạn dùng',
  } satisfies Record<StampWarning, string>,
  why: {
    recalled: 'Hãy mang trả nơi mua hoặc gọi cho người làm.',
    stolen:
      'Chủ thể báo tem này không còn trong tay họ. Đừng tin bao gói mang tem này trước khi gọi cho người làm.',
    spoilt: 'Tem này lẽ ra không còn trên bao gói nào. Hãy gọi cho người làm trước khi dùng.',
    not_active:
      'Tem đã đặt làm nhưng người làm chưa báo là đã dán lên hàng. Có thể họ quên, cũng có thể tem bị lấy mất: hãy gọi hỏi.',
    past: 'Đừng dùng nếu hạn in trên bao bì cũng đã qua.',
  } satisfies Record<StampWarning, string>,
  packsRecalled: 'Gói hàng mang tem này đã bị thu hồi: đừng dùng',
  recallReason: 'Lý do:',
  title: 'Tem của lô',
  lot: (code: string) => `Lô ${code}`,
  madeOn: 'Ngày sản xuất',
  useBy: 'Hạn dùng',
  compare: 'So số lô và hạn dùng này với chữ in trên bao bì. Khác nhau thì đừng tin tem.',
  atMaking: (day: string, isCertified: boolean) =>
    isCertified
      ? `Ngày làm lô này (${day}), sản phẩm đang được công nhận. Dải trên cùng nói về hôm nay.`
      : `Ngày làm lô này (${day}), sổ không ghi sản phẩm đang được công nhận.`,
  level: 'Mỗi tem một mã, do sổ đăng ký này làm ra',
  levelWhy:
    'Không ai khác làm ra được mã đúng, nhưng một con tem thật vẫn có thể bị chụp lại. Vì vậy trang này không nói hàng trong tay bạn là thật: hãy so tên, lô và hạn dùng trên bao bì.',
  signed: {
    level: 'Tem có chữ ký riêng, kiểm được cả khi không có mạng',
    levelWhy:
      'Chữ ký do một máy đặt riêng làm ra, máy chủ của trang này cũng không làm được. Nhưng một con tem thật vẫn có thể bị chụp lại, nên trang này không nói hàng trong tay bạn là thật: hãy so tên, lô và hạn dùng trên bao bì.',
    says: (key: number, until: string | null) =>
      `Chữ ký đúng, khoá số ${key}.${until ? ` Lúc ký, giấy chứng nhận có hạn đến ${until}.` : ''}`,
  },
  code: 'Mã tem',
  serial: (place: string, count: string, run: string) => `tem ${place} trong ${count}, đợt ${run}`,
};

export const scan: Record<Lang, Same<typeof scanVi>> = {
  vi: scanVi,
  en: {
    warnings: {
      recalled: 'This lot was recalled: do not use it',
      stolen: 'This stamp was reported missing',
      spoilt: 'This stamp was reported damaged and thrown away',
      not_active: 'This stamp has not been activated',
      past: 'The use-by day of this lot is over',
    },
    why: {
      recalled: 'Take it back to where you bought it, or call the maker.',
      stolen:
        'The maker says that this stamp is no longer in their hands. Do not trust the pack before you have called them.',
      spoilt: 'This stamp should be on no pack any more. Call the maker before you use it.',
      not_active:
        'It was ordered, but its maker has not said that it is on goods. They may have forgotten, or it was taken: call and ask.',
      past: 'Do not use it if the day printed on the pack is over too.',
    },
    packsRecalled: 'The pack with this stamp was recalled: do not use it',
    recallReason: 'Why:',
    title: 'The lot of this stamp',
    lot: (code: string) => `Lot ${code}`,
    madeOn: 'Made on',
    useBy: 'Use by',
    compare: 'Compare this lot and use-by day with the pack. If they differ, do not trust the stamp.',
    atMaking: (day: string, isCertified: boolean) =>
      isCertified
        ? `When this lot was made (${day}), the product was certified. The band at the top is about today.`
        : `When this lot was made (${day}), the register has no certificate in force for the product.`,
    level: 'A code of its own on every stamp, made by this register',
    levelWhy:
      'Nobody else can make a right code, but a real stamp can be photographed. So this page does not say that the goods in your hand are genuine: compare name, lot and use-by day on the pack.',
    signed: {
      level: 'A stamp with a signature of its own, good without a network too',
      levelWhy:
        'A separate machine made the signature; the server of this site cannot. But a real stamp can be photographed, so this page does not say that the goods in your hand are genuine: compare name, lot and use-by day on the pack.',
      says: (key: number, until: string | null) =>
        `The signature is right, key ${key}.${until ? ` When it was signed, the certificate ran until ${until}.` : ''}`,
    },
    code: 'Stamp code',
    serial: (place: string, count: string, run: string) => `stamp ${place} of ${count}, run ${run}`,
  },
};
