/** What can be asked of stamps by command; apart, so that to list all commands loads none of them. */
export const stampsUsage: readonly (readonly [string, string])[] = [
  [
    'stamps order --product SLUG --lot LÔ --count N [--made-on NGÀY] [--use-by NGÀY]',
    'đặt tem cho một lô; ngày viết 2026-11-28',
  ],
  [
    'stamps print ĐỢT TỆP.pdf|TỆP.svg [--size 15|16|20] [--dpi 203|300|600|vector] [--form code|gtin] [--roll MM --across N --gap MM] [--page N]',
    'tờ hoặc cuộn tem để in, lần nào cũng như nhau; SVG mỗi lần một tờ',
  ],
  [
    'stamps sign-key new TỆP | sign-key end SỐ | sign-key list',
    'khoá ký tem: phần bí mật ghi vào tệp, để ở máy ký, không để trên máy chủ của trang',
  ],
  [
    'stamps sign ĐỢT TỆP.pdf|TỆP.svg|TỆP.csv --key TỆP-KHOÁ [--dpi 203|300|600|vector] [--roll MM --across N --gap MM]',
    'tem ký 20 mm, kiểm được khi không có mạng; từ đó đợt này chỉ có tem ký',
  ],
  ['stamps codes ĐỢT', 'mã của từng tem, mỗi dòng một mã'],
  [
    'stamps pins ĐỢT [TỆP.pdf] [--size 15|16|20] [--roll MM --across N --gap MM]',
    'số dưới lớp cào: tờ PDF để in lượt hai lên tem cùng cỡ; không có tệp thì mỗi dòng: số thứ tự, sáu chữ số',
  ],
  ['stamps activate|close ĐỢT', 'tem đã dán lên hàng; khép đợt'],
  [
    'stamps spoil ĐỢT --from N --until N --kind spoilt|stolen|recalled --reason "LÝ DO"',
    'báo tem hỏng hoặc mất, hay thu hồi hàng mang tem, theo số thứ tự trong đợt',
  ],
  ['stamps check MÃ', 'cho biết tem nào mang mã này và có gì phải cảnh báo'],
  ['stamps renew-keys', 'từ nay mã tem mới làm bằng khoá mới; tem cũ vẫn đúng'],
];
