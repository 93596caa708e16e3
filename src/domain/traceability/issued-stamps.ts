import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { signKeys } from './sign-keys.ts';
import { isSignedCode, productMark, readSignedCode, signedMessage } from './signed-stamp.ts';
import { codeOf, stampKeys, stampOf, type Stamp, type StampKeys } from './stamp-code.ts';
import type { SpoiltKind, StampRunState } from './stamp-run.ts';
import type { StampRun } from './stamp-runs.ts';

type Range = {
  runId: string;
  epoch: number;
  first: number;
  count: number;
  product: string;
  /** `null`: its codes are made here. */
  signKey: number | null;
  madeOn: Day | null;
  certifiedUntil: Day | null;
};

/**
 * Which stamps there are. Runs never change their range, so that they are held in memory: a code that we have not
 * made, and one of a stamp that nobody ordered, cost the same and ask no database.
 */
export class IssuedStamps {
  readonly #root: string;
  readonly #keys = new Map<number, StampKeys>();
  #signers = new Map<number, KeyObject>();
  #ranges: readonly Range[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  readonly keysOf = (epoch: number): StampKeys => {
    const kept = this.#keys.get(epoch);
    if (kept) return kept;
    const made = stampKeys(this.#root, epoch);
    this.#keys.set(epoch, made);
    return made;
  };

  /** Reads runs and public keys anew; to be called when one was added, here or elsewhere. */
  async read(ctx: Pick<Context, 'db'>): Promise<void> {
    const [ranges, keys] = await Promise.all([
      ctx.db.execute<Range>(sql`
        select id as "runId", epoch, first::float8 as first, count, product_id as product, sign_key as "signKey",
          signed_made_on::text as "madeOn", signed_certified_until::text as "certifiedUntil"
        from stamp_runs order by epoch, first`),
      signKeys(ctx),
    ]);
    this.#ranges = ranges;
    this.#signers = new Map(
      keys.map(({ number, publicKey: x }) => [
        number,
        createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }),
      ]),
    );
  }

  /** What makes the codes of a run. @throws Refusal `stamp.signed`: only whoever has the key that signs can. */
  codeOf({
    epoch,
    length,
    signed,
  }: Pick<StampRun, 'epoch' | 'length' | 'signed'>): (number: number) => string {
    if (signed) throw new Refusal('stamp.signed');
    const keys = this.keysOf(epoch);
    return (number) => codeOf(keys, number, length);
  }

  /** Where the stamp of a code stands; `null`: not made by us, never ordered, or of a run that has codes of the other kind. */
  find(code: string): { runId: string; place: number; stamp: Stamp } | null {
    const isSigned = isSignedCode(code);
    const stamp = isSigned ? this.#signedStamp(code) : stampOf(this.keysOf, code);
    const run = this.#runOf(stamp ?? { epoch: -1, number: 0 });
    if (!stamp || !run || (run.signKey !== null) !== isSigned) return null;
    if (isSigned && !isAsSigned(code, run)) return null;
    return { runId: run.runId, place: stamp.number - run.first + 1, stamp };
  }

  /** Whether a code was made with our keys, ordered or not; never to be told to the public. */
  isOurs(code: string): boolean {
    return (isSignedCode(code) ? this.#signedStamp(code) : stampOf(this.keysOf, code)) !== null;
  }

  /** `null`: nobody whose key we know has signed it. */
  #signedStamp(code: string): Stamp | null {
    const read = readSignedCode(code);
    const signer = read && this.#signers.get(read.facts.key);
    return signer && verify(null, read.message, signer, read.signature) ? read.facts.stamp : null;
  }

  /** The last range that does not begin after the stamp. */
  #runOf({ epoch, number }: Stamp): Range | null {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const range = this.#ranges[middle]!;
      if (range.epoch < epoch || (range.epoch === epoch && range.first <= number)) low = middle + 1;
      else high = middle;
    }
    const range = this.#ranges[low - 1];
    return range && range.epoch === epoch && number < range.first + range.count ? range : null;
  }
}

