import { placeName, shortPlaceName } from '#src/components/places/place-name.ts';
import { colleagues } from '#src/domain/accounts/assignments.ts';
import { officesFor, reachOf } from '#src/domain/accounts/deeds.ts';
import { openInvitations } from '#src/domain/accounts/invitations.ts';
import { auditEntries } from '#src/domain/audit/audit.ts';
import { CLAIM_VIEWS, claimsToWatch } from '#src/domain/checkout/claim-desk.ts';
import { deskOf, findPurchases } from '#src/domain/checkout/desk.ts';
import { payoutsDue, payoutsMade } from '#src/domain/checkout/payouts.ts';
import { fairState } from '#src/domain/fairs/fair.ts';
import { fairsOfOffice } from '#src/domain/fairs/keep-fair.ts';
import { incidentsKept, notifyBy } from '#src/domain/privacy/incidents.ts';
import { dueOn, requestsToHandle } from '#src/domain/privacy/requests.ts';
import { reviewsToModerate } from '#src/domain/reviews/moderate.ts';
import { daysBetween } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { words as buying } from '#src/i18n/buying.ts';
import { claimWords } from '#src/i18n/claims.ts';
import { fairRoom, fairWords } from '#src/i18n/fairs.ts';
import { incidentRoom } from '#src/i18n/incidents.ts';
import { newsRoom } from '#src/i18n/news.ts';
import { dataWords, rightsRoom } from '#src/i18n/personal-data.ts';
import { reviewDesk, reviewWords } from '#src/i18n/reviews.ts';
import { desk } from '#src/i18n/shop-desk.ts';
import { claimList, shopFiles } from '#src/i18n/shop-files.ts';
import { money } from '#src/i18n/shop-money.ts';
import { inspectionsWithin } from '#src/domain/inspections/inspections.ts';
import { planById, type PlanLine } from '#src/domain/inspections/plans.ts';
import { REPORT_STATES } from '#src/domain/inspections/public-report.ts';
import { reportsToHandle } from '#src/domain/inspections/public-reports.ts';
import { newsWithin } from '#src/domain/news/keep-news.ts';
import { newsState } from '#src/domain/news/news-item.ts';
import { LETTER_STATES } from '#src/domain/notifications/letter.ts';
import { lettersPage } from '#src/domain/notifications/letters.ts';
import { areaOf } from '#src/domain/registry/draft.ts';
import { draftsWithin } from '#src/domain/registry/drafts.ts';
import { findProducts, likelyPairs } from '#src/domain/registry/office-register.ts';
import { dueCertificates } from '#src/domain/reports/due-certificates.ts';
import { figuresOf, targetsOf } from '#src/domain/reports/figures.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { pointsOfSaleOfOffice } from '#src/domain/shop/keep-point-of-sale.ts';
import type { ItemFinding } from '#src/domain/sync/batch.ts';
import { ITEM_OUTCOMES, areaOfSource } from '#src/domain/sync/source.ts';
import { itemsOfRun, runOfOffice, sourcesWithin } from '#src/domain/sync/sources.ts';
import { roleNames } from '#src/i18n/accounts.ts';
import { dueRoom } from '#src/i18n/due-room.ts';
import { figures } from '#src/i18n/figures.ts';
import { room as letters } from '#src/i18n/letters-room.ts';
import { INSPECTION_TABS, inspectionRoom, inspectionStates, planReasons } from '#src/i18n/inspection-room.ts';
import { listsRoom } from '#src/i18n/lists-room.ts';
import { actorWords, auditKinds, office, subjectWords } from '#src/i18n/office.ts';
import { officeFiles as files } from '#src/i18n/office-files.ts';
import { registerRoom } from '#src/i18n/register-room.ts';
import { kinds as reportKinds, room as reports, states as reportStates } from '#src/i18n/reports.ts';
import { words as shop } from '#src/i18n/shop.ts';
import { itemWords, sourcesRoom } from '#src/i18n/sources-room.ts';
import { words as statuses } from '#src/i18n/statuses.ts';
import { changesOf } from './audit-change.ts';
import { readDueQuery } from './due-query.ts';
import { readFiguresAsked } from './figures-asked.ts';
import { cellWords, figuresReport } from './figures-report.ts';
import { officeName, scopeName } from './office-name.ts';
import {
  all,
  asked,
  nameIn,
  pages,
  PART,
  split,
  table,
  type Asking,
  type OfficeTable,
} from './office-table.ts';
import { placesWithin } from './reach.ts';
import { ROOM_TABLES } from './room-tables.ts';
import type { TableColumn } from './table-file.ts';

