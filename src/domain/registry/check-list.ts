import { setFromName } from '#src/domain/catalogue/set-from-name.ts';
import { lastDayOf } from '#src/domain/certification/certificate.ts';
import { finding, type Finding } from '#src/domain/lists/finding.ts';
import type { ReadOptions, ReadSheet } from '#src/domain/lists/list-row.ts';
import { readList } from '#src/domain/lists/read-list.ts';
import { reaches } from '#src/domain/accounts/deeds.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { summaryOf, type CheckedList, type CheckedRow, type CheckedSheet } from './checked-list.ts';
import { knownRegister, type KnownRegister } from './known-register.ts';
import { planFor, wantedFor, type Plan } from './plan.ts';
import { compareRows, rowFindings, rulesOn } from './row-rules.ts';
import { RowPlaces } from './rows-places.ts';

export type ListOptions = Omit<ReadOptions, 'kind'> & {
  /** Only what lies there may be published; by default everything. */
  within?: Scope;
};

/**
 * Everything that can be said of a decision list, nothing changed. Sheets of goods on sale and of places
 * to sell in the same file are read as what they are.
 *
 * @throws Refusal `decision_list.unreadable` (details: why).
 */
export async function checkDecisionList(
  ctx: Context,
  places: Places,
  bytes: Uint8Array,
  name: string,
  options: ListOptions = {},
): Promise<CheckedList> {
  return checkSheets(
    ctx,
    places,
    await readList(bytes, name, { ...options, kind: 'decision' }),
    name,
    options,
  );
}

/** As `checkDecisionList`, for lists of places to sell and of goods on sale. */
export async function checkShopList(
  ctx: Context,
  places: Places,
  bytes: Uint8Array,
  name: string,
  options: ListOptions = {},
): Promise<CheckedList> {
  return checkSheets(
    ctx,
    places,
    await readList(bytes, name, { ...options, kind: 'points_of_sale' }),
    name,
    options,
  );
}

async function checkSheets(
  ctx: Context,
  places: Places,
  sheets: readonly ReadSheet[],
  name: string,
  options: ListOptions,
): Promise<CheckedList> {
  return (await comparedWithRegister(ctx, places, sheets, name, options)).list;
}

/** The checked list, and what publishing it would change. */
export async function comparedWithRegister(
  ctx: Context,
  places: Places,
  read: readonly ReadSheet[],
  name: string,
  options: ListOptions,
): Promise<{ list: CheckedList; plan: Plan }> {
  const today = dayInVietnam(ctx.now);
  const sheets = read.map((sheet) => checkedSheet(sheet, places, options, today));
  compareRows(sheets);
  const known = await knownRegister(ctx, wantedFor(sheets));
  const gtins = new Map(
    known.products.flatMap(({ gtin, name: held }) => (gtin ? [[gtin, held] as const] : [])),
  );
  for (const row of sheets.flatMap(({ rows }) => rows)) checkGtin(row, gtins);
  if (options.within) checkReach(sheets, known, name, options.within);
  const plan = planFor(sheets, known, name);
  return { list: { sheets, summary: summaryOf(sheets) }, plan };
}

function checkedSheet(sheet: ReadSheet, places: Places, options: ListOptions, today: Day): CheckedSheet {
  const { within } = options;
  const own = within?.kind === 'province' || within?.kind === 'commune' ? within.provinceCode : null;
  const where = new RowPlaces(places, options.province ?? sheet.title.province, own);
  return {
    ...sheet,
    rows: sheet.rows.map(({ place: text, findings, ...row }): CheckedRow => {
      const { place, findings: aboutPlace } = where.of(text, row.issuer ?? sheet.title.issuer);
      const rules = row.decisionDate === null ? null : rulesOn(row.decisionDate).name;
      const checked: CheckedRow = {
        ...row,
        place,
        set: row.product === null ? null : setFromName(row.product, row.group),
        lastDay: lastDayOf({ issuedOn: row.decisionDate, ruleSet: rules, statedUntil: row.validUntil }),
        match: 'new',
        findings: [...findings, ...aboutPlace],
      };
      if (sheet.kind === 'goods') checked.findings = goodsFindings(checked);
      else {
        if (sheet.revokes) checked.findings.push(finding('list_revokes'));
        checked.findings.push(...rowFindings(checked, today));
      }
      return checked;
    }),
    shops: sheet.shops.map(({ place: text, findings, ...shop }) => {
      const { place, findings: aboutPlace } = where.of(text, sheet.title.issuer);
      return { ...shop, place, match: 'new', findings: [...findings, ...aboutPlace] };
    }),
  };
}

/** A seller's stars are a claim: no fault of theirs keeps the goods from being listed. */
function goodsFindings(row: CheckedRow): Finding[] {
  const others = row.findings.filter(({ field }) => field !== 'stars');
  return row.stars === null && others.length === row.findings.length
    ? others
    : [...others, finding('stars_are_a_claim', 'stars', { stars: row.stars ?? '' })];
}

/** Rows of elsewhere, and rows of here that would change a product of elsewhere. */
function checkReach(
  sheets: readonly CheckedSheet[],
  known: KnownRegister,
  name: string,
  within: Scope,
): void {
  if (within.kind === 'country') return;
  const isHere = (place: { province: string | null; commune: string | null }) =>
    reaches(within, { provinceCode: place.province, communeCode: place.commune });
  for (const { rows, shops } of sheets)
    for (const row of [...rows, ...shops])
      if (!isHere(row.place)) row.findings.push(finding('row_outside_reach', 'place'));
  // What a row would change is known only when all are planned; the plan itself is made of what is left.
  const trial = structuredClone(sheets) as CheckedSheet[];
  const { outcomes } = planFor(trial, known, name);
  const held = new Map(known.products.map((product) => [product.id, product]));
  for (const [at, { rows }] of sheets.entries())
    for (const [index, row] of rows.entries()) {
      const product = held.get(outcomes.get(trial[at]!.rows[index]!)?.productId ?? '');
      if (
        product?.provinceCode &&
        !isHere({ province: product.provinceCode, commune: product.communeCode ?? row.place.commune })
      )
        row.findings.push(finding('row_outside_reach', 'product', { name: product.name }));
    }
}

function checkGtin(row: CheckedRow, taken: Map<string, string>): void {
  if (row.gtin === null) return;
  const holder = taken.get(row.gtin);
  if (holder !== undefined && row.product !== null && holder.toLowerCase() !== row.product.toLowerCase())
    row.findings.push(finding('gtin_taken', 'gtin', { name: holder, gtin: row.gtin }));
  else if (row.product !== null) taken.set(row.gtin, row.product);
}
