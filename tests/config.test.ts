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

test('files lie in the database until a place is named, and a place has to be named whole', () => {
  expect(readConfig({}).files).toEqual({ into: 'database', folder: null, s3: null });
  expect(readConfig({ MEDIA_DIR: '/kho' }).files).toMatchObject({ into: 'folder', folder: '/kho' });
  const S3_URL = 'https://ten:mat%2Fkhau@s3.example.vn/kho/anh/?region=vn-1';
  expect(readConfig({ S3_URL, MEDIA_DIR: '/kho' }).files).toEqual({
    into: 's3',
    folder: '/kho',
    s3: { key: 'ten', secret: 'mat/khau', region: 'vn-1', address: 'https://s3.example.vn/kho/anh' },
  });
  expect(readConfig({ S3_URL, FILES_IN: 'database' }).files.into).toBe('database');
  for (const wrong of [
    { FILES_IN: 's3' },
    { FILES_IN: 'folder' },
    { S3_URL: 'https://s3.example.vn/kho' },
    { S3_URL: 'https://ten:khoa@s3.example.vn/' },
    { S3_URL: 's3://ten:khoa@s3.example.vn/kho' },
  ])
    expect(() => readConfig(wrong), JSON.stringify(wrong)).toThrow(BadSettings);
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
