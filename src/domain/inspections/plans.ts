import { and, eq, sql, type SQL } from 'drizzle-orm';
import { assignments, users } from '#db/schema/accounts.ts';
import { inspectionPlans, inspections } from '#db/schema/inspections.ts';
import { scopeOf } from '#src/domain/accounts/assignments.ts';
import { DEEDS, mustBeAllowed, reaches, reachOf, type DeedName } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { within } from '#src/domain/accounts/within.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { actorName, type Role } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import {
  firstDayOf,
  lastDayOf,
  stateOfInspection,
  type InspectionState,
  type PlanReason,
  type Quarter,
} from './inspection.ts';
import { reasonsFor } from './proposed-products.ts';

export type Plan = {
  id: string;
  provinceCode: string;
  year: number;
  quarter: Quarter;
  madeAt: Date;
  /** `null`: a draft. */
  fixedAt: Date | null;
  /** As they are called now. */
  fixedBy: string | null;
};

export type PlanLine = {
  id: string;
  productId: string;
  product: string;
  producer: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  reasons: PlanReason[];
  addedReason: string | null;
  inspectorId: string | null;
  inspector: string | null;
  dueOn: Day;
  state: InspectionState;
  cancelledReason: string | null;
  /** Put in after the plan was fixed. */
  addedLater: boolean;
};

const whereOfPlan = ({ provinceCode }: { provinceCode: string }) => ({ provinceCode, communeCode: null });

/**
 * Begins the plan of a quarter.
 *
 * @throws Refusal `not_allowed`, `not_found`, `inspection.day_wrong` for a quarter that is over or far off,
 *   `inspection.plan_known`.
 */
export async function beginPlan(
  ctx: Context,
  places: Places,
  given: { provinceCode: string; year: number; quarter: Quarter },
): Promise<string> {
  mustBeAllowed(ctx, 'inspection.plan', whereOfPlan(given));
  if (places.unit(given.provinceCode)?.level !== 'province') throw new Refusal('not_found');
  const today = dayInVietnam(ctx.now);
  if (lastDayOf(given) < today || given.year > Number(today.slice(0, 4)) + 1)
    throw new Refusal('inspection.day_wrong');
  return inTransaction(ctx, async (ctx) => {
    const [made] = await ctx.db
      .insert(inspectionPlans)
      .values({ id: newId(), ...given, madeBy: actorName(ctx.actor), madeAt: ctx.now })
      .onConflictDoNothing()
      .returning({ id: inspectionPlans.id });
    if (!made) throw new Refusal('inspection.plan_known');
    await writeDown(ctx, [
      { kind: 'inspection_plan.begun', subject: `inspection_plan:${made.id}`, after: given },
    ]);
    return made.id;
  });
}

const PLAN = sql`
  p.id, p.province_code as "provinceCode", p.year::int as year, p.quarter::int as quarter, p.made_at as "madeAt",
  p.fixed_at as "fixedAt", (select u.name from users u where p.fixed_by = 'person:' || u.id) as "fixedBy"`;

const planOf = (row: Plan): Plan => ({
  ...row,
  madeAt: new Date(row.madeAt),
  fixedAt: row.fixedAt && new Date(row.fixedAt),
});

/** Plans of the provinces that the actor's office reaches, wholly or in part, the newest quarter first. */
export async function plansWithin(ctx: Context): Promise<(Plan & { lines: number; closed: number })[]> {
  const reach = reachOf(ctx.actor, 'inspection.read');
  const provinces =
    reach === 'all' ? null : reach.flatMap((scope) => ('provinceCode' in scope ? [scope.provinceCode] : []));
  const mine = within(reach, 'i');
  const rows = (await ctx.db.execute(sql`
    select ${PLAN}, count(i.id)::int as lines, count(i.closed_at)::int as closed
    from inspection_plans p left join inspections i on i.plan_id = p.id and i.cancelled_at is null and ${mine}
    where ${provinces === null ? sql`true` : sql`p.province_code = any(${sql.param(`{${provinces.join(',')}}`)}::text[])`}
    group by p.id order by p.year desc, p.quarter desc, p.province_code limit 100`)) as unknown as (Plan & {
    lines: number;
    closed: number;
  })[];
  return rows.map((row) => ({ ...row, ...planOf(row) }));
}

/**
 * A plan, with the lines that the actor's office reaches. Cancelled lines last.
 *
 * @throws Refusal `not_found` where the office reaches no part of the province.
 */
