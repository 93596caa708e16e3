import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { OutsideFault, type AskOutside } from '#src/domain/shared/outside.ts';
import { isDemo, siteOwner } from '#src/domain/shared/site-settings.ts';
import { hookSecret, messageId, nextHookTry, signedHeaders, TEST_TYPE, type PauseReason } from './hook.ts';

/** Whose message it is and where it goes, with what of it has to be told. */
export type Message = {
  id: string;
  receiverId: string;
  producerId: string | null;
  type: string;
  data: Record<string, unknown>;
  happenedAt: Date;
};

export type DeliverOptions = {
  /** Of the site; secrets of receivers are worked out of it. */
  secret: string;
  /** Where whoever has the message can read more; `null`: nowhere. */
  addressOf: (message: Message) => string | null;
  /** What its keeper reads when a receiver is paused. */
  pauseLetter: (paused: {
    receiverId: string;
    producerId: string | null;
    host: string;
    because: PauseReason;
  }) => { title: string; words: string };
  now?: () => Date;
  goOn?: () => boolean;
  /** How many receivers are spoken to at once. */
  lanes?: number;
};

/** From the first byte to the last of the answer; whoever was killed is waited for a little longer. */
const WITHIN_MS = 15_000;
const CLAIM_SECONDS = 60;
/** One that is down is not asked for its other messages at once. */
const REST_MS = 60_000;
const GONE = 410;

/**
 * Delivers what waits. Several processes may do so at once: each message is claimed by one statement, a receiver gets one
 * at a time, and those of one subject in the order in which things happened; one that cannot be delivered holds back
 * what came after it.
 */
