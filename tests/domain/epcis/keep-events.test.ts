import { sql } from 'drizzle-orm';
import { capture, captureById, capturesOf } from '#src/domain/epcis/captures.ts';
import { checkedDocument, type CheckedEvent } from '#src/domain/epcis/check-events.ts';
import { answeredEvent, eventById, findEvents, type EventQuestion } from '#src/domain/epcis/find-events.ts';
import { keepEvents } from '#src/domain/epcis/keep-events.ts';
import { lotUri } from '#src/domain/epcis/known-things.ts';
import { makeToken, revokeToken, tokenHolder, tokensOf } from '#src/domain/epcis/tokens.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readQuestion } from '#src/web/epcis/question.ts';
import { EpcisProblem } from '#src/web/epcis/problem.ts';
import { aProducer, aProduct } from '#tests/support/register.ts';
import { aBareLot } from '#tests/support/lots.ts';
import { asOfficer } from '#tests/support/tours.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const ORIGIN = 'https://lang.example';
const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

const eventsOf = (...events: Record<string, unknown>[]): readonly CheckedEvent[] => {
  const checked = checkedDocument({
    '@context': [CONTEXT, { ex: 'https://ns.example.com/' }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-15T03:00:00Z',
    epcisBody: { eventList: JSON.parse(JSON.stringify(events)) },
  });
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  return checked.events;
};

const seen = (lot: string, more: Record<string, unknown> = {}) => ({
  type: 'ObjectEvent',
  eventTime: '2026-03-14T08:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: 'packing',
  quantityList: [{ epcClass: lot, quantity: 20, uom: 'KGM' }],
  ...more,
});

async function world(ctx: Context) {
  const [own, other] = [
    await aProducer(ctx, { provinceCode: '31', communeCode: '11593' }),
    await aProducer(ctx, { provinceCode: '19', communeCode: null }),
  ];
  const lotOf = async (producerId: string, gtin: string | null) => {
    const product = await aProduct(ctx, { producerId, gtin, name: gtin ?? 'Chè shan' });
    const lotId = await aBareLot(ctx, product.id);
    return { id: lotId, uri: lotUri(ORIGIN, { id: lotId, code: 'L1', gtin }) };
  };
  return {
    own,
    other,
    ownLot: await lotOf(own.id, null),
    gs1Lot: await lotOf(own.id, '08934567890120'),
    otherLot: await lotOf(other.id, null),
  };
}

const keeping = (producerId: string) => ({ producerId, source: 'machine', origin: ORIGIN }) as const;
const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
};
const ask = (ctx: Context, producerId: string, query: string) =>
  findEvents(ctx, { producerId }, ORIGIN, readQuestion(new URLSearchParams(query)));

test('the same event sent again is the same, however it is written', async ({ ctx }) => {
  const { own, gs1Lot } = await world(ctx);
  const [first] = await keepEvents(ctx, keeping(own.id), eventsOf(seen(gs1Lot.uri)));
  const [again] = await keepEvents(
    ctx,
    keeping(own.id),
    eventsOf(
      seen('urn:epc:class:lgtin:893456789.0012.L1', {
        eventTime: '2026-03-14T01:00:00.000Z',
        bizStep: 'https://ref.gs1.org/cbv/BizStep-packing',
      }),
    ),
  );
  expect(again).toEqual({ ...first, isNew: false });
  expect(await ctx.db.$count(sql`epcis_events`)).toBe(1);
});

test('goods of another producer are not written about, unless they went in or came', async ({ ctx }) => {
  const { own, ownLot, otherLot } = await world(ctx);
  const keep = (event: Record<string, unknown>) =>
    refused(keepEvents(ctx, keeping(own.id), eventsOf(seen(ownLot.uri), event)));
  expect(await keep(seen(otherLot.uri))).toBe('event.foreign');
  expect(await ctx.db.$count(sql`epcis_events`)).toBe(0);
  expect(await keep(seen(otherLot.uri, { bizStep: 'receiving' }))).toBe('done');
  expect(
    await keep({
      type: 'TransformationEvent',
      eventTime: '2026-03-14T09:00:00+07:00',
      eventTimeZoneOffset: '+07:00',
      inputQuantityList: [{ epcClass: otherLot.uri, quantity: 5, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: ownLot.uri, quantity: 4, uom: 'KGM' }],
    }),
  ).toBe('done');
});

