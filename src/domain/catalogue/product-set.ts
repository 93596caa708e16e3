/** The six sectors (ngành) of goods and services. */
export type SectorNumber = 1 | 2 | 3 | 4 | 5 | 6;

/** Kinds of label content that the law tells apart. */
export type LabelKind =
  | 'food'
  | 'fresh'
  | 'alcohol'
  | 'drink'
  | 'supplement'
  | 'cosmetic'
  | 'textile'
  | 'handicraft'
  | 'other'
  | 'service';

export type ManagingBody = 'agriculture' | 'trade' | 'health' | 'culture';

export type ProductSet = {
  number: number;
  name: string;
  sector: SectorNumber;
  /** Group (nhóm), 1 to 17 through all sectors; `groups` of sector 6 count as one. */
  group: number;
  managedBy: readonly ManagingBody[];
  label: LabelKind;
};

export const SECTORS: Readonly<Record<SectorNumber, string>> = {
  1: 'Thực phẩm',
  2: 'Đồ uống',
  3: 'Dược liệu và sản phẩm từ dược liệu',
  4: 'Hàng thủ công mỹ nghệ',
  5: 'Sinh vật cảnh',
  6: 'Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch',
};

/** The 17 groups (nhóm), numbered through; the decree numbers them anew in each sector. */
export const GROUPS: readonly { number: number; sector: SectorNumber; name: string; slug: string }[] = [
  { number: 1, sector: 1, name: 'Thực phẩm tươi sống', slug: 'tuoi-song' },
  { number: 2, sector: 1, name: 'Thực phẩm thô, sơ chế', slug: 'so-che' },
  { number: 3, sector: 1, name: 'Thực phẩm chế biến', slug: 'che-bien' },
  { number: 4, sector: 1, name: 'Gia vị', slug: 'gia-vi' },
  { number: 5, sector: 1, name: 'Chè', slug: 'che' },
  { number: 6, sector: 1, name: 'Cà phê, ca cao', slug: 'ca-phe-ca-cao' },
  { number: 7, sector: 2, name: 'Đồ uống có cồn', slug: 'do-uong-co-con' },
  { number: 8, sector: 2, name: 'Đồ uống không cồn', slug: 'do-uong-khong-con' },
  {
    number: 9,
    sector: 3,
    name: 'Thực phẩm chức năng, thuốc từ dược liệu, thuốc cổ truyền',
    slug: 'thuc-pham-chuc-nang',
  },
  { number: 10, sector: 3, name: 'Mỹ phẩm có thành phần từ dược liệu', slug: 'my-pham' },
  { number: 11, sector: 3, name: 'Tinh dầu và dược liệu khác', slug: 'tinh-dau' },
  { number: 12, sector: 4, name: 'Thủ công mỹ nghệ gia dụng, trang trí', slug: 'thu-cong' },
  { number: 13, sector: 4, name: 'Vải, may mặc', slug: 'vai-may-mac' },
  { number: 14, sector: 5, name: 'Hoa', slug: 'hoa' },
  { number: 15, sector: 5, name: 'Cây cảnh', slug: 'cay-canh' },
  { number: 16, sector: 5, name: 'Động vật cảnh', slug: 'dong-vat-canh' },
  { number: 17, sector: 6, name: 'Du lịch cộng đồng, du lịch sinh thái, điểm du lịch', slug: 'du-lich' },
];

const set = (
  number: number,
  group: number,
  name: string,
  label: LabelKind,
  ...managedBy: ManagingBody[]
): ProductSet => ({ number, name, sector: GROUPS[group - 1]?.sector ?? 6, group, managedBy, label });

/**
 * The 26 sets of goods (bộ sản phẩm), each with its own scoring sheet.
 *
 * @source Decision 26/2026/QĐ-TTg, Annexes I and II; managing bodies as Decree 15/2018/NĐ-CP.
 */
export const PRODUCT_SETS: readonly ProductSet[] = [
  set(1, 1, 'Rau, củ, quả, hạt tươi', 'fresh', 'agriculture'),
  set(2, 1, 'Thịt, thủy sản, trứng, sữa tươi', 'fresh', 'agriculture'),
  set(3, 2, 'Gạo, ngũ cốc, hạt sơ chế khác', 'food', 'agriculture'),
  set(4, 2, 'Mật ong, mật khác và nông sản thực phẩm khác', 'food', 'agriculture'),
  set(5, 3, 'Đồ ăn nhanh', 'food', 'trade'),
  set(6, 3, 'Chế biến từ gạo, ngũ cốc', 'food', 'agriculture', 'trade'),
  set(7, 3, 'Chế biến từ rau, củ, quả, hạt', 'food', 'agriculture'),
  set(8, 3, 'Chế biến từ thịt, thủy sản, trứng, sữa, mật', 'food', 'agriculture', 'trade'),
  set(9, 4, 'Tương, nước mắm, gia vị dạng lỏng khác', 'food', 'agriculture'),
  set(10, 4, 'Gia vị khác (muối, hành, tỏi, tiêu…)', 'food', 'agriculture'),
  set(11, 5, 'Chè tươi, chè chế biến', 'food', 'agriculture'),
  set(12, 5, 'Sản phẩm trà từ thực vật khác', 'food', 'agriculture'),
  set(13, 6, 'Cà phê, ca cao', 'food', 'agriculture'),
  set(14, 7, 'Rượu trắng', 'alcohol', 'trade'),
  set(15, 7, 'Đồ uống có cồn khác', 'alcohol', 'trade'),
  set(16, 8, 'Nước khoáng thiên nhiên, nước uống đóng chai', 'drink', 'health'),
  set(17, 8, 'Đồ uống không cồn khác', 'drink', 'trade'),
  set(18, 9, 'Thực phẩm chức năng, thuốc dược liệu, thuốc cổ truyền', 'supplement', 'health'),
  set(19, 10, 'Mỹ phẩm có thành phần từ dược liệu', 'cosmetic', 'health'),
  set(20, 11, 'Tinh dầu và dược liệu khác', 'other', 'health', 'trade'),
  set(21, 12, 'Thủ công mỹ nghệ gia dụng, trang trí', 'handicraft', 'trade', 'agriculture'),
  set(22, 13, 'Vải, may mặc', 'textile', 'trade'),
  set(23, 14, 'Hoa', 'other', 'agriculture'),
  set(24, 15, 'Cây cảnh', 'other', 'agriculture'),
  set(25, 16, 'Động vật cảnh', 'other', 'agriculture'),
  set(
    26,
    17,
    'Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch',
    'service',
    'culture',
    'agriculture',
  ),
];

export function productSet(number: number): ProductSet {
  const found = PRODUCT_SETS[number - 1];
  if (!found) throw new RangeError(`no product set ${number}`);
  return found;
}

/**
 * Whether the goods are alcohol, which is not shown before a visitor has given their age.
 *
 * @source Decree 24/2020/NĐ-CP, article 6; sets 14 and 15 of Decision 26/2026/QĐ-TTg.
 */
export function isAlcohol(setNumber: number | null): boolean {
  return setNumber === 14 || setNumber === 15;
}

/** One sign and one wash of colour for each sector; see the look. */
export function sectorOf(setNumber: number | null): SectorNumber | null {
  return setNumber === null ? null : productSet(setNumber).sector;
}

/** Whether goods do not keep: fresh food, flowers, living plants and animals. */
export const isFresh = (number: number | null): boolean => {
  if (number === null) return false;
  const { label, sector } = productSet(number);
  return label === 'fresh' || sector === 5;
};
