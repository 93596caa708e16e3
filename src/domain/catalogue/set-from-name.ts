/**
 * Which of the 26 sets of goods a name belongs to, where no one says. A guess, and marked as one: it puts
 * the goods on a shelf, and it must not miss alcohol, which the law hides until an age is given.
 */

import type { SetBasis } from './product.ts';
import { accentWords, foldedWords, hasAccents } from '#src/domain/shared/text.ts';

/** Words of a group column to the sets that they leave open; the first that fits. */
const GROUP_WORDS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/khong con|nuoc giai khat/, [16, 17]],
  [/ruou trang/, [14]],
  [/co con|\bruou\b|\bbia\b/, [14, 15]],
  [/nuoc khoang|nuoc uong dong chai/, [16]],
  [/do uong/, [14, 15, 16, 17]],
  [/du lich|homestay/, [26]],
  [/my pham/, [19]],
  [/tinh dau/, [20]],
  [/thuc pham chuc nang|thuoc (tu|duoc|co truyen)/, [18]],
  [/duoc lieu|thao duoc/, [18, 19, 20]],
  [/(thu cong|my nghe|luu niem|noi that|trang tri).*(vai|may mac)/, [21, 22]],
  [/\bvai\b.*may mac|may mac|det may/, [22]],
  [/thu cong|my nghe|luu niem|noi that|trang tri|gom su|may tre/, [21]],
  [/cay canh/, [24]],
  [/dong vat canh/, [25]],
  [/sinh vat canh/, [23, 24, 25]],
  [/^hoa( tuoi)?$/, [23]],
  [/ca phe|ca cao/, [13]],
  [/(?<!so )\bche\b(?! bien)|\btra\b/, [11, 12]],
  [/gia vi/, [9, 10]],
  [/mat ong/, [4]],
  [/rau cu qua( hat)? tuoi|^rau/, [1]],
  [/tuoi song/, [1, 2]],
  [/so che|thuc pham tho/, [3, 4]],
  [/do an nhanh/, [5]],
  [/che bien/, [5, 6, 7, 8]],
  [/thuc pham|nong san/, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
];

/** Goods that only speak of alcohol: dishes, yeast, vessels. Told by the word that they begin with. */
const NOT_ALCOHOL =
  /^(?:bộ |combo |sản phẩm )*(cơm|nấm|men|nem|giấm|dấm|thịt|cá|gà|vịt|bò|heo|lợn|bánh|kẹo|chocolate|socola|sô cô la|mứt|ốc|tôm|mực|gạo|nếp|bình|chén|ấm|chum|vò|hũ gốm|giỏ|hộp gỗ|tủ|kệ|xà phòng|lạp xưởng|nước chấm|muối|trứng|com|nam|bia bọt|bìa|kem|dầu gội|nho|hèm nuôi)( |$)/;
const ALCOHOL =
  /(^| )(rượu|ruou|vodka|whisky|whiskey|brandy|soju|sake|champagne|sâm panh|cocktail|hèm rượu|bia|wine|cider|mead)( |$)/;
const WINE =
  /(^| )(rượu )?vang (nho|sim|mơ|dâu|mận|chuối|dứa|khóm|thanh long|trái cây|hoa quả|đỏ|hồng|trắng|đà lạt|điều|vải|táo|mía|gấc|chanh|xoài|bưởi|mác mật|mắc mật|thốt nốt|dừa|ổi)( |$)/;
const NO_ALCOHOL = /không (có )?cồn|khong con|0 ?độ|0 cồn/;
/** What a white spirit is made of or called; other alcohol is set 15. */
const OTHER_ALCOHOL =
  /(^| )(vang|bia|wine|cider|sim|mơ|mận|dâu|táo|nho|chuối|ba kích|sâm|đinh lăng|ngâm|cần|hoa quả|trái cây|dứa|đông trùng|nhung|mật ong|cocktail|champagne|sâm panh|mác mật|mắc mật|táo mèo|sơn tra|đào|vải|thanh long|chanh|nấm|linh chi|hồng|nếp cẩm|cẩm)( |$)/;

