import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { appendLog, type LogWriter } from '#src/domain/registry-log/append-log.ts';
import { askWitnesses, type AskWitness } from '#src/domain/registry-log/ask-witnesses.ts';
import { logHead } from '#src/domain/registry-log/log.ts';
import { noteSigner, signedBy } from '#src/domain/registry-log/log-key.ts';
import { checkpointText, readCheckpoint } from '#src/domain/registry-log/checkpoint.ts';
import { readNote, signersOf } from '#src/domain/registry-log/note.ts';
import { witness, type Seen, type WitnessMemory } from '#src/domain/registry-log/witness.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { aCertificate } from '#tests/support/register.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const WRITER: LogWriter = {
  root: 'khoá chỉ phép thử này có, dài hơn ba mươi hai ký tự',
  origin: 'vidu.vn/log',
  settings: {},
};
const LOG = noteSigner(WRITER.root, 'log', WRITER.origin);
const SIGNER = noteSigner('một khoá khác, của nơi làm chứng, cũng đủ dài', 'witness', 'lam-chung.vn/w1');

function memory(): WitnessMemory & { kept: Map<string, Seen> } {
  const kept = new Map<string, Seen>();
  return {
    kept,
    seen: async (origin) => kept.get(origin) ?? null,
    keep: async (origin, before, now) => {
      if (kept.get(origin)?.size !== before?.size) return false;
      kept.set(origin, now);
      return true;
    },
  };
}

async function grown(ctx: Context, by = 1): Promise<void> {
  for (let n = 0; n < by; n += 1) {
    const { id } = await aCertificate(ctx);
    await writeDown(ctx, [{ kind: 'certificate.recorded', subject: `certificate:${id}` }]);
  }
  await appendLog(ctx, WRITER);
}

const askOf =
  (seen: WitnessMemory): AskWitness =>
  async (address, body) => {
    expect(address).toBe('https://lam-chung.vn/w/add-checkpoint');
    return witness(body, [LOG.key], SIGNER, seen, NOW);
  };

const WITNESS = { url: 'https://lam-chung.vn/w/', key: SIGNER.key };

test('a witness signs every root of a log that only grows, and the signature goes with the root', async ({
  ctx,
}) => {
  const seen = memory();
  for (const by of [1, 3, 300]) {
    await grown(ctx, by);
    expect(await askWitnesses(ctx, [WITNESS], askOf(seen))).toEqual([
      { name: 'lam-chung.vn/w1', fault: null },
    ]);
    const head = (await logHead(ctx))!;
    const signed = await signersOf(readNote(head.note)!, [LOG.key, SIGNER.key]);
    expect(signed).toMatchObject({ by: [{ at: null }, { at: NOW }], forged: false });
  }
  expect(await askWitnesses(ctx, [WITNESS], askOf(seen))).toEqual([]);
});

test('a log that was rewritten is not signed, and the office can read why', async ({ ctx }) => {
  const seen = memory();
  await grown(ctx, 5);
  await askWitnesses(ctx, [WITNESS], askOf(seen));
  await ctx.db.execute(sql`alter table log_entries disable trigger log_entries_append_only`);
  await ctx.db.execute(sql`update log_entries set leaf = sha256(leaf) where index = 2`);
  await grown(ctx);
  expect(await askWitnesses(ctx, [WITNESS], askOf(seen))).toEqual([
    { name: 'lam-chung.vn/w1', fault: 'answered 422' },
  ]);
  const [row] = await ctx.db.execute<{ fault: string }>(sql`select fault from log_witnesses`);
  expect(row?.fault).toBe('answered 422');
});

test('a witness that forgot, or remembers what we forgot, is asked from where it is', async ({ ctx }) => {
  await grown(ctx, 2);
  await askWitnesses(ctx, [WITNESS], askOf(memory()));
  await grown(ctx);
  // A new memory: it knows of nothing.
  const seen = memory();
  expect(await askWitnesses(ctx, [WITNESS], askOf(seen))).toEqual([{ name: 'lam-chung.vn/w1', fault: null }]);
  await ctx.db.execute(sql`delete from log_witnesses`);
  await grown(ctx);
  expect(await askWitnesses(ctx, [WITNESS], askOf(seen))).toEqual([{ name: 'lam-chung.vn/w1', fault: null }]);
  expect(readCheckpoint((await logHead(ctx))!.note)!.size).toBe(4);
});

test('one who does not answer is told of and holds nothing up', async ({ ctx }) => {
  await grown(ctx);
  const fails: AskWitness = async () => {
    throw new Error('connect ECONNREFUSED');
  };
  expect(await askWitnesses(ctx, [WITNESS], fails)).toEqual([
    { name: 'lam-chung.vn/w1', fault: 'connect ECONNREFUSED' },
  ]);
});

const text = (size: number, root = 7) =>
  checkpointText({ origin: WRITER.origin, size, root: new Uint8Array(32).fill(root) });
const signedNote = (size: number, root = 7) => `${text(size, root)}\n${signedBy(LOG, text(size, root))}`;

test.each([
  ['no question', 'hallo', 400],
  ['a size with a zero before it', `old 00\n\n${signedNote(3)}`, 400],
  ['a log that nobody told it of', `old 0\n\n${signedNote(3).replaceAll('vidu.vn/log', 'la.vn/log')}`, 404],
  ['a root that the log did not sign', `old 0\n\n${signedNote(3).replace('\n3\n', '\n4\n')}`, 403],
  ['a log that shrinks', `old 4\n\n${signedNote(3)}`, 400],
  [
    'a proof where none is wanted',
    `old 0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n${signedNote(3)}`,
    422,
  ],
  ['an empty tree with a root', `old 0\n\n${signedNote(0)}`, 422],
  ['another size than it saw', `old 2\n\n${signedNote(3)}`, 409],
])('%s is refused as the protocol says', async (_, body, status) => {
  const answer = await witness(body, [LOG.key], SIGNER, memory(), NOW);
  expect(answer.status).toBe(status);
  if (status === 409) expect(answer).toMatchObject({ type: 'text/x.tlog.size', body: '0\n' });
});

test('of two at once only one is signed', async () => {
  const seen = memory();
  const both = await Promise.all(
    [3, 4].map((size) => witness(`old 0\n\n${signedNote(size)}`, [LOG.key], SIGNER, seen, NOW)),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});
