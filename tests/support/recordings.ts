/** Recordings as telephones write them, as small as they can be; nothing is to be heard in most of them. */

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const u32 = (...values: number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) buffer.writeUInt32BE(value, at * 4);
  return buffer;
};

export function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([u32(body.length + 8), bytesOf(type), body]);
}

const WHERE = '+20.2000+106.5000/';
export const SECRETS = [WHERE, 'iPhone cua ba Lan', 'GPSTRACK', 'Nha so 7'];

function track(handler: string, codec: string, [at, size]: readonly [number, number]): Buffer {
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), box(codec, Buffer.alloc(28))),
    box('stsc', u32(0, 1, 1, 1, 1)),
    box('stsz', u32(0, 0, 1, size)),
    box('stco', u32(0, 1, at)),
  );
  return box(
    'trak',
    box('tkhd', u32(7, 0xdeadbeef, 0xdeadbeef, 1)),
    box('udta', box('\xa9xyz', bytesOf(WHERE))),
    box(
      'mdia',
      box('mdhd', u32(0, 0xdeadbeef, 0xdeadbeef, 1000, 1000)),
      box('hdlr', u32(0, 0), bytesOf(handler), Buffer.alloc(12), bytesOf('Nha so 7\0')),
      box('minf', table),
    ),
  );
}

/** A film or a sound with the place where it was taken in every box that is known for it. */
export function anMp4({
  film = false,
  codec,
  brand = 'isom',
  sound = 'tieng-o-day',
}: { film?: boolean; codec?: string; brand?: string; sound?: string } = {}): Buffer {
  const head = box('ftyp', bytesOf(brand), u32(512), bytesOf('isommp42'));
  const heard = bytesOf(sound);
  const track2 = bytesOf('GPSTRACK');
  const start = head.length + 8;
  const mdat = box('mdat', heard, track2);
  const moov = box(
    'moov',
    box('mvhd', u32(0, 0xdeadbeef, 0xdeadbeef, 1000, 1000)),
    track(film ? 'vide' : 'soun', codec ?? (film ? 'avc1' : 'mp4a'), [start, heard.length]),
    track('meta', 'mebx', [start + heard.length, track2.length]),
    box(
      'udta',
      box('\xa9xyz', bytesOf(WHERE)),
      box('loci', u32(0), bytesOf(WHERE)),
      box('\xa9mod', bytesOf('iPhone cua ba Lan')),
    ),
    box('meta', bytesOf(`com.apple.quicktime.location.ISO6709${WHERE}`)),
  );
  return Buffer.concat([head, mdat, moov, box('uuid', bytesOf(WHERE)), box('free', bytesOf('Nha so 7'))]);
}

/** Frames of silence, with words before and after them. */
export function anMp3(frames = 3): Buffer {
  // Layer III, 32 kbit/s, 48 kHz: 96 bytes a frame.
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x14, 0xc4]), Buffer.alloc(92)]);
  const words = bytesOf(`TXXX${WHERE}iPhone cua ba Lan`);
  return Buffer.concat([
    bytesOf('ID3\x04\0\0'),
    Buffer.from([0, 0, 0, words.length]),
    words,
    ...Array.from({ length: frames }, () => frame),
    bytesOf('TAG'),
    bytesOf('Nha so 7').subarray(0, 8),
    Buffer.alloc(117),
  ]);
}

function oggPage(sequence: number, packet: Buffer, serial = 7): Buffer {
  const lacing = [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head[5] = sequence === 0 ? 2 : 0;
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(sequence, 18);
  head[26] = lacing.length;
  return Buffer.concat([head, Buffer.from(lacing), packet]);
}

/** An Ogg of one stream; `other`: of two. */
export function anOgg({ head = 'OpusHead', tags = 'OpusTags', other = false } = {}): Buffer {
  const comment = bytesOf(`LOCATION=${WHERE}`);
  const words = Buffer.alloc(12 + comment.length + 400);
  words.writeUInt32LE(0, 0);
  words.writeUInt32LE(1, 4);
  words.writeUInt32LE(comment.length, 8);
  comment.copy(words, 12);
  words.write('Nha so 7', words.length - 20, 'latin1');
  return Buffer.concat([
    oggPage(0, Buffer.concat([bytesOf(head), Buffer.alloc(11)])),
    oggPage(1, Buffer.concat([bytesOf(tags), words])),
    oggPage(2, bytesOf('tieng-o-day'), other ? 8 : 7),
  ]);
}

export function element(id: number[], ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id), Buffer.from([0x40 | (body.length >> 8), body.length & 0xff]), body]);
}

/** A WebM whose cluster is open, as browsers record it. */
export function aWebm({ codec = 'A_OPUS', kind = 2, docType = 'webm' } = {}): Buffer {
  const segment = [
    element(
      [0x15, 0x49, 0xa9, 0x66],
      element([0x2a, 0xd7, 0xb1], Buffer.from([15, 66, 64])),
      element([0x7b, 0xa9], bytesOf('Nha so 7')),
      element([0x57, 0x41], bytesOf('iPhone cua ba Lan')),
    ),
    element(
      [0x16, 0x54, 0xae, 0x6b],
      element(
        [0xae],
        element([0x83], Buffer.from([kind])),
        element([0x86], bytesOf(codec)),
        element([0x53, 0x6e], bytesOf('Nha so 7')),
      ),
    ),
    Buffer.from([0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    element([0xa3], bytesOf('tieng-o-day')),
    element([0x12, 0x54, 0xc3, 0x67], bytesOf(`LOCATION${WHERE}`)),
  ];
  return Buffer.concat([
    element([0x1a, 0x45, 0xdf, 0xa3], element([0x42, 0x82], bytesOf(docType))),
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ...segment,
  ]);
}