/** The first that fits says the set. Words stand between spaces; accents count. */
const NAME_WORDS: readonly (readonly [number, RegExp])[] = [
  [
    26,
    / (du lịch|homestay|farmstay|ecohost|bungalow|làng văn hóa|khu sinh thái|điểm đến|tour|nhà cổ|resort|lưu trú|trải nghiệm) /,
  ],
  [25, / (cá cảnh|chim cảnh|gà cảnh|động vật cảnh|gà đông cảnh) /],
  [24, / (cây cảnh|bonsai|quất cảnh|cây mai|mai vàng|cây giống|đào cảnh|cây đào|sanh cảnh|tiểu cảnh) /],
  [
    19,
    / (mỹ phẩm|xà phòng|xà bông|dầu gội|son dưỡng|son môi|sữa rửa mặt|kem dưỡng|kem trị|serum|toner|nước hoa|muối ngâm|muối tắm|dầu massage|cao bồ kết|bồ kết|sữa tắm|nước tẩy trang|mặt nạ|dầu xả|nước rửa|nước gội) /,
  ],
  [
    20,
    / (tinh dầu|dược liệu|ba kích tươi|sâm ngọc linh|hà thủ ô khô|nấm linh chi|dầu gió|dầu tràm|dầu xoa|xoa bóp|cao dán) /,
  ],
  [
    18,
    / (viên|thực phẩm chức năng|thực phẩm bảo vệ sức khỏe|đông trùng|tinh nghệ|curcumin|nano|thuốc|cao (lá|cà gai|chè vằng|xạ đen|ban long|hươu|ngựa|atiso|khô|lỏng|mềm|dược liệu|gắm|an xoa|đinh lăng|ích mẫu)|nhung hươu|bột (tam thất|nghệ nếp)|tinh bột nghệ) /,
  ],
  [
    22,
    / (thổ cẩm|vải (lụa|lanh|thổ|tơ|dệt|đũi)|lụa|khăn (rằn|lụa|choàng|dệt|đũi)|áo (dài|bà ba|len|thun|vest|sơ mi)|váy|trang phục|tơ tằm|đũi|chăn (bông|len)|quần áo|khăn) /,
  ],
  [
    21,
    / (gốm|mây|tre|cói|nón|đũa|tranh|tượng|gỗ mỹ nghệ|gỗ|chạm|đúc đồng|trống|chiếu|giỏ|thúng|chổi|nhang|trầm hương|đèn|dao|thêu|sơn mài|mỹ nghệ|đồ thờ|khảm|lục bình|bèo|sứ|đan|điêu khắc|mô hình|con giống|tò he|búp bê|túi xách|móc khóa|bàn ghế|guốc|kiếm|nỏ|sáo|đàn|võng|lưới|thuyền) /,
  ],
  [21, /^ (hương|nhang|trầm) /],
  [13, / (cà phê|cafe|coffee|ca cao|cacao|cà phê bột|socola|sô cô la|chocolate) /],
  [16, / (nước khoáng|nước tinh khiết|nước uống (đóng|tinh)|nước suối|nước đóng (chai|bình)|nước ion) /],
  [
    9,
    / (nước mắm|mắm (nêm|tôm|ruốc|cáy|tép|cái|rươi|ba khía)|tương (ớt|bần|cà|nếp|đậu|hột)?|nước tương|xì dầu|giấm|dấm|sa tế|dầu hào|nước màu|nước chấm|nước cốt gia vị|sốt) /,
  ],
  [
    17,
    / (nước (ép|cốt|dừa|mía|yến|giải khát|sâm|trái cây|hoa quả|gạo|nha đam|mát|uống|chanh|gừng|mơ|dâu|táo|tầm bóp|bí đao|me|sấu|gấc)|siro|sirô|syrup|si rô|sữa (đậu nành|hạt|ngô|bắp|gạo|đậu|sen)|kombucha|soda|trà sữa|thức uống|đồ uống|lên men dạng nước) /,
  ],
  [4, /^ (mật|sữa ong chúa|phấn hoa|sáp ong|keo ong|đường (thốt nốt|phên|mía|hoa dừa)|mật hoa) /],
  [
    11,
    / ((trà|chè) (xanh|shan|san tuyết|ô long|olong|oolong|đen|tân cương|thái nguyên|nõn|đinh|búp|móc câu|lài|nhài|mộc châu|suối giàng|cổ thụ|tà xùa|bát tiên|kim tuyên|khô|sao|tuyết|bạch|tươi|ướp)) /,
  ],
  [
    12,
    / ((trà|chè) (vằng|dây|đắng|hoa|thảo|gừng|túi|mướp|atiso|xạ|cà gai|giảo|đinh lăng|sen|lá|gạo|bụp|khổ qua|nấm|sâm|hà|cúc|đậu|quế|sả|cỏ|râu|hòa|dưỡng|diệp|rau|linh|hoàn|ngải|sim|táo|ổi|nụ|hồng|chùm|bí|dược|mãng)) /,
  ],
  [11, /^ (chè) /],
  [12, / (trà) /],
  [
    10,
    /^ (muối|tiêu|hạt tiêu|ớt bột|bột ớt|bột nghệ|bột gừng|bột tỏi|bột canh|gia vị|bột gia vị|hành|tỏi|mắc khén|hạt dổi|hạt nêm|quế|hồi|chẩm chéo|bột riềng|bột quế|bột cà ri|ngũ vị|hồ tiêu|tỏi đen|sả bột|nghệ|hành phi) /,
  ],
  [
    10,
    / (muối (tiêu|ớt|chấm|tôm|kiến|hồng|vừng|mè|tre|khoáng|biển|lạc|ngũ)|chẩm chéo|hạt nêm|hồ tiêu|hạt dổi|mắc khén) /,
  ],
  [
    8,
    / (giò|chả|nem|xúc xích|lạp xưởng|lạp sườn|ruốc|chà bông|khô (cá|bò|gà|trâu|nai|mực|ếch|rắn|nhái|vịt|heo|trâu)|cá (khô|kho|sấy|hộp|một nắng|cơm|chỉ vàng|thính|mắm|muối|nướng|ủ|rim)|tôm (khô|chua|một nắng)|mực (khô|một nắng|rim|ghim)|thịt (chua|khô|hun|gác|sấy|lợn gác|trâu gác|muối|heo gác|treo|đông|kho|xông|ngựa khô|ba chỉ)|gác bếp|hun khói|trứng (muối|vịt muối|bắc thảo)|yến sào|yến chưng|tổ yến|yến|chả mực|sữa chua|phô mai|pate|bò khô|gà (ủ|nướng|quay|xé|khô)|vịt (quay|ủ|khô|muối)|bò (khô|một nắng)|mắm|dăm bông|bì|tóp mỡ|kho quẹt|sứa|ruốc|bê thui|nem chua|đông lạnh chế biến|ủ muối|một nắng) /,
  ],
  [8, /^ (yến|mắm|khô|giò|chả|nem) /],
  [5, / (snack|bim bim|ăn liền|ăn nhanh) /],
  [
    6,
    / (bánh|bún|phở|miến|mì|mỳ|cốm|cơm cháy|xôi|ngũ cốc|bỏng|hủ tiếu|cơm lam|cháo|bột gạo|bột nếp|bột ngũ|tinh bột gạo|cơm rượu|bột bánh|đa nem|sợi|nui|bột mì|mạch nha|men (lá|rượu)|chè lam|cơm sấy|gạo lứt sấy|gạo sấy|bột gạo lứt|bỏng gạo|kẹo gạo) /,
  ],
  [
    7,
    / (sấy|mứt|ô mai|xí muội|chip|chips|khô|bột|tinh bột|muối chua|dưa (muối|món|chua|cà)|kim chi|đậu phụ|tàu hũ|tào phớ|rang|tẩm|kẹo|dầu (lạc|dừa|mè|vừng|đậu|phộng|gấc|sachi|ăn|hạt|điều|bơ|olive|đậu phộng|thực vật|mắc ca)|rong biển|thạch|rau câu|đồ hộp|ngâm|bơ đậu|bơ lạc|cơm dừa|dừa (sợi|nạo)|mộc nhĩ|nấm (khô|hương khô)|măng (khô|ngâm|chua|ớt)|cà (muối|pháo)|khoai (dẻo|gieo|sấy)|chuối (ép|ngào)|hạt (điều|sen|mắc ca|macca|dẻ|bí|é|chia)|mắc ca|macca|điều|lạc rang|váng đậu|đậu hũ|củ cải|nước cốt dừa) /,
  ],
  [
    3,
    / (gạo|nếp|lúa|ngô|đậu (xanh|đen|nành|đỏ|tương|trắng)|lạc|đậu phộng|kê|vừng|mè|hạt (kê|diêm mạch|ý dĩ)|ý dĩ|tam giác mạch|yến mạch) /,
  ],
  [
    2,
    / (thịt|cá|tôm|cua|gà|vịt|ngan|ngỗng|trứng|ốc|lươn|ba ba|baba|bò|lợn|heo|dê|ngao|nghêu|hàu|sò|mực|ếch|sữa tươi|chim|cừu|thỏ|trâu|ghẹ|tu hài|cáy|rươi|sữa|bồ câu|chạch|sá sùng|bào ngư|ong non|nhộng|châu chấu|đà điểu|nhum) /,
  ],
  [23, /^ (hoa) /],
  [
    1,
    / (rau|củ|quả|trái|cam|bưởi|xoài|na|nhãn|vải|thanh long|dưa|ổi|mít|sầu riêng|chuối|dứa|khóm|khoai|su su|cà chua|bí|ớt|nấm|măng|quýt|chanh|dâu|mãng cầu|hồng|mận|đào|táo|lê|nho|bơ|dừa|chôm chôm|bòn bon|gấc|sen|sắn|cà rốt|bắp cải|súp lơ|cải|hành|tỏi|gừng|nghệ|mướp|đậu|vú sữa|roi|khế|me|sấu|lựu|quất|tắc|hạnh|kiwi|phật thủ|mía|củ đậu|bắp|atiso|actiso|giá đỗ|hạt|sim|dổi|thảo quả|sâm) /,
  ],
];

