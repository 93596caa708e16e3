import { isDeepStrictEqual } from 'node:util';
import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { sourceProposals, sources } from '#db/schema/sync.ts';
import { mustBeAllowed, reachOf, type Reach } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { recordEventOfSource, type EventOfSource } from '#src/domain/certification/record-event.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { correctProducer, correctProduct } from '#src/domain/registry/correct-register.ts';
import { keyOfProducer, kindOfProducer } from '#src/domain/registry/keys.ts';
import type {
  CertificateFacts,
  DecisionFacts,
  ProducerFacts,
  ProductFacts,
} from '#src/domain/registry/known-register.ts';
import type { Plan } from '#src/domain/registry/plan.ts';
import { Planned } from '#src/domain/registry/planned.ts';
import { onePublishingAtATime } from '#src/domain/registry/publish-list.ts';
import { writePlan } from '#src/domain/registry/write-plan.ts';
import { closePointOfSale } from '#src/domain/shop/keep-point-of-sale.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { EMPTY_PLAN, keepOrigins, rowsToChange, writtenBy, type AnyFacts, type Noun } from './origins.ts';
import type { Proposal } from './proposal.ts';

export type ProposalRow = typeof sourceProposals.$inferSelect;

/**
 * Puts what a source asks for before a person. What somebody has decided is asked again only when the source says
 * something else; what waits already is not asked twice.
 *
 * @returns the proposals that wait now.
 */
export async function recordProposals(
  ctx: Context,
  sourceId: string,
  runId: string,
  proposals: readonly Proposal[],
): Promise<Proposal[]> {
  const waiting: Proposal[] = [];
  for (const proposal of proposals) {
    const [last] = await ctx.db
      .select()
      .from(sourceProposals)
      .where(and(eq(sourceProposals.sourceId, sourceId), eq(sourceProposals.slot, proposal.slot)))
      .orderBy(
        sql`(${sourceProposals.state} = 'waiting') desc`,
        desc(sourceProposals.madeAt),
        desc(sourceProposals.id),
      )
      .limit(1);
    const same = last !== undefined && isDeepStrictEqual(last.after, asJson(proposal.after));
    if (same && last.state === 'waiting') {
      await ctx.db
        .update(sourceProposals)
        .set({ before: proposal.before, facts: proposal.facts, risks: proposal.risks, lastRunId: runId })
        .where(eq(sourceProposals.id, last.id));
      waiting.push(proposal);
      continue;
    }
    if (same && last.state !== 'overtaken' && !last.isOver) {
      await ctx.db.update(sourceProposals).set({ lastRunId: runId }).where(eq(sourceProposals.id, last.id));
      continue;
    }
    if (last?.state === 'waiting') await overtake(ctx, eq(sourceProposals.id, last.id));
    await ctx.db.insert(sourceProposals).values({
      ...proposal,
      id: newId(),
      sourceId,
      state: 'waiting',
      runId,
      lastRunId: runId,
      madeAt: ctx.now,
    });
    waiting.push(proposal);
  }
  return waiting;
}

const asJson = (facts: Record<string, unknown>): unknown => JSON.parse(JSON.stringify(facts));

async function overtake(ctx: Context, which: SQL): Promise<void> {
  await ctx.db
    .update(sourceProposals)
    .set({ state: 'overtaken', decidedAt: ctx.now })
    .where(and(which, eq(sourceProposals.state, 'waiting')));
}

/**
 * When a run is over: what the source no longer asks for, of all that it has spoken of in this run, is overtaken if it
 * waits; and what was decided no longer answers for what the source may ask one day.
 */
export async function overtakeUnasked(ctx: Context, sourceId: string, runId: string): Promise<void> {
  const unasked = sql`${sourceProposals.sourceId} = ${sourceId} and ${sourceProposals.lastRunId} <> ${runId}
    and ${sourceProposals.subject} in (
      with told as (select subject from source_records where source_id = ${sourceId} and run_id = ${runId}),
        goods as (select p.id, p.producer_id from products p join told on told.subject = 'product:' || p.id)
      select subject from told
      union all select 'producer:' || producer_id from goods
      union all select 'certificate:' || c.id from certificates c join goods on goods.id = c.product_id
      union all select 'decision:' || c.decision_id from certificates c join goods on goods.id = c.product_id)`;
  await overtake(ctx, unasked);
  await ctx.db
    .update(sourceProposals)
    .set({ isOver: true })
    .where(
      and(
        unasked,
        sql`${sourceProposals.state} in ('accepted', 'refused') and not ${sourceProposals.isOver}`,
      ),
    );
}

/** Where a column of places lies within reach. */
export function placesSql(reach: Reach, province: SQL, commune: SQL): SQL {
  if (reach === 'all') return sql`true`;
  const parts = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [sql`${province} = ${scope.provinceCode}`]
      : scope.kind === 'commune'
        ? [sql`(${province} = ${scope.provinceCode} and ${commune} = ${scope.communeCode})`]
        : [],
  );
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

const PLACES = [sql`${sourceProposals.provinceCode}`, sql`${sourceProposals.communeCode}`] as const;

