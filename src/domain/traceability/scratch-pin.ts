import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Digits under the scratch field. */
export const PIN_DIGITS = 6;

/** What numbers under scratch fields are made of: another key than that of the codes, of the same root. */
export type PinKey = { epoch: number; key: Uint8Array };

export const pinKey = (root: string, epoch: number): PinKey => ({
  epoch,
  key: new Uint8Array(hkdfSync('sha256', root, 'sao-lang stamps', `pin ${epoch}`, 32)),
});

/**
 * The number under the scratch field of a stamp: worked out, like its code, so that none is kept.
 *
 * @param number of the stamp in its epoch.
 */
export function pinOf({ key }: PinKey, number: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  const made = createHmac('sha256', key).update(bytes).digest();
  // Of 48 bits, so that no number is likelier than another by more than one in 280 million.
  return String(made.readUIntBE(0, 6) % 10 ** PIN_DIGITS).padStart(PIN_DIGITS, '0');
}

/** The numbers of a run in the order of its stamps. */
export function* pinsOf(key: PinKey, run: { first: number; count: number }): Generator<string> {
  for (let place = 0; place < run.count; place += 1) yield pinOf(key, run.first + place);
}

/** The digits that somebody typed, with whatever between them; `null`: not six. */
export function typedPin(text: string): string | null {
  const digits = text.replace(/[\s.-]/g, '');
  return new RegExp(`^\\d{${PIN_DIGITS}}$`).test(digits) ? digits : null;
}

export const isPin = (key: PinKey, number: number, typed: string): boolean =>
  timingSafeEqual(
    Buffer.from(pinOf(key, number)),
    Buffer.from(typed.padEnd(PIN_DIGITS).slice(0, PIN_DIGITS)),
  );
