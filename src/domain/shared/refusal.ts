/** What a refusal means to whoever asked; `src/web/answer.ts` turns it into an HTTP status. */
export type RefusalKind = 'invalid' | 'forbidden' | 'not_found' | 'conflict' | 'too_many' | 'wrong_method';

/** Every "no" that a rule of this site can give. The words for each are in `src/i18n`. */
export const REFUSALS = {
  'certificate.not_found': 'not_found',
  'certificate.revoked': 'conflict',
  'certificate.not_extendable': 'conflict',
  'certificate.extension_too_long': 'conflict',
  'certificate.extended': 'conflict',
  'certificate.suspended': 'conflict',
  'certificate.not_suspended': 'conflict',
  'certificate.superseded': 'conflict',
  'certificate.too_early': 'conflict',
  'certificate.paper_missing': 'invalid',
  'decision_list.has_errors': 'conflict',
  'decision_list.unreadable': 'invalid',
  'list.too_large': 'invalid',
  'list.changed_meanwhile': 'conflict',
  'list.not_open': 'conflict',
  'list.not_published': 'conflict',
  'list.column_twice': 'invalid',
  'product.not_found': 'not_found',
  'places.table_unreadable': 'invalid',
  'day.unreadable': 'invalid',
  'parameter.unreadable': 'invalid',
  'trace.code_unknown': 'not_found',
  'office.scope_wrong': 'invalid',
  'office.last_administrator': 'conflict',
  'user.not_found': 'not_found',
  'user.known': 'conflict',
  'user.phone_unreadable': 'invalid',
  'user.email_unreadable': 'invalid',
  'user.password_weak': 'invalid',
  'invitation.over': 'conflict',
  'report.too_short': 'invalid',
  'report.step_wrong': 'conflict',
  'report.answer_missing': 'invalid',
  'report.outcome_missing': 'invalid',
  'picture.unreadable': 'invalid',
  'target.unreadable': 'invalid',
  'target.source_missing': 'invalid',
  'letter.under_way': 'conflict',
  'letter.settled': 'conflict',
  'letter.words_gone': 'conflict',
  'letter.no_mail': 'conflict',
  reason_missing: 'invalid',
  second_factor_needed: 'forbidden',
  not_found: 'not_found',
  not_allowed: 'forbidden',
  method_not_allowed: 'wrong_method',
  too_many: 'too_many',
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof REFUSALS;

/**
 * Thrown when a rule of the field says no. Thrown rather than returned so that the transaction
 * around it rolls back. Anything else that is thrown is a fault of ours, not a refusal.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: RefusalCode, details: Record<string, string | number> = {}) {
    super(`refused: ${code}`);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }

  get kind(): RefusalKind {
    return REFUSALS[this.code];
  }
}
