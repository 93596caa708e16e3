/** Letters and digits of a stamp's code: 18 of Crockford's base 32. */
export const STAMP_CODE_LENGTH = 18;

/**
 * The code of a stamp as it is kept, from what someone typed or a camera read: case, spaces and dashes do
 * not matter, I and L are 1, O is 0. `null` when it cannot be such a code; says nothing on whether one was issued.
 */
export function stampCodeOf(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s._‐-―−-]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
  return code.length === STAMP_CODE_LENGTH && /^[0-9A-HJKMNP-TV-Z]+$/.test(code) ? code : null;
}

/** As printed under the symbol, in three groups of six. */
export function printedStampCode(code: string): string {
  return code.match(/.{1,6}/g)?.join('-') ?? code;
}
