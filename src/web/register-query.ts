import { CERTIFICATE_STATUSES, type CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { RegisterQuery, RegisterSort } from '#src/domain/certification/certificates.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';

/** Statuses as addresses spell them. */
export const STATUS_NAMES: Readonly<Record<CertificateStatus, string>> = {
  valid: 'con-han',
  expiring: 'sap-het-han',
  extended: 'gia-han',
  expired: 'het-han',
  suspended: 'tam-dung',
  revoked: 'thu-hoi',
  superseded: 'da-thay',
  not_yet: 'chua-hieu-luc',
  unknown: 'chua-ro',
};

export const SORT_NAMES: Readonly<Record<RegisterSort, string>> = {
  newest: 'moi',
  oldest: 'cu',
  ending: 'sap-het-han',
  stars: 'sao',
  name: 'ten',
};

/** What an address of the register asks for; what cannot be read is as if it were not there. */
export type RegisterAsked = Pick<
  RegisterQuery,
  'q' | 'statuses' | 'province' | 'stars' | 'year' | 'issuer' | 'sort' | 'page'
>;

const LONGEST = 200;
const LAST_PAGE = 10_000;

function keyOf<Key extends string>(names: Readonly<Record<Key, string>>, name: string): Key | undefined {
  return (Object.keys(names) as Key[]).find((key) => names[key] === name);
}

export function readRegisterQuery(search: URLSearchParams): RegisterAsked {
  const text = (name: string) => (search.get(name) ?? '').trim().slice(0, LONGEST);
  const page = Number(text('trang') || 1);
  const year = /^(19|20)\d\d$/.test(text('nam')) ? Number(text('nam')) : null;
  return {
    q: text('q'),
    statuses: search
      .getAll('tinh-trang')
      .map((name) => keyOf(STATUS_NAMES, name))
      .filter((status) => status !== undefined)
      .slice(0, CERTIFICATE_STATUSES.length),
    province: /^\d{2}$/.test(text('tinh')) ? text('tinh') : null,
    stars: search
      .getAll('sao')
      .map(Number)
      .filter((stars): stars is Stars => stars === 3 || stars === 4 || stars === 5),
    year,
    issuer: text('noi'),
    sort: keyOf(SORT_NAMES, text('xep')) ?? 'newest',
    page: Number.isInteger(page) && page >= 1 && page <= LAST_PAGE ? page : 1,
  };
}

/** The query of an address for the same, changed in parts; defaults are left out. */
export function registerQuery(
  asked: RegisterAsked,
  change: Partial<RegisterAsked> = {},
): Record<string, string | number | string[] | number[] | null> {
  const to = { ...asked, page: 1, ...change };
  return {
    q: to.q,
    'tinh-trang': to.statuses.map((status) => STATUS_NAMES[status]),
    tinh: to.province,
    sao: [...to.stars],
    nam: to.year,
    noi: to.issuer,
    xep: to.sort === 'newest' ? null : SORT_NAMES[to.sort],
    trang: to.page === 1 ? null : to.page,
  };
}
