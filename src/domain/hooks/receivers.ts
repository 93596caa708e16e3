import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { HOOKS_CHANNEL } from '#src/domain/audit/tell.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import {
  HOOK_TOPICS,
  OLD_SECRET_DAYS,
  TEST_TYPE,
  topicsFor,
  type DeliveryState,
  type HookTopic,
  type PauseReason,
} from './hook.ts';

/** Of one producer, or of whoever answers for the site. */
export type HookOwner = { producerId: string } | 'site';

export const MOST_RECEIVERS = 10;
const LONGEST_ADDRESS = 500;

export type HookReceiver = {
  id: string;
  producerId: string | null;
  address: string;
  topics: HookTopic[];
  generation: number;
  previousUntil: string | null;
  madeAt: string;
  pausedAt: string | null;
  pausedBecause: PauseReason | null;
  version: number;
  waiting: number;
  failed: number;
  lastDeliveredAt: string | null;
};

const idOf = (owner: HookOwner): string | null => (owner === 'site' ? null : owner.producerId);

function mustKeep(ctx: Context, owner: HookOwner): void {
  if (owner === 'site') mustBeAllowed(ctx, 'hook.operate', 'country');
  else mustBeAllowed(ctx, 'hook.keep', { provinceCode: null, communeCode: null, ...owner });
}

const RECEIVER = sql`r.id, r.producer_id as "producerId", r.address, to_jsonb(r.topics) as topics, r.generation,
  r.previous_until as "previousUntil", r.made_at as "madeAt", r.paused_at as "pausedAt",
  r.paused_because as "pausedBecause", r.version,
  (select count(*)::int from hook_deliveries d where d.receiver_id = r.id and d.state = 'waiting') as waiting,
  (select count(*)::int from hook_deliveries d where d.receiver_id = r.id and d.state = 'failed' and d.data is not null) as failed,
  (select max(d.delivered_at) from hook_deliveries d where d.receiver_id = r.id) as "lastDeliveredAt"`;

/** @throws Refusal `not_found`, `not_allowed`. */
export async function receiversOf(ctx: Context, owner: HookOwner): Promise<HookReceiver[]> {
  mustKeep(ctx, owner);
  return ctx.db.execute<HookReceiver>(sql`
    select ${RECEIVER} from hook_receivers r
    where r.ended_at is null and r.producer_id is not distinct from ${idOf(owner)} order by r.made_at, r.id`);
}

/** @throws Refusal `not_found`. */
export async function receiverById(ctx: Context, owner: HookOwner, id: string): Promise<HookReceiver> {
  mustKeep(ctx, owner);
  const [found] = await ctx.db.execute<HookReceiver>(sql`
    select ${RECEIVER} from hook_receivers r
    where r.id = ${id} and r.ended_at is null and r.producer_id is not distinct from ${idOf(owner)}`);
  if (!found) throw new Refusal('not_found');
  return found;
}

/**
 * The address as it is kept.
 *
 * @param mayBePlain whether this host may be spoken to without encryption: tests alone do.
 * @throws Refusal `hook.address_wrong`.
 */
export function readHookAddress(typed: string, mayBePlain: (url: URL) => boolean = () => false): string {
  let url: URL;
  try {
    url = new URL(typed.trim());
  } catch {
    throw new Refusal('hook.address_wrong');
  }
  url.hash = '';
  const isEncrypted = url.protocol === 'https:' || (url.protocol === 'http:' && mayBePlain(url));
  if (!isEncrypted || url.username !== '' || url.password !== '' || url.href.length > LONGEST_ADDRESS)
    throw new Refusal('hook.address_wrong');
  return url.href;
}

function readTopics(typed: readonly string[], owner: HookOwner): HookTopic[] {
  const all = topicsFor(owner === 'site' ? 'site' : 'producer', true);
  const topics = HOOK_TOPICS.filter((topic) => typed.includes(topic) && all.includes(topic));
  if (topics.length === 0) throw new Refusal('hook.topics_missing');
  return topics;
}

/** What the audit keeps of an address: the rest of it may be a way in. */
const hostOf = (address: string): string => new URL(address).host;

/**
 * Begins to tell a system. Its secret is `hookSecret` of what comes back.
 *
 * @param form address as `readHookAddress` gives it, after the gateway has looked where it leads.
 * @throws Refusal `hook.topics_missing`, `hook.known`, `hook.too_many` (details: most), `not_found`, `not_allowed`.
 */