/** Whether a code says of its run what was settled when that was signed: a stamp has one code, and no other. */
function isAsSigned(code: string, { product, signKey: key, madeOn, certifiedUntil }: Range): boolean {
  const { facts, message } = readSignedCode(code)!;
  const settled = { key: key!, stamp: facts.stamp, product: productMark(product), madeOn, certifiedUntil };
  return Buffer.from(signedMessage(settled)).equals(message);
}

/** What is known of one stamp. */
export type StampFacts = {
  runNumber: string;
  state: StampRunState;
  productId: string;
  place: number;
  count: number;
  changedAt: Date;
  lot: {
    code: string;
    madeOn: Day | null;
    useBy: Day | null;
    recalledOn: Day | null;
    recallReason: string | null;
  };
  /** Reported of it: called back, stolen or torn; what weighs most. */
  spoilt: SpoiltKind | null;
  /** Why packs with such stamps are called back, and not the whole lot. */
  packsRecallReason: string | null;
};

/**
 * What is wrong with a stamp, weightiest first; `null`: nothing that the register knows.
 *
 * @source Decree 37/2026/NĐ-CP and Law 55/2010/QH12, article 55: goods called back must be told apart at once.
 */
export const STAMP_WARNINGS = ['recalled', 'stolen', 'spoilt', 'not_active', 'past'] as const;
export type StampWarning = (typeof STAMP_WARNINGS)[number];

/** How much a warning weighs, as the certificate's tones do. */
export const WARNING_TONES: Readonly<Record<StampWarning, 'soon' | 'bad'>> = {
  recalled: 'bad',
  stolen: 'bad',
  spoilt: 'bad',
  not_active: 'soon',
  past: 'soon',
};

/** What is wrong with a lot, whose code all its packs share. */
export function lotWarning(
  day: Day,
  { recalledOn, useBy }: { recalledOn: Day | null; useBy: Day | null },
): 'recalled' | 'past' | null {
  if (recalledOn !== null && recalledOn <= day) return 'recalled';
  return useBy !== null && useBy < day ? 'past' : null;
}

/** All that is wrong, weightiest first. Stamps of a closed run stay good: the run has ended, the goods are on shelves. */
export function stampWarnings(
  day: Day,
  { lot, spoilt, state }: Pick<StampFacts, 'lot' | 'spoilt' | 'state'>,
): StampWarning[] {
  return STAMP_WARNINGS.filter((warning) => {
    if (warning === 'recalled')
      return spoilt === 'recalled' || (lot.recalledOn !== null && lot.recalledOn <= day);
    if (warning === 'not_active') return spoilt === null && state !== 'active' && state !== 'closed';
    if (warning === 'past') return lot.useBy !== null && lot.useBy < day;
    return spoilt === warning;
  });
}

/** What weighs most. */
export const stampWarning = (day: Day, facts: StampFacts): StampWarning | null =>
  stampWarnings(day, facts)[0] ?? null;

/** One round trip. */
export async function stampFacts(
  ctx: Pick<Context, 'db'>,
  { runId, place }: { runId: string; place: number },
): Promise<StampFacts | null> {
  const [row] = await ctx.db.execute<Omit<StampFacts, 'place'>>(sql`
    select r.number as "runNumber", r.state, r.product_id as "productId", r.count, r.changed_at as "changedAt",
      jsonb_build_object('code', l.code, 'madeOn', l.made_on, 'useBy', l.use_by, 'recalledOn', l.recalled_on,
        'recallReason', l.recall_reason) as lot,
      x.kind as spoilt, case when x.kind = 'recalled' then x.reason end as "packsRecallReason"
    from stamp_runs r join lots l on l.id = r.lot_id
    left join lateral (select kind, reason from spoilt_stamps
      where run_id = r.id and ${place}::int between from_place and until_place
      order by array_position(array['recalled', 'stolen', 'spoilt'], kind), at limit 1) x on true
    where r.id = ${runId}`);
  return row ? { ...row, changedAt: new Date(row.changedAt), place } : null;
}
