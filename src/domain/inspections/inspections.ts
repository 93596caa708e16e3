import { and, eq, isNull, sql } from 'drizzle-orm';
import {
  inspectionFindings,
  inspectionFollowUps,
  inspectionLines,
  inspectionNotes,
  inspectionPhotographs,
  inspections,
  publicReports,
} from '#db/schema/inspections.ts';
import { may, mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { within } from '#src/domain/accounts/within.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { checklistOf, isOfKeptPaper } from './checklist.ts';
import {
  lastDayOf,
  lastDayOfTerm,
  MOST_DAYS,
  quarterOf,
  stateOfInspection,
  type Answer,
  type DayKind,
  type FindingKind,
  type FollowUpState,
  type FollowUpStep,
  type Gravity,
  type InspectionOutcome,
  type InspectionState,
  type PlanReason,
} from './inspection.ts';
import { linesOf, mustBeInspector, type PlanLine } from './plans.ts';
import type { ReportOutcome } from './public-report.ts';
import { stepReport, type AnswerLetter } from './public-reports.ts';
import { registerFacts } from './register-facts.ts';

/** More than anybody looks at; each is some hundred kilobytes. */
export const MOST_PHOTOGRAPHS = 30;
const LONGEST = 2_000;

const words = (text: string, most = LONGEST) => text.normalize('NFC').trim().slice(0, most);

export type ChecklistRow = {
  key: string;
  about: string | null;
  registered: string | null;
  answer: Answer | null;
  note: string | null;
  version: number;
  answeredBy: string | null;
  answeredAt: Date | null;
};

export type Finding = {
  id: string;
  kind: FindingKind;
  gravity: Gravity;
  words: string;
  by: string | null;
  at: Date;
  withdrawnAt: Date | null;
  withdrawnReason: string | null;
};

export type Photograph = { id: string; findingId: string | null; words: string | null; at: Date };

export type FollowUp = {
  id: string;
  words: string;
  days: number;
  dayKind: DayKind;
  dueOn: Day;
  state: FollowUpState;
  at: Date;
  steps: { step: FollowUpStep; note: string; dueOn: Day | null; by: string | null; at: Date }[];
};

export type InspectionRecord = {
  id: string;
  state: InspectionState;
  planId: string | null;
  productId: string;
  product: string;
  productSlug: string;
  producerId: string | null;
  producer: string | null;
  producerAddress: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  certificateId: string | null;
  reasons: PlanReason[];
  addedReason: string | null;
  reportId: string | null;
  inspectorId: string | null;
  inspector: string | null;
  dueOn: Day;
  cancelledReason: string | null;
  heldOn: Day | null;
  heldAt: string | null;
  heldWhere: string | null;
  present: string | null;
  number: string | null;
  /** Who inspects; once closed, as they were called then. */
  team: string[];
  conclusion: string | null;
  outcome: InspectionOutcome | null;
  closedAt: Date | null;
  closedBy: string | null;
  version: number;
  lines: ChecklistRow[];
  findings: Finding[];
  photographs: Photograph[];
  followUps: FollowUp[];
  notes: { words: string; by: string | null; at: Date }[];
};

const nameOf = (column: string) =>
  sql.raw(`(select u.name from users u where ${column} = 'person:' || u.id)`);
const at = (value: Date | string): Date => new Date(value);
const maybe = (value: Date | string | null): Date | null => (value === null ? null : new Date(value));

/** @throws Refusal `not_found` where there is none, or the actor's office does not reach. */
export async function inspectionById(ctx: Context, id: string): Promise<InspectionRecord> {
  const [row] = (await ctx.db.execute(sql`
    select i.id, i.plan_id as "planId", i.product_id as "productId", p.name as product, p.slug as "productSlug",
      m.id as "producerId", m.name as producer, coalesce(nullif(m.street, ''), m.address_as_printed) as "producerAddress",
      i.province_code as "provinceCode", i.commune_code as "communeCode", i.certificate_id as "certificateId", i.reasons,
      i.added_reason as "addedReason", i.report_id as "reportId", i.inspector_id as "inspectorId",
      (select u.name from users u where u.id = i.inspector_id) as inspector, i.due_on::text as "dueOn",
      i.cancelled_reason as "cancelledReason", i.cancelled_at as "cancelledAt", i.started_at as "startedAt",
      i.held_on::text as "heldOn", i.held_at as "heldAt", i.held_where as "heldWhere", i.present, i.number, i.team, i.conclusion,
      i.outcome, i.closed_at as "closedAt", ${nameOf('i.closed_by')} as "closedBy", i.version
    from inspections i join products p on p.id = i.product_id left join producers m on m.id = p.producer_id
    where i.id = ${id}`)) as unknown as (Omit<InspectionRecord, 'state' | 'lines'> & {
    cancelledAt: Date | null;
    startedAt: Date | null;
  })[];
  if (!row || !may(ctx.actor, 'inspection.read', row)) throw new Refusal('not_found');
  const [lines, findings, photographs, followUps, steps, notes] = (await Promise.all([
    ctx.db.execute(sql`
      select key, about, registered, answer, note, version, ${nameOf('answered_by')} as "answeredBy", answered_at as "answeredAt"
      from inspection_lines where inspection_id = ${id} order by position`),
    ctx.db.execute(sql`
      select id, kind, gravity, words, ${nameOf('by')} as by, at, withdrawn_at as "withdrawnAt", withdrawn_reason as "withdrawnReason"
      from inspection_findings where inspection_id = ${id} order by at, id`),
    ctx.db.execute(sql`
      select id, finding_id as "findingId", words, at from inspection_photographs where inspection_id = ${id} order by at, id`),
    ctx.db.execute(sql`
      select id, words, days::int as days, day_kind as "dayKind", due_on::text as "dueOn", state, at
      from inspection_follow_ups where inspection_id = ${id} order by at, id`),
    ctx.db.execute(sql`
      select s.follow_up_id as "followUpId", s.step, s.note, s.due_on::text as "dueOn", ${nameOf('s.by')} as by, s.at
      from inspection_follow_up_steps s join inspection_follow_ups f on f.id = s.follow_up_id
      where f.inspection_id = ${id} order by s.id`),
    ctx.db.execute(
      sql`select words, ${nameOf('by')} as by, at from inspection_notes where inspection_id = ${id} order by id`,
    ),
  ])) as unknown as [
    ChecklistRow[],
    Finding[],
    Photograph[],
    Omit<FollowUp, 'steps'>[],
    (FollowUp['steps'][number] & { followUpId: string })[],
    InspectionRecord['notes'],
  ];
  const { cancelledAt, startedAt, closedAt, team, ...facts } = row;
  const readsPapers = may(ctx.actor, 'document.read', row);
  return {
    ...facts,
    team: (team as string[] | null) ?? (await teamOf(ctx, id)),
    closedAt: maybe(closedAt),
    state: stateOfInspection({ cancelledAt, startedAt, closedAt }),
    lines: lines.map((line) => ({
      ...line,
      ...(isOfKeptPaper(line.key) && !readsPapers && { about: null, registered: null }),
      answeredAt: maybe(line.answeredAt),
    })),
    findings: findings.map((one) => ({ ...one, at: at(one.at), withdrawnAt: maybe(one.withdrawnAt) })),
    photographs: photographs.map((one) => ({ ...one, at: at(one.at) })),
    followUps: followUps.map((one) => ({
      ...one,
      at: at(one.at),
      steps: steps
        .filter(({ followUpId }) => followUpId === one.id)
        .map(({ step, note, dueOn, by, at: then }) => ({ step, note, dueOn, by, at: at(then) })),
    })),
    notes: notes.map((note) => ({ ...note, at: at(note.at) })),
  };
}

/** Who takes part, by name: whom it was given to, who wrote in it, who closes it. */
async function teamOf(ctx: Context, id: string): Promise<string[]> {
  const rows = await ctx.db.execute<{ name: string }>(sql`
    select u.name from users u where u.id = (select inspector_id from inspections where id = ${id})
      or 'person:' || u.id in (
        select answered_by from inspection_lines where inspection_id = ${id} and answered_by is not null
        union select by from inspection_findings where inspection_id = ${id}
        union select started_by from inspections where id = ${id})
    order by u.id <> (select coalesce(inspector_id, '') from inspections where id = ${id}), u.name`);
  return rows.map(({ name }) => name);
}

export type InspectionsQuestion = {
  /** Those of one person alone. */
  inspectorId: string | null;
  state: 'open' | 'overdue' | 'closed';
  page: number;
  perPage: number;
};

const OPEN = sql`i.cancelled_at is null and i.closed_at is null`;
const LATE = sql`exists (select from inspection_follow_ups f where f.inspection_id = i.id and f.state <> 'closed'`;

/** Inspections within the actor's reach: to be held or under way; with follow-ups that are overdue; closed. */
export async function inspectionsWithin(
  ctx: Context,
  { inspectorId, state, page, perPage }: InspectionsQuestion,
): Promise<{ lines: PlanLine[]; total: number }> {
  const today = dayInVietnam(ctx.now);
  const mine = within(reachOf(ctx.actor, 'inspection.read'), 'i');
  const of = {
    open: OPEN,
    overdue: sql`${LATE} and f.due_on < ${today}::date)`,
    closed: sql`i.closed_at is not null`,
  };
  const where = sql`${mine} and ${of[state]} and (${inspectorId}::text is null or i.inspector_id = ${inspectorId})`;
  const [count] = (await ctx.db.execute(
    sql`select count(*)::int as total from inspections i where ${where}`,
  )) as unknown as { total: number }[];
  const ids = sql`i.id in (select i.id from inspections i where ${where}
    order by ${state === 'closed' ? sql`i.closed_at desc` : sql`i.due_on`}, i.id limit ${perPage} offset ${(page - 1) * perPage})`;
  return { lines: await linesOf(ctx, ids), total: count?.total ?? 0 };
}

/** For the first page of the office: to be held by the end of this quarter, past their day, and what is overdue after them. */
export async function inspectionsDue(
  ctx: Context,
): Promise<{ thisQuarter: number; late: number; followUpsOverdue: number }> {
  const today = dayInVietnam(ctx.now);
  const mine = within(reachOf(ctx.actor, 'inspection.read'), 'i');
  const [row] = (await ctx.db.execute(sql`
    select count(*) filter (where ${OPEN} and i.due_on <= ${lastDayOf(quarterOf(today))}::date)::int as "thisQuarter",
      count(*) filter (where ${OPEN} and i.due_on < ${today}::date)::int as late,
      (select count(*)::int from inspection_follow_ups f join inspections i on i.id = f.inspection_id
        where f.state <> 'closed' and f.due_on < ${today}::date and ${mine}) as "followUpsOverdue"
    from inspections i where ${mine}`)) as unknown as {
    thisQuarter: number;
    late: number;
    followUpsOverdue: number;
  }[];
  return row!;
}

/** An inspection that may be recorded, nobody else's hands on it until the transaction ends. */
async function held(ctx: Context, id: string, states: readonly InspectionState[]) {
  const [found] = await ctx.db.select().from(inspections).where(eq(inspections.id, id)).for('update');
  if (!found || !may(ctx.actor, 'inspection.read', found)) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'inspection.record', found);
  if (!states.includes(stateOfInspection(found))) throw new Refusal('inspection.step_wrong');
  return found;
}

