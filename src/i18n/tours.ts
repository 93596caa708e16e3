import type { StopWarning } from '#src/domain/tourism/day-plan.ts';
import { writeMonths, type StopKind, type WayMode } from '#src/domain/tourism/tour.ts';
import { clock } from '#src/domain/shop/opening-hours.ts';
import { day, number } from './format.ts';
import type { Lang, Same } from './lang.ts';

const kinds = {
  production_site: 'Nơi làm ra',
  point_of_sale: 'Điểm bán',
  community_tourism: 'Du lịch cộng đồng',
  sight: 'Thắng cảnh, di tích',
  model_village: 'Làng kiểu mẫu',
  festival: 'Lễ hội, chợ phiên',
  meal: 'Bữa ăn',
  bed: 'Chỗ ngủ',
} satisfies Record<StopKind, string>;
const modes = {
  foot: 'đi bộ',
  bicycle: 'xe đạp',
  motorbike: 'xe máy',
  car: 'ô tô',
  boat: 'thuyền',
} satisfies Record<WayMode, string>;

const vi = {
  kinds,
  modes,
  nav: 'Tuyến',
  list: {
    title: 'Tuyến tham quan',
    lead: 'Đi từ nơi làm ra đến nơi bán: xem người ta làm, nếm tại chỗ, mua tận tay.',
    description: 'Tuyến tham quan nối nơi sản xuất, điểm bán OCOP, làng du lịch, chỗ ăn, chỗ ngủ.',
    province: 'Tỉnh, thành phố',
    anyProvince: 'Cả nước',
    season: 'Đi vào tháng',
    anySeason: 'Bất kỳ',
    month: (month: number) => `Tháng ${month}`,
    length: 'Đi bao lâu',
    anyLength: 'Bất kỳ',
    lengths: { half: 'Nửa ngày', day: 'Một ngày', longer: 'Nhiều ngày' },
    mode: 'Đi bằng',
    anyMode: 'Bất kỳ',
    go: 'Xem',
    found: (count: string) => `${count} tuyến`,
    nothing: 'Chưa có tuyến nào như vậy',
    nothingWhy: 'Thử bỏ bớt điều kiện, hoặc xem những điểm bán mà bạn tự ghé được.',
    all: 'Xem mọi tuyến',
    pointsOfSale: 'Xem điểm bán',
  },
  stops: (count: number) => `${count} điểm`,
  days: (count: number) => `${count} ngày`,
  hours: (hours: string) => `khoảng ${hours} giờ`,
  from: (price: string) => `khoảng ${price} một người`,
  yearRound: 'Đi được quanh năm',
  season: (months: string) => `Mùa đi: tháng ${months}`,
  example: 'Ví dụ',
  facts: {
    length: 'Đi bao lâu',
    season: 'Mùa đi',
    start: 'Bắt đầu',
    price: 'Giá',
    people: 'Nhóm nhiều nhất',
    peopleCount: (count: string) => `${count} người`,
    by: 'Đi bằng',
    contact: 'Hỏi và hẹn trước',
    source: 'Theo',
    yearRound: 'quanh năm',
    months: (months: string) => `tháng ${months}`,
  },
  chosen: 'Ngày đi',
  choose: 'Xem ngày này',
  onDay: (when: string) => `Nếu đi ngày ${when}`,
  today: (when: string) => `Nếu đi hôm nay, ${when}`,
  fine: 'Không thấy gì cản trở: các điểm bán mở khi bạn đến.',
  plan: 'Đi thế nào',
  dayOf: (count: number) => `Ngày ${count}`,
  arrive: (at: string) => `đến lúc ${at}`,
  stay: (minutes: number) => `ở lại ${minutesVi(minutes)}`,
  night: 'ngủ lại qua đêm',
  way: (mode: string, minutes: number) => (minutes > 0 ? `${mode}, chừng ${minutesVi(minutes)}` : mode),
  straight: (km: string) => `${km} km đường chim bay, đường thật dài hơn`,
  measured: (km: string) => `${km} km`,
  taste: 'Nếm và mua ở đây',
  order: 'Đặt món bạn đã nếm',
  see: 'Xem sản phẩm',
  priceAt: (price: string) => `${price} một người`,
  groupAt: (count: string) => `mỗi lượt nhiều nhất ${count} người`,
  call: (name: string) => `Gọi ${name}`,
  openMap: 'Mở bản đồ',
  noPosition: 'Chưa có vị trí trên bản đồ',
  hours_written: 'Giờ mở cửa như nguồn ghi',
  closedOn: (weekdays: string) => `Không mở vào giờ này: ${weekdays}`,
  record: {
    producer: 'Về người làm',
    point_of_sale: 'Về điểm bán',
    product: 'Về dịch vụ này',
  },
  take: 'Mang theo',
  files: {
    pdf: 'Tờ gấp để in (PDF)',
    gpx: 'GPX cho máy định vị',
    geojson: 'GeoJSON',
    ics: 'Thêm vào lịch',
    pack: 'Bản xem không cần mạng',
  },
  packed: (when: string) => `Bản lưu ngày ${when}, xem được khi không có mạng. Bản mới nhất:`,
  qr: 'Mã QR mở trang này',
  closed: (from: string, until: string | null) =>
    until ? `Tạm nghỉ từ ${from} đến hết ${until}` : `Ngừng từ ${from}`,
  warnings: {
    title: 'Cần biết trước',
    gone: (on: string) => `đã đóng cửa hoặc ngừng từ ${on}`,
    out_of_season: 'không đúng mùa',
    closed_day: 'hôm đó nghỉ',
    closed_then: (spans: string) => `không mở vào giờ bạn đến; mở ${spans}`,
    closes_before: (time: string) => `đóng cửa lúc ${time}, trước khi bạn đi`,
    hours_unknown: 'chưa rõ giờ mở cửa, hãy gọi trước',
    late: (minutes: number) => `đến muộn ${minutesVi(minutes)} so với giờ đã định`,
    past_midnight: 'đến sau nửa đêm: tuyến quá dài cho một ngày',
    route_season: 'Ngày này không đúng mùa đi của tuyến.',
    route_closed: 'Ngày này tuyến không nhận khách.',
  },
  everyDay: 'mọi ngày trong tuần',
  weekdays: ['thứ Hai', 'thứ Ba', 'thứ Tư', 'thứ Năm', 'thứ Sáu', 'thứ Bảy', 'Chủ nhật'],
  onRoute: 'Nếm thử trên tuyến này',
  comesHere: 'Tuyến tham quan ghé nơi này',
  ofPlace: 'Tuyến tham quan ở đây',
  untranslated: 'Phần này mới có tiếng Việt.',
  honest:
    'Giờ, giá và đường đi do người lập tuyến ghi; giờ mở cửa theo sổ đăng ký. Ngày lễ có thể khác: hãy gọi trước.',
};

