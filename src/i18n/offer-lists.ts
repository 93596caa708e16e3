import type { OfferField, OfferFinding, OfferFindingCode } from '#src/domain/shop/offer-list.ts';
import type { CheckedOfferRow, OfferChanges, RowChange } from '#src/domain/shop/offer-lists.ts';
import type { LabelGap, OfferState, QuantityUnit } from '#src/domain/shop/offer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { day, number, price } from './format.ts';
import { workshop } from './workshop.ts';

/** Words about lists of prices and stock: for the workshop and for the command. */
export const offerLists = {
  title: 'Giá và kho bằng tệp',
  lead: 'Sửa nhiều dòng một lúc trong Excel, rồi gửi lại. Ô để trống thì giữ như cũ.',
  template: 'Tải tệp mẫu, đã điền hàng của bạn',
  file: 'Tệp (XLSX, XLS, CSV)',
  check: 'Xem trước',
  noFile: 'Hãy chọn một tệp.',
  tooLarge: 'Tệp lớn quá 2 MB. Hãy chia ra nhiều tệp.',
  changedMeanwhile: 'Giá hoặc kho vừa đổi từ lúc xem trước. Hãy xem lại bên dưới rồi ghi lần nữa.',
  seen: (rows: string, changed: string, errors: string) =>
    `${rows} dòng: ${changed} dòng sẽ đổi, ${errors} lỗi.`,
  nothing: 'Không có gì thay đổi: mọi dòng giống như đang bán.',
  publish: 'Ghi tất cả',
  publishGood: (count: string) => `Chỉ ghi ${count} dòng đúng`,
  errorsFirst: 'Còn lỗi nên chưa ghi cả tệp được. Sửa trong tệp rồi gửi lại, hoặc chỉ ghi các dòng đúng.',
  another: 'Chọn tệp khác',
  line: 'Dòng',
  goods: 'Hàng',
  would: 'Sẽ đổi',
  look: 'Cần xem',
  error: 'Lỗi',
  doubt: 'Xem lại',
  noRows: 'Không có dòng nào ghi giá hay số hàng.',
  matches: { new: 'quy cách mới', changed: 'sẽ đổi', same: 'không đổi' } satisfies Record<
    NonNullable<CheckedOfferRow['match']>,
    string
  >,
  columnsRead: 'Các cột được hiểu là:',
  refused:
    'CHƯA GHI: còn lỗi nên chưa ghi gì. Sửa các dòng trên rồi gửi lại, hoặc thêm --only-good để ghi riêng các dòng đúng.',
  same: 'Đã ghi từ trước: không có gì thay đổi.',
  done: ({ made, changed, counted }: OfferChanges): string =>
    `Đã ghi: ${
      [
        made > 0 ? `thêm ${made} quy cách` : '',
        changed > 0 ? `sửa ${changed} quy cách` : '',
        counted > 0 ? `ghi kho ${counted} dòng` : '',
      ]
        .filter(Boolean)
        .join(', ') || 'không có gì thay đổi'
    }.`,
} as const;

export const offerFields: Readonly<Record<OfferField, string>> = {
  code: 'mã hàng',
  product: 'sản phẩm',
  producer: 'chủ thể',
  pack: 'quy cách',
  quantity: 'lượng trong một gói',
  unit: 'tính bằng',
  price: 'giá',
  weight: 'khối lượng gửi',
  state: 'tình trạng',
  lot: 'mã lô',
  madeOn: 'ngày sản xuất',
  useBy: 'hạn dùng',
  stock: 'số gói trên kệ',
};

