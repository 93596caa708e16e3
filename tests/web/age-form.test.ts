import { expect, test } from 'vitest';
import { localReturn, readAge } from '#src/web/age-form.ts';

const form = (ten: string, ngay: string, thang: string, nam: string) => {
  const made = new FormData();
  for (const [name, value] of Object.entries({ ten, ngay, thang, nam })) made.set(name, value);
  return made;
};

test.each([
  ['15', '3', '2008', 'adult'],
  ['16', '3', '2008', 'minor'],
  ['1', '1', '1990', 'adult'],
  ['31', '2', '1990', 'unreadable'],
  ['', '', '', 'unreadable'],
  ['1', '1', '2030', 'unreadable'],
  ['1', '1', '1850', 'unreadable'],
  ['01', '01', '90', 'unreadable'],
] as const)('on 15/03/2026, born %s/%s/%s is %s', (day, month, year, outcome) => {
  expect(readAge(form('Nguyễn Văn An', day, month, year), '2026-03-15').outcome).toBe(outcome);
});

test('who was born on 29 February is of age on 1 March', () => {
  const born = form('An', '29', '2', '2008');
  expect(readAge(born, '2026-02-28').outcome).toBe('minor');
  expect(readAge(born, '2026-03-01').outcome).toBe('adult');
});

test('a declaration needs a name', () => {
  expect(readAge(form('  ', '1', '1', '1990'), '2026-03-15')).toEqual({
    outcome: 'unreadable',
    faults: ['name'],
  });
  expect(readAge(new FormData(), '2026-03-15')).toEqual({ outcome: 'unreadable', faults: ['name', 'birth'] });
});

test.each([
  ['/san-pham/ruou', '/san-pham/ruou'],
  ['/en/san-pham?q=r%C6%B0%E1%BB%A3u&sao=3', '/en/san-pham?q=r%C6%B0%E1%BB%A3u&sao=3'],
  ['//evil.example/x', null],
  ['/\\evil.example', null],
  ['https://evil.example/', null],
  ['/..//evil.example', null],
  ['/./%2e%2e//evil.example', null],
  ['/\nhttps://evil.example', null],
  ['javascript:alert(1)', null],
  ['', null],
] as const)('the way back %j is %j', (given, back) => {
  expect(localReturn(given)).toBe(back);
});
