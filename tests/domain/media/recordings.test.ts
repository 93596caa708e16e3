import { sql } from 'drizzle-orm';
import { auditFacts } from '#db/schema/audit.ts';
import { IN_DATABASE, type FileStore } from '#src/domain/media/file-store.ts';
import { sweepFiles } from '#src/domain/media/files.ts';
import { MOST_RECORDINGS, readRecordingFile, SENT_PART_BYTES } from '#src/domain/media/recording.ts';
import {
  beginUpload,
  finishUpload,
  forgetUploads,
  keepRecording,
  recordingFile,
  recordingsOf,
  recordingsToLookAt,
  removeRecording,
  takePart,
  takeRecordingOff,
} from '#src/domain/media/recordings.ts';
import { mergeProducers } from '#src/domain/registry/merge-records.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { saveStory, sendStory } from '#src/domain/stories/write-story.ts';
import { anMp4 } from '#tests/support/recordings.ts';
import { aProducer, aProduct } from '#tests/support/register.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const LIMITS = { listen: 2 * 2 ** 20, watch: 4 * 2 ** 20 };
const person = (ctx: Context, id: string, role: Role, scope: Scope): Context => ({
  ...ctx,
  actor: { kind: 'person', id, name: id, isStrong: true, assignments: [{ id: 'a', role, scope }] },
});
const owner = (ctx: Context, producerId: string, id = 'lan') =>
  person(ctx, id, 'producer_owner', { kind: 'producer', producerId });
const keep = (ctx: Context, producerId: string, bytes: Uint8Array = anMp4(), title = 'Bà Lan kể') =>
  keepRecording(ctx, IN_DATABASE, producerId, { bytes: Uint8Array.from(bytes), title }, LIMITS);
const refused = (work: Promise<unknown>) => expect(work).rejects;

async function home(ctx: Context) {
  const product = await aProduct(ctx);
  const producerId = product.producerId!;
  return { producerId, productId: product.id, me: owner(ctx, producerId) };
}

test.for([
  ['0123456789abcdef01234567.m4a', { hash: '0123456789abcdef01234567', type: 'audio/mp4' }],
  ['0123456789abcdef01234567.mp4', { hash: '0123456789abcdef01234567', type: 'video/mp4' }],
  ['0123456789abcdef01234567.html', null],
  ['../123456789abcdef01234567.mp4', null],
] as const)('%s is the address of %o', ([name, file]) => {
  expect(readRecordingFile(name)).toEqual(file);
});

test('a recording sent twice is one, and the audit tells', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const first = await keep(me, producerId);
  expect(await keep(me, producerId)).toEqual(first);
  expect(first).toMatchObject({ title: 'Bà Lan kể', type: 'audio/mp4', hiddenReason: null });
  const facts = await ctx.db
    .select()
    .from(auditFacts)
    .where(sql`kind = 'recording.sent'`);
  expect(facts).toHaveLength(1);
  expect(await recordingFile(ctx, first)).toMatchObject({ size: first.size });
});

test('sound and films have limits of their own', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const long = 'x'.repeat(3 * 2 ** 20);
  await refused(keep(me, producerId, anMp4({ sound: long }))).toMatchObject({
    code: 'recording.too_large',
    details: { most: 2 },
  });
  expect(await keep(me, producerId, anMp4({ film: true, sound: long }))).toMatchObject({ type: 'video/mp4' });
  await refused(keep(me, producerId, Buffer.alloc(4 * 2 ** 20 + 1))).toMatchObject({
    code: 'recording.too_large',
    details: { most: 4 },
  });
  await refused(keep(me, producerId, Buffer.alloc(0))).toMatchObject({ code: 'recording.none' });
});

test('a producer keeps so many, and no more', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  for (let one = 0; one < MOST_RECORDINGS; one += 1)
    await keep(me, producerId, anMp4({ sound: `mẻ ${one}` }));
  await refused(keep(me, producerId)).toMatchObject({ code: 'recording.too_many' });
});

test('recordings of others are neither seen, nor sent, nor taken away', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const kept = await keep(me, producerId);
  const other = await aProducer(ctx);
  const they = owner(ctx, other.id, 'minh');
  const no = { kind: 'not_found' };
  await refused(recordingsOf(they, producerId)).toMatchObject(no);
  await refused(keep(they, producerId)).toMatchObject(no);
  await refused(removeRecording(they, producerId, kept.id)).toMatchObject(no);
  await refused(removeRecording(they, other.id, kept.id)).toMatchObject(no);
  await refused(takeRecordingOff(they, kept.id, 'Của tôi')).toMatchObject(no);
  await refused(beginUpload(they, producerId, { mark: 'a', size: 9 }, LIMITS)).toMatchObject(no);
});

test('the office of the place takes a recording off and puts it back; that of another does not see it', async ({
  ctx,
}) => {
  const { me, producerId } = await home(ctx);
  await ctx.db.execute(
    sql`update producers set province_code = '31', commune_code = '11503' where id = ${producerId}`,
  );
  const kept = await keep(me, producerId);
  const office = (communeCode: string) =>
    person(ctx, 'thu', 'commune_officer', { kind: 'commune', provinceCode: '31', communeCode });
  const list = { page: 1, perPage: 9 };
  expect((await recordingsToLookAt(office('11506'), list)).total).toBe(0);
  expect((await recordingsToLookAt(office('11503'), list)).recordings).toMatchObject([
    { title: 'Bà Lan kể' },
  ]);
  await refused(takeRecordingOff(office('11506'), kept.id, 'Sai')).toMatchObject({ kind: 'not_found' });
  await refused(takeRecordingOff(office('11503'), kept.id, ' ')).toMatchObject({ code: 'reason_missing' });
  await takeRecordingOff(office('11503'), kept.id, 'Có tiếng người khác');
  expect(await recordingFile(ctx, kept)).toBeNull();
  expect((await recordingsOf(me, producerId))[0]!.hiddenReason).toBe('Có tiếng người khác');
  await takeRecordingOff(office('11503'), kept.id, null);
  expect(await recordingFile(ctx, kept)).not.toBeNull();
});

