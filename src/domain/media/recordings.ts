import { sql } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { bareRecording } from './bare-recording.ts';
import type { FileStore } from './file-store.ts';
import { keepFile } from './files.ts';
import { MOST_ALT } from './picture.ts';
import { placesLookedAfter } from './pictures.ts';
import {
  hearingOf,
  MOST_RECORDINGS,
  MOST_TITLE,
  SENT_PART_BYTES,
  type RecordingLimits,
  type RecordingType,
  type ShownRecording,
} from './recording.ts';

const whereOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

/** Of its hash, so much stands in its address. */
const SHOWN = `jsonb_build_object('hash', left(r.sha256, 24), 'type', r.type, 'size', f.size)`;

export type KeptRecording = ShownRecording & {
  id: string;
  number: number;
  title: string;
  sentAt: string;
  /** Why the office has taken it off; `null`: it has not. */
  hiddenReason: string | null;
};

/** Recordings of one producer, newest first. @throws Refusal `not_found`. */
export async function recordingsOf(ctx: Context, producerId: string): Promise<KeptRecording[]> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  const rows = await ctx.db.execute<{ recording: KeptRecording }>(sql`
    select ${sql.raw(SHOWN)} || jsonb_build_object('id', r.id, 'number', r.number, 'title', r.title, 'sentAt', r.sent_at,
      'hiddenReason', r.hidden_reason) as recording
    from recordings r join stored_files f on f.sha256 = r.sha256
    where r.producer_id = ${producerId} order by r.number desc`);
  return rows.map(({ recording }) => recording);
}

const megabytes = (bytes: number): number => Math.floor(bytes / 2 ** 20);

/**
 * Keeps a recording, without what the telephone wrote into it. Sent twice, it is one.
 *
 * @throws Refusal `not_found`, `recording.none`, `recording.too_large` (details: most), `recording.unreadable`,
 *   `recording.codec`, `recording.too_many` (details: most).
 */
export async function keepRecording(
  ctx: Context,
  store: FileStore,
  producerId: string,
  sent: { bytes: Uint8Array; title: string },
  limits: RecordingLimits,
): Promise<KeptRecording> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  if (sent.bytes.length === 0) throw new Refusal('recording.none');
  const most = Math.max(limits.listen, limits.watch);
  if (sent.bytes.length > most) throw new Refusal('recording.too_large', { most: megabytes(most) });
  const { type, bytes } = bareRecording(sent.bytes);
  if (bytes.length > limits[hearingOf(type)])
    throw new Refusal('recording.too_large', { most: megabytes(limits[hearingOf(type)]) });
  const sha256 = await keepFile(ctx, store, bytes);
  return inTransaction(ctx, async (ctx) => {
    // One after the other, or two at once would both be the last that there is room for.
    const [owner] = await ctx.db.execute(sql`
      select from producers where id = ${producerId} and merged_into is null for no key update`);
    if (!owner) throw new Refusal('not_found');
    const known = (await recordingsOf(ctx, producerId)).find(({ hash }) => sha256.startsWith(hash));
    if (known) return known;
    if ((await ctx.db.$count(sql`recordings`, sql`producer_id = ${producerId}`)) >= MOST_RECORDINGS)
      throw new Refusal('recording.too_many', { most: MOST_RECORDINGS });
    const id = newId();
    await ctx.db.execute(sql`
      insert into recordings (id, producer_id, title, type, sha256, sent_by, sent_at)
      values (${id}, ${producerId}, ${tidy(sent.title).slice(0, MOST_TITLE) || '–'}, ${type}, ${sha256},
        ${actorName(ctx.actor)}, ${ctx.now.toISOString()})`);
    const kept = (await recordingsOf(ctx, producerId)).find((one) => one.id === id)!;
    await writeDown(ctx, [
      {
        kind: 'recording.sent',
        subject: `producer:${producerId}`,
        after: { recording: kept.number, hash: kept.hash, type },
      },
    ]);
    return kept;
  });
}

type Found = { producerId: string; number: number; hash: string; title: string; hiddenReason: string | null };

async function lockRecording(
  ctx: Context,
  id: string,
): Promise<Found & { provinceCode: string | null; communeCode: string | null }> {
  const [found] = await ctx.db.execute<
    Found & { provinceCode: string | null; communeCode: string | null }
  >(sql`
    select r.producer_id as "producerId", r.number, left(r.sha256, 24) as hash, r.title, r.hidden_reason as "hiddenReason",
      m.province_code as "provinceCode", m.commune_code as "communeCode"
    from recordings r join producers m on m.id = r.producer_id where r.id = ${id} for update of r`);
  if (!found) throw new Refusal('not_found');
  return found;
}