/** More rows than any country has certificates; one question, since each would count all of them anew. */
const MOST_DUE = 200_000;
const MOST_PAIRS = 5_000;

/** No question about inspections gives more of them at once. */
const INSPECTIONS = 1_000;

function inspectionColumns(asking: Asking): readonly TableColumn<PlanLine>[] {
  const nameOf = nameIn(asking);
  const said = inspectionRoom;
  return [
    { name: said.product, value: (row) => row.product },
    { name: said.producer, value: (row) => row.producer },
    { name: dueRoom.commune, value: (row) => nameOf(row.communeCode) },
    { name: dueRoom.province, value: (row) => nameOf(row.provinceCode) },
    { name: said.reasons, value: (row) => row.reasons.map((reason) => planReasons[reason]).join('; ') },
    { name: said.inspector, value: (row) => row.inspector },
    { name: said.due, kind: 'day', value: (row) => row.dueOn },
    {
      name: said.state,
      value: (row) =>
        [inspectionStates[row.state], row.addedLater ? said.addedLater : ''].filter(Boolean).join(', '),
    },
    { name: said.reason, value: (row) => row.cancelledReason ?? row.addedReason },
  ];
}

/** No queue of the desk is longer before somebody looks. */
const MOST_OF_DESK = 20_000;

type DeskRow = {
  queue: string;
  code: string;
  since: Date | null;
  what: string | null;
  amount: number | null;
  producer: string | null;
  phone: string | null;
};

/** All queues of the desk under one another, in its order. */
async function deskRows(ctx: Context): Promise<DeskRow[]> {
  const waiting = await deskOf(ctx, MOST_OF_DESK);
  const one = (
    queue: keyof typeof desk.queues,
    row: Partial<Omit<DeskRow, 'since'>> & { code: string; since?: string | null },
  ) => ({
    what: null,
    amount: null,
    producer: null,
    phone: null,
    ...row,
    queue: desk.queues[queue].title,
    since: row.since ? new Date(row.since) : null,
  });
  return [
    ...waiting.mismatches.map((row) =>
      one('mismatches', {
        code: row.code,
        since: row.since,
        amount: row.asked,
        producer: row.producer,
        what: desk.methods[row.method],
      }),
    ),
    ...waiting.refunds.map((row) =>
      one('refunds', {
        code: row.code,
        since: row.since,
        amount: row.amount,
        producer: row.producer,
        phone: row.phone,
        what: `${desk.methods[row.method]}: ${desk.refundReasons[row.reason] ?? row.reason}`,
      }),
    ),
    ...waiting.findings.map((row) =>
      one('findings', {
        code: row.code ?? row.session,
        what: desk.findings[row.kind],
        amount: row.there?.amount ?? null,
      }),
    ),
    ...waiting.mustStop.map((row) =>
      one('mustStop', {
        code: row.order,
        since: row.since,
        producer: row.producer,
        phone: row.phone,
        what: row.why === 'revoked' ? desk.revoked : desk.recalled,
      }),
    ),
    ...waiting.drift.map((row) => one('drift', { code: row.subject, what: desk.drift[row.kind] })),
    ...waiting.notices.map((row) =>
      one('notices', { code: row.code ?? row.id, since: row.since, what: row.kind }),
    ),
    ...waiting.cards.map((row) => one('cards', { code: row.code, since: row.since, amount: row.amount })),
    ...waiting.holds.map((row) =>
      one('holds', { code: row.code, since: row.since, what: desk.packs(row.packs) }),
    ),
    ...waiting.unconfirmed.map((row) =>
      one('unconfirmed', {
        code: row.order,
        since: row.since,
        amount: row.total,
        producer: row.producer,
        phone: row.phone,
      }),
    ),
    ...waiting.lateMoney.map((row) =>
      one('lateMoney', {
        code: row.code,
        since: row.since,
        amount: row.amount,
        what: desk.methods[row.method],
      }),
    ),
  ];
}

