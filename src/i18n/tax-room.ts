import type { Covers, LegalForm, RateEdition, TaxCategory } from '#src/domain/payments/withholding.ts';
import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

/** Words of tax that is withheld for sellers. */
export const taxRoom = {
  title: 'Thuế khấu trừ thay',
  seller: {
    title: 'Thuế',
    link: 'Thuế: hình thức pháp lý, mã số thuế',
    lead: 'Cơ quan thuế cần biết ai là người bán. Thông tin này không hiện cho ai khác.',
    legalForm: 'Hình thức pháp lý',
    choose: 'Chọn',
    category: 'Ngành nghề tính thuế',
    unknown: 'chưa rõ (tính theo mức cao nhất)',
    categoryHint: 'Hãy hỏi cơ quan thuế quản lý: hàng tự làm ra có thể tính theo mức sản xuất.',
    taxNumber: 'Mã số thuế',
    taxNumberHint: '10 số, 10 số kèm 3 số của chi nhánh, hoặc 12 số.',
    personalId: 'Số định danh cá nhân của chủ hộ (12 số)',
    personalKnown: 'Đã có. Chỉ ghi khi cần thay.',
    personalHint: 'Được mã hoá khi lưu; chỉ đơn vị vận hành đọc khi lập tờ khai.',
    save: 'Lưu',
    saved: 'Đã lưu.',
    off: 'Hiện không khấu trừ thuế của ai. Nếu bật, trang này và sao kê tiền sẽ ghi rõ từng khoản.',
    on: (day: string) =>
      `Từ ngày ${day}, thuế của hộ và cá nhân kinh doanh được khấu trừ, nộp thay theo từng đơn đã giao.`,
    month: 'Tháng',
    show: 'Xem',
    none: 'Tháng này không có khoản nào.',
  },
  forms: {
    household: 'Hộ kinh doanh, hộ gia đình',
    individual: 'Cá nhân kinh doanh',
    cooperative: 'Hợp tác xã, tổ hợp tác',
    company: 'Doanh nghiệp',
    other: 'Tổ chức khác',
  } satisfies Record<LegalForm, string>,
  categories: {
    goods: 'Bán hàng hoá (mua về bán)',
    production: 'Sản xuất, hàng tự làm',
    services: 'Dịch vụ',
  } satisfies Record<TaxCategory, string>,
  covers: {
    card: 'Chỉ tiền thẻ, do đơn vị vận hành thu hộ',
    all: 'Mọi đơn, kể cả tiền nhà sản xuất tự nhận (chuyển khoản, tiền mặt)',
  } satisfies Record<Covers, string>,
  desk: {
    lead: 'Nền tảng có đặt hàng và thanh toán khấu trừ, nộp thay thuế giá trị gia tăng và thu nhập cá nhân của hộ, cá nhân bán hàng, theo từng giao dịch (Nghị định 252/2026/NĐ-CP, Điều 43–46). Hợp tác xã, doanh nghiệp tự khai. Chỗ này tắt cho đến khi có người bật.',
    reading:
      'Cách tính ở đây: khi đơn đã giao và đã trả tiền; trên số khách trả trừ số đã hoàn, gồm cả phí giao; mỗi loại thuế làm tròn đến đồng gần nhất; tỷ lệ của đơn không đổi về sau; hoàn tiền thì giảm thuế theo đúng tỷ lệ ấy.',
    isOff: 'Đang tắt',
    isOn: (day: string, covers: string) => `Đang bật cho đơn giao từ ngày ${day}. ${covers}.`,
    basis: 'Căn cứ',
    rates: (day: string) => `Biểu áp dụng từ ngày ${day}`,
    certainty: {
      V: 'đã đọc bản gốc',
      S: 'đọc qua bản tóm tắt, chưa đối chiếu bản gốc',
      G: 'hiểu biết chung, chưa có nguồn',
    } satisfies Record<RateEdition['certainty'], string>,
    category: 'Ngành nghề',
    vat: 'Giá trị gia tăng',
    pit: 'Thu nhập cá nhân',
    other: (day: string) => `Đã có biểu từ ngày ${day}, chưa ai xác nhận. Hãy đối chiếu rồi bật lại.`,
    on: 'Bật khấu trừ',
    from: 'Từ ngày',
    covers: 'Khấu trừ trên',
    confirm: 'Tôi đã đối chiếu biểu trên với văn bản hoặc trả lời của cơ quan thuế',
    basisAsk: 'Căn cứ vào đâu: số văn bản, công văn trả lời, người tư vấn',
    switchOn: 'Bật từ ngày này',
    off: 'Tắt khấu trừ',
    offWhy: 'Đơn giao từ nay không bị khấu trừ. Khoản đã khấu trừ giữ nguyên, vẫn giảm khi hoàn tiền.',
    reason: 'Vì sao',
    switchOff: 'Tắt',
    done: 'Đã ghi.',
    sellers: 'Người bán',
    unknownForm: 'chưa khai hình thức pháp lý',
    noNumber: 'chưa có mã số thuế, số định danh',
    month: 'Tờ khai tháng',
    none: 'Tháng này không có khoản nào.',
    producer: 'Người bán',
    orders: 'Đơn',
    base: 'Doanh thu tính thuế',
    total: 'Cộng',
    lines: 'Từng giao dịch',
    sums: 'Theo người bán',
    order: 'Đơn',
    on_: 'Ngày',
    kind: 'Khoản',
    kinds: { withheld: 'khấu trừ', corrected: 'điều chỉnh giảm' },
    form: 'Hình thức',
    taxNumber: 'Mã số thuế',
    personalId: 'Số định danh',
    vatRate: 'Tỷ lệ GTGT (%)',
    pitRate: 'Tỷ lệ TNCN (%)',
    sheet: 'Thuế khấu trừ',
  },
};

/** `1,5 %` of hundredths of a per cent. */
export const percent = (rate: number): string => `${String(rate / 100).replace('.', ',')} %`;

export const taxAudit: Readonly<Record<string, string>> = {
  'tax.facts_kept': 'Ghi thông tin thuế của người bán',
  'tax.switched_on': 'Bật khấu trừ thuế',
  'tax.switched_off': 'Tắt khấu trừ thuế',
  'tax.exported': 'Tải tờ khai khấu trừ thuế',
};

export type TaxRefusal = Extract<RefusalCode, `tax.${string}`>;

export const taxRefusals: Record<Lang, Record<TaxRefusal, string>> = {
  vi: {
    'tax.form_missing': 'Hãy chọn hình thức pháp lý.',
    'tax.number_wrong': 'Mã số thuế có 10 hoặc 12 số, có thể kèm 3 số chi nhánh; số định danh có 12 số.',
    'tax.day_wrong': 'Ngày bắt đầu là hôm nay hoặc sau đó.',
    'tax.not_confirmed':
      'Biểu này chưa được đối chiếu với bản gốc. Hãy xác nhận và ghi căn cứ trước khi bật.',
    'tax.sellers_unknown': 'Còn người bán chưa khai hình thức pháp lý. Hãy nhờ họ khai, rồi bật.',
  },
  en: {
    'tax.form_missing': 'Choose the legal form.',
    'tax.number_wrong': 'A tax number has 10 or 12 digits, a branch 3 more; a personal number has 12.',
    'tax.day_wrong': 'It begins today or later.',
    'tax.not_confirmed': 'These rates were not read in the original. Confirm them and say on what grounds.',
    'tax.sellers_unknown': 'Some sellers have not said their legal form. Ask them first.',
  },
};
