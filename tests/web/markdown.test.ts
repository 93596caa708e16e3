import { expect, test } from 'vitest';
import { storyHtml } from '#src/web/markdown.ts';

test('what people write is text: tags, scripts and pictures of others do not get through', () => {
  const html = storyHtml(
    'Chào <script>alert(1)</script> **bà con** <img src=x onerror=alert(1)>\n\n<iframe src="//x"></iframe>\n\n![ảnh](https://x.example/a.png)',
  );
  expect(html).toContain('<strong>bà con</strong>');
  expect(html).not.toMatch(/<(script|img|iframe)/);
});

test.each([
  ['[a](javascript:alert(1))', false],
  ['[a](JaVaScRiPt:alert(1))', false],
  ['[a](data:text/html,x)', false],
  ['[a](//x.example)', false],
  ['[a](https://x.example)', true],
  ['[a](/san-pham)', true],
])('%s becomes a link: %s', (markdown, isLink) => {
  expect(/<a /.test(storyHtml(markdown))).toBe(isLink);
});

test('an address cannot break out of its quotes', () => {
  expect(storyHtml('[a](https://x.example/"onmouseover="alert(1))')).not.toMatch(/"onmouseover/);
});

test('headings begin below those of the page', () => {
  expect(storyHtml('# Chuyện')).toContain('<h3>Chuyện</h3>');
});

test('no level of headings is skipped, so that the page is heard in its order', () => {
  const levels = (html: string) => html.match(/<h\d/g);
  expect(levels(storyHtml('### Ba\n\n# Một\n\n### Ba'))).toEqual(['<h3', '<h3', '<h4']);
  expect(levels(storyHtml('## Hai\n\n> #### Bốn', undefined, 2))).toEqual(['<h2', '<h3']);
});

test('headings leave no level out, whatever mark a text begins with', () => {
  const levels = (markdown: string) =>
    [...storyHtml(markdown).matchAll(/<h(\d)>/g)].map(([, level]) => Number(level));
  expect(levels('## Một\n\n## Hai\n\n#### Ba')).toEqual([3, 3, 4]);
  expect(levels('### Một\n\n# Hai\n\n## Ba')).toEqual([3, 3, 4]);
});

test('a story plays recordings of its own alone, by their numbers, and fetches none before', () => {
  const shown = {
    pictures: new Map(),
    recordings: new Map([
      [7, { hash: '0123456789abcdef01234567', type: 'audio/mp4' as const, size: 3_300_000 }],
    ]),
    lang: 'vi' as const,
    credit: 'Ảnh',
  };
  const html = storyHtml(
    '[nghe: Bà "Lan" <kể>](tep:7)\n\n> Lời.\n\n[xem: Lạ](tep:8)\n\nXem [đây](tep:7) nhé',
    shown,
  );
  expect(html).toContain(
    '<audio controls preload="none" src="/ghi/0123456789abcdef01234567.m4a" aria-label="Bà &#34;Lan&#34; &#60;kể&#62;">',
  );
  expect(html).toContain('<small>Tiếng, 3,1 MB</small>');
  expect(html).toContain('<p>Lạ</p>');
  expect(html.match(/<audio/g)).toHaveLength(1);
  expect(html).not.toContain('tep:');
});

test('a story shows pictures of its own alone, by their numbers, with what they show and who took them', () => {
  const picture = {
    hash: '0123456789abcdef01234567',
    width: 960,
    height: 720,
    alt: 'Bà "Lan" & ong',
    altEn: null,
    credit: 'Minh <b>',
    focusX: 50,
    focusY: 30,
  };
  const shown = {
    pictures: new Map([[12, picture]]),
    recordings: new Map(),
    lang: 'vi' as const,
    credit: 'Ảnh',
  };
  const html = storyHtml(
    '![Mẻ <mật>](anh:12)\n\n![lạ](anh:13)\n\nTrong dòng ![x](anh:12) này\n\n![](https://x.example/a.png)',
    shown,
  );
  expect(html.match(/<picture/g)).toHaveLength(2);
  expect(html).toContain(
    '<figcaption>Mẻ &#60;mật&#62; <small>Ảnh: <span lang="vi">Minh &#60;b&#62;</span></small></figcaption>',
  );
  expect(html).toContain('alt="Bà &#34;Lan&#34; &#38; ong"');
  expect(html).toContain('width="960" height="720"');
  expect(html).not.toMatch(/lạ|x\.example|anh:/);
});
