import type { FindingCode } from '#src/domain/lists/finding.ts';
import { DRAFT_DAYS, type DraftState, type ListKind } from '#src/domain/registry/draft.ts';
import type { ChangedField } from '#src/domain/registry/changes-by-row.ts';
import { findingWords } from './findings.ts';
import { number } from './format.ts';

const rows = (count: number) => `${number(count)} dòng`;

/** Words of the room of lists. */
export const listsRoom = {
  title: 'Danh sách',
  lead: 'Gửi tệp như đã ban hành, xem từng điều cần sửa theo dòng, rồi mới công bố. Chưa bấm “Công bố” thì chưa có gì thay đổi trên trang công khai.',
  kept: `Danh sách đã cất đi được giữ ${DRAFT_DAYS.putAside} ngày, danh sách đang làm mà không ai đụng tới được giữ ${DRAFT_DAYS.open} ngày, rồi tệp bị xóa. Danh sách đã công bố thì giữ mãi, kể cả khi đã rút lại.`,
  help: 'Hướng dẫn từng bước',
  send: 'Gửi một danh sách',
  file: 'Tệp (XLSX, XLS, CSV hoặc TSV, không quá 20 MB)',
  kind: 'Tệp này là',
  kinds: {
    decisions: 'Danh sách kèm quyết định công nhận',
    shops: 'Danh sách điểm bán, hàng đang bán',
  } satisfies Record<ListKind, string>,
  area: 'Địa bàn',
  country: 'Cả nước',
  sendButton: 'Gửi và kiểm tra',
  noFile: 'Chưa chọn tệp nào. Hãy bấm “Chọn tệp”, chọn tệp danh sách rồi gửi lại.',
  noForm:
    'Không nhận được tệp: tệp lớn hơn 20 MB, hoặc đường truyền bị ngắt giữa chừng. Hãy bỏ hình ảnh và trang thừa, hoặc chia thành nhiều tệp, rồi gửi lại.',
  open: 'Đang làm',
  done: 'Đã công bố, đã rút, đã cất',
  noneOpen: 'Không có danh sách nào đang làm.',
  noneDone: 'Chưa có danh sách nào.',
  list: 'Danh sách',
  state: 'Tình trạng',
  states: {
    open: 'đang làm',
    put_aside: 'đã cất đi',
    published: 'đã công bố',
    undone: 'đã rút lại',
  } satisfies Record<DraftState, string>,
  lastBy: 'Người làm gần nhất',
  nobody: 'hệ thống',
  sent: (who: string, when: string) => `${who} gửi lúc ${when}`,
  changed: (who: string, when: string) => `${who} làm gần nhất lúc ${when}`,
  seen: (who: string, when: string) => `${who} đang xem danh sách này, lúc ${when}.`,
  meanwhile: (who: string, when: string) =>
    `Trong lúc bạn làm, ${who} đã thay đổi danh sách này lúc ${when}. Việc bạn vừa gửi chưa được ghi; hãy xem lại bên dưới rồi làm lại.`,
  original: 'Tải tệp gốc',
  toPublish: 'Xuống phần công bố',
  annotated: 'Tải tệp kèm cột điều cần xem',
  counts: { rows: 'dòng đọc được', good: 'công bố được', errors: 'lỗi phải sửa', doubts: 'điều nên xem lại' },
  views: {
    'van-de': 'Điều cần xem',
    cot: 'Cột và quyết định',
    'thay-doi': 'Sẽ thay đổi gì',
    dong: 'Mọi dòng',
  },
  viewsLabel: 'Các phần của danh sách',
  weights: { '': 'Tất cả', loi: 'Lỗi', xem: 'Nên xem lại' },
  filter: 'Lọc theo mức',
  noFindings: 'Không còn điều nào thuộc loại này.',
  noRows: 'Không đọc được dòng nào. Hãy xem phần “Cột và quyết định”.',
  whole: (sheet: string) => `Cả trang “${sheet}”`,
  line: (sheet: string, line: number, only: boolean) =>
    only ? `Dòng ${line}` : `Trang “${sheet}”, dòng ${line}`,
  error: 'Lỗi',
  doubt: 'Xem lại',
  cell: 'Ô ghi',
  fix: 'Sửa dòng này',
  fixed: 'đã sửa',
  saveRow: 'Lưu dòng',
  dropFixes: 'Bỏ các sửa ở dòng này',
  place: 'Chọn xã, phường',
  keepPlace: 'Giữ như địa chỉ đã ghi',
  readAs: 'Đang hiểu là',
  nowhere: 'chưa rõ xã, phường nào',
  columns: {
    lead: 'Mỗi cột của tệp được hiểu là nội dung nào. Đổi lại nếu chưa đúng; tệp gốc không bị sửa.',
    column: 'Cột',
    heading: 'Tiêu đề trong tệp',
    taken: 'Được hiểu là',
    none: 'Không dùng',
    noHeading: 'không có tiêu đề',
    save: 'Đọc lại theo các cột này',
    noTable: 'Không nhận ra bảng nào trong trang này.',
  },
  decision: {
    title: 'Điều tệp còn thiếu',
    lead: 'Chỉ điền khi cả danh sách cùng một quyết định mà tệp không ghi. Dòng nào đã ghi thì theo dòng đó.',
    number: 'Số quyết định',
    date: 'Ngày quyết định (05/06/2024)',
    issuer: 'Cơ quan ban hành',
    province: 'Tỉnh, thành phố',
    sheet: 'Chỉ đọc trang',
    allSheets: 'Mọi trang không ẩn',
    save: 'Áp dụng cho cả danh sách',
    badDate: 'Không đọc được ngày. Hãy viết như 05/06/2024.',
  },
  changes: {
    lead: 'Điều sẽ khác đi khi công bố, đặt cạnh điều đang có. Dòng “đã có, không đổi” không hiện ở đây.',
    none: 'Công bố danh sách này không làm thay đổi gì trong sổ.',
    match: 'So với sổ',
    name: 'Sản phẩm, điểm bán',
    change: 'Đang có → sẽ là',
    where: 'Dòng',
    added: 'thêm mới',
    addedCertificate: 'thêm lần công nhận mới',
    empty: 'trống',
  },
  publish: {
    title: 'Công bố',
    lead: (count: number) =>
      `Khi công bố, ${rows(count)} vào sổ đăng ký và hiện ngay trên trang sản phẩm, tra cứu, tìm kiếm.`,
    onlyGood: (good: number, bad: number) => `Chỉ công bố ${rows(good)} đúng, để lại ${rows(bad)} có lỗi`,
    hasErrors: (bad: number) =>
      `Còn ${rows(bad)} có lỗi. Hãy sửa, hoặc đánh dấu vào ô dưới đây để chỉ công bố các dòng đúng.`,
    button: 'Công bố danh sách',
    nothing: 'Chưa có dòng nào công bố được.',
    byProvince:
      'Danh sách này do cán bộ cấp tỉnh công bố. Bạn sửa xong là họ thấy ngay trong phòng Danh sách của tỉnh.',
    byOfficer: 'Danh sách này do cán bộ phụ trách địa bàn công bố.',
    strong: 'Công bố cần đăng nhập hai bước.',
    strongGo: 'Bật trong trang Tài khoản',
    aside: 'Cất danh sách này đi',
    back: 'Lấy lại để làm tiếp',
  },
  did: {
    gui: 'Đã nhận tệp. Hãy xem các điều dưới đây rồi công bố.',
    sua: 'Đã lưu. Danh sách đã được đọc lại.',
    cot: 'Đã đọc lại theo các cột bạn chọn.',
    'quyet-dinh': 'Đã áp dụng cho cả danh sách.',
    'cong-bo': 'Đã công bố. Trang công khai, tra cứu và tìm kiếm đã theo danh sách này.',
    cat: 'Đã cất đi. Không có gì bị mất.',
    lay: 'Đã lấy lại.',
    rut: 'Đã rút lại danh sách.',
    lai: 'Đã mở một bản mới từ cùng tệp, cùng các sửa đã làm.',
  } as Readonly<Record<string, string>>,
  result: {
    title: 'Kết quả',
    by: (who: string, when: string) => `${who} công bố lúc ${when}`,
    what: 'Nội dung',
    added: 'Thêm',
    changed: 'Thay đổi',
    nouns: {
      producers: 'Chủ thể',
      products: 'Sản phẩm',
      decisions: 'Quyết định',
      certificates: 'Lần công nhận',
      links: 'Nơi bán trên mạng',
      pointsOfSale: 'Điểm bán',
    },
    published: 'Các dòng đã công bố',
    kept: 'Các dòng còn lỗi, chưa công bố',
    page: 'Trang công khai',
    paper: 'Giấy chứng nhận',
    go: 'Xem trang',
    again: 'Làm tiếp trong bản mới',
    againLead: 'Mở bản mới từ cùng tệp, giữ các sửa đã làm; các dòng đã công bố sẽ là “đã có, không đổi”.',
  },
  today: {
    mine: 'Danh sách chờ công bố',
    mineTodo: 'Mở ra, xem các điều được chỉ, rồi công bố hoặc cất đi.',
    theirs: 'Danh sách chờ cấp trên công bố',
    theirsTodo: 'Sửa hết lỗi trong danh sách; cán bộ cấp tỉnh sẽ công bố.',
    since: (who: string, when: string) => `${who}, ${when}`,
  },
  undo: {
    title: 'Rút lại danh sách',
    lead: {
      decisions:
        'Dùng khi công bố nhầm. Không xóa gì: các lần công nhận do danh sách này thêm vào được ghi là nhầm và không còn giá trị từ đầu; điều nó đã đổi trở về như trước, trừ điều người khác đã sửa sau đó; sản phẩm, chủ thể vẫn còn. Lý do được hiện công khai ở từng giấy.',
      shops:
        'Dùng khi công bố nhầm. Điểm bán do danh sách này thêm vào sẽ đóng, trang của điểm bán ghi là nhầm cùng lý do; điểm bán mà danh sách khác cũng ghi, hay đã có người làm tiếp, thì để nguyên. Nơi bán trên mạng nó thêm không còn hiện. Điều nó đã đổi trở về như trước, trừ điều người khác đã sửa sau đó. Công bố lại cùng danh sách thì các điểm bán ấy mở lại.',
    } satisfies Record<ListKind, string>,
    notRevoked: 'Đây không phải là thu hồi theo quyết định của cơ quan có thẩm quyền.',
    strong: 'Rút lại danh sách cần đăng nhập hai bước.',
    reason: 'Lý do',
    button: 'Rút lại',
    counts: {
      annulled: 'lần công nhận không còn giá trị',
      kept: 'lần công nhận vẫn giữ, vì danh sách khác cũng ghi hoặc cơ quan có thẩm quyền đã xử lý sau đó',
      restored: 'mục trở về như trước',
      changedSince: 'mục để nguyên, vì đã có người sửa sau đó',
      pointsClosed: 'điểm bán đã đóng vì ghi nhầm',
      pointsKept: 'điểm bán để nguyên, vì danh sách khác cũng ghi hoặc đã có người làm tiếp',
      linksTaken: 'nơi bán trên mạng không còn hiện',
      linksKept: 'nơi bán trên mạng để nguyên, vì danh sách khác cũng ghi hoặc đã đổi sau đó',
    },
    by: (who: string, when: string) => `${who} rút lại lúc ${when}. Lý do:`,
  },
};

