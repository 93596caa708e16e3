import type { LineName, LineState } from '#src/domain/stories/checklist.ts';
import type { LockedFacts, VersionKind } from '#src/domain/stories/story.ts';
import { day } from './format.ts';
import type { Lang } from './lang.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** Words of the story editor: for somebody who tells better than they write. */
export const storyDeskWords = {
  nav: 'Chuyện',
  title: 'Câu chuyện',
  lead: 'Kể chuyện nhà mình và chuyện từng sản phẩm. Cán bộ xã đọc trước khi đăng.',
  own: 'Chuyện của nhà sản xuất',
  states: {
    none: 'Chưa viết',
    draft: 'Bản nháp',
    sent: 'Đang chờ cán bộ đọc',
    returned: 'Cán bộ gửi lại, cần sửa',
    published: 'Đã đăng',
    changed: 'Đã đăng, có bản sửa chưa gửi',
  },
  product: 'Bài',
  state: 'Tình trạng',
  changedAt: 'Sửa lần cuối',
  vi: 'Bài viết',
  en: 'Bản tiếng Anh (nếu có)',
  save: 'Lưu',
  send: 'Gửi cán bộ đọc',
  look: 'Xem trước',
  preview: 'Trang sẽ hiện như sau',
  previewEn: 'Bản tiếng Anh',
  empty: 'Viết vài dòng, bản xem trước hiện ở đây.',
  takeBack: 'Rút lại, chưa gửi nữa',
  waiting: (version: number) => `Bản ${version} đang chờ cán bộ đọc. Vẫn sửa được; muốn đổi thì gửi bản mới.`,
  done: {
    luu: 'Đã lưu.',
    gui: 'Đã gửi. Khi cán bộ đọc xong, kết quả hiện ở đây.',
    rut: 'Đã rút lại.',
    tro: 'Đã trở lại bản cũ. Bản vừa rồi vẫn còn trong danh sách.',
    loa: 'Đã lưu bài đọc loa.',
  } as Readonly<Record<string, string>>,
  guide: 'Viết thế nào?',
  guideLines: [
    'Để trống một dòng giữa hai đoạn.',
    '## Đầu dòng: một đề mục, ví dụ “## Vườn nhà”.',
    '> Đầu dòng: lời ai đó nói.',
    '**Hai dấu sao hai bên** cho chữ đậm.',
    '![chú thích](anh:12) cho ảnh số 12 của nhà mình.',
    '[nghe: Bà Lan kể](tep:3) hoặc [xem: Cách làm](tep:4) cho đoạn ghi số 3, số 4 của nhà mình; đoạn ngay sau, bắt đầu bằng >, chép lại lời nói. Đoạn ghi để ở trang khác thì ghi địa chỉ https://… thay cho tep:3.',
  ],
  locked: 'Trang tự ghi từ sổ đăng ký',
  lockedWhy:
    'Hạng sao, số quyết định và thời hạn lấy từ sổ, nên luôn đúng. Cần nhắc trong bài thì viết {sao}, {quyet-dinh} hoặc {han}; trang điền giúp, và tự đổi khi giấy hết hạn.',
  lockedNone: 'Sổ chưa có công nhận nào còn hạn.',
  claims: 'Bài tự nói về công nhận',
  claimAgrees: 'khớp với sổ hôm nay; nên thay bằng {sao}, {quyet-dinh} hoặc {han}',
  claimWrong: 'không khớp với sổ',
  tools: {
    heading: 'Đề mục',
    quote: 'Trích lời',
    bold: 'Đậm',
    picture: 'Chèn ảnh',
    recording: 'Tiếng, phim',
  },
  toolBar: 'Chèn vào bài',
  pictures: 'Ảnh để chèn',
  picturesNone: 'Chưa có ảnh nào dùng được.',
  picturesGo: 'Gửi ảnh lên',
  insert: (number: number) => `Chèn ảnh ${number}`,
  caption: 'chú thích',
  recordingSample: '[nghe: Tên đoạn ghi](https://)\n\n> Lời trong đoạn ghi.',
  headingSample: '## Đề mục',
  quoteSample: '> Lời kể',
  boldSample: '**chữ đậm**',
  status: {
    kept: 'Chưa lưu lên trang; bản nháp giữ trên máy này.',
    saving: 'Đang lưu…',
    saved: 'Đã tự lưu.',
    offline: 'Mất mạng. Bài giữ trên máy này, sẽ tự gửi khi có mạng.',
    conflict: 'Người khác vừa lưu bài này. Bấm Lưu để xem cả hai bản; không mất chữ nào.',
    failed: 'Chưa lưu được. Bài giữ trên máy này, sẽ thử lại.',
  },
  draft: 'Máy này còn giữ một bản nháp chưa lưu, viết lúc',
  draftTake: 'Dùng bản nháp',
  draftDrop: 'Bỏ bản nháp',
  both: 'Hai người cùng sửa',
  bothWhy: (author: string, at: string) =>
    `${author} đã lưu một bản lúc ${at}, trong khi bạn đang viết. Dưới đây là bản ấy và bản của bạn. Chép phần muốn giữ rồi lưu; bản kia vẫn còn trong các bản cũ.`,
  theirs: 'Bản vừa được lưu',
  mine: 'Bản của bạn (chưa lưu)',
  somebody: 'Một người khác',
  register: 'Sổ đăng ký',
  review: 'Cán bộ viết',
  reviewBy: (name: string, at: string) => `${name}, ${at}`,
  about: 'Về đoạn',
  versions: 'Các bản đã lưu',
  versionsTitle: (name: string) => `Các bản: ${name}`,
  version: (number: number) => (number === 0 ? 'Bản trong sổ' : `Bản ${number}`),
  kinds: {
    saved: 'lưu',
    auto: 'tự lưu',
    back: 'trở lại bản cũ',
    register: 'có sẵn',
  } satisfies Record<VersionKind, string>,
  author: 'Người viết',
  when: 'Lúc',
  change: 'Thay đổi',
  seeChange: 'Xem thay đổi',
  goBack: 'Trở lại bản này',
  isNewest: 'bản mới nhất',
  isPublished: 'đang đăng',
  isSent: 'đang chờ đọc',
  against: (newer: string, older: string) => `${newer} so với ${older}`,
  noChange: 'Hai bản giống hệt nhau.',
  unchanged: (count: number) => `${count} đoạn không đổi`,
  gone: 'bỏ',
  added: 'thêm',
  english: 'Bản tiếng Anh',
  back: 'Về bài viết',
  all: 'Mọi câu chuyện',
  radio: 'Bài đọc loa',
  radioWhy:
    'Cho loa xã, đọc khoảng 60–90 giây. Trang đề nghị một bài từ chính câu của bạn; sửa cho thuận miệng rồi lưu. Để trống thì dùng bài đề nghị.',
  radioSave: 'Lưu bài đọc loa',
  radioLength: (seconds: number) => `Đọc khoảng ${seconds} giây.`,
  where: 'Bài đã đăng hiện ở',
  wheres: {
    product: 'Trang sản phẩm',
    producer: 'Trang nhà sản xuất',
    trace: 'Trang truy xuất',
    leaflet: 'Tờ rơi (PDF)',
    radio: 'Bài đọc loa (in)',
  },
} as const;

