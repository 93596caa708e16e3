import type postgres from 'postgres';
import { standingsOf } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { productKey } from '#src/domain/catalogue/product.ts';
import { Places } from '#src/domain/places/gazetteer.ts';
import type { FormerRowRead } from '#src/domain/places/gazetteer.ts';
import type { Unit } from '#src/domain/places/place.ts';
import { producerKey } from '#src/domain/producers/producer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { slugOf } from '#src/domain/shared/text.ts';

/** One product for the register of a search test, in one line. */
export type ProductLine = {
  name: string;
  set: number;
  stars?: Stars | null;
  /** Day of the decision; a certificate of 36 months under Decision 148. */
  issuedOn?: Day | null;
  /** The day on which it was revoked. */
  revokedOn?: Day;
  province?: string;
  commune?: string;
  printed?: string;
  producer?: string;
  price?: number;
  nameEn?: string;
  gtin?: string;
  certificate?: string;
  decision?: string;
  withdrawn?: boolean;
};

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Twelve letters and digits, another for each number. */
export function idOf(prefix: string, number: number): string {
  const digits = [...number.toString(32)].map((digit) => LETTERS[parseInt(digit, 32)]).join('');
  return prefix + digits.padStart(12 - prefix.length, '0');
}

/**
 * Writes products, producers, decisions, certificates and standings straight into the tables, in bulk.
 *
 * @returns the ids, in the order of the lines.
 */
export async function fillRegister(
  sql: postgres.Sql,
  lines: readonly ProductLine[],
  from = 0,
): Promise<string[]> {
  const now = new Date('2026-01-01T00:00:00Z');
  const producers = new Map<string, string>();
  const decisions = new Map<string, string>();
  const rows = {
    producers: [] as object[],
    products: [] as object[],
    decisions: [] as object[],
    certificates: [] as object[],
    standings: [] as object[],
  };
  const ids: string[] = [];
  for (const [index, line] of lines.entries()) {
    const number = from + index;
    const id = idOf('p', number);
    ids.push(id);
    let producerId: string | null = null;
    if (line.producer) {
      const key = `${line.producer}|${line.province ?? ''}`;
      producerId = producers.get(key) ?? null;
      if (!producerId) {
        producerId = idOf('m', from + producers.size);
        producers.set(key, producerId);
        rows.producers.push({
          id: producerId,
          slug: `${slugOf(line.producer)}-${producerId}`,
          name: line.producer,
          name_key: producerKey(line.producer),
          province_code: line.province ?? null,
          commune_code: line.commune ?? null,
          created_at: now,
          updated_at: now,
        });
      }
    }
    rows.products.push({
      id,
      slug: `${slugOf(line.name)}-${number}`,
      name: line.name,
      name_key: `${productKey(line.name)} ${number}`,
      producer_id: producerId,
      product_set: line.set,
      set_basis: 'stated',
      province_code: line.province ?? null,
      commune_code: line.commune ?? null,
      place_as_printed: line.printed ?? null,
      price: line.price ?? null,
      name_en: line.nameEn ?? null,
      gtin: line.gtin ?? null,
      withdrawn_on: line.withdrawn ? '2026-01-02' : null,
      created_at: now,
      updated_at: now,
    });
    if (line.stars == null) continue;
    const issuedOn = line.issuedOn === undefined ? '2025-06-01' : line.issuedOn;
    const decision = line.decision ?? '100/QĐ-UBND';
    const decisionKey = `${decision}|${issuedOn}`;
    let decisionId = decisions.get(decisionKey);
    if (!decisionId) {
      decisionId = idOf('d', from + decisions.size);
      decisions.set(decisionKey, decisionId);
      rows.decisions.push({
        id: decisionId,
        number: decision,
        number_key: decision,
        issuer: 'UBND tỉnh',
        issuer_key: `${decisionId}`,
        issued_on: issuedOn,
        rule_set: issuedOn === null ? null : '148/QĐ-TTg',
        created_at: now,
      });
    }
    const certificateId = idOf('c', number);
    rows.certificates.push({
      id: certificateId,
      product_id: id,
      decision_id: decisionId,
      number: line.certificate ?? null,
      stars: line.stars,
      rule_set: issuedOn === null ? null : '148/QĐ-TTg',
      issued_on: issuedOn,
      created_at: now,
    });
    const held = {
      id: certificateId,
      stars: line.stars,
      issuedOn,
      ruleSet: '148/QĐ-TTg' as const,
      statedUntil: null,
      events: line.revokedOn ? [{ kind: 'revoked' as const, effectiveOn: line.revokedOn, until: null }] : [],
    };
    for (const standing of standingsOf([held])) {
      rows.standings.push({
        certificate_id: certificateId,
        product_id: id,
        from_day: standing.from,
        until_day: standing.until,
        status: standing.status,
        stars: standing.stars,
        governs: standing.governs,
      });
    }
  }
  for (const table of ['producers', 'products', 'decisions', 'certificates', 'standings'] as const) {
    const all = rows[table];
    for (let start = 0; start < all.length; start += 2_000) {
      await sql`insert into ${sql(table)} ${sql(all.slice(start, start + 2_000) as Record<string, string>[])}`;
    }
  }
  return ids;
}

const KINDS = {
  Tỉnh: 'tinh',
  'Thành phố': 'thanh_pho',
  Xã: 'xa',
  Phường: 'phuong',
  'Đặc khu': 'dac_khu',
} as const;

/** A unit that stands today, from its code and full name. */
export function aUnit(code: string, fullName: string, provinceCode = code): Unit {
  const [prefix] = Object.keys(KINDS).filter((kind) =>
    fullName.startsWith(`${kind} `),
  ) as (keyof typeof KINDS)[];
  const name = prefix ? fullName.slice(prefix.length + 1) : fullName;
  return {
    code,
    validFrom: '2025-07-01',
    validTo: null,
    level: code.length === 2 ? 'province' : 'commune',
    kind: prefix ? KINDS[prefix] : 'xa',
    name,
    fullName,
    provinceCode,
    latitude: null,
    longitude: null,
    slug: slugOf(name),
  };
}

/** What went where: level, full name, district, province, code of the successor. */
export function aFormer(
  level: FormerRowRead['level'],
  fullName: string,
  district: string | null,
  province: string | null,
  successorCode: string,
): FormerRowRead {
  return { level, code: null, fullName, district, province, successorCode };
}

/** The places that the made-up goods of the search tests come from. */
export function searchPlaces(units: readonly Unit[], former: readonly FormerRowRead[]): Places {
  return new Places(units, former);
}
