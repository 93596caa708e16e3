/** What can be asked of stamps by command; apart, so that to list all commands loads none of them. */
export const stampsUsage: readonly (readonly [string, string])[] = [
  [
    'stamps order --product SLUG --lot LÔ --count N [--made-on NGÀY] [--use-by NGÀY]',
    'đặt tem cho một lô; ngày viết 2026-11-28',
  ],
  [
    'stamps print ĐỢT TỆP.pdf [--size 15|16|20] [--dpi 203|300|600|vector]',
    'tờ tem để in, lần nào cũng như nhau',
  ],
  ['stamps codes ĐỢT', 'mã của từng tem, mỗi dòng một mã'],
  ['stamps activate|close ĐỢT', 'tem đã dán lên hàng; khép đợt'],
  [
    'stamps spoil ĐỢT --from N --until N --kind spoilt|stolen --reason "LÝ DO"',
    'báo tem hỏng hoặc mất, theo số thứ tự trong đợt',
  ],
  ['stamps check MÃ', 'cho biết tem nào mang mã này và có gì phải cảnh báo'],
  ['stamps renew-keys', 'từ nay mã tem mới làm bằng khoá mới; tem cũ vẫn đúng'],
];
