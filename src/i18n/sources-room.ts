/** Words of the room where sources are kept. Vietnamese: its people are officers. */

import { isDay } from '#src/domain/shared/calendar.ts';
import type { Risk } from '#src/domain/sync/proposal.ts';
import type { ItemOutcome, RunFault, RunState, Schedule, SourceKind } from '#src/domain/sync/source.ts';
import { findingWords, unreadableWords } from './findings.ts';
import { day, number } from './format.ts';
import { refusals } from './refusals.ts';

export const sourcesRoom = {
  title: 'Nguồn dữ liệu',
  lead: 'Sổ này tự đọc các sổ khác, thư mục và địa chỉ dưới đây. Thay đổi thường được ghi ngay; thay đổi làm sản phẩm được lợi hơn, hay khác điều cán bộ đã ghi, thì chờ người quyết định. Không có gì bị xóa.',
  help: 'Hướng dẫn đọc nguồn',
  none: 'Chưa có nguồn nào.',
  noneNext: 'Quản trị thêm nguồn bằng biểu mẫu bên dưới.',
  noneSeen: 'Không có nguồn nào nói về địa bàn của bạn.',
  add: 'Thêm nguồn',
  settings: 'Cài đặt',
  name: 'Tên nguồn',
  nameHint: 'Hiện ở mọi trường mà nguồn này ghi.',
  kind: 'Nguồn là gì',
  kinds: {
    register: 'Sổ đăng ký của một trang Sao Làng khác',
    points: 'Điểm bán của một trang Sao Làng khác',
    decisions: 'Danh sách quyết định (CSV, XLSX)',
    shops: 'Danh sách điểm bán, hàng đang bán (CSV, XLSX)',
    ministry: 'Bảng PTNT_OCOP của Bộ',
  } satisfies Record<SourceKind, string>,
  ministryHint:
    'Bảng PTNT_OCOP không có số, ngày, cơ quan của quyết định, không có ngày hết hiệu lực và lý do thu hồi. Sản phẩm mới từ bảng này có hạng sao nhưng chưa có hiệu lực, cho tới khi có quyết định.',
  address: 'Địa chỉ hoặc thư mục',
  addressHint:
    'Địa chỉ bắt đầu bằng https://; của trang Sao Làng khác thì chỉ cần trang chủ. Không có https:// thì là đường dẫn trong thư mục SOURCES_DIR của máy chủ.',
  schedule: 'Đọc khi nào',
  schedules: {
    hourly: 'Mỗi giờ',
    daily: 'Mỗi ngày, 2 giờ sáng',
    weekly: 'Mỗi tuần, 2 giờ sáng thứ Hai',
    by_hand: 'Chỉ khi bấm đọc',
  } satisfies Record<Schedule, string>,
  token: 'Tên biến môi trường giữ mã truy cập',
  tokenHint: 'Bỏ trống nếu không cần. Tên bắt đầu bằng SOURCE_TOKEN_; mã chỉ nằm trên máy chủ.',
  area: 'Địa bàn',
  areaHint: 'Tên hoặc mã tỉnh, xã. Dòng ngoài địa bàn không được nhận. Bỏ trống: cả nước.',
  country: 'Cả nước',
  save: 'Lưu',
  saved: 'Đã lưu.',
  state: 'Tình trạng',
  lastRead: 'Lần đọc gần nhất',
  never: 'chưa đọc lần nào',
  waits: 'Chờ quyết định',
  isOff: 'Đang tắt',
  isOn: 'Đang bật',
  off: 'Tắt nguồn này',
  offHint: 'Những gì nguồn đã ghi vẫn ở lại trong sổ.',
  on: 'Bật lại nguồn này',
  reason: 'Lý do',
  readNow: 'Đọc ngay',
  readAll: 'Đọc lại toàn bộ',
  asked: 'Đã xếp hàng. Tải lại trang này sau ít phút để xem kết quả.',
  runs: 'Các lần đọc',
  noRuns: 'Chưa đọc lần nào.',
  run: 'Lần đọc',
  when: 'Lúc',
  by: 'Người hoặc lịch',
  bySchedule: 'theo lịch',
  byOperator: 'người vận hành máy chủ',
  result: 'Kết quả',
  full: 'đọc toàn bộ',
  changedOnly: 'chỉ đọc phần đã đổi',
  progress: (done: number, parts: number) => `đã xong ${number(done)} trên ${number(parts)} phần`,
  runStates: {
    asked: 'Đang chờ đọc',
    fetching: 'Đang tải',
    applying: 'Đang ghi',
    short: 'Dừng lại: câu trả lời quá ngắn',
    done: 'Đọc xong',
    not_changed: 'Nguồn không đổi',
    failed: 'Không đọc được',
    dropped: 'Đã bỏ',
  } satisfies Record<RunState, string>,
  counts: {
    seen: 'Đã xem',
    changed: 'Đã ghi',
    unchanged: 'Như cũ',
    refused: 'Không nhận',
    waiting: 'Chờ quyết định',
  },
  inYourPlace: 'Chỉ tính trong địa bàn của bạn.',
  shortTitle: 'Câu trả lời ngắn bất thường',
  shortLead: (answered: number, known: number) =>
    `Nguồn trả lời ${number(answered)} mục, trong khi trước nay có ${number(known)} mục. Chưa ghi gì. Hãy hỏi nơi giữ nguồn: nếu đúng là ít đi thì cho đọc tiếp; những mục vắng mặt vẫn ở lại trong sổ.`,
  shortRight: 'Đúng vậy, đọc tiếp',
  shortDrop: 'Bỏ lần này',
  shortDone: 'Đã ghi quyết định.',
  itemsTitle: {
    changed: 'Những mục đã ghi',
    refused: 'Những mục không nhận',
    waiting: 'Những mục chờ quyết định',
  } satisfies Record<ItemOutcome, string>,
  line: 'Dòng',
  record: 'Mục',
  finding: 'Vì sao',
  noItems: 'Không có mục nào.',
  proposals: 'Chờ quyết định',
  noProposals: 'Không có thay đổi nào chờ trong địa bàn của bạn.',
  decided: 'Đã quyết định gần đây',
  field: 'Mục',
  before: 'Đang có',
  after: 'Nguồn nói',
  readAt: 'đọc lúc',
  accept: 'Nhận',
  refuse: 'Không nhận',
  acceptedDone: 'Đã nhận và ghi vào sổ.',
  refusedDone: 'Đã giữ như cũ. Nguồn nói khác đi thì mới hỏi lại.',
  accepted: 'Đã nhận',
  refused: 'Không nhận',
  more: (rest: number) =>
    `Còn ${number(rest)} thay đổi nữa; quyết định xong những mục trên thì chúng hiện ra.`,
  risks: {
    stars_up: 'Tăng hạng sao',
    end_later: 'Hiệu lực dài hơn',
    undone: 'Bỏ thu hồi, tạm dừng hoặc đóng cửa',
    maker_moved: 'Chuyển sang chủ thể khác',
    decided_here: 'Khác điều đã ghi ở đây',
  } satisfies Record<Risk, string>,
  backToSource: 'Về nguồn',
  backToAll: 'Mọi nguồn',
  from: 'Từ',
  originRead: (when: string) => `đọc lúc ${when}`,
  originOff: 'nguồn đã tắt',
  nothing: 'không có',
  today: {
    failed: 'nguồn không đọc được',
    failedTodo: 'Mở ra xem vì sao và ở đâu.',
    short: 'nguồn trả lời quá ngắn',
    shortTodo: 'Chưa ghi gì; cần người cho đọc tiếp hoặc bỏ.',
    waiting: 'thay đổi từ nguồn chờ quyết định',
    waitingTodo: 'So cái đang có với điều nguồn nói, rồi nhận hoặc không.',
  },
};

