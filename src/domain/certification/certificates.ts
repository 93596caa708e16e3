import type { Sql } from 'postgres';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { foldedWords } from '#src/domain/shared/text.ts';
import {
  EXPIRING_DAYS,
  inForce,
  lastDayOf,
  NO_END,
  statusOn,
  type CertificateEventKind,
  type CertificateKind,
  type CertificateStatus,
  type LastDayRule,
  type RevocationGround,
  type StandingFacts,
} from './certificate.ts';
import { rulebookOn, ruleSet, type Level, type RuleSetName, type Stars } from './rule-set.ts';

/** What befell a certificate, with who decided it and why. */
export type RecordedEvent = {
  id: string;
  kind: CertificateEventKind;
  effectiveOn: Day;
  until: Day | null;
  ground: RevocationGround | null;
  reason: string | null;
  decisionNumber: string | null;
  decidedOn: Day | null;
  issuer: string | null;
};

export type DecisionFacts = {
  id: string;
  number: string;
  /** As it was named that day. Empty: the list does not say. */
  issuer: string;
  issuerLevel: Level | null;
  issuedOn: Day | null;
  issuedYear: number | null;
  provinceCode: string | null;
  title: string | null;
  source: string | null;
  isExample: boolean;
};

/** One certificate with its facts, its history and how it stands on `day`. */
export type CertificateRecord = {
  id: string;
  day: Day;
  number: string | null;
  kind: CertificateKind | null;
  stars: Stars;
  points: number | null;
  ruleSet: RuleSetName | null;
  issuedOn: Day | null;
  issuedYear: number | null;
  statedUntil: Day | null;
  /** Entered in error: the day on which it was taken back, and why. It has never counted. */
  annulledOn: Day | null;
  annulledReason: string | null;
  source: string | null;
  decision: DecisionFacts | null;
  events: RecordedEvent[];
  /** Day of the next recognition of the same product. */
  supersededOn: Day | null;
  status: CertificateStatus;
  /** The event that the status on the day comes from; `null` when the calendar alone makes it. */
  because: RecordedEvent | null;
  term: Term;
};

/** The days that follow from the facts of a certificate, as known on a day. */
export type Term = {
  /** First and last day of the certificate's own term. */
  from: Day | null;
  lastDay: Day | null;
  /** Last day on which it is or was in force as far as known on the day: extension, revocation and all. */
  until: Day | null;
  /** When a dossier for re-assessment is taken; `null` where the rules set no such days. */
  renewal: { opens: Day; closes: Day } | null;
};

export type CertificateOfProduct = CertificateRecord & {
  product: {
    id: string;
    slug: string;
    name: string;
    nameEn: string | null;
    set: number | null;
    provinceCode: string | null;
    communeCode: string | null;
    placeAsPrinted: string | null;
    withdrawnOn: Day | null;
    isExample: boolean;
  };
  producer: { id: string; slug: string; name: string; ceasedOn: Day | null } | null;
  /** Other certificates of the same product, newest first. */
  others: CertificateRecord[];
};

/** The shape in which SQL hands certificates over: facts, nothing asked of them yet. */
export type CertificateFacts = Omit<
  CertificateRecord,
  'day' | 'supersededOn' | 'status' | 'because' | 'term'
>;

/** SQL that makes `CertificateFacts` of the row `c` of `certificates`; for use in other subjects' reads. */
export const CERTIFICATE_JSON = `jsonb_build_object(
    'id', c.id, 'number', c.number, 'kind', c.kind, 'stars', c.stars, 'points', c.points,
    'ruleSet', c.rule_set, 'issuedOn', c.issued_on, 'issuedYear', c.issued_year,
    'statedUntil', c.stated_until, 'annulledOn', c.annulled_on, 'annulledReason', c.annulled_reason, 'source', c.source,
    'decision', (
      select jsonb_build_object(
        'id', d.id, 'number', d.number, 'issuer', d.issuer, 'issuerLevel', d.issuer_level,
        'issuedOn', d.issued_on, 'issuedYear', d.issued_year, 'provinceCode', d.province_code,
        'title', d.title, 'source', d.source, 'isExample', d.is_example)
      from decisions d where d.id = c.decision_id),
    'events', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', e.id, 'kind', e.kind, 'effectiveOn', e.effective_on, 'until', e.until, 'ground', e.ground,
        'reason', e.reason, 'decisionNumber', e.decision_number, 'decidedOn', e.decided_on, 'issuer', e.issuer)
        order by e.effective_on, e.recorded_at, e.id)
      from certificate_events e where e.certificate_id = c.id), '[]'::jsonb))`;

