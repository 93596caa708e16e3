import type { APIContext } from 'astro';
import { capture, captureById, capturesOf, type Capture } from '#src/domain/epcis/captures.ts';
import { checkedDocument, checkedEvent, MOST_EVENTS, type Checked } from '#src/domain/epcis/check-events.ts';
import {
  answeredEvent,
  eventById,
  findEvents,
  mayReadEvents,
  ownContext,
  type EventAccess,
  type FoundEvent,
} from '#src/domain/epcis/find-events.ts';
import { keepEvents } from '#src/domain/epcis/keep-events.ts';
import type { RunOfStamp } from '#src/domain/epcis/known-things.ts';
import type { TokenScope } from '#src/domain/epcis/kept-event.ts';
import { tokenHolder, type TokenHolder } from '#src/domain/epcis/tokens.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import { mostBodyBytes } from '#src/web/front/body-limits.ts';
import { paths } from '#src/web/paths.ts';
import { EpcisProblem } from './problem.ts';
import { ANY_PART, readQuestion, tokenOfAfter } from './question.ts';

type Asked = Pick<APIContext, 'request' | 'url' | 'locals'>;
type Call = {
  request: Request;
  url: URL;
  ctx: Context;
  runOf: RunOfStamp;
  isPerson: boolean;
  origin: string;
};
type Answer = { status: number; body?: unknown; headers?: Readonly<Record<string, string>> };

const VERSION = '2.0.0';
const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';
/** Where names of our own in events come from. */
export const OWN_PREFIX = 'saolang';
export const ownNames = (origin: string): string => `${origin}/tro-giup/epcis#`;
const JSON_TYPES = ['application/json', 'application/ld+json'] as const;

/** Parts of the standard's interface that this server does not have. */
const NOT_HERE = /^(queries|eventTypes|bizSteps|bizLocations|readPoints|dispositions|nextPageToken)(\/|$)/;

/** The same and what else is left out, for whoever asks with OPTIONS. */
const LEFT_OUT = [
  'xml',
  'soap',
  'queries',
  'subscriptions',
  'eventTypes',
  'bizSteps',
  'bizLocations',
  'readPoints',
  'dispositions',
  'sensor queries',
  'WD_',
  'ILMD and extension queries',
  'proceed',
] as const;

/** Every address under `/epcis/`, what may be done there, and who answers. */
const WAYS: readonly {
  way: RegExp;
  methods: Readonly<Record<string, (call: Call, id: string) => Promise<Answer>>>;
}[] = [
  {
    way: /^$/,
    methods: {
      GET: async () => ({
        status: 200,
        body: { '@context': CONTEXT, type: 'Collection', member: ['capture', 'events', 'epcs'] },
      }),
    },
  },
  { way: /^capture$/, methods: { GET: listCaptures, POST: takeDocument } },
  { way: /^capture\/([^/]+)$/, methods: { GET: showCapture } },
  { way: /^events$/, methods: { GET: listEvents, POST: takeEvent } },
  { way: /^events\/(.+)$/, methods: { GET: showEvent } },
  { way: /^epcs\/(.+)\/events$/, methods: { GET: listEventsOf } },
];

/** Answers everything below `/epcis/`; `way` is what follows it. */
export async function epcis({ request, url, locals }: Asked, way: string): Promise<Response> {
  const origin = locals.site.config.siteUrl ?? url.origin;
  const call: Call = {
    request,
    url,
    origin: new URL(origin).origin,
    isPerson: locals.person !== null && locals.person !== undefined,
    ctx: locals.ctx,
    runOf: (typed) => {
      const code = stampCodeOf(typed);
      return code === null ? null : (locals.site.stamps.find(code)?.runId ?? null);
    },
  };
  try {
    return answerOf(call, await routed(call, way));
  } catch (error) {
    const problem = error instanceof Refusal ? problemOf(error) : error;
    if (!(problem instanceof EpcisProblem)) throw error;
    const challenge: Record<string, string> =
      problem.status === 401 ? { 'www-authenticate': 'Bearer realm="epcis"' } : {};
    return answerOf(
      call,
      { status: problem.status, body: problem.body, headers: challenge },
      'application/problem+json',
    );
  }
}

