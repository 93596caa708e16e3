import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { TOKEN_SCOPES, type TokenScope } from './kept-event.ts';

export const MOST_TOKENS = 20;
/** What every token begins with, so that one that was published by mistake is recognised. */
const BEGINNING = 'sle_';
/** How exactly it is kept when a token was used last. */
const USE_MINUTES = 5;

export type EventToken = {
  id: string;
  name: string;
  scopes: TokenScope[];
  madeAt: string;
  lastUsedAt: string | null;
};

const whereOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A producer, and the tokens of their systems. @throws Refusal `not_found`, `not_allowed`. */
export async function tokenDesk(
  ctx: Context,
  producerId: string,
): Promise<{ producer: { id: string; name: string }; tokens: EventToken[] }> {
  const tokens = await tokensOf(ctx, producerId);
  const [producer] = await ctx.db.execute<{ id: string; name: string }>(
    sql`select id, name from producers where id = ${producerId} and merged_into is null`,
  );
  if (!producer) throw new Refusal('not_found');
  return { producer, tokens };
}

/** Tokens that count, newest first. @throws Refusal `not_found`, `not_allowed`. */
export async function tokensOf(ctx: Context, producerId: string): Promise<EventToken[]> {
  mustBeAllowed(ctx, 'event.connect', whereOf(producerId));
  return ctx.db.execute<EventToken>(sql`
    select id, name, to_jsonb(scopes) as scopes, made_at as "madeAt", last_used_at as "lastUsedAt"
    from epcis_tokens where producer_id = ${producerId} and revoked_at is null order by made_at desc, id`);
}

/**
 * Makes a token for a system of the producer's.
 *
 * @returns the token itself, to be shown this once: only its hash is kept.
 * @throws Refusal `not_found`, `not_allowed`, `token.name_missing`, `token.scope_missing`, `token.too_many` (details: most).
 */
export async function makeToken(
  ctx: Context,
  producerId: string,
  form: { name: string; scopes: readonly string[] },
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'event.connect', whereOf(producerId));
    const [producer] = await ctx.db.execute(
      sql`select 1 from producers where id = ${producerId} and merged_into is null for update`,
    );
    if (!producer) throw new Refusal('not_found');
    const name = tidy(form.name).slice(0, 60);
    if (!name) throw new Refusal('token.name_missing');
    const scopes = TOKEN_SCOPES.filter((scope) => form.scopes.includes(scope));
    if (scopes.length === 0) throw new Refusal('token.scope_missing');
    const held = await tokensOf(ctx, producerId);
    if (held.length >= MOST_TOKENS) throw new Refusal('token.too_many', { most: MOST_TOKENS });
    const token = `${BEGINNING}${randomBytes(32).toString('base64url')}`;
    const id = newId();
    await ctx.db.execute(sql`
      insert into epcis_tokens (id, producer_id, name, hash, scopes, made_at, made_by)
      values (${id}, ${producerId}, ${name}, ${hashOf(token)},
        array(select jsonb_array_elements_text(${JSON.stringify(scopes)}::jsonb)), ${ctx.now.toISOString()}, ${actorName(ctx.actor)})`);
    await writeDown(ctx, [
      { kind: 'event_token.made', subject: `producer:${producerId}`, after: { token: id, name, scopes } },
    ]);
    return token;
  });
}

/** From now on the token opens nothing. May be repeated. @throws Refusal `not_found`, `not_allowed`. */
export async function revokeToken(ctx: Context, producerId: string, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'event.connect', whereOf(producerId));
    const [revoked] = await ctx.db.execute<{ name: string }>(sql`
      update epcis_tokens set revoked_at = ${ctx.now.toISOString()}
      where id = ${id} and producer_id = ${producerId} and revoked_at is null returning name`);
    if (revoked)
      await writeDown(ctx, [
        {
          kind: 'event_token.revoked',
          subject: `producer:${producerId}`,
          before: { token: id, name: revoked.name },
        },
      ]);
  });
}

/** Who comes with a token. */
export type TokenHolder = { tokenId: string; producerId: string; scopes: readonly TokenScope[] };

/** Whose token it is, and that it was used; `null`: it is none, or counts no more. */
export async function tokenHolder(ctx: Context, token: string): Promise<TokenHolder | null> {
  if (!token.startsWith(BEGINNING) || token.length > 100) return null;
  const now = ctx.now.toISOString();
  const [found] = await ctx.db.execute<TokenHolder & { isStale: boolean }>(sql`
    select t.id as "tokenId", coalesce(m.merged_into, m.id) as "producerId", to_jsonb(t.scopes) as scopes,
      coalesce(t.last_used_at < ${now}::timestamptz - make_interval(mins => ${USE_MINUTES}), true) as "isStale"
    from epcis_tokens t join producers m on m.id = t.producer_id
    where t.hash = ${hashOf(token)} and t.revoked_at is null`);
  if (!found) return null;
  if (found.isStale)
    await ctx.db.execute(sql`update epcis_tokens set last_used_at = ${now} where id = ${found.tokenId}`);
  return { tokenId: found.tokenId, producerId: found.producerId, scopes: found.scopes };
}
