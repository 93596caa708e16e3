import { sql, type SQL } from 'drizzle-orm';
import { may, mustBeAllowed, reachOf, type Reach } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { inForce, type CertificateStatus } from '#src/domain/certification/certificate.ts';
import { whereOfProduct, type Placed } from '#src/domain/producers/where.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { lotNamed, type LotForm } from './lots.ts';
import { rootMark, STAMP_EPOCHS, STAMPS_AN_EPOCH, type StampLength } from './stamp-code.ts';
import { tellForRegister } from './tell-lot-event.ts';
import { MOST_STAMPS, nextStates, type SpoiltKind, type StampRunState } from './stamp-run.ts';

/** Tag under which processes hear that there are stamps they do not know. */
export const STAMPS_TAG = 'stamps';

export type SpoiltRange = {
  id: string;
  from: number;
  until: number;
  kind: SpoiltKind;
  reason: string;
  at: Date;
};

export type StampRun = {
  id: string;
  number: string;
  state: StampRunState;
  epoch: number;
  first: number;
  count: number;
  length: StampLength;
  /** By the machine that signs, with which key; then its codes are of digits, and this site can make none. */
  signed: { key: number; at: Date; madeOn: Day | null; certifiedUntil: Day | null } | null;
  orderedAt: Date;
  /** How far the registry log reached then, as it stands at the foot of every sheet: a mark on paper that outlives us. */
  logMark: string | null;
  /** Numbers under scratch fields were handed out for it. */
  hasPins: boolean;
  changedAt: Date;
  version: number;
  product: { id: string; slug: string; name: string; gtin: string | null };
  producer: { id: string; name: string } | null;
  lot: { id: string; code: string; madeOn: Day | null; useBy: Day | null; recalledOn: Day | null };
  spoilt: SpoiltRange[];
};

/**
 * The epoch whose keys make new codes, locked; the first one is begun when there is none.
 *
 * @throws Refusal `stamp.root_changed`: the codes would be made by keys that nobody will have.
 */
async function currentEpoch(ctx: Context, root: string): Promise<{ epoch: number; next: number }> {
  // Nobody begins the same epoch twice.
  await ctx.db.execute(sql`lock table stamp_epochs in share row exclusive mode`);
  const [current] = await ctx.db.execute<{ epoch: number; next: number; root_mark: string }>(
    sql`select epoch, next::float8 as next, root_mark from stamp_epochs where ended_at is null order by epoch desc limit 1`,
  );
  if (!current) return beginEpoch(ctx, root, 0);
  if (current.root_mark !== rootMark(root)) throw new Refusal('stamp.root_changed');
  return current;
}

async function beginEpoch(
  ctx: Context,
  root: string,
  epoch: number,
): Promise<{ epoch: number; next: number }> {
  if (epoch >= STAMP_EPOCHS) throw new Refusal('stamp.epochs_used_up');
  await ctx.db.execute(sql`
    insert into stamp_epochs (epoch, root_mark, begun_at, begun_by)
    values (${epoch}, ${rootMark(root)}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)})`);
  await writeDown(ctx, [{ kind: 'stamp.epoch_begun', subject: `stamp_epoch:${epoch}`, after: { epoch } }]);
  return { epoch, next: 0 };
}

/**
 * From now on codes are made with new keys; those that were made stay good.
 *
 * @returns the new epoch.
 * @throws Refusal `not_allowed`; `stamp.root_changed`, `stamp.epochs_used_up`.
 */
export async function renewStampKeys(ctx: Context, root: string): Promise<number> {
  mustBeAllowed(ctx, 'stamp.operate', 'country');
  return inTransaction(ctx, async (ctx) => {
    const { epoch } = await currentEpoch(ctx, root);
    await ctx.db.execute(
      sql`update stamp_epochs set ended_at = ${ctx.now.toISOString()} where epoch = ${epoch}`,
    );
    return (await beginEpoch(ctx, root, epoch + 1)).epoch;
  });
}

/** The roots that have made codes; another root knows none of theirs. */
export async function isRootKnown(ctx: Pick<Context, 'db'>, root: string): Promise<boolean> {
  const [other] = await ctx.db.execute(
    sql`select 1 from stamp_epochs where root_mark <> ${rootMark(root)} limit 1`,
  );
  return other === undefined;
}

/**
 * Stamps for one lot. Their codes are worked out, not kept.
 *
 * @throws Refusal `not_found`, `stamp.count_wrong` (details: most), `stamp.lot_missing`, `stock.lot_days_wrong`,
 *   `stamp.not_certified`: the certificate is neither in force nor extended; `stamp.withdrawn`, `stamp.lot_recalled`,
 *   `stamp.lot_past`: its use-by is over; `stamp.root_changed`.
 */
