import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';
import { keepScans, type Told, type ToldScan } from '#src/domain/scans/keep-scans.ts';
import {
  dayNumber,
  scanFacts,
  withScan,
  type Device,
  type ScanFacts,
  type ScanHistory,
} from '#src/domain/scans/scan-history.ts';
import { ScanKeys } from '#src/domain/scans/scan-keys.ts';
import { networkOf, type ProvinceOf } from '#src/domain/scans/scan-places.ts';
import type { Kilometres } from '#src/domain/scans/scan-rules.ts';
import { ScanJournal } from '#src/gateways/scan-journal.ts';

/** What is known of scans may lie so far behind the tables. */
const FLUSH_MS = 250;
const BEAT_MS = 10_000;
/** Journals of others are looked at so often. */
const OTHERS_MS = 60_000;
const MOST_A_FLUSH = 1_000;
/** The database does not answer: from then on whoever tells is told to come again. */
const MOST_PENDING = 100_000;
const MOST_REMEMBERED = 50_000;

/** A scan that a page tells of. */
export type NewScan = {
  /** Of its token. */
  id: string;
  runId: string;
  place: number;
  at: Date;
  /** Where it came from; kept as hashes alone. */
  address: string;
  agent: string;
};

type Wanted = {
  sql: Sql;
  /** Of this register alone: another one may keep its data in the same folder. */
  folder: () => Promise<string>;
  secret: string;
  provinceOf: ProvinceOf;
  km: () => Kilometres;
  clock: () => Date;
};

/**
 * Counts scans: each is on disk before whoever told it is answered, and in the tables a quarter of a second later,
 * together with all that came meanwhile. Whoever asks in between reads both.
 */
export class ScanCounter {
  readonly #sql: Sql;
  readonly #wanted: Wanted;
  readonly #keys: ScanKeys;
  #journal: Promise<ScanJournal> | null = null;
  #pending: Told[] = [];
  readonly #ofStamp = new Map<string, ToldScan[]>();
  /** The same token again is the same scan; the tables know it for longer than we do. */
  readonly #before = new Map<string, Promise<boolean>>();
  #flushing: Promise<void> | null = null;
  #timers: NodeJS.Timeout[] = [];
  #stopped = false;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    this.#sql = wanted.sql;
    this.#keys = new ScanKeys(wanted.sql);
  }

  /** From now on this process counts, also what a killed one has left. Counts it before it answers anybody. */
  async begin(): Promise<void> {
    await this.#keys.ready(this.#wanted.clock());
    await this.#takeOver();
    const every = (ms: number, work: () => Promise<unknown>): void => {
      this.#timers.push(setInterval(() => void work().catch((error: unknown) => console.error(error)), ms));
      this.#timers.at(-1)!.unref();
    };
    every(FLUSH_MS, () => this.flush());
    every(BEAT_MS, async () => {
      const journal = await this.#journal;
      await journal?.beat(() => this.#pending.map((told) => JSON.stringify(told)));
    });
    every(OTHERS_MS, () => this.#takeOver());
  }

  /** @returns whether it is on disk; `false`: too much waits for the database. */
  async take({ id, runId, place, at, address, agent }: NewScan): Promise<boolean> {
    const network = networkOf(address);
    return this.#tell({
      kind: 'scan',
      id,
      at: at.getTime(),
      runId,
      place,
      province: this.#wanted.provinceOf(address),
      who: this.#hidden(`${network}\n${agent}`),
      network: this.#hidden(network),
    });
  }

  /** Whoever scanned has allowed to say where. */
  async takePlace(id: string, province: string): Promise<boolean> {
    return this.#tell({ kind: 'place', id, province });
  }

  /** What the row of a stamp will say once all that waits is in it. */
  factsOf(runId: string, place: number, row: ScanHistory): ScanFacts {
    const waiting = this.#ofStamp.get(`${runId} ${place}`) ?? [];
    return scanFacts(
      waiting.reduce(
        (history, scan) => withScan(history, { ...scan, at: new Date(scan.at) }, this.#keys.hashOn).history,
        row,
      ),
    );
  }

  /** What a device is called among those that have scanned a stamp; a new one by its name of today. */
  async deviceOf(known: readonly Device[], address: string, agent: string): Promise<number> {
    const now = this.#wanted.clock();
    await this.#keys.ready(now);
    const who = this.#hidden(`${networkOf(address)}\n${agent}`);
    const before = known.find(({ day, hash }) => this.#keys.hashOn(day, who) === hash);
    return before?.hash ?? this.#keys.hashOn(dayNumber(now), who) ?? 0;
  }

  /** Puts what waits into the tables. */
  async flush(): Promise<void> {
    if (this.#pending.length === 0) return this.#flushing ?? undefined;
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#flushing?.catch(() => {});
    await this.flush();
    await (await this.#journal)?.close();
  }

  #tell(told: Told): Promise<boolean> {
    const key = `${told.kind} ${told.id}`;
    const before = this.#before.get(key);
    if (before) return before;
    const noted = this.#note(told);
    this.#before.set(key, noted);
    const forget = () => this.#before.delete(key);
    noted.then((isNoted) => isNoted || forget(), forget);
    if (this.#before.size > MOST_REMEMBERED) this.#before.delete(this.#before.keys().next().value!);
    return noted;
  }

  async #note(told: Told): Promise<boolean> {
    if (this.#pending.length >= MOST_PENDING || this.#stopped) return false;
    const journal = await this.#opened();
    await journal.append(JSON.stringify(told));
    this.#pending.push(told);
    if (told.kind === 'scan') {
      const key = `${told.runId} ${told.place}`;
      const waiting = this.#ofStamp.get(key);
      if (waiting) waiting.push(told);
      else this.#ofStamp.set(key, [told]);
    }
    return true;
  }

  #opened(): Promise<ScanJournal> {
    return (this.#journal ??= this.#wanted.folder().then((folder) => new ScanJournal(folder)));
  }

  async #flush(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending.slice(0, MOST_A_FLUSH);
      await keepScans(this.#sql, batch, { keys: this.#keys, km: this.#wanted.km() });
      this.#pending.splice(0, batch.length);
      for (const told of batch) {
        if (told.kind !== 'scan') continue;
        const key = `${told.runId} ${told.place}`;
        const left = this.#ofStamp.get(key)?.filter((one) => one !== told) ?? [];
        if (left.length > 0) this.#ofStamp.set(key, left);
        else this.#ofStamp.delete(key);
      }
      (await this.#opened()).kept(batch.length);
    }
  }

  /** What others were told and did not live to put into the tables. What they did is not counted a second time. */
  async #takeOver(): Promise<void> {
    const journal = await this.#opened();
    for (const { lines, done } of await journal.others()) {
      const told = lines.map((line) => JSON.parse(line) as Told);
      for (let start = 0; start < told.length; start += MOST_A_FLUSH)
        await keepScans(this.#sql, told.slice(start, start + MOST_A_FLUSH), {
          keys: this.#keys,
          km: this.#wanted.km(),
        });
      await done();
    }
  }

  /** In the journal nobody reads an address, not even for the moment that it stands there. */
  #hidden(text: string): string {
    return createHash('sha256').update(`${this.#wanted.secret}\n${text}`).digest('base64url').slice(0, 22);
  }
}
