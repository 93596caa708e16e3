import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import {
  COVERS,
  LEGAL_FORMS,
  ratesOn,
  TAX_CATEGORIES,
  type Covers,
  type LegalForm,
  type TaxCategory,
  type Withholding,
} from '#src/domain/payments/withholding.ts';
import { dayInVietnam, isDay, startOf, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { seal, unseal } from '#src/domain/shared/seal.ts';
import { keepSetting, withholdingKept } from '#src/domain/shared/site-settings.ts';

const PURPOSE = 'personal_id';

export type TaxFacts = {
  legalForm: LegalForm | null;
  category: TaxCategory | null;
  taxNumber: string | null;
  /** Whether the number of the owner's identity card is known; the number itself is shown to nobody here. */
  hasPersonalId: boolean;
};

const theirs = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

/** @throws Refusal `not_found`. */
export async function taxFactsOf(ctx: Context, producerId: string): Promise<TaxFacts> {
  mustBeAllowed(ctx, 'shop.keep', theirs(producerId));
  const [found] = await ctx.db.execute<TaxFacts>(sql`
    select f.legal_form as "legalForm", f.category, f.tax_number as "taxNumber",
      f.personal_id_sealed is not null as "hasPersonalId"
    from producers m left join seller_tax_facts f on f.producer_id = m.id
    where m.id = ${producerId} and m.merged_into is null`);
  if (!found) throw new Refusal('not_found');
  return { ...found, hasPersonalId: found.hasPersonalId ?? false };
}

export type TaxForm = {
  legalForm: string;
  category: string;
  taxNumber: string;
  /** Empty: as before. */
  personalId: string;
};

/**
 * Who a seller is to the tax office. Orders that tax was withheld of stay as they are.
 *
 * @param siteSecret seals the number of the identity card.
 * @throws Refusal `not_found`, `tax.form_missing`, `tax.number_wrong`.
 */
export async function keepTaxFacts(
  ctx: Context,
  producerId: string,
  form: TaxForm,
  siteSecret: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const before = await taxFactsOf(ctx, producerId);
    const legalForm = LEGAL_FORMS.find((one) => one === form.legalForm);
    if (!legalForm) throw new Refusal('tax.form_missing');
    const category = TAX_CATEGORIES.find((one) => one === form.category) ?? null;
    const [taxNumber, personalId] = [form.taxNumber, form.personalId].map((typed) =>
      typed.replace(/[\s.]/g, ''),
    ) as [string, string];
    // Ten digits, with three of a branch; or the twelve of its owner, as households have had since July 2025.
    if (taxNumber !== '' && !/^(\d{10}(-\d{3})?|\d{12})$/.test(taxNumber))
      throw new Refusal('tax.number_wrong');
    if (personalId !== '' && !/^\d{12}$/.test(personalId)) throw new Refusal('tax.number_wrong');
    const sealed = personalId === '' ? null : seal(siteSecret, PURPOSE, producerId, personalId);
    await ctx.db.execute(sql`
      insert into seller_tax_facts (producer_id, legal_form, category, tax_number, personal_id_sealed, updated_at)
      values (${producerId}, ${legalForm}, ${category}, ${taxNumber || null}, ${sealed}, ${ctx.now.toISOString()})
      on conflict (producer_id) do update set legal_form = excluded.legal_form, category = excluded.category,
        tax_number = excluded.tax_number, updated_at = excluded.updated_at,
        personal_id_sealed = coalesce(excluded.personal_id_sealed, seller_tax_facts.personal_id_sealed)`);
    await writeDown(ctx, [
      {
        kind: 'tax.facts_kept',
        subject: `producer:${producerId}`,
        before: { legalForm: before.legalForm, category: before.category },
        after: { legalForm, category },
      },
    ]);
  });
}

export type TaxSeller = {
  producerId: string;
  name: string;
  legalForm: LegalForm | null;
  category: TaxCategory | null;
  hasNumber: boolean;
};

/** Who sells here and what is not known of them yet; those first. */
export async function taxSellers(ctx: Context): Promise<TaxSeller[]> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  return ctx.db.execute<TaxSeller>(sql`
    select m.id as "producerId", m.name, f.legal_form as "legalForm", f.category,
      coalesce(f.tax_number, f.personal_id_sealed) is not null as "hasNumber"
    from producer_shops h join producers m on m.id = h.producer_id left join seller_tax_facts f on f.producer_id = m.id
    where m.merged_into is null
    order by f.legal_form is not null, f.legal_form not in ('household', 'individual'), m.name_key, m.id`);
}

export type WithholdingForm = {
  from: string;
  covers: string;
  basis: string;
  /** Whoever switches it on has held the rates against the law themselves. */
  isConfirmed: boolean;
};

const LEAST_BASIS = 10;

/**
 * From a day on tax is withheld of households and individuals.
 *
 * @throws Refusal `not_allowed`, `tax.day_wrong`: it begins today or later, on a day whose rates we hold;
 *   `tax.not_confirmed`: rates that were not read in the original want somebody who has; `tax.sellers_unknown`
 *   (details: most): sellers whose legal form nobody has said.
 */
