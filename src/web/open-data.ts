import { createHash } from 'node:crypto';
import type { APIContext } from 'astro';
import type { Sql } from 'postgres';
import { registerVersion, type OpenRegisterQuery } from '#src/domain/reports/open-register.ts';
import { isDay } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { isKnown, OPEN_TO_ALL, openToAll } from './api/answer-json.ts';
import { problem } from './answer.ts';
import { secondsToKeep } from './page.ts';

export type OpenFile<Row> = {
  name: string;
  contentType: string;
  /** What the file tells of, in a fixed order, read in parts. */
  rows: (sql: Sql, query: OpenRegisterQuery) => AsyncGenerator<Row>;
  /** Before the first row, and what each row gives; empty text for none. */
  head: string;
  lines: (row: Row) => string;
};

/**
 * Open data as a file, sent as it is read. Takes `on` (the day asked for) and `changedSince` (a day or
 * an instant). The ETag names the state of the register and the question; the file itself is not made to
 * find it.
 */
export async function openFile<Row>(
  { request, url, locals }: Pick<APIContext, 'request' | 'url' | 'locals'>,
  { name, contentType, rows, head, lines }: OpenFile<Row>,
): Promise<Response> {
  const { site, ctx, today, lang } = locals;
  let query: OpenRegisterQuery;
  try {
    query = readQuery(url, { on: today, rule: site.config.lastDay, changedSince: null });
  } catch (error) {
    if (error instanceof Refusal) return openToAll(problem(error, lang));
    throw error;
  }
  const { version, changedAt } = await registerVersion(site.sql);
  const state = [
    name,
    version,
    query.on,
    query.rule,
    query.changedSince?.toISOString() ?? '',
    site.config.siteUrl,
  ];
  const headers = new Headers({
    ...OPEN_TO_ALL,
    'cache-control': `public, max-age=${secondsToKeep(ctx.now)}, must-revalidate`,
    etag: `W/"${createHash('sha256').update(state.join('\n')).digest('base64url').slice(0, 22)}"`,
  });
  if (changedAt) headers.set('last-modified', changedAt.toUTCString());
  if (isKnown(request.headers.get('if-none-match'), headers.get('etag')!)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-type', contentType);
  headers.set('content-disposition', `attachment; filename="${name}"`);
  return new Response(streamOf(head, rows(site.sql, query), lines), { headers });
}

/** @throws Refusal `day.unreadable` (details: parameter). */
function readQuery(url: URL, otherwise: OpenRegisterQuery): OpenRegisterQuery {
  const on = url.searchParams.get('on') ?? '';
  const since = url.searchParams.get('changedSince') ?? '';
  if (on !== '' && !isDay(on)) throw new Refusal('day.unreadable', { parameter: 'on' });
  const instant = isDay(since)
    ? new Date(`${since}T00:00:00+07:00`)
    : /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(since)
      ? new Date(since)
      : null;
  if (since !== '' && (instant === null || Number.isNaN(instant.getTime())))
    throw new Refusal('day.unreadable', { parameter: 'changedSince' });
  return { ...otherwise, on: on === '' ? otherwise.on : (on as typeof otherwise.on), changedSince: instant };
}

const BYTES_AT_ONCE = 64 * 1024;

/** Pulled by the reader: a slow one holds the query back instead of filling the memory. */
function streamOf<Row>(
  head: string,
  rows: AsyncGenerator<Row>,
  lines: (row: Row) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let waiting = head;
  return new ReadableStream({
    async pull(controller) {
      while (waiting.length < BYTES_AT_ONCE) {
        const { done, value } = await rows.next();
        if (done) {
          if (waiting !== '') controller.enqueue(encoder.encode(waiting));
          controller.close();
          return;
        }
        waiting += lines(value);
      }
      controller.enqueue(encoder.encode(waiting));
      waiting = '';
    },
    async cancel() {
      await rows.return(undefined);
    },
  });
}
