import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';
import { carrierRefusals } from './carriers.ts';
import { parcelRefusals } from './parcel-refusals.ts';
import { rightsRefusals } from './rights-refusals.ts';
import { reviewRefusals } from './review-refusals.ts';
import { hookRefusals } from './hooks-room.ts';
import { pictureRefusals } from './pictures.ts';
import { recordingRefusals } from './recordings.ts';
import { storyRefusals } from './stories.ts';
import { taxRefusals } from './tax-room.ts';
import { householdRefusals } from './household.ts';
import { documentRefusals } from './documents-room.ts';
import { evidenceRefusals } from './evidence.ts';
import { eventRefusals } from './event-refusals.ts';
import { stampRefusals } from './stamps.ts';
import { digitalLinkRefusals } from './digital-link.ts';
import { tourRefusals } from './tour-room.ts';
import { visitRefusals } from './visits.ts';
import { shopRefusals } from './shop-refusals.ts';

/** What a person reads when a rule says no: what is so, and what to do next. */
export const refusals: Record<Lang, Record<RefusalCode, string>> = {
  vi: {
    ...shopRefusals.vi,
    ...parcelRefusals.vi,
    ...carrierRefusals.vi,
    ...reviewRefusals.vi,
    ...rightsRefusals.vi,
    ...hookRefusals.vi,
    ...taxRefusals.vi,
    ...eventRefusals.vi,
    ...stampRefusals.vi,
    ...digitalLinkRefusals.vi,
    ...householdRefusals.vi,
    ...tourRefusals.vi,
    ...visitRefusals.vi,
    ...pictureRefusals.vi,
    ...recordingRefusals.vi,
    ...storyRefusals.vi,
    ...documentRefusals.vi,
    ...evidenceRefusals.vi,
    changed_meanwhile: 'Có người vừa sửa chỗ này. Hãy xem bản mới rồi sửa lại nếu còn cần.',
    'certificate.not_found': 'Không có giấy chứng nhận này trong sổ đăng ký. Hãy kiểm tra lại mã.',
    'certificate.revoked': 'Giấy chứng nhận này đã bị thu hồi từ trước.',
    'certificate.not_extendable': 'Giấy chứng nhận này không gia hạn được theo quy định áp dụng cho nó.',
    'certificate.extension_too_long': 'Gia hạn quá số ngày mà quy định cho phép. Hãy chọn ngày cuối sớm hơn.',
    'certificate.extended': 'Giấy chứng nhận này đã được gia hạn đến ngày đó hoặc lâu hơn.',
    'certificate.suspended': 'Giấy chứng nhận này đang bị tạm dừng từ trước.',
    'certificate.not_suspended': 'Giấy chứng nhận này không bị tạm dừng nên không có gì để khôi phục.',
    'certificate.superseded': 'Sản phẩm đã có quyết định công nhận mới hơn. Hãy chọn giấy chứng nhận mới.',
    'certificate.too_early':
      'Ngày có hiệu lực sớm hơn sự việc trước đó của giấy chứng nhận. Hãy xem lại ngày.',
    'certificate.paper_missing': 'Còn thiếu lý do, số quyết định hoặc cơ quan ban hành.',
    'certificate.known': 'Sản phẩm này đã được ghi theo đúng quyết định đó.',
    'certificate.level_wrong':
      'Cơ quan ban hành không thuộc cấp được công nhận hạng sao này theo quy định vào ngày quyết định.',
    'certificate.points_below': 'Điểm thấp hơn mức tối thiểu của hạng sao này. Hãy xem lại điểm hoặc hạng.',
    'certificate.stars_wrong': 'Chỉ ghi được hạng 3, 4 hoặc 5 sao; điểm từ 0 đến 100.',
    'certificate.last_day_wrong':
      'Ngày cuối ghi trong quyết định phải sau ngày ban hành và không quá thời hạn của quy định.',
    'certificate.kind_wrong':
      'Loại công nhận không hợp với lịch sử sản phẩm: lần đầu khi chưa có giấy nào, đánh giá lại hay nâng hạng khi đã có.',
    'certificate.day_ahead':
      'Ngày quyết định chưa tới hoặc trước khi có chương trình OCOP. Hãy xem lại ngày.',
    'paper.too_large': 'Tệp lớn hơn 10 MB. Hãy quét lại với độ phân giải thấp hơn.',
    'paper.unreadable': 'Tệp này không phải PDF hay ảnh (JPG, PNG, WebP). Hãy chọn tệp khác.',
    'paper.gone': 'Không còn tệp đã gửi. Hãy chọn tệp lần nữa.',
    'register.name_missing': 'Hãy ghi tên.',
    'register.name_known': 'Chủ thể này đã có sản phẩm cùng tên. Nếu là một, hãy gộp hai bản ghi.',
    'register.number_unreadable': 'Không đọc được con số. Giá viết bằng đồng, độ cồn viết như 29,5.',
    'register.place_unclear': 'Không rõ xã, phường nào. Hãy ghi thêm tỉnh, hoặc dùng mã.',
    'register.nothing_changed': 'Chưa có gì khác với bản đang ghi.',
    'register.merged': 'Bản ghi này đã gộp vào bản ghi khác. Hãy mở bản được giữ.',
    'merge.same': 'Hãy chọn hai bản ghi khác nhau, chưa gộp vào đâu.',
    'merge.one_decision':
      'Cả hai đều có giấy chứng nhận theo cùng một quyết định, nên không thể là một. Hãy xem lại quyết định đó.',
    'merge.same_goods': 'Hai chủ thể có sản phẩm cùng tên. Hãy gộp các sản phẩm đó trước.',
    'point_of_sale.name_missing': 'Hãy ghi tên điểm bán.',
    'point_of_sale.hours_unreadable': 'Giờ mở cửa không đọc được. Hãy viết như 7:30-11:30, 13:00-17:00.',
    'point_of_sale.day_unreadable':
      'Ngày đặc biệt không đọc được. Hãy viết mỗi dòng như 2/9/2026 nghỉ Quốc khánh.',
    'point_of_sale.position_unreadable':
      'Không đọc được vị trí, hoặc vị trí ở ngoài Việt Nam. Hãy dán liên kết bản đồ hoặc ghi như 20.95, 106.51.',
    'point_of_sale.closed': 'Điểm bán này đã đóng cửa.',
    'producer.not_found': 'Không có chủ thể này trong sổ đăng ký.',
    'decision_list.has_errors':
      'Danh sách còn lỗi. Sửa các dòng được nêu rồi gửi lại, hoặc chỉ công bố các dòng đúng.',
    'decision_list.unreadable': 'Không đọc được tệp này. Hãy lưu lại thành XLSX hoặc CSV rồi gửi lại.',
    'list.too_large':
      'Tệp lớn hơn 20 MB. Hãy bỏ hình ảnh và trang thừa, hoặc chia thành nhiều tệp rồi gửi lại.',
    'list.changed_meanwhile':
      'Trong lúc bạn làm, người khác đã thay đổi danh sách này. Việc vừa gửi chưa được ghi; hãy xem lại rồi làm lại.',
    'list.not_open': 'Danh sách này đã công bố hoặc đã cất đi nên không sửa được nữa.',
    'list.not_published': 'Danh sách này chưa công bố, hoặc đã rút lại từ trước.',
    'list.column_twice': 'Hai cột cùng được chọn cho một nội dung. Hãy để lại một cột.',
    'product.not_found': 'Không có sản phẩm này trong sổ đăng ký.',
    'places.table_unreadable': 'Bảng chuyển đổi có dòng không đọc được.',
    'parameter.unreadable': 'Không đọc được một tham số của yêu cầu.',
    'trace.code_unknown': 'Không có mã này trong sổ đăng ký. Hãy nhập lại đúng mã in dưới hình QR.',
    'day.unreadable': 'Ngày không đúng. Hãy viết theo dạng 2026-11-22.',
    'office.opens_nothing':
      'Vai trò này chưa mở được việc gì nên chưa giao được: tư vấn chỉ làm trên hồ sơ, mà sổ chưa có hồ sơ. Chủ thể mời người giúp việc vào xưởng của mình, có thời hạn.',
    'office.scope_wrong': 'Vai trò này không đi với địa bàn đã chọn, hoặc không có đơn vị hành chính đó.',
    'office.last_administrator': 'Đây là quản trị viên cuối cùng. Hãy giao vai trò cho người khác trước.',
    'user.not_found': 'Không có tài khoản này.',
    'user.own': 'Tài khoản của chính bạn thì đóng ở trang Tài khoản.',
    'user.closed': 'Tài khoản này đã đóng từ trước.',
    'user.known': 'Đã có tài khoản dùng địa chỉ thư hoặc số điện thoại này.',
    'user.phone_unreadable': 'Số điện thoại không đúng. Hãy viết như 0912 345 678.',
    'user.email_unreadable': 'Địa chỉ thư không đúng. Hãy viết như ten@co-quan.vn.',
    'user.password_weak': 'Mật khẩu cần ít nhất 10 ký tự và không thuộc loại dễ đoán.',
    'invitation.over': 'Lời mời này đã dùng, đã rút lại hoặc đã quá hạn. Hãy xin một lời mời mới.',
    'report.too_short': 'Hãy kể rõ hơn một chút: điều gì sai, bạn thấy ở đâu.',
    'report.step_wrong': 'Người khác vừa xử lý phản ánh này. Hãy xem lại rồi làm tiếp.',
    'report.answer_missing': 'Trước khi đóng, hãy viết câu trả lời cho người phản ánh.',
    'report.outcome_missing': 'Trước khi đóng, hãy chọn kết quả.',
    'inspection.plan_known': 'Quý này của tỉnh đã có kế hoạch. Hãy mở kế hoạch đó.',
    'inspection.plan_fixed': 'Kế hoạch này đã chốt từ trước.',
    'inspection.plan_empty': 'Kế hoạch chưa có sản phẩm nào. Hãy chọn sản phẩm rồi mới chốt.',
    'inspection.planned_twice': 'Sản phẩm hoặc phản ánh này đã có một cuộc kiểm tra đang chờ.',
    'inspection.inspector_wrong':
      'Người này không giữ vai trò được kiểm tra ở địa bàn đó. Hãy chọn người khác.',
    'inspection.day_wrong': 'Ngày không hợp: kế hoạch theo quý của nó, ngày kiểm tra không ở phía trước.',
    'inspection.step_wrong':
      'Việc này không làm được lúc này: cuộc kiểm tra đã kết thúc, hoặc người khác vừa làm trước. Hãy xem lại.',
    'inspection.changed_meanwhile':
      'Trong lúc bạn ghi, người khác đã sửa phần này. Bảng kiểm đã được ghi; hãy xem lại phần này rồi ghi lại.',
    'inspection.words_missing': 'Hãy ghi vài lời cho rõ.',
    'inspection.days_wrong': 'Thời hạn là số ngày, từ 1 đến 365.',
    'inspection.unanswered': 'Bảng kiểm còn dòng chưa trả lời. Dòng không xem được thì chọn “không thấy”.',
    'inspection.note_missing': 'Còn dòng “không khớp” chưa ghi rõ thấy gì.',
    'inspection.outcome_missing': 'Hãy chọn kết quả kiểm tra.',
    'inspection.outcome_wrong':
      'Kết quả không hợp với những gì đã ghi: “đúng như sổ” khi không còn điều nghiêm trọng hay yêu cầu nào; “phải khắc phục” khi có yêu cầu; “kiến nghị” khi có điều phát hiện.',
    'inspection.too_many_pictures': 'Cuộc kiểm tra này đã đủ ảnh.',
    'inspection.no_product': 'Chưa chọn sản phẩm nào, hoặc phản ánh không nói rõ sản phẩm.',
    'picture.unreadable': 'Không đọc được ảnh. Hãy gửi ảnh JPEG, PNG hoặc WebP, nhỏ hơn 10 MB.',
    'target.unreadable':
      'Chỉ tiêu là một số: số lượng thì nguyên, tỷ lệ thì từ 0 đến 100. Nếu là khoảng, số sau lớn hơn số trước.',
    'target.source_missing': 'Hãy ghi kế hoạch hoặc quyết định giao chỉ tiêu này.',
    'letter.under_way': 'Thư đang được gửi ngay lúc này. Hãy tải lại trang sau ít phút.',
    'letter.settled': 'Thư này đã xong, không còn gì để làm.',
    'letter.words_gone': 'Nội dung thư này chỉ người nhận được đọc và không còn được giữ. Hãy tạo thư mới.',
    'letter.no_mail': 'Trang này chưa nối với máy chủ thư. Hãy in thư và trao tay.',
    'source.name_missing': 'Hãy đặt tên cho nguồn.',
    'source.address_wrong':
      'Địa chỉ không dùng được. Hãy ghi địa chỉ bắt đầu bằng https:// (không kèm mật khẩu), hoặc đường dẫn trong thư mục nguồn của máy chủ.',
    'source.token_wrong':
      'Tên biến phải bắt đầu bằng SOURCE_TOKEN_, chỉ gồm chữ hoa, số và gạch dưới; thư mục thì không cần.',
    'source.off': 'Nguồn này đang tắt. Hãy bật trước khi đọc.',
    'source.decided': 'Việc này đã có người quyết định rồi.',
    'source.stands_otherwise':
      'Sổ đăng ký nay đã khác lúc nguồn đề nghị. Hãy đọc lại nguồn rồi xem đề nghị mới.',
    'source.no_ministry_table': 'Tệp không có các cột của bảng PTNT_OCOP.',
    'fair.name_missing': 'Hãy ghi tên hội chợ hoặc sự kiện.',
    'fair.organiser_missing': 'Hãy ghi đơn vị tổ chức.',
    'fair.days_wrong': 'Hãy ghi ngày đầu và ngày cuối; ngày cuối không trước ngày đầu, nhiều nhất 120 ngày.',
    'fair.one_span': 'Hãy ghi một khoảng giờ, như 8:00-17:00, hoặc để trống nếu cả ngày.',
    'fair.results_early': 'Sự kiện chưa bắt đầu nên chưa ghi được kết quả.',
    'fair.not_now': 'Việc này không làm được khi sự kiện đang ở trạng thái này.',
    'news.title_missing': 'Hãy ghi tiêu đề.',
    'news.lead_missing': 'Hãy ghi tóm tắt trong một hai câu.',
    'news.body_missing': 'Hãy ghi nội dung tin.',
    'news.byline_missing': 'Hãy ghi đơn vị đưa tin.',
    'news.alt_missing': 'Hãy ghi ảnh cho thấy gì, cho người không nhìn được ảnh.',
    'news.not_now': 'Việc này không làm được khi tin đang ở trạng thái này.',
    reason_missing: 'Hãy ghi lý do.',
    second_factor_needed:
      'Việc này cần đăng nhập hai bước. Hãy bật mã xác minh hoặc khóa đăng nhập trong trang Tài khoản.',
    not_found: 'Không có trang này.',
    method_not_allowed: 'Địa chỉ này chỉ để đọc: dùng GET hoặc HEAD.',
    not_allowed: 'Bạn không có quyền làm việc này.',
    too_many: 'Có quá nhiều yêu cầu từ máy của bạn. Hãy đợi một phút rồi thử lại.',
  },
  en: {
    ...shopRefusals.en,
    ...parcelRefusals.en,
    ...carrierRefusals.en,
    ...reviewRefusals.en,
    ...rightsRefusals.en,
    ...hookRefusals.en,
    ...taxRefusals.en,
    ...eventRefusals.en,
    ...stampRefusals.en,
    ...digitalLinkRefusals.en,
    ...householdRefusals.en,
    ...tourRefusals.en,
    ...visitRefusals.en,
    ...pictureRefusals.en,
    ...recordingRefusals.en,
    ...storyRefusals.en,
    ...documentRefusals.en,
    ...evidenceRefusals.en,
    changed_meanwhile:
      'Someone has changed this meanwhile. Please look at what it is now and change it again if needed.',
    'certificate.not_found': 'The register has no such certificate. Please check the code.',
    'certificate.revoked': 'This certificate has been revoked before.',
    'certificate.not_extendable': 'The rules under which this certificate was given allow no extension.',
    'certificate.extension_too_long':
      'The extension is longer than the rules allow. Choose an earlier last day.',
    'certificate.extended': 'This certificate has already been extended to that day or later.',
    'certificate.suspended': 'This certificate is already suspended.',
    'certificate.not_suspended': 'This certificate is not suspended, so there is nothing to reinstate.',
    'certificate.superseded': 'The product has a newer recognition. Choose the newer certificate.',
    'certificate.too_early': 'The day comes before what happened to the certificate earlier. Check the day.',
    'certificate.paper_missing': 'The reason, the number of the decision or its issuer is missing.',
    'certificate.known': 'This product is already recorded under that very decision.',
    'certificate.level_wrong': 'By the rules of that day, this issuer may not give this rank.',
    'certificate.points_below': 'The points are fewer than this rank needs. Check points or rank.',
    'certificate.stars_wrong': 'Only 3, 4 or 5 stars, and points from 0 to 100, can be recorded.',
    'certificate.last_day_wrong':
      'The stated last day must follow the decision and lie within the term of the rules.',
    'certificate.kind_wrong': 'The kind of recognition does not fit what the product held before.',
    'certificate.day_ahead': 'The day of the decision is yet to come, or before the programme began.',
    'paper.too_large': 'The file is larger than 10 MB. Scan it with a lower resolution.',
    'paper.unreadable': 'This file is neither a PDF nor a picture (JPG, PNG, WebP). Choose another.',
    'paper.gone': 'The file sent before is no longer there. Choose it again.',
    'register.name_missing': 'Please give a name.',
    'register.name_known':
      'This producer has a product of that name. If they are one, merge the two records.',
    'register.number_unreadable': 'That is not a number. Prices are whole đồng.',
    'register.place_unclear': 'Which commune is meant is not clear. Add the province, or use the code.',
    'register.nothing_changed': 'Nothing differs from what is recorded.',
    'register.merged': 'This record was merged into another. Open the one that was kept.',
    'merge.same': 'Choose two different records, neither of them merged before.',
    'merge.one_decision':
      'Both hold a certificate of one decision, so they cannot be one. Check that decision.',
    'merge.same_goods': 'Both producers have a product of one name. Merge those products first.',
    'point_of_sale.name_missing': 'Please give the name of the point of sale.',
    'point_of_sale.hours_unreadable': 'The hours cannot be read. Write them like 7:30-11:30, 13:00-17:00.',
    'point_of_sale.day_unreadable': 'A special day cannot be read. Write one a line, like 2/9/2026 closed.',
    'point_of_sale.position_unreadable':
      'The position cannot be read or lies outside Vietnam. Paste a map link or write it like 20.95, 106.51.',
    'point_of_sale.closed': 'This point of sale has closed.',
    'producer.not_found': 'The register has no such producer.',
    'decision_list.has_errors':
      'The list has errors. Correct the lines named and send it again, or publish only the good lines.',
    'decision_list.unreadable': 'This file cannot be read. Save it as XLSX or CSV and send it again.',
    'list.too_large': 'The file is larger than 20 MB. Take out pictures and spare sheets, or split it.',
    'list.changed_meanwhile':
      'Somebody else changed this list meanwhile. What you sent was not saved; look again and repeat it.',
    'list.not_open': 'This list is published or put aside and can no longer be changed.',
    'list.not_published': 'This list is not published, or was taken back before.',
    'list.column_twice': 'Two columns were chosen for the same thing. Leave one.',
    'product.not_found': 'The register has no such product.',
    'places.table_unreadable': 'Some lines of the conversion table cannot be read.',
    'parameter.unreadable': 'A parameter of the request cannot be read.',
    'trace.code_unknown':
      'The register has no such code. Please type again what is printed below the QR symbol.',
    'day.unreadable': 'That is not a day. Write it like 2026-11-22.',
    'office.opens_nothing':
      'This role opens nothing yet and is given to nobody: consultants work on dossiers, and there are none here. Producers invite helpers into their workshop for a time.',
    'office.scope_wrong': 'This role does not go with that area, or there is no such unit.',
    'office.last_administrator': 'This is the last administrator. Give the role to somebody else first.',
    'user.not_found': 'There is no such account.',
    'user.own': 'Your own account is closed on the page Account.',
    'user.closed': 'This account has been closed before.',
    'user.known': 'An account with this e-mail address or telephone number exists already.',
    'user.phone_unreadable': 'This is no telephone number. Please write it like 0912 345 678.',
    'user.email_unreadable': 'This is no e-mail address. Please write it like name@office.vn.',
    'user.password_weak': 'The password needs at least 10 characters and must not be easy to guess.',
    'invitation.over': 'This invitation was used, withdrawn or has expired. Please ask for a new one.',
    'report.too_short': 'Please say a little more: what is wrong, and where you saw it.',
    'report.step_wrong': 'Somebody else has just dealt with this report. Look at it again first.',
    'report.answer_missing': 'Before closing, write an answer for whoever reported it.',
    'report.outcome_missing': 'Before closing, choose an outcome.',
    'inspection.plan_known': 'This quarter already has a plan in the province. Open it.',
    'inspection.plan_fixed': 'This plan has been fixed before.',
    'inspection.plan_empty': 'The plan holds no product yet. Choose some, then fix it.',
    'inspection.planned_twice': 'An inspection of this product or report is already open.',
    'inspection.inspector_wrong': 'This person may not inspect there. Choose somebody else.',
    'inspection.day_wrong':
      'The day does not fit: a plan keeps to its quarter, an inspection is not held ahead.',
    'inspection.step_wrong': 'This cannot be done now: the inspection is closed, or somebody was quicker.',
    'inspection.changed_meanwhile':
      'Somebody else changed this part meanwhile. The checklist was kept; look at this part and save again.',
    'inspection.words_missing': 'Write a few words.',
    'inspection.days_wrong': 'The term is a number of days from 1 to 365.',
    'inspection.unanswered':
      'Some lines of the checklist have no answer. Choose “not seen” where it could not be seen.',
    'inspection.note_missing': 'Some lines that do not match do not say what was seen.',
    'inspection.outcome_missing': 'Choose the outcome.',
    'inspection.outcome_wrong': 'The outcome does not fit findings and follow-ups.',
    'inspection.too_many_pictures': 'This inspection holds enough photographs.',
    'inspection.no_product': 'No product was chosen, or the report names none.',
    'picture.unreadable': 'The picture cannot be read. Send a JPEG, PNG or WebP of less than 10 MB.',
    'target.unreadable':
      'A target is a number: whole for counts, 0 to 100 for shares. Of a range the second number is the larger one.',
    'target.source_missing': 'Name the plan or decision that sets this target.',
    'letter.under_way': 'The letter is being sent at this moment. Load the page again in a few minutes.',
    'letter.settled': 'This letter is done with.',
    'letter.words_gone': 'The words of this letter were for its receiver only and are no longer kept.',
    'letter.no_mail': 'This site has no mail server. Print the letter and hand it over.',
    'source.name_missing': 'Give the source a name.',
    'source.address_wrong':
      'This address cannot be used. Write one that begins with https:// (without a password), or a path in the server’s folder for sources.',
    'source.token_wrong':
      'The variable’s name must begin with SOURCE_TOKEN_ and hold capitals, digits and underscores; a folder needs none.',
    'source.off': 'This source is switched off. Switch it on before reading it.',
    'source.decided': 'Somebody has decided this already.',
    'source.stands_otherwise':
      'The register has changed since the source asked for this. Read the source again and look at what it asks now.',
    'source.no_ministry_table': 'The file has not the columns of the table PTNT_OCOP.',
    'fair.name_missing': 'Please give the name of the fair or event.',
    'fair.organiser_missing': 'Please say who organises it.',
    'fair.days_wrong': 'Please give the first and the last day, in this order, at most 120 days.',
    'fair.one_span': 'Please give one stretch of hours, like 8:00-17:00, or nothing for whole days.',
    'fair.results_early': 'It has not begun: there are no results to write down yet.',
    'fair.not_now': 'This cannot be done as the event stands now.',
    'news.title_missing': 'Please give a title.',
    'news.lead_missing': 'Please sum it up in a sentence or two.',
    'news.body_missing': 'Please write the piece itself.',
    'news.byline_missing': 'Please say which office writes.',
    'news.alt_missing': 'Please say what the picture shows, for those who do not see it.',
    'news.not_now': 'This cannot be done as the piece stands now.',
    reason_missing: 'Please give a reason.',
    second_factor_needed:
      'This needs two-step sign-in. Turn on a verification code or a passkey on your account page.',
    not_found: 'There is no such page.',
    method_not_allowed: 'This address is for reading only: use GET or HEAD.',
    not_allowed: 'You may not do this.',
    too_many: 'Too many requests from your device. Wait a minute and try again.',
  },
};
