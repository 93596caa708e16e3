import { producers } from '#db/schema/producers.ts';
import { productPapers, products } from '#db/schema/catalogue.ts';
import { certificateEvents, certificates, decisions } from '#db/schema/certification.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import { productKey } from '#src/domain/catalogue/product.ts';
import { decisionKey, issuerKey } from '#src/domain/certification/decision.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { producerKey, producerKindOf } from '#src/domain/producers/producer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { foldedWords, slugOf } from '#src/domain/shared/text.ts';

type New<Table extends { $inferInsert: object }> = Partial<Table['$inferInsert']>;

export async function aProducer(ctx: Context, given: New<typeof producers> = {}) {
  const name = given.name ?? 'HTX Nông nghiệp An Sơn';
  const id = given.id ?? newId();
  const row: typeof producers.$inferInsert = {
    id,
    slug: `${slugOf(name)}-${id}`,
    name,
    nameKey: producerKey(name),
    kind: producerKindOf(name),
    provinceCode: '31',
    communeCode: '11503',
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...given,
  };
  await ctx.db.insert(producers).values(row);
  return row;
}

export async function aProduct(ctx: Context, given: New<typeof products> = {}) {
  const name = given.name ?? 'Mật ong An Sơn';
  const id = given.id ?? newId();
  const producerId = given.producerId === undefined ? (await aProducer(ctx)).id : given.producerId;
  const row: typeof products.$inferInsert = {
    id,
    slug: `${slugOf(name)}-${id}`,
    name,
    nameKey: productKey(name),
    producerId,
    productSet: 4,
    setBasis: 'stated',
    provinceCode: '31',
    communeCode: '11503',
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...given,
  };
  await ctx.db.insert(products).values(row);
  return row;
}

/** No issuer gives one number twice on one day, however many are made. */
let decisionsMade = 100_000;

export async function aDecision(ctx: Context, given: New<typeof decisions> = {}) {
  const number = given.number ?? `${(decisionsMade += 1)}/QĐ-UBND`;
  const issuer = given.issuer ?? 'UBND thành phố Hải Phòng';
  const row: typeof decisions.$inferInsert = {
    id: newId(),
    number,
    numberKey: decisionKey(number),
    issuer,
    issuerKey: issuerKey(issuer),
    issuerLevel: 'province',
    issuedOn: '2024-11-20',
    ruleSet: '148/QĐ-TTg',
    provinceCode: '31',
    createdAt: ctx.now,
    ...given,
  };
  await ctx.db.insert(decisions).values(row);
  return row;
}

/** A certificate of a product, with a decision of the same day and its standings. */
export async function aCertificate(
  ctx: Context,
  given: New<typeof certificates> = {},
  rule: LastDayRule = 'anniversary_counts',
) {
  const productId = given.productId ?? (await aProduct(ctx)).id;
  const issuedOn = given.issuedOn === undefined ? '2024-11-20' : given.issuedOn;
  const ruleSet = issuedOn === null ? null : (given.ruleSet ?? '148/QĐ-TTg');
  const decisionId =
    given.decisionId === undefined ? (await aDecision(ctx, { issuedOn, ruleSet })).id : given.decisionId;
  const row: typeof certificates.$inferInsert = {
    id: newId(),
    stars: 4,
    createdAt: ctx.now,
    ...given,
    productId,
    decisionId,
    issuedOn,
    ruleSet,
  };
  await ctx.db.insert(certificates).values(row);
  await keepStandings(ctx, [productId], rule);
  return row;
}

/** An event as old lists give it, without asking the rules of `recordCertificateEvent`. */
export async function anEvent(
  ctx: Context,
  given: New<typeof certificateEvents> & {
    certificateId: string;
    kind: 'extended' | 'suspended' | 'reinstated' | 'revoked';
    effectiveOn: Day;
  },
) {
  await ctx.db.insert(certificateEvents).values({
    id: newId(),
    recordedBy: 'system:test',
    recordedAt: ctx.now,
    ground: given.kind === 'revoked' ? 'not_recorded' : null,
    ...given,
  });
}

export async function aPaper(ctx: Context, given: New<typeof productPapers> & { productId: string }) {
  await ctx.db.insert(productPapers).values({ id: newId(), kind: 'vietgap', name: 'VietGAP', ...given });
}

export async function aPointOfSale(ctx: Context, given: New<typeof pointsOfSale> = {}) {
  const name = given.name ?? 'Điểm bán OCOP Việt Khê';
  const row: typeof pointsOfSale.$inferInsert = {
    id: newId(),
    slug: slugOf(name),
    name,
    nameKey: foldedWords(name),
    kind: 'shop',
    provinceCode: '31',
    communeCode: '11503',
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...given,
  };
  await ctx.db.insert(pointsOfSale).values(row);
  return row;
}