export async function orderStamps(
  ctx: Context,
  root: string,
  productId: string,
  form: LotForm & { count: number; length: StampLength },
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const where = await whereOfProduct(ctx, productId);
    if (!where || where.mergedInto !== null) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'stamp.order', where);
    if (!Number.isSafeInteger(form.count) || form.count < 1 || form.count > MOST_STAMPS)
      throw new Refusal('stamp.count_wrong', { most: MOST_STAMPS });
    if (form.madeOn !== null && form.useBy !== null && form.madeOn > form.useBy)
      throw new Refusal('stock.lot_days_wrong');
    await mustBeCertified(ctx, productId);
    const { id: lotId, isChanged } = await lotNamed(ctx, productId, form);
    if (lotId === null) throw new Refusal('stamp.lot_missing');
    const today = dayInVietnam(ctx.now);
    const [lot] = await ctx.db.execute<{ recalled: boolean; past: boolean }>(sql`
      select coalesce(recalled_on <= ${today}::date, false) as recalled, coalesce(use_by < ${today}::date, false) as past
      from lots where id = ${lotId}`);
    if (lot?.recalled) throw new Refusal('stamp.lot_recalled');
    if (lot?.past) throw new Refusal('stamp.lot_past');
    const { epoch, next } = await currentEpoch(ctx, root);
    if (next + form.count > STAMPS_AN_EPOCH) throw new Refusal('stamp.epochs_used_up');
    const id = newId();
    const year = today.slice(0, 4);
    const now = ctx.now.toISOString();
    const [run] = await ctx.db.execute<{ number: string }>(sql`
      with taken as (update stamp_epochs set next = next + ${form.count} where epoch = ${epoch})
      insert into stamp_runs (id, number, product_id, lot_id, epoch, first, count, length, state, ordered_at, changed_at)
      select ${id}, ${year} || '-' || lpad((count(*) + 1)::text, 5, '0'), ${productId}, ${lotId}, ${epoch}, ${next},
        ${form.count}, ${form.length}, 'ordered', ${now}, ${now}
      from stamp_runs where number like ${`${year}-%`}
      returning number`);
    await writeDown(ctx, [
      {
        kind: 'stamp.ordered',
        subject: `stamp_run:${id}`,
        after: {
          run: run!.number,
          productId,
          lot: tidy(form.lotCode),
          count: form.count,
          scope: placeOf(where),
        },
      },
    ]);
    await tellForRegister(ctx, 'stamps_ordered', lotId, { run: run!.number, from: 1, until: form.count });
    await announce(ctx, { tags: [STAMPS_TAG], products: isChanged ? [productId] : [] });
    return id;
  });
}

const placeOf = ({ provinceCode, communeCode }: Placed) => ({ provinceCode, communeCode });

/** @source Decision 26/2026/QĐ-TTg, article 12: the mark goes with a certificate that is in force or extended. */
export async function mustBeCertified(ctx: Context, productId: string): Promise<void> {
  const today = dayInVietnam(ctx.now);
  const [standing] = await ctx.db.execute<{ status: CertificateStatus | null; withdrawn: boolean }>(sql`
    select s.status, (coalesce(p.withdrawn_on <= ${today}::date, false) or coalesce(m.ceased_on <= ${today}::date, false)) as withdrawn
    from products p left join producers m on m.id = p.producer_id
    left join standings s on s.product_id = p.id and s.governs and ${today}::date between s.from_day and s.until_day
    where p.id = ${productId}`);
  if (standing?.withdrawn) throw new Refusal('stamp.withdrawn');
  if (!standing?.status || !inForce(standing.status)) throw new Refusal('stamp.not_certified');
}

const RUN = sql`
  select r.id, r.number, r.state, r.epoch, r.first::float8 as first, r.count, r.length, r.version,
    r.has_pins as "hasPins",
    case when r.sign_key is not null then jsonb_build_object('key', r.sign_key, 'at', r.signed_at,
      'madeOn', r.signed_made_on, 'certifiedUntil', r.signed_certified_until) end as signed,
    (select c.size || ' ' || left(split_part(c.note, chr(10), 3), 8) from log_checkpoints c
      where c.at <= r.ordered_at order by c.at desc, c.size desc limit 1) as "logMark",
    r.ordered_at as "orderedAt", r.changed_at as "changedAt",
    jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'gtin', p.gtin) as product,
    case when m.id is null then null else jsonb_build_object('id', m.id, 'name', m.name) end as producer,
    jsonb_build_object('id', l.id, 'code', l.code, 'madeOn', l.made_on, 'useBy', l.use_by, 'recalledOn', l.recalled_on) as lot,
    coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'from', x.from_place, 'until', x.until_place, 'kind', x.kind,
        'reason', x.reason, 'at', x.at) order by x.at, x.id)
      from spoilt_stamps x where x.run_id = r.id), '[]'::jsonb) as spoilt
  from stamp_runs r
  join products p on p.id = (select coalesce(merged_into, id) from products where id = r.product_id)
  left join producers m on m.id = p.producer_id
  join lots l on l.id = r.lot_id`;

