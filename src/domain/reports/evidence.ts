import type { DecisionPaperType } from '#src/domain/certification/decision-paper.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** What a producer shows that a share in a report counts. */
export const EVIDENCE_KINDS = ['modern_channel', 'raw_material_area', 'linkage_contract'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export type Evidence = {
  /** `null`: a shop on the net that a published list names; nobody recorded it by hand. */
  id: string | null;
  kind: EvidenceKind;
  producer: { id: string; name: string };
  /** `null`: for all that the producer makes. */
  product: { id: string; name: string } | null;
  partner: string;
  /** Of a shop on the net. */
  url: string | null;
  paperNumber: string | null;
  file: { name: string; type: DecisionPaperType } | null;
  from: Day;
  until: Day | null;
  /** Of a person, as they are called now; of others `null`. */
  recordedBy: string | null;
  recordedAt: Date | null;
  withdrawnReason: string | null;
};

export type EvidenceState = 'to_come' | 'holds' | 'over' | 'withdrawn';

/** How evidence stands on `day`. Asked and never stored. */
export function evidenceOn(
  day: Day,
  { from, until, withdrawnReason }: Pick<Evidence, 'from' | 'until' | 'withdrawnReason'>,
): EvidenceState {
  if (withdrawnReason !== null) return 'withdrawn';
  if (day < from) return 'to_come';
  return until !== null && until < day ? 'over' : 'holds';
}
