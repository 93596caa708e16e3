import { expect, test } from 'vitest';
import { mostBodyBytes, takesFiles } from '#src/web/front/body-limits.ts';

const MEGABYTE = 1024 * 1024;

test.each([
  ['/quan-tri/giay-chung-nhan/0a1b2c3d4e5f', 10],
  ['/quan-tri/san-pham/0a1b2c3d4e5f/cong-nhan', 10],
  ['/quan-tri/chu-the/0a1b2c3d4e5f', 10],
  ['/quan-tri/danh-sach', 19],
  ['/nha-san-xuat/0a1b2c3d4e5f/giay-to/moi', 10],
  ['/bao-sai', 10],
  ['/en/bao-sai', 10],
] as const)('files may be sent to %s, of %s megabytes', (path, megabytes) => {
  expect(takesFiles(path)).toBe(true);
  expect(mostBodyBytes(path)).toBeGreaterThan(megabytes * MEGABYTE);
});

test.each([
  '/dang-nhap',
  '/x/quan-tri/giay-chung-nhan/',
  '/quan-tri/danh-sach/0a1b2c3d4e5f',
  '/nha-san-xuat/0a1b2c3d4e5f/giay-to',
  '/bao-sai/x',
  '/api/v1/products',
])('a form is all that %s takes', (path) => {
  expect(takesFiles(path)).toBe(false);
  expect(mostBodyBytes(path)).toBe(MEGABYTE);
});
