import { ENDING_OF, type RecordingType } from '#src/domain/media/recording.ts';
import type { Lang } from '#src/i18n/lang.ts';

/** Every public address, spelled here and nowhere else. Without language; `at` adds `/en`. */
export const paths = {
  home: '/',
  products: '/san-pham',
  product: (slug: string) => `/san-pham/${slug}`,
  reviews: (slug: string) => `/san-pham/${slug}/nhan-xet`,
  reviewReport: (id: string) => `/nhan-xet/${id}`,
  enquiry: (slug: string) => `/san-pham/${slug}/hoi-mua`,
  trace: (slug: string) => `/san-pham/${slug}/truy-xuat`,
  qr: (slug: string, kind: 'svg' | 'png' | 'pdf') => `/san-pham/${slug}/qr.${kind}`,
  producer: (slug: string) => `/chu-the/${slug}`,
  places: '/dia-phuong',
  province: (code: string) => `/dia-phuong/${code}`,
  commune: (province: string, commune: string) => `/dia-phuong/${province}/${commune}`,
  pointsOfSale: '/diem-ban',
  pointsOnMap: '/diem-ban/ban-do.json',
  pointOfSale: (slug: string) => `/diem-ban/${slug}`,
  pointOfSaleQr: (slug: string, kind: 'svg' | 'png' | 'pdf') => `/diem-ban/${slug}/qr.${kind}`,
  fairs: '/hoi-cho',
  fair: (slug: string) => `/hoi-cho/${slug}`,
  /** Calendars to follow: of everything, of a unit, of one event. */
  fairsCalendar: '/hoi-cho.ics',
  provinceCalendar: (code: string) => `/dia-phuong/${code}/hoi-cho.ics`,
  communeCalendar: (province: string, commune: string) => `/dia-phuong/${province}/${commune}/hoi-cho.ics`,
  fairCalendar: (slug: string) => `/hoi-cho/${slug}.ics`,
  workshopFairs: (producer: string) => `/nha-san-xuat/${producer}/hoi-cho`,
  news: '/tin-tuc',
  newsItem: (slug: string) => `/tin-tuc/${slug}`,
  /** The picture of a piece of news; `mark` names its bytes. */
  newsPicture: (slug: string, mark: string) => `/tin-tuc/${slug}/anh.jpg?ma=${mark}`,
  newsFeed: '/tin-tuc.rss',
  provinceNewsFeed: (code: string) => `/dia-phuong/${code}/tin-tuc.rss`,
  communeNewsFeed: (province: string, commune: string) => `/dia-phuong/${province}/${commune}/tin-tuc.rss`,
  /** What other sites show in a frame, and how they do it. */
  widgets: '/nhung',
  widget: (unit: string) => `/nhung/${unit}`,
  tours: '/tuyen',
  tour: (slug: string) => `/tuyen/${slug}`,
  /** Where what is printed at a stop leads. */
  tourStop: (slug: string, stop: string) => `/tuyen/${slug}/${stop}`,
  tourFile: (slug: string, kind: 'gpx' | 'geojson' | 'ics' | 'pdf' | 'html') => `/tuyen/${slug}.${kind}`,
  tourQr: (slug: string, kind: 'svg' | 'png' | 'pdf') => `/tuyen/${slug}/qr.${kind}`,
  tourStopQr: (slug: string, stop: string, kind: 'svg' | 'png' | 'pdf') =>
    `/tuyen/${slug}/${stop}/qr.${kind}`,
  askVisit: (slug: string) => `/tuyen/${slug}/dang-ky`,
  askProducer: (slug: string) => `/chu-the/${slug}/den-tham`,
  workshopVisits: (producer: string) => `/nha-san-xuat/${producer}/don-khach`,
  visit: (token: string) => `/luot-tham/${token}`,
  /** What events call a lot, and where people read of it. */
  lot: (id: string) => `/t/lot/${id}`,
  lookUp: '/tra-cuu',
  register: '/so-dang-ky',
  certificate: (id: string) => `/so-dang-ky/${id}`,
  certificateToken: (id: string) => `/so-dang-ky/${id}.jwt`,
  certificateSheet: (id: string) => `/so-dang-ky/${id}.pdf`,
  /** What a signed copy of a certificate is checked on; a copy may stand behind `#`. */
  checkStamp: '/kiem-chung/tem',
  checkCopy: '/kiem-chung',
  /** The registry log, explained; and its files. */
  log: '/nhat-ky',
  logEntry: (index: number) => `/log/entry/${index}`,
  logProof: (index: number) => `/log/proof/${index}`,
  logKey: '/log/key',
  decision: (id: string) => `/so-dang-ky/quyet-dinh/${id}`,
  age: '/do-tuoi',
  signIn: '/dang-nhap',
  secondStep: '/dang-nhap/buoc-hai',
  signOut: '/dang-xuat',
  forgotten: '/quen-mat-khau',
  newPassword: (token: string) => `/mat-khau-moi/${token}`,
  invitation: (token: string) => `/loi-moi/${token}`,
  signUp: '/dang-ky',
  signUpEnd: (token: string) => `/dang-ky/${token}`,
  account: '/tai-khoan',
  confirmAddress: '/tai-khoan/xac-nhan-thu',
  confirmEmail: (token: string) => `/tai-khoan/xac-nhan-thu/${token}`,
  cart: '/gio-hang',
  checkout: '/thanh-toan',
  testPayment: (session: string) => `/thanh-toan/thu/${session}`,
  purchase: (token: string) => `/don-hang/${token}`,
  purchasePay: (token: string) => `/don-hang/${token}/tra`,
  purchaseCalendar: (token: string, order: string) => `/don-hang/${token}/lay-hang.ics?don=${order}`,
  purchaseCancel: (token: string, order: string) => `/don-hang/${token}/huy?don=${order}`,
  purchaseClaim: (token: string, order: string) => `/don-hang/${token}/yeu-cau?don=${order}`,
  /** What the buyer says of one line of a purchase. */
  purchaseReview: (token: string, line: string) => `/don-hang/${token}/nhan-xet?mon=${line}`,
  /** What is kept of a purchase about its buyer, and what they agreed to. */
  purchaseData: (token: string) => `/don-hang/${token}/du-lieu`,
  claimPicture: (token: string, picture: string) => `/don-hang/${token}/anh/${picture}.jpg`,
  transferQr: (token: string, payment: string) => `/don-hang/${token}/qr/${payment}.svg`,
  myPurchases: '/tai-khoan/don-hang',
  workshops: '/nha-san-xuat',
  workshop: (producer: string) => `/nha-san-xuat/${producer}`,
  workshopOrders: (producer: string) => `/nha-san-xuat/${producer}/don-hang`,
  workshopOrder: (producer: string, id: string) => `/nha-san-xuat/${producer}/don-hang/${id}`,
  workshopPickList: (producer: string) => `/nha-san-xuat/${producer}/don-hang/phieu-nhat.pdf`,
  workshopNotes: (producer: string) => `/nha-san-xuat/${producer}/don-hang/phieu-giao.pdf`,
  workshopPicture: (producer: string, picture: string) => `/nha-san-xuat/${producer}/anh/${picture}.jpg`,
  /** Pictures that a producer keeps; the files themselves stand at an address that never changes what it means. */
  workshopPictures: (producer: string) => `/nha-san-xuat/${producer}/anh`,
  picture: (hash: string, width: number, ending: string) => `/anh/${hash}-${width}.${ending}`,
  workshopRecordings: (producer: string) => `/nha-san-xuat/${producer}/ghi-am`,
  recording: (hash: string, type: RecordingType) => `/ghi/${hash}.${ENDING_OF[type]}`,
  workshopStories: (producer: string) => `/nha-san-xuat/${producer}/cau-chuyen`,
  /** `product`: `null` for the producer's own. */
  workshopStory: (producer: string, product: string | null) =>
    `/nha-san-xuat/${producer}/cau-chuyen/${product ?? 'nha'}`,
  workshopStoryVersions: (producer: string, product: string | null) =>
    `/nha-san-xuat/${producer}/cau-chuyen/${product ?? 'nha'}/ban`,
  officeStories: '/quan-tri/cau-chuyen',
  officePictures: '/quan-tri/cau-chuyen/anh',
  officeStory: (id: string) => `/quan-tri/cau-chuyen/${id}`,
  leaflet: (slug: string) => `/san-pham/${slug}/to-roi.pdf`,
  radio: (slug: string) => `/san-pham/${slug}/loa`,
  workshopOffers: (producer: string) => `/nha-san-xuat/${producer}/hang-ban`,
  workshopOffer: (producer: string, offer: string) => `/nha-san-xuat/${producer}/hang-ban/${offer}`,
  workshopOfferFile: (producer: string) => `/nha-san-xuat/${producer}/hang-ban/tep`,
  workshopOfferTemplate: (producer: string) => `/nha-san-xuat/${producer}/hang-ban/mau.xlsx`,
  workshopShop: (producer: string) => `/nha-san-xuat/${producer}/cua-hang`,
  workshopStatement: (producer: string) => `/nha-san-xuat/${producer}/sao-ke`,
  workshopMoney: (producer: string) => `/nha-san-xuat/${producer}/tien`,
  workshopMoneyFile: (producer: string, kind: 'csv' | 'xlsx' | 'pdf') =>
    `/nha-san-xuat/${producer}/tien.${kind}`,
  workshopData: (producer: string) => `/nha-san-xuat/${producer}/du-lieu`,
  workshopFile: (producer: string, list: string, kind: 'csv' | 'xlsx') =>
    `/nha-san-xuat/${producer}/tep/${list}.${kind}`,
  workshopReviews: (producer: string) => `/nha-san-xuat/${producer}/nhan-xet`,
  joinProducer: '/nha-san-xuat/tham-gia',
  workshopPeople: (producer: string) => `/nha-san-xuat/${producer}/nguoi`,
  workshopLots: (producer: string) => `/nha-san-xuat/${producer}/lo`,
  /** Events of lots, for systems. */
  epcis: '/epcis',
  epcisCapture: '/epcis/capture',
  epcisCaptured: (id: string) => `/epcis/capture/${id}`,
  epcisEvent: (id: string) => `/epcis/events/${encodeURIComponent(id)}`,
  workshopLot: (producer: string, lot: string) => `/nha-san-xuat/${producer}/lo/${lot}`,
  /** The form for what was done with a lot: `thu-hoach`, `che-bien`, `dong-goi`, `kiem-nghiem`, `xuat-kho`. */
  workshopLotDeed: (producer: string, lot: string, deed: string) =>
    `/nha-san-xuat/${producer}/lo/${lot}/${deed}`,
  workshopLotSteps: (producer: string, lot: string, kind: 'csv' | 'xlsx') =>
    `/nha-san-xuat/${producer}/lo/${lot}/mot-buoc.${kind}`,
  /** Where a producer lets their systems in. */
  workshopEvents: (producer: string) => `/nha-san-xuat/${producer}/epcis`,
  workshopStamps: (producer: string) => `/nha-san-xuat/${producer}/tem`,
  workshopStampRun: (producer: string, run: string) => `/nha-san-xuat/${producer}/tem/${run}`,
  /** Where the photograph of a proof is looked at. */
  workshopProof: (producer: string, run: string) => `/nha-san-xuat/${producer}/tem/${run}/in-thu`,
  workshopStampFile: (producer: string, run: string, kind: 'pdf' | 'svg' | 'csv') =>
    `/nha-san-xuat/${producer}/tem/${run}/in.${kind}`,
  /** Numbers under the scratch fields of a run. */
  workshopPinFile: (producer: string, run: string, kind: 'pdf' | 'csv') =>
    `/nha-san-xuat/${producer}/tem/${run}/lop-cao.${kind}`,
  /** The file of a producer's paper, for whoever may read it. */
  document: (id: string) => `/giay-to/${id}`,
  workshopDocuments: (producer: string) => `/nha-san-xuat/${producer}/giay-to`,
  /** The paper of what the office has recorded of them. */
  workshopEvidencePaper: (producer: string, evidence: string) =>
    `/nha-san-xuat/${producer}/giay-to/chung-cu/${evidence}`,
  workshopNewDocument: (producer: string) => `/nha-san-xuat/${producer}/giay-to/moi`,
  workshopDocument: (producer: string, id: string) => `/nha-san-xuat/${producer}/giay-to/${id}`,
  workshopCertificates: (producer: string) => `/nha-san-xuat/${producer}/cong-nhan`,
  workshopTax: (producer: string) => `/nha-san-xuat/${producer}/thue`,
  workshopHooks: (producer: string) => `/nha-san-xuat/${producer}/ket-noi`,
  workshopHook: (producer: string, id: string) => `/nha-san-xuat/${producer}/ket-noi/${id}`,
  officeHooks: '/quan-tri/ket-noi',
  officeHook: (id: string) => `/quan-tri/ket-noi/${id}`,
  cardNotices: '/api/webhooks/stripe',
  carrierNotices: '/api/webhooks/ghn',
  workshopCarrier: (producer: string) => `/nha-san-xuat/${producer}/cua-hang/ghn`,
  workshopLabel: (producer: string, id: string) => `/nha-san-xuat/${producer}/don-hang/${id}/nhan`,
  rights: '/quyen-du-lieu',
  /** Where somebody comes by the link in their mail. */
  rightsDesk: (token: string) => `/quyen-du-lieu/${token}`,
  rightsRequest: (token: string) => `/quyen-du-lieu/yeu-cau/${token}`,
  myData: '/tai-khoan/du-lieu',
  reports: '/bao-sai',
  report: (token: string) => `/bao-sai/${token}`,
  office: '/quan-tri',
  /** What a list of the office shows, as a file. */
  officeFile: (list: string, kind: 'csv' | 'xlsx') => `/quan-tri/${list}.${kind}`,
  officeFigures: '/quan-tri/so-lieu',
  officeEvidence: '/quan-tri/chung-cu',
  officeEvidencePaper: (id: string) => `/quan-tri/chung-cu/${id}`,
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
  officeRights: '/quan-tri/du-lieu-ca-nhan',
  officeRight: (id: string) => `/quan-tri/du-lieu-ca-nhan/${id}`,
  officeIncidents: '/quan-tri/du-lieu-ca-nhan/su-co',
  officeIncident: (id: string) => `/quan-tri/du-lieu-ca-nhan/su-co/${id}`,
  officePeople: '/quan-tri/nguoi',
  officeAudit: '/quan-tri/nhat-ky',
  officeJoining: '/quan-tri/xin-giu',
  officeStamps: '/quan-tri/tem',
  officeStampRun: (run: string) => `/quan-tri/tem/${run}`,
  officeEvents: '/quan-tri/su-kien',
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
  officeFairs: '/quan-tri/lich',
  officeFair: (id: string) => `/quan-tri/lich/${id}`,
  officeNews: '/quan-tri/tin',
  officeNewsItem: (id: string) => `/quan-tri/tin/${id}`,
  officeNewsPicture: (id: string) => `/quan-tri/tin/${id}/anh.jpg`,
  officeTours: '/quan-tri/tuyen',
  officeTour: (id: string) => `/quan-tri/tuyen/${id}`,
  officeVisits: (id: string) => `/quan-tri/tuyen/${id}/luot-tham`,
  officeSources: '/quan-tri/nguon',
  officeSource: (id: string) => `/quan-tri/nguon/${id}`,
  officeSourceRun: (id: string, run: string) => `/quan-tri/nguon/${id}/lan/${run}`,
  desk: '/quan-tri/ban-hang',
  deskPurchase: (id: string) => `/quan-tri/ban-hang/don/${id}`,
  deskClaims: '/quan-tri/ban-hang/yeu-cau',
  deskReviews: '/quan-tri/ban-hang/nhan-xet',
  deskTax: '/quan-tri/ban-hang/thue',
  deskTaxFile: (what: 'tong' | 'giao-dich', kind: 'csv' | 'xlsx') =>
    `/quan-tri/ban-hang/thue/${what}.${kind}`,
  payouts: '/quan-tri/ban-hang/tra-tien',
  payout: (id: string) => `/quan-tri/ban-hang/tra-tien/${id}`,
  payoutFile: (id: string, kind: 'csv' | 'xlsx') => `/quan-tri/ban-hang/tra-tien/${id}.${kind}`,
  about: (page: string) => `/gioi-thieu/${page}`,
  help: (page: string) => `/tro-giup/${page}`,
  legal: (page: string) => `/phap-ly/${page}`,
  openData: '/du-lieu-mo',
  feed: '/quyet-dinh.rss',
  goodsFeed: '/du-lieu-mo/hang-ban.xml',
  /** The digits of a signed stamp have an address of their own. */
  stamp: (code: string) => `/${/^\d{193}$/.test(code) ? 'v' : 't'}/${code}`,
  signedStamp: (digits: string) => `/v/${digits}`,
  /** Public keys of signed stamps, and whose stamps they are. */
  signKeys: '/du-lieu-mo/tem-ky.json',
  /** Where pages of stamps tell that they were opened. */
  scans: '/t/quet',
  gtin: (gtin: string) => `/01/${gtin}`,
  /** A lot in a Digital Link; `lot` as `lotValue` gives it. */
  gtinLot: (gtin: string, lot: string) => `/01/${gtin}/10/${encodeURIComponent(lot)}`,
  gtinStamp: (gtin: string, code: string) => `/01/${gtin}/21/${code}`,
  /** The page of a lot, which all its packs share. */
  lotQr: (id: string, kind: 'svg' | 'png' | 'pdf') => `/t/lot/${id}/qr.${kind}`,
  apiTrace: (code: string) => `/api/v1/trace/${code}`,
  apiProduct: (id: string) => `/api/v1/products/${id}`,
  apiCertificate: (id: string) => `/api/v1/certificates/${id}`,
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
