import { labelLines } from '#src/domain/catalogue/label.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import { isAlcohol, productSet } from '#src/domain/catalogue/product-set.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** What the register holds of a product on a day, as far as an inspector can hold it against what is there. */
export type ChecklistFacts = {
  certificate: {
    /** Serial of the certificate. */
    number: string | null;
    decision: string | null;
    decidedOn: Day | null;
    stars: Stars;
    /** Last day of its term, or of its extension; `null`: not known. */
    until: Day | null;
    inForce: boolean;
  } | null;
  name: string;
  pack: string | null;
  gtin: string | null;
  label: LabelFacts;
  set: number | null;
  alcoholDegree: number | null;
  producer: { name: string; address: string | null } | null;
  /** Where the goods are made, in words. */
  place: string | null;
  papers: readonly {
    name: string;
    number: string | null;
    validUntil: Day | null;
    /** Its producer shows it to offices only. */
    isConfidential: boolean;
  }[];
  pointsOfSale: readonly string[];
};

/** A line before anybody has looked: what it asks, and what the register holds; `null`: nothing. */
export type ChecklistLine = { key: string; about: string | null; registered: string | null };

export const CHECKLIST_GROUPS = ['certificate', 'mark', 'label', 'making', 'alcohol'] as const;
export type ChecklistGroup = (typeof CHECKLIST_GROUPS)[number];

export const groupOf = (key: string): ChecklistGroup =>
  CHECKLIST_GROUPS.find((group) => key.startsWith(`${group}.`)) ?? 'making';

/** Lines about papers that a producer keeps to itself: for those who may read them (`document.read`). */
export const isOfKeptPaper = (key: string): boolean => key.startsWith('making.kept_paper.');

/** Lines on which the register has nothing to say: they ask whether something is done as it should be. */
const ONLY_ASKED: ReadonlySet<string> = new Set([
  'certificate.displayed',
  'mark.promotion',
  'label.dates',
  'making.goes_on',
  'alcohol.licence',
  'alcohol.stamp',
  'alcohol.minors',
  'alcohol.promotion',
]);
export const isOnlyAsked = (key: string): boolean => ONLY_ASKED.has(key) || key.startsWith('making.shop.');

/** From this degree on neither promotion nor advertising is allowed (Law 44/2019/QH14, article 5). */
const STRONG_DEGREE = 15;

/**
 * The checklist of one product: whether what was recognised is still so, and whether the mark, the label and what is
 * said of the goods are right. Days are written `YYYY-MM-DD`, stars as their number, `0` when none may be shown.
 *
 * @source Decision 26/2026/QĐ-TTg, article 9 (what is inspected) and 8 (misuse of the mark, production ceased);
 *   Decree 37/2026/NĐ-CP, article 42 (label); Law 44/2019/QH14 and Decree 105/2017/NĐ-CP (alcohol). That the
 *   certificate hangs where it is seen is custom, not a duty that we have read.
 */
export function checklistOf(facts: ChecklistFacts): ChecklistLine[] {
  const lines: ChecklistLine[] = [];
  const ask = (key: string, registered: string | null = null, about: string | null = null) =>
    lines.push({ key, about, registered: registered?.trim() || null });

  const { certificate, producer } = facts;
  if (certificate) {
    ask('certificate.number', certificate.number);
    ask('certificate.decision', certificate.decision);
    ask('certificate.decided_on', certificate.decidedOn);
    ask('certificate.stars', String(certificate.stars));
    ask('certificate.until', certificate.until);
    ask('certificate.displayed');
  }
  ask('mark.stars', certificate?.inForce ? String(certificate.stars) : '0');
  ask('mark.promotion');

  const kind = facts.set === null ? null : productSet(facts.set).label;
  ask('label.name', facts.name);
  if (kind !== 'service') {
    ask('label.pack', facts.pack);
    ask('label.gtin', facts.gtin);
    for (const [fact, said] of labelLines(kind, facts.label)) ask(`label.fact.${fact}`, said);
    ask('label.dates');
  }
  ask('label.producer_name', producer?.name ?? null);
  ask('label.producer_address', producer?.address ?? null);

  ask('making.place', facts.place);
  ask('making.set', facts.set === null ? null : String(facts.set));
  ask('making.goes_on');
  for (const [at, { name, number, validUntil, isConfidential }] of facts.papers.entries())
    ask(
      `making.${isConfidential ? 'kept_paper' : 'paper'}.${at + 1}`,
      validUntil,
      [name, number].filter(Boolean).join(', '),
    );
  for (const [at, shop] of facts.pointsOfSale.entries()) ask(`making.shop.${at + 1}`, null, shop);

  if (isAlcohol(facts.set)) {
    ask('alcohol.degree', facts.alcoholDegree === null ? null : String(facts.alcoholDegree));
    ask('alcohol.licence');
    ask('alcohol.stamp');
    ask('alcohol.minors');
    if (facts.alcoholDegree === null || facts.alcoholDegree >= STRONG_DEGREE) ask('alcohol.promotion');
  }
  return lines;
}
