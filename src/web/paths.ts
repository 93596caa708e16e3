import type { Lang } from '#src/i18n/lang.ts';

/** Every public address, spelled here and nowhere else. Without language; `at` adds `/en`. */
export const paths = {
  home: '/',
  products: '/san-pham',
  product: (slug: string) => `/san-pham/${slug}`,
  enquiry: (slug: string) => `/san-pham/${slug}/hoi-mua`,
  trace: (slug: string) => `/san-pham/${slug}/truy-xuat`,
  qr: (slug: string, kind: 'svg' | 'png') => `/san-pham/${slug}/qr.${kind}`,
  producer: (slug: string) => `/chu-the/${slug}`,
  places: '/dia-phuong',
  province: (code: string) => `/dia-phuong/${code}`,
  commune: (province: string, commune: string) => `/dia-phuong/${province}/${commune}`,
  pointsOfSale: '/diem-ban',
  pointOfSale: (slug: string) => `/diem-ban/${slug}`,
  lookUp: '/tra-cuu',
  register: '/so-dang-ky',
  certificate: (id: string) => `/so-dang-ky/${id}`,
  decision: (id: string) => `/so-dang-ky/quyet-dinh/${id}`,
  age: '/do-tuoi',
  signIn: '/dang-nhap',
  secondStep: '/dang-nhap/buoc-hai',
  signOut: '/dang-xuat',
  forgotten: '/quen-mat-khau',
  newPassword: (token: string) => `/mat-khau-moi/${token}`,
  invitation: (token: string) => `/loi-moi/${token}`,
  signUp: '/dang-ky',
  account: '/tai-khoan',
  cart: '/gio-hang',
  checkout: '/thanh-toan',
  testPayment: (session: string) => `/thanh-toan/thu/${session}`,
  purchase: (token: string) => `/don-hang/${token}`,
  purchasePay: (token: string) => `/don-hang/${token}/tra`,
  purchaseCancel: (token: string, order: string) => `/don-hang/${token}/huy?don=${order}`,
  transferQr: (token: string, payment: string) => `/don-hang/${token}/qr/${payment}.svg`,
  myPurchases: '/tai-khoan/don-hang',
  workshops: '/nha-san-xuat',
  workshop: (producer: string) => `/nha-san-xuat/${producer}`,
  workshopOrders: (producer: string) => `/nha-san-xuat/${producer}/don-hang`,
  workshopOrder: (producer: string, id: string) => `/nha-san-xuat/${producer}/don-hang/${id}`,
  workshopOffers: (producer: string) => `/nha-san-xuat/${producer}/hang-ban`,
  workshopOffer: (producer: string, offer: string) => `/nha-san-xuat/${producer}/hang-ban/${offer}`,
  workshopOfferFile: (producer: string) => `/nha-san-xuat/${producer}/hang-ban/tep`,
  workshopOfferTemplate: (producer: string) => `/nha-san-xuat/${producer}/hang-ban/mau.xlsx`,
  workshopShop: (producer: string) => `/nha-san-xuat/${producer}/cua-hang`,
  workshopStatement: (producer: string) => `/nha-san-xuat/${producer}/sao-ke`,
  workshopMoney: (producer: string) => `/nha-san-xuat/${producer}/tien`,
  workshopMoneyFile: (producer: string, kind: 'csv' | 'xlsx') => `/nha-san-xuat/${producer}/tien.${kind}`,
  cardNotices: '/api/webhooks/stripe',
  reports: '/bao-sai',
  report: (token: string) => `/bao-sai/${token}`,
  office: '/quan-tri',
  /** What a list of the office shows, as a file. */
  officeFile: (list: string, kind: 'csv' | 'xlsx') => `/quan-tri/${list}.${kind}`,
  officeFigures: '/quan-tri/so-lieu',
  officeFiguresFile: (kind: 'pdf' | 'xlsx' | 'csv') => `/quan-tri/so-lieu.${kind}`,
  officeReports: '/quan-tri/phan-anh',
  officeReport: (id: string) => `/quan-tri/phan-anh/${id}`,
  officeReportPicture: (id: string) => `/quan-tri/phan-anh/${id}/anh.jpg`,
  inspections: '/quan-tri/kiem-tra',
  inspection: (id: string) => `/quan-tri/kiem-tra/${id}`,
  inspectionMinutes: (id: string) => `/quan-tri/kiem-tra/${id}.pdf`,
  inspectionPhotograph: (id: string, photograph: string) => `/quan-tri/kiem-tra/${id}/anh/${photograph}`,
  inspectionPlan: (id: string) => `/quan-tri/kiem-tra/ke-hoach/${id}`,
  officeCertificates: '/quan-tri/giay-chung-nhan',
  letters: '/quan-tri/thu',
  letter: (id: string) => `/quan-tri/thu/${id}`,
  letterPdf: (id: string) => `/quan-tri/thu/${id}.pdf`,
  lettersPdf: '/quan-tri/thu/cho-trao.pdf',
  officePeople: '/quan-tri/nguoi',
  officeAudit: '/quan-tri/nhat-ky',
  officeLists: '/quan-tri/danh-sach',
  officeList: (id: string) => `/quan-tri/danh-sach/${id}`,
  officeListFile: (id: string, kind: 'goc' | 'ghi-chu') => `/quan-tri/danh-sach/${id}/tep/${kind}`,
  officeProducts: '/quan-tri/san-pham',
  officeProduct: (id: string) => `/quan-tri/san-pham/${id}`,
  officeRecognition: (id: string) => `/quan-tri/san-pham/${id}/cong-nhan`,
  officeProducer: (id: string) => `/quan-tri/chu-the/${id}`,
  officeCertificate: (id: string) => `/quan-tri/giay-chung-nhan/${id}`,
  officePaper: (id: string, sha256: string) => `/quan-tri/giay-chung-nhan/${id}/giay-to/${sha256}`,
  officeMerging: '/quan-tri/gop',
  officePointsOfSale: '/quan-tri/diem-ban',
  officePointOfSale: (id: string) => `/quan-tri/diem-ban/${id}`,
  officeSources: '/quan-tri/nguon',
  officeSource: (id: string) => `/quan-tri/nguon/${id}`,
  officeSourceRun: (id: string, run: string) => `/quan-tri/nguon/${id}/lan/${run}`,
  desk: '/quan-tri/ban-hang',
  deskPurchase: (id: string) => `/quan-tri/ban-hang/don/${id}`,
  payouts: '/quan-tri/ban-hang/tra-tien',
  payout: (id: string) => `/quan-tri/ban-hang/tra-tien/${id}`,
  payoutFile: (id: string, kind: 'csv' | 'xlsx') => `/quan-tri/ban-hang/tra-tien/${id}.${kind}`,
  about: (page: string) => `/gioi-thieu/${page}`,
  help: (page: string) => `/tro-giup/${page}`,
  legal: (page: string) => `/phap-ly/${page}`,
  openData: '/du-lieu-mo',
  feed: '/quyet-dinh.rss',
  stamp: (code: string) => `/t/${code}`,
  gtin: (gtin: string) => `/01/${gtin}`,
} as const;

/** The address in the visitor's language. */
export function at(lang: Lang, path: string): string {
  return lang === 'vi' ? path : path === '/' ? '/en' : `/en${path}`;
}

/** `paths.products` with a query; empty values are left out. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | readonly (string | number)[] | null | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value])
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
