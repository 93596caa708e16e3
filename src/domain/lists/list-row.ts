import type { Day } from '#src/domain/shared/calendar.ts';
import type { Correction } from './corrections.ts';
import type { Finding } from './finding.ts';
import type { Field } from './headings.ts';

/** What a sheet lists: recognised products, goods on sale, or places where goods are sold. */
export type SheetKind = 'decision' | 'goods' | 'points_of_sale';

export type SkippedRow = {
  line: number;
  why: 'title' | 'section' | 'blank' | 'total' | 'signature' | 'repeat' | 'other';
  /** Of a row that says the same as an earlier one: that line. */
  repeats?: number;
};

/** The words of a place, apart as far as the list parts them. */
export type PlaceText = {
  /** A whole address, or what stands before the commune. */
  address: string | null;
  hamlet: string | null;
  commune: string | null;
  district: string | null;
  province: string | null;
  /** The unit of today, where someone chose it. */
  code?: string;
};

/** One row as it was understood, before anything outside the file is asked. */
export type ListRow = {
  line: number;
  product: string | null;
  producer: string | null;
  seller: string | null;
  representative: string | null;
  /** As read, 1 to 5; whether they are stars of a certificate is for the register to say. */
  stars: number | null;
  points: number | null;
  decisionNumber: string | null;
  decisionDate: Day | null;
  /** Where no day is given. */
  decisionYear: number | null;
  issuer: string | null;
  /** Last day as the list itself states it. */
  validUntil: Day | null;
  place: PlaceText;
  group: string | null;
  recognition: 'first' | 'upgrade' | 'renewal' | null;
  certificateNumber: string | null;
  phone: string | null;
  email: string | null;
  website: string | null;
  link: string | null;
  price: number | null;
  pack: string | null;
  degree: number | null;
  gtin: string | null;
  productCode: string | null;
  taxCode: string | null;
  note: string | null;
  findings: Finding[];
};

/** One row of a list of places to sell. */
export type ShopRow = {
  line: number;
  name: string | null;
  kind: string | null;
  operator: string | null;
  place: PlaceText;
  phone: string | null;
  hours: string | null;
  latitude: number | null;
  longitude: number | null;
  findings: Finding[];
};

export type ReadSheet = {
  name: string;
  kind: SheetKind;
  /** Lines of the heading rows; of several tables below each other, of all. */
  headerLines: number[];
  /** Field to letter of its column. */
  columns: Record<string, string>;
  /** Letter of column to its heading, also of those that were not understood. */
  headings: Record<string, string>;
  /** What the title says of the decision. */
  title: {
    decisionNumber: string | null;
    decisionDate: Day | null;
    issuer: string | null;
    province: string | null;
  };
  rows: ListRow[];
  shops: ShopRow[];
  skipped: SkippedRow[];
  findings: Finding[];
  /** The title says that recognition is taken away here, or was refused. */
  revokes: boolean;
};

/** What whoever sends the list in adds to it, where the file lacks it. */
export type ReadOptions = {
  /** Field to letter of its column. */
  columns?: Readonly<Record<string, string>>;
  /** Of a sheet of this name: letter of a column to the field that it holds, empty where it holds none. */
  taken?: Readonly<Record<string, Readonly<Record<string, Field | ''>>>>;
  /** What somebody put right in single rows after reading them. */
  corrections?: readonly Correction[];
  decision?: string;
  date?: Day;
  issuer?: string;
  province?: string;
  /** Only the sheet of this name. */
  sheet?: string;
  /** What a sheet is taken for that does not say itself. */
  kind?: 'decision' | 'points_of_sale';
};