type Placed = { provinceCode: string | null; communeCode: string | null };

async function tell(
  ctx: Context,
  { id, provinceCode, communeCode }: Placed & { id: string },
  kind: string,
  after: Readonly<Record<string, unknown>> = {},
  reason: string | null = null,
): Promise<void> {
  await writeDown(ctx, [
    {
      kind: `inspection.${kind}`,
      subject: `inspection:${id}`,
      after: { ...after, provinceCode, communeCode },
      reason,
    },
  ]);
}

/**
 * Begins an inspection, of the record that is kept if its product was merged: the checklist is made of what the register holds today, and stays so.
 *
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong`, `inspection.planned_twice` where the kept record
 *   is in the plan as well.
 */
export async function startInspection(
  ctx: Context,
  places: Places,
  id: string,
  rule: LastDayRule,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['planned']);
    const heldOn = dayInVietnam(ctx.now);
    const productId = await keptProduct(ctx, found);
    const { certificateId, ...facts } = await registerFacts(ctx, places, productId, heldOn, rule);
    const lines = checklistOf(facts);
    await ctx.db
      .insert(inspectionLines)
      .values(lines.map((line, position) => ({ inspectionId: id, position, ...line })));
    await ctx.db
      .update(inspections)
      .set({
        startedAt: ctx.now,
        startedBy: actorName(ctx.actor),
        heldOn,
        certificateId,
        heldWhere: facts.producer?.address ?? facts.place,
        ...(found.inspectorId === null && ctx.actor.kind === 'person' && { inspectorId: ctx.actor.id }),
      })
      .where(eq(inspections.id, id));
    await tell(ctx, found, 'started', { heldOn });
  });
}

