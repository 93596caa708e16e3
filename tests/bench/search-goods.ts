import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ProductLine } from '#tests/support/search-register.ts';

/** Name and set of goods as they are made up and down the country. */
const GOODS = `
Nước mắm|9 Mắm tôm|9 Mắm ruốc|9 Mắm cáy|9 Tương bần|9 Tương ớt|9 Nước tương|9 Mật ong|4 Mật ong hoa nhãn|4 Mật ong bạc hà|4 Mật ong rừng|4
Mật mía|4 Rượu nếp|14 Rượu ngô|14 Rượu gạo men lá|14 Rượu cần|15 Rượu mơ|15 Rượu sim|15 Gạo nếp cái hoa vàng|3 Gạo ST25|3 Gạo tám xoan|3
Gạo lứt đỏ|3 Gạo nếp nương|3 Chè Shan tuyết|11 Chè xanh|11 Chè đinh|11 Trà hoa vàng|12 Trà sen|11 Trà atiso|12 Trà thảo mộc|12
Trà túi lọc cà gai leo|12 Cà phê rang xay|13 Cà phê bột|13 Cà phê hòa tan|13 Ca cao bột|13 Nem chua|8 Nem nắm|8 Giò lụa|8 Chả mực|8
Chả cá|8 Ruốc tôm|8 Lạp sườn|8 Thịt trâu gác bếp|8 Thịt lợn gác bếp|8 Thịt chua|8 Bò một nắng|8 Bò khô|8 Cá kho|8 Cá thu một nắng|8
Cá khô|8 Khô cá lóc|8 Tôm khô|8 Mực khô|8 Tôm nõn|8 Yến sào|8 Trứng vịt muối|8 Gà đồi|2 Vịt biển|2 Cá tra|2 Tôm sú|2 Lợn đen|2
Trứng gà|2 Sữa tươi|2 Sữa chua|8 Miến dong|6 Bún khô|6 Phở khô|6 Mì gạo|6 Bánh đa|6 Bánh đa nem|6 Bánh tráng|6 Bánh gai|6
Bánh chưng|5 Bánh cuốn|5 Bánh đậu xanh|6 Bánh pía|6 Bánh khảo|6 Kẹo lạc|6 Kẹo dừa|6 Kẹo cu đơ|6 Cơm cháy|6 Cốm|6 Tinh bột nghệ|18
Tinh bột sắn dây|6 Đông trùng hạ thảo|18 Cao cà gai leo|18 Nấm linh chi|18 Nấm hương|7 Mộc nhĩ|7 Măng khô|7 Măng ớt|7 Dưa muối|7
Mít sấy|7 Chuối sấy|7 Xoài sấy dẻo|7 Hồng treo gió|7 Khoai lang sấy|7 Hạt điều rang muối|7 Hạt sen sấy|7 Hạt mắc ca|7 Lạc rang|7
Đậu phộng rang|7 Mứt gừng|7 Mứt dừa|7 Bưởi da xanh|1 Bưởi Diễn|1 Cam sành|1 Cam Xã Đoài|1 Quýt hồng|1 Vải thiều|1 Nhãn lồng|1
Xoài cát|1 Thanh long|1 Sầu riêng|1 Dưa lưới|1 Dưa hấu|1 Dứa|1 Dừa xiêm|1 Na dai|1 Na bở|1 Bơ sáp|1 Chuối tiêu hồng|1 Ổi lê|1
Mận hậu|1 Hồng giòn|1 Rau má|1 Rau hữu cơ|1 Khoai lang|1 Cà chua|1 Ớt chỉ thiên|1 Tỏi đen|10 Tỏi cô đơn|10 Hành tím|10 Tiêu đen|10
Quế thanh|10 Mắc khén|10 Muối tôm|10 Muối hầm|10 Bột rau má|17 Nước ép|17 Nước cốt chanh leo|17 Nước khoáng|16 Tinh dầu sả|20
Tinh dầu tràm|20 Dầu lạc|8 Dầu dừa|20 Dầu gội bồ kết|19 Xà phòng thảo dược|19 Gốm|21 Mây tre đan|21 Chiếu cói|21 Nón lá|21 Tranh thêu|21
Đồ gỗ mỹ nghệ|21 Đèn lồng|21 Lụa tơ tằm|22 Thổ cẩm|22 Khăn lanh|22 Hoa hồng|23 Hoa ly|23 Mai vàng|24 Cá cảnh|25 Homestay|26 Du lịch sinh thái|26
`
  .trim()
  .split(/[\n ](?=\p{Lu})(?<=\d[\n ])/u)
  .map((entry) => entry.split('|') as [string, string])
  .map(([name, set]) => ({ name, set: Number(set) }));

