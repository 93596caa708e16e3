import type { Sql } from 'postgres';
import { PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { readPrinted, type Reading } from './printed.ts';

/** What was found for something printed. `readings` says how the text was read, for explaining it. */
export type LookUp = {
  readings: Reading[];
  /** A page of this site that the text leads to for certain: an address of ours, a certificate, a GTIN we hold. */
  goTo:
    | { kind: 'address'; path: string }
    | { kind: 'certificate'; id: string }
    | { kind: 'gtin'; gtin: string }
    | { kind: 'stamp'; code: string }
    | null;
  decisions: {
    id: string;
    number: string;
    issuer: string;
    issuedOn: Day | null;
    issuedYear: number | null;
    products: number;
  }[];
  /** Certificates whose printed serial number is the text. */
  certificates: { id: string; product: string }[];
};

const MOST = 20;

/**
 * Looks up what is printed on a pack, a stamp or a paper. At most one round trip for each reading.
 *
 * @param isIssued whether there is a stamp with this code.
 */
export async function lookUp(
  sql: Sql,
  typed: string,
  ownHosts: readonly string[],
  withAlcohol: boolean,
  isIssued: (code: string) => boolean,
): Promise<LookUp> {
  const answer: LookUp = {
    readings: readPrinted(typed, ownHosts, isIssued),
    goTo: null,
    decisions: [],
    certificates: [],
  };
  for (const reading of answer.readings) {
    if (answer.goTo) break;
    if (reading.kind === 'address') answer.goTo = { kind: 'address', path: reading.path };
    if (reading.kind === 'stamp' && isIssued(reading.code))
      answer.goTo = { kind: 'stamp', code: reading.code };
    if (reading.kind === 'gtin' && (await holdsGtin(sql, reading.gtin))) {
      answer.goTo = { kind: 'gtin', gtin: reading.gtin };
    }
    if (reading.kind === 'certificate') {
      if (await holdsCertificate(sql, reading.id)) answer.goTo = { kind: 'certificate', id: reading.id };
      // Twelve letters, or twelve digits, are as well a name or a barcode: only one we hold is a certificate.
      else if (!/^(?=.*\d)(?=.*\D)/.test(reading.id))
        answer.readings = answer.readings.filter((other) => other !== reading);
    }
    if (reading.kind === 'decision') answer.decisions = await decisionsOf(sql, reading.key);
    if (reading.kind === 'words')
      answer.certificates = await certificatesNumbered(sql, reading.text, withAlcohol);
  }
  return answer;
}

async function holdsGtin(sql: Sql, gtin: string): Promise<boolean> {
  return (await sql`select 1 from products where gtin = ${gtin}`).length > 0;
}

async function holdsCertificate(sql: Sql, id: string): Promise<boolean> {
  return (await sql`select 1 from certificates where id = ${id}`).length > 0;
}

/** Decisions with this key; where only the number was typed, all that begin with it. */
async function decisionsOf(sql: Sql, key: string): Promise<LookUp['decisions']> {
  const onlyNumber = /^\d+(\/\d{4})?$/.test(key);
  return sql<LookUp['decisions'][number][]>`
    select d.id, d.number, d.issuer, d.issued_on::text as "issuedOn", d.issued_year as "issuedYear",
      (select count(*)::int from certificates c where c.decision_id = d.id) as products
    from decisions d
    where d.number_key = ${key} ${onlyNumber ? sql`or d.number_key like ${`${key}/%`}` : sql``}
    order by d.issued_on desc nulls last, d.issuer limit ${MOST}`;
}

async function certificatesNumbered(
  sql: Sql,
  number: string,
  withAlcohol: boolean,
): Promise<LookUp['certificates']> {
  if (!/\d/.test(number)) return [];
  const alcohol = PRODUCT_SETS.filter(({ label }) => label === 'alcohol').map((set) => set.number);
  return sql<LookUp['certificates'][number][]>`
    select c.id, p.name as product from certificates c join products p on p.id = c.product_id
    where lower(c.number) = lower(${number})
      ${withAlcohol ? sql`` : sql`and (p.product_set is null or p.product_set <> all(${alcohol}::smallint[]))`}
    order by c.issued_on desc nulls last limit ${MOST}`;
}
