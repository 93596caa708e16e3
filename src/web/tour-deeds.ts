import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Context } from '#src/domain/shared/context.ts';
import {
  closeTour,
  goodsAt,
  keepTour,
  newStopKey,
  publishTour,
  returnTour,
  sendTour,
  stopCandidates,
  versionOfOffice,
  type StopForm,
} from '#src/domain/tourism/keep-tours.ts';
import { STOP_KINDS } from '#src/domain/tourism/tour.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { field } from './forms.ts';
import { paths, withQuery } from './paths.ts';
import { changedStops, keptTour, newStop, sentTour } from './tour-form.ts';

/** So many goods are taken along with a new stop; the rest are chosen by hand. */
const GOODS_AT_FIRST = 6;

/** The stop that a button puts on the route; `null`: no such button was pressed. @throws Refusal `tour.…`. */
async function addedStop(
  ctx: Context,
  id: string,
  form: FormData,
  deed: string,
  stops: readonly StopForm[],
): Promise<StopForm | null> {
  const taken = stops.map(({ key }) => key);
  const wayMode = stops.at(-1)?.wayMode || 'car';
  if (deed === 'them-ten') {
    const name = tidy(field(form, 'moi-ten', 160));
    if (name === '') throw new Refusal('tour.stop_name_missing');
    const kind = STOP_KINDS.find((one) => one === field(form, 'moi-loai')) ?? 'sight';
    const key = await newStopKey(ctx, id, name, taken);
    return newStop(key, kind, { name, position: field(form, 'moi-vi-tri', 400), wayMode });
  }
  const [, record] = /^them:((?:producer|point_of_sale|product):[0-9a-z]{12})$/.exec(deed) ?? [];
  if (record === undefined) return null;
  const [kind, recordId] = record.split(':') as ['producer' | 'point_of_sale' | 'product', string];
  const candidates = await stopCandidates(ctx, field(form, 'tim', 120), 60);
  const found = candidates.find((one) => one.record === record);
  if (!found) throw new Refusal('tour.record_gone');
  const goods = await goodsAt(ctx, [{ kind, id: recordId, slug: '' }]);
  return newStop(await newStopKey(ctx, id, found.name, taken), found.kind, {
    record,
    wayMode,
    products: (goods.get(record) ?? []).slice(0, GOODS_AT_FIRST).map((one) => one.id),
  });
}

/**
 * Does what a button of the room asks for, and says where to go on.
 *
 * @throws Refusal as the commands do.
 */
export async function doTourDeed(
  ctx: Context,
  places: Places,
  id: string | null,
  form: FormData,
  provinceCode: string | null,
): Promise<string> {
  const deed = field(form, 'viec', 60);
  const typed = sentTour(form);
  const edits = Number(field(form, 'lan', 10)) || 0;
  if (id === null) return paths.officeTour(await keepTour(ctx, places, null, typed, 0, provinceCode));
  const here = paths.officeTour(id);
  switch (deed) {
    case 'cong-bo':
      await publishTour(ctx, id);
      return `${here}?xong=cong-bo`;
    case 'tra-lai':
      await returnTour(ctx, id, field(form, 'ghi-chu', 1_000));
      return `${here}?xong=tra-lai`;
    case 'dong': {
      const from = field(form, 'tu-ngay', 10);
      await closeTour(ctx, id, {
        from,
        until: field(form, 'den-ngay', 10),
        reason: field(form, 'ly-do', 300),
      });
      return `${here}?xong=${from === '' ? 'mo' : 'dong'}`;
    }
    default:
  }
  if (deed === 'lay-lai') {
    const old = await versionOfOffice(ctx, id, Number(field(form, 'ban', 5)));
    await keepTour(ctx, places, id, keptTour(places, old), edits, provinceCode);
    return `${here}?xong=lay-lai`;
  }
  // A form that is sent while its page is still coming in has not all of its fields: it would empty the rest.
  if (!form.has('het')) throw new Refusal('tour.page_cut');
  const [, change, key = ''] = /^(len|xuong|bo):([a-z0-9-]{1,60})$/.exec(deed) ?? [];
  const added = await addedStop(ctx, id, form, deed, typed.stops);
  const stops = added
    ? [...typed.stops, added]
    : change
      ? changedStops(typed.stops, key, change === 'len' ? 'up' : change === 'bo' ? 'remove' : 'down')
      : typed.stops;
  await keepTour(ctx, places, id, { ...typed, stops }, edits, provinceCode);
  if (deed === 'gui') {
    await sendTour(ctx, id);
    return `${here}?xong=gui`;
  }
  const tim = tidy(field(form, 'tim', 120));
  if (added) return `${here}?xong=them#diem-${added.key}`;
  if (change === 'bo') return `${here}?xong=bo#diem`;
  if (change) return `${here}?xong=thu-tu#diem-${key}`;
  return tim === '' ? `${here}?xong=ghi` : `${withQuery(here, { tim })}#them`;
}
