import { hasAccents } from '#src/domain/shared/text.ts';
import type { Places } from './gazetteer.ts';
import type { FormerUnit, Unit } from './place.ts';
import { keysOf, nameOf, prefixAt, wordsOf, type NameKeys } from './place-name.ts';

/** A place that begins as typed. */
export type PlaceSuggestion = {
  /** What it is today: one unit, or several for an old place that was divided. */
  units: readonly Unit[];
  /** The old name that was found; `null` when the unit itself was. */
  former: FormerUnit | null;
  /** The name that was found: `Xã Kỳ Sơn`. */
  name: string;
  /** What tells it from others of its name: district and province of its time; empty for a province. */
  within: string;
};

type Entry = PlaceSuggestion & {
  exact: string;
  folded: string;
  kind: string | null;
  length: number;
  rank: number;
};

const listed = new WeakMap<Places, readonly Entry[]>();
const TYPED_AT_MOST = 100;
/** Looked at for one answer; the shortest beginnings fit thousands. */
const LOOKED_AT_MOST = 6_000;

/**
 * Places whose name, with or without its kind, begins as typed; accents may be missing, the province may
 * follow ("kim thanh hai"). Names whose accents agree come first, then units of today.
 */
export function suggestPlaces(places: Places, typed: string, most: number): PlaceSuggestion[] {
  const words = wordsOf(typed.slice(0, TYPED_AT_MOST).normalize('NFC'));
  const prefix = prefixAt(words, 0);
  const plain = !hasAccents(typed);
  // "xã kim" and "tân": the kind is left out where something follows it.
  const forms = prefix ? [words.slice(prefix.length), words] : [words];
  for (const form of forms) {
    const { exact, folded } = keysOf(form);
    if (folded === '') continue;
    const entries = entriesOf(places);
    const found: Entry[] = [];
    for (let at = firstFrom(entries, folded); at < entries.length && found.length < LOOKED_AT_MOST; at += 1) {
      const entry = entries[at] as Entry;
      if (!entry.folded.startsWith(folded)) break;
      found.push(entry);
    }
    if (found.length === 0) continue;
    const kind = form === words ? null : (prefix?.kind ?? null);
    const distance = (entry: Entry) =>
      (plain || entry.exact.startsWith(exact) ? 0 : 10) +
      (kind !== null && entry.kind !== kind ? 5 : 0) +
      entry.rank;
    return found
      .sort((a, b) => distance(a) - distance(b) || a.length - b.length)
      .slice(0, most)
      .map(({ units, former, name, within }) => ({ units, former, name, within }));
  }
  return [];
}

function entriesOf(places: Places): readonly Entry[] {
  const known = listed.get(places);
  if (known) return known;
  const entries: Entry[] = [];
  const keysWithin = new Map<string, NameKeys>();
  const add = (suggestion: PlaceSuggestion, rank: number) => {
    const { keys, kind } = nameOf(suggestion.name);
    const within = keysWithin.get(suggestion.within) ?? keysOf(wordsOf(suggestion.within));
    keysWithin.set(suggestion.within, within);
    const exact = keys.exact + within.exact;
    const folded = keys.folded + within.folded;
    entries.push({ ...suggestion, exact, folded, kind, length: keys.folded.length, rank });
  };
  for (const province of places.provinces) {
    add({ units: [province], former: null, name: province.fullName, within: '' }, 0);
    for (const commune of places.communesOf(province.code)) {
      add({ units: [commune], former: null, name: commune.fullName, within: province.name }, 1);
    }
  }
  for (const former of places.former) {
    const units = former.successors.flatMap((code) => places.unit(code) ?? []);
    // A name that lives on in the one unit that has it says nothing new.
    const livesOn = units.length === 1 && sameName(units[0]?.fullName ?? '', former.fullName);
    const place = former.level === 'commune' ? [former.district, former.province] : [former.province];
    if (!livesOn)
      add(
        { units, former, name: former.fullName, within: place.filter(Boolean).join(', ') },
        former.level === 'province' ? 1 : 2,
      );
  }
  for (const district of places.communesOfDistrict.keys()) {
    if (district.successors.length === 0) continue;
    const units = district.successors.flatMap((code) => places.unit(code) ?? []);
    add({ units, former: district, name: district.fullName, within: district.province ?? '' }, 3);
  }
  entries.sort((a, b) => (a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : 0));
  listed.set(places, entries);
  return entries;
}

function sameName(one: string, other: string): boolean {
  return nameOf(one).keys.exact === nameOf(other).keys.exact;
}

function firstFrom(entries: readonly Entry[], folded: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as Entry).folded < folded) low = middle + 1;
    else high = middle;
  }
  return low;
}
