import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

export type ShopRefusal = Extract<
  RefusalCode,
  | `cart.${string}`
  | `checkout.${string}`
  | `enquiry.${string}`
  | `offer.${string}`
  | `order.${string}`
  | `payment.${string}`
  | `refund.${string}`
  | `shop.${string}`
  | `stock.${string}`
  | `finding.${string}`
  | `payout.${string}`
  | `statement.${string}`
>;

/** `{name}` and the like are filled in with what the refusal tells. */
export const shopRefusals: Record<Lang, Record<ShopRefusal, string>> = {
  vi: {
    'payment.no_mismatch': 'Khoản này không còn chờ quyết định. Hãy xem lại đơn.',
    'payment.other_currency': 'Tiền về bằng loại tiền khác: hãy trả lại ở trang của dịch vụ thẻ.',
    'payment.no_gateway': 'Trang này chưa nối với dịch vụ thẻ.',
    'refund.amount_wrong': 'Số gói hoặc số tiền hoàn không đúng. Hãy ghi số nguyên, lớn hơn không.',
    'finding.settled': 'Chênh lệch này đã có người giải quyết.',
    'payout.not_now': 'Đợt trả này đã sang bước khác. Hãy tải lại trang.',
    'payout.open_one': 'Còn một đợt trả chưa xong. Hãy chuyển hoặc bỏ đợt đó trước.',
    'payout.nothing_due': 'Chưa có nhà sản xuất nào đến lúc được trả.',
    'payout.same_person': 'Người lập đợt trả không tự duyệt được. Hãy nhờ người thứ hai.',
    'payout.reference_missing': 'Hãy ghi mã giao dịch của ngân hàng.',
    'payout.rules_wrong': 'Số tiền ít nhất và số ngày là số nguyên; số ngày từ 0 đến 90.',
    'statement.columns_missing':
      'Không nhận ra cột ngày, số tiền vào và nội dung trong tệp này. Hãy tải sao kê dạng CSV hoặc Excel từ ngân hàng.',
    'statement.line_settled': 'Khoản này đã được ghi rồi.',
    'statement.order_unknown': 'Không có đơn chuyển khoản nào đang chờ tiền với mã này.',
    'offer.no_promotion': 'Rượu từ 15 độ không được bán trước, không được khuyến mại. Hãy bỏ ngày gửi.',
    'offer.no_free_sending':
      'Rượu từ 15 độ không được giao miễn phí. Hãy ghi phí cho mọi mức giao ở mục Cửa hàng.',
    'cart.empty': 'Giỏ hàng đang trống.',
    'cart.full': 'Giỏ hàng đã đủ {most} loại hàng. Hãy đặt đơn này trước, rồi chọn tiếp.',
    'cart.ordered': 'Giỏ hàng này đã đặt rồi. Hàng chọn thêm nằm trong giỏ mới.',
    'cart.quantity_wrong': 'Số lượng là số nguyên từ 1 đến 999.',
    'checkout.age_not_declared': '{name}: đồ uống có cồn chỉ bán cho người từ 18 tuổi. Hãy khai tuổi trước.',
    'checkout.card_too_little': 'Thẻ chỉ nhận từ {least}. Hãy chọn chuyển khoản hoặc trả tiền khi nhận hàng.',
    'checkout.card_too_much': 'Thẻ chỉ nhận đến {most}. Hãy chọn chuyển khoản.',
    'checkout.cash_too_much': '{name} chỉ nhận tiền khi giao đến {most}. Hãy chọn cách trả khác.',
    'checkout.changed': 'Giá, phí giao hoặc chứng nhận vừa thay đổi. Hãy xem lại rồi xác nhận lần nữa.',
    'checkout.fair_gone': 'Gian hàng ở hội chợ này không nhận đặt nữa. Hãy chọn lại cách nhận.',
    'checkout.fair_too_soon':
      '{name} không kịp chuẩn bị hàng trước khi hội chợ xong. Hãy chọn cách nhận khác.',
    'checkout.goods_not_sent_there':
      '{name} không giao đến tỉnh này. Hãy bỏ khỏi giỏ hoặc chọn nơi nhận khác.',
    'checkout.key_reused': 'Yêu cầu này đã gửi với nội dung khác. Hãy mở lại giỏ hàng.',
    'checkout.no_card': '{name} chưa nhận thẻ. Hãy chọn cách trả khác.',
    'checkout.no_cash': '{name} không nhận tiền khi giao hàng. Hãy chọn cách trả khác.',
    'checkout.no_cash_for_alcohol':
      'Luật không cho trả tiền mặt khi mua đồ uống có cồn từ xa. Hãy chọn chuyển khoản hoặc thẻ.',
    'checkout.no_transfer': '{name} chưa có tài khoản nhận chuyển khoản. Hãy chọn cách trả khác.',
    'checkout.not_at_stall':
      '{name} không nhận đặt trước ở hội chợ này. Hãy bỏ khỏi giỏ hoặc chọn cách nhận khác.',
    'checkout.not_sent_there': 'Có nơi bán không giao đến địa chỉ này. Hãy chọn nhận tại điểm bán, nếu có.',
    'checkout.pick_up_gone': 'Điểm nhận hàng này không còn nữa. Hãy chọn lại cách nhận.',
    'enquiry.name_missing': 'Hãy ghi tên của bạn.',
    'enquiry.phone_wrong': 'Số điện thoại chưa đúng. Ví dụ: 0912 345 678.',
    'enquiry.words_missing': 'Hãy ghi cần mua gì, bao nhiêu.',
    'offer.days_wrong': 'Ngày kết thúc bán phải sau ngày bắt đầu.',
    'offer.label_missing': 'Chưa mở bán được: nhãn hàng còn thiếu nội dung bắt buộc.',
    'offer.not_found': 'Mặt hàng này không còn bán.',
    'offer.not_sold': '{name} hiện không bán. Hãy bỏ khỏi giỏ.',
    'offer.out_of_stock': '{name} chỉ còn {left}. Hãy giảm số lượng hoặc bỏ khỏi giỏ.',
    'offer.pack_known': 'Sản phẩm này đã có quy cách đó. Hãy sửa quy cách đã có.',
    'offer.pack_missing': 'Hãy ghi quy cách, ví dụ: chai 500 ml.',
    'offer.price_wrong': 'Giá là số đồng nguyên, từ 1 trở lên.',
    'offer.weight_wrong': 'Khối lượng khi gửi tính bằng gam, từ 1 trở lên.',
    'order.carrier_missing': 'Hãy ghi tên bên giao hàng.',
    'order.code_wrong': 'Mã nhận hàng không khớp. Hãy xem lại mã trên máy của khách.',
    'order.must_not_be_sold':
      'Không giao được: giấy chứng nhận đã bị thu hồi hoặc lô hàng đã bị thu hồi. Hãy huỷ đơn.',
    'order.not_now': 'Đơn hàng đã sang bước khác, nên không làm việc này được nữa. Hãy tải lại trang.',
    'payment.not_awaited': 'Khoản này không còn chờ thanh toán.',
    'payment.under_way': 'Đang chờ kết quả thanh toán thẻ. Hãy quay lại sau khi trang thanh toán đóng.',
    'refund.nothing_paid': 'Đơn này chưa có tiền nào nhận được nên không có gì để hoàn.',
    'refund.too_much': 'Số tiền hoàn nhiều hơn số đã nhận. Còn hoàn được {left}.',
    'shop.account_wrong':
      'Tài khoản ngân hàng chưa đúng: cần mã ngân hàng 6 số, số tài khoản và tên chủ tài khoản.',
    'shop.days_wrong': 'Số ngày hoặc khoảng nghỉ chưa đúng.',
    'shop.not_open': 'Cửa hàng của chủ thể này chưa mở. Hãy khai cách giao và cách trả tiền trước.',
    'shop.rate_missing': 'Cần ít nhất một cách giao: một mức phí giao hàng hoặc một điểm nhận hàng.',
    'stock.count_wrong': 'Số lượng là số nguyên từ 0 trở lên.',
    'stock.fewer_than_held':
      'Đã hứa với khách {least}, nên không ghi ít hơn được. Hãy huỷ đơn trước nếu thiếu hàng.',
    'stock.lot_days_wrong': 'Hạn dùng phải sau ngày sản xuất.',
  },
  en: {
    'payment.no_mismatch': 'This payment no longer waits for a decision. Look at the order again.',
    'payment.other_currency': 'Another currency came: give it back at the card service.',
    'payment.no_gateway': 'This site has no card service.',
    'refund.amount_wrong': 'The packs or the sum to give back are wrong. Use whole numbers above nothing.',
    'finding.settled': 'Somebody has settled this difference already.',
    'payout.not_now': 'This payout has moved on. Load the page again.',
    'payout.open_one': 'Another payout is still open. Pay or drop it first.',
    'payout.nothing_due': 'No producer is due to be paid yet.',
    'payout.same_person': 'Whoever made a payout cannot approve it. Ask a second person.',
    'payout.reference_missing': 'Write down the reference of the bank.',
    'payout.rules_wrong': 'The least sum and the days are whole numbers; days from 0 to 90.',
    'statement.columns_missing':
      'This file shows no columns of day, amount in and description. Export the statement as CSV or Excel.',
    'statement.line_settled': 'This line is settled already.',
    'statement.order_unknown': 'No order with this code waits for a transfer.',
    'offer.no_promotion': 'Alcohol of 15 degrees and more is not sold ahead nor promoted. Take the day out.',
    'offer.no_free_sending': 'Alcohol of 15 degrees and more is not sent free. Set a fee for every zone.',
    'cart.empty': 'The cart is empty.',
    'cart.full': 'The cart holds {most} kinds of goods already. Please order these first.',
    'cart.ordered': 'This cart was ordered already. What you add now lies in a new one.',
    'cart.quantity_wrong': 'A quantity is a whole number from 1 to 999.',
    'checkout.age_not_declared': '{name}: alcohol is sold to adults only. Please give your age first.',
    'checkout.card_too_little': 'Cards take {least} and more. Please choose a transfer or cash on delivery.',
    'checkout.card_too_much': 'Cards take {most} at most. Please choose a transfer.',
    'checkout.cash_too_much': '{name} takes cash on delivery up to {most}. Please pay another way.',
    'checkout.changed':
      'A price, delivery fee or certificate has just changed. Please look and confirm again.',
    'checkout.fair_gone': 'The stall at this fair takes no reservations any more. Please choose again.',
    'checkout.fair_too_soon':
      '{name} cannot have the goods ready before the fair is over. Please choose another way.',
    'checkout.goods_not_sent_there':
      '{name} is not sent to this province. Please take it out or choose another place.',
    'checkout.key_reused': 'This request was sent with other words before. Please open the cart again.',
    'checkout.no_card': '{name} takes no cards yet. Please pay another way.',
    'checkout.no_cash': '{name} takes no cash on delivery. Please pay another way.',
    'checkout.no_cash_for_alcohol':
      'By law alcohol ordered at a distance is not paid in cash. Please choose a transfer or a card.',
    'checkout.no_transfer': '{name} has no account for transfers yet. Please pay another way.',
    'checkout.not_at_stall':
      '{name} cannot be reserved for this fair. Please take it out or choose another way.',
    'checkout.not_sent_there':
      'One of the sellers does not send to this address. Choose to pick up, where that is offered.',
    'checkout.pick_up_gone': 'This pick-up point is no more. Please choose again.',
    'enquiry.name_missing': 'Please give your name.',
    'enquiry.phone_wrong': 'This telephone number is not right. Example: 0912 345 678.',
    'enquiry.words_missing': 'Please say what you need, and how much.',
    'offer.days_wrong': 'The last day of sale has to come after the first.',
    'offer.label_missing': 'It cannot be put on sale yet: the label lacks what the law wants.',
    'offer.not_found': 'This is no longer for sale.',
    'offer.not_sold': '{name} is not sold at present. Please take it out of the cart.',
    'offer.out_of_stock': 'Only {left} left of {name}. Please take fewer, or take it out.',
    'offer.pack_known': 'The product has this pack already. Please change that one.',
    'offer.pack_missing': 'Please say what the pack is, for example: 500 ml bottle.',
    'offer.price_wrong': 'A price is a whole number of đồng, 1 or more.',
    'offer.weight_wrong': 'The weight for sending is in grams, 1 or more.',
    'order.carrier_missing': 'Please name the carrier.',
    'order.code_wrong': 'The pick-up code does not fit. Please look at the buyer’s screen again.',
    'order.must_not_be_sold':
      'It must not be handed over: the certificate was revoked or the lot recalled. Please cancel.',
    'order.not_now': 'The order has moved on, so this can no longer be done. Please load the page again.',
    'payment.not_awaited': 'This payment is no longer awaited.',
    'payment.under_way': 'The card payment is still under way. Please come back once that page is closed.',
    'refund.nothing_paid': 'Nothing was received for this order, so there is nothing to give back.',
    'refund.too_much': 'That is more than was received. {left} can still be given back.',
    'shop.account_wrong':
      'The bank account is not right: six digits of the bank, the number and the holder are needed.',
    'shop.days_wrong': 'The days or the pause are not right.',
    'shop.not_open': 'This producer’s shop is not open. Please say first how goods are sent and paid.',
    'shop.rate_missing': 'At least one way of delivery is needed: a rate or a pick-up point.',
    'stock.count_wrong': 'A quantity is a whole number, 0 or more.',
    'stock.fewer_than_held':
      '{least} are promised to buyers already. If there are fewer, please cancel an order first.',
    'stock.lot_days_wrong': 'The use-by day has to come after the day it was made.',
  },
};
