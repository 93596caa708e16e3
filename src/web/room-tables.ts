import { placeName, shortPlaceName } from '#src/components/places/place-name.ts';
import { validityOn } from '#src/domain/documents/document.ts';
import { documentsForOffice } from '#src/domain/documents/documents.ts';
import { deliveriesOf, receiversOf } from '#src/domain/hooks/receivers.ts';
import { picturesToLookAt } from '#src/domain/media/pictures.ts';
import { claimsToDecide } from '#src/domain/notifications/join-producer.ts';
import { goodsOfProducer } from '#src/domain/registry/office-register.ts';
import { evidenceOn } from '#src/domain/reports/evidence.ts';
import { evidenceOfProducer, evidenceWithin } from '#src/domain/reports/evidence-kept.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { storiesToReview } from '#src/domain/stories/review-story.ts';
import { proposalsWithin } from '#src/domain/sync/proposals.ts';
import { reachesAll, runsOf, sourceOfOffice, type RunRow } from '#src/domain/sync/sources.ts';
import { tourOfOffice, toursOfOffice } from '#src/domain/tourism/keep-tours.ts';
import { slotsToKeep, type KeptSlot } from '#src/domain/tourism/visits.ts';
import { runsWithin, spoiltCount } from '#src/domain/traceability/stamp-runs.ts';
import { eventsWithin, type WatchedEvent } from '#src/domain/traceability/watched-events.ts';
import { words as catalogue } from '#src/i18n/catalogue.ts';
import { documentsRoom } from '#src/i18n/documents-room.ts';
import { eventsRoom } from '#src/i18n/events-room.ts';
import { evidenceRoom } from '#src/i18n/evidence.ts';
import { moment } from '#src/i18n/format.ts';
import { hooksRoom } from '#src/i18n/hooks-room.ts';
import { joining, joiningRoom } from '#src/i18n/household.ts';
import { journeyWords, unitName } from '#src/i18n/lot-events.ts';
import { officeFiles as files } from '#src/i18n/office-files.ts';
import { pictureRoom } from '#src/i18n/pictures.ts';
import { registerRoom } from '#src/i18n/register-room.ts';
import { fieldName, faultWords, sourcesRoom, valueWords } from '#src/i18n/sources-room.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { words as statuses } from '#src/i18n/statuses.ts';
import { storyRoom } from '#src/i18n/stories.ts';
import { tourRoom } from '#src/i18n/tour-room.ts';
import { timeOf } from '#src/i18n/tours.ts';
import { visitRoom } from '#src/i18n/visits.ts';
import { readEvidenceQuery } from './evidence-query.ts';
import { all, asked, nameIn, pages, PART, table } from './office-table.ts';
import { stopName } from './tour-page.ts';
import { readWatchQuestion } from './watch-query.ts';

/** No room holds more before it is sorted. */
const MOST = 50_000;

type Visit = { slot: KeptSlot; to: string; request: KeptSlot['requests'][number] | null };