test('a stamp is of whoever it was made for, by its address and as a serial', async ({ ctx }) => {
  const { own, other, otherLot } = await world(ctx);
  const [run] = await ctx.db.execute<{ id: string }>(sql`
    with epoch as (insert into stamp_epochs (epoch, root_mark, begun_at, begun_by) values (0, 'x', now(), 'test'))
    insert into stamp_runs (id, number, product_id, lot_id, epoch, first, count, length, state, ordered_at, changed_at)
    select 'run000000000', '2026-00001', l.product_id, l.id, 0, 0, 5, 18, 'active', now(), now() from lots l
    where l.id = ${otherLot.id} returning id`);
  const runOf = (code: string) => (code === 'CODEOFOTHERS' ? run!.id : null);
  const keep = (producerId: string, epc: string) =>
    refused(
      keepEvents(
        ctx,
        { ...keeping(producerId), runOf },
        eventsOf(seen(epc, { quantityList: undefined, epcList: [epc] })),
      ),
    );
  for (const epc of [
    `${ORIGIN}/t/CODEOFOTHERS`,
    `${ORIGIN}/v/CODEOFOTHERS`,
    'https://id.gs1.org/01/04012345111118/21/CODEOFOTHERS',
  ]) {
    expect(await keep(own.id, epc)).toBe('event.foreign');
    expect(await keep(other.id, epc)).toBe('done');
  }
  // It is one pack of its lot, and not the lot.
  const things = await ctx.db.execute(sql`select lot_id, pack_of from epcis_things`);
  expect([...things]).toEqual(Array.from({ length: 3 }, () => ({ lot_id: null, pack_of: otherLot.id })));
  expect(await ask(ctx, other.id, `MATCH_anyEPC=${encodeURIComponent(otherLot.uri)}`)).toEqual([]);
  expect(await ask(ctx, other.id, `MATCH_epcClass=${encodeURIComponent(otherLot.uri)}`)).toEqual([]);
});

test('a wrong event stays, and another says that it was wrong', async ({ ctx }) => {
  const { own, ownLot } = await world(ctx);
  const [wrong] = await keepEvents(ctx, keeping(own.id), eventsOf(seen(ownLot.uri)));
  const declared = seen(ownLot.uri, {
    errorDeclaration: {
      declarationTime: '2026-03-15T10:00:00+07:00',
      reason: 'incorrect_data',
      correctiveEventIDs: ['urn:x:right'],
    },
  });
  const [told] = await keepEvents(ctx, keeping(own.id), eventsOf(declared));
  const [again] = await keepEvents(ctx, keeping(own.id), eventsOf(declared));
  expect([told!.isNew, again!.isNew, told!.hash]).toEqual([true, false, wrong!.hash]);
  expect(await ask(ctx, own.id, 'EXISTS_errorDeclaration=')).toHaveLength(1);
  const answered = answeredEvent(await eventById(ctx, { producerId: own.id }, wrong!.hash));
  expect(answered).toMatchObject({ eventID: wrong!.hash, errorDeclaration: { reason: 'incorrect_data' } });
});

