import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OutsideFault, OutsideQuestion } from '#src/domain/shared/outside.ts';
import { fetchOutside, isInnerAddress } from '#src/gateways/fetch-outside.ts';
import { sourceServer, type SourceServer } from '#tests/support/source-server.ts';

let server: SourceServer;
beforeAll(async () => {
  server = await sourceServer();
});
beforeEach(() => {
  server.fault = null;
  server.asked.length = 0;
  server.files.set('/a.csv', { type: 'text/csv', body: 'a,b\n1,2\n' });
});
afterAll(() => server.close());

async function whyNot(
  ask: ReturnType<typeof fetchOutside>,
  address: string,
  asked: OutsideQuestion = {},
): Promise<string> {
  try {
    const answer = await ask(address, asked);
    for await (const part of answer.body) void part;
    return `answered ${answer.status}`;
  } catch (error) {
    return (error as OutsideFault).why ?? String(error);
  }
}

test.each([
  ['127.0.0.1', true],
  ['10.1.2.3', true],
  ['172.31.0.1', true],
  ['192.168.1.1', true],
  ['169.254.169.254', true],
  ['100.100.100.200', true],
  ['0.0.0.0', true],
  ['224.0.0.1', true],
  ['::1', true],
  ['fe80::1%eth0', true],
  ['fd00:ec2::254', true],
  ['::ffff:127.0.0.1', true],
  ['64:ff9b::7f00:1', true],
  ['2002:7f00:1::', true],
  ['8.8.8.8', false],
  ['203.162.0.11', false],
  ['2606:4700::1111', false],
])('%s lies inside: %s', (address, inner) => expect(isInnerAddress(address)).toBe(inner));

test.each([
  'http://127.0.0.1:1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://169.254.169.254/latest/meta-data/',
])('%s is not asked', async (address) => expect(await whyNot(fetchOutside(), address)).toBe('inner_address'));

test('a name that leads inside is not asked, whatever it is called', async () => {
  expect(await whyNot(fetchOutside(), `http://localhost:${server.port}/a.csv`)).toBe('inner_address');
  expect(server.asked).toEqual([]);
});

test.each(['ftp://example.vn/a', 'file:///etc/passwd', 'http://a:b@example.vn/', 'gopher://x', 'nonsense'])(
  '%s is no address to ask',
  async (address) => expect(await whyNot(fetchOutside(), address)).toBe('address_wrong'),
);

test('an inner host that the settings name is asked, on that port alone, and not what it redirects to', async () => {
  const ask = fetchOutside({ innerHosts: [`localhost:${server.port}`] });
  expect(await whyNot(ask, `${server.url}/a.csv`)).toBe('answered 200');
  expect(await whyNot(ask, `http://localhost:${server.port + 1}/`)).toBe('inner_address');
  server.fault = 'redirect_inside';
  expect(await whyNot(ask, `${server.url}/a.csv`)).toBe('inner_address');
});

test('what identifies us is not carried to another host', async () => {
  const ask = fetchOutside({ innerHosts: [`localhost:${server.port}`, '127.0.0.1'] });
  server.fault = 'redirect_inside';
  await whyNot(ask, `${server.url}/a.csv`, { headers: { authorization: 'Bearer secret' } });
  expect(server.asked.map(({ authorization }) => authorization).slice(0, 2)).toEqual([
    'Bearer secret',
    undefined,
  ]);
  expect(await whyNot(ask, `${server.url}/a.csv`)).toBe('redirected_too_often');
});

test('what takes too long, is cut off, too much or packed to become too much is no answer', async () => {
  const ask = fetchOutside({ innerHosts: ['localhost'] });
  server.fault = 'slow';
  expect(await whyNot(ask, `${server.url}/a.csv`, { withinMs: 300 })).toBe('too_slow');
  server.fault = 'cut_off';
  expect(await whyNot(ask, `${server.url}/a.csv`)).toBe('cut_off');
  server.fault = 'gzip_bomb';
  expect(await whyNot(ask, `${server.url}/a.csv`, { mostBytes: 10_000_000 })).toBe('too_large');
  server.fault = null;
  server.files.set('/a.csv', { type: 'text/csv', body: 'x'.repeat(2_000_000) });
  expect(await whyNot(ask, `${server.url}/a.csv`, { mostBytes: 1_000_000 })).toBe('too_large');
});

test('a host that is not there, and one that does not answer, are told apart', async () => {
  expect(await whyNot(fetchOutside(), 'http://khong-co.invalid/')).toBe('unknown_host');
  expect(await whyNot(fetchOutside({ innerHosts: ['127.0.0.1'] }), 'http://127.0.0.1:9/')).toBe(
    'unreachable',
  );
});
