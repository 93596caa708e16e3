import { keepPictures } from '#src/domain/media/pictures.ts';
import type { FileStore } from '#src/domain/media/file-store.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { JourneyStep, LotDesk } from '#src/domain/traceability/lot-journey.ts';
import {
  EVENT_UNITS,
  LOT_DEEDS,
  type Amount,
  type EventUnit,
  type LotDeed,
} from '#src/domain/traceability/lot-event.ts';
import { HOME, tellLotEvent, type DeedForm } from '#src/domain/traceability/tell-lot-event.ts';
import { lotRoom } from '#src/i18n/lot-events.ts';
import { field } from './forms.ts';
import { momentField } from './local-moment.ts';
import { picturesInSizes } from './sent-picture.ts';
import { Unreadable } from './workshop-form.ts';

/** How a deed is called in addresses. */
export const DEED_SLUGS: Readonly<Record<LotDeed, string>> = {
  harvest: 'thu-hoach',
  process: 'che-bien',
  pack: 'dong-goi',
  test: 'kiem-nghiem',
  dispatch: 'xuat-kho',
};
export const deedOfSlug = (slug: string | undefined): LotDeed | null =>
  LOT_DEEDS.find((deed) => DEED_SLUGS[deed] === slug) ?? null;

/** Rows of lots that went in, of materials, of lots that came out. */
export const ROWS = [1, 2, 3, 4] as const;
export const MOST_OUTPUTS = 2;

/** `12,5` and `1.250` are what people type. `null`: nothing was typed; `NaN`: it is no number. */
export function readAmount(typed: string): number | null {
  const text = typed.replaceAll(/\s/g, '');
  if (text === '') return null;
  const plain =
    text.includes(',') || /^\d{1,3}(\.\d{3})+$/.test(text)
      ? text.replaceAll('.', '').replace(',', '.')
      : text;
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : Number.NaN;
}

const unitOf = (typed: string): EventUnit => EVENT_UNITS.find((unit) => unit === typed) ?? 'KGM';

/** @throws Unreadable */
export function readDeedForm(deed: LotDeed, form: FormData): DeedForm {
  const said = lotRoom.form;
  const faults: string[] = [];
  const text = (name: string, longest = 120) => field(form, name, longest).trim();
  const amount = (name: string, label: string, only?: EventUnit): Amount => {
    const quantity = readAmount(text(name, 30));
    if (Number.isNaN(quantity)) faults.push(`${said.numberWrong} ${label}.`);
    return {
      quantity: Number.isNaN(quantity) ? null : quantity,
      unit: only ?? unitOf(text(`${name}-dv`, 10)),
    };
  };
  const place = text('noi');
  const read: DeedForm = {
    deed,
    at: text('luc', 16),
    place: place === '' || place === 'khac' ? { name: text('noi-khac') } : { known: place },
    amount:
      deed === 'test'
        ? { quantity: null, unit: 'piece' }
        : amount('luong', said.quantity, deed === 'pack' ? 'piece' : undefined),
    inputs: [],
    materials: [],
    outputs: [],
    whom: text('giao-cho'),
    toProvince: /^\d{2}$/.exec(text('den-tinh', 2))?.[0] ?? null,
    laboratory: text('noi-kiem'),
    passed: text('ket-qua') !== 'khong',
    documentId: text('phieu', 12) || null,
    runId: text('dot', 12) || null,
    pictures: [],
    pictureAlt: '',
    insteadOf: text('thay', 12) || null,
  };
  if (deed === 'process') {
    const inputs = ROWS.map((row) => ({
      lotId: text(`vao-${row}`, 12),
      ...amount(`vao-luong-${row}`, said.input(String(row))),
    }));
    const materials = ROWS.slice(0, 3).map((row) => ({
      name: text(`nl-${row}`),
      from: text(`nl-cua-${row}`),
      ...amount(`nl-luong-${row}`, said.material(String(row))),
    }));
    const outputs = ROWS.slice(0, MOST_OUTPUTS).map((row) => ({
      code: text(`ra-${row}`, 60),
      ...amount(`ra-luong-${row}`, said.output(String(row))),
    }));
    read.inputs = inputs.filter(({ lotId }) => lotId !== '');
    read.materials = materials.filter(({ name }) => name !== '');
    read.outputs = outputs.filter(({ code }) => code !== '');
  }
  if (faults.length > 0) throw new Unreadable(faults);
  return read;
}