export async function addReceiver(
  ctx: Context,
  owner: HookOwner,
  form: { address: string; topics: readonly string[] },
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    mustKeep(ctx, owner);
    const topics = readTopics(form.topics, owner);
    const producerId = idOf(owner);
    if (producerId !== null) {
      const [producer] = await ctx.db.execute(
        sql`select 1 from producers where id = ${producerId} and merged_into is null for update`,
      );
      if (!producer) throw new Refusal('not_found');
    }
    const [{ count } = { count: 0 }] = await ctx.db.execute<{ count: number }>(sql`
      select count(*)::int as count from hook_receivers
      where ended_at is null and producer_id is not distinct from ${producerId}`);
    if (count >= MOST_RECEIVERS) throw new Refusal('hook.too_many', { most: MOST_RECEIVERS });
    const id = newId();
    const made = await ctx.db.execute(sql`
      insert into hook_receivers (id, producer_id, address, topics, made_at, made_by)
      values (${id}, ${producerId}, ${form.address}, ${asArray(topics)}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)})
      on conflict do nothing returning 1`);
    if (made.length === 0) throw new Refusal('hook.known');
    await writeDown(ctx, [
      {
        kind: 'hook.added',
        subject: `hook:${id}`,
        after: { producerId, host: hostOf(form.address), topics },
      },
    ]);
    return id;
  });
}

const asArray = (topics: readonly HookTopic[]) =>
  sql`array(select jsonb_array_elements_text(${JSON.stringify(topics)}::jsonb))`;

type Held = { address: string; topics: HookTopic[]; version: number; pausedAt: string | null };

async function lockReceiver(ctx: Context, owner: HookOwner, id: string): Promise<Held> {
  mustKeep(ctx, owner);
  const [held] = await ctx.db.execute<Held>(sql`
    select address, to_jsonb(topics) as topics, version, paused_at as "pausedAt" from hook_receivers
    where id = ${id} and ended_at is null and producer_id is not distinct from ${idOf(owner)} for update`);
  if (!held) throw new Refusal('not_found');
  return held;
}

/** @throws Refusal `hook.topics_missing`, `hook.known`, `changed_meanwhile`, `not_found`. */
export async function changeReceiver(
  ctx: Context,
  owner: HookOwner,
  id: string,
  form: { address: string; topics: readonly string[]; version: number },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockReceiver(ctx, owner, id);
    if (held.version !== form.version) throw new Refusal('changed_meanwhile');
    const topics = readTopics(form.topics, owner);
    const [same] = await ctx.db
      .execute(sql`select 1 from hook_receivers where ended_at is null and id <> ${id}
      and address = ${form.address} and producer_id is not distinct from ${idOf(owner)}`);
    if (same) throw new Refusal('hook.known');
    await ctx.db.execute(sql`update hook_receivers set address = ${form.address}, topics = ${asArray(topics)},
      rests_until = null, version = version + 1 where id = ${id}`);
    await writeDown(ctx, [
      {
        kind: 'hook.changed',
        subject: `hook:${id}`,
        before: { host: hostOf(held.address), topics: held.topics },
        after: { host: hostOf(form.address), topics },
      },
    ]);
  });
}

/** From now on another secret counts; the present one still does for a week. @throws Refusal `changed_meanwhile`. */
export async function renewSecret(
  ctx: Context,
  owner: HookOwner,
  id: string,
  version: number,
): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const held = await lockReceiver(ctx, owner, id);
    if (held.version !== version) throw new Refusal('changed_meanwhile');
    const until = new Date(ctx.now.getTime() + OLD_SECRET_DAYS * 86_400_000);
    const [renewed] = await ctx.db.execute<{ generation: number }>(sql`
      update hook_receivers set generation = generation + 1, previous_until = ${until.toISOString()},
        version = version + 1 where id = ${id} returning generation`);
    await writeDown(ctx, [{ kind: 'hook.secret_renewed', subject: `hook:${id}` }]);
    return renewed!.generation;
  });
}

/** The secret of before is known to somebody who should not: it counts no more from now on. May be repeated. */
export async function dropOldSecret(ctx: Context, owner: HookOwner, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockReceiver(ctx, owner, id);
    await ctx.db.execute(
      sql`update hook_receivers set previous_until = null, version = version + 1 where id = ${id}`,
    );
    await writeDown(ctx, [{ kind: 'hook.old_secret_dropped', subject: `hook:${id}` }]);
  });
}

/** Nothing is sent for now; what happens meanwhile waits. May be repeated. */
export async function pauseReceiver(ctx: Context, owner: HookOwner, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockReceiver(ctx, owner, id);
    if (held.pausedAt !== null) return;
    await ctx.db
      .execute(sql`update hook_receivers set paused_at = ${ctx.now.toISOString()}, paused_because = 'by_hand',
      version = version + 1 where id = ${id}`);
    await writeDown(ctx, [{ kind: 'hook.paused', subject: `hook:${id}`, reason: 'by_hand' }]);
  });
}

