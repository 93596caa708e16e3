import { expect, test } from 'vitest';
import { BadRange, networkOf, readScanPlaces } from '#src/domain/scans/scan-places.ts';
import { provinceAt } from '#src/web/scan-places.ts';
import { placesOfRecord } from '#tests/support/places.ts';

const isProvince = (code: string) => ['01', '31', '79'].includes(code);
const FILE = `# ranges of one provider
203.0.113.0/24 31
203.0.113.128-203.0.113.191 01   # an office
2001:db8::/32,79
`;

test.each([
  ['203.0.113.1', '31'],
  ['203.0.113.127', '31'],
  ['203.0.113.128', '01'],
  ['203.0.113.191', '01'],
  ['203.0.113.192', '31'],
  ['203.0.113.255', '31'],
  ['203.0.114.0', null],
  ['203.0.112.255', null],
  ['::ffff:203.0.113.130', '01'],
  ['2001:db8::1', '79'],
  ['2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '79'],
  ['2001:db9::', null],
  ['nonsense', null],
])('%s is of province %s', (address, province) => {
  expect(readScanPlaces(FILE, isProvince)(address)).toBe(province);
});

test.each(['203.0.113.0/33 31', '203.0.113.0/24 99', '203.0.113.0/24', '1.2.3.4-1.2.3.1 31', 'abc 31'])(
  'a line “%s” is named, not passed over',
  (line) => {
    expect(() => readScanPlaces(`# fine\n${line}\n`, isProvince)).toThrow(BadRange);
    expect(() => readScanPlaces(`# fine\n${line}\n`, isProvince)).toThrow('2: ');
  },
);

test('a network is a /24, or a /56: whoever shares it is one household or one street', () => {
  expect(networkOf('203.0.113.1')).toBe(networkOf('::ffff:203.0.113.250'));
  expect(networkOf('203.0.113.1')).not.toBe(networkOf('203.0.114.1'));
  expect(networkOf('2001:db8:0:aa00::1')).toBe(networkOf('2001:db8:0:aaff:1::'));
  expect(networkOf('2001:db8:0:aa00::1')).not.toBe(networkOf('2001:db8:0:ab00::1'));
});

test('who allows it stands in a province; at sea and abroad nobody does', async () => {
  const places = await placesOfRecord();
  expect(provinceAt(places, 21.03, 105.85)).toBe('01');
  expect(provinceAt(places, 10.78, 106.7)).toBe('79');
  expect(provinceAt(places, 48.85, 2.35)).toBeNull();
  expect(provinceAt(places, 0, 0)).toBeNull();
});
