import { sql } from 'drizzle-orm';
import {
  standingsOf,
  type CertificateStatus,
  type HeldCertificate,
  type LastDayRule,
} from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import {
  readEntry,
  sha256Text,
  statementText,
  type CertificateStatement,
  type LogEntry,
  type Statement,
} from './entry.ts';
import { EMPTY_ROOT, isSame, leafHash } from './merkle.ts';
import { signersOf, type NoteKey, type Signed } from './note.ts';
import { pendingOf, statementsOf, subjectsOfRegister } from './statements.ts';
import {
  grow,
  joined,
  rootOfEdge,
  TILE_WIDTH,
  unbundled,
  widthAt,
  type Edge,
  type TileReader,
} from './tiles.ts';

/** What is wrong with a log, in the words of its parts. */
export type LogFault =
  | { kind: 'checkpoint_unreadable' | 'not_signed' | 'root_wrong' }
  | { kind: 'tile_missing' | 'tile_wrong' | 'bundle_wrong'; level: number | 'entries'; n: number }
  | { kind: 'entry_unreadable'; index: number };

export type AuditedLog = {
  checkpoint: Checkpoint | null;
  signers: Signed['by'];
  faults: LogFault[];
  /** What was last told of each subject. */
  latest: Map<string, LogEntry>;
};

/**
 * Reads a whole log by its files alone: the signed root, every entry, every row of hashes, and works the root out anew.
 *
 * @param checkpoint as it is served.
 */
export async function auditTiles(
  checkpoint: string,
  read: TileReader,
  keys: readonly NoteKey[],
): Promise<AuditedLog> {
  const head = readCheckpoint(checkpoint);
  const latest = new Map<string, LogEntry>();
  if (!head) return { checkpoint: null, signers: [], faults: [{ kind: 'checkpoint_unreadable' }], latest };
  const faults: LogFault[] = [];
  const { by, forged } = await signersOf(head.note, keys);
  if (forged || !by.some(({ key }) => key.kind === 'log' && key.name === head.origin))
    faults.push({ kind: 'not_signed' });
  const edge: Edge = { size: 0, rows: [] };
  for (let n = 0; n * TILE_WIDTH < head.size; n += 1) {
    const width = widthAt(head.size, 'entries', n);
    const entries = await bundle(read, n, width);
    if (entries === null) {
      faults.push({ kind: 'bundle_wrong', level: 'entries', n });
      return { checkpoint: head, signers: by, faults, latest };
    }
    for (const [at, bytes] of entries.entries()) {
      try {
        const entry = readEntry(bytes);
        latest.set(entry.subject, entry);
      } catch {
        faults.push({ kind: 'entry_unreadable', index: n * TILE_WIDTH + at });
      }
      for (const full of grow(edge, leafHash(bytes))) {
        const served = await read({ level: full.level, n: full.n, width: TILE_WIDTH });
        if (served === null) faults.push({ kind: 'tile_missing', level: full.level, n: full.n });
        else if (!isSame(served, full.bytes))
          faults.push({ kind: 'tile_wrong', level: full.level, n: full.n });
      }
    }
  }
  for (const [level, row] of edge.rows.entries()) {
    if (row.length === 0) continue;
    const n = Math.floor(edge.size / TILE_WIDTH ** (level + 1));
    const served = await read({ level, n, width: row.length });
    if (served === null) faults.push({ kind: 'tile_missing', level, n });
    else if (!isSame(served, joined(row))) faults.push({ kind: 'tile_wrong', level, n });
  }
  if (!isSame(rootOfEdge(edge) ?? EMPTY_ROOT, head.root)) faults.push({ kind: 'root_wrong' });
  return { checkpoint: head, signers: by, faults, latest };
}

async function bundle(read: TileReader, n: number, width: number): Promise<Uint8Array[] | null> {
  const bytes = await read({ level: 'entries', n, width });
  try {
    const entries = bytes && unbundled(bytes);
    return entries?.length === width ? entries : null;
  } catch {
    return null;
  }
}

export type StatusByLog = { status: CertificateStatus; stars: Stars; governs: boolean };

/** How every certificate stood on a day, by what the log says and nothing else; by certificate. */
export function statusesByLog(latest: ReadonlyMap<string, LogEntry>, day: Day): Map<string, StatusByLog> {
  const rule = ruleByLog(latest);
  const statements = [...latest.values()].flatMap(({ statement }) =>
    'certificate' in statement ? [statement] : [],
  );
  const statuses = new Map<string, StatusByLog>();
  for (const certificates of Map.groupBy(statements, ({ product }) => product.id).values()) {
    const held = certificates
      .map(heldCertificate)
      .sort((a, b) => ((a.issuedOn ?? '') < (b.issuedOn ?? '') ? -1 : 1));
    for (const { certificateId, from, until, status, stars, governs } of standingsOf(held, rule))
      if (from <= day && day <= until) statuses.set(certificateId, { status, stars, governs });
  }
  return statuses;
}

function ruleByLog(latest: ReadonlyMap<string, LogEntry>): LastDayRule {
  const told = latest.get('setting:last_day')?.statement;
  return told && 'lastDay' in told ? told.lastDay : 'anniversary_counts';
}

const heldCertificate = (told: CertificateStatement): HeldCertificate => ({
  id: told.certificate,
  stars: told.stars,
  issuedOn: told.issuedOn,
  ruleSet: told.ruleSet,
  statedUntil: told.statedUntil,
  annulledOn: told.annulledOn,
  events: told.events,
});

/** Where register and log do not say the same. `unlogged`: no entry speaks of it; `vanished`: the register lost it. */
export type Difference = { subject: string; kind: 'differs' | 'unlogged' | 'vanished' | 'status' };

const SUBJECTS_A_TIME = 2_000;

/**
 * Holds the whole register against the log: every statement, and every status of the day. What waits to be written is
 * no difference.
 */
export async function compareRegister(
  ctx: Pick<Context, 'db'>,
  latest: ReadonlyMap<string, LogEntry>,
  day: Day,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const subjects = await subjectsOfRegister(ctx);
  const known = new Set(subjects);
  for (let start = 0; start < subjects.length; start += SUBJECTS_A_TIME) {
    const some = subjects.slice(start, start + SUBJECTS_A_TIME);
    const statements = await statementsOf(ctx, some);
    for (const subject of some) {
      const now = statements.get(subject);
      const told = latest.get(subject);
      if (now && !told) differences.push({ subject, kind: 'unlogged' });
      else if (now && told && hashOf(now) !== hashOf(told.statement))
        differences.push({ subject, kind: 'differs' });
    }
  }
  for (const subject of latest.keys())
    if (/^(certificate|stamp_run|lot|sign_key):/.test(subject) && !known.has(subject))
      differences.push({ subject, kind: 'vanished' });
  const shown = await ctx.db.execute<{ id: string; status: CertificateStatus }>(sql`
    select certificate_id as id, status from standings where ${day}::date between from_day and until_day`);
  const byLog = statusesByLog(latest, day);
  for (const { id, status } of shown)
    if (byLog.has(id) && byLog.get(id)!.status !== status)
      differences.push({ subject: `certificate:${id}`, kind: 'status' });
  const waiting = await pendingOf(
    ctx,
    differences.map(({ subject }) => subject),
  );
  return differences.filter(({ subject }) => !waiting.has(subject));
}

const hashOf = (statement: Statement): string => sha256Text(statementText(statement));