/** What only someone at a command line would be told. */
const BY_SCREEN: Partial<Record<FindingCode, string>> = {
  no_table:
    'Không nhận ra bảng danh sách nào trong trang này. Nếu có, hãy chọn cột ở phần “Cột và quyết định”.',
  sheet_hidden:
    'Trang này đang ẩn nên không được đọc. Nếu cần, chọn “Chỉ đọc trang” ở phần “Cột và quyết định”.',
  column_missing_product: 'Không nhận ra cột tên sản phẩm. Hãy chọn cột đó ở phần “Cột và quyết định”.',
  decision_number_missing:
    'Thiếu số quyết định: sản phẩm được công bố nhưng chưa đủ căn cứ để hiện sao. Điền ở dòng này, hoặc cho cả danh sách ở phần “Cột và quyết định”.',
  decision_date_missing:
    'Thiếu ngày quyết định: chưa tính được hiệu lực, chưa hiện sao. Điền ở dòng này, hoặc cho cả danh sách ở phần “Cột và quyết định”.',
};

export function findingSentence(code: string): string {
  return BY_SCREEN[code as FindingCode] ?? findingWords[code as FindingCode]?.vi ?? code;
}

const NOUNS: Record<ChangedField['noun'], string> = {
  certificate: 'giấy chứng nhận',
  decision: 'quyết định',
  product: 'sản phẩm',
  producer: 'chủ thể',
  point_of_sale: 'điểm bán',
};

