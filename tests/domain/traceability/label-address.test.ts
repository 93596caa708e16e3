import { expect, test } from 'vitest';
import { isFormerAddress } from '#src/domain/traceability/label-address.ts';

test.each([
  ['Xóm 3, xã An Sơn, huyện Thủy Nguyên, thành phố Hải Phòng', ['Việt Khê', 'Hải Phòng'], true],
  ['Thôn 1, xã Việt Khê, thành phố Hải Phòng', ['Việt Khê', 'Hải Phòng'], false],
  ['Thôn 1, Xã VIỆT KHÊ, TP. Hải Phòng', ['Việt Khê', 'Hải Phòng'], false],
  ['xã Quảng Trung, tỉnh Thanh Hóa', ['Quảng Chính', 'Thanh Hoá'], true],
  ['Khu 2, thị trấn Na Sầm', ['Na Sầm'], true],
  ['12 đường Quan Nhân, phường Thanh Xuân, Hà Nội', ['Thanh Xuân', 'Hà Nội'], false],
  ['12 Quận Ba Đình, Hà Nội', ['Hà Nội'], true],
  ['Không rõ', [], false],
])('“%s”, today in %j: old is %s', (printed, names, old) => {
  expect(isFormerAddress(printed, names)).toBe(old);
});