/** The product of an inspection that has not begun; where it was merged, the inspection goes over to the kept record. */
async function keptProduct(
  ctx: Context,
  { id, planId, productId }: { id: string; planId: string | null; productId: string },
): Promise<string> {
  const kept = (await whereOfProduct(ctx, productId))?.mergedInto ?? null;
  if (kept === null) return productId;
  const twice =
    planId === null
      ? 0
      : await ctx.db.$count(
          inspections,
          and(
            eq(inspections.planId, planId),
            eq(inspections.productId, kept),
            isNull(inspections.cancelledAt),
          ),
        );
  if (twice > 0) throw new Refusal('inspection.planned_twice');
  await ctx.db.update(inspections).set({ productId: kept }).where(eq(inspections.id, id));
  return kept;
}

/**
 * An inspection for the cause of a report from the public, outside of any plan. The report is then being looked into.
 *
 * @param note for colleagues, on the case.
 * @throws Refusal `not_found`, `not_allowed`, `inspection.no_product` where the report names no product,
 *   `inspection.planned_twice` while one for this report is open, `report.step_wrong` for a closed report.
 */
export async function inspectReport(
  ctx: Context,
  reportId: string,
  { inspectorId, dueOn, note }: { inspectorId: string | null; dueOn: Day; note: string },
  letter: AnswerLetter,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const [report] = await ctx.db
      .select()
      .from(publicReports)
      .where(eq(publicReports.id, reportId))
      .for('update');
    if (!report || !may(ctx.actor, 'report.handle', report)) throw new Refusal('not_found');
    if (report.state === 'closed') throw new Refusal('report.step_wrong');
    const where = report.productId === null ? null : await whereOfProduct(ctx, report.productId);
    if (!where || report.productId === null) throw new Refusal('inspection.no_product');
    mustBeAllowed(ctx, 'inspection.record', where);
    await mustBeInspector(ctx, where.provinceCode, inspectorId);
    const [open] = await ctx.db
      .select({ id: inspections.id })
      .from(inspections)
      .where(
        and(
          eq(inspections.reportId, reportId),
          isNull(inspections.closedAt),
          isNull(inspections.cancelledAt),
        ),
      );
    if (open) throw new Refusal('inspection.planned_twice');
    if (dueOn < dayInVietnam(ctx.now)) throw new Refusal('inspection.day_wrong');
    const id = newId();
    const { provinceCode, communeCode } = where;
    await ctx.db.insert(inspections).values({
      id,
      productId: report.productId,
      provinceCode,
      communeCode,
      reasons: ['report_open'],
      reportId,
      inspectorId,
      dueOn,
      addedBy: actorName(ctx.actor),
      addedAt: ctx.now,
    });
    await tell(ctx, { id, provinceCode, communeCode }, 'planned', {
      productId: report.productId,
      dueOn,
      report: `report:${reportId}`,
    });
    await stepReport(
      ctx,
      reportId,
      report.state,
      { to: 'checking', outcome: null, note, answer: '' },
      letter,
    );
    return id;
  });
}

