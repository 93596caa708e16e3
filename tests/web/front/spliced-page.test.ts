import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SplicedPage } from '#src/web/front/spliced-page.ts';
import { PAYLOADS } from '#tests/support/payloads.ts';

const MARKS = new Map([
  ['x1codex', { name: 'code', kind: 'text' as const }],
  ['x1factsx', { name: 'facts', kind: 'html' as const }],
]);
const page = new SplicedPage(
  Buffer.from(
    'Tem <b>x1codex</b> <a href="/t/x1codex">ở đây</a> <a href="/bao-sai?ma=x1codex">báo</a> <input value="x1codex">x1factsx',
  ),
  MARKS,
);

test('what is put in is written as its place wants it, and markup only where it is ours', () => {
  for (const payload of PAYLOADS) {
    const text = page.plain({ code: payload, facts: '<p>ba máy</p>' }).toString();
    const [, , path, query, input] =
      /^Tem <b>([^<>]*)<\/b> <a href="(\/t\/([^"<>]*))">ở đây<\/a> <a href="\/bao-sai\?ma=([^"<>&]*)">báo<\/a> <input value="([^"<>]*)"><p>ba máy<\/p>$/.exec(
        text,
      ) ?? [];
    expect(path, payload).toBeDefined();
    expect(decodeURIComponent(query ?? '')).toBe(payload);
    expect(input).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
  }
});

test('the stream of gzip is the same page, whatever is put in, also nothing and much', () => {
  for (const code of ['', 'A', 'ế'.repeat(40_000), '056D6Q-GGKCJY-SEEY9E']) {
    const values = { code, facts: `<p>${code}</p>` };
    expect(gunzipSync(page.gzip(values)).equals(page.plain(values))).toBe(true);
  }
});