/** What waits, or has been decided, within the actor's reach. */
export async function proposalsWithin(
  ctx: Context,
  { sourceId, runId, isOpen, most }: { sourceId: string; runId?: string; isOpen: boolean; most: number },
): Promise<{ total: number; rows: ProposalRow[] }> {
  const where = and(
    eq(sourceProposals.sourceId, sourceId),
    isOpen ? eq(sourceProposals.state, 'waiting') : sql`${sourceProposals.state} in ('accepted', 'refused')`,
    runId === undefined ? undefined : eq(sourceProposals.lastRunId, runId),
    placesSql(reachOf(ctx.actor, 'source.decide'), ...PLACES),
  );
  const [rows, [count]] = await Promise.all([
    ctx.db
      .select()
      .from(sourceProposals)
      .where(where)
      .orderBy(isOpen ? sourceProposals.madeAt : desc(sourceProposals.decidedAt), sourceProposals.id)
      .limit(most),
    ctx.db
      .select({ total: sql<number>`count(*)::int` })
      .from(sourceProposals)
      .where(where),
  ]);
  return { total: count?.total ?? 0, rows };
}

/**
 * A person decides what a source asks for. Accepted, it is written as the source says, under the name of whoever
 * accepted it; refused, the register stays as it is, and the same is not asked again.
 *
 * @throws Refusal `not_found`, `not_allowed`, `second_factor_needed`, `reason_missing`, `source.decided`,
 *   `source.stands_otherwise`, and whatever the command says no with.
 */
export async function decideProposal(
  ctx: Context,
  places: Places,
  id: string,
  decision: { accept: boolean; reason: string },
  rule: LastDayRule,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db
      .select({ proposal: sourceProposals, source: sources })
      .from(sourceProposals)
      .innerJoin(sources, eq(sources.id, sourceProposals.sourceId))
      .where(eq(sourceProposals.id, id))
      .for('update', { of: sourceProposals });
    if (!found) throw new Refusal('not_found');
    const { proposal, source } = found;
    mustBeAllowed(ctx, 'source.decide', proposal);
    const reason = tidy(decision.reason);
    if (reason === '') throw new Refusal('reason_missing');
    if (proposal.state !== 'waiting') throw new Refusal('source.decided');
    if (decision.accept) {
      await onePublishingAtATime(ctx);
      await doIt(ctx, places, proposal, `${source.name}: ${reason}`, rule);
    }
    const state = decision.accept ? 'accepted' : 'refused';
    await ctx.db
      .update(sourceProposals)
      .set({ state, decidedBy: actorName(ctx.actor), decidedAt: ctx.now, reason })
      .where(eq(sourceProposals.id, id));
    await writeDown(ctx, [
      {
        kind: `source.${state}`,
        subject: proposal.subject,
        before: proposal.before,
        after: { ...proposal.after, source: source.name },
        reason,
      },
    ]);
  });
}

async function doIt(
  ctx: Context,
  places: Places,
  proposal: ProposalRow,
  because: string,
  rule: LastDayRule,
): Promise<void> {
  const { sourceId, lastRunId, subject, facts } = proposal;
  const [noun, id] = subject.split(':') as [Noun, string];
  const write = async (plan: Plan) => {
    await writePlan(ctx, plan, { name: because, lastDay: rule, progress: () => {} });
    await keepOrigins(ctx, sourceId, lastRunId, writtenBy(plan));
  };
  switch (proposal.what) {
    case 'event':
      await recordEventOfSource(ctx, id, facts['event'] as EventOfSource, rule, because);
      return;
    case 'certificate': {
      const certificate = facts['certificate'] as CertificateFacts;
      const { plan, decisionId } = await decisionOf(
        ctx,
        facts['decision'] as DecisionFacts | null,
        certificate.decisionId,
      );
      const [known] = await ctx.db.execute(sql`
        select 1 from certificates where product_id = ${id} and decision_id is not distinct from ${decisionId}`);
      if (known) throw new Refusal('source.stands_otherwise');
      const now = { ...certificate, id: newId(), decisionId };
      await write({ ...EMPTY_PLAN, decisions: plan, certificates: [new Planned(now, true)] });
      await keepForeign(ctx, proposal, `certificate:${now.id}`);
      for (const event of (facts['events'] as EventOfSource[] | undefined) ?? [])
        await recordEventOfSource(ctx, now.id, event, rule, because);
      return;
    }
    case 'maker': {
      const row = (await rowsToChange<ProductFacts>(ctx, 'product', [id])).get(id);
      if (!row || row.now.producerId !== facts['fromId']) throw new Refusal('source.stands_otherwise');
      const { plan, producerId } = await makerOf(ctx, proposal, row.now);
      const [taken] = await ctx.db.execute(sql`
        select 1 from products where producer_id = ${producerId} and name_key = ${row.now.nameKey} and id <> ${id}`);
      if (taken) throw new Refusal('register.name_known');
      row.set('producerId', producerId);
      await write({ ...EMPTY_PLAN, producers: plan, products: [row] });
      return;
    }
    case 'fields': {
      const fields = facts['fields'] as Record<string, unknown>;
      if (await byCommand(ctx, places, noun, id, fields, because)) {
        const written = Object.entries(fields).map(([field, value]) => ({ subject, field, value }));
        await keepOrigins(ctx, sourceId, lastRunId, written);
        return;
      }
      const row = (await rowsToChange<AnyFacts>(ctx, noun, [id])).get(id);
      if (!row) throw new Refusal('source.stands_otherwise');
      const same = (facts: Record<string, unknown>) =>
        Object.entries(facts).every(([field, value]) => isDeepStrictEqual(row.now[field] ?? null, value));
      if (same(proposal.after)) return;
      if (!same(proposal.before)) throw new Refusal('source.stands_otherwise');
      const { plan, decisionId } =
        'decisionId' in fields
          ? await decisionOf(
              ctx,
              facts['decision'] as DecisionFacts | null,
              fields['decisionId'] as string | null,
            )
          : { plan: [], decisionId: null };
      for (const [field, value] of Object.entries({
        ...fields,
        ...('decisionId' in fields && { decisionId }),
      }))
        row.set(field, value);
      const list = {
        producer: 'producers',
        product: 'products',
        decision: 'decisions',
        certificate: 'certificates',
        point_of_sale: 'points',
      } as const;
      await write({ ...EMPTY_PLAN, ...(plan.length > 0 && { decisions: plan }), [list[noun]]: [row] });
    }
  }
}