/** The inspection that looks into a report, the latest; `null`: none. */
export async function inspectionOfReport(
  ctx: Context,
  reportId: string,
): Promise<{ id: string; state: InspectionState } | null> {
  const [found] = await ctx.db
    .select()
    .from(inspections)
    .where(eq(inspections.reportId, reportId))
    .orderBy(sql`${inspections.addedAt} desc`)
    .limit(1);
  if (!found || !may(ctx.actor, 'inspection.read', found)) return null;
  return { id: found.id, state: stateOfInspection(found) };
}

export type GivenAnswer = { key: string; version: number; answer: Answer | null; note: string };

/**
 * Keeps what was found of some lines of the checklist; the others stay as they are. A line that somebody else answered
 * meanwhile, and otherwise, is left as they left it and named, so that the two can be looked at side by side.
 *
 * @returns keys of lines written, and of those left to be looked at.
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong` once the inspection is closed.
 */
export async function saveAnswers(
  ctx: Context,
  id: string,
  given: readonly GivenAnswer[],
): Promise<{ saved: string[]; clashes: string[] }> {
  return inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    const rows = await ctx.db.select().from(inspectionLines).where(eq(inspectionLines.inspectionId, id));
    const known = new Map(rows.map((row) => [row.key, row]));
    const saved: string[] = [];
    const clashes: string[] = [];
    for (const one of given) {
      const row = known.get(one.key);
      const note = words(one.note) || null;
      if (!row || (row.answer === one.answer && row.note === note)) continue;
      if (row.version !== one.version) {
        clashes.push(one.key);
        continue;
      }
      await ctx.db
        .update(inspectionLines)
        .set({
          answer: one.answer,
          note,
          version: row.version + 1,
          answeredBy: actorName(ctx.actor),
          answeredAt: ctx.now,
        })
        .where(and(eq(inspectionLines.inspectionId, id), eq(inspectionLines.key, one.key)));
      saved.push(one.key);
    }
    if (saved.length > 0) await tell(ctx, found, 'answered', { lines: saved.length });
    return { saved, clashes };
  });
}

