import { number } from './format.ts';

/** Of the numbers under scratch fields, for those who print them. */
export const pinsRoom = {
  title: 'Số dưới lớp cào',
  what: 'Mỗi tem thêm một số 6 chữ số, phủ lớp cào. Ảnh chụp con tem không có số ấy. Người mua cào ra rồi gõ vào trang của tem: lần đầu đúng thì trang ghi lại, ai gõ sau biết số đã dùng lúc nào. Hợp với hàng quý, hay bị nhái.',
  from: 'Từ lúc lấy số:',
  asks: 'Trang của mọi tem trong đợt này hỏi số. Không bỏ lại được.',
  higher: (room: number) =>
    `Mỗi tem cao thêm ${number(room)} mm để có chỗ cho lớp cào: tem 16\u00a0mm thành 16\u00a0×\u00a026\u00a0mm.`,
  isPrinted:
    'Đợt này đã ghi là đã in. Tem in trước lúc lấy số không có chỗ cho lớp cào: huỷ đi và in lại cả đợt.',
  agree: 'Tôi sẽ in số và phủ lớp cào lên mọi tem của đợt này',
  go: 'Lấy số dưới lớp cào',
  late: 'Đợt này đã kích hoạt hoặc đã khép: tem trên hàng không có lớp cào, nên không lấy số được nữa. Lần sau lấy số trước khi kích hoạt.',
  done: 'Đã lấy số. In tem trước, in số ở lượt hai.',
  issued: (when: string, by: string | null) => `Lấy số lúc ${when}, ${by ?? 'người vận hành'}.`,
  steps: (width: string, height: string) => [
    'In tem như trên. Bốn góc nhỏ dưới mã là chỗ của lớp cào.',
    'In số lên đúng những tờ ấy, cùng cạnh tem, ở lượt hai. In thử một tờ, giơ hai tờ lên đèn: số nằm gọn giữa bốn góc thì in tiếp.',
    `Phủ nhãn cào hoặc mực cào kín bốn góc (tem 16\u00a0mm: ${width}\u00a0×\u00a0${height}\u00a0mm). Đừng phủ lên mã.`,
  ],
  apart:
    'Ai có cả tệp tem lẫn tệp số thì làm được một con tem y hệt. Giao hai tệp cho hai người hoặc hai máy, in xong thì xoá tệp số.',
  size: 'Cạnh tem đã in',
  pdf: 'Tải tờ số, lượt hai (PDF)',
  roll: 'In số trên cuộn nhãn',
  rollLead:
    'Ghi đúng như lúc in cuộn tem. Nhãn đầu cuộn là của cả hai lượt; số nhỏ ở hai góc phải bằng nhau.',
  rollPdf: 'Tải cuộn số, lượt hai (PDF)',
  csv: 'Tải danh sách số (CSV)',
  csvLead: 'Cho nhà in: số thứ tự và số, không có mã tem.',
  column: 'Số',
  sheet: {
    title: (run: string) => `Số dưới lớp cào, đợt ${run}`,
    foot: (run: string, from: string, until: string, size: number) =>
      `LƯỢT IN THỨ HAI: số dưới lớp cào · đợt ${run} · tem ${from} đến ${until} · in chồng lên tem cạnh ${size} mm của đúng những số này`,
  },
  ofRun: 'Lớp cào',
  there: 'Có số dưới lớp cào',
};
