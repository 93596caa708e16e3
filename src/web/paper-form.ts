import { keepPaper, type HandedPaper } from '#src/domain/certification/decision-papers.ts';
import type { FileStore } from '#src/domain/media/file-store.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { field } from './forms.ts';

/** Names of the fields in which a paper that was handed in goes from the form to the confirmation. */
export const PAPER_FIELDS = { file: 'tep', sha256: 'tep-ma', name: 'tep-ten' } as const;

/**
 * The paper that came with the form: a new file, or the one of the step before.
 *
 * @throws Refusal `paper.too_large`, `paper.unreadable`.
 */
export async function handedPaper(
  ctx: Context,
  store: FileStore,
  form: FormData,
): Promise<HandedPaper | null> {
  const file = form.get(PAPER_FIELDS.file);
  if (file instanceof File && file.size > 0)
    return keepPaper(ctx, store, new Uint8Array(await file.arrayBuffer()), file.name);
  const sha256 = field(form, PAPER_FIELDS.sha256, 64);
  return /^[0-9a-f]{64}$/.test(sha256) ? { sha256, name: field(form, PAPER_FIELDS.name, 200) } : null;
}

/** @throws Refusal `day.unreadable`. */
export function dayField(form: FormData, name: string): Day {
  const typed = field(form, name, 10);
  if (!isDay(typed)) throw new Refusal('day.unreadable');
  return typed;
}
