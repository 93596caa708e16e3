import { expect, test } from 'vitest';
import { BadSettings, readConfig } from '#src/config.ts';

test('tokens of producers go to GHN, or where GHN lets its customers try, and nowhere else outside of tests', () => {
  const server = (NODE_ENV: string, GHN_SERVER: string) => readConfig({ NODE_ENV, GHN_SERVER }).ghnServer;
  expect(readConfig({}).ghnServer).toBeNull();
  expect(server('production', 'https://dev-online-gateway.ghn.vn/')).toBe(
    'https://dev-online-gateway.ghn.vn',
  );
  expect(server('production', 'https://online-gateway.ghn.vn')).toBe('https://online-gateway.ghn.vn');
  expect(server('test', 'http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
  for (const address of [
    'http://127.0.0.1:8080',
    'http://online-gateway.ghn.vn',
    'https://online-gateway.ghn.vn.evil.vn',
    'https://online-gateway.ghn.vn:8443',
    'https://ghn.vn@evil.vn',
  ])
    for (const mode of ['production', 'development'])
      expect(() => server(mode, address)).toThrow(BadSettings);
});
