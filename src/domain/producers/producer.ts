import { foldedWords } from '#src/domain/shared/text.ts';

/**
 * Who may take part.
 *
 * @source Decision 26/2026/QĐ-TTg, article 2.3.
 */
export const PRODUCER_KINDS = [
  'cooperative',
  'cooperative_group',
  'enterprise',
  'farm',
  'household',
  'association',
  'operating_centre',
] as const;
export type ProducerKind = (typeof PRODUCER_KINDS)[number];

/** Ways to write a legal form, folded, longest first; what stays of a name without them tells producers apart. */
const LEGAL_FORMS: readonly (readonly [form: RegExp, kind: ProducerKind])[] = [
  [/^(lien hiep )?(hop tac xa|htx)\b/, 'cooperative'],
  [/^(to hop tac|tht)\b/, 'cooperative_group'],
  [/^trang trai\b/, 'farm'],
  [/^(ho kinh doanh|hkd|ho san xuat|ho gia dinh|co so san xuat|cssx|co so|ho|ong|ba)\b/, 'household'],
  [/^(chi nhanh |tong )?(cong ?ty|cty|doanh nghiep|dntn)\b/, 'enterprise'],
  [/^(hiep hoi|hoi)\b/, 'association'],
  [/^(trung tam dieu hanh|ban quan ly)\b/, 'operating_centre'],
];

/** Kind of producer as far as its name tells; `null` when it does not. */
export function producerKindOf(name: string): ProducerKind | null {
  const words = foldedWords(name);
  return LEGAL_FORMS.find(([form]) => form.test(words))?.[1] ?? null;
}

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/\bhop tac xa\b/g, 'htx'],
  [/\bto hop tac\b/g, 'tht'],
  [/\bcong ?ty\b/g, 'cty'],
  [/\bdoanh nghiep tu nhan\b/g, 'dntn'],
  [/\bho kinh doanh\b/g, 'hkd'],
  [/\bco so san xuat\b/g, 'cssx'],
  [/\btrach nhiem huu han\b/g, 'tnhh'],
  [/\bco phan\b/g, 'cp'],
  [/\bmot thanh vien\b/g, 'mtv'],
  [/\bthuong mai\b/g, 'tm'],
  [/\bdich vu\b/g, 'dv'],
  [/\bsan xuat\b/g, 'sx'],
  [/\bnong nghiep\b/g, 'nn'],
  [/\bva\b/g, ''],
];

/** The key under which one producer is found however a list shortens its legal form: HTX, Hợp tác xã. */
export function producerKey(name: string): string {
  let key = foldedWords(name);
  for (const [long, short] of SPELLINGS) key = key.replace(long, short);
  return key.replace(/ +/g, ' ').trim();
}
