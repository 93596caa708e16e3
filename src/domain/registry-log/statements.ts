import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { ProducerKind } from '#src/domain/producers/producer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import {
  sealed,
  type CertificateStatement,
  type LotStatement,
  type SignKeyStatement,
  type StampRunStatement,
  type Statement,
} from './entry.ts';

const json = (values: readonly string[]) =>
  sql`(select value from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

/** What the log speaks of where one of these subjects has changed: certificates, runs of stamps, recalled lots. */
export async function subjectsTouched(
  ctx: Pick<Context, 'db'>,
  changed: readonly string[],
): Promise<string[]> {
  const rows = await ctx.db.execute<{ subject: string }>(sql`
    with changed as (select split_part(value, ':', 1) as noun, split_part(value, ':', 2) as id
      from jsonb_array_elements_text(${JSON.stringify(changed)}::jsonb)),
    goods as (
      select p.id from products p join changed c on c.noun = 'product' and c.id = p.id
      union select p.id from products p join changed c on c.noun = 'producer' and c.id = p.producer_id)
    select 'certificate:' || c.id as subject from certificates c where c.product_id in (select id from goods)
      or c.id in (select id from changed where noun = 'certificate')
      or c.decision_id in (select id from changed where noun = 'decision')
    union select 'lot:' || l.id from lots l where l.recalled_on is not null and l.product_id in (select id from goods)
    union select 'stamp_run:' || r.id from stamp_runs r where r.id in (select id from changed where noun = 'stamp_run')
    union select 'sign_key:' || k.number from sign_keys k
      where k.number::text in (select id from changed where noun = 'sign_key')
    order by 1`);
  return rows.map(({ subject }) => subject);
}

/** Of these subjects, those that changed and are still to be written; what waits of others hides nothing of them. */
export async function pendingOf(ctx: Pick<Context, 'db'>, subjects: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.db.execute<{ subject: string }>(sql`select distinct subject from log_pending`);
  if (rows.length === 0) return new Set();
  const touched = new Set(
    await subjectsTouched(
      ctx,
      rows.map(({ subject }) => subject),
    ),
  );
  return new Set(subjects.filter((subject) => touched.has(subject)));
}

/** Everything the log has to speak of. */
export async function subjectsOfRegister(ctx: Pick<Context, 'db'>): Promise<string[]> {
  const rows = await ctx.db.execute<{ subject: string }>(sql`
    select 'certificate:' || id as subject from certificates
    union all select 'stamp_run:' || id from stamp_runs
    union all select 'lot:' || id from lots where recalled_on is not null
    union all select 'sign_key:' || number from sign_keys
    order by 1`);
  return rows.map(({ subject }) => subject);
}

/** What the register says now of these subjects; one that it does not hold is missing from the answer. */
export async function statementsOf(
  ctx: Pick<Context, 'db'>,
  subjects: readonly string[],
): Promise<Map<string, Statement>> {
  const named = (noun: string) =>
    subjects
      .filter((subject) => subject.startsWith(`${noun}:`))
      .map((subject) => subject.slice(noun.length + 1));
  const [certificates, runs, lots, keys] = [
    named('certificate'),
    named('stamp_run'),
    named('lot'),
    named('sign_key'),
  ];
  const statements = new Map<string, Statement>();
  if (certificates.length > 0)
    for (const row of await certificateRows(ctx, certificates))
      statements.set(`certificate:${row.certificate}`, certificateStatement(row));
  if (runs.length > 0)
    for (const { id, salt, sealedRange, ...run } of await runRows(ctx, runs))
      statements.set(`stamp_run:${id}`, { ...run, range: salt === null ? null : sealed(salt, sealedRange) });
  if (lots.length > 0) for (const row of await lotRows(ctx, lots)) statements.set(`lot:${row.lot}`, row);
  if (keys.length > 0)
    for (const row of await keyRows(ctx, keys)) statements.set(`sign_key:${row.signKey}`, row);
  return statements;
}

/** Natural persons: who trades in their own name. A kind that nobody states may be one. */
const IS_BODY: ReadonlySet<ProducerKind | null> = new Set([
  'cooperative',
  'enterprise',
  'association',
  'operating_centre',
]);

type CertificateRow = Omit<CertificateStatement, 'producer'> & {
  maker: { id: string; name: string; kind: ProducerKind | null; salt: string | null } | null;
};

function certificateStatement({ maker, ...row }: CertificateRow): CertificateStatement {
  if (maker === null) return { ...row, producer: null };
  const { id, name, kind, salt } = maker;
  return {
    ...row,
    producer: IS_BODY.has(kind) ? { id, name } : { id, sealed: salt === null ? null : sealed(salt, name) },
  };
}

async function certificateRows(ctx: Pick<Context, 'db'>, ids: readonly string[]): Promise<CertificateRow[]> {
  const rows = await ctx.db.execute<{ row: CertificateRow }>(sql`
    select jsonb_build_object('certificate', c.id,
      'product', jsonb_build_object('id', p.id, 'name', p.name),
      'maker', case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name, 'kind', m.kind, 'salt', s.salt) end,
      'place', jsonb_build_object('province', p.province_code, 'commune', p.commune_code),
      'set', p.product_set, 'number', c.number, 'kind', c.kind, 'stars', c.stars,
      'decision', case when d.id is not null then
        jsonb_build_object('number', d.number, 'issuer', d.issuer, 'issuedOn', d.issued_on) end,
      'issuedOn', c.issued_on, 'ruleSet', c.rule_set, 'statedUntil', c.stated_until, 'annulledOn', c.annulled_on,
      'events', coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'effectiveOn', e.effective_on, 'until', e.until,
          'ground', e.ground, 'decisionNumber', e.decision_number, 'decidedOn', e.decided_on, 'issuer', e.issuer)
          order by e.effective_on, e.recorded_at, e.id)
        from certificate_events e where e.certificate_id = c.id), '[]'::jsonb),
      'withdrawnOn', p.withdrawn_on, 'isExample', p.is_example) as row
    from certificates c
    join products p on p.id = c.product_id
    left join producers m on m.id = p.producer_id
    left join log_salts s on s.subject = 'producer:' || m.id
    left join decisions d on d.id = c.decision_id
    where c.id in ${json(ids)}`);
  return rows.map(({ row }) => row);
}

type SealedRange = {
  epoch: number;
  first: number;
  count: number;
  length: number;
  spoilt: { from: number; until: number; kind: string }[];
};

async function runRows(ctx: Pick<Context, 'db'>, ids: readonly string[]) {
  const rows = await ctx.db.execute<{
    row: Omit<StampRunStatement, 'range'> & { id: string; salt: string | null; sealedRange: SealedRange };
  }>(sql`
    select jsonb_build_object('id', r.id, 'run', r.number, 'product', r.product_id, 'lot', l.code, 'state', r.state,
      'spoilt', (select count(*) from spoilt_stamps x where x.run_id = r.id), 'salt', s.salt,
      'sealedRange', jsonb_build_object('epoch', r.epoch, 'first', r.first, 'count', r.count, 'length', r.length,
        'spoilt', coalesce((select jsonb_agg(jsonb_build_object('from', x.from_place, 'until', x.until_place, 'kind', x.kind)
          order by x.at, x.id) from spoilt_stamps x where x.run_id = r.id), '[]'::jsonb))) as row
    from stamp_runs r join lots l on l.id = r.lot_id left join log_salts s on s.subject = 'stamp_run:' || r.id
    where r.id in ${json(ids)}`);
  return rows.map(({ row }) => row);
}

async function lotRows(ctx: Pick<Context, 'db'>, ids: readonly string[]): Promise<LotStatement[]> {
  const rows = await ctx.db.execute<{
    lot: string;
    product: string;
    code: string;
    recalledOn: Day | null;
  }>(sql`
    select id as lot, product_id as product, code, recalled_on::text as "recalledOn" from lots where id in ${json(ids)}`);
  return rows.map((row) => ({ ...row }));
}

async function keyRows(ctx: Pick<Context, 'db'>, numbers: readonly string[]): Promise<SignKeyStatement[]> {
  const rows = await ctx.db.execute<SignKeyStatement>(sql`
    select number as "signKey", public_key as "publicKey", ended_at is not null as "isEnded" from sign_keys
    where number::text in ${json(numbers)}`);
  return rows.map((row) => ({ ...row }));
}

/** Salts for what will be sealed and has none yet. One that was destroyed is not made again. */
export async function makeSalts(ctx: Pick<Context, 'db'>, subjects: readonly string[]): Promise<void> {
  const rows = await ctx.db.execute<{ subject: string }>(sql`
    select distinct 'producer:' || p.producer_id as subject from certificates c join products p on p.id = c.product_id
    where p.producer_id is not null and 'certificate:' || c.id in ${json(subjects)}
    union select 'stamp_run:' || id from stamp_runs where 'stamp_run:' || id in ${json(subjects)}
    except select subject from log_salts`);
  if (rows.length === 0) return;
  const salts = rows.map(({ subject }) => ({ subject, salt: randomBytes(16).toString('base64url') }));
  await ctx.db.execute(sql`
    insert into log_salts (subject, salt)
    select subject, salt from jsonb_to_recordset(${JSON.stringify(salts)}::jsonb) as row(subject text, salt text)
    on conflict do nothing`);
}