async function runs(ctx: Pick<Context, 'db'>, where: SQL): Promise<StampRun[]> {
  const rows = await ctx.db.execute<StampRun>(sql`${RUN} ${where}`);
  return rows.map((row) => ({
    ...row,
    signed: row.signed && { ...row.signed, at: new Date(row.signed.at) },
    orderedAt: new Date(row.orderedAt),
    changedAt: new Date(row.changedAt),
    spoilt: row.spoilt.map((range) => ({ ...range, at: new Date(range.at) })),
  }));
}

/** Who makes goods that stamps are for. */
export type StampMaker = {
  id: string;
  name: string;
  products: { id: string; name: string; isCertified: boolean; lots: { code: string; useBy: Day | null }[] }[];
};

/** A producer and the goods whose stamps they may order. @throws Refusal `not_found`, `not_allowed`. */
export async function stampMaker(ctx: Context, producerId: string): Promise<StampMaker> {
  mustBeAllowed(ctx, 'stamp.order', { provinceCode: null, communeCode: null, producerId });
  const today = dayInVietnam(ctx.now);
  const [row] = await ctx.db.execute<StampMaker>(sql`
    select m.id, m.name, coalesce((
      select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name,
          'isCertified', coalesce(s.status in ('valid', 'expiring', 'extended'), false),
          'lots', coalesce((select jsonb_agg(jsonb_build_object('code', l.code, 'useBy', l.use_by))
            from (select code, use_by from lots where product_id = p.id and recalled_on is null
                and coalesce(use_by >= ${today}::date, true)
              order by created_at desc limit 20) l), '[]'::jsonb)) order by p.name_key, p.id)
      from products p left join standings s on s.product_id = p.id and s.governs
        and ${today}::date between s.from_day and s.until_day
      where p.producer_id = m.id and p.merged_into is null and p.withdrawn_on is null), '[]'::jsonb) as products
    from producers m where m.id = ${producerId} and m.merged_into is null`);
  if (!row) throw new Refusal('not_found');
  return row;
}

const MOST_RUNS = 200;

/** Newest first. @throws Refusal `not_found`, `not_allowed`. */
export async function runsOfProducer(ctx: Context, producerId: string): Promise<StampRun[]> {
  mustBeAllowed(ctx, 'stamp.order', { provinceCode: null, communeCode: null, producerId });
  return runs(ctx, sql`where m.id = ${producerId} order by r.ordered_at desc, r.id limit ${MOST_RUNS}`);
}

/** Runs of goods within an officer's reach, newest first. */
export async function runsWithin(ctx: Context, most = MOST_RUNS): Promise<StampRun[]> {
  return runs(
    ctx,
    sql`where ${inReach(reachOf(ctx.actor, 'stamp.watch'))} order by r.ordered_at desc, r.id limit ${most}`,
  );
}

