const VIETNAM = '+07:00';
const VIETNAM_MS = 7 * 3_600_000;

/** What a field for day and hour holds, as clocks in Vietnam show it. An invalid date when it cannot be read. */
export const momentTyped = (text: string): Date =>
  new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00${VIETNAM}` : NaN);

/** An instant as such a field wants it. */
export const momentField = (instant: Date): string =>
  new Date(instant.getTime() + VIETNAM_MS).toISOString().slice(0, 16);