export async function planById(ctx: Context, id: string): Promise<Plan & { lines: PlanLine[] }> {
  const [row] = (await ctx.db.execute(
    sql`select ${PLAN} from inspection_plans p where p.id = ${id}`,
  )) as unknown as Plan[];
  const reach = reachOf(ctx.actor, 'inspection.read');
  const isSeen =
    reach === 'all' ||
    reach.some((scope) => 'provinceCode' in scope && scope.provinceCode === row?.provinceCode);
  if (!row || !isSeen) throw new Refusal('not_found');
  return { ...planOf(row), lines: await linesOf(ctx, sql`i.plan_id = ${id} and ${within(reach, 'i')}`) };
}

type LineRow = Omit<PlanLine, 'state'> & {
  startedAt: Date | null;
  closedAt: Date | null;
  cancelledAt: Date | null;
};

/** Inspections as lines, those to come first. */
export async function linesOf(ctx: Context, where: SQL, most = 1_000): Promise<PlanLine[]> {
  const rows = (await ctx.db.execute(sql`
    select i.id, i.product_id as "productId", p.name as product, m.name as producer, i.province_code as "provinceCode",
      i.commune_code as "communeCode", i.reasons, i.added_reason as "addedReason", i.inspector_id as "inspectorId",
      u.name as inspector, i.due_on::text as "dueOn", i.started_at as "startedAt", i.closed_at as "closedAt",
      i.cancelled_at as "cancelledAt", i.cancelled_reason as "cancelledReason",
      coalesce(i.added_at > n.fixed_at, false) as "addedLater"
    from inspections i join products p on p.id = i.product_id left join producers m on m.id = p.producer_id
    left join users u on u.id = i.inspector_id left join inspection_plans n on n.id = i.plan_id
    where ${where}
    order by i.cancelled_at is not null, i.closed_at is not null, i.due_on, m.name_key nulls last, p.name_key, i.id
    limit ${most}`)) as unknown as LineRow[];
  return rows.map(({ startedAt, closedAt, cancelledAt, ...row }) => ({
    ...row,
    state: stateOfInspection({ startedAt, closedAt, cancelledAt }),
  }));
}

/** The plan, nobody else's hands on it until the transaction ends. */
async function heldPlan(ctx: Context, id: string, deed: DeedName = 'inspection.plan') {
  const [plan] = await ctx.db.select().from(inspectionPlans).where(eq(inspectionPlans.id, id)).for('update');
  if (!plan) throw new Refusal('not_found');
  mustBeAllowed(ctx, deed, whereOfPlan(plan));
  return plan;
}

export type Inspector = { id: string; name: string };

/** People who may record inspections in a province, by name. */
export async function inspectorsFor(
  ctx: Pick<Context, 'db'>,
  provinceCode: string | null,
): Promise<Inspector[]> {
  const roles: readonly Role[] = DEEDS['inspection.record'].roles;
  const rows = await ctx.db
    .select({ id: users.id, name: users.name, office: assignments })
    .from(assignments)
    .innerJoin(users, eq(users.id, assignments.userId))
    .where(sql`${assignments.endedAt} is null and ${users.closedAt} is null`)
    .orderBy(users.name);
  const found = new Map<string, Inspector>();
  for (const { id, name, office } of rows) {
    if (!roles.includes(office.role)) continue;
    if (!reaches(scopeOf(office), { provinceCode, communeCode: null })) continue;
    found.set(id, { id, name });
  }
  return [...found.values()];
}

export async function mustBeInspector(
  ctx: Pick<Context, 'db'>,
  provinceCode: string | null,
  inspectorId: string | null,
): Promise<void> {
  if (inspectorId === null) return;
  const those = await inspectorsFor(ctx, provinceCode);
  if (!those.some(({ id }) => id === inspectorId)) throw new Refusal('inspection.inspector_wrong');
}

/**
 * Puts products into a plan, each with the reasons that speak for it now. A fixed plan is added to with a reason; the day has to lie in the quarter.
 *
 * @throws Refusal `not_found`, `not_allowed`, `reason_missing`, `inspection.day_wrong`, `inspection.inspector_wrong`,
 *   `inspection.planned_twice`, `inspection.no_product`.
 */
