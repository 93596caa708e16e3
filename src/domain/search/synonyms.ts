import { foldWord, searchWords } from './words.ts';

/** Names of one thing in the north, the middle and the south. Only pairs that nearly never mean two things. */
const SAME: readonly (readonly string[])[] = [
  ['chè', 'trà'],
  ['lợn', 'heo'],
  ['ngô', 'bắp'],
  ['lạc', 'đậu phộng', 'đậu phụng'],
  ['dứa', 'thơm', 'khóm'],
  ['mướp đắng', 'khổ qua'],
  ['hạt điều', 'đào lộn hột'],
  ['ca cao', 'cacao', 'sô cô la', 'socola', 'chocolate'],
  ['sắn', 'khoai mì'],
  ['vừng', 'mè'],
  ['hồng xiêm', 'sapoche', 'sa pô chê'],
  ['tương ớt', 'sốt ớt'],
  ['nấm mèo', 'mộc nhĩ'],
  ['giò lụa', 'chả lụa'],
  ['lạp xưởng', 'lạp xường', 'lạp sườn'],
  ['chanh leo', 'chanh dây'],
  ['ruốc thịt', 'chà bông'],
  ['ruốc heo', 'ruốc lợn', 'chà bông heo'],
  ['tôm nõn', 'tôm khô'],
  ['bát', 'chén'],
  ['tinh dầu tràm', 'dầu tràm'],
  ['sữa chua', 'da ua', 'yaourt'],
  ['thịt trâu gác bếp', 'trâu gác bếp', 'trâu khô'],
  ['xúc xích', 'sausage'],
  ['nhãn sấy', 'long nhãn'],
  ['dầu lạc', 'dầu phộng', 'dầu đậu phộng'],
  ['homestay', 'nhà nghỉ cộng đồng'],
];

