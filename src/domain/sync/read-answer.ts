import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { OutsideFault, type AskOutside, type OutsideAnswer } from '#src/domain/shared/outside.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { keysOf, sheetsOf } from './apply-list.ts';
import type { SourceRow } from './batch.ts';
import { FULL_AFTER_DAYS, isFeed, type RunFault, type SourceState } from './source.ts';

/** What the site needs of whoever opens folders of this machine. */
export type ReadFolder = (
  path: string,
) => Promise<{ files: { name: string; bytes: Uint8Array }[] } | { fault: RunFault['why']; name?: string }>;

export type Outside = {
  ask: AskOutside;
  folder: ReadFolder;
  /** By name of the environment variable; `undefined`: not set. */
  token: (variable: string) => string | undefined;
};

/** The source could not be read; what and where, for people. */
export class SourceFault extends Error {
  override name = 'SourceFault';
  readonly fault: RunFault;

  constructor(why: RunFault['why'], at?: string) {
    super(`${why}: ${at ?? ''}`);
    this.fault = { why, ...(at !== undefined && at !== '' && { at }) };
  }
}

export type Answer =
  | { changed: false; next: SourceState }
  | { changed: true; isFull: boolean; parts: number; records: number; next: SourceState };

const LINES_A_PART = 100;
const MOST_LIST_BYTES = 40_000_000;
/** Of a feed, unpacked: some hundred thousand products. */
const MOST_FEED_BYTES = 1_000_000_000;
const WITHIN_MS = 60_000;
const FEED_WITHIN_MS = 600_000;
const DAY_MS = 86_400_000;
/** What was being written there while we read is asked for again. */
const OVERLAP_MS = 600_000;

type Reading = {
  source: SourceRow;
  /** Whether somebody wants all of it, whatever is known. */
  isFull: boolean;
  now: Date;
  places: Places;
  keep: (position: number, name: string, bytes: Uint8Array) => Promise<void>;
};

/**
 * Asks the source and keeps its answer in parts, before anything of it goes into the register. Nothing is kept when
 * the source says that it has not changed.
 *
 * @throws SourceFault
 */
export async function readAnswer(reading: Reading, outside: Outside): Promise<Answer> {
  try {
    if (reading.source.isFolder) return await readFolderOf(reading, outside);
    return isFeed(reading.source.kind)
      ? await readFeed(reading, outside)
      : await readListAt(reading, outside);
  } catch (error) {
    if (error instanceof OutsideFault) throw new SourceFault(error.why, error.host);
    if (error instanceof Refusal && error.code === 'decision_list.unreadable')
      throw new SourceFault(
        `list_${String(error.details['why'])}` as RunFault['why'],
        reading.source.address,
      );
    if (error instanceof Refusal && error.code === 'source.no_ministry_table')
      throw new SourceFault('ministry_columns', reading.source.address);
    throw error;
  }
}

async function readFolderOf(
  { source, isFull, now, places, keep }: Reading,
  { folder }: Outside,
): Promise<Answer> {
  const found = await folder(source.address);
  if ('fault' in found) throw new SourceFault(found.fault, found.name ?? source.address);
  const { files } = found;
  const hash = createHash('sha256');
  for (const { name, bytes } of files)
    hash.update(`${name}\n`).update(createHash('sha256').update(bytes).digest());
  const next: SourceState = { tag: hash.digest('hex'), fullAt: now.toISOString() };
  if (!isFull && source.state.tag === next.tag) return { changed: false, next: source.state };
  const keys = new Set<string>();
  for (const [position, { name, bytes }] of files.entries()) {
    try {
      for (const key of keysOf(await sheetsOf(source, places, bytes, name))) keys.add(key);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'decision_list.unreadable')
        throw new SourceFault(`list_${String(error.details['why'])}` as RunFault['why'], name);
      if (error instanceof Refusal && error.code === 'source.no_ministry_table')
        throw new SourceFault('ministry_columns', name);
      throw error;
    }
    await keep(position, name, bytes);
  }
  if (keys.size === 0) throw new SourceFault('list_not_a_list', source.address);
  return { changed: true, isFull: true, parts: files.length, records: keys.size, next };
}

/** @throws SourceFault `token_missing` */
function headersFor({ tokenVariable }: SourceRow, { token }: Outside): Record<string, string> {
  if (tokenVariable === null) return {};
  const value = token(tokenVariable);
  if (value === undefined) throw new SourceFault('token_missing', tokenVariable);
  return { authorization: `Bearer ${value}` };
}

function mustBeAnswer({ status, address, close }: OutsideAnswer): void {
  if (status === 200) return;
  close();
  throw new SourceFault('status', `${status} · ${new URL(address).host}`);
}

/** What a server says its answer is, where that is no list. */
function mustBeType({ headers, address, close }: OutsideAnswer, wrong: RegExp): void {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!wrong.test(type)) return;
  close();
  throw new SourceFault('wrong_type', `${type} · ${new URL(address).host}`);
}