/** A rule of ours that said no. */
function problemOf(refusal: Refusal): EpcisProblem {
  const more = { code: refusal.code, ...refusal.details };
  if (refusal.kind === 'not_found')
    return new EpcisProblem(404, 'NoSuchResourceException', 'There is no such resource.', more);
  if (refusal.code === 'event.foreign')
    return new EpcisProblem(
      403,
      'SecurityException',
      `${refusal.details['thing']} belongs to another producer; nothing was captured.`,
      more,
    );
  return new EpcisProblem(403, 'SecurityException', 'This is not allowed.', more);
}

async function routed(call: Call, way: string): Promise<Answer> {
  const { method } = call.request;
  const found = WAYS.find((each) => each.way.test(way));
  if (!found) {
    if (NOT_HERE.test(way))
      throw new EpcisProblem(
        501,
        'ImplementationException',
        `${way.split('/')[0]} is not part of this server.`,
      );
    throw new EpcisProblem(404, 'NoSuchResourceException', 'There is no such resource.');
  }
  const allowed = [
    'OPTIONS',
    ...Object.keys(found.methods).flatMap((each) => (each === 'GET' ? [each, 'HEAD'] : [each])),
  ];
  if (method === 'OPTIONS')
    return {
      status: 204,
      headers: {
        allow: allowed.join(', '),
        'x-epcis-left-out': LEFT_OUT.join(', '),
        link: `<${paths.help('epcis')}>; rel="help"`,
      },
    };
  const work = found.methods[method === 'HEAD' ? 'GET' : method];
  if (!work)
    return {
      status: 405,
      headers: { allow: allowed.join(', ') },
      body: { type: 'about:blank', title: 'Method not allowed', status: 405 },
    };
  mustSuit(call.request);
  const [, id = ''] = found.way.exec(way) ?? [];
  return work(call, id);
}

/** @throws EpcisProblem for a version or a form that is not spoken here. */
function mustSuit({ headers }: Request): void {
  const accepts = headers.get('accept') ?? '*/*';
  if (!/\*\/\*|application\/(\*|json|ld\+json|problem\+json)/i.test(accepts))
    throw new EpcisProblem(406, 'NotAcceptableException', `Only ${JSON_TYPES.join(' and ')} are answered.`);
  for (const name of ['gs1-epcis-version', 'gs1-epcis-min', 'gs1-epcis-max', 'gs1-cbv-version'])
    if (!/^2(\.\d+)*$/.test((headers.get(name) ?? VERSION).trim()))
      throw new EpcisProblem(
        406,
        'NotAcceptableException',
        `Only version ${VERSION} is spoken here (${name}).`,
      );
}

function answerOf(
  { request, origin }: Call,
  { status, body, headers = {} }: Answer,
  type?: string,
): Response {
  const wantsLinked = /application\/ld\+json/i.test(request.headers.get('accept') ?? '');
  return new Response(body === undefined || request.method === 'HEAD' ? null : JSON.stringify(body), {
    status,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type ?? JSON_TYPES[wantsLinked ? 1 : 0] }),
      'cache-control': 'private, no-store',
      vary: 'accept, authorization, cookie',
      'gs1-epcis-version': VERSION,
      'gs1-epcis-min': VERSION,
      'gs1-epcis-max': VERSION,
      'gs1-cbv-version': VERSION,
      'gs1-cbv-min': VERSION,
      'gs1-cbv-max': VERSION,
      'gs1-epcis-capture-limit': String(MOST_EVENTS),
      'gs1-epcis-capture-file-size-limit': String(mostBodyBytes(paths.epcisCapture)),
      'gs1-capture-error-behaviour': 'rollback',
      'gs1-extensions': `${OWN_PREFIX}=${ownNames(origin)}`,
      ...headers,
    },
  });
}

