import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { readCheckpoint } from './checkpoint.ts';
import { growthProof, logHead } from './log.ts';
import { base64, readNote, signatureLine, signersOf, type NoteKey } from './note.ts';

/** Somebody else who sees that the log only grows. */
export type Witness = { url: string; key: NoteKey };

/** How a witness is asked. Rejects when it cannot be reached. */
export type AskWitness = (address: string, body: string) => Promise<{ status: number; body: string }>;

/** What became of asking: `fault` says why a witness did not sign. */
export type Witnessed = { name: string; fault: string | null };

const TRIES = 2;

/**
 * Shows the newest root to every witness that has not seen it, and keeps what they sign. Nothing is locked meanwhile;
 * may be repeated.
 */
export async function askWitnesses(
  ctx: Context,
  witnesses: readonly Witness[],
  ask: AskWitness,
): Promise<Witnessed[]> {
  const head = await logHead(ctx);
  const checkpoint = head && readCheckpoint(head.note);
  if (!head || !checkpoint) return [];
  const { by } = await signersOf(
    checkpoint.note,
    witnesses.map(({ key }) => key),
  );
  const done: Witnessed[] = [];
  for (const witness of witnesses) {
    if (by.some(({ key }) => key.name === witness.key.name)) continue;
    const fault = await askOne(ctx, witness, head, ask).catch((error: unknown) =>
      error instanceof Error ? error.message : 'unreachable',
    );
    await keep(ctx, witness.key.name, { size: fault === null ? head.size : null, fault });
    done.push({ name: witness.key.name, fault });
  }
  return done;
}

async function askOne(
  ctx: Context,
  { url, key }: Witness,
  head: { size: number; note: string },
  ask: AskWitness,
): Promise<string | null> {
  const [kept] = await ctx.db.execute<{ size: number }>(
    sql`select size::float8 as size from log_witnesses where name = ${key.name}`,
  );
  let old = Math.min(kept?.size ?? 0, head.size);
  for (let trial = 0; trial < TRIES; trial += 1) {
    const proof = await growthProof(ctx, old, head.size);
    const body = [`old ${old}`, ...proof.map(base64), '', head.note].join('\n');
    const answer = await ask(`${url.replace(/\/$/, '')}/add-checkpoint`, body);
    const known = /^(\d{1,15})\n?$/.exec(answer.body)?.[1];
    if (answer.status === 409 && known !== undefined) {
      // It remembers more than we do of what it saw, or less.
      if (Number(known) > head.size) return `saw ${known} entries, there are ${head.size}`;
      old = Number(known);
      continue;
    }
    if (answer.status !== 200) return `answered ${answer.status}`;
    const note = readNote(`${head.note}${answer.body}`);
    const own = note && (await signersOf(note, [key]));
    if (!own || own.forged || own.by.length === 0) return 'signed with another key';
    const line = note.signatures.find(({ name }) => name === key.name)!;
    await ctx.db.execute(sql`
      update log_checkpoints set cosignatures = cosignatures || ${signatureLine(key, line.bytes)}
      where size = ${head.size} and position(${`— ${key.name} `} in cosignatures) = 0`);
    return null;
  }
  return 'does not remember what it said';
}

async function keep(
  ctx: Context,
  name: string,
  { size, fault }: { size: number | null; fault: string | null },
) {
  await ctx.db.execute(sql`
    insert into log_witnesses (name, size, at, fault) values (${name}, ${size ?? 0}, ${ctx.now.toISOString()}, ${fault})
    on conflict (name) do update set size = coalesce(${size}::bigint, log_witnesses.size), at = excluded.at, fault = excluded.fault`);
}