/**
 * Takes what was sent: photographs first, then what they show.
 *
 * @throws Unreadable; Refusal as `tellLotEvent`, `keepPictures`.
 */
export async function takeDeed(
  ctx: Context,
  store: FileStore,
  { producer, lot, product }: LotDesk,
  deed: LotDeed,
  form: FormData,
): Promise<{ isNew: boolean }> {
  const read = readDeedForm(deed, form);
  const sent = form.getAll('anh').filter((one) => one instanceof File && one.size > 0);
  const made = sent.length > 0 ? await picturesInSizes(sent) : [];
  const pictures = made.length > 0 ? await keepPictures(ctx, store, producer.id, made, { credit: '' }) : [];
  const alt = lotRoom.alt(lotRoom.deeds[deed], lot.code, product.name);
  return tellLotEvent(ctx, lot.id, { ...read, pictures, pictureAlt: alt });
}

/** What stands in the fields: what was sent and not taken, what is to be put right, or what is likely. */
export type Typed = (name: string) => string;

export function typedIn(form: FormData | null, desk: LotDesk, wrong: JourneyStep | null, now: Date): Typed {
  if (form) return (name) => field(form, name);
  const kept = wrong ? fieldsOf(desk, wrong) : { luc: momentField(now), noi: HOME };
  return (name) => (kept as Readonly<Record<string, string>>)[name] ?? '';
}

const amountText = (quantity: number | null): string =>
  quantity === null ? '' : String(quantity).replace('.', ',');

function fieldsOf(desk: LotDesk, step: JourneyStep): Record<string, string> {
  const { place } = step;
  const known = place?.kind === 'named' ? desk.places.find(({ name }) => name === place.name)?.id : undefined;
  const own = step.parts.find(({ lotId, role }) => lotId === desk.lot.id && role !== 'in');
  const fields: Record<string, string> = {
    luc: momentField(step.at),
    noi: place?.kind === 'home' ? HOME : (known ?? 'khac'),
    'noi-khac': place?.kind === 'named' && !known ? place.name : '',
    luong: amountText(own?.quantity ?? null),
    'luong-dv': own?.unit ?? 'piece',
    'giao-cho': step.to[0] ?? '',
    'den-tinh': step.toProvince ?? '',
    'noi-kiem': step.laboratory ?? '',
    'ket-qua': step.passed === false ? 'khong' : 'dat',
    phieu: step.documentId ?? '',
    dot: desk.runs.find(({ number }) => number === step.run?.number)?.id ?? '',
  };
  const rows = (
    prefix: string,
    parts: JourneyStep['parts'],
    nameOf: (part: JourneyStep['parts'][number]) => string,
  ) => {
    for (const [index, part] of parts.entries()) {
      fields[`${prefix}-${index + 1}`] = nameOf(part);
      fields[`${prefix}-luong-${index + 1}`] = amountText(part.quantity);
      fields[`${prefix}-luong-${index + 1}-dv`] = part.unit ?? 'piece';
    }
  };
  const went = step.parts.filter(({ role }) => role === 'in');
  rows(
    'vao',
    went.filter(({ lotId }) => lotId !== null),
    ({ lotId }) => lotId ?? '',
  );
  const materials = went.filter(({ lotId }) => lotId === null);
  rows('nl', materials, ({ name }) => name ?? '');
  if (materials.length > 0) fields['nl-cua-1'] = step.from.join(', ');
  rows(
    'ra',
    step.parts.filter(({ role, lotId }) => role === 'out' && lotId !== desk.lot.id),
    ({ name }) => name ?? '',
  );
  return fields;
}