test('what is taken away answers no more, and its bytes are swept', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const kept = await keep(me, producerId);
  await removeRecording(me, producerId, kept.id);
  expect(await recordingFile(ctx, kept)).toBeNull();
  const later = { ...ctx, now: new Date(+NOW + 2 * 86_400_000) };
  expect(await sweepFiles(later, IN_DATABASE)).toBe(1);
});

test('a story with a recording is sent with its words, and only where the recording can be heard', async ({
  ctx,
}) => {
  const { me, producerId, productId } = await home(ctx);
  const { number, id } = await keep(me, producerId);
  const of = { producerId, productId };
  const text = (vi: string, revision: number) => ({ vi, en: '', revision });
  await saveStory(me, of, text('Chuyện', 0));
  const silent = `[nghe: Bà Lan kể](tep:${number})`;
  await refused(sendStory(me, of, text(silent, 1))).toMatchObject({ code: 'story.transcript_missing' });
  const told = `${silent}\n\n> Ong nó như người nhà.`;
  await refused(sendStory(me, of, text(`${told}\n\n[xem: Lạ](tep:999999)\n\n> Lời.`, 1))).toMatchObject({
    code: 'story.recording_unknown',
    details: { names: 'tep:999999' },
  });
  await sendStory(me, of, text(told, 1));
  await removeRecording(me, producerId, id);
  await refused(sendStory(me, of, text(told, 2))).toMatchObject({ code: 'story.recording_unknown' });
});

test('a file that comes in parts goes on where the line broke, and is one recording', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const file = anMp4({ sound: 'tiếng '.repeat(250_000) });
  const size = file.length;
  const part = (number: number) => ({
    number,
    bytes: file.subarray(number * SENT_PART_BYTES, (number + 1) * SENT_PART_BYTES),
  });
  const limits = { ...LIMITS, listen: LIMITS.watch };
  const { id, next } = await beginUpload(me, producerId, { mark: 'IMG 1', size }, limits);
  expect(next).toBe(0);
  expect((await takePart(me, producerId, id, part(0))).next).toBe(1);
  // Its answer was lost, and it comes again; another is not awaited yet, and one is cut off.
  expect((await takePart(me, producerId, id, part(0))).next).toBe(1);
  expect((await takePart(me, producerId, id, part(2))).next).toBe(1);
  expect((await takePart(me, producerId, id, { number: 1, bytes: file.subarray(0, 9) })).next).toBe(1);
  await refused(takePart(owner(ctx, producerId, 'minh'), producerId, id, part(1))).toMatchObject({
    code: 'recording.upload_gone',
  });
  expect(await beginUpload(me, producerId, { mark: 'IMG 1', size }, limits)).toEqual({ id, next: 1 });
  await refused(finishUpload(me, IN_DATABASE, producerId, id, 'Cắt', limits)).toMatchObject({
    code: 'recording.upload_gone',
  });
  for (let number = 1; number * SENT_PART_BYTES < size; number += 1)
    await takePart(me, producerId, id, part(number));
  const kept = await finishUpload(me, IN_DATABASE, producerId, id, 'Bà Lan kể', limits);
  expect(kept).toMatchObject({ size, title: 'Bà Lan kể' });
  await refused(takePart(me, producerId, id, part(0))).toMatchObject({ code: 'recording.upload_gone' });
});

test('while the place of files is down, nothing that was sent is lost', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const bytes = anMp4();
  const { id } = await beginUpload(me, producerId, { mark: 'a', size: bytes.length }, LIMITS);
  await takePart(me, producerId, id, { number: 0, bytes });
  const down: FileStore = {
    into: 's3',
    outside: {
      s3: {
        write: () => Promise.reject(new Error('503')),
        read: () => Promise.resolve(null),
        remove: () => Promise.resolve(),
      },
    },
    missing: () => {},
  };
  await refused(finishUpload(me, down, producerId, id, 'Lan', LIMITS)).toThrow('503');
  const up: FileStore = { ...down, outside: { s3: { ...down.outside.s3!, write: () => Promise.resolve() } } };
  expect(await finishUpload(me, up, producerId, id, 'Lan', LIMITS)).toMatchObject({ title: 'Lan' });
});

test('one person has a few files on their way, and what broke off goes after a day', async ({ ctx }) => {
  const { me, producerId } = await home(ctx);
  const first = await beginUpload(me, producerId, { mark: '0', size: 9 }, LIMITS);
  for (const mark of ['1', '2', '3'])
    await beginUpload({ ...me, now: new Date(+NOW + Number(mark)) }, producerId, { mark, size: 9 }, LIMITS);
  await refused(takePart(me, producerId, first.id, { number: 0, bytes: Buffer.alloc(9) })).toMatchObject({
    code: 'recording.upload_gone',
  });
  expect(await forgetUploads(ctx)).toBe(0);
  expect(await forgetUploads({ ...ctx, now: new Date(+NOW + 2 * 86_400_000) })).toBe(3);
});

test('records that are made one keep the recordings of both', async ({ ctx }) => {
  const [one, other] = [await aProducer(ctx), await aProducer(ctx)];
  const kept = await keep(owner(ctx, other.id), other.id);
  await mergeProducers(ctx, one.id, other.id, [], 'Một hộ');
  expect(await recordingsOf(owner(ctx, one.id), one.id)).toMatchObject([{ number: kept.number }]);
});
