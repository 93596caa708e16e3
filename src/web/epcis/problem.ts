/** What went wrong with a request, as the standard names it. @source EPCIS 2.0, REST bindings. */
export type EpcisException =
  | 'ValidationException'
  | 'QueryParameterException'
  | 'SecurityException'
  | 'NoSuchResourceException'
  | 'CaptureLimitExceededException'
  | 'NotAcceptableException'
  | 'UnsupportedMediaTypeException'
  | 'ImplementationException';

/** Thrown where an EPCIS request cannot be answered. */
export class EpcisProblem extends Error {
  override name = 'EpcisProblem';
  readonly status: number;
  readonly exception: EpcisException;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, exception: EpcisException, detail: string, more: Record<string, unknown> = {}) {
    super(detail);
    this.status = status;
    this.exception = exception;
    this.more = more;
  }

  get body(): Record<string, unknown> {
    return {
      type: `epcisException:${this.exception}`,
      title: TITLES[this.exception],
      status: this.status,
      detail: this.message,
      ...this.more,
    };
  }
}

const TITLES: Readonly<Record<EpcisException, string>> = {
  ValidationException: 'EPCIS event validation error',
  QueryParameterException: 'EPCIS query exception',
  SecurityException: 'Not allowed',
  NoSuchResourceException: 'Resource not found',
  CaptureLimitExceededException: 'Capture payload too large',
  NotAcceptableException: 'Not acceptable',
  UnsupportedMediaTypeException: 'Unsupported media type',
  ImplementationException: 'Not implemented',
};
