import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { keepFile } from '#src/domain/media/files.ts';
import { fileAnswer, rangeIn } from '#src/web/file-answer.ts';
import { expect, test } from '#tests/support/test.ts';

test.for([
  [null, 'whole'],
  ['bytes=0-', { from: 0, to: 9 }],
  ['bytes=2-4', { from: 2, to: 4 }],
  ['bytes=8-99', { from: 8, to: 9 }],
  ['bytes=-3', { from: 7, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=-0', 'beyond'],
  ['bytes=10-', 'beyond'],
  ['bytes=4-2', 'whole'],
  ['bytes=0-1,4-5', 'whole'],
  ['bytes=-', 'whole'],
  ['lines=1-2', 'whole'],
] as const)('of ten bytes, %s asks for %o', ([header, range]) => {
  expect(rangeIn(header, 10)).toEqual(range);
});

test('a player is answered whole, in part, not at all when it knows, and clearly beyond the end', async ({
  ctx,
}) => {
  const bytes = Buffer.from('0123456789');
  const file = { sha256: await keepFile(ctx, IN_DATABASE, bytes), size: 10, type: 'audio/mp4' };
  const ask = (headers: Record<string, string> = {}, method = 'GET') =>
    fileAnswer(new Request('https://x.vn/ghi/a', { method, headers }), ctx, IN_DATABASE, file);
  const whole = await ask();
  const etag = whole.headers.get('etag')!;
  expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([
    200,
    '10',
    '0123456789',
  ]);
  expect(whole.headers.get('accept-ranges')).toBe('bytes');
  expect(whole.headers.get('cache-control')).toContain('immutable');

  const part = await ask({ range: 'bytes=2-4', 'if-range': etag });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    '234',
  ]);
  expect((await ask({ range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200);
  expect((await ask({ range: 'bytes=2-4', 'if-range': `W/${etag}` })).status).toBe(200);
  expect((await ask({ 'if-none-match': `"a", ${etag}` })).status).toBe(304);
  const beyond = await ask({ range: 'bytes=10-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  const head = await ask({ range: 'bytes=2-4' }, 'HEAD');
  expect([head.status, head.headers.get('content-length'), head.body]).toEqual([200, '10', null]);
});
