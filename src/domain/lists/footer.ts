import { fold } from '#src/domain/shared/text.ts';

const TOTAL =
  /^(tong( cong| so| so san pham| so chu the)?|cong( cong)?( \(?[ivx]+([\s+,]+[ivx]+)*\)?)?|cong (huyen|tinh|xa|nhom|toan)\b.*|tong (huyen|tinh|xa|nhom|toan)\b.*)\s*([:(=].*|\d.*)?$|^\(?\s*(danh sach (nay )?(gom|co|an dinh)\b|an dinh danh sach|tong so:|tong cong:|tong so \d|tong cong \d)/;
const SIGNATURE =
  /^(t\s*[./]?\s*m|k\s*[./]?\s*t|t\s*[./]?\s*u\s*[./]?\s*q|t\s*[./]?\s*l|q)\s*[./]\s*(uy ban|ubnd|chu tich|giam doc|hoi dong|truong|bo truong|thu truong)|^(chu tich|pho chu tich|giam doc|pho giam doc|truong phong|pho truong phong|chanh van phong|thu truong|bo truong|nguoi lap( bieu| danh sach)?|can bo|thu ky|ke toan|uy vien|dai dien)\b.{0,40}$|^noi nhan\b|^-?\s*luu\s*[:;]|^\(?\s*(da ky|ky ten|ky,? ghi ro|ky va dong dau|chu ky)|^xac nhan cua\b|^uy ban nhan dan (xa|huyen|tinh|phuong|thanh pho)\b.{0,40}$/;
/** "Ninh Bình, ngày 5 tháng 6 năm 2024" under a table. */
const PLACE_AND_DAY = /^\p{L}[\p{L}\s.]{1,40},\s*ngay\b.{0,12}\bthang\b.{0,12}\bnam\b/u;

export const isTotal = (text: string): boolean => TOTAL.test(fold(text.slice(0, 200)));

export const isSignature = (text: string): boolean => {
  const folded = fold(text.slice(0, 200));
  return SIGNATURE.test(folded) || PLACE_AND_DAY.test(folded);
};

/** A remark below or between rows: "Ghi chú: …", "(*) …". */
export const isRemark = (text: string): boolean =>
  /^(\(?\*+\)?|ghi chu|luu y|chu thich|nguon)\s*[:.)]|^\(?\*+\)?\s*\S.{40,}$/.test(fold(text.slice(0, 200)));