async function readListAt({ source, isFull, now, places, keep }: Reading, outside: Outside): Promise<Answer> {
  const tag = source.state.tag;
  const answer = await outside.ask(source.address, {
    headers: {
      ...headersFor(source, outside),
      ...(!isFull && tag?.startsWith('etag:') && { 'if-none-match': tag.slice(5) }),
    },
    mostBytes: MOST_LIST_BYTES,
    withinMs: WITHIN_MS,
  });
  if (answer.status === 304) {
    answer.close();
    return { changed: false, next: source.state };
  }
  mustBeAnswer(answer);
  mustBeType(answer, /^(text\/html|application\/(xhtml\+xml|json|pdf)|image\/.*)$/);
  const bytes = await wholeOf(answer);
  const sha = createHash('sha256').update(bytes).digest('hex');
  const next: SourceState = {
    tag: answer.headers['etag'] ? `etag:${answer.headers['etag']}` : `sha:${sha}`,
    fullAt: now.toISOString(),
  };
  if (bytes.length === 0) throw new SourceFault('answer_empty', new URL(answer.address).host);
  if (!isFull && tag === next.tag && tag?.startsWith('sha:')) return { changed: false, next: source.state };
  const name = nameOf(answer);
  const keys = keysOf(await sheetsOf(source, places, bytes, name));
  if (keys.size === 0) throw new SourceFault('list_not_a_list', new URL(answer.address).host);
  await keep(0, name, bytes);
  return { changed: true, isFull: true, parts: 1, records: keys.size, next };
}

async function wholeOf({ body }: OutsideAnswer): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

/** As the server calls the file, else the last part of its address. */
function nameOf({ headers, address }: OutsideAnswer): string {
  const said = /filename="?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1];
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  return (said ?? decodeSafely(last)).slice(0, 200) || 'danh-sach.csv';
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The feed of another Sao Làng. Whether anything has changed is asked with the tag of the whole register; if so, only
 * what changed since is read, and once a week all of it, so that what was taken out there is noticed here.
 */
async function readFeed({ source, isFull, now, keep }: Reading, outside: Outside): Promise<Answer> {
  const { state } = source;
  const headers = headersFor(source, outside);
  const fullIsDue =
    state.fullAt === undefined ||
    now.getTime() - new Date(state.fullAt).getTime() >= FULL_AFTER_DAYS * DAY_MS;
  const all = isFull || fullIsDue || state.since === undefined;
  const head = await outside.ask(source.address, {
    method: 'HEAD',
    headers: { ...headers, ...(!all && state.tag && { 'if-none-match': state.tag }) },
  });
  head.close();
  if (head.status === 304) return { changed: false, next: state };
  mustBeAnswer(head);
  const address = new URL(source.address);
  if (!all) address.searchParams.set('changedSince', state.since!);
  const answer = await outside.ask(address.href, {
    headers,
    mostBytes: MOST_FEED_BYTES,
    withinMs: FEED_WITHIN_MS,
  });
  mustBeAnswer(answer);
  mustBeType(answer, /^(text\/html|text\/csv|application\/(xhtml\+xml|pdf)|image\/.*)$/);
  const { host } = new URL(answer.address);
  const decoder = new TextDecoder();
  let rest = '';
  let newest = state.since === undefined ? 0 : new Date(state.since).getTime() + OVERLAP_MS;
  let lines: string[] = [];
  let position = 0;
  let records = 0;
  const keepLines = async () => {
    await keep(position, feedName(source), packed(lines));
    position += 1;
    lines = [];
  };
  for await (const part of answer.body) {
    const text = rest + decoder.decode(part, { stream: true });
    const found = text.split('\n');
    rest = found.pop() ?? '';
    for (const line of found) {
      if (line.trim() === '') continue;
      if (records === 0 && !line.startsWith('{')) throw new SourceFault('wrong_type', host);
      records += 1;
      const changed = new Date(/"changedAt":"([^"]{10,40})"/.exec(line)?.[1] ?? '').getTime();
      // A clock that runs ahead there must not hide what comes after.
      if (changed > newest) newest = Math.min(changed, now.getTime());
      lines.push(line);
      if (lines.length === LINES_A_PART) await keepLines();
    }
  }
  // Each record ends with its line: one that does not was cut off.
  if ((rest + decoder.decode()).trim() !== '')
    throw new SourceFault(records === 0 ? 'wrong_type' : 'cut_off', host);
  if (all && records === 0) throw new SourceFault('answer_empty', host);
  if (lines.length > 0) await keepLines();
  const next: SourceState = {
    ...(head.headers['etag'] !== undefined && { tag: head.headers['etag'] }),
    ...(newest > 0 && { since: new Date(newest - OVERLAP_MS).toISOString() }),
    ...(all ? { fullAt: now.toISOString() } : state.fullAt !== undefined && { fullAt: state.fullAt }),
  };
  return { changed: true, isFull: all, parts: position, records, next };
}

const feedName = ({ kind }: SourceRow): string =>
  kind === 'points' ? 'diem-ban.ndjson' : 'so-dang-ky.ndjson';

const packed = (lines: readonly string[]): Uint8Array => gzipSync(lines.join('\n'));
export const linesOf = (bytes: Uint8Array): string[] => gunzipSync(bytes).toString('utf8').split('\n');
export { LINES_A_PART };