const NAME_WORDS_FOLDED = NAME_WORDS.map(
  ([set, pattern]) => [set, new RegExp(foldPattern(pattern.source))] as const,
);

function foldPattern(source: string): string {
  return source
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('đ', 'd');
}

/**
 * The set that the group column or the name tells, and which of them told it; `null` when neither does.
 *
 * @param group words of the list's own column of groups; they go before the name.
 */
export function setFromName(
  name: string,
  group: string | null = null,
): { set: number; basis: SetBasis } | null {
  const open = group === null ? null : setsOfGroup(group);
  const guess = setInName(name);
  // A list that puts spirits among foods does not make them food.
  if (
    guess !== null &&
    (guess === 14 || guess === 15) &&
    !(open?.every((set) => set >= 18) ?? false) &&
    !NO_ALCOHOL.test(wordsOf(name))
  ) {
    return open?.length === 1 && (open[0] === 14 || open[0] === 15)
      ? { set: open[0], basis: 'stated' }
      : { set: guess, basis: 'from_name' };
  }
  if (open === null) return guess === null ? null : { set: guess, basis: 'from_name' };
  if (open.length === 1) return { set: open[0]!, basis: 'stated' };
  if (guess !== null && open.includes(guess)) return { set: guess, basis: 'from_name' };
  // Alcohol by its group, of whatever kind: better hidden than missed.
  if (open.every((set) => set === 14 || set === 15)) return { set: 15, basis: 'stated' };
  return null;
}

