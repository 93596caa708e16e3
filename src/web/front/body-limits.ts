import { MOST_STATEMENT_BYTES } from '#src/domain/checkout/bank-statements.ts';
import { MOST_LIST_BYTES } from '#src/domain/registry/drafts.ts';
import { MOST_OFFER_LIST_BYTES } from '#src/domain/shop/offer-lists.ts';
import { MOST_RECORDING_MEGABYTES } from '#src/config.ts';
import { paths } from '#src/web/paths.ts';

const MEGABYTE = 1024 * 1024;
/** What a form without files may weigh. */
const FORM = MEGABYTE;
/** A picture or a paper of 10 MB, and the fields around it. */
const PAPER = 11 * MEGABYTE;

/** Five photographs of a telephone. */
const CLAIM = 32 * MEGABYTE;

/** Five hundred events, each with what belongs to it. */
const EVENTS = 4 * MEGABYTE;

/** Addresses that take files, and how large a body may be there. */
const TAKES_FILES: readonly (readonly [path: RegExp, bytes: number])[] = [
  [new RegExp(`^${paths.officeLists}$`), MOST_LIST_BYTES + 64 * 1024],
  [new RegExp(`^(/en)?${paths.reports}$`), PAPER],
  [/^\/quan-tri\/(giay-chung-nhan|san-pham|chu-the|kiem-tra|tin)\//, PAPER],
  // The file, or the same again as text when it is published.
  [/^\/nha-san-xuat\/[^/]+\/hang-ban\/tep$/, MOST_OFFER_LIST_BYTES * 2],
  [/^\/nha-san-xuat\/[^/]+\/sao-ke$/, MOST_STATEMENT_BYTES + 64 * 1024],
  [/^\/nha-san-xuat\/[^/]+\/anh$/, CLAIM],
  [/^\/nha-san-xuat\/[^/]+\/ghi-am$/, MOST_RECORDING_MEGABYTES * MEGABYTE + 64 * 1024],
  [/^\/nha-san-xuat\/[^/]+\/tem\/[^/]+\/in-thu$/, PAPER],
  [/^(\/en)?\/nha-san-xuat\/[^/]+\/giay-to\/[^/]+$/, PAPER],
  [/^(\/en)?\/nha-san-xuat\/[^/]+\/lo\/[^/]+\/[^/]+$/, CLAIM],
  [/^\/epcis\/(capture|events)$/, EVENTS],
  [/^(\/en)?\/don-hang\/[\w-]+\/yeu-cau$/, CLAIM],
];

/** Whether files are sent to this address. */
export function takesFiles(path: string): boolean {
  return TAKES_FILES.some(([pattern]) => pattern.test(path));
}

/** How many bytes may be sent to this address. */
export function mostBodyBytes(path: string): number {
  return TAKES_FILES.find(([pattern]) => pattern.test(path))?.[1] ?? FORM;
}
