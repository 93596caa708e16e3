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
  'certificate.known': 'conflict',
  'certificate.level_wrong': 'invalid',
  'certificate.points_below': 'invalid',
  'certificate.stars_wrong': 'invalid',
  'certificate.last_day_wrong': 'invalid',
  'certificate.kind_wrong': 'conflict',
  'certificate.day_ahead': 'invalid',
  'paper.too_large': 'invalid',
  'paper.unreadable': 'invalid',
  'paper.gone': 'conflict',
  'register.name_missing': 'invalid',
  'register.name_known': 'conflict',
  'register.number_unreadable': 'invalid',
  'register.place_unclear': 'invalid',
  'register.nothing_changed': 'conflict',
  'register.merged': 'conflict',
  'merge.same': 'invalid',
  'merge.one_decision': 'conflict',
  'merge.same_goods': 'conflict',
  'point_of_sale.name_missing': 'invalid',
  'point_of_sale.hours_unreadable': 'invalid',
  'point_of_sale.day_unreadable': 'invalid',
  'point_of_sale.position_unreadable': 'invalid',
  'point_of_sale.closed': 'conflict',
  'decision_list.has_errors': 'conflict',
  'decision_list.unreadable': 'invalid',
  'list.too_large': 'invalid',
  'list.changed_meanwhile': 'conflict',
  'list.not_open': 'conflict',
  'list.not_published': 'conflict',
  'list.column_twice': 'invalid',
  'product.not_found': 'not_found',
  'producer.not_found': 'not_found',
  'places.table_unreadable': 'invalid',
  'day.unreadable': 'invalid',
  'parameter.unreadable': 'invalid',
  'trace.code_unknown': 'not_found',
  'office.scope_wrong': 'invalid',
  'office.last_administrator': 'conflict',
  'user.not_found': 'not_found',
  'user.known': 'conflict',
  'user.own': 'conflict',
  'user.closed': 'conflict',
  'user.phone_unreadable': 'invalid',
  'user.email_unreadable': 'invalid',
  'user.password_weak': 'invalid',
  'invitation.over': 'conflict',
  'report.too_short': 'invalid',
  'report.step_wrong': 'conflict',
  'report.answer_missing': 'invalid',
  'report.outcome_missing': 'invalid',
  'inspection.plan_known': 'conflict',
  'inspection.plan_fixed': 'conflict',
  'inspection.plan_empty': 'conflict',
  'inspection.planned_twice': 'conflict',
  'inspection.inspector_wrong': 'invalid',
  'inspection.day_wrong': 'invalid',
  'inspection.step_wrong': 'conflict',
  'inspection.changed_meanwhile': 'conflict',
  'inspection.words_missing': 'invalid',
  'inspection.days_wrong': 'invalid',
  'inspection.unanswered': 'conflict',
  'inspection.note_missing': 'conflict',
  'inspection.outcome_missing': 'invalid',
  'inspection.outcome_wrong': 'conflict',
  'inspection.too_many_pictures': 'conflict',
  'inspection.no_product': 'conflict',
  'picture.unreadable': 'invalid',
  'target.unreadable': 'invalid',
  'target.source_missing': 'invalid',
  'letter.under_way': 'conflict',
  'letter.settled': 'conflict',
  'letter.words_gone': 'conflict',
  'letter.no_mail': 'conflict',
  'source.name_missing': 'invalid',
  'source.address_wrong': 'invalid',
  'source.token_wrong': 'invalid',
  'source.off': 'conflict',
  'source.decided': 'conflict',
  'source.stands_otherwise': 'conflict',
  'source.no_ministry_table': 'invalid',
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