/** Sets that the words of a group column leave open; `null` when they say nothing that we know. */
export function setsOfGroup(group: string): readonly number[] | null {
  // The innermost of several levels says most.
  for (const part of group.split(/[/>|]/).toReversed()) {
    const words = foldedWords(part);
    const number = /^bo (?:san pham )?(?:so )?(\d{1,2})$/.exec(words)?.[1];
    if (number && Number(number) >= 1 && Number(number) <= 26) return [Number(number)];
    const found = GROUP_WORDS.find(([pattern]) => pattern.test(words));
    if (found) return found[1];
  }
  return null;
}

function wordsOf(name: string): string {
  // "4*_KHÔ CÁ", "1 kg Khô cá", "Combo 3 túi Gạo": what comes before the goods.
  return accentWords(name.replace(/_/g, ' '))
    .replace(/^((\d+|kg|g|túi|hộp|chai|combo|set|gói|lít|l|ml|bộ|hũ|lọ)\s+)+(?=\p{L})/u, '')
    .trim();
}

function setInName(name: string): number | null {
  const words = wordsOf(name);
  if (words === '') return null;
  if (ALCOHOL.test(words) || WINE.test(words) || (!hasAccents(name) && /(^| )(ruou|bia)( |$)/.test(words))) {
    const isOnlyAbout =
      NOT_ALCOHOL.test(words) ||
      NO_ALCOHOL.test(words) ||
      (/xoa bóp|(^| )(ủ|sốt|hấp|tẩm|ngâm) (rượu|bia)( |$)(?=.*)/.test(words) && NOT_ALCOHOL.test(words));
    if (!isOnlyAbout)
      return OTHER_ALCOHOL.test(words) && !/ (nếp|men lá) (?!cẩm)/.test(` ${words} `) ? 15 : 14;
  }
  const spaced = ` ${words} `;
  return setOfWords(spaced, NAME_WORDS) ?? (hasAccents(name) ? null : setOfWords(spaced, NAME_WORDS_FOLDED));
}

/** What is done to fresh goods that makes them processed ones. */
const PROCESSED: readonly (readonly [from: number, to: number, pattern: RegExp])[] = [
  [1, 7, / (sấy|khô|muối|ngâm|rang|tẩm|dẻo|chua|chip|chips|mứt|ngào|rim|hộp|say|kho|muoi|ngam) /],
  [
    2,
    8,
    / (khô|sấy|một nắng|hun khói|gác bếp|ủ|muối|kho|rim|xé|quay|nướng|chua|hộp|xông khói|tẩm|rang|sốt|treo|mot nang|gac bep) /,
  ],
  [3, 6, / (sấy|rang|bỏng|ăn liền|lên men|say) /],
];

/** The goods come first in a name, the brand last: the earliest word counts. */
function setOfWords(spaced: string, rules: readonly (readonly [number, RegExp])[]): number | null {
  let best: { set: number; at: number } | null = null;
  for (const [set, pattern] of rules) {
    const at = pattern.exec(spaced)?.index;
    if (at !== undefined && (best === null || at < best.at)) best = { set, at };
  }
  if (best === null) return null;
  if (best.set === 7 && spaced.includes(' tươi ')) return 1;
  return PROCESSED.find(([from, , pattern]) => from === best.set && pattern.test(spaced))?.[1] ?? best.set;
}
