import type { FindingCode } from '#src/domain/lists/finding.ts';
import type { SheetKind, SkippedRow } from '#src/domain/lists/list-row.ts';
import type { Unreadable } from '#src/domain/lists/unreadable.ts';
import type { Match } from '#src/domain/registry/checked-list.ts';
import type { Lang } from './lang.ts';

type Words = Record<Lang, string>;

/** What is so, and what to do about it. What a cell said stands beside the line's number. */
export const findingWords: Record<FindingCode, Words> = {
  no_table: {
    vi: 'Không nhận ra bảng danh sách nào trong trang này. Nếu có, hãy chỉ cột bằng --columns (ví dụ product=B,stars=F).',
    en: 'No table was recognised on this sheet. If there is one, name its columns with --columns (product=B,stars=F).',
  },
  sheet_hidden: {
    vi: 'Trang này đang ẩn nên không được đọc. Nếu cần, hãy bỏ ẩn hoặc gọi tên trang bằng --sheet.',
    en: 'This sheet is hidden and was not read. Unhide it, or name it with --sheet.',
  },
  column_missing_product: {
    vi: 'Không nhận ra cột tên sản phẩm. Hãy chỉ cột bằng --columns (ví dụ product=B).',
    en: 'No column of product names was recognised. Name it with --columns (product=B).',
  },
  list_revokes: {
    vi: 'Tiêu đề nói đây là danh sách thu hồi hoặc không công nhận, nên không công bố như danh sách công nhận. Thu hồi được ghi cho từng giấy chứng nhận.',
    en: 'The title says that this list revokes or refuses recognition, so it is not published as a list of recognised products. Revocations are recorded certificate by certificate.',
  },
  product_missing: {
    vi: 'Thiếu tên sản phẩm. Hãy điền tên rồi gửi lại.',
    en: 'The product has no name. Fill it in.',
  },
  producer_missing: {
    vi: 'Chưa có tên chủ thể. Sản phẩm vẫn được công bố; hãy bổ sung khi biết.',
    en: 'No producer is named. The product is published all the same; add the producer when known.',
  },
  text_too_long: {
    vi: 'Nội dung ô quá dài so với một cái tên. Hãy kiểm tra xem có bị dồn nhiều dòng vào một ô không.',
    en: 'The cell is too long for a name. See whether several lines ran into one cell.',
  },
  cell_broken: {
    vi: 'Ô báo lỗi công thức nên coi như trống. Hãy sửa công thức hoặc gõ lại giá trị.',
    en: 'The cell shows a formula error and counts as empty. Put the formula right or type the value.',
  },
  row_revokes: {
    vi: 'Dòng ghi sản phẩm đã bị thu hồi hoặc không được công nhận, nên không công bố như sản phẩm được công nhận.',
    en: 'The row says that recognition was revoked or refused, so it is not published as recognised.',
  },
  row_hidden: {
    vi: 'Dòng đang ẩn trong tệp nhưng vẫn được đọc. Hãy xem có đúng ý không.',
    en: 'The row is hidden in the file and was read all the same.',
  },
  stars_missing: {
    vi: 'Chưa có hạng sao: sản phẩm được giữ nhưng không có giấy chứng nhận.',
    en: 'No stars: the product is kept, without a certificate.',
  },
  stars_unreadable: {
    vi: 'Không đọc được hạng sao. Hãy ghi 3, 4 hoặc 5.',
    en: 'The stars cannot be read. Write 3, 4 or 5.',
  },
  stars_not_certified: {
    vi: 'Hạng 1 sao, 2 sao hoặc không đạt thì không được cấp giấy chứng nhận. Hãy bỏ dòng này khỏi danh sách công nhận.',
    en: 'One or two stars, or a failed assessment, earn no certificate. Take the row out of the list.',
  },
  stars_in_two_columns: {
    vi: 'Đánh dấu ở nhiều cột hạng sao. Hãy để lại một cột.',
    en: 'More than one star column is marked. Leave one.',
  },
  points_unreadable: {
    vi: 'Không đọc được điểm (phải từ 0 đến 100).',
    en: 'The points cannot be read (0 to 100).',
  },
  points_below_stars: {
    vi: 'Điểm thấp hơn mức tối thiểu của hạng sao. Hãy kiểm tra lại điểm và hạng.',
    en: 'The points are below the least for these stars. Check both.',
  },
  decision_number_missing: {
    vi: 'Thiếu số quyết định: sản phẩm được công bố nhưng chưa đủ căn cứ để hiện sao. Bổ sung bằng --decision nếu cả danh sách cùng một quyết định.',
    en: 'No decision number: the product is published without stars. If one decision covers the list, give it with --decision.',
  },
  decision_number_unreadable: {
    vi: 'Không nhận ra số quyết định trong ô này; coi như chưa có.',
    en: 'The cell holds no decision number; it counts as missing.',
  },
  decision_number_incomplete: {
    vi: 'Số quyết định thiếu ký hiệu (ví dụ /QĐ-UBND). Hãy ghi đủ.',
    en: 'The decision number lacks its letters (such as /QĐ-UBND). Write it in full.',
  },
  decision_several: {
    vi: 'Ô ghi nhiều quyết định; chỉ lấy quyết định đầu tiên.',
    en: 'The cell names several decisions; the first was taken.',
  },
  decision_date_missing: {
    vi: 'Thiếu ngày quyết định: chưa tính được hiệu lực, chưa hiện sao. Bổ sung bằng --date nếu cả danh sách cùng một ngày.',
    en: 'No day of decision: validity is unknown and no stars are shown. If one day covers the list, give it with --date.',
  },
  decision_date_unreadable: {
    vi: 'Không đọc được ngày quyết định. Hãy ghi dạng 05/06/2024.',
    en: 'The day of decision cannot be read. Write it as 05/06/2024.',
  },
  decision_date_order: {
    vi: 'Ngày viết theo thứ tự tháng/ngày/năm; đã đổi lại. Hãy kiểm tra.',
    en: 'The day was written month first and has been turned round. Please check.',
  },
  decision_date_future: {
    vi: 'Ngày quyết định ở tương lai. Hãy kiểm tra lại ngày.',
    en: 'The day of decision lies ahead. Check it.',
  },
  decision_date_too_early: {
    vi: 'Ngày quyết định trước khi có Chương trình OCOP (07/05/2018). Hãy kiểm tra lại năm.',
    en: 'The decision is older than the OCOP programme (7 May 2018). Check the year.',
  },
  stars_not_theirs_to_give: {
    vi: 'Cơ quan này không có thẩm quyền công nhận hạng sao đó vào ngày quyết định. Hãy kiểm tra cơ quan, ngày hoặc hạng.',
    en: 'This body could not recognise that rank on that day. Check the issuer, the day or the stars.',
  },
  valid_until_unreadable: {
    vi: 'Không đọc được ngày hết hiệu lực; hiệu lực tính theo quy định.',
    en: 'The last day of validity cannot be read; the rules decide it.',
  },
  valid_until_differs: {
    vi: 'Ngày hết hiệu lực sớm hơn 36 tháng kể từ ngày quyết định. Hãy kiểm tra; nếu để nguyên thì theo ngày ghi trong danh sách.',
    en: 'The stated end comes before 36 months from the decision. Check it; as it stands, the list is followed.',
  },
  valid_until_too_late: {
    vi: 'Ngày hết hiệu lực muộn hơn 36 tháng kể từ ngày quyết định. Hãy sửa lại ngày.',
    en: 'The stated end is later than 36 months from the decision. Put it right.',
  },
  place_missing: { vi: 'Không có địa chỉ.', en: 'There is no address.' },
  place_unknown: {
    vi: 'Không tìm thấy xã, phường này. Hãy kiểm tra tên hoặc ghi thêm huyện, tỉnh cũ.',
    en: 'No such commune was found. Check the name, or add the old district and province.',
  },
  place_split: {
    vi: 'Xã cũ này đã chia về nhiều đơn vị mới. Hãy ghi rõ xã, phường hiện nay.',
    en: 'This old commune went to several new ones. Name the present commune.',
  },
  place_ambiguous: {
    vi: 'Có nhiều nơi trùng tên. Hãy ghi thêm huyện cũ hoặc tỉnh.',
    en: 'Several places have this name. Add the old district or the province.',
  },
  place_spelling: {
    vi: 'Tên xã, phường chỉ khớp khi bỏ dấu. Hãy kiểm tra chính tả.',
    en: 'The commune fits only without its accents. Check the spelling.',
  },
  alcohol_degree_missing: {
    vi: 'Đồ uống có cồn nhưng chưa ghi độ cồn. Sản phẩm chỉ hiện sau khi người xem khai tuổi; hãy bổ sung độ cồn.',
    en: 'Alcohol without its degree. It is shown only after the visitor gives their age; add the degree.',
  },
  price_unreadable: {
    vi: 'Không đọc được giá; để trống. Hãy ghi số đồng, ví dụ 120.000.',
    en: 'The price cannot be read and is left out. Write đồng, such as 120.000.',
  },
  price_range: {
    vi: 'Giá ghi theo khoảng; lấy giá thấp nhất.',
    en: 'The price is a range; the lowest was taken.',
  },
  phone_unreadable: {
    vi: 'Không đọc được số điện thoại; để trống.',
    en: 'The telephone number cannot be read and is left out.',
  },
  gtin_unreadable: {
    vi: 'Mã vạch không đúng (sai số chữ số hoặc số kiểm tra); để trống.',
    en: 'The barcode is wrong (length or check digit) and is left out.',
  },
  gtin_taken: {
    vi: 'Mã vạch này đã thuộc về sản phẩm khác. Hãy kiểm tra lại.',
    en: 'This barcode belongs to another product. Check it.',
  },
  row_repeated: {
    vi: 'Sản phẩm này đã có ở dòng khác với cùng quyết định; chỉ tính một lần.',
    en: 'The product stands on another line with the same decision; it counts once.',
  },
  rows_differ_in_stars: {
    vi: 'Hai dòng của cùng một sản phẩm, cùng quyết định, ghi hạng sao khác nhau. Hãy giữ dòng đúng.',
    en: 'Two rows of one product and decision give different stars. Keep the right one.',
  },
  similar_product: {
    vi: 'Tên gần giống một sản phẩm khác của cùng chủ thể. Nếu là một, hãy ghi đúng tên đã có để không thành hai sản phẩm.',
    en: 'The name is close to another product of the same producer. If they are one, use the known name.',
  },
  differs_from_register: {
    vi: 'Khác với điều đã công bố trong sổ đăng ký cho cùng sản phẩm. Hãy chắc chắn trước khi công bố.',
    en: 'It differs from what the register holds of the same product. Be sure before publishing.',
  },
  older_than_register: {
    vi: 'Sổ đăng ký đã có quyết định mới hơn; quyết định này được ghi vào lịch sử.',
    en: 'The register holds a newer decision; this one is recorded as history.',
  },
  stars_are_a_claim: {
    vi: 'Hạng sao do người bán khai, không phải giấy chứng nhận; không hiện sao cho đến khi có quyết định.',
    en: 'The stars are the seller’s claim, not a certificate; none are shown until a decision is known.',
  },
  row_outside_reach: {
    vi: 'Dòng này không thuộc địa bàn của danh sách, hoặc chưa rõ thuộc xã nào. Hãy chọn đúng xã, phường; nếu là của nơi khác thì để nơi đó công bố.',
    en: 'The row lies outside the area of this list, or its commune is not known. Choose the commune; what belongs elsewhere is published there.',
  },
  name_missing: { vi: 'Thiếu tên điểm bán.', en: 'The place has no name.' },
  position_unreadable: {
    vi: 'Không đọc được tọa độ, hoặc tọa độ nằm ngoài Việt Nam; để trống.',
    en: 'The position cannot be read, or lies outside Vietnam; it is left out.',
  },
  position_swapped: {
    vi: 'Kinh độ và vĩ độ bị đổi chỗ; đã đổi lại. Hãy kiểm tra.',
    en: 'Latitude and longitude were changed over and have been put right. Please check.',
  },
  hours_unreadable: {
    vi: 'Không đọc được giờ mở cửa thành lịch; giữ nguyên chữ.',
    en: 'The hours could not be read as a timetable; the words are kept.',
  },
};

