import type { Lang, Same } from './lang.ts';

const vi = {
  /** Titles of links, by what they lead to. */
  links: {
    defaultLink: 'Truy xuất nguồn gốc',
    pip: 'Thông tin sản phẩm',
    certificationInfo: 'Công nhận OCOP',
    registryEntry: 'Dòng trong sổ cái',
    jws: 'Bản ghi công nhận có chữ ký',
    traceability: 'Truy xuất nguồn gốc',
    recallStatus: 'Lô hàng có bị thu hồi không',
    hasRetailers: 'Nơi bán',
    locationInfo: 'Nơi làm ra sản phẩm',
  },
  lotOf: (name: string, code: string) => `${name}, lô ${code}`,
  stampOf: (name: string, code: string) => `${name}, tem ${code}`,
  notKnown: (name: string) => `${name}: sổ đăng ký không có lô hay số sê-ri này, nên đây là trang chung`,
  choices: 'Có nhiều liên kết như nhau',
  linkWrong: 'Địa chỉ này không đúng',
  otherGoods: (gtin: string) =>
    `Địa chỉ được quét ghi mã vạch ${gtin}, nhưng tem này được đặt cho sản phẩm dưới đây. Hãy so tên với bao bì; khác thì đừng tin tem.`,
  otherLot: (lot: string) =>
    `Địa chỉ được quét ghi lô “${lot}”, nhưng tem này được đặt cho lô dưới đây. Hãy so với số lô in trên bao bì.`,
  lotLevel: 'Mã này chung cho cả lô',
  lotLevelWhy:
    'Mọi bao gói của lô mang cùng một mã, ai cũng chép lại được: nó cho biết về lô, không chứng minh gói trong tay bạn là thật. Hãy so tên, lô và hạn dùng in trên bao bì.',
  lotTitle: (code: string) => `Lô ${code}`,
};

export const resolverWords: Record<Lang, Same<typeof vi>> = {
  vi,
  en: {
    links: {
      defaultLink: 'Traceability',
      pip: 'Product information',
      certificationInfo: 'OCOP certificate',
      registryEntry: 'Line of the registry log',
      jws: 'Signed copy of the certificate record',
      traceability: 'Traceability',
      recallStatus: 'Whether the lot was recalled',
      hasRetailers: 'Where it is sold',
      locationInfo: 'Where it is made',
    },
    lotOf: (name: string, code: string) => `${name}, lot ${code}`,
    stampOf: (name: string, code: string) => `${name}, stamp ${code}`,
    notKnown: (name: string) =>
      `${name}: the register has no such lot or serial number, so this is the page of all of it`,
    choices: 'Several links are alike',
    linkWrong: 'This address is not right',
    otherGoods: (gtin: string) =>
      `The address that was scanned says barcode ${gtin}, but this stamp was ordered for the product below. Compare the name with the pack; if they differ, do not trust the stamp.`,
    otherLot: (lot: string) =>
      `The address that was scanned says lot “${lot}”, but this stamp was ordered for the lot below. Compare it with the lot printed on the pack.`,
    lotLevel: 'All packs of the lot share this code',
    lotLevelWhy:
      'Anyone can copy it: it tells of the lot and does not prove that the pack in your hand is genuine. Compare name, lot and use-by day on the pack.',
    lotTitle: (code: string) => `Lot ${code}`,
  },
};