/** The checklist, in the terms of the scoring sheet. */
export const checklistWords = {
  title: 'Bài đáng mấy điểm?',
  lead: 'Theo bộ tiêu chí OCOP (Quyết định 26/2026/QĐ-TTg), mục 5. Máy chỉ xét điều thấy được trong bài; hội đồng quyết định.',
  criteria: {
    '5.1': '5.1 Câu chuyện sản phẩm',
    '5.2': '5.2 Cấu trúc câu chuyện',
    '5.3': '5.3 Trí tuệ, bản sắc địa phương',
  },
  points: (points: number) => `${points} điểm`,
  gate: (stars: number) => `bắt buộc cho ${stars} sao trở lên`,
  states: { met: 'đạt', not_met: 'chưa đạt', council: 'hội đồng xét' } satisfies Record<LineState, string>,
  lines: {
    exists: 'Có câu chuyện',
    leaflet: 'Được tư liệu hoá, có trên tờ rơi (tờ rơi in từ trang này sau khi đăng)',
    website: 'Có trên trang web, kèm ảnh hoặc phim',
    trace: 'Có trong nội dung truy xuất điện tử (mã QR trên nhãn)',
    concise: 'Ngắn gọn, súc tích',
    voice: 'Ngắn gọn, có giọng kể: lời người trong cuộc',
    own: 'Chuyện riêng, gắn với nơi làm ra: không giống bài khác, có tên xã hoặc tỉnh',
    culture: 'Mang sắc thái địa phương: có người, có cách làm, có nếp văn hoá',
    moving: 'Truyền cảm và thuyết phục',
    tour_exists: 'Có cẩm nang hoặc câu chuyện',
    tour_own: 'Riêng, đặc sắc, thể hiện bản sắc địa phương',
    tour_foreign: 'Có cả bản tiếng nước ngoài',
  } satisfies Record<LineName, string>,
  /** What each goods group's own sheet says otherwise. */
  notGiven: 'Bộ sản phẩm 3 không bắt buộc mục 5.1 cho 4 sao.',
  words: (words: number, least: number, most: number) => `Bài dài ${words} chữ; ${least}–${most} chữ là vừa.`,
  signs: {
    namesPlace: 'có tên nơi làm ra',
    namesPeople: 'có người',
    tellsMaking: 'có cách làm',
    tellsCulture: 'có nếp văn hoá',
    hasVoice: 'có lời kể',
  },
  seen: 'Máy thấy trong bài:',
  unseen: 'Máy chưa thấy:',
  copied: (share: number, name: string) =>
    `${share} % bài này giống với bài “${name}”. Hãy viết bằng lời của mình.`,
  someAlike: (share: number, name: string) =>
    `${share} % số chữ trùng với bài “${name}”; như vậy vẫn là bài riêng.`,
} as const;