/** @throws EpcisProblem 401 without a token that counts, 403 with one for something else. */
async function holder(call: Call, scope: TokenScope): Promise<TokenHolder | null> {
  const [, token] = /^bearer +(\S+)$/i.exec(call.request.headers.get('authorization') ?? '') ?? [];
  if (token === undefined) return null;
  const found = await tokenHolder(call.ctx, token);
  if (!found)
    throw new EpcisProblem(401, 'SecurityException', 'This token is unknown or was revoked.', {
      code: 'token.unknown',
    });
  if (!found.scopes.includes(scope))
    throw new EpcisProblem(403, 'SecurityException', `This token may not ${scope}.`, { code: 'token.scope' });
  return found;
}

const needsToken = () =>
  new EpcisProblem(401, 'SecurityException', 'A bearer token of a producer is needed.', {
    code: 'token.missing',
  });

async function captor(call: Call): Promise<{ by: TokenHolder; ctx: Context }> {
  const by = await holder(call, 'capture');
  if (!by) throw needsToken();
  return { by, ctx: { ...call.ctx, actor: { kind: 'system', task: `epcis ${by.tokenId}` } } };
}

/** Of a token: its producer's. Of an office's session: what is in its reach. */
async function reader(call: Call): Promise<EventAccess> {
  const by = await holder(call, 'read');
  if (by) return { producerId: by.producerId };
  if (!call.isPerson) throw needsToken();
  if (!mayReadEvents(call.ctx))
    throw new EpcisProblem(403, 'SecurityException', 'Your office does not read events.', {
      code: 'not_allowed',
    });
  return 'reach';
}

