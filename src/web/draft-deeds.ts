import { FIELDS, type Field } from '#src/domain/lists/headings.ts';
import { dayInText } from '#src/domain/lists/read-day.ts';
import { columnIndex } from '#src/domain/lists/sheet.ts';
import type { StoredOptions } from '#src/domain/registry/draft.ts';
import {
  changeDraft,
  draftAgain,
  publishDraft,
  putDraftAside,
  type Draft,
} from '#src/domain/registry/drafts.ts';
import { undoPublication } from '#src/domain/registry/undo-list.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { checkedDraft } from './checked-drafts.ts';
import { withRow } from './draft-row.ts';
import { field } from './forms.ts';
import { paths, withQuery } from './paths.ts';
import type { Site } from './site.ts';

/**
 * Does what a form on the page of a draft asks for.
 *
 * @returns where to go on; `null`: back to the same view.
 * @throws Refusal of the command, `day.unreadable`, `list.column_twice`.
 */
export async function doOnDraft(
  site: Site,
  ctx: Context,
  draft: Draft,
  form: FormData,
): Promise<string | null> {
  const version = Number(field(form, 'ban', 12)) || 0;
  const { lastDay } = site.config;
  const back = (xong: string, xem?: string) => withQuery(paths.officeList(draft.id), { xem, xong });
  switch (field(form, 'viec', 20)) {
    case 'sua': {
      await correctRow(site, ctx, draft, version, form);
      return null;
    }
    case 'bo-sua': {
      const [sheet, line] = [field(form, 'trang-tinh'), Number(field(form, 'dong', 9))];
      await changeDraft(ctx, draft.id, version, (options) => ({
        ...options,
        corrections: (options.corrections ?? []).filter((one) => one.sheet !== sheet || one.line !== line),
      }));
      return null;
    }
    case 'cot': {
      const sheet = field(form, 'trang-tinh');
      const taken = columnsTaken(form);
      await changeDraft(ctx, draft.id, version, (options) => ({
        ...options,
        taken: { ...options.taken, [sheet]: { ...options.taken?.[sheet], ...taken } },
      }));
      return back('cot', 'cot');
    }
    case 'quyet-dinh': {
      const added = addedOptions(form);
      await changeDraft(ctx, draft.id, version, ({ taken, columns, corrections }) => ({
        ...(columns && { columns }),
        ...(taken && { taken }),
        ...(corrections && { corrections }),
        ...added,
      }));
      return back('quyet-dinh', 'cot');
    }
    case 'cong-bo': {
      const onlyGood = field(form, 'chi-dong-dung', 2) === '1';
      const { outcome } = await publishDraft(ctx, site.places, draft.id, { version, onlyGood, lastDay });
      if (outcome === 'refused') throw new Refusal('decision_list.has_errors');
      return back('cong-bo');
    }
    case 'cat':
      await putDraftAside(ctx, draft.id, version, true);
      return back('cat');
    case 'lay':
      await putDraftAside(ctx, draft.id, version, false);
      return back('lay');
    case 'rut':
      await undoPublication(ctx, draft.id, { version, reason: field(form, 'ly-do', 500), lastDay });
      return back('rut');
    case 'lai':
      return withQuery(paths.officeList(await draftAgain(ctx, draft.id)), { xong: 'lai' });
    default:
      throw new Refusal('parameter.unreadable');
  }
}

async function correctRow(
  site: Site,
  ctx: Context,
  draft: Draft,
  version: number,
  form: FormData,
): Promise<void> {
  // Compared with the row as the form showed it; made on another state, the change is refused below.
  const { list } = await checkedDraft(ctx, site.places, draft);
  const sheet = list.sheets.find(({ name }) => name === field(form, 'trang-tinh'));
  const line = Number(field(form, 'dong', 9));
  const row = sheet && [...sheet.rows, ...sheet.shops].find((one) => one.line === line);
  await changeDraft(ctx, draft.id, version, (options) => {
    if (!sheet || !row) throw new Refusal('parameter.unreadable');
    return {
      ...options,
      corrections: withRow(options.corrections ?? [], sheet.name, row, (name) => field(form, name)),
    };
  });
}

/** The columns whose meaning the form changes. */
function columnsTaken(form: FormData): Record<string, Field | ''> {
  const taken: Record<string, Field | ''> = {};
  const chosen = new Set<string>();
  for (const [name, value] of form) {
    const letter = /^cot-([A-Z]{1,3})$/.exec(name)?.[1];
    if (letter === undefined || typeof value !== 'string' || columnIndex(letter) === null) continue;
    const meaning = FIELDS.find((one) => one === value) ?? '';
    if (meaning !== '' && chosen.has(meaning)) throw new Refusal('list.column_twice');
    chosen.add(meaning);
    if (meaning !== field(form, `cu-${letter}`)) taken[letter] = meaning;
  }
  return taken;
}

function addedOptions(form: FormData): Partial<StoredOptions> {
  const text = (name: string) => tidy(field(form, name, 200));
  const date = text('ngay');
  const { day } = dayInText(date);
  if (date !== '' && day === null) throw new Refusal('day.unreadable');
  const [decision, issuer, province, sheet] = [
    text('so'),
    text('co-quan'),
    text('tinh'),
    field(form, 'chi-trang', 200),
  ];
  return {
    ...(decision && { decision }),
    ...(day && { date: day }),
    ...(issuer && { issuer }),
    ...(province && { province }),
    ...(sheet && { sheet }),
  };
}