/** The officers' room. */
export const storyRoom = {
  title: 'Câu chuyện sản phẩm',
  lead: 'Bài của nhà sản xuất chờ đọc trước khi đăng. Điều về công nhận phải khớp với sổ đăng ký.',
  views: { waiting: 'Chờ đọc', published: 'Đã đăng' },
  none: { waiting: 'Không có bài nào chờ đọc', published: 'Chưa đăng bài nào' },
  story: 'Bài',
  producer: 'Nhà sản xuất',
  place: 'Nơi',
  sent: 'Gửi lúc',
  published: 'Đăng lúc',
  kind: 'Loại',
  first: 'bài mới',
  change: 'bản sửa',
  ofProducer: 'Chuyện của nhà sản xuất',
  sentBy: (name: string, at: string) => `${name} gửi lúc ${at}`,
  nothing: 'Không còn bản nào chờ đọc.',
  text: 'Bài gửi đọc',
  diff: 'Khác gì so với bài đang đăng',
  diffFirst: 'Chưa có bài nào đang đăng.',
  facts: 'Sổ đăng ký nói',
  claims: 'Bài nói về công nhận',
  claimsNone: 'Bài không tự nói gì về hạng sao, số quyết định hay thời hạn.',
  claimsRead: 'Đã đối chiếu: các chỗ không khớp nói về việc khác, không phải công nhận hiện nay',
  commentTo: (paragraph: number) => `Nhận xét đoạn ${paragraph}`,
  comment: 'Nhận xét từng đoạn',
  note: 'Nhận xét chung',
  accept: 'Đồng ý và đăng',
  giveBack: 'Gửi lại để sửa',
  done: { dang: 'Đã đăng bài.', tra: 'Đã gửi lại cho nhà sản xuất.' } as Readonly<Record<string, string>>,
  earlier: 'Các lần đọc trước',
  outcomes: { published: 'Đã đăng', returned: 'Đã gửi lại' },
  pictures: 'Ảnh trong bài',
  back: 'Mọi bài',
  radio: 'Bài đọc loa',
} as const;

export const storyAudit = {
  'story.sent': 'Gửi câu chuyện cho cán bộ đọc',
  'story.taken_back': 'Rút câu chuyện đã gửi',
  'story.returned': 'Gửi lại câu chuyện để sửa',
  'story.radio_kept': 'Sửa bài đọc loa',
  'product.story_published': 'Đăng câu chuyện sản phẩm',
  'producer.story_published': 'Đăng câu chuyện nhà sản xuất',
} as const;

export const storyRefusals = {
  vi: {
    'story.changed_meanwhile': 'Người khác vừa lưu bài này. Cả hai bản ở dưới, không mất chữ nào.',
    'story.claim_wrong':
      'Bài nói về công nhận không khớp với sổ đăng ký. Hãy gửi lại để sửa, hoặc đối chiếu rồi đánh dấu.',
    'story.empty': 'Bài còn trống. Hãy viết rồi gửi.',
    'story.not_waiting':
      'Bản này không còn chờ đọc: nhà sản xuất đã rút hoặc gửi bản mới, hoặc người khác đã đọc.',
    'story.nothing_new': 'Bài này đang được đăng đúng như vậy.',
    'story.picture_unknown': 'Trong bài có ảnh không dùng được: chưa có lời tả, hoặc đã xoá.',
    'story.too_long': 'Bài dài quá. Mỗi thứ tiếng nhiều nhất {most} chữ cái.',
    'story.transcript_missing':
      'Đoạn ghi tiếng hoặc phim chưa có lời chép. Ngay sau nó, thêm một đoạn bắt đầu bằng > chép lại lời nói.',
  },
  en: {
    'story.changed_meanwhile':
      'Somebody else has just saved this story. Both texts are below; no word is lost.',
    'story.claim_wrong': 'What the story says of the certificate is not what the register says.',
    'story.empty': 'The story is empty. Write it, then send it.',
    'story.not_waiting': 'This version no longer waits: it was taken back, replaced or reviewed.',
    'story.nothing_new': 'This story is published exactly as it is.',
    'story.picture_unknown':
      'The story holds a picture that cannot be shown: it has no description or is gone.',
    'story.too_long': 'The story is too long: {most} letters at most in each language.',
    'story.transcript_missing':
      'A recording has no transcript. Add a paragraph after it that begins with > and says what is said.',
  },
} as const;