const FACTS: Readonly<Record<string, string>> = {
  stars: 'hạng sao',
  points: 'điểm',
  number: 'số',
  kind: 'loại',
  issuedOn: 'ngày quyết định',
  issuedYear: 'năm',
  statedUntil: 'hiệu lực đến',
  annulledOn: 'đã rút lại ngày',
  takenBackOn: 'đã rút lại ngày',
  issuer: 'cơ quan ban hành',
  name: 'tên',
  phone: 'điện thoại',
  email: 'thư điện tử',
  website: 'trang web',
  taxCode: 'mã số thuế',
  street: 'đường, thôn',
  provinceCode: 'tỉnh',
  communeCode: 'xã, phường',
  addressAsPrinted: 'địa chỉ như đã ghi',
  placeAsPrinted: 'địa chỉ như đã ghi',
  productSet: 'bộ sản phẩm',
  price: 'giá',
  pack: 'quy cách',
  alcoholDegree: 'độ cồn',
  gtin: 'mã vạch',
  legacyCode: 'mã sản phẩm cũ',
  operator: 'đơn vị quản lý',
  hours: 'giờ mở cửa',
  latitude: 'vĩ độ',
  longitude: 'kinh độ',
};

/** "giấy chứng nhận: điểm". */
export const changedFieldName = ({ noun, field }: ChangedField): string =>
  `${NOUNS[noun]}: ${FACTS[field] ?? field}`;
