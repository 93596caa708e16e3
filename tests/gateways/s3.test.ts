import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Keeper } from '#src/domain/media/file-store.ts';
import { readS3Url, s3Files } from '#src/gateways/s3.ts';
import { signedHeaders } from '#src/gateways/s3-signature.ts';
import { s3StandIn, type S3StandIn } from '#tests/support/s3-stand-in.ts';

let service: S3StandIn;
let files: Keeper;
beforeAll(async () => {
  service = await s3StandIn();
  files = s3Files(readS3Url(service.url)!, () => new Date('2026-03-15T03:00:00Z'));
});
beforeEach(() => {
  service.troubles.length = 0;
  service.journal.length = 0;
});
afterAll(() => service.close());

const NAME = 'ab'.repeat(32);
const read = async (stream: ReadableStream<Uint8Array> | null) =>
  stream && Buffer.from(await new Response(stream as BodyInit).arrayBuffer()).toString();

/** What the service publishes for its example account. */
const EXAMPLE = {
  key: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
};

test.each([
  [
    'GET',
    '/test.txt',
    { range: 'bytes=0-9' },
    '',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'PUT',
    '/test$file.text',
    { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    'Welcome to Amazon S3.',
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  ],
  ['GET', '/?lifecycle', {}, '', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
  [
    'GET',
    '/?max-keys=2&prefix=J',
    {},
    '',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
] as const)(
  '%s %s is signed as the description of the service signs it',
  (method, path, headers, body, signature) => {
    const url = new URL(path, 'https://examplebucket.s3.amazonaws.com');
    const signed = signedHeaders(
      EXAMPLE,
      { method, url, headers, body: Buffer.from(body) },
      new Date('2013-05-24T00:00:00Z'),
    );
    expect(signed['authorization']).toMatch(new RegExp(`Signature=${signature}$`));
  },
);

test('a file is written, read whole and in part, and taken away', async () => {
  await files.write(NAME, Buffer.from('mật ong bạc hà'));
  expect(await read(await files.read(NAME))).toBe('mật ong bạc hà');
  expect(await read(await files.read(NAME, { from: 0, to: 1 }))).toBe('m\uFFFD');
  await files.remove(NAME);
  await files.remove(NAME);
  expect(await files.read(NAME)).toBeNull();
});

test('what goes wrong on the way is tried again, and then said', async () => {
  service.troubles.push('unavailable', 'cut');
  await files.write(NAME, Buffer.from('a'));
  expect(service.journal).toHaveLength(3);
  service.troubles.push('unavailable', 'unavailable', 'unavailable');
  await expect(files.read(NAME)).rejects.toThrow(/503.*SlowDown/);
  service.troubles.push('cut', 'cut', 'cut');
  await expect(files.remove(NAME)).rejects.toThrow();
});

test('who may not is told at once, and asks no second time', async () => {
  service.troubles.push('forbidden');
  await expect(files.write(NAME, Buffer.from('a'))).rejects.toThrow(/403/);
  expect(service.journal).toHaveLength(1);
  const wrong = s3Files(
    { ...readS3Url(service.url)!, secret: 'sai' },
    () => new Date('2026-03-15T03:00:00Z'),
  );
  await expect(wrong.read(NAME)).rejects.toThrow(/SignatureDoesNotMatch/);
});

test('a bucket that is not there is no file that is not there', async () => {
  const elsewhere = s3Files(
    readS3Url(service.url.replace('/kho', '/khác'))!,
    () => new Date('2026-03-15T03:00:00Z'),
  );
  await expect(elsewhere.read(NAME)).rejects.toThrow(/NoSuchBucket/);
});

test('an answer that breaks off is no shorter file', async () => {
  await files.write(NAME, Buffer.alloc(200_000, 1));
  service.troubles.push('cut_half');
  await expect(files.read(NAME).then(read)).rejects.toThrow();
});
