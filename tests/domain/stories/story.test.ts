import { describe, expect, test } from 'vitest';
import { storyChecklist, type StoryFacts } from '#src/domain/stories/checklist.ts';
import { storyChanges, wordChanges } from '#src/domain/stories/diff.ts';
import { printsOf, shareIn } from '#src/domain/stories/prints.ts';
import {
  blocksOf,
  claimsIn,
  countWords,
  fillLocked,
  picturesIn,
  radioScript,
  radioSeconds,
  recordingsWithoutWords,
  tidyStory,
  withoutPictures,
} from '#src/domain/stories/story.ts';

const STORY = `## Vườn vải

Ở xã Việt Khê, tháng ba vải nở trắng đồi. Bà Lan dậy từ bốn giờ sáng.

![Đồi vải](anh:12)

> Ong nó như người nhà.

[nghe: Bà Lan kể](https://nghe.example.vn/lan.mp3)

> Mùa này ong về nhiều.

- Lọc qua vải màn
- Để lắng ba ngày`;

test('a text has its parts, without their marks', () => {
  expect(blocksOf(STORY).map(({ kind }) => kind)).toEqual([
    'heading',
    'text',
    'picture',
    'quote',
    'recording',
    'quote',
    'list',
  ]);
  expect(blocksOf('**Mật** ong [nhà](https://a.vn) *thơm*')).toEqual([
    { kind: 'text', text: 'Mật ong nhà thơm' },
  ]);
  expect(picturesIn({ vi: STORY, en: 'x ![y](anh:3) ![z](anh:12)' })).toEqual([12, 3]);
  expect(withoutPictures(STORY)).not.toContain('anh:');
});

test('lines end in one way, and nothing unseen is kept', () => {
  expect(tidyStory(' Một\r\n\r\n\r\n\r\nHai \u202e\u0000 \n')).toBe('Một\n\nHai');
});

test('a recording needs its words written down below it', () => {
  expect(recordingsWithoutWords(STORY)).toEqual([]);
  expect(recordingsWithoutWords(STORY.replace('> Mùa này ong về nhiều.', 'Hết.'))).toEqual(['Bà Lan kể']);
});

test('what only the register says is filled in, in its place alone', () => {
  const facts = { sao: '4 sao', 'quyet-dinh': '12/QĐ-UBND', han: '20/11/2027' };
  expect(fillLocked('Đạt {sao} theo {quyet-dinh} đến {han}, {khac}', facts)).toBe(
    'Đạt 4 sao theo 12/QĐ-UBND đến 20/11/2027, {khac}',
  );
});

describe('what a text says of a certificate is held against the register', () => {
  const known = { stars: [4], decisions: ['12/qdubnd'], days: ['2027-11-20'] } as const;
  test.each([
    ['Mật đạt 4 sao', [true]],
    ['Mật đạt **5 sao**', [false]],
    ['Mật năm sao, OCOP bốn-sao', [false, true]],
    ['A five-star honey', [false]],
    ['★★★★ và ★★★★★', [true, false]],
    ['theo Quyết định 12/QĐ-UBND', [true]],
    ['theo QĐ số 99/2025/QĐ-UBND', [false]],
    ['có hiệu lực đến 20/11/2027', [true]],
    ['có giá trị đến hết ngày 20/11/2029', [false]],
    ['Chè sao ba lần, lần 3 sao nhỏ lửa', []],
    ['Đêm đầy sao, ngôi sao mai', []],
    ['Đạt {sao} theo {quyet-dinh}', []],
  ])('%s', (vi, agrees) => {
    expect(claimsIn({ vi, en: '' }, known).map((claim) => claim.agrees)).toEqual(agrees);
  });
});

