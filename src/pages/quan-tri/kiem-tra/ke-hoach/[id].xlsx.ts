import type { APIRoute } from 'astro';
import { writeXlsx } from 'hucre/xlsx';
import { planById } from '#src/domain/inspections/plans.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { inspectionRoom as said, inspectionStates, planReasons } from '#src/i18n/inspection-room.ts';
import { asFile } from '#src/web/due-file.ts';

export const GET: APIRoute = async (astro) => {
  const { site, ctx } = astro.locals;
  try {
    const plan = await planById(ctx, astro.params['id'] ?? '');
    const nameOf = (code: string | null) => (code === null ? null : site.places.nameOf(code));
    const head = [
      said.product,
      said.producer,
      'Xã',
      'Tỉnh',
      said.reasons,
      said.inspector,
      said.due,
      said.state,
      said.reason,
    ];
    // Texts are written as texts, so that none is ever worked out as a formula.
    const rows = plan.lines.map((line) => [
      line.product,
      line.producer,
      nameOf(line.communeCode),
      nameOf(line.provinceCode),
      line.reasons.map((reason) => planReasons[reason]).join('; '),
      line.inspector,
      line.dueOn,
      [inspectionStates[line.state], line.addedLater ? said.addedLater : ''].filter(Boolean).join(', '),
      line.cancelledReason ?? line.addedReason,
    ]);
    const book = await writeXlsx({
      sheets: [
        {
          name: said.quarter(plan.quarter, plan.year).replace('/', '-'),
          rows: [head, ...rows],
          freezePane: { rows: 1 },
        },
      ],
    });
    return asFile(
      new Uint8Array(book),
      `ke-hoach-kiem-tra-${plan.year}-quy-${plan.quarter}.xlsx`,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return astro.rewrite('/404');
  }
};
