export const LETTER_KINDS = [
  'invitation',
  'password_reset',
  'certificate_notice',
  'notice_digest',
  'report_answer',
  'order',
  'enquiry',
  'inspection_follow_up',
  'claim',
  'refund',
  'verify_email',
  'review',
  'rights',
  'hook_paused',
  'joining',
  'visit',
  'stamp_alert',
] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/**
 * `waiting` to be sent; `handing_over`: the server of the receiver may have taken it or not, nobody can tell, and
 * a person decides; `sent`; `failed` for good; `kept`: there is no mail server, it is read in the office;
 * `to_hand_over`: no mail reaches the receiver, somebody prints it and gives it to them; `handed_over` so.
 */
export const LETTER_STATES = [
  'waiting',
  'handing_over',
  'sent',
  'failed',
  'kept',
  'to_hand_over',
  'handed_over',
] as const;
export type LetterState = (typeof LETTER_STATES)[number];

/** Minutes until the next try after a fault that may pass; after the last, every six hours. */
const WAITS_MINUTES = [1, 5, 15, 60, 180] as const;
const LONGEST_WAIT_MINUTES = 360;
/** Three days of trying: a mail server that is down over a week-end comes back, a wrong setting is seen. */
export const MOST_TRIES = 16;

/** When a letter is tried again that could not be sent at `now`; `null`: it has been tried enough. */
export function nextTryAfter(tries: number, now: Date): Date | null {
  if (tries >= MOST_TRIES) return null;
  const minutes = WAITS_MINUTES[tries - 1] ?? LONGEST_WAIT_MINUTES;
  return new Date(now.getTime() + minutes * 60_000);
}