const FINDINGS: Readonly<Record<OfferFindingCode, string>> = {
  no_table: 'Không thấy bảng: cần dòng tiêu đề có cột sản phẩm và cột giá hoặc số gói',
  product_missing: 'Thiếu tên sản phẩm hoặc mã hàng',
  product_not_found: 'Không có sản phẩm này trong hàng của bạn',
  product_several: 'Có nhiều sản phẩm cùng tên; hãy ghi mã hàng hoặc chủ thể',
  name_differs: 'Tên không giống tên của mã hàng; đã theo mã hàng',
  shop_not_open: 'Cửa hàng chưa mở: khai cách giao và cách nhận tiền trước',
  pack_missing: 'Thiếu quy cách',
  text_too_long: 'Chữ dài quá',
  price_missing: 'Quy cách mới cần có giá',
  price_unreadable: 'Giá không đọc được: ghi một số đồng, ví dụ 120.000',
  price_jump: 'Giá đổi hơn một nửa, xem có gõ nhầm số không',
  quantity_unreadable: 'Lượng trong một gói không đọc được: ghi số và đơn vị, ví dụ 500 ml',
  weight_missing: 'Quy cách mới cần khối lượng khi gửi, bằng gam',
  weight_unreadable: 'Khối lượng khi gửi không đọc được: ghi số gam',
  state_unreadable: 'Tình trạng không hiểu: ghi đang bán, nháp hoặc ngừng bán',
  label_missing: 'Chưa mở bán được, nhãn còn thiếu; ghi tình trạng là nháp hoặc nhờ cán bộ bổ sung',
  stock_unreadable: 'Số gói không đọc được: ghi số nguyên',
  stock_missing: 'Lô mới cần số gói trên kệ',
  stock_fewer_than_held: 'Ít hơn số đã hứa với khách',
  day_unreadable: 'Ngày không đọc được: ghi ngày/tháng/năm',
  day_order: 'Ngày và tháng có thể bị đổi chỗ',
  lot_missing: 'Có ngày sản xuất hoặc hạn dùng thì cần mã lô',
  lot_days_wrong: 'Hạn dùng phải sau ngày sản xuất',
  lot_past: 'Lô đã quá hạn dùng, sẽ không bán được',
  row_repeated: 'Quy cách và lô này đã có ở dòng khác',
  rows_differ: 'Khác với dòng trước của cùng quy cách',
  cell_broken: 'Ô báo lỗi công thức',
  row_hidden: 'Dòng bị ẩn trong tệp',
};

export const offerFindingSentence = (code: OfferFindingCode): string => FINDINGS[code];

/** What a finding names beside its sentence; empty: nothing. */
export function offerFindingDetails({ code, details }: OfferFinding): string {
  const it = details ?? {};
  switch (code) {
    case 'price_jump':
      return `${price(it['before'] as Dong)} → ${price(it['after'] as Dong)}`;
    case 'label_missing':
      return String(it['gaps'])
        .split(',')
        .map((gap) => workshop.offers.gapNames[gap as LabelGap])
        .join(', ');
    case 'stock_fewer_than_held':
      return `đã hứa ${it['least']}`;
    case 'lot_past':
      return day(it['day'] as Day);
    case 'row_repeated':
    case 'rows_differ':
      return `xem dòng ${it['line']}`;
    case 'name_differs':
      return `«${it['text']}», mã hàng là của «${it['name']}»`;
    default:
      return it['text'] === undefined ? '' : `«${it['text']}»`;
  }
}

function said(field: OfferField, value: string | number | null): string {
  if (value === null) return 'chưa có';
  switch (field) {
    case 'price':
      return price(value as Dong);
    case 'weight':
      return `${number(Number(value))} g`;
    case 'unit':
      return workshop.offers.units[value as QuantityUnit];
    case 'state':
      return workshop.offers.states[value as OfferState];
    case 'madeOn':
    case 'useBy':
      return day(value as Day);
    default:
      return typeof value === 'number' ? number(value) : value;
  }
}

/** "giá 90.000 ₫ → 95.000 ₫". */
export const changeSaid = ({ field, before, after }: RowChange): string =>
  before === null
    ? `${offerFields[field]}: ${said(field, after)}`
    : `${offerFields[field]}: ${said(field, before)} → ${said(field, after)}`;
