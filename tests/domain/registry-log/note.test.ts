import { describe, expect, test } from 'vitest';
import { checkpointText, readCheckpoint } from '#src/domain/registry-log/checkpoint.ts';
import { canonical, type Json } from '#src/domain/registry-log/entry.ts';
import { noteSigner, signedBy } from '#src/domain/registry-log/log-key.ts';
import { keyText, readKey, readNote, signersOf } from '#src/domain/registry-log/note.ts';

describe('signed notes of C2SP', () => {
  const KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  const NOTE =
    'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';

  test('the example of the specification is signed by its key', async () => {
    const key = readKey(KEY)!;
    expect(keyText(key)).toBe(KEY);
    expect(await signersOf(readNote(NOTE)!, [key])).toMatchObject({
      by: [{ key: { name: 'example.com/foo' } }],
      forged: false,
    });
  });

  test('another text under the same signature is forged', async () => {
    expect(await signersOf(readNote(NOTE.replace('example m', 'example n'))!, [readKey(KEY)!])).toEqual({
      by: [],
      forged: true,
    });
  });

  test.each([
    ['no empty line', NOTE.replace('\n\n', '\n')],
    ['no line end', NOTE.slice(0, -1)],
    ['no signature', 'text\n\n'],
    ['a control character', NOTE.replace('This', 'Th\tis')],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
  ])('%s is no note', (_, note) => expect(readNote(note)).toBeNull());

  test.each(['', 'a+b', KEY.replace('530d903a', '530d903b'), `${KEY}A`])('%s is no key', (key) =>
    expect(readKey(key)).toBeNull(),
  );
});

test('a checkpoint is read as it was signed', async () => {
  const signer = noteSigner('x'.repeat(32), 'log', 'vidu.vn/log');
  const text = checkpointText({ origin: 'vidu.vn/log', size: 12, root: new Uint8Array(32).fill(7) });
  const read = readCheckpoint(`${text}\n${signedBy(signer, text)}`)!;
  expect(read).toMatchObject({ origin: 'vidu.vn/log', size: 12, root: new Uint8Array(32).fill(7) });
  expect((await signersOf(read.note, [signer.key])).by).toHaveLength(1);
});

test.each(['vidu.vn/log\n012\n', 'vidu.vn/log\n12\nAA==\n', '\n12\n'])('%j is no checkpoint', (text) =>
  expect(readCheckpoint(`${text}\n— a AAAAAAA=\n`)).toBeNull(),
);

test.each<[string, Json, string]>([
  [
    'names in the order of UTF-16 units',
    { '\u20ac': 1, '\r': 2, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7, '\ufb33': 3 },
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  [
    'text as it is, but for what must be marked',
    'Mắm "Ba Làng"\u000f\n\\',
    '"Mắm \\"Ba Làng\\"\\u000f\\n\\\\"',
  ],
  ['lists in their order', [56, { d: true, c: null }], '[56,{"c":null,"d":true}]'],
])('canonical JSON of RFC 8785: %s', (_, value, text) => expect(canonical(value)).toBe(text));