const FAULTS: Record<Exclude<RunFault['why'], `list_${string}`>, string> = {
  address_wrong: 'Địa chỉ, hoặc nơi máy chủ chuyển tới, không phải http hay https hợp lệ',
  inner_address:
    'Địa chỉ thuộc mạng nội bộ nên không được hỏi. Nếu đúng ý, hãy thêm máy này vào OUTSIDE_HOSTS',
  unknown_host: 'Không có máy chủ nào tên như vậy',
  unreachable: 'Không kết nối được tới máy chủ',
  host_certificate: 'Chứng thư bảo mật của máy chủ không hợp lệ',
  too_slow: 'Máy chủ trả lời quá chậm',
  too_large: 'Câu trả lời quá lớn',
  cut_off: 'Câu trả lời bị đứt giữa chừng, nên không ghi gì',
  redirected_too_often: 'Máy chủ chuyển hướng quá nhiều lần',
  encoding_unreadable: 'Không giải nén được câu trả lời',
  status: 'Máy chủ báo lỗi',
  wrong_type: 'Câu trả lời không phải danh sách mà là thứ khác',
  answer_empty: 'Câu trả lời trống',
  no_folder_setting: 'Máy chủ chưa đặt SOURCES_DIR, nên không đọc được thư mục',
  folder_missing: 'Không có thư mục hay tệp này trong SOURCES_DIR',
  folder_outside: 'Đường dẫn ra ngoài SOURCES_DIR',
  folder_empty: 'Thư mục không có tệp CSV, TSV, XLSX hay XLS nào',
  too_many_files: 'Thư mục có quá nhiều tệp',
  file_too_large: 'Tệp quá lớn',
  token_missing: 'Máy chủ chưa đặt biến môi trường giữ mã truy cập',
  ministry_columns: 'Không thấy các cột của bảng PTNT_OCOP',
  ours: 'Lỗi của trang này, không phải của nguồn. Người vận hành xem nhật ký máy chủ',
};

const STATUSES: Readonly<Record<string, string>> = {
  401: 'Máy chủ đòi mã truy cập, hoặc không nhận mã này',
  403: 'Máy chủ không cho đọc',
  404: 'Không có gì ở địa chỉ này',
  410: 'Địa chỉ này không còn nữa',
  429: 'Máy chủ nói hỏi quá nhiều, hãy để thưa hơn',
};

