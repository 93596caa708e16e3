import type { ValueRule } from './value-rules.ts';

/** Reads a row of digits from left to right; remembers where it stopped. */
class Digits {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get next(): string {
    return this.#text[this.at] ?? '';
  }

  get isAtEnd(): boolean {
    return this.at >= this.#text.length;
  }

  /** One digit out of those allowed; its value. */
  one(allowed: RegExp): number {
    if (!allowed.test(this.next)) throw new Broken(this.at);
    this.at += 1;
    return Number(this.#text[this.at - 1]);
  }

  many(length: number): string {
    const taken = this.#text.slice(this.at, this.at + length);
    if (taken.length < length) throw new Broken(this.at);
    this.at += length;
    return taken;
  }
}

class Broken extends Error {
  readonly at: number;
  constructor(at: number) {
    super('broken');
    this.at = at;
  }
}

const reading =
  (read: (digits: Digits) => void): ValueRule =>
  (value) => {
    const strange = value.search(/[^0-9]/);
    if (strange >= 0) return strange;
    const digits = new Digits(value);
    try {
      read(digits);
    } catch (error) {
      if (error instanceof Broken) return error.at;
      throw error;
    }
    return digits.isAtEnd ? null : digits.at;
  };

const isDay = (yymmdd: string): boolean => {
  const [year, month, day] = yymmdd.match(/../g)!.map(Number) as [number, number, number];
  return (
    month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000 + year, month, 0)).getUTCDate()
  );
};

/** A prefix whose length less six stands before it; 9: there is none. */
function prefix(digits: Digits, allowed: RegExp): void {
  const length = digits.one(allowed);
  if (length !== 9) digits.many(length + 6);
}

/** What has to be bought: how much, how that is counted, and of which family. */
function purchase(digits: Digits): void {
  digits.many(digits.one(/[1-5]/));
  digits.one(/[0-49]/);
  digits.many(3);
}

/** A date on which something ends or begins. */
function day(digits: Digits): string {
  const at = digits.at;
  const yymmdd = digits.many(6);
  if (!isDay(yymmdd)) throw new Broken(at);
  return yymmdd;
}

/** AI 8110. @source North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols. */
export const couponCode = reading((digits) => {
  prefix(digits, /[0-6]/);
  digits.many(6);
  digits.many(digits.one(/[1-5]/));
  purchase(digits);
  const has = (field: string): boolean => {
    if (digits.next !== field) return false;
    digits.at += 1;
    return true;
  };
  if (has('1')) {
    digits.one(/[0-3]/);
    purchase(digits);
    prefix(digits, /[0-69]/);
  }
  if (has('2')) {
    purchase(digits);
    prefix(digits, /[0-69]/);
  }
  const ends = has('3') ? day(digits) : null;
  if (has('4')) {
    const at = digits.at;
    if (ends !== null && day(digits) > ends) throw new Broken(at);
    if (ends === null) day(digits);
  }
  if (has('5')) digits.many(digits.one(/\d/) + 6);
  if (has('6')) digits.many(digits.one(/[1-7]/) + 6);
  if (has('9')) {
    digits.one(/[01256]/);
    digits.one(/[0-2]/);
    digits.many(1);
    digits.one(/[01]/);
  }
});

/** AI 8112. @source GS1 AI (8112) Coupon Data Specification. */
export const positiveOffer = reading((digits) => {
  digits.one(/[01]/);
  digits.many(digits.one(/[0-6]/) + 6);
  digits.many(6);
  digits.many(digits.one(/\d/) + 6);
});
