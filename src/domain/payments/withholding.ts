import type { Day } from '#src/domain/shared/calendar.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';
import editions from '#content/rulebooks/withholding-rates.json' with { type: 'json' };

/** Only of households and individuals is anything withheld; who is a legal entity declares for itself. */
export const LEGAL_FORMS = ['household', 'individual', 'cooperative', 'company', 'other'] as const;
export type LegalForm = (typeof LEGAL_FORMS)[number];
export const isWithheldFrom = (form: LegalForm): boolean => form === 'household' || form === 'individual';

/** `goods` bought and sold; `production`: of what one makes oneself; `services`. Which it is, the tax office says. */
export const TAX_CATEGORIES = ['goods', 'production', 'services'] as const;
export type TaxCategory = (typeof TAX_CATEGORIES)[number];

/** In hundredths of a per cent: 100 is one per cent. */
export type TaxRates = { vat: number; pit: number };

/** Rates from one day on, with where they are written. */
export type RateEdition = {
  from: Day;
  law: string;
  /** How sure we are: `V` read in the original, `S` in secondary copies, `G` general knowledge. */
  certainty: 'V' | 'S' | 'G';
  note: string;
  rates: Readonly<Record<TaxCategory, TaxRates>>;
};

/** Newest first. */
export const RATE_EDITIONS = editions as unknown as readonly RateEdition[];

/** `null`: before the first that we hold. */
export const ratesOn = (day: Day): RateEdition | null =>
  RATE_EDITIONS.find(({ from }) => from <= day) ?? null;

/** Of a seller whose category nobody has said the highest counts, as where a kind of business cannot be told. */
export function ratesFor({ rates }: RateEdition, category: TaxCategory | null): TaxRates {
  if (category !== null) return rates[category];
  const all = Object.values(rates);
  return { vat: Math.max(...all.map(({ vat }) => vat)), pit: Math.max(...all.map(({ pit }) => pit)) };
}

/** To the nearest đồng, half a đồng up; each tax by itself. */
export const taxOf = (base: Dong, rate: number): Dong => dong(Math.round((base * rate) / 10_000));

/**
 * What it is withheld from. `card`: of money that the operator takes; `all`: also of what producers take themselves, where
 * the tax office reads "payment function" so widely. Then it is taken off what the operator owes them, or owed by them.
 */
export const COVERS = ['card', 'all'] as const;
export type Covers = (typeof COVERS)[number];

/** How it was switched on, by whom the rates were confirmed, and on what they go. */
export type Withholding = {
  /** Orders delivered from then on. */
  from: Day;
  covers: Covers;
  /** First day of the edition that was confirmed. */
  edition: Day;
  /** Words of whoever confirmed it: letter of the tax office, adviser. */
  basis: string;
};