export async function deliverHooks(
  ctx: Context,
  ask: AskOutside,
  options: DeliverOptions,
): Promise<{ delivered: number; later: number; failed: number }> {
  const done = { delivered: 0, later: 0, failed: 0 };
  const { now = () => ctx.now, goOn = () => true, lanes = 4 } = options;
  const lane = async (): Promise<void> => {
    while (goOn()) {
      const claim = newId();
      const claimed = await claimNext({ ...ctx, now: now() }, claim);
      if (claimed === null) return;
      const outcome = await send(claimed, ask, options, now());
      done[await settle({ ...ctx, now: now() }, claimed, claim, outcome, options)] += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

type Claimed = Message & { address: string; generation: number; hasPrevious: boolean; tries: number };

/** The clocks of several machines differ: what is believed of another process is measured by the database's. */
async function claimNext(ctx: Context, claim: string): Promise<Claimed | null> {
  const now = ctx.now.toISOString();
  const [found] = await ctx.db.execute<Omit<Claimed, 'happenedAt'> & { happenedAt: string }>(sql`
    update hook_deliveries d set claimed_by = ${claim}, tries = d.tries + 1, tried_at = ${now}::timestamptz,
      claimed_until = clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})
    from hook_receivers r
    where r.id = d.receiver_id and d.id = (
      select w.id from hook_deliveries w join hook_receivers v on v.id = w.receiver_id
      where w.state = 'waiting' and w.data is not null and (w.next_try_at is null or w.next_try_at <= ${now}::timestamptz)
        and (w.claimed_until is null or w.claimed_until < clock_timestamp())
        and v.ended_at is null and (w.type = ${TEST_TYPE}
          or (v.paused_at is null and (v.rests_until is null or v.rests_until <= ${now}::timestamptz)))
        and not exists (select 1 from hook_deliveries e
          where e.receiver_id = w.receiver_id and e.state = 'waiting' and e.id <> w.id
            and ((e.subject = w.subject and e.seq < w.seq) or e.claimed_until > clock_timestamp()))
      order by w.seq limit 1 for update of w skip locked)
    returning d.id, d.receiver_id as "receiverId", r.producer_id as "producerId", d.type, d.data,
      d.happened_at as "happenedAt", r.address, r.generation,
      coalesce(r.previous_until > ${now}::timestamptz, false) as "hasPrevious", d.tries`);
  return found ? { ...found, happenedAt: new Date(found.happenedAt) } : null;
}

type Outcome = {
  isDelivered: boolean;
  status: number | null;
  fault: string | null;
  retryAfter: number | null;
  ms: number;
};

async function send(
  claimed: Claimed,
  ask: AskOutside,
  { secret, addressOf }: DeliverOptions,
  at: Date,
): Promise<Outcome> {
  const { receiverId, generation, hasPrevious, type, data, happenedAt } = claimed;
  const id = messageId(claimed.id);
  const url = addressOf(claimed);
  const body = JSON.stringify({
    type,
    timestamp: happenedAt.toISOString(),
    data: { ...data, ...(url !== null && { url }) },
  });
  const generations = hasPrevious ? [generation, generation - 1] : [generation];
  const secrets = generations.map((each) => hookSecret(secret, receiverId, each));
  const began = performance.now();
  const outcome = (of: Partial<Outcome>): Outcome => ({
    isDelivered: false,
    status: null,
    fault: null,
    retryAfter: null,
    ...of,
    ms: Math.round(performance.now() - began),
  });
  try {
    const answer = await ask(claimed.address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...signedHeaders(secrets, id, at, body),
      },
      body,
      withinMs: WITHIN_MS,
      mostBytes: 64 * 1024,
    });
    // What it says beside its status is nobody's business here.
    answer.close();
    const retryAfter = Number(answer.headers['retry-after']);
    return outcome({
      isDelivered: answer.status >= 200 && answer.status < 300,
      status: answer.status,
      retryAfter: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
    });
  } catch (error) {
    if (!(error instanceof OutsideFault)) throw error;
    return outcome({ fault: error.why });
  }
}

async function settle(
  ctx: Context,
  { id, receiverId, producerId, type, tries, address }: Claimed,
  claim: string,
  { isDelivered, status, fault, retryAfter, ms }: Outcome,
  { pauseLetter }: DeliverOptions,
): Promise<'delivered' | 'later' | 'failed'> {
  const isTest = type === TEST_TYPE;
  const again =
    isDelivered || isTest || status === GONE ? null : nextHookTry(tries, ctx.now, retryAfter, Math.random());
  const state = isDelivered ? 'delivered' : again === null ? 'failed' : 'waiting';
  await inTransaction(ctx, async (ctx) => {
    const mine = await ctx.db.execute(sql`
      update hook_deliveries set state = ${state}, next_try_at = ${again?.toISOString() ?? null}::timestamptz,
        claimed_by = null, claimed_until = null, last_status = ${status}, last_ms = ${ms}, last_fault = ${fault},
        delivered_at = case when ${isDelivered} then ${ctx.now.toISOString()}::timestamptz else delivered_at end
      where id = ${id}::uuid and claimed_by = ${claim} and state = 'waiting' returning 1`);
    // Taken off meanwhile, or another has taken it over: nothing follows from this try.
    if (mine.length === 0 || isTest) return;
    const rests = isDelivered ? null : new Date(ctx.now.getTime() + REST_MS).toISOString();
    await ctx.db.execute(
      sql`update hook_receivers set rests_until = ${rests}::timestamptz where id = ${receiverId}`,
    );
    if (state !== 'failed') return;
    const because: PauseReason = status === GONE ? 'gone' : 'failed';
    const [paused] = await ctx.db.execute<{ version: number; madeBy: string }>(sql`
      update hook_receivers set paused_at = ${ctx.now.toISOString()}, paused_because = ${because}, version = version + 1
      where id = ${receiverId} and paused_at is null returning version, made_by as "madeBy"`);
    if (!paused) return;
    await writeDown(ctx, [{ kind: 'hook.paused', subject: `hook:${receiverId}`, reason: because }]);
    const to = await keeperOf(ctx, paused.madeBy, producerId);
    if (to !== null)
      await writeLetter(ctx, {
        key: `hook_paused:${receiverId}:${paused.version}`,
        kind: 'hook_paused',
        to,
        ...pauseLetter({ receiverId, producerId, host: new URL(address).host, because }),
        about: `hook:${receiverId}`,
      });
  });
  return state === 'waiting' ? 'later' : state;
}

/** Who made it, as long as they have an account; else whose it is. `null`: nobody can be written to. */
async function keeperOf(
  ctx: Context,
  madeBy: string,
  producerId: string | null,
): Promise<{ address: string; name: string | null } | null> {
  const [maker] = await ctx.db.execute<{ address: string; name: string }>(
    sql`select email as address, name from users where ${madeBy} = 'person:' || id and closed_at is null`,
  );
  if (maker) return maker;
  if (producerId === null) {
    const owner = await siteOwner(ctx);
    return owner === null || owner.isExample ? null : { address: owner.email, name: owner.name };
  }
  if (await isDemo(ctx)) return null;
  const [producer] = await ctx.db.execute<{ address: string; name: string }>(
    sql`select email as address, name from producers where id = ${producerId} and email is not null`,
  );
  return producer ?? null;
}
