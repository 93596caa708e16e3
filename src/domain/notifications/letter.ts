export const LETTER_KINDS = ['invitation', 'password_reset', 'certificate_notice', 'report_answer'] as const;
export type LetterKind = (typeof LETTER_KINDS)[number];

/**
 * `waiting` to be sent; `handing_over`: the server of the receiver may have taken it or not, nobody can tell, and
 * a person decides; `sent`; `failed` for good; `kept`: there is no mail server, it is read in the office.
 */
export const LETTER_STATES = ['waiting', 'handing_over', 'sent', 'failed', 'kept'] as const;
export type LetterState = (typeof LETTER_STATES)[number];