/** What was sent, as JSON. @throws EpcisProblem */
async function sentJson({ request }: Call): Promise<unknown> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (!(JSON_TYPES as readonly string[]).includes(type))
    throw new EpcisProblem(415, 'UnsupportedMediaTypeException', `Send ${JSON_TYPES.join(' or ')}.`);
  if ((request.headers.get('gs1-capture-error-behaviour') ?? 'rollback').toLowerCase() !== 'rollback')
    throw new EpcisProblem(501, 'ImplementationException', 'Only rollback is done: all events, or none.');
  const most = mostBodyBytes(paths.epcisCapture);
  let text: string;
  try {
    text = await request.text();
  } catch {
    text = '';
  }
  // The front lets nothing longer through; what it left out is not there.
  if (text === '' && request.headers.get('content-length') !== '0')
    throw new EpcisProblem(413, 'CaptureLimitExceededException', `More than ${most} bytes.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new EpcisProblem(400, 'ValidationException', 'This is not JSON.');
  }
}

function mustBeSound(checked: Checked): Extract<Checked, { events: unknown }> {
  if ('events' in checked) return checked;
  const [first] = checked.faults;
  throw new EpcisProblem(400, 'ValidationException', first ? `${first.at}: ${first.why}` : 'Not valid', {
    errors: checked.faults,
  });
}

async function takeDocument(call: Call): Promise<Answer> {
  const { by, ctx } = await captor(call);
  const { events } = mustBeSound(checkedDocument(await sentJson(call)));
  if (events.length > MOST_EVENTS)
    throw new EpcisProblem(413, 'CaptureLimitExceededException', `More than ${MOST_EVENTS} events.`);
  const id = await capture(ctx, by, { origin: call.origin, runOf: call.runOf }, events);
  return { status: 202, headers: { location: paths.epcisCaptured(id) } };
}

async function takeEvent(call: Call): Promise<Answer> {
  const { by, ctx } = await captor(call);
  const { events } = mustBeSound(checkedEvent(await sentJson(call)));
  const [kept] = await keepEvents(
    ctx,
    { producerId: by.producerId, source: 'machine', origin: call.origin, runOf: call.runOf },
    events,
  );
  return { status: 201, headers: { location: paths.epcisEvent(kept!.eventId) } };
}

const captureFields = ({ id, at, isTaken, faults }: Capture) => ({
  captureID: id,
  createdAt: new Date(at).toISOString(),
  finishedAt: new Date(at).toISOString(),
  running: false,
  success: isTaken,
  captureErrorBehaviour: 'rollback',
  errors: faults.map(({ at: where, why }) => ({
    type: 'epcisException:SecurityException',
    title: 'Event refused',
    detail: `${where}: ${why}`,
  })),
});

/** A link to the page after this one. */
function nextPage(url: URL, token: string): Readonly<Record<string, string>> {
  const next = new URLSearchParams(url.search);
  next.set('nextPageToken', token);
  return { link: `<${url.pathname}?${next}>; rel="next"` };
}

async function producerOf(call: Call): Promise<string> {
  const access = await reader(call);
  if (access === 'reach')
    throw new EpcisProblem(403, 'SecurityException', 'Captures are shown to the token’s producer.', {
      code: 'not_allowed',
    });
  return access.producerId;
}

async function listCaptures(call: Call): Promise<Answer> {
  const producerId = await producerOf(call);
  const { most, after } = readQuestion(call.url.searchParams);
  const found = await capturesOf(call.ctx, producerId, { most: most + 1, before: after?.seq ?? null });
  const shown = found.slice(0, most);
  const last = found.length > most ? shown.at(-1) : undefined;
  const token =
    last &&
    tokenOfAfter({
      time: new Date(last.at).toISOString().replace('T', ' ').replace('Z', '+00'),
      seq: Number(last.seq),
    });
  return { status: 200, body: shown.map(captureFields), headers: token ? nextPage(call.url, token) : {} };
}

async function showCapture(call: Call, id: string): Promise<Answer> {
  return { status: 200, body: captureFields(await captureById(call.ctx, await producerOf(call), id)) };
}

function listEvents(call: Call): Promise<Answer> {
  return answeredEvents(call, null);
}

function listEventsOf(call: Call, epc: string): Promise<Answer> {
  return answeredEvents(call, decoded(epc));
}

async function answeredEvents(call: Call, epc: string | null): Promise<Answer> {
  const access = await reader(call);
  const read = readQuestion(call.url.searchParams);
  const about = epc === null ? [] : [{ roles: ANY_PART, any: [{ uri: epc, isWhole: false }] }];
  const asked = { ...read, things: [...(read.things ?? []), ...about] };
  const found = await findEvents(call.ctx, access, call.origin, { ...asked, most: asked.most + 1 });
  const shown = found.slice(0, asked.most);
  const last = found.length > asked.most ? shown.at(-1) : undefined;
  return {
    status: 200,
    body: {
      '@context': [CONTEXT],
      type: 'EPCISQueryDocument',
      schemaVersion: '2.0',
      creationDate: call.ctx.now.toISOString(),
      epcisBody: {
        queryResults: {
          queryName: 'SimpleEventQuery',
          resultsBody: { eventList: shown.map((event) => withOwnContext(event, [])) },
        },
      },
    },
    headers: last ? nextPage(call.url, tokenOfAfter({ time: last.eventTime, seq: Number(last.seq) })) : {},
  };
}

/** An event, and before it what its names mean. */
function withOwnContext(event: FoundEvent, before: readonly string[]) {
  const own = [...before, ...((ownContext(event) ?? []) as readonly unknown[])];
  return own.length === 0 ? answeredEvent(event) : { '@context': own, ...answeredEvent(event) };
}

async function showEvent(call: Call, id: string): Promise<Answer> {
  const access = await reader(call);
  return { status: 200, body: withOwnContext(await eventById(call.ctx, access, decoded(id)), [CONTEXT]) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new EpcisProblem(404, 'NoSuchResourceException', 'There is no such resource.');
  }
}