/** Read one way only: what the left is called may not be found by the right. Several readings: any will do. */
const MEANS: readonly (readonly [typed: string, ...read: string[]])[] = [
  ['fish sauce', 'nước mắm'],
  ['shrimp paste', 'mắm tôm', 'mắm ruốc'],
  ['soy sauce', 'nước tương', 'xì dầu'],
  ['chili sauce', 'tương ớt'],
  ['chilli sauce', 'tương ớt'],
  ['chili', 'ớt'],
  ['chilli', 'ớt'],
  ['honey', 'mật ong'],
  ['molasses', 'mật mía'],
  ['rice wine', 'rượu nếp', 'rượu gạo', 'rượu ngô', 'rượu cần', 'rượu trắng', 'rượu men'],
  ['wine', 'rượu', 'vang'],
  ['liquor', 'rượu'],
  ['alcohol', 'rượu'],
  ['beer', 'bia'],
  ['coffee', 'cà phê'],
  ['coffe', 'cà phê'],
  ['ca fe', 'cà phê'],
  ['cafe', 'cà phê'],
  ['caphe', 'cà phê'],
  ['green tea', 'chè xanh', 'trà xanh', 'chè', 'trà'],
  ['herbal tea', 'trà'],
  ['lotus tea', 'trà sen', 'chè sen'],
  ['tea', 'chè', 'trà'],
  ['cocoa', 'ca cao', 'cacao'],
  ['cashew', 'hạt điều'],
  ['cashews', 'hạt điều'],
  ['cashew nuts', 'hạt điều'],
  ['cashew nut', 'hạt điều'],
  ['peanut', 'lạc', 'đậu phộng'],
  ['peanuts', 'lạc', 'đậu phộng'],
  ['macadamia nuts', 'mắc ca', 'macca'],
  ['macadamia', 'mắc ca', 'macca', 'macadamia'],
  ['sesame', 'vừng', 'mè'],
  ['coconut', 'dừa'],
  ['coconut oil', 'dầu dừa'],
  ['coconut candy', 'kẹo dừa'],
  ['coconut water', 'nước dừa'],
  ['pineapple', 'dứa', 'khóm', 'thơm'],
  ['banana', 'chuối'],
  ['mango', 'xoài'],
  ['dried mango', 'xoài sấy'],
  ['orange', 'cam'],
  ['pomelo', 'bưởi'],
  ['grapefruit', 'bưởi'],
  ['lychee', 'vải'],
  ['litchi', 'vải'],
  ['longan', 'nhãn'],
  ['durian', 'sầu riêng'],
  ['dragon fruit', 'thanh long'],
  ['avocado', 'bơ'],
  ['custard apple', 'na', 'mãng cầu'],
  ['passion fruit', 'chanh leo', 'chanh dây'],
  ['persimmon', 'hồng'],
  ['strawberry', 'dâu tây'],
  ['apple', 'táo'],
  ['plum', 'mận'],
  ['grape', 'nho'],
  ['watermelon', 'dưa hấu'],
  ['melon', 'dưa lưới', 'dưa'],
  ['lemongrass', 'sả'],
  ['ginger', 'gừng'],
  ['turmeric', 'nghệ'],
  ['garlic', 'tỏi'],
  ['black garlic', 'tỏi đen'],
  ['shallot', 'hành'],
  ['onion', 'hành'],
  ['pepper', 'tiêu', 'hồ tiêu'],
  ['black pepper', 'tiêu đen', 'tiêu', 'hồ tiêu'],
  ['cinnamon', 'quế'],
  ['star anise', 'hồi'],
  ['salt', 'muối'],
  ['sugar', 'đường'],
  ['palm sugar', 'đường thốt nốt'],
  ['rice', 'gạo'],
  ['sticky rice', 'gạo nếp', 'nếp'],
  ['glutinous rice', 'gạo nếp', 'nếp'],
  ['brown rice', 'gạo lứt'],
  ['rice paper', 'bánh tráng', 'bánh đa'],
  ['rice noodles', 'bún', 'phở', 'bánh phở', 'hủ tiếu', 'mì gạo'],
  ['rice noodle', 'bún', 'phở', 'bánh phở', 'hủ tiếu', 'mì gạo'],
  ['glass noodles', 'miến'],
  ['vermicelli', 'miến', 'bún'],
  ['noodles', 'mì', 'bún', 'miến', 'phở', 'hủ tiếu'],
  ['noodle', 'mì', 'bún', 'miến', 'phở', 'hủ tiếu'],
  ['rice cracker', 'cơm cháy', 'bánh gạo'],
  ['cake', 'bánh'],
  ['candy', 'kẹo'],
  ['jam', 'mứt'],
  ['dried beef', 'bò khô', 'thịt bò khô', 'bò một nắng', 'bò gác bếp', 'thịt bò gác bếp'],
  ['beef jerky', 'bò khô', 'thịt bò khô', 'bò một nắng', 'bò gác bếp'],
  ['buffalo meat', 'thịt trâu', 'trâu gác bếp'],
  ['dried buffalo', 'trâu gác bếp', 'thịt trâu'],
  ['beef', 'bò'],
  ['pork', 'lợn', 'heo'],
  ['chicken', 'gà'],
  ['duck', 'vịt'],
  ['egg', 'trứng'],
  ['eggs', 'trứng'],
  ['sausage', 'xúc xích', 'lạp xưởng', 'lạp sườn'],
  ['fish', 'cá'],
  ['dried fish', 'cá khô', 'khô cá'],
  ['shrimp', 'tôm'],
  ['dried shrimp', 'tôm khô', 'tôm nõn'],
  ['prawn', 'tôm'],
  ['crab', 'cua', 'ghẹ'],
  ['squid', 'mực'],
  ['dried squid', 'mực khô', 'cá mực'],
  ['oyster', 'hàu'],
  ['seaweed', 'rong biển', 'rong'],
  ['bird nest', 'yến sào', 'tổ yến', 'yến'],
  ['birds nest', 'yến sào', 'tổ yến', 'yến'],
  ["bird's nest", 'yến sào', 'tổ yến', 'yến'],
  ['mushroom', 'nấm'],
  ['mushrooms', 'nấm'],
  ['bamboo shoot', 'măng'],
  ['bamboo shoots', 'măng'],
  ['bamboo', 'tre', 'mây tre'],
  ['rattan', 'mây', 'mây tre'],
  ['vegetables', 'rau'],
  ['vegetable', 'rau'],
  ['tofu', 'đậu phụ', 'đậu hũ', 'đậu khuôn'],
  ['mung bean', 'đậu xanh'],
  ['milk', 'sữa'],
  ['yogurt', 'sữa chua'],
  ['yoghurt', 'sữa chua'],
  ['essential oil', 'tinh dầu'],
  ['cajeput oil', 'tinh dầu tràm', 'dầu tràm'],
  ['soap', 'xà phòng', 'xà bông'],
  ['ginseng', 'sâm'],
  ['silk', 'lụa', 'tơ tằm'],
  ['brocade', 'thổ cẩm'],
  ['embroidery', 'thêu'],
  ['pottery', 'gốm'],
  ['ceramics', 'gốm', 'sứ'],
  ['ceramic', 'gốm', 'sứ'],
  ['conical hat', 'nón lá', 'nón'],
  ['painting', 'tranh'],
  ['lacquer', 'sơn mài'],
  ['flower', 'hoa'],
  ['flowers', 'hoa'],
  ['juice', 'nước ép', 'nước cốt'],
  ['mineral water', 'nước khoáng'],
  ['homestay', 'homestay', 'du lịch'],
];