/** Fields whose change is a deed of its own. @returns whether it was one. */
async function byCommand(
  ctx: Context,
  places: Places,
  noun: Noun,
  id: string,
  fields: Record<string, unknown>,
  because: string,
): Promise<boolean> {
  const day = (name: string) => String(fields[name] ?? '');
  if ('withdrawnOn' in fields)
    await correctProduct(
      ctx,
      places,
      id,
      { withdrawnOn: day('withdrawnOn'), withdrawnReason: because },
      because,
    );
  else if ('ceasedOn' in fields)
    await correctProducer(ctx, places, id, { ceasedOn: day('ceasedOn') }, because);
  else if ('closedOn' in fields && noun === 'point_of_sale')
    await closePointOfSale(ctx, id, day('closedOn'), because);
  else if ('takenBackOn' in fields) await closePointOfSale(ctx, id, '', because);
  else return false;
  return true;
}

/** The decision as the register holds it by now, or to be written with the certificate. */
async function decisionOf(
  ctx: Context,
  facts: DecisionFacts | null,
  id: string | null,
): Promise<{ plan: Planned<DecisionFacts>[]; decisionId: string | null }> {
  if (facts === null) return { plan: [], decisionId: id };
  const [known] = await ctx.db.execute<{ id: string }>(sql`
    select id from decisions where number_key = ${facts.numberKey} and issuer_key = ${facts.issuerKey}
      and issued_on is not distinct from ${facts.issuedOn}::date`);
  return known
    ? { plan: [], decisionId: known.id }
    : { plan: [new Planned(facts, true)], decisionId: facts.id };
}

async function makerOf(
  ctx: Context,
  { facts, sourceId }: ProposalRow,
  product: ProductFacts,
): Promise<{ plan: Planned<ProducerFacts>[]; producerId: string }> {
  const name = String(facts['makerName']);
  const key = `m:${String(facts['makerKey'])}`;
  const [mapped] = await ctx.db.execute<{ id: string }>(sql`
    select coalesce(m.merged_into, m.id) as id from source_records r join producers m on 'producer:' || m.id = r.subject
    where r.source_id = ${sourceId} and r.key = ${key}`);
  const [known] = mapped
    ? [mapped]
    : await ctx.db.execute<{ id: string }>(sql`
        select id from producers where name_key = ${keyOfProducer(name)} and merged_into is null
          and province_code is not distinct from ${product.provinceCode} order by created_at, id limit 1`);
  const id = known?.id ?? newId();
  await ctx.db.execute(sql`
    insert into source_records (source_id, key, subject, run_id) values (${sourceId}, ${key}, ${`producer:${id}`}, '')
    on conflict (source_id, key) do update set subject = excluded.subject`);
  if (known) return { plan: [], producerId: id };
  const maker = new Planned<ProducerFacts>(
    {
      id,
      slug: '',
      name,
      nameKey: keyOfProducer(name),
      kind: kindOfProducer(name),
      taxCode: null,
      phone: null,
      email: null,
      website: null,
      street: null,
      provinceCode: product.provinceCode,
      communeCode: product.communeCode,
      addressAsPrinted: null,
      source: product.source,
    },
    true,
  );
  return { plan: [maker], producerId: id };
}

async function keepForeign(
  ctx: Context,
  { sourceId, facts, lastRunId }: ProposalRow,
  subject: string,
): Promise<void> {
  if (typeof facts['foreign'] !== 'string') return;
  await ctx.db.execute(sql`
    insert into source_records (source_id, key, subject, run_id)
    values (${sourceId}, ${`c:${facts['foreign']}`}, ${subject}, ${lastRunId})
    on conflict (source_id, key) do update set subject = excluded.subject`);
}
