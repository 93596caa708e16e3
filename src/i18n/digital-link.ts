import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

type DigitalLinkRefusal = Extract<RefusalCode, `digital_link.${string}`>;

/** What is wrong with an address that should be a GS1 Digital Link; where, the problem says beside it. */
export const digitalLinkRefusals: Record<Lang, Record<DigitalLinkRefusal, string>> = {
  vi: {
    'digital_link.character': 'Có ký tự không được đứng trong một địa chỉ; hãy mã hoá nó bằng %.',
    'digital_link.scheme': 'Địa chỉ phải bắt đầu bằng https:// hoặc http://, viết thường cả hoặc hoa cả.',
    'digital_link.host': 'Không đọc được tên miền, hoặc sau tên miền không có gì.',
    'digital_link.no_key':
      'Không có khoá GS1 nào (như /01/ và 14 chữ số) ở cuối đường dẫn. Liên kết nén không đọc được ở đây.',
    'digital_link.ai_unknown': 'Không có mã nhận dạng GS1 (AI) nào như vậy.',
    'digital_link.value_empty': 'Sau mã nhận dạng này không có giá trị.',
    'digital_link.value_length': 'Giá trị dài hoặc ngắn hơn quy định; GTIN viết đủ 14 chữ số.',
    'digital_link.value_wrong':
      'Giá trị không đúng quy tắc: sai chữ số kiểm tra, sai ngày hoặc có ký tự không được dùng.',
    'digital_link.order': 'Mã này không được đứng ở đó trong đường dẫn, hoặc sai thứ tự.',
    'digital_link.repeated': 'Một mã đứng hai lần.',
    'digital_link.not_attribute': 'Mã này không được đứng sau dấu hỏi.',
    'digital_link.in_path': 'Mã này phải đứng trong đường dẫn, không đứng sau dấu hỏi.',
    'digital_link.excluded': 'Hai mã này không đi cùng nhau.',
    'digital_link.lacking': 'Mã này cần đi cùng mã khác.',
    'digital_link.too_many': 'Nhiều hơn 64 mã trong một địa chỉ.',
    'digital_link.no_link': 'Không có liên kết loại này.',
    'digital_link.goods_unknown': 'Sổ đăng ký này không có sản phẩm hay tem nào như vậy.',
  },
  en: {
    'digital_link.character': 'A character that no address may have; write it with %.',
    'digital_link.scheme': 'The address begins with https:// or http://, all small or all capital.',
    'digital_link.host': 'The host cannot be read, or nothing stands after it.',
    'digital_link.no_key':
      'No GS1 key (such as /01/ and 14 digits) stands at the end of the path. Compressed links are not read here.',
    'digital_link.ai_unknown': 'There is no such GS1 application identifier.',
    'digital_link.value_empty': 'No value stands after this identifier.',
    'digital_link.value_length': 'The value is longer or shorter than it may be; a GTIN has all 14 digits.',
    'digital_link.value_wrong':
      'The value breaks a rule: a wrong check digit, no such day, or a character that may not stand there.',
    'digital_link.order': 'This identifier may not stand there in the path, or in another order.',
    'digital_link.repeated': 'An identifier stands twice.',
    'digital_link.not_attribute': 'This identifier may not stand in the query.',
    'digital_link.in_path': 'This identifier belongs in the path, not in the query.',
    'digital_link.excluded': 'These two identifiers do not go together.',
    'digital_link.lacking': 'This identifier needs another beside it.',
    'digital_link.too_many': 'More than 64 identifiers in one address.',
    'digital_link.no_link': 'There is no link of this type.',
    'digital_link.goods_unknown': 'This register holds no such goods and no such stamp.',
  },
};
