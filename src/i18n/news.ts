import type { NewsState } from '#src/domain/news/news-item.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { day } from './format.ts';
import type { Same } from './lang.ts';

/** Words of news: for readers, and for the room of the office. */
const vi = {
  title: 'Tin làng',
  lead: 'Tin của xã, của tỉnh và cả nước về hàng OCOP: quyết định mới, vụ mới, hội chợ, việc cần làm.',
  description: 'Tin OCOP của xã, tỉnh và cả nước; theo dõi bằng RSS.',
  of: (name: string) => `Tin của ${name}`,
  country: 'cả nước',
  province: 'Tỉnh, thành phố',
  anyProvince: 'Cả nước',
  commune: 'Xã, phường',
  anyCommune: 'Mọi xã, phường',
  go: 'Xem',
  none: 'Chưa có tin nào',
  noneWhy: 'Xem tin cả nước, hoặc theo dõi RSS để biết khi có tin mới.',
  all: 'Xem tin cả nước',
  follow: 'Theo dõi bằng RSS',
  followWhy: 'Ứng dụng đọc tin tự nhận tin mới, không cần tài khoản.',
  feedName: (name: string) => `RSS: tin của ${name}`,
  onPlace: 'Tin mới',
  more: 'Xem mọi tin',
  withdrawn: (on: Day) => `Tin này đã rút ngày ${day(on)}`,
  withdrawnWhy: 'Trang giữ lại để ai có địa chỉ vẫn biết vì sao.',
  credit: (name: string) => `Ảnh: ${name}`,
  source: 'Nguồn',
  place: 'Xem trang của nơi này',
};

const en: Same<typeof vi> = {
  title: 'Village news',
  lead: 'News of communes, provinces and the country about OCOP goods: decisions, harvests, fairs, things to do.',
  description: 'OCOP news of communes, provinces and the country; follow it by RSS.',
  of: (name) => `News of ${name}`,
  country: 'all Vietnam',
  province: 'Province',
  anyProvince: 'All Vietnam',
  commune: 'Commune',
  anyCommune: 'Any commune',
  go: 'Show',
  none: 'No news yet',
  noneWhy: 'Read the news of all Vietnam, or follow the RSS feed to hear of new pieces.',
  all: 'News of all Vietnam',
  follow: 'Follow by RSS',
  followWhy: 'A news reader fetches what is new; no account is needed.',
  feedName: (name) => `RSS: news of ${name}`,
  onPlace: 'News',
  more: 'All news',
  withdrawn: (on) => `This was withdrawn on ${day(on)}`,
  withdrawnWhy: 'The page stays, so that whoever has the address knows why.',
  credit: (name) => `Picture: ${name}`,
  source: 'Source',
  place: 'See the page of this place',
};

export const newsWords = { vi, en };

/** Words of the room in the office. */
export const newsRoom = {
  title: 'Tin',
  lead: 'Tin của xã, tỉnh hoặc cả nước. Ghi nháp, xem lại, rồi công bố; tin lên trang Tin, trang của nơi ấy và RSS.',
  add: 'Viết tin',
  newTitle: 'Tin mới',
  none: 'Chưa có tin nào trong địa bàn của bạn',
  noneWhy: 'Viết tin đầu tiên: vụ mới, quyết định mới, lịch thu hồ sơ.',
  name: 'Tiêu đề',
  leadField: 'Tóm tắt trong một hai câu',
  body: 'Nội dung',
  bodyHint: 'Dòng trống tách đoạn; # mở đầu một tiêu đề, - mở đầu một ý, **chữ đậm**.',
  place: 'Tin của nơi nào',
  placeHint: 'Tên hoặc mã xã, tỉnh. Để trống là tin cả nước, chỉ quản trị viết được.',
  country: 'cả nước',
  byline: 'Đơn vị đưa tin',
  picture: 'Ảnh',
  pictureFile: 'Tệp ảnh (JPEG, PNG hoặc WebP, tới 10 MB)',
  pictureRemove: 'Bỏ ảnh này',
  alt: 'Ảnh cho thấy gì',
  altHint: 'Một câu cho người không nhìn được ảnh; có ảnh thì phải ghi.',
  credit: 'Người chụp',
  state: 'Tình trạng',
  published: 'Công bố ngày',
  states: { draft: 'Bản nháp', published: 'Đã công bố', withdrawn: 'Đã rút' } satisfies Record<
    NewsState,
    string
  >,
  saved: 'Đã ghi.',
  publishedNow: 'Đã công bố: lên trang Tin, trang của nơi ấy và RSS.',
  withdrawnNow: 'Đã rút. Trang vẫn còn và nói rõ vì sao.',
  publish: 'Công bố',
  draftWhy: 'Bản nháp chỉ cán bộ thấy. Xem lại bên dưới trước khi công bố.',
  preview: 'Xem trước',
  withdraw: 'Rút tin',
  withdrawReason: 'Lý do, người đọc thấy được',
  drop: 'Bỏ bản nháp',
  dropped: 'Đã bỏ bản nháp.',
  write: 'Sửa tin',
};

export const newsAudit: Readonly<Record<string, string>> = {
  'news.added': 'Viết tin',
  'news.made': 'Viết tin',
  'news.changed': 'Sửa tin',
  'news.published': 'Công bố tin',
  'news.withdrawn': 'Rút tin',
  'news.dropped': 'Bỏ bản nháp tin',
};