describe('a question', () => {
  const three = async (ctx: Context) => {
    const things = await world(ctx);
    await keepEvents(
      ctx,
      keeping(things.own.id),
      eventsOf(
        seen(things.ownLot.uri, {
          disposition: 'in_progress',
          readPoint: { id: 'urn:epc:id:sgln:4012345.00001.0' },
        }),
        seen(things.gs1Lot.uri, {
          bizStep: 'shipping',
          eventTime: '2026-03-14T10:00:00+07:00',
          'ex:note': '<b>',
        }),
        {
          type: 'AggregationEvent',
          eventTime: '2026-03-14T12:00:00+07:00',
          eventTimeZoneOffset: '+07:00',
          action: 'ADD',
          parentID: 'urn:epc:id:sscc:4012345.3111111111',
          childEPCs: ['urn:epc:id:sgtin:893456789.0012.S1'],
          eventID: 'urn:uuid:6a4b0a0f-1b06-4a0e-9f0b-8d3f2c567a01',
        },
      ),
    );
    return things;
  };

  test.for([
    ['', 3],
    ['eventType=AggregationEvent', 1],
    ['eventType=AggregationEvent|ObjectEvent', 3],
    ['EQ_action=ADD', 1],
    ['EQ_bizStep=shipping', 1],
    ['EQ_bizStep=https://ref.gs1.org/cbv/BizStep-shipping', 1],
    ['EQ_disposition=in_progress', 1],
    ['EQ_readPoint=https://id.gs1.org/414/4012345000016', 1],
    ['EQ_eventID=urn:uuid:6a4b0a0f-1b06-4a0e-9f0b-8d3f2c567a01', 1],
    ['GE_eventTime=2026-03-14T10:00:00%2B07:00', 2],
    ['LT_eventTime=2026-03-14T03:00:00Z', 1],
    ['GE_recordTime=2026-03-15T03:00:00Z', 3],
    ['LT_recordTime=2026-03-15T03:00:00Z', 0],
    ['MATCH_epc=https://id.gs1.org/01/08934567890120/21/S1', 1],
    ['MATCH_epc=urn:epc:idpat:sgtin:893456789.0012.*', 1],
    ['MATCH_anyEPC=urn:epc:id:sscc:4012345.3111111111', 1],
    ['MATCH_parentID=https://id.gs1.org/00/340123451111111111', 1],
    ['MATCH_epcClass=https://shop.example/01/8934567890120/10/L1', 1],
    ['MATCH_anyEPCClass=urn:epc:class:lgtin:893456789.0012.L1', 1],
    ['MATCH_inputEPCClass=urn:epc:class:lgtin:893456789.0012.L1', 0],
    ['EXISTS_errorDeclaration=', 0],
  ] as const)('%s finds %i', async ([query, found], { ctx }) => {
    const { own } = await three(ctx);
    expect(await ask(ctx, own.id, query)).toHaveLength(found);
  });

  test('comes back in pages, none twice and none left out', async ({ ctx }) => {
    const { own } = await three(ctx);
    for (const order of [
      '',
      'orderBy=eventTime&orderDirection=ASC',
      'orderBy=eventTime',
      'orderBy=recordTime',
    ]) {
      const asked = readQuestion(new URLSearchParams(order));
      const all = (await findEvents(ctx, { producerId: own.id }, ORIGIN, asked)).map(({ hash }) => hash);
      const paged: string[] = [];
      let after: EventQuestion['after'];
      for (let page = 0; page < 4; page += 1) {
        const [one] = await findEvents(ctx, { producerId: own.id }, ORIGIN, {
          ...asked,
          most: 1,
          ...(after ? { after } : {}),
        });
        if (!one) break;
        paged.push(one.hash);
        after = { time: one.eventTime, seq: Number(one.seq) };
      }
      expect(paged, order).toEqual(all);
    }
  });

  test('of another producer finds nothing; an officer finds what is in their reach', async ({ ctx }) => {
    const { other } = await three(ctx);
    expect(await ask(ctx, other.id, '')).toEqual([]);
    const within = (provinceCode: string) =>
      findEvents(
        asOfficer(ctx, 'tinh', 'province_officer', { kind: 'province', provinceCode }),
        'reach',
        ORIGIN,
        readQuestion(new URLSearchParams()),
      );
    expect([(await within('31')).length, (await within('19')).length]).toEqual([3, 0]);
  });

  test.each([
    ['EQ_bizStep=harvesting', 400, 'QueryParameterException'],
    ['EQ_action=MAKE', 400, 'QueryParameterException'],
    ['GE_eventTime=yesterday', 400, 'QueryParameterException'],
    ['perPage=0', 400, 'QueryParameterException'],
    ['nextPageToken=xyz', 400, 'QueryParameterException'],
    ['MATCH_epc=nothing', 400, 'QueryParameterException'],
    ['orderBy=name', 400, 'QueryParameterException'],
    ['colour=red', 400, 'QueryParameterException'],
    ['MATCH_epc=urn:epc:idpat:sgtin:893456789.*.*', 501, 'ImplementationException'],
    ['WD_readPoint=urn:x:1', 501, 'ImplementationException'],
    ['EQ_ILMD_https://ns.example.com/%23a=1', 501, 'ImplementationException'],
    ['GE_temperature=1', 501, 'ImplementationException'],
  ] as const)('that cannot be answered says why: %s', (query, status, exception) => {
    let thrown: unknown;
    try {
      readQuestion(new URLSearchParams(query));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EpcisProblem);
    expect(thrown).toMatchObject({ status, exception });
  });
});

