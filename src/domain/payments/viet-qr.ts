import { fold } from '#src/domain/shared/text.ts';
import type { Dong } from '#src/domain/shared/dong.ts';

export type Account = { bin: string; number: string };

const field = (id: string, value: string): string => `${id}${String(value.length).padStart(2, '0')}${value}`;

/**
 * The text of a transfer QR code that every bank's app in Vietnam reads: who, how much, with which words.
 *
 * @param message letters, digits and spaces are kept, 25 at most: banks cut or change the rest.
 * @source EMVCo merchant-presented QR; NAPAS QR to an account (service QRIBFTTA).
 */
export function vietQr(account: Account, amount: Dong, message: string): string {
  const words = fold(message)
    .toUpperCase()
    .replace(/[^A-Za-z0-9 ]/g, '')
    .slice(0, 25);
  const to = field('00', account.bin) + field('01', account.number);
  const text =
    field('00', '01') +
    field('01', '12') +
    field('38', field('00', 'A000000727') + field('01', to) + field('02', 'QRIBFTTA')) +
    field('53', '704') +
    field('54', String(amount)) +
    field('58', 'VN') +
    field('62', field('08', words)) +
    '6304';
  return text + crc16(text);
}

/** CRC-16/CCITT-FALSE in four hexadecimal digits. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
    crc &= 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
