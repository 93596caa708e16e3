import { createOTP } from '@better-auth/utils/otp';

/** What an authenticator shows now that was set up by this address (`otpauth://…`). */
export const oneTimeCode = (uri: string): Promise<string> =>
  createOTP(base32(new URL(uri).searchParams.get('secret')!)).totp();

/** The letters of a secret as an authenticator shows them, back to what they stand for. */
function base32(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const letter of text.replace(/=+$/, '')) bits += letters.indexOf(letter).toString(2).padStart(5, '0');
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}