/** Lists of rooms that show one kind of thing, and lists of what belongs to one thing: named in the question. */
export const ROOM_TABLES = {
  tem: table(
    'stamp.watch',
    stampsRoom.runs,
    ({ locals: { ctx } }) => all(() => runsWithin(ctx, MOST)),
    () => [
      { name: stampsRoom.run, value: (row) => row.number },
      { name: stampsRoom.product, value: (row) => row.product.name },
      { name: stampsRoom.maker, value: (row) => row.producer?.name ?? null },
      { name: stampsRoom.lot, value: (row) => row.lot.code },
      { name: files.stamps, kind: 'number', value: (row) => row.count },
      { name: files.goodStamps, kind: 'number', value: (row) => row.count - spoiltCount(row.spoilt) },
      { name: stampsRoom.state, value: (row) => stampsRoom.states[row.state] },
      { name: stampsRoom.orderedAt, kind: 'moment', value: (row) => row.orderedAt },
    ],
  ),

  'su-kien': table(
    'event.watch',
    eventsRoom.title,
    async function* ({ locals: { ctx }, url }) {
      const question = readWatchQuestion(url.searchParams);
      for (let before: number | null = null; ;) {
        const rows: readonly WatchedEvent[] = await eventsWithin(ctx, { ...question, before, most: PART });
        yield rows;
        if (rows.length < PART) return;
        before = rows.at(-1)!.seq;
      }
    },
    ({ locals: { site } }) => [
      { name: eventsRoom.told, kind: 'moment', value: (row) => row.toldAt },
      { name: eventsRoom.kind, value: (row) => journeyWords.vi.deeds[row.deed] },
      { name: eventsRoom.productOnly, value: (row) => row.product },
      { name: eventsRoom.lot, value: (row) => row.lot.code },
      { name: eventsRoom.producer, value: (row) => row.producer },
      { name: eventsRoom.quantity, kind: 'number', value: (row) => row.quantity },
      {
        name: eventsRoom.unit,
        value: (row) => (row.quantity === null ? null : unitName(row.unit ?? 'piece')),
      },
      { name: eventsRoom.packsOnly, kind: 'number', value: (row) => row.packs || null },
      { name: eventsRoom.toProvince, value: (row) => row.toProvince && site.places.nameOf(row.toProvince) },
      { name: eventsRoom.happened, kind: 'moment', value: (row) => row.happenedAt },
      {
        name: eventsRoom.by,
        value: (row) => [eventsRoom.sources[row.source], row.by].filter(Boolean).join(': '),
      },
      {
        name: eventsRoom.correction,
        value: (row) =>
          [
            row.wrong &&
              (row.wrong.isPutRight ? eventsRoom.wrongPutRight : eventsRoom.wrong)(moment(row.wrong.at)),
            row.putsRight && eventsRoom.putsRight,
          ]
            .filter(Boolean)
            .join('; '),
      },
    ],
  ),

  'xin-giu': table(
    'joining.decide',
    joiningRoom.title,
    ({ locals: { ctx } }) => all(() => claimsToDecide(ctx, MOST)),
    ({ locals: { site } }) => [
      { name: registerRoom.producer.name, value: (row) => row.producer.name },
      { name: files.place, value: (row) => placeName(site.places, row.producer) },
      { name: joiningRoom.who, value: (row) => row.person.name },
      { name: files.account, value: (row) => row.person.email },
      { name: joiningRoom.relation, value: (row) => joining.relations[row.relation] },
      { name: joiningRoom.registered, value: (row) => row.producer.phone },
      { name: joiningRoom.phone, value: (row) => row.phone },
      { name: joiningRoom.words, value: (row) => row.words },
      { name: joiningRoom.owners, value: (row) => row.owners.join('; ') },
      { name: files.madeAt, kind: 'moment', value: (row) => row.madeAt },
    ],
  ),

  'cau-chuyen': table(
    'story.review',
    storyRoom.title,
    (asking) => {
      const view = asked(asking, 'xem', 20) === 'published' ? 'published' : 'waiting';
      return pages(
        async (page) => (await storiesToReview(asking.locals.ctx, { view, page, perPage: PART })).stories,
      );
    },
    ({ locals: { site } }) => [
      { name: storyRoom.story, value: (row) => row.product ?? storyRoom.ofProducer },
      { name: storyRoom.producer, value: (row) => row.producer },
      { name: storyRoom.place, value: (row) => shortPlaceName(site.places, row) },
      { name: storyRoom.kind, value: (row) => (row.isFirst ? storyRoom.first : storyRoom.change) },
      { name: storyRoom.sent, kind: 'moment', value: (row) => momentOf(row.sentAt) },
      { name: storyRoom.published, kind: 'moment', value: (row) => momentOf(row.publishedAt) },
    ],
  ),

  anh: table(
    'story.review',
    pictureRoom.title,
    ({ locals: { ctx } }) =>
      pages(async (page) => (await picturesToLookAt(ctx, { page, perPage: PART })).pictures),
    ({ locals: { site } }) => [
      { name: files.picture, kind: 'number', value: (row) => row.number },
      { name: files.caption, value: (row) => row.alt },
      { name: storyRoom.producer, value: (row) => row.producer.name },
      { name: files.place, value: (row) => shortPlaceName(site.places, row) },
      { name: files.mainOf, value: (row) => row.products.join('; ') },
      { name: files.madeAt, kind: 'moment', value: (row) => momentOf(row.sentAt) },
      { name: files.hiddenWhy, value: (row) => row.hiddenReason },
    ],
  ),

  tuyen: table(
    'tour.keep',
    tourRoom.title,
    ({ locals: { ctx } }) => all(() => toursOfOffice(ctx, MOST)),
    ({ locals: { site } }) => [
      { name: tourRoom.columns.title, value: (row) => row.title },
      { name: tourRoom.columns.place, value: (row) => shortPlaceName(site.places, row) },
      { name: tourRoom.columns.stops, kind: 'number', value: (row) => row.stops },
      { name: tourRoom.columns.state, value: (row) => tourRoom.states[row.state] },
      { name: files.isPublic, value: (row) => (row.isPublic ? files.yes : files.no) },
    ],
  ),

  // Of one route; who asked stands in it as on the screen, until they are forgotten.
  'luot-tham': table(
    'tour.keep',
    visitRoom.title,
    (asking) =>
      all(async () => {
        const { ctx } = asking.locals;
        const tour = await tourOfOffice(ctx, asked(asking, 'tuyen', 12));
        const slots = await slotsToKeep(ctx, { tourId: tour.id }, MOST);
        return slots.flatMap((slot): Visit[] => {
          const stop = tour.stops.find(({ key }) => key === slot.stopKey);
          const to = stop ? stopName('vi', stop) : (slot.stopKey ?? visitRoom.whole);
          return (slot.requests.length === 0 ? [null] : slot.requests).map((request) => ({
            slot,
            to,
            request,
          }));
        });
      }),
    () => [
      { name: visitRoom.day, kind: 'day', value: ({ slot }) => slot.day },
      { name: visitRoom.time, value: ({ slot }) => timeOf(slot.minute) },
      { name: visitRoom.stop, value: ({ to }) => to },
      { name: visitRoom.capacity, kind: 'number', value: ({ slot }) => slot.capacity },
      { name: files.held, kind: 'number', value: ({ slot }) => slot.held },
      { name: files.calledOff, value: ({ slot }) => slot.calledOffReason },
      { name: files.visitor, value: ({ request }) => request?.name ?? null },
      { name: files.phone, value: ({ request }) => request?.phone ?? null },
      { name: files.email, value: ({ request }) => request?.email ?? null },
      { name: files.visitors, kind: 'number', value: ({ request }) => request?.places ?? null },
      { name: files.visitState, value: ({ request }) => request && visitRoom.states[request.state] },
      { name: files.madeAt, kind: 'moment', value: ({ request }) => momentOf(request?.askedAt ?? null) },
    ],
  ),

  'ket-noi': table(
    'hook.operate',
    hooksRoom.title,
    ({ locals: { ctx } }) => all(() => receiversOf(ctx, 'site')),
    () => [
      { name: files.address, value: (row) => row.address },
      {
        name: hooksRoom.topics,
        value: (row) => row.topics.map((one) => hooksRoom.topicNames[one]).join('; '),
      },
      {
        name: hooksRoom.state,
        value: (row) => (row.pausedBecause ? hooksRoom.paused[row.pausedBecause] : hooksRoom.running),
      },
      { name: hooksRoom.lastDelivered, kind: 'moment', value: (row) => momentOf(row.lastDeliveredAt) },
      { name: hooksRoom.states.waiting, kind: 'number', value: (row) => row.waiting },
      { name: hooksRoom.states.failed, kind: 'number', value: (row) => row.failed },
    ],
  ),

  'ket-noi-tin': table(
    'hook.operate',
    hooksRoom.deliveries,
    (asking) =>
      (async function* () {
        const { ctx } = asking.locals;
        const id = asked(asking, 'ket-noi', 12);
        for (let before: number | null = null; ;) {
          const rows = await deliveriesOf(ctx, 'site', id, { before, most: PART });
          yield rows;
          const last = rows.at(-1);
          if (rows.length < PART || !last) return;
          before = last.seq;
        }
      })(),
    () => [
      { name: hooksRoom.when, kind: 'moment', value: (row) => momentOf(row.happenedAt) },
      { name: hooksRoom.what, value: (row) => row.type },
      { name: files.subject, value: (row) => row.subject },
      { name: hooksRoom.state, value: (row) => hooksRoom.states[row.state] },
      { name: hooksRoom.answer, kind: 'number', value: (row) => row.lastStatus },
      { name: files.milliseconds, kind: 'number', value: (row) => row.lastMs },
      { name: hooksRoom.tries, kind: 'number', value: (row) => row.tries },
    ],
  ),

  'nguon-lan': table(
    'source.decide',
    sourcesRoom.runs,
    (asking) =>
      (async function* () {
        const { ctx } = asking.locals;
        const source = await sourceOfOffice(ctx, asked(asking, 'nguon', 12));
        // Counts are of all places that the source speaks of.
        const mayCount = reachesAll(ctx, source);
        yield* pages(async (page) =>
          (await runsOf(ctx, source.id, page, PART)).rows.map((run) => ({ run, mayCount })),
        );
      })(),
    () => [
      { name: sourcesRoom.when, kind: 'moment', value: ({ run }) => run.askedAt },
      { name: sourcesRoom.result, value: ({ run }) => sourcesRoom.runStates[run.state] },
      {
        name: sourcesRoom.finding,
        value: ({ run, mayCount }) => (mayCount && run.fault ? faultWords(run.fault) : null),
      },
      ...(['seen', 'changed', 'unchanged', 'refused', 'waiting'] as const).map((count) => ({
        name: sourcesRoom.counts[count],
        kind: 'number' as const,
        value: ({ run, mayCount }: { run: RunRow; mayCount: boolean }) => (mayCount ? run[count] : null),
      })),
    ],
  ),

  'nguon-de-nghi': table(
    'source.decide',
    sourcesRoom.proposals,
    (asking) =>
      all(async () => {
        const { ctx } = asking.locals;
        const { id: sourceId } = await sourceOfOffice(ctx, asked(asking, 'nguon', 12));
        const runId = asked(asking, 'lan', 12);
        const isOpen = asked(asking, 'xem', 20) !== 'da-quyet';
        const { rows } = await proposalsWithin(ctx, {
          sourceId,
          isOpen,
          most: MOST,
          ...(runId !== '' && { runId }),
        });
        return rows;
      }),
    (asking) => {
      const nameOf = nameIn(asking);
      return [
        { name: sourcesRoom.record, value: (row) => row.name || row.subject },
        { name: sourcesRoom.area, value: (row) => placeName(asking.locals.site.places, row) },
        { name: files.why, value: (row) => row.risks.map((risk) => sourcesRoom.risks[risk]).join('; ') },
        {
          name: files.change,
          value: (row) =>
            [...new Set([...Object.keys(row.before), ...Object.keys(row.after)])]
              .filter((field) => field !== 'decisionId')
              .map(
                (field) =>
                  `${fieldName(field)}: ${valueWords(field, row.before[field], nameOf)} → ${valueWords(field, row.after[field], nameOf)}`,
              )
              .join('; '),
        },
        { name: sourcesRoom.lastRead, kind: 'moment', value: (row) => row.madeAt },
        {
          name: files.outcome,
          value: (row) =>
            row.state === 'accepted'
              ? sourcesRoom.accepted
              : row.state === 'refused'
                ? sourcesRoom.refused
                : null,
        },
        { name: files.decidedAt, kind: 'moment', value: (row) => row.decidedAt },
        { name: sourcesRoom.reason, value: (row) => row.reason },
      ];
    },
  ),

  'hang-cua-chu-the': table(
    'office.enter',
    registerRoom.producer.goods,
    (asking) => all(() => goodsOfProducer(asking.locals.ctx, asked(asking, 'chu-the', 12))),
    () => [
      { name: files.product, value: (row) => row.id },
      { name: registerRoom.search.product, value: (row) => row.name },
      { name: files.stars, kind: 'number', value: (row) => row.stars },
      {
        name: registerRoom.search.standing,
        value: (row) =>
          row.status === null ? registerRoom.search.noCertificate : statuses.vi.short[row.status],
      },
      { name: files.until, kind: 'day', value: (row) => row.until },
      { name: registerRoom.search.decision, value: (row) => row.decision },
      { name: files.withdrawnOn, kind: 'day', value: (row) => row.withdrawnOn },
    ],
  ),

  // Of one producer all of it; else what reports to a day count.
  'chung-cu': table(
    'document.read',
    evidenceRoom.title,
    (asking) => {
      const { ctx } = asking.locals;
      const producerId = asked(asking, 'chu-the', 12);
      if (producerId !== '')
        return all(async () => {
          const rows = await evidenceOfProducer(ctx, producerId);
          if (rows === null) throw new Refusal('not_found');
          return rows;
        });
      const question = readEvidenceQuery(asking);
      return pages(async (page) => (await evidenceWithin(ctx, { ...question, page, perPage: PART })).rows);
    },
    ({ locals: { today } }) => [
      { name: evidenceRoom.producer, value: (row) => row.producer.name },
      { name: evidenceRoom.kind, value: (row) => evidenceRoom.kinds[row.kind] },
      { name: evidenceRoom.partner, value: (row) => row.partner },
      { name: evidenceRoom.product, value: (row) => row.product?.name ?? evidenceRoom.allProducts },
      { name: evidenceRoom.paperNumber, value: (row) => row.paperNumber },
      { name: evidenceRoom.paper, value: (row) => row.file?.name ?? null },
      { name: evidenceRoom.address, value: (row) => row.url },
      { name: evidenceRoom.from, kind: 'day', value: (row) => row.from },
      { name: evidenceRoom.until, kind: 'day', value: (row) => row.until },
      { name: evidenceRoom.state, value: (row) => evidenceRoom.states[evidenceOn(today, row)] },
      { name: evidenceRoom.recorded, value: (row) => row.recordedBy },
      { name: evidenceRoom.recordedAt, kind: 'moment', value: (row) => row.recordedAt },
    ],
  ),

  // What is in force of a producer's papers, or of those about one product: facts, not the papers themselves.
  'giay-to': table(
    'document.read',
    documentsRoom.ofProducer,
    (asking) =>
      all(async () => {
        const productId = asked(asking, 'san-pham', 12);
        const about = productId ? { productId } : { producerId: asked(asking, 'chu-the', 12) };
        const documents = await documentsForOffice(asking.locals.ctx, about);
        if (documents === null) throw new Refusal('not_found');
        return documents;
      }),
    ({ locals: { today } }) => [
      { name: documentsRoom.paper, value: (row) => row.name },
      { name: files.document, value: (row) => catalogue.vi.product.paperKinds[row.kind] },
      { name: documentsRoom.number, value: (row) => row.number },
      { name: documentsRoom.issuer, value: (row) => row.issuer },
      { name: documentsRoom.issuedOn, kind: 'day', value: (row) => row.issuedOn },
      { name: files.documentUntil, kind: 'day', value: (row) => row.validUntil },
      {
        name: documentsRoom.validity,
        value: (row) => documentsRoom.validOn(validityOn(today, row), row.validUntil, today),
      },
      { name: documentsRoom.about, value: (row) => row.product?.name ?? documentsRoom.aboutAll },
      {
        name: documentsRoom.who,
        value: (row) => (row.isConfidential ? documentsRoom.isConfidential : documentsRoom.isPublic),
      },
    ],
  ),
} as const;

function momentOf(at: string | null): Date | null {
  return at === null ? null : new Date(at);
}