/** Takes a recording away for good; its address answers no more. @throws Refusal `not_found`. */
export async function removeRecording(ctx: Context, producerId: string, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'story.write', whereOf(producerId));
    const found = await lockRecording(ctx, id);
    if (found.producerId !== producerId) throw new Refusal('not_found');
    await ctx.db.execute(sql`delete from recordings where id = ${id}`);
    await writeDown(ctx, [
      {
        kind: 'recording.removed',
        subject: `producer:${producerId}`,
        before: { recording: found.number, hash: found.hash, title: found.title },
      },
    ]);
    await announce(ctx, { tags: [`producer:${producerId}`] });
  });
}

/**
 * The office takes a recording off every page, with a reason that its owner reads; `null` puts it back.
 *
 * @throws Refusal `not_found`, `reason_missing`.
 */
export async function takeRecordingOff(ctx: Context, id: string, why: string | null): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await lockRecording(ctx, id);
    mustBeAllowed(ctx, 'story.review', found);
    const reason = why === null ? null : tidy(why).slice(0, MOST_ALT);
    if (reason === '') throw new Refusal('reason_missing');
    await ctx.db.execute(sql`
      update recordings set hidden_reason = ${reason}, hidden_at = ${reason === null ? null : ctx.now.toISOString()}
      where id = ${id}`);
    const facts = { recording: found.number, hash: found.hash };
    await writeDown(ctx, [
      {
        kind: reason === null ? 'recording.put_back' : 'recording.taken_off',
        subject: `producer:${found.producerId}`,
        before: { ...facts, hidden: found.hiddenReason !== null },
        after: { ...facts, hidden: reason !== null },
        reason,
      },
    ]);
    await announce(ctx, { tags: [`producer:${found.producerId}`] });
  });
}

/** The file at an address, as long as somebody shows it; `null`: there is none. */
export async function recordingFile(
  ctx: Pick<Context, 'db'>,
  { hash, type }: { hash: string; type: RecordingType },
): Promise<{ sha256: string; size: number } | null> {
  const [found] = await ctx.db.execute<{ sha256: string; size: number }>(sql`
    select f.sha256, f.size from recordings r join stored_files f on f.sha256 = r.sha256
    where r.sha256 between ${hash.padEnd(64, '0')} and ${hash.padEnd(64, 'f')} and r.type = ${type} and r.hidden_at is null
    limit 1`);
  return found ?? null;
}

/** Recordings of one producer by their numbers, as far as they can be shown. */
export async function recordingsByNumber(
  sql: Sql,
  producerId: string,
  numbers: readonly number[],
): Promise<Map<number, ShownRecording>> {
  if (numbers.length === 0) return new Map();
  const rows = await sql<{ number: number; recording: ShownRecording }[]>`
    select r.number, ${sql.unsafe(SHOWN)} as recording from recordings r join stored_files f on f.sha256 = r.sha256
    where r.producer_id = ${producerId} and r.number = any(${numbers as number[]}::int[]) and r.hidden_at is null`;
  return new Map(rows.map(({ number, recording }) => [number, recording]));
}

/** Files of one person on their way at once; an older one gives way. */
const MOST_UPLOADS = 3;

/** A file on its way: the number of the part that is awaited. */
export type Upload = { id: string; next: number };

/**
 * Begins to take a file in parts, or goes on with one that broke off.
 *
 * @param mark how the telephone knows the file again.
 * @throws Refusal `not_found`, `recording.none`, `recording.too_large` (details: most).
 */
export async function beginUpload(
  ctx: Context,
  producerId: string,
  { mark, size }: { mark: string; size: number },
  limits: RecordingLimits,
): Promise<Upload> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  const most = Math.max(limits.listen, limits.watch);
  if (!Number.isInteger(size) || size <= 0 || mark === '') throw new Refusal('recording.none');
  if (size > most) throw new Refusal('recording.too_large', { most: megabytes(most) });
  const sender = actorName(ctx.actor);
  return inTransaction(ctx, async (ctx) => {
    const [upload] = await ctx.db.execute<{ id: string }>(sql`
      insert into recording_uploads (id, producer_id, sent_by, mark, size, begun_at)
      values (${newId()}, ${producerId}, ${sender}, ${mark}, ${size}, ${ctx.now.toISOString()})
      on conflict (producer_id, sent_by, mark, size) do update set begun_at = excluded.begun_at returning id`);
    await ctx.db.execute(sql`
      delete from recording_uploads where id in (select id from recording_uploads where sent_by = ${sender}
        order by begun_at desc, id = ${upload!.id} desc offset ${MOST_UPLOADS})`);
    return { id: upload!.id, next: await partsOf(ctx, upload!.id) };
  });
}