/** How all certificates of one product stand on `day`, newest first. */
export function readOn(day: Day, facts: readonly CertificateFacts[], rule: LastDayRule): CertificateRecord[] {
  const days = facts
    .map(({ issuedOn, annulledOn }) => (annulledOn ? null : issuedOn))
    .filter((issued) => issued !== null)
    .sort();
  return facts
    .map((certificate) => {
      const { issuedOn } = certificate;
      const supersededOn = issuedOn === null ? null : (days.find((other) => other > issuedOn) ?? null);
      const standing = { ...certificate, supersededOn };
      const status = statusOn(day, standing, rule);
      return {
        ...standing,
        day,
        status,
        because: because(day, status, certificate.events),
        term: termOn(day, standing, rule),
      };
    })
    .sort((a, b) => ((a.issuedOn ?? '') < (b.issuedOn ?? '') ? 1 : -1));
}

const CAUSES: Partial<Record<CertificateStatus, CertificateEventKind>> = {
  revoked: 'revoked',
  suspended: 'suspended',
  extended: 'extended',
};

function because(
  day: Day,
  status: CertificateStatus,
  events: readonly RecordedEvent[],
): RecordedEvent | null {
  const kind = CAUSES[status];
  return events.filter((event) => event.kind === kind && event.effectiveOn <= day).at(-1) ?? null;
}

function termOn(day: Day, facts: StandingFacts, rule: LastDayRule): Term {
  const lastDay = lastDayOf(facts, rule);
  if (facts.issuedOn === null || facts.ruleSet === null || lastDay === null) {
    return { from: facts.issuedOn, lastDay: null, until: null, renewal: null };
  }
  const { extensionDays } = ruleSet(facts.ruleSet);
  const renewalWindow = renewalWindowBefore(lastDay);
  if (facts.annulledOn) return { from: facts.issuedOn, lastDay: null, until: null, renewal: null };
  const known = facts.events.filter(({ effectiveOn }) => effectiveOn <= day);
  const extension = known.filter(({ kind }) => kind === 'extended').at(-1)?.until;
  const most = addDays(lastDay, extensionDays ?? 0);
  const ends = [extension && extension > lastDay ? (extension < most ? extension : most) : lastDay];
  const revoked = known.find(({ kind }) => kind === 'revoked');
  if (revoked) ends.push(addDays(revoked.effectiveOn, -1));
  if (facts.supersededOn !== null && facts.supersededOn <= day) ends.push(addDays(facts.supersededOn, -1));
  return {
    from: facts.issuedOn,
    lastDay,
    until: ends.sort()[0] ?? lastDay,
    renewal: renewalWindow && {
      opens: addDays(lastDay, -renewalWindow.opens),
      closes: addDays(lastDay, -renewalWindow.closes),
    },
  };
}

/**
 * The days before the end in which a dossier is taken. A dossier follows the rules of the day on which it is
 * handed in, whatever rules the certificate was given under.
 *
 * @source Decision 26/2026/QĐ-TTg, articles 7.6 and 12.
 */
export function renewalWindowBefore(lastDay: Day): { opens: number; closes: number } | null {
  const window = rulebookOn(lastDay)?.renewalWindow ?? null;
  return window && rulebookOn(addDays(lastDay, -window.closes))?.renewalWindow ? window : null;
}

