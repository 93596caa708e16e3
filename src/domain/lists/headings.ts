/** What columns hold, told from the words above them. */

import { accentWords, fold, foldedWords } from '#src/domain/shared/text.ts';

export const FIELDS = [
  'index',
  'product',
  'producer',
  'seller',
  'representative',
  'address',
  'hamlet',
  'commune',
  'district',
  'province',
  'stars',
  'stars1',
  'stars2',
  'stars3',
  'stars4',
  'stars5',
  'points',
  'decisionNumber',
  'decisionDate',
  'year',
  'issuer',
  'validUntil',
  'group',
  'recognition',
  'certificateNumber',
  'phone',
  'email',
  'website',
  'link',
  'price',
  'pack',
  'degree',
  'gtin',
  'productCode',
  'taxCode',
  'name',
  'kind',
  'operator',
  'hours',
  'closes',
  'latitude',
  'longitude',
  'position',
  'status',
  'note',
] as const;
export type Field = (typeof FIELDS)[number];

/** Of two columns for one field the one with the greater weight is taken. */
export type Meaning = { field: Field; weight: number };

const FORMS =
  '(?:htx|hop tac xa|tht|to hop tac|doanh nghiep|dn|cong ty|cty|ho(?: kinh doanh| san xuat| gia dinh| dan)?|hkd|co so(?: san xuat)?|ca nhan|to chuc|trang trai|chu the|don vi)';

