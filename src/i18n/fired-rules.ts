import type { Fired } from '#src/domain/scans/scan-rules.ts';
import { day, moment, number } from './format.ts';
import { stampsRoom } from './stamps.ts';

/** Why a stamp was noticed, with the facts: for those who made it and those who watch. */
export function firedRule(fired: Fired, provinceName: (code: string) => string): string {
  const at = (instant: string) => moment(new Date(instant));
  switch (fired.rule) {
    case 'spoilt':
      return `Đã báo: ${stampsRoom.kinds[fired.kind].toLocaleLowerCase('vi')}`;
    case 'not_active':
      return `Quét khi đợt ${stampsRoom.states[fired.state].toLocaleLowerCase('vi')}`;
    case 'pin_used_elsewhere':
      return `Số dưới lớp cào dùng lúc ${at(fired.usedAt)}, máy khác quét lúc ${at(fired.at)}`;
    case 'too_fast':
      return `${provinceName(fired.from)} rồi ${provinceName(fired.to)} (${number(fired.km)} km) trong ${number(fired.minutes)} phút, hai máy khác nhau, lúc ${at(fired.at)}`;
    case 'late_first':
      return `Quét lần đầu lúc ${at(fired.firstAt)}, sau ${fired.after === 'recall' ? 'ngày thu hồi' : 'hạn dùng'} ${day(fired.on)}`;
    case 'many_provinces':
      return `${number(fired.provinces.length)} tỉnh trong vài ngày: ${fired.provinces.map(provinceName).join(', ')}`;
    case 'harvested':
      return `Một nơi quét ${number(fired.stamps)} tem của đợt này trong một giờ, lúc ${at(fired.at)}`;
    case 'many_devices':
      return `${number(fired.devices)} máy trong một tháng (thường không quá ${number(fired.most)})`;
    case 'far_from_market':
      if (fired.bySendings)
        return `Quét ở ${provinceName(fired.province)}, xa mọi nơi làm ra và nơi lô được xuất đến; gần nhất là ${provinceName(fired.market)}, ${number(fired.km)} km`;
      return `Quét ở ${provinceName(fired.province)}, xa nơi bán ${provinceName(fired.market)} ${number(fired.km)} km`;
  }
}

/** Words of the part about scans, in the rooms for stamps. */
export const scansRoom = {
  title: 'Lượt quét',
  none: 'Chưa ai quét tem của đợt này.',
  all: (stamps: string, scans: string) => `${stamps} tem đã được quét, ${scans} lượt.`,
  where: 'Nơi quét cả lô',
  watched: 'Tem có lượt quét khác thường',
  watchedLead:
    'Điểm cộng theo từng dấu hiệu. Từ 30 điểm người quét được nhắc so kỹ, từ 60 điểm được nhắc đừng tin. Dấu hiệu không chứng minh tem bị chép.',
  noneWatched: 'Không tem nào có dấu hiệu khác thường.',
  stamp: 'Tem số',
  points: 'Điểm',
  why: 'Dấu hiệu',
  scans: 'Lượt quét',
  counted: (count: string, devices: string) => `${count} lượt, ${devices} máy`,
  resetAt: (when: string, reason: string) => `Cán bộ đã xem xét lúc ${when}: ${reason}`,
  reset: 'Xem xét xong một tem',
  resetLead: 'Lượt quét trước lúc này không tính điểm nữa. Lượt quét sau vẫn tính.',
  resetPlace: 'Tem số',
  resetReason: 'Vì sao (ghi vào nhật ký)',
  resetGo: 'Bỏ điểm của tem này',
  resetDone: 'Đã bỏ điểm của tem.',
  sale: 'Hàng này bán thế nào',
  saleLead: 'Để biết lượt quét nào là thường. Không bắt buộc.',
  display: 'Hàng trưng bày, hội chợ: nhiều người cầm lên quét',
  market: 'Chỉ bán ở một tỉnh',
  anywhere: 'Nhiều nơi, hoặc theo tỉnh ghi khi xuất kho',
  saleGo: 'Ghi',
  saleDone: 'Đã ghi.',
};
