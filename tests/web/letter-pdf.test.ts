import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { lettersPdf, type PaperLetter } from '#src/web/letter-pdf.ts';

const letter: PaperLetter = {
  issuer: ['ỦY BAN NHÂN DÂN', 'XÃ VIỆT KHÊ'],
  number: '125/UBND-KT',
  place: 'Việt Khê',
  day: '2027-01-04',
  subject: 'V/v giấy chứng nhận OCOP của sản phẩm Nước mắm Cẫm Ộng',
  to: 'Hợp tác xã Nông nghiệp Việt Khê',
  words: 'Sản phẩm được công nhận.\n\nĐề nghị nộp hồ sơ.',
  copies: ['Như trên;'],
  signed: ['TM. ỦY BAN NHÂN DÂN', 'CHỦ TỊCH'],
};

/** Everything in the file that is packed, unpacked. */
function unpacked(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString('latin1');
  return [...text.matchAll(/stream\r?\n([\s\S]*?)\nendstream/g)]
    .map(([, body = '']) => {
      try {
        return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
}

const pagesOf = (pdf: Uint8Array): number =>
  [
    ...Buffer.from(pdf)
      .toString('latin1')
      .matchAll(/\/Type \/Page\b(?!s)/g),
  ].length;

test('every Vietnamese letter is drawn from the font and can be copied out again', async () => {
  const all = 'ẫ ộ ữ ặ ẩ ỗ ợ ỹ ỵ ậ ắ ằ ẳ ẵ ế ề ể ễ ệ ố ồ ổ ứ ừ ử ự đ Đ ơ ư Ẫ Ộ Ữ Ặ ă â ê ô ĩ ũ';
  const said = unpacked(await lettersPdf([{ ...letter, words: all }], 'Thư')).toLowerCase();
  const missing = [...all.replaceAll(' ', '')].filter(
    (char) => !said.includes(char.codePointAt(0)!.toString(16).padStart(4, '0')),
  );
  expect(missing).toEqual([]);
});

test('letters written with separate marks are drawn as whole ones', async () => {
  const whole = await lettersPdf([{ ...letter, words: 'ộ ẫ ế' }], 'Thư');
  const apart = await lettersPdf([{ ...letter, words: 'ộ ẫ ế'.normalize('NFD') }], 'Thư');
  expect(Math.abs(whole.length - apart.length)).toBeLessThan(64);
});

test('each letter begins on a page of its own, and a long one goes on', async () => {
  expect(pagesOf(await lettersPdf([letter, letter, letter], 'Thư'))).toBe(3);
  const long = { ...letter, words: Array.from({ length: 80 }, () => letter.words).join('\n\n') };
  expect(pagesOf(await lettersPdf([long], 'Thư'))).toBeGreaterThan(2);
});
