import { sql } from 'drizzle-orm';
import type { ReadSheet, ShopRow } from '#src/domain/lists/list-row.ts';
import { comparedWithRegister } from '#src/domain/registry/check-list.ts';
import { hasErrors } from '#src/domain/registry/checked-list.ts';
import type { PointFacts } from '#src/domain/registry/known-register.ts';
import type { Planned } from '#src/domain/registry/planned.ts';
import { onePublishingAtATime } from '#src/domain/registry/publish-list.ts';
import { closePointOfSale } from '#src/domain/shop/keep-point-of-sale.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, tidy } from '#src/domain/shared/text.ts';
import {
  applyPlan,
  keepOutcome,
  reasonOf,
  type Batch,
  type Counts,
  type Item,
  type ItemFinding,
  type Known,
} from './batch.ts';
import { knownHere } from './apply-feed.ts';
import { feedPoint, type FeedPoint } from './feed.ts';
import { keepOrigins, originsOf, rowsToChange } from './origins.ts';
import { recordProposals } from './proposals.ts';
import { areaOfSource } from './source.ts';

type Taken = {
  line: number;
  record: FeedPoint;
  known: string | null;
  point: string | null;
  findings: ItemFinding[];
};

/** Brings points of sale of another register into this one. Telephones and keepers are not in open data, and stay as they are. */
export async function applyPoints(
  ctx: Context,
  batch: Batch,
  lines: readonly string[],
  firstLine: number,
): Promise<Counts> {
  const { source, places } = batch;
  await onePublishingAtATime(ctx);
  const counts: Counts = { seen: lines.length, changed: 0, unchanged: 0, refused: 0, waiting: 0 };
  const items: Item[] = [];
  const taken: Taken[] = [];
  for (const [index, line] of lines.entries()) {
    const read = feedPoint.safeParse(asJson(line));
    const no = (name: string, code: string) => {
      counts.refused += 1;
      items.push({
        line: firstLine + index,
        name,
        outcome: 'refused',
        findings: [{ code, details: { field: read.error?.issues[0]?.path.join('.') ?? '' } }],
        subject: null,
        provinceCode: null,
        communeCode: null,
      });
    };
    if (!read.success) no('', 'record_unreadable');
    else if (read.data.isExample) no(read.data.name, 'record_example');
    else taken.push({ line: firstLine + index, record: read.data, known: null, point: null, findings: [] });
  }
  const here = await knownHere(
    ctx,
    source.id,
    taken.map(({ record }) => `r:${record.id}`),
  );
  for (const one of taken) one.known = here.get(`r:${one.record.id}`) ?? null;
  const held = await rowsToChange<PointFacts>(ctx, 'point_of_sale', [...here.values()]);
  const fresh = taken.filter(({ known }) => known === null || !held.has(known));
  const sheet: ReadSheet = {
    name: batch.part,
    kind: 'points_of_sale',
    headerLines: [],
    columns: {},
    headings: {},
    title: { decisionNumber: null, decisionDate: null, issuer: null, province: null },
    rows: [],
    shops: fresh.map(({ record, line }) => shopOf(record, line, batch)),
    skipped: [],
    findings: [],
    revokes: false,
  };
  const { list, plan } = await comparedWithRegister(ctx, places, [sheet], batch.part, {
    within: areaOfSource(source),
  });
  const planned = new Map<string, Planned<PointFacts>>(plan.points.map((row) => [row.now.id, row]));
  for (const [index, one] of fresh.entries()) {
    const shop = list.sheets[0]!.shops[index]!;
    if (hasErrors(shop)) one.findings.push(...shop.findings.filter(({ weight }) => weight === 'error'));
    one.point = plan.outcomes.get(shop)?.pointOfSaleId ?? null;
    const row = one.point === null ? undefined : planned.get(one.point);
    if (row?.isNew) tellPoint(row, one.record, batch);
  }
  for (const one of taken) {
    const row = one.known === null ? undefined : held.get(one.known);
    if (!row) continue;
    one.point = row.now.id;
    tellPoint(row, one.record, batch);
    planned.set(row.now.id, row);
  }
  const applied = await applyPlan(ctx, batch, {
    ...plan,
    points: [...planned.values()].filter(({ isNew, changed }) => isNew || changed),
  });
  const closed = await closings(ctx, batch, taken);
  const known: Known[] = [];
  for (const { line, record, point, findings } of taken) {
    const subject = point === null ? null : `point_of_sale:${point}`;
    const isWaiting = subject !== null && (applied.waiting.has(subject) || closed.waiting.has(subject));
    const isChanged = subject !== null && (applied.changed.has(subject) || closed.changed.has(subject));
    const item = (outcome: Item['outcome'], findings: readonly ItemFinding[]): void => {
      counts[outcome] += 1;
      items.push({
        line,
        name: record.name,
        outcome,
        findings,
        subject,
        provinceCode: record.place.province,
        communeCode: record.place.commune,
      });
    };
    if (findings.length > 0) item('refused', findings);
    if (isWaiting) item('waiting', []);
    if (isChanged) item('changed', []);
    if (findings.length === 0 && !isWaiting && !isChanged) counts.unchanged += 1;
    known.push({ key: `r:${record.id}`, subject });
  }
  await keepOutcome(ctx, batch, { items, known });
  return counts;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function shopOf(record: FeedPoint, line: number, { places }: Batch): ShopRow {
  const { province, commune } = record.place;
  const unit = commune === null ? null : places.unit(commune);
  return {
    line,
    name: tidy(record.name),
    kind: null,
    operator: record.operator,
    place: {
      address: null,
      hamlet: null,
      commune: null,
      district: null,
      province: unit === null && province !== null ? (places.nameOf(province) ?? province) : null,
      ...(unit?.level === 'commune' && { code: unit.code }),
    },
    phone: null,
    hours: record.hours,
    latitude: record.latitude,
    longitude: record.longitude,
    findings: [],
  };
}

function tellPoint(row: Planned<PointFacts>, record: FeedPoint, { places }: Batch): void {
  const name = tidy(record.name);
  if (name !== row.now.name && row.set('name', name)) row.set('nameKey', foldedWords(name));
  row.set('kind', record.kind);
  const { province, commune, asPrinted } = record.place;
  if (
    province !== null &&
    places.unit(province) !== null &&
    (commune === null || places.unit(commune) !== null)
  ) {
    row.set('provinceCode', province);
    if (commune !== null) row.set('communeCode', commune);
  }
  if (row.isNew) row.set('addressAsPrinted', asPrinted);
  else if (asPrinted !== null) row.set('addressAsPrinted', asPrinted);
  for (const field of ['operator', 'street', 'hours', 'latitude', 'longitude'] as const)
    if (record[field] !== null) row.set(field, record[field] as never);
  if (
    record.openingHours !== null &&
    JSON.stringify(record.openingHours) !== JSON.stringify(row.now.openingHours)
  )
    row.set('openingHours', record.openingHours);
}

/** One that closes is closed here at once; that one is open again a person decides. */
async function closings(
  ctx: Context,
  batch: Batch,
  taken: readonly Taken[],
): Promise<{ changed: Set<string>; waiting: Set<string> }> {
  const done = { changed: new Set<string>(), waiting: new Set<string>() };
  const subjects = taken.flatMap(({ point }) => (point === null ? [] : [`point_of_sale:${point}`]));
  const found = await ctx.db.execute<{ id: string; closed: string | null }>(sql`
    select id, closed_on::text as closed from points_of_sale
    where id in (select value from jsonb_array_elements_text(${JSON.stringify(taken.map(({ point }) => point ?? ''))}::jsonb))`);
  const now = new Map(found.map(({ id, closed }) => [id, closed]));
  const origins = await originsOf(ctx, subjects);
  for (const one of taken) {
    if (one.point === null || !now.has(one.point)) continue;
    const subject = `point_of_sale:${one.point}`;
    const [held, then] = [now.get(one.point) ?? null, one.record.closedOn];
    if (held === then) continue;
    const origin = origins.get(`${subject}|closedOn`);
    if (then === null && origin?.sourceId !== batch.source.id) continue;
    if (
      then !== null &&
      (held === null ? origin === undefined : origin?.sourceId === batch.source.id && origin.value === held)
    ) {
      try {
        await inTransaction(ctx, (ctx) => closePointOfSale(ctx, one.point!, then, reasonOf(batch)));
        await keepOrigins(ctx, batch.source.id, batch.runId, [{ subject, field: 'closedOn', value: then }]);
        done.changed.add(subject);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        one.findings.push({ code: `refusal:${error.code}` });
      }
      continue;
    }
    const waiting = await recordProposals(ctx, batch.source.id, batch.runId, [
      {
        slot: `${subject}|closedOn`,
        subject,
        name: one.record.name,
        what: 'fields',
        risks: [then === null ? 'undone' : 'decided_here'],
        before: { closedOn: held },
        after: { closedOn: then },
        facts: { fields: { closedOn: then } },
        provinceCode: one.record.place.province,
        communeCode: one.record.place.commune,
      },
    ]);
    if (waiting.length > 0) done.waiting.add(subject);
  }
  return done;
}
