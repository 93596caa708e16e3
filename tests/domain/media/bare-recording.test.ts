import { describe, expect, test } from 'vitest';
import { bareRecording } from '#src/domain/media/bare-recording.ts';
import { aWebm, anMp3, anMp4, anOgg, box, SECRETS } from '#tests/support/recordings.ts';

const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const codeOf = (bytes: Uint8Array): string => {
  try {
    return bareRecording(Uint8Array.from(bytes)).type;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

test.each([
  ['an MP4 with sound', anMp4(), 'audio/mp4'],
  ['an MP4 with a film', anMp4({ film: true }), 'video/mp4'],
  ['a film of an iPhone', anMp4({ film: true, brand: 'qt  ' }), 'video/mp4'],
  ['an MP3', anMp3(), 'audio/mpeg'],
  ['an Ogg with Opus', anOgg(), 'audio/ogg'],
  ['an Ogg with Vorbis', anOgg({ head: '\x01vorbis', tags: '\x03vorbis' }), 'audio/ogg'],
  ['a WebM with sound', aWebm(), 'audio/webm'],
  ['a WebM with a film', aWebm({ kind: 1, codec: 'V_VP8' }), 'video/webm'],
])('%s is known by its bytes, and where and by what it was made is gone', (_, bytes, type) => {
  expect(SECRETS.some((secret) => latin(bytes).includes(secret))).toBe(true);
  const bare = bareRecording(Uint8Array.from(bytes));
  expect(bare.type).toBe(type);
  for (const secret of SECRETS) expect(latin(bare.bytes), secret).not.toContain(secret);
  expect(latin(bare.bytes)).not.toContain('\xde\xad\xbe\xef');
  if (type !== 'audio/mpeg') {
    expect(latin(bare.bytes)).toContain('tieng-o-day');
    expect(bare.bytes.length).toBe(bytes.length);
  }
  // Once more, it stays what it is.
  const again = bareRecording(Uint8Array.from(bare.bytes));
  expect(again.type).toBe(type);
  expect(latin(again.bytes)).toBe(latin(bare.bytes));
});

describe('what is not taken', () => {
  test.each([
    ['a page with a script', Buffer.from('<html><script>hit()</script>'), 'recording.unreadable'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'recording.unreadable'],
    ['nothing but words of ID3', anMp3(0), 'recording.unreadable'],
    ['a single frame', anMp3(1), 'recording.unreadable'],
    ['a film that few play', anMp4({ film: true, codec: 'hvc1' }), 'recording.codec'],
    ['an Ogg with a film', anOgg({ other: true }), 'recording.codec'],
    ['an Ogg of something else', anOgg({ head: '\x80theora' }), 'recording.codec'],
    ['Matroska', aWebm({ docType: 'matroska' }), 'recording.codec'],
    ['a WebM that few play', aWebm({ codec: 'V_MPEG4/ISO/AVC', kind: 1 }), 'recording.codec'],
    ['a WebM with subtitles in it', aWebm({ kind: 17 }), 'recording.unreadable'],
    [
      'an MP4 without a track',
      Buffer.concat([box('ftyp', Buffer.from('isom')), box('moov')]),
      'recording.unreadable',
    ],
  ])('%s: %s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  test('whatever is cut off or broken ends in a refusal, never in a fault', () => {
    const known = /^(recording\.(unreadable|codec)|(audio|video)\/\w+)$/;
    for (const whole of [anMp4({ film: true }), anMp3(), anOgg(), aWebm()])
      for (let at = 1; at < whole.length; at += 1) {
        expect(codeOf(whole.subarray(0, at))).toMatch(known);
        const broken = Buffer.from(whole);
        broken[at] = (broken[at]! + 97) & 0xff;
        expect(codeOf(broken)).toMatch(known);
        broken[at] = 0xff;
        expect(codeOf(broken)).toMatch(known);
      }
  });
});