/** Why no list could be read at all. */
export const unreadableWords: Record<Unreadable, Words> = {
  empty: { vi: 'Tệp trống, không có dòng nào.', en: 'The file is empty.' },
  encrypted: {
    vi: 'Tệp có mật khẩu. Hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ sổ làm việc) rồi gửi lại.',
    en: 'The file has a password. Take it off and send it again.',
  },
  corrupt: {
    vi: 'Tệp bị hỏng hoặc tải về chưa xong. Hãy mở bằng Excel, lưu lại thành XLSX rồi gửi lại.',
    en: 'The file is damaged or incomplete. Open it in Excel, save it as XLSX and send it again.',
  },
  too_large: {
    vi: 'Tệp quá lớn. Hãy bỏ hình ảnh và trang thừa, hoặc chia thành nhiều tệp.',
    en: 'The file is too large. Take out pictures and spare sheets, or split it.',
  },
  is_pdf: {
    vi: 'Đây là tệp PDF. Hãy gửi bảng gốc dạng XLSX hoặc CSV.',
    en: 'This is a PDF. Send the original table as XLSX or CSV.',
  },
  is_word: {
    vi: 'Đây là tệp Word. Hãy chép bảng sang Excel rồi lưu thành XLSX.',
    en: 'This is a Word file. Copy the table into Excel and save it as XLSX.',
  },
  is_picture: {
    vi: 'Đây là tệp hình ảnh. Hãy gửi bảng gốc dạng XLSX hoặc CSV.',
    en: 'This is a picture. Send the original table as XLSX or CSV.',
  },
  not_a_list: {
    vi: 'Không nhận ra loại tệp này. Hãy lưu thành XLSX hoặc CSV.',
    en: 'This kind of file is not known. Save it as XLSX or CSV.',
  },
  no_such_sheet: { vi: 'Tệp không có trang tên như vậy.', en: 'The file has no sheet of that name.' },
  old_excel_unreadable: {
    vi: 'Tệp Excel đời cũ (.xls) này không đọc được. Hãy mở bằng Excel, chọn Lưu thành → Sổ làm việc Excel (.xlsx) rồi gửi lại.',
    en: 'This old Excel file (.xls) cannot be read. Save it as .xlsx and send it again.',
  },
};