test('a token opens its own producer until it is revoked, and is kept nowhere', async ({ ctx }) => {
  const { own, other } = await world(ctx);
  const owner = asOfficer(ctx, 'chu', 'producer_owner', { kind: 'producer', producerId: own.id });
  const token = await makeToken(owner, own.id, { name: 'Phần mềm kho', scopes: ['read', 'all'] });
  const [kept] = await tokensOf(owner, own.id);
  expect(kept).toMatchObject({ name: 'Phần mềm kho', scopes: ['read'], lastUsedAt: null });
  expect(await tokenHolder(ctx, token)).toMatchObject({ producerId: own.id, scopes: ['read'] });
  expect((await tokensOf(owner, own.id))[0]!.lastUsedAt).not.toBeNull();
  const [{ found } = { found: true }] = await ctx.db.execute<{ found: boolean }>(
    sql`select to_jsonb(t)::text like ${`%${token}%`} as found from epcis_tokens t`,
  );
  expect(found).toBe(false);
  expect(await refused(makeToken(owner, other.id, { name: 'x', scopes: ['read'] }))).toBe('not_found');
  expect(await refused(makeToken(owner, own.id, { name: ' ', scopes: ['read'] }))).toBe('token.name_missing');
  expect(await refused(makeToken(owner, own.id, { name: 'x', scopes: [] }))).toBe('token.scope_missing');
  await revokeToken(owner, own.id, kept!.id);
  await revokeToken(owner, own.id, kept!.id);
  expect(await tokenHolder(ctx, token)).toBeNull();
  expect(await tokenHolder(ctx, `${token}x`)).toBeNull();
});

test('a document is taken whole or not at all, and what became of it is kept', async ({ ctx }) => {
  const { own, ownLot, otherLot } = await world(ctx);
  const owner = asOfficer(ctx, 'chu', 'producer_owner', { kind: 'producer', producerId: own.id });
  const holder = (await tokenHolder(
    ctx,
    await makeToken(owner, own.id, { name: 'Kho', scopes: ['capture'] }),
  ))!;
  const id = await capture(ctx, holder, { origin: ORIGIN }, eventsOf(seen(ownLot.uri)));
  expect(await captureById(ctx, own.id, id)).toMatchObject({ isTaken: true, faults: [] });
  expect(await ctx.db.$count(sql`audit_facts where kind = 'event.captured'`)).toBe(1);
  expect(
    await refused(
      capture(
        ctx,
        holder,
        { origin: ORIGIN },
        eventsOf(seen(ownLot.uri, { action: 'ADD' }), seen(otherLot.uri)),
      ),
    ),
  ).toBe('event.foreign');
  expect(await ctx.db.$count(sql`epcis_events`)).toBe(1);
  const [last] = await capturesOf(ctx, own.id, { most: 5, before: null });
  expect(last).toMatchObject({ isTaken: false, faults: [{ at: '/epcisBody/eventList/1' }] });
  expect(await refused(captureById(ctx, 'khong-co', id))).toBe('not_found');
});