/** `null`: the register has no such certificate. One round trip. */
export async function certificateById(
  sql: Sql,
  id: string,
  day: Day,
  rule: LastDayRule,
): Promise<CertificateOfProduct | null> {
  const [row] = await sql<
    (Pick<CertificateOfProduct, 'product' | 'producer'> & { certificates: CertificateFacts[] })[]
  >`
    select
      jsonb_build_object(
        'id', p.id, 'slug', p.slug, 'name', p.name, 'nameEn', p.name_en, 'set', p.product_set,
        'provinceCode', p.province_code, 'communeCode', p.commune_code, 'placeAsPrinted', p.place_as_printed,
        'withdrawnOn', p.withdrawn_on, 'isExample', p.is_example) as product,
      (select jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name, 'ceasedOn', m.ceased_on)
        from producers m where m.id = p.producer_id) as producer,
      (select jsonb_agg(${sql.unsafe(CERTIFICATE_JSON)}) from certificates c where c.product_id = p.id) as certificates
    from products p
    where p.id = (select product_id from certificates where id = ${id})`;
  if (!row) return null;
  const all = readOn(day, row.certificates, rule);
  const found = all.find((certificate) => certificate.id === id);
  if (!found) return null;
  return {
    ...found,
    product: row.product,
    producer: row.producer,
    others: all.filter((other) => other !== found),
  };
}

export type StatusAnswer = {
  id: string;
  on: Day;
  status: CertificateStatus;
  stars: Stars;
  /** First and last day of this status, as the register knows them; `null`: open on that side. */
  statusFrom: Day | null;
  statusUntil: Day | null;
  /** Whether it speaks for its product on the day. */
  governs: boolean;
};

/** How the certificate stood on `day` by the kept standings; `null`: no such certificate. */
export async function statusOfCertificateOn(sql: Sql, id: string, day: Day): Promise<StatusAnswer | null> {
  const [row] = await sql<
    {
      status: CertificateStatus;
      stars: Stars;
      from: Day;
      until: Day;
      governs: boolean;
    }[]
  >`
    select status, stars, from_day::text as from, until_day::text as until, governs
    from standings where certificate_id = ${id} and ${day}::text::date between from_day and until_day`;
  if (!row) return null;
  return {
    id,
    on: day,
    status: row.status,
    stars: row.stars,
    statusFrom: row.from === '2000-01-01' ? null : row.from,
    statusUntil: row.until === NO_END ? null : row.until,
    governs: row.governs,
  };
}

export type RegisterSort = 'newest' | 'oldest' | 'ending' | 'name' | 'stars';

export type RegisterQuery = {
  /** Words of the product, the producer, the decision's number or the issuer. */
  q: string;
  statuses: readonly CertificateStatus[];
  province: string | null;
  stars: readonly Stars[];
  year: number | null;
  /** Words of the issuer's name. */
  issuer: string;
  sort: RegisterSort;
  /** From 1. */
  page: number;
  perPage: number;
  day: Day;
  rule: LastDayRule;
  /** Sets of goods that this visitor may not search: alcohol, before they have given their age. */
  hiddenSets: readonly number[];
};

export type RegisterRow = {
  id: string;
  product: {
    slug: string;
    name: string;
    set: number | null;
    provinceCode: string | null;
    communeCode: string | null;
  };
  producer: { slug: string; name: string } | null;
  stars: Stars;
  status: CertificateStatus;
  decision: { id: string; number: string; issuer: string } | null;
  issuedOn: Day | null;
  issuedYear: number | null;
  /** Last day in force as known today. */
  until: Day | null;
  isExample: boolean;
};

export type RegisterPage = {
  total: number;
  rows: RegisterRow[];
  /** How many of each status, the other filters kept. */
  statuses: { value: CertificateStatus; count: number }[];
  years: number[];
};

