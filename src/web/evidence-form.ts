import type { HandedPaper } from '#src/domain/certification/decision-papers.ts';
import {
  endEvidence,
  mustRecordEvidence,
  recordEvidence,
  withdrawEvidence,
} from '#src/domain/reports/keep-evidence.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import type { FileStore } from '#src/domain/media/file-store.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { field } from './forms.ts';
import { handedPaper } from './paper-form.ts';

/** Names of the fields, and what stands in them. */
export type EvidenceFields = Record<'loai' | 'voi' | 'so' | 'sp' | 'tu' | 'den', string>;

/** What was typed, for showing the form again. */
export const evidenceFields = (form: FormData): EvidenceFields => ({
  loai: field(form, 'loai', 40),
  voi: field(form, 'voi', 200),
  so: field(form, 'so', 120),
  sp: field(form, 'sp', 12),
  tu: field(form, 'tu', 10),
  den: field(form, 'den', 10),
});

/** @throws Refusal `day.unreadable`. */
function sentDay(typed: string): Day | null {
  if (typed === '') return null;
  if (!isDay(typed)) throw new Refusal('day.unreadable');
  return typed;
}

export const EVIDENCE_DEEDS = ['ghi-chung-cu', 'het-chung-cu', 'bo-chung-cu'] as const;
export const isEvidenceDeed = (deed: string): boolean => EVIDENCE_DEEDS.some((one) => one === deed);

/**
 * Does what a button of the producer's evidence asks for.
 *
 * @param keep hears of the paper that came with the form: it is kept for another try.
 * @throws Refusal as the commands do.
 */
export async function takeEvidenceDeed(
  ctx: Context,
  store: FileStore,
  producerId: string,
  form: FormData,
  keep: (paper: HandedPaper | null) => void,
): Promise<void> {
  // Files are kept only for those who may record something here.
  await mustRecordEvidence(ctx, producerId);
  const deed = field(form, 'viec');
  const typed = evidenceFields(form);
  if (deed === 'ghi-chung-cu') {
    const paper = await handedPaper(ctx, store, form);
    keep(paper);
    await recordEvidence(
      ctx,
      producerId,
      {
        kind: typed.loai,
        partner: typed.voi,
        paperNumber: typed.so,
        productId: typed.sp || null,
        from: sentDay(typed.tu),
        until: sentDay(typed.den),
      },
      paper,
    );
  } else if (deed === 'het-chung-cu')
    await endEvidence(ctx, producerId, field(form, 'ma', 12), sentDay(typed.den));
  else await withdrawEvidence(ctx, producerId, field(form, 'ma', 12), field(form, 'ly-do', 300));
}
