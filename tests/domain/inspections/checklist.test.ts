import { expect, test } from 'vitest';
import { checklistOf, type ChecklistFacts } from '#src/domain/inspections/checklist.ts';
import {
  afterStep,
  firstDayOf,
  isOverdue,
  lastDayOf,
  lastDayOfTerm,
  quarterOf,
} from '#src/domain/inspections/inspection.ts';

const honey: ChecklistFacts = {
  certificate: {
    number: 'HP-12',
    decision: '5445/QĐ-UBND, UBND thành phố Hải Phòng',
    decidedOn: '2024-11-20',
    stars: 4,
    until: '2027-11-20',
    inForce: true,
  },
  name: 'Mật ong An Sơn',
  pack: 'Chai 500 ml',
  gtin: null,
  label: { responsible: 'HTX An Sơn' },
  set: 4,
  alcoholDegree: null,
  producer: { name: 'HTX An Sơn', address: 'Thôn 2, Xã Việt Khê' },
  place: 'Xã Việt Khê, Thành phố Hải Phòng',
  papers: [{ name: 'VietGAP', number: '7', validUntil: '2026-12-31', isConfidential: false }],
  pointsOfSale: ['Điểm bán OCOP Việt Khê'],
};
const asked = (facts: ChecklistFacts) =>
  new Map(checklistOf(facts).map(({ key, registered }) => [key, registered]));

test('a checklist asks what the register holds, in the words of the register', () => {
  const lines = asked(honey);
  expect(lines.get('certificate.stars')).toBe('4');
  expect(lines.get('certificate.until')).toBe('2027-11-20');
  expect(lines.get('label.producer_address')).toBe('Thôn 2, Xã Việt Khê');
  expect(lines.get('label.fact.responsible')).toBe('HTX An Sơn');
  expect(lines.get('label.gtin')).toBeNull();
  expect(lines.get('making.paper.1')).toBe('2026-12-31');
  expect(checklistOf(honey).find(({ key }) => key === 'making.shop.1')?.about).toBe('Điểm bán OCOP Việt Khê');
  expect([...lines.keys()].some((key) => key.startsWith('alcohol.'))).toBe(false);
});

test('the OCOP mark may show the stars of a certificate in force, and none otherwise', () => {
  expect(asked(honey).get('mark.stars')).toBe('4');
  const lapsed = { ...honey, certificate: { ...honey.certificate!, inForce: false } };
  expect(asked(lapsed).get('mark.stars')).toBe('0');
  expect(asked({ ...honey, certificate: null }).get('mark.stars')).toBe('0');
});

test.each([
  [14, 29.5, true],
  [15, 12, false],
  [15, null, true],
])(
  'goods of set %s with %s degrees: whether advertising is asked for is %s',
  (set, alcoholDegree, strong) => {
    const lines = asked({ ...honey, set, alcoholDegree });
    expect(lines.has('alcohol.licence')).toBe(true);
    expect(lines.has('alcohol.minors')).toBe(true);
    expect(lines.has('alcohol.promotion')).toBe(strong);
  },
);

test('a service has no label but its name and who offers it', () => {
  const keys = [...asked({ ...honey, set: 26 }).keys()].filter((key) => key.startsWith('label.'));
  expect(keys).toEqual(
    ['label.name', 'label.fact.responsible', 'label.producer_name', 'label.producer_address'].filter((key) =>
      keys.includes(key),
    ),
  );
  expect(keys).not.toContain('label.dates');
});

test.each([
  ['2026-01-01', 2026, 1, '2026-01-01', '2026-03-31'],
  ['2026-06-30', 2026, 2, '2026-04-01', '2026-06-30'],
  ['2026-11-28', 2026, 4, '2026-10-01', '2026-12-31'],
] as const)('%s lies in a quarter with its first and last day', (day, year, quarter, first, last) => {
  expect(quarterOf(day)).toEqual({ year, quarter });
  expect([firstDayOf({ year, quarter }), lastDayOf({ year, quarter })]).toEqual([first, last]);
});

test('ten working days pass over the holiday, ten days do not', () => {
  expect(lastDayOfTerm('2026-04-24', 10, 'calendar')).toBe('2026-05-04');
  expect(lastDayOfTerm('2026-04-24', 10, 'working') > '2026-05-08').toBe(true);
});

test('what has to be put right is overdue the day after its last day, until it is closed', () => {
  expect(isOverdue('2026-04-10', { state: 'open', dueOn: '2026-04-10' })).toBe(false);
  expect(isOverdue('2026-04-11', { state: 'said_done', dueOn: '2026-04-10' })).toBe(true);
  expect(isOverdue('2026-04-11', { state: 'closed', dueOn: '2026-04-10' })).toBe(false);
});

test('a follow-up that is closed stays closed', () => {
  expect(afterStep('open', 'said_done')).toBe('said_done');
  expect(afterStep('said_done', 'sent_back')).toBe('open');
  expect(afterStep('said_done', 'closed')).toBe('closed');
  expect(afterStep('closed', 'sent_back')).toBeNull();
});
