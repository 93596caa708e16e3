import { placeName } from '#src/components/places/place-name.ts';
import type { FairForm, FairRow } from '#src/domain/fairs/keep-fair.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { field } from './forms.ts';
import { positionTyped, spansTyped } from './point-of-sale-form.ts';

/** What was sent. */
export function sentFair(form: FormData): FairForm {
  return {
    name: field(form, 'ten', 160),
    kind: field(form, 'loai', 30),
    firstOn: field(form, 'tu-ngay', 10),
    lastOn: field(form, 'den-ngay', 10),
    hours: field(form, 'gio', 40),
    commune: field(form, 'xa', 200),
    spot: field(form, 'cho', 200),
    position: field(form, 'vi-tri', 400),
    organiser: field(form, 'don-vi', 200),
    about: field(form, 'gioi-thieu', 10_000),
    results: field(form, 'ket-qua', 10_000),
    nameEn: field(form, 'ten-en', 160),
    spotEn: field(form, 'cho-en', 200),
    aboutEn: field(form, 'gioi-thieu-en', 10_000),
    resultsEn: field(form, 'ket-qua-en', 10_000),
  };
}

/** What is kept, as it would have been typed: sent back unchanged, nothing changes. */
export function keptFair(places: Places, fair: FairRow): FairForm {
  const { opensAt, closesAt, latitude, longitude } = fair;
  return {
    name: fair.name,
    kind: fair.kind,
    firstOn: fair.firstOn,
    lastOn: fair.lastOn,
    hours: opensAt === null || closesAt === null ? '' : spansTyped([[opensAt, closesAt]]),
    commune: placeName(places, fair),
    spot: fair.spot ?? '',
    position: latitude === null || longitude === null ? '' : positionTyped(latitude, longitude),
    organiser: fair.organiser,
    about: fair.about ?? '',
    results: fair.results ?? '',
    nameEn: fair.nameEn ?? '',
    spotEn: fair.spotEn ?? '',
    aboutEn: fair.aboutEn ?? '',
    resultsEn: fair.resultsEn ?? '',
  };
}

/** A form with nothing in it but where the officer works. */
export const emptyFair = (commune: string): FairForm => ({
  name: '',
  kind: 'fair',
  firstOn: '',
  lastOn: '',
  hours: '',
  commune,
  spot: '',
  position: '',
  organiser: '',
  about: '',
  results: '',
  nameEn: '',
  spotEn: '',
  aboutEn: '',
  resultsEn: '',
});