/** A page of the public register: every certificate that was ever published, whatever became of it. */
export async function registerPage(sql: Sql, query: RegisterQuery): Promise<RegisterPage> {
  const words = foldedWords(query.q).split(' ').filter(Boolean).slice(0, 8);
  const issuerWords = foldedWords(query.issuer).split(' ').filter(Boolean).slice(0, 8);
  const day = sql`${query.day}::text::date`;
  const matching = sql`
    select c.id, c.product_id, c.decision_id, c.stars, c.issued_on, c.issued_year, s.status, p.name_key,
      ${
        // The last day in force that the register knows of: asked only where it sorts.
        query.sort === 'ending'
          ? sql`case when s.status in ('valid', 'expiring', 'extended') then (
              select max(t.until_day) from standings t
              where t.certificate_id = c.id and t.status in ('valid', 'expiring', 'extended')) end`
          : sql`null::date`
      } as ends
    from certificates c
    join standings s on s.certificate_id = c.id and ${day} between s.from_day and s.until_day
    join products p on p.id = c.product_id
    left join producers m on m.id = p.producer_id
    left join decisions d on d.id = c.decision_id
    where p.merged_into is null
      ${query.hiddenSets.length === 0 ? sql`` : sql`and (p.product_set is null or p.product_set <> all(${[...query.hiddenSets]}::smallint[]))`}
      ${query.province === null ? sql`` : sql`and p.province_code = ${query.province}`}
      ${query.stars.length === 0 ? sql`` : sql`and c.stars = any(${[...query.stars]}::smallint[])`}
      ${query.year === null ? sql`` : sql`and coalesce(extract(year from c.issued_on), c.issued_year) = ${query.year}`}
      ${and(
        sql,
        words,
        (word) => sql`(
        strpos(p.name_key, ${word}) > 0 or strpos(coalesce(m.name_key, ''), ${word}) > 0
        or strpos(coalesce(d.number_key, ''), ${word}) > 0 or strpos(coalesce(d.issuer_key, ''), ${word}) > 0)`,
      )}
      ${and(sql, issuerWords, (word) => sql`strpos(coalesce(d.issuer_key, ''), ${word}) > 0`)}`;
  const wanted =
    query.statuses.length === 0 ? sql`` : sql`where f.status = any(${[...query.statuses]}::text[])`;
  const order = {
    newest: sql`f.issued_on desc nulls last, f.issued_year desc nulls last, f.name_key, f.id`,
    oldest: sql`f.issued_on nulls last, f.issued_year nulls last, f.name_key, f.id`,
    ending: sql`f.ends, f.issued_on desc nulls last, f.name_key, f.id`,
    name: sql`f.name_key, f.issued_on desc nulls last, f.id`,
    stars: sql`f.stars desc, f.name_key, f.id`,
  }[query.sort];

  const [[summary], found] = await Promise.all([
    sql<{ total: number; statuses: Record<string, number> | null; years: number[] | null }[]>`
      with f as materialized (${matching})
      select
        (select count(*)::int from f ${wanted}) as total,
        (select jsonb_object_agg(status, n) from (select status, count(*)::int as n from f group by status) x) as statuses,
        (select jsonb_agg(distinct year) from (
          select coalesce(extract(year from issued_on)::int, issued_year) as year from certificates) y
          where year is not null) as years`,
    sql<
      {
        facts: CertificateFacts;
        row: Omit<RegisterRow, 'until' | 'status'> & { status: CertificateStatus; superseded: Day | null };
      }[]
    >`
      with shown as (
        select page.*, row_number() over () as place from (
          select f.* from (${matching}) f ${wanted} order by ${order}
          limit ${query.perPage} offset ${(query.page - 1) * query.perPage}) page)
      select ${sql.unsafe(CERTIFICATE_JSON)} as facts, jsonb_build_object(
        'id', c.id, 'stars', c.stars, 'status', shown.status, 'issuedOn', c.issued_on, 'issuedYear', c.issued_year,
        'product', jsonb_build_object('slug', p.slug, 'name', p.name, 'set', p.product_set,
          'provinceCode', p.province_code, 'communeCode', p.commune_code),
        'producer', case when m.id is null then null else jsonb_build_object('slug', m.slug, 'name', m.name) end,
        'decision', case when d.id is null then null
          else jsonb_build_object('id', d.id, 'number', d.number, 'issuer', d.issuer) end,
        'isExample', p.is_example,
        'superseded', (select min(n.issued_on) from certificates n
          where n.product_id = c.product_id and n.annulled_on is null and n.issued_on > c.issued_on)) as row
      from shown
      join certificates c on c.id = shown.id
      join products p on p.id = c.product_id
      left join producers m on m.id = p.producer_id
      left join decisions d on d.id = c.decision_id
      order by shown.place`,
  ]);
  return {
    total: summary?.total ?? 0,
    statuses: Object.entries(summary?.statuses ?? {}).map(([value, count]) => ({
      value: value as CertificateStatus,
      count,
    })),
    years: (summary?.years ?? []).sort((a, b) => b - a),
    rows: found.map(({ facts, row: { superseded, ...row } }) => ({
      ...row,
      until: termOn(query.day, { ...facts, supersededOn: superseded }, query.rule).until,
    })),
  };
}

