/** What the site needs of whoever asks servers outside. The one that does it is `src/gateways/fetch-outside.ts`. */
export type AskOutside = (address: string, asked?: OutsideQuestion) => Promise<OutsideAnswer>;

export type OutsideQuestion = {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Of the answer, packed and unpacked; by default 40 million. */
  mostBytes?: number;
  /** From the question to the last byte; by default a minute. */
  withinMs?: number;
};

export type OutsideAnswer = {
  status: number;
  headers: Readonly<Record<string, string | undefined>>;
  /** Where the answer came from, after redirections. */
  address: string;
  /** Throws `OutsideFault` when it ends too early, is too much or takes too long. */
  body: AsyncIterable<Uint8Array>;
  /** For whoever does not want the body. */
  close: () => void;
};

export const OUTSIDE_FAULTS = [
  'address_wrong',
  'inner_address',
  'unknown_host',
  'unreachable',
  'host_certificate',
  'too_slow',
  'too_large',
  'cut_off',
  'redirected_too_often',
  'encoding_unreadable',
] as const;
export type OutsideFaultKind = (typeof OUTSIDE_FAULTS)[number];

/** The question had no answer. No fault of ours, and no refusal: the other side or the line. */
export class OutsideFault extends Error {
  override name = 'OutsideFault';
  readonly why: OutsideFaultKind;
  readonly host: string;

  constructor(why: OutsideFaultKind, host: string) {
    super(`${why}: ${host}`);
    this.why = why;
    this.host = host;
  }
}
