import { Refusal } from '#src/domain/shared/refusal.ts';
import { sentForm } from './forms.ts';

/** Whole recordings are held in memory while they are read; parts of one are not. */
const LARGE = 2 * 1024 * 1024;
const AT_ONCE = 2;
let running = 0;

/**
 * A form that may bring a recording. `null`: none was sent, or one that is too large to be read.
 *
 * @throws Refusal `too_many`: others are being read.
 */
export async function recordingForm(request: Request): Promise<FormData | null> {
  if (Number(request.headers.get('content-length') ?? 0) < LARGE) return sentForm(request);
  if (running >= AT_ONCE) throw new Refusal('too_many');
  running += 1;
  try {
    return await sentForm(request);
  } finally {
    running -= 1;
  }
}

export async function bytesIn(form: FormData, name: string): Promise<Uint8Array> {
  const file = form.get(name);
  return file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
}