function and(sql: Sql, words: readonly string[], condition: (word: string) => ReturnType<Sql>) {
  return words.reduce((all, word) => sql`${all} and ${condition(word)}`, sql``);
}

export type DecisionOfRegister = DecisionFacts & {
  ruleSet: RuleSetName | null;
  rows: (Pick<RegisterRow, 'id' | 'product' | 'producer' | 'stars' | 'status' | 'until'> & {
    kind: CertificateKind | null;
    points: number | null;
  })[];
};

/** A decision with every product it recognises and how each stands on `day`; `null`: none such. */
export async function decisionById(
  sql: Sql,
  id: string,
  day: Day,
  rule: LastDayRule,
): Promise<DecisionOfRegister | null> {
  const [found] = await sql<
    {
      decision: DecisionFacts & { ruleSet: RuleSetName | null };
      rows: {
        facts: CertificateFacts;
        product: RegisterRow['product'];
        producer: RegisterRow['producer'];
        superseded: Day | null;
      }[];
    }[]
  >`
    select
      jsonb_build_object(
        'id', d.id, 'number', d.number, 'issuer', d.issuer, 'issuerLevel', d.issuer_level,
        'issuedOn', d.issued_on, 'issuedYear', d.issued_year, 'provinceCode', d.province_code,
        'title', d.title, 'source', d.source, 'isExample', d.is_example, 'ruleSet', d.rule_set) as decision,
      coalesce((
        select jsonb_agg(jsonb_build_object(
          'facts', ${sql.unsafe(CERTIFICATE_JSON)},
          'product', jsonb_build_object('slug', p.slug, 'name', p.name, 'set', p.product_set,
            'provinceCode', p.province_code, 'communeCode', p.commune_code),
          'producer', (select jsonb_build_object('slug', m.slug, 'name', m.name) from producers m where m.id = p.producer_id),
          'superseded', (select min(n.issued_on) from certificates n
            where n.product_id = c.product_id and n.annulled_on is null and n.issued_on > c.issued_on))
          order by c.stars desc, p.name_key)
        from certificates c join products p on p.id = c.product_id
        where c.decision_id = d.id), '[]'::jsonb) as rows
    from decisions d where d.id = ${id}`;
  if (!found) return null;
  return {
    ...found.decision,
    rows: found.rows.map(({ facts, product, producer, superseded }) => {
      const standing = { ...facts, supersededOn: superseded };
      return {
        id: facts.id,
        kind: facts.kind,
        points: facts.points,
        stars: facts.stars,
        product,
        producer,
        status: statusOn(day, standing, rule),
        until: termOn(day, standing, rule).until,
      };
    }),
  };
}

/**
 * Days of the term in which a dossier may be handed in, as a sentence needs them.
 * `before`: not yet; `open`; `late`: the days for handing in are past, the certificate is not.
 */
export function renewalOn(
  day: Day,
  record: Pick<CertificateRecord, 'term' | 'status'>,
): 'before' | 'open' | 'late' | null {
  const { renewal, lastDay } = record.term;
  if (!renewal || lastDay === null || !inForce(record.status) || day > lastDay) return null;
  return day < renewal.opens ? 'before' : day <= renewal.closes ? 'open' : 'late';
}

/** Days from which on a certificate counts as running out, for explaining it. */
export const RUNNING_OUT_DAYS = EXPIRING_DAYS;
