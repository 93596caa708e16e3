import type { Finding } from '#src/domain/lists/finding.ts';
import type { ListRow, ReadSheet, SheetKind, ShopRow, SkippedRow } from '#src/domain/lists/list-row.ts';
import type { PlaceRoute } from '#src/domain/places/resolve-place.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** How a row stands to what the register holds. */
export type Match = 'new' | 'same' | 'changed' | 'renewal' | 'upgrade';

export type CheckedPlace = {
  /** Codes of the units of today; `null` where not known or not certain. */
  province: string | null;
  commune: string | null;
  route: PlaceRoute;
  /** Units to choose among. */
  candidates: { code: string; name: string }[];
  provinceName: string | null;
  communeName: string | null;
  /** What stands before the commune. */
  street: string | null;
  /** As the list writes it, all parts joined. */
  asWritten: string | null;
};

export type CheckedRow = Omit<ListRow, 'place'> & {
  place: CheckedPlace;
  /** Set of goods, 1 to 26, and who says so. */
  set: { set: number; basis: 'stated' | 'chosen' | 'from_name' } | null;
  /** Last day of the certificate by the rules; `null` without a day of decision. */
  lastDay: Day | null;
  match: Match;
};

export type CheckedShop = Omit<ShopRow, 'place'> & { place: CheckedPlace; match: Match };

export type CheckedSheet = Omit<ReadSheet, 'rows' | 'shops'> & {
  rows: CheckedRow[];
  shops: CheckedShop[];
};

export type ListSummary = {
  rows: number;
  /** Rows that may be published. */
  good: number;
  errors: number;
  doubts: number;
  matches: Record<Match, number>;
};

export type CheckedList = { sheets: CheckedSheet[]; summary: ListSummary };

export type { Finding, SheetKind, SkippedRow };

export const hasErrors = ({ findings }: { findings: readonly Finding[] }): boolean =>
  findings.some(({ weight }) => weight === 'error');

export function summaryOf(sheets: readonly CheckedSheet[]): ListSummary {
  const summary: ListSummary = {
    rows: 0,
    good: 0,
    errors: 0,
    doubts: 0,
    matches: { new: 0, same: 0, changed: 0, renewal: 0, upgrade: 0 },
  };
  for (const { rows, shops, findings } of sheets) {
    const count = (list: readonly Finding[]) => {
      for (const { weight } of list) summary[weight === 'error' ? 'errors' : 'doubts'] += 1;
    };
    count(findings);
    for (const row of [...rows, ...shops]) {
      summary.rows += 1;
      if (!hasErrors(row)) {
        summary.good += 1;
        summary.matches[row.match] += 1;
      }
      count(row.findings);
    }
  }
  return summary;
}

/** The machine form. More fields may be added; none is renamed. */
export function listAsJson({ sheets, summary }: CheckedList): unknown {
  return {
    sheets: sheets.map(({ rows, shops, kind, ...sheet }) => ({
      name: sheet.name,
      kind,
      headerLines: sheet.headerLines,
      columns: sheet.columns,
      title: sheet.title,
      rows:
        kind === 'points_of_sale'
          ? shops.map(({ place, ...shop }) => ({ ...shop, address: place.asWritten, place }))
          : rows,
      skipped: sheet.skipped,
      findings: sheet.findings,
    })),
    summary,
  };
}
