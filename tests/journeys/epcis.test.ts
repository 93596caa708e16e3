import { lotAddress } from '#src/domain/epcis/known-things.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { checkDocument } from '#src/domain/epcis/validators.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { aBareLot } from '#tests/support/lots.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';
import { aStampRun, STAMP_ROOT } from '#tests/support/stamps.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let owner: PlainBrowser;
let commune: PlainBrowser;
let own = { producerId: '', lot: '' };
let other = { producerId: '', lot: '' };
let token = '';

const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

beforeAll(async () => {
  server = await startServer({ env: { STAMP_SECRET: STAMP_ROOT } });
  ctx = contextOn(server.databaseUrl);
  const made = async () => {
    const { id: producerId } = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
    const product = await aProduct(ctx, { producerId, name: 'Mật ong rừng' });
    return { producerId, lot: lotAddress(server.url, await aBareLot(ctx, product.id)) };
  };
  [own, other] = [await made(), await made()];
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: own.producerId });
  commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  token = await tokenFor(['read', 'capture']);
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

/** A token as the workshop's page shows it, once. */
async function tokenFor(scopes: string[]): Promise<string> {
  const form = new FormData();
  form.append('viec', 'tao');
  form.append('ten', 'Phần mềm kho');
  for (const scope of scopes) form.append('quyen', scope);
  const page = await (await owner.ask(`/nha-san-xuat/${own.producerId}/epcis`, form)).text();
  const shown = /sle_[\w-]{43}/.exec(page)?.[0] ?? '';
  expect(shown).not.toBe('');
  return shown;
}

