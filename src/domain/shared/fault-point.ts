/** Where tests stop a process for good, to see what a killed one leaves behind. */
export const FAULT_POINTS = [
  'after_hold',
  'after_session_created',
  'before_settle_commit',
  'after_settle_commit',
  'after_parcel_made',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

let stopsAt: FaultPoint | null = null;

/** For tests only: from now on whoever passes this point gets no further. */
export function stopAt(point: FaultPoint | null): void {
  stopsAt = point;
}

/** Does nothing, unless a test has asked to stop here. */
export async function passing(point: FaultPoint): Promise<void> {
  if (point !== stopsAt) return;
  process.stderr.write(`stopped at ${point}\n`);
  await new Promise(() => {});
}
