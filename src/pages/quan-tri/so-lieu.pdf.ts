import type { APIRoute } from 'astro';
import { figuresOf, targetsOf } from '#src/domain/reports/figures.ts';
import { answering } from '#src/web/answer.ts';
import { readFiguresAsked } from '#src/web/figures-asked.ts';
import { figuresPdf } from '#src/web/figures-pdf.ts';
import { figuresReport } from '#src/web/figures-report.ts';
import { asPdf } from '#src/web/paper-letter.ts';

/** The report as a paper to print, sign and file. */
export const GET: APIRoute = (astro) =>
  answering(async () => {
    const asked = readFiguresAsked(astro, 'register.export');
    const { ctx, site, today } = astro.locals;
    const { unit, year } = asked;
    const [held, targets] = await Promise.all([figuresOf(ctx, unit, asked.days), targetsOf(ctx, year, unit)]);
    const named = site.places.unit(unit.communeCode ?? unit.provinceCode ?? '');
    const body = await figuresPdf(figuresReport(asked, held, targets), {
      unit: named?.fullName ?? null,
      place: named?.name ?? null,
      isCommune: unit.communeCode !== null,
      day: today,
    });
    return asPdf(body, `bao-cao-ocop-${year}.pdf`);
  });
