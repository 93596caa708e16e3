import type { DocumentForm } from '#src/domain/documents/keep-documents.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import { documentsRoom } from '#src/i18n/documents-room.ts';
import { workshop } from '#src/i18n/workshop.ts';
import { field } from './forms.ts';
import { Unreadable } from './workshop-form.ts';

/** Names of the fields, and what stands in them. */
export type DocumentFields = Record<
  'loai' | 'ten' | 'so' | 'noi' | 'ngay-cap' | 'het-han' | 'sp' | 'cong-khai',
  string
>;

const LONGEST = {
  loai: 40,
  ten: 160,
  so: 80,
  noi: 160,
  'ngay-cap': 10,
  'het-han': 10,
  sp: 12,
  'cong-khai': 1,
} satisfies Record<keyof DocumentFields, number>;

/** What was typed, for showing the form again. */
export function documentFields(form: FormData): DocumentFields {
  return Object.fromEntries(
    Object.entries(LONGEST).map(([name, longest]) => [name, field(form, name, longest)]),
  ) as DocumentFields;
}

/** @throws Unreadable: a day is none. */
export function readDocumentForm(typed: DocumentFields): DocumentForm {
  const faults: string[] = [];
  const day = (text: string, label: string): Day | null => {
    if (text === '') return null;
    if (isDay(text)) return text;
    faults.push(`${workshop.dayWrong} ${label}.`);
    return null;
  };
  const form: DocumentForm = {
    kind: typed.loai,
    name: typed.ten,
    number: typed.so,
    issuer: typed.noi,
    issuedOn: day(typed['ngay-cap'], documentsRoom.issuedOn),
    validUntil: day(typed['het-han'], documentsRoom.validUntil),
    productId: typed.sp || null,
    isConfidential: typed['cong-khai'] !== '1',
  };
  if (faults.length > 0) throw new Unreadable(faults);
  return form;
}
