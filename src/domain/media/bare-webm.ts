import { Refusal } from '#src/domain/shared/refusal.ts';
import type { RecordingType } from './recording.ts';

/** Names of elements. @source RFC 8794 (EBML), RFC 9559 (Matroska) */
const EBML = 0x1a45dfa3;
const DOC_TYPE = 0x4282;
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TRACKS = 0x1654ae6b;
const ENTRY = 0xae;
const TRACK_TYPE = 0x83;
const CODEC = 0x86;
const CLUSTER = 0x1f43b675;
const SEEK_HEAD = 0x114d9b74;
const CUES = 0x1c53bb6b;
const VOID = 0xec;
/** Of what stands at the top of a segment, what plays. */
const KEPT = [SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES];
/** Of the facts about the whole: the scale of time, how long it is. What it was made with has to be there, and is emptied. */
const KEPT_OF_INFO = [0x2ad7b1, 0x4489];
const WRITERS = [0x4d80, 0x5741];
const NAME_OF_TRACK = 0x536e;
const CODECS = /^(V_VP8|V_VP9|V_AV1|A_OPUS|A_VORBIS)/;

type Element = { id: number; at: number; body: number; end: number; isOpen: boolean };

/** Empties in a WebM all that does not play, in place. @throws Refusal as `bareRecording`. */
export function bareWebm(bytes: Uint8Array): RecordingType {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const textOf = ({ body, end }: Element): string => String.fromCharCode(...bytes.subarray(body, end));

  function elementAt(at: number, most: number): Element {
    const idLength = Math.clz32(view.getUint8(at)) - 23;
    if (idLength > 4) throw new Refusal('recording.unreadable');
    let id = 0;
    for (let byte = 0; byte < idLength; byte += 1) id = id * 256 + view.getUint8(at + byte);
    const lengthAt = at + idLength;
    const lengthLength = Math.clz32(view.getUint8(lengthAt)) - 23;
    if (lengthLength > 8) throw new Refusal('recording.unreadable');
    let length = view.getUint8(lengthAt) & (0xff >> lengthLength);
    let isOpen = length === 0xff >> lengthLength;
    for (let byte = 1; byte < lengthLength; byte += 1) {
      const next = view.getUint8(lengthAt + byte);
      isOpen &&= next === 0xff;
      length = length * 256 + next;
    }
    const body = lengthAt + lengthLength;
    const end = isOpen ? most : body + length;
    if (end > most) throw new Refusal('recording.unreadable');
    return { id, at, body, end, isOpen };
  }
  function childrenOf({ body, end }: Element): Element[] {
    const found: Element[] = [];
    for (let at = body; at < end; at = found.at(-1)!.end) found.push(elementAt(at, end));
    return found;
  }
  /** As many bytes as before, which say nothing. */
  function empty({ at, end }: Element): void {
    const length = end - at;
    bytes.fill(0, at, end);
    bytes[at] = VOID;
    if (length < 10) bytes[at + 1] = 0x80 | (length - 2);
    else {
      bytes[at + 1] = 0x01;
      view.setUint32(at + 5, length - 9);
    }
  }

  const head = elementAt(0, bytes.length);
  if (
    head.id !== EBML ||
    !childrenOf(head).some((one) => one.id === DOC_TYPE && /^webm\0*$/.test(textOf(one)))
  )
    throw new Refusal('recording.codec');
  const segment = elementAt(head.end, bytes.length);
  if (segment.id !== SEGMENT) throw new Refusal('recording.unreadable');
  // What comes after it is nothing of ours.
  bytes.fill(0, segment.end);
  const kinds: number[] = [];
  for (let at = segment.body; at < segment.end;) {
    const one = elementAt(at, segment.end);
    at = one.end;
    if (one.id === CLUSTER && one.isOpen) {
      // One that was written while it was recorded ends where the next of the top begins.
      for (at = one.body; at < segment.end;) {
        const child = elementAt(at, segment.end);
        if (child.id > 0xffffff) break;
        at = child.end;
      }
    } else if (one.isOpen) throw new Refusal('recording.unreadable');
    else if (one.id === INFO)
      for (const fact of childrenOf(one)) {
        if (WRITERS.includes(fact.id)) bytes.fill(0, fact.body, fact.end);
        else if (!KEPT_OF_INFO.includes(fact.id)) empty(fact);
      }
    else if (one.id === TRACKS)
      for (const entry of childrenOf(one)) {
        if (entry.id !== ENTRY) {
          empty(entry);
          continue;
        }
        for (const fact of childrenOf(entry)) {
          if (fact.id === TRACK_TYPE) kinds.push(view.getUint8(fact.end - 1));
          if (fact.id === CODEC && !CODECS.test(textOf(fact))) throw new Refusal('recording.codec');
          if (fact.id === NAME_OF_TRACK) empty(fact);
        }
      }
    else if (!KEPT.includes(one.id)) empty(one);
  }
  if (kinds.length === 0 || kinds.some((kind) => kind !== 1 && kind !== 2))
    throw new Refusal('recording.unreadable');
  return kinds.includes(1) ? 'video/webm' : 'audio/webm';
}
