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
  expect(levels(storyHtml('## Hai\n\n> #### Bốn', 2))).toEqual(['<h2', '<h3']);
});
