import { sql } from 'drizzle-orm';
import type { sources } from '#db/schema/sync.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { hasErrors, type CheckedList, type CheckedPlace } from '#src/domain/registry/checked-list.ts';
import type { Plan } from '#src/domain/registry/plan.ts';
import { writePlan } from '#src/domain/registry/write-plan.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { holdBack } from './hold-back.ts';
import { keepOrigins, plannedOf, writtenBy } from './origins.ts';
import type { Proposal } from './proposal.ts';
import { recordProposals } from './proposals.ts';
import type { ItemOutcome } from './source.ts';

export type SourceRow = typeof sources.$inferSelect;

/** What is at work while one part of an answer goes into the register. */
export type Batch = {
  source: SourceRow;
  runId: string;
  places: Places;
  rule: LastDayRule;
  /** Name of the file or feed, for people. */
  part: string;
};

export type ItemFinding = {
  code: string;
  details?: Readonly<Record<string, string | number>>;
  weight?: string;
};

export type Item = {
  line: number;
  name: string;
  outcome: ItemOutcome;
  findings: readonly ItemFinding[];
  subject: string | null;
  provinceCode: string | null;
  communeCode: string | null;
};

export type Counts = { seen: number; changed: number; unchanged: number; refused: number; waiting: number };

/** The reason of every change, by which the audit names the source. */
export const reasonOf = ({ source, part }: Pick<Batch, 'source' | 'part'>): string =>
  `${source.name} · ${part}`;

export type Applied = {
  /** As it was written. */
  plan: Plan;
  /** Subjects that changed, and those for which something waits. */
  changed: Set<string>;
  waiting: Set<string>;
  proposals: Proposal[];
};

/** Writes what the source may do by itself, and puts the rest before a person. */
export async function applyPlan(
  ctx: Context,
  batch: Batch,
  plan: Plan,
  more: readonly Proposal[] = [],
): Promise<Applied> {
  const { source, runId, rule } = batch;
  const held = await holdBack(ctx, plan, source.id, rule);
  await writePlan(ctx, held.plan, { name: reasonOf(batch), lastDay: rule, progress: () => {} });
  await keepOrigins(ctx, source.id, runId, writtenBy(held.plan));
  const proposals = await recordProposals(ctx, source.id, runId, [...held.proposals, ...more]);
  const changed = new Set(plannedOf(held.plan).map(([noun, { now }]) => `${noun}:${now.id}`));
  for (const { now } of held.plan.links) changed.add(`product:${now.productId}`);
  return {
    plan: held.plan,
    changed,
    waiting: new Set(proposals.map(({ subject }) => subject)),
    proposals: held.proposals,
  };
}

/** Every row of a checked list with what became of it. */
export function itemsOf(list: CheckedList, plan: Plan, applied: Applied): { items: Item[]; counts: Counts } {
  const items: Item[] = [];
  const counts: Counts = { seen: 0, changed: 0, unchanged: 0, refused: 0, waiting: 0 };
  const decisionOf = new Map(plan.certificates.map(({ now }) => [now.id, now.decisionId]));
  const makerOf = new Map(plan.products.map(({ now }) => [now.id, now.producerId]));
  for (const { rows, shops } of list.sheets)
    for (const row of [...rows, ...shops]) {
      counts.seen += 1;
      const name = ('product' in row ? row.product : row.name) ?? '';
      const place = placeOf(row.place);
      if (hasErrors(row)) {
        counts.refused += 1;
        items.push({
          line: row.line,
          name,
          outcome: 'refused',
          findings: row.findings,
          subject: null,
          ...place,
        });
        continue;
      }
      const outcome = plan.outcomes.get(row);
      const subjects = [
        outcome?.productId && `product:${outcome.productId}`,
        outcome?.certificateId && `certificate:${outcome.certificateId}`,
        outcome?.pointOfSaleId && `point_of_sale:${outcome.pointOfSaleId}`,
        outcome?.productId && makerOf.get(outcome.productId) && `producer:${makerOf.get(outcome.productId)}`,
        outcome?.certificateId &&
          decisionOf.get(outcome.certificateId) &&
          `decision:${decisionOf.get(outcome.certificateId)}`,
      ].filter((subject): subject is string => typeof subject === 'string' && subject !== '');
      const subject = subjects[0] ?? null;
      const isWaiting = subjects.some((one) => applied.waiting.has(one));
      const isChanged = subjects.some((one) => applied.changed.has(one));
      if (isWaiting) counts.waiting += 1;
      if (isChanged) counts.changed += 1;
      if (!isWaiting && !isChanged) counts.unchanged += 1;
      const findings = row.findings;
      if (isWaiting) items.push({ line: row.line, name, outcome: 'waiting', findings, subject, ...place });
      if (isChanged) items.push({ line: row.line, name, outcome: 'changed', findings, subject, ...place });
    }
  return { items, counts };
}

export const placeOf = (place: Pick<CheckedPlace, 'province' | 'commune'>) => ({
  provinceCode: place.province,
  communeCode: place.commune,
});

export type Known = { key: string; subject: string | null };

/** Keeps what came of the part: its records, and what the source is known to hold by now. */
export async function keepOutcome(
  ctx: Context,
  { source, runId, part }: Batch,
  { items, known }: { items: readonly Item[]; known: readonly Known[] },
): Promise<void> {
  const rows = JSON.stringify(items.map((item) => ({ ...item, findings: item.findings })));
  await ctx.db.execute(sql`
    insert into source_items (run_id, part, line, name, outcome, findings, subject, province_code, commune_code)
    select ${runId}, ${part}, line, name, outcome, findings, subject, "provinceCode", "communeCode"
    from jsonb_to_recordset(${rows}::jsonb) as row(line int, name text, outcome text, findings jsonb, subject text,
      "provinceCode" text, "communeCode" text)`);
  const records = JSON.stringify([...new Map(known.map((one) => [one.key, one])).values()]);
  await ctx.db.execute(sql`
    insert into source_records (source_id, key, subject, run_id)
    select ${source.id}, key, subject, ${runId} from jsonb_to_recordset(${records}::jsonb) as row(key text, subject text)
    on conflict (source_id, key) do update set subject = coalesce(excluded.subject, source_records.subject),
      run_id = excluded.run_id, is_gone = false`);
}