export async function addLines(
  ctx: Context,
  planId: string,
  productIds: readonly string[],
  { inspectorId, dueOn, reason }: { inspectorId: string | null; dueOn: Day; reason: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const plan = await heldPlan(ctx, planId);
    const why = tidy(reason).slice(0, 300);
    if (plan.fixedAt !== null && why === '') throw new Refusal('reason_missing');
    if (productIds.length === 0) throw new Refusal('inspection.no_product');
    if (dueOn < firstDayOf(plan) || dueOn > lastDayOf(plan)) throw new Refusal('inspection.day_wrong');
    await mustBeInspector(ctx, plan.provinceCode, inspectorId);
    const reasons = await reasonsFor(ctx, plan, productIds);
    for (const productId of productIds) {
      const where = await whereOfProduct(ctx, productId);
      if (!where || where.mergedInto !== null) throw new Refusal('product.not_found');
      if (where.provinceCode !== plan.provinceCode) throw new Refusal('not_found');
      const id = newId();
      const made = await ctx.db
        .insert(inspections)
        .values({
          id,
          planId,
          productId,
          provinceCode: where.provinceCode,
          communeCode: where.communeCode,
          reasons: reasons.get(productId) ?? ['chosen'],
          addedReason: why || null,
          inspectorId,
          dueOn,
          addedBy: actorName(ctx.actor),
          addedAt: ctx.now,
        })
        .onConflictDoNothing()
        .returning({ id: inspections.id });
      if (made.length === 0) throw new Refusal('inspection.planned_twice');
      const { provinceCode, communeCode } = where;
      await writeDown(ctx, [
        {
          kind: 'inspection.planned',
          subject: `inspection:${id}`,
          after: { productId, planId, dueOn, provinceCode, communeCode },
          reason: why || null,
        },
      ]);
    }
  });
}

/** From then on lines are added and cancelled with a reason. @throws Refusal `inspection.plan_fixed`, `inspection.plan_empty`. */
export async function fixPlan(ctx: Context, planId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const plan = await heldPlan(ctx, planId);
    if (plan.fixedAt !== null) throw new Refusal('inspection.plan_fixed');
    const lines = await ctx.db.$count(
      inspections,
      and(eq(inspections.planId, planId), sql`${inspections.cancelledAt} is null`),
    );
    if (lines === 0) throw new Refusal('inspection.plan_empty');
    await ctx.db
      .update(inspectionPlans)
      .set({ fixedAt: ctx.now, fixedBy: actorName(ctx.actor) })
      .where(eq(inspectionPlans.id, planId));
    const { provinceCode, year, quarter } = plan;
    await writeDown(ctx, [
      {
        kind: 'inspection_plan.fixed',
        subject: `inspection_plan:${planId}`,
        after: { provinceCode, year, quarter, lines },
      },
    ]);
  });
}

/**
 * Takes an inspection off, before it has begun. The line stays, with the reason.
 *
 * @throws Refusal `not_found`, `not_allowed`, `reason_missing`, `inspection.step_wrong`.
 */
export async function cancelInspection(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db.select().from(inspections).where(eq(inspections.id, id)).for('update');
    if (!found) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'inspection.plan', found);
    if (stateOfInspection(found) !== 'planned') throw new Refusal('inspection.step_wrong');
    const why = tidy(reason).slice(0, 300);
    if (why === '') throw new Refusal('reason_missing');
    await ctx.db
      .update(inspections)
      .set({ cancelledAt: ctx.now, cancelledBy: actorName(ctx.actor), cancelledReason: why })
      .where(eq(inspections.id, id));
    const { productId, provinceCode, communeCode } = found;
    await writeDown(ctx, [
      {
        kind: 'inspection.cancelled',
        subject: `inspection:${id}`,
        after: { productId, provinceCode, communeCode },
        reason: why,
      },
    ]);
  });
}

/**
 * Gives an inspection to somebody, or to nobody in particular. The day is part of the plan and stays.
 *
 * @throws Refusal `not_found`, `not_allowed`, `inspection.inspector_wrong`, `inspection.step_wrong`.
 */
export async function assignInspector(ctx: Context, id: string, inspectorId: string | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db.select().from(inspections).where(eq(inspections.id, id)).for('update');
    if (!found) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'inspection.plan', found);
    if (!['planned', 'under_way'].includes(stateOfInspection(found)))
      throw new Refusal('inspection.step_wrong');
    await mustBeInspector(ctx, found.provinceCode, inspectorId);
    if (found.inspectorId === inspectorId) return;
    await ctx.db.update(inspections).set({ inspectorId }).where(eq(inspections.id, id));
    const { provinceCode, communeCode } = found;
    await writeDown(ctx, [
      {
        kind: 'inspection.assigned',
        subject: `inspection:${id}`,
        before: { inspector: found.inspectorId && `user:${found.inspectorId}` },
        after: { inspector: inspectorId && `user:${inspectorId}`, provinceCode, communeCode },
      },
    ]);
  });
}