export type Minutes = {
  heldOn: Day;
  heldAt: string;
  heldWhere: string;
  present: string;
  number: string;
  conclusion: string;
};

/**
 * Keeps what the minutes say beside checklist and findings.
 *
 * @param version on which it was written.
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong`, `inspection.changed_meanwhile`,
 *   `inspection.day_wrong` for a day ahead or before the inspection was thought of.
 */
export async function saveMinutes(ctx: Context, id: string, version: number, given: Minutes): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    const next = {
      heldOn: given.heldOn,
      heldAt: tidy(given.heldAt).slice(0, 60) || null,
      heldWhere: tidy(given.heldWhere).slice(0, 300) || null,
      present: words(given.present) || null,
      number: tidy(given.number).slice(0, 60) || null,
      conclusion: words(given.conclusion, 4_000) || null,
    };
    const isNew = (Object.keys(next) as (keyof typeof next)[]).some((name) => found[name] !== next[name]);
    if (!isNew) return;
    if (found.version !== version) throw new Refusal('inspection.changed_meanwhile');
    if (next.heldOn > dayInVietnam(ctx.now) || next.heldOn < dayInVietnam(found.addedAt))
      throw new Refusal('inspection.day_wrong');
    await ctx.db
      .update(inspections)
      .set({ ...next, version: found.version + 1 })
      .where(eq(inspections.id, id));
  });
}

/**
 * Writes a finding down, with a photograph if there is one.
 *
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong`, `inspection.words_missing`,
 *   `inspection.too_many_pictures`.
 */
export async function addFinding(
  ctx: Context,
  id: string,
  given: { kind: FindingKind; gravity: Gravity; words: string; picture: Uint8Array | null },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    const said = words(given.words);
    if (said === '') throw new Refusal('inspection.words_missing');
    const findingId = newId();
    await ctx.db.insert(inspectionFindings).values({
      id: findingId,
      inspectionId: id,
      kind: given.kind,
      gravity: given.gravity,
      words: said,
      by: actorName(ctx.actor),
      at: ctx.now,
    });
    if (given.picture) await insertPhotograph(ctx, id, { findingId, words: '', picture: given.picture });
    await tell(ctx, found, 'finding', { kind: given.kind, gravity: given.gravity });
  });
}