const en: Same<typeof vi> = {
  kinds: {
    production_site: 'Where it is made',
    point_of_sale: 'Where it is sold',
    community_tourism: 'Community tourism',
    sight: 'Sight',
    model_village: 'Model village',
    festival: 'Festival or market day',
    meal: 'Meal',
    bed: 'Bed for the night',
  },
  modes: {
    foot: 'on foot',
    bicycle: 'by bicycle',
    motorbike: 'by motorbike',
    car: 'by car',
    boat: 'by boat',
  },
  nav: 'Routes',
  list: {
    title: 'Routes',
    lead: 'From where it is made to where it is sold: watch the makers, taste on the spot, carry it home.',
    description: 'Routes that join workshops, OCOP shops, villages that receive guests, meals and beds.',
    province: 'Province or city',
    anyProvince: 'All Vietnam',
    season: 'Going in',
    anySeason: 'Any month',
    month: (month) =>
      new Date(Date.UTC(2026, month - 1, 15)).toLocaleString('en-GB', { month: 'long', timeZone: 'UTC' }),
    length: 'How long',
    anyLength: 'Any',
    lengths: { half: 'Half a day', day: 'One day', longer: 'Several days' },
    mode: 'Getting about',
    anyMode: 'Any',
    go: 'Show',
    found: (count) => (count === '1' ? '1 route' : `${count} routes`),
    nothing: 'There is no such route yet',
    nothingWhy: 'Try fewer conditions, or look at shops that you can visit on your own.',
    all: 'See all routes',
    pointsOfSale: 'See where to buy',
  },
  stops: (count) => `${count} stops`,
  days: (count) => `${count} days`,
  hours: (hours) => `about ${hours} hours`,
  from: (price) => `about ${price} a person`,
  yearRound: 'All the year round',
  season: (months) => `Season: ${months}`,
  example: 'Example',
  facts: {
    length: 'How long',
    season: 'Season',
    start: 'Begins',
    price: 'Price',
    people: 'Largest group',
    peopleCount: (count) => `${count} people`,
    by: 'Getting about',
    contact: 'Ask and book ahead',
    source: 'According to',
    yearRound: 'all the year round',
    months: (months) => `months ${months}`,
  },
  chosen: 'Day of your visit',
  choose: 'Look at this day',
  onDay: (when) => `If you go on ${when}`,
  today: (when) => `If you go today, ${when}`,
  fine: 'Nothing stands in your way: shops are open when you come to them.',
  plan: 'How it goes',
  dayOf: (count) => `Day ${count}`,
  arrive: (at) => `be there at ${at}`,
  stay: (minutes) => `stay ${minutesEn(minutes)}`,
  night: 'stay for the night',
  way: (mode, minutes) => (minutes > 0 ? `${mode}, about ${minutesEn(minutes)}` : mode),
  straight: (km) => `${km} km as the crow flies; the road is longer`,
  measured: (km) => `${km} km`,
  taste: 'Taste and buy here',
  order: 'Order what you tasted',
  see: 'See the product',
  priceAt: (price) => `${price} a person`,
  groupAt: (count) => `at most ${count} people at once`,
  call: (name) => `Call ${name}`,
  openMap: 'Open a map',
  noPosition: 'Not on the map yet',
  hours_written: 'Opening hours as the source has them',
  closedOn: (weekdays) => `Not open at this hour: ${weekdays}`,
  record: { producer: 'About the makers', point_of_sale: 'About the shop', product: 'About this stay' },
  take: 'Take it along',
  files: {
    pdf: 'Leaflet to print (PDF)',
    gpx: 'GPX for navigation',
    geojson: 'GeoJSON',
    ics: 'Add to a calendar',
    pack: 'Copy that needs no network',
  },
  packed: (when) => `Saved on ${when}, to be read without a network. The newest is at`,
  qr: 'QR code of this page',
  closed: (from, until) => (until ? `Closed from ${from} to ${until}` : `Closed since ${from}`),
  warnings: {
    title: 'Before you go',
    gone: (on) => `has closed for good on ${on}`,
    out_of_season: 'out of season',
    closed_day: 'closed that day',
    closed_then: (spans) => `not open when you come; opens ${spans}`,
    closes_before: (time) => `closes at ${time}, before you leave`,
    hours_unknown: 'opening hours are not known; please call first',
    late: (minutes) => `you come ${minutesEn(minutes)} later than it is set for`,
    past_midnight: 'you come after midnight: too much for one day',
    route_season: 'This day is out of the season of the route.',
    route_closed: 'Nobody is shown round on this day.',
  },
  everyDay: 'on any day of the week',
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  onRoute: 'Taste it on this route',
  comesHere: 'Routes that come here',
  ofPlace: 'Routes here',
  untranslated: 'This part is in Vietnamese only so far.',
  honest:
    'Times, prices and ways are as the makers of the route wrote them; opening hours are from the register. Holidays may differ: please call first.',
};

