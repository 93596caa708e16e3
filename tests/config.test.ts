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

test('tiles are taken from one named house, by https, and with the name of whose they are', () => {
  const tiles = (MAP_TILES: string, MAP_ATTRIBUTION = '© Ví dụ') =>
    readConfig({ MAP_TILES, MAP_ATTRIBUTION }).tiles?.origin;
  expect(readConfig({}).tiles).toBeNull();
  expect(tiles('https://tiles.example.vn:8443/a/{z}/{x}/{y}.png?k=1')).toBe('https://tiles.example.vn:8443');
  for (const address of [
    'http://tiles.example.vn/{z}/{x}/{y}.png',
    'https://{s}.example.vn/{z}/{x}/{y}.png',
    'https://*.example.vn/{z}/{x}/{y}.png',
    'https://tiles.example.vn/{z}/{x}.png',
  ])
    expect(() => tiles(address), address).toThrow(BadSettings);
  expect(() => tiles('https://tiles.example.vn/{z}/{x}/{y}.png', '')).toThrow(BadSettings);
});
