import type { Level } from '#src/domain/certification/rule-set.ts';
import { fold, foldedWords } from '#src/domain/shared/text.ts';

/** Cities that are provinces; any other "thành phố" was a district. */
const PROVINCE_CITIES =
  /\b(?:thanh pho|tp) (?:ha noi|hai phong|da nang|can tho|ho chi minh|hcm|hue|dong nai)\b/;

/** The level that issued a decision, as far as its name or the letters of the number tell; `null` otherwise. */
export function issuerLevel(issuer: string | null, number: string | null): Level | 'commune' | null {
  const words = foldedWords(issuer ?? '');
  if (/\bbo (truong|nong nghiep|nn|nnmt)\b/.test(words) || /qd-b(nn|nnmt|nn&ptnt)/.test(fold(number ?? '')))
    return 'ministry';
  if (/\b(huyen|quan|thi xa|tx)\b/.test(words)) return 'district';
  if (/\b(xa|phuong|thi tran)\b/.test(words)) return 'commune';
  if (/\btinh\b/.test(words) || PROVINCE_CITIES.test(words)) return 'province';
  return /\b(thanh pho|tp)\b/.test(words) ? 'district' : null;
}
