import type { Lang } from './lang.ts';
import { number } from './format.ts';

/** `3,2 MB`; of a small one no less than a tenth. */
export const megabytes = (bytes: number, lang: Lang = 'vi'): string =>
  `${number(Math.max(1, Math.round((bytes / 2 ** 20) * 10)) / 10, lang)} MB`;

/** Words of the room in which a producer keeps sound and films. */
export const recordingDesk = {
  title: 'Tiếng và phim',
  lead: 'Ghi bằng điện thoại: người làm kể chuyện, tiếng khung cửi, một mẻ bánh ra lò. Đoạn ghi chỉ hiện trong câu chuyện, kèm lời chép lại, sau khi cán bộ đọc bài.',
  removed:
    'Trước khi lưu, trang xoá vị trí, ngày giờ, tên máy và ảnh bìa ghi kèm trong tệp. Trang không xoá được những gì nghe thấy, nhìn thấy trong đoạn ghi: số điện thoại ai đó đọc lên, biển số xe, mặt trẻ em. Hãy xem lại trước khi gửi.',
  send: 'Gửi đoạn ghi lên',
  file: (sound: number, film: number) =>
    `Chọn tệp: tiếng (MP3, M4A, OGG) tới ${sound} MB, phim (MP4, WebM) tới ${film} MB`,
  name: 'Tên đoạn ghi',
  nameHint: 'Ví dụ: Bà Lan kể chuyện ủ mắm.',
  sendGo: 'Gửi đoạn ghi',
  none: 'Chưa có đoạn ghi nào',
  noneWhy: 'Một hai phút là đủ. Ghi ở chỗ yên, máy cách người nói khoảng hai gang tay.',
  number: (number: number, title: string) => `Đoạn ${number}: ${title}`,
  inStory: 'Trong bài viết:',
  takenOff: (why: string) => `Cán bộ đã gỡ đoạn ghi này khỏi mọi trang: ${why}`,
  remove: 'Xoá đoạn ghi này',
  removeWhy: 'Đoạn ghi mất khỏi mọi trang và không lấy lại được.',
  removeGo: 'Xoá hẳn',
  pictures: 'Ảnh',
  stories: 'Câu chuyện',
  go: 'Mọi đoạn ghi, gửi thêm',
  insert: (number: number) => `Chèn đoạn ${number}`,
  sample: (how: 'listen' | 'watch', title: string, number: number) =>
    `[${how === 'listen' ? 'nghe' : 'xem'}: ${title}](tep:${number})\n\n> Chép lại ở đây những gì nghe được.`,
  here: 'Gửi đoạn ghi ngay tại đây',
  status: {
    tooLarge: 'Tệp lớn quá. Hãy cắt ngắn, hoặc chọn chất lượng thấp hơn khi ghi rồi gửi lại.',
    sending: 'Đang gửi',
    waiting: 'Mất mạng, đoạn ghi chưa gửi xong. Giữ trang này mở, có mạng sẽ gửi tiếp từ chỗ dừng.',
    unfinished: 'Đoạn ghi chưa gửi xong: “{name}”. Chọn lại đúng tệp ấy để gửi tiếp từ chỗ dừng.',
    checking: 'Đã gửi đủ, đang kiểm tra…',
    done: 'Đã nhận đoạn ghi và chèn vào bài. Hãy chép lại lời nói ngay bên dưới nó.',
    failed: 'Chưa gửi được. Bấm gửi để thử lại từ chỗ dừng.',
  },
  done: { gui: 'Đã nhận đoạn ghi. Chèn nó vào bài viết để dùng.', xoa: 'Đã xoá đoạn ghi.' } as Readonly<
    Record<string, string>
  >,
} as const;

/** What the public reads beside a player. */
export const recordingWords = {
  vi: { listen: 'Tiếng', watch: 'Phim', open: 'Mở tệp' },
  en: { listen: 'Sound', watch: 'Film', open: 'Open the file' },
} as const;

export const recordingRoom = {
  title: 'Tiếng và phim',
  none: 'Chưa có đoạn ghi nào',
} as const;

export const recordingAudit = {
  'recording.sent': 'Gửi đoạn ghi lên',
  'recording.removed': 'Xoá đoạn ghi',
  'recording.taken_off': 'Cán bộ gỡ đoạn ghi',
  'recording.put_back': 'Cán bộ cho hiện lại đoạn ghi',
} as const;

export const recordingRefusals = {
  vi: {
    'recording.none': 'Chưa có tệp nào được chọn. Hãy chọn đoạn ghi rồi gửi.',
    'recording.too_large': 'Tệp lớn quá: nhiều nhất {most} MB. Hãy cắt ngắn hoặc ghi chất lượng thấp hơn.',
    'recording.too_many': 'Đã đủ {most} đoạn ghi. Hãy xoá đoạn không dùng rồi gửi.',
    'recording.unreadable':
      'Không đọc được tệp này. Hãy gửi tiếng MP3, M4A, OGG hoặc phim MP4, WebM, đúng như máy ghi ra.',
    'recording.codec':
      'Nhiều điện thoại không phát được tệp này. Trong cài đặt máy ảnh, chọn “Tương thích nhất” (H.264) rồi ghi lại.',
    'recording.upload_gone': 'Phần đã gửi không còn. Hãy gửi lại đoạn ghi.',
    'story.recording_unknown': 'Trong bài có đoạn ghi không dùng được: đã xoá hoặc bị gỡ.',
  },
  en: {
    'recording.none': 'No file was chosen. Choose a recording, then send.',
    'recording.too_large': 'The file is too large: {most} MB at most. Shorten it or record at lower quality.',
    'recording.too_many': 'There are {most} recordings already. Remove one that is not used.',
    'recording.unreadable':
      'This file cannot be read. Send sound as MP3, M4A or OGG, films as MP4 or WebM, as the device recorded them.',
    'recording.codec':
      'Many phones cannot play this file. Choose “Most Compatible” (H.264) in the settings of the camera and record again.',
    'recording.upload_gone': 'What was sent is there no more. Send the recording again.',
    'story.recording_unknown':
      'The story holds a recording that cannot be shown: it is gone or was taken off.',
  },
} as const;
