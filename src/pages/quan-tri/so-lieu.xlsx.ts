import type { APIRoute } from 'astro';
import { writeXlsx } from 'hucre/xlsx';
import { percent } from '#src/domain/reports/figure.ts';
import { figuresOf, reached, targetsOf } from '#src/domain/reports/figures.ts';
import { words as catalogue } from '#src/i18n/catalogue.ts';
import { figures as said, measures, periods } from '#src/i18n/figures.ts';
import { day } from '#src/i18n/format.ts';
import { answering } from '#src/web/answer.ts';
import { readFiguresAsked } from '#src/web/figures-asked.ts';

/** The report as a workbook; texts are written as texts, so that none is worked out as a formula. */
export const GET: APIRoute = (astro) =>
  answering(async () => {
    const { unit, unitName, year, period, days } = readFiguresAsked(astro, 'register.export');
    const { ctx } = astro.locals;
    const [held, targets] = await Promise.all([figuresOf(ctx, unit, days), targetsOf(ctx, year, unit)]);
    const makers = held.producers.reduce((all, { count }) => all + count, 0);
    const sum = (of: Record<3 | 4 | 5, number>) => of[3] + of[4] + of[5];
    const ranks = [5, 4, 3] as const;
    const book = await writeXlsx({
      sheets: [
        {
          name: 'Kết quả',
          rows: [
            [said.report(unitName, periods[period], year)],
            [said.span(day(days.from), day(days.to))],
            [],
            [said.rank, said.inForce, said.recognised],
            ...ranks.map((rank) => [said.stars(rank), held.inForce[rank], held.recognised[rank]]),
            [said.all, sum(held.inForce), sum(held.recognised)],
            [],
            ...(['first', 'renewal', 'upgrade', 'unknown'] as const).map((kind) => [
              `${said.recognised}: ${said.kinds[kind]}`,
              held.byKind[kind],
            ]),
            [said.expiring, held.expiring],
            [said.expired, held.expired],
            [said.revoked, held.revoked],
            [said.pointsOfSale, held.pointsOfSale],
          ],
        },
        {
          name: 'Chủ thể',
          rows: [
            [said.kind, said.count, `${said.share} (%)`],
            ...held.producers.map(({ kind, count }) => [
              kind === null ? said.unknownKind : catalogue.vi.producer.kinds[kind],
              count,
              percent(count, makers),
            ]),
            [said.all, makers, null],
            [said.modern, held.onModernChannels, percent(held.onModernChannels, makers)],
          ],
        },
        {
          name: 'Chỉ tiêu',
          rows: [
            [said.measure, said.target, said.reached, said.source],
            ...targets.map(({ measure, value, source }) => [
              measures[measure],
              value,
              reached(held, measure),
              source,
            ]),
          ],
        },
      ],
    });
    return new Response(new Uint8Array(book), {
      headers: {
        'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'content-disposition': `attachment; filename="bao-cao-ocop-${year}.xlsx"`,
        'cache-control': 'private, no-store',
      },
    });
  });