export async function switchWithholdingOn(ctx: Context, form: WithholdingForm): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'money.move', 'country');
    const covers: Covers = COVERS.find((one) => one === form.covers) ?? 'card';
    if (!isDay(form.from) || form.from < dayInVietnam(ctx.now)) throw new Refusal('tax.day_wrong');
    const edition = ratesOn(form.from);
    if (!edition) throw new Refusal('tax.day_wrong');
    const basis = form.basis.trim().slice(0, 500);
    if (!form.isConfirmed || basis.length < LEAST_BASIS) throw new Refusal('tax.not_confirmed');
    const unknown = (await taxSellers(ctx)).filter(({ legalForm }) => legalForm === null);
    if (unknown.length > 0) throw new Refusal('tax.sellers_unknown', { most: unknown.length });
    const before = await withholdingKept(ctx);
    const after: Withholding = { from: form.from, covers, edition: edition.from, basis };
    await keepSetting(ctx, 'withholding', { on: after });
    await writeDown(ctx, [{ kind: 'tax.switched_on', subject: 'site:tax', before, after, reason: basis }]);
  });
}

/** From now on nothing more is withheld; what was, stays, and is corrected when money goes back. May be repeated. */
export async function switchWithholdingOff(ctx: Context, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'money.move', 'country');
    if (reason.trim() === '') throw new Refusal('reason_missing');
    const before = await withholdingKept(ctx);
    if (before === null) return;
    await keepSetting(ctx, 'withholding', { on: null });
    await writeDown(ctx, [
      { kind: 'tax.switched_off', subject: 'site:tax', before, reason: reason.trim().slice(0, 500) },
    ]);
  });
}

/** `2026-11`. */
export type Month = `${number}-${number}`;
export const monthOfDay = (day: Day): Month => day.slice(0, 7) as Month;

function spanOf(month: Month): { from: string; until: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  return {
    from: startOf(`${month}-01` as Day).toISOString(),
    until: startOf(`${next}-01` as Day).toISOString(),
  };
}

export type TaxLine = {
  producerId: string;
  producer: string;
  order: string;
  at: string;
  kind: 'withheld' | 'corrected';
  legalForm: LegalForm;
  category: TaxCategory | null;
  vatRate: number;
  pitRate: number;
  base: number;
  vat: number;
  pit: number;
};

/**
 * Every movement of a month, seller by seller: what is declared, with what was corrected in it.
 *
 * @param producerId of one seller; `null`: of all.
 */
export async function taxLines(ctx: Context, month: Month, producerId: string | null): Promise<TaxLine[]> {
  if (producerId === null) mustBeAllowed(ctx, 'shop.operate', 'country');
  else mustBeAllowed(ctx, 'order.handle', theirs(producerId));
  const { from, until } = spanOf(month);
  return ctx.db.execute<TaxLine>(sql`
    select v.producer_id as "producerId", m.name as producer, o.code as "order", v.at,
      case when v.cause like 'tax:%' then 'withheld' else 'corrected' end as kind,
      t.legal_form as "legalForm", t.category, t.vat_rate as "vatRate", t.pit_rate as "pitRate", v.base, v.vat, v.pit
    from tax_movements v join order_taxes t on t.order_id = v.order_id join orders o on o.id = v.order_id
    join producers m on m.id = v.producer_id
    where v.at >= ${from}::timestamptz and v.at < ${until}::timestamptz
      and (${producerId}::text is null or v.producer_id = ${producerId})
    order by m.name_key, m.id, v.id`);
}

export type TaxSum = {
  producerId: string;
  producer: string;
  legalForm: LegalForm | null;
  taxNumber: string | null;
  personalId: string | null;
  orders: number;
  base: number;
  vat: number;
  pit: number;
};

/**
 * What is declared of each seller for a month, with the numbers that the tax office knows them by; that these were read
 * is written down.
 *
 * @param siteSecret opens what was sealed; `null`: numbers of identity cards are left out.
 */
export async function taxSums(ctx: Context, month: Month, siteSecret: string | null): Promise<TaxSum[]> {
  mustBeAllowed(ctx, siteSecret === null ? 'shop.operate' : 'money.move', 'country');
  const { from, until } = spanOf(month);
  const rows = await ctx.db.execute<Omit<TaxSum, 'personalId'> & { sealed: string | null }>(sql`
    select v.producer_id as "producerId", m.name as producer, f.legal_form as "legalForm", f.tax_number as "taxNumber",
      f.personal_id_sealed as sealed, count(distinct v.order_id)::int as orders,
      sum(v.base)::float8 as base, sum(v.vat)::float8 as vat, sum(v.pit)::float8 as pit
    from tax_movements v join producers m on m.id = v.producer_id
    left join seller_tax_facts f on f.producer_id = v.producer_id
    where v.at >= ${from}::timestamptz and v.at < ${until}::timestamptz
    group by v.producer_id, m.name, m.name_key, f.legal_form, f.tax_number, f.personal_id_sealed
    order by m.name_key, v.producer_id`);
  if (siteSecret !== null)
    await writeDown(ctx, [
      { kind: 'tax.exported', subject: 'site:tax', after: { month, sellers: rows.length } },
    ]);
  return rows.map(({ sealed, ...row }) => ({
    ...row,
    personalId:
      siteSecret === null || sealed === null ? null : unseal(siteSecret, PURPOSE, row.producerId, sealed),
  }));
}