const SURNAMES = [
  'Nguyễn',
  'Trần',
  'Lê',
  'Phạm',
  'Hoàng',
  'Vũ',
  'Đặng',
  'Bùi',
  'Đỗ',
  'Hồ',
  'Lò',
  'Giàng',
  'Ksor',
];
const NAMES = [
  'An',
  'Bình',
  'Cường',
  'Dũng',
  'Giang',
  'Hà',
  'Hạnh',
  'Hoa',
  'Hồng',
  'Hương',
  'Lan',
  'Liên',
  'Long',
  'Mai',
  'Minh',
  'Nam',
  'Ngọc',
  'Nhung',
  'Phúc',
  'Quyên',
  'Sơn',
  'Tâm',
  'Thanh',
  'Thảo',
  'Thắng',
  'Thủy',
  'Tuấn',
  'Vân',
  'Xuân',
  'Yến',
];
const MIDDLE = ['Văn', 'Thị', 'Đức', 'Ngọc', 'Thanh', 'Minh'];
const FORMS = [
  'HTX',
  'Hợp tác xã nông nghiệp',
  'Công ty TNHH',
  'Công ty Cổ phần',
  'Hộ kinh doanh',
  'Cơ sở sản xuất',
  'Tổ hợp tác',
];
const QUALITIES = [
  '',
  '',
  '',
  'truyền thống',
  'đặc biệt',
  'hữu cơ',
  'cao cấp',
  'thượng hạng',
  'nguyên chất',
  'sạch',
];

/** The same numbers on every machine: a bench that is run twice asks the same. */
export function randomNumbers(seed = 20_261_122): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Plausible goods from every commune: kinds of goods × places × makers. */
export function* manyGoods(count: number, places: Places): Generator<ProductLine> {
  const random = randomNumbers();
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  const communes = places.provinces.flatMap(({ code }) => places.communesOf(code));
  let producer = '';
  let commune = pick(communes);
  for (let number = 0; number < count; number += 1) {
    // A maker has three products or so.
    if (number === 0 || random() < 0.35) {
      commune = pick(communes);
      producer = `${pick(FORMS)} ${random() < 0.5 ? commune.name : `${pick(SURNAMES)} ${pick(MIDDLE)} ${pick(NAMES)}`} ${pick(NAMES)} ${1 + Math.floor(random() * 40)}`;
    }
    const { name, set } = pick(GOODS);
    const province = places.unit(commune.provinceCode)!;
    const own = random();
    const tail =
      own < 0.45
        ? commune.name
        : own < 0.6
          ? province.name
          : own < 0.9
            ? `${pick(NAMES)} ${pick(NAMES)}`
            : '';
    const year = 2022 + Math.floor(random() * 5);
    yield {
      name: [name, pick(QUALITIES), tail].filter(Boolean).join(' '),
      set,
      stars: random() < 0.05 ? null : ([3, 3, 3, 3, 4, 4, 5] as Stars[])[Math.floor(random() * 7)]!,
      issuedOn: `${year}-${String(1 + Math.floor(random() * 11)).padStart(2, '0')}-15` as Day,
      province: commune.provinceCode,
      commune: commune.code,
      producer,
      ...(random() < 0.6 ? { price: 10_000 + Math.floor(random() * 80) * 5_000 } : {}),
      decision: `${1 + Math.floor(random() * 4_000)}/QĐ-UBND`,
    };
  }
}

/** What people type: whole, without accents, begun, mistyped, with places, stars and prices. */
export function* manyQueries(
  count: number,
  places: Places,
  fold: (text: string) => string,
): Generator<string> {
  const random = randomNumbers(7);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  const communes = places.provinces.flatMap(({ code }) => places.communesOf(code));
  for (let number = 0; number < count; number += 1) {
    const { name } = pick(GOODS);
    const kind = random();
    const place = random() < 0.5 ? pick(communes).name : pick(places.provinces).name;
    if (kind < 0.2) yield name;
    else if (kind < 0.4) yield fold(name);
    else if (kind < 0.5) yield fold(`${name} ${place}`);
    else if (kind < 0.58) yield `${name} ${place}`;
    else if (kind < 0.72) yield mistyped(fold(name), random);
    else if (kind < 0.78) yield fold(name).replace(' ', '');
    else if (kind < 0.84) yield fold(name).slice(0, -1);
    else if (kind < 0.9) yield `${fold(name)} ${pick(['3', '4', '5'])} sao`;
    else if (kind < 0.95) yield `${name} dưới ${50 + 50 * Math.floor(random() * 6)}k`;
    else yield fold(name.split(' ')[0]!);
  }
}

function mistyped(text: string, random: () => number): string {
  const at = 1 + Math.floor(random() * Math.max(1, text.length - 2));
  const kind = random();
  if (kind < 0.35) return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
  if (kind < 0.65) return text.slice(0, at) + text.slice(at + 1);
  return text.slice(0, at) + 'abcdeghiklmnopqrstuvxy'[Math.floor(random() * 22)] + text.slice(at + 1);
}
