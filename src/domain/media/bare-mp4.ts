import { Refusal } from '#src/domain/shared/refusal.ts';
import type { RecordingType } from './recording.ts';

type Box = { type: string; at: number; body: number; end: number };

/**
 * Boxes that play; whatever else stands in them is made empty: `udta` with `©xyz` and `loci`, `meta`, `uuid`, where
 * telephones write place, model and name.
 *
 * @source ISO/IEC 14496-12, ISO base media file format; QuickTime File Format, user data; 3GPP TS 26.244, `loci`
 */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  '': ['ftyp', 'styp', 'moov', 'moof', 'mdat', 'sidx', 'mfra'],
  moov: ['mvhd', 'trak', 'mvex'],
  trak: ['tkhd', 'mdia', 'edts'],
  mdia: ['mdhd', 'hdlr', 'minf', 'elng'],
  moof: ['mfhd', 'traf'],
  traf: ['tfhd', 'tfdt', 'trun', 'sdtp', 'sgpd', 'sbgp'],
};
const TIMES = ['mvhd', 'tkhd', 'mdhd'];
const PICTURES = ['avc1', 'avc3', 'vp09', 'av01'];
const SOUND = ['mp4a', 'Opus', 'fLaC', '.mp3'];

const unreadable = (): never => {
  throw new Refusal('recording.unreadable');
};

/** Takes out of an MP4 what does not play, in place and without moving a byte. @throws Refusal as `bareRecording`. */
export function bareMp4(bytes: Uint8Array): RecordingType {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

  function boxesIn(from: number, to: number): Box[] {
    const found: Box[] = [];
    for (let at = from; at + 8 <= to;) {
      let [size, body] = [view.getUint32(at), at + 8];
      if (size === 1) [size, body] = [Number(view.getBigUint64(at + 8)), at + 16];
      const end = size === 0 ? to : at + size;
      // Old files of QuickTime end a list with four bytes of nothing.
      if (size === 0 && from !== 0) break;
      if (end < body || end > to) unreadable();
      found.push({ type: word(at + 4), at, body, end });
      at = end;
    }
    return found;
  }
  const within = ({ body, end }: Box, ...path: string[]): Box | undefined => {
    const [next, ...rest] = path;
    const box = boxesIn(body, end).find(({ type }) => type === next);
    return box && rest.length > 0 ? within(box, ...rest) : box;
  };
  const empty = ({ at, body, end }: Box): void => {
    bytes.set([0x66, 0x72, 0x65, 0x65], at + 4);
    bytes.fill(0, body, end);
  };

  /** Samples of a track that is neither seen nor heard: places of each moment among them. */
  function emptySamples(trak: Box): void {
    const table = (name: string) => within(trak, 'mdia', 'minf', 'stbl', name);
    const [sizes, places, runs] = [table('stsz'), table('stco') ?? table('co64'), table('stsc')];
    // Without them its bytes cannot be told from sound.
    if (!sizes || !places || !runs) return unreadable();
    const wide = places.type === 'co64';
    const same = view.getUint32(sizes.body + 4);
    let [sample, run, left] = [0, 0, bytes.length];
    for (let chunk = 0; chunk < view.getUint32(places.body + 4); chunk += 1) {
      const at = places.body + 8 + chunk * (wide ? 8 : 4);
      let place = wide ? Number(view.getBigUint64(at)) : view.getUint32(at);
      while (
        run + 1 < view.getUint32(runs.body + 4) &&
        view.getUint32(runs.body + 8 + (run + 1) * 12) <= chunk + 1
      )
        run += 1;
      for (let of = view.getUint32(runs.body + 12 + run * 12); of > 0; of -= 1, sample += 1) {
        const size = same || view.getUint32(sizes.body + 12 + sample * 4);
        left -= size + 1;
        if (left < 0 || place + size > bytes.length) unreadable();
        bytes.fill(0, place, place + size);
        place += size;
      }
    }
  }

  const codecs: string[] = [];
  let isFilm = false;
  function look(box: Box | null): void {
    const kept = KEPT[box?.type ?? ''];
    if (!kept) return;
    for (const one of box ? boxesIn(box.body, box.end) : boxesIn(0, bytes.length)) {
      if (one.type === 'trak') {
        const handler = within(one, 'mdia', 'hdlr');
        const kind = handler ? word(handler.body + 8) : '';
        if (kind !== 'vide' && kind !== 'soun') {
          emptySamples(one);
          empty(one);
          continue;
        }
        const entries = within(one, 'mdia', 'minf', 'stbl', 'stsd') ?? unreadable();
        codecs.push(word(entries.body + 12));
        if (kind === 'vide') isFilm = true;
      }
      if (!kept.includes(one.type)) empty(one);
      else if (one.type === 'hdlr') bytes.fill(0, Math.min(one.body + 24, one.end), one.end);
      else if (TIMES.includes(one.type))
        bytes.fill(0, one.body + 4, one.body + (bytes[one.body] === 1 ? 20 : 12));
      else look(one);
    }
  }
  look(null);
  if (codecs.length === 0) unreadable();
  if (!codecs.every((codec) => PICTURES.includes(codec) || SOUND.includes(codec)))
    throw new Refusal('recording.codec');
  return isFilm ? 'video/mp4' : 'audio/mp4';
}
