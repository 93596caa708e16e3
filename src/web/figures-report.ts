import { percent, stateOfTarget } from '#src/domain/reports/figure.ts';
import { reached, type Figures, type Target } from '#src/domain/reports/figures.ts';
import { words as catalogue } from '#src/i18n/catalogue.ts';
import { figures as said, measures, periods } from '#src/i18n/figures.ts';
import { day, number } from '#src/i18n/format.ts';
import type { FiguresAsked } from './figures-asked.ts';

export type ReportColumn = { name: string; kind: 'words' | 'number' | 'percent' };
export type ReportTable = {
  title: string;
  columns: readonly ReportColumn[];
  rows: readonly { cells: readonly (string | number | null)[]; isSum?: boolean }[];
};
export type ReportChart = {
  title: string;
  tone: 'son' | 'dong';
  bars: readonly { name: string; value: number }[];
};
export type ReportSection = {
  title: string;
  tables: readonly ReportTable[];
  chart: ReportChart | null;
  notes: readonly string[];
};
export type FiguresReport = {
  title: string;
  span: string;
  sections: Readonly<Record<'certificates' | 'producers' | 'targets', ReportSection>>;
  /** What of all this is not certain, a sentence each. */
  doubts: readonly string[];
};

const RANKS = [5, 4, 3] as const;
const KINDS = ['first', 'renewal', 'upgrade', 'unknown'] as const;

/** The half-year or annual report: what page, workbook and paper all say. */
export function figuresReport(
  { unitName, year, period, days }: Pick<FiguresAsked, 'unitName' | 'year' | 'period' | 'days'>,
  held: Figures,
  targets: readonly Target[],
): FiguresReport {
  const makers = held.producers.reduce((all, { count }) => all + count, 0);
  const sum = (of: Record<3 | 4 | 5, number>): number => of[3] + of[4] + of[5];
  const kindName = (kind: Figures['producers'][number]['kind']): string =>
    kind === null ? said.unknownKind : catalogue.vi.producer.kinds[kind];
  const unknownMakers = held.producers.find(({ kind }) => kind === null)?.count ?? 0;
  const words = (name: string): ReportColumn => ({ name, kind: 'words' });
  const count = (name: string): ReportColumn => ({ name, kind: 'number' });
  return {
    title: said.report(unitName, periods[period], year),
    span: said.span(day(days.from), day(days.to)),
    sections: {
      certificates: {
        title: said.certificates,
        tables: [
          {
            title: said.byRank,
            columns: [words(said.rank), count(said.inForce), count(said.recognised), count(said.firstTime)],
            rows: [
              ...RANKS.map((rank) => ({
                cells: [said.stars(rank), held.inForce[rank], held.recognised[rank], held.first[rank]],
              })),
              {
                cells: [said.all, sum(held.inForce), sum(held.recognised), sum(held.first)],
                isSum: true,
              },
            ],
          },
          {
            title: said.changes,
            columns: [words(said.what), count(said.count)],
            rows: [
              ...KINDS.map((kind) => ({
                cells: [`${said.recognised}: ${said.kinds[kind]}`, held.byKind[kind]],
              })),
              { cells: [said.expiring, held.expiring] },
              { cells: [said.expired, held.expired] },
              { cells: [said.revoked, held.revoked] },
              { cells: [said.pointsOfSale, held.pointsOfSale] },
            ],
          },
        ],
        chart: {
          title: said.inForce,
          tone: 'son',
          bars: RANKS.map((rank) => ({ name: said.stars(rank), value: held.inForce[rank] })),
        },
        notes: [],
      },
      producers: {
        title: said.producers,
        tables: [
          {
            title: said.byMaker,
            columns: [words(said.kind), count(said.count), { name: said.share, kind: 'percent' }],
            rows: [
              ...held.producers.map(({ kind, count }) => ({
                cells: [kindName(kind), count, percent(count, makers)],
              })),
              { cells: [said.all, makers, null], isSum: true },
              ...(
                [
                  [said.modern, held.onModernChannels],
                  [said.modernByPaper, held.modernByPaper],
                  [said.withArea, held.withArea],
                  [said.withLinkage, held.withLinkage],
                  [said.inValueChain, held.inValueChain],
                ] as const
              ).map(([name, count]) => ({ cells: [name, count, percent(count, makers)] })),
            ],
          },
        ],
        chart:
          makers === 0
            ? null
            : {
                title: said.producers,
                tone: 'dong',
                bars: held.producers.map(({ kind, count }) => ({ name: kindName(kind), value: count })),
              },
        notes: [said.modernWhy, said.chainWhy],
      },
      targets: {
        title: said.targets,
        tables: [
          {
            title: said.targets,
            columns: [
              words(said.measure),
              count(said.target),
              count(said.reached),
              words(said.state),
              words(said.source),
            ],
            rows: targets.map((target) => {
              const now = reached(held, target.measure);
              return {
                cells: [
                  measures[target.measure],
                  target.valueTo === null ? target.value : targetWords(target),
                  now,
                  said.states[stateOfTarget(now, target)],
                  target.source,
                ],
              };
            }),
          },
        ],
        chart: null,
        notes: targets.length === 0 ? [said.noTargets] : [],
      },
    },
    doubts: [
      days.to < `${year}-${period === 'first_half' ? '06-30' : '12-31'}` ? said.doubts.running : null,
      held.undated > 0 ? said.doubts.undated(number(held.undated)) : null,
      held.byKind.unknown > 0 ? said.doubts.kind(number(held.byKind.unknown)) : null,
      unknownMakers > 0 ? said.doubts.makers(number(unknownMakers)) : null,
      held.examples > 0 ? said.doubts.examples(number(held.examples)) : null,
    ].filter((doubt) => doubt !== null),
  };
}

/** What is to be reached: a number, or the two ends of a range. */
export const targetWords = ({ value, valueTo }: Pick<Target, 'value' | 'valueTo'>): string =>
  valueTo === null ? number(value) : `${number(value)}\u2013${number(valueTo)}`;

/** A cell as people read it. */
export function cellWords({ kind }: ReportColumn, cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  return kind === 'percent' ? `${number(cell)}\u00a0%` : number(cell);
}
