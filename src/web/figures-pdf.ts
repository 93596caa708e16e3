import { number } from '#src/i18n/format.ts';
import { figures as said, reportPaper as form } from '#src/i18n/figures.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { paper } from '#src/i18n/letters-room.ts';
import { cellWords, type FiguresReport, type ReportChart, type ReportTable } from './figures-report.ts';
import { drawFoot, drawHead, PAGE, paperPdf, SIGNED_HEIGHT, WHOLE, type Sheet } from './paper.ts';

export type ReportIssuer = {
  /** Full name of the unit; `null`: the country, whose office the paper leaves to be filled in. */
  unit: string | null;
  /** Short name, where it is written. */
  place: string | null;
  isCommune: boolean;
  day: Day;
};

/** Colours of the charts in print: dark enough for a copier. */
const TONES = { son: '#b23a1e', dong: '#2f6b52' } as const;
/** Of the width of a table, for a column of numbers. */
const NUMBER_SHARE = 0.17;
const BAR = { height: 20, gap: 6, name: 0.38, value: 0.12 } as const;

/** The report as a paper that is printed, signed and filed. */
export function figuresPdf(report: FiguresReport, issuer: ReportIssuer): Promise<Uint8Array<ArrayBuffer>> {
  return paperPdf(report.title, (sheet) => draw(sheet, report, issuer));
}

function draw(sheet: Sheet, report: FiguresReport, { unit, place, isCommune, day }: ReportIssuer): void {
  let y = drawHead(
    sheet,
    {
      issuer: unit === null ? [form.blank] : [paper.council, unit.toLocaleUpperCase('vi')],
      number: unit === null ? form.numberOfOffice : form.number,
      subject: null,
      place: place ?? form.blank,
      day,
    },
    sheet.begin(),
  );
  y = sheet.paragraph(form.kind, { y: y + 22, style: 'bold', size: 14, align: 'center', as: 'H1' });
  y = sheet.paragraph(report.title, { y, style: 'bold', align: 'center' });
  sheet.rule(PAGE.left + WHOLE * 0.38, y + 2, WHOLE * 0.24);
  y = sheet.paragraph(report.span, { y: y + 16, align: 'both', indent: 28 }) + 6;

  let [tables, charts, parts] = [0, 0, 0];
  const heading = (title: string, below = 110): void => {
    // A heading never stands alone at the foot of a page.
    y = sheet.roomFor(below, y + 8);
    y = sheet.paragraph(`${form.sections[parts++]}. ${title}`, { y, style: 'bold', as: 'H2' }) + 4;
  };
  for (const { title, tables: held, chart, notes } of Object.values(report.sections)) {
    heading(title);
    for (const table of held.filter(({ rows }) => rows.length > 0))
      y = drawTable(sheet, form.table(++tables, table.title), table, y) + 10;
    if (chart) y = drawChart(sheet, form.chart(++charts, chart.title), chart, y) + 8;
    for (const note of notes) y = sheet.paragraph(note, { y, size: 12, align: 'both', indent: 28 });
  }
  const doubts = report.doubts.length > 0 ? report.doubts.map((one) => `- ${one}`) : [said.certain];
  // Nobody signs a page on which nothing stands: the last words go with the signature, two lines each.
  heading(said.uncertain, 30 + doubts.length * 37 + 22 + SIGNED_HEIGHT);
  for (const doubt of doubts) y = sheet.paragraph(doubt, { y, align: 'both', indent: 28 });
  drawFoot(
    sheet,
    {
      copies: [...form.copies(unit === null, isCommune), paper.file],
      signed: unit === null ? [form.head] : paper.signed,
    },
    y + 22,
  );
}

function drawTable(sheet: Sheet, caption: string, { columns, rows }: ReportTable, y: number): number {
  const longest = columns.map(({ kind }) => (kind === 'words' ? 1 : 0));
  const wide = longest.reduce<number>((sum, one) => sum + one, 0);
  return sheet.table(
    caption,
    columns.map(({ name, kind }) => ({
      name,
      // Words share what numbers leave.
      share: kind === 'words' ? (1 - NUMBER_SHARE * (columns.length - wide)) / wide : NUMBER_SHARE,
      isNumber: kind !== 'words',
    })),
    rows.map(({ cells, isSum }) => ({
      cells: cells.map((cell, at) => cellWords(columns[at]!, cell)),
      ...(isSum && { isSum }),
    })),
    y,
  );
}

function drawChart(sheet: Sheet, title: string, { bars, tone }: ReportChart, y: number): number {
  const height = bars.length * (BAR.height + BAR.gap);
  const top =
    sheet.paragraph(title, { y: sheet.roomFor(height + 24, y), style: 'italic', size: 11, as: 'P' }) + 4;
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const from = PAGE.left + WHOLE * BAR.name;
  const room = WHOLE * (1 - BAR.name - BAR.value);
  sheet.figure(bars.map(({ name, value }) => `${name}: ${number(value)}`).join('; '), () =>
    bars.forEach(({ name, value }, at) => {
      const here = top + at * (BAR.height + BAR.gap);
      const length = Math.max(1, (value / most) * room);
      sheet.paragraph(name, {
        y: here + 3,
        width: WHOLE * BAR.name - 8,
        size: 11,
        align: 'right',
        as: null,
      });
      sheet.doc.rect(from, here, length, BAR.height).fillAndStroke(TONES[tone], '#000').fillColor('#000');
      sheet.paragraph(number(value), {
        x: from + length + 6,
        width: WHOLE * BAR.value,
        y: here + 3,
        size: 11,
        style: 'bold',
        as: null,
      });
    }),
  );
  return top + height;
}
