import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { productMark, SIGN_KEYS, type SignedFacts } from './signed-stamp.ts';
import { mustBeCertified, STAMPS_TAG, type StampRun } from './stamp-runs.ts';

/** A key whose stamps are known here. The secret half is where stamps are signed, and not here. */
export type SignKey = {
  number: number;
  /** Ed25519, 32 bytes in base64url. */
  publicKey: string;
  begunAt: Date;
  /** From then on nothing is signed with it; what was signed stays good. */
  endedAt: Date | null;
};

export async function signKeys(ctx: Pick<Context, 'db'>): Promise<SignKey[]> {
  const rows = await ctx.db.execute<
    Omit<SignKey, 'begunAt' | 'endedAt'> & { begun: string; ended: string | null }
  >(
    sql`select number, public_key as "publicKey", begun_at as begun, ended_at as ended from sign_keys order by number`,
  );
  return rows.map(({ number, publicKey, begun, ended }) => ({
    number,
    publicKey,
    begunAt: new Date(begun),
    endedAt: ended === null ? null : new Date(ended),
  }));
}

/**
 * From now on stamps signed with this key are known.
 *
 * @returns its number.
 * @throws Refusal `not_allowed`, `stamp.sign_keys_used_up`.
 */
export async function addSignKey(ctx: Context, publicKey: Uint8Array): Promise<number> {
  mustBeAllowed(ctx, 'stamp.operate', 'country');
  return inTransaction(ctx, async (ctx) => {
    // Nobody gives the same number twice.
    await ctx.db.execute(sql`lock table sign_keys in share row exclusive mode`);
    const number = (await signKeys(ctx)).length;
    if (number >= SIGN_KEYS) throw new Refusal('stamp.sign_keys_used_up');
    const key = Buffer.from(publicKey).toString('base64url');
    await ctx.db.execute(sql`
      insert into sign_keys (number, public_key, begun_at, begun_by)
      values (${number}, ${key}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)})`);
    await writeDown(ctx, [
      { kind: 'stamp.sign_key_begun', subject: `sign_key:${number}`, after: { number, publicKey: key } },
    ]);
    await announce(ctx, { tags: [STAMPS_TAG] });
    return number;
  });
}

/** Nothing more is signed with it. @throws Refusal `not_allowed`, `not_found`. */
export async function endSignKey(ctx: Context, number: number): Promise<void> {
  mustBeAllowed(ctx, 'stamp.operate', 'country');
  await inTransaction(ctx, async (ctx) => {
    const [ended] = await ctx.db.execute(sql`
      update sign_keys set ended_at = ${ctx.now.toISOString()} where number = ${number} and ended_at is null returning 1`);
    if (!ended) throw new Refusal('not_found');
    await writeDown(ctx, [
      { kind: 'stamp.sign_key_ended', subject: `sign_key:${number}`, after: { number } },
    ]);
    await announce(ctx, { tags: [STAMPS_TAG] });
  });
}

/** What the stamps of a run say, but for their numbers; settled when they are first signed, so that they print again alike. */
export type RunSigning = Omit<SignedFacts, 'stamp'>;

/**
 * The stamps of this run are signed ones from now on: codes that this site could make by itself are none of them.
 *
 * @throws Refusal `not_allowed`; `stamp.sign_key_unknown`: nobody has told us of this key, or it has ended;
 *   `stamp.signed_otherwise`: with another key; `stamp.state_wrong`: codes of the other kind may be printed already;
 *   `stamp.not_certified`, `stamp.withdrawn`.
 */
export async function signRun(ctx: Context, run: StampRun, publicKey: Uint8Array): Promise<RunSigning> {
  mustBeAllowed(ctx, 'stamp.operate', 'country');
  return inTransaction(ctx, async (ctx) => {
    const [held] = await ctx.db.execute<{ state: string; product: string; key: number | null }>(
      sql`select state, product_id as product, sign_key as key from stamp_runs where id = ${run.id} for update`,
    );
    const key = (await signKeys(ctx)).find(
      (each) => each.publicKey === Buffer.from(publicKey).toString('base64url'),
    );
    if (!held || !key) throw new Refusal(held ? 'stamp.sign_key_unknown' : 'not_found');
    if (held.key === null) {
      if (key.endedAt !== null) throw new Refusal('stamp.sign_key_unknown');
      if (held.state !== 'ordered') throw new Refusal('stamp.state_wrong');
      await mustBeCertified(ctx, held.product);
      await settle(ctx, run, held.product, key.number);
    } else if (held.key !== key.number) throw new Refusal('stamp.signed_otherwise');
    const [settled] = await ctx.db.execute<{ madeOn: Day | null; certifiedUntil: Day | null }>(sql`
      select signed_made_on::text as "madeOn", signed_certified_until::text as "certifiedUntil"
      from stamp_runs where id = ${run.id}`);
    return { key: key.number, product: productMark(held.product), ...settled! };
  });
}

async function settle(ctx: Context, run: StampRun, productId: string, key: number): Promise<void> {
  const today = dayInVietnam(ctx.now);
  await ctx.db.execute(sql`
    update stamp_runs r set sign_key = ${key}, signed_at = ${ctx.now.toISOString()}, 
      -- A day that a stamp cannot say is not said.
      signed_made_on = case when l.made_on >= '2000-01-01' then l.made_on end,
      signed_certified_until = (
        select nullif(max(s.until_day), '9999-12-31') from standings s
        where s.status in ('valid', 'expiring', 'extended') and s.certificate_id = (
          select certificate_id from standings
          where product_id = ${productId} and governs and ${today}::date between from_day and until_day)),
      changed_at = ${ctx.now.toISOString()}, version = r.version + 1
    from lots l where l.id = r.lot_id and r.id = ${run.id}`);
  const where = await whereOfProduct(ctx, productId);
  await writeDown(ctx, [
    {
      kind: 'stamp.signed',
      subject: `stamp_run:${run.id}`,
      after: {
        run: run.number,
        key,
        scope: { provinceCode: where?.provinceCode ?? null, communeCode: where?.communeCode ?? null },
      },
    },
  ]);
  await announce(ctx, { tags: [STAMPS_TAG] });
}

/** Goods that have signed stamps, by what these call them, for devices that are to know them without a network. */
export async function signedGoods(
  ctx: Pick<Context, 'db'>,
): Promise<Record<string, { name: string; maker: string | null }>> {
  const rows = await ctx.db.execute<{ id: string; name: string; maker: string | null }>(sql`
    select r.product_id as id, p.name, m.name as maker
    from (select distinct product_id from stamp_runs where sign_key is not null) r
    join products p on p.id = (select coalesce(merged_into, id) from products where id = r.product_id)
    left join producers m on m.id = p.producer_id
    order by r.product_id`);
  return Object.fromEntries(rows.map(({ id, name, maker }) => [productMark(id), { name, maker }]));
}
