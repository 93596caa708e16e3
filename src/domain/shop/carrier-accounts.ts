import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { seal, unseal } from '#src/domain/shared/seal.ts';
import {
  CarrierDown,
  CarrierSaysNo,
  type AccountCarrier,
  type CarrierAccount,
  type CarrierName,
} from './carrier.ts';

const PURPOSE = 'carrier_account';
const theirs = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

/** What may be shown of an account: never its token. */
export type KeptAccount = { carrier: CarrierName; shopId: string; shopName: string; connectedAt: string };

/** The account of a producer; `null`: none. @throws Refusal `not_found`. */
export async function accountKept(ctx: Context, producerId: string): Promise<KeptAccount | null> {
  mustBeAllowed(ctx, 'order.handle', theirs(producerId));
  const [row] = await ctx.db.execute<KeptAccount>(sql`
    select carrier, shop_id as "shopId", shop_name as "shopName", connected_at as "connectedAt"
    from carrier_accounts where producer_id = ${producerId}`);
  return row ?? null;
}

/**
 * Connects a producer's own account, once the carrier has said that token and shop belong together. What is kept of
 * the token is sealed with the secret of the deployment.
 *
 * @throws Refusal `not_found`, `shop.not_open`, `carrier.account_wrong`, `carrier.down`.
 */
export async function connectCarrier(
  ctx: Context,
  carrier: AccountCarrier,
  secret: string,
  producerId: string,
  given: { shopId: string; token: string },
): Promise<void> {
  mustBeAllowed(ctx, 'shop.keep', theirs(producerId));
  const account = { shopId: given.shopId.trim(), token: given.token.trim() };
  if (!/^\d{1,12}$/.test(account.shopId) || !/^[A-Za-z0-9-]{8,100}$/.test(account.token))
    throw new Refusal('carrier.account_wrong');
  const { shopName } = await asRefusal(() => carrier.checkAccount(account));
  await inTransaction(ctx, async (ctx) => {
    const [shop] = await ctx.db.execute<{ before: Omit<KeptAccount, 'connectedAt'> | null }>(sql`
      select case when a.producer_id is null then null else jsonb_build_object('carrier', a.carrier,
        'shopId', a.shop_id, 'shopName', a.shop_name) end as before
      from producer_shops h join producers m on m.id = h.producer_id and m.merged_into is null
      left join carrier_accounts a on a.producer_id = h.producer_id
      where h.producer_id = ${producerId} for update of h`);
    if (!shop) throw new Refusal('shop.not_open');
    await ctx.db.execute(sql`
      insert into carrier_accounts (producer_id, carrier, shop_id, shop_name, sealed_token, connected_at, connected_by)
      values (${producerId}, 'ghn', ${account.shopId}, ${shopName},
        ${seal(secret, PURPOSE, producerId, account.token)}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)})
      on conflict (producer_id) do update set carrier = excluded.carrier, shop_id = excluded.shop_id,
        shop_name = excluded.shop_name, sealed_token = excluded.sealed_token, connected_at = excluded.connected_at,
        connected_by = excluded.connected_by`);
    await writeDown(ctx, [
      {
        kind: 'carrier.connected',
        subject: `producer:${producerId}`,
        before: shop.before,
        after: { carrier: 'ghn', shopId: account.shopId, shopName },
      },
    ]);
  });
}

/**
 * Forgets the account. Parcels that are under way go on with the carrier; nobody here hears of them any more.
 *
 * @throws Refusal `not_found`, `carrier.parcels_open` (details: count).
 */
export async function disconnectCarrier(ctx: Context, producerId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'shop.keep', theirs(producerId));
    const [open] = await ctx.db.execute<{ count: number }>(sql`
      select count(*)::int as count from shipments s join orders o on o.id = s.order_id
      where o.producer_id = ${producerId} and s.state in ('asked', 'made')`);
    if (open && open.count > 0) throw new Refusal('carrier.parcels_open', { count: open.count });
    const [gone] = await ctx.db.execute<{ shop_id: string; shop_name: string }>(
      sql`delete from carrier_accounts where producer_id = ${producerId} returning shop_id, shop_name`,
    );
    if (!gone) return;
    await ctx.db.execute(sql`delete from carrier_quotes where producer_id = ${producerId}`);
    await writeDown(ctx, [
      {
        kind: 'carrier.disconnected',
        subject: `producer:${producerId}`,
        before: { carrier: 'ghn', shopId: gone.shop_id, shopName: gone.shop_name },
      },
    ]);
  });
}

/** The account itself, for asking the carrier; `null`: none, or sealed with another secret than today's. */
export async function openAccount(
  ctx: Pick<Context, 'db'>,
  secret: string,
  producerId: string,
): Promise<CarrierAccount | null> {
  const [row] = await ctx.db.execute<{ shop_id: string; sealed_token: string }>(
    sql`select shop_id, sealed_token from carrier_accounts where producer_id = ${producerId}`,
  );
  const token = row ? unseal(secret, PURPOSE, producerId, row.sealed_token) : null;
  return row && token !== null ? { shopId: row.shop_id, token } : null;
}

/** What a carrier answers, as the producer is told. @throws Refusal `carrier.…`. */
export async function asRefusal<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CarrierDown) throw new Refusal('carrier.down');
    if (!(error instanceof CarrierSaysNo)) throw error;
    if (error.why === 'account') throw new Refusal('carrier.account_wrong');
    if (error.why === 'place') throw new Refusal('carrier.place_unknown', { said: error.words });
    throw new Refusal('carrier.refused', { said: error.words });
  }
}
