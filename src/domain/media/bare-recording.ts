import { Refusal } from '#src/domain/shared/refusal.ts';
import { bareMp4 } from './bare-mp4.ts';
import { bareMp3 } from './bare-mp3.ts';
import { bareOgg } from './bare-ogg.ts';
import { bareWebm } from './bare-webm.ts';
import type { RecordingType } from './recording.ts';

/** A recording that is what it says, without what the telephone wrote beside sound and pictures. */
export type BareRecording = { type: RecordingType; bytes: Uint8Array };

const letters = (bytes: Uint8Array, from: number, count: number): string =>
  String.fromCharCode(...bytes.subarray(from, from + count));

/**
 * What the bytes are, whatever the name says, without place, time, names and pictures that a telephone writes into the
 * file. Sound and film themselves stay as they are: what is seen and heard in them is not taken away.
 *
 * @param bytes are changed in place.
 * @throws Refusal `recording.unreadable`; `recording.codec`: not every browser plays it.
 */
export function bareRecording(bytes: Uint8Array): BareRecording {
  try {
    if (letters(bytes, 4, 4) === 'ftyp') return { type: bareMp4(bytes), bytes };
    if (letters(bytes, 0, 4) === 'OggS') return { type: bareOgg(bytes), bytes };
    if (letters(bytes, 0, 4) === '\x1aE\xdf\xa3') return { type: bareWebm(bytes), bytes };
    return { type: 'audio/mpeg', bytes: bareMp3(bytes) };
  } catch (error) {
    // Numbers in a broken file lead out of it.
    if (error instanceof RangeError) throw new Refusal('recording.unreadable');
    throw error;
  }
}
