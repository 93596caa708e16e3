import type { Day } from '#src/domain/shared/calendar.ts';
import rulebooks from '#content/rulebooks/rulebooks.json' with { type: 'json' };

/** Ranks that earn a certificate; one- and two-star products get none. */
export type Stars = 3 | 4 | 5;

export type Level = 'district' | 'province' | 'ministry';

export type RuleSetName = '1048/QĐ-TTg' | '148/QĐ-TTg' | '1489/QĐ-TTg' | '26/2026/QĐ-TTg';

/** What one decree lays down. */
export type RuleSet = {
  name: RuleSetName;
  title: string;
  /** Decisions from this day on follow it, unless they name another. */
  from: Day;
  /** Term of a certificate in months, counted from the day of the decision. */
  validityMonths: number;
  /** The level whose decision recognises the rank. */
  recognisedBy: Readonly<Record<Stars, Level>>;
  /** Least average points, out of 100. Needed, not enough: each scoring sheet adds gates. */
  leastPoints: Readonly<Record<Stars, number>>;
  /** Days before the end in which a dossier for re-assessment is taken; `null`: the decree sets none. */
  renewalWindow: { opens: number; closes: number } | null;
  /** Most days that an officer may extend past the end; `null`: not at all. */
  extensionDays: number | null;
  source: string;
  /** What of this entry rests on secondary sources. */
  uncertain: string | null;
};

/** Newest first. */
export const RULE_SETS = rulebooks as unknown as readonly RuleSet[];

export function ruleSet(name: RuleSetName): RuleSet {
  const found = RULE_SETS.find((set) => set.name === name);
  if (!found) throw new RangeError(`no rule set ${name}`);
  return found;
}

/** The rules in force on `day`; `null` before the first that we hold. A decision may name older ones. */
export function rulebookOn(day: Day): RuleSet | null {
  return RULE_SETS.find((set) => set.from <= day) ?? null;
}