describe('what changed between two texts', () => {
  test('is told word by word in the paragraph that changed; the others stay', () => {
    const changes = storyChanges('Một.\n\nOng hút hoa vải.\n\nBa.', 'Một.\n\nOng hút hoa nhãn.\n\nBa.');
    expect(changes.map(({ kind }) => kind)).toEqual(['same', 'changed', 'same']);
    expect(changes[1]!.pieces).toEqual([
      { kind: 'same', text: 'Ong hút hoa ' },
      { kind: 'gone', text: 'vải' },
      { kind: 'new', text: 'nhãn' },
      { kind: 'same', text: '.' },
    ]);
  });
  test('another paragraph in its place is one that went and one that came', () => {
    expect(storyChanges('Một hai ba.', 'Khác hẳn rồi nhé.').map(({ kind }) => kind)).toEqual(['gone', 'new']);
    expect(storyChanges('', 'Mới.').map(({ kind }) => kind)).toEqual(['new']);
    expect(storyChanges('A', 'A').map(({ kind }) => kind)).toEqual(['same']);
  });
  test('what stayed and came is the new text, what stayed and went the old one', () => {
    const [before, after] = [
      STORY,
      STORY.replace('trắng đồi', 'trắng cả đồi').replace('- Để lắng ba ngày', ''),
    ];
    const pieces = wordChanges(before, after);
    const text = (not: string) =>
      pieces
        .filter(({ kind }) => kind !== not)
        .map((piece) => piece.text)
        .join('');
    expect([text('new'), text('gone')]).toEqual([before, after]);
  });
  test('a text of twenty thousand letters takes no second', () => {
    const long = Array.from({ length: 3_000 }, (_, at) => `từ${at % 700}`).join(' ');
    const begun = performance.now();
    storyChanges(long, long.replaceAll('từ6', 'chữ'));
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

test('a text that says what another says shares most of it, whatever its accents and marks', () => {
  const own = Array.from({ length: 60 }, (_, at) => `chữ${at}`).join(' ');
  expect(shareIn(own, `## Đề mục\n\n${own.toUpperCase()}`)).toBeCloseTo(1, 1);
  expect(shareIn(own, STORY)).toBe(0);
  expect(printsOf('ngắn quá')).toEqual([]);
});

describe('a script for the loudspeakers', () => {
  const frame = { before: 'Thưa bà con.', after: 'Xin cảm ơn.' };
  test('is made of headings and first sentences, within a minute and a half', () => {
    const long = Array.from(
      { length: 12 },
      (_, at) =>
        `## Mục ${at}\n\nCâu đầu của đoạn ${at} kể một điều đáng nghe. ${'Câu sau kể thêm chi tiết. '.repeat(8)}`,
    ).join('\n\n');
    const script = radioScript(long, frame);
    expect(script).toContain('Mục 0.');
    expect(script).toContain('Câu đầu của đoạn 11');
    expect(radioSeconds(script)).toBeGreaterThanOrEqual(50);
    expect(radioSeconds(script)).toBeLessThanOrEqual(90);
  });
  test('reads neither addresses nor pictures', () => {
    const script = radioScript(STORY, frame);
    expect(script).not.toMatch(/http|anh:|\*|#/);
    expect(script.startsWith('Thưa bà con.')).toBe(true);
  });
});

describe('the scoring sheet', () => {
  const words = Array.from({ length: 130 }, (_, at) => `chữ${at}`).join(' ');
  const whole: StoryFacts = {
    vi: `${STORY}\n\nChúng tôi quay mật, lọc, đóng chai như ông cha. ${words}`,
    en: '',
    set: 4,
    isPublished: true,
    places: ['Việt Khê', 'Hải Phòng'],
    producer: 'HTX Ong mật',
    copy: null,
  };
  const met = (facts: StoryFacts) =>
    storyChecklist(facts).flatMap(({ line, state }) => (state === 'met' ? [line] : []));
  test('a whole story of its own meets all that facts can tell', () => {
    expect(met(whole)).toEqual([
      'exists',
      'leaflet',
      'website',
      'trace',
      'concise',
      'voice',
      'own',
      'culture',
    ]);
    expect(storyChecklist(whole).at(-1)).toMatchObject({ line: 'moving', state: 'council', points: 5 });
  });
  test.each([
    ['not published', { isPublished: false }, ['exists', 'concise', 'voice', 'own', 'culture']],
    [
      'copied',
      { copy: { share: 0.6, of: 'X' } },
      ['exists', 'leaflet', 'website', 'trace', 'concise', 'voice'],
    ],
    [
      'of another place',
      { places: ['Cát Bà'] },
      ['exists', 'leaflet', 'website', 'trace', 'concise', 'voice'],
    ],
    ['nothing at all', { vi: '' }, []],
  ] as const)('%s', (_, given, lines) => {
    expect(met({ ...whole, ...given })).toEqual(lines);
  });
  test('four stars cannot be had without it in the trace, but for set 3; three not without a story of its own', () => {
    const gates = (set: number) =>
      storyChecklist({ ...whole, set }).flatMap(({ line, gate }) => (gate ? [`${line} ${gate}`] : []));
    expect(gates(4)).toEqual(['trace 4', 'own 3']);
    expect(gates(3)).toEqual(['own 3']);
    expect(gates(26)).toEqual([]);
  });
  test('a tour is told in a foreign language for the most points', () => {
    expect(met({ ...whole, set: 26 })).toEqual(['tour_exists', 'tour_own']);
    expect(met({ ...whole, set: 26, en: 'Honey' })).toEqual(['tour_exists', 'tour_own', 'tour_foreign']);
  });
});

test('words are counted as they are written', () => {
  expect(countWords('Mật ong, 3 ngày.')).toBe(4);
});
