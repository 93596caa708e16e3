import { common, storyChanges, type ParagraphChange } from '#src/domain/stories/diff.ts';
import type { StopForm, TourForm } from './keep-tours.ts';

/** What became of one field, word by word; of several lines, paragraph by paragraph. */
export type FieldChange<Name> = { name: Name; changes: ParagraphChange[] };

export type StopChange = {
  key: string;
  name: string;
  /** Where it stands now, and stood before, counted from 1; `null`: nowhere. */
  at: number | null;
  was: number | null;
  /** It stands elsewhere among those that both versions have. */
  isMoved: boolean;
  fields: FieldChange<StopFieldName>[];
};

export type TourFieldName = Exclude<keyof TourForm, 'stops'>;
export type StopFieldName = Exclude<keyof StopForm, 'key'>;

export type TourChanges = { fields: FieldChange<TourFieldName>[]; stops: StopChange[] };

/** A version as people read it: every field in words, goods by their names. */
export type TourRead = TourForm;

const textOf = (value: string | readonly string[]): string =>
  typeof value === 'string' ? value : value.join(', ');

function fieldChanges<Of extends object, Name extends keyof Of & string>(
  before: Of,
  after: Of,
  but: string,
): FieldChange<Name>[] {
  return (Object.keys(after) as Name[]).flatMap((name) => {
    const [a, b] = [before[name], after[name]].map((value) => textOf(value as string | readonly string[]));
    return name === but || a === b ? [] : [{ name, changes: storyChanges(a!, b!) }];
  });
}

/** What became of a route between two of its versions. Stops are known by their keys, which outlive every version. */
export function tourChanges(before: TourRead, after: TourRead): TourChanges {
  const [a, b] = [before.stops.map(({ key }) => key), after.stops.map(({ key }) => key)];
  const stayed = new Set(
    common(
      a.filter((key) => b.includes(key)),
      b.filter((key) => a.includes(key)),
    ).map(([, at]) => b.filter((key) => a.includes(key))[at]),
  );
  const stops = after.stops.map((stop, index): StopChange => {
    const was = a.indexOf(stop.key);
    return {
      key: stop.key,
      name: stop.name,
      at: index + 1,
      was: was < 0 ? null : was + 1,
      isMoved: was >= 0 && !stayed.has(stop.key),
      fields: was < 0 ? [] : fieldChanges(before.stops[was]!, stop, 'key'),
    };
  });
  const gone = before.stops.flatMap(({ key, name }, index): StopChange[] =>
    b.includes(key) ? [] : [{ key, name, at: null, was: index + 1, isMoved: false, fields: [] }],
  );
  return {
    fields: fieldChanges(before, after, 'stops'),
    stops: [...stops, ...gone].filter(
      ({ at, was, isMoved, fields }) => at === null || was === null || isMoved || fields.length > 0,
    ),
  };
}