/** Of goods `p` of the maker `m`: that their place is within an officer's reach. */
export function inReach(reach: Reach): SQL {
  if (reach === 'all') return sql`true`;
  const places = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`coalesce(p.province_code, m.province_code) = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [
            sql`(coalesce(p.province_code, m.province_code) = ${scope.provinceCode}
              and case when p.province_code is null then m.commune_code else p.commune_code end = ${scope.communeCode})`,
          ]
        : [],
  );
  return places.length === 0 ? sql`false` : sql`(${sql.join(places, sql` or `)})`;
}

/** @throws Refusal `not_found`, `not_allowed`. */
export async function stampRun(ctx: Context, id: string): Promise<StampRun> {
  const [run] = await runs(ctx, sql`where r.id = ${id}`);
  const where = run && (await whereOfProduct(ctx, run.product.id));
  if (!run || !where) throw new Refusal('not_found');
  if (!may(ctx.actor, 'stamp.order', where)) mustBeAllowed(ctx, 'stamp.watch', where);
  return run;
}

async function lockedRun(ctx: Context, id: string, version: number): Promise<StampRun> {
  const [held] = await ctx.db.execute<{ version: number }>(
    sql`select version from stamp_runs where id = ${id} for update`,
  );
  const run = await stampRun(ctx, id);
  if (held?.version !== version) throw new Refusal('changed_meanwhile');
  return run;
}

/**
 * A run goes on: printed, at the producer's, on packs (from then on its stamps are good), at an end.
 *
 * @throws Refusal `not_found`, `not_allowed`, `changed_meanwhile`, `stamp.state_wrong`, `stamp.lot_recalled`,
 *   `stamp.not_certified`, `stamp.withdrawn`: only of a run that is to be active.
 */
export async function moveRun(
  ctx: Context,
  id: string,
  form: { to: StampRunState; version: number },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const run = await lockedRun(ctx, id, form.version);
    if (!nextStates(run.state).includes(form.to)) throw new Refusal('stamp.state_wrong');
    const where = await whereOfProduct(ctx, run.product.id);
    mustBeAllowed(ctx, 'stamp.order', where!);
    if (form.to === 'active') {
      await mustBeCertified(ctx, run.product.id);
      if (run.lot.recalledOn !== null && run.lot.recalledOn <= dayInVietnam(ctx.now))
        throw new Refusal('stamp.lot_recalled');
    }
    await ctx.db.execute(sql`
      update stamp_runs set state = ${form.to}, changed_at = ${ctx.now.toISOString()}, version = version + 1 where id = ${id}`);
    await writeDown(ctx, [
      {
        kind: 'stamp.moved',
        subject: `stamp_run:${id}`,
        before: { state: run.state },
        after: { run: run.number, state: form.to, scope: placeOf(where!) },
      },
    ]);
    const range = { run: run.number, from: 1, until: run.count };
    if (form.to === 'active') await tellForRegister(ctx, 'stamps_active', run.lot.id, range);
    if (form.to === 'closed') await tellForRegister(ctx, 'stamps_closed', run.lot.id, range);
  });
}

/** What was written of a range, and the lot whose packs carry it. */
export type ReportedRange = {
  id: string;
  run: string;
  from: number;
  until: number;
  lot: { id: string; code: string; productId: string; product: string };
  isLotRecalled: boolean;
};

/**
 * Stamps that nobody may trust any more: torn and thrown away, out of the producer's hands, or on packs that are called
 * back. The rest of the lot stays as it is.
 *
 * @param form places in the run, from 1, both included.
 * @throws Refusal `not_found`, `not_allowed`, `changed_meanwhile`, `stamp.range_wrong` (details: most), `reason_missing`.
 */
export async function spoilStamps(
  ctx: Context,
  id: string,
  form: { from: number; until: number; kind: SpoiltKind; reason: string; version: number },
): Promise<ReportedRange> {
  return inTransaction(ctx, async (ctx) => {
    const run = await lockedRun(ctx, id, form.version);
    const where = (await whereOfProduct(ctx, run.product.id))!;
    if (form.kind === 'recalled') mustBeAllowed(ctx, 'lot.recall', where);
    const isRange =
      Number.isSafeInteger(form.from) &&
      Number.isSafeInteger(form.until) &&
      form.from >= 1 &&
      form.from <= form.until &&
      form.until <= run.count;
    if (!isRange) throw new Refusal('stamp.range_wrong', { most: run.count });
    const reason = tidy(form.reason).slice(0, 300);
    if (!reason) throw new Refusal('reason_missing');
    const { from, until, kind } = form;
    const rangeId = newId();
    await ctx.db.execute(sql`
      with told as (update stamp_runs set version = version + 1, changed_at = ${ctx.now.toISOString()} where id = ${id})
      insert into spoilt_stamps (id, run_id, from_place, until_place, kind, reason, at, by)
      values (${rangeId}, ${id}, ${from}, ${until}, ${kind}, ${reason}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)})`);
    await writeDown(ctx, [
      {
        kind: kind === 'recalled' ? 'stamp.recalled' : 'stamp.spoilt',
        subject: `stamp_run:${id}`,
        after: {
          run: run.number,
          from,
          until,
          kind,
          scope: placeOf(where),
        },
        reason,
      },
    ]);
    const range = { run: run.number, from, until, isStolen: kind === 'stolen' };
    await tellForRegister(ctx, kind === 'recalled' ? 'stamps_recalled' : 'stamps_spoilt', run.lot.id, range);
    return {
      id: rangeId,
      run: run.number,
      from,
      until,
      lot: { id: run.lot.id, code: run.lot.code, productId: run.product.id, product: run.product.name },
      isLotRecalled: run.lot.recalledOn !== null,
    };
  });
}

/** How many stamps of a run nobody may trust: ranges may overlap. */
export function spoiltCount(ranges: readonly Pick<SpoiltRange, 'from' | 'until'>[]): number {
  let count = 0;
  let done = 0;
  for (const { from, until } of [...ranges].sort((one, other) => one.from - other.from)) {
    count += Math.max(0, until - Math.max(done, from - 1));
    done = Math.max(done, until);
  }
  return count;
}