/** Tried in this order on the folded words of a heading; the first that fits says the field. */
const RULES: readonly (readonly [field: Field, weight: number, pattern: RegExp])[] = [
  ['index', 9, /^(tt|s ?tt|so tt|so thu tu|thu tu|no|id|pos id)$/],
  ['note', 9, /^(ghi chu|luu y|chu thich|notes?|chu giai)\b/],
  [
    'status',
    9,
    /^(tinh trang|trang thai|hien trang)( (hieu luc|san pham|sp|giay chung nhan|gcn|cong nhan))*$|^status$/,
  ],
  ['email', 9, /^(dia chi )?(e ?mail|thu dien tu)\b/],
  [
    'phone',
    9,
    /^(so )?(dien thoai|d thoai|dthoai|dt|sdt|tel|phone|hotline|di dong|dien thoai .*)$|^sdt\b|^(?!.*\b(dia chi|chu the|co so|san xuat|dai dien)\b).*\b(dien thoai|phone)\b/,
  ],
  ['phone', 4, /^(thong tin )?(lien he|lien lac)$/],
  ['taxCode', 9, /^(ma so thue|mst|ma so doanh nghiep|ma so thue .*)$/],
  ['gtin', 9, /(ma (so )?(ma )?vach|gtin|barcode|ean)\b/],
  ['productCode', 7, /^(ma (so )?(san pham|sp|ocop|hang|ho so)|ma so|product code|record id)\b/],
  [
    'certificateNumber',
    8,
    /^(so )?(hieu )?(giay chung nhan|gcn|chung nhan|so hieu gcn)( so| ocop)?$|^so (giay )?(chung nhan|gcn)|^(so|ma so|so hieu|so ky hieu|so vao so)\b.{0,20}\b(gcn|giay chung nhan)\b|^certificate (no|number)$/,
  ],
  ['latitude', 9, /^(vi do|lat|latitude|vd|toa do vi do|vi do .*)$/],
  ['longitude', 9, /^(kinh do|lng|lon|long|longitude|kd|toa do kinh do|kinh do .*)$/],
  [
    'position',
    8,
    /^((link|duong dan|lien ket|dinh vi|vi tri)( tren)? )?(toa do|vi tri ban do|gps|(google )?maps?|ban do|dinh vi|vi tri)\b/,
  ],
  ['closes', 9, /^((gio|thoi gian) )?dong cua$|^clos(es|ing)( time)?$/],
  [
    'hours',
    9,
    /^(thoi gian|gio|khung gio) (mo cua|mo (va )?dong cua|mo ban|hoat dong|phuc vu|ban hang|dong mo cua|lam viec)|^mo cua|^opening hours|^gio$/,
  ],
  [
    'validUntil',
    9,
    /(hieu luc|het han|gia tri|thoi han|co hieu luc|han)\b.*\bden\b|^(ngay )?het (han|hieu luc)|^(ngay|thoi diem|thoi gian) het|^den ngay$|^valid (until|to)|^expir(y|es|ation)\b|^han (cong nhan|chung nhan|hieu luc)/,
  ],
  [
    'validUntil',
    7,
    /^(thoi (han|gian)|thoi han su dung)?( )?(hieu luc|cong nhan den|gia tri)( .*)?$|^thoi han( .*)?$/,
  ],
  ['degree', 9, /^(nong do( con)?|do con|do ruou|ham luong con|do)\b(?!.*(cung|am))/],
  [
    'issuer',
    9,
    /^(ten )?(co quan|don vi|cap|noi)( co tham quyen)? (ban hanh|cong nhan|cap|ky|quyet dinh|ra quyet dinh|phe duyet|chung nhan)|^noi cap|^cap (cong nhan|quyet dinh|ban hanh)|^co quan$|^nguoi ky|^issu(er|ing authority)/,
  ],
  [
    'year',
    8,
    /^nam( duoc)? ?(cong nhan|danh gia|dat|cap|phan hang|chung nhan|dat chuan|dat sao|ocop|xep hang)?( .*)?$|^recognition year|^year$/,
  ],
  [
    'decisionDate',
    9,
    /^(ngay|thoi gian|thoi diem)( thang( nam)?)? ?(duoc )?(cua )?(quyet dinh|qd|ban hanh|ky|cap|cong nhan|ra quyet dinh|phe duyet|chung nhan|dat)\b|^decision date|^ngay qd/,
  ],
  ['decisionDate', 5, /^(ngay|ngay thang|ngay thang nam|thoi gian|date)$/],
  [
    'decisionNumber',
    9,
    /^(so|so hieu|so ky hieu|ten|so va ngay|so ngay)( cua)? ?(thang nam )?(quyet dinh|qd|van ban)\b|^(quyet dinh|qd|van ban|can cu)( so)?( cong nhan| phe duyet| ket qua| danh gia| phan hang| ocop| cap| ubnd| ban hanh| chung nhan)*( .{0,40})?$|^decision number|^(so|ky hieu) (ky hieu )?quyet dinh/,
  ],
  [
    'points',
    9,
    /^(tong |so |ket qua |muc )?(so )?diem( so| tb| trung binh| danh gia| cham| binh quan| tong| dat| tong hop| tong so| ocop| cua hoi dong| hoi dong| cuoi cung| xep hang| phan hang| dat duoc| tb cua.*| trung binh .*| danh gia .*| toi da| bq| cap (xa|huyen|tinh|thanh pho|trung uong|quoc gia)| (cua |do )?(hoi dong|hd) .*| \(?thang .*)*$|^points?$|^score$|^tong diem\b/,
  ],
  [
    'recognition',
    8,
    /^(hinh thuc|loai|truong hop|noi dung|phan loai) ?(cong nhan|danh gia|tham gia|ho so|de nghi|dang ky|danh gia phan hang)\b|^(cong nhan )?(lan dau|danh gia lai|nang hang)\b|^recognition kind/,
  ],
  ['recognition', 3, /^hinh thuc$/],
  [
    'price',
    9,
    /^(don )?gia( ban| niem yet| le| ca| tien| san pham| si| tham khao| thanh| hien tai| ban le| ban san pham)*( (vnd|dong|d|vn|nghin|ngan|trieu|1000|000|k|nghin dong|dong.*|vnd.*))*$|^price( vnd)?$|^gia ban\b/,
  ],
  [
    'pack',
    8,
    /^(quy cach|dong goi|don vi tinh|dvt|khoi luong|trong luong|the tich|quy cach .*|pack(aging)?|bao bi|khoi luong tinh)\b/,
  ],
  [
    'group',
    8,
    /^(ten |phan |thuoc )?(nhom|nganh|bo san pham|linh vuc|phan nhom|bo sp)( .*)?$|^(loai|chung loai|phan loai)( san pham| sp| hang| hang hoa)$|^product group/,
  ],
  [
    'seller',
    9,
    /^(ten )?(ban boi|nguoi ban|don vi (ban|phan phoi|cung cap|kinh doanh)|nha (ban|phan phoi|cung cap)|gian hang|seller( name)?|noi ban|cua hang ban|shop)\b/,
  ],
  [
    'hamlet',
    7,
    /^(thon|ap|xom|to dan pho|khu pho|thon ban|ban lang|thon xom|thon ap|to|duong|so nha|thon to|thon khu pho)( .*)?$/,
  ],
  [
    'commune',
    9,
    /^(ten |don vi |dia ban |uy ban nhan dan |ubnd )?(cac )?(cap )?(xa|phuong)( (xa|phuong|thi tran|tt|thi xa|dac khu|p|moi|cu|sau sap nhap|truoc sap nhap|hien nay|hien tai))*$|^commune\b/,
  ],
  [
    'district',
    9,
    /^(ten |don vi |dia ban |uy ban nhan dan |ubnd )?(cac )?(cap )?(huyen|quan)( (huyen|quan|thi|thi xa|thanh pho|thanh|tp|tx|cu|truoc day|pho))*$|^district\b|^tp thi xa huyen$/,
  ],
  ['province', 9, /^(ten |don vi |dia ban )?tinh( (thanh( pho)?|tp|cu|moi))*$|^province\b/],
  ['kind', 6, /^(loai hinh|mo hinh|loai diem( ban)?|kind|loai(?! sao))( .*)?$/],
  [
    'operator',
    8,
    /^(phu trach|quan ly)$|^(don vi|nguoi|to chuc|co quan|chu) (quan ly|van hanh|chu quan|phu trach|dau tu|cua hang|diem ban|kinh doanh|khai thac)( .*)?$|^operator$/,
  ],
  [
    'name',
    8,
    /^(ten )?(cac )?(diem (ban|gioi thieu|trung bay|du lich)|cua hang|showroom|gian trung bay|quay hang|trung tam|sieu thi)( .*)?$|^ten( diem)?$|^name$/,
  ],
  [
    'stars',
    9,
    /^(hang|so|xep|phan|dat|muc|ket qua|cap|loai) ?(hang |hang dat )?(sao|ocop)( .*)?$|^sao( ocop| dat.*)?$|^(xep|phan) (hang|loai)( .*)?$|^hang( dat| san pham| ocop| cong nhan| duoc cong nhan)?( .*)?$|^(ocop )?(stars?|star rating|rating)$|^ocop$|^(thu )?hang$|^tieu chuan ocop$|^cap do sao$|^(so )?sao$/,
  ],
  [
    'stars',
    5,
    /^(ket qua|dat chuan|ket qua (danh gia|phan hang|xep hang|cong nhan|xep loai|danh gia phan hang)( .*)?)$/,
  ],
  ['website', 8, /^(website|trang web|web|fanpage|facebook)( .*)?$/],
  [
    'link',
    8,
    /^(link|lien ket|duong dan|duong link|url|san (thuong mai|tmdt)|dia chi (ban|mua)( hang)? ?(online|truc tuyen)|link .*|noi mua)\b/,
  ],
  [
    'representative',
    7,
    /^(ho va ten|ho ten|ten)? ?(nguoi )?(dai dien|chu co so|dai dien phap luat|chu ho|giam doc|nguoi lien he|chu nhiem)( .*)?$|^(ho va ten|ho ten)$/,
  ],
  [
    'product',
    9,
    /^(ten |ten goi |danh muc |danh sach |ten cac )(san pham|sp|hang hoa|mat hang|hang|dac san|dich vu|sp ocop)\b(?! (cua )?(chu the|nhom))|^product( name)?$/,
  ],
  [
    'product',
    6,
    /^(cac )?(san pham|sp|hang hoa|mat hang|dac san)( (ocop|dich vu|tham gia|duoc|dat|cong nhan|du thi|de nghi|hang hoa|dang ky|danh gia|phan hang|chu luc|tieu bieu|dac trung|xep hang))*( .{0,30})?$/,
  ],
  [
    'producer',
    9,
    new RegExp(
      `^(ten )(chu the|don vi|co so|to chuc|nha san xuat|nguoi san xuat|${FORMS})( .{0,60})?$|^(chu the|nha san xuat|nguoi san xuat|don vi (san xuat|sx|chu the|tham gia|dang ky|duoc|so huu)|co so (san xuat|sx|sxkd))( .{0,60})?$|^thong tin (ve )?(chu the|don vi san xuat|co so san xuat)\\b|^(producer|manufacturer|maker)( name)?$`,
    ),
  ],
  [
    'producer',
    7,
    new RegExp(`^${FORMS}( (va|hoac|${FORMS}|san xuat|sx|kinh doanh|kd|sxkd|ocop|tham gia|so huu))*$`),
  ],
  [
    'address',
    9,
    /^(dia chi|address|address detail|noi san xuat|dia diem|tru so|noi o|dia chi .*|dia diem .*|dia chi san xuat.*)$/,
  ],
  [
    'address',
    6,
    /^(dia ban|dia phuong|xuat xu|nguon goc|origin|noi san xuat|vung san xuat|xa huyen.*|huyen xa.*|thon xa.*|don vi hanh chinh|dia phuong san xuat|dia ban .*|noi .*|khu vuc)$/,
  ],
];

/** Headings that begin like another and are none of ours. */
const NOT =
  /^(so luong|hinh anh|anh|mo ta|cau chuyen|dien tich|san luong|doanh thu|von|lao dong|tem|logo|bao hanh|tieu chuan|chat luong|ngay sinh|nam sinh|gioi tinh|dan toc|gia tri|cong suat|thi truong|tong hop|ton kho|danh gia chung|ke hoach|kinh phi|don vi tinh$)\b/;

const STAR_COLUMN =
  /^(?:hang |dat |san pham |sp |ocop |so sp )*0?([1-5]) ?(?:sao)(?: .{0,20})?$|^(?:hang )?(mot|hai|ba|bon|nam) sao$/;
const STAR_WORDS: Readonly<Record<string, Field>> = {
  mot: 'stars1',
  hai: 'stars2',
  ba: 'stars3',
  bon: 'stars4',
  nam: 'stars5',
};

/** "Cấp huyện", "Hội đồng cấp tỉnh": whose points or stars stand below. */
const COUNCIL =
  /^((hoi dong|hd|ubnd) )?(cap )?(xa|huyen|tinh|thanh pho|trung uong|tw|quoc gia)( (danh gia|cham|cong nhan))?$/;

/** Words that mean something only under the heading above them. */
const UNDER: readonly (readonly [own: RegExp, above: RegExp, field: Field])[] = [
  [COUNCIL, /\bdiem\b(?! (ban|gioi thieu|den|du lich))/, 'points'],
  [COUNCIL, /\b(hang|so|xep|dat) sao\b|\b(xep|phan) hang\b/, 'stars'],
  [COUNCIL, /^(so )?(quyet dinh|qd)\b/, 'decisionNumber'],
  [/^(so|so hieu|so ky hieu|ky hieu|so qd)$/, /quyet dinh|\bqd\b|van ban|can cu|cong nhan/, 'decisionNumber'],
  [
    /^(ngay|ngay thang|ngay thang nam|thoi gian|ngay ky|thang nam|ngay cap|ngay ban hanh)$/,
    /quyet dinh|\bqd\b|van ban|can cu|cong nhan|giay chung nhan/,
    'decisionDate',
  ],
  [/^(nam)$/, /quyet dinh|\bqd\b|cong nhan/, 'year'],
  [
    /^(co quan|don vi|noi|cap|noi ban hanh|nguoi ky)( ban hanh| ky| cap)?$/,
    /quyet dinh|\bqd\b|van ban|can cu/,
    'issuer',
  ],
  [/^(so|so hieu|ma so|so ky hieu|ky hieu|so vao so)$/, /giay chung nhan|gcn/, 'certificateNumber'],
  [/^(tu|mo)$/, /^(gio|thoi gian|khung gio|mo cua)\b/, 'hours'],
  [/^(den|dong)$/, /^(gio|thoi gian|khung gio|mo cua)\b/, 'closes'],
  [
    /^(ten|ho ten|ten goi|don vi|ten don vi)$/,
    /chu the|don vi|co so|nha san xuat|doanh nghiep|hop tac xa/,
    'producer',
  ],
  [/^(ten|ten goi)$/, /san pham|hang hoa|\bsp\b/, 'product'],
  [/^(ten)$/, /diem ban|cua hang|diem gioi thieu/, 'name'],
  [/^(loai|ten|nhom)$/, /nhom|nganh|bo san pham/, 'group'],
  [/^(hang|sao|hang sao|ket qua|so sao|xep hang)$/, /./, 'stars'],
  [/^(tu|den|tu ngay|den ngay|het han)$/, /hieu luc|thoi han|gia tri|cong nhan/, 'validUntil'],
];

/**
 * What a column means.
 *
 * @param own the lowest heading over it.
 * @param above the headings over that one, joined.
 */
export function meaningOf(own: string, above = ''): Meaning | null {
  // What a long heading explains in brackets says how to fill the column in.
  const words = foldedWords(own.length > 100 ? own.replace(/(?<=.{3})\(.*$/s, '').slice(0, 200) : own);
  const over = foldedWords(above.slice(0, 300));
  const star = starColumn(own, words);
  if (star) return { field: star, weight: 9 };
  if (/^\s*[#№]\s*$/.test(own)) return { field: 'index', weight: 9 };
  if (words === '') return over === '' ? null : meaningOf(above);
  if (namesBoth(own)) return { field: 'product', weight: 5 };
  const wide = accentWords(own);
  for (const [mine, theirs, field] of UNDER) {
    if (mine.test(words) && theirs.test(over))
      return field === 'validUntil' && /^tu\b/.test(words)
        ? { field: 'decisionDate', weight: 8 }
        : { field, weight: 9 };
  }
  if (NOT.test(words) || words.split(' ').length > 16) return null;
  const found = RULES.find(
    ([field, , pattern]) => pattern.test(words) && !(field === 'stars' && /hàng/.test(wide)),
  );
  if (found) return { field: found[0], weight: found[1] };
  if (/^(tên )?hàng\b/.test(wide)) return { field: 'product', weight: 7 };
  // "Sản phẩm - Tên", "Chủ thể (Tên, địa chỉ)": together they may say what neither does alone.
  if (over === '') return null;
  const both = RULES.find(([, , pattern]) => pattern.test(`${over} ${words}`));
  return both ? { field: both[0], weight: Math.min(4, both[1]) } : null;
}

/** "Chủ thể/Sản phẩm": a column in which the goods stand under whoever makes them. */
export function namesBoth(heading: string): boolean {
  return /^(ten )?((chu the|don vi|co so|htx|hop tac xa|doanh nghiep|dia phuong|huyen)( san xuat| ocop)?\s*([/,;&+-]|va)\s*(ten )?)+(cac )?(san pham|sp)\b/.test(
    fold(heading),
  );
}

/**
 * How much what a column holds counts beside another one of the same field: below 0 what was asked for, hoped for
 * or is over; above it the higher the later or the higher the council.
 */
export function standingOf(heading: string): number {
  const words = foldedWords(heading);
  if (
    /\b(de nghi|de xuat|tu cham|tu danh gia|du kien|dang ky|tiem nang|hien (tai|nay|co)|truoc (day|khi)|da dat|phan dau|muc tieu|so bo|to (tu van|giup viec))\b/.test(
      words,
    ) &&
    !/\b(duoc|ket qua) (cong nhan|phan hang|xep hang)\b/.test(words)
  )
    return -1;
  if (
    /\b(trung uong|quoc gia|bo nn|bo nong nghiep|nang hang|moi)\b|\b(cong nhan|danh gia|phan hang) lai\b/.test(
      words,
    )
  )
    return 4;
  if (/\b(tinh|thanh pho)\b/.test(words)) return 3;
  if (/\b(huyen|quan|thi xa|xa|lan dau|cu)\b/.test(words)) return 1;
  return 2;
}

/** As `standingOf`, for units: those of today before those that were. */
export function standingOfUnit(heading: string): number {
  const words = foldedWords(heading);
  if (/\b(moi|hien (nay|tai)|sau (khi )?(sap nhap|sap xep))\b/.test(words)) return 2;
  return /\b(cu|truoc)\b/.test(words) ? 0 : 1;
}

function starColumn(own: string, words: string): Field | null {
  const signs = /^\s*([★⭐*]{1,5})\s*$/u.exec(own)?.[1] ?? /^\s*([1-5])\s*[★⭐*]\s*$/u.exec(own)?.[1];
  if (signs) return `stars${/\d/.test(signs) ? signs : [...signs].length}` as Field;
  const named = STAR_COLUMN.exec(words);
  if (!named) return null;
  return named[1] ? (`stars${named[1]}` as Field) : STAR_WORDS[named[2]!]!;
}

/** Whether a heading says that its numbers are of one kind with others: used to tell sheets apart. */
export function headingSaysClaim(heading: string): boolean {
  return /ocop/.test(fold(heading));
}
