import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

export type ReviewRefusal = Extract<RefusalCode, `review.${string}`>;

export const reviewRefusals: Record<Lang, Record<ReviewRefusal, string>> = {
  vi: {
    'review.days_over': 'Đã quá hạn viết hoặc sửa nhận xét về món này.',
    'review.not_now': 'Nhận xét này đã sang bước khác. Hãy tải lại trang.',
    'review.replied': 'Nhận xét này đã được trả lời; mỗi nhận xét chỉ trả lời một lần.',
    'review.words_missing': 'Hãy viết thêm vài lời, để người đọc hiểu vì sao.',
    'review.words_too_long': 'Dài quá. Hãy viết gọn lại, nhiều nhất {most} chữ cái.',
  },
  en: {
    'review.days_over': 'The days for writing or changing a review of these goods are over.',
    'review.not_now': 'This review has moved on. Please load the page again.',
    'review.replied': 'This review has its answer; each is answered once.',
    'review.words_missing': 'Please write a few words more, so that readers see why.',
    'review.words_too_long': 'That is too long. Please use {most} characters at most.',
  },
};
