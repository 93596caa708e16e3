import type { APIRoute } from 'astro';
import { writeXlsx } from 'hucre/xlsx';
import { figuresOf, targetsOf } from '#src/domain/reports/figures.ts';
import { figures as said } from '#src/i18n/figures.ts';
import { answering } from '#src/web/answer.ts';
import { readFiguresAsked } from '#src/web/figures-asked.ts';
import { figuresReport, type ReportTable } from '#src/web/figures-report.ts';
import { asFile, XLSX } from '#src/web/table-file.ts';

const rowsOf = ({ columns, rows }: ReportTable): (string | number | null)[][] => [
  columns.map(({ name, kind }) => (kind === 'percent' ? `${name} (%)` : name)),
  ...rows.map(({ cells }) => [...cells]),
];

/** The report as a workbook; texts are written as texts, so that none is worked out as a formula. */
export const GET: APIRoute = (astro) =>
  answering(async () => {
    const asked = readFiguresAsked(astro, 'register.export');
    const { ctx } = astro.locals;
    const [held, targets] = await Promise.all([
      figuresOf(ctx, asked.unit, asked.days),
      targetsOf(ctx, asked.year, asked.unit),
    ]);
    const { title, span, sections, doubts } = figuresReport(asked, held, targets);
    const book = await writeXlsx({
      sheets: [
        {
          name: said.sheets.results,
          rows: [[title], [span], ...sections.certificates.tables.flatMap((table) => [[], ...rowsOf(table)])],
        },
        { name: said.sheets.producers, rows: sections.producers.tables.flatMap(rowsOf) },
        { name: said.sheets.targets, rows: sections.targets.tables.flatMap(rowsOf) },
        { name: said.sheets.doubts, rows: (doubts.length > 0 ? doubts : [said.certain]).map((one) => [one]) },
      ],
    });
    return asFile(new Uint8Array(book), `bao-cao-ocop-${asked.year}.xlsx`, XLSX);
  });