export const tourWords: Record<Lang, typeof vi> = { vi, en };

function minutesVi(minutes: number): string {
  if (minutes < 60) return `${minutes} phút`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} giờ${rest === 0 ? '' : ` ${rest} phút`}`;
}
function minutesEn(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

/** One decimal below ten kilometres. */
export const kilometres = (metres: number, lang: Lang): string =>
  number(metres < 10_000 ? Math.round(metres / 100) / 10 : Math.round(metres / 1_000), lang);

export const timeOf = (minute: number): string => clock(minute % 1_440);

const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** `3–5, 9`, in English `Mar–May, Sep`. */
export const monthsIn = (lang: Lang, months: readonly number[]): string =>
  lang === 'vi'
    ? writeMonths(months)
    : writeMonths(months).replace(/\d+/g, (month) => MONTHS_EN[Number(month) - 1]!);

export function seasonOf(lang: Lang, months: readonly number[]): string {
  const said = tourWords[lang];
  return months.length === 0 ? said.yearRound : said.season(monthsIn(lang, months));
}

/** `2 ngày`, `khoảng 5 giờ`. */
export function lengthIn(lang: Lang, { days, minutes }: { days: number; minutes: number }): string {
  const said = tourWords[lang];
  return days > 1 ? said.days(days) : said.hours(number(Math.max(0.5, Math.round(minutes / 30) / 2), lang));
}

/** Monday is 0. */
export const weekdaysIn = (lang: Lang, days: readonly number[]): string =>
  days.length === 7 ? tourWords[lang].everyDay : days.map((one) => tourWords[lang].weekdays[one]).join(', ');

export function warningIn(lang: Lang, warning: StopWarning): string {
  const said = tourWords[lang].warnings;
  switch (warning.kind) {
    case 'gone':
      return said.gone(day(warning.on));
    case 'closed_day':
      return warning.note === null ? said.closed_day : `${said.closed_day} (${warning.note})`;
    case 'closed_then':
      return said.closed_then(warning.spans.map(([from, to]) => `${timeOf(from)}–${timeOf(to)}`).join(', '));
    case 'closes_before':
      return said.closes_before(timeOf(warning.at));
    case 'late':
      return said.late(warning.minutes);
    default:
      return said[warning.kind];
  }
}