/** It is told again, from where it stopped: what had failed is tried anew. May be repeated. */
export async function resumeReceiver(ctx: Context, owner: HookOwner, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockReceiver(ctx, owner, id);
    if (held.pausedAt === null) return;
    await ctx.db
      .execute(sql`update hook_receivers set paused_at = null, paused_because = null, rests_until = null,
      version = version + 1 where id = ${id}`);
    await ctx.db.execute(sql`update hook_deliveries set state = 'waiting', tries = 0, next_try_at = null
      where receiver_id = ${id} and (state = 'waiting' or (state = 'failed' and type <> ${TEST_TYPE})) and data is not null`);
    await writeDown(ctx, [{ kind: 'hook.resumed', subject: `hook:${id}` }]);
    await wake(ctx);
  });
}

/** It is told nothing more, and what waits is not sent. */
export async function endReceiver(ctx: Context, owner: HookOwner, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockReceiver(ctx, owner, id);
    await ctx.db.execute(
      sql`update hook_receivers set ended_at = ${ctx.now.toISOString()}, version = version + 1 where id = ${id}`,
    );
    await ctx.db.execute(
      sql`update hook_deliveries set state = 'dropped', next_try_at = null where receiver_id = ${id} and state = 'waiting'`,
    );
    await writeDown(ctx, [
      { kind: 'hook.ended', subject: `hook:${id}`, before: { host: hostOf(held.address) } },
    ]);
  });
}

/** Sends a message that means nothing, also to a receiver that rests. */
export async function sendTest(ctx: Context, owner: HookOwner, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockReceiver(ctx, owner, id);
    await ctx.db.execute(sql`
      insert into hook_deliveries (receiver_id, type, subject, data, happened_at)
      values (${id}, ${TEST_TYPE}, ${`test:${newId()}`}, ${JSON.stringify({ receiver: { id } })}::jsonb, ${ctx.now.toISOString()})`);
    await wake(ctx);
  });
}

/** The same message once more, under the same number. @throws Refusal `not_found`, `hook.not_kept`. */
export async function redeliver(
  ctx: Context,
  owner: HookOwner,
  id: string,
  deliveryId: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockReceiver(ctx, owner, id);
    if (!/^[0-9a-f-]{36}$/.test(deliveryId)) throw new Refusal('not_found');
    const [found] = await ctx.db.execute<{ state: DeliveryState; kept: boolean }>(sql`
      select state, data is not null as kept from hook_deliveries
      where id = ${deliveryId}::uuid and receiver_id = ${id} for update`);
    if (!found) throw new Refusal('not_found');
    if (!found.kept) throw new Refusal('hook.not_kept');
    await ctx.db.execute(sql`update hook_deliveries set state = 'waiting', tries = 0, next_try_at = null
      where id = ${deliveryId}::uuid and (claimed_until is null or claimed_until < clock_timestamp())`);
    await ctx.db.execute(sql`update hook_receivers set rests_until = null where id = ${id}`);
    await wake(ctx);
  });
}

const wake = (ctx: Context) => ctx.db.execute(sql`select pg_notify(${HOOKS_CHANNEL}, '')`);

export type DeliveryListed = {
  id: string;
  seq: number;
  type: string;
  subject: string;
  data: Record<string, unknown> | null;
  happenedAt: string;
  state: DeliveryState;
  tries: number;
  nextTryAt: string | null;
  lastStatus: number | null;
  lastMs: number | null;
  lastFault: string | null;
  triedAt: string | null;
};

export const DELIVERIES_A_PAGE = 30;

/** What a receiver was told, newest first. @throws Refusal `not_found`. */
export async function deliveriesOf(
  ctx: Context,
  owner: HookOwner,
  id: string,
  { before = null, most = DELIVERIES_A_PAGE }: { before?: number | null; most?: number } = {},
): Promise<DeliveryListed[]> {
  await receiverById(ctx, owner, id);
  return ctx.db.execute<DeliveryListed>(sql`
    select id, seq::float8 as seq, type, subject, data, happened_at as "happenedAt", state, tries, next_try_at as "nextTryAt",
      last_status as "lastStatus", last_ms as "lastMs", last_fault as "lastFault", tried_at as "triedAt"
    from hook_deliveries where receiver_id = ${id} and (${before}::bigint is null or seq < ${before}::bigint)
    order by seq desc limit ${most}`);
}

/** Days that what was told is kept, and that a line says that it was. */
export const BODY_DAYS = 30;
const LINE_DAYS = 180;

/** What is older than a month is no longer told to anybody and no longer kept; lines go after half a year. */
export async function forgetDeliveries(ctx: Context): Promise<number> {
  const ago = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000).toISOString();
  const emptied = await ctx.db.execute(sql`
    update hook_deliveries set data = null, next_try_at = null,
      state = case when state = 'waiting' then 'dropped' else state end
    where data is not null and happened_at < ${ago(BODY_DAYS)}`);
  await ctx.db.execute(sql`delete from hook_deliveries where happened_at < ${ago(LINE_DAYS)}`);
  return emptied.count;
}
