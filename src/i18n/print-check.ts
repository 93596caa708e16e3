/** Words of the page that looks at the photograph of a proof. */
export const printCheck = {
  title: 'Thử bản in',
  lead: 'In thử vài tem, chụp thẳng từ trên xuống, đủ sáng, rồi gửi ảnh. Ảnh chỉ được đọc rồi bỏ, không lưu.',
  picture: 'Ảnh chụp tem in thử (JPG, PNG hoặc WebP, đến 10 MB)',
  go: 'Xem bản in',
  none: 'Không đọc được mã nào trong ảnh. Hãy chụp gần hơn, đủ sáng, giữ máy yên. Nếu điện thoại khác cũng không đọc được thì đừng in cả đợt.',
  missing: 'Hãy chọn một tấm ảnh.',
  found: (count: string) => `Đọc được ${count} mã`,
  stamp: (place: string) => `Tem ${place}`,
  columns: {
    what: 'Mã',
    pixels: 'Điểm ảnh mỗi ô',
    misread: 'Ô đọc sai',
    unused: 'Phần sửa lỗi còn lại',
    says: 'Nhận xét',
  },
  misread: (count: string, total: string) => `${count} trên ${total}`,
  unknown: 'không rõ',
  is: {
    fine: 'Đọc tốt trong ảnh này',
    coarse: 'Ảnh chưa đủ mịn để nhận xét: chụp gần hơn',
    weak: 'Mã phải tự sửa quá nửa sức: in lại, xem mực, giấy và đầu in',
  },
  otherRun: 'Không phải tem của đợt này',
  otherRunWhy: 'Đừng dán: có thể đó là tờ của đợt khác.',
  otherAddress: (host: string | null) =>
    host === null
      ? 'Mã QR này không chứa địa chỉ nào'
      : `Mã này dẫn tới ${host}, không phải tem của trang này`,
  noGrade: 'Đây không phải cấp chất lượng mã',
  noGradeWhy:
    'Cấp theo ISO/IEC 15415 phải đo bằng máy chuyên dụng. Từ một tấm ảnh không biết được cỡ tem tính bằng mi-li-mét, độ tương phản của giấy và mực, hay tem có chịu được ẩm và cọ xát không. Ô đọc sai có thể do in, cũng có thể do ảnh nhoè hay loá. Hãy thử thêm bằng vài điện thoại, cả máy cũ.',
  back: (run: string) => `Về đợt ${run}`,
};
