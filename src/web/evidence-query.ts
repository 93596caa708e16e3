import { EVIDENCE_KINDS, type EvidenceKind } from '#src/domain/reports/evidence.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';

/** Of which evidence an address asks: of one kind or all, and on which day; without one, today. */
export function readEvidenceQuery({ url, locals }: { url: URL; locals: App.Locals }): {
  kind: EvidenceKind | null;
  day: Day;
} {
  const typed = url.searchParams.get('ngay') ?? '';
  return {
    kind: EVIDENCE_KINDS.find((one) => one === url.searchParams.get('loai')) ?? null,
    day: isDay(typed) ? typed : locals.today,
  };
}
