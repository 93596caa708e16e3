import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import { daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import { day as shown } from './format.ts';
import type { Lang, Same } from './lang.ts';

export type Tone = 'ok' | 'soon' | 'bad' | 'none';

/** Green only for "in force today"; what ends soon is not green. */
export const TONES: Readonly<Record<CertificateStatus, Tone>> = {
  valid: 'ok',
  expiring: 'soon',
  extended: 'soon',
  expired: 'bad',
  suspended: 'bad',
  revoked: 'bad',
  superseded: 'none',
  not_yet: 'none',
  unknown: 'none',
};

export const vi = {
  /** A status as one word or two, for filters, tables and badges. */
  short: {
    valid: 'Còn hạn',
    expiring: 'Sắp hết hạn',
    extended: 'Được gia hạn',
    expired: 'Hết hạn',
    suspended: 'Tạm dừng',
    superseded: 'Đã có công nhận mới',
    revoked: 'Đã thu hồi',
    not_yet: 'Chưa có hiệu lực',
    unknown: 'Chưa đủ căn cứ',
  },
  /** The same, as a shopper reads it. */
  line: {
    valid: 'Còn hạn công nhận',
    expiring: 'Sắp hết hạn công nhận',
    extended: 'Được gia hạn công nhận',
    expired: 'Hết hạn công nhận',
    suspended: 'Đang bị tạm dừng công nhận',
    superseded: 'Đã có công nhận mới hơn',
    revoked: 'Đã bị thu hồi công nhận',
    not_yet: 'Quyết định chưa có hiệu lực',
    unknown: 'Chưa đủ căn cứ công bố',
  },
  until: (status: string, day: string) => `${status} đến hết ${day}`,
  expiring: (day: string, left: number) =>
    left === 0 ? `Hết hạn sau hôm nay, ${day}` : `Còn ${left} ngày, đến hết ${day}`,
  filters: {
    in_force: 'Đang được công nhận',
    expiring: 'Sắp hết hạn (trong 180 ngày)',
    expired: 'Đã hết hạn',
    suspended: 'Đang tạm dừng',
    revoked: 'Đã bị thu hồi',
    unknown: 'Chưa đủ căn cứ công bố',
  },
};

export const en: Same<typeof vi> = {
  short: {
    valid: 'In force',
    expiring: 'Ending soon',
    extended: 'Extended',
    expired: 'Expired',
    suspended: 'Suspended',
    superseded: 'Replaced by a newer one',
    revoked: 'Revoked',
    not_yet: 'Not yet in force',
    unknown: 'Not enough proof',
  },
  line: {
    valid: 'Certified',
    expiring: 'Certificate ends soon',
    extended: 'Certificate extended',
    expired: 'Certificate has expired',
    suspended: 'Certificate suspended',
    superseded: 'Replaced by a newer certificate',
    revoked: 'Certificate revoked',
    not_yet: 'Decision not yet in force',
    unknown: 'Not enough proof to show stars',
  },
  until: (status: string, day: string) => `${status} until the end of ${day}`,
  expiring: (day: string, left: number) =>
    left === 0
      ? `Ends after today, ${day}`
      : `${left} ${left === 1 ? 'day' : 'days'} left, until the end of ${day}`,
  filters: {
    in_force: 'In force today',
    expiring: 'Ending soon (within 180 days)',
    expired: 'Expired',
    suspended: 'Suspended',
    revoked: 'Revoked',
    unknown: 'Not enough proof',
  },
};

export const words = { vi, en };

/** The sentence beside the icon. `until` is the last day of the status; days left are said while they matter. */
export function statusSentence(lang: Lang, status: CertificateStatus, until: Day | null, today: Day): string {
  const said = words[lang];
  if (until === null || until.startsWith('9999')) return said.line[status];
  if (status === 'expiring') return said.expiring(shown(until), Math.max(0, daysBetween(today, until)));
  return status === 'valid' || status === 'extended'
    ? said.until(said.line[status], shown(until))
    : said.line[status];
}
