import { describe, expect, test } from 'vitest';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { aiNamed } from '#src/domain/traceability/digital-link/ai-table.ts';
import { faultOf, readDigitalLink } from '#src/domain/traceability/digital-link/digital-link.ts';

const said = (uri: string): string => {
  try {
    const { stem, elements } = readDigitalLink(uri);
    return `${stem} ${elements.map(({ ai, value }) => `(${ai})${value}`).join('')}`;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { at, ai, rule } = error.details;
    return [error.code, at, ai, rule].filter((each) => each !== undefined).join(' ');
  }
};

describe('what a link says', () => {
  test.each([
    ['https://sao-lang.vn/01/08935001213598', 'https://sao-lang.vn (01)08935001213598'],
    [
      'https://sao-lang.vn/01/08935001213598/10/L1103/21/ABC?17=261231&utm_source=zalo',
      'https://sao-lang.vn (01)08935001213598(10)L1103(21)ABC(17)261231',
    ],
    ['HTTPS://EXAMPLE.COM/01/08935001213598', 'HTTPS://EXAMPLE.COM (01)08935001213598'],
    // What stands before the last key is the host's own, though it looks like a key.
    ['https://a.vn/00/x/ban-hang/01/08935001213598', 'https://a.vn/00/x/ban-hang (01)08935001213598'],
    ['https://a.vn/01/08935001213598/10/A%2FB%2D1', 'https://a.vn (01)08935001213598(10)A/B-1'],
    ['https://a.vn/414/9520123456788/254/K%2F2#x?99=1', 'https://a.vn (414)9520123456788(254)K/2'],
  ])('%s', (uri, what) => {
    expect(said(uri)).toBe(what);
  });
});

describe('what is wrong, and where', () => {
  test.each([
    ['mailto:a@b.vn', 'digital_link.scheme 0'],
    ['HtTps://a.vn/01/08935001213598', 'digital_link.scheme 0'],
    ['https://a.vn', 'digital_link.host 8'],
    ['https://a_b.vn/01/08935001213598', 'digital_link.host 9'],
    ['https://a.vn/01/lô', 'digital_link.character 17'],
    ['https://a.vn/san-pham/mat-ong', 'digital_link.no_key 12'],
    ['https://a.vn/01/08935001213598/', 'digital_link.no_key 12'],
    ['https://a.vn/gtin/08935001213598', 'digital_link.no_key 12'],
    ['https://a.vn/01/8935001213598', 'digital_link.value_length 16 01'],
    ['https://a.vn/01/08935001213599', 'digital_link.value_wrong 29 01 csum'],
    ['https://a.vn/01/0893500121359X', 'digital_link.value_wrong 29 01 csetN'],
    ['https://a.vn/01/08935001213598/21/A/10/B', 'digital_link.order 39 10'],
    ['https://a.vn/01/08935001213598?17=261331', 'digital_link.value_wrong 36 17 yymmd0'],
    ['https://a.vn/01/08935001213598?10=A', 'digital_link.in_path 34 10'],
    ['https://a.vn/01/08935001213598?8200=A', 'digital_link.not_attribute 36 8200'],
    ['https://a.vn/01/08935001213598?999=A', 'digital_link.ai_unknown 31 999'],
    ['https://a.vn/01/08935001213598?17=', 'digital_link.value_empty 34 17'],
    ['https://a.vn/01/08935001213598?11=260101&11=260101', 'digital_link.repeated 44 11'],
    ['https://a.vn/01/08935001213598?37=2', 'digital_link.excluded 16 01'],
    ['https://a.vn/8004/0952012345?12=261231', 'digital_link.lacking 32 12'],
    ['https://a.vn/01/08935001213598/10/A%00', 'digital_link.value_wrong 35 10 csetX'],
    ['https://a.vn/01/08935001213598/10/L%2F07%20b', 'digital_link.value_wrong 40 10 csetX'],
  ])('%s', (uri, what) => {
    expect(said(uri)).toBe(what);
  });

  test('more identifiers than any pack has', () => {
    const many = Array.from({ length: 64 }, (_, at) => `x${at}=1`).join('&');
    expect(said(`https://a.vn/01/08935001213598?${many}`)).toMatch(/^digital_link\.too_many/);
  });
});

test('rules of values that no other test needs', () => {
  for (const [ai, value, holds] of [
    ['8013', '1987654Ad4X4bL5ttr2310c2K', true],
    ['8013', '1987654Ad4X4bL5ttr2310cXK', false],
    ['8007', 'GB82WEST12345698765432', true],
    ['8007', 'GB82WEST12345698765433', false],
    ['7258', '2/3', true],
    ['7258', '4/3', false],
    ['7040', '1ABz', true],
    ['3910', '704125000', true],
    ['3910', '999999', true],
    ['3910', '001999', false],
    ['426', '704', true],
    ['426', '001', false],
    ['4300', 'S%C3%A1o', true],
    ['4300', 'S%Cx', false],
    ['8110', '012345612345611110123', true],
  ] as const)
    expect([ai, value, faultOf(aiNamed(ai)!, value) === null]).toEqual([ai, value, holds]);
});
