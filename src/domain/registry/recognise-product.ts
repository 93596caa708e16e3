import { and, eq, sql } from 'drizzle-orm';
import { certificates, decisions } from '#db/schema/certification.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { lastDayOf, type CertificateKind, type LastDayRule } from '#src/domain/certification/certificate.ts';
import { paperColumns, type HandedPaper } from '#src/domain/certification/decision-papers.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import type { RuleSetName, Stars } from '#src/domain/certification/rule-set.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { issuerLevel } from './issuer-level.ts';
import { keyOfDecision, keyOfIssuer } from './keys.ts';
import { isCertifiable, leastLevel, RANK, rulesOn } from './row-rules.ts';

/** First day of the programme. @source Decision 490/QĐ-TTg of 07/5/2018. */
const FIRST_DAY: Day = '2018-05-07';

/** What the decision says of one product. */
export type Recognition = {
  number: string;
  issuer: string;
  issuedOn: Day;
  kind: CertificateKind;
  stars: number;
  points: number | null;
  /** Last day that the decision itself prints. */
  statedUntil: Day | null;
  reason: string;
};

export type CheckedRecognition = {
  productId: string;
  stars: Stars;
  ruleSet: RuleSetName;
  /** The decision that the register knows already; `null`: it is new. */
  decisionId: string | null;
};

/**
 * Asks all that `recogniseProduct` asks, and writes nothing. A decision follows the rules of its own day.
 *
 * @throws Refusal `product.not_found`, `not_found`, `not_allowed`, `second_factor_needed`, `register.merged`,
 *   `certificate.paper_missing`, `certificate.day_ahead`, `certificate.stars_wrong`, `certificate.points_below`,
 *   `certificate.level_wrong`, `certificate.last_day_wrong`, `certificate.kind_wrong`, `certificate.known`.
 */
export async function mustBeRecognisable(
  ctx: Context,
  productId: string,
  given: Recognition,
  rule: LastDayRule,
): Promise<CheckedRecognition> {
  const where = await whereOfProduct(ctx, productId);
  if (!where) throw new Refusal('product.not_found');
  mustBeAllowed(ctx, 'certificate.change', where);
  if (where.mergedInto !== null) throw new Refusal('register.merged');
  const numberKey = keyOfDecision(given.number);
  if (numberKey === '' || [given.issuer, given.reason].some((text) => tidy(text) === ''))
    throw new Refusal('certificate.paper_missing');
  const { issuedOn, stars, points, statedUntil } = given;
  if (issuedOn > dayInVietnam(ctx.now) || issuedOn < FIRST_DAY) throw new Refusal('certificate.day_ahead');
  if (!isCertifiable(stars) || (points !== null && !(points >= 0 && points <= 100)))
    throw new Refusal('certificate.stars_wrong');
  const rules = rulesOn(issuedOn);
  if (points !== null && points < rules.leastPoints[stars])
    throw new Refusal('certificate.points_below', { least: rules.leastPoints[stars], rules: rules.name });
  const level = issuerLevel(given.issuer, given.number);
  if (level !== null && RANK[level] < RANK[leastLevel(rules, stars)])
    throw new Refusal('certificate.level_wrong', { rules: rules.name });
  const lastDay = lastDayOf({ issuedOn, ruleSet: rules.name, statedUntil: null }, rule)!;
  if (statedUntil !== null && (statedUntil <= issuedOn || statedUntil > lastDay))
    throw new Refusal('certificate.last_day_wrong', { lastDay });

  const held = await ctx.db
    .select({
      issuedOn: certificates.issuedOn,
      stars: certificates.stars,
      decisionId: certificates.decisionId,
      numberKey: decisions.numberKey,
      decidedOn: decisions.issuedOn,
    })
    .from(certificates)
    .leftJoin(decisions, eq(decisions.id, certificates.decisionId))
    .where(eq(certificates.productId, productId));
  if (held.some((one) => one.numberKey === numberKey && one.decidedOn === issuedOn))
    throw new Refusal('certificate.known');
  const before = held.filter((one) => one.issuedOn !== null && one.issuedOn < issuedOn);
  const fewer = before.some((one) => one.stars < stars);
  if (given.kind === 'first' ? before.length > 0 : held.length > 0 && given.kind === 'upgrade' && !fewer)
    throw new Refusal('certificate.kind_wrong');

  const [decision] = await ctx.db
    .select({ id: decisions.id })
    .from(decisions)
    .where(
      and(
        eq(decisions.numberKey, numberKey),
        eq(decisions.issuerKey, keyOfIssuer(given.issuer)),
        eq(decisions.issuedOn, issuedOn),
      ),
    );
  return { productId, stars, ruleSet: rules.name, decisionId: decision?.id ?? null };
}

/**
 * Writes down that a decision recognises one product. What the product held before becomes history on the day of
 * the decision; nothing is taken out.
 *
 * @returns the identifier of the certificate.
 * @throws Refusal as `mustBeRecognisable`, and `paper.gone`.
 */
export async function recogniseProduct(
  ctx: Context,
  productId: string,
  given: Recognition,
  rule: LastDayRule,
  paper: HandedPaper | null = null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    // Two officers with one decision in hand come one after the other.
    await ctx.db.execute(sql`select 1 from products where id = ${productId} for no key update`);
    const checked = await mustBeRecognisable(ctx, productId, given, rule);
    const file = await paperColumns(ctx, paper);
    const where = (await whereOfProduct(ctx, productId))!;
    const decisionId = checked.decisionId ?? newId();
    const number = tidy(given.number);
    const issuer = tidy(given.issuer);
    const reason = tidy(given.reason);
    if (checked.decisionId === null) {
      const level = issuerLevel(issuer, number);
      await ctx.db.insert(decisions).values({
        id: decisionId,
        number,
        numberKey: keyOfDecision(number),
        issuer,
        issuerKey: keyOfIssuer(issuer),
        issuerLevel:
          level === null || level === 'commune' ? rulesOn(given.issuedOn).recognisedBy[checked.stars] : level,
        issuedOn: given.issuedOn,
        issuedYear: Number(given.issuedOn.slice(0, 4)),
        ruleSet: checked.ruleSet,
        provinceCode: where.provinceCode,
        createdAt: ctx.now,
      });
    }
    const id = newId();
    await ctx.db.insert(certificates).values({
      id,
      productId,
      decisionId,
      kind: given.kind,
      stars: checked.stars,
      points: given.points,
      ruleSet: checked.ruleSet,
      issuedOn: given.issuedOn,
      issuedYear: Number(given.issuedOn.slice(0, 4)),
      statedUntil: given.statedUntil,
      ...file,
      createdAt: ctx.now,
    });
    await keepStandings(ctx, [productId], rule);
    await writeDown(ctx, [
      {
        kind: 'certificate.recognised',
        subject: `certificate:${id}`,
        after: {
          productId,
          decision: number,
          issuer,
          issuedOn: given.issuedOn,
          recognition: given.kind,
          stars: checked.stars,
          points: given.points,
          statedUntil: given.statedUntil,
          ...(paper && { paper: paper.name }),
        },
        reason,
      },
    ]);
    await announce(ctx, {
      products: [productId],
      tags: [
        'decisions',
        ...(where.producerId ? [`producer:${where.producerId}`] : []),
        ...[where.provinceCode, where.communeCode]
          .filter((code) => code !== null)
          .map((code) => `place:${code}`),
      ],
    });
    return id;
  });
}
