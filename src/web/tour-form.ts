import { placeName } from '#src/components/places/place-name.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { clock } from '#src/domain/shop/opening-hours.ts';
import type { StopForm, TourForm } from '#src/domain/tourism/keep-tours.ts';
import { MOST_STOPS, USUAL_MINUTES, writeMonths, type StopKind } from '#src/domain/tourism/tour.ts';
import type { TourRead } from '#src/domain/tourism/tour-changes.ts';
import type { Tour, TourStop } from '#src/domain/tourism/tours.ts';
import { tourWords } from '#src/i18n/tours.ts';
import { field } from './forms.ts';

const KEY = /^[a-z0-9-]{1,60}$/;

function sentStop(form: FormData, key: string): StopForm {
  const of = (name: string, longest: number) => field(form, `${key}.${name}`, longest);
  return {
    key,
    kind: of('loai', 30),
    record: of('so', 40),
    name: of('ten', 160),
    nameEn: of('ten-anh', 160),
    what: of('lam', 2_000),
    whatEn: of('lam-anh', 2_000),
    position: of('vi-tri', 400),
    arrivesAt: of('den', 20),
    minutes: of('phut', 20),
    months: of('thang', 60),
    price: of('gia', 30),
    phone: of('goi', 60),
    people: of('nguoi', 20),
    wayMode: of('bang', 20),
    wayLength: of('km', 20),
    wayMinutes: of('duong', 20),
    products: form
      .getAll(`${key}.hang`)
      .filter((id): id is string => typeof id === 'string' && /^[0-9a-z]{12}$/.test(id)),
  };
}

/** What was sent: the stops in the order in which they stand on the page. */
export function sentTour(form: FormData): TourForm {
  const keys = form.getAll('diem').filter((key): key is string => typeof key === 'string' && KEY.test(key));
  return {
    title: field(form, 'ten', 160),
    titleEn: field(form, 'ten-anh', 160),
    summary: field(form, 'moi', 600),
    summaryEn: field(form, 'moi-anh', 600),
    story: field(form, 'chuyen', 20_000),
    storyEn: field(form, 'chuyen-anh', 20_000),
    commune: field(form, 'xa', 200),
    startsAt: field(form, 'bat-dau', 20),
    months: field(form, 'thang', 60),
    people: field(form, 'nguoi', 20),
    price: field(form, 'gia', 30),
    priceNote: field(form, 'gia-gom', 300),
    priceNoteEn: field(form, 'gia-gom-anh', 300),
    contactName: field(form, 'lien-he', 120),
    contactPhone: field(form, 'dien-thoai', 60),
    contactEmail: field(form, 'thu', 200),
    source: field(form, 'nguon', 500),
    stops: [...new Set(keys)].slice(0, MOST_STOPS + 1).map((key) => sentStop(form, key)),
  };
}

const written = (value: number | string | null): string => (value === null ? '' : String(value));
const months = (held: readonly number[]): string => writeMonths(held).replaceAll('–', '-');
/** Two decimals at least: so it is read again. */
const degrees = (value: number): string =>
  (String(value).split('.')[1] ?? '').length >= 2 ? String(value) : value.toFixed(2);
export const positionTyped = (at: { latitude: number | null; longitude: number | null }): string =>
  at.latitude === null || at.longitude === null ? '' : `${degrees(at.latitude)}, ${degrees(at.longitude)}`;

function keptStop(stop: TourStop): StopForm {
  return {
    key: stop.key,
    kind: stop.kind,
    record: stop.record === null ? '' : `${stop.record.kind}:${stop.record.id}`,
    name: stop.own.name ?? '',
    nameEn: stop.nameEn ?? '',
    what: stop.what ?? '',
    whatEn: stop.whatEn ?? '',
    position: positionTyped(stop.own),
    arrivesAt: stop.arrivesAt === null ? '' : clock(stop.arrivesAt),
    minutes: String(stop.minutes),
    months: months(stop.months),
    price: written(stop.price),
    phone: stop.own.phone ?? '',
    people: written(stop.people),
    wayMode: stop.wayMode ?? '',
    wayLength: stop.wayMetres === null ? '' : String(stop.wayMetres / 1_000).replace('.', ','),
    wayMinutes: written(stop.wayMinutes),
    products: stop.products.map(({ id }) => id),
  };
}

/** What is kept, as it would have been typed. */
export function keptTour(places: Places, tour: Tour): TourForm {
  return {
    title: tour.title,
    titleEn: tour.titleEn ?? '',
    summary: tour.summary ?? '',
    summaryEn: tour.summaryEn ?? '',
    story: tour.story ?? '',
    storyEn: tour.storyEn ?? '',
    commune: placeName(places, tour),
    startsAt: clock(tour.startsAt),
    months: months(tour.months),
    people: written(tour.people),
    price: written(tour.price),
    priceNote: tour.priceNote ?? '',
    priceNoteEn: tour.priceNoteEn ?? '',
    contactName: tour.contactName ?? '',
    contactPhone: tour.contactPhone ?? '',
    contactEmail: tour.contactEmail ?? '',
    source: tour.source ?? '',
    stops: tour.stops.map(keptStop),
  };
}

/** A version in words alone, so that two of them can be held against each other. */
export function readTour(places: Places, tour: Tour): TourRead {
  const kept = keptTour(places, tour);
  const { kinds, modes } = tourWords.vi;
  return {
    ...kept,
    stops: tour.stops.map((stop, index) => ({
      ...kept.stops[index]!,
      name: stop.name,
      kind: kinds[stop.kind],
      record: stop.record === null ? '' : `/${stop.record.slug}`,
      wayMode: stop.wayMode === null ? '' : modes[stop.wayMode],
      products: stop.products.map(({ name }) => name),
    })),
  };
}

/** Nothing typed yet. */
export const emptyTour = (commune: string): TourForm => ({
  title: '',
  titleEn: '',
  summary: '',
  summaryEn: '',
  story: '',
  storyEn: '',
  commune,
  startsAt: '8:00',
  months: '',
  people: '',
  price: '',
  priceNote: '',
  priceNoteEn: '',
  contactName: '',
  contactPhone: '',
  contactEmail: '',
  source: '',
  stops: [],
});

/** A stop as it is put on a route: what it is, and the rest as usual. */
export const newStop = (
  key: string,
  kind: StopKind,
  given: Partial<Pick<StopForm, 'record' | 'name' | 'position' | 'products' | 'wayMode'>>,
): StopForm => ({
  key,
  kind,
  record: '',
  name: '',
  nameEn: '',
  what: '',
  whatEn: '',
  position: '',
  arrivesAt: '',
  minutes: String(USUAL_MINUTES[kind]),
  months: '',
  price: '',
  phone: '',
  people: '',
  wayMode: 'car',
  wayLength: '',
  wayMinutes: '',
  products: [],
  ...given,
});

/** The same stops, one of them a step earlier or later, or gone. */
export function changedStops(
  stops: readonly StopForm[],
  key: string,
  change: 'up' | 'down' | 'remove',
): StopForm[] {
  const from = stops.findIndex((stop) => stop.key === key);
  if (from < 0) return [...stops];
  const rest = stops.filter((stop) => stop.key !== key);
  if (change === 'remove') return rest;
  const to = Math.min(stops.length - 1, Math.max(0, from + (change === 'up' ? -1 : 1)));
  return [...rest.slice(0, to), stops[from]!, ...rest.slice(to)];
}