export const matchWords: Record<Match, Words> = {
  new: { vi: 'mới', en: 'new' },
  same: { vi: 'đã có, không đổi', en: 'known, unchanged' },
  changed: { vi: 'đã có, có thay đổi', en: 'known, changed' },
  renewal: { vi: 'công nhận lại', en: 'renewed' },
  upgrade: { vi: 'nâng hạng', en: 'upgraded' },
};

export const sheetKindWords: Record<SheetKind, Words> = {
  decision: { vi: 'danh sách công nhận', en: 'decision list' },
  goods: { vi: 'hàng đang bán', en: 'goods on sale' },
  points_of_sale: { vi: 'điểm bán', en: 'places to sell' },
};

export const skippedWords: Record<SkippedRow['why'], Words> = {
  title: { vi: 'tiêu đề', en: 'title' },
  section: { vi: 'mục', en: 'section' },
  blank: { vi: 'trống', en: 'blank' },
  total: { vi: 'tổng cộng', en: 'total' },
  signature: { vi: 'chữ ký', en: 'signature' },
  repeat: { vi: 'lặp lại', en: 'repeated' },
  other: { vi: 'khác', en: 'other' },
};

/** Columns, by the field they were taken for. */
export const fieldWords: Record<string, Words> = {
  index: { vi: 'số thứ tự', en: 'number' },
  product: { vi: 'sản phẩm', en: 'product' },
  producer: { vi: 'chủ thể', en: 'producer' },
  seller: { vi: 'bên bán', en: 'seller' },
  representative: { vi: 'người đại diện', en: 'representative' },
  address: { vi: 'địa chỉ', en: 'address' },
  hamlet: { vi: 'thôn, xóm', en: 'hamlet' },
  commune: { vi: 'xã, phường', en: 'commune' },
  district: { vi: 'huyện (cũ)', en: 'district (old)' },
  province: { vi: 'tỉnh', en: 'province' },
  stars: { vi: 'hạng sao', en: 'stars' },
  stars1: { vi: 'cột 1 sao', en: '1 star' },
  stars2: { vi: 'cột 2 sao', en: '2 stars' },
  stars3: { vi: 'cột 3 sao', en: '3 stars' },
  stars4: { vi: 'cột 4 sao', en: '4 stars' },
  stars5: { vi: 'cột 5 sao', en: '5 stars' },
  points: { vi: 'điểm', en: 'points' },
  decisionNumber: { vi: 'số quyết định', en: 'decision number' },
  decisionDate: { vi: 'ngày quyết định', en: 'day of decision' },
  year: { vi: 'năm', en: 'year' },
  issuer: { vi: 'cơ quan ban hành', en: 'issuer' },
  validUntil: { vi: 'hiệu lực đến', en: 'valid until' },
  group: { vi: 'nhóm', en: 'group' },
  recognition: { vi: 'hình thức công nhận', en: 'kind of recognition' },
  certificateNumber: { vi: 'số giấy chứng nhận', en: 'certificate number' },
  phone: { vi: 'điện thoại', en: 'telephone' },
  email: { vi: 'thư điện tử', en: 'e-mail' },
  website: { vi: 'trang web', en: 'website' },
  link: { vi: 'liên kết', en: 'link' },
  price: { vi: 'giá', en: 'price' },
  pack: { vi: 'quy cách', en: 'pack' },
  degree: { vi: 'độ cồn', en: 'degree' },
  gtin: { vi: 'mã vạch', en: 'barcode' },
  productCode: { vi: 'mã sản phẩm', en: 'product code' },
  taxCode: { vi: 'mã số thuế', en: 'tax code' },
  name: { vi: 'tên điểm bán', en: 'name' },
  kind: { vi: 'loại hình', en: 'kind' },
  operator: { vi: 'đơn vị quản lý', en: 'run by' },
  hours: { vi: 'giờ mở cửa', en: 'hours' },
  closes: { vi: 'giờ đóng cửa', en: 'closing time' },
  latitude: { vi: 'vĩ độ', en: 'latitude' },
  longitude: { vi: 'kinh độ', en: 'longitude' },
  position: { vi: 'tọa độ', en: 'position' },
  status: { vi: 'tình trạng', en: 'status' },
  note: { vi: 'ghi chú', en: 'note' },
  place: { vi: 'địa chỉ', en: 'place' },
};