/** What went wrong and where: "Không kết nối được tới máy chủ: ocop.example.vn." */
export function faultWords({ why, at }: RunFault): string {
  const [words, where] = why.startsWith('list_')
    ? [unreadableWords[why.slice('list_'.length) as keyof typeof unreadableWords].vi.replace(/\.$/, ''), at]
    : why === 'status'
      ? [STATUSES[at?.slice(0, 3) ?? ''] ?? FAULTS.status, at]
      : [FAULTS[why as keyof typeof FAULTS], at];
  return where ? `${words}: ${where}.` : `${words}.`;
}

const OWN_FINDINGS: Readonly<Record<string, string>> = {
  record_unreadable: 'Mục này không đúng khuôn dạng, nên không đọc được.',
  record_example: 'Hàng ví dụ không phải hàng thật, nên không nhận.',
  revocation_stays:
    'Nguồn không còn ghi thu hồi. Ở đây thu hồi vẫn còn: muốn có lại phải được công nhận mới.',
  ministry_says_lost:
    'Bảng của Bộ ghi đã thu hồi hoặc tạm dừng, mà ở đây còn hiệu lực. Bảng không có văn bản, nên cán bộ cần ghi theo quyết định.',
};

/** Why a record, or a part of it, was not taken. */
export function itemWords({
  code,
  details = {},
}: {
  code: string;
  details?: Readonly<Record<string, unknown>>;
}): string {
  const own = OWN_FINDINGS[code];
  const told = Object.values(details)
    .filter((value) => value !== '' && value !== null)
    .map((value) =>
      typeof value === 'string' && isDay(value) ? day(value) : (EVENTS[String(value)] ?? String(value)),
    );
  const more = told.length > 0 ? ` (${told.join(', ')})` : '';
  if (own) return own.replace(/\.$/, `${more}.`);
  if (code.startsWith('refusal:')) return refusals.vi[code.slice(8) as keyof typeof refusals.vi] + more;
  return (findingWords[code as keyof typeof findingWords]?.vi ?? code) + more;
}

const EVENTS: Readonly<Record<string, string>> = {
  extended: 'gia hạn',
  suspended: 'tạm dừng',
  reinstated: 'khôi phục',
  revoked: 'thu hồi',
};

const FIELDS: Readonly<Record<string, string>> = {
  name: 'tên',
  kind: 'loại hình',
  taxCode: 'mã số thuế',
  phone: 'điện thoại',
  email: 'thư điện tử',
  website: 'trang web',
  street: 'địa chỉ',
  provinceCode: 'tỉnh',
  communeCode: 'xã',
  addressAsPrinted: 'địa chỉ như nguồn ghi',
  placeAsPrinted: 'địa chỉ như nguồn ghi',
  producerId: 'chủ thể',
  maker: 'chủ thể',
  productSet: 'bộ sản phẩm',
  setBasis: 'căn cứ xếp bộ',
  price: 'giá',
  pack: 'quy cách',
  alcoholDegree: 'độ cồn',
  gtin: 'mã vạch',
  legacyCode: 'mã cũ',
  number: 'số',
  issuer: 'cơ quan ban hành',
  issuerLevel: 'cấp ban hành',
  issuedOn: 'ngày quyết định',
  issuedYear: 'năm',
  ruleSet: 'quy định áp dụng',
  decision: 'quyết định',
  decisionId: 'quyết định',
  productId: 'sản phẩm',
  stars: 'hạng sao',
  points: 'điểm',
  statedUntil: 'ngày hết hạn ghi trên quyết định',
  lastDay: 'hiệu lực đến hết',
  annulledOn: 'ngày rút vì ghi nhầm',
  takenBackOn: 'ngày rút vì ghi nhầm',
  operator: 'đơn vị quản lý',
  hours: 'giờ mở cửa',
  openingHours: 'giờ mở cửa theo ngày',
  latitude: 'vĩ độ',
  longitude: 'kinh độ',
  event: 'sự kiện',
  effectiveOn: 'từ ngày',
  until: 'đến hết ngày',
  withdrawnOn: 'ra khỏi sổ từ ngày',
  ceasedOn: 'ngừng hoạt động từ ngày',
  closedOn: 'đóng cửa từ ngày',
};

export const fieldName = (field: string): string => FIELDS[field] ?? field;

/** What a field holds, for people. `nameOf`: of a place by its code. */
export function valueWords(field: string, value: unknown, nameOf: (code: string) => string | null): string {
  if (value === null || value === undefined || value === '') return sourcesRoom.nothing;
  if (typeof value === 'string') {
    if (field === 'provinceCode' || field === 'communeCode') return nameOf(value) ?? value;
    if (isDay(value)) return day(value);
    return EVENTS[value] ?? value;
  }
  if (field === 'stars') return `${String(value)} sao`;
  return typeof value === 'number' ? number(value) : JSON.stringify(value);
}
