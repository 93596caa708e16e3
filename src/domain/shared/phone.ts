/** Mobile prefixes of eleven digits and what they became in September 2018, in the order of the operators. */
const PREFIXES_OF_2018: Readonly<Record<string, string>> = {
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0186': '056',
  '0188': '058',
  '0199': '059',
};

/**
 * The telephone number that a text holds, as `+84…`; `null` when it holds none. Numbers of services (1900…, 1800…)
 * stay as they are.
 *
 * @source Decision 798/QĐ-BTTTT of 2018 (mobile prefixes).
 */
export function phoneOf(text: string): string | null {
  const written = /\+?[\d(][\d\s().-]{6,}/.exec(text)?.[0] ?? '';
  let digits = written
    .replace(/[^\d+]/g, '')
    .replace(/^(\+84|0084)0?/, '0')
    .replace(/\+/g, '');
  if (/^84\d{9,10}$/.test(digits)) digits = `0${digits.slice(2)}`;
  if (/^[35789]\d{8}$/.test(digits)) digits = `0${digits}`;
  const renamed = digits.length === 11 ? PREFIXES_OF_2018[digits.slice(0, 4)] : undefined;
  if (renamed !== undefined) digits = renamed + digits.slice(4);
  if (/^0[35789]\d{8}$/.test(digits) || /^02\d{9}$/.test(digits) || /^0[2-9]\d{8}$/.test(digits))
    return `+84${digits.slice(1)}`;
  return /^1[89]00\d{4,6}$/.test(digits) ? digits : null;
}
