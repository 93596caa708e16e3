import { phoneInText } from './read-phone.ts';

/** What a cell says of a producer that may hold an address and a telephone number besides. */
export type ReadProducer = { name: string; address: string | null; phone: string | null };

const PLACE =
  /(?:số \d|tổ \d|khu \d|thôn|xóm|ấp|bản|buôn|tổ dân phố|tdp|khu phố|khóm|đường|xã|phường|thị trấn|tt\.?|huyện|tp\.?|thành phố|tỉnh)[\s,]|(?:tp|tx|tt|h|p|q|x)\.\s?\p{L}/u
    .source;
/** "HTX Rau an toàn, xã Tân Dân, huyện Phú Xuyên" */
const AFTER_NAME = new RegExp(
  String.raw`\s*[,;:(–-]\s*(?:địa chỉ|đ\/c|đc)?\s*:?\s*(?=${PLACE})|[\s,;(–-]+(?:địa chỉ|đ\/c)\s*:\s*(?=\S)`,
  'iu',
);
const BEGINS_PLACE = new RegExp(
  String.raw`^(?:(?:địa chỉ|đ\/c|đc)\s*:?\s*)?(?:${PLACE})|^(?:địa chỉ|đ\/c)\s*:`,
  'iu',
);

/** @param lines of a cell with line breaks: an address may begin with a line, and nothing else part it. */
export function readProducer(text: string, lines: readonly string[] = []): ReadProducer {
  const [plain, phone] = phoneInText(text);
  const second = lines.findIndex((line, index) => index > 0 && BEGINS_PLACE.test(line));
  if (second > 0) {
    const name = lines
      .slice(0, second)
      .join(' ')
      .replace(/[\s,;(–-]+$/, '');
    const address = phoneInText(lines.slice(second).join(', ').replaceAll(/,\s*,/g, ','))[0];
    if (name.length >= 3) return { name, address: addressOf(address), phone };
  }
  const found = AFTER_NAME.exec(plain);
  if (!found || found.index < 3) return { name: plain, address: null, phone };
  return {
    name: plain.slice(0, found.index),
    address: addressOf(plain.slice(found.index + found[0].length)),
    phone,
  };
}

function addressOf(text: string): string {
  return text.replace(/^(?:địa chỉ|đ\/c|đc)\s*:?\s*/i, '').replace(/[\s),;.]+$/, '');
}
