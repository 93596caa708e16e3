import { createHmac, randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { dayNumber, type HashOn } from './scan-history.ts';

/** Then nobody can tell any more whose a hash was. */
export const KEY_DAYS = 30;

const DAY_MS = 86_400_000;

/** What devices are known by, a key for each day. All processes of a register use the same. */
export class ScanKeys {
  #keys = new Map<number, Uint8Array>();

  private readonly sql: Sql;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  /** Makes the key of the day if nobody has, and reads those that are there. */
  async ready(at: Date): Promise<void> {
    if (this.#keys.has(dayNumber(at))) return;
    const day = at.toISOString().slice(0, 10);
    await this.sql`
      insert into scan_keys (day, key) values (${day}::text::date, ${randomBytes(32)}) on conflict do nothing`;
    const rows = await this.sql<{ day: string; key: Uint8Array }[]>`
      select day::text, key from scan_keys where day > ${day}::text::date - ${KEY_DAYS}::int`;
    this.#keys = new Map(rows.map((row) => [Date.parse(row.day) / DAY_MS, row.key]));
  }

  readonly hashOn: HashOn = (day, who) => this.#hash(day, `device ${who}`);

  /** A network as it is called on a day. */
  networkOn(day: number, network: string): number {
    return this.#hash(day, `network ${network}`) ?? 0;
  }

  #hash(day: number, text: string): number | null {
    const key = this.#keys.get(day);
    return key ? createHmac('sha256', key).update(text).digest().readUIntBE(0, 6) : null;
  }
}
