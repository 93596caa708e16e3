/** Sound is listened to, a film is watched. */
export type Hearing = 'listen' | 'watch';

export type RecordingType =
  'audio/mpeg' | 'audio/mp4' | 'audio/ogg' | 'audio/webm' | 'video/mp4' | 'video/webm';

/** How a file of that type is called. */
export const ENDING_OF: Readonly<Record<RecordingType, string>> = {
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/webm': 'weba',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
};

/** Bytes of the largest one of each kind that a deployment takes. */
export type RecordingLimits = Readonly<Record<Hearing, number>>;

/** Recordings of one producer: pictures tell most, and each of these weighs a hundred of them. */
export const MOST_RECORDINGS = 20;
export const MOST_TITLE = 120;

/** Over a slow line a file comes in parts of this size, so that a line that breaks costs one of them. */
export const SENT_PART_BYTES = 512 * 1024;

/** Everything that is needed to play one. */
export type ShownRecording = { hash: string; type: RecordingType; size: number };

export const hearingOf = (type: RecordingType): Hearing => (type.startsWith('video/') ? 'watch' : 'listen');

/** `c0ffee….m4a`; `null` for anything else. */
export function readRecordingFile(name: string): { hash: string; type: RecordingType } | null {
  const [, hash, ending] = /^([0-9a-f]{24})\.([a-z0-9]{3,4})$/.exec(name) ?? [];
  const type = (Object.keys(ENDING_OF) as RecordingType[]).find((one) => ENDING_OF[one] === ending);
  return hash && type ? { hash, type } : null;
}