const TABLES = {
  'giay-chung-nhan': table(
    'office.enter',
    dueRoom.title,
    (asking) =>
      all(async () => {
        const question = readDueQuery(asking, 'office.enter');
        const { rows } = await dueCertificates(asking.locals.ctx, {
          ...question,
          page: 1,
          perPage: MOST_DUE,
        });
        return rows;
      }),
    (asking) => {
      const nameOf = nameIn(asking);
      return [
        { name: files.certificate, value: (row) => row.id },
        { name: dueRoom.product, value: (row) => row.product },
        { name: dueRoom.producer, value: (row) => row.producer },
        { name: files.phone, value: (row) => row.producerPhone },
        { name: dueRoom.province, value: (row) => nameOf(row.provinceCode) },
        { name: dueRoom.commune, value: (row) => nameOf(row.communeCode) },
        { name: files.stars, kind: 'number', value: (row) => row.stars },
        { name: files.decision, value: (row) => row.decision },
        { name: dueRoom.state, value: (row) => dueRoom.states[row.state] },
        { name: dueRoom.lastDay, kind: 'day', value: (row) => row.lastDay },
        { name: files.extendedUntil, kind: 'day', value: (row) => row.extendedUntil },
        { name: files.opens, kind: 'day', value: (row) => row.opens },
        { name: files.closes, kind: 'day', value: (row) => row.closes },
        { name: files.offered, value: (row) => (row.offered ? files.yes : files.no) },
      ];
    },
  ),

  thu: table(
    'notice.send',
    letters.title,
    (asking) => {
      const state = LETTER_STATES.find((one) => one === asked(asking, 'tinh-trang', 40)) ?? null;
      return pages(
        async (page) => (await lettersPage(asking.locals.ctx, { state, page, perPage: PART })).letters,
      );
    },
    (asking) => {
      const nameOf = nameIn(asking);
      return [
        { name: letters.about, value: (row) => row.title },
        { name: letters.kind, value: (row) => letters.kinds[row.kind] },
        { name: letters.to, value: (row) => row.toName },
        { name: letters.address, value: (row) => row.toAddress },
        { name: letters.place, value: (row) => nameOf(row.communeCode ?? row.provinceCode) },
        { name: letters.state, value: (row) => letters.states[row.state] },
        { name: letters.when, kind: 'moment', value: (row) => row.writtenAt },
      ];
    },
  ),

  'phan-anh': table(
    'report.handle',
    reports.title,
    (asking) => {
      const state = REPORT_STATES.find((one) => one === asked(asking, 'tinh-trang', 40)) ?? 'received';
      return pages(
        async (page) => (await reportsToHandle(asking.locals.ctx, { state, page, perPage: PART })).lines,
      );
    },
    (asking) => {
      const nameOf = nameIn(asking);
      return [
        { name: reports.when, kind: 'moment', value: (row) => row.receivedAt },
        { name: files.state, value: (row) => reportStates.vi[row.state] },
        { name: reports.kind, value: (row) => reportKinds.vi[row.kind] },
        { name: reports.about, value: (row) => row.productName },
        { name: reports.place, value: (row) => nameOf(row.communeCode) },
        { name: reports.words, value: (row) => row.words },
      ];
    },
  ),

  'danh-sach': table(
    'list.send',
    listsRoom.title,
    ({ locals: { ctx } }) =>
      (async function* () {
        for (const open of [true, false])
          yield* pages(async (page) => (await draftsWithin(ctx, { open, page, size: PART })).drafts);
      })(),
    ({ locals: { site } }) => [
      { name: listsRoom.list, value: (row) => row.name },
      { name: files.listKind, value: (row) => listsRoom.kinds[row.kind] },
      {
        name: listsRoom.area,
        value: (row) => scopeName(site.places, areaOf(row)) || listsRoom.country,
      },
      { name: listsRoom.state, value: (row) => listsRoom.states[row.state] },
      { name: listsRoom.lastBy, value: (row) => row.changedBy ?? listsRoom.nobody },
      { name: files.at, kind: 'moment', value: (row) => row.changedAt },
    ],
  ),

  'san-pham': table(
    'office.enter',
    registerRoom.search.title,
    (asking) => {
      const { ctx } = asking.locals;
      return pages((page) => findProducts(ctx, asked(asking, 'q', 120), PART, (page - 1) * PART));
    },
    (asking) => {
      const { site } = asking.locals;
      const said = registerRoom.search;
      return [
        { name: files.product, value: (row) => row.id },
        { name: said.product, value: (row) => row.name },
        { name: said.producer, value: (row) => row.producer?.name ?? null },
        { name: said.place, value: (row) => placeName(site.places, row) || registerRoom.unknownPlace },
        { name: files.stars, kind: 'number', value: (row) => row.stars },
        {
          name: said.standing,
          value: (row) => (row.status === null ? said.noCertificate : statuses.vi.short[row.status]),
        },
        { name: files.until, kind: 'day', value: (row) => row.until },
        { name: said.decision, value: (row) => row.decision },
        { name: files.withdrawnOn, kind: 'day', value: (row) => row.withdrawnOn },
      ];
    },
  ),

  gop: table(
    'register.merge',
    registerRoom.merge.title,
    (asking) => all(() => likelyPairs(asking.locals.ctx, MOST_PAIRS)),
    (asking) => {
      const said = registerRoom.merge;
      const nameOf = nameIn(asking);
      return [
        { name: said.kind, value: (row) => said.kinds[row.kind] },
        { name: said.one, value: (row) => row.a.name },
        { name: files.about(said.one), value: (row) => row.a.about },
        { name: said.other, value: (row) => row.b.name },
        { name: files.about(said.other), value: (row) => row.b.about },
        { name: said.place, value: (row) => nameOf(row.communeCode ?? row.provinceCode) },
      ];
    },
  ),

  'diem-ban': table(
    'point_of_sale.keep',
    registerRoom.shops.title,
    (asking) => {
      const { ctx } = asking.locals;
      return pages(
        async (page) => (await pointsOfSaleOfOffice(ctx, asked(asking, 'q', 120), page, PART)).rows,
      );
    },
    (asking) => {
      const { site } = asking.locals;
      const said = registerRoom.shops;
      return [
        { name: said.name, value: (row) => row.name },
        { name: said.kind, value: (row) => shop.vi.kinds[row.kind] },
        {
          name: said.commune,
          value: (row) => shortPlaceName(site.places, row) || registerRoom.unknownPlace,
        },
        { name: said.goods, kind: 'number', value: (row) => row.goods },
        { name: said.confirmed, kind: 'day', value: (row) => row.confirmedOn },
        { name: files.closedSince, kind: 'day', value: (row) => row.closedOn },
      ];
    },
  ),

  lich: table(
    'fair.keep',
    fairRoom.title,
    (asking) => pages(async (page) => (await fairsOfOffice(asking.locals.ctx, page, PART)).rows),
    ({ locals }) => [
      { name: fairRoom.name, value: (row) => row.name },
      { name: fairRoom.kind, value: (row) => fairWords.vi.kinds[row.kind] },
      { name: fairRoom.firstOn, kind: 'day', value: (row) => row.firstOn },
      { name: files.lastOn, kind: 'day', value: (row) => row.lastOn },
      { name: fairRoom.commune, value: (row) => shortPlaceName(locals.site.places, row) },
      { name: fairRoom.organiser, value: (row) => row.organiser },
      { name: fairRoom.state, value: (row) => fairWords.vi.states[fairState(locals.today, row)] },
    ],
  ),

  tin: table(
    'news.keep',
    newsRoom.title,
    (asking) => pages(async (page) => (await newsWithin(asking.locals.ctx, page, PART)).rows),
    ({ locals }) => [
      { name: newsRoom.name, value: (row) => row.title },
      {
        name: newsRoom.place,
        value: (row) => shortPlaceName(locals.site.places, row) || newsRoom.country,
      },
      { name: newsRoom.byline, value: (row) => row.byline },
      { name: newsRoom.state, value: (row) => newsRoom.states[newsState(row)] },
      { name: newsRoom.published, kind: 'moment', value: (row) => row.publishedAt },
    ],
  ),

  nguoi: table(
    'user.see',
    office.people.all,
    (asking) =>
      split(
        pages(async (page) => {
          const question = { typed: asked(asking, 'q', 120), page, perPage: PART };
          return (await colleagues(asking.locals.ctx, question)).people;
        }),
        (one) => one.offices.map((held) => ({ one, held })),
      ),
    ({ locals: { site } }) => {
      const said = office.people;
      return [
        { name: said.name, value: ({ one }) => one.name },
        { name: files.reachedBy, value: ({ one }) => one.phone ?? one.email },
        { name: said.role, value: ({ held }) => roleNames.vi[held.role] },
        { name: said.place, value: ({ held }) => scopeName(site.places, held.scope) || office.today.country },
        { name: said.second, value: ({ one }) => (one.hasSecondFactor ? said.on : said.off) },
      ];
    },
  ),

  'loi-moi': table(
    'user.see',
    office.people.open,
    ({ locals: { ctx } }) => all(() => openInvitations(ctx)),
    ({ locals: { site } }) => {
      const said = office.people;
      return [
        { name: said.email, value: (row) => row.email },
        { name: said.role, value: (row) => officeName(site.places, 'vi', row) },
        { name: said.until, kind: 'moment', value: (row) => row.expiresAt },
      ];
    },
  ),

  'nhat-ky': table(
    'audit.read',
    office.audit.title,
    (asking) => {
      const { ctx } = asking.locals;
      return (async function* () {
        const question = {
          within: placesWithin(reachOf(ctx.actor, 'audit.read')),
          kind: asked(asking, 'viec', 80) || null,
          subject: asked(asking, 've', 80) || null,
        };
        for (let before: number | null = null; ;) {
          const rows = await auditEntries(ctx, { ...question, before, most: PART });
          yield rows;
          const last = rows.at(-1);
          if (rows.length < PART || !last) return;
          before = last.id;
        }
      })();
    },
    () => {
      const said = office.audit;
      return [
        { name: said.when, kind: 'moment', value: (row) => row.at },
        { name: said.who, value: (row) => row.actorName ?? actorWords(row.actor) },
        { name: said.what, value: (row) => auditKinds[row.kind] ?? row.kind },
        { name: said.about, value: (row) => subjectWords(row.subject) },
        {
          name: said.change,
          value: (row) =>
            changesOf(row)
              .map(({ name, from, to }) => `${name}: ${[from, to].filter((one) => one !== null).join(' → ')}`)
              .join('; '),
        },
        { name: said.why, value: (row) => row.reason },
      ];
    },
  ),

  'kiem-tra': table(
    'inspection.read',
    inspectionRoom.title,
    (asking) => {
      const { ctx, person } = asking.locals;
      const tab = asked(asking, 'xem', 20);
      const state = Object.entries(INSPECTION_TABS).find(([name]) => name === tab)?.[1] ?? 'open';
      const inspectorId = asking.url.searchParams.has('cua-toi') ? person!.id : null;
      return pages(
        async (page) =>
          (await inspectionsWithin(ctx, { state, inspectorId, page, perPage: INSPECTIONS })).lines,
        INSPECTIONS,
      );
    },
    (asking) => inspectionColumns(asking),
  ),

  'ke-hoach': table(
    'inspection.read',
    inspectionRoom.plans,
    (asking) => all(async () => (await planById(asking.locals.ctx, asked(asking, 'so', 12))).lines),
    (asking) => inspectionColumns(asking),
  ),

  nguon: table(
    'source.decide',
    sourcesRoom.title,
    ({ locals: { ctx } }) => all(() => sourcesWithin(ctx)),
    ({ locals: { site } }) => {
      const said = sourcesRoom;
      return [
        { name: said.name, value: (row) => row.name },
        { name: said.kind, value: (row) => said.kinds[row.kind] },
        { name: said.area, value: (row) => scopeName(site.places, areaOfSource(row)) || said.country },
        { name: said.schedule, value: (row) => (row.isOn ? said.schedules[row.schedule] : said.isOff) },
        { name: said.lastRead, kind: 'moment', value: (row) => row.last?.askedAt ?? null },
        { name: said.result, value: (row) => (row.last ? said.runStates[row.last.state] : said.never) },
        { name: said.waits, kind: 'number', value: (row) => row.waiting },
      ];
    },
  ),

  'nguon-muc': table(
    'source.decide',
    sourcesRoom.run,
    (asking) => {
      const { ctx } = asking.locals;
      const runId = asked(asking, 'lan', 12);
      const outcome = ITEM_OUTCOMES.find((one) => one === asked(asking, 'muc', 12)) ?? 'changed';
      return pages(async (page) => {
        await runOfOffice(ctx, runId);
        return (await itemsOfRun(ctx, runId, outcome, page, PART)).rows;
      });
    },
    (asking) => {
      const { site } = asking.locals;
      const said = sourcesRoom;
      return [
        { name: said.line, kind: 'number', value: (row) => row.line },
        { name: said.record, value: (row) => row.name },
        { name: said.result, value: (row) => said.counts[row.outcome] },
        { name: said.area, value: (row) => placeName(site.places, row) },
        { name: said.finding, value: (row) => (row.findings as ItemFinding[]).map(itemWords).join('; ') },
      ];
    },
  ),

  'ban-hang': table(
    'shop.operate',
    desk.title,
    ({ locals: { ctx } }) => all(() => deskRows(ctx)),
    () => [
      { name: shopFiles.queue, value: (row) => row.queue },
      { name: shopFiles.code, value: (row) => row.code },
      { name: shopFiles.since, kind: 'moment', value: (row) => row.since },
      { name: shopFiles.what, value: (row) => row.what },
      { name: shopFiles.amount, kind: 'number', value: (row) => row.amount },
      { name: shopFiles.producer, value: (row) => row.producer },
      { name: shopFiles.phone, value: (row) => row.phone },
    ],
  ),

  'tim-don': table(
    'shop.operate',
    desk.purchase,
    (asking) => all(() => findPurchases(asking.locals.ctx, asked(asking, 'tim', 60), MOST_OF_DESK)),
    () => [
      { name: desk.purchase, value: (row) => row.code },
      { name: desk.one.placed, kind: 'moment', value: (row) => new Date(row.startedAt) },
      {
        name: shopFiles.states,
        value: (row) => row.states.map((state) => buying.vi.purchase.states[state]).join('; '),
      },
      { name: shopFiles.amount, kind: 'number', value: (row) => row.total },
      { name: shopFiles.method, value: (row) => desk.methods[row.method] },
    ],
  ),

  'yeu-cau-doi-tra': table(
    'shop.operate',
    claimList.title,
    (asking) => {
      const view = CLAIM_VIEWS.find((one) => one === asked(asking, 'xem', 20)) ?? 'open';
      return pages(
        async (page) => (await claimsToWatch(asking.locals.ctx, { view, page, perPage: PART })).claims,
      );
    },
    ({ locals: { today } }) => {
      const said = claimList;
      return [
        { name: said.order, value: (row) => row.order },
        { name: said.what, value: (row) => claimWords.vi.reasons[row.reason] },
        { name: said.goods, value: (row) => row.goods },
        { name: said.producer, value: (row) => row.producer },
        { name: said.phone, value: (row) => row.phone },
        { name: said.state, value: (row) => claimWords.vi.states[row.state] },
        { name: said.asked, kind: 'moment', value: (row) => new Date(row.askedAt) },
        { name: said.answerBy, kind: 'day', value: (row) => row.answerBy },
        {
          name: said.late,
          kind: 'number',
          value: (row) => (row.state === 'asked' ? Math.max(0, daysBetween(row.answerBy, today)) : null),
        },
        { name: said.amount, kind: 'number', value: (row) => row.amount },
        { name: said.changed, kind: 'moment', value: (row) => new Date(row.changedAt) },
      ];
    },
  ),

  'nhan-xet': table(
    'shop.operate',
    reviewDesk.title,
    (asking) => {
      const view =
        (['waiting', 'hidden', 'all'] as const).find((one) => one === asked(asking, 'xem', 20)) ?? 'waiting';
      return pages(
        async (page) => (await reviewsToModerate(asking.locals.ctx, { view, page, perPage: PART })).reviews,
      );
    },
    () => {
      const said = reviewDesk;
      return [
        { name: said.writtenAt, kind: 'moment', value: (row) => new Date(row.writtenAt) },
        { name: said.order, value: (row) => row.order },
        { name: said.goods, value: (row) => row.goods },
        { name: said.producer, value: (row) => row.producer },
        { name: said.answer, value: (row) => reviewWords.vi.answers[row.answer] },
        { name: said.words, value: (row) => row.words },
        { name: said.state, value: (row) => said.states[row.state] },
        { name: said.since, kind: 'moment', value: (row) => (row.askedAt ? new Date(row.askedAt) : null) },
        {
          name: said.why,
          value: (row) =>
            row.events.findLast(({ deed }) => deed === 'hidden' || deed === 'kept')?.reason ?? null,
        },
      ];
    },
  ),

  'tra-tien': table(
    'shop.operate',
    money.payouts.batches,
    ({ locals: { ctx } }) => all(() => payoutsMade(ctx, MOST_OF_DESK)),
    () => [
      { name: money.payouts.batchName, value: (row) => row.id },
      { name: shopFiles.madeAt, kind: 'moment', value: (row) => new Date(row.madeAt) },
      { name: money.payouts.standing, value: (row) => money.payouts.states[row.state] },
      { name: shopFiles.producers, kind: 'number', value: (row) => row.producers },
      { name: money.payouts.total, kind: 'number', value: (row) => row.total },
    ],
  ),

  'den-han-tra': table(
    'shop.operate',
    money.payouts.due,
    ({ locals: { ctx } }) => all(async () => (await payoutsDue(ctx)).due),
    () => [
      { name: money.payouts.producer, value: (row) => row.name },
      { name: money.payouts.amount, kind: 'number', value: (row) => row.sum },
      { name: money.payouts.standing, value: (row) => money.payouts.standings[row.standing] },
    ],
  ),

  // Neither what they wrote nor the way to them: only how the clocks stand.
  'du-lieu-ca-nhan': table(
    'rights.handle',
    rightsRoom.title,
    (asking) => {
      const open = asked(asking, 'xem', 20) !== 'da-tra-loi';
      return pages(
        async (page) => (await requestsToHandle(asking.locals.ctx, { open, page, perPage: PART })).requests,
      );
    },
    () => [
      { name: rightsRoom.right, value: (row) => dataWords.vi.rights[row.right] },
      {
        name: shopFiles.by,
        value: (row) => rightsRoom.bys[row.purchaseId ? 'purchase' : row.userId ? 'account' : 'email'],
      },
      { name: rightsRoom.received, kind: 'moment', value: (row) => new Date(row.receivedAt) },
      { name: shopFiles.acknowledgeBy, kind: 'day', value: (row) => row.acknowledgeBy },
      {
        name: shopFiles.acknowledgedAt,
        kind: 'moment',
        value: (row) => (row.acknowledgedAt ? new Date(row.acknowledgedAt) : null),
      },
      { name: shopFiles.answerBy, kind: 'day', value: dueOn },
      {
        name: shopFiles.closedAt,
        kind: 'moment',
        value: (row) => (row.closedAt ? new Date(row.closedAt) : null),
      },
      { name: shopFiles.outcome, value: (row) => (row.outcome ? dataWords.vi.outcomes[row.outcome] : null) },
    ],
  ),

  'su-co': table(
    'rights.handle',
    incidentRoom.title,
    ({ locals: { ctx } }) => all(() => incidentsKept(ctx, MOST_OF_DESK)),
    () => [
      { name: incidentRoom.learnedAt, kind: 'moment', value: (row) => new Date(row.learnedAt) },
      { name: incidentRoom.what, value: (row) => row.what },
      { name: incidentRoom.data, value: (row) => row.data },
      { name: files.people, kind: 'number', value: (row) => row.people },
      { name: incidentRoom.clock, kind: 'moment', value: notifyBy },
      {
        name: incidentRoom.notifyAt,
        kind: 'moment',
        value: (row) => (row.notifiedAt ? new Date(row.notifiedAt) : null),
      },
      { name: incidentRoom.notifyTo, value: (row) => row.notifiedTo },
      { name: incidentRoom.conclusion, value: (row) => row.conclusion },
    ],
  ),

  'so-lieu': table(
    'figures.read',
    figures.title,
    (asking) =>
      all(async () => {
        const question = readFiguresAsked(asking, 'figures.read');
        const { ctx } = asking.locals;
        const [held, targets] = await Promise.all([
          figuresOf(ctx, question.unit, question.days),
          targetsOf(ctx, question.year, question.unit),
        ]);
        const { sections } = figuresReport(question, held, targets);
        return Object.values(sections)
          .flatMap(({ tables }) => tables)
          .flatMap(({ title, columns, rows }) =>
            rows.flatMap(({ cells: [what, ...cells] }) =>
              cells.map((cell, at) => {
                const column = columns[at + 1]!;
                return {
                  part: title,
                  what: String(what),
                  column: column.kind === 'percent' ? `${column.name} (%)` : column.name,
                  number: typeof cell === 'number' ? cell : null,
                  words: cell === null || typeof cell === 'number' ? null : cellWords(column, cell),
                };
              }),
            ),
          );
      }),
    () => [
      { name: files.part, value: ({ part }) => part },
      { name: figures.what, value: ({ what }) => what },
      { name: files.column, value: ({ column }) => column },
      { name: files.number, kind: 'number', value: ({ number }) => number },
      { name: files.words, value: ({ words }) => words },
    ],
  ),

  ...ROOM_TABLES,
};

