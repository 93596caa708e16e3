import type { Context } from '#src/domain/shared/context.ts';
import { recallStampsAndTell } from '#src/domain/notifications/recall-letters.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { issuePins } from '#src/domain/traceability/issue-pins.ts';
import { recallLetter } from '#src/i18n/lots-room.ts';
import { keepSale, resetStamp } from '#src/domain/scans/scanned-stamps.ts';
import { SPOILT_KINDS, STAMP_RUN_STATES } from '#src/domain/traceability/stamp-run.ts';
import { moveRun, spoilStamps } from '#src/domain/traceability/stamp-runs.ts';
import { field } from './forms.ts';

/** What was done, as the address of the page that comes next says it. */
export type StampDeedDone =
  { xong: 'doi' | 'bao' | 'diem' | 'ban' | 'cao' } | { xong: 'goi'; viet: number; dien: number };

/** @throws Refusal */
export async function takeStampDeed(ctx: Context, runId: string, form: FormData): Promise<StampDeedDone> {
  const version = Number(field(form, 'ban', 10));
  if (field(form, 'viec') === 'bo-diem') {
    await resetStamp(ctx, runId, {
      place: Number(field(form, 'tem-so', 10)),
      reason: field(form, 'vi-sao', 400),
    });
    return { xong: 'diem' };
  }
  if (field(form, 'viec') === 'lop-cao') {
    if (field(form, 'dong-y', 5) !== 'co') throw new Refusal('stamp.pins_not_agreed');
    await issuePins(ctx, runId);
    return { xong: 'cao' };
  }
  if (field(form, 'viec') === 'noi-ban') {
    const market = /^\d{2}$/.exec(field(form, 'tinh', 2))?.[0] ?? null;
    await keepSale(ctx, runId, { isOnDisplay: field(form, 'trung-bay') === 'co', market, version });
    return { xong: 'ban' };
  }
  const to = STAMP_RUN_STATES.find((state) => state === field(form, 'viec'));
  if (to) {
    await moveRun(ctx, runId, { to, version });
    return { xong: 'doi' };
  }
  const place = (name: string) => Number(field(form, name, 12).replace(/[.\s]/g, '') || Number.NaN);
  const kind = SPOILT_KINDS.find((each) => each === field(form, 'loai')) ?? 'spoilt';
  const range = { from: place('tu'), until: place('den'), reason: field(form, 'vi-sao', 400), version };
  if (kind === 'recalled') {
    const { written, toCall } = await recallStampsAndTell(ctx, runId, range, recallLetter);
    return { xong: 'goi', viet: written, dien: toCall };
  }
  await spoilStamps(ctx, runId, { ...range, kind });
  return { xong: 'bao' };
}