/** Takes a finding back: it stays, crossed out, with the reason. @throws Refusal `reason_missing` and as above. */
export async function withdrawFinding(
  ctx: Context,
  id: string,
  findingId: string,
  reason: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    const why = tidy(reason).slice(0, 300);
    if (why === '') throw new Refusal('reason_missing');
    const taken = await ctx.db
      .update(inspectionFindings)
      .set({ withdrawnAt: ctx.now, withdrawnBy: actorName(ctx.actor), withdrawnReason: why })
      .where(
        and(
          eq(inspectionFindings.id, findingId),
          eq(inspectionFindings.inspectionId, id),
          isNull(inspectionFindings.withdrawnAt),
        ),
      )
      .returning({ id: inspectionFindings.id });
    if (taken.length === 0) throw new Refusal('inspection.step_wrong');
    await tell(ctx, found, 'finding_withdrawn', {}, why);
  });
}

async function insertPhotograph(
  ctx: Context,
  inspectionId: string,
  given: { findingId: string | null; words: string; picture: Uint8Array },
): Promise<void> {
  const held = await ctx.db.$count(
    inspectionPhotographs,
    eq(inspectionPhotographs.inspectionId, inspectionId),
  );
  if (held >= MOST_PHOTOGRAPHS) throw new Refusal('inspection.too_many_pictures', { most: MOST_PHOTOGRAPHS });
  await ctx.db.insert(inspectionPhotographs).values({
    id: newId(),
    inspectionId,
    findingId: given.findingId,
    words: tidy(given.words).slice(0, 300) || null,
    picture: given.picture,
    by: actorName(ctx.actor),
    at: ctx.now,
  });
}

/** Keeps a photograph of no finding in particular. @throws Refusal as `addFinding`. */
export async function addPhotograph(
  ctx: Context,
  id: string,
  given: { words: string; picture: Uint8Array },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    await insertPhotograph(ctx, id, { findingId: null, ...given });
    await tell(ctx, found, 'photographed');
  });
}

/** A photograph, a JPEG. @throws Refusal `not_found`. */
export async function photographOf(ctx: Context, id: string, photographId: string): Promise<Uint8Array> {
  const [found] = await ctx.db
    .select({
      picture: inspectionPhotographs.picture,
      provinceCode: inspections.provinceCode,
      communeCode: inspections.communeCode,
    })
    .from(inspectionPhotographs)
    .innerJoin(inspections, eq(inspections.id, inspectionPhotographs.inspectionId))
    .where(and(eq(inspectionPhotographs.id, photographId), eq(inspections.id, id)));
  if (!found || !may(ctx.actor, 'inspection.read', found)) throw new Refusal('not_found');
  return found.picture;
}

/**
 * Writes down what the producer has to put right, within so many days of the inspection.
 *
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong`, `inspection.words_missing`,
 *   `inspection.days_wrong`.
 */
export async function addFollowUp(
  ctx: Context,
  id: string,
  given: { words: string; days: number; dayKind: DayKind },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    const said = words(given.words);
    if (said === '') throw new Refusal('inspection.words_missing');
    if (!Number.isInteger(given.days) || given.days < 1 || given.days > MOST_DAYS)
      throw new Refusal('inspection.days_wrong', { most: MOST_DAYS });
    const dueOn = lastDayOfTerm(found.heldOn ?? dayInVietnam(ctx.now), given.days, given.dayKind);
    await ctx.db.insert(inspectionFollowUps).values({
      id: newId(),
      inspectionId: id,
      words: said,
      days: given.days,
      dayKind: given.dayKind,
      dueOn,
      state: 'open',
      by: actorName(ctx.actor),
      at: ctx.now,
    });
    await tell(ctx, found, 'follow_up', { dueOn });
  });
}

/** What a letter to the producer says of what they have to put right; words are for who hands it in. */
export type FollowUpLetter = (facts: {
  product: string;
  heldOn: Day;
  followUps: readonly Pick<FollowUp, 'words' | 'dueOn'>[];
}) => { title: string; words: string };

export type Closing = {
  outcome: InspectionOutcome | null;
  /** The case that the inspection looked into is closed with it; `null`: it stays open. */
  report: { outcome: ReportOutcome; answer: string } | null;
};