/** Lists of the desk exist where goods are sold. */
const OF_THE_DESK: readonly string[] = [
  'ban-hang',
  'tim-don',
  'yeu-cau-doi-tra',
  'nhan-xet',
  'tra-tien',
  'den-han-tra',
];

export type OfficeTableName = keyof typeof TABLES;

export const OFFICE_TABLES = Object.fromEntries(
  Object.entries(TABLES).map(([name, made]) => [name, made(name)]),
) as Readonly<Record<OfficeTableName, OfficeTable>>;

const isTable = (name: string): name is OfficeTableName => Object.hasOwn(OFFICE_TABLES, name);

/**
 * What the list shows to this person under these filters, as a file. To see the list is a deed of its own, besides
 * taking a file home.
 *
 * @throws Refusal `not_found`: no such list; `not_allowed`: not for this person.
 */
export async function officeFile(asking: Asking, list: string, kind: string): Promise<Response> {
  if (!isTable(list) || (kind !== 'csv' && kind !== 'xlsx')) throw new Refusal('not_found');
  const { deed, open } = OFFICE_TABLES[list];
  const { person, site } = asking.locals;
  if (OF_THE_DESK.includes(list) && site.mode !== 'marketplace') throw new Refusal('not_found');
  if (!person || officesFor(person, deed).length === 0) throw new Refusal('not_allowed');
  return open(asking)(kind);
}
