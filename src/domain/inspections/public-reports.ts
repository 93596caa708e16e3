import { createHash, randomBytes } from 'node:crypto';
import { and, asc, desc, eq, isNotNull, lt, or, sql, type SQL } from 'drizzle-orm';
import { users } from '#db/schema/accounts.ts';
import { products } from '#db/schema/catalogue.ts';
import { publicReports, publicReportSteps } from '#db/schema/inspections.ts';
import { producers } from '#db/schema/producers.ts';
import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { may, mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import {
  mayBecome,
  readWords,
  type ReportKind,
  type ReportOutcome,
  type ReportState,
} from './public-report.ts';

export type NewReport = {
  kind: ReportKind;
  /** Of the product it is about; a slug that is none is no product. */
  slug: string | null;
  seenAt: string | null;
  words: string;
  /** JPEG, made anew. */
  picture: Uint8Array | null;
  contact: string | null;
  isEnglish: boolean;
};

/** The contact of a closed case is kept so long, for questions that come back. */
const CONTACT_DAYS = 90;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Takes a report in. Anybody may; one place may send a few an hour.
 *
 * @param from what tells two senders apart and names neither: only its hash is kept, for a day.
 * @returns what the reporter's link ends with, told once.
 * @throws Refusal `report.too_short`, `too_many`.
 */
export async function takeReport(ctx: Context, given: NewReport, from: string): Promise<string> {
  const words = readWords(given.words);
  const tried: Tried[] = [{ kind: 'address', value: `report\n${from}` }];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  const token = randomBytes(18).toString('base64url');
  await inTransaction(ctx, async (ctx) => {
    const [about] =
      given.slug === null
        ? []
        : await ctx.db
            .select({
              id: products.id,
              provinceCode: sql<string | null>`coalesce(${products.provinceCode}, ${producers.provinceCode})`,
              communeCode: sql<string | null>`coalesce(${products.communeCode}, ${producers.communeCode})`,
            })
            .from(products)
            .leftJoin(producers, eq(producers.id, products.producerId))
            .where(eq(products.slug, given.slug));
    await ctx.db.insert(publicReports).values({
      id: newId(),
      tokenHash: hashOf(token),
      kind: given.kind,
      productId: about?.id ?? null,
      seenAt: tidy(given.seenAt ?? '').slice(0, 300) || null,
      words,
      picture: given.picture,
      contact: tidy(given.contact ?? '').slice(0, 200) || null,
      isEnglish: given.isEnglish,
      provinceCode: about?.provinceCode ?? null,
      communeCode: about?.communeCode ?? null,
      state: 'received',
      receivedAt: ctx.now,
    });
  });
  await noteFailure(ctx, tried);
  return token;
}

export type ReportSeen = {
  kind: ReportKind;
  productName: string | null;
  productSlug: string | null;
  receivedAt: Date;
  state: ReportState;
  outcome: ReportOutcome | null;
  /** What was answered, oldest first. */
  answers: { at: Date; answer: string }[];
};

/** What the reporter sees behind their link; `null`: there is no such report. */
export async function reportBehind(ctx: Context, token: string): Promise<ReportSeen | null> {
  const [found] = await ctx.db
    .select({ report: publicReports, name: products.name, slug: products.slug })
    .from(publicReports)
    .leftJoin(products, eq(products.id, publicReports.productId))
    .where(eq(publicReports.tokenHash, hashOf(token)));
  if (!found) return null;
  const steps = await ctx.db
    .select({ at: publicReportSteps.at, answer: publicReportSteps.answer })
    .from(publicReportSteps)
    .where(and(eq(publicReportSteps.reportId, found.report.id), isNotNull(publicReportSteps.answer)))
    .orderBy(asc(publicReportSteps.id));
  const { kind, receivedAt, state, outcome } = found.report;
  return {
    kind,
    productName: found.name,
    productSlug: found.slug,
    receivedAt,
    state,
    outcome,
    answers: steps.map(({ at, answer }) => ({ at, answer: answer! })),
  };
}

export type ReportLine = {
  id: string;
  kind: ReportKind;
  productName: string | null;
  communeCode: string | null;
  provinceCode: string | null;
  words: string;
  state: ReportState;
  receivedAt: Date;
};

function within(ctx: Context): SQL | undefined {
  const reach = reachOf(ctx.actor, 'report.handle');
  if (reach === 'all') return sql`true`;
  const parts = reach.flatMap((scope) =>
    scope.kind === 'province'
      ? [eq(publicReports.provinceCode, scope.provinceCode)]
      : scope.kind === 'commune'
        ? [
            and(
              eq(publicReports.provinceCode, scope.provinceCode),
              eq(publicReports.communeCode, scope.communeCode),
            ),
          ]
        : [],
  );
  return parts.length === 0 ? sql`false` : or(...parts);
}

/** Reports within the actor's reach in this state, those that wait longest first. */
export async function reportsToHandle(
  ctx: Context,
  { state, page, perPage }: { state: ReportState; page: number; perPage: number },
): Promise<{ lines: ReportLine[]; counts: Record<ReportState, number> }> {
  const mine = within(ctx);
  const [rows, counted] = await Promise.all([
    ctx.db
      .select({
        id: publicReports.id,
        kind: publicReports.kind,
        productName: products.name,
        communeCode: publicReports.communeCode,
        provinceCode: publicReports.provinceCode,
        words: sql<string>`left(${publicReports.words}, 200)`,
        state: publicReports.state,
        receivedAt: publicReports.receivedAt,
      })
      .from(publicReports)
      .leftJoin(products, eq(products.id, publicReports.productId))
      .where(and(eq(publicReports.state, state), mine))
      .orderBy(state === 'closed' ? desc(publicReports.receivedAt) : asc(publicReports.receivedAt))
      .limit(perPage)
      .offset((page - 1) * perPage),
    ctx.db
      .select({ state: publicReports.state, count: sql<number>`count(*)::int` })
      .from(publicReports)
      .where(mine)
      .groupBy(publicReports.state),
  ]);
  const counts = { received: 0, checking: 0, closed: 0 };
  for (const { state: each, count } of counted) counts[each] = count;
  return { lines: rows, counts };
}

export type ReportCase = ReportSeen & {
  id: string;
  seenAt: string | null;
  words: string;
  hasPicture: boolean;
  contact: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  steps: {
    at: Date;
    by: string;
    state: ReportState;
    outcome: ReportOutcome | null;
    note: string | null;
    answer: string | null;
  }[];
};

/** @throws Refusal `not_found` for a report that is not there, or not for this actor. */
export async function reportCase(ctx: Context, id: string): Promise<ReportCase> {
  const [found] = await ctx.db
    .select({ report: publicReports, name: products.name, slug: products.slug })
    .from(publicReports)
    .leftJoin(products, eq(products.id, publicReports.productId))
    .where(eq(publicReports.id, id));
  if (!found || !may(ctx.actor, 'report.handle', found.report)) throw new Refusal('not_found');
  const steps = await ctx.db
    .select({ step: publicReportSteps, name: users.name })
    .from(publicReportSteps)
    .leftJoin(users, eq(publicReportSteps.by, sql`'person:' || ${users.id}`))
    .where(eq(publicReportSteps.reportId, id))
    .orderBy(asc(publicReportSteps.id));
  const { picture, tokenHash: _, closedAt: __, isEnglish: ___, productId: ____, ...report } = found.report;
  return {
    ...report,
    productName: found.name,
    productSlug: found.slug,
    hasPicture: picture !== null,
    answers: [],
    steps: steps.map(({ step, name }) => ({
      at: step.at,
      by: name ?? step.by,
      state: step.state,
      outcome: step.outcome,
      note: step.note,
      answer: step.answer,
    })),
  };
}

/** The picture of a report, a JPEG. @throws Refusal `not_found`. */
export async function reportPicture(ctx: Context, id: string): Promise<Uint8Array> {
  const [found] = await ctx.db
    .select({
      picture: publicReports.picture,
      provinceCode: publicReports.provinceCode,
      communeCode: publicReports.communeCode,
    })
    .from(publicReports)
    .where(eq(publicReports.id, id));
  if (!found?.picture || !may(ctx.actor, 'report.handle', found)) throw new Refusal('not_found');
  return found.picture;
}

export type ReportStep = {
  to: ReportState;
  outcome: ReportOutcome | null;
  note: string;
  answer: string;
};

/** What a letter to the reporter says; words are for who hands it in. */
export type AnswerLetter = (answer: string, isEnglish: boolean) => { title: string; words: string };

/**
 * Takes a case a step on: taken up, noted, closed with an outcome and an answer. The answer stands behind the
 * reporter's link, and goes by mail to who left an address.
 *
 * @throws Refusal `not_found`, `not_allowed`, `report.step_wrong` (another officer was quicker),
 *   `report.answer_missing` when it is closed without a word to the reporter, `report.outcome_missing`.
 */
export async function stepReport(
  ctx: Context,
  id: string,
  from: ReportState,
  step: ReportStep,
  letter: AnswerLetter,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db.select().from(publicReports).where(eq(publicReports.id, id)).for('update');
    if (!found) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'report.handle', found);
    if (found.state !== from || (step.to !== from && !mayBecome(from, step.to)))
      throw new Refusal('report.step_wrong');
    const [note, answer] = [step.note.trim().slice(0, 2_000), step.answer.trim().slice(0, 2_000)];
    const closes = step.to === 'closed' && from !== 'closed';
    if (closes && step.outcome === null) throw new Refusal('report.outcome_missing');
    if (closes && answer === '') throw new Refusal('report.answer_missing');
    if (step.to === from && note === '' && answer === '') throw new Refusal('reason_missing');
    const outcome = step.to === 'closed' ? (step.outcome ?? found.outcome) : null;
    await ctx.db
      .update(publicReports)
      .set({ state: step.to, outcome, closedAt: step.to === 'closed' ? ctx.now : null })
      .where(eq(publicReports.id, id));
    const [made] = await ctx.db
      .insert(publicReportSteps)
      .values({
        reportId: id,
        state: step.to,
        outcome,
        note: note || null,
        answer: answer || null,
        by: actorName(ctx.actor),
        at: ctx.now,
      })
      .returning({ id: publicReportSteps.id });
    await writeDown(ctx, [
      {
        kind: `report.${step.to === from ? 'noted' : step.to}`,
        subject: `report:${id}`,
        before: { state: from },
        after: { state: step.to, outcome, provinceCode: found.provinceCode, communeCode: found.communeCode },
        reason: note || null,
      },
    ]);
    if (answer !== '' && found.contact?.includes('@')) {
      const { title, words } = letter(answer, found.isEnglish);
      await writeLetter(ctx, {
        key: `report_answer:${made!.id}`,
        kind: 'report_answer',
        to: { address: found.contact, name: null },
        title,
        words,
        about: `report:${id}`,
        place: found,
      });
    }
  });
}

/** Forgets how to reach those whose case has long been closed. Says how many. */
export async function forgetContacts(ctx: Context): Promise<number> {
  const long = new Date(ctx.now.getTime() - CONTACT_DAYS * 86_400_000);
  const gone = await ctx.db
    .update(publicReports)
    .set({ contact: null })
    .where(and(isNotNull(publicReports.contact), lt(publicReports.closedAt, long)))
    .returning({ id: publicReports.id });
  return gone.length;
}
