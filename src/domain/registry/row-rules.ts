/** What the rules of the programme say against a row, and against rows beside each other. Pure. */

import { lastDayOf } from '#src/domain/certification/certificate.ts';
import {
  RULE_SETS,
  rulebookOn,
  ruleSet,
  type Level,
  type RuleSet,
  type Stars,
} from '#src/domain/certification/rule-set.ts';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import { finding, type Finding } from '#src/domain/lists/finding.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import type { CheckedRow, CheckedSheet } from './checked-list.ts';
import { issuerLevel } from './issuer-level.ts';
import { keyOfDecision, keyOfProducer, keyOfProduct, kindOfProducer } from './keys.ts';

/** First day of the programme: no product was recognised before. @source Decision 490/QĐ-TTg of 07/5/2018. */
const FIRST_DAY: Day = '2018-05-07';

export const RANK: Readonly<Record<Level | 'commune', number>> = {
  commune: 0,
  district: 1,
  province: 2,
  ministry: 3,
};

export const isCertifiable = (stars: number | null): stars is Stars =>
  stars === 3 || stars === 4 || stars === 5;

/** The rules that a decision of this day follows. */
export function rulesOn(day: Day): RuleSet {
  return rulebookOn(day) ?? ruleSet('1048/QĐ-TTg');
}

/** @param today for days that lie ahead. */
export function rowFindings(row: CheckedRow, today: Day): Finding[] {
  const found: Finding[] = [];
  const { stars, points, decisionNumber, decisionDate, decisionYear, issuer, validUntil } = row;
  if (row.producer === null) found.push(finding('producer_missing', 'producer'));
  const starsTold = row.findings.some(({ field }) => field === 'stars');
  if (stars === null && !starsTold) found.push(finding('stars_missing', 'stars'));
  if (isAlcohol(row.set?.set ?? null) && row.degree === null)
    found.push(finding('alcohol_degree_missing', 'degree'));

  // Without stars nothing is recognised, and what is not recognised needs no decision.
  if (
    stars !== null &&
    decisionNumber === null &&
    !row.findings.some(({ code }) => code === 'decision_number_unreadable')
  )
    found.push(finding('decision_number_missing', 'decisionNumber'));
  if (
    stars !== null &&
    decisionDate === null &&
    !row.findings.some(({ code }) => code === 'decision_date_unreadable')
  )
    found.push(
      finding(
        'decision_date_missing',
        'decisionDate',
        decisionYear === null ? undefined : { year: decisionYear },
      ),
    );
  if (decisionDate !== null && decisionDate > today)
    found.push(finding('decision_date_future', 'decisionDate', { day: decisionDate }));
  if (decisionDate !== null && decisionDate < FIRST_DAY)
    found.push(finding('decision_date_too_early', 'decisionDate', { day: decisionDate }));

  const rules = decisionDate === null ? null : rulesOn(decisionDate);
  if (isCertifiable(stars)) {
    const least = (rules ?? RULE_SETS[0]!).leastPoints[stars];
    if (points !== null && points < least)
      found.push(finding('points_below_stars', 'points', { points, stars, least }));
    const level = issuerLevel(issuer, decisionNumber);
    if (rules && level !== null && RANK[level] < RANK[leastLevel(rules, stars)])
      found.push(
        finding('stars_not_theirs_to_give', 'issuer', {
          stars,
          issuer: issuer ?? decisionNumber ?? '',
          rules: rules.name,
        }),
      );
  }
  if (validUntil !== null && decisionDate !== null && rules) {
    const lastDay = lastDayOf({ issuedOn: decisionDate, ruleSet: rules.name, statedUntil: null })!;
    const details = { stated: validUntil, lastDay, months: rules.validityMonths };
    if (validUntil > lastDay) found.push(finding('valid_until_too_late', 'validUntil', details));
    else if (validUntil < addDays(lastDay, -1))
      found.push(finding('valid_until_differs', 'validUntil', details));
  }
  return found;
}

/**
 * Who may give the stars at the least. Before 2023 districts recognised three stars in some provinces and
 * provinces in others, and what we hold of Decision 1048 does not say which was right.
 */
export function leastLevel(rules: RuleSet, stars: Stars): Level {
  return rules.name === '1048/QĐ-TTg' && stars === 3 ? 'district' : rules.recognisedBy[stars];
}

/** Rows that speak of one product and one decision: said twice, or said otherwise. */
export function compareRows(sheets: readonly CheckedSheet[]): void {
  const groups = new Map<string, { row: CheckedRow; sheet: string }[]>();
  for (const { kind, rows, name } of sheets) {
    if (kind !== 'decision') continue;
    for (const row of rows) {
      if (row.product === null) continue;
      const enterprise = row.producer !== null && kindOfProducer(row.producer) === 'enterprise';
      const key = [
        keyOfProduct(row.product),
        row.producer === null ? '' : keyOfProducer(row.producer),
        row.place.province,
        enterprise ? '' : row.place.commune,
        row.decisionNumber === null ? '' : keyOfDecision(row.decisionNumber),
        row.decisionDate,
      ].join('\u0001');
      const group = groups.get(key);
      if (group) group.push({ row, sheet: name });
      else groups.set(key, [{ row, sheet: name }]);
    }
  }
  for (const group of groups.values()) {
    const first = group[0]!;
    if (group.length === 1) continue;
    const stars = new Set(group.flatMap(({ row }) => (row.stars === null ? [] : [row.stars])));
    for (const [place, { row }] of group.entries()) {
      const other = place === 0 ? group[1]! : first;
      const details = { line: other.row.line, sheet: other.sheet };
      if (stars.size > 1) row.findings.push(finding('rows_differ_in_stars', 'stars', details));
      else if (place > 0) row.findings.push(finding('row_repeated', null, details));
    }
  }
}