/**
 * Closes an inspection: from then on nothing in its minutes changes, what is added is a note. Nothing follows for the
 * certificate: that is a deed of its own. What has to be put right goes to the producer by letter.
 *
 * @throws Refusal `not_found`, `not_allowed`, `inspection.step_wrong`, `inspection.outcome_missing`,
 *   `inspection.unanswered` and `inspection.note_missing` (details: most, how many lines), `inspection.outcome_wrong`
 *   where findings or follow-ups say otherwise, `report.answer_missing`.
 */
export async function closeInspection(
  ctx: Context,
  id: string,
  closing: Closing,
  letters: { answer: AnswerLetter; followUp: FollowUpLetter },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way']);
    const { outcome } = closing;
    if (outcome === null) throw new Refusal('inspection.outcome_missing');
    const [lines, findings, followUps] = await Promise.all([
      ctx.db.select().from(inspectionLines).where(eq(inspectionLines.inspectionId, id)),
      ctx.db
        .select()
        .from(inspectionFindings)
        .where(and(eq(inspectionFindings.inspectionId, id), isNull(inspectionFindings.withdrawnAt))),
      ctx.db
        .select()
        .from(inspectionFollowUps)
        .where(eq(inspectionFollowUps.inspectionId, id))
        .orderBy(inspectionFollowUps.at),
    ]);
    const open = followUps.filter(({ state }) => state !== 'closed');
    const unanswered = lines.filter(({ answer }) => answer === null).length;
    if (outcome !== 'not_held' && unanswered > 0)
      throw new Refusal('inspection.unanswered', { most: unanswered });
    const mute = lines.filter(({ answer, note }) => answer === 'differs' && note === null).length;
    if (mute > 0) throw new Refusal('inspection.note_missing', { most: mute });
    const fits = {
      in_order: findings.every(({ gravity }) => gravity === 'light') && open.length === 0,
      to_put_right: followUps.length > 0,
      proposed: findings.length > 0,
      not_held: true,
    }[outcome];
    if (!fits) throw new Refusal('inspection.outcome_wrong');
    await ctx.db
      .update(inspections)
      .set({
        outcome,
        team: await teamOf(ctx, id),
        closedAt: ctx.now,
        closedBy: actorName(ctx.actor),
        version: found.version + 1,
      })
      .where(eq(inspections.id, id));
    await tell(ctx, found, 'closed', { outcome, findings: findings.length, followUps: followUps.length });
    if (closing.report && found.reportId !== null) {
      const [report] = await ctx.db
        .select({ state: publicReports.state })
        .from(publicReports)
        .where(eq(publicReports.id, found.reportId));
      if (report && report.state !== 'closed') {
        const { outcome: of, answer } = closing.report;
        await stepReport(
          ctx,
          found.reportId,
          report.state,
          { to: 'closed', outcome: of, note: '', answer },
          letters.answer,
        );
      }
    }
    if (open.length > 0) await writeToProducer(ctx, found, open, letters.followUp);
  });
}

async function writeToProducer(
  ctx: Context,
  inspection: typeof inspections.$inferSelect,
  followUps: readonly Pick<FollowUp, 'words' | 'dueOn'>[],
  letter: FollowUpLetter,
): Promise<void> {
  const [goods] = (await ctx.db.execute(sql`
    select p.name as product, m.name as producer, nullif(m.email, '') as email
    from products p left join producers m on m.id = p.producer_id where p.id = ${inspection.productId}`)) as unknown as {
    product: string;
    producer: string | null;
    email: string | null;
  }[];
  const { title, words } = letter({ product: goods!.product, heldOn: inspection.heldOn!, followUps });
  await writeLetter(ctx, {
    key: `inspection_follow_up:${inspection.id}`,
    kind: 'inspection_follow_up',
    to: { address: goods!.email, name: goods!.producer },
    title,
    words,
    about: `inspection:${inspection.id}`,
    place: inspection,
  });
}

/** Adds to minutes what was learnt later; they stay as they are. @throws Refusal `inspection.words_missing` and as above. */
export async function addNote(ctx: Context, id: string, text: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await held(ctx, id, ['under_way', 'closed']);
    const said = words(text);
    if (said === '') throw new Refusal('inspection.words_missing');
    await ctx.db
      .insert(inspectionNotes)
      .values({ inspectionId: id, words: said, by: actorName(ctx.actor), at: ctx.now });
    await tell(ctx, found, 'noted');
  });
}