/** Words that name kinds of goods rather than goods. The groups stand beside the words: either will do. */
const KINDS: readonly (readonly [phrase: string, ...groups: number[]])[] = [
  ['du lịch', 17],
  ['du lịch cộng đồng', 17],
  ['du lịch sinh thái', 17],
  ['điểm du lịch', 17],
  ['tourism', 17],
  ['tour', 17],
  ['gia vị', 4],
  ['spices', 4],
  ['spice', 4],
  ['thủ công mỹ nghệ', 12],
  ['thủ công', 12],
  ['mỹ nghệ', 12],
  ['handicraft', 12],
  ['handicrafts', 12],
  ['souvenir', 12],
  ['quà lưu niệm', 12],
  ['mỹ phẩm', 10],
  ['cosmetics', 10],
  ['dược liệu', 9, 11],
  ['thuốc nam', 9, 11],
  ['thực phẩm chức năng', 9],
  ['cây cảnh', 15],
  ['vải vóc', 13],
  ['may mặc', 13],
];

/** Words that are a filter and nothing else: no goods are called so. */
const FILTERS: readonly (readonly [phrase: string, ...groups: number[]])[] = [
  ['đồ uống', 7, 8],
  ['thức uống', 7, 8],
  ['drinks', 7, 8],
  ['drink', 7, 8],
  ['beverages', 7, 8],
  ['đồ uống có cồn', 7],
  ['đồ uống không cồn', 8],
];

/** Words that say nothing of the goods; dropped as long as another word is left. */
const NOISE: readonly string[] = [
  'ocop',
  'sản phẩm',
  'sản vật',
  'đặc sản',
  'mỗi xã một sản phẩm',
  'hàng',
  'mua',
  'mua bán',
  'giá',
  'giá rẻ',
  'giá tốt',
  'bao nhiêu',
  'bao nhiêu tiền',
  'ở đâu',
  'chính hãng',
  'chính gốc',
  'loại ngon',
  'ngon',
  'nổi tiếng',
  'online',
  'vietnam',
  'vietnamese',
  'việt nam',
  'specialty',
  'products',
  'product',
];

/** Little words, dropped between others. */
export const LITTLE_WORDS: ReadonlySet<string> = new Set([
  'ở',
  'tại',
  'của',
  'và',
  'the',
  'of',
  'from',
  'and',
  'in',
  'with',
  'for',
]);

/** Stand before what they count and are often left out: "quả na" is sold as "na". */
export const CLASSIFIERS: ReadonlySet<string> = new Set([
  'quả',
  'trái',
  'củ',
  'con',
  'cây',
  'hộp',
  'gói',
  'chai',
  'lọ',
  'túi',
]);

export type Phrase = readonly string[];

/** What stands in a table for a phrase that was typed. */
export type PhraseMeaning = {
  phrase: Phrase;
  /** Other phrases that mean the same. */
  others: readonly Phrase[];
  /** Whether the phrase itself is looked for too. */
  itself: boolean;
  groups: readonly number[];
  role: 'goods' | 'filter' | 'noise';
};

/** By the folded words of the phrase. */
const table = new Map<string, PhraseMeaning[]>();

/** The most words of a phrase in the tables. */
export let longestPhrase = 1;

function enter(meaning: PhraseMeaning): void {
  const key = meaning.phrase.map(foldWord).join(' ');
  longestPhrase = Math.max(longestPhrase, meaning.phrase.length);
  table.set(key, [...(table.get(key) ?? []), meaning]);
}

for (const names of SAME) {
  const phrases = names.map(searchWords);
  for (const phrase of phrases) {
    enter({
      phrase,
      others: phrases.filter((other) => other !== phrase),
      itself: true,
      groups: [],
      role: 'goods',
    });
  }
}
for (const [typed, ...read] of MEANS) {
  enter({
    phrase: searchWords(typed),
    others: read.map(searchWords),
    itself: true,
    groups: [],
    role: 'goods',
  });
}
for (const [phrase, ...groups] of KINDS)
  enter({ phrase: searchWords(phrase), others: [], itself: true, groups, role: 'goods' });
for (const [phrase, ...groups] of FILTERS)
  enter({ phrase: searchWords(phrase), others: [], itself: false, groups, role: 'filter' });
for (const phrase of NOISE)
  enter({ phrase: searchWords(phrase), others: [], itself: false, groups: [], role: 'noise' });

/** What the tables say of these folded words; several when they fold alike. */
export function meaningsOf(folded: string): readonly PhraseMeaning[] {
  return table.get(folded) ?? [];
}

/** The same for an engine that has a table of its own: folded phrases, each with what is found for it besides. */
export function synonymTable(): Record<string, string[]> {
  const entries: Record<string, string[]> = {};
  for (const [key, meanings] of table) {
    const others = meanings.flatMap((meaning) =>
      meaning.others.map((other) => other.map(foldWord).join(' ')),
    );
    if (others.length > 0) entries[key] = [...new Set(others)];
  }
  return entries;
}