const ask = (way: string, init: RequestInit & { token?: string | null } = {}) => {
  const { token: given = token, headers, ...rest } = init;
  return fetch(`${server.url}/epcis/${way}`, {
    ...rest,
    headers: {
      ...(given === null ? {} : { authorization: `Bearer ${given}` }),
      ...(rest.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(headers as Record<string, string> | undefined),
    },
  });
};
const packed = (lot: string, more: Record<string, unknown> = {}) => ({
  type: 'ObjectEvent',
  eventTime: '2026-03-14T08:00:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: 'packing',
  quantityList: [{ epcClass: lot, quantity: 20 }],
  ...more,
});
const documentOf = (...events: unknown[]) =>
  JSON.stringify({
    '@context': [CONTEXT, { ex: 'https://ns.example.com/' }],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-15T10:00:00Z',
    epcisBody: { eventList: events },
  });
const capture = (...events: unknown[]) => ask('capture', { method: 'POST', body: documentOf(...events) });
const eventsIn = async (answer: Response) =>
  (await answer.json()).epcisBody.queryResults.resultsBody.eventList as Record<string, unknown>[];

test('a document is captured, its job answers, and its events are found, each once however often it is sent', async () => {
  const event = packed(own.lot, { 'ex:note': { 'ex:by': '<script>alert(1)</script>' } });
  const sent = await capture(event);
  expect(sent.status).toBe(202);
  await capture(event);
  const job = await ask(sent.headers.get('location')!.replace('/epcis/', ''));
  expect(await job.json()).toMatchObject({
    running: false,
    success: true,
    captureErrorBehaviour: 'rollback',
  });
  expect(await (await ask('capture?perPage=1')).json()).toHaveLength(1);
  const found = await ask(`epcs/${encodeURIComponent(own.lot)}/events`);
  expect(found.headers.get('content-type')).toMatch('application/json');
  const events = await eventsIn(found);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({ ...event, '@context': [{ ex: 'https://ns.example.com/' }] });
  const id = events[0]!['eventID'] as string;
  expect(id).toMatch(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
  const one = await ask(`events/${encodeURIComponent(id)}`, { headers: { accept: 'application/ld+json' } });
  expect(one.headers.get('content-type')).toMatch('application/ld+json');
  expect(await one.json()).toMatchObject({ eventID: id, recordTime: expect.any(String) });
});

test('what a system tells of single packs stands on the pages of their lot and stamps a moment later, kept or not', async ({
  visitor,
}) => {
  const product = await aProduct(ctx, { producerId: own.producerId, name: 'Mật ong bạc hà' });
  await aCertificate(ctx, { productId: product.id });
  const run = await aStampRun(ctx, { productId: product.id, lotCode: 'B 7' });
  const stamp = `/t/${run.codes[0]}`;
  const page = async (path: string) => (await fetch(server.url + path)).text();
  await expect.poll(() => page(stamp), { timeout: 15_000 }).toContain('Mật ong bạc hà');
  const sold = (day: number, packs: readonly number[]) => {
    const { quantityList: _, ...event } = packed('');
    const epcList = packs.map((place) => `${server.url}/t/${run.codes[place]}`);
    return { ...event, bizStep: 'shipping', eventTime: `2026-03-${day}T08:00:00+07:00`, epcList };
  };
  expect((await capture(sold(12, [1, 2]), sold(14, [3]))).status).toBe(202);
  await expect.poll(() => page(stamp), { timeout: 15_000 }).toContain('Với 3 gói của lô, theo mã tem');
  expect(await page(`/en${stamp}`)).toContain('3 packs of the lot, by their stamps; not all of it.');
  const eye = await visitor({ url: server.url, script: false });
  for (const [name, path] of [
    ['stamp', stamp],
    ['lot', `/t/lot/${run.lot.id}`],
  ] as const) {
    await eye.go(path);
    const told = await eye.page.locator('.journey').innerText();
    expect(told).toMatch(
      /14\/03\/2026 Xuất kho\s+Với 3 gói của lô, theo mã tem; không phải cả lô\. Từ 12\/03\/2026\./,
    );
    await looksRight(visitor, eye, `packs-${name}`);
  }
  expect((await commune.get('/quan-tri/su-kien?hang=bac+ha')).text).toContain('2 gói, theo mã tem');
});

test('one event is taken alone, and is where it is said to be', async () => {
  const sent = await ask('events', {
    method: 'POST',
    body: JSON.stringify({ '@context': CONTEXT, ...packed(own.lot, { bizStep: 'storing' }) }),
  });
  expect(sent.status).toBe(201);
  const there = await ask(sent.headers.get('location')!.replace('/epcis/', ''));
  expect(await there.json()).toMatchObject({ bizStep: 'storing' });
});

test('pages follow one another to the end, and what is answered is a document of the standard', async () => {
  await capture(...Array.from({ length: 5 }, (_, index) => packed(own.lot, { 'ex:number': index })));
  const seen: unknown[] = [];
  let next: string | undefined = 'events?perPage=2&orderBy=eventTime';
  for (let page = 0; next !== undefined && page < 10; page += 1) {
    const answer: Response = await ask(next);
    seen.push(...(await eventsIn(answer)).map(({ eventID }) => eventID));
    next = /<\/epcis\/([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  expect(seen.length).toBeGreaterThanOrEqual(5);
  expect(new Set(seen).size).toBe(seen.length);
  const whole = await (await ask('events?EQ_bizStep=packing')).json();
  expect(whole).toMatchObject({ type: 'EPCISQueryDocument', schemaVersion: '2.0' });
  // Its events are events that could be sent again.
  const again = { ...whole, type: 'EPCISDocument', epcisBody: whole.epcisBody.queryResults.resultsBody };
  expect(checkDocument(again)).toBe(true);
});

test('each endpoint says what it can', async () => {
  for (const [way, allow] of [
    ['capture', 'OPTIONS, GET, HEAD, POST'],
    ['events', 'OPTIONS, GET, HEAD, POST'],
    ['events/x', 'OPTIONS, GET, HEAD'],
  ] as const) {
    const answer = await ask(way, { method: 'OPTIONS', token: null });
    expect([answer.status, answer.headers.get('allow')]).toEqual([204, allow]);
    expect(answer.headers.get('gs1-epcis-version')).toBe('2.0.0');
    expect(answer.headers.get('gs1-epcis-min')).toBe('2.0.0');
    expect(answer.headers.get('gs1-cbv-version')).toBe('2.0.0');
    expect(answer.headers.get('gs1-epcis-capture-limit')).toBe('500');
    expect(answer.headers.get('x-epcis-left-out')).toMatch('subscriptions');
  }
});

describe('what is refused', () => {
  const refusal = async (answer: Response) => {
    expect(answer.headers.get('content-type')).toMatch('application/problem+json');
    const { type, code } = await answer.json();
    return [answer.status, type, ...(code ? [code] : [])];
  };

  test('whoever comes without a token, or with one that does not count', async () => {
    const without = await ask('events', { token: null });
    expect(without.headers.get('www-authenticate')).toMatch('Bearer');
    expect(await refusal(without)).toEqual([401, 'epcisException:SecurityException', 'token.missing']);
    expect(await refusal(await ask('events', { token: 'sle_nothing' }))).toEqual([
      401,
      'epcisException:SecurityException',
      'token.unknown',
    ]);
    expect(await refusal(await ask('capture', { method: 'POST', body: '{}', token: null }))).toEqual([
      401,
      'epcisException:SecurityException',
      'token.missing',
    ]);
    const reading = await tokenFor(['read']);
    expect(await refusal(await ask('capture', { method: 'POST', body: '{}', token: reading }))).toEqual([
      403,
      'epcisException:SecurityException',
      'token.scope',
    ]);
  });

  test('goods of another producer, and then nothing of the document is kept', async () => {
    const before = (await eventsIn(await ask('events?perPage=200'))).length;
    const answer = await capture(packed(own.lot, { bizStep: 'holding' }), packed(other.lot));
    expect(await refusal(answer)).toEqual([403, 'epcisException:SecurityException', 'event.foreign']);
    expect((await eventsIn(await ask('events?perPage=200'))).length).toBe(before);
    const [job] = await (await ask('capture?perPage=1')).json();
    expect(job).toMatchObject({ success: false });
  });

  test.each([
    ['nothing of the standard', '{}', 400, 'ValidationException'],
    ['no JSON', '{', 400, 'ValidationException'],
    [
      'a document with a fault',
      documentOf({ ...packed('urn:x:y'), action: 'EAT' }),
      400,
      'ValidationException',
    ],
    ['a NUL in a name', documentOf(packed('urn:x:y', { 'ex:a': '\0' })), 400, 'ValidationException'],
    [
      'too many events',
      documentOf(...Array.from({ length: 501 }, (_, index) => packed(`urn:x:${index}`))),
      413,
      'CaptureLimitExceededException',
    ],
    ['too many bytes', `{"a":"${'x'.repeat(4_200_000)}"}`, 413, 'CaptureLimitExceededException'],
  ] as const)('%s', async (_, body, status, exception) => {
    const answer = await ask('capture', { method: 'POST', body });
    expect((await refusal(answer)).slice(0, 2)).toEqual([status, `epcisException:${exception}`]);
  });

  test.each([
    ['events?colour=red', {}, 400, 'QueryParameterException'],
    ['events?WD_readPoint=urn:x:1', {}, 501, 'ImplementationException'],
    ['queries', {}, 501, 'ImplementationException'],
    ['bizSteps', {}, 501, 'ImplementationException'],
    ['nothing', {}, 404, 'NoSuchResourceException'],
    ['events/urn:x:none', {}, 404, 'NoSuchResourceException'],
    ['capture/none', {}, 404, 'NoSuchResourceException'],
    ['events', { accept: 'application/xml' }, 406, 'NotAcceptableException'],
    ['events', { 'gs1-epcis-version': '1.2.0' }, 406, 'NotAcceptableException'],
  ] as const)('GET %s %o', async (way, headers, status, exception) => {
    const answer = await ask(way, { headers });
    expect((await refusal(answer)).slice(0, 2)).toEqual([status, `epcisException:${exception}`]);
  });

  test('XML, and taking only a part', async () => {
    const xml = await ask('capture', {
      method: 'POST',
      body: '<a/>',
      headers: { 'content-type': 'application/xml' },
    });
    expect((await refusal(xml)).slice(0, 2)).toEqual([415, 'epcisException:UnsupportedMediaTypeException']);
    const proceed = await ask('capture', {
      method: 'POST',
      body: documentOf(),
      headers: { 'gs1-capture-error-behaviour': 'proceed' },
    });
    expect((await refusal(proceed)).slice(0, 2)).toEqual([501, 'epcisException:ImplementationException']);
  });
});

test('an officer reads what is in their reach with their session, and writes nothing', async () => {
  const read = await commune.ask('/epcis/events?perPage=200');
  expect((await eventsIn(read)).length).toBeGreaterThan(0);
  const sent = await fetch(`${server.url}/epcis/capture`, {
    method: 'POST',
    body: documentOf(packed(own.lot)),
    headers: {
      'content-type': 'application/json',
      cookie: [...commune.jar].map(([name, value]) => `${name}=${value}`).join('; '),
    },
  });
  expect(sent.status).toBe(401);
});

test('the room for systems reads well on a telephone and on a desk', async ({ visitor }) => {
  const eye = await visitor({ url: server.url });
  await signIn(eye, owner, server.url);
  await eye.page.goto(`${server.url}/nha-san-xuat/${own.producerId}/epcis`);
  await looksRight(visitor, eye, 'epcis-room');
});

test('a token that was revoked opens nothing any more', async () => {
  const gone = await tokenFor(['read']);
  expect((await ask('events', { token: gone })).status).toBe(200);
  const [last] = await server.sql<
    { id: string }[]
  >`select id from epcis_tokens order by made_at desc limit 1`;
  await owner.ask(`/nha-san-xuat/${own.producerId}/epcis`, { viec: 'thu-hoi', ma: last!.id });
  expect((await ask('events', { token: gone })).status).toBe(401);
});
