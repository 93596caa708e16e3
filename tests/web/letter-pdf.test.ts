import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { NoticeFacts } from '#src/domain/notifications/write-notices.ts';
import type { Letter } from '#src/domain/notifications/letters.ts';
import { producerNotice } from '#src/i18n/notices.ts';
import { paperLetter } from '#src/web/paper-letter.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { pdfText } from '#tests/support/pdf-text.ts';
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

const NOTICE: NoticeFacts = {
  milestone: 'T-180',
  dueOn: '2027-01-01',
  to: ['producer'],
  certificateId: 'c',
  status: 'expiring',
  lastDay: '2027-06-30',
  extendedUntil: null,
  renewal: { opens: '2027-01-01', closes: '2027-03-02' },
  stars: 4,
  product: 'Nước mắm Cẫm Ộng',
  decision: { number: '345/QĐ-UBND', issuer: 'UBND thành phố Hải Phòng', issuedOn: '2024-06-30' },
  producer: { id: 'm', name: 'Hợp tác xã Nông nghiệp Việt Khê', email: null },
  provinceCode: '31',
  communeCode: '11503',
} as NoticeFacts;

async function printed(kind: Letter['kind'], scope: { kind: 'commune' | 'province' }, number: string) {
  const { title, words } = producerNotice(NOTICE, '2027-01-04');
  const kept = {
    kind,
    title,
    words,
    toName: NOTICE.producer!.name,
    provinceCode: '31',
    communeCode: '11503',
  };
  const office = { ...scope, provinceCode: '31', communeCode: '11503' } as never;
  const role = scope.kind === 'commune' ? 'commune_officer' : 'province_officer';
  const sheet = paperLetter(
    { places: allPlaces() },
    { assignments: [{ id: 'o', role, scope: office }] },
    kept as Letter,
    { number, day: '2027-01-04' },
  );
  const { said, pages } = pdfText(await lettersPdf([sheet], 'Thư'));
  return { pages, text: said.map(({ text }) => text).join('\n') };
}

test('a notice is printed in the form of offices: nation and motto, number, day, subject, receivers, room to sign', async () => {
  const { pages, text } = await printed('certificate_notice', { kind: 'commune' }, '12/UBND-KT');
  expect(pages).toBe(1);
  const parts = [
    'ỦY BAN NHÂN DÂN',
    'XÃ VIỆT KHÊ',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    'Số: 12/UBND-KT',
    'Việt Khê, ngày 04 tháng 01 năm 2027',
    'V/v giấy chứng nhận OCOP của sản phẩm Nước mắm Cẫm Ộng',
    'Kính gửi: Hợp tác xã Nông nghiệp Việt Khê',
    '345/QĐ-UBND',
    'Trân trọng thông báo./.',
    'Nơi nhận:',
    'TM. ỦY BAN NHÂN DÂN',
    'CHỦ TỊCH',
  ];
  const plain = text.replace(/\s+/g, ' ');
  expect(parts.filter((part) => !plain.includes(part))).toEqual([]);
});

test('a number that is still to be given is left to be written; what goes to officers goes out from the province', async () => {
  expect((await printed('certificate_notice', { kind: 'province' }, '')).text).toContain('Số: …………/UBND');
  const digest = (await printed('notice_digest', { kind: 'commune' }, '')).text;
  expect(digest).toContain('THÀNH PHỐ HẢI PHÒNG');
  expect(digest).not.toContain('XÃ VIỆT KHÊ');
});
