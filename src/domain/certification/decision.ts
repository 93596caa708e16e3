import { fold } from '#src/domain/shared/text.ts';

/** What a list or a person may write before the number itself. */
const BEFORE_NUMBER = /^(?:(?:theo|can cu|so|quyet dinh|qd)(?:[^a-z0-9]+|(?=\d)))+/;

/**
 * The key under which a decision's number is found again however it is typed: `5445/QĐ-UBND`,
 * `Số 5445 / QÐ–UBND` and `5445QDUBND` are all `5445/qdubnd`; `26/2026/QĐ-TTg` is `26/2026/qdttg`.
 * Empty when the text has no digit.
 */
export function decisionKey(number: string): string {
  // The letter eth looks like Đ and comes from many office keyboards.
  const text = fold(number).replaceAll('ð', 'd').replace(BEFORE_NUMBER, '');
  const parts = /^\D*?(\d+)(?:\s*\/\s*(\d{4})(?!\d))?(.*)$/su.exec(text);
  if (!parts) return '';
  const [, first = '', year, rest = ''] = parts;
  const letters = rest.replace(/[^\p{L}\p{N}]+/gu, '');
  return [first.replace(/^0+(?=\d)/, ''), year, letters].filter(Boolean).join('/');
}

/** The key of an issuer's name: `UBND huyện Yên Mô` and `Ủy ban nhân dân huyện Yên Mô` are one. */
export function issuerKey(issuer: string): string {
  return fold(issuer)
    .replaceAll('ð', 'd')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\buy ban nhan dan\b/g, 'ubnd')
    .replace(/\bchu tich (?=ubnd\b)/g, '')
    .replace(/\bthanh pho\b/g, 'tp')
    .trim();
}