/** What the public reads around a story. */
export const storyWords = {
  vi: {
    photograph: 'Ảnh',
    leaflet: 'Tờ rơi (PDF)',
    radio: 'Bài đọc loa',
    radioTitle: (name: string) => `Bài đọc loa: ${name}`,
    radioLead: (seconds: number) => `Đọc chậm, rõ, khoảng ${seconds} giây.`,
    print: 'In',
    backTo: 'Về trang sản phẩm',
    more: 'Đọc tiếp, xem ảnh',
    read: 'Đọc câu chuyện',
    ofProducer: 'Chuyện của người làm',
  },
  en: {
    photograph: 'Photograph',
    leaflet: 'Leaflet (PDF)',
    radio: 'Loudspeaker script',
    radioTitle: (name: string) => `Loudspeaker script: ${name}`,
    radioLead: (seconds: number) => `To be read slowly and clearly, about ${seconds} seconds.`,
    print: 'Print',
    backTo: 'Back to the product',
    more: 'Read on, with pictures',
    read: 'Read the story',
    ofProducer: 'The maker’s own story',
  },
} as const;

/** What stands in a text for what only the register says; `null`: no certificate is in force. */
export function lockedFacts(
  lang: Lang,
  certificate: { stars: number; decision: string | null; until: Day | null } | null,
): LockedFacts {
  if (certificate === null)
    return lang === 'vi'
      ? {
          sao: 'hạng sao (hiện không còn hiệu lực)',
          'quyet-dinh': 'quyết định công nhận (xem sổ)',
          han: 'hạn (xem sổ)',
        }
      : {
          sao: 'stars (none in force now)',
          'quyet-dinh': 'decision (see the register)',
          han: 'term (see the register)',
        };
  const { stars, decision, until } = certificate;
  return {
    sao: lang === 'vi' ? `${stars} sao` : `${stars} stars`,
    'quyet-dinh': decision ?? (lang === 'vi' ? 'quyết định công nhận' : 'decision'),
    han: until === null ? (lang === 'vi' ? 'hạn (xem sổ)' : 'term (see the register)') : day(until),
  };
}

/** Where no day and no certificate is known: true whatever becomes of it. */
export const lockedNeutral: LockedFacts = {
  sao: 'hạng sao OCOP',
  'quyet-dinh': 'quyết định công nhận',
  han: 'thời hạn ghi trên giấy',
};

/** What is said before and after a story over the loudspeakers. */
export const radioFrame = (name: string, producer: string | null, place: string) => ({
  before: `Thưa bà con, sau đây là câu chuyện về ${name}${producer ? `, sản phẩm của ${producer}` : ''}${place ? `, ${place}` : ''}.`,
  after: 'Mời bà con quét mã trên bao bì để xem nguồn gốc và đọc tiếp. Xin cảm ơn bà con đã lắng nghe.',
});

export const leafletWords = {
  vi: {
    by: 'Người làm',
    place: 'Nơi làm ra',
    scan: 'Quét mã: nguồn gốc, giấy chứng nhận và câu chuyện',
    phone: 'Điện thoại',
    certified: (stars: number, until: string) => `OCOP ${stars} sao, còn hạn đến hết ${until}`,
    decision: 'Theo',
    printed: (on: string) => `In ngày ${on}. Hạng sao hiện nay: quét mã.`,
    photograph: 'Ảnh',
    example: 'Ví dụ, không có thật',
  },
  en: {
    by: 'Made by',
    place: 'Made in',
    scan: 'Scan: origin, certificate and story',
    phone: 'Telephone',
    certified: (stars: number, until: string) => `OCOP ${stars} stars, in force to the end of ${until}`,
    decision: 'By decision',
    printed: (on: string) => `Printed on ${on}. For the stars of today, scan the code.`,
    photograph: 'Photograph',
    example: 'An example, not real',
  },
} as const;