async function partsOf(ctx: Context, id: string): Promise<number> {
  return ctx.db.$count(sql`recording_upload_parts`, sql`upload_id = ${id}`);
}

async function lockUpload(ctx: Context, producerId: string, id: string): Promise<{ size: number }> {
  mustBeAllowed(ctx, 'story.write', whereOf(producerId));
  const [upload] = await ctx.db.execute<{ size: number }>(sql`
    select size from recording_uploads
    where id = ${id} and producer_id = ${producerId} and sent_by = ${actorName(ctx.actor)} for update`);
  if (!upload) throw new Refusal('recording.upload_gone');
  return upload;
}

/**
 * One part of a file. May be repeated.
 *
 * @throws Refusal `not_found`, `recording.upload_gone`: begin anew.
 */
export async function takePart(
  ctx: Context,
  producerId: string,
  id: string,
  { number, bytes }: { number: number; bytes: Uint8Array },
): Promise<Upload> {
  return inTransaction(ctx, async (ctx) => {
    const { size } = await lockUpload(ctx, producerId, id);
    const next = await partsOf(ctx, id);
    const due = Math.min(SENT_PART_BYTES, size - next * SENT_PART_BYTES);
    if (number !== next || bytes.length !== due || due <= 0) return { id, next };
    await ctx.db.execute(sql`
      insert into recording_upload_parts (upload_id, number, bytes) values (${id}, ${number}, ${bytes})`);
    return { id, next: next + 1 };
  });
}

/** All parts have come: they are a recording. @throws Refusal as `keepRecording`; `recording.upload_gone`. */
export async function finishUpload(
  ctx: Context,
  store: FileStore,
  producerId: string,
  id: string,
  title: string,
  limits: RecordingLimits,
): Promise<KeptRecording> {
  const { size } = await inTransaction(ctx, (ctx) => lockUpload(ctx, producerId, id));
  const parts = await ctx.db.execute<{ bytes: Uint8Array }>(
    sql`select bytes from recording_upload_parts where upload_id = ${id} order by number`,
  );
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  if (bytes.length !== size) throw new Refusal('recording.upload_gone');
  const letGo = () => ctx.db.execute(sql`delete from recording_uploads where id = ${id}`);
  const kept = await keepRecording(ctx, store, producerId, { bytes, title }, limits).catch(
    async (error: unknown) => {
      // What is no recording never becomes one; a place that is down for a while is asked once more.
      if (error instanceof Refusal) await letGo();
      throw error;
    },
  );
  await letGo();
  return kept;
}

/** What broke off and was not gone on with for a day. @returns how many. */
export async function forgetUploads(ctx: Context): Promise<number> {
  const gone = await ctx.db.execute(sql`
    delete from recording_uploads where begun_at < ${ctx.now.toISOString()}::timestamptz - interval '1 day' returning id`);
  return gone.length;
}

export type RecordingSeen = KeptRecording & {
  producer: { name: string; slug: string };
  provinceCode: string | null;
  communeCode: string | null;
};

/** Recordings of producers of this office's places, newest first. */
export async function recordingsToLookAt(
  ctx: Context,
  { page, perPage }: { page: number; perPage: number },
): Promise<{ recordings: RecordingSeen[]; total: number }> {
  const from = sql`recordings r join stored_files f on f.sha256 = r.sha256 join producers m on m.id = r.producer_id
    where ${placesLookedAfter(ctx)}`;
  const [counted] = await ctx.db.execute<{ total: number }>(sql`select count(*)::int as total from ${from}`);
  const rows = await ctx.db.execute<{ recording: RecordingSeen }>(sql`
    select ${sql.raw(SHOWN)} || jsonb_build_object('id', r.id, 'number', r.number, 'title', r.title, 'sentAt', r.sent_at,
      'hiddenReason', r.hidden_reason, 'producer', jsonb_build_object('name', m.name, 'slug', m.slug),
      'provinceCode', m.province_code, 'communeCode', m.commune_code) as recording
    from ${from} order by r.number desc limit ${perPage} offset ${(page - 1) * perPage}`);
  return { recordings: rows.map(({ recording }) => recording), total: counted!.total };
}
