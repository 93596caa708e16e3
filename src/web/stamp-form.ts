import type { Context } from '#src/domain/shared/context.ts';
import { STAMP_RUN_STATES } from '#src/domain/traceability/stamp-run.ts';
import { moveRun, spoilStamps } from '#src/domain/traceability/stamp-runs.ts';
import { field } from './forms.ts';

/** @returns what was done, for the page that comes next. @throws Refusal */
export async function takeStampDeed(ctx: Context, runId: string, form: FormData): Promise<'doi' | 'bao'> {
  const version = Number(field(form, 'ban', 10));
  const to = STAMP_RUN_STATES.find((state) => state === field(form, 'viec'));
  if (to) {
    await moveRun(ctx, runId, { to, version });
    return 'doi';
  }
  const place = (name: string) => Number(field(form, name, 12).replace(/[.\s]/g, '') || Number.NaN);
  await spoilStamps(ctx, runId, {
    from: place('tu'),
    until: place('den'),
    kind: field(form, 'loai') === 'stolen' ? 'stolen' : 'spoilt',
    reason: field(form, 'vi-sao', 400),
    version,
  });
  return 'bao';
}
