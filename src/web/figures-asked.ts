import { mustBeAllowed, reachOf, type DeedName } from '#src/domain/accounts/deeds.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { daysOf, PERIODS, type Period } from '#src/domain/reports/figure.ts';
import type { Unit } from '#src/domain/reports/figures.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { figures } from '#src/i18n/figures.ts';

export type FiguresAsked = {
  unit: Unit;
  unitName: string;
  year: number;
  period: Period;
  days: { from: Day; to: Day };
};

const COUNTRY: Unit = { provinceCode: null, communeCode: null };
const EARLIEST = 2018;

/**
 * Of what place and time an address asks for figures; without a place, the asker's own.
 *
 * @throws Refusal `not_found` for a place that is none, or not within reach.
 */
export function readFiguresAsked(
  { url, locals }: { url: URL; locals: App.Locals },
  deed: DeedName,
): FiguresAsked {
  const { site, ctx, today } = locals;
  const typed = (url.searchParams.get('dia-ban') ?? '').trim().slice(0, 200);
  const year = Number(url.searchParams.get('nam'));
  const thisYear = Number(today.slice(0, 4));
  const chosen = Number.isInteger(year) && year >= EARLIEST && year <= thisYear ? year : thisYear;
  const period = PERIODS.find((one) => one === url.searchParams.get('ky')) ?? 'year';
  const unit = typed === '' ? ownUnit(locals, deed) : unitNamed(locals, typed);
  mustBeAllowed(ctx, deed, unit.provinceCode === null ? 'country' : unit);
  const name = [unit.communeCode, unit.provinceCode]
    .map((code) => code && site.places.nameOf(code))
    .filter(Boolean)
    .join(', ');
  return {
    unit,
    unitName: name || figures.country,
    year: chosen,
    period,
    days: daysOf(chosen, period, today),
  };
}

function ownUnit({ ctx }: App.Locals, deed: DeedName): Unit {
  const reach = reachOf(ctx.actor, deed);
  if (reach === 'all') return COUNTRY;
  const [first] = reach;
  if (first?.kind === 'province') return { provinceCode: first.provinceCode, communeCode: null };
  if (first?.kind === 'commune') return { provinceCode: first.provinceCode, communeCode: first.communeCode };
  return COUNTRY;
}

function unitNamed({ site }: App.Locals, typed: string): Unit {
  const { commune, province, candidates } = resolvePlace(site.places, typed);
  if (commune) return { provinceCode: commune.provinceCode, communeCode: commune.code };
  if (province && candidates.length === 0) return { provinceCode: province.code, communeCode: null };
  throw new Refusal('not_found');
}
